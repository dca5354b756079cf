"""From a comment to its words: stems, with what is only grammar left out and negations kept with what they negate."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

LANGUAGES = ("sv", "nb", "en")
_ALGORITHMS = {"sv": "swedish", "nb": "norwegian", "en": "english"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_FAR = 2  # function words that may stand between a negation and what it negates
_SAMPLE = 2000  # comments that the language is told by


@dataclass(frozen=True)
class _Grammar:
    """What belongs to no subject in one language."""

    function_words: frozenset[str]
    negations: frozenset[str]


def words(text: str, language: str, tokens: Collection[str] = ()) -> Mapping[str, str]:
    """The words of a comment by their stems, each with the form that stands first in it.

    ``language`` is one of `LANGUAGES`, ``tokens`` are those of masking, which are no words. A negation is joined with
    the word after it: ``inte bra`` is one word, written with the first negation of the language.

    >>> words("Bussarna är inte bra, och bussen är sen", "sv")
    {'buss': 'bussarna', 'inte bra': 'inte bra', 'sen': 'sen'}
    """
    grammar, stem = grammar_of(language), stemmer(language)
    for token in tokens:
        text = text.replace(token, " ")
    text = _ADDRESS.sub(" ", text)
    found: dict[str, str] = {}
    negation, left = "", 0
    for match in _WORD.finditer(text.casefold().replace("’", "'")):
        word = match[0]
        if word in grammar.negations:
            negation, left = _plain_negation(language), _FAR
            continue
        if word in grammar.function_words or len(word) < 2:
            negation, left = (negation, left - 1) if left else ("", 0)
            continue
        form = f"{negation} {word}" if negation else word
        found.setdefault(f"{negation} {stem(word)}" if negation else stem(word), form)
        negation, left = "", 0
    return found


def language_of(texts: Iterable[str]) -> str:
    """The language that most words of the comments are function words of; Swedish where none is.

    >>> language_of(["Det er ikke bra", "Jeg venter alltid for lenge"]), language_of(["The bus was late"])
    ('nb', 'en')
    """
    counts: Counter[str] = Counter()
    for place, text in enumerate(texts):
        if place == _SAMPLE:
            break
        own = set(_WORD.findall(text.casefold()))
        for language in LANGUAGES:
            counts[language] += len(own & (grammar_of(language).function_words | grammar_of(language).negations))
    return max(LANGUAGES, key=lambda language: counts[language])


def says_nothing(text: str) -> bool:
    """Whether a cell holds no comment: no letters, or one of the usual ways to say that there is none.

    >>> says_nothing("-"), says_nothing("Inget."), says_nothing("Inget fungerar")
    (True, True, False)
    """
    plain = " ".join(text.casefold().split()).strip(" .!-:)(")
    return not any(map(str.isalpha, plain)) or plain in _nothing()


def commonest(forms: Mapping[str, Counter[str]]) -> dict[str, str]:
    """The form to print for each stem: the commonest, of equals the shortest and then the first in the alphabet.

    >>> commonest({"buss": Counter({"bussen": 2, "buss": 2, "bussar": 1})})
    {'buss': 'buss'}
    """
    return {stem: min(counts, key=lambda form: (-counts[form], len(form), form)) for stem, counts in forms.items()}


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """The Snowball stemmer of a language; a word with a hyphen is stemmed at its end.

    >>> stemmer("sv")("bussarna"), stemmer("en")("buses")
    ('buss', 'buse')
    """
    import snowballstemmer

    made = snowballstemmer.stemmer(_ALGORITHMS[language])
    return lru_cache(maxsize=100_000)(made.stemWord)


@cache
def grammar_of(language: str) -> _Grammar:
    """The function words and negations of a language."""
    data = _data()
    return _Grammar(frozenset(str(data[language]).split()), frozenset(str(data["negations"][language]).split()))


def _plain_negation(language: str) -> str:
    return str(_data()["negations"][language]).split()[0]


@cache
def _nothing() -> frozenset[str]:
    return frozenset(" ".join(part.split()) for part in str(_data()["nothing"]["every"]).split("|"))


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(__package__).joinpath("function_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def count_words(comments: Sequence[Mapping[str, str]]) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """How many comments hold each stem, and how many have each form of it.

    >>> count_words([{"buss": "bussen"}, {"buss": "buss"}])[0]
    Counter({'buss': 2})
    """
    holding: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for comment in comments:
        holding.update(comment.keys())
        for stem, form in comment.items():
            forms.setdefault(stem, Counter())[form] += 1
    return holding, forms
