"""Joint counts of several coded questions: how many said this and that, in a form that adds up.

Only what occurs is held: an entry is a combination of levels in a cell, with its number of respondents, the sum of
their weights and the sum of their squared weights. The level of a question that a respondent did not answer is -1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.model import Cross

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Cell = tuple[str, ...]
NONE = -1  # the level of somebody who gave no answer that counts


@dataclass(frozen=True)
class Crossed:
    """E entries over k items; frozen, and closed under ``+``, ``-`` and `rollup`.

    ``keys`` names the parts of a cell, ``cells`` are in rising order. Entries rise by cell and levels; none is empty.

    >>> levels, cell = np.array([[0, 1], [1, 1], [1, 1]]), np.zeros(3, dtype=np.intp)
    >>> one = crossed(("wave",), ("a", "b"), [("2025",)], cell, levels, np.array([1.0, 2, 3]))
    >>> one.levels.tolist(), one.sums.tolist()
    ([[0, 1], [1, 1]], [[1.0, 1.0, 1.0], [2.0, 5.0, 13.0]])
    """

    keys: tuple[str, ...]
    cells: tuple[Cell, ...]
    items: tuple[str, ...]
    cell: Places  # (E,): the place of each entry's cell
    levels: Places  # (E, k)
    sums: Floats  # (E, 3): n, sum of w, sum of w^2

    def __add__(self, other: Crossed) -> Crossed:
        """The joint counts of both; ``ValueError`` where keys or items differ."""
        return self._joined(other, np.add)

    def __sub__(self, other: Crossed) -> Crossed:
        """What is left of these counts without the other's, which must be a part of them."""
        return self._joined(other, np.subtract)

    def rollup(self, keys: Sequence[str]) -> Crossed:
        """The counts over the cells that agree in ``keys``; ``KeyError`` for a key that there is not."""
        for key in keys:
            if key not in self.keys:
                raise KeyError(key)
        places = [self.keys.index(key) for key in keys]
        labels = [tuple(cell[place] for place in places) for cell in self.cells]
        return _gathered(tuple(keys), self.items, labels, self.cell, self.levels, self.sums)

    def where(self, key: str, text: str) -> Crossed:
        """The cells that have a text in a key, such as those of one wave."""
        place = self.keys.index(key)
        kept = np.array([cell[place] == text for cell in self.cells], dtype=bool)[self.cell]
        return _gathered(self.keys, self.items, self.cells, self.cell[kept], self.levels[kept], self.sums[kept])

    def level(self, item: str) -> Places:
        """The level of an item in each entry, shape (E,), -1 where there is none; ``KeyError`` for another item."""
        if item not in self.items:
            raise KeyError(item)
        return self.levels[:, self.items.index(item)]

    def count(self, entries: NDArray[np.bool_], cells: Sequence[Cell]) -> Floats:
        """Respondents, weights and squared weights of the ``entries`` (E,) in each of ``cells``, shape (C, 3).

        Cells that are not there count nobody.
        """
        index = {cell: place for place, cell in enumerate(cells)}
        target = np.array([index.get(cell, NONE) for cell in self.cells], dtype=np.intp)
        found = np.zeros((len(cells), 3))
        if len(target):
            places = target[self.cell]
            kept = entries & (places >= 0)
            np.add.at(found, places[kept], self.sums[kept])
        return found

    def total(self, entries: NDArray[np.bool_]) -> Floats:
        """Respondents, weights and squared weights of the ``entries`` (E,) over all cells, shape (3,)."""
        found: Floats = self.sums[entries].sum(axis=0)
        return found

    def multiplied(self, factors: Mapping[Cell, float]) -> Crossed:
        """The counts with the weights of each cell multiplied; a key of ``factors`` is the beginning of a cell."""
        of_cell = [
            next(factors[cell[:end]] for end in range(len(cell), -1, -1) if cell[:end] in factors)
            for cell in self.cells
        ]
        own = np.array(of_cell, dtype=np.float64)[self.cell] if of_cell else np.zeros(0)
        return replace(self, sums=self.sums * own[:, None] ** np.arange(3))

    def _joined(self, other: Crossed, operation: Callable[[Floats, Floats], Floats]) -> Crossed:
        if self.keys != other.keys or self.items != other.items:
            raise ValueError("only joint counts of the same keys and items can be added or subtracted")
        none = np.zeros_like(other.sums)
        return _gathered(
            self.keys,
            self.items,
            (*self.cells, *other.cells),
            np.concatenate([self.cell, other.cell + len(self.cells)]),
            np.concatenate([self.levels, other.levels]),
            np.concatenate([self.sums, operation(none, other.sums)]),
        )


def crossed(
    keys: Sequence[str], items: Sequence[str], labels: Sequence[Cell], cell: Places, levels: Places, weights: Floats
) -> Crossed:
    """The joint counts of R respondents in the cells ``labels[cell]`` with ``levels`` (R, k) and ``weights`` (R,)."""
    powers = np.stack([np.ones_like(weights), weights, weights**2], axis=1)
    return _gathered(tuple(keys), tuple(items), labels, cell, levels, powers)


def nobody(cross: Cross, keys: Sequence[str]) -> Crossed:
    """The joint counts of nobody.

    >>> nobody(Cross("stay", ("q1", "q2"), ()), ("wave",)).levels.shape
    (0, 2)
    """
    none = np.zeros(0, dtype=np.intp)
    return Crossed(tuple(keys), (), cross.items, none, none.reshape(0, len(cross.items)), np.zeros((0, 3)))


def gather(
    cross: Cross,
    keys: Sequence[str],
    codes: Mapping[str, Places],
    weights: Floats,
    labels: Sequence[Cell],
    cell: Places,
) -> Crossed:
    """The joint counts of R rows: ``codes`` are the places of their answers, ``labels[cell]`` are their cells."""
    levels = np.stack([_levels(codes[item], of) for item, of in zip(cross.items, cross.codes, strict=True)], axis=1)
    rows = (levels >= 0).any(axis=1)
    return crossed(keys, cross.items, labels, cell[rows], levels[rows], weights[rows])


def _levels(code: Places, levels: Places) -> Places:
    found: Places = np.append(levels, NONE)[np.where(code >= 0, code, len(levels))]
    return found


def _gathered(
    keys: tuple[str, ...], items: tuple[str, ...], labels: Sequence[Cell], cell: Places, levels: Places, sums: Floats
) -> Crossed:
    """Entries that are alike put together, those without respondents left out; a label may stand there twice."""
    names = sorted(set(labels))
    index = {name: place for place, name in enumerate(names)}
    own = np.array([index[label] for label in labels], dtype=np.intp)[cell] if len(labels) else cell
    parts = [own, *(levels - NONE).T]
    sizes = [int(part.max(initial=0)) + 1 for part in parts]
    found, place = np.unique(np.ravel_multi_index(parts, sizes), return_inverse=True)
    total: Floats = np.stack([np.bincount(place, part, len(found)) for part in sums.T], axis=1).astype(np.float64)
    kept = total[:, 0] > 0
    entries = np.stack(np.unravel_index(found[kept], sizes), axis=1).astype(np.intp)
    used, cell = np.unique(entries[:, 0], return_inverse=True)
    cells = tuple(names[place] for place in used)
    return Crossed(keys, cells, items, cell.astype(np.intp), entries[:, 1:] + NONE, total[kept])
