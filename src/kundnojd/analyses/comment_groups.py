"""Groups of those who write comments: by how satisfied they are, whether they would recommend, their unit or wave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kundnojd.analyses.disclosure import Protection
from kundnojd.analyses.grid import SEPARATOR
from kundnojd.errors import InputError, UsageError
from kundnojd.measures import score
from kundnojd.measures.score import Values
from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.tally.comments import Answers, Comments
from kundnojd.tally.count import WAVE
from kundnojd.tally.tally import Cell, Tally

UNIT, WAVE_OF, REST = "unit=", "wave=", "rest"


def _just(question: Question) -> Values:
    return score.satisfied(question) - score.top_box(question)


def _dissatisfied(question: Question) -> Values:
    return 100 - score.satisfied(question)


# Name: the role of the question that makes the group, and 100 for the answers that are in it.
CLASSES: Mapping[str, tuple[Role, Callable[[Question], Values]]] = {
    "very-satisfied": (Role.OVERALL, score.top_box),
    "just-satisfied": (Role.OVERALL, _just),
    "satisfied": (Role.OVERALL, score.satisfied),
    "dissatisfied": (Role.OVERALL, _dissatisfied),
    "promoters": (Role.RECOMMEND, score.promoters),
    "passives": (Role.RECOMMEND, score.passives),
    "detractors": (Role.RECOMMEND, score.detractors),
}
# Classes that part everybody who answered, without overlap.
PARTITIONS = (("very-satisfied", "just-satisfied", "dissatisfied"), ("promoters", "passives", "detractors"))
# What a group is held against where nothing is said; anything else against the rest.
AGAINST = {
    "very-satisfied": "dissatisfied",
    "just-satisfied": "very-satisfied",
    "satisfied": "dissatisfied",
    "dissatisfied": "satisfied",
    "promoters": "detractors",
    "passives": "promoters",
    "detractors": "promoters",
}


@dataclass(frozen=True)
class Group:
    """A group: its name as in `CLASSES`, ``unit=NAME``, ``wave=NAME`` or ``rest``, and who is in it.

    ``holds(cell, answers)`` tells it by the units and the wave, and by the answers to the questions of `asked`.
    """

    name: str
    holds: Callable[[Cell, Answers], bool]
    question: str = ""


@dataclass(frozen=True)
class Writers:
    """Who there is in a group and who of them wrote: ``respondents`` and ``comments`` of a question."""

    group: Group
    respondents: int
    comments: int


def asked(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions that make groups, in the order in which their answers stand beside a comment."""
    found = (questionnaire.with_role(role)[:1] for role in (Role.OVERALL, Role.RECOMMEND))
    return tuple(question for part in found for question in part)


def usual(questionnaire: Questionnaire) -> str:
    """The group that comments are read by where none is named; `InputError` where nothing tells groups."""
    for name in ("dissatisfied", "detractors"):
        if _class(name, questionnaire) is not None:
            return name
    raise InputError("comments-need-groups", allowed=(f"{UNIT}NAME", f"{WAVE_OF}NAME"))


def group(name: str, questionnaire: Questionnaire, plan: Protection) -> Group:
    """The group of that name.

    `UsageError` where there is none of it, `InputError` where the question that makes it is missing or the plan hides
    the unit.
    """
    if name in CLASSES:
        found = _class(name, questionnaire)
        if found is None:
            role = CLASSES[name][0]
            raise InputError("comments-no-question", group=name, role=str(role))
        return found
    if name.startswith(UNIT):
        return _unit(name, plan)
    if name.startswith(WAVE_OF):
        return _wave(name, plan)
    raise UsageError("comments-group", found=name, allowed=(*CLASSES, f"{UNIT}NAME", f"{WAVE_OF}NAME"))


def rest_of(of: Group, place: int = -1) -> Group:
    """Everybody who is not in a group; ``place`` is that of the answer that makes it, which must have been given."""

    def holds(cell: Cell, answers: Answers) -> bool:
        return not of.holds(cell, answers) and (place < 0 or answers[place] >= 0)

    return Group(REST, holds, of.question)


def parted(names: Sequence[str], questionnaire: Questionnaire) -> tuple[Group, ...]:
    """The groups of these classes; none where the question has not all of them."""
    found = [_class(name, questionnaire) for name in names]
    return tuple(one for one in found if one is not None) if all(found) else ()


def in_waves(waves: Sequence[str]) -> Callable[[Cell], bool]:
    """Whether a cell is of one of these waves."""
    allowed = frozenset(waves)
    return lambda cell: cell[-1] in allowed


def shown_cell(plan: Protection, waves: Sequence[str]) -> Callable[[Cell], bool]:
    """Whether a cell is one whose units are all shown: what those in a hidden one wrote is never quoted.

    ``waves`` are those of the tally, in the order of the plan's.
    """
    rows = {name: place for place, name in enumerate(plan.grid.units) if name}
    columns = {wave: place for place, wave in enumerate(waves)}

    def shown(cell: Cell) -> bool:
        *units, wave = cell
        for depth in range(1, len(units) + 1):
            if not all(units[:depth]):
                break
            if plan.respondents[rows[SEPARATOR.join(units[:depth])], columns[wave]]:
                return False
        return True

    return shown


def writers(of: Group, column: str, tally: Tally, comments: Comments, here: Callable[[Cell], bool]) -> Writers:
    """How many there are in a group and how many of them wrote in a column, in the cells that ``here`` holds for."""
    wrote = sum(
        number
        for (name, cell, answers), number in comments.written.items()
        if name == column and here(cell) and of.holds(cell, answers)
    )
    width = tally.keys.index(WAVE) + 1
    cells = [cell[:width] for cell in tally.cells]
    inside = np.array([here(cell) for cell in cells], dtype=bool)
    place = comments.questions.index(of.question) if of.question else -1
    if place < 0:
        own = np.array([of.holds(cell, ()) for cell in cells], dtype=bool)
        return Writers(of, round(tally.respondents[inside & own, 0].sum()), wrote)
    counts = tally.counts[of.question][..., 0]
    blank = [-1] * len(comments.questions)
    total = 0.0
    for code in range(counts.shape[1]):
        answers = tuple(code if k == place else other for k, other in enumerate(blank))
        own = np.array([of.holds(cell, answers) for cell in cells], dtype=bool)
        total += counts[inside & own, code].sum()
    return Writers(of, round(total), wrote)


def _class(name: str, questionnaire: Questionnaire) -> Group | None:
    role, values_of = CLASSES[name]
    question = next(iter(questionnaire.with_role(role)), None)
    if question is None:
        return None
    try:
        values = values_of(question)
    except KeyError:  # the scale has no such cut
        return None
    codes = frozenset(np.flatnonzero(values == 100).tolist())
    answered = frozenset(np.flatnonzero(~np.isnan(values)).tolist())
    place = [one.name for one in asked(questionnaire)].index(question.name)
    if not codes or codes == answered:
        return None
    return Group(name, lambda cell, answers: answers[place] in codes, question.name)


def _unit(name: str, plan: Protection) -> Group:
    from difflib import get_close_matches

    unit = name.removeprefix(UNIT)
    units = [known for known in plan.grid.units if known]
    if unit not in units:
        near = get_close_matches(unit, units, 5) or units[:5]
        raise UsageError("comments-unit", found=unit, allowed=tuple(near))
    if plan.respondents[plan.grid.units.index(unit), -1]:
        raise InputError("comments-hidden", group=unit, minimum=plan.min_n)

    def holds(cell: Cell, _: Answers) -> bool:
        # A name may hold the separator itself: the whole paths are compared.
        return any(SEPARATOR.join(cell[:depth]) == unit for depth in range(1, len(cell)))

    return Group(name, holds)


def _wave(name: str, plan: Protection) -> Group:
    wave = name.removeprefix(WAVE_OF)
    waves = [known for known in plan.grid.waves if known]
    if wave not in waves:
        raise UsageError("comments-wave", found=wave, allowed=tuple(waves))
    return Group(name, lambda cell, answers: cell[-1] == wave)
