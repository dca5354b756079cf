"""The questions that a measure is made of: by their roles, by their theme, or as ``survey.toml`` names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kundnojd.errors import InputError
from kundnojd.measures.headlines import Headline, headline, items_of_one_scale, recommend_question
from kundnojd.measures.presets import Measure
from kundnojd.measures.score import fits
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.questionnaire.settings import PresetSettings

Declared = Mapping[str, PresetSettings]  # by the name of the measure
NOTHING_SAID = PresetSettings()
NOTHING_DECLARED: Declared = {}


@dataclass(frozen=True)
class Items:
    """The questions of a measure as one figure: a single question, or several with the weights that were given.

    ``is_block`` says whether the figure is that of the questions together, which a single one may be too where all
    items of a survey are meant and there is only that.
    """

    questions: tuple[Question, ...]
    weights: tuple[float, ...] = ()
    is_block: bool = False

    @property
    def breaks(self) -> frozenset[str]:
        """The waves in which one of the questions is not comparable with the wave before."""
        return frozenset().union(*(question.breaks for question in self.questions))


NO_ITEMS = Items(())


def items_of(measure: Measure, questionnaire: Questionnaire, declared: Declared = NOTHING_DECLARED) -> Items:
    """The questions of a measure that is one figure; no questions where it is not one in this survey.

    Raises `InputError` where questions, scale or weights that the measure needs are not there.
    """
    said = declared.get(measure.name, NOTHING_SAID)
    questions = _named(measure, questionnaire, said) or _FOUND_BY[measure.of](measure, questionnaire)
    if not questions:
        return NO_ITEMS
    if measure.items and len(questions) != measure.items:
        raise _needs_items(measure, len(questions))
    if questionnaire.rows_are == "answers" and len(questions) > 1 and measure.of != "question":
        raise InputError("measure-needs-respondents", measure=measure.name)
    require_scale(measure, questions)
    if measure.of == "question":
        return Items(questions)
    over_all = measure.of == "headline" and not said.questions and headline(questionnaire).of_all_items
    over_all |= measure.of == "all-items" and not said.questions
    return Items(questions, _weights(measure, questions, said), over_all or len(questions) > 1)


def require_scale(measure: Measure, questions: tuple[Question, ...]) -> None:
    """Raise `InputError` where a question is on a scale that the measure is not defined for."""
    for question in questions:
        # A recommend question has got its role with its scale; one that is only named has not.
        asked = measure.of == "recommend" and question.role is not Role.RECOMMEND
        scales = ("0-10",) if asked else measure.scales
        if not fits(question.scale, scales):
            found = "yes-no" if question.scale.kind == "yes-no" else f"{question.scale.low:g}-{question.scale.high:g}"
            raise InputError(
                "measure-needs-scale",
                measure=measure.name,
                scales=scales,
                question=question.name,
                found=found,
            )


def _named(measure: Measure, questionnaire: Questionnaire, said: PresetSettings) -> tuple[Question, ...]:
    names = {question.name: question for question in questionnaire.questions}
    for name in said.questions:
        if name not in names:
            raise InputError("preset-question-unknown", measure=measure.name, question=name, questions=tuple(names))
    return tuple(names[name] for name in said.questions)


def _weights(measure: Measure, questions: tuple[Question, ...], said: PresetSettings) -> tuple[float, ...]:
    if said.weights and measure.base != "respondents":
        raise InputError("measure-without-weights", measure=measure.name)
    if (measure.weights == "given" or said.weights) and len(said.weights) != len(questions):
        names = tuple(question.name for question in questions)
        raise InputError("measure-needs-weights", measure=measure.name, count=len(questions), questions=names)
    return said.weights


def _needs_items(measure: Measure, found: int) -> InputError:
    return InputError("measure-needs-items", measure=measure.name, count=measure.items, found=found)


def _by_roles(_measure: Measure, questionnaire: Questionnaire) -> tuple[Question, ...]:
    lead = headline(questionnaire)
    return lead.questions if lead.measure == "nki" else ()


def _of_headline(measure: Measure, questionnaire: Questionnaire) -> tuple[Question, ...]:
    lead: Headline = headline(questionnaire)
    stands_as_nki = lead.measure == "nki" and measure.name == "index"
    return lead.questions if lead.of_all_items else () if stands_as_nki else lead.questions[:1]


def _by_theme(measure: Measure, questionnaire: Questionnaire) -> tuple[Question, ...]:
    themes = set(measure.themes)
    return tuple(question for question in questionnaire.questions if normalise(question.theme) in themes)


def _recommend(_measure: Measure, questionnaire: Questionnaire) -> tuple[Question, ...]:
    question = recommend_question(questionnaire)
    return (question,) if question else ()


_FOUND_BY: Mapping[str, Callable[[Measure, Questionnaire], tuple[Question, ...]]] = {
    "nki": _by_roles,
    "headline": _of_headline,
    "overall": lambda _measure, questionnaire: questionnaire.with_role(Role.OVERALL)[:1],
    "recommend": _recommend,
    "items": _by_theme,
    "all-items": lambda _measure, questionnaire: items_of_one_scale(questionnaire),
    "question": lambda _measure, _questionnaire: (),
}
