"""Markdown as GitHub reads it: the whole report, every column, all text from the data escaped."""

from __future__ import annotations

import re

from kundnojd.locale import Locale
from kundnojd.renderers import axes, formatting
from kundnojd.renderers.document import Document
from kundnojd.report.model import (
    BREAK,
    Block,
    Column,
    Distribution,
    Figure,
    Figures,
    Lines,
    Notes,
    Row,
    Scatter,
    Table,
    WorkPart,
    Workshop,
)
from kundnojd.report.origin import origin

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_RIGHT = frozenset({"count", "index", "share", "net", "mean", "change", "marked"})


def render(document: Document) -> str:
    """The report as Markdown with a table for each table, figures included."""
    report, locale = document.report, document.locale
    parts = [f"# {escape(report.title)}" if report.title else "", *map(_paragraph, report.subtitle)]
    for section in report.sections:
        parts.append(f"{'#' * (section.level + 1)} {escape(section.title)}")
        parts += [_block(block, locale) for block in section.blocks]
    if report.provenance.inputs:
        parts.append(f"## {escape(locale.text('page.provenance'))}")
        lines = origin(report.provenance, locale)
        parts.append("\n".join(f"- {escape(label)}: {escape(text)}" for label, text in lines))
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    r"""Text on one line that Markdown and the HTML in it leave alone.

    >>> print(escape("a|b <b>*c*"))
    a\|b \<b\>\*c\*
    """
    return _SPECIAL.sub(r"\\\1", formatting.one_line(text))


def _paragraph(text: str) -> str:
    """Text at the beginning of a line, where a number, a dash or a plus would begin a list."""
    return re.sub(r"^(\d+)([.)] )|^([-+=])", lambda m: f"{m[1] or ''}\\{m[2] or m[3]}", escape(text))


def _block(block: Block, locale: Locale) -> str:
    match block:
        case Table():
            return _table(block, locale)
        case Figures():
            return _figures(block, locale)
        case Lines():
            return _lines(block, locale)
        case Scatter():
            return _map(block, locale)
        case Workshop():
            return "\n\n".join(_work_part(part) for part in block.parts)
        case Notes():
            return "\n".join(f"- {_paragraph(line)}" for line in block.lines)


def _work_part(part: WorkPart) -> str:
    items = "\n".join(f"- {_paragraph(item)}" for item in part.items)
    room = "\n\n".join("\\_" * 60 for _ in range(part.empty_lines))
    return "\n\n".join(text for text in (f"### {escape(part.title)}", items, room) if text)


def _table(table: Table, locale: Locale) -> str:
    head = [escape(column.label) for column in table.columns]
    rule = ["---:" if column.kind in _RIGHT else "---" for column in table.columns]
    rows = [_cells(row, table.columns, locale) for row in table.rows]
    text = [f"**{escape(table.caption)}**", ""] if table.caption else []
    text += [_line(head), _line(rule), *map(_line, rows)]
    notes = [*_parts_line(table), *table.notes]
    return "\n".join([*text, *(f"\n{_paragraph(note)}" for note in notes)])


def _parts_line(table: Table) -> list[str]:
    """What the parts of a distribution are, in the order they are printed."""
    for place, column in enumerate(table.columns):
        for row in table.rows:
            cell = row.cells[place]
            if column.kind == "distribution" and isinstance(cell, Distribution):
                return [f"{column.label}: {' / '.join(cell.labels)}"]
    return []


def _cells(row: Row, columns: tuple[Column, ...], locale: Locale) -> list[str]:
    texts = [escape(formatting.cell(c, column, locale)) for c, column in zip(row.cells, columns, strict=True)]
    if row.status == "low-base" and len(texts) > 1:
        texts[1] += formatting.LOW_BASE
    if row.status in ("hidden", "empty") and row.remark and len(texts) > 2:
        texts[1] = escape(formatting.HIDDEN) if row.status == "hidden" else "0"
        texts[2] = escape(row.remark)
    return [f"**{text}**" if row.is_total and text else text for text in texts]


def _figures(block: Figures, locale: Locale) -> str:
    level = locale.text("report.interval", level=locale.share(100 * block.level))
    has_change = any(figure.change or figure.against for figure in block.figures)
    head = ["", "", escape(level), locale.text("report.n"), *([locale.text("report.change")] if has_change else [])]
    lines = [_line(head), _line(["---", "---:", "---", "---:", *(["---"] if has_change else [])])]
    for figure in block.figures:
        cells = _figure(figure, locale)
        lines.append(_line(cells if has_change else cells[:4]))
    return "\n".join(lines)


def _figure(figure: Figure, locale: Locale) -> list[str]:
    label = escape(figure.label)
    if figure.parts:
        shares = zip(figure.parts.labels, figure.parts.shares, strict=True)
        label += " " + escape("(" + ", ".join(f"{name} {locale.share(share)}" for name, share in shares) + ")")
    if figure.value is None:
        mark = formatting.HIDDEN if figure.status == "hidden" else formatting.NOTHING
        return [label, escape(mark), "", "", ""]
    low = formatting.LOW_BASE if figure.status == "low-base" else ""
    column = Column("", "", "change", unit_kind=figure.kind)
    changes = [f"{formatting.cell(change, column, locale)} {label}" for label, change in figure.against]
    if figure.change is not None:
        since = locale.text("report.since", wave=figure.since)
        changes.insert(0, f"{formatting.cell(figure.change, column, locale)} {since}")
    change = "; ".join(changes)
    interval = ""
    if figure.lower is not None and figure.upper is not None:
        interval = formatting.span(figure.lower, figure.upper, figure.kind, locale)
    value = f"**{formatting.number(figure.value, figure.kind, locale)}** {escape(figure.band)}".rstrip()
    return [label, value, interval, locale.number(figure.n, 0) + low, escape(change)]


def _lines(block: Lines, locale: Locale) -> str:
    """Every measure over the waves with its intervals, the measures down."""
    waves = block.lines[0].waves
    level = locale.text("report.interval", level=locale.share(100 * block.level))
    rows = [_line([escape(level), *map(escape, waves)]), _line(["---", *("---" for _ in waves)])]
    for line in block.lines:
        cells = []
        for place, (lower, upper) in enumerate(zip(line.lower, line.upper, strict=True)):
            text = formatting.NOTHING
            if lower is not None and upper is not None:
                text = formatting.span(lower, upper, line.kind, locale)
            cells.append(f"{BREAK} {text}" if place in line.breaks else text)
        rows.append(_line([escape(line.label), *map(escape, cells)]))
    return "\n".join(rows)


def _map(block: Scatter, locale: Locale) -> str:
    """The points of a map as a table, with what it says above."""
    text = [
        *([f"**{escape(block.title)}**", ""] if block.title else []),
        *([_paragraph(block.said), ""] if block.said else []),
    ]
    rows = [_line(["", escape(block.x_label), escape(block.y_label)]), _line(["---", "---:", "---:"])]
    for label, point in zip(axes.names(block), block.points, strict=True):
        rows.append(_line([escape(label), *(escape(figure) for figure in axes.told(point, block, locale))]))
    return "\n".join([*text, *rows])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
