"""From a chunk of texts to a tally."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.model import Question, Questionnaire, Scale, Score
from kundnojd.questionnaire.multiple import BLANK, CHOSEN, MultiQuestion, marks, selections
from kundnojd.questionnaire.scales import coding
from kundnojd.questionnaire.waves import wave_labels
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.screening import Screening, screen, screening, shown_texts
from kundnojd.tally.tally import Cell, Tally
from kundnojd.tally.weighting import weights_of

WAVE = "wave"
COLUMN = "column:"  # begins the key of a column that splits the cells further
IMPOSSIBLE = -2


@dataclass(frozen=True)
class Counted:
    """The tally of one chunk and the rows left out by reason."""

    tally: Tally
    left_out: Mapping[str, int]

    @property
    def impossible(self) -> Mapping[str, int]:
        """The answers that are not on the scale, by question."""
        return self.tally.quality.impossible


@dataclass(frozen=True)
class Key:
    """One part of a row's cell: the text of row i is ``labels[codes[i]]``; the labels are distinct and rise."""

    codes: NDArray[np.intp]
    labels: tuple[str, ...]


def unit_keys(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The names of the unit levels in a cell, from the widest to the narrowest.

    >>> unit_keys(Questionnaire((), unit=("Region", "Kontor")))
    ('unit-1', 'unit-2')
    """
    return tuple(f"unit-{level}" for level in range(1, len(questionnaire.unit) + 1))


def keys_of(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The parts of a cell: unit levels, wave, then ``column:`` and the name of each column that splits further.

    >>> keys_of(Questionnaire((), unit=("Kontor",), split=("Kön",)))
    ('unit-1', 'wave', 'column:Kön')
    """
    return (*unit_keys(questionnaire), WAVE, *(COLUMN + name for name in questionnaire.split))


def columns_needed(questionnaire: Questionnaire) -> frozenset[str]:
    """The columns that counting reads."""
    names = {column for question in questionnaire.questions for column in question.columns.values()}
    names.update(
        questionnaire.unit, questionnaire.split, (column for column, _ in (*questionnaire.where, *questionnaire.keep))
    )
    names.update(column for multi in questionnaire.multis for column in multi.columns)
    q = questionnaire
    names.update(name for name in (q.waves.column, q.weight, q.respondent, q.duration) if name)
    return frozenset(names)


def count(
    chunk: RawChunk,
    questionnaire: Questionnaire,
    scores: Sequence[Score],
    file: str,
    asked: Screening | None = None,
) -> Counted:
    """Count one chunk of the file labelled ``file``.

    A row is left out (reason in brackets) where a ``where`` does not hold (``filter``), its weight is missing, zero or
    negative (``weight``), it has no wave although there are waves (``wave``), its respondent has answered before
    (``duplicate``), or ``asked`` drops it (``copy``, ``straight-liner``, ``speeder``). Without ``asked`` no row is
    compared with others. In a file without the column of the weight every row weighs 1.
    """
    keep, left_out, weights, wave = _usable_rows(chunk, questionnaire, file)
    asked = asked or screening(questionnaire, (), {}, "", ())
    placed = {question.name: _codes(chunk, question, wave) for question in questionnaire.questions}
    screened = screen(chunk, questionnaire, placed, (wave.codes, wave.labels), keep, file, asked)
    for reason, rows in screened.out.items():
        if gone := int(np.count_nonzero(keep & rows)):
            left_out[reason] = gone
        keep &= ~rows
    keys = [_unit_key(chunk, name, questionnaire) for name in questionnaire.unit]
    splits = [_split_key(chunk, name, questionnaire) for name in questionnaire.split]
    cells, cell = _cells([Key(key.codes[keep], key.labels) for key in (*keys, wave, *splits)])
    weights = weights[keep]
    size = len(cells)
    powers = (np.ones_like(weights), weights, weights**2)

    codes: dict[str, NDArray[np.intp]] = {}
    counts: dict[str, NDArray[np.float64]] = {}
    impossible: dict[str, int] = {}
    for question in questionnaire.questions:
        code = placed[question.name][keep]
        codes[question.name] = code
        wrong = int(np.count_nonzero(code == IMPOSSIBLE))
        if wrong:
            impossible[question.name] = wrong
        width = question.size + 1
        given = code >= 0
        place = cell[given] * width + code[given]
        parts = [np.bincount(place, power[given], minlength=size * width).astype(float) for power in powers]
        counts[question.name] = np.stack(parts, axis=-1).reshape(size, width, 3)

    respondents = np.stack([np.bincount(cell, power, minlength=size).astype(float) for power in powers], axis=-1)
    options = {multi.name: _options(chunk, multi, keep, cell, powers, size) for multi in questionnaire.multis}
    sums = {score.name: _score_sums(score, codes, cell, weights, size) for score in scores}
    quality = replace(screened.quality, impossible=impossible)
    tally = Tally(keys_of(questionnaire), cells, respondents, counts, sums, quality, options)
    return Counted(tally, left_out)


def _usable_rows(
    chunk: RawChunk, questionnaire: Questionnaire, file: str
) -> tuple[NDArray[np.bool_], dict[str, int], NDArray[np.float64], Key]:
    keep = np.ones(chunk.rows, dtype=bool)
    left_out: dict[str, int] = {}

    def drop(reason: str, good: NDArray[np.bool_]) -> None:
        dropped = int(np.count_nonzero(keep & ~good))
        if dropped:
            left_out[reason] = dropped
        keep[:] &= good

    for name, text in questionnaire.where:
        column, wanted = _column(chunk, name), normalise(text)
        drop("filter", np.array([normalise(found) == wanted for found in column.texts], dtype=bool)[column.codes])
    for name, kept in questionnaire.keep:
        column = _column(chunk, name)
        drop("filter", np.array([found.strip().casefold() in kept for found in column.texts], dtype=bool)[column.codes])
    weights = np.ones(chunk.rows)
    if questionnaire.weight in chunk.columns:
        column = chunk.columns[questionnaire.weight]
        weights = weights_of(column.texts, questionnaire.decimal)[column.codes]
        drop("weight", ~np.isnan(weights))
    wave = _wave_key(chunk, questionnaire, file)
    if questionnaire.waves.kind in {"column", "date"}:
        drop("wave", np.array([label != "" for label in wave.labels], dtype=bool)[wave.codes])
    return keep, left_out, weights, wave


def _wave_key(chunk: RawChunk, questionnaire: Questionnaire, file: str) -> Key:
    rule = questionnaire.waves
    if rule.kind in {"column", "date"}:
        column = _column(chunk, rule.column)
        return _key(column.codes, wave_labels(shown_texts(column.texts, rule.column, questionnaire), rule))
    return Key(np.zeros(chunk.rows, dtype=np.intp), (rule.files.get(file, ""),))


def _unit_key(chunk: RawChunk, name: str, questionnaire: Questionnaire) -> Key:
    column = _column(chunk, name)
    rename = questionnaire.unit_labels
    texts = shown_texts(column.texts, name, questionnaire)
    return _key(column.codes, [rename.get(text, text) for text in texts])


def _split_key(chunk: RawChunk, name: str, questionnaire: Questionnaire) -> Key:
    column = _column(chunk, name)
    return _key(column.codes, [text.strip() for text in shown_texts(column.texts, name, questionnaire)])


def _key(codes: NDArray[np.intp], texts: Sequence[str]) -> Key:
    labels = tuple(sorted(set(texts)))
    index = {label: i for i, label in enumerate(labels)}
    return Key(np.array([index[text] for text in texts], dtype=np.intp)[codes], labels)


def _column(chunk: RawChunk, name: str) -> RawColumn:
    """The column, or one without texts where this file does not have it."""
    if name in chunk.columns:
        return chunk.columns[name]
    return RawColumn(np.zeros(chunk.rows, dtype=np.intp), ("",))


def _codes(chunk: RawChunk, question: Question, wave: Key) -> NDArray[np.intp]:
    """The place of each row's answer on the scale, from the column that holds the question in the row's wave."""
    result = np.full(chunk.rows, -1, dtype=np.intp)
    for own, name in question.columns.items():
        if name not in chunk.columns:
            continue
        column = chunk.columns[name]
        holds = [label == own or (not own and label not in question.columns) for label in wave.labels]
        for scale, first, inside in _scales(question, wave.labels):
            rows = (np.array(holds, dtype=bool) & inside)[wave.codes]
            place = coding(column.texts, scale)
            place = np.where(place == scale.size, question.size, np.where(place < 0, place, first + place))
            result[rows] = place[column.codes][rows]
    return result


def _options(
    chunk: RawChunk,
    multi: MultiQuestion,
    keep: NDArray[np.bool_],
    cell: NDArray[np.intp],
    powers: Sequence[NDArray[np.float64]],
    size: int,
) -> NDArray[np.float64]:
    """Who chose each option, and in the last place who answered the question, shape (C, O + 1, 3)."""
    chosen = np.zeros((len(cell), multi.size + 1), dtype=bool)
    if multi.packed:
        column = _column(chunk, multi.packed)
        chosen = selections(multi, column.texts)[column.codes[keep]]
    else:
        for place, option in enumerate(multi.options):
            column = _column(chunk, option.column)
            mark = marks(column.texts, multi.selected)[column.codes[keep]]
            chosen[:, place] = mark == CHOSEN
            chosen[:, -1] |= mark != BLANK
    found = np.zeros((size, multi.size + 1, len(powers)))
    for place in range(multi.size + 1):
        rows = chosen[:, place]
        for part, power in enumerate(powers):
            found[:, place, part] = np.bincount(cell[rows], power[rows], minlength=size)
    return found


def _scales(question: Question, labels: Sequence[str]) -> Iterator[tuple[Scale, int, NDArray[np.bool_]]]:
    """Each scale of a question, the place of its first answer, and which of the waves ``labels`` it holds in."""
    earlier = {wave: stretch.scale for stretch in question.earlier for wave in stretch.waves}
    first = 0
    for scale in question.scales:
        yield scale, first, np.array([earlier.get(label, question.scale) is scale for label in labels], dtype=bool)
        first += scale.size


def _cells(keys: Sequence[Key]) -> tuple[tuple[Cell, ...], NDArray[np.intp]]:
    """The distinct cells in rising order and the cell of each row."""
    sizes = [len(key.labels) for key in keys]
    place = np.ravel_multi_index([key.codes for key in keys], sizes)
    used, cell = np.unique(place, return_inverse=True)
    parts = np.unravel_index(used, sizes)
    texts = [[key.labels[code] for code in part] for key, part in zip(keys, parts, strict=True)]
    return tuple(zip(*texts, strict=True)), cell.astype(np.intp)


def _score_sums(
    score: Score,
    codes: Mapping[str, NDArray[np.intp]],
    cell: NDArray[np.intp],
    weights: NDArray[np.float64],
    size: int,
) -> NDArray[np.float64]:
    total = np.zeros(len(cell))
    answered = np.zeros(len(cell))
    for item, values in zip(score.items, score.values, strict=True):
        code = codes[item]
        value = np.append(values, np.nan)[np.where(code >= 0, code, len(values))]
        given = ~np.isnan(value)
        total[given] += value[given]
        answered[given] += 1
    valid = answered >= max(score.minimum, 1)
    y = total[valid] / answered[valid]
    w, place = weights[valid], cell[valid]
    parts = (np.ones_like(w), w, w**2, w * y, w * y**2, w**2 * y, w**2 * y**2)
    return np.stack([np.bincount(place, part, minlength=size) for part in parts], axis=-1)
