"""Which cells are hidden, so that nobody's answers can be read off or worked out.

A cell with fewer respondents than the minimum is hidden. Where a unit is hidden under a total that is shown, more
units are hidden until at least two are, which together reach the minimum: otherwise the total and the others would
give the hidden one away (methods: W36, W37). Under a hidden unit everything is hidden.
The extra units are taken in one order for the whole run, the smallest over all waves first, so that different measures
and waves do not hide different units where they need not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LOW_BASE = 30


def hidden_cells(n: Floats, parents: Sequence[int], min_n: int) -> Flags:
    """The hidden cells of a grid of respondents ``n`` (U + 1, W), row 0 the whole.

    ``parents[u]`` is the row of the unit that u is a part of. Shape (U + 1, W).

    >>> n = np.array([[71.0], [40], [25], [6], [0]])
    >>> hidden_cells(n, [-1, 0, 0, 0, 0], 7)[:, 0].tolist()
    [False, False, True, True, False]
    """
    return _complete((n > 0) & (n < min_n), n, parents, min_n, _order(n))


def hidden_scores(respondents: Floats, n: Floats, parents: Sequence[int], min_n: int) -> Flags:
    """The hidden cells of a measure with its own base ``n``, which may be smaller than the cells' ``respondents``.

    Hides what `hidden_cells` hides, cells whose own base is under the minimum, and cells where nobody answered what
    others did answer in that wave.
    """
    nobody = (n == 0) & (respondents > 0) & (n[:1] > 0)
    primary = hidden_cells(respondents, parents, min_n) | ((n > 0) & (n < min_n)) | nobody
    return _complete(primary, n, parents, min_n, _order(respondents))


def protecting_cells(n: Floats, parents: Sequence[int], min_n: int) -> Flags:
    """The cells that reach the minimum and are hidden all the same, because another could be worked out."""
    return hidden_cells(n, parents, min_n) & (n >= min_n)


def _order(n: Floats) -> NDArray[np.intp]:
    """The units in the order in which they are hidden to protect others."""
    return np.argsort(n.sum(axis=1), kind="stable")


def _complete(primary: Flags, n: Floats, parents: Sequence[int], min_n: int, order: NDArray[np.intp]) -> Flags:
    hidden = primary.copy()
    children: dict[int, list[int]] = {}
    for unit in order:
        children.setdefault(parents[unit], []).append(int(unit))
    for wave in range(n.shape[1]):
        for parent in sorted(parent for parent in children if parent >= 0):
            family = children[parent]
            if hidden[parent, wave]:
                hidden[family, wave] = n[family, wave] > 0
                continue
            for unit in family:
                inside = [u for u in family if hidden[u, wave]]
                total = n[inside, wave].sum()
                if not inside or (len(inside) > 1 and total >= min_n):
                    break
                if not hidden[unit, wave] and n[unit, wave] > 0:
                    hidden[unit, wave] = True
    return hidden
