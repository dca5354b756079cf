"""A map of points in characters: numbers on a grid, with the names beside them."""

from __future__ import annotations

from rich.text import Text

from kundnojd.locale import Locale
from kundnojd.renderers import formatting
from kundnojd.renderers.axes import Axis, axes, told
from kundnojd.renderers.terminal_text import QUIET, Rows, paragraph
from kundnojd.report.model import Scatter

WIDEST, HEIGHT = 76, 19
MOST_POINTS = 99  # two figures


def scatter(block: Scatter, width: int, locale: Locale) -> Rows:
    """The map, then each number with its name and its two figures; only these where there is no room or too many."""
    rows = [Text(), *(paragraph(block.title, width, "bold") if block.title else [])]
    if block.said:
        rows += paragraph(block.said, width, "")
    if len(block.points) <= MOST_POINTS:
        rows += _map(block, min(width, WIDEST), locale)
    rows.append(Text())
    for number, point in enumerate(block.points, 1):
        x, y = told(point, block, locale)
        mark = "" if point.is_firm else f" {formatting.LOW_BASE}"
        rows += paragraph(f"{number:>2}{mark} {point.label}: {x} · {y}", width, "", indent=4)
    if any(not point.is_firm for point in block.points):
        rows += paragraph(f"{formatting.LOW_BASE} {locale.text('page.hollow')}", width, QUIET, indent=2)
    return rows


def _map(block: Scatter, width: int, locale: Locale) -> Rows:
    across, up = axes(block)
    marks = {_row(mark, up): up.text(mark, block.y_kind, locale) for mark in up.marks}
    margin = max(len(text) for text in marks.values()) + 1
    wide = width - margin - 1
    grid = [[" "] * wide for _ in range(HEIGHT)]
    if block.x_line is not None:
        column = _column(block.x_line, across, wide)
        for line in grid:
            line[column] = "┊"
    if block.y_line is not None:
        row = grid[_row(block.y_line, up)]
        row[:] = ["┼" if mark == "┊" else "┈" for mark in row]
    corners = block.corners or ("", "", "", "")
    for (at, is_right), name in zip(((0, False), (0, True), (-1, False), (-1, True)), corners, strict=True):
        shown = formatting.one_line(name)[: wide // 2 - 2]
        start = wide - len(shown) if is_right else 0
        grid[at][start : start + len(shown)] = shown
    for number, point in enumerate(block.points, 1):
        text = str(number)
        line, wish = grid[_row(point.y, up)], min(_column(point.x, across, wide), wide - len(text))
        column = next((k for k in _around(wish, wide - len(text)) if not _is_taken(line, k, len(text))), wish)
        line[column : column + len(text)] = text
    rows = [Text(f"{formatting.one_line(block.y_label)}", QUIET)]
    for k, line in enumerate(grid):
        rows.append(Text(f"{marks.get(k, ''):>{margin}}", QUIET) + Text("│", QUIET) + Text("".join(line).rstrip()))
    rows.append(Text(" " * margin + "└" + "─" * wide, QUIET))
    below = [" "] * (wide + 2)
    for mark in across.marks:
        text = across.text(mark, block.x_kind, locale)
        start = min(max(_column(mark, across, wide) - len(text) // 2, 0), wide - len(text))
        if all(letter == " " for letter in below[max(start - 1, 0) : start + len(text) + 1]):
            below[start : start + len(text)] = text
    rows.append(Text(" " * (margin + 1) + "".join(below).rstrip(), QUIET))
    label = formatting.one_line(block.x_label)
    rows.append(Text(f"{label:>{width}}" if len(label) <= width else label, QUIET))
    return rows


def _around(wish: int, last: int) -> list[int]:
    """Places from a wished one outwards."""
    return [k for step in range(6) for k in (wish + step, wish - step) if 0 <= k <= last]


def _is_taken(line: list[str], start: int, length: int) -> bool:
    """Whether a number, or a word, stands there or touches the place."""
    return any(letter not in " ┊┈┼" for letter in line[max(start - 1, 0) : start + length + 1])


def _column(value: float, axis: Axis, wide: int) -> int:
    return round(axis.place(value) * (wide - 1))


def _row(value: float, axis: Axis) -> int:
    return HEIGHT - 1 - round(axis.place(value) * (HEIGHT - 1))
