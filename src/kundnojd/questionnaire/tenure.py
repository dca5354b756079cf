"""The order of answers to how long: less than a year, 1 to 3 years, more than 10."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from kundnojd.questionnaire.header import word_lists

T = TypeVar("T")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def by_length(rows: Sequence[T], name: Callable[[T], str], column: str) -> list[T]:
    """The rows with those named ``column: text`` put in order of time; all others stay where they are.

    >>> by_length(["All", "T: Mer än 5 år", "T: Mindre än 1 år", "T: 1-5 år"], str, "T")
    ['All', 'T: Mindre än 1 år', 'T: 1-5 år', 'T: Mer än 5 år']
    """
    prefix = f"{column}: "
    places = [place for place, row in enumerate(rows) if name(row).startswith(prefix)]
    ordered = sorted((rows[place] for place in places), key=lambda row: _length(name(row).removeprefix(prefix)))
    found = list(rows)
    for place, row in zip(places, ordered, strict=True):
        found[place] = row
    return found


def _length(text: str) -> tuple[float, int, str]:
    """The first number of a text, with what is under it before and what is over it after."""
    folded = text.casefold()
    number = _NUMBER.search(folded)
    words = word_lists()["columns"]["tenure"]
    side = -1 if folded.startswith(tuple(words["less"])) else 1 if folded.startswith(tuple(words["more"])) else 0
    return (float(number[0].replace(",", ".")) if number else float("inf"), side, folded)
