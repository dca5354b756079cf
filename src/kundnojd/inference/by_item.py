"""The mean of the means of several items, each over its own base, from sums that add up.

The last axis of an array of item sums for k items holds the number of respondents n and then two square matrices, row
by row, of the products of x = (1, answered 1..k, score 1..k), summed with the weights and with the squared weights; a
score is 0 where it was not answered. Sums of two cells add up, and a total minus a unit is the rest.
"""

from __future__ import annotations

import math

import numpy as np

from kundnojd.inference.sums import FloatArray


def length(items: int) -> int:
    """How many sums there are for so many items.

    >>> length(4)
    163
    """
    return 1 + 2 * (2 * items + 1) ** 2


def items_of(sums: int) -> int:
    """How many items a block of so many sums is of.

    >>> items_of(length(4))
    4
    """
    return (math.isqrt((sums - 1) // 2) - 1) // 2


def seven_sums(block: FloatArray, items: int) -> FloatArray:
    """The seven sums (`inference.sums`) of a score with the mean and the error of the mean of item means.

    (..., length(items)) gives (..., 7). The score of a respondent is the pseudo-value
    ``mean + W / K * sum over items of (y - p) / W_item`` with p the mean of the item, W_item the weights of those who
    answered it, and K the items answered by anybody: its weighted mean is the mean of the p, and its linearised
    variance that of a mean of K ratios. Source: linearisation, Binder (1983), International Statistical Review 51;
    the same as `svycontrast` of totals in R survey.

    >>> from kundnojd.inference import variance
    >>> block = of(np.array([[100.0, 0.0], [100.0, np.nan], [0.0, 100.0]]))
    >>> round(float(variance.mean(seven_sums(block, 2))), 4)
    58.3333
    """
    size = 2 * items + 1
    first = block[..., 1 : 1 + size**2].reshape(*block.shape[:-1], size, size)
    second = block[..., 1 + size**2 :].reshape(*block.shape[:-1], size, size)
    total, answered, scores = first[..., 0, 0], first[..., 0, 1 : items + 1], first[..., 0, items + 1 :]
    there = answered > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(there, scores / answered, 0.0)
        share = np.where(there, 1 / answered, 0.0) / there.sum(axis=-1)[..., None]
    share = np.nan_to_num(share, posinf=0.0)
    mean = np.nan_to_num((means * share * answered).sum(axis=-1))
    slope = total[..., None] * share
    line = np.concatenate([mean[..., None], -slope * means, slope], axis=-1)

    def summed(matrix: FloatArray) -> FloatArray:
        return np.asarray(np.einsum("...i,...i->...", line, matrix[..., 0, :]))

    def squared(matrix: FloatArray) -> FloatArray:
        return np.asarray(np.einsum("...i,...ij,...j->...", line, matrix, line))

    parts = (total, second[..., 0, 0], summed(first), squared(first), summed(second), squared(second))
    return np.stack([block[..., 0], *parts], axis=-1)


def least_base(block: FloatArray, items: int) -> FloatArray:
    """The smallest effective number of respondents of any item that was answered: (..., length(items)) gives (...).

    Never more than the number of those who answered it, and just that where all weights are equal; 0 without answers.

    >>> float(least_base(of(np.array([[100.0, 0.0], [100.0, np.nan], [0.0, np.nan]])), 2))
    1.0
    """
    size = 2 * items + 1
    answered = block[..., 2 : 2 + items]
    squares = block[..., 2 + size**2 : 2 + size**2 + items]
    with np.errstate(divide="ignore", invalid="ignore"):
        bases = np.where(answered > 0, answered**2 / squares, np.inf).min(axis=-1)
    return np.where(np.isfinite(bases), bases, 0.0)


def of(scores: FloatArray, weights: FloatArray | float = 1.0) -> FloatArray:
    """The item sums of respondents: scores (R, k), NaN where not answered, and weights (R) give (length(k)).

    >>> of(np.array([[2.0]]), 3.0).tolist()
    [1.0, 3.0, 3.0, 6.0, 3.0, 3.0, 6.0, 6.0, 6.0, 12.0, 9.0, 9.0, 18.0, 9.0, 9.0, 18.0, 18.0, 18.0, 36.0]
    """
    w = np.broadcast_to(np.asarray(weights, dtype=np.float64), scores.shape[:1])
    x = products(scores)
    return np.concatenate([[float(len(w))], (x.T @ (x * w[:, None])).ravel(), (x.T @ (x * w[:, None] ** 2)).ravel()])


def products(scores: FloatArray) -> FloatArray:
    """The x of each respondent: (R, k) gives (R, 2k + 1)."""
    answered = ~np.isnan(scores)
    return np.concatenate([np.ones((len(scores), 1)), answered, np.where(answered, scores, 0.0)], axis=1)
