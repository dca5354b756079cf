"""Ambassadors and the four groups of satisfied and loyal: the long frame of results with simultaneous intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.disclosure import Protection
from kundnojd.analyses.results import COLUMNS, SEGMENT, estimated, results
from kundnojd.inference.simultaneous import goodman
from kundnojd.measures.loyalty import AMBASSADORS, GROUPS
from kundnojd.measures.targets import Target
from kundnojd.tally.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.analyses.designs import SampleDesign

SIMULTANEOUS = ("simultaneous_lower", "simultaneous_upper")


def loyalty(
    tally: Tally,
    targets: Sequence[Target],
    options: AnalysisOptions,
    plan: Protection,
    design: SampleDesign | None = None,
) -> pd.DataFrame:
    """The long frame of `kundnojd.analyses.results` for the shares of loyalty, with the columns `SIMULTANEOUS`.

    ``question`` is empty in all rows. The simultaneous limits hold for the four groups of a cell together; they are NaN
    for ambassadors.
    """
    frame = results(tally, targets, options, plan, design=design)
    limits: list[list[np.ndarray]] = [[], []]
    for target, estimate in zip(targets, estimated(tally, targets, plan, design), strict=True):
        found = goodman(estimate.cells, options.level, len(GROUPS))
        for side, values in zip(limits, found, strict=True):
            shown = ~estimate.hidden & (estimate.cells.n > 0) & (target.measure != AMBASSADORS)
            side.append(np.where(shown, values, np.nan).T.reshape(-1))
    columns = [*COLUMNS, *SIMULTANEOUS, *([SEGMENT] if SEGMENT in frame else [])]
    frame = frame.assign(question="")
    for name, side in zip(SIMULTANEOUS, limits, strict=True):
        frame[name] = np.concatenate(side)
    return frame[columns]
