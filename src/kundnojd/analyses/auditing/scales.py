"""Rules about the answers that are offered: A01, A02, A08 to A10, A15, A20, A30."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kundnojd.analyses.auditing.given import LEAST_ANSWERS, Finding, Given, Outcome, largest, outcome, unchecked
from kundnojd.measures import presets
from kundnojd.measures.headlines import NKI_ROLES
from kundnojd.questionnaire import wording_rules as words
from kundnojd.questionnaire.batteries import heading_of
from kundnojd.questionnaire.changes import shown
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.model import RATING_ROLES, Question, Role
from kundnojd.questionnaire.personal import SAID_OFTEN
from kundnojd.tally.quality import BINS

_UNREAD = frozenset({Role.PERSONAL, Role.COMMENT, Role.RESPONDENT, Role.TIME, Role.DURATION, Role.WEIGHT})
_MEANS = frozenset({"mean-of-maximum"})
_MOST_ANSWERS = 15  # different texts of a column whose intervals are looked at
_BINS_A_DOUBLING, _FIRST_DOUBLING = BINS // 32, -4


def balance(given: Given) -> Outcome:
    """A01: more good answers than bad ones, or the other way; scales from zero are noted only."""
    scales: dict[str, tuple[Question, tuple[int, int]]] = {}
    for question in given.questions:
        counted = words.balance(question.scale)
        if counted is not None:
            scales.setdefault(" < ".join(answer.label for answer in question.scale.answers), (question, counted))
    if not scales:
        return unchecked("no-answers-in-words")
    limit = given.limits["A01"]["difference"]
    found = []
    for scale, (question, (good, bad)) in scales.items():
        if abs(good - bad) > limit:
            severity = "N" if words.from_zero(question.scale) else ""
            found.append(
                Finding(
                    abs(good - bad), limit, question=question.name, detail=f"+{good} -{bad}: {scale}", severity=severity
                )
            )
    return outcome(found, len(scales))


def mixed(given: Given) -> Outcome:
    """A02: another scale within a battery: a question between two of the same scale, or under the same stem."""
    limit = given.limits["A02"]["scales"]
    apart = {Role.RECOMMEND, *NKI_ROLES}  # they have scales of their own wherever they stand
    rated = [
        q
        for q in given.questions
        if q.role in RATING_ROLES - apart and q.scale.size > 2 and not words.asks_to_recommend(q.text)
    ]
    if len(rated) < 3:
        return unchecked("no-battery")
    found = {}
    for before, own, after in zip(rated, rated[1:], rated[2:], strict=False):
        stems = {heading_of(q) for q in (before, own, after)}
        near = len(stems) != 2 and _sound_alike((before, own, after))
        if near and _scale(before) == _scale(after) != _scale(own):
            found[own.name] = Finding(2, limit, question=own.name, detail=f"{shown(before.scale)} | {shown(own.scale)}")
    stems_of: dict[str, list[Question]] = {}
    for question in rated:
        if stem := heading_of(question):
            stems_of.setdefault(stem, []).append(question)
    for members in stems_of.values():
        kinds = dict.fromkeys(_scale(q) for q in members)
        if len(kinds) > limit:
            usual = max(kinds, key=lambda kind: sum(_scale(q) == kind for q in members))
            odd = [q for q in members if _scale(q) != usual]
            for q in odd:
                one = next(q for q in members if _scale(q) == usual)
                detail = f"{shown(one.scale)} | {shown(q.scale)}"
                found[q.name] = Finding(len(kinds), limit, question=q.name, detail=detail)
    return outcome(found.values(), len(rated))


def no_dont_know(given: Given) -> Outcome:
    """A08: no don't know where many leave the question blank, or where its theme is not for everybody."""
    limits = given.limits["A08"]
    if not given.questions:
        return unchecked("no-questions")
    blank = {q.name: _blank(given, q) for q in given.questions}
    known = [share for share in blank.values() if not np.isnan(share)]
    median = float(np.median(known)) if known else float("nan")
    least = max(limits["share"], limits["times"] * median) if known else limits["share"]
    found = []
    for question in given.questions:
        if _offers_dont_know(given, question):
            continue
        share = blank[question.name]
        theme = words.holds("not-everyone", f"{question.theme} {words.bare(question.text)}")
        if least < share <= limits["filter"]:
            found.append(Finding(share, least, question=question.name, n=_respondents(given)))
        elif theme and question.role is Role.ITEM:
            found.append(
                Finding(0.0 if np.isnan(share) else share, 0.0, question=question.name, measure="theme", detail=theme)
            )
    return outcome(found, len(given.questions))


def many_dont_know(given: Given) -> Outcome:
    """A09: items that few can answer, and shares of don't know that moved between waves."""
    limits = given.limits["A09"]
    candidates, found = [], []
    for question in given.questions:
        shares = []
        for wave in given.waves:
            n = given.answers(question, wave)[:, 0]
            shares.append(100 * n[-1] / n.sum() if n.sum() >= LEAST_ANSWERS else float("nan"))
        if np.isnan(shares[-1]):
            continue
        wave, n = given.newest, given.answers(question, given.newest)[:, 0].sum()
        candidates.append(Finding(shares[-1], limits["share"], question=question.name, wave=given.named(wave), n=n))
        if len(shares) > 1 and abs(shares[-1] - shares[-2]) > limits["change"]:
            change = shares[-1] - shares[-2]
            found.append(Finding(change, limits["change"], question.name, "", wave, "change", "points", n))
    if not candidates:
        return unchecked("too-few-answers")
    found += [one for one in candidates if one.number > limits["share"]]
    return outcome(found, len(candidates), largest(candidates))


def length(given: Given) -> Outcome:
    """A10: too many rated items, or too long to answer."""
    limits = given.limits["A10"]
    if not given.questions:
        return unchecked("no-questions")
    items = Finding(len(given.questions), limits["items"])
    found = [items] if items.number > items.limit else []
    minutes = median_minutes(given)
    if minutes is not None and minutes > limits["minutes"]:
        found.append(Finding(minutes, limits["minutes"], measure="minutes", kind="points"))
    return outcome(found, len(given.questions), items)


def median_minutes(given: Given) -> float | None:
    """The median time of the newest wave, where the header or the texts say which unit of time it is."""
    times = given.durations.get(given.newest)
    name = given.questionnaire.duration.casefold()
    unit = 60.0 if re.search(r"sek|sec|seconds|interviewtime|total time|\(s\)", name) else 0.0
    unit = 1.0 if not unit and re.search(r"\bmin", name) else unit
    column = next((column for column in given.columns if column.name == given.questionnaire.duration), None)
    if given.conduct.durations:
        unit = 60.0
    if column is not None and any(":" in text for text in list(column.values)[:5]):
        unit = 60.0  # clock times are read as seconds
    if times is None or not unit or times.sum() < LEAST_ANSWERS:
        return None
    place = int(np.searchsorted(np.cumsum(times), times.sum() / 2))
    return float(2 ** ((place + 0.5) / _BINS_A_DOUBLING + _FIRST_DOUBLING)) / unit


def bare_mean(given: Given) -> Outcome:
    """A15: the survey is reported as means of a short scale alone."""
    names = given.settings.options.measures
    if not names:
        return outcome([], 1)  # the usual measures are an index and shares of answers
    kinds = {name: presets()[name].kind for name in names if name in presets()}
    means = [name for name, kind in kinds.items() if kind == "mean" or name in _MEANS]
    short = [q for q in given.questions if q.scale.kind == "numeric" and q.scale.size <= 5]
    limit = given.limits["A15"]["means"]
    if len(means) > limit and len(means) == len(kinds) and short:
        return outcome([Finding(len(means), limit, detail=", ".join(means), n=len(short))], len(kinds))
    return outcome([], len(kinds))


def gaps(given: Given) -> Outcome:
    """A20: answers that are intervals which overlap or leave holes."""
    limit = given.limits["A20"]["gaps"]
    private = {finding.name for finding in given.questionnaire.findings if finding.role in _UNREAD}
    private |= given.questionnaire.masked
    own_columns = [column for column in given.columns if not column.capped and column.name not in private]
    lists = {column.name: list(column.declared) for column in own_columns}
    rare = {text for column in own_columns for text, count in column.values.items() if count < SAID_OFTEN}
    lists |= {multi.name: [option.label for option in multi.options] for multi in given.questionnaire.multis}
    lists |= {
        own.label: [*map(str, own.scale or ()), *own.labels.values()] for own in given.settings.question if own.label
    }
    found, looked = [], 0
    for name, texts in lists.items():
        if 3 <= len(texts) <= _MOST_ANSWERS:
            looked += 1
            # What one or two people wrote is no answer of a list, and not to be printed.
            faults = [fault for fault in words.interval_faults(texts) if rare.isdisjoint(fault.split(" | "))]
            if len(faults) > limit:
                found.append(Finding(len(faults), limit, question=name, detail="; ".join(faults)))
    return outcome(found, looked) if looked else unchecked("no-lists")


def rescaled(given: Given) -> Outcome:
    """A30: another range or other answers than the wave before."""
    if len(given.waves) < 2:
        return unchecked("one-wave")
    limit = given.limits["A30"]["scales"]
    found = [
        Finding(len(q.scales), limit, question=q.name, wave=change.wave, detail=f"{change.before} → {change.after}")
        for q in given.questions
        for change in q.changes
        if change.kind in {"rescaled", "recoded"}
    ]
    found += [
        Finding(2, limit, question=young.name, wave=wave, detail=f"{shown(old.scale)} → {shown(young.scale)}")
        for wave, old, young in given.renamed
        if _scale(old) != _scale(young)
    ]
    return outcome(found, len(given.questions))


def _sound_alike(questions: Sequence[Question]) -> bool:
    """Whether questions begin with the same two words; where only codes are known, that they do is not denied."""
    starts = {tuple(words.bare(q.text).casefold().split()[:2]) for q in questions if words.is_wording(q.text)}
    return len(starts) <= 1


def _scale(question: Question) -> tuple[object, ...]:
    scale = question.scale
    labels: Sequence[str] = [normalise(answer.label) for answer in scale.answers] if scale.kind == "verbal" else ()
    return scale.kind, scale.low, scale.high, scale.reversed, *labels


def _offers_dont_know(given: Given, question: Question) -> bool:
    return bool(question.scale.dont_know) or given.answers(question, given.newest)[-1, 0] > 0


def _respondents(given: Given) -> float:
    return float(given.by_wave[given.newest].respondents[0, 0])


def _blank(given: Given, question: Question) -> float:
    """The share of the respondents of the newest wave who gave no answer, in per cent; NaN where it was not asked."""
    answered, everybody = given.answers(question, given.newest)[:, 0].sum(), _respondents(given)
    return float(100 * (1 - answered / everybody)) if everybody >= LEAST_ANSWERS and answered else float("nan")
