"""Quantiles and p-values of the normal, Student's t, F and Pearson's type III distribution.

Only this file needs scipy, and imports it when called, so that `kundnojd.inference` stays quick to import.
"""

from __future__ import annotations

import numpy as np

from kundnojd.inference.sums import FloatArray

# Below this skewness the normal distribution is the limit to all digits that are printed.
_SYMMETRIC = 1e-6


def z_quantile(level: float) -> float:
    """The z that a standard normal stays within, either side of 0, with probability ``level`` (0 to 1).

    >>> round(z_quantile(0.95), 6)
    1.959964
    """
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))


def z_p_value(z: FloatArray) -> FloatArray:
    """The probability of a standard normal at least as far from 0 as ``z``; same shape, NaN for NaN.

    >>> round(float(z_p_value(np.float64(2.5))), 6)
    0.012419
    """
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(z)), dtype=np.float64)


def t_quantile(level: float, df: FloatArray) -> FloatArray:
    """The t that Student's distribution stays within with probability ``level``; shape of ``df``.

    Infinite where there are no degrees of freedom, NaN where they are NaN.

    >>> round(float(t_quantile(0.95, np.float64(10))), 4)
    2.2281
    """
    from scipy.special import stdtrit

    known = df > 0
    quantile = stdtrit(np.where(known, df, 1.0), 0.5 + level / 2)
    return np.where(known, quantile, np.where(np.isnan(df), np.nan, np.inf))


def t_p_value(t: FloatArray, df: FloatArray) -> FloatArray:
    """The probability of a Student's t at least as far from 0 as ``t``; shapes broadcast, NaN for NaN.

    1 where there are no degrees of freedom: nothing can be concluded.

    >>> round(float(t_p_value(np.float64(1.062966), np.float64(9.500367))), 6)
    0.314069
    """
    from scipy.special import stdtr

    known = df > 0
    p = 2 * stdtr(np.where(known, df, 1.0), -np.abs(t))
    return np.where(known, p, np.where(np.isnan(t + df), np.nan, 1.0))


def f_quantile(probability: float, numerator: float, denominator: float) -> float:
    """The point that F with so many degrees of freedom stays below with ``probability`` (0 to 1).

    An infinite ``denominator`` gives chi-squared / numerator.

    >>> round(f_quantile(0.95, 1, 10), 6), round(f_quantile(0.95, 1, float("inf")), 6)
    (4.964603, 3.841459)
    """
    from scipy.special import chdtri, fdtri

    if np.isinf(denominator):
        return float(chdtri(numerator, 1 - probability)) / numerator
    return float(fdtri(numerator, denominator, probability))


def skewed_p_value(z: FloatArray, skewness: FloatArray) -> FloatArray:
    """Twice the smaller tail beyond ``z`` of Pearson's type III distribution with mean 0, variance 1 and ``skewness``.

    That is a gamma distribution moved and scaled; without skewness the normal. Shapes broadcast, NaN for NaN.
    Source: Pearson (1895), Philosophical Transactions A 186; as the approximation of permutation tests from three
    moments: Mielke, Berry and Brier (1981), Monthly Weather Review 109.

    >>> [round(float(skewed_p_value(np.float64(z), np.float64(0.4))), 4) for z in (-3.0, 3.0)]
    [0.0001, 0.009]
    """
    from scipy.special import gammainc, gammaincc

    bent = np.abs(skewness) > _SYMMETRIC
    shape = 4 / np.where(bent, skewness, 1.0) ** 2
    place = np.maximum(shape + np.where(skewness < 0, -z, z) * np.sqrt(shape), 0.0)
    tail = np.minimum(gammainc(shape, place), gammaincc(shape, place))
    return np.where(bent, np.minimum(2 * tail, 1.0), z_p_value(z))
