"""What a table holds that can be drawn, as plain numbers, the same for every format that draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kundnojd.report.model import Cell, Column, Distribution, Interval, Row, Table


@dataclass(frozen=True)
class Point:
    """One row of a dot plot: a label with an estimate and its interval, in points."""

    label: str
    value: float
    lower: float
    upper: float
    is_total: bool


@dataclass(frozen=True)
class Boxes:
    """The very satisfied beside the satisfied of one row, in per cent; the satisfied hold the very satisfied."""

    label: str
    very: float
    satisfied: float
    is_total: bool


def place(table: Table, *, kind: str = "", key: str = "") -> int | None:
    """The place of the first column of a kind, or with a key, or ``None``."""
    for number, column in enumerate(table.columns):
        if (kind and column.kind == kind) or (key and column.key == key):
            return number
    return None


def points(table: Table) -> tuple[Point, ...]:
    """The rows of a table that have an interval, in its order."""
    where = place(table, kind="interval")
    if where is None:
        return ()
    return tuple(
        Point(str(row.cells[0]), cell.value, cell.lower, cell.upper, row.is_total)
        for row in table.rows
        if isinstance(cell := row.cells[where], Interval)
    )


def whole(table: Table) -> Point | None:
    """The whole of a dot plot, which the units stand beside."""
    return next((point for point in points(table) if point.is_total), None)


def boxes(table: Table) -> tuple[Boxes, ...]:
    """The rows of a table that have both shares, in its order; none where it lacks one or draws all the parts."""
    very, satisfied = place(table, key="top-box"), place(table, key="satisfied")
    if very is None or satisfied is None or place(table, kind="distribution") is not None:
        return ()
    return tuple(
        Boxes(str(row.cells[0]), top, both, row.is_total)
        for row in table.rows
        if isinstance(top := row.cells[very], float) and isinstance(both := row.cells[satisfied], float)
    )


@dataclass(frozen=True)
class Diverging:
    """Answers around the middle of their scale: per cent left of it, then the parts from left to right.

    ``parts`` are (label, per cent, tone), tone from -1 (worst answer) to 1 (best); a middle answer is split in two
    halves around the middle. ``apart`` is the share of don't know, ``None`` where it is not known.
    """

    left: float
    parts: tuple[tuple[str, float, float], ...]
    apart: float | None = None


def diverging(cell: Distribution, apart: float | None = None) -> Diverging:
    """A distribution around its middle.

    >>> diverging(Distribution((10.0, 20.0, 70.0), ("bad", "so-so", "good"))).left
    20.0
    """
    shades = tones(len(cell.shares))
    left = sum(share for share, tone in zip(cell.shares, shades, strict=True) if tone < 0)
    left += sum(share / 2 for share, tone in zip(cell.shares, shades, strict=True) if tone == 0)
    return Diverging(left, tuple(zip(cell.labels, cell.shares, shades, strict=True)), apart)


def tones(size: int) -> tuple[float, ...]:
    """Where each of ``size`` answers stands between the worst (-1) and the best (1).

    >>> tones(3)
    (-1.0, 0.0, 1.0)
    """
    middle = (size - 1) / 2
    return tuple((number - middle) / middle if middle else 0.0 for number in range(size))


def dont_know(row: Row, columns: Sequence[Column]) -> float | None:
    """The share of don't know in the row of a question."""
    found: list[Cell] = [cell for cell, column in zip(row.cells, columns, strict=True) if column.key == "dont-know"]
    return found[0] if found and isinstance(found[0], float) else None
