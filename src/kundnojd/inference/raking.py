"""Weights that make a sample agree with what is known of its population: post-stratification and raking.

Respondents come as cells with the sum of their weights; both functions give the factor that the weights of each cell
are multiplied by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kundnojd.inference.sums import FloatArray

Codes = NDArray[np.intp]
Margin = tuple[Codes, FloatArray]

TOLERANCE: Final = 1e-8
MOST_ROUNDS: Final = 1000


@dataclass(frozen=True)
class Raked:
    """``factors`` (C,) of the cells; ``rounds`` over all margins that it took.

    ``at_cap`` marks the cells held at the cap. ``settled`` is false where the margins were not reached.
    """

    factors: FloatArray
    rounds: int
    at_cap: NDArray[np.bool_]
    settled: bool


def post_stratified(totals: FloatArray, codes: Codes, targets: FloatArray) -> FloatArray:
    """The factors N_h / (sum of w in h) of cells ``totals`` (C,) in strata ``codes`` (C,), N_h = ``targets`` (H,).

    Source: Holt and Smith (1979), Journal of the Royal Statistical Society A 142, 33-46; R `survey::postStratify`.

    >>> post_stratified(np.array([2.0, 3.0]), np.array([0, 1]), np.array([10.0, 30.0])).tolist()
    [5.0, 10.0]
    """
    found = np.bincount(codes, totals, minlength=len(targets))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((targets / found)[codes])


def raked(
    totals: FloatArray,
    margins: Sequence[Margin],
    n: FloatArray | None = None,
    cap: float = np.inf,
    most: int = MOST_ROUNDS,
) -> Raked:
    """Iterative proportional fitting: the factors that give each margin its targets.

    ``totals`` (C,) are the sums of weights of the cells, ``margins`` pairs of the category of each cell (C,) and the
    targets of the categories (K,), all of the same sum. The margins are fitted in turn until no factor of a whole round
    is further than 1e-8 from 1. Source: Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444.

    With a ``cap`` no cell's mean weight (``n`` (C,) respondents) becomes larger than cap times the mean of all: cells
    above it are held there, and the others raked to what is left of the targets, until none is above. Source: the
    truncation of Deville and Särndal (1992), Journal of the American Statistical Association 87, 376-382, case 7.

    >>> cells = np.array([10.0, 20.0, 30.0, 40.0])
    >>> rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> done = raked(cells, [(rows, np.array([50.0, 50.0])), (columns, np.array([60.0, 40.0]))])
    >>> np.round(np.bincount(rows, cells * done.factors), 6).tolist()
    [50.0, 50.0]
    """
    held = np.zeros(len(totals), dtype=bool)
    factors, rounds, settled = _fitted(totals, margins, most)
    if n is None or not np.isfinite(cap):
        return Raked(factors, rounds, held, settled)
    most_weight = cap * margins[0][1].sum() / n.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        at_most = np.where(totals > 0, most_weight * n / totals, 1.0)
    while settled:
        above = ~held & (factors > at_most * (1 + TOLERANCE))
        if not above.any():
            break
        held |= above
        factors = np.where(held, at_most, 1.0)
        left = [
            (codes, targets - np.bincount(codes[held], (totals * factors)[held], minlength=len(targets)))
            for codes, targets in margins
        ]
        if not all(_reachable(totals, ~held, *margin) for margin in left):
            settled = False
            break
        free, more, settled = _fitted(totals[~held], [(codes[~held], targets) for codes, targets in left], most)
        factors[~held] = free
        rounds += more
    return Raked(factors, rounds, held, settled)


def _reachable(totals: FloatArray, free: NDArray[np.bool_], codes: Codes, left: FloatArray) -> bool:
    """Whether every category with something left has cells that are free to give it, and none has less than nothing."""
    there = np.bincount(codes[free], totals[free], minlength=len(left)) > 0
    slack = TOLERANCE * np.abs(left).sum()
    return bool(np.all(np.where(there, left > 0, np.abs(left) <= slack)))


def _fitted(totals: FloatArray, margins: Sequence[Margin], most: int) -> tuple[FloatArray, int, bool]:
    factors = np.ones(len(totals))
    for done in range(1, most + 1):
        change = 0.0
        for codes, targets in margins:
            current = np.bincount(codes, totals * factors, minlength=len(targets))
            with np.errstate(divide="ignore", invalid="ignore"):
                step = np.where(current > 0, targets / current, 1.0)
            factors = factors * step[codes]
            change = max(change, float(np.abs(step - 1).max(initial=0.0)))
        if not np.isfinite(change):
            return factors, done, False
        if change < TOLERANCE:
            return factors, done, True
    return factors, most, False
