"""How much of the variation lies between units, how sure that is, and whether one unit makes it.

Functions take one-dimensional arrays over k units: ``values`` means in points, ``bases`` their answers (effective),
``variances`` the sampling variances of the values in points squared, which are msw / base. ``msw`` is the variance of
single scores within units (`kundnojd.inference.ranking.pooled_variance`), in points squared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundnojd.inference.distributions import f_quantile
from kundnojd.inference.sums import FloatArray

_PASSES = 200
_CONVERGED = 1e-12


@dataclass(frozen=True)
class Anova:
    """The one-way analysis of variance of k units, in points squared; shares from -1 to 1, negative by chance alone.

    ``n0`` is the size that stands for units of uneven sizes, ``tau2`` the variance between units, ``icc`` the share of
    the variance of single answers that lies between units, ICC(1), and ``reliability`` that of the values of the
    units, ICC(2). NaN where there are under two units, or no answers beside the first of each unit.
    """

    units: int
    answers: float
    msb: float
    msw: float
    n0: float
    tau2: float
    icc: float
    reliability: float


@dataclass(frozen=True)
class WithoutEach:
    """What becomes of the units without one of them, shape (k,) each.

    ``residual`` is how far the unit lies from the others, in standard errors of a new unit; ``tau2`` and ``centre`` are
    those of the others.
    """

    residual: FloatArray
    tau2: FloatArray
    centre: FloatArray


def anova(values: FloatArray, bases: FloatArray, msw: float) -> Anova:
    """MSB = sum n (m - mean)^2 / (k - 1), n0 = (N - sum n^2 / N) / (k - 1), tau2 = (MSB - MSW) / n0.

    ICC(1) = (MSB - MSW) / (MSB + (n0 - 1) MSW), ICC(2) = (MSB - MSW) / MSB. Source: Fisher (1925), Statistical Methods
    for Research Workers; Bliese (2000), in Klein and Kozlowski, Multilevel Theory. R multilevel's ICC1 takes the plain
    mean of n for n0.

    >>> found = anova(np.array([60.0, 70.0, 80.0]), np.array([10.0, 10.0, 10.0]), 400.0)
    >>> found.msb, found.n0, found.tau2, round(found.icc, 4), found.reliability
    (1000.0, 10.0, 60.0, 0.1304, 0.6)
    """
    k, answers = len(values), float(bases.sum())
    if k < 2 or answers <= k or np.isnan(msw):
        return Anova(k, answers, *(np.nan,) * 6)
    mean = float((bases * values).sum()) / answers
    msb = float((bases * (values - mean) ** 2).sum()) / (k - 1)
    n0 = (answers - float((bases**2).sum()) / answers) / (k - 1)
    both = msb + (n0 - 1) * msw
    icc, reliability = ((msb - msw) / of if of > 0 else np.nan for of in (both, msb))
    return Anova(k, answers, msb, msw, n0, (msb - msw) / n0, icc, reliability)


def tau2_at(values: FloatArray, variances: FloatArray, squares: float) -> float:
    """The tau2 at which sum (y - centre)^2 / (v + tau2) = ``squares``, or 0 where the sum is smaller than that at 0.

    The centre is the mean with weights 1 / (v + tau2); ``variances`` are above 0. The sum falls with tau2 and bends
    upwards, so that Newton's steps from 0 come to it from below.

    >>> round(tau2_at(np.array([60.0, 70.0, 80.0]), np.array([10.0, 10.0, 10.0]), 2.0), 6)
    90.0
    """
    return float(_solved(values, variances, np.ones((1, len(values))), squares)[0])


def _solved(values: FloatArray, variances: FloatArray, keep: FloatArray, squares: float) -> FloatArray:
    """`tau2_at` for some of the units at a time: ``keep`` (m, k) is 1 for those of each run, else 0."""
    tau2 = np.zeros(len(keep))
    for _ in range(_PASSES):
        weights = keep / (variances + tau2[:, None])
        centres = (weights @ values) / weights.sum(axis=1)
        distances = weights * (values - centres[:, None]) ** 2
        beyond = distances.sum(axis=1) - squares
        slope = (weights * distances).sum(axis=1)
        still = (slope > 0) & ((tau2 > 0) | (beyond > 0))
        step = np.where(still, beyond / np.where(still, slope, 1.0), 0.0)
        tau2 += step
        if (np.abs(step) <= _CONVERGED * (1 + tau2)).all():
            break
    return tau2


def tau2_interval(values: FloatArray, variances: FloatArray, level: float, df: float = np.inf) -> tuple[float, float]:
    """The interval of the variance between units, in points squared: Wald's exact one, or the Q-profile.

    Limits are the tau2 at which sum (y - centre)^2 / (v + tau2) / (k - 1) is the upper and the lower point of F with
    k - 1 and ``df`` degrees of freedom, those of the variance within units; without them that is taken as known and F
    is chi-squared / (k - 1). Source: Wald (1940), Annals of Mathematical Statistics 11; Viechtbauer (2007),
    Statistics in Medicine 26 (Q-profile); R metafor, confint of rma.

    >>> limits = tau2_interval(np.array([60.0, 70.0, 80.0, 66.0]), np.full(4, 10.0), 0.95)
    >>> [round(limit, 2) for limit in limits]
    [12.68, 972.41]
    """
    free = len(values) - 1.0
    tail = (1 - level) / 2
    points = (f_quantile(1 - tail, free, df), f_quantile(tail, free, df))
    lower, upper = (tau2_at(values, variances, free * point) for point in points)
    return lower, upper


def without_each(values: FloatArray, variances: FloatArray) -> WithoutEach:
    """Each unit against the others, which are three at least.

    (y_i - centre) / sqrt(v_i + tau2 + 1 / sum w) with w = 1 / (v + tau2), centre and tau2 (Paule and Mandel) of the
    others. Source: Viechtbauer and Cheung (2010), Research Synthesis Methods 1; R metafor, rstudent.

    >>> found = without_each(np.array([60.0, 70.0, 71.0, 72.0]), np.full(4, 1.0))
    >>> found.residual.round(2).tolist()
    [-9.53, 0.3, 0.49, 0.71]
    """
    k = len(values)
    others = 1 - np.eye(k)
    tau2 = _solved(values, variances, others, k - 2.0)
    weights = others / (variances + tau2[:, None])
    total = weights.sum(axis=1)
    centres = (weights @ values) / total
    return WithoutEach((values - centres) / np.sqrt(variances + tau2 + 1 / total), tau2, centres)


def chances_below(values: FloatArray, se: FloatArray, limit: float) -> FloatArray:
    """The chance that each unit truly lies below a limit, from 0 to 1: Phi((limit - y) / se) of shrunken values.

    >>> chances_below(np.array([60.0, 70.0, 80.0]), np.array([5.0, 5.0, 0.0]), 70.0).round(4).tolist()
    [0.9772, 0.5, 0.0]
    """
    from scipy.special import ndtr

    known = se > 0
    z = (limit - values) / np.where(known, se, 1.0)
    return np.asarray(np.where(known, ndtr(z), (values < limit).astype(float)), dtype=np.float64)


def count_interval(chances: FloatArray, level: float) -> tuple[int, int]:
    """How many of some independent events happen: the (1 - level) / 2 points at both ends of the Poisson-binomial.

    >>> count_interval(np.array([0.99, 0.9, 0.5, 0.02]), 0.95)
    (1, 3)
    """
    counts = np.ones(1)
    for chance in chances:
        counts = np.convolve(counts, [1 - chance, chance])
    so_far = np.cumsum(counts)
    tail = (1 - level) / 2
    lower, upper = ((so_far < end - 1e-9).sum() for end in (tail, 1 - tail))
    return int(lower), int(min(upper, len(chances)))
