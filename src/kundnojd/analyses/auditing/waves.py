"""Rules about one wave beside another: A21, A23, A29, A31, A32, A36."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from kundnojd.analyses.auditing.dates import field_days
from kundnojd.analyses.auditing.given import Finding, Floats, Given, Outcome, largest, outcome, unchecked
from kundnojd.inference import variance
from kundnojd.inference.answering import distance
from kundnojd.inference.sums import N
from kundnojd.questionnaire.wording_rules import alike, bare, is_wording
from kundnojd.tally.count import COLUMN, WAVE

_WEEK = 7
ONE_WAVE = "one-wave"


def too_soon(given: Given) -> Outcome:
    """A21: a wave so close to the one before that nothing can have become better."""
    said, limits = given.settings.audit, given.limits["A21"]
    if said.kind == "continuous":
        return unchecked("is-continuous")
    if len(given.waves) < 2:
        return unchecked(ONE_WAVE)
    days = field_days(given)
    limit = limits["transaction" if said.kind == "transaction" else "relation"]
    found, candidates = [], []
    for since, wave in pairwise(given.waves):
        if since not in days or wave not in days:
            continue
        apart = days[wave].middle - days[since].middle
        one = Finding(apart, limit, wave=wave, detail=since)
        candidates.append(one)
        acted = any(days[since].first < day.toordinal() < days[wave].last for day in said.actions)
        if apart < limit and not acted:
            found.append(one)
    if not candidates:
        return unchecked("no-dates")
    return outcome(found, len(candidates), min(candidates, key=lambda one: one.number))


def stale(given: Given) -> Outcome:
    """A23: results that came late, or are old; an error where the survey is held against benchmarks."""
    limits, said = given.limits["A23"], given.settings.audit
    days = field_days(given)
    if given.newest not in days:
        return unchecked("no-dates")
    last = days[given.newest].last
    weeks = (given.today.toordinal() - last) / _WEEK
    wave = given.named(given.newest)
    if weeks > limits["old"]:
        severity = "E" if given.settings.benchmark else ""
        return outcome([Finding(weeks, limits["old"], wave=wave, measure="old", severity=severity)], 1)
    until = weeks if said.published is None else (said.published.toordinal() - last) / _WEEK
    one = Finding(until, limits["late"], wave=wave, measure="late")
    if until > limits["late"]:
        between = len(given.waves) > 1 and given.settings.audit.kind == "relation" and said.published is None
        severity = "N" if between else ""  # an annual survey between its waves
        return outcome([Finding(until, limits["late"], wave=wave, measure="late", severity=severity)], 1)
    return outcome([], 1, one)


def reworded(given: Given) -> Outcome:
    """A29: a question with other words than in the wave before, or one that went while one much like it came."""
    if len(given.waves) < 2:
        return unchecked(ONE_WAVE)
    if not given.worded:
        return unchecked("no-wording")
    limits = given.limits["A29"]
    pairs = [
        (question.name, change.wave, change.before, change.after)
        for question in given.questions
        for change in question.changes
        if change.kind == "reworded"
    ]
    pairs += [
        (young.name, wave, bare(old.text), bare(young.text))
        for wave, old, young in given.renamed
        if is_wording(old.text) and is_wording(young.text)
    ]
    found = []
    for name, wave, before, after in pairs:
        same = alike(before, after)
        if same < limits["changed"]:
            kind = "other" if same < limits["other"] else "changed"
            detail = f"{before} → {after}"
            found.append(Finding(same, limits[kind], name, "", wave, kind, "", float("nan"), detail))
    return outcome(found, len(given.worded))


def mode(given: Given) -> Outcome:
    """A31: other shares of mode, device or language than in the wave before."""
    limit = given.limits["A31"]["distance"]
    columns = dict.fromkeys(column for column, _ in given.conduct.texts)
    if not columns:
        return unchecked("no-mode")
    if len(given.waves) < 2:
        return unchecked(ONE_WAVE)
    found, candidates = [], []
    for column in columns:
        for since, wave in pairwise(given.waves):
            old, new = (given.conduct.texts.get((column, one)) for one in (since, wave))
            if not old or not new:
                continue
            texts = sorted({*old, *new})
            moved = distance(*(np.array([counts[text] for text in texts], dtype=float) for counts in (new, old)))
            candidates.append(Finding(moved, limit, column, "", wave, "", "", float(new.total()), since))
    found = [one for one in candidates if one.number > limit]
    return outcome(found, len(candidates), largest(candidates)) if candidates else unchecked("no-mode")


def composition(given: Given) -> Outcome:
    """A32: another mix of units or groups than in the wave before; the index with the old mix of units beside it."""
    limit = given.limits["A32"]["distance"]
    segments = given.questionnaire.segments
    if len(given.waves) < 2:
        return unchecked(ONE_WAVE)
    if not given.questionnaire.unit and not segments:
        return unchecked("no-units")
    candidates = [_of_segment(given, name, limit) for name in segments]
    if given.questionnaire.unit:
        own = given.tally.rollup(given.tally.keys[: len(given.questionnaire.unit) + 1])
        weights = given.grid.spread(own.respondents)[given.leaves, :, 1]
        old, new = weights[:, -2], weights[:, -1]
        if not old.sum() or not new.sum():
            return unchecked("no-units")
        named = (given.shown[:, -1] & given.shown[:, -2])[given.leaves]
        detail = _standardised(given.lead_sums[given.leaves][named], old[named], new[named])
        column = ", ".join(given.questionnaire.unit)
        candidates.append(Finding(distance(new, old), limit, column, "", given.newest, "", "", float("nan"), detail))
    found = [one for one in candidates if one.number > limit]
    return outcome(found, len(candidates), largest(candidates))


def _of_segment(given: Given, name: str, limit: float) -> Finding:
    """How far the shares of the groups of a column moved; who gave none of them is left out."""
    by = given.tally.rollup([WAVE, COLUMN + name])
    groups = sorted({cell[1] for cell in by.cells} - {""})
    weight = {cell: float(respondents[1]) for cell, respondents in zip(by.cells, by.respondents, strict=True)}
    old, new = (np.array([weight.get((wave, group), 0.0) for group in groups]) for wave in given.waves[-2:])
    moved = distance(new, old) if old.sum() and new.sum() else float("nan")
    return Finding(moved, limit, name, "", given.newest, "groups")


def jumps(given: Given) -> Outcome:
    """A36: a unit that moved more than can be believed while its number of answers doubled or halved."""
    limits = given.limits["A36"]
    if len(given.waves) < 2:
        return unchecked(ONE_WAVE)
    if given.lead is None or not given.questionnaire.unit:
        return unchecked("no-units")
    now, before = given.lead_sums[:, -1], given.lead_sums[:, -2]
    both = given.shown[:, -1] & given.shown[:, -2] & given.leaves & (now[:, N] > 1) & (before[:, N] > 1)
    change = variance.mean(now) - variance.mean(before)
    se = np.hypot(variance.linearised_se(now), variance.linearised_se(before))
    found = []
    for place in np.flatnonzero(both).tolist():
        n = now[place, N], before[place, N]
        if (
            abs(change[place]) > limits["se"] * se[place]
            and abs(change[place]) > limits["points"]
            and max(n) > limits["times"] * min(n)
        ):
            unit = given.grid.units[place]
            detail = f"n {n[1]:.0f} → {n[0]:.0f}"
            one = Finding(float(change[place]), limits["points"], "", unit, given.newest, "", "", float(n[0]), detail)
            found.append(one)
    return outcome(found, int(both.sum())) if both.any() else unchecked("few-in-units")


def _standardised(sums: Floats, old: Floats, new: Floats) -> str:
    """The index of the newest wave as it is, and with the mix of units of the wave before."""
    means = variance.mean(sums[:, -1])
    there = ~np.isnan(means)
    if not there.any() or not old[there].sum() or not new[there].sum():
        return ""
    own, standard = (float(means[there] @ mix[there] / mix[there].sum()) for mix in (new, old))
    return f"{own:.1f} | {standard:.1f}"
