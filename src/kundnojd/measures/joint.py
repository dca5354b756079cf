"""Shares that take several answers of the same person: their bases and parts, from joint counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError
from kundnojd.measures.targets import Target
from kundnojd.questionnaire.model import Question, Questionnaire
from kundnojd.tally.crosses import NONE, Crossed
from kundnojd.tally.tally import Tally

Flags = NDArray[np.bool_]
Entries = Callable[[Crossed], tuple[Flags, Sequence[Flags]]]


@dataclass(frozen=True)
class JointShares:
    """Shares of one base: ``entries`` gives the entries (E,) of the base, and those of each measure among them.

    ``by_unit`` says whether they are worked out for every unit or for the whole only.
    """

    name: str
    measures: tuple[str, ...]
    by_unit: bool
    entries: Entries


def bits(*flags: NDArray[np.float64]) -> NDArray[np.intp]:
    """The level of each answer for a cross, shape (V + 1,): bit k is set where flag k is above 0; -1 where one is NaN.

    >>> bits(np.array([0.0, 100, 100, np.nan]), np.array([0.0, 0, 1, np.nan])).tolist()
    [0, 1, 3, -1]
    """
    unknown = np.any([np.isnan(flag) for flag in flags], axis=0)
    level = np.sum([(np.nan_to_num(flag) > 0) << place for place, flag in enumerate(flags)], axis=0)
    return np.where(unknown, NONE, level).astype(np.intp)


def has(levels: NDArray[np.intp], bit: int) -> Flags:
    """Which levels have a bit, of those that were answered."""
    return np.asarray((levels >= 0) & ((levels >> bit) & 1 == 1))


def with_shares(tally: Tally, crossed: Crossed, shares: Sequence[JointShares]) -> Tally:
    """The tally with each of the shares counted as a question of several answers is: parts, then the base."""
    crossed = crossed if crossed.keys == tally.keys else crossed.rollup(tally.keys)
    options = dict(tally.options)
    for share in shares:
        base, parts = share.entries(crossed)
        counts = [crossed.count(base & part, tally.cells) for part in parts]
        options[share.name] = np.stack([*counts, crossed.count(base, tally.cells)], axis=1)
    return replace(tally, options=options)


def targets_of(shares: Sequence[JointShares], breaks: Collection[str] = ()) -> tuple[Target, ...]:
    """The measures of the shares; ``breaks`` are the waves in which a question of theirs is not comparable."""
    return tuple(
        Target(measure, "share", share.name, "", share.by_unit, option=place, breaks=frozenset(breaks))
        for share in shares
        for place, measure in enumerate(share.measures)
    )


def breaks_of(questions: Sequence[Question | None]) -> frozenset[str]:
    """The waves in which one of the questions is not comparable with the wave before."""
    return frozenset().union(*(question.breaks for question in questions if question is not None))


def require_respondents(questionnaire: Questionnaire, command: str) -> None:
    """`InputError` for a table of counts of answers, which does not know which answers are of the same person."""
    if questionnaire.rows_are == "answers":
        raise InputError("joint-needs-respondents", command=command)
