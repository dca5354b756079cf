"""How many answers are needed, and what a number of answers can show, before they are collected.

Standard deviations, margins and differences are in points; ``n`` are answers, ``base`` the simple random answers from
a large population that would say as much. All is for large samples but where a formula says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isnan, nan, sqrt

import numpy as np

from kundnojd.inference.distributions import z_quantile


@dataclass(frozen=True)
class Assumed:
    """What the answers are taken to be like: their standard deviation, and where a share starts (0 to 100).

    ``start`` is NaN for what is no share.
    """

    sd: float
    start: float = nan


@dataclass(frozen=True)
class Panel:
    """Two waves: the part of each that answers both times (0 to 1), and how their two answers correlate (-1 to 1)."""

    overlap: float = 0.0
    correlation: float = 0.0


NO_PANEL = Panel()
Power = Callable[[float, float, Assumed, float], float]
Needed = Callable[[float, Assumed, float, float], float]


@dataclass(frozen=True)
class Comparing:
    """The power of a test of two equal groups, (base, difference, assumed, level), and its inverse.

    ``needed`` takes (difference, assumed, level, power) and gives the base of each group.
    """

    power: Power
    needed: Needed


def base_of(n: float, population: float = inf, deff: float = 1.0) -> float:
    """The base of n answers out of a population with a design effect: n / (deff (1 - n / N)).

    Infinite where everybody answered. Source: Cochran (1977), Sampling Techniques, 2.6.

    >>> base_of(100), base_of(100, 400), base_of(100, deff=1.25)
    (100.0, 133.33333333333334, 80.0)
    """
    left = 1 - n / population
    return n / (deff * left) if left > 0 else inf


def margin(assumed: Assumed, base: float, level: float) -> float:
    """Half the width of an interval: z sd / sqrt(base), in points.

    >>> round(margin(Assumed(20.0), 100, 0.95), 2)
    3.92
    """
    return z_quantile(level) * assumed.sd / sqrt(base) if base > 0 else inf


def answers_for_margin(assumed: Assumed, wanted: float, level: float) -> float:
    """The base that gives a margin: n0 = z^2 sd^2 / e^2; not rounded.

    Source: Cochran (1977), Sampling Techniques, 4.4.

    >>> round(answers_for_margin(Assumed(50.0, 50.0), 4, 0.95), 2)
    600.23
    """
    return (z_quantile(level) * assumed.sd / wanted) ** 2


def answers_from_base(base: float, population: float = inf, deff: float = 1.0) -> int:
    """The least whole number of answers with at least that base: n0 / (1 + (n0 - 1) / N), n0 = base deff, rounded up.

    The form for shares; for means it is at most one answer too many. Source: Cochran (1977), Sampling Techniques, 4.4.

    >>> answers_from_base(600.23, 7271), answers_from_base(600.23)
    (555, 601)
    """
    n0 = base * deff
    # What is a whole number but for rounding is that number.
    return max(1, int(np.ceil(n0 / (1 + (n0 - 1) / population) - 1e-9)))


def difference_se(sd_a: float, a: float, sd_b: float, b: float, panel: Panel = NO_PANEL) -> float:
    """The standard error of a difference between groups with the bases a and b.

    sqrt(sd_a^2 / a + sd_b^2 / b - 2 m rho sd_a sd_b / (a b)), where m = overlap min(a, b) answered in both. Source:
    Kish (1965), Survey Sampling, 12.4; R PracTools, nProp2sam.

    >>> round(difference_se(20.0, 200, 20.0, 200, Panel(0.5, 0.6)), 5)
    1.67332
    """
    # Everybody answered in a group with an infinite base: nothing of it is left to chance.
    common = 0.0 if inf in {a, b} else panel.overlap * panel.correlation * min(a, b) / (a * b)
    return sqrt(max(sd_a**2 / a + sd_b**2 / b - 2 * common * sd_a * sd_b, 0.0))


def detectable(se: float, level: float, power: float) -> float:
    """The smallest true difference that is called at the level with that power: (z + z_power) se, in points.

    Source: Cohen (1988), Statistical Power Analysis.

    >>> round(detectable(difference_se(20.0, 100, 20.0, 100), 0.95, 0.8), 2)
    7.92
    """
    return (z_quantile(level) + _z(power)) * se


def mean_power(base: float, difference: float, assumed: Assumed, level: float) -> float:
    """The power of Student's test of two means, by the noncentral t distribution, base answers in each group.

    Source: R stats, power.t.test.

    >>> round(mean_power(20, 1, Assumed(1.0), 0.95), 6)
    0.868953
    """
    if base == inf or assumed.sd == 0:
        return 1.0
    from scipy.special import nctdtr, stdtrit

    df = 2 * (base - 1)
    if df <= 0:
        return 0.0
    shift = sqrt(base / 2) * difference / assumed.sd
    return float(1 - nctdtr(df, shift, stdtrit(df, 0.5 + level / 2)))


def mean_needed(difference: float, assumed: Assumed, level: float, power: float) -> float:
    """The inverse of `mean_power`: answers in each group, not rounded.

    >>> round(mean_needed(1, Assumed(1.0), 0.95, 0.9), 4)
    22.0211
    """
    from scipy.optimize import brentq

    if mean_power(2, difference, assumed, level) >= power:
        return 2.0
    # Student's t asks for a few answers more than the normal distribution.
    most = normal_needed(difference, assumed, level, power) + 50
    return float(brentq(lambda n: mean_power(n, difference, assumed, level) - power, 2.0, most, xtol=1e-9))


def share_power(base: float, difference: float, assumed: Assumed, level: float) -> float:
    """The power of the z test of two shares, the second `other_share`. Source: R stats, power.prop.test.

    >>> round(share_power(50, 25, Assumed(50.0, 50.0), 0.95), 7)
    0.7401659
    """
    if base == inf:
        return 1.0
    from scipy.special import ndtr

    pooled, apart = _share_spread(assumed.start, difference)
    return float(ndtr((sqrt(base) * difference - z_quantile(level) * pooled) / apart)) if apart > 0 else 1.0


def share_needed(difference: float, assumed: Assumed, level: float, power: float) -> float:
    """The inverse of `share_power`: answers in each group, not rounded.

    >>> round(share_needed(25, Assumed(50.0, 50.0), 0.95, 0.9), 5)
    76.70693
    """
    pooled, apart = _share_spread(assumed.start, difference)
    return ((z_quantile(level) * pooled + _z(power) * apart) / difference) ** 2


def other_share(start: float, difference: float) -> float:
    """The share a difference away, towards the middle, where answers vary most and most of them are needed.

    >>> other_share(80, 5), other_share(50, 5)
    (75, 55)
    """
    return start - difference if start > 50 else start + difference


def normal_power(base: float, difference: float, assumed: Assumed, level: float, panel: Panel = NO_PANEL) -> float:
    """The power of a z test with the variance of each group: for net scores, and for waves that share respondents.

    Phi(d / se - z) with se by `difference_se`.

    >>> round(normal_power(1562, 5, Assumed(50.0, 50.0), 0.95), 2)
    0.8
    """
    from scipy.special import ndtr

    se = difference_se(assumed.sd, base, _other_sd(assumed, difference), base, panel)
    return float(ndtr(difference / se - z_quantile(level))) if se > 0 else 1.0


def normal_needed(
    difference: float,
    assumed: Assumed,
    level: float,
    power: float,
    panel: Panel = NO_PANEL,
) -> float:
    """The inverse of `normal_power`: (sd_a^2 + sd_b^2 - 2 overlap rho sd_a sd_b) (z + z_power)^2 / d^2.

    Source: Valliant, Dever and Kreuter (2013), Practical Tools for Designing and Weighting Survey Samples, 4; R
    PracTools, nProp2sam.

    >>> round(normal_needed(5, Assumed(20.0), 0.95, 0.8, Panel(1.0, 0.6)), 1)
    100.5
    """
    a, b = assumed.sd, _other_sd(assumed, difference)
    spread = a**2 + b**2 - 2 * panel.overlap * panel.correlation * a * b
    return spread * ((z_quantile(level) + _z(power)) / difference) ** 2


def _share_spread(start: float, difference: float) -> tuple[float, float]:
    """Roots of the summed variances of two shares, pooled and apart, in points."""
    p, q = start / 100, other_share(start, difference) / 100
    middle = (p + q) / 2
    return 100 * sqrt(2 * middle * (1 - middle)), 100 * sqrt(p * (1 - p) + q * (1 - q))


def _other_sd(assumed: Assumed, difference: float) -> float:
    """The standard deviation of the other wave: of its share, else the same."""
    if isnan(assumed.start):
        return assumed.sd
    q = other_share(assumed.start, difference)
    return sqrt(q * (100 - q))


def _z(power: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(power))
