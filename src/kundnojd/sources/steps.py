"""A question exported as one column for each step of its scale, put together to one column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from kundnojd.sources.reading import Column, RawChunk, RawColumn, Source

_STEP = re.compile(r"\W*(\d{1,2})(?!\d)(.*)", re.DOTALL)
_FEWEST = 3
_NOT_CHOSEN = frozenset({"", "0", "no", "nej", "nei", "false", "not selected", "ej vald", "ikke valgt"})


def with_steps(source: Source) -> Source:
    """The source with one column for each question that has a column for each number of its scale.

    Such columns belong to one question, and their options are the numbers 0 or 1 and up without a gap: a respondent's
    mark stands in one of them. The answer is the option. Where a respondent has several marks, the answer is all of
    them, which is none of the scale. A source without such a question is given back as it is.

    >>> steps_of([Column(f"Nöjd? [{k}]", "", group="Nöjd?", option=str(k)) for k in range(1, 6)])
    {'Nöjd?': ('Nöjd? [1]', 'Nöjd? [2]', 'Nöjd? [3]', 'Nöjd? [4]', 'Nöjd? [5]')}
    """
    steps = steps_of(source.columns)
    if not steps:
        return source
    of_step = {name: question for question, names in steps.items() for name in names}
    columns: dict[str, Column] = {}
    for column in source.columns:
        question = of_step.get(column.name)
        columns.setdefault(question or column.name, Column(question, question) if question else column)
    options = {column.name: _answer(column.option) for column in source.columns if column.name in of_step}
    return replace(source, columns=tuple(columns.values()), read=partial(_read, source, steps, options))


def steps_of(columns: Collection[Column]) -> Mapping[str, tuple[str, ...]]:
    """The questions that have a column for each step, with the names of these columns from the lowest step."""
    numbered: dict[str, dict[int, str]] = defaultdict(dict)
    twice: set[str] = set()
    for column in columns:
        found = _STEP.fullmatch(column.option) if column.group else None
        if found:
            if int(found[1]) in numbered[column.group]:
                twice.add(column.group)
            numbered[column.group][int(found[1])] = column.name
    taken = {column.name for column in columns}
    return {
        group: tuple(names[number] for number in sorted(names))
        for group, names in numbered.items()
        if len(names) >= _FEWEST
        and sorted(names) == list(range(min(names), min(names) + len(names)))
        and min(names) in {0, 1}
        and group not in taken | twice
    }


def _answer(option: str) -> str:
    found = _STEP.fullmatch(option)
    return found[1] + found[2].rstrip() if found else option


def _read(
    source: Source, steps: Mapping[str, tuple[str, ...]], options: Mapping[str, str], names: Collection[str] | None
) -> Iterator[RawChunk]:
    wanted = None if names is None else [part for name in names for part in steps.get(name, (name,))]
    parts = {name for group in steps.values() for name in group}
    for chunk in source.read(wanted):
        columns = {name: column for name, column in chunk.columns.items() if name not in parts}
        columns |= {
            question: _joined([chunk.columns[name] for name in group], [options[name] for name in group])
            for question, group in steps.items()
            if names is None or question in names
        }
        yield replace(chunk, columns=columns)


def _joined(parts: Collection[RawColumn], options: Collection[str]) -> RawColumn:
    marks = [
        np.array([text.casefold() not in _NOT_CHOSEN or text == option for text in part.texts], dtype=bool)[part.codes]
        for part, option in zip(parts, options, strict=True)
    ]
    bits = sum(mark.astype(np.int64) << place for place, mark in enumerate(marks))
    used, codes = np.unique(np.asarray(bits), return_inverse=True)
    texts = ["; ".join(option for place, option in enumerate(options) if bit >> place & 1) for bit in used.tolist()]
    return RawColumn(codes.astype(np.intp), tuple(texts))
