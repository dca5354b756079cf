"""What each wave answered: the texts of a column counted wave by wave, and its wording in each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.model import Waves
from kundnojd.questionnaire.waves import wave_labels
from kundnojd.sources.reading import Column, RawChunk

_MOST_TEXTS = 1000  # a column of more texts is no scale


@dataclass
class ByWave:
    """Collected chunk by chunk: ``values[column][wave]`` counts texts, ``wordings[column][wave]`` is the wording.

    >>> from kundnojd.sources.reading import RawColumn
    >>> chunk = RawChunk(2, {"q": RawColumn(np.array([0, 0]), ("5",))})
    >>> seen = ByWave()
    >>> seen.add("b.csv", chunk, [Column("q", "Satisfied?")], Waves("file", files={"b.csv": "2024"}), ["q"])
    >>> seen.values, seen.wordings
    ({'q': {'2024': {'5': 2}}}, {'q': {'2024': 'Satisfied?'}})
    """

    values: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    wordings: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, file: str, chunk: RawChunk, columns: Sequence[Column], waves: Waves, names: Collection[str]) -> None:
        """Adds the columns ``names`` of a chunk of ``file``; rows without a wave are left out."""
        labels, wave = _waves_of(file, chunk, waves)
        for column in columns:
            raw = chunk.columns.get(column.name)
            if column.name not in names or raw is None or len(raw.texts) > _MOST_TEXTS:
                continue
            size = len(raw.texts)
            counts = np.bincount(wave * size + raw.codes, minlength=len(labels) * size).reshape(len(labels), size)
            for place, label in enumerate(labels):
                if not label:
                    continue
                self.wordings.setdefault(column.name, {}).setdefault(label, column.text)
                values = self.values.setdefault(column.name, {}).setdefault(label, {})
                for code in np.flatnonzero(counts[place]).tolist():
                    if text := raw.texts[code]:
                        values[text] = values.get(text, 0) + int(counts[place, code])


Look = Callable[[Waves, Collection[str]], ByWave]


def nothing_seen(waves: Waves, names: Collection[str]) -> ByWave:
    """For a survey of one wave."""
    return ByWave()


def _waves_of(file: str, chunk: RawChunk, waves: Waves) -> tuple[Sequence[str], NDArray[np.intp]]:
    """The waves of a chunk and the place of each row's wave among them."""
    if waves.kind == "file":
        return (waves.files.get(file, ""),), np.zeros(chunk.rows, dtype=np.intp)
    raw = chunk.columns.get(waves.column)
    if raw is None:
        return ("",), np.zeros(chunk.rows, dtype=np.intp)
    found = wave_labels(raw.texts, waves)
    places: Mapping[str, int] = {label: place for place, label in enumerate(dict.fromkeys(found))}
    return tuple(places), np.array([places[label] for label in found], dtype=np.intp)[raw.codes]
