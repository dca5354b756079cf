"""The grammar of answer labels: ``10 - Mycket nöjd``, ``Mycket nöjd (10)``, ``7,0``, ``Vet ej``."""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from functools import cache

from kundnojd.questionnaire.vocabulary import texts, vocabulary

_OUTER = string.punctuation + string.whitespace + "“”„«»‹›‘–—…·•¿¡"
_SIGNS = str.maketrans({"’": "'", "‘": "'", "´": "'", "−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-"})
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_NUMERALS = re.compile(r"\d+(?:[.,]\d+)*")
_BARE = re.compile(rf"[(\[]?({_NUMBER})[)\]]?\.?")
_BEFORE = re.compile(rf"[(\[]?({_NUMBER})[)\]]?(?:\s*[-=:.)/]\s*|\s+|(?=\())([(\"']?[^\W\d_].*)")
_AFTER = re.compile(rf"(.*?[^\W\d_].*?)\s*(?:[(\[]({_NUMBER})[)\]]|(?:\s-|[=:])\s*({_NUMBER}))")
LONGEST = 200  # characters of a label; longer texts are comments, and slow to match
_PARTS = re.compile(r"\s*[/,(;]\s*|\s+-\s*|\s+(?:eller|or|og|och)\s+")


@dataclass(frozen=True)
class Label:
    """An answer taken apart.

    ``number`` is its number, ``None`` where there is none, where there are several, or where the one there is stands
    inside the text. ``words`` is the rest, with outer punctuation off. ``numbers`` counts the numbers in the text.
    """

    number: float | None
    words: str
    numbers: int


def normalise(text: str) -> str:
    """The text as answers are compared: NFKC, case folded, white space folded, outer punctuation off.

    A minus sign before a number stays, and so does a text that is nothing but punctuation.

    >>> normalise("  Mycket\u00a0NÖJD! "), normalise("-77"), normalise("-")
    ('mycket nöjd', '-77', '-')
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_SIGNS)
    folded = " ".join(plain.casefold().split())
    inner = folded.strip(_OUTER)
    if not inner:
        return folded
    if inner[0].isdecimal() and folded[: folded.index(inner)].endswith("-"):
        return "-" + inner
    return inner


def read_label(text: str) -> Label:
    """The number and the words of an answer.

    A number is bare (``10``, ``7.0``, ``7,0``, ``(10)``), stands first (``10 - Mycket nöjd``, ``10 = ..``, ``10: ..``,
    ``10. ..``, ``(10) ..``, ``1-Inte alls``, ``5 (Very satisfied)``) or last (``Mycket nöjd (10)``, ``.. - 10``).
    Several numbers, such as ``1;4`` or ``18-29 år``, are no scale answer. Two digits may begin with a nought
    (``01`` to ``10``); longer ones are identities (``01234``) and no number here.

    >>> read_label("10 - Mycket nöjd")
    Label(number=10.0, words='Mycket nöjd', numbers=1)
    >>> read_label("1,2,4").numbers, read_label("2523,00").number, read_label("01234").number
    (3, 2523.0, None)
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())
    found = _NUMERALS.findall(plain)
    numbers = sum(_count(numeral) for numeral in found)
    if numbers != 1:
        return Label(None, plain.strip(_OUTER) if not numbers else plain, numbers)
    if len(plain) > LONGEST:
        return Label(None, plain, 1)
    if match := _BARE.fullmatch(plain):
        return Label(_value(match[1]), "", 1)
    if match := _BEFORE.fullmatch(plain):
        return Label(_value(match[1]), match[2].strip(_OUTER), 1)
    if match := _AFTER.fullmatch(plain):
        return Label(_value(match[2] or match[3]), match[1].strip(_OUTER), 1)
    return Label(None, plain, 1)


def is_dont_know(text: str) -> bool:
    """Whether the text says don't know, not applicable or no opinion, in one of five languages (sv, nb, da, en, es).

    ``N/A`` is an answer of the respondent and so a don't know; ``NA``, as statistical programs write it, is a blank.
    Of compound answers the first part decides: ``Vet ej / ej aktuellt``.

    >>> is_dont_know("VET EJ"), is_dont_know("Vet ej/ej aktuellt"), is_dont_know("NA"), is_dont_know("Nej")
    (True, True, False, False)
    """
    folded = normalise(text)
    known = _known("dont-know")
    if folded in known:
        return True
    first, *others = _PARTS.split(folded, maxsplit=1)
    return bool(others) and normalise(first) in known


def is_blank_word(text: str) -> bool:
    """Whether the text stands for no answer at all: nothing, only punctuation, ``Blank``, ``Ej svar``, ``NA``.

    >>> is_blank_word("BLANK"), is_blank_word("-"), is_blank_word("NA"), is_blank_word("N/A")
    (True, True, True, False)
    """
    return not text.strip(_OUTER) or text.casefold() == "#n/a" or normalise(text) in _known("blank")


def is_blank_label(label: Label) -> bool:
    """Whether a label gives a number to no answer at all.

    >>> is_blank_label(read_label("0 - Ej svar")), is_blank_label(read_label("0"))
    (True, False)
    """
    return label.number is not None and bool(label.words) and is_blank_word(label.words)


@cache
def _known(table: str) -> frozenset[str]:
    words = frozenset(normalise(text) for text in texts(vocabulary()[table]))
    # "#N/A" is a spreadsheet's error value, but without its sign it reads as the respondent's "N/A".
    return words - _known("dont-know") if table == "blank" else words


def _count(numeral: str) -> int:
    # One separator makes a decimal, more make a list: "1,4" is one number (no whole one), "1,2,4" are three.
    marks = numeral.count(",") + numeral.count(".")
    return 1 if marks <= 1 else marks + 1


def _value(numeral: str) -> float | None:
    digits = numeral.lstrip("+-")
    whole = re.split(r"[.,]", digits)[0]
    if len(whole) > 1 and whole[0] == "0" and len(digits) > 2:
        return None
    return float(numeral.replace(",", "."))
