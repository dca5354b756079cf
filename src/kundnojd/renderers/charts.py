"""The drawings of a page: an interval, parts around a middle, a trend, lines over the waves, two shares in one bar.

Colours come from the style sheet by class, so that a drawing follows the theme and dark mode.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kundnojd.locale import Locale
from kundnojd.renderers import formatting
from kundnojd.renderers.plots import Diverging, tones
from kundnojd.renderers.svg import drawing, element
from kundnojd.report.model import Distribution, Interval, Line, Trend

DOT_WIDTH, DOT_HEIGHT = 160.0, 18.0
BAR_WIDTH, BAR_HEIGHT = 200.0, 18.0
APART_WIDTH = 36.0  # don't know stands apart, to the right
BOX_WIDTH = 90.0
LINE_WIDTH, LINE_HEIGHT = 320.0, 190.0
_EDGE = 6.0
_SHORT_AXIS = 5.0  # points: on a shorter one the middle may need a decimal
# Less than this many points from top to bottom is drawn as little as it is.
TREND_SPAN = 10.0


def dot(cell: Interval, low: float, high: float, whole: float | None, said: str) -> Markup:
    """A dot on its interval, with a line where the whole stands; an interval that runs out ends in an arrow."""

    def x(value: float) -> float:
        inside = min(max(value, low), high)
        return _EDGE + (inside - low) / (high - low) * (DOT_WIDTH - 2 * _EDGE)

    middle = DOT_HEIGHT / 2
    parts = [element("line", x1=_EDGE, x2=DOT_WIDTH - _EDGE, y1=middle, y2=middle, class_="axis")]
    if whole is not None and low <= whole <= high:
        parts.append(element("line", x1=x(whole), x2=x(whole), y1=0.0, y2=DOT_HEIGHT, class_="whole"))
    parts.append(element("line", x1=x(cell.lower), x2=x(cell.upper), y1=middle, y2=middle, class_="interval"))
    if cell.lower < low:
        parts.append(element("path", d=f"M{x(low) + 4:.1f} {middle - 4}L{x(low) - 2:.1f} {middle}l6 4z", class_="dot"))
    if cell.upper > high:
        parts.append(
            element("path", d=f"M{x(high) - 4:.1f} {middle - 4}L{x(high) + 2:.1f} {middle}l-6 4z", class_="dot")
        )
    parts.append(element("circle", cx=x(cell.value), cy=middle, r=4, class_="dot"))
    return drawing(DOT_WIDTH, DOT_HEIGHT, said, parts, "dots")


def ticks(low: float, high: float, kind: str, locale: Locale) -> Markup:
    """The numbers of the axis over a column of dots."""
    parts = []
    for value, anchor in ((low, "start"), ((low + high) / 2, "middle"), (high, "end")):
        place = 1 + (value - low) / (high - low) * (DOT_WIDTH - 2)
        decimals = 1 if high - low < _SHORT_AXIS and value != round(value) else 0
        text = locale.number(value, decimals, signed=kind == "net")
        parts.append(element("text", text, x=place, y=10.0, text_anchor=anchor))
    return drawing(DOT_WIDTH, 12.0, "", parts, "ticks")


def around_middle(found: Diverging, left: float, right: float, said: str) -> Markup:
    """Parts left and right of a middle line; ``left`` and ``right`` are the longest sides of the column in per cent."""
    room = BAR_WIDTH - (APART_WIDTH if found.apart is not None else 0.0)
    scale = room / max(left + right, 1.0)
    middle = left * scale
    start = middle - found.left * scale
    parts = []
    for label, share, tone in found.parts:
        width = share * scale
        if width > 0:
            title = element("title", f"{label}: {share:.0f} %")
            bar = element("rect", title, x=start, y=2.0, width=width, height=BAR_HEIGHT - 4, class_=tone_class(tone))
            parts.append(bar)
        start += width
    parts.append(element("line", x1=middle, x2=middle, y1=0.0, y2=BAR_HEIGHT, class_="whole"))
    if found.apart is not None:
        width = min(found.apart, 100.0) / 100 * (APART_WIDTH - 6)
        frame = element("rect", x=room + 6, y=2.0, width=APART_WIDTH - 6, height=BAR_HEIGHT - 4, class_="apart-frame")
        parts += [frame, element("rect", x=room + 6, y=2.0, width=width, height=BAR_HEIGHT - 4, class_="apart")]
    return drawing(BAR_WIDTH, BAR_HEIGHT, said, parts, "parts")


def stacked(cell: Distribution, said: str) -> Markup:
    """Parts of a whole from left to right, such as detractors, passives and promoters."""
    start, parts = 0.0, []
    for share, tone in zip(cell.shares, tones(len(cell.shares)), strict=True):
        width = share / 100 * BAR_WIDTH
        parts.append(element("rect", x=start, y=2.0, width=width, height=BAR_HEIGHT - 4, class_=tone_class(tone)))
        start += width
    return drawing(BAR_WIDTH, BAR_HEIGHT, said, parts, "parts")


def histogram(cell: Distribution, said: str) -> Markup:
    """A column for each answer, from the worst to the best, as high as its share beside the largest one."""
    step = min(16.0, 88.0 / max(len(cell.shares), 1))
    most = max((*cell.shares, 1.0))
    parts = []
    for number, (share, tone) in enumerate(zip(cell.shares, tones(len(cell.shares)), strict=True)):
        height = share / most * 22
        bar = element("rect", x=number * step, y=24 - height, width=step - 2, height=height, class_=tone_class(tone))
        parts.append(bar)
    parts.append(element("line", x1=0, x2=len(cell.shares) * step, y1=24, y2=24, class_="axis"))
    return drawing(len(cell.shares) * step, 25.0, said, parts, "histogram")


def boxes(very: float, satisfied: float, said: str) -> Markup:
    """The very satisfied, dark, inside the satisfied, light, on 0 to 100 per cent."""
    bars = (("apart-frame", 100.0), ("tone-3", satisfied), ("tone-4", very))
    parts = [
        element("rect", x=0.0, y=3.0, width=share / 100 * BOX_WIDTH, height=12.0, class_=name) for name, share in bars
    ]
    return drawing(BOX_WIDTH, DOT_HEIGHT, said, parts, "boxes")


def spark(cell: Trend, said: str) -> Markup:
    """A small trend: a dot for each wave, joined where two waves are comparable."""
    width, height = 14.0 * max(len(cell.values) - 1, 1) + 2 * _EDGE, 22.0
    known = [value for value in cell.values if value is not None]
    if not known:
        return drawing(width, height, said, (), "spark")
    low, high = _stretched(min(known), max(known))

    def at(place: int, value: float) -> tuple[float, float]:
        return _EDGE + 14.0 * place, height - 4 - (value - low) / (high - low) * (height - 8)

    parts: list[Markup] = []
    before: tuple[float, float] | None = None
    for place, value in enumerate(cell.values):
        if value is None:
            before = None
            continue
        here = at(place, value)
        if before is not None and place not in cell.breaks:
            parts.append(element("line", x1=before[0], y1=before[1], x2=here[0], y2=here[1], class_="path"))
        last = place == len(cell.values) - 1
        parts.append(element("circle", cx=here[0], cy=here[1], r=3.0 if last else 2.0, class_="dot"))
        before = here
    return drawing(width, height, said, parts, "spark")


def over_waves(line: Line, said: str, locale: Locale) -> Markup:
    """A measure over the waves with its intervals; a gap and a dashed line where two waves are not comparable."""
    ends = [end for end in (*line.lower, *line.upper, *line.values) if end is not None]
    if not ends:
        return drawing(LINE_WIDTH, LINE_HEIGHT, said, (), "line")
    low, high = _stretched(min(ends), max(ends))
    left, right, top, bottom = 34.0, LINE_WIDTH - 14, 24.0, LINE_HEIGHT - 26
    step = (right - left - 30) / max(len(line.waves) - 1, 1)

    def x(place: int) -> float:
        return left + 15 + step * place if len(line.waves) > 1 else (left + right) / 2

    def y(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    parts = []
    for mark in _marks(low, high):
        text = formatting.number(mark, "net" if line.kind == "net" else "count", locale)
        parts.append(element("line", x1=left, x2=right, y1=y(mark), y2=y(mark), class_="axis"))
        parts.append(element("text", text, x=left - 5, y=y(mark) + 4, text_anchor="end"))
    every = -(-len(line.waves) // 6)  # no more names than there is room for
    before: tuple[float, float] | None = None
    for place, wave in enumerate(line.waves):
        if (len(line.waves) - 1 - place) % every == 0:
            parts.append(element("text", wave, x=x(place), y=LINE_HEIGHT - 6, text_anchor="middle"))
        if place in line.breaks:
            edge = x(place) - step / 2
            parts.append(element("line", x1=edge, x2=edge, y1=top, y2=bottom, class_="break"))
            before = None
        value, lower, upper = line.values[place], line.lower[place], line.upper[place]
        if value is None:
            before = None
            continue
        here = (x(place), y(value))
        if before is not None:
            parts.append(element("line", x1=before[0], y1=before[1], x2=here[0], y2=here[1], class_="path"))
        before = here
        if lower is not None and upper is not None:
            parts.append(element("line", x1=here[0], x2=here[0], y1=y(lower), y2=y(upper), class_="interval"))
        parts.append(element("circle", cx=here[0], cy=here[1], r=4, class_="dot"))
        if place % every == (len(line.waves) - 1) % every:
            text = formatting.number(value, line.kind, locale)
            above = y(upper) - 6 if upper is not None else here[1] - 8
            parts.append(element("text", text, x=here[0], y=above, text_anchor="middle", class_="value"))
    return drawing(LINE_WIDTH, LINE_HEIGHT, said, parts, "line")


def swatch(kind: str) -> Markup:
    """A sample of a colour for the key under a table."""
    if kind == "whole":
        inside = element("line", x1=6, x2=6, y1=0, y2=12, class_=kind)
    else:
        inside = element("rect", width=12, height=12, class_=kind)
    return element("svg", inside, width=12, height=12, viewBox="0 0 12 12", aria_hidden="true")


def _stretched(low: float, high: float) -> tuple[float, float]:
    """Ends at least `TREND_SPAN` apart, so that small changes look small."""
    lacking = max(TREND_SPAN - (high - low), 0.0)
    return low - lacking / 2, high + lacking / 2


def _marks(low: float, high: float) -> Sequence[float]:
    """Round numbers between two ends, about four."""
    step = next((s for s in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0) if (high - low) / s <= 5), 100.0)
    first = -(-low // step) * step
    return [first + step * number for number in range(int((high - first) // step) + 1)]


def tone_class(place: float) -> str:
    """The class of a part between the worst (-1) and the best answer (1)."""
    return f"tone-{round((place + 1) * 2)}"
