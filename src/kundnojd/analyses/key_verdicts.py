"""Whether key figures are on target: only where the interval allows, and chance is corrected for over many units.

All arrays have one value for each unit, shape (U + 1,), row 0 the whole. ``better`` is up or down.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kundnojd.inference import ADJUSTMENTS, TARGET_TESTS
from kundnojd.inference.distributions import z_quantile
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.known_values import known

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Words = NDArray[np.object_]

ON_TARGET, CANNOT_SAY, TOO_FEW = "on-target", "cannot-say", "too-few"
MISSED = {"up": "below", "down": "above"}  # the target, when more or less is better
_MOST_MORE = 100  # times as many answers: who needs more than that cannot get them
_ROUNDING = 1e-9


def bound(target: Floats, tolerance: float, better: str) -> Floats:
    """The value that is good enough: the target less the tolerance, or plus it where less is better.

    >>> bound(np.array([72.0]), 0.5, "up").tolist(), bound(np.array([8.0]), 0.5, "down").tolist()
    ([71.5], [8.5])
    """
    return target - tolerance if better == "up" else target + tolerance


def verdict(value: Floats, lower: Floats, upper: Floats, enough: Flags, limit: Floats, better: str) -> Words:
    """On target where the whole interval is, below (or above) where all of it misses, else cannot say.

    ``limit`` is the `bound`. Figures without an interval are counted and judged as they stand; where there are not
    ``enough`` answers nothing is said but too-few. Empty where there is no value or no limit.

    >>> value, se = np.array([70.1, 68.2, 74.9]), np.array([1.4, 1.4, 1.3])
    >>> half = 1.959964 * se
    >>> verdict(value, value - half, value + half, np.ones(3, dtype=bool), np.full(3, 72.0), "up").tolist()
    ['cannot-say', 'below', 'on-target']
    """
    counted = np.isnan(lower) & np.isnan(upper)
    least, most = np.where(counted, value, lower), np.where(counted, value, upper)
    if better == "up":
        reached, missed = least >= limit - _ROUNDING, most < limit - _ROUNDING
    else:
        reached, missed = most <= limit + _ROUNDING, least > limit + _ROUNDING
    rules = [np.isnan(value) | np.isnan(limit), ~counted & ~enough, reached, missed]
    return np.select(rules, ["", TOO_FEW, ON_TARGET, MISSED[better]], CANNOT_SAY).astype(object)


def more_needed(value: Floats, lower: Floats, upper: Floats, n: Floats, limit: Floats) -> Floats:
    """How many more answers it takes, about, until a figure that stays the same can be told from the limit.

    n (half / |value - limit|)^2 - n, half being the half of the interval towards the limit. NaN where it would take
    over a hundred times as many.

    >>> more_needed(*(np.array([number]) for number in (70.1, 67.356, 72.844, 400.0, 72.0))).tolist()
    [435.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.where(value < limit, upper - value, value - lower)
        times = (half / np.abs(value - limit)) ** 2 - 1
        return np.where((times > 0) & (times <= _MOST_MORE), np.ceil(n * times - _ROUNDING), np.nan)


def one_sided(
    value: Floats,
    lower: Floats,
    upper: Floats,
    limit: Floats,
    better: str,
    level: float,
    test: str = "",
    cells: Estimates | None = None,
) -> Floats:
    """The probability of a figure at least as bad as this if the true one were just good enough.

    From the test against a target that goes with the estimates (`TARGET_TESTS`), or, where there are none, from the
    interval: z = z of the level x distance / half the interval. NaN where there is no interval.

    >>> value = np.array([68.2])
    >>> half = 1.959964 * 1.4
    >>> round(float(one_sided(value, value - half, value + half, np.array([72.0]), "up", 0.95)[0]), 4)
    0.0033
    """
    from scipy.special import ndtr

    sign = 1.0 if better == "up" else -1.0
    usable = ~np.isnan(lower + upper + limit)
    found = np.full(value.shape, np.nan)
    if cells is not None and f"{test}-target" in TARGET_TESTS:
        p = np.full(value.shape, np.nan)
        if usable.any():
            p[usable] = TARGET_TESTS[f"{test}-target"].function(cells[usable], known(limit[usable]), level).p_value
        return np.where(sign * (value - limit) < 0, p / 2, 1 - p / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.where(value < limit, upper - value, value - lower)
        z = sign * z_quantile(level) * (value - limit) / half
    found[usable] = ndtr(z[usable])
    return found


def corrected(
    words: Words, p_values: Floats, levels: Sequence[tuple[int, int]], adjust: str, level: float, better: str
) -> tuple[Words, Floats]:
    """Misses that stand when it is corrected for how many units were looked at, and the adjusted p-values.

    The units of one of the ``levels`` that can be judged are one family; a miss that does not stand becomes cannot say.
    Counted figures have no p-value and stand.
    """
    adjusted = np.full(p_values.shape, np.nan)
    judged = np.isin(words, [ON_TARGET, CANNOT_SAY, MISSED[better]])
    for family in sorted(set(levels)):
        rows = np.array([place == family for place in levels]) & judged
        adjusted[rows] = ADJUSTMENTS[adjust].function(p_values[rows])
    falls = (words == MISSED[better]) & (adjusted >= 1 - level)
    return np.where(falls, CANNOT_SAY, words).astype(object), adjusted


def along(value: Floats, lower: Floats, upper: Floats, enough: Flags, line: Floats, better: str) -> Words:
    """Where figures are by the line that leads to the goal: ahead, on, behind; as sure as a verdict."""
    counted = np.isnan(lower) & np.isnan(upper)
    least, most = np.where(counted, value, lower), np.where(counted, value, upper)
    over, under = least > line + _ROUNDING, most < line - _ROUNDING
    if better == "down":
        over, under = under, over
    known_ = ~np.isnan(value) & ~np.isnan(line) & (counted | enough)
    return np.select([~known_, over, under], ["", "ahead", "behind"], "on").astype(object)
