"""How much of R² each driver stands for: Johnson's relative weights, and LMG to check them by.

Drivers of satisfaction go together, so a regression's coefficients say little of their weight: what two of them share
is given to one or the other by chance. Both measures here divide all of R² between the drivers and are never negative.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np

from kundnojd.inference.sums import FloatArray

MOST_FOR_LMG = 12  # drivers: 4096 regressions
_NOTHING = 1e-10  # an eigenvalue of a correlation matrix below this is rounding


def explained(r_xx: FloatArray, r_xy: FloatArray) -> float:
    """R² of the regression of y on all drivers, from their correlations (k, k) and those with y (k,).

    Among drivers of which one follows from the others the fit of the least length is meant: R² is the same.

    >>> round(explained(np.eye(2), np.array([0.6, 0.3])), 10)
    0.45
    """
    return float(r_xy @ np.linalg.pinv(r_xx, rcond=_NOTHING, hermitian=True) @ r_xy) if len(r_xy) else 0.0


def johnson(r_xx: FloatArray, r_xy: FloatArray) -> FloatArray:
    """Relative weights of k drivers, shape (k,), in parts of R²: they are 0 or more and add up to it.

    With L the symmetric square root of the drivers' correlations (k, k), b = L⁻¹ r_xy are the coefficients of the
    uncorrelated variables nearest to the drivers, and driver j has the weight sum over k of L_jk² b_k².
    Source: Johnson (2000), Multivariate Behavioral Research 35, 1-19; the same as Genizi (1993), Statistica Sinica 3.

    >>> johnson(np.array([[1, 0.5], [0.5, 1]]), np.array([0.6, 0.3])).round(6).tolist()
    [0.315, 0.045]
    """
    values, vectors = np.linalg.eigh(r_xx)
    there = values > _NOTHING
    root = np.where(there, np.sqrt(np.where(there, values, 0.0)), 0.0)
    inverse = np.where(there, 1 / np.where(there, root, 1.0), 0.0)
    between = (vectors * root) @ vectors.T
    coefficients = (vectors * inverse) @ vectors.T @ r_xy
    return np.asarray(between**2 @ coefficients**2, dtype=np.float64)


def lmg(r_xx: FloatArray, r_xy: FloatArray) -> FloatArray:
    """What each of k drivers adds to R², on average over all orders they may be taken in; shape (k,), sums to R².

    Over the sets S of the other drivers: sum of |S|! (k - 1 - |S|)! / k! (R²(S and j) - R²(S)), which is the Shapley
    value of R². ``ValueError`` for more than `MOST_FOR_LMG` drivers.
    Source: Lindeman, Merenda and Gold (1980), Introduction to Bivariate and Multivariate Analysis, p. 119; Grömping
    (2007), The American Statistician 61, 139-147.

    >>> lmg(np.array([[1, 0.5], [0.5, 1]]), np.array([0.6, 0.3])).round(6).tolist()
    [0.315, 0.045]
    """
    k = len(r_xy)
    if k > MOST_FOR_LMG:
        raise ValueError(f"LMG of {k} drivers would take {2**k} regressions")
    r2 = np.zeros(2**k)
    for size in range(1, k + 1):
        for chosen in combinations(range(k), size):
            own = list(chosen)
            r2[sum(1 << j for j in own)] = explained(r_xx[np.ix_(own, own)], r_xy[own])
    sets = np.arange(2**k)
    sizes = np.array([int(s).bit_count() for s in sets])
    share = np.array([factorial(s) * factorial(k - 1 - s) / factorial(k) for s in range(k)])
    found = np.zeros(k)
    for j in range(k):
        without = sets[(sets >> j) & 1 == 0]
        found[j] = (share[sizes[without]] * (r2[without | (1 << j)] - r2[without])).sum()
    return found
