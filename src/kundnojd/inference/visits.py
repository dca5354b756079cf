"""Observed visits: how much the conditions of one visit tell, and intervals of shares fulfilled.

What is observed in one visit hangs together, so that visits are the sample and the conditions in them are not. Shares
are parts of 1 here; arrays are over U units.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kundnojd.inference.distributions import z_quantile
from kundnojd.inference.intervals import score_ends
from kundnojd.inference.sums import FloatArray

USUAL_CORRELATION = 0.3  # where the visits cannot tell
LEAST_UNITS = 10  # with two visits or more, for the correlation to be estimated


def within_visit_correlation(means: ArrayLike, variances: ArrayLike, visits: ArrayLike, items: float) -> float:
    """The correlation rho between the conditions of one visit, from all units together; 0 to 1, NaN if not known.

    ``means`` (U,) are the mean visit scores, ``variances`` (U,) those of the scores of single visits within the unit
    (NaN with one visit), ``visits`` (U,) their numbers, ``items`` the conditions of a visit. With v the pooled variance
    within units and pq = mean of p(1 - p) + v / m, rho = (v items / pq - 1) / (items - 1), cut to 0 to 1: the variance
    of a mean of correlated answers turned round. NaN under `LEAST_UNITS` units with two visits, with one condition, and
    where every visit fulfils all or nothing. Source: the design effect of Kish (1965), Survey Sampling, 5.4; simulated
    in ``tests/benchmarks/checklist.md``.

    >>> round(within_visit_correlation([0.8] * 10, [0.04] * 10, [4] * 10, 15), 3)
    0.181
    """
    p, v, m = (np.asarray(one, dtype=np.float64) for one in (means, variances, visits))
    able = (m >= 2) & ~np.isnan(v)
    if able.sum() < LEAST_UNITS or items <= 1:
        return float("nan")
    p, m = p[able], m[able]
    within = float(((m - 1) * v[able]).sum() / (m - 1).sum())
    pq = float((p * (1 - p) + within / m).mean())
    if pq <= 0:
        return float("nan")
    return float(np.clip((within * items / pq - 1) / (items - 1), 0.0, 1.0))


def effective_number(items: ArrayLike, visits: ArrayLike, correlation: float) -> FloatArray:
    """Independent answers that visits are worth: I m / (1 + (I - 1) rho). Source: Kish (1965), Survey Sampling, 5.4.

    >>> round(float(effective_number(15, 4, 0.2)), 2)
    15.79
    """
    i, m = np.asarray(items, dtype=np.float64), np.asarray(visits, dtype=np.float64)
    return np.asarray(i * m / (1 + np.maximum(i - 1, 0.0) * correlation))


def wilson(share: ArrayLike, n: ArrayLike, level: float) -> tuple[FloatArray, FloatArray]:
    """Wilson's interval of shares (0 to 1) of ``n`` independent answers, which need not be whole; NaN where n is 0.

    Source: Wilson (1927), Journal of the American Statistical Association 22.

    >>> [round(float(end), 3) for end in wilson(0.8, 60 / 3.8, 0.95)]
    [0.555, 0.928]
    """
    p, base = np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_answer = np.where(base > 0, 1 / base, np.nan)
        return score_ends(np.clip(p, 0.0, 1.0), per_answer, np.asarray(z_quantile(level)))


def most_failures(visits: float, level: float) -> float:
    """The largest share of failures that visits without one still allow, one-sided: 1 - (1 - level)^(1 / m).

    Source: Hanley and Lippman-Hand (1983), Journal of the American Medical Association 249, 1743.

    >>> round(most_failures(4, 0.95), 3)
    0.527
    """
    return float(1 - (1 - level) ** (1 / visits))
