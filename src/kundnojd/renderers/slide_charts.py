"""Native charts on a slide, each with its own workbook, a text alternative and speaker notes that say what it shows."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from typing import Any

from kundnojd.locale import Locale
from kundnojd.renderers import alternatives, formatting, office
from kundnojd.renderers.office import lighter, number_format
from kundnojd.renderers.plots import Point
from kundnojd.renderers.sheet_charts import around, step
from kundnojd.renderers.slide_text import POINT, Frame, plain, rgb, say
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import BREAK, Distribution, Line, Row

_MOST_LABEL = 70  # characters of a category; the whole stands in the table of other formats
_SPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ROW, _AROUND = 40, 60  # points: the most that one bar and its gap take, and what stands around the bars
_SMALL_SHARE = 7.0  # per cent; the number of a smaller part does not fit into it


def bars(
    frame: Frame,
    name: str,
    points: Sequence[Point],
    verdicts: Sequence[str],
    kind: str,
    ends: tuple[float, float],
    theme: Theme,
    locale: Locale,
) -> None:
    """Horizontal bars with intervals and values, in the colours of their verdicts, the whole in one of its own."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION

    categories, c = [cut(point.label) for point in points], theme.colours
    values = [(cut(name), [point.value for point in points])]
    shape = _chart(_low(frame, len(points)), XL_CHART_TYPE.BAR_CLUSTERED, categories, values, kind, theme, locale)
    chart = shape.chart
    chart.has_legend = chart.has_title = False
    _from_above(chart)
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = ends
    axis.major_gridlines.format.line.color.rgb = rgb(c.line)
    axis.format.line.fill.background()
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    plot = chart.plots[0]
    plot.gap_width = 45
    series = plot.series[0]
    series.invert_if_negative = False
    # Light bars, so that intervals and numbers are seen on them.
    shades = {"higher": lighter(c.better), "lower": lighter(c.worse)}
    _fill(series, c.middle)
    for number, (point, verdict) in enumerate(zip(points, verdicts, strict=True)):
        if point.is_total or verdict in shades:
            _fill(series.points[number], lighter(c.text) if point.is_total else shades[verdict])
    labels = series.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.INSIDE_BASE
    labels.number_format, labels.number_format_is_linked = number_format(kind, locale), False
    labels.font.color.rgb = rgb(c.text)
    error_bars(series, [p.value - p.lower for p in points], [p.upper - p.value for p in points], theme)
    tell(frame, shape, alternatives.of_points(name, points, kind, locale))


def stacks(frame: Frame, name: str, place: int, rows: Sequence[Row], theme: Theme, locale: Locale) -> None:
    """The answers of each question as parts of one bar, from the worst to the best."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION

    told = [(str(row.cells[0]), cell) for row in rows if isinstance(cell := row.cells[place], Distribution)]
    cells = [cell for _, cell in told]
    values = [(cut(label), [cell.shares[k] for cell in cells]) for k, label in enumerate(cells[0].labels)]
    categories = [cut(label) for label, _ in told]
    kind = XL_CHART_TYPE.BAR_STACKED_100
    shape = _chart(_low(frame, len(told)), kind, categories, values, "share", theme, locale)
    chart = shape.chart
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _from_above(chart)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.has_major_gridlines = chart.value_axis.visible = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    shades = office.shades(theme, len(values))
    for series, shade, (_, shares) in zip(plot.series, shades, values, strict=True):
        _fill(series, shade)
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = number_format("share", locale), False
        labels.font.color.rgb = rgb("FFFFFF" if office.is_dark(shade) else "000000")
        _without_labels(labels, [k for k, share in enumerate(shares) if share < _SMALL_SHARE])
    tell(frame, shape, alternatives.of_parts(name, told, locale))


def trend(frame: Frame, line: Line, theme: Theme, locale: Locale) -> None:
    """A measure over the waves with its intervals; a wave that is not comparable with the one before starts anew."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    categories = [cut(f"{BREAK} {wave}" if k in line.breaks else wave) for k, wave in enumerate(line.waves)]
    starts = [0, *sorted(line.breaks - {0}), len(line.waves)]
    values = [
        (cut(line.label), [v if first <= k < last else None for k, v in enumerate(line.values)])
        for first, last in itertools.pairwise(starts)
    ]
    shape = _chart(frame, XL_CHART_TYPE.LINE_MARKERS, categories, values, line.kind, theme, locale)
    chart, c = shape.chart, theme.colours
    chart.has_title, chart.has_legend = True, False
    chart.chart_title.text_frame.text = cut(line.label)
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(14)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    ends = [end for end in (*line.lower, *line.upper, *line.values) if end is not None]
    if ends:
        low, high = around(min(ends), max(ends))
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = low, high
        chart.value_axis.major_unit = step(low, high)
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb(c.line)
    below = [_length(v, low) for v, low in zip(line.values, line.lower, strict=True)]
    above = [_length(high, v) for v, high in zip(line.values, line.upper, strict=True)]
    known = [k for k, value in enumerate(line.values) if value is not None]
    for series, (_, own) in zip(chart.plots[0].series, values, strict=True):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = rgb(c.accent), Pt(2)
        _fill(series.marker, c.accent)
        series.marker.format.line.color.rgb = rgb(c.accent)
        # The first and the last value stand beside the line, where nothing is drawn.
        for place, where in ((known[-1:], XL_LABEL_POSITION.RIGHT), (known[:1], XL_LABEL_POSITION.LEFT)):
            for point in place:
                if own[point] is not None:
                    label = series.points[point].data_label
                    label.position = where
                    label.font.bold, label.font.size = True, Pt(12)
        error_bars(series, below, above, theme)
    tell(frame, shape, alternatives.over_waves(line, locale))


def parts(frame: Frame, name: str, cell: Distribution, theme: Theme, locale: Locale) -> None:
    """One distribution, such as the three shares behind an NPS, as one bar."""
    stacks(frame, name, 1, [Row((name, cell))], theme, locale)


def _length(upper: float | None, lower: float | None) -> float:
    return 0.0 if upper is None or lower is None else upper - lower


def _low(frame: Frame, rows: int) -> Frame:
    """As much of a room as so many bars need, so that few of them are not thick."""
    height = min(frame.height, (rows * _ROW + _AROUND) * POINT)
    return Frame(frame.slide, frame.left, frame.top, frame.width, height)


def _chart(
    frame: Frame,
    kind: Any,
    categories: Sequence[str],
    values: Sequence[tuple[str, Sequence[float | None]]],
    of: str,
    theme: Theme,
    locale: Locale,
) -> Any:
    from pptx.chart.data import CategoryChartData
    from pptx.util import Pt

    data = CategoryChartData(number_format=number_format(of, locale))
    data.categories = categories
    for name, numbers in values:
        data.add_series(name, numbers)
    shape = frame.slide.shapes.add_chart(kind, frame.left, frame.top, frame.width, frame.height, data)
    shape.chart.part.chart_workbook.update_from_xlsx_blob(_workbook(categories, values, number_format(of, locale)))
    shape.chart.font.size = Pt(12 if len(categories) <= 12 else 10.5)
    shape.chart.font.color.rgb = rgb(theme.colours.text)
    return shape


def _workbook(categories: Sequence[str], values: Sequence[tuple[str, Sequence[float | None]]], shape: str) -> bytes:
    """What PowerPoint opens to edit the numbers; the library's own would take text such as =1+1 for a formula."""
    from openpyxl import Workbook

    from kundnojd.renderers.sheet_tables import put

    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"  # the charts say so
    for row, category in enumerate(categories, 2):
        put(sheet.cell(row, 1), category)
    for column, (name, numbers) in enumerate(values, 2):
        put(sheet.cell(1, column), name)
        for row, number in enumerate(numbers, 2):
            put(sheet.cell(row, column), number)
            sheet.cell(row, column).number_format = shape
    sheet.column_dimensions["A"].width = 40
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def tell(frame: Frame, shape: Any, said: str) -> None:
    """The text alternative of a chart, for those who hear the slide and in the notes of the speaker."""
    shape._element.nvGraphicFramePr.cNvPr.set("descr", plain(said))
    say(frame.slide, [said])


def _from_above(chart: Any) -> None:
    """The first row at the top, the axis of the values at the bottom."""
    chart.category_axis.reverse_order = True
    chart.value_axis._element.find(f"{{{_SPACE}}}crosses").set("val", "max")


def _fill(part: Any, colour: str) -> None:
    part.format.fill.solid()
    part.format.fill.fore_color.rgb = rgb(colour)


def cut(label: str) -> str:
    """A label short enough to stand in a chart."""
    return office.shortened(plain(label), _MOST_LABEL) or formatting.NOTHING


def _without_labels(labels: Any, places: Sequence[int]) -> None:
    """Take the labels of some points away; python-pptx has no call for it."""
    for number, place in enumerate(places):
        point = labels._element.makeelement(f"{{{_SPACE}}}dLbl")
        _node(point, "idx", str(place))
        _node(point, "delete", "1")
        labels._element.insert(number, point)


def _node(parent: Any, name: str, value: str | None = None) -> Any:
    child = parent.makeelement(f"{{{_SPACE}}}{name}")
    parent.append(child)
    if value is not None:
        child.set("val", value)
    return child


def error_bars(series: Any, below: Sequence[float], above: Sequence[float], theme: Theme, direction: str = "") -> None:
    """Bars of their own length each; python-pptx has no call for them, so they are written as the format has them.

    ``direction`` is x or y, for maps.
    """
    from lxml import etree

    bars_ = series._element.makeelement(f"{{{_SPACE}}}errBars")
    is_line = series._element.getparent().tag.endswith("lineChart")
    if direction or is_line:
        _node(bars_, "errDir", direction or "y")
    _node(bars_, "errBarType", "both")
    _node(bars_, "errValType", "cust")
    _node(bars_, "noEndCap", "0")
    for name, lengths in (("plus", above), ("minus", below)):
        literal = _node(_node(bars_, name), "numLit")
        _node(literal, "formatCode").text = "General"
        _node(literal, "ptCount", str(len(lengths)))
        for number, length in enumerate(lengths):
            point = _node(literal, "pt")
            point.set("idx", str(number))
            _node(point, "v").text = repr(float(length))
    line = etree.SubElement(_node(bars_, "spPr"), f"{{{_DRAWING}}}ln", w="12700")
    fill = etree.SubElement(line, f"{{{_DRAWING}}}solidFill")
    etree.SubElement(fill, f"{{{_DRAWING}}}srgbClr", val=theme.colours.text[1:].upper())
    # The schema wants them before the categories.
    series._element.find(f"{{{_SPACE}}}{'xVal' if direction else 'cat'}").addprevious(bars_)
