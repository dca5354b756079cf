"""Differences a minus b between two independent groups: interval and p-value, from their estimates.

Every function takes (a, b, level): the estimates (`inference.estimates`) of two groups, of shapes that broadcast, and
the confidence level of the interval (0 to 1). Scores are on 0 to 100, net scores on -100 to 100. Differences, standard
errors and intervals are in points, p-values two-sided. NaN where a group is empty, and for means where one has under 2
respondents.

A unit against the rest is tested with the variance of both pooled: there are many units, often small and
skewed, and their own variances raise false alarms (a unit where everybody gave the same answer has none). The
interval keeps the two variances apart, so that interval and p-value need not agree at the edge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kundnojd.inference.distributions import t_p_value, z_p_value, z_quantile
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.intervals import adjusted_net, half_width, poles, share, wilson
from kundnojd.inference.sums import FloatArray

_ROUNDING = 1e-9  # points; a smaller difference between two groups without spread is none


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
    """A unit's mean score against the rest: Welch interval, p-value of Student's t with the pooled variance.

    With v = se^2 n_eff in each group, t = (a - b) / sqrt(v (1/n_a + 1/n_b)) with v pooled by n_eff - 1 and
    n_a + n_b - 2 degrees of freedom. Source: Fisher (1925), Metron 5; the interval as in `mean_against_wave`.

    >>> from kundnojd.inference import estimates, sums
    >>> result = mean_against_rest(estimates.of(sums.of([40.0, 50, 60])), estimates.of(sums.of([60.0, 70, 80])), 0.95)
    >>> float(result.difference), round(float(result.p_value), 4)
    (-20.0, 0.0705)
    """
    difference, df_a, df_b = a.mean - b.mean, a.df, b.df
    # The base, which is n_eff without clusters, strata and population: the pooled spread is that of single answers.
    spread_a, spread_b = a.se**2 * a.base, b.se**2 * b.base
    df = df_a + df_b
    with np.errstate(divide="ignore", invalid="ignore"):
        # Without degrees of freedom the weights of the pooling are 0/0; halves do, since p is 1 then anyway.
        part = np.where(df > 0, df_a / df, 0.5)
        pooled = part * spread_a + (1 - part) * spread_b
        se = np.sqrt(pooled * (1 / a.base + 1 / b.base))
    p_value = _decided(difference, se, t_p_value(_ratio(difference, se), df))
    lower, upper = _welch(a, b, level)
    return Difference(difference, _se(a, b), lower, upper, p_value)


def mean_against_wave(a: Estimates, b: Estimates, level: float) -> Difference:
    """A mean score against that of another wave: Welch's t for interval and p-value.

    t = (a - b) / sqrt(se_a^2 + se_b^2) with Satterthwaite's degrees of freedom
    (se_a^2 + se_b^2)^2 / (se_a^4 / (n_eff_a - 1) + se_b^4 / (n_eff_b - 1)).
    Source: Welch (1947), Biometrika 34; Satterthwaite (1946), Biometrics Bulletin 2.

    >>> from kundnojd.inference import estimates, sums
    >>> result = mean_against_wave(estimates.of(sums.of([40.0, 50, 60])), estimates.of(sums.of([60.0, 70, 80])), 0.95)
    >>> round(float(result.lower), 2), round(float(result.upper), 2)
    (-42.67, 2.67)
    """
    difference, se = a.mean - b.mean, _se(a, b)
    p_value = _decided(difference, se, t_p_value(_ratio(difference, se), _satterthwaite(a, b)))
    lower, upper = _welch(a, b, level)
    return Difference(difference, se, lower, upper, p_value)


def share_against_rest(a: Estimates, b: Estimates, level: float) -> Difference:
    """A unit's share against the rest: Newcombe's interval, p-value of the z test with the pooled share.

    z = (p_a - p_b) / sqrt(p (1 - p) (1/n_a + 1/n_b)), p the share of both groups together, n the base; its
    square is the chi-square of Pearson (1900), Phil. Magazine 50. With d = p_a - p_b and Wilson limits l
    and u the interval is d - sqrt((p_a - l_a)^2 + (u_b - p_b)^2) to d + sqrt((u_a - p_a)^2 + (p_b - l_b)^2).
    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    >>> from kundnojd.inference import estimates, sums
    >>> unit, rest = estimates.of(sums.of([100.0] * 50 + [0.0] * 50)), estimates.of(sums.of([100.0] * 70 + [0.0] * 130))
    >>> round(float(share_against_rest(unit, rest, 0.95).p_value), 6)
    0.012419
    """
    n_a, n_b, p_a, p_b = a.base, b.base, share(a), share(b)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (p_a * n_a + p_b * n_b) / (n_a + n_b)
        se = np.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    difference = p_a - p_b
    lower, upper = _newcombe(a, b, level)
    p_value = _decided(100 * difference, se, z_p_value(_ratio(difference, se)))
    return Difference(100 * difference, _se(a, b), lower, upper, p_value)


# One test serves both: the pooled share is that of unit and rest together, or of the two waves.
share_against_wave = share_against_rest


def net_against_rest(a: Estimates, b: Estimates, level: float) -> Difference:
    """A unit's net score against the rest: adjusted Wald interval, z test with the pooled variance.

    z = (s_a - s_b) / sqrt(v (1/n_a + 1/n_b)), v = p + d - (p - d)^2 of both groups together, n the base; p and
    d are the shares of promoters and detractors. The interval adds 3/4, 3/2 and 3/4 answers to each group.
    Source: variance as in `net_against_wave`; interval: Rocks (2016), The American Statistician 70.

    >>> from kundnojd.inference import estimates, sums
    >>> unit = estimates.of(sums.of([100.0] * 3 + [0.0] * 7))
    >>> rest = estimates.of(sums.of([-100.0] * 5 + [0.0] * 15 + [100.0] * 10))
    >>> result = net_against_rest(unit, rest, 0.95)
    >>> round(float(result.difference), 2), round(float(result.p_value), 3)
    (13.33, 0.568)
    """
    n_a, n_b = a.base, b.base
    (p_a, d_a), (p_b, d_b) = poles(a), poles(b)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = _net_variance((p_a * n_a + p_b * n_b) / (n_a + n_b), (d_a * n_a + d_b * n_b) / (n_a + n_b))
        se = np.sqrt(pooled * (1 / n_a + 1 / n_b))
    return _net(a, b, level, se)


def net_against_wave(a: Estimates, b: Estimates, level: float) -> Difference:
    """A net score against that of another wave: adjusted Wald interval, p-value of the net score z test.

    z = (s_a - s_b) / sqrt(v_a / n_a + v_b / n_b), v = p + d - (p - d)^2 of each group, n the base.
    Source: two-sample test of Net Promoter Scores at measuringu.com; interval: Rocks (2016), The American
    Statistician 70.

    >>> from kundnojd.inference import estimates, sums
    >>> now = estimates.of(sums.of([100.0] * 3 + [0.0] * 7))
    >>> before = estimates.of(sums.of([-100.0] * 5 + [0.0] * 15 + [100.0] * 10))
    >>> round(float(net_against_wave(now, before, 0.95).p_value), 3)
    0.487
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.sqrt(_net_variance(*poles(a)) / a.base + _net_variance(*poles(b)) / b.base)
    return _net(a, b, level, se)


def _net(a: Estimates, b: Estimates, level: float, se: FloatArray) -> Difference:
    (p_a, d_a), (p_b, d_b) = poles(a), poles(b)
    difference = (p_a - d_a) - (p_b - d_b)
    p_value = _decided(100 * difference, se, z_p_value(_ratio(difference, se)))
    (net_a, variance_a), (net_b, variance_b) = adjusted_net(a), adjusted_net(b)
    middle, half = net_a - net_b, z_quantile(level) * np.sqrt(variance_a + variance_b)
    lower, upper = np.clip(100 * (middle - half), -200, 200), np.clip(100 * (middle + half), -200, 200)
    return Difference(100 * difference, _se(a, b), lower, upper, p_value)


def _net_variance(promoters: FloatArray, detractors: FloatArray) -> FloatArray:
    return np.maximum(promoters + detractors - (promoters - detractors) ** 2, 0.0)


def _newcombe(a: Estimates, b: Estimates, level: float) -> tuple[FloatArray, FloatArray]:
    p_a, p_b = 100 * share(a), 100 * share(b)
    (lower_a, upper_a), (lower_b, upper_b) = wilson(a, level, 0.0, 100.0), wilson(b, level, 0.0, 100.0)
    difference = p_a - p_b
    return difference - np.hypot(p_a - lower_a, upper_b - p_b), difference + np.hypot(upper_a - p_a, p_b - lower_b)


def _welch(a: Estimates, b: Estimates, level: float) -> tuple[FloatArray, FloatArray]:
    difference, half = a.mean - b.mean, half_width(_se(a, b), level, _satterthwaite(a, b))
    return np.clip(difference - half, -100, 100), np.clip(difference + half, -100, 100)


def _satterthwaite(a: Estimates, b: Estimates) -> FloatArray:
    variance_a, variance_b = a.se**2, b.se**2
    with np.errstate(divide="ignore", invalid="ignore"):
        # A group without spread says nothing about the degrees of freedom, even where it has none itself.
        term_a = np.where(variance_a == 0, 0.0, variance_a**2 / a.df)
        term_b = np.where(variance_b == 0, 0.0, variance_b**2 / b.df)
        return np.asarray((variance_a + variance_b) ** 2 / (term_a + term_b))


def _se(a: Estimates, b: Estimates) -> FloatArray:
    return np.hypot(a.se, b.se)


def _ratio(difference: FloatArray, se: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(difference / se)


def _decided(difference: FloatArray, se: FloatArray, p_value: FloatArray) -> FloatArray:
    """The p-value, but without any spread 1 for no difference and 0 for any; ``difference`` in points."""
    none = np.abs(difference) < _ROUNDING
    return np.where(se == 0, np.where(none, 1.0, 0.0), p_value)
