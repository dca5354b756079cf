"""The long frame of results: one row for each measure, question, answer, wave and unit.

Everything printed is a pivot of this frame; its columns are the contract of the CSV and JSON output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.asked import Asked, more_columns
from kundnojd.analyses.comparisons import AnalysisOptions, Compared, Estimate, against_previous, against_rest
from kundnojd.analyses.disclosure import LOW_BASE, Protection, protection
from kundnojd.analyses.grid import Grid
from kundnojd.analyses.pairs import pair_rows
from kundnojd.inference import INTERVALS, by_item, estimates
from kundnojd.inference.estimates import Estimates
from kundnojd.measures.targets import Target
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import WAVE
from kundnojd.tally.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.analyses.designs import SampleDesign

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
NOTHING = Asked()
INTERVAL_OF = {"mean": "wilson-mean", "share": "wilson", "net": "adjusted-wald"}


def results(
    tally: Tally,
    targets: Sequence[Target],
    options: AnalysisOptions,
    plan: Protection | None = None,
    asked: Asked = NOTHING,
    design: SampleDesign | None = None,
) -> pd.DataFrame:
    """The long frame with the columns `COLUMNS`, and after them those of what is asked for.

    Those are `SEGMENT` where the options name columns of groups, and the comparisons of `asked.more_columns`.

    Without a ``design`` the answers are independent draws from a large population.

    Values are points: 0 to 100 for an index or a share, -100 to 100 for a net score. A hidden or empty cell keeps its
    row without numbers; ``plan`` says which are hidden, and is made of the targets where it is not given. The rows of
    groups come after those of the units. Families of tests: the units of one measure in one wave against their rest;
    one measure over all units and waves against the previous wave; for the whole, the questions of one measure; the
    groups of one column as the units.
    """
    import pandas as pd

    plan = plan or protection(tally, targets, options.min_n, options.segments)
    frame = plan.grid
    waves = sorted(tally.values_of(WAVE), key=wave_key)
    found = estimated(tally, targets, plan, design)
    if asked.panel is not None:
        from kundnojd.analyses.returning import with_overlap

        found = [
            with_overlap(estimate, target, frame.spread(sums_of(tally, target)), asked.panel, frame, waves)
            for estimate, target in zip(found, targets, strict=True)
        ]
    rest = against_rest(found, frame.levels, options)
    previous = against_previous(found, frame.partitions, options)
    blocks = [
        _rows(target, estimate, frame, options, one_rest, one_previous)
        | more_columns(target, estimate, one_previous, frame, waves, options, asked)
        for target, estimate, one_rest, one_previous in zip(targets, found, rest, previous, strict=True)
    ]
    columns = (*COLUMNS, SEGMENT) if options.segments else COLUMNS
    if not blocks:
        return pd.DataFrame(columns=list(columns))
    more = [name for name in blocks[0] if name not in (*COLUMNS, SEGMENT)]
    return pd.DataFrame({name: np.concatenate([block[name] for block in blocks]) for name in (*columns, *more)})


def pairs(
    tally: Tally,
    targets: Sequence[Target],
    options: AnalysisOptions,
    plan: Protection | None = None,
    design: SampleDesign | None = None,
) -> pd.DataFrame:
    """Every pair of units of one level within a wave, with the columns `pairs.PAIR_COLUMNS`; no hidden units."""
    plan = plan or protection(tally, targets, options.min_n, options.segments)
    return pair_rows(targets, estimated(tally, targets, plan, design), plan.grid, options)


def estimated(
    tally: Tally, targets: Sequence[Target], plan: Protection, design: SampleDesign | None = None
) -> list[Estimate]:
    """The estimates of every target on the grid of a plan, with the cells that it hides.

    Measures that are means of questions take no account of strata, clusters and population.
    """
    independent = drawn = _independent(plan.grid)
    if design is not None:
        from kundnojd.analyses.designs import estimator

        drawn = estimator(tally, plan.grid, design)
    return [_estimate(tally, target, plan, independent if target.items else drawn) for target in targets]


def _independent(frame: Grid) -> Callable[..., tuple[Estimates, Estimates]]:
    """Cells and the rest of each, from their sums alone."""

    def cells_and_rest(cells: Floats, ends: tuple[float, float], items: int = 0) -> tuple[Estimates, Estimates]:
        block = frame.spread(cells)
        rest = block[:1] - block
        rest[:1] = 0
        return estimates.of(_seven(block, items), ends), estimates.of(_seven(rest, items), ends)

    return cells_and_rest


def _estimate(
    tally: Tally, target: Target, plan: Protection, made: Callable[..., tuple[Estimates, Estimates]]
) -> Estimate:
    block = sums_of(tally, target)
    ends = target.ends or RANGES[target.kind]
    cells, rest = made(block, ends, target.items) if target.items else made(block, ends)
    rows = slice(None) if target.by_unit else slice(1)
    broken = np.array([wave in target.breaks for wave in plan.grid.waves], dtype=bool)
    hidden = plan.of(target)[rows]
    return Estimate(target.measure, measured_as(target), target.by_unit, cells[rows], rest[rows], hidden, broken)


def sums_of(tally: Tally, target: Target) -> Floats:
    """The seven sums of a target in each cell of a tally, shape (C, 7)."""
    if target.option is not None:
        return tally.option_sums(target.question, target.option)
    return tally.scores[target.score] if target.values is None else tally.score_sums(target.question, target.values)


def seven_of(block: Floats, target: Target) -> Floats:
    """The seven sums of cells, from item sums where the target has those."""
    return _seven(block, target.items)


def _seven(block: Floats, items: int) -> Floats:
    return by_item.seven_sums(block, items) if items else block


def measured_as(target: Target) -> str:
    """Which interval and tests fit: what is put together from several items is a mean, not a share of people."""
    return target.kind if target.kind in INTERVAL_OF and not target.score else "mean"


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
    method = INTERVAL_OF[estimate.test] if np.isfinite(cells.ends).all() else "t"
    lower, upper = INTERVALS[method].function(cells, options.level, *cells.ends)
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
