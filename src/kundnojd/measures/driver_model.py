"""Which questions drive which: from the options to the blocks of moments that a driver analysis needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError, UsageError
from kundnojd.measures.levels import Cuts, level_values
from kundnojd.measures.named_questions import fits
from kundnojd.measures.score import SCORES
from kundnojd.questionnaire.model import Block, Question, Questionnaire, Role

SCORES_BLOCK, HURTS, DELIGHTS, CROSSED = "driver-scores", "driver-hurts", "driver-delights", "driver-crossed"
GROUPS, FEWEST_GROUPS, MOST_GROUPS = 50, 20, 500  # of respondents, for standard errors
LEAST, LEAST_FOR_A_DRIVER = 100, 10  # complete answers that importance is worked out from
FEWEST_DRIVERS, MOST_DRIVERS = 2, 40  # products of more take too much room, and each would need many answers
ANSWERED = 0.5  # of those who answered the outcome: a question that fewer answered is no driver unless it is named
DONT_KNOW = 0.25  # of those who answered a driver: more say don't know, and that is said

LOW, MIDDLE, TOP = range(3)


@dataclass(frozen=True)
class DriverModel:
    """The outcome and its drivers.

    ``is_named`` says that the user named the drivers. ``cuts`` are those of the user, ``groups`` the number of random
    groups of respondents and ``grouped_by`` the column that makes them, empty for the usual ones.
    """

    outcome: Question
    drivers: tuple[Question, ...]
    is_named: bool = False
    cuts: Cuts = field(default_factory=dict)
    groups: int = GROUPS
    grouped_by: str = ""

    @property
    def needed(self) -> int:
        """The least number of complete answers: 100, or 10 for each driver."""
        return max(LEAST, LEAST_FOR_A_DRIVER * len(self.drivers))

    @property
    def levelled(self) -> tuple[Question, ...]:
        """The drivers that have three levels; none where the outcome has not."""
        if level_values(self.outcome, self.cuts) is None:
            return ()
        return tuple(one for one in self.drivers if level_values(one, self.cuts) is not None)


@dataclass(frozen=True)
class DriverChoice:
    """What the options say: names or patterns of the outcome and the drivers, and how the groups are made."""

    outcome: str = ""
    drivers: tuple[str, ...] = ()
    cuts: Cuts = field(default_factory=dict)
    groups: int = GROUPS
    grouped_by: str = ""


def driver_model(questionnaire: Questionnaire, choice: DriverChoice) -> DriverModel:
    """The model that a questionnaire and the options make: the overall question, and the other rating questions.

    Raises `InputError` where there is no overall question, fewer than two drivers or more than forty, or answers are
    only counted; `UsageError` for a name that fits no question, or an outcome that is among its own drivers.
    """
    if questionnaire.rows_are == "answers":
        raise InputError("drivers-needs-respondents")
    outcome = _outcome(questionnaire, choice.outcome)
    if choice.drivers:
        drivers = _named(questionnaire, choice.drivers, outcome)
    else:
        drivers = tuple(one for one in questionnaire.with_role(Role.ITEM) if one.name != outcome.name)
    if len(questionnaire.questions) <= FEWEST_DRIVERS:
        raise InputError("drivers-no-questions", outcome=outcome.name)
    if len(drivers) < FEWEST_DRIVERS:
        names = tuple(one.name for one in questionnaire.questions if one.name != outcome.name)
        raise InputError("drivers-too-few-questions", outcome=outcome.name, count=len(drivers), questions=names)
    if len(drivers) > MOST_DRIVERS:
        raise InputError("drivers-too-many-questions", outcome=outcome.name, count=len(drivers), most=MOST_DRIVERS)
    grouped_by = choice.grouped_by or questionnaire.cluster
    return DriverModel(outcome, drivers, bool(choice.drivers), choice.cuts, choice.groups, grouped_by)


def driver_blocks(model: DriverModel) -> tuple[Block, ...]:
    """The moments that the tally has to gather.

    ``driver-scores``: indices (0 to 100) of the drivers, then of the outcome. ``driver-hurts``: for each driver 1 where
    it is low, then for each 1 where it is top, then 1 where the outcome is low. ``driver-delights``: the same drivers,
    then 1 where the outcome is top, over those alone whose outcome is not low. ``driver-crossed``: three places for
    each driver and three for the outcome, 1 where the answer is of that level and else nothing, so that a pair counts
    those of both. The first three hold complete answers only.
    """
    questions = (*model.drivers, model.outcome)
    grouped = partial(Block, groups=model.groups, grouped_by=model.grouped_by)
    indices = tuple(SCORES["index"](one) for one in questions)
    blocks = [grouped(SCORES_BLOCK, tuple(one.name for one in questions), indices, len(questions))]
    levelled = model.levelled
    if not levelled:
        return tuple(blocks)
    names = tuple(one.name for one in levelled)
    levels = [_levels(one, model.cuts) for one in levelled]
    outcome = _levels(model.outcome, model.cuts)
    low = tuple(_is(values, LOW) for values in levels)
    top = tuple(_is(values, TOP) for values in levels)
    satisfied = np.where(outcome == LOW, np.nan, _is(outcome, TOP))
    # Those who left another driver open are not complete: the same respondents make all figures.
    others = tuple(one for one in model.drivers if one not in levelled)
    every = tuple(np.where(np.isnan(SCORES["index"](one)), np.nan, 0.0) for one in others)
    items = (*names, *names, *(one.name for one in others), model.outcome.name)
    for name, last in ((HURTS, _is(outcome, LOW)), (DELIGHTS, satisfied)):
        blocks.append(grouped(name, items, (*low, *top, *every, last), len(items)))
    crossed = tuple(np.where(values == level, 1.0, np.nan) for values in (*levels, outcome) for level in range(3))
    thrice = tuple(name for name in (*names, model.outcome.name) for _ in range(3))
    blocks.append(Block(CROSSED, thrice, crossed, 2))
    return tuple(blocks)


def seldom_answered(model: DriverModel, answered: Mapping[str, float]) -> tuple[Question, ...]:
    """The drivers that too few answered, of those who answered the outcome; none where the user named the drivers.

    ``answered`` are the answers in the base of each question in the wave.
    """
    least = ANSWERED * answered[model.outcome.name]
    return () if model.is_named else tuple(one for one in model.drivers if answered[one.name] < least)


def _outcome(questionnaire: Questionnaire, said: str) -> Question:
    names = tuple(question.name for question in questionnaire.questions)
    if not said:
        overall = questionnaire.with_role(Role.OVERALL)
        if not overall:
            raise InputError("drivers-without-outcome", questions=names)
        return overall[0]
    found = [question for question in questionnaire.questions if fits(said, question)]
    if len(found) != 1:
        key = "drivers-outcome-unknown" if not found else "drivers-outcome-several"
        raise UsageError(key, found=said, questions=tuple(one.name for one in found) or names)
    return found[0]


def _named(questionnaire: Questionnaire, said: Sequence[str], outcome: Question) -> tuple[Question, ...]:
    """The questions that names and patterns stand for, each once, in the order of the file, without the outcome."""
    chosen: set[str] = set()
    for item in said:
        fitting = [question.name for question in questionnaire.questions if fits(item, question)]
        if not fitting:
            names = tuple(question.name for question in questionnaire.questions)
            raise UsageError("drivers-driver-unknown", found=item, questions=names)
        if fitting == [outcome.name]:
            raise UsageError("drivers-driver-is-outcome", found=item)
        chosen.update(fitting)
    return tuple(one for one in questionnaire.questions if one.name in chosen and one.name != outcome.name)


def _levels(question: Question, cuts: Cuts) -> NDArray[np.float64]:
    found = level_values(question, cuts)
    if found is None:
        raise ValueError(f"{question.name} has no levels")
    return found


def _is(levels: NDArray[np.float64], level: int) -> NDArray[np.float64]:
    """1 for the answers of a level, 0 for the others, NaN for those outside the base."""
    return np.where(np.isnan(levels), np.nan, (levels == level).astype(np.float64))
