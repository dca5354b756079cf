"""The range of each number scale: what is declared, else the smallest usual scale that holds what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

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
    pooled: dict[str, Counter[int] | None] = {}  # by the first of the siblings: all of them share it
    for name, proposal in proposals.items():
        if name not in rulings:
            first = siblings[name][0]
            if first not in pooled:
                pooled[first] = _pooled([proposals[mate] for mate in siblings[name] if mate not in rulings])
            numbers = pooled[first]
            if numbers is not None:
                usual[name] = _usual(proposal, numbers)
    known = {name: ruling for name in proposals if (ruling := rulings.get(name) or usual.get(name))}
    runs = _runs(known)
    neighbours = _Neighbours(proposals, {name: siblings[name][0] for name in proposals}, known)
    return known | {name: _widened(name, proposals[name], runs[name], neighbours) for name in usual}


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


def _pooled(mates: Sequence[Proposal]) -> Counter[int] | None:
    """The answers of columns together; ``None`` where all of them are too thin to tell a scale."""
    if all(mate.is_thin for mate in mates):
        return None
    numbers: Counter[int] = Counter()
    for mate in mates:
        numbers.update(mate.numbers)
    return numbers


def _usual(proposal: Proposal, numbers: Mapping[int, int]) -> Ruling:
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


class _Neighbours:
    """What runs of neighbours have in common, found out once for each run: there may be thousands of columns in one."""

    def __init__(
        self, proposals: Mapping[str, Proposal], families: Mapping[str, str], known: Mapping[str, Ruling]
    ) -> None:
        self.known = known
        self.families = families  # column -> the first of its siblings
        self._proposals = proposals
        self._used: dict[int, frozenset[int]] = {}
        self._from_nought: dict[int, int] = {}
        self._wider: dict[tuple[int, int], tuple[tuple[str, ...], frozenset[str], Counter[int]]] = {}

    def used(self, run: tuple[str, ...]) -> frozenset[int]:
        """The numbers that are used in the run."""
        if id(run) not in self._used:
            self._used[id(run)] = frozenset(number for mate in run for number in self._proposals[mate].numbers)
        return self._used[id(run)]

    def from_nought(self, run: tuple[str, ...]) -> int:
        """How many scales of the run begin at 0."""
        if id(run) not in self._from_nought:
            self._from_nought[id(run)] = sum(self.known[mate].low == 0 for mate in run)
        return self._from_nought[id(run)]

    def wider(self, run: tuple[str, ...], high: int) -> tuple[tuple[str, ...], frozenset[str], Counter[int]]:
        """The columns of the run whose scale ends higher, their families, and their answers together."""
        key = (id(run), high)
        if key not in self._wider:
            mates = tuple(mate for mate in run if self.known[mate].high > high)
            answers: Counter[int] = Counter()
            for mate in mates:
                answers.update(self._proposals[mate].numbers)
            self._wider[key] = (mates, frozenset(self.families[mate] for mate in mates), answers)
        return self._wider[key]


def _widened(name: str, proposal: Proposal, run: tuple[str, ...], neighbours: _Neighbours) -> Ruling:
    """The ruling, widened to the range of the neighbours where theirs is alike and a little wider."""
    mine = neighbours.known[name]
    if mine.from_zero or proposal.high_word:
        return mine
    most = max(proposal.numbers)
    wider, families, answers = neighbours.wider(run, mine.high)
    if wider and (neighbours.families[name] in families or _might_be_unused(proposal, answers, most)):
        high = max(neighbours.known[mate].high for mate in wider)
    else:
        high = mine.high
    low = 0 if high == 10 and 2 * neighbours.from_nought(run) > len(run) else mine.low
    if (low, high) == (mine.low, mine.high):
        ends_used = {low, high} <= neighbours.used(run)
        return Ruling(low, high, mine.reason, mine.uncertain and not ends_used)
    reason = Notice("scale-neighbours", {"low": low, "high": high, "most": most})
    return Ruling(low, high, reason, uncertain=True)


def _runs(known: Mapping[str, Ruling]) -> dict[str, tuple[str, ...]]:
    """Column -> itself and the unbroken run of its neighbours with a scale of the same band."""

    def band(name: str) -> int | str:
        found = None if known[name].from_zero else _BANDS.get(known[name].high)
        return name if found is None else found  # a column of its own

    runs = (tuple(run) for _, run in groupby(known, key=band))
    return {name: run for run in runs for name in run}


def _might_be_unused(proposal: Proposal, wider: Mapping[int, int], most: int) -> bool:
    """Whether chance may have left the answers above ``most`` unused here, as often as the wider columns use them."""
    above = sum(count for number, count in wider.items() if number > most)
    return above / sum(wider.values()) * sum(proposal.numbers.values()) < _EXPECTED
