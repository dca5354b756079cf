"""Random surveys with small cells: hierarchies, waves, groups, rows without a unit, questions few were asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kundnojd.analyses import AnalysisOptions, Protection, protection, results
from kundnojd.analyses.disclosure_audit import Bounds, audit, published
from kundnojd.measures import Target, block_scores, protected, targets
from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.questionnaire.scales import scale_of
from kundnojd.tally.tally import Tally

SURVEY = Questionnaire(
    questions=(
        Question("overall", "overall", {"": "overall"}, Role.OVERALL, scale_of(1, 4)),
        Question("recommend", "recommend", {"": "recommend"}, Role.RECOMMEND, scale_of(0, 10)),
        Question("repair", "repair", {"": "repair"}, Role.ITEM, scale_of(1, 4)),
    ),
)
ALL = targets(SURVEY, detail=True)
# The means that are audited; n of every base is.
AUDITED = {("index", "overall"), ("top-box", "overall"), ("nps", "recommend"), ("satisfied", "repair")}
MEANS = tuple(target for target in ALL if (target.measure, target.question) in AUDITED)
VALUES = {(t.measure, t.question, t.answer): t.values for t in ALL}


@dataclass(frozen=True)
class Random:
    """One survey, and what is hidden of it."""

    tally: Tally
    options: AnalysisOptions
    plan: Protection


def survey(seed: int) -> Random:
    """A survey of up to 9 offices in up to 3 regions, or without regions."""
    rng = np.random.default_rng(seed)
    min_n = int(rng.choice([3, 5, 5, 7, 10]))
    levels = int(rng.integers(1, 3))
    sizes = np.ceil(rng.lognormal(np.log(2 * min_n), 0.9, rng.integers(2, 7))).astype(int)
    regions = rng.integers(0, 3, len(sizes))
    with_groups = rng.random() < 0.15
    waves = ["2024", "2025"] if rng.random() < 0.25 else ["2025"]
    cells: dict[tuple[str, ...], list[np.ndarray]] = {}
    blank = rng.choice([0.0, 0.0, 0.05])
    silent = rng.choice([0.0, 0.03, 0.25], size=3)
    skewed = rng.dirichlet(rng.choice([0.3, 1.5]) * np.ones(4))
    for wave in waves:
        for office, size in enumerate(sizes):
            asked = rng.random() < 0.6
            for _ in range(max(0, size + rng.integers(-2, 3))):
                path = [f"R{regions[office]}", f"R{regions[office]}-{office}"][-levels:]
                if rng.random() < blank:
                    path[-1 if rng.random() < 0.5 else 0] = ""
                group = (
                    (str(rng.choice(["man", "woman", "woman", ""], p=[0.2, 0.4, 0.35, 0.05])),) if with_groups else ()
                )
                answers = [rng.choice(4, p=skewed), rng.integers(0, 11), rng.choice(4) if asked else -1]
                codes = np.where(rng.random(3) < silent, rng.choice([-1, -1, 99]), answers)
                cells.setdefault((*path, wave, *group), []).append(codes)
    keys = (*(f"unit-{k}" for k in range(1, levels + 1)), "wave", *(("column:Sex",) if with_groups else ()))
    names = tuple(sorted(cells))
    counts = {q.name: np.zeros((len(names), q.size + 1, 3)) for q in SURVEY.questions}
    for place, name in enumerate(names):
        for codes in cells[name]:
            for question, code in zip(SURVEY.questions, codes, strict=True):
                if code >= 0:
                    counts[question.name][place, min(code, question.size)] += 1
    n = np.array([[float(len(cells[name]))] * 3 for name in names])
    tally = Tally(keys, names, n, counts, {})
    segments = ("Sex",) if with_groups else ()
    options = AnalysisOptions(min_n=min_n, segments=segments)
    plan = protection(tally, protected(SURVEY), min_n, segments, block_scores(SURVEY))
    return Random(tally, options, plan)


@dataclass(frozen=True)
class Cell:
    """A small cell of a survey (row and wave of its grid): its number of answers, and what follows from the figures.

    ``given`` says that the mean of what is shown above it tells as much, whatever else is hidden.
    """

    made: Random
    target: Target
    row: int
    wave: int
    n: int
    bounds: Bounds
    given: bool

    @property
    def span(self) -> float:
        """The range of the measure."""
        return float(np.nanmax(self.target.values) - np.nanmin(self.target.values))


def shown_frame(made: Random) -> pd.DataFrame:
    """What one run prints."""
    return results(made.tally, ALL, made.options, made.plan)


def small_cells(made: Random, wave: int) -> list[tuple[Target, int, int]]:
    """The cells with too few answers as (target, row, n): of nobody too, where others answered."""
    grid = made.plan.grid
    respondents = grid.spread(made.tally.respondents[:, :1])[:, wave, 0]
    found = []
    for target in MEANS:
        n = grid.spread(made.tally.score_sums(target.question, target.values))[:, wave, 0]
        small = (respondents > 0) & (n < made.options.min_n) & (n[0] > 0)
        found += [(target, row, int(n[row])) for row in np.flatnonzero(small).tolist()]
    return found


def audited(seeds: Sequence[int], frame_of: Callable[[Random], pd.DataFrame] = shown_frame) -> list[Cell]:
    """Every small cell of the surveys, with its bounds from what ``frame_of`` prints of each."""
    work, places = [], []
    for seed in seeds:
        made = survey(seed)
        grid, frame = made.plan.grid, frame_of(made)
        respondents = grid.spread(made.tally.respondents[:, :1])[0, :, 0]
        for wave, name in enumerate(grid.waves):
            table, rows, spots = published(frame, name, VALUES, respondents[wave])
            at = {(row.unit, row.group): k for k, row in enumerate(rows)}
            cells = small_cells(made, wave)
            work.append(
                (
                    table,
                    [(*spots[t.measure, t.question, t.answer], at[grid.units[u], grid.groups[u]]) for t, u, _ in cells],
                )
            )
            places.append([(made, target, row, wave, n) for target, row, n in cells])
    return [
        Cell(*place, bound, _is_given(*place))
        for part, found in zip(places, audit(work), strict=True)
        for place, bound in zip(part, found, strict=True)
    ]


def _is_given(made: Random, target: Target, row: int, wave: int, n: int) -> bool:
    """Whether the answers of what is shown above a cell are so alike that any n of them have nearly the same mean."""
    hidden, grid = made.plan.of(target)[:, wave], made.plan.grid
    above = grid.parents[row]
    while above >= 0 and hidden[above]:
        above = grid.parents[above]
    if above < 0 or n == 0:
        return False
    counts = grid.spread(made.tally.counts[target.question][..., 0])[above, wave]
    base = ~np.isnan(target.values)
    scores = np.sort(np.repeat(target.values[base], counts[base].astype(int)))
    span = float(np.nanmax(target.values) - np.nanmin(target.values))
    return bool(scores[-n:].mean() - scores[:n].mean() < 0.2 * span)
