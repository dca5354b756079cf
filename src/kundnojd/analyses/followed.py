"""A key figure by unit and period, whether it comes from the survey or from a file of figures."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import Estimate
from kundnojd.analyses.grid import Grid
from kundnojd.analyses.results import INTERVAL_OF
from kundnojd.inference import INTERVALS
from kundnojd.inference.estimates import Estimates
from kundnojd.questionnaire.wave_labels import period_end

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Followed:
    """Arrays of shape (U + 1, P): row 0 is the whole, whose name is empty; periods run from the oldest.

    ``value`` is NaN where there is none. ``n`` answers or cases stand behind it, NaN where that is not known.
    ``lower`` and ``upper`` are NaN of a figure that is counted. ``cells`` are what tests need, of the sort ``test``
    (mean, share, net); with another sort, tests are made from the intervals. ``ends`` are the days the periods ended,
    ``broken`` (P,) the periods that are not comparable with the one before. ``levels`` part the rows into families.
    ``assumed`` are inputs of the formula that the figure cannot be read without.
    """

    units: tuple[str, ...]
    levels: tuple[tuple[int, int], ...]
    periods: tuple[str, ...]
    ends: tuple[datetime.date | None, ...]
    kind: str
    method: str
    test: str
    value: Floats
    n: Floats
    se: Floats
    lower: Floats
    upper: Floats
    hidden: Flags
    broken: Flags
    cells: Estimates | None = None
    assumed: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def newest(self) -> int | None:
        """The place of the newest period in which anything is known, ``None`` where nothing is."""
        known = np.flatnonzero((~np.isnan(self.value) | self.hidden).any(axis=0))
        return int(known[-1]) if known.size else None

    @property
    def start(self) -> int:
        """The place of the first period that the newest one may be compared with, back to the last break."""
        newest = self.newest or 0
        known = np.flatnonzero((~np.isnan(self.value) | self.hidden).any(axis=0))
        breaks = np.flatnonzero(self.broken[: newest + 1])
        first = breaks[-1] if breaks.size else 0
        return int(min([k for k in known if k >= first], default=newest))


def ends_of(periods: Sequence[str], said: Mapping[str, datetime.date]) -> tuple[datetime.date | None, ...]:
    """The days that periods ended: as ``[periods]`` of ``survey.toml`` says, else as their names do.

    >>> ends_of(("2024", "Round 2"), {"Round 2": datetime.date(2025, 5, 31)})
    (datetime.date(2024, 12, 31), datetime.date(2025, 5, 31))
    """
    return tuple(said.get(period) or period_end(period) for period in periods)


def of_survey(
    estimate: Estimate, kind: str, grid: Grid, waves: Sequence[str], said: Mapping[str, datetime.date], level: float
) -> Followed:
    """A measure of the survey; ``waves`` are the names of the grid's waves, also where there is only one."""
    rows = min(len(estimate.hidden), sum(not group for group in grid.groups))  # without groups, which come last
    cells, hidden = estimate.cells[:rows], estimate.hidden[:rows]
    method = INTERVAL_OF[estimate.test] if np.isfinite(cells.ends).all() else "t"
    lower, upper = INTERVALS[method].function(cells, level, *cells.ends)
    shown = ~hidden & (cells.n > 0)
    broken = np.zeros(len(waves), dtype=bool) if estimate.broken is None else estimate.broken

    def where(values: Floats) -> Floats:
        return np.where(shown, values, np.nan)

    return Followed(
        units=grid.units[:rows],
        levels=grid.levels[:rows],
        periods=tuple(waves),
        ends=ends_of(waves, said),
        kind=kind,
        method=method,
        test=estimate.test,
        value=where(cells.mean),
        n=np.where(hidden, np.nan, cells.n),
        se=where(cells.se),
        lower=where(lower),
        upper=where(upper),
        hidden=hidden,
        broken=broken,
        cells=cells,
    )
