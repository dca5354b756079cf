"""Differences a minus b between two independent groups: interval and p-value, from their estimates.

Every function takes (a, b, level): the estimates (`inference.estimates`) of two groups, of shapes that broadcast, and
the confidence level of the interval (0 to 1). Scores are on 0 to 100, net scores on -100 to 100. Differences, standard
errors and intervals are in points, p-values two-sided. NaN where a group is empty, and for means where one has under 2
respondents.

Tests pool the variance of both groups: there are many units, often small and skewed, and their own variances raise
false alarms (a unit where everybody gave the same answer has none); ``tests/benchmarks/false_alarms.md`` has the
figures. The intervals keep the two variances apart, so that interval and p-value need not agree at the edge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kundnojd.inference.distributions import skewed_p_value
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.intervals import adjusted_net, design_quantile, poles, share, t, wilson, wilson_mean
from kundnojd.inference.sums import FloatArray

_ROUNDING = 1e-9  # points: less is no difference; points squared: less is no spread


@dataclass(frozen=True)
class Difference:
    """Differences a minus b in points; ``se`` is linearised, also where the interval is of another kind.

    >>> flat = np.zeros(1)
    >>> Difference(difference=flat, se=flat, lower=flat, upper=flat, p_value=flat + 1).p_value.tolist()
    [1.0]
    """

    difference: FloatArray
    se: FloatArray
    lower: FloatArray
    upper: FloatArray
    p_value: FloatArray


ComparisonFunction = Callable[[Estimates, Estimates, float], Difference]


def mean_against_rest(a: Estimates, b: Estimates, level: float) -> Difference:
    """A unit's mean score against the rest: p-value of `pooled_p_value`, interval from those of both means.

    The interval adds the distances to the limits of `wilson_mean` by squares, as Newcombe's does for shares (of `t`
    where scores have no ends). Source: Zou and Donner (2008), Statistics in Medicine 27, 1693-1702.

    >>> from kundnojd.inference import estimates, sums
    >>> result = mean_against_rest(estimates.of(sums.of([40.0, 50, 60])), estimates.of(sums.of([60.0, 70, 80])), 0.95)
    >>> float(result.difference), round(float(result.p_value), 4)
    (-20.0, 0.0578)
    >>> round(float(result.lower), 2), round(float(result.upper), 2)
    (-58.77, 30.86)
    """
    interval = wilson_mean if np.isfinite(a.ends).all() else t
    widest = a.ends[1] - a.ends[0]
    difference, se = a.mean - b.mean, _se(a, b)
    lower, upper = _by_squares(a.mean, b.mean, interval(a, level, *a.ends), interval(b, level, *a.ends))
    p_value = np.where(np.isnan(se), np.nan, pooled_p_value(a, b, a.ends))
    return Difference(difference, se, np.clip(lower, -widest, widest), np.clip(upper, -widest, widest), p_value)


# One test serves both: the pooled variance is that of unit and rest together, or of the two waves.
mean_against_wave = mean_against_rest


def share_against_rest(a: Estimates, b: Estimates, level: float) -> Difference:
    """A unit's share against the rest: p-value of `pooled_p_value`, Newcombe's interval.

    z is that of the usual test, (p_a - p_b) / sqrt(p (1 - p) (1/n_a + 1/n_b)) with p the share of both groups
    together; its square is the chi-square of Pearson (1900), Phil. Magazine 50. With d = p_a - p_b and Wilson limits l
    and u the interval is d - sqrt((p_a - l_a)^2 + (u_b - p_b)^2) to d + sqrt((u_a - p_a)^2 + (p_b - l_b)^2).
    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    >>> from kundnojd.inference import estimates, sums
    >>> unit, rest = estimates.of(sums.of([100.0] * 50 + [0.0] * 50)), estimates.of(sums.of([100.0] * 70 + [0.0] * 130))
    >>> round(float(share_against_rest(unit, rest, 0.95).p_value), 4)
    0.0129
    """
    p_a, p_b = 100 * share(a), 100 * share(b)
    lower, upper = _by_squares(p_a, p_b, wilson(a, level, 0.0, 100.0), wilson(b, level, 0.0, 100.0))
    p_value = pooled_p_value(a, b, (0.0, 100.0))
    return Difference(p_a - p_b, _se(a, b), lower, upper, p_value)


share_against_wave = share_against_rest


def net_against_rest(a: Estimates, b: Estimates, level: float) -> Difference:
    """A unit's net score against the rest: p-value of `pooled_p_value`, adjusted Wald interval.

    The variance of an answer is p + d - (p - d)^2, p and d being the promoters' and the detractors' shares of both
    groups together. The interval adds 3/4, 3/2 and 3/4 answers to each group.
    Source: interval: Rocks (2016), The American Statistician 70.

    >>> from kundnojd.inference import estimates, sums
    >>> unit = estimates.of(sums.of([100.0] * 3 + [0.0] * 7))
    >>> rest = estimates.of(sums.of([-100.0] * 5 + [0.0] * 15 + [100.0] * 10))
    >>> result = net_against_rest(unit, rest, 0.95)
    >>> round(float(result.difference), 2), round(float(result.p_value), 3)
    (13.33, 0.572)
    """
    (p_a, d_a), (p_b, d_b) = poles(a), poles(b)
    (net_a, variance_a), (net_b, variance_b) = adjusted_net(a), adjusted_net(b)
    spread_a, spread_b = design_quantile(a, level) ** 2 * variance_a, design_quantile(b, level) ** 2 * variance_b
    middle, half = net_a - net_b, np.sqrt(spread_a + spread_b)
    lower, upper = np.clip(100 * (middle - half), -200, 200), np.clip(100 * (middle + half), -200, 200)
    difference, p_value = 100 * ((p_a - d_a) - (p_b - d_b)), pooled_p_value(a, b, (-100.0, 100.0))
    return Difference(difference, _se(a, b), lower, upper, p_value)


net_against_wave = net_against_rest


def pooled_p_value(a: Estimates, b: Estimates, ends: tuple[float, float]) -> FloatArray:
    """The two-sided p-value of no difference between two groups, from the variance of both together.

    z = (a - b) / sqrt(v (1/n_a + 1/n_b)), v the variance of an answer around the mean m of both groups together and n
    the base: the score test, whose square is N times the squared correlation of score and group (Mantel 1963, Journal
    of the American Statistical Association 58), and Pearson's chi-square for a share.

    Where one group is much the smaller and most answers are at one end, chance makes large differences one way and
    small ones the other. So z is looked up in Pearson's type III distribution (`skewed_p_value`) with the skewness
    g (d_a/n_a^2 - d_b/n_b^2) / (1/n_a + 1/n_b)^(3/2), d being the design effects of the weights. The skewness of an
    answer g = sqrt(v) (1 - 2m) / (m (1 - m)), v and m on 0 to 1 between the ``ends``, is that of the family with
    variances proportional to m (1 - m) (Wedderburn 1974, Biometrika 61): exact for a share, 0 without finite ends.

    >>> from kundnojd.inference import estimates, sums
    >>> unit, rest = estimates.of(sums.of([100.0] * 22 + [0] * 8)), estimates.of(sums.of([100.0] * 900 + [0] * 100))
    >>> round(float(pooled_p_value(unit, rest, (0.0, 100.0))), 4)
    0.0113
    """
    mean_, variance = _together(a, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts_a, parts_b = 1 / a.base, 1 / b.base
        difference = a.mean - b.mean
        z = difference / np.sqrt(variance * (parts_a + parts_b))
        unequal = (a.n / a.n_eff * parts_a**2 - b.n / b.n_eff * parts_b**2) / (parts_a + parts_b) ** 1.5
        p_value = skewed_p_value(z, _skewness(mean_, variance, ends) * unequal)
    p_value = np.where(variance <= _ROUNDING, 1.0, p_value)  # all answers are alike
    # Where everybody in both groups was asked, any difference is one.
    asked_all = np.isinf(a.base) & np.isinf(b.base)
    return np.where(asked_all, np.where(np.abs(difference) < _ROUNDING, 1.0, 0.0), p_value)


def _together(a: Estimates, b: Estimates) -> tuple[FloatArray, FloatArray]:
    """The mean of two groups together and the variance of an answer around it, in points."""
    with np.errstate(divide="ignore", invalid="ignore"):
        part = a.n_eff / (a.n_eff + b.n_eff)
        mean_ = part * a.mean + (1 - part) * b.mean
        within = part * (a.square - a.mean**2) + (1 - part) * (b.square - b.mean**2)
        between = part * (1 - part) * (a.mean - b.mean) ** 2
    return mean_, np.maximum(within, 0.0) + between


def _skewness(mean_: FloatArray, variance: FloatArray, ends: tuple[float, float]) -> FloatArray:
    low, high = ends
    if not np.isfinite(high - low):
        return np.zeros_like(mean_)
    m = (mean_ - low) / (high - low)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(variance) / (high - low) * (1 - 2 * m) / (m * (1 - m)))


def _by_squares(
    a: FloatArray, b: FloatArray, limits_a: tuple[FloatArray, FloatArray], limits_b: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """The limits of a - b from those of a and of b."""
    (lower_a, upper_a), (lower_b, upper_b) = limits_a, limits_b
    return a - b - np.hypot(a - lower_a, upper_b - b), a - b + np.hypot(upper_a - a, b - lower_b)


def _se(a: Estimates, b: Estimates) -> FloatArray:
    return np.hypot(a.se, b.se)
