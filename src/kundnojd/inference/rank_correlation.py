"""Spearman's rank correlation over units, with an interval."""

from __future__ import annotations

from math import atanh, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike

from kundnojd.inference.distributions import z_quantile
from kundnojd.inference.sums import FloatArray


def spearman(x: ArrayLike, y: ArrayLike) -> float:
    """The correlation of the ranks of k pairs, -1 to 1; ties share the mean of their ranks; NaN where one is constant.

    Source: Spearman (1904), American Journal of Psychology 15.

    >>> round(spearman([1, 2, 3, 4], [10, 30, 20, 40]), 1)
    0.8
    """
    a, b = (_ranks(np.asarray(one, dtype=np.float64)) for one in (x, y))
    a, b = a - a.mean(), b - b.mean()
    size = sqrt(float((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / size) if size > 0 else float("nan")


def fisher_interval(r: float, k: int, level: float) -> tuple[float, float]:
    """The interval of a rank correlation of ``k`` pairs: tanh(atanh r +- z sqrt((1 + r^2 / 2) / (k - 3))).

    NaN under four pairs. A correlation of exactly 1 has the interval of the next to it that k pairs can have, out to 1.
    Source: Fisher (1915), Biometrika 10; the variance for ranks: Bonett and Wright (2000), Psychometrika 65, 23-28.

    >>> [round(end, 2) for end in fisher_interval(0.5, 8, 0.95)]
    [-0.36, 0.9]
    """
    if k < 4 or np.isnan(r):
        return float("nan"), float("nan")
    nearest = 1 - 12 / (k * (k * k - 1))
    inside = min(max(r, -nearest), nearest)
    half = z_quantile(level) * sqrt((1 + inside**2 / 2) / (k - 3))
    lower, upper = tanh(atanh(inside) - half), tanh(atanh(inside) + half)
    return min(lower, r), max(upper, r)


def _ranks(values: FloatArray) -> FloatArray:
    ordered = np.sort(values)
    first, last = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return np.asarray((first + last + 1) / 2, dtype=np.float64)
