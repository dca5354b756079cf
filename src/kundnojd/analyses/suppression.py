"""Which cells must be hidden beside the small ones, so that these cannot be worked out from what is shown.

Every row of the grid but the whole is a part of another one, and a row that is shown gives away the sum of its parts
that are not: those that are hidden, and the answers that belong to none of its parts (rows of the file without a unit).
So enough parts must be hidden together. What "enough" means is said in `kundnojd.analyses.disclosure`.

Shapes: U rows of the grid, W waves, B bases (numbers of answers) of an item, K sums of an item that add up over cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.inference.sums import WY, WY2, W

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Whether the mean of a cell stays open, from the sums (K,) of the hidden cells together and those of the cell.
Opening = Callable[[Floats, Floats], bool]

OPEN = 0.2  # of the range of a measure: a hidden mean is not known closer than this
_SLIGHT = 1e-9


@dataclass(frozen=True)
class Item:
    """One question or score on the grid: what has its own number of answers, and is hidden or shown as one.

    ``bases[0]`` (B, U, W) are the answers that its means are made of. ``uniform`` (U, W) marks the cells where all
    answers are the same. ``sums`` (U, W, K) are what ``openings``, one for each measure that is protected, look at.
    """

    bases: Floats
    uniform: Flags
    sums: Floats
    openings: tuple[Opening, ...]


class Tree:
    """The rows of a grid as families: the parts of each row, in each of its partitions.

    ``respondents`` (U, W) also give the order in which the parts of a row are hidden to protect others: those with the
    fewest respondents over all waves first, so that waves and measures do not hide different parts where they need not.
    """

    def __init__(self, parents: Sequence[int], partitions: Sequence[int], respondents: Floats) -> None:
        self.respondents = respondents
        self._parents = tuple(parents)
        families: dict[tuple[int, int], list[int]] = {}
        for row in np.argsort(respondents.sum(axis=1), kind="stable").tolist():
            if parents[row] >= 0:
                families.setdefault((parents[row], partitions[row]), []).append(row)
        # A row stands after the row that it is a part of, so that its family is seen after its own fate is settled.
        self.families = [(parent, np.array(rows)) for (parent, _), rows in sorted(families.items())]
        self._below: dict[int, list[int]] = {}
        for parent, rows in reversed(self.families):
            for row in rows.tolist():
                self._below.setdefault(parent, []).extend((row, *self._below.get(row, ())))
        # In a second partition of the whole, only its own rows are below it.
        self._inside = {
            int(row): [int(row), *self._below.get(int(row), ())] for _, rows in self.families for row in rows
        }

    def under(self, rows: Sequence[int]) -> list[int]:
        """These rows and all that are parts of them, however deep."""
        return [one for row in rows for one in self._inside[row]]


@dataclass(frozen=True)
class _Hole:
    """What is not shown of a row in one wave: its hidden parts ``rows``, and ``shown``, the others.

    ``answers`` (B,) and ``respondents`` are those of the hole together, ``stray`` of these the ones in no part.
    """

    parent: int
    wave: int
    rows: list[int]
    shown: list[int]
    answers: Floats
    respondents: float
    stray: float


def complete(primary: Flags, item: Item, tree: Tree, min_n: int) -> Flags:
    """The cells of ``primary`` (U, W) and those that have to be hidden for their sake.

    Everything below a hidden row is hidden, and every hole has two parts or more, of ``min_n`` answers or more
    together, in which the mean of each small cell stays open.
    """
    hidden = primary.copy()
    present = tree.respondents > 0
    for parent, rows in tree.families:
        over = item.bases[:, parent] - item.bases[:, rows].sum(axis=1)
        strays = ((over > 0) & (over < min_n)).any(axis=0)
        for wave in np.flatnonzero(hidden[rows].any(axis=0) | hidden[parent] | strays).tolist():
            if hidden[parent, wave]:
                hidden[rows, wave] = present[rows, wave]
                continue
            free = [row for row in rows.tolist() if present[row, wave] and not hidden[row, wave]]
            while free and not _is_safe(_hole(hidden, item, tree, parent, rows, wave), primary, item, tree, min_n):
                hidden[free.pop(0), wave] = True
    return hidden


def bounded(hidden: Flags, apart: Flags, item: Item, tree: Tree, min_n: int) -> Flags:
    """The small cells of an item whose number of answers is known too well, because that of respondents is.

    ``apart`` (U, W) are the cells hidden in every item: nobody knows how many respondents these have. In any other cell
    there may be as few as no answers only if as many respondents of the hole gave none.
    """
    found = np.zeros_like(hidden)
    for parent, rows in tree.families:
        needy = hidden[rows].any(axis=0) & ~hidden[parent]
        for wave in np.flatnonzero(needy).tolist():
            hole = _hole(hidden, item, tree, parent, rows, wave)
            silent = hole.respondents - hole.answers
            for row in tree.under(hole.rows):
                small = (item.bases[:, row, wave] < min_n) & (item.bases[:, parent, wave] > 0)
                if not apart[row, wave] and (small & (silent < tree.respondents[row, wave])).any():
                    found[row, wave] = True
    return found


def _hole(hidden: Flags, item: Item, tree: Tree, parent: int, rows: NDArray[np.intp], wave: int) -> _Hole:
    respondents = tree.respondents
    here = respondents[rows, wave] > 0
    gone = hidden[rows, wave] & here
    shown = rows[here & ~gone]
    return _Hole(
        parent,
        wave,
        rows[gone].tolist(),
        shown.tolist(),
        item.bases[:, parent, wave] - item.bases[:, shown, wave].sum(axis=1),
        respondents[parent, wave] - respondents[shown, wave].sum(),
        respondents[parent, wave] - respondents[rows, wave].sum(),
    )


def _is_safe(hole: _Hole, primary: Flags, item: Item, tree: Tree, min_n: int) -> bool:
    stray = hole.stray > 0
    asked = item.bases[:, hole.parent, hole.wave] > 0
    if not asked.any() or len(hole.rows) + stray < 2:
        # A question that nobody was asked gives nothing away but that. The only part of a row is the row.
        return not asked.any() or not (hole.rows or stray) or _is_alone(hole, item, min_n)
    if (hole.answers[asked] < min_n).any():
        return False
    total, together = item.sums[hole.parent, hole.wave], _sums_of(hole, item)
    return all(
        opens(together, own) or not opens(total, own)
        for own in _small_sums(hole, primary, item, tree, min_n)
        for opens in item.openings
    )


def _is_alone(hole: _Hole, item: Item, min_n: int) -> bool:
    """Whether all that is not shown are answers that belong to no part, and enough of them."""
    return not hole.rows and bool(((hole.answers == 0) | (hole.answers >= min_n)).all())


def _sums_of(hole: _Hole, item: Item) -> Floats:
    total = item.sums[hole.parent, hole.wave] - item.sums[hole.shown, hole.wave].sum(axis=0)
    return np.asarray(np.maximum(total, 0))


def _small_sums(hole: _Hole, primary: Flags, item: Item, tree: Tree, min_n: int) -> Iterator[Floats]:
    """The sums of the cells in a hole whose mean must stay open: the small ones, and those where all said the same."""
    wave, answers = hole.wave, item.bases[0]
    for row in tree.under(hole.rows):
        if answers[row, wave] > 0 and (answers[row, wave] < min_n or (item.uniform & primary)[row, wave]):
            yield item.sums[row, wave]
    inside = [*hole.rows, *hole.shown]
    if 0 < answers[hole.parent, wave] - answers[inside, wave].sum() < min_n:
        yield np.maximum(item.sums[hole.parent, wave] - item.sums[inside, wave].sum(axis=0), 0)


# --- openings ------------------------------------------------------------------------------------------------------


def of_answers(values: Floats) -> Opening:
    """The opening of a score on the answers of one question: ``values`` (V + 1,), NaN outside the base.

    The sums are the weights of each answer. Whoever knows those of the hole, and how much of them the cell has, can
    fill the cell with the lowest or with the highest of the answers; between the two means must lie a fifth of the
    range.

    >>> opens = of_answers(np.array([0.0, 50, 100, np.nan]))
    >>> opens(np.array([2.0, 4, 3, 1]), np.array([0.0, 3, 0, 0]))
    True
    >>> opens(np.array([0.0, 9, 0, 1]), np.array([0.0, 3, 0, 0]))
    False
    """
    base = np.flatnonzero(~np.isnan(values))
    order = base[np.argsort(values[base], kind="stable")]
    y = values[order]
    need = OPEN * float(y[-1] - y[0]) if len(y) else 0.0

    def opens(hole: Floats, cell: Floats) -> bool:
        size = float(cell[order].sum())
        if size <= 0:
            return True
        answers = hole[order]
        highest, lowest = _filled(answers[::-1], size) @ y[::-1], _filled(answers, size) @ y
        return bool((highest - lowest) / size >= need - _SLIGHT)

    return opens


def of_option(place: int) -> Opening:
    """The opening of one answer of several: it must not follow that (nearly) everybody in the cell chose it.

    The sums are the weights of those who chose each answer, in the last place of all who answered.
    """

    def opens(hole: Floats, cell: Floats) -> bool:
        least = max(0.0, float(hole[place] - (hole[-1] - cell[-1])))
        return least <= (1 - OPEN) * float(cell[-1]) + _SLIGHT

    return opens


def of_score(hole: Floats, cell: Floats) -> bool:
    """The opening of a score over several questions, 0 to 100, from its seven sums.

    The mean of the cell lies where the others still lie in 0 to 100, and not farther from the mean of the hole than
    sd * sqrt((1 - f) / f), where f is the cell's part of the hole: else the hole would vary more than it does.
    """
    size, total = float(cell[W]), float(hole[W])
    if size <= 0 or total <= 0:
        return True
    low = max(0.0, (hole[WY] - 100 * (total - size)) / size)
    high = min(100.0, hole[WY] / size)
    variance = max(0.0, hole[WY2] / total - (hole[WY] / total) ** 2)
    reach = 2 * np.sqrt(variance * max(0.0, total - size) / size)
    return bool(min(high - low, reach) >= 100 * OPEN - _SLIGHT)


def _filled(answers: Floats, size: float) -> Floats:
    """How much of each answer a cell of that size takes when it takes them from the first on."""
    return np.asarray(np.clip(size - (np.cumsum(answers) - answers), 0, answers))
