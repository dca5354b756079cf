"""What intervals and tests need to know of a cell, however it was worked out.

A cell may be estimated from its seven sums alone (`of`), or with the strata, clusters and population of the design;
intervals and tests see the same six figures either way.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from kundnojd.inference import variance
from kundnojd.inference.sums import WY2, FloatArray, N, W


@dataclass(frozen=True)
class Estimates:
    """Estimates of a mean score, arrays of one shape, NaN where a cell cannot give one.

    ``n`` respondents, ``n_eff`` their effective number for the weights (Kish), ``mean`` and ``se`` in points,
    ``square`` the weighted mean of the squared scores, ``df`` the degrees of freedom of ``se``, and ``base`` the number
    of simple random answers that would say as much: n_eff, changed by clusters, strata and a finite population.
    ``ends`` are the least and the greatest score there can be; infinite where there is none.

    >>> from kundnojd.inference import sums
    >>> cell = of(sums.of([0.0, 100.0], [1.0, 3.0]))
    >>> float(cell.mean), round(float(cell.n_eff), 3)
    (75.0, 1.6)
    """

    n: FloatArray
    n_eff: FloatArray
    mean: FloatArray
    square: FloatArray
    se: FloatArray
    df: FloatArray
    base: FloatArray
    ends: tuple[float, float] = (0.0, 100.0)

    def __getitem__(self, index: Any) -> Estimates:
        """The cells of an index or a mask, as of an array."""
        arrays = {field.name: getattr(self, field.name)[index] for field in fields(self) if field.name != "ends"}
        return replace(self, **arrays)


def of(sums: FloatArray, ends: tuple[float, float] = (0.0, 100.0)) -> Estimates:
    """The estimates of cells whose answers are independent draws from a large population: (..., 7) gives (...).

    ``ends`` are the least and the greatest score there can be.

    >>> from kundnojd.inference import sums
    >>> float(of(sums.of([40.0, 60.0])).se)
    10.0
    """
    n_eff = variance.effective_n(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        square = np.asarray(sums[..., WY2] / sums[..., W])
    return Estimates(
        n=sums[..., N],
        n_eff=n_eff,
        mean=variance.mean(sums),
        square=square,
        se=variance.linearised_se(sums),
        df=n_eff - 1,
        base=n_eff,
        ends=ends,
    )
