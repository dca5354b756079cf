"""Confidence intervals of estimates (`inference.estimates`).

Every interval takes (cells, level, low, high): the estimates of cells, the confidence level (0 to 1), and the
ends of the measure's range in points. It gives (lower, upper), each of the shape of the cells, never outside the
range, NaN for an empty cell. Weighted bases count as their effective number (Kish), so that the interval of a share
has a width at 0 and 100 % too.
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
    p, n, z = share(cells), cells.base, z_quantile(level)
    middle = 2 * n * p + z**2
    root = z * np.sqrt(z**2 + 4 * n * p * (1 - p))
    lower = np.where(p == 0, 0.0, (middle - root) / (2 * (n + z**2)))
    upper = np.where(p == 1, 1.0, (middle + root) / (2 * (n + z**2)))
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
    half = z_quantile(level) * np.sqrt(variance)
    return np.clip(100 * (net - half), low, high), np.clip(100 * (net + half), low, high)


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
