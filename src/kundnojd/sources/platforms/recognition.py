"""What it means to recognise a survey platform: its header rows, its columns, and rows that are no answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kundnojd.notices import Notice
from kundnojd.sources.cells import BLANKS
from kundnojd.sources.header import folded
from kundnojd.sources.reading import Column

Rows = Sequence[Sequence[str]]
_GRID = re.compile(r"(?P<group>.*?\S)\s*\[(?P<option>[^\[\]]*)\]")


@dataclass(frozen=True)
class RowRule:
    """Rows to leave out for ``reason``: those where ``holds`` is true of the text in each of ``columns`` (positions).

    ``holds`` is given texts without outer white space.
    """

    reason: str
    columns: tuple[int, ...]
    holds: Callable[[str], bool]


@dataclass(frozen=True)
class Recognised:
    """The layout of an export: ``columns`` from the first one on, with empty names where the file has none.

    ``missing`` are texts that mean no answer in all columns, ``clean`` mends the text of a cell.
    """

    platform: str
    header_rows: int
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...] = ()
    missing: tuple[str, ...] = ()
    clean: Callable[[str], str] | None = None
    notices: tuple[Notice, ...] = ()


def header_row(rows: Rows, number: int) -> list[str]:
    """The cells of a header row, each on one line; as wide as the widest of the first three rows."""
    width = max(map(len, rows[:3]), default=0)
    cells = [folded(cell) for cell in rows[number]] if number < len(rows) else []
    return cells + [""] * (width - len(cells))


def key(name: str) -> str:
    """A name to compare with: lower case, letters and digits only.

    >>> key("Start Date (UTC)"), key("E-postadress")
    ('startdateutc', 'epostadress')
    """
    return re.sub(r"[^\w#]|_", "", name.casefold())


def cells_below(rows: Rows, header_rows: int, column: int) -> list[str]:
    """The texts of a column below the header that are not empty."""
    cells = (row[column].strip(BLANKS) for row in rows[header_rows:] if column < len(row))
    return [cell for cell in cells if cell]


def place_of(names: Iterable[str], wanted: Iterable[str]) -> int | None:
    """The place of the first name whose `key` is wanted, ``None`` where there is none."""
    keys = set(wanted)
    return next((place for place, name in enumerate(names) if key(name) in keys), None)


def plain_columns(names: Sequence[str], roles: Mapping[str, str]) -> list[Column]:
    """A column for each name, with its role by the `key` of the name."""
    return [Column(name, name, role=roles.get(key(name), "")) for name in names]


def with_grids(columns: Iterable[Column]) -> list[Column]:
    """Columns whose wording is ``Question [Row]`` get their question and row, where several share the question.

    >>> [column.option for column in with_grids([Column("a", "Betyg [Ljud]"), Column("b", "Betyg [Bild]")])]
    ['Ljud', 'Bild']
    """
    columns = list(columns)
    found = [None if column.group else _GRID.fullmatch(column.text) for column in columns]
    shared = Counter(match["group"] for match in found if match)
    return [
        replace(column, group=match["group"], option=match["option"], kind=column.kind or "row")
        if match and shared[match["group"]] > 1
        else column
        for column, match in zip(columns, found, strict=True)
    ]


def ticked(column: Column, cells: Sequence[str], marks: frozenset[str] = frozenset()) -> bool:
    """Whether the cells of an option hold nothing but its own label, or one of the marks."""
    allowed = {column.option.casefold(), *marks}
    return bool(cells) and all(cell.casefold() in allowed for cell in cells)


def mostly_filled(rows: Rows, header_rows: int, column: int) -> bool:
    """Whether a column is filled in most of the rows that hold anything."""
    below = [row for row in rows[header_rows:] if any(cell.strip(BLANKS) for cell in row)]
    return 2 * len(cells_below(rows, header_rows, column)) > len(below)


def summary_rows(rows: Rows, header_rows: int, columns: Iterable[int]) -> tuple[RowRule, ...]:
    """Leaves out rows without what every answer of the platform has (an id, a time) where most rows have it."""
    always = tuple(column for column in columns if mostly_filled(rows, header_rows, column))
    return (RowRule("summary-row", always, is_empty),) if always else ()


def is_empty(text: str) -> bool:
    """Whether a cell holds nothing."""
    return not text


def one_of(*texts: str) -> Callable[[str], bool]:
    """A test whether a cell is one of the texts, in any case."""
    wanted = {text.casefold() for text in texts}
    return lambda text: text.casefold() in wanted


def none_of(*texts: str) -> Callable[[str], bool]:
    """A test whether a cell holds something else than the texts."""
    wanted = {text.casefold() for text in texts}
    return lambda text: bool(text) and text.casefold() not in wanted


def rule_for(reason: str, column: int | None, holds: Callable[[str], bool]) -> tuple[RowRule, ...]:
    """The rule on a column, or none where the column is not there."""
    return () if column is None else (RowRule(reason, (column,), holds),)


def holds_everywhere(rule: RowRule, rows: Rows) -> bool:
    """Whether a rule would leave out each of the rows that hold anything."""
    width = max(rule.columns) + 1
    filled = ((*row, *[""] * width) for row in rows if any(cell.strip(BLANKS) for cell in row))
    return all(rule.holds(row[column].strip(BLANKS)) for row in filled for column in rule.columns)


def as_option(column: Column) -> Column:
    """The column of a box that was ticked or not; where the options are numbers it may be the step of a scale."""
    return replace(column, kind="option", role="" if column.option.isdecimal() else "multi")
