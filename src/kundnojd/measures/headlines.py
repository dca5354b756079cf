"""What the headline index of a survey is made of, and the other questions that stand for the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kundnojd.questionnaire.model import Question, Questionnaire, Role

NKI_ROLES = (Role.OVERALL, Role.EXPECTATION, Role.IDEAL)


@dataclass(frozen=True)
class Headline:
    """What the headline index is made of: ``measure`` is ``nki`` or ``index``; empty where there is no index."""

    measure: str
    questions: tuple[Question, ...]

    @property
    def of_all_items(self) -> bool:
        """Whether it is the mean over items because no overall question was found."""
        return self.measure == "index" and Role.OVERALL not in {question.role for question in self.questions}


def headline(questionnaire: Questionnaire) -> Headline:
    """The three NKI questions where they are all there, else the overall question, else the items of one scale.

    What takes several answers of the same person is left out where the file does not have them.
    """
    if questionnaire.rows_are == "answers":
        overall = questionnaire.with_role(Role.OVERALL)[:1]
        return Headline("index" if overall else "", overall)
    nki = _nki(questionnaire)
    if nki:
        return Headline("nki", nki)
    questions = questionnaire.with_role(Role.OVERALL)[:1] or items_of_one_scale(questionnaire)
    return Headline("index" if questions else "", questions)


def recommend_question(questionnaire: Questionnaire) -> Question | None:
    """The recommend question, or None."""
    found = questionnaire.with_role(Role.RECOMMEND)
    return found[0] if found else None


def _nki(questionnaire: Questionnaire) -> tuple[Question, ...]:
    found = [questionnaire.with_role(role)[:1] for role in NKI_ROLES]
    return tuple(question for part in found for question in part) if all(found) else ()


def items_of_one_scale(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The items of the commonest scale; the first in the file where two are equally common."""
    items = [question for question in questionnaire.with_role(Role.ITEM) if question.scale.kind != "yes-no"]
    kinds = Counter(_scale_key(question) for question in items)
    if not kinds:
        return ()
    commonest = kinds.most_common(1)[0][0]
    return tuple(question for question in items if _scale_key(question) == commonest)


def _scale_key(question: Question) -> tuple[object, ...]:
    scale = question.scale
    return (
        scale.low,
        scale.high,
        scale.reversed,
        tuple(a.label for a in scale.answers) if scale.kind == "verbal" else (),
    )
