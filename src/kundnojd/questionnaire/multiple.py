"""Questions with several answers: their options, and what a cell says about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.labels import is_blank_word, is_dont_know, normalise

OTHER = "other"  # the label of what respondents wrote in their own words where no option is called so
CHOSEN, NOT_CHOSEN, BLANK = 1, 0, -1

NOT_SELECTED = frozenset(
    {
        *("0", "no", "nej", "nei", "n", "false", "falskt", "usann"),
        *("not selected", "not quoted", "unselected", "unchecked", "not checked", "not chosen", "not mentioned"),
        *("ej vald", "inte vald", "ej valt", "ej markerad", "inte markerad", "ej nämnd", "ikke valgt", "ikke nevnt"),
    }
)
SELECTED = frozenset(
    {
        *("1", "yes", "ja", "y", "j", "x", "true", "sant", "sann", "selected", "quoted", "checked", "chosen"),
        *("mentioned", "vald", "valt", "markerad", "nämnd", "valgt", "nevnt", "✓", "✔"),
    }
)
_OTHER_WORDS = frozenset(
    {
        *("other", "annat", "annan", "andra", "övrigt", "annet", "andre", "andet", "øvrigt"),
        *("other please specify", "other (please specify)", "annat (ange)", "annat, ange", "annat nämligen"),
    }
)
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Option:
    """One answer of several: its label, and the column that holds it; no column where answers are packed in one."""

    label: str
    column: str = ""


@dataclass(frozen=True)
class MultiQuestion:
    """A question that may be given several answers.

    Either each option has a ``column`` of its own, or all stand in the column ``packed`` with ``separator`` between
    them. ``selected`` are the normalised texts that mean chosen, empty for any text that does not deny it. Where
    ``other`` is the place of an option, what is no option counts there.
    """

    name: str
    text: str
    options: tuple[Option, ...]
    packed: str = ""
    separator: str = ""
    selected: tuple[str, ...] = ()
    other: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it stands in."""
        return (self.packed,) if self.packed else tuple(option.column for option in self.options)

    @property
    def size(self) -> int:
        """The number of options."""
        return len(self.options)


def marks(texts: Sequence[str], selected: Sequence[str] = ()) -> NDArray[np.int8]:
    """Whether each text of an option's column says chosen (1), not chosen (0), or nothing (-1).

    Blank words, don't know and negative codes such as -77 say nothing.

    >>> marks(["Telefon", "", "0", "Not selected", "1", "-77"]).tolist()
    [1, -1, 0, 0, 1, -1]
    >>> marks(["1", "2"], ["1"]).tolist()
    [1, 0]
    """
    return np.array([_mark(text, selected) for text in texts], dtype=np.int8)


def _mark(text: str, selected: Sequence[str]) -> int:
    folded = normalise(text)
    if selected and folded in selected:
        return CHOSEN
    if is_blank_word(text) or is_dont_know(text) or re.fullmatch(r"-\d+", folded):
        return BLANK
    if selected or folded in NOT_SELECTED:
        return NOT_CHOSEN
    return CHOSEN


def parts(text: str, separator: str) -> tuple[str, ...]:
    """The answers packed in one cell, each once; separators inside brackets are part of an answer.

    A separator that ends in a blank is one only with it, one that does not only without.

    >>> parts(" / Telefon / E-post", " / "), parts("Telefon;E-post;", ";"), parts("1,4", ",")
    (('Telefon', 'E-post'), ('Telefon', 'E-post'), ('1', '4'))
    >>> parts("Chatt, Annat (brev, fax)", ", "), parts("Butik, ute,Telefon", ",")
    (('Chatt', 'Annat (brev, fax)'), ('Butik, ute', 'Telefon'))
    """
    core = separator.strip() or separator
    shielded = _BRACKETS.sub(lambda found: found.group().replace(core, "\0"), text)
    if separator == ",":
        pieces = re.split(r",(?!\s)", shielded)
    elif core == ";":
        pieces = shielded.split(";")
    else:
        pieces = re.split(rf"(?:^|(?<=\S)){re.escape(separator)}|^{re.escape(separator.lstrip())}", shielded)
    cleaned = (piece.replace("\0", core).strip() for piece in pieces)
    return tuple(dict.fromkeys(piece for piece in cleaned if piece))


def joined(pieces: Sequence[str], separator: str, known: frozenset[str]) -> tuple[str, ...]:
    """The pieces of a cell with those put together again that make an option which holds the separator itself.

    ``known`` are normalised options; the longest that fits is taken.

    >>> joined(["Butik", "ute", "Telefon"], ", ", frozenset({"butik, ute", "telefon"}))
    ('Butik, ute', 'Telefon')
    """
    found: list[str] = []
    place = 0
    while place < len(pieces):
        for end in range(len(pieces), place, -1):
            whole = separator.join(pieces[place:end])
            if end == place + 1 or normalise(whole) in known:
                found.append(whole)
                place = end
                break
    return tuple(found)


def selections(question: MultiQuestion, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which options each text of a packed column holds, shape (len(texts), O + 1); the last says: answered at all.

    >>> question = MultiQuestion("k", "k", (Option("Telefon"), Option("other")), "k", ";", other=1)
    >>> selections(question, ["Telefon;rop", "", "Telefon;"]).tolist()
    [[True, True, True], [False, False, False], [True, False, True]]
    """
    found = np.zeros((len(texts), question.size + 1), dtype=bool)
    places = {normalise(option.label): place for place, option in enumerate(question.options)}
    known = frozenset(places)
    for row, text in enumerate(texts):
        if not text or is_blank_word(text) or is_dont_know(text):
            continue
        for piece in joined(parts(text, question.separator), question.separator, known):
            place = places.get(normalise(piece), question.other)
            found[row, -1] = True
            if place is not None:
                found[row, place] = True
    return found


def is_other(label: str) -> bool:
    """Whether an option is the one for answers in own words.

    >>> is_other("Annat (ange)"), is_other("Telefon")
    (True, False)
    """
    folded = normalise(label)
    return folded in _OTHER_WORDS or normalise(_BRACKETS.sub("", label)) in _OTHER_WORDS
