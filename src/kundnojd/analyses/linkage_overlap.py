"""What the figures of a unit in two waves have in common because the same people answered both times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kundnojd.analyses.disclosure import Protection
from kundnojd.analyses.results import estimated, sums_of
from kundnojd.analyses.returning import with_overlap
from kundnojd.inference.paired import covariance
from kundnojd.measures.targets import Target
from kundnojd.tally.survey import Survey


def covariances(
    survey: Survey, target: Target, plan: Protection, waves: Sequence[str]
) -> dict[tuple[str, str], float] | None:
    """The covariance of the sampling errors of a unit in a wave and in the one before, by (unit, later wave).

    sum w w' (y - mean) (y' - mean') / (W W') over those who answered both times, which is r m s s' / (n n') without
    weights. ``None`` where respondents are not followed.
    """
    if survey.panel is None:
        return None
    estimate = estimated(survey.tally, [target], plan)[0]
    sums = plan.grid.spread(sums_of(survey.tally, target))
    overlap = with_overlap(estimate, target, sums, survey.panel, plan.grid, list(waves)).overlap
    if overlap is None:
        return None
    means = np.nan_to_num(estimate.cells.mean)
    shared = covariance(overlap, means, np.roll(means, 1, axis=1))
    return {
        (unit, wave): float(shared[row, column])
        for row, unit in enumerate(plan.grid.units[: len(shared)])
        for column, wave in enumerate(waves)
        if column and unit
    }
