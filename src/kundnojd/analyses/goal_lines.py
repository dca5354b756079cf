"""Targets with interim targets: what a figure should have reached on a day, and the line it should follow."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

Day = datetime.date
Point = tuple[Day, float]


def value_at(points: Sequence[Point], when: Day, between: str = "linear") -> float | None:
    """The value that is due on a day, between points in the order of their dates; ``None`` before the first.

    ``linear`` joins the points by straight lines by the day, with ``step`` each holds until the next. After the last
    point its value stays.

    >>> path = [(Day(2025, 1, 1), 66.0), (Day(2027, 12, 31), 75.0)]
    >>> round(value_at(path, Day(2026, 6, 30)), 4), value_at(path, Day(2026, 6, 30), "step")
    (70.4835, 66.0)
    >>> value_at(path, Day(2024, 6, 30)), value_at(path, Day(2028, 6, 30))
    (None, 75.0)
    """
    passed = [point for point in points if point[0] <= when]
    if not passed:
        return None
    (day, value), after = passed[-1], points[len(passed) :]
    if not after or between == "step":
        return value
    next_day, next_value = after[0]
    return value + (next_value - value) * ((when - day).days / (next_day - day).days)


def line_at(points: Sequence[Point], start: Point | None, when: Day) -> float | None:
    """The value on a day of the straight line that leads to the goal.

    It runs between the points; where there is one only, from the ``start``, the first figure there is. ``None`` where
    there is nothing to draw it from, and on the day of the start itself.

    >>> round(line_at([(Day(2027, 12, 31), 75.0)], (Day(2023, 12, 31), 63.0), Day(2025, 12, 31)), 2)
    69.0
    """
    if len(points) == 1 and start is not None:
        day, _ = start
        return value_at([start, points[0]], when) if day < min(when, points[0][0]) else None
    return value_at(points, when) if len(points) > 1 else None
