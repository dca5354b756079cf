"""The axes of a map: where they begin and end, and the round numbers on them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kundnojd.locale import Locale
from kundnojd.renderers import formatting
from kundnojd.report.model import Point, Scatter

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_ROOM = 0.04  # of the length, free at either end


@dataclass(frozen=True)
class Axis:
    """The ends of an axis, the numbers on it, and the decimals that tell them apart."""

    low: float
    high: float
    marks: tuple[float, ...]
    decimals: int

    def text(self, value: float, kind: str, locale: Locale) -> str:
        """A number on the axis."""
        if kind == "share" and not self.decimals:
            return locale.share(value)
        return locale.number(value, self.decimals, signed=kind == "net")

    @property
    def outward(self) -> Axis:
        """The axis with its ends at round numbers: office programs begin to count at the lower end."""
        if len(self.marks) < 2:
            return self
        step = self.marks[1] - self.marks[0]
        low = self.marks[0] - (step if self.low < self.marks[0] - 1e-9 * step else 0.0)
        high = self.marks[-1] + (step if self.high > self.marks[-1] + 1e-9 * step else 0.0)
        return replace(self, low=low, high=high)

    def place(self, value: float) -> float:
        """Where a value stands between the ends, 0 to 1, those outside at the ends."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)


def axes(block: Scatter) -> tuple[Axis, Axis]:
    """The axes of a map, wide enough for its points and lines, and for intervals as far as they are not far out."""
    xs = [point.x for point in block.points] + ([block.x_line] if block.x_line is not None else [])
    ys = [point.y for point in block.points] + ([block.y_line] if block.y_line is not None else [])
    x_ends = [e for point in block.points for e in (point.x_lower, point.x_upper) if e is not None]
    y_ends = [e for point in block.points for e in (point.y_lower, point.y_upper) if e is not None]
    return axis(xs, x_ends), axis(ys, y_ends)


def axis(values: Sequence[float], ends: Sequence[float] = ()) -> Axis:
    """An axis that holds all the values, and the ends of intervals up to half its length beyond them.

    >>> axis([61.0, 78.0]).marks
    (65.0, 70.0, 75.0)
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if high - low < 1e-9 * max(abs(high), 1.0):
        low, high = low - 1, high + 1
    reach = (high - low) / 2
    low, high = max(min([low, *ends]), low - reach), min(max([high, *ends]), high + reach)
    room = _ROOM * (high - low)
    low, high = low - room, high + room
    rough = (high - low) / 5
    scale = 10.0 ** math.floor(math.log10(rough))
    step = next(s * scale for s in _STEPS if s * scale >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    marks = tuple(round(k * step, 12) + 0.0 for k in range(first, math.floor(high / step + 1e-9) + 1))
    decimals = next((d for d in range(6) if all(abs(round(mark, d) - mark) < 1e-9 for mark in marks)), 6)
    return Axis(low, high, marks, decimals)


def told(point: Point, block: Scatter, locale: Locale) -> tuple[str, str]:
    """The two figures of a point in words, each with its interval where it has one."""
    return (
        _figure(point.x, point.x_lower, point.x_upper, block.x_kind, locale),
        _figure(point.y, point.y_lower, point.y_upper, block.y_kind, locale),
    )


def _figure(value: float, lower: float | None, upper: float | None, kind: str, locale: Locale) -> str:
    text = formatting.number(value, kind, locale)
    return text if lower is None or upper is None else f"{text} ({formatting.span(lower, upper, kind, locale)})"


def names(block: Scatter) -> list[str]:
    """The labels of the points, with their numbers where the map is numbered."""
    labels = [formatting.one_line(point.label) for point in block.points]
    return [f"{number}. {label}" for number, label in enumerate(labels, 1)] if block.numbered else labels


Place = tuple[float, float]


def inside(slope: tuple[float, float], across: Axis, up: Axis) -> tuple[Place, ...]:
    """The ends of the part of a line that is on the map; empty where it runs beside it."""
    intercept, rise = slope
    xs = [across.low, across.high]
    if rise:
        xs += [(end - intercept) / rise for end in (up.low, up.high)]
    room = 1e-9 * (up.high - up.low)
    found = sorted(
        (x, intercept + rise * x)
        for x in xs
        if across.low <= x <= across.high and up.low - room <= intercept + rise * x <= up.high + room
    )
    return (found[0], found[-1]) if len(found) > 1 else ()


def corner_places(block: Scatter, across: Axis, up: Axis) -> list[tuple[str, Place, str]]:
    """The words in the corners, the places they begin or end at, and the side they stand on (r or l)."""
    x_room, y_room = 0.01 * (across.high - across.low), 0.03 * (up.high - up.low)
    left, right, top, bottom = across.low + x_room, across.high - x_room, up.high - y_room, up.low + y_room
    places = (((left, top), "r"), ((right, top), "l"), ((left, bottom), "r"), ((right, bottom), "l"))
    return [
        (formatting.one_line(text), *place) for text, place in zip(block.corners or (), places, strict=False) if text
    ]
