"""Tables as a spreadsheet has them: one plain number or text a cell, drawn cells taken apart into columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kundnojd.locale import Locale
from kundnojd.renderers import formatting
from kundnojd.renderers.office import printable, quantity_format, shortened
from kundnojd.renderers.structured import ten_digits
from kundnojd.report.model import (
    Cell,
    Change,
    Column,
    Distribution,
    Figures,
    Interval,
    Marked,
    Quantity,
    Row,
    Table,
)

Value = str | float | int | None
MOST_HEADING = 200  # characters; named tables allow 255
_ALWAYS = 5  # columns of the headline that are there without a wave before it
MOST_LABEL = 80  # characters beside a bar of a chart


@dataclass(frozen=True)
class FlatColumn:
    """A heading, unique in its table, and what its cells are.

    That is one of the kinds of `Column`, ``verdict``, ``p``, ``points`` (a difference, of the kind ``of``; ``own`` is
    the kind of its row) or ``length`` (of an error bar: for charts, and left out in print). ``key`` names the column
    for charts, and ``says`` what an error bar is, where it is no confidence interval.
    """

    label: str
    kind: str
    of: str = ""
    key: str = ""
    says: str = ""


@dataclass(frozen=True)
class FlatTable:
    """Rows of plain values under flat columns.

    ``statuses`` has one entry a row: ok, low-base, hidden, empty, total; so has ``kinds``, where columns take the kind
    of their row. ``marks`` are the verdicts of cells, by (row, column), that hold a number alone,
    ``formats`` the number formats of cells that have one of their own.
    """

    key: str
    title: str
    columns: tuple[FlatColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    statuses: tuple[str, ...]
    notes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def place(self, key: str) -> int | None:
        """The place of the first column with that key, or ``None``."""
        return next((place for place, column in enumerate(self.columns) if column.key == key), None)


def flatten(table: Table, title: str, locale: Locale) -> FlatTable:
    """A table of the report with an interval as its two ends, a difference with its verdict, parts a column each.

    The whole comes first and what is not shown last, so that the rows of a chart are neighbours.
    """
    ordered = sorted(table.rows, key=lambda row: (not row.is_total, row.status in ("hidden", "empty")))
    found: list[Part] = []
    for place, column in enumerate(table.columns):
        parts = _PARTS.get(column.kind, _plain)(column, [row.cells[place] for row in ordered], locale)
        found += [(flat, _of_cell(place, take)) for flat, take in parts]
        if place == _first_estimate(table):
            found += _beside(column, ordered, locale)
    if any(row.remark or row.status == "low-base" for row in ordered):
        found.append((FlatColumn(locale.text("workbook.remark"), "text", key="remark"), lambda r: _remark(r, locale)))
    found += _short_labels(table, ordered, locale)
    found.sort(key=lambda part: part[0].kind == "length")
    rows = tuple(tuple(shown(take(row)) for _, take in found) for row in ordered)
    statuses = tuple("total" if row.is_total else row.status for row in ordered)
    columns = unique([flat for flat, _ in found])
    marks, formats = _marks(table, ordered, columns), _formats(table, ordered, columns, locale)
    return FlatTable(table.key, title, columns, rows, statuses, table.notes, marks=marks, formats=formats)


def _marks(table: Table, rows: Sequence[Row], columns: Sequence[FlatColumn]) -> Mapping[tuple[int, int], str]:
    """The verdicts of cells that are a number with a mark."""
    where = {column.key: place for place, column in enumerate(columns)}
    return {
        (number, where[column.key]): cell.verdict
        for number, row in enumerate(rows)
        for cell, column in zip(row.cells, table.columns, strict=True)
        if isinstance(cell, Marked) and cell.verdict
    }


def _formats(
    table: Table, rows: Sequence[Row], columns: Sequence[FlatColumn], locale: Locale
) -> Mapping[tuple[int, int], str]:
    """The number formats of cells with a unit of their own."""
    where = {column.key: place for place, column in enumerate(columns)}
    return {
        (number, where[column.key]): quantity_format(cell, locale)
        for number, row in enumerate(rows)
        for cell, column in zip(row.cells, table.columns, strict=True)
        if isinstance(cell, Quantity)
    }


def _first_estimate(table: Table) -> int | None:
    return next((k for k, column in enumerate(table.columns) if column.kind in ("index", "share", "net", "mean")), None)


def label_place(columns: Sequence[Column | FlatColumn]) -> int:
    """The place of the column that names the rows."""
    return next((k for k, column in enumerate(columns) if column.kind == "text" and column.key != "what"), 0)


def _short_labels(table: Table, rows: Sequence[Row], locale: Locale) -> list[Part]:
    """Names short enough for a chart, where those of the table are not; none where there is nothing to draw."""
    place = label_place(table.columns)
    if all(column.kind == "text" for column in table.columns) or not any(
        len(str(row.cells[place])) > MOST_LABEL for row in rows
    ):
        return []
    column = FlatColumn(locale.text("workbook.chart-label"), "length", key="label")
    return [(column, lambda row: shortened(formatting.one_line(str(row.cells[place] or "")), MOST_LABEL))]


def _beside(column: Column, rows: Sequence[Row], locale: Locale) -> list[Part]:
    """The ends of the intervals that no column shows."""
    if not any(row.interval for row in rows):
        return []
    ends: tuple[tuple[str, Callable[[Interval], float]], ...] = (
        ("lower", lambda interval: interval.lower),
        ("upper", lambda interval: interval.upper),
    )

    def taker(end: Callable[[Interval], float]) -> Callable[[Row], Value]:
        return lambda row: end(row.interval) if row.interval else None

    return [(FlatColumn(locale.text(f"workbook.{name}"), column.kind, key=name), taker(end)) for name, end in ends]


def shown(value: Value) -> Value:
    """A number with the digits of the CSV; text as it is."""
    return value if value is None or isinstance(value, str | int) else ten_digits(value)


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
        FlatColumn(locale.text("workbook.verdict"), "verdict", key="verdict"),
    )
    rows = tuple(
        (
            formatting.one_line(figure.label),
            shown(figure.value),
            shown(figure.lower),
            shown(figure.upper),
            figure.n if figure.value is not None else None,
            shown(figure.change.value) if figure.change else None,
            figure.since or None,
            _verdict(figure.change.verdict, locale) if figure.change else None,
        )
        for figure in block.figures
    )
    used = [k for k in range(len(columns)) if k < _ALWAYS or any(row[k] is not None for row in rows)]
    return FlatTable(
        "headline",
        title,
        tuple(columns[k] for k in used),
        tuple(tuple(row[k] for k in used) for row in rows),
        tuple(figure.status for figure in block.figures),
        kinds=tuple(figure.kind for figure in block.figures),
    )


def answers_table(table: Table, title: str, locale: Locale) -> FlatTable | None:
    """Every answer of every question with its share; ``None`` where the table holds no distributions over answers."""
    place = next((k for k, column in enumerate(table.columns) if column.kind == "histogram"), None)
    if place is None:
        return None
    rows = [
        (formatting.one_line(str(row.cells[0])), formatting.one_line(label), shown(share))
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
    seen: set[str] = set()
    found = []
    for column in columns:
        label = shortened(printable(formatting.one_line(column.label)), MOST_HEADING) or "–"
        number, free = 1, label
        while free.casefold() in seen:
            number += 1
            free = f"{label} ({number})"
        seen.add(free.casefold())
        found.append(replace(column, label=free))
    return tuple(found)


Part = tuple[FlatColumn, Callable[[Row], Value]]
CellPart = tuple[FlatColumn, Callable[[Cell], Value]]


def _of_cell(place: int, take: Callable[[Cell], Value]) -> Callable[[Row], Value]:
    return lambda row: take(row.cells[place])


def _plain(column: Column, _: Sequence[Cell], __: Locale) -> list[CellPart]:
    def take(cell: Cell) -> Value:
        if isinstance(cell, str):
            return formatting.one_line(cell)
        if isinstance(cell, Quantity):
            return cell.value
        return cell if isinstance(cell, int | float) else None

    return [(FlatColumn(formatting.one_line(column.label), column.kind, key=column.key), take)]


def _interval(column: Column, _: Sequence[Cell], locale: Locale) -> list[CellPart]:
    kind = column.unit_kind
    ends: tuple[tuple[str, str, str, Callable[[Interval], float]], ...] = (
        ("workbook.lower", kind, "lower", lambda cell: cell.lower),
        ("workbook.upper", kind, "upper", lambda cell: cell.upper),
        ("workbook.below", "length", "below", lambda cell: cell.value - cell.lower),
        ("workbook.above", "length", "above", lambda cell: cell.upper - cell.value),
    )

    def taker(end: Callable[[Interval], float]) -> Callable[[Cell], Value]:
        return lambda cell: end(cell) if isinstance(cell, Interval) else None

    says = "" if column.key == "interval" else formatting.one_line(column.label)
    return [(FlatColumn(locale.text(name), own, kind, key, says), taker(end)) for name, own, key, end in ends]


def _change(column: Column, _: Sequence[Cell], locale: Locale) -> list[CellPart]:
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


def _marked(column: Column, _: Sequence[Cell], __: Locale) -> list[CellPart]:
    flat = FlatColumn(formatting.one_line(column.label), column.unit_kind, key=column.key)
    return [(flat, lambda cell: cell.value if isinstance(cell, Marked) else None)]


def _parts(column: Column, cells: Sequence[Cell], __: Locale) -> list[CellPart]:
    labels = next((cell.labels for cell in cells if isinstance(cell, Distribution)), ())

    def taker(place: int) -> Callable[[Cell], Value]:
        return lambda cell: cell.shares[place] if isinstance(cell, Distribution) else None

    return [
        (FlatColumn(f"{column.label}: {label}", "share", formatting.one_line(label), f"part-{place}"), taker(place))
        for place, label in enumerate(labels)
    ]


def _nothing(_: Column, __: Sequence[Cell], ___: Locale) -> list[CellPart]:
    """What stands in a table of its own: answers one by one, and trends among the waves."""
    return []


_PARTS: Mapping[str, Callable[[Column, Sequence[Cell], Locale], list[CellPart]]] = {
    "interval": _interval,
    "change": _change,
    "marked": _marked,
    "distribution": _parts,
    "histogram": _nothing,
    "trend": _nothing,
}


def _verdict(verdict: str, locale: Locale) -> str | None:
    return verdict_word(verdict, locale) if verdict else None


def verdict_word(verdict: str, locale: Locale) -> str:
    """A verdict as its mark and a short word."""
    return f"{formatting.MARKS[verdict]} {locale.text(f'workbook.verdict-{verdict}')}"


def _remark(row: Row, locale: Locale) -> str | None:
    return row.remark or (locale.text("workbook.low-base") if row.status == "low-base" else None)
