"""Delimiter and decimal mark of a text file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TextIO

from kundnojd.errors import InputError, LayoutError, UsageError
from kundnojd.sources.records import QUOTE, Record, records

DELIMITERS = (";", ",", "\t", "|")
# For a file of one column: the unit separator, which no line of text holds.
NO_DELIMITER = "\x1f"
HEAD_RECORDS = 200
HEAD_CHARACTERS = 1 << 20
_NAMED = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}
_SEPARATOR_LINE = re.compile(r'^\ufeff?"?sep=([^"\r\n])"?\s*$', re.IGNORECASE)
_COMMA_NUMBER = re.compile(r"[+-]?\d{1,9},\d+")
_POINT_NUMBER = re.compile(r"[+-]?\d{1,9}\.\d+")


def given_delimiter(given: str) -> str:
    r"""The character that the user named: itself, or ``tab``, ``\t``, ``semicolon``, ``comma``, ``pipe``.

    >>> given_delimiter("tab"), given_delimiter("|")
    ('\t', '|')
    """
    delimiter = _NAMED.get(given.strip().lower(), given)
    if not _can_separate(delimiter):
        raise UsageError("bad-delimiter", delimiter=given)
    return delimiter


def _can_separate(delimiter: str) -> bool:
    return len(delimiter) == 1 and delimiter.isascii() and delimiter not in '"\r\n\0'


def separator_line(line: str, label: str) -> str:
    """The delimiter that Excel's first line ``sep=;`` names, or an empty text.

    Raises `LayoutError` where it names one that cannot be read.

    >>> separator_line("sep=;", "a.csv"), separator_line("a;b", "a.csv")
    (';', '')
    """
    found = _SEPARATOR_LINE.match(line)
    if found and not _can_separate(found.group(1)):
        raise LayoutError("bad-separator-line", path=label, delimiter=found.group(1))
    return found.group(1) if found else ""


def head(text: TextIO, delimiter: str, label: str, quote: str = QUOTE) -> list[Record]:
    """The first records of a text: at most 200, or about a million characters."""
    size, taken = 0, []
    for record in islice(records(text, delimiter, label, quote), HEAD_RECORDS):
        taken.append(record)
        size += len(record.fields) + sum(map(len, record.fields))
        if size > HEAD_CHARACTERS:
            break
    return taken


def find_delimiter(open_text: Callable[[], TextIO], label: str) -> str:
    """The delimiter with the most equal numbers of fields, quotes honoured; `NO_DELIMITER` for a single column.

    Among delimiters that are within a tenth of the best, one that already cuts the first line as it cuts the rest
    goes first, then the one that gives more columns: prices with a decimal comma do not outvote semicolons.
    """
    ranked: list[tuple[float, bool, int, str]] = []
    fault: InputError | None = None
    for delimiter in DELIMITERS:
        with open_text() as text:
            try:
                widths = [len(r.fields) for r in head(text, delimiter, label) if any(map(str.strip, r.fields))]
            except InputError as error:
                fault = fault or error
                continue
        several = Counter(width for width in widths if width > 1)
        if several:
            width, count = max(several.items(), key=lambda item: (item[1], item[0]))
            ranked.append((count / len(widths), widths[0] == width, width, delimiter))
    if not ranked:
        if fault is not None:
            raise fault
        return NO_DELIMITER
    best = max(share for share, *_ in ranked)
    close = [candidate for candidate in ranked if candidate[0] >= 0.9 * best]
    return max(close, key=lambda candidate: (candidate[1], candidate[2]))[3]


def find_decimal(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """The decimal mark: a comma where more fields look like 0,85 than like 0.85; a point in a file cut at commas.

    >>> find_decimal([["0,85", "7"], ["1,2", "25.04.2025"]], ";"), find_decimal([["0.85"]], ";")
    (',', '.')
    """
    if delimiter == ",":
        return "."
    fields = [field.strip() for row in rows for field in row]
    commas = sum(1 for field in fields if _COMMA_NUMBER.fullmatch(field))
    points = sum(1 for field in fields if _POINT_NUMBER.fullmatch(field))
    return "," if commas > points else "."
