"""From results and moments to the answer: families of units, touchpoints and findings, level by level."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.disclosure import Protection
from kundnojd.analyses.spread import LEAST_UNITS, Family, families
from kundnojd.analyses.spread_frame import frame
from kundnojd.analyses.system_or_parts import Finding, findings
from kundnojd.analyses.targets_met import Goal
from kundnojd.analyses.touchpoints import Touchpoints, touchpoints
from kundnojd.errors import InputError
from kundnojd.tally.moments import Moments

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Level:
    """What is known of the units of one level (``depth`` from 1); ``families`` by measure, the first one is read.

    ``targets`` are in points, ``None`` for families without one; ``touch`` is ``None`` without touchpoints.
    """

    depth: int
    families: tuple[Family, ...]
    targets: tuple[float | None, ...]
    touch: Touchpoints | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Answer:
    """The levels that have units enough, and the same as rows for programs.

    ``too_few`` are the depths of the levels that have too few units.
    """

    levels: tuple[Level, ...]
    too_few: tuple[int, ...]
    rows: pd.DataFrame


def answer(
    results: pd.DataFrame,
    depth: Mapping[str, int],
    asked: tuple[Moments | None, Sequence[str]],
    plan: Protection,
    goals: tuple[Sequence[Goal], Collection[tuple[str, str]]],
    options: AnalysisOptions,
) -> Answer:
    """The answer for every level of units in the newest wave.

    ``results`` is the long frame, ``depth`` each unit's level, ``asked`` the moments of the touchpoints with their
    names, ``goals`` the targets with the headline figures they may be about. Raises `InputError` where no level has
    `LEAST_UNITS` units that are shown.
    """
    found = families(results, depth, options.level)
    usable = sorted({one.subject.depth for one in found if one.status != "too-few-units"})
    if not usable:
        most = max((len(one.units.names) for one in found), default=0)
        raise InputError("spread-too-few-units", found=most, needed=LEAST_UNITS)
    levels = tuple(
        _level(tuple(one for one in found if one.subject.depth == own), asked, plan, goals, options.level)
        for own in usable
    )
    wave = next((one.subject.wave for one in found), "")
    rows = frame(
        [one for level in levels for one in level.families],
        [level.touch for level in levels if level.touch is not None],
        [(level.depth, finding) for level in levels for finding in level.findings],
        [target for level in levels for target in level.targets],
        options.level,
        wave,
    )
    return Answer(levels, tuple(sorted({one.subject.depth for one in found} - set(usable))), rows)


def _level(
    found: tuple[Family, ...],
    asked: tuple[Moments | None, Sequence[str]],
    plan: Protection,
    goals: tuple[Sequence[Goal], Collection[tuple[str, str]]],
    level: float,
) -> Level:
    moments, items = asked
    depth = found[0].subject.depth
    touch = touchpoints(moments, items, plan, depth, level) if moments is not None and moments.cells else None
    targets = tuple(_target(one, *goals) for one in found)
    first = next(place for place, one in enumerate(found) if one.status != "too-few-units")
    order = [first, *(place for place in range(len(found)) if place != first)]
    return Level(
        depth,
        tuple(found[place] for place in order),
        tuple(targets[place] for place in order),
        touch,
        findings(found[first], touch, targets[first]),
    )


def _target(own: Family, goals: Sequence[Goal], leading: Collection[tuple[str, str]]) -> float | None:
    """The target of all units of a measure; the last one said goes before."""
    subject = own.subject
    fitting = [
        goal
        for goal in goals
        if goal.measure == subject.measure
        and not goal.unit
        and goal.wave in ("", subject.wave)
        and (
            goal.question == subject.question or (not goal.question and (subject.measure, subject.question) in leading)
        )
    ]
    return max(enumerate(fitting), key=lambda pair: (bool(pair[1].wave), pair[0]))[1].value if fitting else None
