"""A report as data: sections of figures, tables and notes, worded in one language, with raw numbers.

Renderers format the numbers by `Column.kind` and draw the cells that are tuples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kundnojd.notices import Notice

# Stands between two waves that are not comparable.
BREAK = "╱"


@dataclass(frozen=True)
class Change:
    """A difference in points with its verdict: higher, lower, no-clear-difference or too-few."""

    value: float
    verdict: str
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval, for a cell that is drawn as a dot on a line."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Distribution:
    """Shares in per cent along a scale, from the worst to the best answer."""

    shares: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Trend:
    """Values over the waves, ``None`` where there is none.

    ``breaks`` are the places of values that are not comparable with the one before.
    """

    values: tuple[float | None, ...]
    breaks: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Marked:
    """An estimate with the verdict of its comparison, for a dense table."""

    value: float
    verdict: str


Cell = str | float | int | None | Change | Interval | Distribution | Trend | Marked


@dataclass(frozen=True)
class Column:
    """A column of a table.

    ``kind`` says what its cells are: ``text``, ``count``, ``index``, ``share``, ``net``, ``mean`` (numbers),
    ``change`` (`Change` in points of ``unit_kind``), ``interval`` (of ``unit_kind``), ``distribution`` (few parts),
    ``histogram`` (a `Distribution` over every answer), ``trend`` or ``marked`` (`Marked` of ``unit_kind``).
    ``priority`` decides what goes first where the page is narrow: 0 always stays, 9 goes first.
    ``low`` and ``high`` are the ends of the axis for ``interval``, and ``middle`` is a value to mark on it, such as no
    difference.
    """

    key: str
    label: str
    kind: str
    priority: int = 0
    unit_kind: str = ""
    low: float = 0.0
    high: float = 100.0
    middle: float | None = None


@dataclass(frozen=True)
class Row:
    """The cells in the order of the columns; ``status`` is ok, low-base, hidden or empty; ``is_total`` marks the whole.

    A hidden row has its label, ``None`` for every figure, and ``remark`` says why. ``interval`` is that of the row's
    first estimate, for formats with room for it, where no column shows it. ``in_headline`` marks a question that the
    headline is made of. ``links`` are words and the files beside this one that they lead to; the first word is the
    label.
    """

    cells: tuple[Cell, ...]
    status: str = "ok"
    is_total: bool = False
    remark: str = ""
    interval: Interval | None = None
    in_headline: bool = False
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows under columns with a caption; ``notes`` are the lines under it.

    ``narrow`` says what happens to columns there is no room for: ``drop`` them, or ``continue`` in a table below.
    """

    key: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    narrow: str = "drop"


@dataclass(frozen=True)
class Figure:
    """One figure of the headline with its interval and its change since the previous wave."""

    key: str
    label: str
    kind: str
    value: float | None
    lower: float | None
    upper: float | None
    n: int
    status: str = "ok"
    change: Change | None = None
    since: str = ""  # the wave that the change is against
    trend: Trend | None = None
    span: str = ""  # the waves the trend runs over
    parts: Distribution | None = None  # such as the three shares behind an NPS
    against: tuple[tuple[str, Change], ...] = ()  # what else it is held against, in words, such as a target
    band: str = ""  # the word for the level, where bands were asked for


@dataclass(frozen=True)
class Figures:
    """The headline."""

    figures: tuple[Figure, ...]
    level: float


@dataclass(frozen=True)
class Line:
    """One measure of the whole over the waves with its intervals; ``None`` where there is no value.

    ``breaks`` are the places of waves that are not comparable with the one before.
    """

    key: str
    label: str
    kind: str
    waves: tuple[str, ...]
    values: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    breaks: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Lines:
    """Measures over the waves, to be drawn one beside the other."""

    lines: tuple[Line, ...]
    level: float


@dataclass(frozen=True)
class Notes:
    """Lines of text."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """A point of a map with its intervals, where it has them; hollow where it is not ``is_firm``."""

    label: str
    x: float
    y: float
    x_lower: float | None = None
    x_upper: float | None = None
    y_lower: float | None = None
    y_upper: float | None = None
    is_firm: bool = True


@dataclass(frozen=True)
class Scatter:
    """Points on a map of two figures, of the kinds ``x_kind`` and ``y_kind`` (index, share, net, mean or count).

    ``x_line`` and ``y_line`` cut the map in four, which ``corners`` name: top left, top right, bottom left, bottom
    right. ``slope`` is a line to draw, as intercept and slope. ``said`` is what the map says, in words. Labels stand
    beside the points, or in a numbered list under the map where it is ``numbered``.
    """

    key: str
    title: str
    x_label: str
    y_label: str
    x_kind: str
    y_kind: str
    points: tuple[Point, ...]
    x_line: float | None = None
    y_line: float | None = None
    corners: tuple[str, str, str, str] | None = None
    slope: tuple[float, float] | None = None
    said: str = ""
    numbered: bool = False


@dataclass(frozen=True)
class WorkPart:
    """A part of a page for a workshop: what it asks, what there is to talk about, and how many empty lines follow."""

    title: str
    items: tuple[str, ...]
    empty_lines: int = 0


@dataclass(frozen=True)
class Workshop:
    """A page for a team to write on."""

    parts: tuple[WorkPart, ...]


Block = Table | Figures | Lines | Scatter | Notes | Workshop


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; one of ``level`` 2 or 3 is a part of the section before of a lower level."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True)
class Provenance:
    """Where the figures come from: program version, inputs with their sha256, options, time in ISO 8601 (UTC)."""

    version: str
    inputs: tuple[tuple[str, str], ...]
    options: Mapping[str, object]
    time: str


@dataclass(frozen=True)
class Report:
    """A whole report in one language.

    ``subtitle`` holds the lines that say what was read; ``notices`` are what the user should know, as values.
    """

    title: str
    language: str
    subtitle: tuple[str, ...]
    sections: tuple[Section, ...]
    provenance: Provenance
    notices: tuple[Notice, ...] = field(default=())
