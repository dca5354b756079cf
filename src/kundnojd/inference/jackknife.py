"""The delete-a-group jackknife: standard errors of what can be computed again without a group."""

from __future__ import annotations

import numpy as np

from kundnojd.inference.distributions import t_quantile
from kundnojd.inference.sums import FloatArray


def standard_error(whole: FloatArray, without: FloatArray) -> FloatArray:
    """The standard error of each estimate: ``whole`` (k,), and ``without`` (G, k) leaving out one group at a time.

    ``sqrt((G - 1) / G * sum (without - whole)^2)`` for G random groups of about the same size; NaN where an estimate is
    missing without some group, and for fewer than two groups.

    Source: Quenouille (1956), Biometrika 43; Wolter (2007), Introduction to Variance Estimation, chapter 4.

    >>> x = np.array([2.0, 4.0, 9.0])
    >>> without = np.array([[x[x != one].mean()] for one in x])
    >>> float(standard_error(x.mean(keepdims=True), without)[0].round(6)), float((x.std(ddof=1) / 3**0.5).round(6))
    (2.081666, 2.081666)
    """
    groups = len(without)
    if groups < 2:
        return np.full(len(whole), np.nan)
    return np.asarray(np.sqrt((groups - 1) / groups * ((without - whole) ** 2).sum(axis=0)))


def interval(
    whole: FloatArray, error: FloatArray, groups: int, level: float, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Intervals ``whole`` ± t(G - 1) * ``error``, all (k,), within ``low`` and ``high``.

    >>> ends = interval(np.array([0.5]), np.array([0.1]), 50, 0.95, np.array([-1.0]), np.array([1.0]))
    >>> [float(end[0].round(4)) for end in ends]
    [0.299, 0.701]
    """
    half = t_quantile(level, np.asarray(groups - 1.0)) * error
    return np.maximum(whole - half, low), np.minimum(whole + half, high)
