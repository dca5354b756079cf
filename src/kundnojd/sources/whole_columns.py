"""Whole columns of a file as codes, for the shapes that cannot be turned chunk by chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import LayoutError
from kundnojd.sources.reading import Source

Codes = NDArray[np.intp]
MOST_ROWS = 5_000_000  # rows of a file in long form or of counts


@dataclass(frozen=True)
class Whole:
    """One column of a whole file: ``texts[codes[i]]`` is the text of row i; the texts are distinct."""

    codes: Codes
    texts: tuple[str, ...]

    def where(self, text: str) -> NDArray[np.bool_]:
        """The rows that hold a text."""
        return (
            np.asarray(self.codes == self.texts.index(text)) if text in self.texts else np.zeros(len(self.codes), bool)
        )


@dataclass(frozen=True)
class Table:
    """The columns of a whole file, its rows, and how many of them reading had left out, by reason."""

    rows: int
    columns: Mapping[str, Whole]
    left_out: Mapping[str, int]


def whole(source: Source, names: Sequence[str]) -> Table:
    """The columns named, read to the end; `LayoutError` where there are more than five million rows."""
    parts: dict[str, list[Codes]] = {name: [] for name in names}
    places: dict[str, dict[str, int]] = {name: {} for name in names}
    left_out: Counter[str] = Counter()
    rows = 0
    for chunk in source.read(names):
        rows += chunk.rows
        left_out.update(chunk.left_out)
        if rows > MOST_ROWS:
            raise LayoutError("shape-too-large", path=source.label, limit=MOST_ROWS)
        for name in names:
            column = chunk.columns[name]
            known = places[name]
            to = np.array([known.setdefault(text, len(known)) for text in column.texts], dtype=np.intp)
            parts[name].append(to[column.codes] if len(to) else column.codes)
    columns = {
        name: Whole(np.concatenate(parts[name]) if parts[name] else np.zeros(0, np.intp), tuple(places[name]))
        for name in names
    }
    return Table(rows, columns, dict(left_out))


def distinct_rows(columns: Sequence[Whole]) -> tuple[Codes, Codes]:
    """The place of the first row of each combination of texts, and the combination of each row, by first appearance.

    >>> codes = np.array([1, 0, 1])
    >>> [part.tolist() for part in distinct_rows([Whole(codes, ("a", "b"))])]
    [[0, 1], [0, 1, 0]]
    """
    combined = np.zeros(len(columns[0].codes), dtype=np.intp)
    for column in columns:
        combined = combined * max(len(column.texts), 1) + column.codes
        _, combined = np.unique(combined, return_inverse=True)
    _, first, of_row = np.unique(combined, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order].astype(np.intp), rank[of_row].astype(np.intp)
