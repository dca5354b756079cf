"""The report as slides with native charts that can be edited, in the theme's template where it has one."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from kundnojd.errors import InputError
from kundnojd.locale import Locale
from kundnojd.renderers import formatting, plots, slide_charts
from kundnojd.renderers.document import Document
from kundnojd.renderers.same_bytes import same_bytes
from kundnojd.renderers.slide_charts import Frame
from kundnojd.report.model import Block, Figure, Figures, Lines, Notes, Table, Workshop
from kundnojd.report.origin import origin

UNITS_A_SLIDE = 18
QUESTIONS_A_SLIDE = 12
NOTES_A_SLIDE = 10
_LONGEST_TITLE = 255  # characters that the title of a file may have


def render(document: Document) -> bytes:
    """The slides as bytes.

    Raises `InputError` where the package that writes them is not installed, or the template is none.
    """
    try:
        from pptx import Presentation
    except ImportError as error:
        raise InputError("pptx-missing") from error
    template = document.theme.template_data
    try:
        deck = Presentation(io.BytesIO(template)) if template else Presentation()
    except (KeyError, ValueError, OSError) as error:
        raise InputError("pptx-template", path=document.theme.template, reason=str(error)) from error
    if not template:
        _widen(deck, 12192000)  # 16:9, in English Metric Units
    report, locale = document.report, document.locale
    _cover(deck, document)
    for section in report.sections:
        for block in section.blocks:
            _block(deck, section.title, block, document)
    _provenance(deck, document)
    time = report.provenance.time
    when = datetime.datetime.fromisoformat(time) if time else datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    deck.core_properties.title = formatting.one_line(report.title)[:_LONGEST_TITLE]
    deck.core_properties.author = f"kundnojd {report.provenance.version}"
    deck.core_properties.language = locale.code
    raw = io.BytesIO()
    deck.save(raw)
    return same_bytes(raw.getvalue(), when)


def _widen(deck: Any, width: int) -> None:
    """Make the slides so wide, and all places on them with the slides."""
    scale = width / deck.slide_width
    deck.slide_width = width
    for page in (deck.slide_master, *deck.slide_layouts):
        # The others take their place from the page under them.
        for shape in (shape for shape in page.placeholders if shape._element.spPr.xfrm is not None):
            shape.left, shape.width = round(shape.left * scale), round(shape.width * scale)


def _cover(deck: Any, document: Document) -> None:
    slide = deck.slides.add_slide(_layout(deck, holders=2))
    _title(slide, document.report.title or "kundnojd", document)
    body = next((shape for shape in slide.placeholders if shape.placeholder_format.idx != 0), None)
    lines = [*([document.theme.name] if document.theme.name else []), *document.report.subtitle]
    if body is not None:
        slide_charts.paragraphs(body.text_frame, lines, size=16, colour=document.theme.colours.quiet)


def _block(deck: Any, title: str, block: Block, document: Document) -> None:
    match block:
        case Figures():
            _figures(deck, title, block, document)
        case Lines():
            _lines(deck, title, block, document)
        case Table(key="units"):
            _units(deck, title, block, document)
        case Table(key="questions"):
            _questions(deck, title, block, document)
        case Workshop():
            for part in block.parts:
                if part.items:
                    slide_charts.text(_content(deck, part.title, document), part.items, 20, document.theme)
        case Notes():
            for start in range(0, len(block.lines), NOTES_A_SLIDE):
                frame = _content(deck, title, document)
                slide_charts.text(frame, block.lines[start : start + NOTES_A_SLIDE], 14, document.theme)
        case _:  # the other tables are for reading, not for showing
            return


def _figures(deck: Any, title: str, block: Figures, document: Document) -> None:
    frame, locale = _content(deck, title, document), document.locale
    across = max(len(block.figures), 1)
    for number, figure in enumerate(block.figures):
        part = frame.part(number, across)
        slide_charts.card(part, _card(figure, locale), document.theme)
    level = locale.text("report.level-line", level=locale.share(100 * block.level))
    slide_charts.text(frame.foot(), [level], 12, document.theme)


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


def _units(deck: Any, title: str, table: Table, document: Document) -> None:
    found = plots.points(table)
    place = plots.place(table, kind="interval")
    if not found or place is None:
        return
    whole = [point for point in found if point.is_total]
    units = [point for point in found if not point.is_total]
    size = UNITS_A_SLIDE
    kind, name = table.columns[place].unit_kind, table.columns[place - 1].label
    low, high = table.columns[place].low, table.columns[place].high
    for start in range(0, max(len(units), 1), size):
        frame = _content(deck, _paged(title, start, len(units), size), document)
        # The whole is the last row of every slide, so that each unit stands beside it.
        slide_charts.bars(frame, name, [*units[start : start + size], *whole], kind, (low, high), document.theme)


def _questions(deck: Any, title: str, table: Table, document: Document) -> None:
    place = plots.place(table, kind="distribution")
    if place is None:
        return
    rows = [row for row in table.rows if row.cells[place] is not None]
    for start in range(0, len(rows), QUESTIONS_A_SLIDE):
        frame = _content(deck, _paged(title, start, len(rows), QUESTIONS_A_SLIDE), document)
        slide_charts.stacks(frame, place, rows[start : start + QUESTIONS_A_SLIDE], document.theme)


def _lines(deck: Any, title: str, block: Lines, document: Document) -> None:
    frame = _content(deck, title, document)
    for number, line in enumerate(block.lines[:4]):
        slide_charts.trend(frame.quarter(number, min(len(block.lines), 4)), line, document.theme)


def _provenance(deck: Any, document: Document) -> None:
    frame = _content(deck, document.locale.text("page.provenance"), document)
    lines = [f"{label}: {text}" for label, text in origin(document.report.provenance, document.locale)]
    slide_charts.text(frame, lines, 12, document.theme)


def _paged(title: str, start: int, total: int, size: int) -> str:
    pages = -(-total // size)
    return title if pages <= 1 else f"{title} ({start // size + 1}/{pages})"


def _content(deck: Any, title: str, document: Document) -> Frame:
    """A new slide with a title, and the room under it."""
    slide = deck.slides.add_slide(_layout(deck, holders=1))
    for shape in list(slide.placeholders):
        if shape.placeholder_format.idx != 0:
            shape._element.getparent().remove(shape._element)
    _title(slide, title, document)
    width, height = deck.slide_width, deck.slide_height
    return Frame(slide, int(0.05 * width), int(0.2 * height), int(0.9 * width), int(0.74 * height))


def _title(slide: Any, text: str, document: Document) -> None:
    holder = slide.shapes.title
    if holder is not None:
        shown = formatting.one_line(text)
        slide_charts.paragraphs(holder.text_frame, [shown], size=28 if len(shown) < 50 else 20, colour=None)


def _layout(deck: Any, holders: int) -> Any:
    """The layout of a template with as few placeholders as are needed, a title among them."""
    layouts = list(deck.slide_layouts)
    with_title = [layout for layout in layouts if any(s.placeholder_format.idx == 0 for s in layout.placeholders)]

    def extra(layout: Any) -> int:
        # Date, footer and number of the slide (10 to 12) are no content.
        own = [shape for shape in layout.placeholders if shape.placeholder_format.idx not in (10, 11, 12)]
        return abs(len(own) - holders)

    return min(with_title or layouts, key=extra)
