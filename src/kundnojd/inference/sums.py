"""The seven sums that are enough for a score in a cell, and how to build them from single answers.

The last axis of an array of sums holds, in this order: the number of respondents n, then the sums of w, w^2,
w*y, w*y^2, w^2*y and w^2*y^2 over the respondents with weight w and score y. Sums of two cells add up to the
sums of both together, and a total minus a unit is the rest.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

N: Final = 0
W: Final = 1
W2: Final = 2
WY: Final = 3
WY2: Final = 4
W2Y: Final = 5
W2Y2: Final = 6
LENGTH: Final = 7


def of(values: ArrayLike, weights: ArrayLike = 1.0) -> FloatArray:
    """The sums of scores along the last axis: shape (..., R) gives (..., 7).

    ``weights`` has the shape of ``values`` or one that broadcasts to it. Every value counts as one
    respondent, also one with weight 0.

    >>> of([0.0, 100.0], [1.0, 3.0]).tolist()
    [2.0, 4.0, 10.0, 300.0, 30000.0, 900.0, 90000.0]
    """
    y, w = np.broadcast_arrays(np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64))
    terms = (np.ones_like(y), w, w**2, w * y, w * y**2, w**2 * y, (w * y) ** 2)
    return np.stack([term.sum(axis=-1) for term in terms], axis=-1)
