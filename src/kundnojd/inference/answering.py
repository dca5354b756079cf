"""How answers lie: split in two camps, too much alike, falling off along the form, groups too small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def polarisation(counts: Floats, values: Floats) -> float:
    """The variance in parts of the largest there can be: V = 4 var(x) / (b - a)^2, from 0 to 1.

    ``counts`` and ``values`` (V,) along a scale from a to b. 1 where half stand at each end. Source: the bound of
    Popoviciu (1935), Mathematica 9, 129-145.

    >>> round(polarisation(np.array([0.4, 0.1, 0, 0.1, 0.4]), np.arange(1.0, 6)), 3)
    0.85
    """
    total = counts.sum()
    if not total:
        return float("nan")
    mean = (counts @ values) / total
    variance = (counts @ (values - mean) ** 2) / total
    return float(4 * variance / (values.max() - values.min()) ** 2)


def thirds(counts: Floats, values: Floats) -> tuple[float, float, float]:
    """The shares of the bottom, the middle and the top third of a scale, by place from 0 to 100: <= 33.3, >= 66.7.

    >>> thirds(np.array([2.0, 1, 3, 1, 3]), np.arange(1.0, 6))
    (0.3, 0.3, 0.4)
    """
    x = 100 * (values - values.min()) / (values.max() - values.min())
    low, high = x <= 33.34, x >= 66.66
    shares = [float(counts[part].sum() / counts.sum()) for part in (low, ~low & ~high, high)]
    return shares[0], shares[1], shares[2]


def answers_needed(sd: float, difference: float, level: float = 0.95, power: float = 0.80) -> int:
    """Answers in each of two groups to find a difference: 2 ((z + z_power) sd / d)^2, rounded up.

    Source: Cohen (1988), Statistical Power Analysis.

    >>> answers_needed(20, 5)
    252
    """
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2) + ndtri(power))
    return int(np.ceil(2 * (z * sd / difference) ** 2 - 1e-9))


def least_spread(n: float, p: float = 0.001, rest: float = np.inf) -> float:
    """The least SD of n answers, in parts of that of the rest, that chance gives.

    sqrt(chi2_p(n - 1) / (n - 1)) against a rest that is known, sqrt(F_p(n - 1, rest - 1)) against so many answers.

    >>> [round(least_spread(n), 2) for n in (10, 20, 30, 50)], round(least_spread(30, rest=60), 2)
    ([0.36, 0.53, 0.62, 0.7], 0.58)
    """
    from scipy.special import fdtri, gammaincinv

    half = (n - 1) / 2
    return float(np.sqrt(gammaincinv(half, p) / half if np.isinf(rest) else fdtri(n - 1, rest - 1, p)))


def spread_p(ratio: float, n: float, rest: float = np.inf) -> float:
    """How often n answers have so small an SD in parts of that of the rest; the inverse of `least_spread`.

    >>> round(spread_p(least_spread(30), 30), 6), round(spread_p(least_spread(30, rest=60), 30, 60), 6)
    (0.001, 0.001)
    """
    from scipy.special import fdtr, gammainc

    half = (n - 1) / 2
    return float(gammainc(half, half * ratio**2) if np.isinf(rest) else fdtr(n - 1, rest - 1, ratio**2))


def rank_correlation(x: Floats, y: Floats) -> float:
    """Spearman's correlation, ties with their mean rank; NaN where one does not vary.

    >>> round(rank_correlation(np.array([1.0, 2, 3, 4]), np.array([2.0, 1, 3, 3])), 4)
    0.7379
    """
    ranks = [_ranks(part) for part in (x, y)]
    deviations = [part - part.mean() for part in ranks]
    below = float(np.sqrt((deviations[0] ** 2).sum() * (deviations[1] ** 2).sum()))
    return float((deviations[0] * deviations[1]).sum() / below) if below else float("nan")


def distance(one: Floats, other: Floats) -> float:
    """The total variation distance of two compositions: half the sum of the differences of their shares, 0 to 1.

    >>> distance(np.array([3.0, 1]), np.array([1.0, 1]))
    0.25
    """
    return float(np.abs(one / one.sum() - other / other.sum()).sum() / 2)


def _ranks(values: Floats) -> Floats:
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(times)
    return np.asarray((ends - (times - 1) / 2)[place], dtype=np.float64)
