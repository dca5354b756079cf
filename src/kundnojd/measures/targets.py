"""Which measures of which questions a run computes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError, UsageError
from kundnojd.measures.presets import Measure, presets
from kundnojd.measures.score import SCORES, Kind
from kundnojd.questionnaire.headlines import is_about_employer
from kundnojd.questionnaire.model import Question, Questionnaire, Role, Score

ANSWER = "answer"  # the measure that gives the share of each answer
_TELL_LITTLE = frozenset({"bottom-box", "dont-know"})
NKI_ROLES = (Role.OVERALL, Role.EXPECTATION, Role.IDEAL)


@dataclass(frozen=True)
class Target:
    """One measure of one question, or of several where ``question`` is empty.

    ``score`` names a block score of the tally; where it is empty, ``values`` (V + 1,) are the score's values on the
    answers of ``question``, or ``option`` is the place of the answer among those of a question of several.
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
    option: int | None = None
    breaks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Headline:
    """What the headline index is made of: ``measure`` is ``nki`` or ``index``; empty where there is no index."""

    measure: str
    questions: tuple[Question, ...]

    @property
    def of_all_items(self) -> bool:
        """Whether it is the mean over items because no overall question was found."""
        return self.measure == "index" and Role.OVERALL not in {question.role for question in self.questions}

    @property
    def breaks(self) -> frozenset[str]:
        """The waves in which one of its questions is not comparable with the wave before."""
        return frozenset().union(*(question.breaks for question in self.questions))


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
    questions = questionnaire.with_role(Role.OVERALL)[:1] or _items_of_one_scale(questionnaire)
    return Headline("index" if questions else "", questions)


def recommend_question(questionnaire: Questionnaire) -> Question | None:
    """The recommend question, or None."""
    found = questionnaire.with_role(Role.RECOMMEND)
    return found[0] if found else None


def block_scores(questionnaire: Questionnaire) -> tuple[Score, ...]:
    """The scores over several questions that the tally has to sum, whatever measures are asked for later."""
    lead = headline(questionnaire)
    of = {"nki": lead.measure == "nki", "headline": lead.of_all_items}
    return tuple(_block(measure, lead.questions) for measure in presets().values() if of.get(measure.of))


def default_names(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The measures that a run computes when none is named, in the order of ``presets.toml``."""
    recommend = recommend_question(questionnaire)
    employer = recommend is not None and is_about_employer(recommend)
    without = {"nps"} if employer else {"enps"}
    return tuple(name for name, measure in presets().items() if measure.default and name not in without)


def targets(questionnaire: Questionnaire, names: Sequence[str] = (), *, detail: bool = False) -> tuple[Target, ...]:
    """The targets of a run, measure by measure: the headline by unit, then each question.

    ``names`` are the measures asked for; none means the usual set. With ``detail`` the questions too are computed for
    every unit. Raises `UsageError` for a name that is no measure, and `InputError` where the questions that a measure
    asked for needs are not there.
    """
    for name in names:
        if name not in presets():
            raise UsageError("no-such-measure", name=name, allowed=tuple(presets()))
    lead = headline(questionnaire)
    found: list[Target] = []
    for name in names or default_names(questionnaire):
        measure = presets()[name]
        places = ("units", "questions") if names else measure.default
        own = _HEADLINE_OF[measure.of](measure, questionnaire, lead) if "units" in places else []
        have = {target.question for target in own}
        if "questions" in places and measure.of in {"headline", "question"}:
            for question in questionnaire.questions:
                if question.name not in have:
                    own += _of_question(measure, question, by_unit=detail)
        if "questions" in places and measure.score == ANSWER:
            own += several_answers(questionnaire, detail=detail)
        if names and not own:
            raise InputError(f"measure-needs-{measure.of}", measure=name)
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


def _of_recommend(measure: Measure, questionnaire: Questionnaire, _: Headline) -> list[Target]:
    question = recommend_question(questionnaire)
    return _of_question(measure, question, by_unit=True) if question else []


def _of_overall(measure: Measure, questionnaire: Questionnaire, _: Headline) -> list[Target]:
    questions = questionnaire.with_role(Role.OVERALL)
    return _of_question(measure, questions[0], by_unit=True) if questions else []


def _of_nki(measure: Measure, _: Questionnaire, lead: Headline) -> list[Target]:
    return [_block_target(measure, lead, "nki")] if lead.measure == "nki" else []


def _block_target(measure: Measure, lead: Headline, score: str) -> Target:
    return Target(measure.name, measure.kind, "", "", by_unit=True, score=score, breaks=lead.breaks)


def _of_headline(measure: Measure, _: Questionnaire, lead: Headline) -> list[Target]:
    if lead.of_all_items:
        return [_block_target(measure, lead, measure.name)]
    stands_as_nki = lead.measure == "nki" and measure.name == "index"
    return [] if stands_as_nki or not lead.questions else _of_question(measure, lead.questions[0], by_unit=True)


_HEADLINE_OF: Mapping[str, Callable[[Measure, Questionnaire, Headline], list[Target]]] = {
    "nki": _of_nki,
    "headline": _of_headline,
    "overall": _of_overall,
    "recommend": _of_recommend,
    "question": lambda _measure, _questionnaire, _lead: [],
}


def _of_question(measure: Measure, question: Question, *, by_unit: bool) -> list[Target]:
    if measure.score != ANSWER:
        values = SCORES[measure.score](question)
        return [Target(measure.name, measure.kind, question.name, "", by_unit, values, breaks=question.breaks)]
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


def _block(measure: Measure, questions: Sequence[Question]) -> Score:
    values = tuple(SCORES[measure.score](question) for question in questions)
    minimum = int(np.ceil(measure.minimum * len(questions)))
    return Score(measure.name, tuple(question.name for question in questions), values, minimum)


def _nki(questionnaire: Questionnaire) -> tuple[Question, ...]:
    found = [questionnaire.with_role(role)[:1] for role in NKI_ROLES]
    return tuple(question for part in found for question in part) if all(found) else ()


def _items_of_one_scale(questionnaire: Questionnaire) -> tuple[Question, ...]:
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
