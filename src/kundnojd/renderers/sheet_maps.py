"""A map of points on a sheet: the points as a table, and a native chart drawn from its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import Reference, ScatterChart
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Font

from kundnojd.locale import Locale
from kundnojd.renderers import alternatives, formatting
from kundnojd.renderers.axes import axes, corner_places, inside, names
from kundnojd.renderers.flat_tables import FlatColumn, FlatTable, Value, shown, unique
from kundnojd.renderers.office import lighter, printable, shortened
from kundnojd.renderers.sheet_charts import Place, dress, error_bars
from kundnojd.renderers.sheet_tables import Look, put
from kundnojd.report.model import Point, Scatter

MOST_NAMED = 60  # points that have their names beside them
_MOST_NAME = 40
_WIDTH, _HEIGHT = 24.0, 15.0  # centimetres


def flat(block: Scatter, locale: Locale) -> FlatTable:
    """The points of a map as a table: both figures, each with its interval where there is one."""
    columns = [FlatColumn(locale.text("workbook.point"), "text")]
    columns += [FlatColumn(formatting.one_line(block.x_label), block.x_kind, key="x")]
    columns += [FlatColumn(formatting.one_line(block.y_label), block.y_kind, key="y")]
    found: list[list[Value]] = [
        [label, shown(point.x), shown(point.y)] for label, point in zip(names(block), block.points, strict=True)
    ]
    for axis, kind in (("x", block.x_kind), ("y", block.y_kind)):
        ends = [_ends(point, axis) for point in block.points]
        if not any(end is not None for end in ends):
            continue
        name = formatting.one_line(block.x_label if axis == "x" else block.y_label)
        columns += [FlatColumn(f"{name}: {locale.text(f'workbook.{end}')}", kind) for end in ("lower", "upper")]
        columns += [FlatColumn(f"{axis} {end}", "length", key=f"{axis}-{end}") for end in ("−", "+")]
        for row, end, point in zip(found, ends, block.points, strict=True):
            value = point.x if axis == "x" else point.y
            row.extend([None] * 4 if end is None else [shown(v) for v in (*end, value - end[0], end[1] - value)])
    # Under these stand the places of what is drawn beside the points: there may be more of them than points.
    columns += [FlatColumn(f"{axis} ·", "length", key=f"{axis}-beside") for axis in ("x", "y")]
    for row in found:
        row.extend([None, None])
    order = sorted(range(len(columns)), key=lambda k: columns[k].kind == "length")
    notes = tuple(text for text in (block.said,) if text)
    return FlatTable(
        block.key,
        block.title,
        unique([columns[k] for k in order]),
        tuple(tuple(row[k] for k in order) for row in found),
        ("ok",) * len(found),
        notes,
    )


def _ends(point: Point, axis: str) -> tuple[float, float] | None:
    low, high = (point.x_lower, point.x_upper) if axis == "x" else (point.y_lower, point.y_upper)
    return None if low is None or high is None else (low, high)


def draw(place: Place, table: FlatTable, block: Scatter, header: int, locale: Locale, look: Look) -> None:
    """The map: each point with its name and intervals, axes that cross where the map is cut, and its corners named."""
    across, up = (axis.outward for axis in axes(block))
    chart = ScatterChart()
    chart.style, chart.scatterStyle = 13, "lineMarker"
    x, y = (table.place(key) or 0 for key in ("x", "y"))
    for number, (label, point) in enumerate(zip(names(block), block.points, strict=True)):
        row = header + 1 + number
        text = str(number + 1) if block.numbered else label
        dot = _at(place, x, y, row, text)
        colour = GraphicalProperties(solidFill=look.accent if point.is_firm else lighter(lighter(look.accent)))
        colour.line.solidFill = look.accent
        dot.marker = Marker(symbol="circle", size=8, spPr=colour)
        if len(block.points) <= MOST_NAMED:
            dot.dLbls = _named("r")
        # The library lets a series have error bars in one direction: those in the other belong to a copy without a dot.
        bars = [axis for axis in ("y", "x") if _ends(point, axis) is not None]
        for series, axis in zip((dot, _at(place, x, y, row, text)), bars, strict=False):
            below, above = table.place(f"{axis}-−"), table.place(f"{axis}-+")
            if below is not None and above is not None:
                series.errBars = error_bars(place.sheet, below + 1, above + 1, row, row, look, axis)
                series.errBars.graphicalProperties = GraphicalProperties(
                    ln=LineProperties(solidFill=look.middle, w=9000)
                )
            if series is not dot:
                series.marker = Marker(symbol="none")
                chart.series.append(series)
        chart.series.append(dot)
    _lines(chart, place, table, block, header, look)
    dress(chart, block.title, look)
    chart.legend = None
    for own, ends, name in ((chart.x_axis, across, block.x_label), (chart.y_axis, up, block.y_label)):
        own.title = printable(shortened(formatting.one_line(name), 80))
        own.scaling.min, own.scaling.max = ends.low, ends.high
        own.majorUnit = ends.marks[1] - ends.marks[0] if len(ends.marks) > 1 else None
        own.number_format = "0" + ("." + "0" * ends.decimals if ends.decimals else "")
        own.tickLblPos = "low"
        own.majorGridlines = None
    if block.x_line is not None and block.y_line is not None:
        chart.x_axis.crosses, chart.x_axis.crossesAt = None, block.y_line
        chart.y_axis.crosses, chart.y_axis.crossesAt = None, block.x_line
    chart.alternative = alternatives.of_map(block, locale)
    place.take([chart], _WIDTH, _HEIGHT)


def _at(place: Place, x: int, y: int, row: int, name: str) -> Any:
    """A series of one point, that of a row."""
    xs, ys = (Reference(place.sheet, min_col=column + 1, min_row=row, max_row=row) for column in (x, y))
    series = SeriesFactory(ys, xs)
    series.tx = SeriesLabel(v=printable(shortened(name, _MOST_NAME)) or formatting.NOTHING)
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    return series


def _lines(chart: Any, place: Place, table: FlatTable, block: Scatter, header: int, look: Look) -> None:
    """The line through the points, and the words in the corners, which stand at points that are not drawn."""
    across, up = (axis.outward for axis in axes(block))
    columns = tuple((table.place(f"{axis}-beside") or 0) + 1 for axis in ("x", "y"))
    row = header + 1

    def beside(points: Sequence[tuple[float, float]], name: str) -> Any:
        nonlocal row
        first = row
        for point in points:
            for column, value in zip(columns, point, strict=True):
                put(place.sheet.cell(row, column), value)
                place.sheet.cell(row, column).font = Font(name=look.font, size=8, color=look.quiet)
            row += 1
        xs, ys = (Reference(place.sheet, min_col=k, min_row=first, max_row=row - 1) for k in columns)
        series = SeriesFactory(ys, xs)
        series.tx = SeriesLabel(v=printable(name) or formatting.NOTHING)
        series.marker = Marker(symbol="none")
        return series

    ends = inside(block.slope, across, up) if block.slope is not None else ()
    if ends:
        line = beside(ends, block.title)
        line.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.accent, w=15000))
        chart.series.append(line)
    for text, at, side in corner_places(block, across, up):
        corner = beside([at], text)
        corner.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        corner.dLbls = _named(side)
        chart.series.append(corner)
    for number, series in enumerate(chart.series):
        series.idx = series.order = number


def _named(side: str) -> DataLabelList:
    return DataLabelList(
        showSerName=True, showVal=False, showCatName=False, showLegendKey=False, showPercent=False, dLblPos=side
    )
