"""Whether items repeat each other: from a matrix of correlations R (p, p)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEAST_EIGENVALUE = 1e-8


def squared_multiple(r: Floats) -> Floats:
    """How much of each item the others together explain, 0 to 1: SMC_j = 1 - 1 / (R^-1)_jj, shape (p,).

    NaN where R cannot be inverted. Source: Guttman (1953), Psychometrika 18, 277-296.

    >>> squared_multiple(np.array([[1.0, 0.5], [0.5, 1.0]])).round(2).tolist()
    [0.25, 0.25]
    """
    if not len(r) or np.isnan(r).any() or np.linalg.eigvalsh(r)[0] < _LEAST_EIGENVALUE:
        return np.full(len(r), np.nan)
    return np.asarray(1 - 1 / np.diagonal(np.linalg.inv(r)), dtype=np.float64)


def standardised_alpha(r: Floats) -> float:
    """Cronbach's alpha of standardised items: k m / (1 + (k - 1) m) with the mean correlation m.

    Source: Cronbach (1951), Psychometrika 16, 297-334.

    >>> round(standardised_alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), 4)
    0.6667
    """
    k, m = len(r), mean_correlation(r)
    return float(k * m / (1 + (k - 1) * m)) if k > 1 else float("nan")


def mean_correlation(r: Floats) -> float:
    """The mean of the correlations between two items; NaN for fewer than two.

    >>> mean_correlation(np.array([[1.0, 0.5], [0.5, 1.0]]))
    0.5
    """
    k = len(r)
    return float((r.sum() - np.trace(r)) / (k * (k - 1))) if k > 1 else float("nan")


def eigenvalues(r: Floats) -> Floats:
    """The eigenvalues, largest first, shape (p,).

    >>> eigenvalues(np.array([[1.0, 0.5], [0.5, 1.0]])).round(2).tolist()
    [1.5, 0.5]
    """
    return np.asarray(np.linalg.eigvalsh(r)[::-1], dtype=np.float64)


def smallest_set(covariance: Floats, least: float) -> tuple[tuple[int, ...], float]:
    """The items of a forward selection whose mean correlates at least ``least`` with the mean of all items.

    Item by item the one is added that brings the correlation highest:
    r = sum(C[S, :]) / sqrt(sum(C[S, S]) sum(C)). Returns the places in the order they were taken, and r. Of
    standardised items C is R.

    >>> smallest_set(np.array([[1.0, 0.9, 0.1], [0.9, 1.0, 0.1], [0.1, 0.1, 1.0]]), 0.9)[0]
    (0, 2)
    """
    taken: list[int] = []
    best = 0.0
    whole, of_all = float(covariance.sum()), covariance.sum(axis=1)
    while len(taken) < len(covariance) and best < least:
        scores = []
        for item in range(len(covariance)):
            if item not in taken:
                own = [*taken, item]
                inside = float(covariance[np.ix_(own, own)].sum())
                scores.append(
                    (float(of_all[own].sum()) / np.sqrt(inside * whole) if inside * whole > 0 else 0.0, -item)
                )
        best, place = max(scores)
        taken.append(-place)
    return tuple(taken), best


def item_rest(r: Floats) -> Floats:
    """The correlation of each item with the sum of the others, all standardised, shape (p,).

    sum_j r_ij / sqrt(sum of R without i). Source: Nunnally and Bernstein (1994), Psychometric Theory, 8.

    >>> item_rest(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])).round(4).tolist()
    [0.5774, 0.5774, 0.5774]
    """
    found = np.full(len(r), np.nan)
    for item in range(len(r)):
        rest = np.delete(np.arange(len(r)), item)
        inside = float(r[np.ix_(rest, rest)].sum())
        if inside > 0:
            found[item] = float(r[item, rest].sum()) / np.sqrt(inside)
    return found


def correlation_p(r: float, n: float) -> float:
    """The two-sided p-value of a correlation over n pairs: t = r sqrt((n - 2) / (1 - r^2)) on n - 2 degrees of freedom.

    >>> round(correlation_p(-0.4, 50), 5)
    0.004
    """
    from kundnojd.inference.distributions import t_p_value

    if n <= 2 or np.isnan(r):
        return float("nan")
    t = np.inf if abs(r) >= 1 else r * np.sqrt((n - 2) / (1 - r * r))
    return float(t_p_value(np.asarray(t), np.asarray(float(n - 2))))
