"""The scale of each column, decided over all columns together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from kundnojd.questionnaire.findings import ScaleFinding
from kundnojd.questionnaire.number_scales import number_findings
from kundnojd.questionnaire.proposals import Proposal
from kundnojd.questionnaire.word_scales import word_findings


def settle(
    proposals: Mapping[str, Proposal],
    stems: Mapping[str, str],
    declared: Mapping[str, tuple[int, int]],
    falling: Collection[str] = (),
) -> Mapping[str, ScaleFinding]:
    """The scale of each column that has one, with the reason and what should be said.

    ``proposals`` are in the order of the file. ``stems`` gives columns the wording they share with their siblings
    (absent or empty: none), ``declared`` the range and ``falling`` the columns whose wording calls 1 the best.
    Columns left out of the answer are no scales. Where two readings give different numbers, ``ambiguity`` is set.

    The range of numbers is, in this order: what labels declare, what the wording says, what siblings with the same
    labels or the same stem declare; else the smallest usual scale (1-4, 1-5, 1-6, 1-7, 1-10, 0-10) that holds what
    was seen in the column and the columns of its stem, widened to that of its neighbours where the two are alike.

    >>> from kundnojd.questionnaire.proposals import propose
    >>> found = settle({"q1": propose({"2": 5, "9": 5})}, {}, {})["q1"]
    >>> found.scale.low, found.scale.high, found.uncertain, found.reason.key
    (1.0, 10.0, True, 'scale-usual')
    """
    siblings = _siblings(proposals, stems)
    numeric = {name: p for name, p in proposals.items() if p.numbers}
    verbal = {name: p for name, p in proposals.items() if not p.numbers}
    found = {
        **number_findings(numeric, siblings, declared, falling),
        **word_findings(verbal, siblings),
    }
    return {name: found[name] for name in proposals if name in found}


def _siblings(proposals: Mapping[str, Proposal], stems: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Column -> the columns of the same stem and sort of answers, itself among them."""
    groups: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for name, proposal in proposals.items():
        if stem := stems.get(name, ""):
            groups[stem, bool(proposal.numbers)].append(name)
    shared = {name: tuple(group) for group in groups.values() for name in group}
    return {name: shared.get(name, (name,)) for name in proposals}
