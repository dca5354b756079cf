"""From the options of a command and ``survey.toml`` to what is compared beside the usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from kundnojd.errors import UsageError
from kundnojd.notices import Notice

if TYPE_CHECKING:
    from kundnojd.analyses import Asked
    from kundnojd.analyses.targets_met import Goal
    from kundnojd.cli.options import ComparisonOptions
    from kundnojd.measures import Target
    from kundnojd.questionnaire.settings import Settings, TargetSettings
    from kundnojd.tally.survey import Survey


@dataclass(frozen=True)
class Comparing:
    """What the options say about comparisons; ``targets`` are texts such as ``nki=70``."""

    targets: tuple[str, ...] = ()
    pairs: bool = False
    smallest: float | None = None
    paired: bool = False


def comparing(options: ComparisonOptions) -> Comparing:
    """The request that the options of a command make."""
    return Comparing(tuple(options.target or ()), options.pairs, options.smallest, options.paired)


def with_paired(settings: Settings, chosen: Comparing) -> Settings:
    """The settings with ``--paired`` laid over them."""
    if not chosen.paired:
        return settings
    import msgspec

    return msgspec.structs.replace(settings, columns=msgspec.structs.replace(settings.columns, paired=True))


@dataclass(frozen=True)
class Goals:
    """The targets and benchmarks of a run."""

    targets: tuple[Goal, ...]
    benchmarks: tuple[Goal, ...]


def goals_of(settings: Settings, chosen: Comparing) -> Goals:
    """The targets of ``survey.toml`` with those of the options after them, which go before, and the benchmarks.

    Raises `UsageError` where a measure or a value cannot be.
    """
    if not (chosen.targets or settings.target or settings.benchmark):
        return Goals((), ())
    from kundnojd.analyses.targets_met import benchmark_of, goal_of
    from kundnojd.measures.published import resolved

    said = [goal_of(_target(text)) for text in chosen.targets]
    again = {goal.measure for goal in said}
    general = [goal for goal in map(goal_of, settings.target) if goal.measure not in again or goal.unit or goal.wave]
    return Goals((*general, *said), tuple(benchmark_of(resolved(one)) for one in settings.benchmark))


def _target(text: str) -> TargetSettings:
    from kundnojd.questionnaire.settings import TargetSettings

    measure, equals, value = text.partition("=")
    try:
        number = float(value.strip().replace(",", ".").replace("\u2212", "-"))
    except ValueError:
        number = float("nan")
    if not equals or not isfinite(number):
        raise UsageError("target-needs-value", found=text)
    return TargetSettings(measure=measure.strip(), value=number)


def asked(
    goals: Goals, chosen: Comparing, survey: Survey, targets: Sequence[Target], usual: Sequence[Target]
) -> tuple[Asked, tuple[Notice, ...]]:
    """What is asked for, and what to say of goals that no figure is held against.

    ``targets`` are computed, ``usual`` are those of a run without details, by which the headline figures are known.
    """
    from kundnojd.analyses import Asked

    leading = frozenset((one.measure, one.question) for one in usual if one.by_unit)
    found = Asked(goals.targets, goals.benchmarks, leading, chosen.pairs, survey.panel)
    every = (*goals.targets, *goals.benchmarks)
    if not every:
        return found, ()
    from kundnojd.analyses.grid import grid
    from kundnojd.analyses.targets_met import unused
    from kundnojd.tally.count import WAVE

    lost = unused(every, targets, grid(survey.tally).units, survey.tally.values_of(WAVE), leading)
    return found, tuple(
        Notice(
            "target-unused", {"goal": " \u00b7 ".join(filter(None, (g.name, g.measure, g.question, g.unit, g.wave)))}
        )
        for g in lost
    )
