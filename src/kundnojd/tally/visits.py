"""Observed visits as an additive tally: sums of visit scores and of conditions fulfilled, by unit and wave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.checklist import Condition
from kundnojd.questionnaire.checklist_columns import VisitColumns, part_fulfilled
from kundnojd.questionnaire.waves import wave_labels
from kundnojd.sources.reading import RawChunk, RawColumn

Floats = NDArray[np.float64]
LEAST_ANSWERED = 3  # conditions of a visit that count in its score
M, S, S2, ITEMS = range(4)  # visits, sum of scores, of squared scores, of the conditions they are worth
ANSWERED, FULFILLED, FAILED = range(3)


@dataclass(frozen=True)
class VisitTally:
    """C cells of (unit, wave); scores are parts of 1.

    ``scores`` (C, 1 + sections, 4) are the sums M, S, S2 and ITEMS of whole visits, then of each section.
    ``conditions`` (C, K, 3) count the visits in which each of K conditions was answered, the sum of the parts that were
    fulfilled, and the visits in which it was not wholly. ``failures`` (C,) are the visits with a failed critical
    condition. ``left_out`` counts visits that were not used, by reason, ``unread`` cells that say neither yes nor no,
    by column. Tallies of the same conditions add up.
    """

    cells: tuple[tuple[str, str], ...]
    scores: Floats
    conditions: Floats
    failures: Floats
    rows: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: VisitTally) -> VisitTally:
        cells = tuple(dict.fromkeys((*self.cells, *other.cells)))
        place = {cell: k for k, cell in enumerate(cells)}
        arrays = []
        for mine, theirs in zip(self._arrays(), other._arrays(), strict=True):
            total = np.zeros((len(cells), *mine.shape[1:]))
            for own, part in ((self.cells, mine), (other.cells, theirs)):
                if own:
                    np.add.at(total, [place[cell] for cell in own], part)
            arrays.append(total)
        left_out, unread = (
            dict(Counter(a) + Counter(b)) for a, b in ((self.left_out, other.left_out), (self.unread, other.unread))
        )
        scores, conditions, failures = arrays
        return VisitTally(cells, scores, conditions, failures, self.rows + other.rows, left_out, unread)

    def _arrays(self) -> tuple[Floats, Floats, Floats]:
        return self.scores, self.conditions, self.failures

    @property
    def visits(self) -> int:
        """Visits that were used."""
        return int(self.scores[:, 0, M].sum())


def empty(conditions: Sequence[Condition], sections: int) -> VisitTally:
    """A tally of no visits."""
    return VisitTally((), np.zeros((0, 1 + sections, 4)), np.zeros((0, len(conditions), 3)), np.zeros(0))


def sections_of(conditions: Sequence[Condition]) -> tuple[int, ...]:
    """The number of the section of each condition from 0, -1 for none; sections in the order they appear.

    A list with a single section has none: it would say what the whole says.
    """
    places: dict[str, int] = {}
    found = [places.setdefault(repr(one.section), len(places)) if one.section else -1 for one in conditions]
    return tuple(found) if len(places) > 1 else (-1,) * len(conditions)


def count_visits(chunk: RawChunk, columns: VisitColumns, *, zero: bool = False) -> VisitTally:
    """The tally of a chunk of R visits.

    A visit's score is sum w y / sum w over the conditions answered, y being the part fulfilled; where ``zero`` it is 0
    if a critical condition failed. A visit with under `LEAST_ANSWERED` answers that count, without a unit, or without a
    wave where there are waves, is left out. A section's score is that of its own conditions, where any was answered.
    """
    conditions = columns.conditions
    parts, unread = _parts(chunk, conditions)
    weights = np.array([one.weight for one in conditions])
    answered = ~np.isnan(parts)
    units = _texts(chunk.columns[columns.unit])
    waves = [""] * chunk.rows
    if columns.waves.column:
        column = chunk.columns[columns.waves.column]
        labels = wave_labels(column.texts, columns.waves)
        waves = [labels[code] for code in column.codes]
    enough = (answered & (weights > 0)).sum(axis=1) >= LEAST_ANSWERED
    with_unit = np.array([bool(unit) for unit in units], dtype=bool)
    with_wave = np.array([bool(wave) or not columns.waves.column for wave in waves], dtype=bool)
    used = enough & with_unit & with_wave
    left_out = {
        "visit-unit": int((~with_unit).sum()),
        "wave": int((with_unit & ~with_wave).sum()),
        "few-conditions": int((with_unit & with_wave & ~enough).sum()),
    }
    critical = np.array([one.critical for one in conditions], dtype=bool)
    failed = (answered & (parts < 1) & critical).any(axis=1)
    numbers = sections_of(conditions)
    groups = [np.ones(len(conditions), dtype=bool)]
    groups += [np.array(numbers) == section for section in range(max(numbers, default=-1) + 1)]
    sums = np.stack(
        [_scores(parts, answered, weights * group, failed & zero & (k == 0)) for k, group in enumerate(groups)], 1
    )
    by_condition = np.stack([answered, np.where(answered, parts, 0.0), answered & (parts < 1)], axis=2).astype(float)
    cells = tuple(dict.fromkeys((unit, wave) for unit, wave, ok in zip(units, waves, used, strict=True) if ok))
    place = {cell: k for k, cell in enumerate(cells)}
    at = [place[cell] for cell, ok in zip(zip(units, waves, strict=True), used, strict=True) if ok]
    arrays = []
    for values in (sums, by_condition, failed.astype(float)):
        total = np.zeros((len(cells), *values.shape[1:]))
        if at:
            np.add.at(total, at, values[used])
        arrays.append(total)
    kept = {reason: count for reason, count in left_out.items() if count}
    by_unit, counts, failures = arrays
    return VisitTally(cells, by_unit, counts, failures, chunk.rows, kept, unread)


def _parts(chunk: RawChunk, conditions: Sequence[Condition]) -> tuple[Floats, dict[str, int]]:
    """The part fulfilled (R, K), NaN outside the base; and the cells of each column that were not understood."""
    parts = np.full((chunk.rows, len(conditions)), np.nan)
    unread: dict[str, int] = {}
    for k, condition in enumerate(conditions):
        column = chunk.columns[condition.column]
        read = [part_fulfilled(text, condition.points) for text in column.texts]
        values = np.array([np.nan if part is None else part for part in read])
        parts[:, k] = values[column.codes] if len(values) else np.nan
        odd = np.array([part is None for part in read], dtype=bool)
        count = int(odd[column.codes].sum()) if len(odd) else 0
        if count:
            unread[condition.column] = count
    return parts, unread


def _scores(parts: Floats, answered: NDArray[np.bool_], weights: Floats, zeroed: NDArray[np.bool_]) -> Floats:
    """M, S, S2 and ITEMS of each visit, (R, 4); nothing where no condition that counts was answered.

    Conditions of unequal weight are worth (sum w)^2 / sum w^2 (Kish).
    """
    w = np.where(answered, weights, 0.0)
    total = w.sum(axis=1)
    there = total > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(there, (w * np.where(answered, parts, 0.0)).sum(axis=1) / total, 0.0)
        items = np.where(there, total**2 / (w**2).sum(axis=1), 0.0)
    score = np.where(zeroed, 0.0, score)
    return np.stack([there.astype(float), score, score**2, items], axis=1)


def _texts(column: RawColumn) -> list[str]:
    return [" ".join(column.texts[code].split()) for code in column.codes]
