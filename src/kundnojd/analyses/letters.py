"""Letters that say which units differ: two units share a letter exactly where they are not called different."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]


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
    found = [""] * len(differ)
    if not order:
        return found
    inside = differ[np.ix_(order, order)]
    columns = _swept(_absorbed(inside))
    names = [_name(place) for place in range(len(columns))]
    apart = " " if len(columns) > 26 else ""
    for unit, own in zip(order, columns.T, strict=True):
        found[unit] = apart.join(names[place] for place in np.flatnonzero(own))
    return found


def _absorbed(differ: Flags) -> Flags:
    """Every largest set of units of which no two differ, shape (K, U), from that of the first unit on."""
    size = len(differ)
    apart = _packed(differ)
    columns = _packed(np.ones((1, size), dtype=bool))
    for unit in range(size):
        # All pairs of one unit at once: what is left is either without the unit, or without all it differs from.
        own = _packed(np.arange(size) == unit)
        split = (columns & own).any(axis=1) & (columns & apart[unit]).any(axis=1)
        if not split.any():
            continue
        kept, cut = columns[~split], columns[split]
        parts = _largest(np.concatenate((cut & ~own, cut & ~apart[unit])))
        columns = np.concatenate((kept, parts[~_within(parts, kept).any(axis=1)]))
    found = np.unpackbits(columns.view(np.uint8), axis=1, count=size).astype(bool)
    return found[np.lexsort(~found.T[::-1])]


def _largest(parts: Words) -> Words:
    """The parts, each once, that lie within no other part."""
    parts = np.unique(parts, axis=0)
    largest: Words = parts[_within(parts, parts).sum(axis=1) == 1]  # each within itself
    return largest


def _within(parts: Words, columns: Words) -> Flags:
    """Whether each part lies within each column, shape (P, K)."""
    outside = np.zeros((len(parts), len(columns)), dtype=bool)
    for word in range(parts.shape[1]):
        outside |= (parts[:, word, None] & ~columns[:, word]) != 0
    return ~outside


def _packed(flags: Flags) -> Words:
    """Sets of units as bits of whole words: (..., U) gives (..., words)."""
    bits = np.packbits(flags, axis=-1)
    room = -bits.shape[-1] % 8
    padded: NDArray[np.uint8] = np.pad(bits, [(0, 0)] * (bits.ndim - 1) + [(0, room)])
    words: Words = padded.view(np.uint64)
    return words


def _swept(columns: Flags) -> Flags:
    """The letters without those whose pairs of units all share another letter; the shortest are tried first."""
    counts = columns.astype(np.float32)
    shared = (counts.T @ counts).astype(np.int16)
    needed = np.ones(len(columns), dtype=bool)
    for place in np.argsort(columns.sum(axis=1), kind="stable"):
        units = np.flatnonzero(columns[place])
        ends = slice(units[0], units[-1] + 1)
        own, block = columns[place, ends], shared[ends, ends]
        pairs = own[:, None] & own
        if not (pairs & (block <= 1)).any():
            block -= pairs
            needed[place] = False
    return columns[needed]


def _name(place: int) -> str:
    """The letters from a to z, then aa, ab and so on."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("a") + rest) + name
    return name
