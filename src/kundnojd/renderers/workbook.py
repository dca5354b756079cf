"""The report as a workbook: a sheet for each table, native charts, and every row of the results as numbers.

Text is always written as text, so that nothing from the data becomes a formula. The same report gives the same bytes.
"""

from __future__ import annotations

import datetime
import io

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kundnojd.locale import Locale
from kundnojd.renderers import flat_tables, sheet_charts, sheet_tables
from kundnojd.renderers.document import Document
from kundnojd.renderers.flat_tables import FlatTable
from kundnojd.renderers.formatting import one_line
from kundnojd.renderers.same_bytes import same_bytes
from kundnojd.renderers.sheet_tables import Look
from kundnojd.report.model import Figures, Lines, Notes, Section, Table, Workshop
from kundnojd.report.origin import origin


def render(document: Document) -> bytes:
    """The workbook as bytes."""
    locale = document.locale
    look = Look.of(document.theme)
    book = Workbook()
    book.remove(book.active)
    when = _moment(document.report.provenance.time)
    book.properties.creator = f"kundnojd {document.report.provenance.version}"
    book.properties.title = one_line(document.report.title)
    book.properties.created = book.properties.modified = when.replace(tzinfo=None)
    _summary(book, document, look)
    for section in document.report.sections:
        _section(book, section, locale, look)
    _notes(book, document, look)
    if document.results is not None:
        comparisons = sheet_tables.comparisons(document.results, locale)
        if comparisons.rows:
            _sheet(book, comparisons, locale, look)
        _sheet(book, sheet_tables.data(document.results, locale), locale, look)
    raw = io.BytesIO()
    book.save(raw)
    return same_bytes(raw.getvalue(), when)


def _summary(book: Workbook, document: Document, look: Look) -> None:
    locale, report = document.locale, document.report
    sheet = book.create_sheet(locale.text("workbook.summary"))
    row = sheet_tables.heading(sheet, 1, report.title or "kundnojd", look)
    for line in report.subtitle:
        row = sheet_tables.small(sheet, row, line, look)
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Figures):
                flat = flat_tables.figures_table(block, section.title, locale)
                kinds = [figure.kind for figure in block.figures]
                row = sheet_tables.heading(sheet, row + 1, section.title, look, level=2)
                row = sheet_tables.write(sheet, flat, row, look, locale, kinds=kinds)
                level = locale.text("report.interval", level=locale.share(100 * block.level))
                row = sheet_tables.small(sheet, row, level, look)
    sheet_tables.set_page(sheet, look)
    sheet.freeze_panes = None


def _section(book: Workbook, section: Section, locale: Locale, look: Look) -> None:
    for work in (block for block in section.blocks if isinstance(block, Workshop)):
        sheet = book.create_sheet(_free_name(book, section.title))
        sheet_tables.work_page(sheet, work, section.title, look)
    tables = [block for block in section.blocks if isinstance(block, Table)]
    for block in tables:
        flat = flat_tables.flatten(block, section.title, locale)
        sheet = _sheet(book, flat, locale, look)
        sheet_charts.units(sheet, flat, locale, look)
        sheet_charts.distributions(sheet, flat, locale, look)
        drawn = [lines for lines in section.blocks if isinstance(lines, Lines)]
        for lines in drawn:
            below = flat_tables.lines_table(lines, section.title, locale)
            first = sheet.max_row + 3
            sheet_tables.write(sheet, below, first, look, locale)
            sheet_charts.lines(sheet, below, lines, first, locale, look)
            sheet.page_setup.fitToHeight = 1  # no chart over two pages
        answers = flat_tables.answers_table(block, locale.text("workbook.answers"), locale)
        if answers is not None:
            _sheet(book, answers, locale, look)


def _sheet(book: Workbook, flat: FlatTable, locale: Locale, look: Look) -> Worksheet:
    sheet = book.create_sheet(_sheet_name(book, locale, flat))
    sheet_tables.heading(sheet, 1, flat.title, look)
    last = sheet_tables.write(sheet, flat, 3, look, locale)
    for note in flat.notes:
        last = sheet_tables.small(sheet, last, note, look)
    sheet.freeze_panes = "B4"
    sheet_tables.set_page(sheet, look, titles="3:3")
    return sheet


def _sheet_name(book: Workbook, locale: Locale, flat: FlatTable) -> str:
    address = f"workbook.sheet-{flat.key}"
    return _free_name(book, locale.text(address) if locale.has(address) else flat.title)


def _free_name(book: Workbook, title: str) -> str:
    """A name that a sheet may have and no other sheet has."""
    name = "".join(character for character in title if character not in "[]:*?/\\'")[:28] or "–"
    taken = {existing.casefold() for existing in book.sheetnames}
    number = next(k for k in range(1, 1000) if (name if k == 1 else f"{name} {k}").casefold() not in taken)
    return name if number == 1 else f"{name} {number}"


def _notes(book: Workbook, document: Document, look: Look) -> None:
    locale = document.locale
    sheet = book.create_sheet(locale.text("workbook.notes"))
    row = 1
    for section in document.report.sections:
        lines = [line for block in section.blocks if isinstance(block, Notes) for line in block.lines]
        if lines:
            row = sheet_tables.heading(sheet, row, section.title, look, level=2)
            row = sheet_tables.paragraphs(sheet, row, lines, look) + 1
    row = sheet_tables.heading(sheet, row, locale.text("page.provenance"), look, level=2)
    lines = [f"{label}: {text}" for label, text in origin(document.report.provenance, locale)]
    sheet_tables.paragraphs(sheet, row, lines, look)
    sheet.column_dimensions["A"].width = 120
    sheet_tables.set_page(sheet, look)


def _moment(time: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(time) if time else datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC)
