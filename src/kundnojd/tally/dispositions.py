"""Counting what became of each person in the frame, by unit and wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.dispositions import ANSWERED, CODES

NOBODY: Mapping[tuple[str, ...], NDArray[np.float64]] = {}


@dataclass(frozen=True)
class People:
    """The rows of a chunk as people of the frame: ``places`` in `CODES` and which are ``counted``, both (R,).

    In a file without dispositions every row is of a respondent, and nobody is counted.
    """

    places: NDArray[np.intp]
    counted: NDArray[np.bool_]

    @property
    def answered(self) -> NDArray[np.bool_]:
        """The rows of respondents: complete and partial interviews, shape (R,)."""
        return (self.places >= 0) & (self.places < ANSWERED)


def by_cell(
    keys: Sequence[tuple[NDArray[np.intp], Sequence[str]]], people: People
) -> Mapping[tuple[str, ...], NDArray[np.float64]]:
    """The people counted in each cell by disposition, shape (7,); ``keys`` are codes (R,) and labels of each part.

    >>> wave = (np.zeros(3, dtype=np.intp), ("2025",))
    >>> by_cell([wave], People(np.array([0, 2, 2]), np.ones(3, dtype=bool)))[("2025",)].tolist()
    [1.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0]
    """
    if not people.counted.any():
        return NOBODY
    sizes = [len(labels) for _, labels in keys]
    place = np.ravel_multi_index([codes[people.counted] for codes, _ in keys], sizes)
    used, cell = np.unique(place, return_inverse=True)
    counts = np.bincount(cell * len(CODES) + people.places[people.counted], minlength=len(used) * len(CODES))
    parts = np.unravel_index(used, sizes)
    found = {}
    for row, counted in enumerate(counts.reshape(len(used), len(CODES)).astype(float)):
        found[tuple(labels[part[row]] for (_, labels), part in zip(keys, parts, strict=True))] = counted
    return found
