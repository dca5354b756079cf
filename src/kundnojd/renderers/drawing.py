"""Small drawings in characters: an interval on an axis, parts of a whole, heights, a trend."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kundnojd.locale import Locale
from kundnojd.report.model import BREAK

SHADES = "░▒▓█"
HEIGHTS = "▁▂▃▄▅▆▇█"
DOT = "●"
# Less than this many points from top to bottom is drawn as little as it is.
TREND_SPAN = 10.0


def position(value: float, low: float, high: float, width: int) -> int:
    """The place of a value on an axis of ``width`` characters, 0 to width - 1, clipped at the ends."""
    place = round((value - low) / (high - low) * (width - 1))
    return min(max(place, 0), width - 1)


def interval(
    value: float, lower: float, upper: float, low: float, high: float, width: int, reference: float | None
) -> str:
    """A dot on a line; ``reference`` is marked where the line leaves it free, arrows where the line runs out.

    >>> interval(50, 40, 60, 0, 100, 21, 50)
    '        ──●──        '
    >>> interval(10, -5, 20, 0, 100, 11, 70)
    '◂●─    ┊   '
    >>> interval(-10, -25, 20, 0, 100, 11, 70)
    '◂──    ┊   '
    """
    cells = [" "] * width
    if reference is not None and low <= reference <= high:
        cells[position(reference, low, high, width)] = "┊"
    start, end = position(lower, low, high, width), position(upper, low, high, width)
    cells[start : end + 1] = "─" * (end - start + 1)
    cells[position(value, low, high, width)] = DOT
    if lower < low:
        cells[0] = "◂"
    if upper > high:
        cells[-1] = "▸"
    return "".join(cells)


def ticks(low: float, high: float, width: int, locale: Locale) -> str:
    """The numbers of an axis, each centred over its place; as many as there is room for.

    >>> from kundnojd.locale import load
    >>> ticks(50, 80, 31, load("en"))
    '50       60        70        80'
    """
    step = next(
        (s for s in (5, 10, 20, 25, 50, 100) if (high - low) % s == 0 and width >= 6 * (high - low) / s + 4),
        high - low,
    )
    cells = [" "] * width
    mark = low
    while mark <= high:
        label = locale.number(mark, 0)
        start = position(mark, low, high, width) - len(label) // 2
        start = min(max(start, 0), width - len(label))
        cells[start : start + len(label)] = label
        mark += step
    return "".join(cells)


def lengths(shares: Sequence[float], width: int) -> list[int]:
    """Parts of a bar of ``width`` characters: whole numbers in proportion that add up to it.

    >>> lengths((10, 20, 70), 12)
    [1, 3, 8]
    """
    total = sum(shares)
    if total <= 0:
        return [0] * len(shares)
    exact = [share / total * width for share in shares]
    found = [int(length) for length in exact]
    # The largest remainders get what rounding down left over.
    order = sorted(range(len(exact)), key=lambda k: found[k] - exact[k])
    for k in order[: width - sum(found)]:
        found[k] += 1
    return found


def shades(count: int) -> str:
    """A shade for each of up to four parts, as far from each other as they go.

    >>> shades(4), shades(3), shades(2)
    ('░▒▓█', '░▒█', '░█')
    """
    return {1: "█", 2: "░█", 3: "░▒█"}.get(count, SHADES)


def histogram(shares: Sequence[float]) -> str:
    """A height for each answer; the commonest is full.

    >>> histogram((0, 10, 40, 80))
    '▁▂▅█'
    """
    highest = max(shares, default=0.0)
    if highest <= 0:
        return HEIGHTS[0] * len(shares)
    return "".join(HEIGHTS[min(int(share / highest * 8), 7)] for share in shares)


def sparkline(values: Sequence[float | None], breaks: Collection[int] = ()) -> str:
    """Values over time as heights; a blank where there is none, a stroke before the values at ``breaks``.

    >>> sparkline((60.0, 61.0, None, 70.0)), sparkline((60.0, 61.0, 70.0), {2})
    ('▁▁ █', '▁▁╱█')
    """
    known = [value for value in values if value is not None]
    if not known:
        return " " * len(values)
    middle, half = (max(known) + min(known)) / 2, max(max(known) - min(known), TREND_SPAN) / 2
    heights = (
        " " if value is None else HEIGHTS[min(int((value - middle + half) / (2 * half) * 8), 7)] for value in values
    )
    return "".join(f"{BREAK}{height}" if place in breaks else height for place, height in enumerate(heights))
