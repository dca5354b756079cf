"""What the estimates of a wave have in common with those of the wave before: the respondents who return."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import Estimate
from kundnojd.analyses.grid import SEPARATOR, Grid
from kundnojd.inference.paired import LENGTH, overlap_of
from kundnojd.inference.sums import W
from kundnojd.measures.targets import Target
from kundnojd.tally.panel import Panel
from kundnojd.tally.score_sums import scored, valued

Floats = NDArray[np.float64]


def with_overlap(
    estimate: Estimate, target: Target, sums: Floats, panel: Panel, frame: Grid, waves: list[str]
) -> Estimate:
    """The estimate with what each wave has in common with the one before it.

    ``sums`` are the seven sums on the grid (U + 1, W, 7), ``waves`` the names of its waves. One who moved to another
    unit counts for the whole and for the levels above only. Not followed are questions of several answers and measures
    whose base is not respondents: their waves are compared as independent.
    """
    if target.option is not None or (target.score and panel.scores[target.score].base != "respondents"):
        return estimate
    ours = _on_grid(panel, panel.sums(*_scores(target, panel)), frame, waves)[: len(estimate.hidden)]
    weight = sums[: len(estimate.hidden), :, W]
    return replace(estimate, overlap=overlap_of(ours, weight, np.roll(weight, 1, axis=1)))


def _scores(target: Target, panel: Panel) -> tuple[Floats, Floats]:
    if target.values is not None:
        return (
            valued(target.values, panel.now[target.question]),
            valued(target.values, panel.before[target.question]),
        )
    score = panel.scores[target.score]
    return scored(score, panel.now), scored(score, panel.before)


def _on_grid(panel: Panel, sums: Floats, frame: Grid, waves: list[str]) -> Floats:
    """The sums of the panel's cells (C, 5) over the grid, (U + 1, W, 5)."""
    rows = {unit: row for row, unit in enumerate(frame.units)}
    out = np.zeros((len(frame.units), len(waves), LENGTH))
    for cell, own in zip(panel.cells, sums, strict=True):
        column = waves.index(cell[-1])
        for depth in range(len(cell)):
            if all(cell[:depth]):
                out[rows[SEPARATOR.join(cell[:depth])], column] += own
    return out
