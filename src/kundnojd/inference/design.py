"""Estimates of cells whose respondents were drawn in strata or clusters, or from a population that is known.

The variance of a weighted mean is that of the sum of its linearised residuals z = w (y - mean), added up over the
clusters of a stratum: se^2 = sum_h (1 - f_h) k_h / (k_h - 1) sum_c (z_hc - zbar_h)^2 / (sum w)^2, with k_h clusters
(respondents, where there are none) and the sampling fraction f_h. It is that of R's `survey::svymean` with the design
of the cell's own respondents. Source: Binder (1983), International Statistical Review 51; Lumley (2004), Journal of
Statistical Software 9(8).

All it needs of a stratum are seven sums over its clusters, which add up over strata, cells and files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kundnojd.inference import estimates
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.sums import W2, W2Y, W2Y2, WY, FloatArray, N, W

Flags = NDArray[np.bool_]

# The last axis of the sums of a stratum: respondents, clusters, then over the clusters c the sums of w_c, wy_c,
# w_c^2, w_c wy_c and wy_c^2, where w_c and wy_c are the sums of w and w y over the respondents of c.
RESPONDENTS: Final = 0
CLUSTERS: Final = 1
C_W: Final = 2
C_WY: Final = 3
C_WW: Final = 4
C_WWY: Final = 5
C_WYWY: Final = 6
STRATUM_LENGTH: Final = 7

LONELY: tuple[str, ...] = ("adjust", "remove", "average", "fail")
DEFAULT_LONELY: Final = "adjust"

_ROUNDING = 1e-12
# All customers answered: nothing is left to sampling, but a base has to be a number.
_LEAST_LEFT = 1e-9


def of_respondents(sums: FloatArray) -> FloatArray:
    """The stratum sums of respondents who are each a cluster of their own: (..., 7) sums give (..., 7).

    >>> from kundnojd.inference import sums
    >>> of_respondents(sums.of([40.0, 60.0], [1.0, 2.0])).tolist()
    [2.0, 2.0, 3.0, 160.0, 5.0, 280.0, 16000.0]
    """
    return sums[..., [N, N, W, WY, W2, W2Y, W2Y2]]


def of_clusters(sums: FloatArray) -> FloatArray:
    """The stratum sums of clusters, one along each cell of ``sums``: (..., 7) gives (..., 7), 0 without respondents.

    >>> from kundnojd.inference import sums
    >>> of_clusters(sums.of([40.0, 60.0], [1.0, 2.0])).tolist()
    [2.0, 1.0, 3.0, 160.0, 9.0, 480.0, 25600.0]
    """
    n, w, wy = sums[..., N], sums[..., W], sums[..., WY]
    found = np.stack([n, np.ones_like(n), w, wy, w * w, w * wy, wy * wy], axis=-1)
    return np.where(n[..., None] > 0, found, 0.0)


def of(
    sums: FloatArray,
    strata: FloatArray,
    fraction: FloatArray,
    lonely: str = DEFAULT_LONELY,
    ends: tuple[float, float] = (0.0, 100.0),
    *,
    clustered: bool = False,
) -> Estimates:
    """The estimates of cells with a design of their own.

    ``sums`` (..., 7) are those of the cells, ``strata`` (..., H, 7) those of the strata in each (`of_respondents`,
    `of_clusters`), ``fraction`` (..., H) the share of the customers of each stratum that answered, 0 where it is not
    known, ``ends`` the ends of `Estimates`. ``lonely`` says what a stratum with one cluster gives, as R's option
    survey.lonely.psu: ``adjust`` its distance from the mean of the whole, ``remove`` nothing, ``average`` the mean of
    the other strata. (``fail`` is for the caller, who knows the names: `lonely_strata`.) ``se`` is NaN where nothing
    says how clusters differ: there is one only, or each stratum has one and they are left out. (R gives 0 there.)

    Degrees of freedom are clusters - strata with clusters, else n_eff - strata. ``base`` is n_eff times the variance
    without the design over that with it, not above n (Korn and Graubard 1998, Survey Methodology 24, 193-201), and
    then divided by 1 - f. Where all answers are equal both variances are zero, and the first ratio is taken as 1.

    >>> from kundnojd.inference import sums
    >>> cell = sums.of([40.0, 60.0])
    >>> float(of(cell, of_respondents(cell)[None], np.array([0.75])).se)
    5.0
    """
    plain = estimates.of(sums, ends)
    part = _variances(plain.mean, strata, fraction, lonely)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn, left = part.sum(axis=-1), ((1 - fraction) * part).sum(axis=-1)
        se = np.where(plain.n >= 2, np.sqrt(left) / sums[..., W], np.nan)
        without = plain.se * sums[..., W]
        ratio = np.where((drawn > 0) & (without > 0), without**2 / drawn, 1.0)
        weighed = np.where(drawn > 0, left / drawn, 1 - _mean_fraction(strata, fraction))
    k = strata[..., CLUSTERS]
    there, clusters = (k > 0).sum(axis=-1), k.sum(axis=-1)
    spread = (k > 1).any(axis=-1) | ((lonely == DEFAULT_LONELY) & (clusters > 1))
    se = np.where(spread, se, np.nan)
    df = clusters - there if clustered else plain.n_eff - there
    base = np.minimum(plain.n, plain.n_eff * ratio)
    # Intervals of shares and net scores take account of few clusters by `df` (`intervals.design_quantile`).
    base = np.where(df > 0, base, np.minimum(base, 1.0)) if clustered else base
    return replace(plain, se=se, df=df, base=base / np.maximum(weighed, _LEAST_LEFT))


def lonely_strata(strata: FloatArray) -> FloatArray:
    """Which strata have one cluster only, in cells with more than one respondent: (..., H, 7) gives booleans (..., H).

    >>> lonely_strata(np.array([[3.0, 1, 0, 0, 0, 0, 0], [3.0, 3, 0, 0, 0, 0, 0]])).tolist()
    [True, False]
    """
    several = strata[..., RESPONDENTS].sum(axis=-1, keepdims=True) > 1
    return np.asarray((strata[..., CLUSTERS] == 1) & several)


def _mean_fraction(strata: FloatArray, fraction: FloatArray) -> FloatArray:
    n = strata[..., RESPONDENTS]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n.sum(axis=-1) > 0, (n * fraction).sum(axis=-1) / n.sum(axis=-1), 0.0)


def _variances(mean: FloatArray, strata: FloatArray, fraction: FloatArray, lonely: str) -> FloatArray:
    """The variance of the sum of residuals that each stratum gives, without the fraction, shape (..., H)."""
    m, k = mean[..., None], strata[..., CLUSTERS]
    raw, drop, back = strata[..., C_WYWY], 2 * m * strata[..., C_WWY], m**2 * strata[..., C_WW]
    squares, total = raw - drop + back, strata[..., C_WY] - m * strata[..., C_W]
    with np.errstate(divide="ignore", invalid="ignore"):
        within = squares - total**2 / k
        # Equal residuals leave only rounding, above or below zero.
        within = np.where(within <= _ROUNDING * (raw + back), 0.0, within)
        several = k / (k - 1) * within
    alone = np.where(squares <= _ROUNDING * (raw + back), 0.0, squares)
    # Where everybody was asked, one cluster is all there is, and its variance is known to be none.
    known = (k > 1) | ((k == 1) & (fraction >= 1))
    return _LONELY[lonely](np.where(k > 1, several, 0.0), np.where(k == 1, alone, 0.0), k > 0, known)


def _adjusted(several: FloatArray, alone: FloatArray, there: Flags, known: Flags) -> FloatArray:
    return several + alone


def _removed(several: FloatArray, alone: FloatArray, there: Flags, known: Flags) -> FloatArray:
    return several


def _averaged(several: FloatArray, alone: FloatArray, there: Flags, known: Flags) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = there.sum(axis=-1, keepdims=True) / known.sum(axis=-1, keepdims=True)
        return np.where(known.any(axis=-1, keepdims=True), several * scale, np.nan)


_LONELY: Mapping[str, Callable[[FloatArray, FloatArray, Flags, Flags], FloatArray]] = {
    "adjust": _adjusted,
    "remove": _removed,
    "average": _averaged,
    "fail": _removed,
}
