"""Units, groups and waves as a grid: row 0 is the whole, then every unit in reading order, then every group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import COLUMN, WAVE
from kundnojd.tally.tally import Tally

Floats = NDArray[np.float64]
SEPARATOR = " / "
GROUP = ": "  # between a column and its text in the name of a group


@dataclass(frozen=True)
class Grid:
    """U + 1 rows (the whole, the units, the groups) by W waves.

    ``units[0]`` is the empty name of the whole; ``parents[u]`` is the row of the unit that u belongs to (-1 for the
    whole). A single wave has no name. A unit below the first level is called by its whole path. ``groups[u]`` is the
    name of a group, such as ``Kön: Kvinna``, and empty for units. Each column of groups parts the whole once more:
    ``partitions[u]`` is 0 for the whole and the units, k for the k-th column.
    """

    units: tuple[str, ...]
    groups: tuple[str, ...]
    parents: tuple[int, ...]
    partitions: tuple[int, ...]
    waves: tuple[str, ...]
    _rows: tuple[NDArray[np.intp], ...]  # for each level and column: the cells' rows, -1 where the cell gives none
    _columns: NDArray[np.intp]

    def spread(self, cells: Floats) -> Floats:
        """Sums of the tally's cells (C, k) gathered over the grid, shape (U + 1, W, k)."""
        out = np.zeros((len(self.units), len(self.waves), cells.shape[1]))
        for rows in self._rows:
            inside = rows >= 0
            np.add.at(out, (rows[inside], self._columns[inside]), cells[inside])
        return out

    def entries(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Each cell of the tally with each row that it belongs to: places of cells, rows and columns, (E,) each."""
        inside = [np.flatnonzero(rows >= 0) for rows in self._rows]
        cells = np.concatenate(inside)
        rows = np.concatenate([rows[cell] for rows, cell in zip(self._rows, inside, strict=True)])
        return cells, rows, self._columns[cells]

    @cached_property
    def levels(self) -> tuple[tuple[int, int], ...]:
        """The partition of each row and its depth in the hierarchy of that: rows that are tested as one family."""
        found: list[tuple[int, int]] = []
        for parent, partition in zip(self.parents, self.partitions, strict=True):
            found.append((partition, 0 if parent < 0 else found[parent][1] + 1))
        return tuple(found)


def grid(tally: Tally, segments: Sequence[str] = ()) -> Grid:
    """The grid of a tally whose keys are unit levels (may be none), the wave, and any that split its cells further.

    ``segments`` are those of the further columns whose texts are groups. Who gave no text there is in the whole only.
    """
    waves = tuple(sorted(tally.values_of(WAVE), key=wave_key))
    levels = tally.keys.index(WAVE)
    paths = sorted(
        {cell[:depth] for cell in tally.cells for depth in range(levels + 1) if all(cell[:depth])},
        key=lambda path: [reading_order(part) for part in path],
    )
    row = {path: i for i, path in enumerate(paths)}
    rows = [np.array([row.get(cell[:depth], -1) for cell in tally.cells], dtype=np.intp) for depth in range(levels + 1)]
    columns = np.array([waves.index(cell[levels]) for cell in tally.cells], dtype=np.intp)
    parents = [row[path[:-1]] if path else -1 for path in paths]
    groups: list[str] = [""] * len(paths)
    partitions = [0] * len(paths)
    for number, segment in enumerate(segments, 1):
        place = tally.keys.index(COLUMN + segment)
        texts = sorted({cell[place] for cell in tally.cells} - {""}, key=lambda text: list(reading_order(text)))
        own = {text: len(groups) + i for i, text in enumerate(texts)}
        rows.append(np.array([own.get(cell[place], -1) for cell in tally.cells], dtype=np.intp))
        groups += [f"{segment}{GROUP}{text}" for text in texts]
        parents += [0] * len(texts)
        partitions += [number] * len(texts)
    names = waves if len(waves) > 1 else ("",) * len(waves)
    units = [SEPARATOR.join(path) for path in paths] + [""] * (len(groups) - len(paths))
    return Grid(tuple(units), tuple(groups), tuple(parents), tuple(partitions), names, tuple(rows), columns)


def reading_order(text: str) -> Sequence[tuple[int, int, str]]:
    """A key that sorts names as people do: ``Hus 2`` before ``Hus 10``.

    >>> sorted(["Hus 10", "Hus 2", "hus 1"], key=reading_order)
    ['hus 1', 'Hus 2', 'Hus 10']
    """
    parts = re.split(r"(\d+)", text.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]
