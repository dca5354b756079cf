"""Correction of p-values for how many comparisons were looked at.

Every function takes a one-dimensional array of p-values and gives adjusted p-values in the same order. NaN
stays NaN and does not count as a comparison.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kundnojd.inference.sums import FloatArray

AdjustmentFunction = Callable[[FloatArray], FloatArray]


def benjamini_hochberg(p_values: FloatArray) -> FloatArray:
    """Adjusted so that those under 5 % hold at most 5 % false alarms on average (false discovery rate).

    The smallest over all j >= i of ``m p_(j) / j``, at most 1, for the m p-values in rising order.
    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57.

    >>> benjamini_hochberg(np.array([0.01, np.nan, 0.04, 0.5])).round(3).tolist()
    [0.03, nan, 0.06, 0.5]
    """

    def step_up(rising: FloatArray) -> FloatArray:
        scaled = rising * rising.size / np.arange(1, rising.size + 1)
        return np.minimum.accumulate(scaled[::-1])[::-1]

    return _adjusted(p_values, step_up)


def holm(p_values: FloatArray) -> FloatArray:
    """Adjusted so that the risk of any false alarm at all stays under the level (family-wise error rate).

    The largest over all j <= i of ``(m - j + 1) p_(j)``, at most 1, for the m p-values in rising order.
    Source: Holm (1979), Scandinavian Journal of Statistics 6.

    >>> holm(np.array([0.01, np.nan, 0.04, 0.5])).round(3).tolist()
    [0.03, nan, 0.08, 0.5]
    """

    def step_down(rising: FloatArray) -> FloatArray:
        return np.maximum.accumulate(rising * np.arange(rising.size, 0, -1))

    return _adjusted(p_values, step_down)


def none(p_values: FloatArray) -> FloatArray:
    """The p-values as they are, in a new array.

    >>> none(np.array([0.01, np.nan])).tolist()
    [0.01, nan]
    """
    return np.array(p_values, dtype=np.float64)


def _adjusted(p_values: FloatArray, rule: Callable[[FloatArray], FloatArray]) -> FloatArray:
    adjusted = none(p_values)
    tested = np.flatnonzero(~np.isnan(adjusted))
    rising = tested[np.argsort(adjusted[tested], kind="stable")]
    adjusted[rising] = np.minimum(rule(adjusted[rising]), 1.0)
    return adjusted
