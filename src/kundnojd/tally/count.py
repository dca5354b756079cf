"""From a chunk of texts to a tally."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.dates import days_of
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.model import Block, Cross, Question, Questionnaire, Scale, Score
from kundnojd.questionnaire.multiple import BLANK, CHOSEN, MultiQuestion, marks, selections
from kundnojd.questionnaire.scales import coding
from kundnojd.questionnaire.waves import wave_labels
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally import crosses as joint
from kundnojd.tally.dispositions import People, by_cell
from kundnojd.tally.groups import answer_keys, groups_of
from kundnojd.tally.moments import Moments, gather
from kundnojd.tally.repeats import identities
from kundnojd.tally.score_sums import score_sums
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


def keys_of_cross(cross: Cross, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The parts of a cell of joint counts: those of the tally, then ``column:`` and the columns that split further."""
    return (*keys_of(questionnaire), *(COLUMN + name for name in cross.split))


def columns_needed(questionnaire: Questionnaire) -> frozenset[str]:
    """The columns that counting reads."""
    names = {column for question in questionnaire.asked for column in question.columns.values()}
    names.update(
        questionnaire.unit, questionnaire.split, (column for column, _ in (*questionnaire.where, *questionnaire.keep))
    )
    names.update(column for multi in questionnaire.multis for column in multi.columns)
    q = questionnaire
    others = (q.waves.column, q.weight, q.respondent, q.duration, q.dispositions.column)
    names.update(name for name in others if name)
    return frozenset(names)


def count(
    chunk: RawChunk,
    questionnaire: Questionnaire,
    scores: Sequence[Score],
    file: str,
    asked: Screening | None = None,
    blocks: Sequence[Block] = (),
    crosses: Sequence[Cross] = (),
) -> Counted:
    """Count one chunk of the file labelled ``file``.

    A row is left out (reason in brackets) where a ``where`` does not hold (``filter``), it is of somebody who did not
    answer (``no-respondent``; such rows are in the dispositions alone), its weight is missing, zero or negative
    (``weight``), it has no wave although there are waves (``wave``), its respondent has answered before
    (``duplicate``), or ``asked`` drops it (``copy``, ``straight-liner``, ``speeder``). Without ``asked`` no row is
    compared with others. In a file without the column of the weight every row weighs 1. ``blocks`` are those whose
    moments are gathered too, ``crosses`` those whose answers are counted together.
    """
    people = _people(chunk, questionnaire)
    keep, left_out, weights, wave = _usable_rows(chunk, questionnaire, people, file)
    asked = asked or screening(questionnaire, (), {}, "", ())
    placed = {question.name: _codes(chunk, question, wave) for question in questionnaire.questions}
    screened = screen(chunk, questionnaire, placed, (wave.codes, wave.labels), keep, file, asked)
    for reason, rows in screened.out.items():
        if gone := int(np.count_nonzero(keep & rows)):
            left_out[reason] = gone
        keep &= ~rows
        if reason == "duplicate":
            people.counted[:] &= ~rows
    keys = [_unit_key(chunk, name, questionnaire) for name in questionnaire.unit]
    frame = by_cell([(key.codes, key.labels) for key in (*keys, wave)], people)
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
        impossible |= _impossible(question.name, code)
        width = question.size + 1
        given = code >= 0
        place = cell[given] * width + code[given]
        parts = [np.bincount(place, power[given], minlength=size * width).astype(float) for power in powers]
        counts[question.name] = np.stack(parts, axis=-1).reshape(size, width, 3)

    respondents = np.stack([np.bincount(cell, power, minlength=size).astype(float) for power in powers], axis=-1)
    options = {multi.name: _options(chunk, multi, keep, cell, powers, size) for multi in questionnaire.multis}
    sums = {score.name: score_sums(score, codes, cell, weights, size) for score in scores}
    places = [name[: len(keys) + 1] for name in cells]
    if asked.watched is not None:
        asked.watched.add(chunk, keep, places, cell, codes)
    if asked.respondent in chunk.columns:
        _remember(chunk, asked, keep, (wave.codes, wave.labels), (places, cell), codes, weights)
    if asked.comments is not None:
        asked.comments.add(chunk, keep, [name[: len(keys) + 1] for name in cells], cell, codes)
    quality = replace(
        screened.quality, impossible=impossible, dispositions=frame, heaviest=float(weights.max(initial=0.0))
    )
    for name in {item for cross in crosses for item in cross.items} - codes.keys():
        codes[name] = _codes(chunk, questionnaire.question(name), wave)[keep]
        impossible |= _impossible(name, codes[name])
    together = {
        cross.name: _crossed(chunk, cross, questionnaire, codes, weights, (*keys, wave, *splits), keep)
        for cross in crosses
    }
    moments: dict[str, Moments] = {}
    for block in blocks:
        parts_of = [keys_of(questionnaire).index(key) for key in block.keys]
        labels = [tuple(label[place] for place in parts_of) for label in cells]
        groups = _groups(chunk, block, questionnaire, asked.respondent)[keep] if block.groups else None
        moments[block.name] = gather(block, codes, weights, labels, cell, groups)

    tally = Tally(keys_of(questionnaire), cells, respondents, counts, sums, quality, options, moments, together)
    return Counted(tally, left_out)


def _impossible(name: str, codes: NDArray[np.intp]) -> dict[str, int]:
    """How many answers of a question are none of its scale; empty where all are."""
    wrong = int(np.count_nonzero(codes == IMPOSSIBLE))
    return {name: wrong} if wrong else {}


def _remember(
    chunk: RawChunk,
    asked: Screening,
    keep: NDArray[np.bool_],
    wave: tuple[NDArray[np.intp], Sequence[str]],
    placed: tuple[Sequence[Cell], NDArray[np.intp]],
    codes: Mapping[str, NDArray[np.intp]],
    weights: NDArray[np.float64],
) -> None:
    """Keep what the memories of respondents over the waves need of the counted rows."""
    if asked.followed is None and asked.sampled is None:
        return
    keys, named = identities(chunk, asked.respondent)
    if asked.sampled is not None:
        asked.sampled.add(keys[keep & named], wave[0][keep & named], wave[1])
    if asked.followed is not None:
        own = named[keep]
        cells, cell = placed
        answers = {name: code[own] for name, code in codes.items()}
        asked.followed.add(keys[keep][own], cells, cell[own], answers, weights[own])


def _crossed(
    chunk: RawChunk,
    cross: Cross,
    questionnaire: Questionnaire,
    codes: Mapping[str, NDArray[np.intp]],
    weights: NDArray[np.float64],
    frame: Sequence[Key],
    keep: NDArray[np.bool_],
) -> joint.Crossed:
    texts = [_split_key(chunk, name, questionnaire) for name in cross.split]
    cells, cell = _cells([Key(key.codes[keep], key.labels) for key in (*frame, *texts)])
    return joint.gather(cross, keys_of_cross(cross, questionnaire), codes, weights, cells, cell)


def _groups(chunk: RawChunk, block: Block, questionnaire: Questionnaire, respondent: str) -> NDArray[np.intp]:
    # By the columns that are counted: of a file longer than its head no others are read.
    return groups_of(chunk, block, respondent, answer_keys(chunk, columns_needed(questionnaire)))


def _people(chunk: RawChunk, questionnaire: Questionnaire) -> People:
    column = questionnaire.dispositions.column
    if column not in chunk.columns:
        return People(np.zeros(chunk.rows, dtype=np.intp), np.zeros(chunk.rows, dtype=bool))
    raw = chunk.columns[column]
    places = questionnaire.dispositions.places(raw.texts)[raw.codes]
    return People(places, places >= 0)


def _usable_rows(
    chunk: RawChunk, questionnaire: Questionnaire, people: People, file: str
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
    people.counted[:] &= keep
    drop("no-respondent", people.answered)
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
    if name == questionnaire.time.column:
        return _key(column.codes, days_of(column.texts, questionnaire.time.order))
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
