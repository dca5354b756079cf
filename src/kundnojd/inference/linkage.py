"""Two figures of the same units set beside each other, each with its own sampling error: correlation and slope.

Arrays are one-dimensional over k units: ``x`` and ``y`` are the figures of each unit, ``vx`` and ``vy`` their sampling
variances (0 for a figure without sampling error), all in the points of the figure and points squared. The respondents
behind ``x`` and ``y`` are different people. What is asked is how the true figures of the units go together; the
ordinary correlation r is drawn towards 0 by the sampling errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundnojd.inference.distributions import t_p_value, t_quantile, z_quantile
from kundnojd.inference.sums import FloatArray

LEAST_RELIABILITY = 0.5


@dataclass(frozen=True)
class Pairs:
    """The figures of k units on two sides with their sampling variances; see the top of the file."""

    x: FloatArray
    y: FloatArray
    vx: FloatArray
    vy: FloatArray

    def __len__(self) -> int:
        """K, the number of units."""
        return len(self.x)

    def without(self, unit: int) -> Pairs:
        """The other units."""
        return Pairs(*(np.delete(part, unit) for part in (self.x, self.y, self.vx, self.vy)))


@dataclass(frozen=True)
class Seen:
    """What is seen in the figures: Pearson's ``r`` with ``p_value`` and interval, and Spearman's ``rho_ranks``.

    ``slope`` is that of least squares, points of y per point of x. NaN where a side does not vary.
    """

    r: float
    p_value: float
    lower: float
    upper: float
    rho_ranks: float
    slope: float


@dataclass(frozen=True)
class Closed:
    """The moment estimates: ``tau2_x``, ``tau2_y`` (may be negative) and ``tau_xy`` of the true figures.

    ``reliability_x`` and ``reliability_y`` are the parts (0 to 1) of the variance seen that lie between true figures;
    ``rho`` the correlation of true figures with interval, NaN with (-1, 1) where a tau2 is not above 0; it may lie
    outside -1 to 1, the interval may not. ``slope`` is points of y per point of x between true figures.
    """

    tau2_x: float
    tau2_y: float
    tau_xy: float
    reliability_x: float
    reliability_y: float
    rho: float
    lower: float
    upper: float
    slope: float


def seen(pairs: Pairs, level: float) -> Seen:
    """Correlation and slope of the figures as they are, with the t test of no relation and Fisher's interval.

    t = r sqrt((k - 2) / (1 - r^2)) with k - 2 degrees of freedom; tanh(atanh r +- z / sqrt(k - 3)). The test holds for
    the true figures too: without a relation between these there is none between those. Source: Fisher (1921), Metron 1.

    >>> x = np.array([60.0, 62, 64, 70, 74])
    >>> found = seen(Pairs(x, np.array([50.0, 54, 51, 60, 58]), 0 * x, 0 * x), 0.95)
    >>> round(found.r, 4), round(found.p_value, 4), found.rho_ranks
    (0.8504, 0.0679, 0.8)
    """
    k, r = len(pairs), _correlation(pairs.x, pairs.y)
    if np.isnan(r):
        return Seen(r, r, -1.0, 1.0, r, r)
    with np.errstate(divide="ignore"):
        t = r * np.sqrt((k - 2) / np.float64(max(1 - r * r, 0.0)))
    p = float(t_p_value(np.asarray(t), np.asarray(k - 2.0)))
    lower, upper = _fisher(r, k, level)
    ranks = _correlation(_ranks(pairs.x), _ranks(pairs.y))
    slope = r * float(np.std(pairs.y) / np.std(pairs.x))
    return Seen(r, p, lower, upper, ranks, slope)


def closed(pairs: Pairs, level: float) -> Closed:
    """The correlation of true figures by moments: Spearman's correction for attenuation, with Fisher's interval.

    With S the covariances of the figures (divisor k - 1): tau2 = S - mean v, tau_xy = S_xy, reliability tau2 / S,
    rho = tau_xy / (tau_x tau_y), interval tanh(atanh r +- z / sqrt(k - 3)) / sqrt(product of the reliabilities), cut at
    -1 and 1; slope tau_xy / tau2_x. Source: Spearman (1904), American Journal of Psychology 15; tau2: Hedges and Olkin
    (1985), R metafor, method HE.

    >>> x = np.array([60.0, 62, 64, 70, 74])
    >>> found = closed(Pairs(x, np.array([50.0, 54, 51, 60, 58]), 0 * x + 7, 0 * x + 4), 0.95)
    >>> round(found.reliability_x, 4), round(found.rho, 4), round(found.slope, 4)
    (0.7941, 1.0755, 0.7963)
    """
    s = np.cov(pairs.x, pairs.y)
    tau2_x, tau2_y, tau_xy = (
        float(s[0, 0] - pairs.vx.mean()),
        float(s[1, 1] - pairs.vy.mean()),
        float(s[0, 1]),
    )
    rel_x, rel_y = _part(tau2_x, float(s[0, 0])), _part(tau2_y, float(s[1, 1]))
    slope = tau_xy / tau2_x if tau2_x > 0 else float("nan")
    if not (tau2_x > 0 and tau2_y > 0):
        return Closed(tau2_x, tau2_y, tau_xy, rel_x, rel_y, float("nan"), -1.0, 1.0, slope)
    attenuation = float(np.sqrt(rel_x * rel_y))
    lower, upper = _fisher(_correlation(pairs.x, pairs.y), len(pairs), level)
    rho = tau_xy / float(np.sqrt(tau2_x * tau2_y))
    low, high = max(lower / attenuation, -1.0), min(upper / attenuation, 1.0)
    return Closed(tau2_x, tau2_y, tau_xy, rel_x, rel_y, rho, low, high, slope)


def slope_limits(pairs: Pairs, level: float) -> tuple[float, float, float]:
    """Standard error and limits of the moment slope of `closed`, in points of y per point of x.

    The standard error is that of the slopes without each of the units (jackknife), limits by t with k - 2 degrees of
    freedom. NaN where a tau2_x is not above 0. Source: Efron (1982), The Jackknife; coverage:
    tests/benchmarks/linkage.md.

    >>> x = np.array([60.0, 62, 64, 70, 74])
    >>> [round(one, 3) for one in slope_limits(Pairs(x, np.array([50.0, 54, 51, 60, 58]), 0 * x + 7, 0 * x), 0.95)]
    [0.624, -1.19, 2.783]
    """
    k = len(pairs)
    x, y = (np.stack([np.delete(part, unit) for unit in range(k)]) for part in (pairs.x, pairs.y))
    dx, dy = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    tau2 = (dx**2).sum(axis=1) / (k - 2) - (pairs.vx.sum() - pairs.vx) / (k - 1)
    whole = closed(pairs, level).slope
    if np.isnan(whole) or not (tau2 > 0).all():
        return float("nan"), float("nan"), float("nan")
    slopes = (dx * dy).sum(axis=1) / (k - 2) / tau2
    se = float(np.sqrt((k - 1) / k * ((slopes - slopes.mean()) ** 2).sum()))
    half = se * float(t_quantile(level, np.asarray(k - 2.0)))
    return se, whole - half, whole + half


def units_needed(rho: float, reliability: float, level: float = 0.95, power: float = 0.8) -> int:
    """How many units a true correlation needs to be seen: ((z + z_power) / atanh(rho reliability))^2 + 3, rounded up.

    ``reliability`` is sqrt(reliability of x times that of y). Source: Fisher (1921), Metron 1.

    >>> units_needed(0.6, 0.7), units_needed(0.3, 0.9)
    (43, 106)
    """
    z = z_quantile(level) + z_quantile(2 * power - 1)
    return int(np.ceil((z / np.arctanh(abs(rho) * reliability)) ** 2 + 3 - 1e-9))


def _part(tau2: float, seen_variance: float) -> float:
    return max(tau2, 0.0) / seen_variance if seen_variance > 0 else 0.0


def _fisher(r: float, k: int, level: float) -> tuple[float, float]:
    if k <= 3 or abs(r) >= 1:
        return (r, r) if abs(r) >= 1 and k > 3 else (-1.0, 1.0)
    half = z_quantile(level) / np.sqrt(k - 3)
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))


def _correlation(x: FloatArray, y: FloatArray) -> float:
    dx, dy = x - x.mean(), y - y.mean()
    size = float(np.sqrt((dx @ dx) * (dy @ dy)))
    # Equal figures leave only rounding.
    if size <= 1e-18 * max(float(np.abs(x).max() * np.abs(y).max()), 1e-300) * len(x):
        return float("nan")
    return float(np.clip((dx @ dy) / size, -1.0, 1.0))


def _ranks(values: FloatArray) -> FloatArray:
    """The places of values from the lowest, 1 for that; the mean place for equal values."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place], dtype=np.float64)
