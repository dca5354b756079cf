"""How much of what should be masked is masked, and what is masked that should not be: writes ``measured.md``.

Run from the root of the repository: ``python -m tests.masking.measuring``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kundnojd.inference import estimates, sums
from kundnojd.inference.intervals import wilson
from kundnojd.questionnaire.masking import KINDS, found
from tests.masking.lists import Case, cases

TABLE = Path(__file__).parent / "measured.md"
LISTS = {
    "given_60.txt": "the 60 given",
    "own_200.txt": "our 200, written before the rules",
    "after_60.txt": "60 more, written when the rules were done",
}
GROUPS = {
    "mail": ("e-mail",),
    "phone": ("phone",),
    "identity": ("personnummer", "fødselsnummer", "orgnr"),
    "card": ("card",),
    "ip": ("ip",),
    "other number": ("number",),
    "address": ("address",),
    "plate": ("plate",),
    "name": ("name",),
}
SURE = ("mail", "phone", "identity", "card", "ip")  # of these 99 % are to be found and at most 2 % to be false
TITLE = "# What masking finds"
ABOUT = """
Written by `python -m tests.masking.measuring`; a test holds the figures. A stretch counts as found only where all of it
is masked, whatever it is called. False is what is masked where there is nothing to mask. Intervals are Wilson's, 95 %.

Our 200 comments were written before there was any rule and have not been changed since. The first run of the rules left
25 of 26 telephones and 22 of 24 names found, all of the rest, and 1 false number ("Version 10.0.19045"). Five repairs
came of it, so that the figures below flatter a little: a date of two-digit years no longer ends inside a longer number,
numbers of versions are left alone, and three for names that are also words.

The 60 more were written when all that was done. At first sight of them the rules found 13 of 14 of the sure kinds
(missed: an IP address after "Server", whose end was read as "ver.") and **23 of 43 names: 53.5 % (38.9 to 67.5)**.
That is what to expect of names in other comments: lists hold the commonest names of three countries, and people write
nicknames, families, capitals throughout and no capitals at all. Three repairs came of these too: that one, an initial
after a name, and names without a capital after a word for a person. A list of the staff's names (`--mask-names`) helps
more than all.
"""


@dataclass(frozen=True)
class Measured:
    """Counts of one group of kinds in one list: stretches to find, those found, and maskings of nothing."""

    spans: int
    found: int
    false: int

    def __add__(self, other: Measured) -> Measured:
        return Measured(self.spans + other.spans, self.found + other.found, self.false + other.false)


def measured(listed: Sequence[Case]) -> dict[str, Measured]:
    """The counts of every group in `GROUPS`."""
    group_of = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
    spans: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for case in listed:
        masked = found(case.text)
        covered = {place for span in masked for place in range(span.start, span.end)}
        for start, end, kind in case.spans:
            spans[group_of[kind]] += 1
            hit[group_of[kind]] += all(place in covered or case.text[place] == " " for place in range(start, end))
        wanted = {place for start, end, _ in case.spans for place in range(start, end)}
        for span in masked:
            false[group_of[span.kind]] += not any(place in wanted for place in range(span.start, span.end))
    return {group: Measured(spans[group], hit[group], false[group]) for group in GROUPS}


def share(part: int, whole: int) -> str:
    """A share with its Wilson interval.

    >>> share(19, 20)
    '95.0 % (76.4 to 99.1)'
    """
    if not whole:
        return ""
    cells = estimates.of(sums.of(np.r_[np.full(part, 100.0), np.zeros(whole - part)]))
    lower, upper = wilson(cells, 0.95, 0.0, 100.0)
    return f"{100 * part / whole:.1f} % ({float(lower):.1f} to {float(upper):.1f})"


def table() -> str:
    """The whole file."""
    assert {kind for kinds in GROUPS.values() for kind in kinds} == set(KINDS)
    lines = [TITLE, ABOUT]
    for name, title in LISTS.items():
        listed = cases(name)
        counts = measured(listed)
        alone = [case for case in listed if not case.spans]
        sure = sum((counts[group] for group in SURE), Measured(0, 0, 0))
        both = sum(counts.values(), Measured(0, 0, 0))
        lines += [f"## {title.capitalize()}", ""]
        lines += [
            "| kind | to find | found | found of them | false | false of the masked |",
            "|---|---|---|---|---|---|",
        ]
        for label, of in (*counts.items(), ("**mail, phone, identity, card, ip**", sure), ("all", both)):
            false = share(of.false, of.found + of.false)
            lines.append(f"| {label} | {of.spans} | {of.found} | {share(of.found, of.spans)} | {of.false} | {false} |")
        untouched = sum(not found(case.text) for case in alone)
        lines += ["", f"Of {len(alone)} comments with nothing to mask, {untouched} are left alone: "]
        lines[-1] += f"{share(untouched, len(alone))}."
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
