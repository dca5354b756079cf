"""Whether one figure of the units leads another by a wave: a regression with the sampling errors taken out.

Of k units there are three figures: the one that may lead (wave t), the one that may follow (wave t) and that again
(wave t + 1). Shapes: figures (k, 3), the covariances of their sampling errors (k, 3, 3), in points squared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundnojd.inference.distributions import t_quantile
from kundnojd.inference.sums import FloatArray


@dataclass(frozen=True)
class Lagged:
    """``lead`` is points of the later figure per point of the one that may lead, at the same earlier figure of its own.

    ``own`` is points per point of that. ``se``, ``lower`` and ``upper`` are of ``lead``, ``uncorrected`` is ``lead``
    with the sampling errors left in. ``reliability`` (0 to 1) is that of what differs in the leading figure between
    units with the same figure of the other. NaN, without limits, where nothing is left between the units.
    """

    lead: float
    own: float
    se: float
    lower: float
    upper: float
    uncorrected: float
    reliability: float


def coefficients(covariances: FloatArray, errors: FloatArray) -> FloatArray:
    """The coefficients of the first two of three figures on the third: (S - V) of the two, inverted, by that with it.

    ``covariances`` and ``errors`` (3, 3), or more of them before. NaN where S - V of the two is not positive. Source:
    Fuller (1987), Measurement Error Models, 2.2.

    >>> s = np.array([[48.0, 10, 12], [10, 22, 13], [12, 13, 24]])
    >>> coefficients(s, np.diag([14.6, 7.1, 6.8])).round(5).tolist()
    [0.12272, 0.79012]
    """
    true = covariances - errors
    xx, xy, yy = true[..., 0, 0], true[..., 0, 1], true[..., 1, 1]
    det = xx * yy - xy**2
    lead, own = yy * true[..., 0, 2] - xy * true[..., 1, 2], xx * true[..., 1, 2] - xy * true[..., 0, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.stack([lead / det, own / det], axis=-1)
    return np.where(((xx > 0) & (yy > 0) & (det > 0))[..., None], found, np.nan)


def lagged(figures: FloatArray, errors: FloatArray, level: float) -> Lagged:
    """Does the first figure lead the third, at the same second one? S has the divisor k - 1, V is the mean of errors.

    The standard error is that of the coefficients without each of the units (jackknife), limits by t with k - 3 degrees
    of freedom. Source: Fuller (1987), Measurement Error Models; Efron (1982), The Jackknife.
    """
    k = len(figures)
    s, v = np.cov(figures.T), errors.mean(axis=0)
    lead, own = coefficients(s, v).tolist()
    plain = float(coefficients(s, 0 * v)[0])
    part = _reliability(s, v)
    nan = float("nan")
    if np.isnan(lead):
        return Lagged(nan, nan, nan, nan, nan, plain, part)
    each = np.stack([np.delete(figures, unit, axis=0) for unit in range(k)])
    centred = each - each.mean(axis=1, keepdims=True)
    covariances = np.einsum("uij,uik->ujk", centred, centred) / (k - 2)
    without = coefficients(covariances, (errors.sum(axis=0) - errors) / (k - 1))[:, 0]
    if np.isnan(without).any():
        return Lagged(lead, own, nan, nan, nan, plain, part)
    se = float(np.sqrt((k - 1) / k * ((without - without.mean()) ** 2).sum()))
    half = se * float(t_quantile(level, np.asarray(k - 3.0)))
    return Lagged(lead, own, se, lead - half, lead + half, plain, part)


def _reliability(s: FloatArray, v: FloatArray) -> float:
    """The part of the variance of the first figure at the same second one that is no sampling error."""
    true = s - v
    if not (s[1, 1] > 0 and true[1, 1] > 0):
        return 0.0
    seen = s[0, 0] - s[0, 1] ** 2 / s[1, 1]
    kept = true[0, 0] - true[0, 1] ** 2 / true[1, 1]
    return float(np.clip(kept / seen, 0.0, 1.0)) if seen > 0 else 0.0
