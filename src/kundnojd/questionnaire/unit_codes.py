"""Columns of codes that two files share: units joined by such a column need no likeness of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kundnojd.questionnaire.model import Questionnaire, Role
from kundnojd.questionnaire.population import folded

LEAST_EQUAL = 0.8  # of the texts of the column that has more
_LEAST_TEXTS = 5
_MOST_TEXTS = 5_000
_ROLES = frozenset({Role.UNIT, Role.SEGMENT, Role.STRATUM, Role.CLUSTER, Role.IGNORE})


@dataclass(frozen=True)
class SharedColumn:
    """Two columns with the same texts; ``equal`` of ``texts`` are in both."""

    customers: str
    staff: str
    equal: int
    texts: int


def candidates(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The columns that may tell units apart by code: neither questions nor waves nor people, with several texts."""
    return tuple(
        finding.name
        for finding in questionnaire.findings
        if finding.role in _ROLES and _LEAST_TEXTS <= finding.distinct <= _MOST_TEXTS
    )


def shared(
    customers: Mapping[str, Sequence[str]], staff: Mapping[str, Sequence[str]], taken: tuple[str, str]
) -> SharedColumn | None:
    """The pair of columns with the most texts in common, at least `LEAST_EQUAL`; ``taken`` is the pair that is joined.

    >>> shared({"Kod": ["1", "2", "3", "4", "5"]}, {"Nr": ["5", "4", "3", "2", "1"]}, ("Namn", "Namn"))
    SharedColumn(customers='Kod', staff='Nr', equal=5, texts=5)
    """
    found = []
    for one, texts in customers.items():
        own = {folded(text) for text in texts} - {""}
        for other, more in staff.items():
            theirs = {folded(text) for text in more} - {""}
            most, equal = max(len(own), len(theirs)), len(own & theirs)
            if (one, other) != taken and equal >= _LEAST_TEXTS and equal >= LEAST_EQUAL * most:
                found.append(SharedColumn(one, other, equal, most))
    return max(found, key=lambda pair: (pair.equal, pair.equal / pair.texts), default=None)
