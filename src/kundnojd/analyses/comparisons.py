"""A unit against the rest, a wave against the one before, and what to call the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.inference import ADJUSTMENTS, PAIRED_TESTS, TESTS
from kundnojd.inference.differences import ComparisonFunction, Difference
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.paired import Overlap

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_ROUNDING = 1e-9  # points


@dataclass(frozen=True)
class AnalysisOptions:
    """What the user chose.

    ``min_n`` is the least number of respondents of a cell that is shown, ``level`` that of the intervals (differences
    are called at 1 - level), ``adjust`` a name in `kundnojd.inference.ADJUSTMENTS`. A difference nearer to 0 than
    ``smallest`` points is not called, however sure it is. ``segments`` are the columns whose groups get results.
    """

    min_n: int = 5
    level: float = 0.95
    adjust: str = "bh"
    smallest: float = 0.0
    segments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """One target on the grid: the estimates of its cells and of the rest of the whole, which is the whole without them.

    ``test`` is the first part of a name in `TESTS`: mean, share or net. ``by_unit`` says whether the target is one of
    the units' figures (its rows are then U + 1) or a question for the whole (one row). ``broken`` marks the waves that
    are not comparable with the one before, shape (W,); ``None`` for none. ``overlap`` is what a wave has in common with
    the one before, where respondents are followed.
    """

    measure: str
    test: str
    by_unit: bool
    cells: Estimates  # (U + 1, W)
    rest: Estimates  # (U + 1, W), empty in the row of the whole
    hidden: Flags  # (U + 1, W)
    broken: Flags | None = None
    overlap: Overlap | None = None  # (U + 1, W)


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
        compared = compare(TESTS[f"{estimate.test}-rest"].function, cells, rest, usable, options.level)
        found.append(by_wave_and_level(compared, usable, enough(usable, cells, rest), levels, options))
    return found


def by_wave_and_level(
    compared: Difference, usable: Flags, tested: Flags, levels: Sequence[tuple[int, int]], options: AnalysisOptions
) -> Compared:
    """Verdicts on the differences of one measure; those in one wave and of one of the ``levels`` are one family."""
    adjusted = np.full(usable.shape, np.nan)
    for wave in range(usable.shape[1]):
        for level in sorted(set(levels)):
            rows = np.array([place == level for place in levels[: len(usable)]]) & tested[:, wave]
            adjusted[rows, wave] = ADJUSTMENTS[options.adjust].function(compared.p_value[rows, wave])
    return verdicts(compared, usable, tested, adjusted, options)


def against_previous(
    estimates: Sequence[Estimate], partitions: Sequence[int], options: AnalysisOptions
) -> list[Compared]:
    """Each cell against the same unit in the wave before; nothing across a break.

    The two are independent samples, but where an estimate has an overlap of at least the minimum: see `is_paired`.

    One family for the adjustment is all units and waves of one figure; the groups of one column (``partitions`` of the
    rows, `Grid.partitions`) are another, and so are the questions of one measure for the whole. The whole of a figure
    that the units have too is tested on its own.
    """
    parts = [_with_previous(estimate, options) for estimate in estimates]
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
        verdicts(found, usable, tested, own, options)
        for (found, usable, tested), own in zip(parts, adjusted, strict=True)
    ]


def is_paired(overlap: Overlap, min_n: int) -> Flags:
    """Where enough respondents answered in the wave and the one before for these two to be compared as paired."""
    return np.asarray(overlap.n >= min_n)


def _with_previous(estimate: Estimate, options: AnalysisOptions) -> tuple[Difference, Flags, Flags]:
    cells, hidden = estimate.cells, estimate.hidden
    before = cells[:, np.roll(np.arange(hidden.shape[1]), 1)]
    usable = ~hidden & ~np.roll(hidden, 1, axis=1) & (cells.n > 0) & (before.n > 0)
    usable[:, :1] = False
    if estimate.broken is not None:
        usable &= ~estimate.broken
    found = compare(TESTS[f"{estimate.test}-wave"].function, cells, before, usable, options.level)
    if estimate.overlap is not None:
        paired = usable & is_paired(estimate.overlap, options.min_n)
        function = PAIRED_TESTS[f"{estimate.test}-wave-paired"].function
        again = function(cells[paired], before[paired], estimate.overlap[paired], options.level)
        for field in fields(found):
            getattr(found, field.name)[paired] = getattr(again, field.name)
    return found, usable, enough(usable, cells, before)


def _adjust_together(family: Sequence[Floats], adjust: str) -> None:
    """Replace the p-values of a family by the adjusted ones; NaN stays."""
    if family:
        flat = ADJUSTMENTS[adjust].function(np.concatenate([part.ravel() for part in family]))
        for part in family:
            part[...] = flat[: part.size].reshape(part.shape)
            flat = flat[part.size :]


def enough(usable: Flags, a: Estimates, b: Estimates) -> Flags:
    """Where both sides have the 30 respondents that a test needs."""
    return usable & (a.n >= LOW_BASE) & (b.n >= LOW_BASE)


def compare(function: ComparisonFunction, a: Estimates, b: Estimates, usable: Flags, level: float) -> Difference:
    """The differences where ``usable``, NaN elsewhere."""
    none = np.full(usable.shape, np.nan)
    parts = {field.name: none.copy() for field in fields(Difference)}
    if usable.any():
        found = function(a[usable], b[usable], level)
        for name, values in parts.items():
            values[usable] = getattr(found, name)
    return Difference(**parts)


def verdicts(found: Difference, usable: Flags, tested: Flags, adjusted: Floats, options: AnalysisOptions) -> Compared:
    """What to call the differences: one is called where it is tested, sure, and not under the smallest of interest."""
    large = np.abs(found.difference) >= options.smallest - _ROUNDING
    called = tested & (adjusted < 1 - options.level) & large
    verdict = np.select(
        [called & (found.difference > 0), called & (found.difference < 0), tested, usable],
        ["higher", "lower", "no-clear-difference", "too-few"],
        "",
    ).astype(object)
    p_value = np.where(tested, found.p_value, np.nan)
    return Compared(found.difference, found.lower, found.upper, p_value, adjusted, verdict)
