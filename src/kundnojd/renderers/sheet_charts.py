"""Native charts on a sheet, drawn from its cells, so that Excel and LibreOffice draw them anew when these change.

Charts stand to the right of their table, each in a range of its own that is printed on a page of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from kundnojd.locale import Locale
from kundnojd.renderers import alternatives, formatting
from kundnojd.renderers.flat_tables import FlatTable, label_place
from kundnojd.renderers.office import lighter, number_format, printable, shades, shortened
from kundnojd.renderers.plots import Point
from kundnojd.renderers.sheet_tables import ROW_HEIGHT, Look
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import Distribution, Lines

UNITS_A_CHART, QUESTIONS_A_CHART, LINES_A_PAGE = 40, 16, 4
_SHAPE = 0.62  # height by width of what fits a landscape page
_COLUMN_CM, _POINT_CM = 1.69, 2.54 / 72  # a column of the usual width, and a point
_WIDE, _HIGH = 24.0, 15.0  # centimetres of a usual chart
_MOST_TITLE = 120


@dataclass
class Place:
    """Where the next chart goes: from which column, and from which row on; ``areas`` are the ranges to print."""

    sheet: Worksheet
    column: int
    row: int
    areas: list[str]

    @classmethod
    def beside(cls, sheet: Worksheet, flat: FlatTable, header: int) -> Place:
        """To the right of a table, under its header, which stays where it is when the sheet is scrolled.

        A row is left free: LibreOffice prints what touches the header with it on every page.
        """
        return cls(sheet, len(flat.columns) + 2, header + 2, [])

    def take(self, charts: Sequence[Any], width: float, height: float) -> None:
        """Put charts, two by two, into a range of its own of that size in centimetres."""
        across = 1 if len(charts) == 1 else 2
        down = -(-len(charts) // across)
        columns = math.ceil(width / across / _COLUMN_CM)
        last = first = self.row
        for number, chart in enumerate(charts):
            chart.width, chart.height = width / across - 0.3, height / down - 0.3
            if number % across == 0:
                first = self.row if number == 0 else last + 1
                last = self._down(first, height / down)
            letter = get_column_letter(self.column + number % across * columns)
            self.sheet.add_chart(chart, f"{letter}{first}")
        end = get_column_letter(self.column + across * columns - 1)
        self.areas.append(f"{get_column_letter(self.column)}{self.row}:{end}{last}")
        self.row = last + 2

    def _down(self, row: int, height: float) -> int:
        """The row that a height ends in."""
        left = height / _POINT_CM
        while (left := left - (self.sheet.row_dimensions[row].height or ROW_HEIGHT)) > 0:
            row += 1
        return row


def units(place: Place, flat: FlatTable, header: int, locale: Locale, look: Look) -> None:
    """Bars with intervals for the rows of a table that has an interval, so many a chart; nothing for other tables."""
    below, above = flat.place("below"), flat.place("above")
    if below is None or above is None:
        return
    drawn = [k for k, cells in enumerate(flat.rows) if cells[below] is not None]
    if len(drawn) < 2:
        return
    value = next(k for k, column in enumerate(flat.columns) if column.kind in ("index", "share", "net", "mean"))
    label = _label(flat)
    pages = _pages(drawn, UNITS_A_CHART + (flat.statuses[0] == "total"))
    for number, page in enumerate(pages, 1):
        chart, column = BarChart(), flat.columns[value]
        rows = (header + 1 + page[0], header + 1 + page[-1])
        chart.type, chart.gapWidth = "bar", 40
        chart.add_data(Reference(place.sheet, min_col=value + 1, min_row=rows[0], max_row=rows[1]))
        chart.set_categories(Reference(place.sheet, min_col=label + 1, min_row=rows[0], max_row=rows[1]))
        series = chart.series[0]
        series.tx = SeriesLabel(v=printable(column.label))
        series.graphicalProperties = filled(lighter(look.accent))
        if flat.statuses[page[0]] == "total":
            series.dPt.append(DataPoint(idx=0, spPr=filled(look.accent)))
        series.errBars = error_bars(place.sheet, below + 1, above + 1, *rows, look)
        title = f"{column.label}, {locale.text('workbook.with-interval')}"
        dress(chart, title if len(pages) == 1 else f"{title} ({number}/{len(pages)})", look)
        _from_above(chart)
        chart.legend = None
        chart.y_axis.number_format = number_format(column.kind, locale)
        if column.kind in ("index", "share"):
            chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
        points = [_point(flat, k, label, value, below, above) for k in page]
        chart.alternative = alternatives.of_points(title, points, column.kind, locale)
        place.take([chart], *_size(0.42 * len(page) + 2.6))


def _label(flat: FlatTable) -> int:
    """The column that names the bars."""
    short = flat.place("label")
    return label_place(flat.columns) if short is None else short


def _point(flat: FlatTable, row: int, label: int, value: int, below: int, above: int) -> Point:
    middle, low, high = (float(flat.rows[row][k] or 0.0) for k in (value, below, above))
    return Point(str(flat.rows[row][label]), middle, middle - low, middle + high, flat.statuses[row] == "total")


def distributions(place: Place, flat: FlatTable, header: int, locale: Locale, look: Look, theme: Theme) -> None:
    """The parts of each row's answers as one stacked bar; nothing for tables without parts."""
    parts = [k for k, column in enumerate(flat.columns) if column.key.startswith("part-")]
    drawn = [k for k, cells in enumerate(flat.rows) if parts and cells[parts[0]] is not None]
    pages = _pages(drawn, QUESTIONS_A_CHART)
    for number, page in enumerate(pages, 1):
        first, last = header + 1 + page[0], header + 1 + page[-1]
        chart = BarChart()
        chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "percentStacked", 100, 40
        for part in parts:
            chart.add_data(Reference(place.sheet, min_col=part + 1, min_row=first, max_row=last))
        chart.set_categories(Reference(place.sheet, min_col=_label(flat) + 1, min_row=first, max_row=last))
        for series, part, colour in zip(chart.series, parts, shades(theme, len(parts)), strict=True):
            series.tx = SeriesLabel(v=printable(flat.columns[part].of))
            series.graphicalProperties = filled(colour)
        title = locale.text("report.distribution")
        dress(chart, title if len(pages) == 1 else f"{title} ({number}/{len(pages)})", look)
        _from_above(chart)
        chart.y_axis.number_format = "0%"
        chart.legend.position, chart.legend.overlay = "b", False
        labels = tuple(flat.columns[part].of for part in parts)
        rows = [(str(flat.rows[k][0]), _shares(flat, k, parts, labels)) for k in page]
        chart.alternative = alternatives.of_parts(title, rows, locale)
        place.take([chart], *_size(0.9 * len(page) + 3.6))


def _shares(flat: FlatTable, row: int, parts: Sequence[int], labels: tuple[str, ...]) -> Distribution:
    return Distribution(tuple(float(flat.rows[row][part] or 0.0) for part in parts), labels)


def lines(place: Place, flat: FlatTable, drawn: Lines, header: int, locale: Locale, look: Look) -> None:
    """A line with intervals for each measure over the waves, broken where waves are not comparable."""
    first, last = header + 1, header + len(flat.rows)
    charts = []
    for line in drawn.lines:
        value, below = flat.place(line.key), flat.place(f"{line.key}-below")
        if value is None or below is None:
            continue
        stretches = [k for k, column in enumerate(flat.columns) if column.key.startswith(f"{line.key}-stretch-")]
        chart = LineChart()
        for column in stretches or [value]:
            chart.add_data(Reference(place.sheet, min_col=column + 1, min_row=first, max_row=last))
        chart.set_categories(Reference(place.sheet, min_col=1, min_row=first, max_row=last))
        for series in chart.series:
            series.tx = SeriesLabel(v=printable(formatting.one_line(line.label)))
            series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.accent, w=22000))
            series.marker.symbol, series.marker.size = "circle", 7
            series.marker.graphicalProperties = filled(look.accent)
            series.smooth = False
            series.errBars = error_bars(place.sheet, below + 1, below + 2, first, last, look)
        dress(chart, f"{line.label}, {locale.text('workbook.with-interval')}", look)
        chart.y_axis.number_format = number_format(line.kind, locale)
        ends = [end for end in (*line.lower, *line.upper, *line.values) if end is not None]
        if ends:
            low, high = around(min(ends), max(ends))
            chart.y_axis.scaling.min, chart.y_axis.scaling.max = low, high
            chart.y_axis.majorUnit = step(low, high)
        chart.legend = None
        chart.alternative = alternatives.over_waves(line, locale)
        charts.append(chart)
    for start in range(0, len(charts), LINES_A_PAGE):
        part = charts[start : start + LINES_A_PAGE]
        place.take(part, _WIDE, _HIGH if len(part) > 2 else _HIGH / 1.6)


def around(low: float, high: float) -> tuple[float, float]:
    """The ends of an axis around some values, at fives, at least fifteen apart, so that noise does not look like news.

    >>> around(62.5, 68.1)
    (60.0, 75.0)
    """
    ends = (5 * math.floor(low / 5), 5 * math.ceil(high / 5))
    while ends[1] - ends[0] < 15:
        nearer_top = high - ends[0] > ends[1] - low
        ends = (ends[0], ends[1] + 5) if nearer_top else (ends[0] - 5, ends[1])
    return float(ends[0]), float(ends[1])


def step(low: float, high: float) -> float:
    """The distance between the lines of an axis: fives, or so many of them that there are at most eight lines."""
    return 5.0 * math.ceil((high - low) / 40)


def _pages(rows: Sequence[int], most: int) -> list[Sequence[int]]:
    """The rows in parts of nearly the same size, none over ``most``."""
    if not rows:
        return []
    count = -(-len(rows) // most)
    return [rows[len(rows) * k // count : len(rows) * (k + 1) // count] for k in range(count)]


def _size(height: float) -> tuple[float, float]:
    """Width and height of a chart that has to be so high, in the shape of a page."""
    tall = max(height, 7.0)
    return max(_WIDE, tall / _SHAPE), tall


def filled(colour: str) -> GraphicalProperties:
    """A shape of one colour."""
    return GraphicalProperties(solidFill=colour)


def error_bars(
    sheet: Worksheet, below: int, above: int, first: int, last: int, look: Look, direction: str = "y"
) -> ErrorBars:
    """Bars whose lengths stand in two columns of the sheet."""

    def source(column: int) -> NumDataSource:
        letter = get_column_letter(column)
        return NumDataSource(numRef=NumRef(f=f"{quote_sheetname(sheet.title)}!${letter}${first}:${letter}${last}"))

    bars = ErrorBars(errDir=direction, errBarType="both", errValType="cust", plus=source(above), minus=source(below))
    bars.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.text, w=12000))
    return bars


def dress(chart: Any, title: str, look: Look) -> None:
    """Title, axes and letters in the look of the report."""
    chart.title = shortened(printable(formatting.one_line(title)), _MOST_TITLE)
    chart.title.overlay = False
    chart.title.tx.rich.p[0].pPr = _letters(12, look.text, bold=True)
    chart.title.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.02, y=0.02))
    chart.roundedCorners = False
    # Excel draws no axis that a file leaves unsaid.
    chart.x_axis.delete = chart.y_axis.delete = False
    # The labels stand at the edge also where the axis crosses in the middle.
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.tickLblSkip = 1
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.line))
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=look.line, w=6000))
    for axis in (chart.x_axis, chart.y_axis):
        axis.txPr = RichText(p=[Paragraph(pPr=_letters(9, look.text), endParaRPr=CharacterProperties())])


def _from_above(chart: Any) -> None:
    """The first row at the top, the axis of the values at the bottom."""
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"


def _letters(size: int, colour: str, *, bold: bool = False) -> ParagraphProperties:
    return ParagraphProperties(defRPr=CharacterProperties(sz=100 * size, b=bold, solidFill=colour))
