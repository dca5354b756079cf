"""From a difference and its standard error to a p-value, where the standard error may be 0."""

from __future__ import annotations

import numpy as np

from kundnojd.inference.distributions import t_p_value, z_p_value
from kundnojd.inference.sums import FloatArray

_ROUNDING = 1e-9  # points; a smaller difference without spread is none


def z_test(difference: FloatArray, se: FloatArray) -> FloatArray:
    """The two-sided p-value of ``difference / se``, both in points and of one shape.

    Without any spread 1 for no difference and 0 for any; NaN where there is no difference or no standard error.

    >>> z_test(np.array([15.0, 0.0, 2.0]), np.array([6.0, 0.0, 0.0])).round(6).tolist()
    [0.012419, 1.0, 0.0]
    """
    return _decided(difference, se, z_p_value(_ratio(difference, se)))


def t_test(difference: FloatArray, se: FloatArray, df: FloatArray) -> FloatArray:
    """As `z_test`, with Student's t on ``df`` degrees of freedom, which may be infinite.

    >>> round(float(t_test(np.array(1.062966), np.array(1.0), np.array(9.500367))), 6)
    0.314069
    """
    return _decided(difference, se, t_p_value(_ratio(difference, se), df))


def _ratio(difference: FloatArray, se: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(difference / se)


def _decided(difference: FloatArray, se: FloatArray, p_value: FloatArray) -> FloatArray:
    none = np.abs(difference) < _ROUNDING
    return np.where(se == 0, np.where(none, 1.0, 0.0), p_value)
