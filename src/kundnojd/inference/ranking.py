"""Ranking of units: how much lies between them, shrinkage towards their centre, and the ranks each may have.

Functions take one-dimensional arrays over k units: ``values`` in points and ``variances``, the sampling variances of
the values in points squared, which are `pooled_variance` / base.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundnojd.inference.between import tau2_at
from kundnojd.inference.distributions import z_p_value
from kundnojd.inference.multiplicity import AdjustmentFunction
from kundnojd.inference.sums import FloatArray

_REACH = 6.0  # standard errors either side of the outermost units
_STEP = 0.25  # of the smallest standard error: the sums below are then exact to rounding
_MOST_STEPS = 4000


@dataclass(frozen=True)
class Shrunken:
    """Empirical Bayes estimates: ``values`` and ``se`` in points, ``own`` the weight of the unit's own value (0 to 1).

    ``centre`` is what they are drawn towards, ``tau2`` the variance between units, ``reliability`` the share of the
    variance seen between the units' values that lies between the units: tau2 / (tau2 + the mean sampling variance).
    """

    values: FloatArray
    se: FloatArray
    own: FloatArray
    centre: float
    tau2: float
    reliability: float


def pooled_variance(se: FloatArray, n_eff: FloatArray) -> float:
    """The variance of single scores within units, in points squared: sum (n_eff - 1) n_eff se^2 / sum (n_eff - 1).

    NaN where no unit has more than one answer. Without weights it is the mean square within of an analysis of variance.

    >>> pooled_variance(np.array([10.0, 10.0, np.nan]), np.array([2.0, 2.0, 1.0]))
    200.0
    """
    able = (n_eff > 1) & ~np.isnan(se)
    free = n_eff[able] - 1
    return float((free * n_eff[able] * se[able] ** 2).sum() / free.sum()) if able.any() else float("nan")


def paule_mandel(values: FloatArray, variances: FloatArray) -> float:
    """The variance between units: the tau2 with sum (y - centre)^2 / (v + tau2) = k - 1, or 0.

    The centre is the mean with weights 1 / (v + tau2). Source: Paule and Mandel (1982), Journal of Research of the
    National Bureau of Standards 87, 377-385.

    >>> round(paule_mandel(np.array([60.0, 70.0, 80.0]), np.array([10.0, 10.0, 10.0])), 6)
    90.0
    """
    if not (variances > 0).all():
        return float(np.var(values, ddof=1))
    return tau2_at(values, variances, len(values) - 1.0)


def shrink(values: FloatArray, variances: FloatArray) -> Shrunken:
    """Each unit's value drawn towards the centre of the units, the more the fewer answers it has.

    B = v / (v + tau2); B centre + (1 - B) y with standard error sqrt((1 - B) v + B^2 / sum 1 / (v + tau2)), tau2 by
    `paule_mandel`. Source: Morris (1983), Journal of the American Statistical Association 78; R metafor, blup.

    >>> found = shrink(np.array([60.0, 70.0, 80.0]), np.array([10.0, 10.0, 90.0]))
    >>> found.values.round(2).tolist(), found.own.round(2).tolist()
    ([61.17, 69.67, 72.5], [0.85, 0.85, 0.39])
    """
    tau2 = paule_mandel(values, variances)
    total = variances + tau2
    known = total > 0
    own = np.where(known, tau2 / np.where(known, total, 1.0), 0.0)
    weights = 1 / np.where(known, total, 1.0)
    centre = float((weights * values).sum() / weights.sum())
    se = np.sqrt(own * variances + (1 - own) ** 2 / weights.sum())
    seen = tau2 + float(variances.mean())
    reliability = tau2 / seen if seen > 0 else 0.0
    return Shrunken((1 - own) * centre + own * values, se, own, centre, tau2, reliability)


def places(values: FloatArray) -> FloatArray:
    """The place of each unit, 1 for the highest; units with the same value share the best of their places.

    >>> places(np.array([70.0, 80.0, 70.0, 60.0])).tolist()
    [2.0, 1.0, 2.0, 4.0]
    """
    falling = np.sort(-values)
    return np.asarray(np.searchsorted(falling, -values, side="left") + 1, dtype=np.float64)


def rank_probabilities(values: FloatArray, se: FloatArray) -> FloatArray:
    """The probability of each rank, shape (k, k): row i is unit i, column r the rank r + 1, for k normal posteriors.

    Given that unit i is at t, the number of units above it is Poisson-binomial with p_j = Phi((y_j - t) / se_j); that
    is summed over t with the density of unit i. No random numbers. Standard errors under a 2000th of the range of the
    values count as that. Source: Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159.

    >>> rank_probabilities(np.array([60.0, 60.0]), np.array([2.0, 2.0])).round(6).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    from scipy.special import ndtr

    k = len(values)
    reach = float(np.ptp(values)) + 2 * _REACH * float(se.max())
    if reach == 0:
        return np.full((k, k), 1 / k)
    step = max(_STEP * float(se.min()), reach / _MOST_STEPS)
    sharp = np.maximum(se, 2 * step)
    points = np.arange(values.min() - _REACH * sharp.max(), values.max() + _REACH * sharp.max() + step, step)
    density = np.exp(-0.5 * ((points - values[:, None]) / sharp[:, None]) ** 2)
    density /= density.sum(axis=1, keepdims=True)
    above = ndtr((values[:, None] - points) / sharp[:, None])
    found = np.zeros((k, k))
    nobody = np.ones((1, len(points)))

    # Leaving one unit out of the product at a time: halves are joined, so that k log k products do for all of them.
    def fill(first: int, end: int, others: FloatArray) -> None:
        if end - first == 1:
            found[first] = others @ density[first]
            return
        middle = (first + end) // 2
        fill(first, middle, _joined(others, above[middle:end]))
        fill(middle, end, _joined(others, above[first:middle]))

    fill(0, k, nobody)
    return found


def _joined(counts: FloatArray, chances: FloatArray) -> FloatArray:
    """Probabilities of counts (m + 1, T) after more units that are above with the chances (j, T)."""
    for p in chances:
        more = np.zeros((len(counts) + 1, counts.shape[1]))
        more[:-1] = counts * (1 - p)
        more[1:] += counts * p
        counts = more
    return counts


def rank_intervals(probabilities: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """The ranks at the lower and upper (1 - level) / 2 points of each row of `rank_probabilities`, from 1 to k.

    >>> lower, upper = rank_intervals(np.array([[0.9, 0.09, 0.01], [0.1, 0.9, 0.0]]), 0.95)
    >>> lower.tolist(), upper.tolist()
    ([1.0, 1.0], [2.0, 2.0])
    """
    so_far = np.cumsum(probabilities, axis=1)
    tail = (1 - level) / 2
    # A rank whose chance is only rounding short of the tail is in.
    lower = (so_far < tail - 1e-9).sum(axis=1) + 1.0
    upper = (so_far < 1 - tail - 1e-9).sum(axis=1) + 1.0
    return lower, np.minimum(upper, probabilities.shape[1])


def expected_ranks(probabilities: FloatArray) -> FloatArray:
    """The mean rank of each row of `rank_probabilities`.

    >>> expected_ranks(np.array([[0.5, 0.5], [0.5, 0.5]])).tolist()
    [1.5, 1.5]
    """
    return np.asarray(probabilities @ np.arange(1, probabilities.shape[1] + 1))


def pairs_apart(values: FloatArray, variances: FloatArray, adjust: AdjustmentFunction, level: float) -> int:
    """How many of the k (k - 1) / 2 pairs of units differ: z tests of all pairs, corrected together.

    z = (y_i - y_j) / sqrt(v_i + v_j).

    >>> from kundnojd.inference.multiplicity import none
    >>> pairs_apart(np.array([60.0, 61.0, 80.0]), np.array([4.0, 4.0, 4.0]), none, 0.95)
    2
    """
    i, j = np.triu_indices(len(values), 1)
    difference, se = values[i] - values[j], np.sqrt(variances[i] + variances[j])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(difference == 0, 0.0, difference / se)
    return int((adjust(z_p_value(z)) < 1 - level).sum())
