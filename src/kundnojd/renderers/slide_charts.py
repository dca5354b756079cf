"""Native charts and text on a slide."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kundnojd.renderers import formatting
from kundnojd.renderers.plots import Point
from kundnojd.renderers.sheet_charts import lighter
from kundnojd.renderers.sheet_tables import FORMATS
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import Distribution, Line, Row

_LABEL = 60  # characters of a category; longer ones are cut with an ellipsis, the whole stands in the table
_SPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"


@dataclass(frozen=True)
class Frame:
    """Room on a slide, in English Metric Units."""

    slide: Any
    left: int
    top: int
    width: int
    height: int

    def part(self, number: int, across: int) -> Frame:
        """One of several parts side by side."""
        gap = int(0.02 * self.width)
        width = (self.width - gap * (across - 1)) // across
        return Frame(self.slide, self.left + number * (width + gap), self.top, width, int(0.72 * self.height))

    def quarter(self, number: int, total: int) -> Frame:
        """One of up to four parts, two by two."""
        columns = 1 if total == 1 else 2
        rows = 1 if total <= 2 else 2
        width, height = self.width // columns, self.height // rows
        left, top = self.left + number % columns * width, self.top + number // columns * height
        return Frame(self.slide, left, top, int(0.97 * width), int(0.97 * height))

    def foot(self) -> Frame:
        """A line at the bottom."""
        return Frame(self.slide, self.left, self.top + int(0.9 * self.height), self.width, int(0.1 * self.height))


def text(frame: Frame, lines: Sequence[str], size: int, theme: Theme) -> None:
    """Lines of text."""
    box = frame.slide.shapes.add_textbox(frame.left, frame.top, frame.width, frame.height)
    box.text_frame.word_wrap = True
    paragraphs(box.text_frame, lines, size=size, colour=theme.colours.text)


def card(frame: Frame, lines: Sequence[str], theme: Theme) -> None:
    """A figure of the headline: its label, the value large, and what stands under it."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    box = frame.slide.shapes.add_textbox(frame.left, frame.top, frame.width, frame.height)
    box.text_frame.word_wrap = True
    sizes = (16, 44, *(14 for _ in lines))
    colours = (theme.colours.text, theme.colours.accent, *(theme.colours.quiet for _ in lines))
    for number, line in enumerate(lines):
        paragraph = box.text_frame.paragraphs[0] if number == 0 else box.text_frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = formatting.one_line(line)
        run.font.size, run.font.bold = Pt(sizes[number]), number < 2
        run.font.color.rgb = _rgb(colours[number])


def paragraphs(holder: Any, lines: Sequence[str], *, size: int, colour: str | None) -> None:
    """Fill a text frame with lines; ``colour`` None keeps that of the template."""
    from pptx.util import Pt

    for number, line in enumerate(lines):
        paragraph = holder.paragraphs[0] if number == 0 else holder.add_paragraph()
        run = paragraph.add_run()
        run.text = formatting.one_line(line)
        run.font.size = Pt(size)
        paragraph.space_after = Pt(4)
        if colour is not None:
            run.font.color.rgb = _rgb(colour)


def bars(frame: Frame, name: str, points: Sequence[Point], kind: str, ends: tuple[float, float], theme: Theme) -> None:
    """Horizontal bars with intervals, the whole in another colour."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    data = CategoryChartData(number_format=FORMATS[kind])
    data.categories = [_cut(point.label) for point in points]
    data.add_series(name, [point.value for point in points])
    chart = _chart(frame, XL_CHART_TYPE.BAR_CLUSTERED, data, theme)
    chart.has_legend = False
    chart.category_axis.reverse_order = True
    axis = chart.value_axis
    axis.minimum_scale = ends[0] if kind == "net" else 0
    axis.maximum_scale = 100
    axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width = 45
    series = plot.series[0]
    _fill(series, theme.colours.accent)
    for number, point in enumerate(points):
        if point.is_total:
            _fill(series.points[number], theme.colours.quiet)
    _error_bars(series, [p.value - p.lower for p in points], [p.upper - p.value for p in points], theme)


def stacks(frame: Frame, place: int, rows: Sequence[Row], theme: Theme) -> None:
    """The answers of each question as parts of one bar, from the worst to the best."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION

    cells = [cell for row in rows if isinstance(cell := row.cells[place], Distribution)]
    data = CategoryChartData(number_format='0"\u00a0%"')
    data.categories = [_cut(str(row.cells[0])) for row in rows]
    for number, label in enumerate(cells[0].labels):
        data.add_series(label, [cell.shares[number] for cell in cells])
    chart = _chart(frame, XL_CHART_TYPE.BAR_STACKED_100, data, theme)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.category_axis.reverse_order = True
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap, plot.has_data_labels = 40, 100, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0", False
    c = theme.colours
    shades = [c.worse, "#" + lighter(c.worse[1:]), "#" + lighter(c.better[1:]), c.better]
    for series, colour in zip(plot.series, shades, strict=False):
        _fill(series, colour)


def trend(frame: Frame, line: Line, theme: Theme) -> None:
    """A measure over the waves with its intervals; a wave that is not comparable with the one before starts anew."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    data = CategoryChartData(number_format=FORMATS[line.kind])
    data.categories = list(line.waves)
    starts = [0, *sorted(line.breaks - {0}), len(line.waves)]
    for first, last in itertools.pairwise(starts):
        data.add_series(line.label, [v if first <= k < last else None for k, v in enumerate(line.values)])
    chart = _chart(frame, XL_CHART_TYPE.LINE_MARKERS, data, theme)
    chart.has_title, chart.has_legend = True, False
    chart.chart_title.text_frame.text = line.label
    ends = [end for end in (*line.lower, *line.upper) if end is not None]
    if ends:
        room = max(10.0 - (max(ends) - min(ends)), 2.0) / 2
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = (
            round(min(ends) - room),
            round(max(ends) + room),
        )
    chart.value_axis.major_gridlines.format.line.color.rgb = _rgb(theme.colours.line)
    below = [_length(v, low) for v, low in zip(line.values, line.lower, strict=True)]
    above = [_length(high, v) for v, high in zip(line.values, line.upper, strict=True)]
    for series in chart.plots[0].series:
        series.smooth = False
        series.format.line.color.rgb = _rgb(theme.colours.accent)
        _fill(series.marker, theme.colours.accent)
        series.data_labels.show_value, series.data_labels.position = True, XL_LABEL_POSITION.RIGHT
        _error_bars(series, below, above, theme)


def _length(upper: float | None, lower: float | None) -> float:
    return 0.0 if upper is None or lower is None else upper - lower


def _chart(frame: Frame, kind: Any, data: Any, theme: Theme) -> Any:
    from pptx.util import Pt

    shape = frame.slide.shapes.add_chart(kind, frame.left, frame.top, frame.width, frame.height, data)
    chart = shape.chart
    chart.font.size, chart.font.name = Pt(11), theme.office_font
    chart.font.color.rgb = _rgb(theme.colours.text)
    return chart


def _fill(part: Any, colour: str) -> None:
    part.format.fill.solid()
    part.format.fill.fore_color.rgb = _rgb(colour)


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.removeprefix("#").upper())


def _cut(label: str) -> str:
    shown = formatting.one_line(label)
    return shown if len(shown) <= _LABEL else shown[: _LABEL - 1].rstrip() + "…"


def _error_bars(series: Any, below: Sequence[float], above: Sequence[float], theme: Theme) -> None:
    """Bars of their own length each; python-pptx has no call for them, so they are written as the format has them."""
    from lxml import etree

    def node(parent: Any, name: str, value: str | None = None) -> Any:
        child = etree.SubElement(parent, f"{{{_SPACE}}}{name}")
        if value is not None:
            child.set("val", value)
        return child

    bars_ = etree.Element(f"{{{_SPACE}}}errBars")
    node(bars_, "errDir", "y") if series._element.getparent().tag.endswith("lineChart") else None
    node(bars_, "errBarType", "both")
    node(bars_, "errValType", "cust")
    node(bars_, "noEndCap", "0")
    for name, lengths in (("plus", above), ("minus", below)):
        literal = node(node(bars_, name), "numLit")
        node(literal, "formatCode").text = "General"
        node(literal, "ptCount", str(len(lengths)))
        for number, length in enumerate(lengths):
            point = node(literal, "pt")
            point.set("idx", str(number))
            node(point, "v").text = repr(float(length))
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    line = etree.SubElement(node(bars_, "spPr"), f"{{{drawing}}}ln", w="12700")
    etree.SubElement(
        etree.SubElement(line, f"{{{drawing}}}solidFill"), f"{{{drawing}}}srgbClr", val=theme.colours.text[1:].upper()
    )
    # The schema wants them before the categories.
    series._element.find(f"{{{_SPACE}}}cat").addprevious(bars_)
