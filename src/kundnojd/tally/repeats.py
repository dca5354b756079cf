"""Rows that came before: the same respondent again, or the same row again.

What was seen is kept as one hash of eight bytes each, at most 20 million of them (160 MB), and no text. Two different
keys get the same hash with a chance of 3 in 100 million over a million rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kundnojd.sources.reading import RawChunk

Keys = NDArray[np.uint64]

MOST_KEPT = 20_000_000
_NOBODY = frozenset({"", "-", "0", "NA", "N/A", "n/a", "null", "NULL", "anonymous", "Anonymous", "anonym", "Anonym"})
_ODD = np.uint64(0x9E3779B97F4A7C15)


class Seen:
    """The keys seen so far; sorted blocks whose sizes fall, so that each key is merged a few times only."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._blocks: list[Keys] = []
        self._room = most

    def again(self, keys: Keys, counts: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of these keys had come before, in an earlier call or earlier among them.

        Only keys where ``counts`` holds are kept. When there is no more room nothing new is kept.

        >>> seen = Seen()
        >>> every = np.ones(3, dtype=bool)
        >>> seen.again(np.array([7, 8, 7], dtype=np.uint64), every).tolist()
        [False, False, True]
        >>> seen.again(np.array([9, 8, 9], dtype=np.uint64), every).tolist()
        [False, True, True]
        """
        own = np.flatnonzero(counts)
        new, first = np.unique(keys[own], return_index=True)
        found = _find(new, keys)
        earlier = found >= 0
        earlier[earlier] = own[first[found[earlier]]] < np.flatnonzero(earlier)
        known = np.zeros(len(new), dtype=bool)
        for block in self._blocks:
            earlier |= _find(block, keys) >= 0
            known |= _find(block, new) >= 0
        self._keep(new[~known][: self._room])
        return earlier

    def _keep(self, block: Keys) -> None:
        self._room -= len(block)
        while self._blocks and len(self._blocks[-1]) <= 2 * len(block):
            block = np.sort(np.concatenate((self._blocks.pop(), block)), kind="stable")
        if len(block):
            self._blocks.append(block)


def identities(chunk: RawChunk, column: str) -> tuple[Keys, NDArray[np.bool_]]:
    """A key for the respondent of each row, the same in every file and wave, and which rows name one; of shape (R,)."""
    raw = chunk.columns[column]
    texts = [text.strip() for text in raw.texts]
    named = np.array([text not in _NOBODY for text in texts], dtype=bool)
    return _hashes(texts)[raw.codes], named[raw.codes]


def respondent_keys(
    chunk: RawChunk, column: str, wave: NDArray[np.intp], labels: Sequence[str], file: str
) -> tuple[Keys, NDArray[np.bool_]]:
    """A key for the respondent of each row in that file and wave, and which rows name one; both of shape (R,).

    The same identity in another file or wave gives another key: many systems number anew each time.
    """
    keys, named = column_keys(chunk, column)
    where = _hashes([f"{file}\n{label}" for label in labels])
    return keys * _ODD + where[wave], named


def column_keys(chunk: RawChunk, column: str) -> tuple[Keys, NDArray[np.bool_]]:
    """A key for the text of each row in a column, and which rows have one that names somebody; both of shape (R,)."""
    raw = chunk.columns[column]
    named = np.array([text not in _NOBODY for text in raw.texts], dtype=bool)
    return _hashes(raw.texts)[raw.codes], named[raw.codes]


def row_keys(chunk: RawChunk) -> Keys:
    """A key for each row, the same where all cells are; shape (R,)."""
    total = np.zeros(chunk.rows, dtype=np.uint64)
    for raw in chunk.columns.values():
        total = total * _ODD + _hashes(raw.texts)[raw.codes]
    return total


def _hashes(texts: Sequence[str]) -> Keys:
    from pandas.util import hash_array

    values = np.empty(len(texts), dtype=object)
    values[:] = texts
    return hash_array(values, categorize=False)


def _find(block: Keys, keys: Keys) -> NDArray[np.intp]:
    """The place of each key in a sorted block, -1 where it is not there."""
    if not len(block):
        return np.full(len(keys), -1, dtype=np.intp)
    place = np.minimum(np.searchsorted(block, keys), len(block) - 1)
    return np.where(block[place] == keys, place, -1)
