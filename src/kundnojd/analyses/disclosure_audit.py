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
    from scipy.sparse import coo_array

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
    """The linear conditions for one question: ``equal`` x = 0, ``below`` x <= 0, x >= 0.

    The unknowns x are the numbers of each answer in each atom of ``free``, then others, in the last place the scale of
    all of them. ``fixed`` (A, V) are the answers of the atoms that are known, 0 elsewhere.
    """

    members: Floats
    values: Floats
    free: NDArray[np.intp]
    fixed: Floats
    equal: coo_array
    below: coo_array

    def in_row(self, row: int, of_answers: Floats) -> Floats:
        """The coefficients of a sum over the answers (V,) in a row."""
        out = np.zeros(self.equal.shape[1])
        part = np.outer(self.members[row, self.free], of_answers).ravel()
        out[: part.size] = part
        out[-1] = self.members[row] @ self.fixed @ of_answers
        return out


def _system(published: Published, chosen: int) -> _System:
    """The conditions for one question. Of the others only the numbers of answers matter, through the respondents."""
    from scipy.sparse import coo_array

    members = published.members
    atoms = members.shape[1]
    order = [chosen, *(k for k in range(len(published.questions)) if k != chosen)]
    blocks, least = [], np.zeros(atoms)
    for k in order:
        own = published.questions[k]
        values = own.values if k == chosen else _apart(list(np.where(np.isnan(own.values), np.nan, 0.0)))
        blocks.append(_block(members, values, own, with_sums=k == chosen))
    for block in blocks:
        least = np.maximum(least, block.answered)
    size = sum(block.left.shape[1] for block in blocks) + atoms + 1
    equal, below, start = [], [], 0
    for block in blocks:
        width = block.left.shape[1]
        row = np.zeros((len(block.right), size))
        row[:, start : start + width] = block.left
        row[:, -1] = -block.right
        equal.append(row)
        # The respondents of an atom are those known to have answered something, and more.
        limit = np.zeros((len(block.free), size))
        answers = width // max(1, len(block.free))
        for place, atom in enumerate(block.free):
            limit[place, start + place * answers : start + (place + 1) * answers] = 1
            limit[place, size - 1 - atoms + atom] = -1
            limit[place, -1] = -least[atom]
        below.append(limit)
        start += width
    known = np.flatnonzero(~np.isnan(published.respondents))
    row = np.zeros((len(known), size))
    row[:, start : start + atoms] = members[known]
    row[:, -1] = members[known] @ least - published.respondents[known]
    first = blocks[0]
    return _System(
        members,
        published.questions[chosen].values,
        first.free,
        first.fixed,
        coo_array(np.concatenate([*equal, row])),
        coo_array(np.concatenate(below)),
    )


@dataclass(frozen=True)
class _Block:
    """What is shown of one question: ``left`` x = ``right``, x the answers in the atoms ``free`` that are not known.

    ``fixed`` (A, V) are answers as good as those of the other atoms, which are shown by themselves, and ``answered``
    (A,) how many these are.
    """

    left: Floats
    right: Floats
    free: NDArray[np.intp]
    fixed: Floats
    answered: Floats


def _block(members: Floats, values: Floats, figures: Figures, *, with_sums: bool) -> _Block:
    base = (~np.isnan(values)).astype(float)
    scores = np.nan_to_num(values)
    measures, rows = np.nonzero(~np.isnan(figures.n))
    n = figures.n[measures, rows]
    conditions = [(base, n)]
    if with_sums:
        conditions.append((scores, np.where(n > 0, n * np.nan_to_num(figures.mean[measures, rows]), 0.0)))
    # An atom that is a row of its own, and shown, is out of the game, with any answers that have its sums.
    alone = np.flatnonzero((members.sum(axis=1) == 1) & ~np.isnan(figures.n).any(axis=0))
    fixed = np.zeros((members.shape[1], values.shape[1]))
    for row in alone:
        mine = rows == row
        own = np.concatenate([kind[measures[mine]] for kind, _ in conditions])
        totals = np.concatenate([total[mine] for _, total in conditions])
        fixed[members[row] == 1] = np.linalg.lstsq(own, totals, rcond=None)[0]
    free = np.flatnonzero(~(members[alone].any(axis=0)))
    open_ = ~np.isin(rows, alone)
    width = len(free) * values.shape[1]
    left = [
        (members[rows[open_]][:, free, None] * kind[measures[open_]][:, None, :]).reshape(int(open_.sum()), width)
        for kind, _ in conditions
    ]
    right = [
        total[open_] - np.einsum("ra,av,rv->r", members[rows[open_]], fixed, kind[measures[open_]])
        for kind, total in conditions
    ]
    answered = np.zeros(members.shape[1])
    answered[members[alone].argmax(axis=1)] = figures.n[:, alone].max(axis=0, initial=0)
    return _Block(np.concatenate(left), np.concatenate(right), free, fixed, answered)


def _solved(programs: Sequence[tuple[_System, Floats | None, Floats]]) -> Floats:
    """The least value of each objective; with a denominator that of the quotient of the two.

    All unknowns have a scale, the last of them, which is 1, or one through the denominator.
    """
    from scipy.optimize import linprog

    found = [np.zeros(0)]
    for start in range(0, len(programs), _AT_ONCE):
        batch = programs[start : start + _AT_ONCE]
        sizes = [len(objective) for *_, objective in batch]
        c = np.concatenate([objective for *_, objective in batch])
        scales = [
            np.append(np.zeros(s - 1), 1.0) if d is None else d for (_, d, _), s in zip(batch, sizes, strict=True)
        ]
        most = np.full(len(c), np.inf)
        most[np.cumsum(sizes) - 1] = 1.0
        equal = _diagonal([system.equal for system, *_ in batch], scales)
        below = _diagonal([system.below for system, *_ in batch], [])
        right = np.zeros(equal.shape[0])
        right[-len(batch) :] = 1.0
        solution = linprog(
            c,
            A_ub=below,
            b_ub=np.zeros(below.shape[0]),
            A_eq=equal,
            b_eq=right,
            bounds=list(zip(np.zeros(len(most)), most, strict=True)),
            method="highs",
        )
        if solution.status != 0:
            raise ValueError(f"the figures contradict each other: {solution.message}")
        found.append(np.add.reduceat(c * solution.x, np.cumsum([0, *sizes[:-1]])))
    return np.concatenate(found)


def _diagonal(blocks: Sequence[coo_array], rows: Sequence[Floats]) -> Any:
    """The blocks along the diagonal, and under them one row for each."""
    from scipy.sparse import csr_array

    height, width = 0, 0
    triples: list[tuple[Any, Any, Any]] = []
    starts = []
    for block in blocks:
        i, j = block.coords
        triples.append((np.asarray(i) + height, np.asarray(j) + width, np.asarray(block.data)))
        starts.append(width)
        height, width = height + block.shape[0], width + block.shape[1]
    for start, row in zip(starts, rows, strict=False):
        places = np.flatnonzero(row)
        triples.append((np.full(len(places), height), places + start, row[places]))
        height += 1
    i, j, data = (np.concatenate(part) for part in zip(*triples, strict=True))
    return csr_array((data, (i, j)), shape=(height, width))


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
    for measure, question, answer, key, number, value in columns:
        spot = spots.get((measure, question, answer))
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
