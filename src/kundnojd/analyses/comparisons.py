"""A unit against the rest, a wave against the one before, and what to call the difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.inference import ADJUSTMENTS, TESTS
from kundnojd.inference.differences import Difference
from kundnojd.inference.estimates import Estimates

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class AnalysisOptions:
    """What the user chose.

    ``min_n`` is the least number of respondents of a cell that is shown, ``level`` that of the intervals (differences
    are called at 1 - level), ``adjust`` a name in `kundnojd.inference.ADJUSTMENTS`. ``segments`` are the columns whose
    groups get results.
    """

    min_n: int = 5
    level: float = 0.95
    adjust: str = "bh"
    segments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """One target on the grid: the estimates of its cells and of the rest of the whole, which is the whole without them.

    ``test`` is the first part of a name in `TESTS`: mean, share or net. ``by_unit`` says whether the target is one of
    the units' figures (its rows are then U + 1) or a question for the whole (one row). ``broken`` marks the waves that
    are not comparable with the one before, shape (W,); ``None`` for none.
    """

    measure: str
    test: str
    by_unit: bool
    cells: Estimates  # (U + 1, W)
    rest: Estimates  # (U + 1, W), empty in the row of the whole
    hidden: Flags  # (U + 1, W)
    broken: Flags | None = None


@dataclass(frozen=True)
class Compared:
    """Differences on the grid, shape (U + 1, W): NaN and an empty verdict where there is nothing to compare.

    ``verdict`` is higher, lower, no-clear-difference, or too-few where a base is under 30: then nothing is tested.
    """

    difference: Floats
    lower: Floats
    upper: Floats
    p_value: Floats
    p_adjusted: Floats
    verdict: NDArray[np.object_]


def against_rest(
    estimates: Sequence[Estimate], levels: Sequence[tuple[int, int]], options: AnalysisOptions
) -> list[Compared]:
    """Each unit against all other respondents of its wave, who are the whole without the unit.

    The tests of one measure in one wave and on one level of units, or among the groups of one column, are one family
    for the adjustment: ``levels`` are those of the rows, `Grid.levels`.
    """
    found = []
    for estimate in estimates:
        cells, rest = estimate.cells, estimate.rest
        usable = ~estimate.hidden & (cells.n > 0) & (rest.n >= options.min_n)
        compared = _compare(f"{estimate.test}-rest", cells, rest, usable, options.level)
        tested = _tested(usable, cells, rest)
        adjusted = np.full(usable.shape, np.nan)
        for wave in range(usable.shape[1]):
            for level in sorted(set(levels)):
                rows = np.array([place == level for place in levels[: len(usable)]]) & tested[:, wave]
                adjusted[rows, wave] = ADJUSTMENTS[options.adjust].function(compared.p_value[rows, wave])
        found.append(_verdicts(compared, usable, tested, adjusted, options.level))
    return found


def against_previous(
    estimates: Sequence[Estimate], partitions: Sequence[int], options: AnalysisOptions
) -> list[Compared]:
    """Each cell against the same unit in the wave before, as independent samples; nothing across a break.

    One family for the adjustment is all units and waves of one figure; the groups of one column (``partitions`` of the
    rows, `Grid.partitions`) are another, and so are the questions of one measure for the whole. The whole of a figure
    that the units have too is tested on its own.
    """
    parts = [_with_previous(estimate, options.level) for estimate in estimates]
    adjusted = [np.where(tested, found.p_value, np.nan) for found, _, tested in parts]
    for measure in dict.fromkeys(estimate.measure for estimate in estimates):
        questions = [i for i, e in enumerate(estimates) if e.measure == measure and not e.by_unit]
        _adjust_together([adjusted[i] for i in questions], options.adjust)
    for estimate, p_values in zip(estimates, adjusted, strict=True):
        if estimate.by_unit:
            for partition in sorted(set(partitions)):
                rows = 1 + np.flatnonzero(np.array(partitions[1:]) == partition)
                own = p_values[rows]
                _adjust_together([own], options.adjust)
                p_values[rows] = own
    return [
        _verdicts(found, usable, tested, own, options.level)
        for (found, usable, tested), own in zip(parts, adjusted, strict=True)
    ]


def _with_previous(estimate: Estimate, level: float) -> tuple[Difference, Flags, Flags]:
    cells, hidden = estimate.cells, estimate.hidden
    before = cells[:, np.roll(np.arange(hidden.shape[1]), 1)]
    usable = ~hidden & ~np.roll(hidden, 1, axis=1) & (cells.n > 0) & (before.n > 0)
    usable[:, :1] = False
    if estimate.broken is not None:
        usable &= ~estimate.broken
    return (
        _compare(f"{estimate.test}-wave", cells, before, usable, level),
        usable,
        _tested(usable, cells, before),
    )


def _adjust_together(family: Sequence[Floats], adjust: str) -> None:
    """Replace the p-values of a family by the adjusted ones; NaN stays."""
    if family:
        flat = ADJUSTMENTS[adjust].function(np.concatenate([part.ravel() for part in family]))
        for part in family:
            part[...] = flat[: part.size].reshape(part.shape)
            flat = flat[part.size :]


def _tested(usable: Flags, a: Estimates, b: Estimates) -> Flags:
    return usable & (a.n >= LOW_BASE) & (b.n >= LOW_BASE)


def _compare(test: str, a: Estimates, b: Estimates, usable: Flags, level: float) -> Difference:
    function: Callable[[Estimates, Estimates, float], Difference] = TESTS[test].function
    none = np.full(usable.shape, np.nan)
    parts = {name: none.copy() for name in ("difference", "se", "lower", "upper", "p_value")}
    if usable.any():
        found = function(a[usable], b[usable], level)
        for name, values in parts.items():
            values[usable] = getattr(found, name)
    return Difference(**parts)


def _verdicts(found: Difference, usable: Flags, tested: Flags, adjusted: Floats, level: float) -> Compared:
    called = tested & (adjusted < 1 - level)
    verdict = np.select(
        [called & (found.difference > 0), called & (found.difference < 0), tested, usable],
        ["higher", "lower", "no-clear-difference", "too-few"],
        "",
    ).astype(object)
    p_value = np.where(tested, found.p_value, np.nan)
    return Compared(found.difference, found.lower, found.upper, p_value, adjusted, verdict)
