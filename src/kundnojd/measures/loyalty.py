"""Ambassadors, and who is satisfied but not loyal: which questions say it, and which answers count.

An ambassador is very satisfied, would recommend at the top, and has come back or would choose us again: the top answers
on all three, of those that are asked. Satisfied and loyal make four groups: the loyal and satisfied, the satisfied who
are on the move, the dissatisfied who stay, and those on their way out. Source: top answers on all three: Burke, Inc.;
the four groups: Jones and Sasser (1995), Why satisfied customers defect, Harvard Business Review 73(6). There is no
published cut: satisfied are the two best answers (8-10 of ten or eleven steps), loyal the top box, 9-10 of 0-10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError
from kundnojd.measures.joint import JointShares, bits, has, require_respondents
from kundnojd.measures.score import promoters, satisfied, top_box
from kundnojd.questionnaire.facts import is_behaviour, is_fact, yes_values
from kundnojd.questionnaire.model import Cross, Question, Questionnaire, Role
from kundnojd.tally.crosses import Crossed

CROSS = "loyalty"
AMBASSADORS = "ambassadors"
GROUPS = ("loyal-satisfied", "satisfied-mobile", "dissatisfied-staying", "leaving")
STRICT = tuple(f"{group}-strict" for group in GROUPS)
LOYAL_BY = ("recommend", "repurchase")
_SATISFIED, _VERY = 0, 1  # bits of the overall question
_LOYAL, _HIGHEST = 0, 1  # bits of the two others
_LONG, _BEST_OF_LONG, _BEST = 10, 3, 2

Values = NDArray[np.float64]


@dataclass(frozen=True)
class LoyaltyQuestions:
    """The questions of loyalty: ``back`` is that of coming back or choosing again, ``loyal`` the one that says loyal.

    ``is_behaviour`` says that ``back`` tells what was done, not what somebody would do. ``None`` is for not asked.
    """

    overall: Question
    recommend: Question | None
    back: Question | None
    is_behaviour: bool
    loyal: Question

    @property
    def asked(self) -> tuple[Question, ...]:
        """Those of the three that are asked."""
        return tuple(one for one in (self.overall, self.recommend, self.back) if one is not None)


def loyalty_questions(questionnaire: Questionnaire, loyal_by: str = "") -> LoyaltyQuestions:
    """The questions of a survey; what was done goes before what somebody would do, and that before recommending.

    ``loyal_by`` is one of `LOYAL_BY`, or empty. Raises `InputError` where there is no overall question, none of the
    others, or not the one that was asked for.
    """
    require_respondents(questionnaire, "loyalty")
    overall = questionnaire.with_role(Role.OVERALL)[:1]
    if not overall:
        raise InputError("loyalty-needs-overall")
    recommend = next(iter(questionnaire.with_role(Role.RECOMMEND)), None)
    backs = (*questionnaire.with_role(Role.REPURCHASE), *questionnaire.with_role(Role.LOYALTY))
    back = next(iter(sorted(backs, key=lambda one: not _tells_what_was_done(one))), None)
    named = {"recommend": recommend, "repurchase": back}
    loyal = named[loyal_by] if loyal_by else back or recommend
    if loyal is None:
        raise InputError("loyalty-needs-loyal" if not loyal_by else f"loyalty-needs-{loyal_by}")
    return LoyaltyQuestions(overall[0], recommend, back, back is not None and _tells_what_was_done(back), loyal)


def cross_of(questions: LoyaltyQuestions) -> Cross:
    """The joint count of the questions."""
    codes = [bits(satisfied_values(questions.overall), top_box(questions.overall))]
    codes += [bits(loyal_values(one), highest_values(one)) for one in questions.asked[1:]]
    return Cross(CROSS, tuple(one.name for one in questions.asked), tuple(codes))


def satisfied_values(question: Question) -> Values:
    """100 for the satisfied of the four groups, else 0, shape (V + 1,): the two best answers, 8-10 of ten or eleven.

    The answers that the user listed as ``satisfied`` go first.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> satisfied_values(Question("q", "q", {"": "q"}, Role.OVERALL, scale_of(1, 5))).tolist()
    [0.0, 0.0, 0.0, 100.0, 100.0, nan]
    """
    if question.satisfied is not None:
        return satisfied(question)
    return _best(question, lambda size: _BEST_OF_LONG if size >= _LONG else min(_BEST, size - 1))


def loyal_values(question: Question) -> Values:
    """100 for the loyal, else 0, shape (V + 1,): 9-10 of 0-10, else the top box; yes where the answer is yes or no."""
    if is_fact(question):
        return 100 * yes_values(question)
    in_numbers = question.role is Role.RECOMMEND and {scale.size for scale in question.scales} == {_LONG + 1}
    return promoters(question) if in_numbers and question.top_box is None else top_box(question)


def highest_values(question: Question) -> Values:
    """100 for the best answer alone, else 0, shape (V + 1,)."""
    return 100 * yes_values(question) if is_fact(question) else _best(question, lambda size: 1)


def joint_shares(questions: LoyaltyQuestions) -> tuple[JointShares, ...]:
    """The share of ambassadors, and those of the four groups by the usual and by the strict cut."""

    def ambassadors(crossed: Crossed) -> tuple[NDArray[np.bool_], list[NDArray[np.bool_]]]:
        levels = [crossed.level(one.name) for one in questions.asked]
        base = np.all([level >= 0 for level in levels], axis=0)
        very = has(levels[0], _VERY)
        return base, [very & np.all([has(level, _LOYAL) for level in levels[1:]], axis=0)]

    def groups(crossed: Crossed, bit: int) -> tuple[NDArray[np.bool_], list[NDArray[np.bool_]]]:
        overall, loyalty = crossed.level(questions.overall.name), crossed.level(questions.loyal.name)
        pleased, stays = has(overall, bit), has(loyalty, bit)
        parts = [pleased & stays, pleased & ~stays, ~pleased & stays, ~pleased & ~stays]
        return (overall >= 0) & (loyalty >= 0), parts

    return (
        JointShares("ambassadors", (AMBASSADORS,), by_unit=True, entries=ambassadors),
        JointShares("four-groups", GROUPS, by_unit=True, entries=lambda crossed: groups(crossed, _LOYAL)),
        JointShares("four-groups-strict", STRICT, by_unit=False, entries=lambda crossed: groups(crossed, _HIGHEST)),
    )


def _tells_what_was_done(question: Question) -> bool:
    return question.role is Role.REPURCHASE and is_fact(question) and is_behaviour(question)


def _best(question: Question, count: Callable[[int], int]) -> Values:
    parts = [np.where(np.arange(s.size) >= s.size - count(s.size), 100.0, 0.0) for s in question.scales]
    return np.concatenate([*parts, [np.nan]])
