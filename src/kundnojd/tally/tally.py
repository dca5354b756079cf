"""The tally: everything a report needs to know of the answers, in a form that adds up.

Shapes: C cells, V answers of a question (and don't know in place V). The last axis of ``respondents`` and ``counts``
holds the number of respondents, the sum of weights and the sum of squared weights; the last axis of ``scores`` holds
the seven sums of `kundnojd.inference.sums`, or the item sums of `kundnojd.inference.by_item`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.model import Block
from kundnojd.tally.crosses import Crossed
from kundnojd.tally.moments import Moments, no_moments
from kundnojd.tally.quality import Quality

Floats = NDArray[np.float64]
Cell = tuple[str, ...]

SCHEMA = "kundnojd-tally/1"
NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True)
class Tally:
    """Counts and sums per cell; frozen, and closed under ``+``, ``-`` and `rollup`.

    ``keys`` names the parts of a cell, such as ``("unit", "wave")``; ``cells`` are in rising order. An empty text in a
    cell means that the row gave none. The place after the O options counts those who answered the question at all.

    >>> one = Tally(("wave",), (("2024",),), np.array([[2.0, 2, 2]]), {}, {})
    >>> (one + one).respondents.tolist()
    [[4.0, 4.0, 4.0]]
    """

    keys: tuple[str, ...]
    cells: tuple[Cell, ...]
    respondents: Floats  # (C, 3)
    counts: Mapping[str, Floats]  # question -> (C, V + 1, 3)
    scores: Mapping[str, Floats]  # score -> (C, 7), or the item sums of `inference.by_item`
    quality: Quality = field(default_factory=Quality)  # of all rows together, whatever their cell
    options: Mapping[str, Floats] = field(default_factory=dict)  # question of several answers -> (C, O + 1, 3)
    moments: Mapping[str, Moments] = field(default_factory=dict)  # block asked for -> moments in cells of their own
    crosses: Mapping[str, Crossed] = field(
        default_factory=dict
    )  # cross asked for -> joint counts in cells of their own

    def __add__(self, other: Tally) -> Tally:
        """The tally of both; ``ValueError`` where keys, questions or scores differ."""
        return _combine(self, other, np.add, self.quality + other.quality, operator.add, operator.add)

    def __sub__(self, other: Tally) -> Tally:
        """What is left of this tally without the other, which must be a part of it."""
        return _combine(self, other, np.subtract, self.quality - other.quality, operator.sub, operator.sub)

    def rollup(self, keys: Sequence[str]) -> Tally:
        """The tally over the cells that agree in ``keys``, such as all units of a wave.

        Moments and joint counts keep their own cells.

        Raises ``KeyError`` for a key that the tally does not have.
        """
        places = [self._place(key) for key in keys]
        return self._regrouped(tuple(keys), [tuple(cell[place] for place in places) for cell in self.cells])

    def renamed(self, names: Mapping[Cell, Cell]) -> Tally:
        """The tally with other names for cells that begin with the given ones; cells that become the same add up.

        The names of a call have one length; moments keep their own cells.

        >>> one = Tally(("unit-1", "wave"), (("A", ""), ("B", "")), np.ones((2, 3)), {}, {})
        >>> one.renamed({("B",): ("A",)}).respondents.tolist()
        [[2.0, 2.0, 2.0]]
        """
        length = len(next(iter(names), ()))
        return self._regrouped(
            self.keys, [(*names.get(cell[:length], cell[:length]), *cell[length:]) for cell in self.cells]
        )

    def values_of(self, key: str) -> tuple[str, ...]:
        """The distinct texts of a key, in rising order."""
        place = self._place(key)
        return tuple(sorted({cell[place] for cell in self.cells}))

    def score_sums(self, question: str, values: Floats) -> Floats:
        """The seven sums of a score on the answers of one question, shape (C, 7).

        ``values`` has shape (V + 1,) and is NaN for answers outside the base.
        """
        counts = self.counts[question]
        base = ~np.isnan(values)
        y = values[base]
        n, w, w2 = (counts[:, base, part] for part in range(3))
        columns = [n.sum(axis=1), w.sum(axis=1), w2.sum(axis=1), w @ y, w @ y**2, w2 @ y, w2 @ y**2]
        return np.stack(columns, axis=1)

    def option_sums(self, question: str, place: int) -> Floats:
        """The seven sums of the share of those who answered a question that chose one option, shape (C, 7)."""
        counts = self.options[question]
        base, chosen = counts[:, -1], counts[:, place]
        columns = [*base.T, 100 * chosen[:, 1], 1e4 * chosen[:, 1], 100 * chosen[:, 2], 1e4 * chosen[:, 2]]
        return np.stack(columns, axis=1)

    def _place(self, key: str) -> int:
        if key not in self.keys:
            raise KeyError(key)
        return self.keys.index(key)

    def _regrouped(self, keys: tuple[str, ...], labels: Sequence[Cell]) -> Tally:
        cells = tuple(sorted(set(labels)))
        index = {cell: i for i, cell in enumerate(cells)}
        target = np.array([index[label] for label in labels], dtype=np.intp)

        def gather(block: Floats) -> Floats:
            out = np.zeros((len(cells), *block.shape[1:]))
            np.add.at(out, target, block)
            return out

        return Tally(
            keys,
            cells,
            gather(self.respondents),
            {name: gather(block) for name, block in self.counts.items()},
            {name: gather(block) for name, block in self.scores.items()},
            self.quality,
            {name: gather(block) for name, block in self.options.items()},
            self.moments,
            self.crosses,
        )


def empty(
    keys: Sequence[str],
    sizes: Mapping[str, int],
    scores: Mapping[str, int],
    options: Mapping[str, int] = NOTHING,
    blocks: Sequence[Block] = (),
    crosses: Mapping[str, Crossed] | None = None,
) -> Tally:
    """A tally without respondents; ``sizes`` maps each question to V + 1, ``options`` each of several answers to O + 1.

    ``scores`` maps each score to the number of its sums.

    >>> empty(["wave"], {"q1": 6}, {}).counts["q1"].shape
    (0, 6, 3)
    """
    return Tally(
        tuple(keys),
        (),
        np.zeros((0, 3)),
        {name: np.zeros((0, size, 3)) for name, size in sizes.items()},
        {name: np.zeros((0, width)) for name, width in scores.items()},
        options={name: np.zeros((0, size, 3)) for name, size in options.items()},
        moments={block.name: no_moments(block) for block in blocks},
        crosses=dict(crosses or {}),
    )


def _combine(
    left: Tally,
    right: Tally,
    operation: Callable[[Floats, Floats], Floats],
    quality: Quality,
    joined_moments: Callable[[Moments, Moments], Moments],
    joined_crosses: Callable[[Crossed, Crossed], Crossed],
) -> Tally:
    if (
        left.keys != right.keys
        or left.counts.keys() != right.counts.keys()
        or left.scores.keys() != right.scores.keys()
        or left.options.keys() != right.options.keys()
        or left.moments.keys() != right.moments.keys()
        or left.crosses.keys() != right.crosses.keys()
    ):
        raise ValueError("only tallies of the same keys, questions, scores and blocks can be added or subtracted")
    cells = tuple(sorted(set(left.cells) | set(right.cells)))
    index = {cell: i for i, cell in enumerate(cells)}
    places = [np.array([index[cell] for cell in part.cells], dtype=np.intp) for part in (left, right)]

    def join(a: Floats, b: Floats) -> Floats:
        if a.shape[1:] != b.shape[1:]:
            raise ValueError("a question has another number of answers in the two tallies")
        spread = [np.zeros((len(cells), *block.shape[1:])) for block in (a, b)]
        for target, place, block in zip(spread, places, (a, b), strict=True):
            target[place] = block
        return operation(spread[0], spread[1])

    return Tally(
        left.keys,
        cells,
        join(left.respondents, right.respondents),
        {name: join(left.counts[name], right.counts[name]) for name in left.counts},
        {name: join(left.scores[name], right.scores[name]) for name in left.scores},
        quality,
        {name: join(left.options[name], right.options[name]) for name in left.options},
        {name: joined_moments(left.moments[name], right.moments[name]) for name in left.moments},
        {name: joined_crosses(left.crosses[name], right.crosses[name]) for name in left.crosses},
    )
