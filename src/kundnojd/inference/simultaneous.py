"""Intervals of several shares of one whole that hold together."""

from __future__ import annotations

from kundnojd.inference.estimates import Estimates
from kundnojd.inference.intervals import wilson
from kundnojd.inference.sums import FloatArray


def goodman(cells: Estimates, level: float, shares: int) -> tuple[FloatArray, FloatArray]:
    """Intervals of the ``shares`` parts of a whole, 0 to 100, that hold all at once with at least the ``level``.

    Wilson's interval of each share at 1 - (1 - level) / k for k shares, whose z^2 is the quantile of chi-square with
    one degree of freedom. Source: Goodman (1965), Technometrics 7, 247-254.

    >>> from kundnojd.inference import estimates, sums
    >>> lower, upper = goodman(estimates.of(sums.of([100.0] * 56 + [0.0] * 539)), 0.95, 7)
    >>> round(float(lower), 2), round(float(upper), 2)
    (6.66, 13.14)
    """
    return wilson(cells, 1 - (1 - level) / shares, 0.0, 100.0)
