"""Number scales: the range, the codes for don't know, and what has to be said."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kundnojd.notices import Notice
from kundnojd.questionnaire.answers import scale_of
from kundnojd.questionnaire.findings import ScaleFinding, oddities
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.model import Scale
from kundnojd.questionnaire.proposals import Proposal
from kundnojd.questionnaire.ranges import Ruling, holds, rule

_GAP_ANSWERS = 30  # with fewer answers a gap between 5 and 8 says nothing
_GAP_CODES = frozenset({8, 9})


def number_findings(
    proposals: Mapping[str, Proposal],
    siblings: Mapping[str, tuple[str, ...]],
    declared: Mapping[str, tuple[int, int]],
    falling: Collection[str],
) -> dict[str, ScaleFinding]:
    """The number scale of each column that has one.

    Numbers outside the range that are usual codes (98, 99, -77, .., 11 after 10, 0 below a scale that is declared to
    begin at 1) are don't know; others are impossible. Two things are ambiguous: answers 0 to at most 7, of which no
    usual scale begins at 0, and answers 1 to 5 with 8 or 9 but neither 6 nor 7.
    """
    rulings = rule(proposals, siblings, declared)
    labelled_falling = {name for name, p in proposals.items() if p.falls}
    families: dict[str, tuple[bool, tuple[int, ...]]] = {}  # by the first of the siblings: all of them share it
    found = {}
    for name, ruling in rulings.items():
        proposal = proposals[name]
        first = siblings[name][0]
        if first not in families:
            mates = siblings[name]
            families[first] = not labelled_falling.isdisjoint(mates), _gap_codes([proposals[mate] for mate in mates])
        siblings_fall, codes = families[first]
        falls = proposal.falls is not False and (name in falling or siblings_fall)
        gap = codes if ruling.reason.key.startswith("scale-usual") else ()
        found[name] = _finding(name, proposal, _cut(ruling, gap), gap, falls=falls, wording=declared.get(name))
    return found


def _finding(
    name: str,
    proposal: Proposal,
    ruling: Ruling,
    gap: tuple[int, ...],
    *,
    falls: bool,
    wording: tuple[int, int] | None,
) -> ScaleFinding:
    outside = {n: count for n, count in proposal.numbers.items() if not ruling.low <= n <= ruling.high}
    codes = {n: count for n, count in outside.items() if n == 0 or n in gap}
    codes |= {n: count for n, count in proposal.codes.items() if n != 11 or ruling.high == 10}
    impossible = dict(proposal.impossible)
    impossible |= {str(n): c for n, c in (outside | dict(proposal.codes)).items() if n not in codes}
    notices = [
        Notice("dont-know-code", {"column": name, "code": str(code), "count": count})
        for code, count in sorted(codes.items())
        if not (code == 0 and ruling.from_zero) and code not in gap
    ]
    notices += oddities(name, proposal, impossible)
    if falls:
        notices.append(Notice("scale-reversed", {"column": name, "low": ruling.low, "high": ruling.high}))
    contradicted = wording is not None and not holds(proposal, *wording)
    if wording is not None and contradicted:
        fields = {"column": name, "low": wording[0], "high": wording[1], "most": max(proposal.numbers)}
        notices.append(Notice("wording-contradicted", fields))
    return ScaleFinding(
        scale=_scale(proposal, ruling, codes, falls=falls),
        reason=ruling.reason,
        uncertain=ruling.uncertain or contradicted or bool(proposal.middle_word),
        notices=tuple(notices),
        ambiguity=_ambiguity(name, proposal, ruling, gap),
    )


def _scale(proposal: Proposal, ruling: Ruling, codes: Mapping[int, int], *, falls: bool) -> Scale:
    words = {number: (normalise(word),) for number, word in proposal.words.items()}
    labels = dict(proposal.labels)
    middle = (ruling.low + ruling.high) // 2
    named = ((ruling.low, proposal.low_word), (middle, proposal.middle_word), (ruling.high, proposal.high_word))
    for number, word in named:
        if word:
            words[number] = (*words.get(number, ()), word)
            labels[number] = f"{number} - {word.capitalize()}"
    scale = scale_of(
        ruling.low,
        ruling.high,
        falls=falls,
        labels=labels,
        words=words,
        dont_know=(*(str(code) for code in sorted(codes)), *proposal.dont_know),
        missing=tuple(proposal.missing),
    )
    return scale if proposal.kind == "numeric" else Scale(proposal.kind, scale.answers, scale.dont_know, scale.missing)


def _ambiguity(name: str, proposal: Proposal, ruling: Ruling, gap: tuple[int, ...]) -> Notice | None:
    fields: dict[str, object] = {"column": name, "low": ruling.low, "high": ruling.high}
    if ruling.from_zero:
        return Notice("zero-or-blank", fields | {"count": proposal.numbers.get(0, 0)})
    if gap:
        count = sum(proposal.numbers.get(code, 0) for code in gap)
        return Notice("gap-or-code", fields | {"codes": gap, "count": count})
    return None


def _gap_codes(mates: list[Proposal]) -> tuple[int, ...]:
    """8 and 9 where answers end at 5 and nobody took 6 or 7."""
    seen = {number for mate in mates for number in mate.numbers}
    answers = sum(sum(mate.numbers.values()) for mate in mates)
    codes = seen & _GAP_CODES
    inner = seen - codes - {0}
    is_gap = bool(codes) and bool(inner) and max(inner) <= 5 and len(inner) >= 3 and answers >= _GAP_ANSWERS
    return tuple(sorted(codes)) if is_gap else ()


def _cut(ruling: Ruling, gap: tuple[int, ...]) -> Ruling:
    """The range without the doubtful codes."""
    if not gap:
        return ruling
    reason = Notice("scale-usual", {**ruling.reason.fields, "low": 1, "high": 5})
    return Ruling(1, 5, reason, uncertain=True)
