"""The report on a terminal of a given width: nothing is cut, and without colour it says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import StringIO

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from kundnojd.locale import Locale
from kundnojd.renderers import drawing, formatting
from kundnojd.renderers.columns import need, with_numbers
from kundnojd.renderers.document import Document
from kundnojd.renderers.layout import GAP, chunks, fit
from kundnojd.report.model import (
    Block,
    Cell,
    Change,
    Column,
    Distribution,
    Figure,
    Figures,
    Interval,
    Lines,
    Marked,
    Notes,
    Row,
    Table,
    Trend,
    Workshop,
)

NARROWEST = 40
# Longer lines of running text are hard to read, however wide the window is.
TEXT_WIDTH = 110
CARD_WIDTH = 18
QUIET = "dim"
VERDICT_STYLES = {"higher": "green", "lower": "red", "no-clear-difference": "", "too-few": QUIET}
PART_STYLES = {2: ("red", "green"), 3: ("red", "yellow", "green"), 4: ("red", "yellow", "green", "bold green")}
Rows = list[Text]


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
    lines = _paragraph(report.title, width, "bold") if report.title else []
    for text in report.subtitle:
        lines += _paragraph(text, width, QUIET)
    for section in report.sections:
        lines += [Text(), *_paragraph(section.title, width, "bold cyan")]
        for block in section.blocks:
            lines += _block(block, width, locale)
    return lines


def _block(block: Block, width: int, locale: Locale) -> Rows:
    match block:
        case Table():
            return _table(block, width, locale)
        case Figures():
            return _figures(block, width, locale)
        case Lines():  # the trends of the headline and the table of waves say it in characters
            return []
        case Workshop():
            return _workshop(block, width)
        case Notes():
            return [line for text in block.lines for line in _paragraph(text, width, "", indent=2)]


def wrap(text: str, width: int) -> list[str]:
    """Text in lines of at most ``width`` cells: broken at blanks, words that are longer broken where they must.

    >>> wrap("Östra Höjden och Stationsområdet", 12)
    ['Östra Höjden', 'och', 'Stationsområ', 'det']
    """
    lines = [""]
    for word in formatting.one_line(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        pieces = chop_cells(word, width) if cell_len(word) > width else [word]
        lines += pieces
    return [line for line in lines if line] or [""]


def _paragraph(text: str, width: int, style: str, *, indent: int = 0) -> Rows:
    """Running text; ``indent`` hangs the lines after the first."""
    lines = wrap(text, min(width, TEXT_WIDTH) - indent)
    return [Text(" " * (indent if k else 0) + line, style) for k, line in enumerate(lines)]


def _workshop(block: Workshop, width: int) -> Rows:
    rows: Rows = []
    for part in block.parts:
        rows += [Text(), *_paragraph(part.title, width, "bold")]
        for item in part.items:
            rows += _paragraph(f"- {item}", width, "", indent=2)
        rows += [Text("_" * min(width, TEXT_WIDTH), QUIET) for _ in range(part.empty_lines)]
    return rows


# --- the headline


def _figures(block: Figures, width: int, locale: Locale) -> Rows:
    across = max(1, min(len(block.figures), (width + GAP) // (CARD_WIDTH + GAP)))
    # Rows of cards as even as they go: four cards for which three fit become two and two.
    across = -(-len(block.figures) // -(-len(block.figures) // across))
    room = min((width - GAP * (across - 1)) // across, 30)
    lines: Rows = []
    for start in range(0, len(block.figures), across):
        figures = block.figures[start : start + across]
        labels = [[Text(line) for line in wrap(figure.label, room)] for figure in figures]
        cards = [_card(figure, room, locale) for figure in figures]
        lines += [Text(), *_beside(_at_bottom(labels), [room] * len(figures))]
        lines += _beside(cards, [room] * len(figures))
    for figure in block.figures:
        if figure.parts:
            lines += [Text(), *_parts_line(figure, width, locale)]
    level = locale.share(100 * block.level)
    return [*lines, Text(), *_paragraph(locale.text("report.level-line", level=level), width, QUIET)]


def _card(figure: Figure, width: int, locale: Locale) -> Rows:
    """The lines under the label of a figure: value, interval, change, trend, base."""
    base = locale.text("report.answers", count=figure.n)
    if figure.value is None:
        return [Text(formatting.HIDDEN if figure.status == "hidden" else formatting.NOTHING, "bold")]
    low = formatting.LOW_BASE if figure.status == "low-base" else ""
    card = [Text(formatting.number(figure.value, figure.kind, locale), "bold")]
    if figure.lower is not None and figure.upper is not None:
        card.append(Text(formatting.span(figure.lower, figure.upper, figure.kind, locale), QUIET))
    if figure.change is not None:
        style = VERDICT_STYLES.get(figure.change.verdict, "")
        shown = formatting.cell(figure.change, Column("", "", "change", unit_kind=figure.kind), locale)
        since = locale.text("report.since", wave=figure.since)
        card += [Text(line, style) for line in wrap(f"{shown} {since}", width)]
    if figure.trend is not None:
        trend = f"{drawing.sparkline(figure.trend.values, figure.trend.breaks)} {figure.span}"
        card += [Text(line, QUIET) for line in wrap(trend, width)]
    return [*card, Text(base + low, QUIET)]


def _parts_line(figure: Figure, width: int, locale: Locale) -> Rows:
    """A bar of the parts with its legend, such as critics, passives and ambassadors."""
    if figure.parts is None:
        return []
    parts = figure.parts
    label = f"{locale.text(f'measures.{figure.key}')}  "
    bar = Text(label, QUIET) + _bar(parts.shares, min(40, width - len(label)))
    legend = _legend([f"{name} {locale.share(share)}" for name, share in zip(parts.labels, parts.shares, strict=True)])
    if cell_len(bar.plain) + 3 + sum(cell_len(part.plain) + 3 for part in legend) <= width:
        return [bar + Text("   ") + Text("   ").join(legend)]
    return [bar, *_flow(legend, width, len(label))]


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
        notes += _paragraph(f"┊ {whole.cells[0]}", width, QUIET)
    for k, column in enumerate(columns):
        labels = next((r.cells[k].labels for r in rows if isinstance(r.cells[k], Distribution)), ())  # type: ignore[union-attr]
        if column.kind == "distribution" and column.label not in left_out:
            notes += _flow(_legend(labels), width, 0)
    for text in table.notes:
        notes += _paragraph(text, width, QUIET, indent=2)
    if left_out:
        more = locale.text("report.more-columns", columns=", ".join(dict.fromkeys(left_out)))
        notes += _paragraph(more, width, QUIET, indent=2)
    caption = _paragraph(table.caption, width, "") if table.caption else []
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
    return _beside(_at_bottom(cells), widths)


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
    return _beside(cells, widths)


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
    return _beside(cells, [*widths[:3], left][: len(cells)])


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
        text += formatting.LOW_BASE if row.status == "low-base" else " "
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
    return _bar(cell.shares, width) if isinstance(cell, Distribution) else Text()


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


# --- pieces


def _bar(shares: Sequence[float], width: int) -> Text:
    bar = Text()
    styles = PART_STYLES.get(len(shares), ("",) * len(shares))
    for length, shade, style in zip(drawing.lengths(shares, width), drawing.shades(len(shares)), styles, strict=True):
        bar.append(shade * length, style)
    return bar


def _legend(labels: Sequence[str]) -> Rows:
    styles = PART_STYLES.get(len(labels), ("",) * len(labels))
    return [
        Text(shade, style) + Text(f" {label}", QUIET)
        for shade, style, label in zip(drawing.shades(len(labels)), styles, labels, strict=False)
    ]


def _flow(pieces: Sequence[Text], width: int, indent: int) -> Rows:
    """Pieces after each other, on as many lines as they need."""
    lines: Rows = []
    for piece in pieces:
        if lines and cell_len(lines[-1].plain) + 3 + cell_len(piece.plain) <= width:
            lines[-1] = lines[-1] + Text("   ") + piece
        else:
            lines.append(Text(" " * indent) + piece)
    return lines


def _at_bottom(cells: Sequence[Rows]) -> list[Rows]:
    """Headings of different heights, the short ones moved down next to what they head."""
    tallest = max(len(cell) for cell in cells)
    return [[*[Text()] * (tallest - len(cell)), *cell] for cell in cells]


def _beside(cells: Sequence[Rows], widths: Sequence[int]) -> Rows:
    """Blocks of lines beside each other, each padded to its width."""
    lines = []
    for k in range(max(len(cell) for cell in cells)):
        line = Text()
        for cell, width in zip(cells, widths, strict=True):
            part = cell[k].copy() if k < len(cell) else Text()
            part.append(" " * (width - cell_len(part.plain) + GAP))
            line.append_text(part)
        lines.append(line)
    return lines
