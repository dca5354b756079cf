"""Tables, headings and text on a sheet: numbers with formats, text as text, colours of verdicts, widths and print."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from openpyxl.cell import Cell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as NamedTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from kundnojd.locale import Locale
from kundnojd.renderers.flat_tables import FlatColumn, FlatTable, Value, verdict_word
from kundnojd.renderers.formatting import MARKS
from kundnojd.renderers.office import number_format, printable, shortened
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import Workshop

# Characters that a column may be wide: in a table of few columns, the first, the others, those for charts.
WIDEST, FIRST, WIDE, NARROW = 72.0, 48.0, 28.0, 8.0
FEW_COLUMNS = 6
ROW_HEIGHT, HIGHEST = 15.0, 405.0  # points; a program's own limit is 409
_INDENTED = ("text", "verdict")
_ARROW = 3  # characters under the arrow of a filter
_MOST_TEXT = 32_767  # units of UTF-16 that a cell of a workbook holds
_RISKY = ("=", "+", "-", "@", "'", "\t", "\r")
_CELL_NAME = re.compile(r"[A-Z]{1,3}\d+|R\d*C?\d*|C\d*", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """Fonts and colours of a theme as a workbook has them."""

    font: str
    accent: str
    better: str
    worse: str
    middle: str
    text: str
    quiet: str
    line: str

    @classmethod
    def of(cls, theme: Theme) -> Look:
        """The look of a theme, in the colours of a light page."""
        c = theme.colours
        plain = (colour[1:].upper() for colour in (c.accent, c.better, c.worse, c.middle, c.text, c.quiet, c.line))
        return cls(printable(theme.office_font), *plain)


def put(cell: Cell, value: Value) -> None:
    """Write a value; text never becomes a formula, a number, a date or an error, also where a person edits the cell."""
    if value == "":
        return
    if isinstance(value, str):
        cell.value = written(value)
        cell.data_type = "s"
        if cell.value.startswith(_RISKY):
            cell.quotePrefix = True
    elif value is not None and math.isfinite(value):
        cell.value = value


@lru_cache(maxsize=4096)  # the same few texts stand in thousands of rows
def written(text: str) -> str:
    """Text as a workbook has it: a program reads _x0041_ as an escaped A, so that such text is escaped itself."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", shortened(printable(text), _MOST_TEXT))


def heading(sheet: Worksheet, row: int, text: str, look: Look, *, level: int = 1) -> int:
    """A heading in the first column; gives the row after it."""
    cell = sheet.cell(row, 1)
    cell.font = Font(name=look.font, bold=True, size=15 if level == 1 else 12, color=look.accent)
    put(cell, text)
    return row + 1


def small(sheet: Worksheet, row: int, text: str, look: Look) -> int:
    """A line of small print; gives the row after it."""
    cell = sheet.cell(row, 1)
    cell.font = Font(name=look.font, size=9, color=look.quiet)
    put(cell, text)
    return row + 1


def paragraphs(sheet: Worksheet, row: int, lines: Sequence[str], look: Look) -> int:
    """Lines of running text, each in a cell that grows with it; gives the row after them."""
    for line in lines:
        cell = sheet.cell(row, 1)
        cell.font = Font(name=look.font, size=10, color=look.text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        put(cell, line)
        sheet.row_dimensions[row].height = min(14.0 * _lines(line, 115), HIGHEST)
        row += 1
    return row


def work_page(sheet: Worksheet, work: Workshop, title: str, look: Look) -> None:
    """A page to print and write on."""
    row = heading(sheet, 1, title, look)
    for part in work.parts:
        row = heading(sheet, row + 1, part.title, look, level=2)
        row = paragraphs(sheet, row, [f"• {item}" for item in part.items], look)
        for _ in range(part.empty_lines):
            sheet.cell(row, 1).border = Border(bottom=Side(style="thin", color=look.quiet))
            sheet.row_dimensions[row].height = 26.0
            row += 1
    sheet.column_dimensions["A"].width = 95
    set_page(sheet, look)
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToHeight = 1


def write(sheet: Worksheet, flat: FlatTable, first: int, look: Look, locale: Locale) -> int:
    """Write a table with its header at row ``first`` as a named table; gives the second row after it."""
    for number, column in enumerate(flat.columns, 1):
        cell = sheet.cell(first, number)
        aside = column.kind == "length"
        cell.font = Font(
            name=look.font, bold=not aside, color=look.quiet if aside else "FFFFFF", size=8 if aside else 11
        )
        if not aside:
            cell.fill = PatternFill("solid", fgColor=look.accent)
        sideways = "left" if column.kind in ("text", "verdict", "raw") else "right"
        indent = 1 if column.kind in _INDENTED and number > 1 else 0
        cell.alignment = Alignment(wrap_text=not aside, vertical="top", horizontal=sideways, indent=indent)
        put(cell, column.label)
    styles: dict[tuple[object, ...], Any] = {}
    for place, (cells, status) in enumerate(zip(flat.rows, flat.statuses, strict=True)):
        own = flat.kinds[place] if flat.kinds else ""
        for number, (column, value) in enumerate(zip(flat.columns, cells, strict=True)):
            cell = sheet.cell(first + 1 + place, number + 1)
            if column.kind != "raw":
                mark = flat.marks.get((place, number), "")
                shape = flat.formats.get((place, number), "")
                # Making a style takes many times as long as writing a cell.
                key = (column.kind, column.of, number == 0, status, own, mark, shape)
                if key not in styles:
                    _dress(cell, column, status, own, mark, look, locale)
                    cell.number_format = shape or cell.number_format
                    styles[key] = cell._style
                cell._style = copy(styles[key])
            put(cell, value)
    last = first + len(flat.rows)
    if flat.rows:
        _name(sheet, flat, first, last)
        _verdict_colours(sheet, flat, first, last, look, locale)
    _widths(sheet, flat)
    _heights(sheet, flat, first)
    return last + 2


def _dress(cell: Cell, column: FlatColumn, status: str, own: str, mark: str, look: Look, locale: Locale) -> None:
    kind, of = (own if name == "own" else name for name in (column.kind, column.of))
    cell.number_format = number_format(kind, locale, of) + (f'" {MARKS[mark]}"' if mark else "")
    faint = status in ("hidden", "empty", "low-base") or kind == "length"
    colour = {"higher": look.better, "lower": look.worse}.get(mark, look.quiet if faint else look.text)
    total, sure = status == "total", mark in ("higher", "lower")
    cell.font = Font(name=look.font, bold=total or sure, color=colour, size=8 if kind == "length" else 11)
    if kind != "length":
        cell.border = Border(bottom=Side(style="medium" if total else "hair", color=look.text if total else look.line))
    words = kind in _INDENTED
    indent = 1 if words and cell.column > 1 else 0
    cell.alignment = Alignment(wrap_text=words, vertical="top", horizontal="left" if words else None, indent=indent)


def _name(sheet: Worksheet, flat: FlatTable, first: int, last: int) -> None:
    """A named table, with filters where there is something to choose among."""
    taken = {name.casefold() for other in sheet.parent.worksheets for name in other.tables}
    stem = "".join(part.title() for part in re.findall(r"[a-z0-9]+", flat.key))
    stem = f"Table{stem}" if not stem[:1].isalpha() or _CELL_NAME.fullmatch(stem) else stem
    name = next(text for k in range(1, 1000) if (text := stem if k == 1 else f"{stem}_{k}").casefold() not in taken)
    named = NamedTable(displayName=name, name=name, ref=f"A{first}:{get_column_letter(len(flat.columns))}{last}")
    named.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    named._initialise_columns()
    if flat.key == "headline":
        named.autoFilter = None
    # The names of its columns are those of the header, in the escapes of the file.
    for column, cell in zip(named.tableColumns, sheet[first], strict=False):
        column.name = cell.value
    sheet.add_table(named)


def _verdict_colours(sheet: Worksheet, flat: FlatTable, first: int, last: int, look: Look, locale: Locale) -> None:
    for number, column in enumerate(flat.columns, 1):
        if column.kind != "verdict":
            continue
        letter = get_column_letter(number)
        for verdict, colour in (("higher", look.better), ("lower", look.worse)):
            word = verdict_word(verdict, locale).replace('"', '""')
            rule = CellIsRule(operator="equal", formula=[f'"{word}"'], font=Font(bold=True, color=colour))
            sheet.conditional_formatting.add(f"{letter}{first + 1}:{letter}{last}", rule)


def _widths(sheet: Worksheet, flat: FlatTable) -> None:
    arrow = 0 if flat.key == "headline" else _ARROW
    for number, column in enumerate(flat.columns, 1):
        letter = get_column_letter(number)
        if column.kind == "length":
            sheet.column_dimensions[letter].width = NARROW
            continue
        texts = [len(text) for cells in flat.rows if isinstance(text := cells[number - 1], str)]
        words = max((len(word) for word in column.label.split()), default=4) + arrow
        longest = max([*texts, words, 7])
        limit = WIDEST if len(flat.columns) <= FEW_COLUMNS else FIRST if number == 1 else WIDE
        sheet.column_dimensions[letter].width = min(longest + 2.5, limit)


def _heights(sheet: Worksheet, flat: FlatTable, first: int) -> None:
    """Rows as high as their longest text needs, which programs do not all find out by themselves."""
    widths = [sheet.column_dimensions[get_column_letter(number)].width for number in range(1, len(flat.columns) + 1)]
    arrow = 0 if flat.key == "headline" else _ARROW
    head = [
        _lines(column.label, width - arrow - 1)
        for column, width in zip(flat.columns, widths, strict=True)
        if column.kind != "length"
    ]
    sheet.row_dimensions[first].height = min(ROW_HEIGHT * max(head, default=1) + 3, HIGHEST)
    wrapped = [k for k, column in enumerate(flat.columns) if column.kind in _INDENTED]
    for place, cells in enumerate(flat.rows if wrapped else ()):
        lines = max((_lines(text, widths[k] - 2) for k in wrapped if isinstance(text := cells[k], str)), default=1)
        sheet.row_dimensions[first + 1 + place].height = min(ROW_HEIGHT * lines, HIGHEST)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in so many characters of the usual width."""
    if len(text) <= width:
        return 1
    return max(len(textwrap.wrap(text, max(int(width), 1))), 1)


def set_page(sheet: Worksheet, look: Look, titles: str = "", areas: Sequence[str] = ()) -> None:
    """A4, as wide as one page, with page numbers.

    ``titles`` are rows that stand on every page, ``areas`` the ranges that are printed, each from a new page.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5  # inches, as the next
    margins.top, margins.bottom, margins.footer = 0.55, 0.6, 0.3
    sheet.sheet_properties.tabColor = look.accent
    sheet.oddFooter.center.text = "&A · &P / &N"
    sheet.sheet_view.showGridLines = False
    if titles:
        sheet.print_title_rows = titles
    if areas:
        sheet.print_area = list(areas)
