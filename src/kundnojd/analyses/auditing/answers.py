"""Rules about how the answers lie: A13, A14, A18, A28, A42."""

from __future__ import annotations

import numpy as np

from kundnojd.analyses.auditing.given import LEAST_ANSWERS, Finding, Given, Outcome, largest, outcome, unchecked
from kundnojd.inference.answering import polarisation, rank_correlation, thirds
from kundnojd.questionnaire.model import Question

# Rows that are left out because they are no answers, or were asked to be.
_NOT_FAULTS = frozenset({"filter", "no-respondent", "blank-row", "summary-row", "preview", "spam", "partial"})


def ceiling(given: Given) -> Outcome:
    """A13: so many give the best (or the worst) answer that nothing can rise (or fall)."""
    limits = given.limits["A13"]
    candidates = []
    for question in given.items:
        w = given.answers(question, given.newest)[:-1]
        n = float(w[:, 0].sum())
        if n < LEAST_ANSWERS:
            continue
        limit = limits["many"] if question.scale.size > limits["steps"] else limits["few"]
        shares = 100 * w[:, 1] / w[:, 1].sum()
        for end, measure in ((-1, "top"), (0, "bottom")):
            candidates.append(
                Finding(float(shares[end]), limit, question.name, "", given.named(given.newest), measure, "", n)
            )
    if not candidates:
        return unchecked("too-few-answers")
    found = [one for one in candidates if one.number > one.limit]
    return outcome(found, len(candidates) // 2, largest(candidates))


def polarised(given: Given) -> Outcome:
    """A14: two camps, which the mean hides."""
    limit = given.limits["A14"]["v"]
    candidates, found = [], []
    for question in given.items:
        w, values = given.answers(question, given.newest)[:-1], _values(question)
        if w[:, 0].sum() < LEAST_ANSWERS:
            continue
        v = polarisation(w[:, 1], values)
        low, middle, high = thirds(w[:, 1], values)
        detail = f"{100 * low:.0f} / {100 * middle:.0f} / {100 * high:.0f} %"
        one = Finding(v, limit, question.name, "", given.named(given.newest), "", "", float(w[:, 0].sum()), detail)
        candidates.append(one)
        if v >= limit and low > middle < high:
            found.append(one)
    return outcome(found, len(candidates), largest(candidates)) if candidates else unchecked("too-few-answers")


def position(given: Given) -> Outcome:
    """A18: questions are left blank more and more along a battery, or along the whole form; wave by wave."""
    limits = given.limits["A18"]
    found, candidates = [], []
    batteries = [block for block in given.batteries if len(block) >= limits["items"]]
    for wave in given.waves:
        everybody = float(given.by_wave[wave].respondents[0, 0])
        for block in (*batteries, *([] if given.questions in batteries else [given.questions])):
            answered = np.array([given.by_wave[wave].counts[q.name][0][:, 0].sum() for q in block])
            asked = answered > 0
            if everybody < LEAST_ANSWERS or asked.sum() < limits["items"]:
                continue
            blank = 100 * (1 - answered[asked] / everybody)
            rho = rank_correlation(np.arange(len(blank), dtype=float), blank)
            quarter = max(len(blank) // 4, 1)
            first, last = float(blank[:quarter].mean()), float(blank[-quarter:].mean())
            where = f"{block[0].name} – {block[-1].name} ({int(asked.sum())})"
            detail = f"{first:.1f} → {last:.1f} %"
            one = Finding(rho, limits["rho"], where, "", given.named(wave), "", "", everybody, detail)
            candidates.append(one)
            if rho > limits["rho"] and last - first >= limits["points"]:
                found.append(one)
    return outcome(found, len(candidates), largest(candidates)) if candidates else unchecked("few-items")


def weights(given: Given) -> Outcome:
    """A28: weights so uneven that they cost answers; a wave with deff over 3 is an error."""
    limits = given.limits["A28"]
    if not given.questionnaire.weight:
        return unchecked("no-weights")
    candidates = []
    for wave in given.waves:
        n, w, w2 = given.by_wave[wave].respondents[0]
        deff = float(n * w2 / w**2)
        severity = "E" if deff > limits["error"] else ""
        candidates.append(
            Finding(deff, limits["deff"], wave=given.named(wave), measure="deff", n=float(n), severity=severity)
        )
    found = [one for one in candidates if one.number > one.limit]
    n, w, _ = given.tally.respondents.sum(axis=0)
    heaviest = Finding(given.tally.quality.heaviest * n / w, limits["heaviest"], measure="heaviest", n=float(n))
    found += [heaviest] if heaviest.number > heaviest.limit else []
    return outcome(found, len(candidates), largest(candidates))


def base(given: Given) -> Outcome:
    """A42: rows left out, or answers that are not on the scale."""
    limit = given.limits["A42"]["share"]
    read = given.survey.rows_read
    lost = {reason: n for reason, n in given.survey.left_out.items() if reason not in _NOT_FAULTS}
    rows = Finding(100 * sum(lost.values()) / read if read else 0.0, limit, measure="rows", n=read, detail=_said(lost))
    found = [rows] if rows.number > limit else []
    for name, wrong in given.tally.quality.impossible.items():
        n = wrong + sum(given.by_wave[wave].counts[name][0][:, 0].sum() for wave in given.waves)
        share = 100 * wrong / n
        if share > limit:
            found.append(Finding(share, limit, question=name, measure="impossible", n=n))
    return outcome(found, len(given.questions) + 1, rows)


def _values(question: Question) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([answer.value for answer in question.scale.answers], dtype=np.float64)


def _said(lost: dict[str, int]) -> str:
    return ", ".join(f"{reason} {n}" for reason, n in lost.items())
