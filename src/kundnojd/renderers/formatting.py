"""Cells as plain text: numbers by the kind of their column, in the language of the report."""

from __future__ import annotations

import unicodedata

from kundnojd.locale import Locale
from kundnojd.report.model import BREAK, Cell, Change, Column, Distribution, Interval, Marked, Quantity, Trend

MARKS = {"higher": "▲", "lower": "▼", "no-clear-difference": "·", "too-few": "°"}
LOW_BASE = "°"
HIDDEN = "*"
NOTHING = "–"

# Decimals of a number, by kind; signs where the sign is the message.
_DECIMALS = {"index": 1, "mean": 2, "net": 0, "share": 0, "count": 0}


def one_line(text: str) -> str:
    r"""Text that cannot break a layout: control and direction characters become blanks, runs of blanks one.

    >>> one_line("North\n\x1b[31m  branch")
    'North [31m branch'
    """
    kept = (" " if unicodedata.category(ch) in ("Cc", "Zl", "Zp") or ch in _DIRECTIONS else ch for ch in text)
    return " ".join(part for part in "".join(kept).split(" ") if part)


# Embedding, override and isolate characters: they turn around what is printed after them.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def number(value: float, kind: str, locale: Locale) -> str:
    r"""A number of a kind: an index with one decimal, a share in whole per cent, a net score with its sign.

    >>> from kundnojd.locale import load
    >>> [number(66.05, kind, load("sv")) for kind in ("index", "share", "net")]
    ['66,1', '66\xa0%', '+66']
    """
    if kind == "share":
        return locale.share(value)
    return locale.number(value, _DECIMALS[kind], signed=kind == "net")


def points(value: float, kind: str, locale: Locale) -> str:
    """A difference in points, always with its sign; with a decimal where whole points would leave nothing of it."""
    decimals = _DECIMALS[kind]
    if not decimals and value and round(value) == 0:
        decimals = 1
    return locale.number(value, decimals, signed=True)


def quantity(value: Quantity, locale: Locale) -> str:
    r"""A number with what it is measured in.

    >>> from kundnojd.locale import load
    >>> quantity(Quantity(8.98, 1, "%"), load("en")), quantity(Quantity(2666.67, 0, "kr"), load("sv"))
    ('9.0%', '2\xa0667\xa0kr')
    """
    if value.measured_in == "%":
        return locale.share(value.value, value.decimals)
    text = locale.number(value.value, value.decimals, signed=value.is_signed)
    return f"{text}\u00a0{one_line(value.measured_in)}" if value.measured_in else text


def span(lower: float, upper: float, kind: str, locale: Locale) -> str:
    """An interval in numbers.

    >>> from kundnojd.locale import load
    >>> span(19.6, 24.2, "share", load("en"))
    '20 to 24%'
    """
    bare = "count" if kind == "share" else kind
    return locale.text("report.interval-span", lower=number(lower, bare, locale), upper=number(upper, kind, locale))


def cell(value: Cell, column: Column, locale: Locale) -> str:
    """Any cell in words and numbers, nothing drawn; an empty text for a cell without a value."""
    kind = column.unit_kind
    match value:
        case None:
            text = ""
        case str():
            text = one_line(value)
        case Change():
            text = f"{MARKS.get(value.verdict, '')} {points(value.value, kind, locale)}"
        case Interval():
            text = span(value.lower, value.upper, kind, locale)
        case Marked():
            text = f"{number(value.value, kind, locale)} {MARKS.get(value.verdict, '')}"
        case Quantity():
            text = quantity(value, locale)
        case Distribution():
            text = " / ".join(locale.number(share, 0) for share in value.shares)
        case Trend():
            texts = (NOTHING if v is None else locale.number(v, 1) for v in value.values)
            text = " ".join(f"{BREAK} {t}" if place in value.breaks else t for place, t in enumerate(texts))
        case _:
            text = number(value, column.kind, locale)
    return text.strip()
