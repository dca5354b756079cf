"""Tables, headings and text on a sheet: numbers with formats, text as text, colours of verdicts, widths and print."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.cell import Cell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as NamedTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from kundnojd.locale import Locale
from kundnojd.renderers.flat_tables import FlatColumn, FlatTable, Value, unique
from kundnojd.renderers.structured import ten_digits
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import Workshop

if TYPE_CHECKING:
    import pandas as pd

FORMATS: Mapping[str, str] = {
    "count": "#,##0",
    "index": "0.0",
    "share": '0"\u00a0%"',
    "net": "+0;\u22120;0",
    "mean": "0.00",
    "p": "0.0000",
}
SIGNED: Mapping[str, str] = {"index": "+0.0;\u22120.0;0.0", "mean": "+0.00;\u22120.00;0.00"}
_SIGNED_WHOLE = "+0;\u22120;0"
WIDEST, WIDE = 60, 28  # characters that a column may be wide: the first, and the others
_MOST_TEXT = 32_767  # characters that a cell of a workbook holds


@dataclass(frozen=True)
class Look:
    """Fonts and colours of a theme as a workbook has them."""

    font: str
    accent: str
    better: str
    worse: str
    text: str
    quiet: str
    line: str

    @classmethod
    def of(cls, theme: Theme) -> Look:
        """The look of a theme, in the colours of a light page."""
        c = theme.colours
        plain = (colour.removeprefix("#") for colour in (c.accent, c.better, c.worse, c.text, c.quiet, c.line))
        return cls(theme.office_font, *plain)


def put(cell: Cell, value: Value) -> None:
    """Write a value; text never becomes a formula, a date or an error."""
    if isinstance(value, str):
        cell.value = _printable(value)[:_MOST_TEXT]
        cell.data_type = "s"
    elif value is not None and math.isfinite(value):
        cell.value = value


def _printable(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", text)


def heading(sheet: Worksheet, row: int, text: str, look: Look, *, level: int = 1) -> int:
    """A heading in the first column; gives the row after it."""
    cell = sheet.cell(row, 1)
    put(cell, text)
    cell.font = Font(name=look.font, bold=True, size=15 if level == 1 else 12, color=look.accent)
    return row + 1


def small(sheet: Worksheet, row: int, text: str, look: Look) -> int:
    """A line of small print; gives the row after it."""
    cell = sheet.cell(row, 1)
    put(cell, text)
    cell.font = Font(name=look.font, size=9, color=look.quiet)
    return row + 1


def paragraphs(sheet: Worksheet, row: int, lines: Sequence[str], look: Look) -> int:
    """Lines of running text, each in a cell that grows with it; gives the row after them."""
    for line in lines:
        cell = sheet.cell(row, 1)
        put(cell, line)
        cell.font = Font(name=look.font, size=10, color=look.text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 14.0 * max(1, math.ceil(len(line) / 115))
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


def write(
    sheet: Worksheet, flat: FlatTable, first: int, look: Look, locale: Locale, *, kinds: Sequence[str] = ()
) -> int:
    """Write a table with its header at row ``first``; gives the row after it.

    ``kinds`` are those of the rows where a column says that its cells are of their row's ``own``.
    """
    for number, column in enumerate(flat.columns, 1):
        cell = sheet.cell(first, number)
        put(cell, column.label)
        cell.font = Font(name=look.font, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=look.accent)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left" if number == 1 else "center")
    # Making a style takes far longer than writing a cell: cells that look alike share theirs.
    styles: dict[tuple[str, str, str], StyleArray] = {}
    for place, (cells, status) in enumerate(zip(flat.rows, flat.statuses, strict=True)):
        row = first + 1 + place
        for number, (column, value) in enumerate(zip(flat.columns, cells, strict=True), 1):
            cell = sheet.cell(row, number)
            put(cell, value)
            shown_as = number_format(column, kinds[place] if kinds else "")
            key = (shown_as, status, column.kind)
            if key not in styles:
                _dress(cell, shown_as, status, column, look)
                styles[key] = cell._style
            cell._style = styles[key]
    last = first + len(flat.rows)
    if flat.rows:
        _name(sheet, flat, first, last)
    _verdict_colours(sheet, flat, first, last, look, locale)
    _widths(sheet, flat)
    _heights(sheet, flat, first)
    return last + 2


def _dress(cell: Cell, shown_as: str, status: str, column: FlatColumn, look: Look) -> None:
    cell.number_format = shown_as
    faint = status in ("hidden", "empty", "low-base")
    cell.font = Font(name=look.font, bold=status == "total", color=look.quiet if faint else look.text)
    side = Side(style="medium", color=look.text) if status == "total" else Side(style="hair", color=look.line)
    cell.border = Border(top=side) if status == "total" else Border(bottom=side)
    # A verdict stands right after the number it is on.
    cell.alignment = Alignment(
        wrap_text=column.kind == "text", vertical="center", indent=1 if column.kind == "verdict" else 0
    )


def number_format(column: FlatColumn, own: str = "") -> str:
    """The format of a column's cells; ``own`` is the kind of the row where the column takes its row's."""
    if column.kind == "points":
        return SIGNED.get(own if column.of == "own" else column.of, _SIGNED_WHOLE)
    return FORMATS.get(own if column.kind == "own" else column.kind, "General")


def _name(sheet: Worksheet, flat: FlatTable, first: int, last: int) -> None:
    """A named table with filters."""
    taken = {name for other in sheet.parent.worksheets for name in other.tables}
    stem = "".join(part.title() for part in re.findall(r"[a-z0-9]+", flat.key)) or "Table"
    name = next(text for k in range(1, 1000) if (text := stem if k == 1 else f"{stem}{k}") not in taken)
    named = NamedTable(displayName=name, name=name, ref=f"A{first}:{get_column_letter(len(flat.columns))}{last}")
    named.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(named)


def _verdict_colours(sheet: Worksheet, flat: FlatTable, first: int, last: int, look: Look, locale: Locale) -> None:
    for number, column in enumerate(flat.columns, 1):
        if column.kind != "verdict" or not flat.rows:
            continue
        letter = get_column_letter(number)
        for verdict, colour in (("higher", look.better), ("lower", look.worse)):
            word = locale.text(f"verdicts.{verdict}")
            rule = CellIsRule(operator="equal", formula=[f'"{word}"'], font=Font(bold=True, color=colour))
            sheet.conditional_formatting.add(f"{letter}{first + 1}:{letter}{last}", rule)


def _widths(sheet: Worksheet, flat: FlatTable) -> None:
    for number, column in enumerate(flat.columns, 1):
        letter = get_column_letter(number)
        texts = [len(text) for cells in flat.rows if isinstance(text := cells[number - 1], str)]
        words = max((len(word) for word in column.label.split()), default=4)
        longest = max([*texts, words + 1, min(len(column.label), 10), 7])
        # The same sheet may hold two tables below one another.
        there = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else 0
        sheet.column_dimensions[letter].width = max(min(longest + 2, WIDEST if number == 1 else WIDE), there)


def _heights(sheet: Worksheet, flat: FlatTable, first: int) -> None:
    """Rows as high as their longest text needs, which programs do not all find out by themselves."""
    widths = [sheet.column_dimensions[get_column_letter(number)].width for number in range(1, len(flat.columns) + 1)]
    for place, cells in enumerate((tuple(column.label for column in flat.columns), *flat.rows)):
        lines = max(
            (
                math.ceil(len(text) / max(width - 1, 1))
                for text, width in zip(cells, widths, strict=True)
                if isinstance(text, str)
            ),
            default=1,
        )
        if lines > 1:
            sheet.row_dimensions[first + place].height = 15.0 * min(lines, 6)


def set_page(sheet: Worksheet, look: Look, titles: str = "") -> None:
    """A4, as wide as one page, with page numbers; ``titles`` are rows that stand on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_properties.tabColor = look.accent
    sheet.oddFooter.center.text = "&A · &P / &N"
    sheet.sheet_view.showGridLines = False
    if titles:
        sheet.print_title_rows = titles


# --- the long frame

_KINDS: Mapping[str, str] = {"n": "count", "n_eff": "mean", "level": "mean"}


def data(frame: pd.DataFrame, locale: Locale) -> FlatTable:
    """Every row of the results, with the columns and the digits of the CSV."""
    names = [str(name) for name in frame.columns]
    columns = tuple(FlatColumn(name, _KINDS.get(name, "General"), key=name) for name in names)
    rows = tuple(
        tuple(_plain(value) for value in values) for values in frame.astype(object).itertuples(index=False, name=None)
    )
    return FlatTable("data", locale.text("workbook.sheet-data"), columns, rows, ("ok",) * len(rows))


def comparisons(frame: pd.DataFrame, locale: Locale) -> FlatTable:
    """Every difference that was looked at, a row each: against the rest and against the wave before."""
    labels = ("measure", "question", "unit", "wave", "against", "difference", "lower", "upper", "p", "p-adjusted")
    kinds = ("text", "text", "text", "text", "text", "mean", "mean", "mean", "p", "p")
    columns = [
        FlatColumn(locale.text(f"workbook.{label}"), kind, key=label) for label, kind in zip(labels, kinds, strict=True)
    ]
    columns.append(FlatColumn(locale.text("workbook.verdict"), "verdict", key="verdict"))
    rows = []
    for row in frame.to_dict("records"):
        for against in ("rest", "previous"):
            if not row[f"{against}_verdict"]:
                continue
            other = locale.text("report.against-rest") if against == "rest" else row["previous_wave"]
            measure = locale.text(f"measures.{row['measure']}") if locale.has(f"measures.{row['measure']}") else ""
            numbers = (row[f"{against}_{part}"] for part in ("difference", "lower", "upper", "p", "p_adjusted"))
            rows.append(
                (
                    measure or row["measure"],
                    row["question"],
                    row["unit"] or locale.text("report.whole"),
                    row["wave"],
                    other,
                    *map(_plain, numbers),
                    locale.text(f"verdicts.{row[f'{against}_verdict']}"),
                )
            )
    title = locale.text("workbook.sheet-comparisons")
    return FlatTable("comparisons", title, unique(columns), tuple(rows), ("ok",) * len(rows))


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str):
        return value
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None if str(value) in ("<NA>", "NaT") else str(value)
    return ten_digits(number)
