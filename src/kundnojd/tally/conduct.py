"""How people answered, counted while the rows pass: straight lines, equal patterns, clock times, who comes back.

Everything here adds up over chunks and files. Respondents and patterns are kept as hashes of eight bytes with counts,
no text of theirs. Only `kundnojd audit` asks for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.batteries import split_by_heading
from kundnojd.questionnaire.model import Question, Questionnaire, Role, Score
from kundnojd.sources.reading import RawChunk
from kundnojd.tally.clock import MINUTES_A_DAY, second_of
from kundnojd.tally.quality import LEAST_ITEMS, bins_of, blocks_of, straight_liners, times_by_wave
from kundnojd.tally.repeats import identities
from kundnojd.tally.score_sums import scored
from kundnojd.tally.tally import Cell

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
K = TypeVar("K")
V = TypeVar("V")

_START = re.compile(r"start|begin|påbörja|begynt", re.IGNORECASE)
_END = re.compile(r"end|slut|submit|finish|complet|avslut|levert", re.IGNORECASE)
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


@dataclass(frozen=True)
class Counts:
    """How often each of many keys came: ``keys`` rise, ``times`` are above 0; both (K,).

    >>> both = counts_of(np.array([7, 9, 7])) + counts_of(np.array([9]))
    >>> both.keys.tolist(), both.times.tolist()
    ([7, 9], [2, 2])
    """

    keys: Whole
    times: Whole

    def __add__(self, other: Counts) -> Counts:
        """The counts of both."""
        keys, place = np.unique(np.concatenate((self.keys, other.keys)), return_inverse=True)
        times = np.zeros(len(keys), dtype=np.int64)
        np.add.at(times, place, np.concatenate((self.times, other.times)))
        return Counts(keys, times)

    @property
    def total(self) -> int:
        """All times together."""
        return int(self.times.sum())


def counts_of(keys: NDArray[np.int64]) -> Counts:
    """The counts of keys as they come."""
    found, times = np.unique(keys, return_counts=True)
    return Counts(found.astype(np.int64), times.astype(np.int64))


@dataclass(frozen=True)
class Conduct:
    """How people answered; cells are the units and the wave of a row.

    ``straight`` holds for each battery (by its first question) those who answered five questions of it or more, and
    those of them with one answer to all, (2,). ``patterns`` counts each sequence of answers to the rated questions,
    ``minutes`` each minute in which somebody answered (proleptic ordinal x 1440 + minute), ``twins`` each pattern in
    each minute: these only for rows with a clock time. ``people`` counts the rows of each respondent by wave. ``days``
    holds by (wave, ordinal of the day) the rows, and n and the sums of y and y^2 of the leading score, (4,). ``texts``
    counts the texts of the columns watched by (column, wave). ``durations`` are the times from begin to end in seconds,
    in the bins of `tally.quality.bins_of`, where a file has these instead of a duration.
    """

    straight: Mapping[tuple[str, Cell], Floats] = field(default_factory=dict)
    patterns: Mapping[Cell, Counts] = field(default_factory=dict)
    minutes: Mapping[Cell, Counts] = field(default_factory=dict)
    twins: Mapping[Cell, Counts] = field(default_factory=dict)
    people: Mapping[str, Counts] = field(default_factory=dict)
    days: Mapping[tuple[str, int], Floats] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], Counter[str]] = field(default_factory=dict)
    durations: Mapping[str, Floats] = field(default_factory=dict)

    def __add__(self, other: Conduct) -> Conduct:
        """The counts of both."""
        return Conduct(
            _added(self.straight, other.straight, np.add),
            _added(self.patterns, other.patterns, Counts.__add__),
            _added(self.minutes, other.minutes, Counts.__add__),
            _added(self.twins, other.twins, Counts.__add__),
            _added(self.people, other.people, Counts.__add__),
            _added(self.days, other.days, np.add),
            _added(self.texts, other.texts, Counter.__add__),
            _added(self.durations, other.durations, np.add),
        )


@dataclass
class Watched:
    """The conduct gathered so far in one reading; ``columns`` are those whose texts are counted by wave."""

    questions: tuple[Question, ...]
    blocks: tuple[tuple[Question, ...], ...]
    score: Score | None
    respondent: str
    time: tuple[str, str]  # column and order of its dates
    span: tuple[str, str]  # columns of the begin and the end of an answer
    columns: tuple[str, ...]
    found: Conduct = field(default_factory=Conduct)

    @property
    def needed(self) -> frozenset[str]:
        """The columns that it reads beside those that are counted."""
        return frozenset({self.time[0], *self.span, *self.columns} - {""})

    def add(
        self,
        chunk: RawChunk,
        keep: NDArray[np.bool_],
        cells: Sequence[Cell],
        cell: NDArray[np.intp],
        codes: Mapping[str, NDArray[np.intp]],
    ) -> None:
        """Count the rows that are kept: ``cells[cell]`` and ``codes`` are theirs alone, in their order."""
        own = np.flatnonzero(keep)
        if not len(own):
            return
        pattern, answered = patterns_of([codes[question.name] for question in self.questions], len(own))
        second, has_clock = self._seconds(chunk, self.time[0], own)
        minute = np.where(second >= 0, second // 60, -1)
        waves = [name[-1] for name in cells]
        self.found += Conduct(
            self._straight(cells, cell, codes, len(own)),
            _by(cells, cell, pattern, answered >= LEAST_ITEMS),
            _by(cells, cell, minute, has_clock),
            _by(cells, cell, _paired(pattern, minute), has_clock & (answered >= LEAST_ITEMS)),
            self._people(chunk, own, waves, cell),
            self._days(minute, waves, cell, codes, len(own)),
            self._texts(chunk, own, waves, cell),
            self._durations(chunk, own, waves, cell),
        )

    def _straight(
        self, cells: Sequence[Cell], cell: NDArray[np.intp], codes: Mapping[str, NDArray[np.intp]], rows: int
    ) -> dict[tuple[str, Cell], Floats]:
        found: dict[tuple[str, Cell], Floats] = {}
        for block in self.blocks:
            size = block[0].scale.size
            given = np.zeros(rows, dtype=np.intp)
            for question in block:
                given += (codes[question.name] >= 0) & (codes[question.name] < size)
            flags = (given >= LEAST_ITEMS, straight_liners(codes, [block], rows))
            both = [np.bincount(cell[own], minlength=len(cells)).astype(float) for own in flags]
            names = [(block[0].name, name) for name in cells]
            found |= _joined(names, np.stack(both, axis=1))
        return found

    def _seconds(self, chunk: RawChunk, name: str, own: NDArray[np.intp]) -> tuple[Whole, NDArray[np.bool_]]:
        """The second of each row by a column, -1 where it has no day, and whether it has a clock time."""
        if name not in chunk.columns:
            return np.full(len(own), -1, dtype=np.int64), np.zeros(len(own), dtype=bool)
        raw = chunk.columns[name]
        times = [second_of(text, self.time[1]) for text in raw.texts]
        seconds = np.array([-1 if time is None else time[0] for time in times], dtype=np.int64)
        clocks = np.array([time is not None and time[1] for time in times], dtype=bool)
        return seconds[raw.codes[own]], clocks[raw.codes[own]]

    def _durations(
        self, chunk: RawChunk, own: NDArray[np.intp], waves: Sequence[str], cell: NDArray[np.intp]
    ) -> dict[str, Floats]:
        """The times from begin to end in seconds, in the bins of `quality.bins_of`, by wave."""
        if not all(self.span):
            return {}
        (begin, first), (end, last) = (self._seconds(chunk, name, own) for name in self.span)
        both = first & last & (end >= begin)
        # Begun and ended in the same minute of a clock without seconds is fast, not nothing.
        bins = bins_of([str(max(seconds, 1)) for seconds in (end - begin)[both].tolist()])
        names = sorted(set(waves))
        place = np.array([names.index(wave) for wave in waves], dtype=np.intp)
        return dict(times_by_wave(bins, place[cell[both]], names))

    def _people(
        self, chunk: RawChunk, own: NDArray[np.intp], waves: Sequence[str], cell: NDArray[np.intp]
    ) -> dict[str, Counts]:
        if self.respondent not in chunk.columns:
            return {}
        keys, named = identities(chunk, self.respondent)
        return _by(waves, cell, keys[own].astype(np.int64), named[own])

    def _days(
        self,
        minute: Whole,
        waves: Sequence[str],
        cell: NDArray[np.intp],
        codes: Mapping[str, NDArray[np.intp]],
        rows: int,
    ) -> dict[tuple[str, int], Floats]:
        dated = minute >= 0
        if not dated.any():
            return {}
        y = np.full(rows, np.nan) if self.score is None else scored(self.score, codes)
        there = ~np.isnan(y)
        y = np.where(there, y, 0.0)
        terms = np.stack([np.ones(rows), there.astype(float), y, y * y], axis=1)
        names, of_wave = np.unique(np.array(waves)[cell], return_inverse=True)
        key = of_wave[dated] * 10_000_000 + minute[dated] // MINUTES_A_DAY
        used, place = np.unique(key, return_inverse=True)
        sums = np.zeros((len(used), 4))
        np.add.at(sums, place, terms[dated])
        return {(str(names[k // 10_000_000]), int(k % 10_000_000)): sums[i] for i, k in enumerate(used.tolist())}

    def _texts(
        self, chunk: RawChunk, own: NDArray[np.intp], waves: Sequence[str], cell: NDArray[np.intp]
    ) -> dict[tuple[str, str], Counter[str]]:
        found: dict[tuple[str, str], Counter[str]] = {}
        for name in self.columns:
            if name in chunk.columns:
                raw = chunk.columns[name]
                for wave, counts in _by(waves, cell, raw.codes[own].astype(np.int64), np.ones(len(own), bool)).items():
                    pairs = zip(counts.keys.tolist(), counts.times.tolist(), strict=True)
                    found[name, wave] = Counter({raw.texts[code].strip(): n for code, n in pairs if raw.texts[code]})
        return found


def patterns_of(codes: Sequence[NDArray[np.intp]], rows: int) -> tuple[Whole, NDArray[np.intp]]:
    """A hash of each row's answers in their order, and how many it gave; both (R,).

    >>> keys, given = patterns_of([np.array([1, 1, 2]), np.array([3, 3, -1])], 3)
    >>> bool(keys[0] == keys[1]), bool(keys[0] == keys[2]), given.tolist()
    (True, False, [2, 2, 1])
    """
    key = np.full(rows, 17, dtype=np.uint64)
    answered = np.zeros(rows, dtype=np.intp)
    for code in codes:
        key = (key ^ (code + 3).astype(np.uint64)) * _ODD
        key ^= key >> _SHIFT
        answered += code >= 0
    return key.astype(np.int64), answered


def _paired(pattern: Whole, minute: Whole) -> Whole:
    return ((pattern.astype(np.uint64) ^ (minute.astype(np.uint64) * _ODD)) * _ODD).astype(np.int64)


def _by(labels: Sequence[K], cell: NDArray[np.intp], keys: Whole, there: NDArray[np.bool_]) -> dict[K, Counts]:
    """The counts of the keys by label; a label may stand for several cells."""
    found: dict[K, Counts] = {}
    if not there.any():
        return found
    order = np.argsort(cell[there], kind="stable")
    own, ordered = keys[there][order], cell[there][order]
    used, starts = np.unique(ordered, return_index=True)
    for place, part in zip(used.tolist(), np.split(own, starts[1:]), strict=True):
        counts = counts_of(part)
        found[labels[place]] = found[labels[place]] + counts if labels[place] in found else counts
    return found


def _joined(names: Sequence[K], rows: Floats) -> dict[K, Floats]:
    found: dict[K, Floats] = {}
    for name, row in zip(names, rows, strict=True):
        found[name] = found[name] + row if name in found else row
    return found


def _added(one: Mapping[K, V], other: Mapping[K, V], operation: Callable[[V, V], V]) -> dict[K, V]:
    found = dict(one)
    for key, value in other.items():
        found[key] = operation(found[key], value) if key in found else value
    return found


def watched(questionnaire: Questionnaire, score: Score | None, columns: Sequence[str]) -> Watched:
    """What to watch in one reading of this questionnaire; ``score`` is the leading one."""
    time = (questionnaire.time.column, questionnaire.time.order)
    own = questionnaire.respondent
    blocks = split_by_heading(blocks_of(questionnaire), LEAST_ITEMS)
    return Watched(questionnaire.questions, blocks, score, own, time, _span(questionnaire), tuple(columns))


def _span(questionnaire: Questionnaire) -> tuple[str, str]:
    """The columns that say when an answer was begun and ended; empty where they are not both there."""
    times = [finding.name for finding in questionnaire.findings if finding.role is Role.TIME]
    ends = [next((name for name in times if pattern.search(name)), "") for pattern in (_START, _END)]
    return (ends[0], ends[1]) if all(ends) and ends[0] != ends[1] and not questionnaire.duration else ("", "")
