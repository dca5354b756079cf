"""Tables as a spreadsheet has them: one plain number or text a cell, drawn cells taken apart into columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kundnojd.locale import Locale
from kundnojd.renderers import formatting
from kundnojd.report.model import Cell, Change, Column, Distribution, Figures, Interval, Lines, Marked, Row, Table

Value = str | float | int | None


@dataclass(frozen=True)
class FlatColumn:
    """A heading, unique in its table, and what its cells are: the kinds of `Column`, ``verdict``, ``p`` or ``points``.

    ``of`` is the kind that a difference in points is one of. ``key`` names the column for charts.
    """

    label: str
    kind: str
    of: str = ""
    key: str = ""


@dataclass(frozen=True)
class FlatTable:
    """Rows of plain values under flat columns; ``statuses`` has one entry a row: ok, low-base, hidden, empty, total."""

    key: str
    title: str
    columns: tuple[FlatColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    statuses: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def place(self, key: str) -> int | None:
        """The place of the first column with that key, or ``None``."""
        return next((place for place, column in enumerate(self.columns) if column.key == key), None)


def flatten(table: Table, title: str, locale: Locale) -> FlatTable:
    """A table of the report with an interval as its two ends, a difference with its verdict, parts a column each."""
    columns: list[FlatColumn] = []
    takers: list[tuple[int, Callable[[Cell], Value]]] = []
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows]
        for flat, take in _PARTS.get(column.kind, _plain)(column, cells, locale):
            columns.append(flat)
            takers.append((place, take))
    rows = tuple(tuple(take(row.cells[place]) for place, take in takers) for row in table.rows)
    remark = FlatColumn(locale.text("workbook.remark"), "text", key="remark")
    statuses = tuple("total" if row.is_total else row.status for row in table.rows)
    if any(row.remark or row.status == "low-base" for row in table.rows):
        columns.append(remark)
        rows = tuple((*cells, _remark(row, locale)) for cells, row in zip(rows, table.rows, strict=True))
    return FlatTable(table.key, title, unique(columns), rows, statuses, table.notes)


def figures_table(block: Figures, title: str, locale: Locale) -> FlatTable:
    """The headline as a table, a measure a row."""
    columns = (
        FlatColumn(locale.text("workbook.measure"), "text"),
        FlatColumn(locale.text("workbook.value"), "own", key="value"),
        FlatColumn(locale.text("workbook.lower"), "own"),
        FlatColumn(locale.text("workbook.upper"), "own"),
        FlatColumn(locale.text("report.n"), "count"),
        FlatColumn(locale.text("report.change"), "points", "own"),
        FlatColumn(locale.text("workbook.since"), "text"),
        FlatColumn(locale.text("workbook.verdict"), "verdict"),
    )
    rows = tuple(
        (
            figure.label,
            figure.value,
            figure.lower,
            figure.upper,
            figure.n if figure.value is not None else None,
            figure.change.value if figure.change else None,
            figure.since or None,
            _verdict(figure.change.verdict, locale) if figure.change else None,
        )
        for figure in block.figures
    )
    return FlatTable("headline", title, columns, rows, tuple(figure.status for figure in block.figures))


def lines_table(block: Lines, title: str, locale: Locale) -> FlatTable:
    """Measures over the waves: a wave a row, each measure with the lengths of its interval below and above."""
    columns = [FlatColumn(locale.text("report.wave"), "text")]
    for line in block.lines:
        columns += [
            FlatColumn(line.label, line.kind, key=line.key),
            FlatColumn(f"{line.label} −", "points", line.kind, f"{line.key}-below"),
            FlatColumn(f"{line.label} +", "points", line.kind, f"{line.key}-above"),
        ]
    rows = []
    for place, wave in enumerate(block.lines[0].waves):
        cells: list[Value] = [wave]
        for line in block.lines:
            value, lower, upper = line.values[place], line.lower[place], line.upper[place]
            known = value is not None and lower is not None and upper is not None
            cells += [value, value - lower if known else None, upper - value if known else None]  # type: ignore[operator]
        rows.append(tuple(cells))
    return FlatTable("lines", title, unique(columns), tuple(rows), ("ok",) * len(rows))


def answers_table(table: Table, title: str, locale: Locale) -> FlatTable | None:
    """Every answer of every question with its share; ``None`` where the table holds no distributions over answers."""
    place = next((k for k, column in enumerate(table.columns) if column.kind == "histogram"), None)
    if place is None:
        return None
    rows = [
        (formatting.one_line(str(row.cells[0])), formatting.one_line(label), share)
        for row in table.rows
        if isinstance(cell := row.cells[place], Distribution)
        for label, share in zip(cell.labels, cell.shares, strict=True)
    ]
    columns = (
        FlatColumn(locale.text("report.question"), "text"),
        FlatColumn(locale.text("measures.answer"), "text"),
        FlatColumn(locale.text("report.share"), "share"),
    )
    return FlatTable("every-answer", title, columns, tuple(rows), ("ok",) * len(rows))


def unique(columns: Sequence[FlatColumn]) -> tuple[FlatColumn, ...]:
    """The columns with headings that differ, also where capitals do not count, as named tables need them."""
    seen: dict[str, int] = {}
    found = []
    for column in columns:
        label = column.label or "–"
        number = seen[label.casefold()] = seen.get(label.casefold(), 0) + 1
        while number > 1 and f"{label} ({number})".casefold() in seen:
            number += 1
        found.append(column if number == 1 and column.label else _renamed(column, label, number))
    return tuple(found)


def _renamed(column: FlatColumn, label: str, number: int) -> FlatColumn:
    return FlatColumn(f"{label} ({number})" if number > 1 else label, column.kind, column.of, column.key)


Part = tuple[FlatColumn, Callable[[Cell], Value]]


def _plain(column: Column, _: Sequence[Cell], __: Locale) -> list[Part]:
    def take(cell: Cell) -> Value:
        if isinstance(cell, str):
            return formatting.one_line(cell)
        return cell if isinstance(cell, int | float) else None

    return [(FlatColumn(formatting.one_line(column.label), column.kind, key=column.key), take)]


def _interval(column: Column, _: Sequence[Cell], locale: Locale) -> list[Part]:
    kind = column.unit_kind
    ends: tuple[tuple[str, str, str, Callable[[Interval], float]], ...] = (
        ("workbook.lower", kind, "lower", lambda cell: cell.lower),
        ("workbook.upper", kind, "upper", lambda cell: cell.upper),
        ("workbook.below", "points", "below", lambda cell: cell.value - cell.lower),
        ("workbook.above", "points", "above", lambda cell: cell.upper - cell.value),
    )

    def taker(end: Callable[[Interval], float]) -> Callable[[Cell], Value]:
        return lambda cell: end(cell) if isinstance(cell, Interval) else None

    return [(FlatColumn(locale.text(name), own, kind, key), taker(end)) for name, own, key, end in ends]


def _change(column: Column, _: Sequence[Cell], locale: Locale) -> list[Part]:
    label = formatting.one_line(column.label)
    verdict = f"{label}: {locale.text('workbook.verdict')}"
    return [
        (
            FlatColumn(label, "points", column.unit_kind, column.key),
            lambda cell: cell.value if isinstance(cell, Change) else None,
        ),
        (
            FlatColumn(verdict, "verdict", key=f"{column.key}-verdict"),
            lambda cell: _verdict(cell.verdict, locale) if isinstance(cell, Change) else None,
        ),
    ]


def _marked(column: Column, _: Sequence[Cell], __: Locale) -> list[Part]:
    flat = FlatColumn(formatting.one_line(column.label), column.unit_kind, key=column.key)
    return [(flat, lambda cell: cell.value if isinstance(cell, Marked) else None)]


def _parts(column: Column, cells: Sequence[Cell], __: Locale) -> list[Part]:
    labels = next((cell.labels for cell in cells if isinstance(cell, Distribution)), ())

    def taker(place: int) -> Callable[[Cell], Value]:
        return lambda cell: cell.shares[place] if isinstance(cell, Distribution) else None

    return [
        (FlatColumn(f"{column.label}: {label}", "share", key=f"part-{place}"), taker(place))
        for place, label in enumerate(labels)
    ]


def _nothing(_: Column, __: Sequence[Cell], ___: Locale) -> list[Part]:
    """What stands in a table of its own: answers one by one, and trends among the waves."""
    return []


_PARTS: Mapping[str, Callable[[Column, Sequence[Cell], Locale], list[Part]]] = {
    "interval": _interval,
    "change": _change,
    "marked": _marked,
    "distribution": _parts,
    "histogram": _nothing,
    "trend": _nothing,
}


def _verdict(verdict: str, locale: Locale) -> str | None:
    return locale.text(f"verdicts.{verdict}") if verdict else None


def _remark(row: Row, locale: Locale) -> str | None:
    return row.remark or (locale.text("workbook.low-base") if row.status == "low-base" else None)
