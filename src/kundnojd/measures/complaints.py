"""Problems and complaints: which questions tell of them, the shares, and the groups that they part customers into.

P of n respondents had a problem, C of them told us, S of those had it solved. The problem share is P/n, the complaint
share C/P, the silent share (P - C)/P, the solved share S/C. Source: Goodman (2009), Strategic Customer Service, AMACOM.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError
from kundnojd.measures.joint import JointShares, bits, has, require_respondents
from kundnojd.measures.score import promoters, satisfied, top_box
from kundnojd.questionnaire.facts import SOLVED_LATE, solved_values, yes_values
from kundnojd.questionnaire.model import Cross, Question, Questionnaire, Role
from kundnojd.tally.crosses import NONE, Crossed

CROSS = "complaints"
PROBLEM, WITHOUT = "problem", "without-problem"
COMPLAINED, SILENT, SILENT_OF_ALL = "complained", "silent", "silent-of-all"
SOLVED, QUICKLY = "solved", "solved-quickly"
OUTCOMES = ("satisfied", "top-box", "promoters")
NO_PROBLEM, HAD_PROBLEM, NOT_SOLVED, LATE = "no-problem", "had-problem", "not-solved", "solved-late"
# The groups in the order they are told in, and the group that each is a part of.
PARENTS: Mapping[str, str] = {
    NO_PROBLEM: "",
    HAD_PROBLEM: "",
    SILENT: HAD_PROBLEM,
    COMPLAINED: HAD_PROBLEM,
    SOLVED: HAD_PROBLEM,
    QUICKLY: SOLVED,
    LATE: SOLVED,
    NOT_SOLVED: HAD_PROBLEM,
}

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class ComplaintQuestions:
    """The questions of problems, and those of what customers think; ``None`` is for not asked."""

    problem: Question
    complained: Question | None
    handled: Question | None
    overall: Question | None
    recommend: Question | None

    @property
    def asked(self) -> tuple[Question, ...]:
        """Those that are asked."""
        every = (self.problem, self.complained, self.handled, self.overall, self.recommend)
        return tuple(one for one in every if one is not None)

    @property
    def in_steps(self) -> bool:
        """Whether an answer tells problems that were solved quickly from those solved in the end."""
        return self.handled is not None and bool((solved_values(self.handled) == SOLVED_LATE).any())

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Those of `OUTCOMES` that there is a question for."""
        of_overall = OUTCOMES[:2] if self.overall is not None else ()
        return (*of_overall, *(OUTCOMES[2:] if self.recommend is not None else ()))


def complaint_questions(questionnaire: Questionnaire) -> ComplaintQuestions:
    """The questions of a survey; `InputError` where none asks whether there was a problem."""
    require_respondents(questionnaire, "complaints")
    roles = (Role.PROBLEM, Role.COMPLAINED, Role.COMPLAINT_HANDLING, Role.OVERALL, Role.RECOMMEND)
    problem, *others = (next(iter(questionnaire.with_role(role)), None) for role in roles)
    if problem is None:
        raise InputError("complaints-needs-problem")
    return ComplaintQuestions(problem, *others)


def cross_of(questions: ComplaintQuestions) -> Cross:
    """The joint count of the questions."""
    codes = [bits(yes_values(questions.problem))]
    if questions.complained is not None:
        codes.append(bits(yes_values(questions.complained)))
    if questions.handled is not None:
        values = solved_values(questions.handled)
        codes.append(np.where(np.isnan(values), NONE, np.nan_to_num(values)).astype(np.intp))
    if questions.overall is not None:
        codes.append(bits(satisfied(questions.overall), top_box(questions.overall)))
    if questions.recommend is not None:
        codes.append(bits(promoters(questions.recommend)))
    return Cross(CROSS, tuple(one.name for one in questions.asked), tuple(codes))


def joint_shares(questions: ComplaintQuestions) -> tuple[JointShares, ...]:
    """The shares with a problem, of those who complained or were silent, and of complaints that were solved."""

    def had(crossed: Crossed) -> tuple[Flags, list[Flags]]:
        problem = crossed.level(questions.problem.name)
        return problem >= 0, [problem == 1, problem == 0]

    def told(crossed: Crossed) -> tuple[Flags, list[Flags]]:
        problem, complained = _levels(crossed, questions.problem, questions.complained)
        return (problem == 1) & (complained >= 0), [complained == 1, complained == 0]

    def silent(crossed: Crossed) -> tuple[Flags, list[Flags]]:
        problem, complained = _levels(crossed, questions.problem, questions.complained)
        return (problem == 0) | ((problem == 1) & (complained >= 0)), [(problem == 1) & (complained == 0)]

    def solved(crossed: Crossed) -> tuple[Flags, list[Flags]]:
        groups = groups_of(crossed, questions)
        own = [groups[SOLVED], *([groups[QUICKLY]] if questions.in_steps else [])]
        return groups[SOLVED] | groups[NOT_SOLVED], own

    shares = [JointShares("problems", (PROBLEM, WITHOUT), by_unit=True, entries=had)]
    if questions.complained is not None:
        shares.append(JointShares("complaints", (COMPLAINED, SILENT), by_unit=True, entries=told))
        shares.append(JointShares("silence", (SILENT_OF_ALL,), by_unit=False, entries=silent))
    if questions.handled is not None:
        steps = (SOLVED, *([QUICKLY] if questions.in_steps else []))
        shares.append(JointShares("solutions", steps, by_unit=True, entries=solved))
    return tuple(shares)


def groups_of(crossed: Crossed, questions: ComplaintQuestions) -> dict[str, Flags]:
    """The entries (E,) of each group, by the names of `PARENTS`.

    Who had a problem is in one of its parts or, where he did not say whether he complained or it was solved, in none;
    then he is not among those who had a problem either, so that parts and whole agree.
    """
    problem, complained, handled = _levels(crossed, questions.problem, questions.complained, questions.handled)
    had = problem == 1
    told = had & (complained == 1) if questions.complained is not None else had
    found: dict[str, Flags] = {NO_PROBLEM: problem == 0, HAD_PROBLEM: had}
    parts: dict[str, Flags] = {}
    if questions.complained is not None:
        parts[SILENT] = had & (complained == 0)
        if questions.handled is None:
            parts[COMPLAINED] = told
    if questions.handled is not None:
        parts[SOLVED] = told & (handled > 0)
        if questions.in_steps:
            found |= {QUICKLY: told & (handled > SOLVED_LATE), LATE: told & (handled == SOLVED_LATE)}
        parts[NOT_SOLVED] = told & (handled == 0)
    if parts:
        found[HAD_PROBLEM] = np.any(list(parts.values()), axis=0)
    found |= parts
    return {name: found[name] for name in PARENTS if name in found}


def outcome_of(crossed: Crossed, questions: ComplaintQuestions, outcome: str) -> tuple[Flags, Flags]:
    """The entries of those who answered the question of an outcome, and of those it holds for; each of shape (E,)."""
    question = questions.recommend if outcome == OUTCOMES[2] else questions.overall
    (levels,) = _levels(crossed, question)
    return levels >= 0, has(levels, 1 if outcome == OUTCOMES[1] else 0)


def _levels(crossed: Crossed, *questions: Question | None) -> list[NDArray[np.intp]]:
    """The levels of each question, -1 all through for one that is not asked."""
    none = np.full(len(crossed.sums), NONE, dtype=np.intp)
    return [none if question is None else crossed.level(question.name) for question in questions]
