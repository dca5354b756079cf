"""Dates as survey tools write them: the day of a cell, in the orders of day and month that are possible."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_CLOCK = re.compile(
    r"""(?:T|,?\s+)\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?
        (?P<half>\s*[AaPp]\.?[Mm]\.?)?
        (?:\s*(?:Z|[A-Za-z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}))?""",
    re.VERBOSE,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DATE_PART = re.compile(r"[\d/.-]+")

FIRST_YEAR, LAST_YEAR = 1990, 2099  # 12/31/1899 is a clock time in disguise, 1985 a birthday


class Day(NamedTuple):
    """Proleptic ordinals of a cell read day first and month first, ``None`` where that is no date.

    ``american`` is set where the clock says AM or PM.
    """

    day_first: int | None
    month_first: int | None
    american: bool


def read_day(text: str) -> Day | None:
    """The day of a cell, ``None`` where it is no date of the years 1990 to 2099.

    >>> read_day("2025-03-01 08:15:09").day_first == read_day("1.3.2025").day_first
    True
    >>> read_day("3/14/25 8:15:09").day_first is None
    True
    >>> read_day("Mycket bra") is None
    True
    """
    if not text or not text[0].isdecimal():
        return None
    if len(text) == 19 and text[4] == "-" and text[10] in " T" and text[11:13].isdecimal() and text[13] in ":.":
        day, _ = _ordinals(text[:10])  # 2025-03-01 08:15:09: the commonest, in a third of the time
        return None if day is None else Day(day, day, american=False)
    part = _DATE_PART.match(text)
    if part is None:
        return None
    date, rest = part.group(), text[part.end() :]
    american = False
    if rest:
        clock = _CLOCK.fullmatch(rest)
        if clock is None:
            return None
        american = clock["half"] is not None
    day_first, month_first = _ordinals(date)
    if day_first is None and month_first is None:
        return None
    return Day(day_first, month_first, american=american)


def day_of(text: str, order: str) -> int | None:
    """The ordinal of a cell read in an order: ``dmy``, ``mdy`` or ``ymd``; ``None`` where it is no date.

    >>> day_of("03/01/2025", "mdy") == datetime.date(2025, 3, 1).toordinal()
    True
    """
    day = read_day(text)
    if day is None:
        return None
    return day.month_first if order == "mdy" else day.day_first


def days_of(texts: Iterable[str], order: str) -> list[str]:
    """The day of each cell as ISO 8601, without its time; empty where it is no date.

    >>> days_of(["1.3.2025 08:15", "3/2/2025", "?"], "dmy")
    ['2025-03-01', '2025-02-03', '']
    """
    days = (day_of(text, order) for text in texts)
    return ["" if day is None else datetime.date.fromordinal(day).isoformat() for day in days]


@lru_cache(maxsize=16_384)
def _ordinals(date: str) -> tuple[int | None, int | None]:
    found = _YEAR_FIRST.fullmatch(date)
    if found:
        day = _ordinal(found[1], found[3], found[4])
        return day, day
    found = _COMPACT.fullmatch(date)
    if found:
        day = _ordinal(found[1], found[2], found[3])
        return day, day
    found = _YEAR_LAST.fullmatch(date)
    if not found:
        return None, None
    year = found[4] if len(found[4]) == 4 else "20" + found[4]
    day_first = _ordinal(year, found[3], found[1])
    # Points between the parts are only used where the day comes first.
    return day_first, None if found[2] == "." else _ordinal(year, found[1], found[3])


def _ordinal(year: str, month: str, day: str) -> int | None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        return datetime.date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return None
