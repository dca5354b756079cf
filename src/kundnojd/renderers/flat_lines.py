"""Measures over the waves as a spreadsheet has them: their intervals, and the columns their charts are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kundnojd.locale import Locale
from kundnojd.renderers.flat_tables import FlatColumn, FlatTable, shown, unique
from kundnojd.report.model import BREAK, Line, Lines


def with_lines(flat: FlatTable, block: Lines, locale: Locale) -> FlatTable:
    """The table of waves with the interval of every measure, and what charts need: lengths, and lines that break.

    A measure with breaks gets a column for each stretch between them, so that its line is not drawn over a break.
    """
    places = {line.waves[k]: k for line in block.lines for k in range(len(line.waves))}
    waves = [places.get(str(cells[0]).removesuffix(f" {BREAK}")) for cells in flat.rows]
    columns, cells = list(flat.columns), [list(row) for row in zip(*flat.rows, strict=True)]

    def add(where: int, column: FlatColumn, values: Sequence[float | None]) -> None:
        columns.insert(where, column)
        cells.insert(where, [None if k is None else shown(values[k]) for k in waves])

    for line in block.lines:
        place = next((k for k, column in enumerate(columns) if column.key == line.key), None)
        if place is None:
            continue
        if columns[place + 1 : place + 2] == [] or columns[place + 1].key != "lower":
            for step, name, values in ((1, "lower", line.lower), (2, "upper", line.upper)):
                label = f"{columns[place].label}, {locale.text(f'workbook.{name}').lower()}"
                add(place + step, FlatColumn(label, line.kind, key=f"{line.key}-{name}"), values)
    for line in block.lines:
        for label, key, values in _for_charts(line, locale):
            add(len(columns), FlatColumn(label, "length", line.kind, key), values)
    kept = [k for k, column in enumerate(columns) if column.key not in ("below", "above")]
    rows = tuple(zip(*(cells[k] for k in kept), strict=True))
    return replace(flat, columns=unique([columns[k] for k in kept]), rows=rows)


def _for_charts(line: Line, locale: Locale) -> list[tuple[str, str, tuple[float | None, ...]]]:
    def between(high: tuple[float | None, ...], low: tuple[float | None, ...]) -> tuple[float | None, ...]:
        return tuple(None if a is None or b is None else a - b for a, b in zip(high, low, strict=True))

    found = [
        (f"{line.label}, {locale.text('workbook.below')}", f"{line.key}-below", between(line.values, line.lower)),
        (f"{line.label}, {locale.text('workbook.above')}", f"{line.key}-above", between(line.upper, line.values)),
    ]
    ends = [0, *sorted(line.breaks - {0}), len(line.waves)]
    if len(ends) > 2:
        for number in range(len(ends) - 1):
            kept = tuple(v if ends[number] <= k < ends[number + 1] else None for k, v in enumerate(line.values))
            label = locale.text("workbook.stretch", measure=line.label, number=number + 1)
            found.append((label, f"{line.key}-stretch-{number}", kept))
    return found
