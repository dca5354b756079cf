"""The long frame of results: one row for each measure, question, answer, wave and unit.

Everything printed is a pivot of this frame; its columns are the contract of the CSV and JSON output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import AnalysisOptions, Compared, Estimate, against_previous, against_rest
from kundnojd.analyses.disclosure import LOW_BASE, Protection, protection
from kundnojd.analyses.grid import Grid
from kundnojd.inference import INTERVALS, estimates
from kundnojd.measures.targets import Target
from kundnojd.tally.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

COLUMNS = (
    *("measure", "kind", "question", "answer", "unit", "wave"),
    *("n", "n_eff", "value", "se", "lower", "upper", "level", "method", "status"),
    *("rest_difference", "rest_lower", "rest_upper", "rest_p", "rest_p_adjusted", "rest_verdict"),
    *("previous_wave", "previous_difference", "previous_lower", "previous_upper"),
    *("previous_p", "previous_p_adjusted", "previous_verdict"),
)
SEGMENT = "segment"  # the column that comes after these where groups are asked for

RANGES: Mapping[str, tuple[float, float]] = {
    "index": (0, 100),
    "share": (0, 100),
    "net": (-100, 100),
    "mean": (-np.inf, np.inf),
}
INTERVAL_OF = {"mean": "t", "share": "wilson", "net": "adjusted-wald"}


def results(
    tally: Tally, targets: Sequence[Target], options: AnalysisOptions, plan: Protection | None = None
) -> pd.DataFrame:
    """The long frame with the columns `COLUMNS`, and `SEGMENT` where the options name columns of groups.

    Values are points: 0 to 100 for an index or a share, -100 to 100 for a net score. A hidden or empty cell keeps its
    row without numbers; ``plan`` says which are hidden, and is made of the targets where it is not given. The rows of
    groups come after those of the units. Families of tests: the units of one measure in one wave against their rest;
    one measure over all units and waves against the previous wave; for the whole, the questions of one measure; the
    groups of one column as the units.
    """
    import pandas as pd

    plan = plan or protection(tally, targets, options.min_n, options.segments)
    frame = plan.grid
    found = [_estimate(tally, target, plan) for target in targets]
    rest = against_rest(found, frame.levels, options)
    previous = against_previous(found, frame.partitions, options)
    blocks = [
        _rows(target, estimate, frame, options, one_rest, one_previous)
        for target, estimate, one_rest, one_previous in zip(targets, found, rest, previous, strict=True)
    ]
    columns = (*COLUMNS, SEGMENT) if options.segments else COLUMNS
    if not blocks:
        return pd.DataFrame(columns=list(columns))
    return pd.DataFrame({name: np.concatenate([block[name] for block in blocks]) for name in columns})


def _estimate(tally: Tally, target: Target, plan: Protection) -> Estimate:
    frame = plan.grid
    sums = frame.spread(_sums(tally, target))
    rows = slice(None) if target.by_unit else slice(1)
    broken = np.array([wave in target.breaks for wave in frame.waves], dtype=bool)
    rest = sums[:1] - sums
    rest[:1] = 0
    return Estimate(
        target.measure,
        _scale_of_measurement(target),
        target.by_unit,
        estimates.of(sums[rows]),
        estimates.of(rest[rows]),
        plan.of(target)[rows],
        broken,
    )


def _sums(tally: Tally, target: Target) -> Floats:
    if target.option is not None:
        return tally.option_sums(target.question, target.option)
    return tally.scores[target.score] if target.values is None else tally.score_sums(target.question, target.values)


def _scale_of_measurement(target: Target) -> str:
    """Which interval and tests fit: a share over several items is each respondent's mean, not a share of people."""
    if target.kind == "net":
        return "net"
    return "share" if target.kind == "share" and not target.score else "mean"


def _rows(
    target: Target,
    estimate: Estimate,
    frame: Grid,
    options: AnalysisOptions,
    rest: Compared,
    previous: Compared,
) -> dict[str, NDArray[Any]]:
    cells, hidden = estimate.cells, estimate.hidden
    units, waves = hidden.shape
    n = cells.n
    shown = ~hidden & (n > 0)
    method = INTERVAL_OF[estimate.test]
    lower, upper = INTERVALS[method].function(cells, options.level, *RANGES[target.kind])
    status = np.select([hidden, n == 0, n < LOW_BASE], ["hidden", "empty", "low-base"], "ok").astype(object)

    def flat(values: NDArray[Any]) -> NDArray[Any]:
        """Wave by wave, the units of each in order."""
        return np.asarray(values).T.reshape(-1)

    def number(values: Floats, where: NDArray[np.bool_] = shown) -> Floats:
        return flat(np.where(where, values, np.nan))

    def label(text: str) -> NDArray[np.object_]:
        return np.full(units * waves, text, dtype=object)

    grid_of_waves = np.tile(np.array(frame.waves, dtype=object), (units, 1))
    return {
        "measure": label(target.measure),
        "kind": label(target.kind),
        "question": label(target.question),
        "answer": label(target.answer),
        "unit": np.tile(np.array(frame.units[:units], dtype=object), waves),
        "wave": flat(grid_of_waves),
        "n": number(n, ~hidden),
        "n_eff": number(cells.n_eff),
        "value": number(cells.mean),
        "se": number(cells.se),
        "lower": number(lower),
        "upper": number(upper),
        "level": np.full(units * waves, options.level),
        "method": label(method),
        "status": flat(status),
        "rest_difference": flat(rest.difference),
        "rest_lower": flat(rest.lower),
        "rest_upper": flat(rest.upper),
        "rest_p": flat(rest.p_value),
        "rest_p_adjusted": flat(rest.p_adjusted),
        "rest_verdict": flat(rest.verdict),
        "previous_wave": flat(np.where(previous.verdict != "", np.roll(grid_of_waves, 1, axis=1), "")),
        "previous_difference": flat(previous.difference),
        "previous_lower": flat(previous.lower),
        "previous_upper": flat(previous.upper),
        "previous_p": flat(previous.p_value),
        "previous_p_adjusted": flat(previous.p_adjusted),
        "previous_verdict": flat(previous.verdict),
        SEGMENT: np.tile(np.array(frame.groups[:units], dtype=object), waves),
    }
