"""The report as slides with native charts that can be edited, in the theme's template where it has one."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from kundnojd.locale import Locale
from kundnojd.renderers import formatting, plots, slide_charts, slide_maps, slide_template, slide_text
from kundnojd.renderers.axes import names
from kundnojd.renderers.document import Document
from kundnojd.renderers.flat_tables import label_place
from kundnojd.renderers.plots import Point
from kundnojd.renderers.same_bytes import same_bytes
from kundnojd.renderers.slide_text import POINT, Frame, plain
from kundnojd.report.model import (
    BREAK,
    Block,
    Change,
    Column,
    Figure,
    Figures,
    Interval,
    Lines,
    Notes,
    Row,
    Scatter,
    Table,
    Workshop,
)
from kundnojd.report.origin import origin

UNITS_A_SLIDE, UNIT_SLIDES = 18, 3
QUESTIONS_A_SLIDE, QUESTION_SLIDES = 10, 8
ENDS = 3  # questions at either end
NOTE_SIZES = (16, 15, 14, 13)  # points: the largest at which all the notes stand on one slide, else the last
NOTE = 12  # points, under a chart
CARD_WIDTH = 150 * POINT


def render(document: Document) -> bytes:
    """The slides as bytes.

    Raises `InputError` where the package that writes them is not installed, or the template is none.
    """
    deck = slide_template.deck(document.theme)
    report, theme = document.report, document.theme
    lines = [*([theme.name] if theme.name else []), *report.subtitle]
    slide_template.cover(deck, plain(report.title) or "kundnojd", lines, theme)
    for section in report.sections:
        for block in section.blocks:
            _block(deck, section.title, block, document)
    said = [f"{label}: {text}" for label, text in origin(report.provenance, document.locale)]
    slide_text.text(_content(deck, document.locale.text("page.provenance"), document), said, 14, theme)
    time = report.provenance.time
    when = datetime.datetime.fromisoformat(time) if time else datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    deck.core_properties.title = plain(report.title)[:250]
    deck.core_properties.author = f"kundnojd {report.provenance.version}"
    deck.core_properties.language = document.locale.code
    raw = io.BytesIO()
    deck.save(raw)
    return same_bytes(raw.getvalue(), when)


def _block(deck: Any, title: str, block: Block, document: Document) -> None:
    match block:
        case Figures():
            _figures(deck, title, block, document)
        case Lines():
            _lines(deck, title, block, document)
        case Scatter():
            _map(deck, title, block, document)
        case Table(key="units"):
            _units(deck, title, block, document)
        case Table(key="questions"):
            _questions(deck, title, block, document)
            _ends(deck, block, document)
        case Workshop():
            for part in block.parts:
                if part.items:
                    slide_text.text(_content(deck, part.title, document), part.items, 20, document.theme)
        case Table(key="strengths"):
            _strengths(deck, title, block, document)
        case Notes():
            _notes(deck, title, block.lines, document)
        case _:  # the other tables are for reading, not for showing
            return


def _content(deck: Any, title: str, document: Document) -> Frame:
    """A new slide with a title, and the room under it."""
    return slide_template.content(deck, title, document.theme)


def _figures(deck: Any, title: str, block: Figures, document: Document) -> None:
    frame, locale = _content(deck, title, document), document.locale
    shown = block.figures[:5]
    parts = next((figure for figure in shown if figure.parts), None)
    across = min(len(shown), max(frame.width // CARD_WIDTH, 1))
    down = -(-len(shown) // across)
    across = -(-len(shown) // down)
    for number, figure in enumerate(shown):
        row = frame.between(0.9 * (number // across) / down, 0.9 * (number // across + 1) / down)
        room = row.part(number % across, across, 0.5 if down == 1 else 0.9)
        slide_text.card(room, _card(figure, locale), document.theme)
    if parts is not None and parts.parts is not None and down == 1:
        name = document.locale.text(f"measures.{parts.key}")
        slide_charts.parts(frame.between(0.55, 0.88), name, parts.parts, document.theme, locale)
    level = locale.text("report.level-line", level=locale.share(100 * block.level))
    slide_text.text(frame.foot(), [level], 12, document.theme)
    slide_text.say(frame.slide, [". ".join(_card(figure, locale)) for figure in block.figures])


def _card(figure: Figure, locale: Locale) -> Sequence[str]:
    """Label, value and the lines under it."""
    if figure.value is None:
        return (figure.label, formatting.HIDDEN if figure.status == "hidden" else formatting.NOTHING)
    lines = [figure.label, formatting.number(figure.value, figure.kind, locale)]
    if figure.lower is not None and figure.upper is not None:
        lines.append(formatting.span(figure.lower, figure.upper, figure.kind, locale))
    if figure.change is not None:
        mark = formatting.MARKS.get(figure.change.verdict, "")
        points = formatting.points(figure.change.value, figure.kind, locale)
        lines.append(f"{mark} {points} {locale.text('report.since', wave=figure.since)}")
    low = formatting.LOW_BASE if figure.status == "low-base" else ""
    return (*lines, locale.text("report.answers", count=figure.n) + low)


Bar = tuple[Point, str]


def _bars(table: Table) -> list[Bar]:
    """The rows of a table that have an interval, marked, with their verdicts against the rest."""
    place = plots.place(table, kind="interval")
    label = label_place(table.columns)
    rest = plots.place(table, key="rest")
    found = []
    for row in table.rows:
        cell = row.cells[place] if place is not None else row.interval
        if isinstance(cell, Interval):
            change = row.cells[rest] if rest is not None else None
            verdict = change.verdict if isinstance(change, Change) else ""
            point = Point(_marked(row, label, verdict), cell.value, cell.lower, cell.upper, row.is_total)
            found.append((point, verdict))
    return found


def _marked(row: Row, label: int, verdict: str) -> str:
    mark = f"{formatting.MARKS[verdict]} " if verdict in ("higher", "lower") else ""
    return f"{mark}{row.cells[label]}{formatting.LOW_BASE if row.status == 'low-base' else ''}"


def _units(deck: Any, title: str, table: Table, document: Document) -> None:
    found, place, locale = _bars(table), plots.place(table, kind="interval"), document.locale
    if not found or place is None:
        return
    whole = [bar for bar in found if bar[0].is_total]
    units = [bar for bar in found if not bar[0].is_total]
    column, name = table.columns[place], table.columns[place - 1].label
    heading = f"{title}: {name}"
    if len(units) <= UNITS_A_SLIDE * UNIT_SLIDES:
        slides = [(_paged(heading, *where), part) for where, part in _parted(units, UNITS_A_SLIDE)]
    else:
        slides = [
            (f"{heading}, {locale.text(f'slides.{end}', count=UNITS_A_SLIDE)}", part)
            for end, part in (("highest", units[:UNITS_A_SLIDE]), ("lowest", units[-UNITS_A_SLIDE:]))
        ]
    told = sum(len(part) for _, part in slides)
    notes = [note for note in table.notes if note.startswith(("▲", formatting.LOW_BASE))]
    if told < len(units):
        notes.append(locale.text("slides.more-units", count=len(units) - told))
    for shown, part in slides:
        # The whole is the last row of every slide, so that each unit stands beside it.
        _bar_slide(deck, shown, name, [*part, *whole], _axis(column), notes, document)


def _axis(column: Column) -> tuple[str, tuple[float, float]]:
    """The kind of what an interval is of, and the ends of an axis for bars, which start at nothing."""
    kind = column.unit_kind if column.kind == "interval" else column.kind
    return kind, (min(column.low, 0.0) if kind in ("net", "mean") else 0.0, 100.0 if kind != "mean" else column.high)


def _bar_slide(
    deck: Any,
    title: str,
    name: str,
    found: Sequence[Bar],
    axis: tuple[str, tuple[float, float]],
    notes: Sequence[str],
    document: Document,
) -> None:
    frame = _content(deck, title, document)
    points, verdicts = zip(*found, strict=True)
    share = min(slide_text.height(notes, NOTE, frame.width) * POINT / frame.height, 0.3) if notes else 0.0
    room = frame.between(0.0, 1.0 - share)
    slide_charts.bars(room, name, points, verdicts, *axis, document.theme, document.locale)
    if notes:
        slide_text.text(frame.between(1.0 - share, 1.0), notes, NOTE, document.theme)


def _questions(deck: Any, title: str, table: Table, document: Document) -> None:
    place, locale = plots.place(table, kind="distribution"), document.locale
    if place is None:
        return
    rows = [row for row in table.rows if row.cells[place] is not None]
    told = rows[: QUESTIONS_A_SLIDE * QUESTION_SLIDES]
    for where, part in _parted(told, QUESTIONS_A_SLIDE):
        frame = _content(deck, _paged(title, *where), document)
        name = f"{title}. {table.columns[place].label}"
        slide_charts.stacks(frame.between(0.0, 0.92), name, place, part, document.theme, locale)
        if len(told) < len(rows) and part[-1] is told[-1]:
            note = locale.text("slides.more-questions", count=len(rows) - len(told))
            slide_text.text(frame.foot(), [note], 12, document.theme)


def _ends(deck: Any, table: Table, document: Document) -> None:
    """The questions with the highest and the lowest values, those of the headline left aside."""
    rows = [row for row in table.rows if row.interval and not row.in_headline]
    rows.sort(key=lambda row: -(row.interval.value if row.interval else 0.0))
    size = min(ENDS, len(rows) // 2)
    column = next((column for column in table.columns if column.kind in ("index", "share", "net", "mean")), None)
    if not size or column is None:
        return
    found = _bars(Table(table.key, table.columns, (*rows[:size], *rows[-size:])))
    coloured = [(point, "higher" if k < size else "lower") for k, (point, _) in enumerate(found)]
    title, note = document.locale.text("slides.ends"), document.locale.text("slides.ends-note")
    _bar_slide(deck, title, column.label, coloured, _axis(column), [note], document)


def _strengths(deck: Any, title: str, table: Table, document: Document) -> None:
    place, found = plots.place(table, kind="interval"), _bars(table)
    if place is not None and found:
        column = table.columns[place]
        _bar_slide(deck, title, table.columns[place - 1].label, found, _axis(column), table.notes, document)


def _lines(deck: Any, title: str, block: Lines, document: Document) -> None:
    broken = any(line.breaks for line in block.lines)
    for where, part in _parted(block.lines, 4):
        frame = _content(deck, _paged(title, *where), document)
        room = frame.between(0.0, 0.93 if broken else 1.0)
        for number, line in enumerate(part):
            slide_charts.trend(room.quarter(number, len(part)), line, document.theme, document.locale)
        if broken:
            note = document.locale.text("report.legend-break", mark=BREAK)
            slide_text.text(frame.foot(), [note], 12, document.theme)


def _map(deck: Any, title: str, block: Scatter, document: Document) -> None:
    if not block.points:
        return
    frame, locale = _content(deck, title, document), document.locale
    room = frame.between(0.0, 0.86 if block.said else 1.0)
    if block.numbered:
        left = Frame(room.slide, room.left, room.top, int(0.66 * room.width), room.height)
        right = room.part(2, 3)
        slide_maps.draw(left, block, document.theme, locale)
        slide_text.text(right, names(block), NOTE, document.theme)
    else:
        slide_maps.draw(room, block, document.theme, locale)
    if block.said:
        slide_text.text(frame.between(0.88, 1.0), [block.said], NOTE_SIZES[-1], document.theme)


def _notes(deck: Any, title: str, lines: Sequence[str], document: Document) -> None:
    left = [plain(line) for line in lines]
    while left:
        frame = _content(deck, title, document)
        parted = [(size, slide_text.pages(left, size, frame)) for size in NOTE_SIZES]
        size, parts = next((found for found in parted if len(found[1]) == 1), parted[-1])
        slide_text.text(frame, parts[0], size, document.theme)
        left = left[len(parts[0]) :]


def _parted(rows: Sequence[Any], most: int) -> list[tuple[tuple[int, int], Sequence[Any]]]:
    """Rows in parts of nearly the same size, each with its number and how many there are."""
    count = -(-len(rows) // most)
    return [
        ((number + 1, count), rows[len(rows) * number // count : len(rows) * (number + 1) // count])
        for number in range(count)
    ]


def _paged(title: str, number: int, count: int) -> str:
    return title if count <= 1 else f"{title} ({number}/{count})"
