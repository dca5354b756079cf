"""Least squares from sums of products: what is needed of the answers adds up over cells, waves and files."""

from __future__ import annotations

import numpy as np

from kundnojd.inference.sums import FloatArray

_SINGULAR = 1e-10  # the least eigenvalue of a matrix scaled to a diagonal of ones; below it is rounding


def least_squares(products: FloatArray, with_y: FloatArray) -> FloatArray:
    """The coefficients b of ``products`` b = ``with_y``, shapes (k, k), (k,) and (k,); NaN where there are none.

    ``products`` are the sums of w x x', or the covariances of the x; ``with_y`` are those with y. There are no
    coefficients where an x is constant at 0 or follows from the others.

    >>> least_squares(np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([3.0, 3.0])).round(9).tolist()
    [1.0, 1.0]
    >>> least_squares(np.ones((2, 2)), np.ones(2)).tolist()
    [nan, nan]
    """
    if not invertible(products):
        return np.full(len(with_y), np.nan)
    return np.asarray(np.linalg.solve(products, with_y), dtype=np.float64)


def invertible(products: FloatArray) -> bool:
    """Whether a matrix of sums of products has an inverse beyond rounding.

    >>> invertible(np.eye(2)), invertible(np.zeros((2, 2)))
    (True, False)
    """
    scale = np.sqrt(np.diagonal(products))
    if not np.isfinite(products).all() or not (scale > 0).all():
        return False
    return bool(np.linalg.eigvalsh(products / np.outer(scale, scale))[0] > _SINGULAR)


def dummy_products(sums_x: FloatArray, products: FloatArray, total: float) -> FloatArray:
    """The products (k + 1, k + 1) with a constant put first, of ``products`` (k, k), sums (k,) and sum of weights.

    >>> dummy_products(np.array([2.0]), np.array([[2.0]]), 5.0).tolist()
    [[5.0, 2.0], [2.0, 2.0]]
    """
    return np.block([[np.array([[total]]), sums_x[None]], [sums_x[:, None], products]])
