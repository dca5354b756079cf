"""What became of the questions from wave to wave: reworded, on another scale, answers recoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kundnojd.notices import Notice
from kundnojd.questionnaire.by_wave import ByWave
from kundnojd.questionnaire.drafts import Draft, positions, scale_as_said, scales_of
from kundnojd.questionnaire.headlines import HEADLINES
from kundnojd.questionnaire.labels import is_dont_know, normalise, read_label
from kundnojd.questionnaire.matching import wording_key, wording_of
from kundnojd.questionnaire.model import Change, Question, Scale, Stretch
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.scales import ScaleFinding
from kundnojd.questionnaire.verbal import verbal_scales
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.sources.reading import Column

# Answers that a wave lacks although others use them: so many of them were to be expected before it is no chance.
# By Poisson, 10 give 0.00005. A lowest answer of 0 is rarer and its use varies more.
_EXPECTED, _EXPECTED_BELOW = 10, 20
_DECLARED = frozenset({"scale-in-labels", "scale-in-wording", "scale-in-siblings"})


@dataclass(frozen=True)
class _Asked:
    """A question in one wave: its column there, its answers with their counts, its wording as it is compared."""

    wave: str
    column: str
    values: Mapping[str, int]
    text: str
    wording: str


def followed(
    questions: Sequence[Question],
    drafts: Sequence[Draft],
    columns: Mapping[str, ColumnProfile],
    seen: ByWave,
) -> tuple[Question, ...]:
    """The questions with their changes, and with a scale for each wave where it differs for sure.

    A question has another scale in a wave where labels or wording say so, or where so many answers of the wider range
    are missing that chance cannot be the reason (expected 10, below the range 20). Else one scale holds in all waves.
    What the user said goes first: a ``scale`` without ``scales`` holds in all waves.
    """
    drafted = {draft.name: draft for draft in drafts}
    asked = {question.name: _asked(question, seen) for question in questions}
    moved = {name for name, waves in asked.items() if _answers_moved(waves) or _wordings(waves)}
    looked_at = [drafted[question.name] for question in questions if question.name in moved]
    waves = dict.fromkeys(one.wave for draft in looked_at for one in asked[draft.name])
    findings = {wave: _findings(wave, looked_at, asked, columns) for wave in waves}
    return tuple(
        _followed(question, drafted[question.name], asked[question.name], findings)
        if question.name in moved or drafted[question.name].said.breaks or drafted[question.name].said.scales
        else question
        for question in questions
    )


def absent_notices(questions: Sequence[Question], seen: ByWave) -> list[Notice]:
    """A notice of each headline question that the newest wave does not have: often it has another wording there."""
    waves = sorted({wave for values in seen.values.values() for wave in values}, key=wave_key)
    found = []
    for question in questions:
        asked = [one.wave for one in _asked(question, seen)]
        if question.role in HEADLINES and asked and asked[-1] != waves[-1]:
            fields = {"question": question.name, "wave": waves[-1], "last": asked[-1]}
            found.append(Notice("question-not-in-newest", fields))
    return found


def _asked(question: Question, seen: ByWave) -> list[_Asked]:
    waves = {wave for name in question.columns.values() for wave in seen.values.get(name, ())}
    found = []
    for wave in sorted(waves, key=wave_key):
        name = question.columns.get(wave, question.columns.get("", ""))
        if values := seen.values.get(name, {}).get(wave):
            text = seen.wordings[name][wave]
            found.append(_Asked(wave, name, values, text, wording_of(Column(name, text))))
    return found


def _answers_moved(waves: Sequence[_Asked]) -> bool:
    """Whether a wave lacks more answers that the others have than chance allows."""
    every = {text for one in waves for text in one.values}
    return any(_missing(one, every - one.values.keys(), waves) > _EXPECTED for one in waves)


def _missing(one: _Asked, texts: set[str], waves: Sequence[_Asked]) -> float:
    """How many answers out of ``texts`` the wave would have, if they were as common as in the other waves."""
    if not texts:
        return 0.0
    others = [other for other in waves if other is not one]
    total = sum(sum(other.values.values()) for other in others)
    lacking = sum(other.values.get(text, 0) for other in others for text in texts)
    return lacking / total * sum(one.values.values()) if total else 0.0


def _wordings(waves: Sequence[_Asked]) -> bool:
    return len({one.wording for one in waves if one.wording}) > 1


def _findings(
    wave: str, drafts: Sequence[Draft], asked: Mapping[str, Sequence[_Asked]], columns: Mapping[str, ColumnProfile]
) -> dict[str, ScaleFinding]:
    """The scales of the questions as this wave alone shows them."""
    here = {}
    profiles = {}
    for draft in drafts:
        for one in asked[draft.name]:
            if one.wave == wave:
                here[draft.name] = replace(draft, columns={"": one.column}, text=one.text or draft.text)
                profiles[one.column] = replace(columns[one.column], values=one.values)
    return scales_of(list(here.values()), profiles)


def _followed(
    question: Question, draft: Draft, waves: Sequence[_Asked], findings: Mapping[str, Mapping[str, ScaleFinding]]
) -> Question:
    found = {
        one.wave: finding
        for one in waves
        if (finding := findings.get(one.wave, {}).get(question.name)) is not None and finding.ambiguity is None
    }
    said = draft.said
    scales = {one.wave: question.scale for one in waves}
    if said.scale is None and waves:
        scales |= _scales(question.scale, waves, found)
    scales |= {
        wave: scale_as_said(said, steps, found.get(wave)) for wave, steps in said.scales.items() if wave in scales
    }
    question = _with_scales(question, draft, scales)
    given = {**dict.fromkeys((one.wave for one in waves), question.scale)}
    given |= {wave: stretch.scale for stretch in question.earlier for wave in stretch.waves}
    changes: list[Change] = []
    for before, after in pairwise(waves):
        own = _changes(before, after, given[before.wave], given[after.wave])
        changes += [replace(change, breaks=change.breaks and not said.comparable) for change in own]
        if after.wave in said.breaks:
            changes.append(Change(after.wave, before.wave, "said"))
    return replace(question, changes=tuple(changes))


# --- scales --------------------------------------------------------------------------------------------------------


def _scales(pooled: Scale, waves: Sequence[_Asked], found: Mapping[str, ScaleFinding]) -> dict[str, Scale]:
    """The scale of each wave: what it shows by itself, widened to that of the others where it may be so by chance."""
    scales = {one.wave: found[one.wave].scale if one.wave in found else pooled for one in waves}
    if all(scale.kind == "numeric" for scale in scales.values()):
        low = min(scale.low for scale in scales.values())
        high = max(scale.high for scale in scales.values())
        for one in waves:
            scale = scales[one.wave]
            if one.wave in found and found[one.wave].reason.key in _DECLARED:
                continue
            above = {text for other in waves for text in other.values if (_number(text) or 0) > scale.high}
            below = {text for other in waves for text in other.values if _is_below(text, scale.low)}
            top = scale.high if _missing(one, above, waves) > _EXPECTED else high
            bottom = scale.low if _missing(one, below, waves) > _EXPECTED_BELOW else low
            if (bottom, top) != (scale.low, scale.high):
                ends = (bottom, top, scale.reversed)
                scales[one.wave] = next(
                    (s for s in (pooled, *scales.values()) if (s.low, s.high, s.reversed) == ends), pooled
                )
    keys = {_scale_key(scale) for scale in scales.values()}
    return dict.fromkeys(scales, pooled) if len(keys) == 1 else scales


def _with_scales(question: Question, draft: Draft, scales: Mapping[str, Scale]) -> Question:
    """The question with the scale of its newest wave, and the earlier scales, newest first."""
    by_key: dict[tuple[object, ...], list[str]] = {}
    for wave in sorted(scales, key=wave_key, reverse=True):
        by_key.setdefault(_scale_key(scales[wave]), []).append(wave)
    if len(by_key) < 2:
        return question
    newest, *others = by_key.values()
    scale = scales[newest[0]]
    return replace(
        question,
        scale=scale,
        earlier=tuple(Stretch(tuple(reversed(waves)), scales[waves[0]]) for waves in others),
        top_box=positions(question.name, draft.said.top_box, scale),
        satisfied=positions(question.name, draft.said.satisfied, scale),
    )


def _scale_key(scale: Scale) -> tuple[object, ...]:
    """What makes two scales the same; verbal answers are the same in any language that is known."""
    if scale.kind == "numeric":
        return scale.low, scale.high, scale.reversed
    return scale.kind, tuple(answer.synonyms or (normalise(answer.label),) for answer in scale.answers)


def _number(text: str) -> float | None:
    return read_label(text).number


def _is_below(text: str, low: float) -> bool:
    number = _number(text)
    return number is not None and 0 <= number < low


# --- changes -------------------------------------------------------------------------------------------------------


def _changes(before: _Asked, after: _Asked, old: Scale, new: Scale) -> list[Change]:
    found = []
    if before.wording and after.wording and before.wording != after.wording:
        found.append(Change(after.wave, before.wave, "reworded", before.text, after.text))
    if _scale_key(old) != _scale_key(new):
        found.append(Change(after.wave, before.wave, "rescaled", shown(old), shown(new)))
        return found
    words = _words(before), _words(after)
    other = [n for n in sorted(words[0].keys() & words[1].keys()) if not _means_same(words[0][n], words[1][n])]
    if other:
        was, became = (", ".join(f"{number:g} {one[number]}" for number in other) for one in words)
        found.append(Change(after.wave, before.wave, "recoded", was, became))
    elif old.kind != "numeric":
        texts = [_answers(one, new) for one in (before, after)]
        gone, come = (", ".join(t[key] for key in t if key not in o) for t, o in (texts, texts[::-1]))
        if gone and come:
            found.append(Change(after.wave, before.wave, "relabelled", gone, come, breaks=False))
    return found


def shown(scale: Scale) -> str:
    """A scale in the notation of ``survey.toml``, from the worst to the best.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> shown(scale_of(1, 5)), shown(scale_of(1, 5, falls=True))
    ('1-5', '5-1')
    """
    if scale.kind == "numeric":
        return f"{scale.answers[0].value:g}-{scale.answers[-1].value:g}"
    return " < ".join(answer.label for answer in scale.answers)


def _words(one: _Asked) -> dict[float, str]:
    """The words of each number, those of its commonest label; what stands in one cell only is no label."""
    found: dict[float, tuple[int, str]] = {}
    for text, count in one.values.items():
        label = read_label(text)
        if count > 1 and label.number is not None and label.words and not is_dont_know(label.words):
            found[label.number] = max(found.get(label.number, (0, "")), (count, label.words))
    return {number: words for number, (_, words) in found.items()}


def _means_same(one: str, other: str) -> bool:
    """Whether two labels are the same words, or the same answer in two languages."""
    first, second = wording_key(one), wording_key(other)
    if first == second:
        return True
    keys = normalise(one), normalise(other)
    return any(
        scale.positions[keys[0]] == scale.positions[keys[1]] and not scale.languages[keys[0]] & scale.languages[keys[1]]
        for scale in verbal_scales().values()
        if keys[0] in scale.positions and keys[1] in scale.positions
    )


def _answers(one: _Asked, scale: Scale) -> dict[str, str]:
    """The texts that are answers of the scale, by the text as it is compared."""
    known = {text for answer in scale.answers for text in (normalise(answer.label), *answer.synonyms)}
    return {key: text for text in one.values if (key := normalise(text)) in known}
