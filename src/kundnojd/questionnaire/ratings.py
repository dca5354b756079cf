"""Which columns are rating questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from kundnojd.notices import Notice
from kundnojd.questionnaire.header import is_code, matches, names_what_is_rated, stem_of, word_lists
from kundnojd.questionnaire.headlines import is_satisfaction, rates
from kundnojd.questionnaire.model import Role
from kundnojd.questionnaire.proposals import Proposal
from kundnojd.questionnaire.roles import Guess, Sight
from kundnojd.questionnaire.wording import range_in_wording

_RUN = 3  # so many columns with a name in common are a battery of questions
_LOWEST_TOP = 4  # bare numbers up to 3 are codes
_UPPER_SHARE = 0.05  # of the answers above the middle; yes, no and a seldom 3 and 4 are codes
_BANDS = ((4, 5), (6, 7), (8, 9, 10))  # highest answers that columns of one scale may have
_SURE_TOP = 9  # numbers up to 9 or 10 are seldom the codes of anything
_FEW = 30  # answers that say nothing of which numbers are used

Proposals = Mapping[str, Proposal]


def rating_columns(sights: Sequence[Sight], proposals: Proposals) -> dict[str, Guess]:
    """The rating questions among the columns, in their order, with the reason.

    Answers in words, or numbers with words, speak for themselves. Bare numbers need a question before them, or a
    header that names what is rated, or three columns of one name (``imag1`` to ``imag5``), or a place beside such
    columns, or a pair of one name with the same answers. A question's number (``Q5``) says nothing of what is asked:
    bare numbers under it count in a battery, where they go to 9 or 10, or where all such columns look alike.
    """
    found = {sight.column.name: guess for sight in sights if (guess := _by_itself(sight, proposals[sight.column.name]))}
    loose = [sight for sight in sights if _could_run(sight, proposals[sight.column.name])]
    stems = _stems(loose)
    runs = {sight.column.name for stem in stems.values() for sight in _battery(stem, loose, proposals)}
    found |= {name: Guess(Role.ITEM, Notice("run-of-questions")) for name in sorted(runs - found.keys())}
    pairs = {
        sight.column.name for stem in stems.values() if len(stem) == 2 and not _is_numbered(stem) for sight in stem
    }
    for name in _beside([sight.column.name for sight in loose], runs, pairs):
        found.setdefault(name, Guess(Role.ITEM, Notice("between-questions")))
    for name in _paired(stems, runs, proposals):
        found.setdefault(name, Guess(Role.ITEM, Notice("pair-of-questions")))
    for name in _coded(sights, proposals):
        found.setdefault(name, Guess(Role.ITEM, Notice("question-and-numbers")))
    return {sight.column.name: found[sight.column.name] for sight in sights if sight.column.name in found}


def _by_itself(sight: Sight, proposal: Proposal) -> Guess | None:
    worded = sight.headline or is_satisfaction(*sight.texts) or rates(*sight.texts)
    ranged = any(range_in_wording(text) for text in sight.texts)
    if proposal.is_thin and not (worded or ranged):
        return None
    if sight.scale == "yes-no":
        return Guess(Role.ITEM, Notice("yes-no-question")) if worded else None
    if not sight.bare:
        return None if proposal.numbers and _counts(sight) else Guess(Role.ITEM, Notice("answers-of-a-scale"))
    return Guess(Role.ITEM, Notice("range-in-wording")) if ranged else _by_header(sight, proposal, worded=worded)


def _by_header(sight: Sight, proposal: Proposal, *, worded: bool) -> Guess | None:
    """Bare numbers under a question, or under the name of what is rated."""
    if _is_coded(sight) or (not worded and max(proposal.numbers, default=0) < _LOWEST_TOP):
        return None
    if (sight.asks or sight.headline) and not _counts(sight):
        return Guess(Role.ITEM, Notice("question-and-numbers"))
    if not proposal.impossible and any(names_what_is_rated(header) for header in sight.headers):
        return Guess(Role.ITEM, Notice("header", {"header": sight.headers[-1].text}))
    return None


def _counts(sight: Sight) -> bool:
    """Whether the wording asks for a number of something."""
    return any(matches(text, [word_lists()["question"]["counts"]]) for text in sight.texts)


def _is_coded(sight: Sight) -> bool:
    """Whether nothing but the number of the question stands over bare numbers."""
    return sight.bare and not sight.headline and all(is_code(header) for header in sight.headers)


def _coded(sights: Sequence[Sight], proposals: Proposals) -> list[str]:
    """The bare numbers under numbers of questions that are ratings all the same."""
    coded = {sight.column.name: proposals[sight.column.name] for sight in sights if _is_coded(sight)}
    alike = len({_band(proposal) for proposal in coded.values()}) == 1
    return [
        name
        for name, proposal in coded.items()
        if not proposal.is_thin
        and not proposal.impossible
        and (max(proposal.numbers) >= _LOWEST_TOP if alike else _goes_to_ten(proposal))
    ]


def _goes_to_ten(proposal: Proposal) -> bool:
    """Whether the numbers go to 9 or 10 without a gap below, which a code such as 9 for others leaves."""
    top = max(proposal.numbers)
    return top >= _SURE_TOP and (top - 1 in proposal.numbers or proposal.answered < _FEW)


Stems = Mapping[str, list[Sight]]


def _stems(loose: Sequence[Sight]) -> Stems:
    """The columns of numbers that share a stem, by the stem."""
    found: dict[str, list[Sight]] = defaultdict(list)
    for sight in loose:
        if stem := stem_of(sight.column.name, sight.column.text):
            found[stem].append(sight)
    return found


def _battery(stem: Sequence[Sight], loose: Sequence[Sight], proposals: Proposals) -> list[Sight]:
    """The columns of a stem that are a battery; of columns Q1, Q2, .. those that stand together and look alike."""
    if not _is_numbered(stem):
        return list(stem) if _is_run(stem) else []
    found: list[Sight] = []
    group: list[Sight] = []
    for sight in [*loose, None]:
        goes_on = sight in stem and (not group or _band(_of(sight, proposals)) == _band(_of(group[0], proposals)))
        if not goes_on:
            found += group if _is_run(group) else []
            group = []
        if sight is not None and sight in stem:
            group.append(sight)
    return found


def _is_numbered(stem: Sequence[Sight]) -> bool:
    """Whether the columns are called Q1, Q2, ..: of these a name in common says nothing."""
    coded = all(is_code(header) for sight in stem for header in sight.headers)
    return coded and not any(sight.column.name.rstrip()[-1:].isalpha() for sight in stem)


def _of(sight: Sight | None, proposals: Proposals) -> Proposal:
    return proposals[sight.column.name] if sight else Proposal("", 0)


def _is_run(sights: Sequence[Sight]) -> bool:
    # Mentions (first, second, third reason) share a name too, but fewer and fewer give a second and a third.
    most = max((sight.column.answered for sight in sights), default=0)
    return sum(sight.column.answered >= most / 3 for sight in sights) >= _RUN


def _band(proposal: Proposal) -> int:
    """The place of its highest answer in ``_BANDS``, -1 for lower ones."""
    top = max(proposal.numbers, default=0)
    return next((place for place, tops in enumerate(_BANDS) if top in tops), -1)


def _beside(names: Sequence[str], runs: Collection[str], pairs: Collection[str]) -> list[str]:
    """The columns between two of ``runs``, and the pairs that touch one."""
    inside = ["", *names, ""]
    found: list[str] = []
    for before, name, after in zip(inside, inside[1:], inside[2:], strict=False):
        beside = {before, after} & {*runs, *found}
        if (before in runs and after in runs) or (name in pairs and beside):
            found.append(name)
    return found


def _paired(stems: Stems, runs: Collection[str], proposals: Proposals) -> list[str]:
    """The pairs of one name that have the very answers of a battery."""
    known = {frozenset(proposals[name].numbers) for name in runs}
    pairs = [[sight.column.name for sight in stem] for stem in stems.values() if len(stem) == 2]
    return [name for pair in pairs if all(frozenset(proposals[one].numbers) in known for one in pair) for name in pair]


def _could_run(sight: Sight, proposal: Proposal) -> bool:
    if sight.scale != "numeric" or proposal.is_thin or proposal.impossible:
        return False
    top = max(proposal.numbers, default=0)
    above = sum(count for number, count in proposal.numbers.items() if 2 * number > top)
    return top >= _LOWEST_TOP and above >= _UPPER_SHARE * sum(proposal.numbers.values())
