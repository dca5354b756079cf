"""What a share loses to a group of people: how far the whole lies under those who are not in the group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundnojd.inference.distributions import z_quantile
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.sums import FloatArray


@dataclass(frozen=True)
class Loss:
    """Points that a share is lower than without the group; arrays of one shape."""

    value: FloatArray
    se: FloatArray
    lower: FloatArray
    upper: FloatArray


def loss(without: Estimates, within: Estimates, part: Estimates, level: float) -> Loss:
    """The loss q (L0 - L1) in points, for shares L0 outside the group and L1 inside, and the group's part q of all.

    It is L0 less the share of everybody. By the delta method its variance is
    q^2 [L0 (1 - L0) / n0 + L1 (1 - L1) / n1] + (L0 - L1)^2 q (1 - q) / n, with effective numbers of respondents, and
    the interval is normal. NaN where one of the groups is empty.

    >>> from kundnojd.inference import estimates, sums
    >>> counts = ((640, 800), (104, 200), (200, 1000))
    >>> none, had, part = (estimates.of(sums.of([100.0] * k + [0.0] * (n - k))) for k, n in counts)
    >>> found = loss(none, had, part, 0.95)
    >>> [round(float(x), 4) for x in (found.value, found.se, found.lower, found.upper)]
    [5.6, 0.8394, 3.9548, 7.2452]
    """
    l0, l1, q = without.mean / 100, within.mean / 100, part.mean / 100
    with np.errstate(divide="ignore", invalid="ignore"):
        own = l0 * (1 - l0) / without.n_eff + l1 * (1 - l1) / within.n_eff
        se = np.sqrt(q**2 * own + (l0 - l1) ** 2 * q * (1 - q) / part.n_eff)
    value, half = q * (l0 - l1), z_quantile(level) * se
    return Loss(100 * value, 100 * se, 100 * (value - half), 100 * (value + half))
