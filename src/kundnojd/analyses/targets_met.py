"""Figures against what was set for them: targets of one's own, and benchmarks with or without their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import AnalysisOptions, Compared, Estimate, by_wave_and_level, compare, enough
from kundnojd.analyses.grid import Grid
from kundnojd.errors import UsageError
from kundnojd.inference import TARGET_TESTS
from kundnojd.inference.distributions import z_quantile
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.known_values import known
from kundnojd.measures.presets import presets
from kundnojd.measures.targets import Target
from kundnojd.questionnaire.settings import BenchmarkSettings, TargetSettings

Floats = NDArray[np.float64]

_ENDS = {"index": (0.0, 100.0), "share": (0.0, 100.0), "net": (-100.0, 100.0)}
_MARGIN_LEVEL = 0.95  # of the margins of error that others publish


@dataclass(frozen=True)
class Goal:
    """A value in points that the figures of a measure are held against.

    Empty ``unit``, ``wave`` and ``question`` hold for all: every unit and the whole, every wave, the headline figure of
    the measure (where it has none, each of its questions). ``se`` is the standard error of the value, 0 for a target,
    NaN where only its answers are known: then they are taken to spread as one's own. ``df`` and ``n`` are its degrees
    of freedom and answers, infinite where they are not known. ``name`` is whose it is, ``source`` where it stands.
    """

    measure: str
    value: float
    unit: str = ""
    wave: str = ""
    question: str = ""
    name: str = ""
    se: float = 0.0
    df: float = np.inf
    n: float = np.inf
    source: str = ""


@dataclass(frozen=True)
class Met:
    """Figures against their goals on the grid, shape (U + 1, W); ``value`` is NaN and ``name`` empty without one."""

    value: Floats
    name: NDArray[np.object_]
    compared: Compared


def goal_of(said: TargetSettings) -> Goal:
    """The goal of a ``[[target]]``; `UsageError` where its measure or value cannot be."""
    _checked(said.measure, said.value)
    return Goal(said.measure, said.value, said.unit, str(said.wave), said.question)


def benchmark_of(said: BenchmarkSettings) -> Goal:
    """The goal of a ``[[benchmark]]``, with its standard error.

    That is ``se``, or ``margin`` / 1.96, or sd / sqrt(n) with ``n`` - 1 degrees of freedom; a share needs ``n`` only.
    Where a mean or a net score has n but nothing that says how answers vary it is NaN, and `against_goals` takes them
    to vary as one's own. `UsageError` as for a target.

    >>> round(benchmark_of(BenchmarkSettings(measure="top-box", value=20.0, name="The field", n=400)).se, 6)
    2.0
    """
    value = math.nan if said.value is None else said.value
    kind = _checked(said.measure, value)
    se, df, n = 0.0, np.inf, np.inf
    if said.n is not None:
        n = float(said.n)
        of_kind = math.sqrt(value * (100 - value)) if kind == "share" else math.nan
        sd = of_kind if said.sd is None else said.sd
        se, df = sd / math.sqrt(n), np.inf if said.sd is None else n - 1
    if said.margin is not None:
        se, df = said.margin / z_quantile(_MARGIN_LEVEL), np.inf
    if said.se is not None:
        se, df = said.se, np.inf
    name = f"{said.name} {said.year}" if said.year else said.name
    return Goal(said.measure, value, said.unit, str(said.wave), said.question, name, se, df, n, said.source)


def _checked(measure: str, value: float) -> str:
    """The kind of the measure."""
    if measure not in presets():
        raise UsageError("no-such-measure", name=measure, allowed=tuple(presets()))
    kind = presets()[measure].kind
    low, high = _ENDS.get(kind, (-np.inf, np.inf))
    if not low <= value <= high:
        raise UsageError("target-out-of-range", measure=measure, value=f"{value:g}", low=f"{low:g}", high=f"{high:g}")
    return kind


def holds_for(goal: Goal, target: Target, leading: Collection[tuple[str, str]]) -> bool:
    """Whether a goal is about the figures of a target; ``leading`` are the headline figures (measure, question)."""
    if goal.measure != target.measure or target.answer:
        return False
    if goal.question:
        return goal.question == target.question
    has_headline = any(measure == goal.measure for measure, _ in leading)
    return not has_headline or (target.measure, target.question) in leading


def against_goals(
    target: Target,
    estimate: Estimate,
    goals: Sequence[Goal],
    frame: Grid,
    waves: Sequence[str],
    leading: Collection[tuple[str, str]],
    options: AnalysisOptions,
) -> Met:
    """The figures of one target against the goals that hold for them.

    ``waves`` are the names of the grid's waves, also where there is only one. Where several goals hold for a cell, that
    which says most of unit, wave and question goes before, in this order; then the last one.
    The tests of one measure in one wave and on one level of units are one family for the adjustment.
    """
    shape = estimate.hidden.shape
    value, se, df, n = (np.full(shape, empty) for empty in (np.nan, 0.0, np.inf, np.inf))
    name = np.full(shape, "", dtype=object)
    units = frame.units[: shape[0]]
    own = [goal for goal in goals if holds_for(goal, target, leading)]
    for goal in sorted(own, key=lambda one: (bool(one.unit), bool(one.wave), bool(one.question))):
        rows = [k for k, unit in enumerate(units) if goal.unit in ("", unit)]
        columns = [k for k, wave in enumerate(waves) if goal.wave in ("", wave)]
        cells = np.ix_(rows, columns)
        value[cells], se[cells], df[cells], n[cells], name[cells] = goal.value, goal.se, goal.df, goal.n, goal.name
    usable = ~estimate.hidden & (estimate.cells.n > 0) & ~np.isnan(value)
    against = known(value, with_own_spread(se, n, estimate.cells), df, n)
    found = compare(TARGET_TESTS[f"{estimate.test}-target"].function, estimate.cells, against, usable, options.level)
    tested = enough(usable, estimate.cells, against)
    compared = by_wave_and_level(found, usable, tested, frame.levels, options)
    return Met(np.where(usable, value, np.nan), np.where(usable, name, ""), compared)


def with_own_spread(se: Floats, n: Floats, cells: Estimates) -> Floats:
    """Standard errors with those that are NaN worked out of ``n`` answers that spread as the cells' own."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(se), cells.se * np.sqrt(cells.n_eff / n), se)


def unused(
    goals: Sequence[Goal],
    targets: Sequence[Target],
    units: Collection[str],
    waves: Collection[str],
    leading: Collection[tuple[str, str]],
) -> tuple[Goal, ...]:
    """The goals that no figure is held against."""
    return tuple(
        goal
        for goal in goals
        if (goal.unit and goal.unit not in units)
        or (goal.wave and goal.wave not in waves)
        or not any(holds_for(goal, target, leading) and (target.by_unit or not goal.unit) for target in targets)
    )
