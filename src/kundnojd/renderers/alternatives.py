"""What a chart says, in words, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from kundnojd.locale import Locale
from kundnojd.renderers import axes, formatting
from kundnojd.renderers.plots import Point
from kundnojd.report.model import BREAK, Distribution, Line, Scatter

_MOST = 60  # rows that are told one by one


def over_waves(line: Line, locale: Locale) -> str:
    """Each wave with its value and interval."""
    texts = []
    for place, wave in enumerate(line.waves):
        value, lower, upper = line.values[place], line.lower[place], line.upper[place]
        text = formatting.NOTHING if value is None else formatting.number(value, line.kind, locale)
        if lower is not None and upper is not None:
            text += f" ({formatting.span(lower, upper, line.kind, locale)})"
        texts.append(f"{f'{BREAK} ' if place in line.breaks else ''}{wave}: {text}")
    return f"{line.label}. {'; '.join(texts)}"


def of_points(name: str, points: Sequence[Point], kind: str, locale: Locale) -> str:
    """Each row with its value and interval."""
    texts = [
        f"{point.label}: {formatting.number(point.value, kind, locale)} "
        f"({formatting.span(point.lower, point.upper, kind, locale)})"
        for point in points[:_MOST]
    ]
    return f"{name}. {'; '.join(texts)}{'; …' if len(points) > _MOST else ''}"


def of_parts(name: str, rows: Sequence[tuple[str, Distribution]], locale: Locale) -> str:
    """Each row with its shares."""
    texts = [
        f"{label}: "
        + ", ".join(f"{answer} {locale.share(share)}" for answer, share in zip(cell.labels, cell.shares, strict=True))
        for label, cell in rows[:_MOST]
    ]
    return f"{name}. {'; '.join(texts)}{'; …' if len(rows) > _MOST else ''}"


def of_map(block: Scatter, locale: Locale) -> str:
    """What the map says, and each point with its two figures."""
    texts = [
        f"{formatting.one_line(point.label)}: {'; '.join(axes.told(point, block, locale))}"
        for point in block.points[:_MOST]
    ]
    lead = " ".join(part for part in (f"{block.title}." if block.title else "", block.said) if part)
    head = f"{lead} {block.x_label} × {block.y_label}."
    return (
        f"{formatting.one_line(head)} {'. '.join(texts)}{'. …' if len(block.points) > _MOST else '.' if texts else ''}"
    )
