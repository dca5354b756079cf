"""Finder for masking: names of people, by lists, by their endings and by words that go before them.

Lists do not hold every name, and comments are written without capitals: this finds many names and far from all. A list
of the staff's names helps more than anything else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

Found = Iterator[tuple[int, int, str]]

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*(?:[-‑][^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*)*")
_INITIAL = re.compile(r"[A-ZÅÄÖÆØ]\.?")
_OPENING = re.compile(r"(?:^|[.!?:…\n]|[-–•*>]|\d\.)[\s\"'«“”(]*$")  # before the first word of a sentence
_LONGEST_NAME = 4  # words
_THANKS = frozenset({("tack", "till"), ("takk", "til"), ("thanks", "to"), ("you", "to")})
_PARTICLES = frozenset({"af", "av", "de", "del", "der", "di", "van", "von", "zu", "al", "el"})


@dataclass(frozen=True)
class StaffNames:
    """Names to mask wherever they stand: whole ones and single words in any case, and words only with a capital."""

    whole: re.Pattern[str]
    capital: frozenset[str]


@dataclass(frozen=True)
class _Lists:
    given: frozenset[str]
    family: frozenset[str]
    also_words: frozenset[str]
    never_alone: frozenset[str]
    endings: tuple[str, ...]
    cues: frozenset[str]
    cue_pairs: frozenset[tuple[str, str]]
    greetings: frozenset[str]


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper() and (len(self.text) == 1 or not self.text.isupper())

    @property
    def folded(self) -> str:
        return self.text.casefold().replace("’", "'")


def staff_names(lines: Iterable[str]) -> StaffNames:
    """The names in a list, one a line; empty lines and those that begin with # are left out.

    A whole name and each of its parts is masked in any case; a part that is also a word only with a capital.

    >>> names = staff_names(["Stig Hedman"])
    >>> [text for text in ("stig hedman", "HEDMAN", "stig", "Stig") if any(_by_staff(text, names))]
    ['stig hedman', 'HEDMAN', 'Stig']
    """
    lists = _lists()
    whole: set[str] = set()
    capital: set[str] = set()
    for line in lines:
        name = " ".join(line.split("#")[0].replace(",", " ").split())
        if not name:
            continue
        parts = name.split()
        whole |= {name, " ".join(reversed(parts))} if len(parts) > 1 else set()
        for part in parts:
            is_word = part.casefold() in lists.also_words or len(part) < 3
            (capital if is_word else whole).add(part.casefold() if is_word else part)
    ordered = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(whole, key=lambda n: (-len(n), n)))
    pattern = rf"(?<!\w)(?:{ordered})(?:['’]?s)?(?!\w)" if ordered else r"(?!)"
    return StaffNames(re.compile(pattern, re.IGNORECASE), frozenset(capital))


def names(text: str, staff: StaffNames | None = None) -> Found:
    """Names of people in a text; those of the staff first."""
    if staff is not None:
        yield from _by_staff(text, staff)
    words = [_Word(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    place = 0
    while place < len(words):
        first, count = _name_at(text, words, place)
        if count:
            yield words[first].start, words[first + count - 1].end, "name"
            place = first + count
        else:
            place += 1


def is_given_name(word: str) -> bool:
    """Whether a word is on the lists of given names, also in the genitive.

    >>> [is_given_name(word) for word in ("Anna", "Eriks", "Anna-Karin", "Hissen", "Svensson-livet")]
    [True, True, True, False, False]
    """
    lists = _lists()
    folded = word.casefold().replace("’", "'")
    if "-" in folded:
        parts = re.split(r"[-‑]", word)
        return all(part[:1].isupper() for part in parts) and parts[0].casefold() in lists.given
    return any(form in lists.given for form in _nominatives(folded))


def is_only_a_name(word: str) -> bool:
    """Whether a word, in any case, is on the lists of given names and no word of the languages as well.

    >>> is_only_a_name("bengt"), is_only_a_name("stig"), is_only_a_name("hiss")
    (True, False, False)
    """
    folded = word.casefold()
    return folded in _lists().given and folded not in _lists().also_words


def _nominatives(folded: str) -> tuple[str, ...]:
    """The word itself, and without the s of a genitive.

    >>> _nominatives("eriks"), _nominatives("john's")
    (('eriks', 'erik'), ("john's", 'john'))
    """
    if folded.endswith("'s"):
        return folded, folded[:-2]
    return (folded, folded[:-1]) if folded.endswith("s") and len(folded) > 3 else (folded,)


def _by_staff(text: str, staff: StaffNames) -> Found:
    for match in staff.whole.finditer(text):
        yield *match.span(), "name"
    for match in _WORD.finditer(text):
        if match[0][0].isupper() and any(form in staff.capital for form in _nominatives(match[0].casefold())):
            yield *match.span(), "name"


def _name_at(text: str, words: list[_Word], place: int) -> tuple[int, int]:
    """Where the name begins that the word at ``place`` leads to, and its number of words; 0 where there is none."""
    lists, word = _lists(), words[place]
    if not word.is_capital:
        return _after_greeting(text, words, place)
    cued = _is_cued(text, words, place)
    if cued and not _is_cue(word):
        return place, _reach(text, words, place)
    if not is_given_name(word.text):
        return place, 0
    reach = _reach(text, words, place)
    if not any(form in lists.also_words for form in _nominatives(word.folded)):
        return place, reach
    if reach > 1 and _is_family(words[place + reach - 1]):
        return place, reach
    inside = not _OPENING.search(text[max(word.start - 20, 0) : word.start])
    thanked = place > 1 and (words[place - 2].folded, words[place - 1].folded) in _THANKS
    alone = inside and (thanked or word.folded not in lists.never_alone)
    return place, reach if alone else 0


def _reach(text: str, words: list[_Word], place: int) -> int:
    """How many words from ``place`` on belong to a name: capitalised ones with one space, or an initial, between."""
    count, last = 1, place
    while count < _LONGEST_NAME and last + 1 < len(words):
        between, follows = text[words[last].end : words[last + 1].start], words[last + 1]
        if between not in {" ", ". "} or (between == ". " and not _INITIAL.fullmatch(words[last].text)):
            break
        if words[last].text.casefold().endswith(("'s", "’s")):
            break
        is_name = follows.is_capital and not _is_cue(follows) and (len(follows.text) > 1 or _initial_of(text, follows))
        if not is_name and not (follows.folded in _PARTICLES and _leads_on(text, words, last + 1)):
            break
        last += 1
        count += 1
    return count


def _initial_of(text: str, word: _Word) -> bool:
    """Whether a capital alone is an initial, such as the B in Anna B. Lund, and not a word such as I."""
    return text[word.end : word.end + 1] == "." or word.text not in {"I", "A", "Å", "Ö"}


def _leads_on(text: str, words: list[_Word], place: int) -> bool:
    """Whether a particle such as von stands before a capitalised word."""
    if place + 1 >= len(words):
        return False
    follows = words[place + 1]
    return follows.is_capital and text[words[place].end : follows.start] == " "


def _is_family(word: _Word) -> bool:
    lists = _lists()
    return any(form in lists.family or form.endswith(lists.endings) for form in _nominatives(word.folded))


def _is_cue(word: _Word) -> bool:
    return word.folded in _lists().cues


def _is_cued(text: str, words: list[_Word], place: int) -> bool:
    """Whether a word for a person or a greeting goes right before."""
    if not place:
        return False
    before = words[place - 1]
    between = text[before.end : words[place].start]
    if not re.fullmatch(r"[ ,.:;!]{0,2}\s?", between) or (between[:1] in {".", "!"} and len(before.text) > 3):
        return False
    lists = _lists()
    pair = (words[place - 2].folded, before.folded) if place > 1 else ("", "")
    return before.folded in lists.cues or pair in lists.cue_pairs


def _after_greeting(text: str, words: list[_Word], place: int) -> tuple[int, int]:
    """A name on the list in small letters, right after a greeting; after a word for a person one that is no word."""
    lists = _lists()
    if not place or words[place - 1].folded not in lists.cues | lists.greetings:
        return place, 0
    is_greeting = words[place - 1].folded in lists.greetings
    between = text[words[place - 1].end : words[place].start]
    if between.strip(" ,.:\n" if is_greeting else " ") or words[place].folded not in lists.given:
        return place, 0
    if not is_greeting and words[place].folded in lists.also_words:
        return place, 0
    count = 1
    while place + count < len(words) and (
        words[place + count].folded in _lists().given or _is_family(words[place + count])
    ):
        count += 1
    return place, count


@cache
def _lists() -> _Lists:
    """The data of ``people.toml`` and the given names of ``names.toml``."""

    def table(file: str) -> dict[str, dict[str, str] | str]:
        return tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))

    people = table("people.toml")

    def words(name: str) -> frozenset[str]:
        listed = people[name]
        return (
            frozenset(word for text in listed.values() for word in text.split())
            if isinstance(listed, dict)
            else frozenset()
        )

    others = frozenset(word for text in table("names.toml").values() if isinstance(text, str) for word in text.split())
    pairs = frozenset((one, other) for one, _, other in (pair.partition("|") for pair in words("cue-pairs")))
    return _Lists(
        words("given") | words("also-words") | others,
        words("family"),
        words("also-words"),
        words("never-alone"),
        tuple(sorted(words("endings"))),
        words("cues"),
        pairs,
        words("greetings"),
    )
