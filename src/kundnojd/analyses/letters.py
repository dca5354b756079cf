"""Letters that say which units differ: two units share a letter exactly where they are not called different."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def letters(differ: Flags, order: Sequence[int]) -> list[str]:
    """The compact letter display of units, from which pairs of them differ: symmetric, shape (U, U).

    ``order`` are the places of the units as the letters should run, such as from the highest value to the lowest: the
    letter a belongs to the first of them. More than 26 letters go on with aa, ab, ... and stand apart with blanks.
    Insert-and-absorb: all units begin with one letter in common; for each pair that differs every letter the two share
    is split in two, one without each, and letters whose units all share another are dropped. Last, letters that say
    nothing new are dropped.
    Source: Piepho (2004), Journal of Computational and Graphical Statistics 13, 456-466.

    >>> differ = np.zeros((3, 3), dtype=bool)
    >>> differ[0, 2] = differ[2, 0] = True
    >>> letters(differ, [0, 1, 2])
    ['a', 'ab', 'b']
    """
    order = list(order)
    if not order:
        return [""] * len(differ)
    inside = differ[np.ix_(order, order)]
    columns = _swept(_absorbed(inside), inside)
    names = [_name(place) for place in range(len(columns))]
    apart = " " if len(columns) > 26 else ""
    found = [""] * len(differ)
    for place, unit in enumerate(order):
        own = (name for name, column in zip(names, columns, strict=True) if column >> place & 1)
        found[unit] = apart.join(own)
    return found


def _absorbed(differ: Flags) -> list[int]:
    """The letters as sets of units, a bit for each place; every largest set of units of which no two differ."""
    apart = [sum(1 << int(other) for other in np.flatnonzero(row)) for row in differ]
    columns = [(1 << len(differ)) - 1]
    for unit, others in enumerate(apart):
        # All pairs of one unit at once: what is left is either without the unit, or without all it differs from.
        split = [column for column in columns if column >> unit & 1 and column & others]
        if not split:
            continue
        kept = [column for column in columns if not (column >> unit & 1 and column & others)]
        parts = {column & ~(1 << unit) for column in split} | {column & ~others for column in split}
        for part in sorted(parts, key=int.bit_count, reverse=True):
            if not any(part & ~column == 0 for column in kept):
                kept.append(part)
        columns = kept
    # From the first unit on: the letter a is the first one's.
    return sorted(columns, key=lambda column: [place for place in range(len(differ)) if column >> place & 1])


def _swept(columns: list[int], differ: Flags) -> list[int]:
    """The letters without those whose pairs of units all share another letter."""
    members = [np.array([place for place in range(len(differ)) if column >> place & 1]) for column in columns]
    shared = np.zeros(differ.shape, dtype=np.intp)
    for own in members:
        shared[np.ix_(own, own)] += 1
    kept = []
    for column, own in sorted(zip(columns, members, strict=True), key=lambda pair: len(pair[1])):
        block = np.ix_(own, own)
        if (shared[block] > 1).all():
            shared[block] -= 1
        else:
            kept.append(column)
    return [column for column in columns if column in set(kept)]


def _name(place: int) -> str:
    """A to z, then aa, ab and so on."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("a") + rest) + name
    return name
