"""Touchpoints of many units: whether a unit differs in everything, or in one thing.

k units answer p items on one scale. What lies between is parted into that of units, of items, and of items within
units; what lies within into that of respondents and the rest. Figures are points squared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundnojd.inference.distributions import f_quantile
from kundnojd.inference.sums import FloatArray

_SHARES = np.linspace(0.0, 1.0, 201)
_HEIGHTS = np.concatenate([[0.0], np.geomspace(1e-3, 40.0, 80)])  # of the variance that is seen
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Sampling:
    """How uncertain the values of k units on p items are.

    ``within`` (p, p) is the pooled covariance of the items within units, ``shares`` (k, p, p) what each unit's means
    have of it: 1 / n with complete answers, n_ij / (n_i n_j) where not all answered all.
    """

    within: FloatArray
    shares: FloatArray

    def errors(self) -> FloatArray:
        """The sampling covariance of each unit's means, shape (k, p, p)."""
        return np.asarray(self.within * self.shares)

    def of(self, keep: FloatArray) -> Sampling:
        """That of some of the units, by a mask (k,)."""
        return Sampling(self.within, self.shares[keep])


@dataclass(frozen=True)
class Components:
    """Variances in points squared; those between units can come out below 0 by chance.

    ``unit`` is that of units which are high or low in everything, ``both`` that of items within units, ``item`` that of
    items which are high or low everywhere, ``respondent`` that of people who answer high or low throughout, and
    ``rest`` what is left. ``common`` is unit / (unit + both) from 0 to 1, NaN where neither is above 0.
    """

    unit: float
    both: float
    item: float
    respondent: float
    rest: float

    @property
    def common(self) -> float:
        """The share of what lies between units that is common to all items."""
        unit, both = max(self.unit, 0.0), max(self.both, 0.0)
        return unit / (unit + both) if unit + both > 0 else float("nan")


def between_matrix(means: FloatArray, sampling: Sampling) -> FloatArray:
    """The covariance of the units' true values over items: (k, p) gives (p, p).

    The covariance of the means less the mean sampling covariance, the whole of it, since the same people answer all
    items. Without that the units look as if they differed in single items.

    >>> exact = Sampling(np.zeros((2, 2)), np.zeros((3, 2, 2)))
    >>> between_matrix(np.array([[60.0, 50.0], [70.0, 62.0], [80.0, 68.0]]), exact).tolist()
    [[100.0, 90.0], [90.0, 84.0]]
    """
    return np.asarray(np.cov(means, rowvar=False) - sampling.errors().mean(axis=0))


def components(between: FloatArray, means: FloatArray, sampling: Sampling) -> Components:
    """The components of variance of k units and p items, two at least, from the matrix between units.

    unit = mean of ``between`` beside the diagonal, both = mean of the diagonal - unit; respondent and rest likewise of
    the covariance within; item = variance of the items' means - both / k - rest * mean(1 / n) / k. With as many answers
    everywhere these are those of an analysis of variance. Source: Searle, Casella and McCulloch (1992), Variance
    Components, chapter 4; Cronbach et al. (1972), The Dependability of Behavioral Measurements.

    >>> flat = Sampling(np.zeros((2, 2)), np.zeros((3, 2, 2)))
    >>> found = components(np.array([[100.0, 90.0], [90.0, 84.0]]), np.array([[60.0, 50], [70, 62], [80, 68]]), flat)
    >>> found.unit, found.both, round(found.common, 4), round(found.item, 4)
    (90.0, 2.0, 0.9783, 49.3333)
    """
    unit, both = _parts(between)
    respondent, rest = _parts(sampling.within)
    share = float(np.diagonal(sampling.shares.mean(axis=0)).mean())
    seen = float(np.var(means.mean(axis=0), ddof=1))
    return Components(unit, both, seen - (both + rest * share) / len(means), respondent, rest)


def common_interval(means: FloatArray, sampling: Sampling, level: float) -> tuple[float, float]:
    """The interval of the common share, from 0 to 1: where the likelihood of no share between them is much lower.

    The mean of a unit over p items varies by unit + both / p, its p - 1 contrasts by ``both``, and each by its own
    sampling error; restricted likelihood, with the sum of unit and both at its best for each share, cut at
    F(level; 1, k - 1). Units normal, items alike in how much they vary. Source: Patterson and Thompson (1971),
    Biometrika 58; profile: Hardy and Thompson (1996), Statistics in Medicine 15. How often it holds is simulated in
    tests/benchmarks/between.md.
    """
    k, p = means.shape
    errors = sampling.errors()
    total, own = errors.sum(axis=(1, 2)), np.trace(errors, axis1=1, axis2=2)
    of_mean, of_contrast = total / p**2, (own - total / p) / (p - 1)
    centres = means.mean(axis=1, keepdims=True)
    height = float(np.var(means, axis=0, ddof=1).mean())
    if height <= 0 or not ((of_mean > 0) & (of_contrast > 0)).all():
        return 0.0, 1.0
    heights = height * _HEIGHTS[:, None]
    lost = np.empty(len(_SHARES))
    for place, share in enumerate(_SHARES):
        whole = _unlikely(heights * (share + (1 - share) / p) + of_mean, centres)
        lost[place] = (whole + _unlikely(heights * (1 - share) + of_contrast, means - centres, p - 1)).min()
    held = _SHARES[lost - lost.min() <= f_quantile(level, 1.0, k - 1.0) + _ROUNDING]
    return float(held[0]), float(held[-1])


def _parts(matrix: FloatArray) -> tuple[float, float]:
    """The mean beside the diagonal, and how much higher the mean of the diagonal is."""
    p = len(matrix)
    own = float(np.trace(matrix)) / p
    beside = (float(matrix.sum()) - p * own) / (p * (p - 1))
    return beside, own - beside


def _unlikely(variances: FloatArray, values: FloatArray, dimensions: int = 1) -> FloatArray:
    """Minus twice the restricted log-likelihood of values (k, d) with variances (T, k), shape (T,)."""
    weights = 1 / variances
    total = weights.sum(axis=1)
    squares = (weights @ values**2 - (weights @ values) ** 2 / total[:, None]).sum(axis=1)
    return np.asarray(dimensions * (np.log(variances).sum(axis=1) + np.log(total)) + squares)
