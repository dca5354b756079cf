"""A wave against the one before where some respondents answered in both.

With the covariance of the two estimates the variance of their difference is v_a + v_b - 2 cov. Where everybody
returned, that is the paired t-test and McNemar's test; where nobody did, the tests of independent groups. A function
takes (a, b, overlap, level): the estimates of the wave and of the one before, what those in both have in common, and
the confidence level. Points and two-sided p-values as in `inference.differences`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from kundnojd.inference.deciding import t_test, z_test
from kundnojd.inference.differences import Difference
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.intervals import half_width, share, wilson
from kundnojd.inference.sums import FloatArray

# The sums over respondents in both waves: their number, w_a w_b, w_a w_b y_a, w_a w_b y_b, w_a w_b y_a y_b.
LENGTH = 5


@dataclass(frozen=True)
class Overlap:
    """What the respondents of both waves have in common, arrays of one shape.

    ``n`` is their number; the others are sums over them, divided by the product of both waves' sums of weights:
    ``weight`` of w_a w_b, ``a`` of w_a w_b y_a, ``b`` of w_a w_b y_b and ``both`` of w_a w_b y_a y_b.
    """

    n: FloatArray
    weight: FloatArray
    a: FloatArray
    b: FloatArray
    both: FloatArray

    def __getitem__(self, index: Any) -> Overlap:
        """The cells of an index or a mask, as of an array."""
        return Overlap(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


PairedFunction = Callable[[Estimates, Estimates, Overlap, float], Difference]


def overlap_of(sums: FloatArray, weight_a: FloatArray, weight_b: FloatArray) -> Overlap:
    """The overlap from its five sums (..., 5) and the sums of weights of the two waves (...).

    >>> whole = overlap_of(np.array([2.0, 2.0, 100.0, 120.0, 6000.0]), np.array(2.0), np.array(2.0))
    >>> float(whole.weight)
    0.5
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = sums[..., 1:] / (weight_a * weight_b)[..., None]
    parts = np.where(sums[..., :1] > 0, parts, 0.0)
    return Overlap(sums[..., 0], *(parts[..., place] for place in range(4)))


def covariance(overlap: Overlap, centre_a: FloatArray, centre_b: FloatArray) -> FloatArray:
    """``sum(w_a w_b (y_a - centre_a) (y_b - centre_b)) / (W_a W_b)`` over those in both waves, in squared points.

    >>> scores = np.array([[40.0, 60.0], [50.0, 70.0]])
    >>> both = np.array([2.0, 2.0, 100.0, 120.0, 6200.0])
    >>> float(covariance(overlap_of(both, np.array(2.0), np.array(2.0)), np.array(50.0), np.array(60.0)))
    50.0
    """
    centred = overlap.both - centre_b * overlap.a - centre_a * overlap.b + centre_a * centre_b * overlap.weight
    return np.where(overlap.n > 0, centred, 0.0)


def mean_against_wave_paired(a: Estimates, b: Estimates, overlap: Overlap, level: float) -> Difference:
    """A mean score against the wave before, with those who answered in both.

    t = (a - b) / sqrt(se_a^2 + se_b^2 - 2 cov) with cov = sum over those in both of
    w_a w_b (y_a - mean_a)(y_b - mean_b) / (W_a W_b) x sqrt(n_a / (n_a - 1) x n_b / (n_b - 1)), which is
    r m s_a s_b / (n_a n_b) for m of them and the correlation r. Degrees of freedom
    (m - 1) + (g - m + 1) (n_a + n_b - 2m) / (n_a + n_b) with Satterthwaite's g: m - 1 where all returned.
    Source: paired t, Student (1908), Biometrika 6; part of them: Derrick, Russ, Toher and White (2017), Journal of
    Modern Applied Statistical Methods 16, 137-157.

    >>> from kundnojd.inference import estimates, sums
    >>> now, before = np.array([50.0, 60, 80, 90]), np.array([40.0, 60, 70, 70])
    >>> both = overlap_of(np.array([4.0, 4, 280, 240, (now * before).sum()]), np.array(4.0), np.array(4.0))
    >>> result = mean_against_wave_paired(estimates.of(sums.of(now)), estimates.of(sums.of(before)), both, 0.95)
    >>> round(float(result.se), 4), round(float(result.p_value), 4)
    (4.0825, 0.0917)
    """
    return _paired_t(a, b, overlap, level, 100.0)


def net_against_wave_paired(a: Estimates, b: Estimates, overlap: Overlap, level: float) -> Difference:
    """A net score against the wave before, with those who answered in both: as `mean_against_wave_paired`.

    >>> from kundnojd.inference import estimates, sums
    >>> now, before = np.array([100.0, 100, 0, 0, -100]), np.array([100.0, 0, 0, -100, -100])
    >>> both = overlap_of(np.array([5.0, 5, 100, -100, (now * before).sum()]), np.array(5.0), np.array(5.0))
    >>> result = net_against_wave_paired(estimates.of(sums.of(now)), estimates.of(sums.of(before)), both, 0.95)
    >>> float(result.difference), round(float(result.p_value), 3)
    (40.0, 0.178)
    """
    return _paired_t(a, b, overlap, level, 200.0)


def _paired_t(a: Estimates, b: Estimates, overlap: Overlap, level: float, widest: float) -> Difference:
    """``widest`` is the largest difference there can be, in points."""
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.sqrt(a.n / (a.n - 1) * b.n / (b.n - 1))
        joint = covariance(overlap, a.mean, b.mean) * own * _of_design(a, b)
        joint = np.clip(joint, -a.se * b.se, a.se * b.se)
        se = np.sqrt(np.maximum(a.se**2 + b.se**2 - 2 * joint, 0.0))
        # Equal changes of everybody leave only rounding.
        se = np.where(se < 1e-7 * (a.se + b.se), 0.0, se)
        df = _partial_df(a, b, overlap)
    difference, half = a.mean - b.mean, half_width(se, level, df)
    lower, upper = np.clip(difference - half, -widest, widest), np.clip(difference + half, -widest, widest)
    return Difference(difference, se, lower, upper, t_test(difference, se, df))


def share_against_wave_paired(a: Estimates, b: Estimates, overlap: Overlap, level: float) -> Difference:
    """A share against the wave before, with those who answered in both: McNemar's test, Newcombe's interval.

    z = (p_a - p_b) / sqrt(p (1 - p) (1/n_a + 1/n_b) - 2 cov), p of both waves, cov around p; where all returned, its
    square is McNemar's chi-square without correction. The interval is
    d - sqrt(A^2 - 2 r A B + B^2) with A = p_a - l_a, B = u_b - p_b and Wilson limits, and likewise above; r is the phi
    of those in both, brought towards 0 by n/2 in its numerator where it is positive, times their part of both waves.
    Source: McNemar (1947), Psychometrika 12; part of them: Derrick, Dobson-Mckittrick, Toher and White (2015), Journal
    of Applied Quantitative Methods 10; interval: Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10.

    >>> from kundnojd.inference import estimates, sums
    >>> a, b = estimates.of(sums.of([100.0] * 32 + [0.0] * 18)), estimates.of(sums.of([100.0] * 22 + [0.0] * 28))
    >>> both = overlap_of(np.array([50.0, 50, 3200, 2200, 200000]), np.array(50.0), np.array(50.0))
    >>> result = share_against_wave_paired(a, b, both, 0.95)
    >>> round(float(result.lower), 2), round(float(result.upper), 2), round(float(result.p_value), 4)
    (5.62, 32.92, 0.0075)
    """
    p_a, p_b, design = share(a), share(b), _of_design(a, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (p_a * a.base + p_b * b.base) / (a.base + b.base)
        spread = pooled * (1 - pooled)
        joint = covariance(overlap, 100 * pooled, 100 * pooled) / 1e4 * design
        joint = np.clip(joint, None, spread / np.sqrt(a.base * b.base))
        se = np.sqrt(np.maximum(spread * (1 / a.base + 1 / b.base) - 2 * joint, 0.0))
    se = np.where(se < 1e-9, 0.0, se)
    difference = 100 * (p_a - p_b)
    lower, upper = _newcombe(a, b, _correlation(a, b, overlap, design), level)
    own = np.clip(covariance(overlap, a.mean, b.mean) * design, -a.se * b.se, a.se * b.se)
    linearised = np.sqrt(np.maximum(a.se**2 + b.se**2 - 2 * own, 0.0))
    return Difference(difference, linearised, lower, upper, z_test(difference, 100 * se))


def _newcombe(a: Estimates, b: Estimates, r: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    p_a, p_b = 100 * share(a), 100 * share(b)
    (lower_a, upper_a), (lower_b, upper_b) = wilson(a, level, 0.0, 100.0), wilson(b, level, 0.0, 100.0)

    def length(one: FloatArray, other: FloatArray) -> FloatArray:
        return np.sqrt(np.maximum(one**2 - 2 * r * one * other + other**2, 0.0))

    difference = p_a - p_b
    return difference - length(p_a - lower_a, upper_b - p_b), difference + length(upper_a - p_a, p_b - lower_b)


def _correlation(a: Estimates, b: Estimates, overlap: Overlap, design: FloatArray) -> FloatArray:
    """The correlation of two shares: phi of those in both, continuity corrected, times their part of the two waves."""
    with np.errstate(divide="ignore", invalid="ignore"):
        part_a, part_b = overlap.a / overlap.weight / 100, overlap.b / overlap.weight / 100
        product = overlap.both / overlap.weight / 1e4 - part_a * part_b
        corrected = np.where(product > 0, np.maximum(product - 0.5 / _common(a, b, overlap), 0.0), product)
        spread = part_a * (1 - part_a) * part_b * (1 - part_b)
        phi = np.where(spread > 1e-12, corrected / np.sqrt(spread), 0.0)
        share_of_both = overlap.weight * design * np.sqrt(a.base * b.base)
    return np.where(overlap.n > 0, np.clip(phi * share_of_both, -1.0, 1.0), 0.0)


def _of_design(a: Estimates, b: Estimates) -> FloatArray:
    """How much larger clusters, strata and a finite population make variances than the weights alone do."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(a.n_eff / a.base * b.n_eff / b.base)


def _common(a: Estimates, b: Estimates, overlap: Overlap) -> FloatArray:
    """The effective number of respondents in both waves."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(overlap.n * np.sqrt(a.n_eff / a.n * b.n_eff / b.n))


def _partial_df(a: Estimates, b: Estimates, overlap: Overlap) -> FloatArray:
    n_a, n_b, m = a.df + 1, b.df + 1, _common(a, b, overlap)
    m = np.minimum(m, np.minimum(n_a, n_b))
    terms = [np.where(one.se == 0, 0.0, one.se**4 / one.df) for one in (a, b)]
    welch = np.where(terms[0] + terms[1] == 0, n_a + n_b - 2, (a.se**2 + b.se**2) ** 2 / (terms[0] + terms[1]))
    return np.asarray((m - 1) + (welch - m + 1) * (n_a + n_b - 2 * m) / (n_a + n_b))
