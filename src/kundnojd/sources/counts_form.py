"""Tables of counts: each row stands for as many respondents as its number says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from math import prod

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import AmbiguousError, LayoutError
from kundnojd.notices import Notice
from kundnojd.sources.long_form import question_columns
from kundnojd.sources.reading import CHUNK_ROWS, Column, RawChunk, RawColumn, Source
from kundnojd.sources.whole_columns import Table, Whole, distinct_rows, whole

MOST_COUNTED = 20_000_000  # respondents a table of counts may stand for
MOST_ROWS = 100_000  # rows of a table of counts that is known by its shape
_MOST_COLUMNS = 8
_FILLED = 0.1  # of all combinations of answers, this share or more has a row: a table
_BARELY_FILLED = 0.02


def is_table_of_counts(source: Source, count: str) -> bool:
    """Whether a file with such a heading is a table of counts and not one row for each respondent.

    It is where the column holds whole numbers, no two rows are alike in all others, these hold few texts each that
    come back, and a tenth or more of the possible combinations is there. Raises `AmbiguousError` between a tenth and
    a fiftieth, naming ``--shape``.
    """
    others = [column.name for column in source.columns if column.name != count]
    if not others or len(others) > _MOST_COLUMNS:
        return False
    rows = 0
    for chunk in source.read([count]):
        rows += chunk.rows
        if rows > MOST_ROWS or not all(text.isdecimal() or not text for text in chunk.columns[count].texts):
            return False
    table = whole(source, others)
    columns = list(table.columns.values())
    first, _ = distinct_rows(columns)
    comes_back = all(2 * len(column.texts) <= table.rows for column in columns)
    if table.rows < 2 or len(first) < table.rows or not (comes_back or len(columns) == 1):
        return False
    filled = table.rows / prod(len(column.texts) for column in columns)
    if _BARELY_FILLED <= filled < _FILLED:
        raise AmbiguousError("counts-or-rows", path=source.label, column=count)
    return filled >= _FILLED


def counted(source: Source, count: str, question: str = "", answer: str = "") -> Source:
    """The source with each row repeated as often as its number says, without the column of the numbers.

    Where ``question`` and ``answer`` are named, each question is a column of its own, and a row is one answer to one
    question: what the same person answered to another is not known. Rows whose number is missing or no whole number
    are left out and counted. Raises `LayoutError` where no row has a number, or the numbers stand for more than
    20 million respondents.
    """
    table = whole(source, [column.name for column in source.columns])
    times, good = _times(table.columns[count])
    total = int(times.sum())
    if not total:
        raise LayoutError("counts-not-numbers", path=source.label, column=count)
    if total > MOST_COUNTED:
        raise LayoutError("counts-too-large", path=source.label, column=count, limit=MOST_COUNTED)
    kept = [column for column in source.columns if column.name not in {count, question, answer}]
    columns = {column.name: table.columns[column.name] for column in kept}
    if question:
        own_rows = np.arange(table.rows)
        asked = question_columns(table.columns[question], table.columns[answer], own_rows, table.rows, columns)
        columns |= asked.columns
        kept += [Column(name, name) for name in asked.columns]
    left_out = {**table.left_out, **({"count": int((~good).sum())} if (~good).any() else {})}
    notice = Notice("read-as-counts", {"column": count, "rows": table.rows, "count": total})
    return replace(
        source,
        layout=replace(source.layout, shape="counts-of-answers" if question else "counts"),
        columns=tuple(kept),
        notices=(*source.notices, notice),
        read=partial(_chunks, Table(table.rows, columns, left_out), times),
    )


def _times(column: Whole) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """How often each row counts, and which rows have a whole number."""
    numbers = np.array(
        [min(int(text), MOST_COUNTED + 1) if text.isdecimal() else -1 for text in column.texts] or [-1], dtype=np.intp
    )
    given = numbers[column.codes]
    return np.maximum(given, 0), given >= 0


def _chunks(table: Table, times: NDArray[np.intp], names: Collection[str] | None) -> Iterator[RawChunk]:
    wanted = list(table.columns) if names is None else list(names)
    ends = np.cumsum(times)
    left_out = table.left_out
    for start in range(0, int(ends[-1]), CHUNK_ROWS):
        stop = min(start + CHUNK_ROWS, int(ends[-1]))
        rows = np.searchsorted(ends, np.arange(start, stop), side="right")
        columns = {name: RawColumn(table.columns[name].codes[rows], table.columns[name].texts) for name in wanted}
        yield RawChunk(stop - start, columns, left_out)
        left_out = {}
