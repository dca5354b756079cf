"""The range of each number scale: what is declared, else the smallest usual scale that holds what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kundnojd.notices import Notice
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.proposals import STRAY_SHARE, Proposal

USUAL = ((1, 4), (1, 5), (1, 6), (1, 7), (1, 10), (0, 10))
_BANDS = {4: 0, 5: 0, 6: 1, 7: 1, 10: 2}  # by the high end: scales that neighbours may be taken to share
_EXPECTED = 20  # uses of an end by the neighbours' share; nobody using it then is no chance but another scale


@dataclass(frozen=True)
class Ruling:
    """A range with its reason. ``from_zero`` marks answers 0 to at most 7, of which 0 may be an answer or a blank."""

    low: int
    high: int
    reason: Notice
    uncertain: bool = False
    from_zero: bool = False


def rule(
    proposals: Mapping[str, Proposal],
    siblings: Mapping[str, tuple[str, ...]],
    declared: Mapping[str, tuple[int, int]],
) -> dict[str, Ruling]:
    """The range of each column; columns whose few codes nothing explains are left out."""
    own = {name: ruling for name, p in proposals.items() if (ruling := _own(name, p, declared))}
    rulings = own | {
        name: ruling
        for name, p in proposals.items()
        if name not in own and (ruling := _by_siblings(name, p, proposals, siblings, own))
    }
    usual = {}
    for name, proposal in proposals.items():
        if name not in rulings:
            mates = [proposals[mate] for mate in siblings[name] if mate not in rulings]
            if not all(mate.is_thin for mate in mates):
                usual[name] = _usual(proposal, mates)
    known = {name: ruling for name in proposals if (ruling := rulings.get(name) or usual.get(name))}
    return known | {name: _widened(name, proposals, siblings, known) for name in usual}


def holds(proposal: Proposal, low: int, high: int) -> bool:
    """Whether the range has all the column's answers but a few; a 0 below a scale from 1 is no answer."""
    outside = sum(n for number, n in proposal.numbers.items() if not low <= number <= high and number)
    return outside <= STRAY_SHARE * sum(proposal.numbers.values())


def _own(name: str, proposal: Proposal, declared: Mapping[str, tuple[int, int]]) -> Ruling | None:
    for key, ends in (("scale-in-labels", proposal.declared), ("scale-in-wording", declared.get(name))):
        if ends is not None and holds(proposal, *ends):
            return Ruling(*ends, Notice(key, {"low": ends[0], "high": ends[1]}))
    return None


def _by_siblings(
    name: str,
    proposal: Proposal,
    proposals: Mapping[str, Proposal],
    siblings: Mapping[str, tuple[str, ...]],
    own: Mapping[str, Ruling],
) -> Ruling | None:
    alike = [other for other in own if _share_labels(proposal, proposals[other])]
    for other in (*alike, *siblings[name]):
        if other in own and holds(proposal, own[other].low, own[other].high):
            low, high = own[other].low, own[other].high
            return Ruling(low, high, Notice("scale-in-siblings", {"low": low, "high": high, "sibling": other}))
    return None


def _share_labels(one: Proposal, other: Proposal) -> bool:
    common = [normalise(one.words[n]) == normalise(other.words[n]) for n in one.words if n in other.words]
    return bool(common) and all(common)


def _usual(proposal: Proposal, mates: Iterable[Proposal]) -> Ruling:
    numbers: Counter[int] = Counter()
    for mate in mates:
        numbers.update(mate.numbers)
    least, most = min(numbers), max(numbers)
    low_used, high_used = least, most
    if (least, most) not in USUAL:  # else the words stand for ends that others wrote as numbers
        least = max(least - bool(proposal.low_word), 0)
        most = min(most + bool(proposal.high_word), 10)
    from_zero = least == 0 and most <= 7
    if from_zero:
        least = min((number for number in numbers if number), default=1)
    high_end = proposal.high_end
    fitting = [
        (low, high)
        for low, high in USUAL
        if low <= least and most <= high and high_end in {None, high} and proposal.low_end in {None, low}
    ]
    low, high = fitting[0] if fitting else (min(least, 1), max(most, 10))
    used = (low_used <= low or bool(proposal.low_word)) and (high_used >= high or bool(proposal.high_word))
    reason = Notice("scale-usual", {"low": low, "high": high, "least": min(numbers), "most": max(numbers)})
    return Ruling(low, high, reason, uncertain=not used, from_zero=from_zero)


def _widened(
    name: str,
    proposals: Mapping[str, Proposal],
    siblings: Mapping[str, tuple[str, ...]],
    known: Mapping[str, Ruling],
) -> Ruling:
    """The ruling, widened to the range of the neighbours where theirs is alike and a little wider."""
    mine = known[name]
    if mine.from_zero or proposals[name].high_word:
        return mine
    run = _run(name, known)
    most = max(proposals[name].numbers)
    wider = [mate for mate in run if known[mate].high > mine.high]
    related = any(mate in siblings[name] for mate in wider)
    if wider and (related or _might_be_unused(proposals[name], [proposals[mate] for mate in wider], most)):
        high = max(known[mate].high for mate in wider)
    else:
        high = mine.high
    from_nought = sum(known[mate].low == 0 for mate in run)
    low = 0 if high == 10 and 2 * from_nought > len(run) else mine.low
    if (low, high) == (mine.low, mine.high):
        ends_used = _used(run, proposals, low, high)
        return Ruling(low, high, mine.reason, mine.uncertain and not ends_used)
    reason = Notice("scale-neighbours", {"low": low, "high": high, "most": most})
    return Ruling(low, high, reason, uncertain=True)


def _used(run: Iterable[str], proposals: Mapping[str, Proposal], low: int, high: int) -> bool:
    used = {number for mate in run for number in proposals[mate].numbers}
    return low in used and high in used


def _run(name: str, known: Mapping[str, Ruling]) -> list[str]:
    """The column and the unbroken run of its neighbours with a scale of the same band."""
    names = list(known)
    at, band = names.index(name), _BANDS.get(known[name].high)
    run = [name]
    for side in (reversed(names[:at]), names[at + 1 :]):
        for other in side:
            if band is None or _BANDS.get(known[other].high) != band or known[other].from_zero:
                break
            run.append(other)
    return run


def _might_be_unused(proposal: Proposal, wider: Iterable[Proposal], most: int) -> bool:
    """Whether chance may have left the answers above ``most`` unused here, as often as the wider columns use them."""
    above = answers = 0
    for mate in wider:
        above += sum(count for number, count in mate.numbers.items() if number > most)
        answers += sum(mate.numbers.values())
    return above / answers * sum(proposal.numbers.values()) < _EXPECTED
