"""Respondents followed from wave to wave, so that changes can be tested on those who return.

While rows are counted only a 64-bit hash of each respondent is kept, with the cell, the codes of the answers and the
weight (about 20 bytes and one for each question): no text. In the end the waves that follow each other are joined, and
of those who answered in both five sums are all that analyses need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.notices import Notice
from kundnojd.questionnaire.model import Score
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.repeats import Keys
from kundnojd.tally.tally import Cell

Floats = NDArray[np.float64]
Codes = NDArray[np.signedinteger[Any]]

MOST_FOLLOWED = 20_000_000  # rows; later ones are compared as independent
_LARGEST = np.iinfo(np.int8).max
_SAMPLED = np.uint64(16)  # one respondent in so many is remembered to see whether waves have respondents in common
_WORTH_SAYING = 0.02  # of the respondents of a wave


@dataclass(frozen=True)
class Panel:
    """Respondents who answered in a wave and in the one before it, M of them; the same person counts in every pair.

    ``cells`` are the distinct cells (units as far as they are the same in both waves, then empty; the later wave), and
    ``place`` says which is whose, shape (M,). ``now`` and ``before`` hold the answers' places on their scales by
    question, shape (M,); negative where there is none. ``scores`` are the scores over several questions.
    """

    cells: tuple[Cell, ...]
    place: NDArray[np.intp]
    now: Mapping[str, Codes]
    before: Mapping[str, Codes]
    weight_now: Floats
    weight_before: Floats
    scores: Mapping[str, Score]

    def sums(self, y_now: Floats, y_before: Floats) -> Floats:
        """Of those with a score in both waves: number, w w', w w' y, w w' y', w w' y y', for each cell (C, 5).

        They add up: over units, over waves and over respondents.

        >>> one = np.ones(1)
        >>> panel = Panel((("2025",),), np.zeros(1, dtype=np.intp), {}, {}, one, 2 * one, {})
        >>> panel.sums(50 * one, 60 * one).tolist()
        [[1.0, 2.0, 100.0, 120.0, 6000.0]]
        """
        valid = ~np.isnan(y_now) & ~np.isnan(y_before)
        y, x, w = y_now[valid], y_before[valid], (self.weight_now * self.weight_before)[valid]
        parts = (np.ones_like(w), w, w * y, w * x, w * y * x)
        size = len(self.cells)
        return np.stack([np.bincount(self.place[valid], part, minlength=size) for part in parts], axis=-1)

    def returning(self) -> Mapping[str, int]:
        """How many respondents of each wave had answered in the one before."""
        counts = np.bincount(self.place, minlength=len(self.cells))
        found: dict[str, int] = {}
        for cell, count in zip(self.cells, counts, strict=True):
            found[cell[-1]] = found.get(cell[-1], 0) + int(count)
        return found


class Followed:
    """The rows kept while counting; it grows with them."""

    def __init__(self, questions: Sequence[str], scores: Sequence[Score]) -> None:
        self._questions = tuple(questions)
        self._scores = {score.name: score for score in scores}
        self._cells: dict[Cell, int] = {}
        self._parts: list[tuple[Keys, NDArray[np.int32], Codes, Floats]] = []
        self._room = MOST_FOLLOWED

    def add(
        self,
        keys: Keys,
        cells: Sequence[Cell],
        cell: NDArray[np.intp],
        codes: Mapping[str, NDArray[np.intp]],
        weights: Floats,
    ) -> None:
        """Keep the counted rows of a chunk that name their respondent; ``cells`` are units, then the wave."""
        own = np.array([self._cells.setdefault(one, len(self._cells)) for one in cells], dtype=np.int32)
        answers = np.stack([codes[name] for name in self._questions], axis=1)
        answers = answers.astype(np.int8 if answers.max(initial=0) <= _LARGEST else np.int16)
        self._parts.append(
            (keys[: self._room], own[cell][: self._room], answers[: self._room], weights[: self._room].copy())
        )
        self._room -= min(len(keys), self._room)

    def joined(self) -> Panel:
        """The respondents of each wave who had answered in the one before; the first of several rows in a wave."""
        nothing = (
            np.zeros(0, np.uint64),
            np.zeros(0, np.int32),
            np.zeros((0, len(self._questions)), np.int8),
            np.zeros(0),
        )
        parts = zip(nothing, *self._parts, strict=True)
        keys, cell, answers, weights = (np.concatenate(part) for part in parts)
        names = list(self._cells)
        waves = sorted({name[-1] for name in names}, key=wave_key)
        wave = np.array([waves.index(name[-1]) for name in names], dtype=np.intp)[cell]
        now, before = [], []
        for early, late in pairwise(range(len(waves))):
            rows = [np.flatnonzero(wave == one) for one in (early, late)]
            _, first, second = np.intersect1d(keys[rows[0]], keys[rows[1]], return_indices=True)
            before.append(rows[0][first])
            now.append(rows[1][second])
        at, at_before = (np.concatenate([*part, np.zeros(0, dtype=np.intp)]) for part in (now, before))
        cells: dict[Cell, int] = {}
        pairs, inverse = np.unique(cell[at].astype(np.int64) * len(names) + cell[at_before], return_inverse=True)
        places = [
            cells.setdefault(_same(names[int(pair) // len(names)], names[int(pair) % len(names)]), len(cells))
            for pair in pairs
        ]
        return Panel(
            tuple(cells),
            np.array(places, dtype=np.intp)[inverse],
            {name: answers[at, k] for k, name in enumerate(self._questions)},
            {name: answers[at_before, k] for k, name in enumerate(self._questions)},
            weights[at],
            weights[at_before],
            self._scores,
        )


def _same(now: Cell, before: Cell) -> Cell:
    """The cell of now with its units as far as they are those of before; empty from the first that is not."""
    units: list[str] = []
    for one, other in zip(now[:-1], before[:-1], strict=True):
        units.append(one if one == other and (not units or units[-1]) else "")
    return (*units, now[-1])


class Sampled:
    """One respondent in sixteen of each wave: enough to see whether two waves have many in common."""

    def __init__(self) -> None:
        self._waves: dict[str, set[int]] = {}

    def add(self, keys: Keys, wave: NDArray[np.intp], labels: Sequence[str]) -> None:
        """Remember some of the respondents with these keys; ``labels[wave]`` is the wave of each."""
        chosen = keys % _SAMPLED == 0
        for place in np.unique(wave[chosen]):
            own = self._waves.setdefault(labels[place], set())
            own.update(keys[chosen & (wave == place)].tolist())

    def notices(self, column: str) -> list[Notice]:
        """What to say where a wave has a good part of its respondents from the one before."""
        found = []
        for since, wave in pairwise(sorted(self._waves, key=wave_key)):
            own = self._waves[wave]
            share = len(own & self._waves[since]) / len(own)
            if share >= _WORTH_SAYING:
                fields = {"column": column, "wave": wave, "since": since, "share": round(100 * share)}
                found.append(Notice("respondents-return", fields))
        return found[-1:]
