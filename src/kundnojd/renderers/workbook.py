"""The report as a workbook: a sheet for each table, native charts, and every row of the results as numbers.

Text is always written as text, so that nothing from the data becomes a formula. The same report gives the same bytes.
"""

from __future__ import annotations

import datetime
import io

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kundnojd.locale import Locale
from kundnojd.renderers import flat_lines, flat_tables, formatting, sheet_charts, sheet_maps, sheet_rows, sheet_tables
from kundnojd.renderers.document import Document
from kundnojd.renderers.flat_tables import FlatTable
from kundnojd.renderers.office import printable, shortened
from kundnojd.renderers.same_bytes import same_bytes
from kundnojd.renderers.sheet_charts import Place
from kundnojd.renderers.sheet_extras import logo, mended
from kundnojd.renderers.sheet_tables import Look
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import Figures, Lines, Notes, Scatter, Section, Table, Workshop
from kundnojd.report.origin import origin

_HEADER = 3  # the row of the header on sheets with a heading
_MOST_NAME = 28  # of a sheet: three fewer than programs allow, for a number
_MOST_PROPERTY = 250


def render(document: Document) -> bytes:
    """The workbook as bytes."""
    locale = document.locale
    look = Look.of(document.theme)
    book = Workbook()
    book.remove(book.active)
    when = _moment(document.report.provenance.time)
    book.properties.creator = f"kundnojd {document.report.provenance.version}"
    book.properties.title = shortened(printable(formatting.one_line(document.report.title)), _MOST_PROPERTY)
    book.properties.language = locale.code
    book.properties.created = book.properties.modified = when.replace(tzinfo=None)
    _summary(book, document, look)
    for section in document.report.sections:
        _section(book, section, locale, look, document.theme)
    if document.results is not None:
        comparisons = sheet_rows.comparisons(document.results, locale)
        if comparisons is not None:
            _sheet(book, comparisons, locale, look, document.theme)
    _notes(book, document, look)
    if document.results is not None:
        _data(book, sheet_rows.data(document.results, locale), locale, look)
    raw = io.BytesIO()
    book.save(raw)
    return same_bytes(raw.getvalue(), when, mended(book))


def _summary(book: Workbook, document: Document, look: Look) -> None:
    locale, report = document.locale, document.report
    sheet = book.create_sheet(locale.text("workbook.summary"))
    row = sheet_tables.heading(sheet, 1, formatting.one_line(report.title) or "kundnojd", look)
    for line in (*([document.theme.name] if document.theme.name else []), *report.subtitle):
        row = sheet_tables.small(sheet, row, formatting.one_line(line), look)
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Figures) and block.figures:
                flat = flat_tables.figures_table(block, section.title, locale)
                row = sheet_tables.heading(sheet, row + 1, section.title, look, level=2)
                row = sheet_tables.write(sheet, flat, row, look, locale)
                level = locale.text("report.level-line", level=locale.share(100 * block.level))
                row = sheet_tables.small(sheet, row - 1, level, look)
    logo(sheet, document.theme, f"K{1}")
    sheet_tables.set_page(sheet, look)


def _section(book: Workbook, section: Section, locale: Locale, look: Look, theme: Theme) -> None:
    for work in (block for block in section.blocks if isinstance(block, Workshop)):
        sheet = book.create_sheet(_free_name(book, section.title))
        sheet_tables.work_page(sheet, work, formatting.one_line(section.title), look)
    for block in section.blocks:
        if isinstance(block, Scatter) and block.points:
            _map(book, block, locale, look)
    drawn = next((block for block in section.blocks if isinstance(block, Lines)), None)
    for block in section.blocks:
        if not isinstance(block, Table) or not block.rows:
            continue
        flat = flat_tables.flatten(block, section.title, locale)
        if drawn is not None:
            flat = flat_lines.with_lines(flat, drawn, locale)
        _sheet(book, flat, locale, look, theme, drawn)
        answers = flat_tables.answers_table(block, locale.text("workbook.answers"), locale)
        if answers is not None:
            _sheet(book, answers, locale, look, theme)


def _sheet(
    book: Workbook, flat: FlatTable, locale: Locale, look: Look, theme: Theme, drawn: Lines | None = None
) -> Worksheet:
    sheet, last = _begin(book, flat, locale, look)
    place = Place.beside(sheet, flat, _HEADER)
    sheet_charts.units(place, flat, _HEADER, locale, look)
    sheet_charts.distributions(place, flat, _HEADER, locale, look, theme)
    if drawn is not None:
        sheet_charts.lines(place, flat, drawn, _HEADER, locale, look)
    _finish(sheet, flat, last, place, look)
    return sheet


def _begin(book: Workbook, flat: FlatTable, locale: Locale, look: Look) -> tuple[Worksheet, int]:
    """A new sheet with a table, its heading and its notes, and the row after them."""
    sheet = book.create_sheet(_sheet_name(book, locale, flat))
    sheet_tables.heading(sheet, 1, formatting.one_line(flat.title), look)
    last = sheet_tables.write(sheet, flat, _HEADER, look, locale)
    for note in flat.notes:
        last = sheet_tables.small(sheet, last, formatting.one_line(note), look)
    return sheet, last


def _finish(sheet: Worksheet, flat: FlatTable, last: int, place: Place, look: Look) -> None:
    """What stays in sight and what is printed: the table, and each chart on a page of its own."""
    sheet.freeze_panes = f"B{_HEADER + 1}"
    printed = [k for k, column in enumerate(flat.columns, 1) if column.kind != "length"]
    table = f"A1:{get_column_letter(max(printed))}{max(last - 1, _HEADER)}"
    sheet_tables.set_page(sheet, look, titles=f"{_HEADER}:{_HEADER}", areas=[table, *place.areas])


def _map(book: Workbook, block: Scatter, locale: Locale, look: Look) -> None:
    """The points of a map, with the map beside them."""
    flat = sheet_maps.flat(block, locale)
    sheet, last = _begin(book, flat, locale, look)
    place = Place.beside(sheet, flat, _HEADER)
    sheet_maps.draw(place, flat, block, _HEADER, locale, look)
    _finish(sheet, flat, last, place, look)


def _data(book: Workbook, flat: FlatTable, locale: Locale, look: Look) -> None:
    """Every row, with the header first, so that programs read the sheet as it is."""
    sheet = book.create_sheet(_sheet_name(book, locale, flat))
    sheet_tables.write(sheet, flat, 1, look, locale)
    sheet.freeze_panes = "A2"
    sheet_tables.set_page(sheet, look, titles="1:1")


def _sheet_name(book: Workbook, locale: Locale, flat: FlatTable) -> str:
    address = f"workbook.sheet-{flat.key}"
    return _free_name(book, locale.text(address) if locale.has(address) else flat.title)


def _free_name(book: Workbook, title: str) -> str:
    """A name that a sheet may have and no other sheet has."""
    plain = "".join(" " if character in "[]:*?/\\" else character for character in title)
    name = shortened(formatting.one_line(printable(plain)), _MOST_NAME).strip("' ") or "–"
    taken = {"history", *(existing.casefold() for existing in book.sheetnames)}  # Excel keeps History for itself
    number = next(k for k in range(1, 1000) if (name if k == 1 else f"{name} {k}").casefold() not in taken)
    return name if number == 1 else f"{name} {number}"


def _notes(book: Workbook, document: Document, look: Look) -> None:
    locale = document.locale
    sheet = book.create_sheet(_free_name(book, locale.text("workbook.notes")))
    row = 1
    for section in document.report.sections:
        lines = [line for block in section.blocks if isinstance(block, Notes) for line in block.lines]
        if lines:
            row = sheet_tables.heading(sheet, row, section.title, look, level=2)
            row = sheet_tables.paragraphs(sheet, row, [formatting.one_line(line) for line in lines], look) + 1
    row = sheet_tables.heading(sheet, row, locale.text("page.provenance"), look, level=2)
    lines = [formatting.one_line(f"{label}: {text}") for label, text in origin(document.report.provenance, locale)]
    sheet_tables.paragraphs(sheet, row, lines, look)
    sheet.column_dimensions["A"].width = 120
    sheet_tables.set_page(sheet, look)


def _moment(time: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(time) if time else datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC)
