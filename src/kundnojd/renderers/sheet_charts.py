"""Native charts on a sheet, drawn from its cells, so that Excel and LibreOffice draw them anew when these change."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from kundnojd.locale import Locale
from kundnojd.renderers.flat_tables import FlatTable
from kundnojd.renderers.sheet_tables import Look
from kundnojd.report.model import Lines

_HEADER = 3  # the row of the header on sheets with one table
_TONES = {2: ("worse", "better"), 3: ("worse", "line", "better"), 4: ("worse", "worse-light", "better-light", "better")}
CHART_WIDTH = 18.0  # centimetres


def units(sheet: Worksheet, flat: FlatTable, locale: Locale, look: Look) -> None:
    """Bars with intervals for the rows of a table that has an interval; nothing for other tables."""
    below, above = flat.place("below"), flat.place("above")
    shown = [k for k, cells in enumerate(flat.rows) if below is not None and cells[below] is not None]
    if below is None or above is None or flat.key != "units" or not shown:
        return
    value = next(k for k, column in enumerate(flat.columns) if column.kind in ("index", "share", "net", "mean"))
    first, last = _HEADER + 1 + shown[0], _HEADER + 1 + shown[-1]
    chart = BarChart()
    chart.type = "bar"
    chart.add_data(Reference(sheet, min_col=value + 1, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    series = chart.series[0]
    series.graphicalProperties = GraphicalProperties(solidFill=look.better)
    series.graphicalProperties.solidFill = look.better
    series.errBars = _error_bars(sheet, below + 1, above + 1, first, last, look)
    _dress(chart, f"{flat.columns[value].label}, {locale.text('workbook.with-interval')}")
    chart.y_axis.majorGridlines = None
    chart.x_axis.scaling.orientation = "maxMin"
    chart.legend = None
    chart.gapWidth = 40
    chart.height = max(7.0, 0.55 * (last - first + 1) + 3)
    chart.width = 26.0
    sheet.add_chart(chart, f"A{_HEADER + len(flat.rows) + len(flat.notes) + 4}")


def distributions(sheet: Worksheet, flat: FlatTable, locale: Locale, look: Look) -> None:
    """The parts of each question's answers as one stacked bar; nothing for tables without parts."""
    places = [k for k, column in enumerate(flat.columns) if column.key.startswith("part-")]
    if not places or not flat.rows:
        return
    first, last = _HEADER + 1, _HEADER + len(flat.rows)
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "percentStacked", 100
    for place in places:
        reference = Reference(sheet, min_col=place + 1, min_row=_HEADER, max_row=last)
        chart.add_data(reference, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    colours = _TONES.get(len(places), ())
    shades = {"worse": look.worse, "better": look.better, "line": look.line}
    shades |= {"worse-light": lighter(look.worse), "better-light": lighter(look.better)}
    for series, tone in zip(chart.series, colours, strict=False):
        series.graphicalProperties.solidFill = shades[tone]
    _dress(chart, locale.text("report.distribution"))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.number_format = "0%"
    chart.y_axis.majorGridlines = None
    chart.legend.position = "b"
    chart.gapWidth = 40
    chart.width = 26.0
    chart.height = max(8.0, 0.8 * len(flat.rows) + 4)
    sheet.add_chart(chart, f"A{last + len(flat.notes) + 4}")


def lines(sheet: Worksheet, flat: FlatTable, drawn: Lines, first: int, locale: Locale, look: Look) -> None:
    """A line with intervals for each measure over the waves, from the table whose header is at row ``first``."""
    last = first + len(flat.rows)
    for number, line in enumerate(drawn.lines):
        value, below = flat.place(line.key), flat.place(f"{line.key}-below")
        if value is None or below is None:
            continue
        chart = LineChart()
        chart.add_data(Reference(sheet, min_col=value + 1, min_row=first + 1, max_row=last))
        chart.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=last))
        series = chart.series[0]
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.accent, w=22000))
        series.marker.symbol, series.marker.size = "circle", 7
        series.marker.graphicalProperties = GraphicalProperties(solidFill=look.accent)
        series.smooth = False
        series.errBars = _error_bars(sheet, below + 1, below + 2, first + 1, last, look)
        _dress(chart, f"{line.label}, {locale.text('workbook.with-interval')}")
        ends = [end for end in (*line.lower, *line.upper) if end is not None]
        if ends:
            low, high = min(ends), max(ends)
            room = max(10.0 - (high - low), 2.0) / 2
            chart.y_axis.scaling.min, chart.y_axis.scaling.max = round(low - room), round(high + room)
        chart.legend = None
        chart.width, chart.height = 12.0, 7.0
        sheet.add_chart(chart, f"{get_column_letter(1 + 6 * (number % 2))}{last + 3 + 15 * (number // 2)}")


def _error_bars(sheet: Worksheet, below: int, above: int, first: int, last: int, look: Look) -> ErrorBars:
    def source(column: int) -> NumDataSource:
        letter = get_column_letter(column)
        return NumDataSource(numRef=NumRef(f=f"{quote_sheetname(sheet.title)}!${letter}${first}:${letter}${last}"))

    bars = ErrorBars(errDir="y", errBarType="both", errValType="cust", plus=source(above), minus=source(below))
    bars.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.text, w=12000))
    return bars


def _dress(chart: Any, title: str) -> None:
    chart.title = title
    chart.width = CHART_WIDTH
    # Excel draws no axis that a file leaves unsaid.
    chart.x_axis.delete = chart.y_axis.delete = False


def lighter(colour: str) -> str:
    """A colour half way to white.

    >>> lighter("000000")
    '808080'
    """
    return "".join(f"{(int(colour[k : k + 2], 16) + 256) // 2:02X}" for k in (0, 2, 4))
