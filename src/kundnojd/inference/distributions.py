"""Two-sided quantiles and p-values of the normal and Student's t distribution.

Only this file needs scipy, and imports it when called, so that `kundnojd.inference` stays quick to import.
"""

from __future__ import annotations

import numpy as np

from kundnojd.inference.sums import FloatArray


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
