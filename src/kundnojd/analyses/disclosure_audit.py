"""The audit of what a run publishes: how closely a hidden number of answers, or a hidden mean, can be worked out.

It knows nothing of how cells were hidden. Whoever has the figures that are shown knows that the answers behind them are
numbers that are not negative and add up: within a hierarchy, over groups, over the answers of one question, and never
to more than the respondents. So each hidden figure lies between the least and the greatest value that these linear
conditions allow, which `scipy.optimize.linprog` (HiGHS) finds. A mean is a quotient of two sums: with the cell scaled
to one answer (Charnes and Cooper 1962) its bounds are linear programs too.

Waves have no sums in common, so each is audited on its own. Shapes: R rows (the whole, units, groups) of A atoms (the
smallest parts, such as the women of one office), T measures of a question with V answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.grid import SEPARATOR

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]

_SLIGHT = 1e-6
_AT_ONCE = 24  # linear programs that are solved as one


@dataclass(frozen=True)
class Figures:
    """What is shown of one question: ``n`` and ``mean`` (T, R), NaN where hidden or not printed.

    ``values`` (T, V) are the scores of its answers in each measure, NaN outside the base.
    """

    values: Floats
    n: Floats
    mean: Floats


@dataclass(frozen=True)
class Published:
    """What is shown in one wave: ``members`` (R, A) says which atoms a row is made of.

    ``respondents`` (R,) are the numbers of respondents that are said, NaN where they are not.
    """

    members: Floats
    respondents: Floats
    questions: tuple[Figures, ...]


@dataclass(frozen=True)
class Bounds:
    """The bounds of one measure of one question in one row: of its number of answers, and of its mean.

    The mean is that of one answer or more; it has no bounds (NaN) where there can be none.
    """

    least: float
    most: float
    low: float
    high: float


def bounds(published: Published, cells: Sequence[tuple[int, int, int]]) -> list[Bounds]:
    """The bounds of cells (question, measure, row); `ValueError` where the figures contradict each other.

    >>> shown = Figures(np.array([[0.0, 100]]), np.array([[71, 40, 25, np.nan]]), np.array([[65.2, 70, 60, np.nan]]))
    >>> rows = np.array([[1.0, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> leak, = bounds(Published(rows, np.full(4, np.nan), (shown,)), [(0, 0, 3)])
    >>> round(leak.least), round(leak.most), round(leak.low, 2), round(leak.high, 2)
    (6, 6, 54.87, 54.87)
    """
    return audit([(published, cells)])[0]


def audit(tables: Sequence[tuple[Published, Sequence[tuple[int, int, int]]]]) -> list[list[Bounds]]:
    """As `bounds`, of several tables: one answer for each. Many small programs are solved faster together."""
    asked = [(k, *cell) for k, (_, cells) in enumerate(tables) for cell in cells]
    systems = {key: _system(tables[key[0]][0], key[1]) for key in dict.fromkeys(cell[:2] for cell in asked)}
    # Measures of one base have the same number of answers, which is bounded once.
    bases = [(*cell[:2], cell[3], tuple(np.isnan(systems[cell[:2]].values[cell[2]]).tolist())) for cell in asked]
    counts = {
        base: systems[base[:2]].in_row(base[2], (~np.array(base[3])).astype(float)) for base in dict.fromkeys(bases)
    }
    ends = _solved([(systems[base[:2]], None, sign * count) for base, count in counts.items() for sign in (1.0, -1.0)])
    numbers = {base: (ends[2 * k], -ends[2 * k + 1]) for k, base in enumerate(counts)}
    programs, open_ = [], []
    for place, (cell, base) in enumerate(zip(asked, bases, strict=True)):
        if numbers[base][1] >= 1 - _SLIGHT:
            system = systems[cell[:2]]
            total = system.in_row(cell[3], np.nan_to_num(system.values[cell[2]]))
            programs += [(system, counts[base], total), (system, counts[base], -total)]
            open_.append(place)
    means = np.full((len(asked), 2), np.nan)
    means[open_] = _solved(programs).reshape(-1, 2) * (1, -1)
    found = iter([Bounds(*map(float, (*numbers[base], *mean))) for base, mean in zip(bases, means, strict=True)])
    return [[next(found) for _ in cells] for _, cells in tables]


@dataclass(frozen=True)
class _System:
    """The linear conditions on the unknown numbers: of each answer of a question in each atom, then others.

    ``equal`` x = ``right``, ``below`` x <= 0, x >= 0. ``values`` are the scores of the answers.
    """

    members: Floats
    values: Floats
    equal: csr_array
    right: Floats
    below: csr_array

    @property
    def size(self) -> int:
        """The number of unknowns."""
        return int(self.equal.shape[1])

    def in_row(self, row: int, of_answers: Floats) -> Floats:
        """The coefficients of a sum over the answers (V,) in a row."""
        part = np.outer(self.members[row], of_answers).ravel()
        return np.concatenate([part, np.zeros(self.size - part.size)])


def _system(published: Published, chosen: int) -> _System:
    """The conditions for one question. Of the others only the numbers of answers matter, through the respondents."""
    from scipy.sparse import block_diag, csr_array, eye_array, hstack, kron, vstack

    atoms = published.members.shape[1]
    members = csr_array(published.members)
    own = published.questions[chosen]
    scores = [own.values] + [
        _apart(np.where(np.isnan(other.values), np.nan, 0.0))
        for k, other in enumerate(published.questions)
        if k != chosen
    ]
    shown = [own] + [other for k, other in enumerate(published.questions) if k != chosen]
    blocks, right, limits = [], [], []
    for place, (values, figures) in enumerate(zip(scores, shown, strict=True)):
        measures, rows = np.nonzero(~np.isnan(figures.n))
        n = figures.n[measures, rows]
        picked = members[rows]
        parts = [_times(picked, (~np.isnan(values)).astype(float)[measures])]
        right.append(n)
        if place == 0:
            parts.append(_times(picked, np.nan_to_num(values)[measures]))
            right.append(np.where(n > 0, n * np.nan_to_num(figures.mean[measures, rows]), 0.0))
        blocks.append(vstack(parts))
        limits.append(kron(eye_array(atoms), np.ones((1, values.shape[1]))))
    known = np.flatnonzero(~np.isnan(published.respondents))
    blocks.append(members[known])
    right.append(published.respondents[known])
    below = hstack([block_diag(limits), -vstack([eye_array(atoms)] * len(limits))])
    equal = block_diag(blocks, format="csr")
    return _System(published.members, own.values, csr_array(equal), np.concatenate(right), csr_array(below))


def _times(members: csr_array, of_answers: Floats) -> csr_array:
    """Row by row the outer product of the atoms (k, A) with the answers (k, V): shape (k, A * V)."""
    from scipy.sparse import csr_array

    k, atoms = members.shape
    full = members.toarray()[:, :, None] * of_answers[:, None, :]
    return csr_array(full.reshape(k, atoms * of_answers.shape[1]))


def _solved(programs: Sequence[tuple[_System, Floats | None, Floats]]) -> Floats:
    """The least value of each objective; with a denominator that of the quotient of the two.

    All conditions are multiplied by a further unknown t, which is 1, or one through the denominator.
    """
    from scipy.optimize import linprog
    from scipy.sparse import block_diag

    found = [np.zeros(0)]
    for start in range(0, len(programs), _AT_ONCE):
        batch = programs[start : start + _AT_ONCE]
        equal = [_with_scale(system, denominator) for system, denominator, _ in batch]
        below = [_with_column(system.below) for system, *_ in batch]
        c = np.concatenate([np.append(objective, 0.0) for *_, objective in batch])
        most = np.concatenate([[*([np.inf] * system.size), 1.0] for system, *_ in batch])
        solution = linprog(
            c,
            A_ub=block_diag(below, format="csr"),
            b_ub=np.zeros(sum(part.shape[0] for part in below)),
            A_eq=block_diag(equal, format="csr"),
            b_eq=np.concatenate([[*np.zeros(len(system.right)), 1.0] for system, *_ in batch]),
            bounds=np.column_stack([np.zeros(len(most)), most]),
            method="highs",
        )
        if solution.status != 0:
            raise ValueError(f"the figures contradict each other: {solution.message}")
        ends = np.cumsum([system.size + 1 for system, *_ in batch])[:-1]
        found.append(np.array([part.sum() for part in np.split(c * solution.x, ends)]))
    return np.concatenate(found)


def _with_scale(system: _System, denominator: Floats | None) -> csr_array:
    from scipy.sparse import csr_array, hstack, vstack

    scaled = hstack([system.equal, csr_array(-system.right[:, None])])
    last = np.append(np.zeros(system.size), 1.0) if denominator is None else np.append(denominator, 0.0)
    return csr_array(vstack([scaled, csr_array(last[None])]))


def _with_column(matrix: csr_array) -> csr_array:
    from scipy.sparse import csr_array, hstack

    return csr_array(hstack([matrix, csr_array((matrix.shape[0], 1))]))


# --- from the rows that were printed -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of the published table: a unit by its path, or a group by its name; the whole is neither."""

    unit: str = ""
    group: str = ""


def published(
    frame: pd.DataFrame,
    wave: str,
    values: Mapping[tuple[str, str, str], Floats],
    respondents: float,
) -> tuple[Published, tuple[Row, ...], dict[tuple[str, str, str], tuple[int, int]]]:
    """What the rows of one wave of results show, whatever outputs they were gathered from.

    ``values`` gives the scores (V,) of the answers in each measure, as (measure, question, answer); a measure of no
    question has answers of its own, such as the ends of its range. ``respondents`` are those of the whole, which a
    report says. Gives also the rows, and for each measure its (question, measure) in the table.
    """
    shown = frame[frame["wave"] == wave]
    group = shown["segment"] if "segment" in shown else shown["unit"].where(shown["unit"] == "", "")
    keys = list(zip(shown["unit"], group, strict=True))
    rows = tuple(Row(*key) for key in sorted({("", ""), *keys}))
    place = {(row.unit, row.group): k for k, row in enumerate(rows)}
    asked: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for measure in values:
        asked.setdefault(("", measure[0]) if not measure[1] else (measure[1], ""), []).append(measure)
    spots = {measure: (q, t) for q, own in enumerate(asked.values()) for t, measure in enumerate(own)}
    n = [np.full((len(own), len(rows)), np.nan) for own in asked.values()]
    mean = [np.full((len(own), len(rows)), np.nan) for own in asked.values()]
    columns = zip(shown["measure"], shown["question"], shown["answer"], keys, shown["n"], shown["value"], strict=True)
    for *measure, key, number, value in columns:
        spot = spots.get(tuple(measure))
        if spot is not None and not np.isnan(number):
            n[spot[0]][spot[1], place[key]] = number
            mean[spot[0]][spot[1], place[key]] = value
    questions = tuple(
        Figures(_apart([values[measure] for measure in own]), n[q], mean[q]) for q, own in enumerate(asked.values())
    )
    known = np.full(len(rows), np.nan)
    known[place["", ""]] = respondents
    return Published(_members(rows), known, questions), rows, spots


def _apart(values: Sequence[Floats]) -> Floats:
    """The scores (T, V) of the answers, those that every measure scores alike once."""
    scores = np.array(values)
    first = np.unique(np.nan_to_num(scores, nan=np.inf), axis=1, return_index=True)[1]
    return scores[:, np.sort(first)]


def _members(rows: Sequence[Row]) -> Floats:
    """The atoms of each row: the ends of the hierarchy, and at each unit with parts those who are in none of them."""
    units = sorted({row.unit for row in rows})
    columns: dict[str, list[str]] = {}
    for row in rows:
        if row.group:
            columns.setdefault(row.group.partition(": ")[0], []).append(row.group)
    parts = [["", *groups] for groups in columns.values()]
    atoms = list(product(units, *parts))

    def holds(row: Row, atom: tuple[Any, ...]) -> bool:
        if row.group:
            return row.group in atom[1:]
        return not row.unit or atom[0] == row.unit or atom[0].startswith(row.unit + SEPARATOR)

    return np.array([[float(holds(row, atom)) for atom in atoms] for row in rows])

