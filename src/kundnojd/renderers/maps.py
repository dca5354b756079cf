"""A map of points as a drawing for a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from kundnojd.locale import Locale
from kundnojd.renderers import formatting
from kundnojd.renderers.axes import Axis, axes, inside
from kundnojd.renderers.office import shortened
from kundnojd.renderers.svg import drawing, element
from kundnojd.report.model import Scatter

WIDTH, HEIGHT = 560.0, 430.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 14.0, 14.0, 48.0
_LETTER, _LINE = 7.2, 15.0  # about the size of a letter, in the units of the drawing
MOST_LABELS = 60
_MOST_LABEL = 34  # characters


def scatter(block: Scatter, said: str, locale: Locale) -> Markup:
    """Points with their intervals as thin crosses, the lines that cut the map, and words in its corners."""
    across, up = axes(block)
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM

    def x(value: float) -> float:
        return left + across.place(value) * (right - left)

    def y(value: float) -> float:
        return bottom - up.place(value) * (bottom - top)

    parts = [*_frame(block, across, up, locale)]
    for place, is_across in ((block.x_line, True), (block.y_line, False)):
        if place is not None:
            ends = (x(place), x(place), top, bottom) if is_across else (left, right, y(place), y(place))
            parts.append(element("line", x1=ends[0], x2=ends[1], y1=ends[2], y2=ends[3], class_="whole"))
    if block.slope is not None:
        ends_of_line = inside(block.slope, across, up)
        if ends_of_line:
            (x1, y1), (x2, y2) = ends_of_line
            parts.append(element("line", x1=x(x1), x2=x(x2), y1=y(y1), y2=y(y2), class_="path"))
    for point in block.points:
        if point.x_lower is not None and point.x_upper is not None:
            ends = (x(point.x_lower), x(point.x_upper), y(point.y), y(point.y))
            parts.append(element("line", x1=ends[0], x2=ends[1], y1=ends[2], y2=ends[3], class_="reach"))
        if point.y_lower is not None and point.y_upper is not None:
            ends = (x(point.x), x(point.x), y(point.y_lower), y(point.y_upper))
            parts.append(element("line", x1=ends[0], x2=ends[1], y1=ends[2], y2=ends[3], class_="reach"))
    dots = [(x(point.x), y(point.y)) for point in block.points]
    for point, (cx, cy) in zip(block.points, dots, strict=True):
        title = element("title", formatting.one_line(point.label))
        parts.append(element("circle", title, cx=cx, cy=cy, r=5, class_="dot" if point.is_firm else "hollow"))
    corners = _corners(block) if block.corners else []
    parts += [element("text", text, x=cx, y=cy, text_anchor=a, class_="corner") for text, cx, cy, a in corners]
    labels = [
        str(number) if block.numbered else shortened(formatting.one_line(point.label), _MOST_LABEL)
        for number, point in enumerate(block.points, 1)
    ]
    taken = [_box(text, cx, cy, anchor) for text, cx, cy, anchor in corners]
    if len(labels) <= MOST_LABELS:
        parts += [
            element("text", text, x=cx, y=cy, text_anchor=anchor, class_="label")
            for text, cx, cy, anchor in _placed(labels, dots, taken)
        ]
    return drawing(WIDTH, HEIGHT, said, parts, "map")


def _frame(block: Scatter, across: Axis, up: Axis, locale: Locale) -> Iterator[Markup]:
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM
    for mark in across.marks:
        at = left + across.place(mark) * (right - left)
        yield element("line", x1=at, x2=at, y1=top, y2=bottom, class_="axis")
        yield element("text", across.text(mark, block.x_kind, locale), x=at, y=bottom + 17, text_anchor="middle")
    for mark in up.marks:
        at = bottom - up.place(mark) * (bottom - top)
        yield element("line", x1=left, x2=right, y1=at, y2=at, class_="axis")
        yield element("text", up.text(mark, block.y_kind, locale), x=left - 6, y=at + 4, text_anchor="end")
    label = formatting.one_line(block.x_label)
    yield element("text", label, x=(left + right) / 2, y=HEIGHT - 8, text_anchor="middle", class_="name")
    middle, turned = (top + bottom) / 2, formatting.one_line(block.y_label)
    turn = f"rotate(-90 14 {middle:.0f})"
    yield element("text", turned, x=14.0, y=middle, text_anchor="middle", transform=turn, class_="name")


Word = tuple[str, float, float, str]  # text, place, anchor
Box = tuple[float, float, float, float]


def _corners(block: Scatter) -> list[Word]:
    left, right, top, bottom = _LEFT + 6, WIDTH - _RIGHT - 6, _TOP + 15, HEIGHT - _BOTTOM - 7
    places = ((left, top, "start"), (right, top, "end"), (left, bottom, "start"), (right, bottom, "end"))
    return [
        (formatting.one_line(text), *place) for text, place in zip(block.corners or (), places, strict=False) if text
    ]


def _box(text: str, x: float, y: float, anchor: str) -> Box:
    width = _LETTER * len(text)
    start = x if anchor == "start" else x - width if anchor == "end" else x - width / 2
    return start, y - _LINE + 3, start + width, y + 3


def _placed(labels: Sequence[str], dots: Sequence[tuple[float, float]], taken: Sequence[Box]) -> Iterator[Word]:
    """Each label beside its dot where it covers nothing, those without room left out: the list has them."""
    boxes = [*taken, *((cx - 5, cy - 5, cx + 5, cy + 5) for cx, cy in dots)]
    for text, (cx, cy) in zip(labels, dots, strict=True):
        tries = (
            (cx + 8, cy + 4, "start"),
            (cx - 8, cy + 4, "end"),
            (cx, cy - 9, "middle"),
            (cx, cy + 19, "middle"),
            (cx + 7, cy - 7, "start"),
            (cx + 7, cy + 16, "start"),
            (cx - 7, cy - 7, "end"),
            (cx - 7, cy + 16, "end"),
        )
        for place in tries:
            box = _box(text, *place)
            inside = box[0] >= _LEFT and box[2] <= WIDTH - 2 and box[1] >= 0 and box[3] <= HEIGHT - _BOTTOM
            if inside and not any(_meet(box, other) for other in boxes):
                boxes.append(box)
                yield text, *place
                break


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
