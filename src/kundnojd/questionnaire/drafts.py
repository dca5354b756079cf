"""Questions on their way: where they stand, what the user said of them, and the scale that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kundnojd.errors import ConfigError
from kundnojd.notices import Notice
from kundnojd.questionnaire.facts import coded_yes_no
from kundnojd.questionnaire.header import stem_of
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.model import FACT_ROLES, Answer, Role, Scale
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.recoding import labelled_scale, recoded, with_answers
from kundnojd.questionnaire.roles import Guess
from kundnojd.questionnaire.scales import (
    Proposal,
    ScaleFinding,
    direction_in_wording,
    propose,
    range_in_wording,
    scale_of,
    scale_of_words,
    settle,
)
from kundnojd.questionnaire.settings import QuestionSettings

SAID = Notice("said-in-settings")
MOST_TEXTS = 300  # a column of more different texts is not tried as a scale
_NOTHING = QuestionSettings()


@dataclass(frozen=True)
class Draft:
    """A question before its scale and role are settled; ``said`` is what the user said, all defaults where nothing.

    ``group`` is the question of the grid that it is a row of, empty where it is none.
    """

    name: str
    text: str
    columns: Mapping[str, str]
    guess: Guess
    said: QuestionSettings = _NOTHING
    group: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it is called: its name, its wording and its columns."""
        return tuple(dict.fromkeys((self.name, self.text, *self.columns.values())))


def proposal_of(column: ColumnProfile) -> Proposal | None:
    """What scale the answers of a column could be."""
    return None if column.distinct > MOST_TEXTS else propose(column.declared)


def said_draft(
    said: QuestionSettings, columns: Mapping[str, str], column: ColumnProfile, language: str | None
) -> Draft:
    """The draft of a question of the settings; ``columns`` are those that are there, ``column`` the first of them."""
    wording = said.text
    if not isinstance(wording, str):
        wording = wording.get(language or "") or next(iter(wording.values()), "")
    name = said.name or said.column or next(iter(columns.values()))
    role = Role(said.role) if said.role else Role.ITEM
    return Draft(name, wording or column.text, columns, Guess(role, SAID), said, column.layout.group)


def scales_of(drafts: Sequence[Draft], columns: Mapping[str, ColumnProfile]) -> dict[str, ScaleFinding]:
    """The scale of each draft that has one, decided over all of them, with what the user said going first."""
    proposals: dict[str, Proposal] = {}
    declared: dict[str, tuple[int, int]] = {}
    falling: set[str] = set()
    for draft in drafts:
        proposal = propose(_values(draft, columns))
        if proposal is not None:
            proposals[draft.name] = proposal
        ends = _said_ends(draft.said) or next(filter(None, map(range_in_wording, draft.texts)), None)
        if ends is not None:
            declared[draft.name] = ends
        if any(direction_in_wording(text) == "falling" for text in draft.texts):
            falling.add(draft.name)
    stems = {draft.name: stem_of(next(iter(draft.columns.values())), draft.text) for draft in drafts}
    settled = settle(proposals, stems, declared, falling)
    found = ((draft, _as_said(draft.said, settled.get(draft.name))) for draft in drafts)
    scales = {draft.name: _with_map(draft, finding) for draft, finding in found if finding is not None}
    return scales | {draft.name: finding for draft in drafts if (finding := _codes(draft, columns)) is not None}


def _codes(draft: Draft, columns: Mapping[str, ColumnProfile]) -> ScaleFinding | None:
    """The scale of bare codes under a question that the user said is one of yes or no."""
    said = draft.said
    if draft.guess.role not in FACT_ROLES or said.scale or said.labels or said.answers:
        return None
    finding = coded_yes_no(draft.columns[next(iter(draft.columns))], _values(draft, columns))
    return None if finding is None else replace(finding, scale=_with_words(said, finding.scale))


def _with_map(draft: Draft, finding: ScaleFinding) -> ScaleFinding:
    if not draft.said.answers:
        return finding
    return replace(finding, scale=with_answers(finding.scale, draft.said.answers, draft.name))


def scale_as_said(said: QuestionSettings, steps: Sequence[int | str], finding: ScaleFinding | None) -> Scale:
    """The scale that the user gave for some waves: two numbers or words, from the worst to the best.

    ``finding`` is what was found in those waves; it knows the labels where it is the same scale.
    """
    ends = [step for step in steps if isinstance(step, int)]
    if len(ends) == len(steps) == 2:
        scale = scale_of(min(ends), max(ends), falls=ends[0] > ends[1])
    else:
        scale = scale_of_words([str(step) for step in steps])
    same = finding is not None and _same_answers(scale, finding.scale) and finding.scale.reversed == scale.reversed
    return _with_words(said, finding.scale if finding is not None and same else scale)


def positions(question: str, given: Sequence[int | str] | None, scale: Scale) -> tuple[int, ...] | None:
    """The places along a scale of the answers that a setting lists; `ConfigError` where one is no answer of it."""
    if given is None:
        return None
    places = []
    for wanted in given:
        fits = [place for place, answer in enumerate(scale.answers) if _is_answer(wanted, answer)]
        if not fits:
            answers = tuple(answer.label for answer in scale.answers)
            raise ConfigError("unknown-answer", question=question, answer=wanted, answers=answers)
        places.append(fits[0])
    return tuple(sorted(places))


def _values(draft: Draft, columns: Mapping[str, ColumnProfile]) -> dict[str, int]:
    """The answers of all its columns, without those that the user called don't know or missing."""
    counts: Counter[str] = Counter()
    for name in dict.fromkeys(draft.columns.values()):
        counts.update(columns[name].declared)
    said = {normalise(text) for text in (*(draft.said.dont_know or ()), *(draft.said.missing or ()))}
    values = {text: count for text, count in counts.items() if normalise(text) not in said}
    return recoded(values, draft.said.answers) if draft.said.answers else values


def _said_ends(said: QuestionSettings) -> tuple[int, int] | None:
    if said.scale is None or len(said.scale) != 2:
        return None
    low, high = said.scale
    return (low, high) if isinstance(low, int) and isinstance(high, int) else None


def _said_scale(said: QuestionSettings) -> Scale | None:
    ends = _said_ends(said)
    if said.labels:
        return labelled_scale(said.labels, ends, falls=said.reversed)
    if ends is not None:
        return scale_of(*ends, falls=bool(said.reversed))
    return None if said.scale is None else scale_of_words([str(word) for word in said.scale])


def _as_said(said: QuestionSettings, finding: ScaleFinding | None) -> ScaleFinding | None:
    scale = _said_scale(said)
    if finding is None:
        return None if scale is None else ScaleFinding(_with_words(said, scale), SAID)
    if scale is not None:
        # The scale that was found is the same and knows the labels.
        chosen = finding.scale if _same_answers(scale, finding.scale) and not said.labels else scale
        notices = tuple(notice for notice in finding.notices if notice.key != "wording-contradicted")
        finding = ScaleFinding(chosen, SAID, notices=notices)
    if said.reversed is not None and finding.scale.reversed != said.reversed:
        finding = replace(finding, scale=replace(finding.scale, answers=finding.scale.answers[::-1]))
    return replace(finding, scale=_with_words(said, finding.scale))


def _with_words(said: QuestionSettings, scale: Scale) -> Scale:
    """The scale with the don't-know and missing answers that were said, before those that were found."""
    dont_know = dict.fromkeys((*map(normalise, said.dont_know or ()), *scale.dont_know))
    missing = dict.fromkeys((*map(normalise, said.missing or ()), *scale.missing))
    return replace(scale, dont_know=tuple(dont_know), missing=tuple(missing))


def _same_answers(said: Scale, found: Scale) -> bool:
    if said.size != found.size:
        return False
    if said.kind == "numeric":
        return (said.low, said.high) == (found.low, found.high) and found.kind != "verbal"
    return all(_is_answer(one.label, other) for one, other in zip(said.answers, found.answers, strict=True))


def _is_answer(wanted: int | str, answer: Answer) -> bool:
    if isinstance(wanted, int):
        return answer.value == wanted
    return normalise(wanted) in {normalise(answer.label), *answer.synonyms}
