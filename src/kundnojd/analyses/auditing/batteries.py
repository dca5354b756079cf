"""Rules about items that go together: A11 (repeating each other), A12 (one thing only) and A19 (turned round)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundnojd.analyses.auditing.given import (
    BLOCK,
    LEAST_ANSWERS,
    Finding,
    Floats,
    Given,
    Outcome,
    largest,
    outcome,
    unchecked,
)
from kundnojd.inference import redundancy
from kundnojd.questionnaire.model import Block, Question, Questionnaire
from kundnojd.tally.moments import N, correlations, covariances

LEAST_ITEMS = 3


@dataclass(frozen=True)
class Items:
    """Items that vary and were answered together: names, correlations, covariances and the least n of a pair."""

    names: tuple[str, ...]
    r: Floats
    covariance: Floats
    pairs: Floats


def moments_block(questionnaire: Questionnaire) -> tuple[Block, ...]:
    """The block of all rated items on 0 to 100, for the tally."""
    items = [question for question in questionnaire.questions if question.scale.size > 2]
    if len(items) < LEAST_ITEMS:
        return ()
    return (Block(BLOCK, tuple(q.name for q in items), tuple(_hundred(q) for q in items), 1),)


def redundant(given: Given) -> Outcome:
    """A11: items that the others explain, pairs that say the same, batteries that repeat themselves."""
    limits = given.limits["A11"]
    own = items_of(given)
    if own is None:
        return unchecked("few-items-together")
    wave, n = given.named(given.newest), float(own.pairs.min())
    smc = redundancy.squared_multiple(own.r)
    candidates = [
        Finding(float(value), limits["smc"], name, "", wave, "smc", "", n)
        for name, value in zip(own.names, smc, strict=True)
        if not np.isnan(value)
    ]
    # With few answers chance alone explains a part: adjusted as R^2 is, it has to be over the limit too.
    left = max((n - 1) / (n - len(own.names)), 1.0) if n > len(own.names) else np.inf
    found = [one for one in candidates if one.number > one.limit and 1 - (1 - one.number) * left > one.limit]
    for i, j in zip(*np.triu_indices(len(own.names), 1), strict=True):
        if own.r[i, j] > limits["r"]:
            pair = f"{own.names[i]} | {own.names[j]}"
            found.append(
                Finding(float(own.r[i, j]), limits["r"], "", "", wave, "pair", "", float(own.pairs[i, j]), pair)
            )
    for block in _batteries(given, own):
        alpha = redundancy.standardised_alpha(block.r)
        if alpha > limits["alpha"]:
            found.append(Finding(alpha, limits["alpha"], "", "", wave, "alpha", "", n, _span(block)))
    nearest = largest(candidates)
    kept, together = redundancy.smallest_set(own.covariance, limits["together"])
    if nearest is not None:
        enough = f"{len(kept)} / {len(own.names)}: r {together:.3f}"
        nearest = Finding(nearest.number, nearest.limit, nearest.question, "", wave, "smc", "", n, enough)
    return outcome(found, len(own.names), nearest)


def one_factor(given: Given) -> Outcome:
    """A12: a battery that measures one thing, or answers that are all alike (halo)."""
    limits = given.limits["A12"]
    own = items_of(given)
    blocks = [block for block in _batteries(given, own) if len(block.names) >= limits["items"]] if own else []
    if not blocks:
        return unchecked("no-battery")
    wave = given.named(given.newest)
    found, candidates = [], []
    for block in blocks:
        first, second, *_ = redundancy.eigenvalues(block.r)
        n = float(block.pairs.min())
        one = Finding(float(first / len(block.r)), limits["first"], "", "", wave, "first", "", n, _span(block))
        candidates.append(one)
        if one.number > one.limit and second < limits["second"]:
            found.append(one)
        halo = redundancy.mean_correlation(block.r)
        if halo > limits["r"]:
            found.append(Finding(halo, limits["r"], "", "", wave, "halo", "", n, _span(block)))
    return outcome(found, len(blocks), largest(candidates))


def turned(given: Given) -> Outcome:
    """A19: an item that goes against the others of its battery, which agree with each other."""
    limits = given.limits["A19"]
    own = items_of(given)
    blocks = _batteries(given, own) if own is not None else []
    if not blocks:
        return unchecked("no-battery")
    found, candidates = [], []
    for block in blocks:
        against = redundancy.item_rest(block.r)
        for place, (name, r) in enumerate(zip(block.names, against, strict=True)):
            others = np.delete(np.arange(len(block.names)), place)
            agree = redundancy.mean_correlation(block.r[np.ix_(others, others)])
            n = float(block.pairs[place, others].min())
            one = Finding(float(r), limits["r"], name, "", given.named(given.newest), "", "", n)
            candidates.append(one)
            if r < limits["r"] and redundancy.correlation_p(float(r), n) < limits["p"] and agree > limits["others"]:
                found.append(one)
    return outcome(found, len(candidates), min(candidates, key=lambda one: one.number))


def items_of(given: Given) -> Items | None:
    """The items of the newest wave that vary, each pair with 30 answers; ``None`` for fewer than three.

    Items with too few answers in common with the others are left out, the one with the most such pairs first.
    """
    moments = given.tally.moments.get(BLOCK)
    names = tuple(q.name for q in given.questions if q.scale.size > 2)
    if moments is None:
        return None
    own = moments.where("wave", given.newest)
    if not own.cells:
        return None
    sums = own.whole.sums[0]
    r = correlations(sums)
    weak = np.isnan(r) | (sums[N] < LEAST_ANSWERS)
    keep = list(range(len(names)))
    while keep and weak[np.ix_(keep, keep)].any():
        keep.remove(max(keep, key=lambda k: (weak[k, keep].sum(), k)))
    if len(keep) < LEAST_ITEMS:
        return None
    cut = np.ix_(keep, keep)
    return Items(tuple(names[k] for k in keep), r[cut], covariances(sums)[cut], sums[N][cut])


def _batteries(given: Given, own: Items) -> list[Items]:
    """The batteries, as far as they are among the items."""
    found = []
    for block in given.batteries:
        keep = [own.names.index(q.name) for q in block if q.name in own.names]
        if len(keep) >= LEAST_ITEMS:
            cut = np.ix_(keep, keep)
            found.append(Items(tuple(own.names[k] for k in keep), own.r[cut], own.covariance[cut], own.pairs[cut]))
    return found


def _span(block: Items) -> str:
    return f"{block.names[0]} – {block.names[-1]} ({len(block.names)})"


def _hundred(question: Question) -> Floats:
    """The places of the answers of the newest scale on 0 to 100; other answers and don't know have none."""
    values = np.full(question.size + 1, np.nan)
    for place, answer in enumerate(question.scale.answers):
        low, high = question.scale.low, question.scale.high
        part = (answer.value - low) / (high - low)
        values[place] = 100 * (1 - part if question.scale.reversed else part)
    return values
