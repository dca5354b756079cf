"""How much room the columns of a table ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kundnojd.locale import Locale
from kundnojd.renderers import formatting
from kundnojd.renderers.layout import Need
from kundnojd.report.model import Cell, Column, Distribution, Row, Table, Trend


def with_numbers(table: Table, locale: Locale) -> tuple[list[Column], list[Row]]:
    """The columns and rows of a table with each drawn interval in numbers as well, the first to go."""
    columns: list[Column] = []
    places: list[int] = []
    for place, column in enumerate(table.columns):
        columns.append(column)
        places.append(place)
        if column.kind == "interval":
            label = locale.text("report.in-numbers")
            columns.append(replace(column, kind="span", label=label, priority=8))
            places.append(place)
    return columns, [replace(row, cells=tuple(row.cells[k] for k in places)) for row in table.rows]


def need(
    column: Column, cells: Sequence[Cell], place: int, page: int, locale: Locale, measure: Callable[[str], int]
) -> Need:
    """The room a column asks for on a page of that width; ``measure`` gives the width of a text.

    Drawings take what is left. Text may be broken over lines, numbers never are, nor are the words of a heading.
    """
    heading = max(measure(word) for word in formatting.one_line(column.label).split(" "))
    if column.kind == "interval":
        return Need(max(14, heading), 50, column.priority, turn=1)
    if column.kind == "distribution":
        return Need(max(14, heading), 40, column.priority, turn=1)
    found = sorted(measure(_text(cell, column, locale)) for cell in cells)
    widest = max([heading, *found])
    if column.kind == "text":
        # Sentences need more room than names, and one name of great length should not take it from the rest.
        usual = found[len(found) // 2] if found else 0
        least = max(20, page // (3 if usual > page // 3 else 4)) if place == 0 else max(14, page // 8)
        if place and found and found[-1] > page // 3:
            least = max(least, page // 4)
        common = max([heading, *(length for length in found if length <= page // 3)])
        return Need(min(widest, least), common, column.priority, most=widest)
    if column.kind == "count":
        widest = max(widest, found[-1] + 1 if found else 0)  # the mark of a low base
    return Need(widest, widest, column.priority)


def _text(cell: Cell, column: Column, locale: Locale) -> str:
    """A text as wide as the cell: what is drawn with a character for each value, or the cell in words."""
    match cell:
        case Trend():
            return " " * (len(cell.values) + len(cell.breaks))
        case Distribution():
            return " " * len(cell.shares)
        case _:
            return formatting.cell(cell, column, locale)
