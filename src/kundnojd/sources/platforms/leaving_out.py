"""Rows of an export that are no answers, left out of the chunks and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kundnojd.sources.reading import RawChunk, RawColumn, Source


@dataclass(frozen=True)
class NamedRule:
    """A rule on the rows by the names of its columns; see `recognition.RowRule`."""

    reason: str
    columns: tuple[str, ...]
    holds: Callable[[str], bool]


def reader(
    source: Source, rules: Sequence[NamedRule], clean: Callable[[str], str] | None
) -> Callable[[Collection[str] | None], Iterator[RawChunk]]:
    """The ``read`` of a source without the rows that a rule leaves out; the first rule that holds gives the reason."""
    if not rules and clean is None:
        return source.read
    return partial(_read, source, tuple(rules), clean)


def _read(
    source: Source,
    rules: Sequence[NamedRule],
    clean: Callable[[str], str] | None,
    names: Collection[str] | None,
) -> Iterator[RawChunk]:
    needed = [name for rule in rules for name in rule.columns]
    wanted = None if names is None else list(dict.fromkeys((*names, *needed)))
    shown = [column.name for column in source.columns] if names is None else list(names)
    waiting: Counter[str] = Counter()  # of chunks without a row left, which would say nothing of the columns
    last = None
    for chunk in source.read(wanted):
        last = _used(chunk, rules, clean, shown)
        waiting.update(last.left_out)
        if last.rows:
            yield replace(last, left_out=dict(waiting))
            waiting.clear()
    if waiting and last is not None:
        yield replace(last, left_out=dict(waiting))


def _used(
    chunk: RawChunk, rules: Sequence[NamedRule], clean: Callable[[str], str] | None, shown: Sequence[str]
) -> RawChunk:
    keep = np.ones(chunk.rows, dtype=np.bool_)
    left_out = Counter(chunk.left_out)
    for rule in rules:
        hit = keep.copy()
        for name in rule.columns:
            hit &= _holds(chunk.columns[name], rule.holds)
        if hit.any():
            left_out[rule.reason] += int(hit.sum())
            keep &= ~hit
    columns = {name: _mended(chunk.columns[name], clean, keep) for name in shown}
    return RawChunk(int(keep.sum()), columns, dict(left_out))


def _holds(column: RawColumn, holds: Callable[[str], bool]) -> NDArray[np.bool_]:
    return np.fromiter(map(holds, column.texts), dtype=np.bool_, count=len(column.texts))[column.codes]


def _mended(column: RawColumn, clean: Callable[[str], str] | None, keep: NDArray[np.bool_]) -> RawColumn:
    texts = column.texts if clean is None else tuple(map(clean, column.texts))
    return RawColumn(column.codes if keep.all() else column.codes[keep], texts)
