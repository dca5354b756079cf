"""Which cells are hidden, so that nobody's answers can be read off or worked out.

What is protected, for every unit, group and wave, against somebody who has all that one run shows (every report,
file and measure of it, and the number of answers used) and does the sums:

- **Small cells.** A cell with fewer respondents than the minimum n is hidden in every measure, a measure with fewer
  answers than that is hidden in the cell, and so is one that nobody in the cell answered though others did.
- **Same answers.** Where fewer than twice the minimum answered and all said the same, the question is hidden in the
  cell, for it says what each of them answered.
- **Numbers of answers.** What is shown never bounds the number of answers of a small cell closer than from 0 to the
  minimum less one.
- **Means.** What is shown never bounds the mean of a small cell, or of one where all said the same, closer than a fifth
  of the range: 20 points of an index or a share, 40 of a net score. That holds for whoever knows besides how many
  answered in each hidden cell, and how the hidden ones together answered.
- **Differences.** A total less what is shown of it, and a whole less a unit, are sums like others: rows of the file
  without a unit are a part of the whole that is never shown, and protected as the hidden ones are; how many they are is
  not said where anything is hidden. Against the wave before only what is shown in both is compared.

So other cells are hidden with the small ones: the hidden parts of what is shown are at least two, have the minimum of
answers together, and differ enough in their answers (`kundnojd.analyses.suppression`). Everything below a hidden unit
is hidden. A question asked of many that few in a unit answered is hidden there alone; but where the number of those who
did not answer would tell how many did, the unit is hidden in every measure. Which of the hidden cells is the small one
is never said, for that would bound it.

What is hidden follows from the tally, the questionnaire and the minimum n alone, not from the measures asked for:
runs for other measures, or with every question for every unit, hide the same cells, and any part of the output is as
safe as the whole.

Not protected: what is true of everybody in a group that is shown (where no tenant is a promoter, no tenant of a hidden
unit is); that nobody in a hidden cell gave one certain answer (dont-know, bottom-box and single answers are hidden with
their question, but what the hidden cells have in common may be nobody); units in which nobody took part, which are
shown as empty; knowledge from elsewhere, such as the answers of a colleague; and
runs on other rows. Two runs with other ``--where``, ``--drop``, units, groups, files or minimum n can be compared, and
what one hides may follow from both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.grid import Grid, grid
from kundnojd.analyses.suppression import Item, Tree, bounded, complete, of_answers, of_option, of_score
from kundnojd.inference import Method, by_item
from kundnojd.inference.sums import LENGTH, WY, WY2, N, W
from kundnojd.measures.targets import Target
from kundnojd.notices import Notice
from kundnojd.questionnaire.model import Score
from kundnojd.tally.tally import Tally

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Name = tuple[str, str]  # of an item: question, options or score, and its name

LOW_BASE = 30
_SAME = 2  # times the minimum n: in cells with fewer answers these must not all be the same
_EXACT = 1e-9
# Notices that count rows without a unit or group, and what is said where that would help to work out what is hidden.
_UNCOUNTED = {
    "rows-without-unit": "some-without-unit",
    "rows-without-group": "some-without-group",
    "units-masked": "some-masked",
}
_NEAR = 0.2  # of the answers: fewer than these tell a score over several questions from the mean of one


@dataclass(frozen=True)
class Protection:
    """The cells that one run hides, in every output; made by `protection`.

    ``respondents`` (U, W) are those hidden in every measure, ``items`` (U, W) those of each question and score.
    """

    grid: Grid
    min_n: int
    respondents: Flags
    items: Mapping[Name, Flags]

    def of(self, target: Target) -> Flags:
        """The hidden cells of a measure, shape (U, W); ``KeyError`` for a question that the tally does not have."""
        return self.items[_name(target)]

    def of_question(self, name: str) -> Flags:
        """The hidden cells of a rating question, shape (U, W)."""
        return self.items[("question", name)]

    def told(self, notices: Sequence[Notice]) -> tuple[Notice, ...]:
        """The notices without the numbers of rows that would help to work out what is hidden."""
        if not any(flags[1:].any() for flags in self.items.values()):
            return tuple(notices)
        return tuple(
            Notice(_UNCOUNTED[notice.key], {"column": notice.fields["column"]}) if notice.key in _UNCOUNTED else notice
            for notice in notices
        )


def protection(
    tally: Tally,
    targets: Sequence[Target],
    min_n: int,
    segments: Sequence[str] = (),
    scores: Sequence[Score] = (),
) -> Protection:
    """What to hide of a tally: one plan for all that a run prints, whoever it is printed for.

    ``targets`` are the measures whose means are protected (`kundnojd.measures.protected`); those by unit hide the same
    cells beside the small ones. ``segments`` the columns
    whose groups are shown, ``scores`` say which questions the scores of the tally are made of. With a ``min_n`` of 1
    nothing is hidden.

    >>> cells = tuple((unit, "") for unit in "abc")
    >>> counts = np.array([[20.0, 20], [15, 10], [3, 3]])
    >>> tally = Tally(("unit-1", "wave"), cells, counts.sum(axis=1)[:, None] * np.ones(3),
    ...     {"q": np.stack([np.c_[counts, np.zeros(3)]] * 3, axis=-1)}, {})
    >>> plan = protection(tally, [], 7)
    >>> [unit for unit, flag in zip(plan.grid.units, plan.respondents[:, 0]) if flag]
    ['b', 'c']
    """
    frame = grid(tally, segments)
    respondents = frame.spread(tally.respondents[:, :1])[..., 0]
    items = _items(tally, frame, targets, min_n)
    tree = Tree(frame.parents, frame.partitions, respondents)
    everybody = Item(respondents[None], np.zeros(respondents.shape, dtype=bool), respondents[..., None], ())
    small = (respondents > 0) & (respondents < min_n)
    primary = {name: _primary(item, respondents, min_n) for name, item in items.items()}
    for score in scores:
        _follow_items(score, primary, items, min_n)
    headline = [items[name] for name in dict.fromkeys(_name(target) for target in targets if target.by_unit)]
    while True:
        apart = complete(small, everybody, tree, min_n)
        more = apart.copy()
        # What has to go with the small cells in one measure of the headline goes in all of them.
        for item in headline:
            more |= complete(more, item, tree, min_n)
        for name, item in items.items():
            hidden = complete(primary[name] | apart, _without_means(item), tree, min_n)
            more |= bounded(hidden, apart, item, tree, min_n)
        if (more == apart).all():
            break
        small |= more
    found = {name: complete(primary[name] | apart, item, tree, min_n) for name, item in items.items()}
    return Protection(frame, min_n, apart, found)


def _name(target: Target) -> Name:
    if target.score:
        return ("score", target.score)
    return ("options" if target.option is not None else "question", target.question)


def _items(tally: Tally, frame: Grid, targets: Sequence[Target], min_n: int) -> dict[Name, Item]:
    asked: dict[Name, list[Target]] = {}
    for target in targets:
        asked.setdefault(_name(target), []).append(target)
    items: dict[Name, Item] = {}
    for question, counts in tally.counts.items():
        own = asked.get(("question", question), ())
        n = frame.spread(counts[..., 0])
        valid = n[..., :-1]
        bases = np.stack([valid.sum(axis=-1), n.sum(axis=-1)])
        uniform = _few(bases[0], min_n) & (valid.max(axis=-1, initial=0) == bases[0])
        openings = tuple(of_answers(target.values) for target in own if target.values is not None)
        items[("question", question)] = Item(bases, uniform, frame.spread(counts[..., 1]), openings)
    for question, counts in tally.options.items():
        n = frame.spread(counts[..., 0])
        uniform = _few(n[..., -1], min_n) & (n[..., :-1].max(axis=-1, initial=0) == n[..., -1])
        openings = tuple(of_option(place) for place in range(n.shape[-1] - 1))
        items[("options", question)] = Item(n[None, ..., -1], uniform, frame.spread(counts[..., 1]), openings)
    for score, counts in tally.scores.items():
        sums, answers = _of_score(frame.spread(counts))
        spread = sums[..., WY2] * sums[..., W] - sums[..., WY] ** 2
        uniform = _few(sums[..., N], min_n) & (spread <= _EXACT * np.maximum(sums[..., W] * sums[..., WY2], _EXACT))
        items[("score", score)] = Item(answers[None], uniform, sums, (of_score,))
    return items


def _of_score(block: Floats) -> tuple[Floats, Floats]:
    """The seven sums of a score on the grid, and the respondents that decide whether a cell is shown.

    Of a mean of questions these are those of the question that fewest have answered: the figures of the others would
    give its figure away.
    """
    if block.shape[-1] == LENGTH:
        return block, block[..., N]
    items = by_item.items_of(block.shape[-1])
    least = np.floor(by_item.least_base(block, items) + _EXACT)
    return by_item.seven_sums(block, items), np.minimum(block[..., N], least)


def _few(n: Floats, min_n: int) -> Flags:
    return (n > 0) & (n < _SAME * min_n) if min_n > 1 else np.zeros(n.shape, dtype=bool)


def _primary(item: Item, respondents: Floats, min_n: int) -> Flags:
    """The cells of an item that are hidden for their own sake."""
    if min_n <= 1:
        return np.zeros(respondents.shape, dtype=bool)
    n = item.bases
    nobody = (n == 0) & (respondents > 0) & (n[:, :1] > 0)
    return np.asarray((((n > 0) & (n < min_n)) | nobody).any(axis=0) | item.uniform)


def _follow_items(score: Score, primary: Mapping[Name, Flags], items: Mapping[Name, Item], min_n: int) -> None:
    """Hide a score with one of its questions where it would give that away, beside the others of them.

    Those who did not answer the question have a score of the others: each of them leaves its sum open by the range.
    """
    own = items[("score", score.name)].bases[0]
    for question in score.items:
        item = items[("question", question)]
        n = item.bases[0]
        small = (n > 0) & ((n < min_n) | item.uniform)
        primary[("score", score.name)][...] |= small & (own - n < _NEAR * n)


def _without_means(item: Item) -> Item:
    return Item(item.bases, item.uniform, item.sums, ())


def hidden_counts(n: Floats, parents: Sequence[int], min_n: int, primary: Flags | None = None) -> Flags:
    """The hidden cells of a table that shows numbers of people alone, ``n`` (U, W), row 0 the whole.

    ``parents[u]`` is the row that u is a part of, -1 for the whole. ``primary`` are the cells that are hidden for their
    own sake; those with fewer people than ``min_n`` where it is not given.

    >>> hidden_counts(np.array([[71.0], [40], [25], [6]]), [-1, 0, 0, 0], 7)[:, 0].tolist()
    [False, False, True, True]
    """
    own = (n > 0) & (n < min_n) if primary is None else primary
    table = Item(n[None], np.zeros(n.shape, dtype=bool), n[..., None], ())
    return complete(own, table, Tree(parents, (0,) * len(parents), n), min_n)


RULES: Mapping[str, Method[Callable[..., Flags]]] = {
    "minimum-n": Method(
        hidden_counts,
        formula="n < minimum: hidden in every measure; n of a measure < minimum, or nobody: that measure",
        source="Insikt 7; HCAHPS stars 100; statsforvalteren.no, Vestland 2023; here 5 unless --min-n says otherwise",
        use="Every unit, group and wave. With --min-n 1 nothing is hidden",
    ),
    "same-answers": Method(
        _primary,
        formula="all answers of a cell the same and n < 2 · minimum: the question is hidden in the cell",
        source="group disclosure: Hundepool et al. (2012), Statistical Disclosure Control",
        use="Where a figure of a group would say what each of its members answered",
    ),
    "complement": Method(
        complete,
        formula="hidden parts of a shown total: two or more, together n ≥ minimum; a small n bounded no closer than "
        "0 to minimum − 1; its mean no closer than a fifth of the range",
        source="feasibility intervals: statisticsnorway/ssb-gausssuppression; "
        "Hundepool et al. (2012), Statistical Disclosure Control",
        use="Totals, rests, waves, groups and questions of one run together. Not protected: runs that are compared and "
        "have other rows (--where, --drop), units, groups or another minimum",
    ),
}
