"""Random groups of respondents, for jackknife standard errors: a hash decides, so that no order of rows matters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.model import Block
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.repeats import Keys, column_keys, row_keys

_ODD = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)


def groups_of(chunk: RawChunk, block: Block, respondent: str, answers: Keys) -> NDArray[np.intp]:
    """The group of each row, from 0 to ``block.groups`` - 1, shape (R,).

    Rows with the same text in the column ``block.grouped_by``, or else in ``respondent``, share a group, whatever
    chunk or file they are in. A whole number in ``block.grouped_by`` is the number of the group itself, counted on from
    0 where it is too large, so that groups can be given. Where there is no such column, or its cell is empty, the row's
    ``answers`` (R,) decide, and of rows that answered alike each has a group of its own: else all who gave the same
    answer throughout would be one lump.
    """
    column = block.grouped_by or respondent
    keys = apart(answers)
    if column in chunk.columns:
        of_column, named = column_keys(chunk, column)
        keys = np.where(named, of_column, keys)
    groups = (_mixed(keys) % np.uint64(block.groups)).astype(np.intp)
    if block.grouped_by in chunk.columns:
        given = _given(chunk.columns[block.grouped_by], block.groups)
        groups = np.where(given >= 0, given, groups)
    return groups


def _given(column: RawColumn, groups: int) -> NDArray[np.intp]:
    """The group that a whole number in the column stands for, shape (R,); -1 where there is none."""
    texts = (text.strip() for text in column.texts)
    found = [int(text) % groups if text.isdecimal() else -1 for text in texts]
    return np.array(found, dtype=np.intp)[column.codes]


def apart(keys: Keys) -> Keys:
    """The keys with equal ones told apart; in any order of the rows the same keys come out.

    >>> found = apart(np.array([7, 9, 7], dtype=np.uint64))
    >>> len(set(found.tolist())), bool(found[1] == 9)
    (3, True)
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(keys) else np.zeros(0, dtype=np.intp)
    copy = np.arange(len(keys)) - np.repeat(first, np.diff(np.append(first, len(keys))))
    # All rows together give the salt, so that copies in the next chunk go to other groups.
    salt = _mixed(np.array([keys.sum(dtype=np.uint64)], dtype=np.uint64))[0]
    found = keys.copy()
    more = copy > 0
    found[order[more]] = _mixed(ordered[more] + copy[more].astype(np.uint64) * _ODD + salt)
    return found


def answer_keys(chunk: RawChunk, columns: frozenset[str]) -> Keys:
    """A key for each row by its cells in these columns, shape (R,)."""
    return row_keys(RawChunk(chunk.rows, {name: chunk.columns[name] for name in sorted(columns & set(chunk.columns))}))


def _mixed(keys: Keys) -> Keys:
    """Keys whose remainders are as good as random, also where the keys themselves differ by a little."""
    mixed = (keys ^ (keys >> _SHIFT)) * _ODD
    return mixed ^ (mixed >> _SHIFT)
