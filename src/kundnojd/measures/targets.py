"""Which measures of which questions a run computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError, UsageError
from kundnojd.measures.headlines import headline, recommend_question
from kundnojd.measures.items import NOTHING_DECLARED, Declared, Items, items_of, require_scale
from kundnojd.measures.presets import Measure, presets
from kundnojd.measures.score import SCORES, Kind, fits, values_of
from kundnojd.questionnaire.headlines import is_about_employer
from kundnojd.questionnaire.model import Question, Questionnaire, Score

ANSWER = "answer"  # the measure that gives the share of each answer
_TELL_LITTLE = frozenset({"bottom-box", "dont-know"})


@dataclass(frozen=True)
class Target:
    """One measure of one question, or of several where ``question`` is empty.

    ``score`` names a block score of the tally; where it is empty, ``values`` (V + 1,) are the score's values on the
    answers of ``question``, or ``option`` is the place of the answer among those of a question of several.
    ``items`` is the number of questions where the block holds item sums (`inference.by_item`), else 0. ``ends`` are the
    least and the greatest value where the kind does not say them.
    ``by_unit`` says whether it is computed for every unit or for the whole only. ``breaks`` are the waves that are not
    compared with the one before.
    """

    measure: str
    kind: Kind
    question: str
    answer: str
    by_unit: bool
    values: NDArray[np.float64] | None = None
    score: str = ""
    items: int = 0
    ends: tuple[float, float] | None = None
    option: int | None = None
    breaks: frozenset[str] = frozenset()


def block_scores(
    questionnaire: Questionnaire, names: Sequence[str] = (), declared: Declared = NOTHING_DECLARED
) -> tuple[Score, ...]:
    """The scores over several questions that the tally has to sum: those of the usual measures and of ``names``.

    A measure that this survey cannot give is passed over; `targets` says why.
    """
    scores = []
    for measure in presets().values():
        if measure.default or measure.name in names:
            try:
                items = items_of(measure, questionnaire, declared)
            except InputError:
                continue
            if items.is_block:
                scores.append(_block(measure, items))
    return tuple(scores)


def default_names(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The measures that a run computes when none is named, in the order of ``presets.toml``."""
    recommend = recommend_question(questionnaire)
    employer = recommend is not None and is_about_employer(recommend)
    without = {"nps"} if employer else {"enps"}
    return tuple(name for name, measure in presets().items() if measure.default and name not in without)


def targets(
    questionnaire: Questionnaire,
    names: Sequence[str] = (),
    declared: Declared = NOTHING_DECLARED,
    *,
    detail: bool = False,
) -> tuple[Target, ...]:
    """The targets of a run, measure by measure: the headline by unit, then each question.

    ``names`` are the measures asked for; none means the usual set. ``declared`` is what ``survey.toml`` says about
    named measures. With ``detail`` the questions too are computed for every unit. Raises `UsageError` for a name that
    is no measure, and `InputError` where the questions, scales or weights that a measure asked for needs are not there.
    """
    for name in (*names, *declared):
        if name not in presets():
            raise UsageError("no-such-measure", name=name, allowed=tuple(presets()))
    found: list[Target] = []
    for name in names or default_names(questionnaire):
        measure = presets()[name]
        places = ("units", "questions") if names else measure.default
        own = _headline(measure, items_of(measure, questionnaire, declared)) if "units" in places else []
        if "questions" in places and (measure.of == "headline" or (measure.of == "question" and not own)):
            own += _questions(measure, questionnaire, {target.question for target in own}, detail=detail)
        if "questions" in places and measure.score == ANSWER:
            own += several_answers(questionnaire, detail=detail)
        if names and not own:
            raise _needs(measure, questionnaire)
        found += own
    return tuple(found)


def protected(questionnaire: Questionnaire) -> tuple[Target, ...]:
    """The measures whose means are protected in hidden cells, whatever measures a run prints.

    They are the usual ones of the headline and of every question, but those that tell how many gave a certain answer,
    where nobody tells little. ``by_unit`` marks the ones that every run gives for each unit.
    """
    return tuple(target for target in targets(questionnaire) if target.measure not in _TELL_LITTLE)


def several_answers(questionnaire: Questionnaire, *, detail: bool = False) -> tuple[Target, ...]:
    """The share that chose each option of each question of several answers."""
    return tuple(
        Target(ANSWER, "share", multi.name, option.label, detail, option=place)
        for multi in questionnaire.multis
        for place, option in enumerate(multi.options)
    )


def _headline(measure: Measure, items: Items) -> list[Target]:
    if not items.is_block:
        return [target for question in items.questions for target in _of_question(measure, question, by_unit=True)]
    count = len(items.questions) if measure.base == "questions" else 0
    block = Target(measure.name, measure.kind, "", "", by_unit=True, score=measure.name, items=count)
    return [replace(block, breaks=items.breaks)]


def _questions(measure: Measure, questionnaire: Questionnaire, have: set[str], *, detail: bool) -> list[Target]:
    """A target for each question on a scale of the measure that has none yet."""
    return [
        target
        for question in questionnaire.questions
        if question.name not in have and fits(question.scale, measure.scales)
        for target in _of_question(measure, question, by_unit=detail)
    ]


def _needs(measure: Measure, questionnaire: Questionnaire) -> InputError:
    """What a measure needs that is not there."""
    if measure.scales and measure.of == "question":
        require_scale(measure, questionnaire.questions)
    if measure.of == "items":
        needed = "theme" if measure.themes else "items"
        themes = measure.themes[:1]
        return InputError(f"measure-needs-{needed}", measure=measure.name, count=measure.items, found=0, themes=themes)
    return InputError(f"measure-needs-{measure.of}", measure=measure.name)


def _of_question(measure: Measure, question: Question, *, by_unit: bool) -> list[Target]:
    if measure.score != ANSWER:
        values = values_of(measure.score, question, measure.scales)
        ends = (float(np.nanmin(values)), float(np.nanmax(values))) if measure.kind == "mean" else None
        target = Target(measure.name, measure.kind, question.name, "", by_unit, values, ends=ends)
        return [replace(target, breaks=question.breaks)]
    labels = dict.fromkeys(answer.label for scale in question.scales for answer in scale.answers)
    return [
        Target(
            measure.name,
            measure.kind,
            question.name,
            label,
            by_unit,
            _share_of(question, label),
            breaks=question.breaks,
        )
        for label in labels
    ]


def _share_of(question: Question, label: str) -> NDArray[np.float64]:
    """100 for the answer of that label, 0 for the others of its scale; no values where a scale has no such answer."""
    parts = []
    for scale in question.scales:
        labels = [answer.label for answer in scale.answers]
        others = 0.0 if label in labels else np.nan
        parts += [100.0 if own == label else others for own in labels]
    return np.append(parts, np.nan)


def _block(measure: Measure, items: Items) -> Score:
    names = tuple(question.name for question in items.questions)
    values = tuple(values_of(measure.score, question, measure.scales) for question in items.questions)
    return Score(measure.name, names, values, measure.least(len(names)), items.weights, measure.base)


def headline_cuts(questionnaire: Questionnaire) -> Mapping[str, str]:
    """Which answers the boxes of the headline question count, as labels: ``{"top-box": "9, 10"}``."""
    questions = headline(questionnaire).questions
    if not questions:
        return {}
    labels = [answer.label for answer in questions[0].scale.answers]
    cuts = {}
    for name in ("top-box", "satisfied", "bottom-box", "top-2"):
        values = SCORES[name](questions[0])[: len(labels)]
        cuts[name] = ", ".join(label for label, value in zip(labels, values, strict=True) if value)
    return cuts
