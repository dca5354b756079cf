"""Cells to text: what a workbook holds, and the last cleaning that every source shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.sources.reading import RawColumn

# All white space that str.strip knows, and the marks that are no white space to Python but to people.
BLANKS = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff\u200b" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def cell_text(value: object) -> str:
    """The text of a workbook's cell, as it would stand in a CSV with a decimal point.

    Numbers have at most 15 digits, as in Excel; dates are ISO dates, with a time of day where it is not midnight.

    >>> cell_text(7.0), cell_text(0.1 + 0.2), cell_text(True), cell_text("01234"), cell_text(dt.date(2025, 3, 1))
    ('7', '0.3', 'TRUE', '01234', '2025-03-01')
    """
    if isinstance(value, str):
        return value
    write = _WRITERS.get(type(value))
    return write(value) if write is not None else str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e22:
        return str(int(value))
    return format(value, ".15g")


def _moment(value: dt.datetime) -> str:
    whole = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return whole.date().isoformat() if whole.time() == dt.time() else whole.isoformat(" ")


def _duration(value: dt.timedelta) -> str:
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < dt.timedelta() else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _number,
    dt.datetime: _moment,
    dt.date: dt.date.isoformat,
    dt.time: lambda value: value.isoformat("seconds"),
    dt.timedelta: _duration,
}


def raw_column(values: NDArray[np.object_], missing: Collection[str]) -> RawColumn:
    """A column of texts as codes and distinct texts, without outer white space, with missing codes emptied."""
    import pandas as pd

    codes, distinct = pd.factorize(values)
    return RawColumn(codes.astype(np.intp, copy=False), tuple(cleaned(distinct, missing)))


def cleaned(texts: Iterable[str], missing: Collection[str]) -> Iterable[str]:
    """Texts without outer white space, empty where they are one of the missing codes.

    >>> list(cleaned([" 7 ", "-99", "Vet ej"], {"-99"}))
    ['7', '', 'Vet ej']
    """
    for text in texts:
        bare = text.strip(BLANKS)
        yield "" if bare in missing else bare
