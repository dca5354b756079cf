"""Every pair of units of one level within a wave: tests, and letters that sum them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import (
    AnalysisOptions,
    Compared,
    Estimate,
    compare,
    enough,
    verdicts,
)
from kundnojd.analyses.grid import Grid
from kundnojd.analyses.letters import letters
from kundnojd.inference import ADJUSTMENTS, TESTS
from kundnojd.measures.targets import Target

if TYPE_CHECKING:
    import pandas as pd

Places = NDArray[np.intp]

PAIR_COLUMNS = (
    *("measure", "question", "wave", "unit", "against", "difference", "se", "lower", "upper"),
    *("p_value", "p_adjusted", "method", "verdict"),
)


@dataclass(frozen=True)
class Family:
    """All pairs of the units of one level in one wave: ``one`` and ``other`` are rows of the grid, shape (P,)."""

    wave: int
    rows: Places
    one: Places
    other: Places
    se: NDArray[np.float64]
    compared: Compared


def families(estimate: Estimate, levels: Sequence[tuple[int, int]], options: AnalysisOptions) -> list[Family]:
    """The pairs of a figure that the units have, tested with the variance of both pooled and adjusted together.

    ``levels`` are those of the rows (`Grid.levels`). Hidden units and groups take no part; a pair with a base under 30
    is too-few.
    """
    if not estimate.by_unit:
        return []
    depths = np.array([depth if partition == 0 else 0 for partition, depth in levels])
    shown = ~estimate.hidden & (estimate.cells.n > 0)
    found = []
    for wave in range(shown.shape[1]):
        for level in range(1, int(depths.max(initial=0)) + 1):
            rows = np.flatnonzero((depths == level) & shown[:, wave])
            if len(rows) > 1:
                found.append(_family(estimate, wave, rows, options))
    return found


def _family(estimate: Estimate, wave: int, rows: Places, options: AnalysisOptions) -> Family:
    first, second = np.triu_indices(len(rows), 1)
    one, other = rows[first], rows[second]
    a, b = estimate.cells[one, wave], estimate.cells[other, wave]
    usable = np.ones(len(one), dtype=bool)
    tested = enough(usable, a, b)
    found = compare(TESTS[f"{estimate.test}-pair"].function, a, b, usable, options.level)
    adjusted = ADJUSTMENTS[options.adjust].function(np.where(tested, found.p_value, np.nan))
    return Family(wave, rows, one, other, found.se, verdicts(found, usable, tested, adjusted, options))


def letters_of(estimate: Estimate, levels: Sequence[tuple[int, int]], options: AnalysisOptions) -> NDArray[np.object_]:
    """The letters of each cell, shape (U + 1, W); none for the whole, hidden units and bases under 30."""
    found = np.full(estimate.hidden.shape, "", dtype=object)
    for family in families(estimate, levels, options):
        found[family.rows, family.wave] = _letters(family, estimate.cells.mean[family.rows, family.wave])
    return found


def _letters(family: Family, values: NDArray[np.float64]) -> list[str]:
    place = {int(row): k for k, row in enumerate(family.rows)}
    first = np.array([place[int(row)] for row in family.one])
    second = np.array([place[int(row)] for row in family.other])
    called = np.isin(family.compared.verdict, ("higher", "lower"))
    differ = np.zeros((len(values), len(values)), dtype=bool)
    differ[first[called], second[called]] = differ[second[called], first[called]] = True
    tested = family.compared.verdict != "too-few"
    known = np.zeros(len(values), dtype=bool)
    known[first[tested]] = known[second[tested]] = True
    order = [int(k) for k in np.argsort(-values, kind="stable") if known[k]]
    return letters(differ, order)


def pair_rows(
    targets: Sequence[Target], found: Sequence[Estimate], frame: Grid, options: AnalysisOptions
) -> pd.DataFrame:
    """A row for each pair, with the columns `PAIR_COLUMNS`: ``difference`` is ``unit`` minus ``against``, in points."""
    import pandas as pd

    units = np.array(frame.units, dtype=object)
    blocks = []
    for target, estimate in zip(targets, found, strict=True):
        for family in families(estimate, frame.levels, options):
            compared = family.compared
            blocks.append(
                pd.DataFrame(
                    {
                        "measure": target.measure,
                        "question": target.question,
                        "wave": frame.waves[family.wave],
                        "unit": units[family.one],
                        "against": units[family.other],
                        "difference": compared.difference,
                        "se": family.se,
                        "lower": compared.lower,
                        "upper": compared.upper,
                        "p_value": compared.p_value,
                        "p_adjusted": compared.p_adjusted,
                        "method": f"{estimate.test}-pair",
                        "verdict": compared.verdict,
                    }
                )
            )
    return pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame(columns=list(PAIR_COLUMNS))
