"""Confidence intervals of estimates (`inference.estimates`).

Every interval takes (cells, level, low, high): the estimates of cells, the confidence level (0 to 1), and the
ends of the measure's range in points. It gives (lower, upper), each of the shape of the cells, never outside the
range, NaN for an empty cell. Weighted bases count as their effective number (Kish), so that the interval of a share
has a width at 0 and 100 % too. How often they hold the true value is simulated in ``tests/benchmarks/coverage.md``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kundnojd.inference.distributions import t_quantile, z_quantile
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.sums import FloatArray

IntervalFunction = Callable[[Estimates, float, float, float], tuple[FloatArray, FloatArray]]

# A share this close to 0 or 1 is 0 or 1: sums of one survey that were added in another order agree to 1e-9.
_ROUNDING = 1e-9

# Added to the spread of a mean: 0.4 of an answer in the middle of the range, where the variance is at most 1/4, with
# 0.6 of that. By simulation: less leaves intervals of skewed scores short of their level, more widens the others.
_ADDED_VARIANCE, _ADDED_GREATEST = 0.06, 0.1

# Added to promoters, passives and detractors in the adjusted Wald interval (Rocks 2016).
_ADDED_PROMOTERS, _ADDED_PASSIVES, _ADDED_DETRACTORS = 0.75, 1.5, 0.75
_ADDED = _ADDED_PROMOTERS + _ADDED_PASSIVES + _ADDED_DETRACTORS


def t(cells: Estimates, level: float, low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """Student's interval for a mean: mean +- t x linearised standard error, n_eff - 1 degrees of freedom.

    NaN where n is under 2; the point itself where all scores are equal. Source: Student (1908), Biometrika 6.

    >>> from kundnojd.inference import estimates, sums
    >>> lower, upper = t(estimates.of(sums.of([40.0, 50.0, 60.0, 70.0])), 0.95, 0.0, 100.0)
    >>> round(float(lower), 2), round(float(upper), 2)
    (34.46, 75.54)
    """
    m, half = cells.mean, half_width(cells.se, level, cells.df)
    return np.clip(m - half, low, high), np.clip(m + half, low, high)


def wilson_mean(cells: Estimates, level: float, low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """Wilson's score interval for a mean of scores that cannot lie outside ``low`` to ``high``.

    The variance of an answer is taken as f p(1 - p), with p the mean as a part of the range: f is 1 for a share, less
    for a scale of steps. The interval holds every p that the mean would not contradict; where most answers are at one
    end it reaches further towards the other, as it should with skewed scores, and it has a width where all are alike.
    With v the variance of an answer and n the effective base, f is (v + 0.06 d/n) / (p(1 - p) + 0.1 d/n), d being the
    design effect of the weights; then Wilson's formula with base / f answers and Student's t on ``df`` for z. NaN where
    the respondents are under 2. Source: Wilson (1927), Journal of the American Statistical Association 22; variance:
    Wedderburn (1974), Biometrika 61; the added parts: simulation.

    >>> from kundnojd.inference import estimates, sums
    >>> lower, upper = wilson_mean(estimates.of(sums.of([100.0] * 18 + [50.0] * 2)), 0.95, 0.0, 100.0)
    >>> round(float(lower), 1), round(float(upper), 1)
    (82.3, 98.7)
    """
    part, ratio = mean_part(cells, low, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = score_ends(part, ratio, t_quantile(level, cells.df))
    return low + (high - low) * lower, low + (high - low) * upper


def mean_part(cells: Estimates, low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """The mean p as a part of its range (0 to 1), and f / base: its variance is that times p(1 - p).

    >>> from kundnojd.inference import estimates, sums
    >>> part, ratio = mean_part(estimates.of(sums.of([0.0, 50.0, 100.0, 50.0])), 0.0, 100.0)
    >>> float(part), round(float(ratio), 4)
    (0.5, 0.1652)
    """
    part = _snapped((cells.mean - low) / (high - low))
    with np.errstate(divide="ignore", invalid="ignore"):
        # The whole population has an infinite base and no error.
        variance = np.where(np.isinf(cells.base), 0.0, cells.se**2 * cells.base) / (high - low) ** 2
        added = cells.n / cells.n_eff**2
        ratio = (variance + _ADDED_VARIANCE * added) / (part * (1 - part) + _ADDED_GREATEST * added)
        return part, np.asarray(np.minimum(ratio, 1.0) / cells.base)


def half_width(se: FloatArray, level: float, df: FloatArray) -> FloatArray:
    """Half the width of a t interval; 0 where the standard error is 0, infinite without degrees of freedom.

    >>> round(float(half_width(np.float64(10.0), 0.95, np.float64(10.0))), 3)
    22.281
    """
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(se == 0, 0.0, t_quantile(level, df) * se)


def wilson(cells: Estimates, level: float, low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """Wilson's score interval for a share of 0 to 100, with p = mean / 100 and n the base.

    ``(2np + z^2 -+ z sqrt(z^2 + 4np(1 - p))) / (2(n + z^2))``; the lower end is exactly 0 at 0 % and the
    upper exactly 100 at 100 %. Source: Wilson (1927), Journal of the American Statistical Association 22.

    >>> from kundnojd.inference import estimates, sums
    >>> lower, upper = wilson(estimates.of(sums.of([0.0] * 20)), 0.95, 0.0, 100.0)
    >>> round(float(lower), 2), round(float(upper), 2)
    (0.0, 16.11)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = score_ends(share(cells), 1 / cells.base, design_quantile(cells, level))
    return np.clip(100 * lower, low, high), np.clip(100 * upper, low, high)


def adjusted_wald(cells: Estimates, level: float, low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """The adjusted Wald interval for a net score.

    Wald's interval after adding 3/4 promoters, 3/2 passives and 3/4 detractors. The counts are the weighted
    shares times the base. The middle of the interval is pulled towards 0, so that it may not hold the raw score
    of a single answer or at a low level. Source: Rocks (2016), The American Statistician 70.

    >>> from kundnojd.inference import estimates, sums
    >>> lower, upper = adjusted_wald(estimates.of(sums.of([-100.0, 0, 0, 100, 100, 100])), 0.95, -100.0, 100.0)
    >>> round(float(lower), 2), round(float(upper), 2)
    (-26.74, 71.19)
    """
    net, variance = adjusted_net(cells)
    half = design_quantile(cells, level) * np.sqrt(variance)
    return np.clip(100 * (net - half), low, high), np.clip(100 * (net + half), low, high)


def design_quantile(cells: Estimates, level: float) -> FloatArray:
    """The z of shares and net scores, larger where weights or clusters leave fewer degrees of freedom than n - 1.

    z t(df) / t(n - 1): exactly z for simple random answers. Shape of the cells.
    Source: Korn and Graubard (1998), Survey Methodology 24, 193-201, who divide the base by its square.

    >>> from kundnojd.inference import estimates, sums
    >>> [round(float(design_quantile(estimates.of(sums.of([0.0] * 10, w)), 0.95)), 3) for w in (1.0, [1.0] * 9 + [5.0])]
    [1.96, 2.261]
    """
    z = z_quantile(level)
    simple = cells.df >= cells.n - 1
    with np.errstate(invalid="ignore"):
        return np.where(simple, z, z * t_quantile(level, cells.df) / t_quantile(level, np.maximum(cells.n - 1, 1)))


def share(cells: Estimates) -> FloatArray:
    """The share mean / 100, from 0 to 1, freed from rounding at both ends: one number a cell.

    >>> from kundnojd.inference import estimates, sums
    >>> float(share(estimates.of(sums.of([0.0, 100.0, 100.0, 100.0]))))
    0.75
    """
    return _snapped(cells.mean / 100)


def poles(cells: Estimates) -> tuple[FloatArray, FloatArray]:
    """The shares of promoters and of detractors of a score that is -100, 0 or 100.

    Two arrays of the shape of the cells, from 0 to 1.

    >>> from kundnojd.inference import estimates, sums
    >>> promoters, detractors = poles(estimates.of(sums.of([-100.0, 0.0, 100.0, 100.0])))
    >>> float(promoters), float(detractors)
    (0.5, 0.25)
    """
    both, net = cells.square / 1e4, cells.mean / 100
    return _snapped((both + net) / 2), _snapped((both - net) / 2)


def adjusted_net(cells: Estimates) -> tuple[FloatArray, FloatArray]:
    """The net score (-1 to 1) of the adjusted counts and its variance: two of the shape of the cells.

    >>> from kundnojd.inference import estimates, sums
    >>> net, variance = adjusted_net(estimates.of(sums.of([-100.0, 0, 0, 100, 100, 100])))
    >>> round(float(net), 4), round(float(variance), 4)
    (0.2222, 0.0624)
    """
    n = cells.base
    promoters, detractors = poles(cells)
    p = (promoters * n + _ADDED_PROMOTERS) / (n + _ADDED)
    d = (detractors * n + _ADDED_DETRACTORS) / (n + _ADDED)
    return p - d, (p + d - (p - d) ** 2) / (n + _ADDED)


def _snapped(p: FloatArray) -> FloatArray:
    return np.where(p < _ROUNDING, 0.0, np.where(p > 1 - _ROUNDING, 1.0, p))


def score_ends(p: FloatArray, per_answer: FloatArray, quantile: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The p0 with (p - p0)^2 <= quantile^2 p0(1 - p0) per_answer; the whole range for an infinite quantile."""
    k = 1 / quantile**2
    middle, root = 2 * k * p + per_answer, np.sqrt(per_answer**2 + 4 * k * per_answer * p * (1 - p))
    lower, upper = (middle - root) / (2 * (k + per_answer)), (middle + root) / (2 * (k + per_answer))
    # Exactly the end, which rounding could miss; NaN stays.
    return np.where((p == 0) & (lower < 0.5), 0.0, lower), np.where((p == 1) & (upper > 0.5), 1.0, upper)
