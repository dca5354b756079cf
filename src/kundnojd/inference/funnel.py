"""Funnel limits: how far from the whole chance alone takes a unit of a given base, and the spread beyond chance.

A funnel takes (values, n, centre, sd): the values of k units in points, their bases (effective answers), the value of
the whole and the standard deviation of single answers within units. Limits are in points, of the shape of n.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kundnojd.inference.distributions import z_quantile
from kundnojd.inference.sums import FloatArray

Scale = Callable[[FloatArray, FloatArray, float, float], tuple[FloatArray, FloatArray]]
Limits = Callable[[FloatArray, float, float, float, float], tuple[FloatArray, FloatArray]]

WINSORISED = 0.1  # of the units at each end


@dataclass(frozen=True)
class Funnel:
    """How a kind of measure is judged.

    ``scale`` gives distances from the whole and their standard errors, on a scale where those do not depend on the
    value; ``limits`` takes (n, centre, sd, tau2, level) with ``tau2`` on that scale.
    """

    scale: Scale
    limits: Limits


@dataclass(frozen=True)
class Dispersion:
    """``phi`` is the winsorised mean square of the z-scores, 1 where there is only chance.

    ``tau2`` is the variance between units beyond chance, 0 where there is no sign of it; both NaN for under two units.
    """

    phi: float
    tau2: float


def mean_scale(values: FloatArray, n: FloatArray, centre: float, sd: float) -> tuple[FloatArray, FloatArray]:
    """Distances from the whole in points, and sd / sqrt(n).

    >>> mean_scale(np.array([60.0]), np.array([25.0]), 70.0, 20.0)
    (array([-10.]), array([4.]))
    """
    return values - centre, sd / np.sqrt(n)


def mean_limits(n: FloatArray, centre: float, sd: float, tau2: float, level: float) -> tuple[FloatArray, FloatArray]:
    """Limits of a mean or net score: centre +- z sqrt(sd^2 / n + tau2).

    Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.

    >>> lower, upper = mean_limits(np.array([25.0]), 70.0, 20.0, 0.0, 0.95)
    >>> lower.round(2).tolist(), upper.round(2).tolist()
    ([62.16], [77.84])
    """
    half = z_quantile(level) * np.sqrt(sd**2 / n + tau2)
    return centre - half, centre + half


def share_scale(values: FloatArray, n: FloatArray, centre: float, sd: float) -> tuple[FloatArray, FloatArray]:
    """Distances of asin(sqrt(p)), whose standard error 1 / (2 sqrt(n)) does not depend on the share.

    >>> distance, se = share_scale(np.array([50.0]), np.array([25.0]), 50.0, 50.0)
    >>> distance.tolist(), se.tolist()
    ([0.0], [0.1])
    """
    return _angle(values) - _angle(centre), 1 / (2 * np.sqrt(n))


def share_limits(n: FloatArray, centre: float, sd: float, tau2: float, level: float) -> tuple[FloatArray, FloatArray]:
    """Limits of a share: the shares whose Wilson interval ends at the whole.

    They are p +- z sqrt(p (1 - p) / n) with p the share of the whole, cut at 0 and 100, so that a unit is outside
    where its own Wilson interval leaves the whole out. With ``tau2`` the limits are those of asin(sqrt(p)),
    taken back to shares. Source: Spiegelhalter (2005), Statistics in Medicine 24; R PHEindicatormethods.

    >>> lower, upper = share_limits(np.array([100.0]), 80.642448, 50.0, 0.0, 0.95)
    >>> lower.round(5).tolist(), upper.round(6).tolist()
    ([72.89863], [88.386266])
    """
    p, z = centre / 100, z_quantile(level)
    if tau2 > 0:
        middle, half = _angle(centre), z * np.sqrt(1 / (4 * n) + tau2)
        ends = (np.clip(middle - half, 0, np.pi / 2), np.clip(middle + half, 0, np.pi / 2))
        return 100 * np.sin(ends[0]) ** 2, 100 * np.sin(ends[1]) ** 2
    half = z * np.sqrt(p * (1 - p) / n)
    return np.clip(100 * (p - half), 0, 100), np.clip(100 * (p + half), 0, 100)


def overdispersion(distances: FloatArray, se: FloatArray) -> Dispersion:
    """How much more the units vary than chance gives: k distances from the whole and their standard errors.

    The z-scores distance / se are winsorised: those beyond the 10th and the 90th percentile count as these. With phi
    their mean square and w = 1 / se^2, tau2 = (k phi - (k - 1)) / (sum w - sum w^2 / sum w) where k phi > k - 1,
    else 0. Source: Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351; R FunnelPlotR.

    >>> found = overdispersion(np.array([-6.0, -2, 0, 2, 6]), np.ones(5))
    >>> round(found.phi, 2), round(found.tau2, 2)
    (9.34, 10.68)
    """
    k = len(distances)
    if k < 2 or not (se > 0).all():
        return Dispersion(np.nan, np.nan)
    z = distances / se
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    w = 1 / se**2
    beyond = k * phi - (k - 1)
    return Dispersion(phi, float(beyond / (w.sum() - (w**2).sum() / w.sum())) if beyond > 0 else 0.0)


def _angle(shares: FloatArray | float) -> FloatArray:
    return np.asarray(np.arcsin(np.sqrt(np.clip(np.asarray(shares) / 100, 0, 1))), dtype=np.float64)


MEANS = Funnel(mean_scale, mean_limits)
SHARES = Funnel(share_scale, share_limits)
