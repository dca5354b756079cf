"""Which columns are rating questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from kundnojd.notices import Notice
from kundnojd.questionnaire.header import matches, stem_of, word_lists
from kundnojd.questionnaire.headlines import is_satisfaction, rates
from kundnojd.questionnaire.model import Role
from kundnojd.questionnaire.proposals import Proposal
from kundnojd.questionnaire.roles import Guess, Sight
from kundnojd.questionnaire.wording import range_in_wording

_RUN = 3  # so many columns with a name in common are a battery of questions
_LOWEST_TOP = 4  # bare numbers up to 3 are codes


def rating_columns(sights: Sequence[Sight], proposals: Mapping[str, Proposal]) -> dict[str, Guess]:
    """The rating questions among the columns, in their order, with the reason.

    Answers in words, or numbers with words, speak for themselves. Bare numbers need a question before them, or three
    columns of one name (``imag1`` to ``imag5``), or a place beside such columns: between them, or two of one name.
    """
    found = {sight.column.name: guess for sight in sights if (guess := _by_itself(sight, proposals[sight.column.name]))}
    stems = _stems(sights, proposals)
    runs = {sight.column.name for group in stems.values() if _is_run(group) for sight in group}
    found |= {name: Guess(Role.ITEM, Notice("run-of-questions")) for name in sorted(runs - found.keys())}
    pairs = {sight.column.name for group in stems.values() if len(group) == 2 for sight in group}
    loose = [sight.column.name for sight in sights if _could_run(sight, proposals[sight.column.name])]
    for name in _beside(loose, runs, pairs):
        found.setdefault(name, Guess(Role.ITEM, Notice("between-questions")))
    return {sight.column.name: found[sight.column.name] for sight in sights if sight.column.name in found}


def _by_itself(sight: Sight, proposal: Proposal) -> Guess | None:
    worded = sight.headline or is_satisfaction(*sight.texts) or rates(*sight.texts)
    ranged = any(range_in_wording(text) for text in sight.texts)
    if proposal.is_thin and not (worded or ranged):
        return None
    if sight.scale == "yes-no":
        return Guess(Role.ITEM, Notice("yes-no-question")) if worded else None
    if not sight.bare:
        return Guess(Role.ITEM, Notice("answers-of-a-scale"))
    if ranged:
        return Guess(Role.ITEM, Notice("range-in-wording"))
    counts = any(matches(text, [word_lists()["question"]["counts"]]) for text in sight.texts)
    if (sight.asks or sight.headline) and not counts:
        return Guess(Role.ITEM, Notice("question-and-numbers"))
    return None


Stems = Mapping[str, list[Sight]]


def _stems(sights: Sequence[Sight], proposals: Mapping[str, Proposal]) -> Stems:
    """The columns of numbers that share a stem, by the stem."""
    found: dict[str, list[Sight]] = defaultdict(list)
    for sight in sights:
        stem = stem_of(sight.column.name, sight.column.text)
        if stem and _could_run(sight, proposals[sight.column.name]):
            found[stem].append(sight)
    return found


def _is_run(sights: Sequence[Sight]) -> bool:
    # Mentions (first, second, third reason) share a name too, but fewer and fewer give a second and a third.
    most = max(sight.column.answered for sight in sights)
    return sum(sight.column.answered >= most / 3 for sight in sights) >= _RUN


def _beside(names: Sequence[str], runs: Collection[str], pairs: Collection[str]) -> list[str]:
    """The columns between two of ``runs``, and the pairs that touch one."""
    inside = ["", *names, ""]
    found: list[str] = []
    for before, name, after in zip(inside, inside[1:], inside[2:], strict=False):
        beside = {before, after} & {*runs, *found}
        if (before in runs and after in runs) or (name in pairs and beside):
            found.append(name)
    return found


def _could_run(sight: Sight, proposal: Proposal) -> bool:
    return sight.scale == "numeric" and not proposal.is_thin and max(proposal.numbers, default=0) >= _LOWEST_TOP
