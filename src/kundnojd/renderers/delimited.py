"""CSV and TSV: the long frame of results, for programs; and CSV that a double click opens rightly in an Excel."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kundnojd.renderers.document import Document

# A cell that begins with one of these is a formula, or hides one, to a spreadsheet.
FORMULA_STARTS = ("=", "@", "\t", "\r")
EXCEL_FORMULA_STARTS = (*FORMULA_STARTS, "+", "-")


@dataclass(frozen=True)
class Dialect:
    """How a table of text is written."""

    delimiter: str
    decimal: str = "."
    prefix: str = ""
    formula_starts: tuple[str, ...] = FORMULA_STARTS


PLAIN = Dialect(",")
TABS = Dialect("\t")
_BOM = "\ufeff"
EXCEL = {
    "sv": Dialect(";", ",", _BOM, EXCEL_FORMULA_STARTS),
    "nb": Dialect(";", ",", _BOM, EXCEL_FORMULA_STARTS),
    "en": Dialect(",", ".", _BOM, EXCEL_FORMULA_STARTS),
}


def render(document: Document) -> str:
    """The results as CSV: the columns of the frame, a bare line feed at line ends, empty where there is no number."""
    return _written(document, EXCEL[document.excel] if document.excel else PLAIN)


def render_tabs(document: Document) -> str:
    """The results with tabs between the fields."""
    return _written(document, TABS)


def digits(value: float) -> str:
    """A number with ten significant digits and a decimal point; an exponent only where zeros would fill the line.

    >>> digits(66.10000000000001), digits(0.00001234), digits(1e-30), digits(-0.0), digits(143)
    ('66.1', '0.00001234', '1e-30', '0', '143')
    """
    short = format(value, ".10g")
    if "e" in short and 1e-12 <= abs(value) < 1e16:
        short = format(Decimal(short), "f")
    return "0" if short == "-0" else short


def neutral(text: str, starts: tuple[str, ...] = FORMULA_STARTS) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before a dangerous first character.

    >>> neutral("=1+1"), neutral("-5 to 0"), neutral("-5 to 0", EXCEL_FORMULA_STARTS)
    ("'=1+1", '-5 to 0', "'-5 to 0")
    """
    return "'" + text if text.startswith(starts) else text


def _written(document: Document, dialect: Dialect) -> str:
    frame = document.rows
    lines = [_line(map(str, frame.columns), dialect)]
    lines += [
        _line((_field(value, dialect) for value in row), dialect)
        for row in frame.astype(object).itertuples(index=False, name=None)
    ]
    return dialect.prefix + "".join(lines)


def _field(value: object, dialect: Dialect) -> str:
    if isinstance(value, str):
        return neutral(value, dialect.formula_starts)
    if not _is_number(value):
        return ""
    return digits(float(value)).replace(".", dialect.decimal)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    """Whether a cell of a frame holds a finite number, and not one of the several things that mean nothing."""
    try:
        return math.isfinite(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _line(fields: Iterable[str], dialect: Dialect) -> str:
    return dialect.delimiter.join(_quoted(field, dialect.delimiter) for field in fields) + "\n"


@lru_cache(maxsize=4096)  # the same few texts stand in thousands of rows
def _quoted(field: str, delimiter: str) -> str:
    # The csv module leaves a lone carriage return bare when lines end with \n alone.
    if any(mark in field for mark in (delimiter, '"', "\r", "\n")) or field != field.strip():
        return '"' + field.replace('"', '""') + '"'
    return field
