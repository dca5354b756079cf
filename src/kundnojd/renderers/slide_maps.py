"""A map of points on a slide, as a native chart with its own workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from kundnojd.locale import Locale
from kundnojd.renderers import alternatives
from kundnojd.renderers.axes import Axis, axes, corner_places, inside, names
from kundnojd.renderers.office import lighter
from kundnojd.renderers.slide_charts import cut, error_bars, tell
from kundnojd.renderers.slide_text import Frame, rgb
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import Point, Scatter

MOST_NAMED = 60  # points that have their names beside them
_SPACER = 1  # row between the series in the workbook of a chart

Series = tuple[str, Sequence[tuple[float, float]]]


def draw(frame: Frame, block: Scatter, theme: Theme, locale: Locale) -> None:
    """Each point with its name and intervals, axes that cross where the map is cut, and its corners named."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    across, up = (axis.outward for axis in axes(block))
    labels = [str(k) for k in range(1, len(block.points) + 1)] if block.numbered else names(block)
    dots: list[Series] = [(cut(text), [(point.x, point.y)]) for text, point in zip(labels, block.points, strict=True)]
    ends = inside(block.slope, across, up) if block.slope is not None else ()
    line: list[Series] = [(cut(block.title), ends)] if ends else []
    corners = corner_places(block, across, up)
    series = [*line, *dots, *((cut(text), [place]) for text, place, _ in corners)]
    data = XyChartData()
    for name, places in series:
        own = data.add_series(name)
        for place in places:
            own.add_data_point(*place)
    shape = frame.slide.shapes.add_chart(
        XL_CHART_TYPE.XY_SCATTER, frame.left, frame.top, frame.width, frame.height, data
    )
    chart = shape.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(series))
    chart.font.size, chart.font.color.rgb = Pt(12), rgb(theme.colours.text)
    chart.has_legend = chart.has_title = False
    drawn = list(chart.plots[0].series)
    for own, point in zip(drawn[len(line) :], block.points, strict=False):
        _dot(own, point, theme)
        if len(block.points) <= MOST_NAMED:
            _name(own, "r", 11, theme.colours.text)
    for own in drawn[: len(line)]:
        _hide_marker(own)
        own.format.line.color.rgb, own.format.line.width = rgb(theme.colours.accent), Pt(1.5)
    for own, (_, _, side) in zip(drawn[len(dots) + len(line) :], corners, strict=True):
        _hide_marker(own)
        own.format.line.fill.background()
        _name(own, side, 13, theme.colours.accent)
    _axis(chart.category_axis, across, block.x_label, theme)
    _axis(chart.value_axis, up, block.y_label, theme)
    # An axis says where it crosses the other one: the lines that cut the map are the axes themselves.
    if block.x_line is not None and block.y_line is not None:
        _crossing(chart.category_axis, block.y_line)
        _crossing(chart.value_axis, block.x_line)
    tell(frame, shape, alternatives.of_map(block, locale))


def _dot(series: Any, point: Point, theme: Theme) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE

    accent = rgb(theme.colours.accent)
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = accent if point.is_firm else rgb(lighter(lighter(theme.colours.accent)))
    series.marker.format.line.color.rgb = accent
    for direction, value, low, high in (
        ("x", point.x, point.x_lower, point.x_upper),
        ("y", point.y, point.y_lower, point.y_upper),
    ):
        if low is not None and high is not None:
            error_bars(series, [value - low], [high - value], theme, direction)


def _hide_marker(series: Any) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE

    series.marker.style = XL_MARKER_STYLE.NONE


def _name(series: Any, side: str, size: float, colour: str) -> None:
    """The name of the series beside its point; python-pptx has no call for it in maps."""
    from lxml import etree

    space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    labels = etree.Element(f"{{{space}}}dLbls")
    letters = etree.SubElement(labels, f"{{{space}}}txPr")
    for part in ("bodyPr", "lstStyle"):
        etree.SubElement(letters, f"{{{drawing}}}{part}")
    paragraph = etree.SubElement(letters, f"{{{drawing}}}p")
    properties = etree.SubElement(etree.SubElement(paragraph, f"{{{drawing}}}pPr"), f"{{{drawing}}}defRPr")
    properties.set("sz", str(int(100 * size)))
    fill = etree.SubElement(properties, f"{{{drawing}}}solidFill")
    etree.SubElement(fill, f"{{{drawing}}}srgbClr").set("val", colour[1:].upper())
    etree.SubElement(paragraph, f"{{{drawing}}}endParaRPr").set("lang", "en-US")
    etree.SubElement(labels, f"{{{space}}}dLblPos").set("val", side)
    for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        etree.SubElement(labels, f"{{{space}}}{name}").set("val", "1" if name == "showSerName" else "0")
    # The schema wants them before the error bars and the values.
    after = next(child for child in series._element if etree.QName(child).localname in ("trendline", "errBars", "xVal"))
    after.addprevious(labels)


def _axis(axis: Any, ends: Axis, name: str, theme: Theme) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    axis.minimum_scale, axis.maximum_scale = ends.low, ends.high
    if len(ends.marks) > 1:
        axis.major_unit = ends.marks[1] - ends.marks[0]
    axis.has_major_gridlines = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.number_format = "0" + ("." + "0" * ends.decimals if ends.decimals else "")
    axis.tick_labels.number_format_is_linked = False
    axis.format.line.color.rgb = rgb(theme.colours.quiet)
    axis.has_title = True
    axis.axis_title.text_frame.text = cut(name)
    letters = axis.axis_title.text_frame.paragraphs[0].runs[0].font
    letters.size, letters.bold = Pt(12), False


def _crossing(axis: Any, value: float) -> None:
    """Let this axis cross the other one at a value of that one."""
    space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    old = axis._element.find(f"{{{space}}}crosses")
    new = axis._element.makeelement(f"{{{space}}}crossesAt")
    new.set("val", repr(float(value)))
    old.addprevious(new)
    axis._element.remove(old)


def _workbook(series: Sequence[Series]) -> bytes:
    """What PowerPoint opens to edit the numbers, in the places where the chart looks for them; text stays text."""
    from openpyxl import Workbook

    from kundnojd.renderers.sheet_tables import put

    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"  # the charts say so
    row = 1
    for name, places in series:
        put(sheet.cell(row, 2), name)
        for number, (x, y) in enumerate(places, 1):
            put(sheet.cell(row + number, 1), x)
            put(sheet.cell(row + number, 2), y)
        row += len(places) + 1 + _SPACER
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()
