"""The header of a column as words, and what it names or asks for by the lists in ``roles.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Words = tuple[str, ...]

_CAMEL = re.compile(r"(?<=[a-zåäöæø])(?=[A-ZÅÄÖÆØ])")
_CODE = re.compile(r"^(?P<stem>[QqFfVv]\d+)(?:[A-Za-z](?=_))?[_. -]*(?=[A-Za-zÅÄÖÆØåäöæø]{3})")
_SEPARATORS = re.compile(r"[^\w#']+|_+")
# The second part begins where separators or digits begin: every place inside a run would take its length squared.
_STEM_END = re.compile(r"(?:(?<=\d)[ ._-]?[A-Za-z]|(?<![\W_])(?:(?<!\d)|(?=[\W_]))[\W_]*\d+)$")
_GRID = re.compile(r"^(?P<stem>.+?)\s*\[[^\]]*\]\s*$")
_DASHED = re.compile(r"^(?P<stem>.{12,}?[^\s])\s+[-–—|]\s+\S.*$")

LONGEST_NAME = 4  # a header of more words is a wording, not the name of a background column


@cache
def word_lists() -> Mapping[str, Any]:
    """The tables of ``roles.toml``."""
    return tomllib.loads(resources.files(__package__).joinpath("roles.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Header:
    """The words of a header in lower case; ``text`` is the wording it was read from."""

    text: str
    words: Words

    @property
    def phrase(self) -> str:
        """The words with one blank between them."""
        return " ".join(self.words)


def read_header(text: str) -> Header:
    """The words of a header; a question code before a name is taken off.

    >>> read_header("Q19AGE").words, read_header("SurveyYear").words, read_header("Svars-ID").words
    (('age',), ('survey', 'year'), ('svars', 'id'))
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    return Header(clean, _words(clean))


def _words(text: str) -> Words:
    bare = _CODE.sub("", text.strip())
    spaced = bare if " " in bare else _CAMEL.sub(" ", bare)
    return tuple(word for word in _SEPARATORS.split(spaced.casefold()) if word)


def rank_in(header: Header, table: str) -> int | None:
    """The place of the first word of ``[columns.<table>]`` that the header is, ends with or asks for; else ``None``.

    >>> rank_in(read_header("Vilken enhet besökte du?"), "unit")
    0
    >>> rank_in(read_header("Hur nöjd är du med din enhet?"), "unit") is None
    True
    """
    entry = word_lists()["columns"][table]
    ranks = [rank for name in _names(header) if (rank := _rank(name, table)) is not None]
    if ranks:
        return min(ranks)
    if len(header.words) == 1:
        for ending in entry.get("endings", ()):
            if header.words[0].endswith(ending) and len(header.words[0]) > len(ending):
                return len(entry["words"])
    return None


def asks_something(header: Header) -> bool:
    """Whether the header is worded as a question or a statement to judge, or is the short name of a question.

    >>> [asks_something(read_header(text)) for text in ("Hur nöjd är du?", "NKI1", "Q7", "Q7 Tid", "Postnummer")]
    [True, True, True, True, False]
    """
    worded = "?" in header.text or len(header.words) > LONGEST_NAME or _begins_so(header)
    return worded or is_short_name(header) or _is_numbered(header)


def is_short_name(header: Header) -> bool:
    """Whether the header is the short name of a question: Q1, NKI 2, CSAT, Betyg."""
    bare = _bare(header.text)
    return any(re.fullmatch(pattern, bare) for pattern in word_lists()["question"]["short"])


def _is_numbered(header: Header) -> bool:
    """Whether the header is the number of a question and its subject: Q1 Bemötande, Fråga 2: Information.

    Capitals all through are the code of a column: Q13 COUNTY.
    """
    found = re.match(word_lists()["question"]["numbered"], header.text, re.IGNORECASE)
    return found is not None and not header.text[found.end() - 1 :].isupper()


def is_code(header: Header) -> bool:
    """Whether the header is a question's number and says nothing of what is asked: Q1, Fråga 2, v_12.

    >>> is_code(read_header("Q6A")), is_code(read_header("NKI1")), is_code(read_header("Q6FOOD"))
    (True, False, False)
    """
    return re.fullmatch(word_lists()["question"]["short"][0], _bare(header.text)) is not None


def names_what_is_rated(header: Header) -> bool:
    """Whether a short header names something that is rated: Bemötande, Q10SAFE, GETRATE.

    >>> [names_what_is_rated(read_header(text)) for text in ("Bemötande", "Q10SAFE", "Q13GETRATE", "Q5TIMES")]
    [True, True, True, False]
    """
    if not header.words or len(header.words) > LONGEST_NAME:
        return False
    lists = word_lists()["question"]
    word = header.words[-1]
    return word in lists["rated"] or re.search(lists["rated-parts"], word) is not None


def stem_of(name: str, text: str) -> str:
    """What a column has in common with its siblings: the question of a grid, or the letters before a number.

    >>> stem_of("imag3", "imag3"), stem_of("a", "Betygsätt oss [Snabbhet]"), stem_of("Kön", "Kön")
    ('imag', 'Betygsätt oss', '')
    >>> stem_of("Q6A", ""), stem_of("Q6B_FOOD", ""), stem_of("Q6FOOD", "")
    ('Q6', 'Q6', 'Q6')
    """
    for pattern in (_GRID, _DASHED):
        found = pattern.match(text)
        if found:
            return found["stem"].strip()
    grid = _GRID.match(name)
    if grid:
        return grid["stem"].strip()
    if _STEM_END.search(name):
        return _STEM_END.sub("", name)
    code = _CODE.match(name)
    return code["stem"] if code else ""


def matches(text: str, patterns: Sequence[str]) -> bool:
    """Whether all patterns are found in a wording, in lower case and without a question mark at its end."""
    return all(re.search(pattern, _bare(text)) for pattern in patterns)


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[_-]+", " ", folded).split()).rstrip("?:. *")


def _begins_so(header: Header) -> bool:
    phrase = header.phrase + " "
    starts = word_lists()["question"]["starts"]
    return len(header.words) > 1 and any(phrase.startswith(start + " ") for start in starts)


@cache
def _ranks(table: str) -> Mapping[Words, int]:
    ranks: dict[Words, int] = {}
    for rank, phrase in enumerate(word_lists()["columns"][table]["words"]):
        words = tuple(phrase.split())
        ranks.setdefault(words, rank)
        ranks.setdefault(("".join(words),), rank)
    return ranks


def _rank(words: Words, table: str) -> int | None:
    return _ranks(table).get(words)


def _names(header: Header) -> list[Words]:
    """The phrases of a header that may be the name of what it holds."""
    settings = word_lists()["header"]
    words = _words(header.text.split("(")[0]) or header.words  # brackets explain: "Ålder (år)"
    while len(words) > 2 and words[0] in settings["leads"]:
        words = words[1:]
    if len(words) > 1 and words[0] in settings["which"]:
        return [words[1:2], words[1:3]]
    asked = [start.split() for start in settings["what-is"]]
    for start in asked:
        if list(words[: len(start)]) == start:
            rest = _without_fillers(words[len(start) :])
            return [rest[:1], rest[:2], rest]
    if len(words) > LONGEST_NAME or "?" in header.text:
        return []
    bare = _without_fillers(words)
    first = _words(header.text.split("/")[0])  # "Enhet/avdelning"
    return [words, bare, first, *(bare[at:] for at in range(1, len(bare)))]


def _without_fillers(words: Words) -> Words:
    fillers = word_lists()["header"]["fillers"]
    while len(words) > 1 and words[-1] in fillers:
        words = words[:-1]
    while len(words) > 1 and words[0] in fillers:
        words = words[1:]
    return words
