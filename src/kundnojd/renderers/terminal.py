"""The report on a terminal of a given width: nothing is cut, and without colour it says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from kundnojd.locale import Locale
from kundnojd.renderers import drawing, formatting, terminal_maps
from kundnojd.renderers.columns import need, with_numbers
from kundnojd.renderers.document import Document
from kundnojd.renderers.layout import GAP, chunks, fit
from kundnojd.renderers.terminal_figures import figures
from kundnojd.renderers.terminal_text import (
    QUIET,
    TEXT_WIDTH,
    VERDICT_STYLES,
    Rows,
    at_bottom,
    beside,
    coloured_bar,
    flow,
    legend,
    paragraph,
    wrap,
)
from kundnojd.report.model import (
    Block,
    Cell,
    Change,
    Column,
    Distribution,
    Figures,
    Interval,
    Lines,
    Marked,
    Notes,
    Row,
    Scatter,
    Table,
    Trend,
    Workshop,
)

NARROWEST = 40


def render(document: Document) -> str:
    """The report as lines no longer than ``document.width`` (at least 40), with ANSI colours where asked for."""
    width = max(document.width, NARROWEST)
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=document.colour,
        color_system="standard" if document.colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for line in _page(document, width):
        line.rstrip()
        console.print(line, soft_wrap=True)
    return buffer.getvalue()


def _page(document: Document, width: int) -> Rows:
    report, locale = document.report, document.locale
    lines = paragraph(report.title, width, "bold") if report.title else []
    for text in report.subtitle:
        lines += paragraph(text, width, QUIET)
    for section in report.sections:
        lines += [Text(), *paragraph(section.title, width, "bold cyan")]
        for block in section.blocks:
            lines += _block(block, width, locale)
    return lines


def _block(block: Block, width: int, locale: Locale) -> Rows:
    match block:
        case Table():
            return _table(block, width, locale)
        case Figures():
            return figures(block, width, locale)
        case Lines():  # the trends of the headline and the table of waves say it in characters
            return []
        case Scatter():
            return terminal_maps.scatter(block, width, locale) if block.points else []
        case Workshop():
            return _workshop(block, width)
        case Notes():
            return [line for text in block.lines for line in paragraph(text, width, "", indent=2)]


def _workshop(block: Workshop, width: int) -> Rows:
    rows: Rows = []
    for part in block.parts:
        rows += [Text(), *paragraph(part.title, width, "bold")]
        for item in part.items:
            rows += paragraph(f"- {item}", width, "", indent=2)
        rows += [Text("_" * min(width, TEXT_WIDTH), QUIET) for _ in range(part.empty_lines)]
    return rows


# --- tables


def _table(table: Table, width: int, locale: Locale) -> Rows:
    columns, rows = with_numbers(table, locale)
    needs = [
        need(column, [row.cells[k] for row in rows], k, width, locale, cell_len) for k, column in enumerate(columns)
    ]
    lines: Rows = []
    if table.narrow == "continue":
        for run in chunks(needs, width):
            part = [replace(row, cells=tuple(row.cells[k] for k in run)) for row in rows]
            widths = [w or 1 for w in fit([replace(needs[k], priority=0) for k in run], width)]
            lines += [Text(), *_grid([columns[k] for k in run], part, widths, width, locale)]
        left_out: list[str] = []
    else:
        found = fit(needs, width)
        run = [k for k, w in enumerate(found) if w is not None]
        part = [replace(row, cells=tuple(row.cells[k] for k in run)) for row in rows]
        lines += _grid([columns[k] for k in run], part, [w for w in found if w is not None], width, locale)
        left_out = [columns[k].label for k, w in enumerate(found) if w is None]
    notes: Rows = []
    whole = next((row for row in rows if row.is_total and row is not rows[0]), None)
    if whole is not None and any(columns[k].kind == "interval" for k in run):
        notes += paragraph(f"┊ {whole.cells[0]}", width, QUIET)
    for k, column in enumerate(columns):
        labels = next((r.cells[k].labels for r in rows if isinstance(r.cells[k], Distribution)), ())  # type: ignore[union-attr]
        if column.kind == "distribution" and column.label not in left_out:
            notes += flow(legend(labels), width, 0)
    for text in table.notes:
        notes += paragraph(text, width, QUIET, indent=2)
    if left_out:
        more = locale.text("report.more-columns", columns=", ".join(dict.fromkeys(left_out)))
        notes += paragraph(more, width, QUIET, indent=2)
    caption = paragraph(table.caption, width, "") if table.caption else []
    return [*caption, *lines, *([Text()] if notes else []), *notes]


def _grid(columns: Sequence[Column], rows: Sequence[Row], widths: Sequence[int], room: int, locale: Locale) -> Rows:
    rule = Text("─" * (sum(widths) + GAP * (len(widths) - 1)), QUIET)
    whole = next((row for row in rows if row.is_total), None)
    lines = [*_header(columns, widths, locale), rule]
    for row in rows:
        if row.is_total and row is not rows[0]:
            lines.append(rule)
        lines += _row(row, columns, widths, room, whole, locale)
    return lines


def _header(columns: Sequence[Column], widths: Sequence[int], locale: Locale) -> Rows:
    cells = []
    for column, width in zip(columns, widths, strict=True):
        lines = wrap(column.label, width)
        if column.kind == "interval":
            lines = [*lines, drawing.ticks(column.low, column.high, width, locale)]
        cells.append([Text(_aligned(line, column.kind, width), QUIET) for line in lines])
    return beside(at_bottom(cells), widths)


_LEFT = frozenset({"text", "interval", "distribution", "histogram", "trend"})


def _aligned(text: str, kind: str, width: int) -> str:
    text = f"{text} " if kind == "count" else text
    return text if kind in _LEFT else " " * (width - cell_len(text)) + text


def _row(
    row: Row,
    columns: Sequence[Column],
    widths: Sequence[int],
    room: int,
    whole: Row | None,
    locale: Locale,
) -> Rows:
    base = "bold" if row.is_total else ""
    if row.remark:
        return _remark_row(row, columns, widths, room)
    cells = []
    for k, (cell, column, width) in enumerate(zip(row.cells, columns, widths, strict=True)):
        reference = whole.cells[k] if whole is not None else None
        lines = _cell(cell, column, width, reference, row, locale)
        for line in lines:
            if base and not line.spans and not line.style:
                line.style = base
        cells.append(lines)
    return beside(cells, widths)


def _remark_row(row: Row, columns: Sequence[Column], widths: Sequence[int], room: int) -> Rows:
    """A unit that is not shown: its name, a mark under n and under the measure, and why."""
    mark = formatting.HIDDEN if row.status == "hidden" else formatting.NOTHING
    cells: list[Rows] = [[Text(line) for line in wrap(str(row.cells[0]), widths[0])]]
    used = widths[0] + GAP
    for column, width in zip(columns[1:3], widths[1:3], strict=True):
        cells.append([Text(_aligned(mark, column.kind, width), QUIET)])
        used += width + GAP
    left = room - used
    if left >= 16:
        cells.append([Text(line, QUIET) for line in wrap(row.remark, left)])
    return beside(cells, [*widths[:3], left][: len(cells)])


def _cell(cell: Cell, column: Column, width: int, reference: Cell, row: Row, locale: Locale) -> Rows:
    if cell is None:
        return [Text()]
    draw = _DRAWN.get(column.kind)
    if draw is not None:
        return [draw(cell, column, width, reference, row, locale)]
    if column.kind == "text":
        return [Text(line) for line in wrap(str(cell), width)]
    text = formatting.cell(cell, column, locale)
    if column.kind == "count":
        text += formatting.LOW_BASE if row.status == "low-base" and column.key == "n" else " "
    style = QUIET if column.kind == "span" else ""
    return [Text(" " * (width - cell_len(text)) + text, style)]


def _draw_interval(cell: Cell, column: Column, width: int, reference: Cell, row: Row, locale: Locale) -> Text:
    if not isinstance(cell, Interval):
        return Text()
    middle = reference.value if isinstance(reference, Interval) else None
    line = drawing.interval(cell.value, cell.lower, cell.upper, column.low, column.high, width, middle)
    verdict = next((c.verdict for c in row.cells if isinstance(c, Change)), "")
    text = Text(line)
    for k, mark in enumerate(line):
        if mark == "┊":
            text.stylize(QUIET, k, k + 1)
        elif mark != " ":
            text.stylize(VERDICT_STYLES.get(verdict, "") or ("bold" if row.is_total else ""), k, k + 1)
    return text


def _draw_change(cell: Cell, column: Column, width: int, reference: Cell, row: Row, locale: Locale) -> Text:
    if not isinstance(cell, Change):
        return Text()
    mark = formatting.MARKS.get(cell.verdict, " ")
    number = formatting.points(cell.value, column.unit_kind, locale)
    # The marks of a column stand under each other, whatever the numbers are.
    widest = max(len(number), 5 if column.unit_kind in ("index", "mean") else 3)
    text = f"{mark} {number:>{widest}}" if widest + 2 <= width else f"{mark} {number}"
    return Text(" " * (width - len(text)) + text, VERDICT_STYLES.get(cell.verdict, ""))


def _draw_marked(cell: Cell, column: Column, width: int, reference: Cell, row: Row, locale: Locale) -> Text:
    if not isinstance(cell, Marked):
        return Text()
    mark = formatting.MARKS.get(cell.verdict, " ")
    text = f"{formatting.number(cell.value, column.unit_kind, locale)} {mark}"
    return Text(" " * (width - len(text)) + text, VERDICT_STYLES.get(cell.verdict, ""))


def _draw_parts(cell: Cell, column: Column, width: int, reference: Cell, row: Row, locale: Locale) -> Text:
    return coloured_bar(cell.shares, width) if isinstance(cell, Distribution) else Text()


def _draw_answers(cell: Cell, column: Column, width: int, reference: Cell, row: Row, locale: Locale) -> Text:
    return Text(drawing.histogram(cell.shares)) if isinstance(cell, Distribution) else Text()


def _draw_trend(cell: Cell, column: Column, width: int, reference: Cell, row: Row, locale: Locale) -> Text:
    return Text(drawing.sparkline(cell.values, cell.breaks)) if isinstance(cell, Trend) else Text()


_DRAWN: dict[str, Callable[[Cell, Column, int, Cell, Row, Locale], Text]] = {
    "interval": _draw_interval,
    "change": _draw_change,
    "marked": _draw_marked,
    "distribution": _draw_parts,
    "histogram": _draw_answers,
    "trend": _draw_trend,
}
