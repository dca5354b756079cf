"""Dispositions: what became of each person in the frame, by the codes of AAPOR, and the words for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import ConfigError, InputError
from kundnojd.notices import Notice
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.personal import may_be_said
from kundnojd.questionnaire.profile import ColumnProfile

CODES = ("I", "P", "R", "NC", "O", "U", "NE")
ANSWERED = 2  # the first so many of `CODES` are respondents
_SHOWN = 8
# Final disposition codes as AAPOR numbers them, such as 2.11 or 1.1.
_NUMBERED = re.compile(r"([1-4])\.(\d)\d*")
_BY_NUMBER = {"11": "I", "12": "P", "21": "R", "22": "NC", "23": "O"}
_BY_SERIES = {"3": "U", "4": "NE"}


@dataclass(frozen=True)
class Dispositions:
    """The column that holds them, empty where there is none, and what the user said of its texts.

    ``said`` maps normalised texts to codes: I complete, P partial, R refusal, NC non-contact, O other non-response of
    somebody eligible, U of unknown eligibility, NE not eligible (AAPOR, Standard Definitions).
    """

    column: str = ""
    said: Mapping[str, str] = field(default_factory=dict)

    def code_of(self, text: str) -> str:
        """The code of a text, empty where it is not known.

        >>> [Dispositions("Status").code_of(text) for text in ("Vägrade", "Completed", "2.22", "Lost", "")]
        ['R', 'I', 'NC', '', '']
        """
        plain = normalise(text)
        if plain in self.said:
            return self.said[plain]
        if plain in _words():
            return _words()[plain]
        number = _NUMBERED.fullmatch(plain)
        if number is None:
            return ""
        return _BY_SERIES.get(number[1]) or _BY_NUMBER.get(number[1] + number[2], "")

    def places(self, texts: Sequence[str]) -> NDArray[np.intp]:
        """The place of each text's code in `CODES`, -1 where it is not known; shape (len(texts),).

        >>> Dispositions("Status").places(["Complete", "Partial", "?"]).tolist()
        [0, 1, -1]
        """
        codes = map(self.code_of, texts)
        return np.array([CODES.index(code) if code else -1 for code in codes], dtype=np.intp)


@dataclass(frozen=True)
class DispositionChoice:
    """The dispositions of a survey, what is said of them, and why they cannot be used as they stand, if so."""

    dispositions: Dispositions = Dispositions()
    notices: tuple[Notice, ...] = ()
    refusal: InputError | None = None


def choose(
    said: str, guessed: Collection[str], mapping: Mapping[str, str], columns: Mapping[str, ColumnProfile]
) -> DispositionChoice:
    """The dispositions of the column that was ``said``, else of a guessed one that nothing in it speaks against.

    A guessed column is used where every text in it is known and one of them is no answer: such a column tells
    respondents from others, while one of ``Complete`` alone changes nothing. A text of a column that was said and is
    not known gives a refusal. Raises `ConfigError` where a ``mapping`` is there but no column for it.
    """
    known = {normalise(text): code for text, code in mapping.items()}
    if not said and mapping:
        if len(guessed) != 1:
            raise ConfigError("disposition-without-column", columns=tuple(guessed), count=len(guessed))
        said = next(iter(guessed))
    if said:
        found = Dispositions(said, known)
        unknown = _unknown(found, columns[said])
        if unknown:
            return DispositionChoice(found, refusal=_refusal(unknown, columns[said]))
        return DispositionChoice(found, (_mapping(found, columns[said]),))
    for name in guessed:
        found = Dispositions(name)
        codes = {found.code_of(text) for text in _texts(columns[name])}
        if "" not in codes and codes - set(CODES[:ANSWERED]):
            return DispositionChoice(found, (_mapping(found, columns[name]),))
    return DispositionChoice()


def _texts(column: ColumnProfile) -> list[str]:
    return [*column.values, *([""] if column.answered < column.rows else [])]


def _unknown(found: Dispositions, column: ColumnProfile) -> list[str]:
    return [text for text in _texts(column) if not found.code_of(text)]


def _refusal(unknown: Sequence[str], column: ColumnProfile) -> InputError:
    quoted = [text for text in unknown if not text or may_be_said(text, column.values[text])]
    texts = tuple(f'"{text}"' for text in quoted[:_SHOWN]) or ("…",)
    return InputError("disposition-unknown", column=column.name, count=len(unknown), texts=texts)


def _mapping(found: Dispositions, column: ColumnProfile) -> Notice:
    """Every text with its code, in the order of the codes."""
    pairs = sorted((CODES.index(found.code_of(text)), text) for text in _texts(column))
    shown = tuple(f"{CODES[code]} = {text!r}".replace("'", '"') for code, text in pairs)
    return Notice("dispositions-read", {"column": column.name, "mapping": shown})


@cache
def _words() -> Mapping[str, str]:
    file = resources.files(__package__).joinpath("dispositions.toml")
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return {word: code for code, words in lists.items() for word in words}
