"""Mean, standard error and effective base of a weighted score, from its seven sums (`inference.sums`)."""

from __future__ import annotations

import numpy as np

from kundnojd.inference.sums import W2, W2Y, W2Y2, WY, FloatArray, N, W

# Sums added up in another order agree to about this relative difference.
_ROUNDING = 1e-12


def mean(sums: FloatArray) -> FloatArray:
    """The weighted mean ``sum(w y) / sum(w)``, in points: (..., 7) gives (...), NaN for an empty cell.

    >>> from kundnojd.inference import sums
    >>> float(mean(sums.of([0.0, 100.0], [1.0, 3.0])))
    75.0
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(sums[..., WY] / sums[..., W])


def effective_n(sums: FloatArray) -> FloatArray:
    """The effective number of respondents ``sum(w)^2 / sum(w^2)``: (..., 7) gives (...), 0 for an empty cell.

    Never more than n, and n where all weights are equal. Source: Kish (1965), Survey Sampling.

    >>> from kundnojd.inference import sums
    >>> float(effective_n(sums.of([50.0, 60.0], [1.0, 3.0])))
    1.6
    """
    squares = sums[..., W2]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(squares > 0, sums[..., W] ** 2 / squares, 0.0)


def design_effect(sums: FloatArray) -> FloatArray:
    """How many times larger unequal weights make the variance: ``n / n_eff``, 1 or more (Kish 1965).

    (..., 7) gives (...), NaN for an empty cell.

    >>> from kundnojd.inference import sums
    >>> float(design_effect(sums.of([50.0, 60.0], [1.0, 3.0])))
    1.25
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(sums[..., N] / effective_n(sums))


def linearised_se(sums: FloatArray) -> FloatArray:
    """The standard error of the weighted mean, in points: (..., 7) gives (...), NaN where n is under 2.

    ``sqrt(n / (n - 1) * sum(w^2 (y - mean)^2)) / sum(w)`` with the cell's own n; with equal weights it is
    ``s / sqrt(n)``. Source: linearisation of a ratio, Binder (1983), International Statistical Review 51.

    >>> from kundnojd.inference import sums
    >>> float(linearised_se(sums.of([40.0, 60.0])))
    10.0
    """
    n, m = sums[..., N], mean(sums)
    raw, drop, back = sums[..., W2Y2], 2 * m * sums[..., W2Y], m**2 * sums[..., W2]
    residual = raw - drop + back
    # Equal scores leave only rounding, above or below zero, which would pass for a small spread.
    residual = np.where(residual <= _ROUNDING * (raw + back), 0.0, residual)
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.sqrt(n / (n - 1) * residual) / sums[..., W]
    return np.where(n >= 2, se, np.nan)
