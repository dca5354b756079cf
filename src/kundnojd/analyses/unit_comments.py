"""The comments of each unit that its report may hold, so that no set of reports gives a hidden unit's comments away.

A comment is listed where every unit that its writer belongs to is shown, and each of these, at every level of a
hierarchy, has enough comments to be listed: a region's list less those of its units then holds nobody's alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kundnojd.analyses.grid import SEPARATOR
from kundnojd.tally.comments import Comment, Comments

LEAST_LISTED = 5  # comments of a unit
MOST_LISTED = 60  # of a unit and question; more are chosen as by lot


@dataclass(frozen=True)
class Listed:
    """The comments of a unit on one open question: those listed, of ``count`` that may be; none where too few."""

    question: str
    texts: tuple[str, ...]
    count: int
    masked: Mapping[str, int]


def listed(
    comments: Comments, units: Collection[str], shown: Collection[str], wave: str, min_n: int, most: int = MOST_LISTED
) -> dict[str, tuple[Listed, ...]]:
    """For each of ``units`` its comments of a wave, a `Listed` for each open question.

    ``shown`` are the units of every level that may have a report, ``min_n`` is the least number of respondents of one.
    The order of comments tells nothing of their writers.
    """
    found: dict[str, list[Listed]] = {unit: [] for unit in units}
    least = max(LEAST_LISTED, min_n)
    for column in comments.columns:
        kept = [comment for comment in comments.kept(column) if comment.cell[-1] == wave]
        by_unit = _by_unit(kept, frozenset(shown), least)
        if not kept:
            continue
        for unit, own in found.items():
            may = by_unit.get(unit, ())
            masked: Counter[str] = Counter()
            for comment in may[:most]:
                masked.update(comment.masked.counts)
            own.append(Listed(column, tuple(comment.text for comment in may[:most]), len(may), dict(masked)))
    return {unit: tuple(own) for unit, own in found.items()}


def _by_unit(kept: Iterable[Comment], shown: frozenset[str], least: int) -> dict[str, tuple[Comment, ...]]:
    """The comments that may be listed, by unit."""
    with_paths = [(comment, _paths(comment)) for comment in kept]
    left = [pair for pair in with_paths if all(SEPARATOR.join(path) in shown for path in pair[1] if all(path))]
    while True:
        counts = Counter(path for _, paths in left for path in paths)
        enough = [pair for pair in left if all(counts[path] >= least for path in pair[1])]
        if len(enough) == len(left):
            break
        left = enough
    found: dict[str, list[Comment]] = {}
    for comment, paths in left:
        for path in paths:
            if all(path):
                found.setdefault(SEPARATOR.join(path), []).append(comment)
    return {unit: tuple(own) for unit, own in found.items()}


def _paths(comment: Comment) -> list[tuple[str, ...]]:
    """The units of a comment's writer; where a level has no unit, those without one count as a unit of their own.

    >>> from kundnojd.questionnaire.masking import Masked
    >>> _paths(Comment(1, "q", ("North", "", "2025"), (), Masked("Fine")))
    [('North',), ('North', '')]
    """
    units = comment.cell[:-1]
    found = []
    for depth in range(1, len(units) + 1):
        found.append(units[:depth])
        if not units[depth - 1]:
            break
    return found
