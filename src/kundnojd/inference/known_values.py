"""A group against a value that is known: a target, or a benchmark with or without an uncertainty of its own.

The known value stands as the second estimate (`known`), so that the tests have the shape of those between two groups
(`inference.differences`): (a, b, level), points, two-sided p-values. Against a value without uncertainty the interval
holds 0 exactly where p is at least 1 - level.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kundnojd.inference.deciding import t_test, z_test
from kundnojd.inference.differences import Difference
from kundnojd.inference.distributions import z_quantile
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.intervals import half_width, mean_part, poles, score_ends, share, wilson_mean
from kundnojd.inference.sums import FloatArray

_HALVINGS = 50  # of an interval 200 points wide: far below what a sum of answers can resolve


def known(value: ArrayLike, se: ArrayLike = 0.0, df: ArrayLike = np.inf, n: ArrayLike = np.inf) -> Estimates:
    """The estimates of values in points that are known, all of one shape.

    ``se`` is 0 for a target, ``df`` are the degrees of freedom of ``se``, ``n`` the answers behind the value, infinite
    where that is not known. The scores behind it are not known either: ``square`` is NaN.

    >>> float(known(70.0).se)
    0.0
    """
    value, se, df, n = np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in (value, se, df, n)))
    return Estimates(n=n, n_eff=n, mean=value, square=np.full_like(value, np.nan), se=se, df=df, base=n)


def mean_against_known(a: Estimates, b: Estimates, level: float) -> Difference:
    """A mean score against a known value: the score test whose interval is that of the mean (`wilson_mean`).

    t = (p - p0) / sqrt(f p0 (1 - p0) / n + se0^2), p and p0 as parts of the range, f as in `wilson_mean`, n the base,
    with the degrees of freedom of the cell. The error of p0 is laid to the interval by squares. Scores without ends
    have Student's one-sample t. Source: as `wilson_mean`; Student (1908), Biometrika 6.

    >>> from kundnojd.inference import estimates, sums
    >>> result = mean_against_known(estimates.of(sums.of([40.0, 50, 60, 70])), known(70.0), 0.95)
    >>> float(result.difference), round(float(result.p_value), 4)
    (-15.0, 0.1506)
    """
    low, high = a.ends
    if not np.isfinite(a.ends).all():
        difference, se = a.mean - b.mean, np.hypot(a.se, b.se)
        half = half_width(se, level, a.df)
        return Difference(difference, se, difference - half, difference + half, t_test(difference, se, a.df))
    _, ratio = mean_part(a, low, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.clip((b.mean - low) / (high - low), 0.0, 1.0)
        error = np.hypot((high - low) * np.sqrt(ratio * part * (1 - part)), b.se)
    lower, upper = wilson_mean(a, level, low, high)
    p_value = np.where(np.isnan(a.se), np.nan, t_test(a.mean - b.mean, error, a.df))
    return _shifted(a.mean, b.mean, lower, upper, a, b, p_value, level)


def share_against_known(a: Estimates, b: Estimates, level: float) -> Difference:
    """A share against a known one: the score test, whose interval is Wilson's.

    z = (p - p0) / sqrt(p0 (1 - p0) / n + se0^2), n the base. The interval is Wilson's minus p0; the error of p0 is laid
    to it by squares: (p - p0) - sqrt((p - l)^2 + (z se0)^2) to (p - p0) + sqrt((u - p)^2 + (z se0)^2).
    Source: Wilson (1927), Journal of the American Statistical Association 22; the squares: Zou and Donner (2008),
    Statistics in Medicine 27, 1693-1702.

    >>> from kundnojd.inference import estimates, sums
    >>> result = share_against_known(estimates.of(sums.of([100.0] * 60 + [0.0] * 40)), known(50.0), 0.95)
    >>> round(float(result.p_value), 4), round(float(result.lower), 2)
    (0.0455, 0.2)
    """
    p, p0 = 100 * share(a), b.mean
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(p0 * (100 - p0) / a.base + b.se**2)
    # With z as the test has it: for weighted answers the interval of the share alone takes a larger quantile.
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = (100 * end for end in score_ends(p / 100, 1 / a.base, np.asarray(z_quantile(level))))
    return _shifted(p, p0, lower, upper, a, b, z_test(p - p0, error), level)


def net_against_known(a: Estimates, b: Estimates, level: float) -> Difference:
    """A net score against a known one: the score test, with the variance that the known value allows.

    z = (s - s0) / sqrt((2q + s0 - s0^2) / n + se0^2), n the base, q the likeliest share of detractors if the score were
    s0: the positive root of 2n q^2 + (-b - c + (2n - c + b) s0) q - b s0 (1 - s0) = 0 for b detractors and c promoters.
    The variance is never 0 where s0 is not -100 or 100, so that few answers of one kind prove little. The interval
    holds the scores that the test does not reject, minus s0; an error of s0 is laid to it by squares.
    Source: Rocks (2016), The American Statistician 70, 365-372, score test.

    >>> from kundnojd.inference import estimates, sums
    >>> cell = estimates.of(sums.of([-100.0, 0, 0, 100, 100, 100]))
    >>> result = net_against_known(cell, known(0.0), 0.95)
    >>> round(float(result.lower), 2), round(float(result.upper), 2), round(float(result.p_value), 3)
    (-31.11, 75.4, 0.317)
    """
    promoters, detractors = poles(a)
    s, s0 = promoters - detractors, b.mean / 100
    error = np.sqrt(_null_variance(promoters, detractors, a.base, s0) + (b.se / 100) ** 2)
    p_value = z_test(100 * (s - s0), 100 * error)
    lower, upper = (100 * end for end in _score_ends(promoters, detractors, a.base, level))
    return _shifted(100 * s, b.mean, lower, upper, a, b, p_value, level)


def _shifted(
    value: FloatArray,
    against: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    a: Estimates,
    b: Estimates,
    p_value: FloatArray,
    level: float,
) -> Difference:
    """The interval of a value moved by what it is set against, whose own error is laid to it by squares."""
    difference, own = value - against, z_quantile(level) * b.se
    below, above = np.hypot(value - lower, own), np.hypot(upper - value, own)
    return Difference(difference, np.hypot(a.se, b.se), difference - below, difference + above, p_value)


def _null_variance(promoters: FloatArray, detractors: FloatArray, n: FloatArray, net: FloatArray) -> FloatArray:
    """The variance of a net score if the true one were ``net`` (-1 to 1), and the other shares as likely as can be."""
    # Turned around where it is negative, the quadratic has one root that is not negative.
    sign, size = np.where(net < 0, -1.0, 1.0), np.abs(net)
    b, c = np.where(sign < 0, promoters, detractors), np.where(sign < 0, detractors, promoters)
    middle = -b - c + (2 - c + b) * size
    q = (-middle + np.sqrt(middle**2 + 8 * b * size * (1 - size))) / 4
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.maximum(2 * q + size - size**2, 0.0) / n)


def _score_ends(
    promoters: FloatArray, detractors: FloatArray, n: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """The least and the largest net score (-1 to 1) that the score test does not reject, by halving."""
    s, z2 = promoters - detractors, z_quantile(level) ** 2
    ends = []
    for outer in (-1.0, 1.0):
        kept, lost = s.copy(), np.full_like(s, outer)
        for _ in range(_HALVINGS):
            middle = (kept + lost) / 2
            holds = (s - middle) ** 2 <= z2 * _null_variance(promoters, detractors, n, middle)
            kept, lost = np.where(holds, middle, kept), np.where(holds, lost, middle)
        ends.append(np.where(np.isnan(s), np.nan, kept))
    return ends[0], ends[1]
