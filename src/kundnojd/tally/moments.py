"""Moments of a block of items: what correlations, regressions and path models need, in a form that adds up.

Shapes: C cells, p items. For each pair of items the sums run over the respondents who answered both, so that means,
variances and covariances of any two items can be had with pairs left out where an answer is missing, or with complete
rows only where `Block.minimum` asks for all items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.model import Block

Floats = NDArray[np.float64]
Cell = tuple[str, ...]

GROUP = "group"  # the key of the random groups, always the last

# Places on the second axis of `Moments.sums`; a pair (i, j) is answered by those who answered both.
N: Final = 0  # respondents of the pair
W: Final = 1  # sum of w
WX: Final = 2  # sum of w * x_i
WX2: Final = 3  # sum of w * x_i^2
WXX: Final = 4  # sum of w * x_i * x_j
LENGTH: Final = 5

# Places on the last axis of `Moments.bases`.
USED: Final = 0  # respondents with enough items answered
USED_W: Final = 1  # their weights
USED_W2: Final = 2  # their squared weights
LOST: Final = 3  # respondents who answered some of the items, but too few


@dataclass(frozen=True)
class Moments:
    """Sums per cell over pairs of items; frozen, and closed under ``+``, ``-`` and `rollup`.

    ``keys`` names the parts of a cell, ``cells`` are in rising order. ``bases`` counts the respondents, ``sums`` holds
    for each pair of items the sums named above.

    >>> one = Moments(("wave",), (("2025",),), np.array([[2.0, 2, 2, 0]]), np.ones((1, LENGTH, 1, 1)))
    >>> (one + one).bases.tolist()
    [[4.0, 4.0, 4.0, 0.0]]
    """

    keys: tuple[str, ...]
    cells: tuple[Cell, ...]
    bases: Floats  # (C, 4)
    sums: Floats  # (C, 5, p, p)

    def __add__(self, other: Moments) -> Moments:
        """The moments of both; ``ValueError`` where keys or items differ."""
        return self._joined(other, np.add)

    def __sub__(self, other: Moments) -> Moments:
        """What is left of these moments without the other's, which must be a part of them."""
        return self._joined(other, np.subtract)

    def rollup(self, keys: Sequence[str]) -> Moments:
        """The moments over the cells that agree in ``keys``; ``KeyError`` for a key that there is not."""
        for key in keys:
            if key not in self.keys:
                raise KeyError(key)
        places = [self.keys.index(key) for key in keys]
        labels = [tuple(cell[place] for place in places) for cell in self.cells]
        cells = tuple(sorted(set(labels)))
        target = np.array([cells.index(label) for label in labels], dtype=np.intp)
        return Moments(tuple(keys), cells, *(_spread(block, target, len(cells)) for block in (self.bases, self.sums)))

    def where(self, key: str, text: str) -> Moments:
        """The cells that have a text in a key, such as those of one wave."""
        place = self.keys.index(key)
        kept = [i for i, cell in enumerate(self.cells) if cell[place] == text]
        return Moments(self.keys, tuple(self.cells[i] for i in kept), self.bases[kept], self.sums[kept])

    @property
    def whole(self) -> Moments:
        """The moments over all cells: one cell without keys, also where there is none to begin with."""
        return Moments((), ((),), self.bases.sum(axis=0)[None], self.sums.sum(axis=0)[None])

    def _joined(self, other: Moments, operation: Callable[[Floats, Floats], Floats]) -> Moments:
        if self.keys != other.keys or self.sums.shape[1:] != other.sums.shape[1:]:
            raise ValueError("only moments of the same keys and items can be added or subtracted")
        cells = tuple(sorted({*self.cells, *other.cells}))
        index = {cell: i for i, cell in enumerate(cells)}
        mine, theirs = (np.array([index[cell] for cell in part.cells], dtype=np.intp) for part in (self, other))

        def join(a: Floats, b: Floats) -> Floats:
            return operation(_spread(a, mine, len(cells)), _spread(b, theirs, len(cells)))

        return Moments(self.keys, cells, join(self.bases, other.bases), join(self.sums, other.sums))


def no_moments(block: Block) -> Moments:
    """The moments of nobody.

    >>> no_moments(Block("model", ("q1", "q2"), (), 1, groups=50)).keys
    ('wave', 'group')
    """
    items = len(block.items)
    return Moments(keys_of_block(block), (), np.zeros((0, 4)), np.zeros((0, LENGTH, items, items)))


def keys_of_block(block: Block) -> tuple[str, ...]:
    """The keys of a block's cells."""
    return (*block.keys, *([GROUP] if block.groups else []))


def gather(
    block: Block,
    codes: Mapping[str, NDArray[np.intp]],
    weights: Floats,
    labels: Sequence[Cell],
    cell: NDArray[np.intp],
    groups: NDArray[np.intp] | None,
) -> Moments:
    """The moments of a block over R rows.

    ``codes`` are the places of the answers by question, ``weights`` of shape (R,). ``labels[cell[r]]`` is the row's
    cell in the keys of the block (a label may stand there twice), ``groups`` its random group, where the block asks
    for them.
    """
    x = _values(block, codes, len(weights))
    answered = ~np.isnan(x)
    given = answered.sum(axis=1)
    used = given >= max(block.minimum, 1)
    lost = (given > 0) & ~used
    distinct = sorted(set(labels))
    cell = np.array([distinct.index(label) for label in labels], dtype=np.intp)[cell]
    width = block.groups or 1
    if groups is not None:
        cell = cell * width + groups
    places, own = np.unique(cell[used | lost], return_inverse=True)
    bases = np.zeros((len(places), 4))
    sums = np.zeros((len(places), LENGTH, len(block.items), len(block.items)))
    x, answered, w, used = (part[used | lost] for part in (np.nan_to_num(x), answered, weights, used))
    for place, rows in enumerate(_rows_of(own, len(places))):
        took_part = rows[used[rows]]
        w_own = w[took_part]
        bases[place] = len(took_part), w_own.sum(), (w_own**2).sum(), len(rows) - len(took_part)
        sums[place] = _products(x[took_part], answered[took_part].astype(float), w_own[:, None])
    names = [(*distinct[p // width], *([f"{p % width:03d}"] if block.groups else [])) for p in places.tolist()]
    return Moments(keys_of_block(block), tuple(names), bases, sums)


def _products(x: Floats, there: Floats, w: Floats) -> Floats:
    """The sums of some rows, (5, p, p); ``x`` and ``there`` are (R, p), ``w`` (R, 1)."""
    parts = (there.T @ there, (w * there).T @ there, (w * x).T @ there, (w * x * x).T @ there, (w * x).T @ x)
    return np.stack(parts, dtype=np.float64)


def _values(block: Block, codes: Mapping[str, NDArray[np.intp]], rows: int) -> Floats:
    x = np.empty((rows, len(block.items)))
    for k, (item, values) in enumerate(zip(block.items, block.values, strict=True)):
        code = codes[item]
        x[:, k] = np.append(values, np.nan)[np.where(code >= 0, code, len(values))]
    return x


def _rows_of(cell: NDArray[np.intp], size: int) -> list[NDArray[np.intp]]:
    """The rows of each cell."""
    order = np.argsort(cell, kind="stable")
    return np.split(order, np.searchsorted(cell[order], np.arange(1, size))) if size else []


def _spread(block: Floats, target: NDArray[np.intp], size: int) -> Floats:
    out = np.zeros((size, *block.shape[1:]))
    np.add.at(out, target, block)
    return out


# --- what they give --------------------------------------------------------------------------------------------------


def means(sums: Floats) -> Floats:
    """The mean of each item over those who answered it, (5, p, p) gives (p,); NaN where nobody did."""
    w = np.diagonal(sums[W])
    found: Floats = np.divide(np.diagonal(sums[WX]), w, out=np.full(len(w), np.nan), where=w > 0)
    return found


def covariances(sums: Floats) -> Floats:
    """Covariances over those who answered both items, (5, p, p) gives (p, p); divided by the sum of weights.

    ``sum w (x_i - m_i)(x_j - m_j) / sum w`` with the means of the pair's own respondents. NaN where there are none.

    >>> x = np.array([[1.0, 2], [3, 4], [5, 3]])
    >>> covariances(_products(x, np.ones_like(x), np.ones((3, 1)))).round(4).tolist()
    [[2.6667, 0.6667], [0.6667, 0.6667]]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        first = sums[WX] / sums[W]
        return np.asarray(sums[WXX] / sums[W] - first * first.T, dtype=np.float64)


def correlations(sums: Floats) -> Floats:
    """Correlations over those who answered both items, (5, p, p) gives (p, p); NaN where an item does not vary.

    Means and variances are of the pair's own respondents, so that each lies between -1 and 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.maximum(sums[WX2] / sums[W] - (sums[WX] / sums[W]) ** 2, 0.0)
        # A constant leaves rounding errors of its square, no variance.
        variance[variance <= 1e-12 * sums[WX2] / sums[W]] = 0.0
        found = covariances(sums) / np.sqrt(variance * variance.T)
    return np.where(np.isfinite(found), np.clip(found, -1.0, 1.0), np.nan)
