"""The change of a key figure between two periods, with its interval, for every unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.followed import Followed
from kundnojd.inference import ADJUSTMENTS, TESTS
from kundnojd.inference.distributions import z_p_value, z_quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Changed:
    """Changes, shape (U + 1,): NaN where there is nothing to compare.

    ``lower`` and ``upper`` are NaN of figures that are counted. ``verdict`` is higher, lower, no-clear-difference,
    too-few (under the least number of answers), or counted.
    """

    difference: Floats
    lower: Floats
    upper: Floats
    p_adjusted: Floats
    verdict: NDArray[np.object_]


def changed(figure: Followed, now: int, before: int, least: int, adjust: str, level: float) -> Changed:
    """A period against an earlier one, each as an independent sample.

    Shares, means and net scores of the survey, and shares of a file, are tested as in any comparison of waves
    (`TESTS`); other figures by their intervals, whose distances are added by squares, and z of the level x change /
    that distance. The units of one level are one family for the correction. Source of the squares: Zou and Donner
    (2008), Statistics in Medicine 27, 1693-1702.
    """
    value, earlier = figure.value[:, now], figure.value[:, before]
    difference = value - earlier
    lower, upper, p_value = _by_squares(figure, now, before, level)
    usable = ~np.isnan(difference)
    if figure.cells is not None and f"{figure.test}-wave" in TESTS and usable.any():
        a, b = figure.cells[:, now], figure.cells[:, before]
        found = TESTS[f"{figure.test}-wave"].function(a[usable], b[usable], level)
        lower[usable], upper[usable], p_value[usable] = found.lower, found.upper, found.p_value
    counted = usable & np.isnan(lower) & np.isnan(upper)
    enough = ~(figure.n[:, now] < least) & ~(figure.n[:, before] < least)
    tested = usable & enough & ~np.isnan(p_value)
    adjusted = _adjusted(np.where(tested, p_value, np.nan), figure.levels, adjust)
    sure = tested & (adjusted < 1 - level)
    verdict = np.select(
        [~usable, counted, sure & (difference > 0), sure & (difference < 0), tested],
        ["", "counted", "higher", "lower", "no-clear-difference"],
        "too-few",
    ).astype(object)
    return Changed(difference, lower, upper, adjusted, verdict)


def _by_squares(figure: Followed, now: int, before: int, level: float) -> tuple[Floats, Floats, Floats]:
    a, b = figure.value[:, now], figure.value[:, before]
    with np.errstate(divide="ignore", invalid="ignore"):
        below = np.hypot(a - figure.lower[:, now], figure.upper[:, before] - b)
        above = np.hypot(figure.upper[:, now] - a, b - figure.lower[:, before])
        difference = a - b
        p_value = z_p_value(z_quantile(level) * difference / np.where(difference > 0, below, above))
    return difference - below, difference + above, np.asarray(p_value)


def _adjusted(p_values: Floats, levels: Sequence[tuple[int, int]], adjust: str) -> Floats:
    adjusted = np.full(p_values.shape, np.nan)
    for family in sorted(set(levels)):
        rows = np.array([place == family for place in levels])
        adjusted[rows] = ADJUSTMENTS[adjust].function(p_values[rows])
    return adjusted
