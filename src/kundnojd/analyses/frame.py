"""Everybody who was asked, beside those who answered: customers and dispositions on the grid of units and waves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.disclosure import hidden_counts
from kundnojd.analyses.grid import SEPARATOR, Grid, grid
from kundnojd.errors import InputError
from kundnojd.inference import response_rates
from kundnojd.tally.count import WAVE
from kundnojd.tally.customer_numbers import CustomerNumbers
from kundnojd.tally.tally import Cell, Tally, empty

Floats = NDArray[np.float64]
_SHOWN = 5


@dataclass(frozen=True)
class Known:
    """What is known of everybody who was asked.

    ``margins`` maps a column to the customers or shares of its categories. ``eligible`` is the share of those of
    unknown eligibility that is taken to be eligible, from 0 to 1; ``None`` for that among those whose is known.
    """

    population: CustomerNumbers = field(default_factory=CustomerNumbers)
    margins: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    eligible: float | None = None


@dataclass(frozen=True)
class Frame:
    """The grid of all units and waves that are known, also of units where nobody answered.

    ``tally`` has a cell for each of them. Arrays of shape (U + 1, W): the respondents ``n``, the ``hidden`` cells, the
    ``customers`` who could have answered (NaN where that is not known). ``people`` (U + 1, W, 7) are the dispositions,
    all 0 where the file has none, ``e`` (W,) the share of the unknown that counts as eligible.
    """

    tally: Tally
    grid: Grid
    n: Floats
    hidden: NDArray[np.bool_]
    people: Floats
    e: Floats
    customers: Floats

    @property
    def has_dispositions(self) -> NDArray[np.bool_]:
        """The waves whose rows say what became of people, shape (W,)."""
        return np.asarray(self.people[0].sum(axis=-1) > 0)

    @property
    def leaves(self) -> NDArray[np.bool_]:
        """The units that have no units below them, without the whole, shape (U + 1,)."""
        found = np.ones(len(self.grid.units), dtype=bool)
        found[[parent for parent in self.grid.parents if parent >= 0]] = False
        found[0] = False
        return found


def framed(tally: Tally, known: Known, min_n: int) -> Frame:
    """The frame of a tally whose quality holds the dispositions.

    Customers are the people of the dispositions who could have answered (I+P+R+NC+O+eU), else those of the
    population; a unit without a number of its own has the sum of the units below it, where all of them have one.
    Raises `InputError` where people of the dispositions belong to no wave although there are waves, and where more
    answered than there are customers.
    """
    levels = tally.keys.index(WAVE)
    people = tally.quality.dispositions
    waves = tally.values_of(WAVE)
    lost = sum(int(counts.sum()) for cell, counts in people.items() if cell[-1] not in waves)
    if lost:
        raise InputError("dispositions-without-wave", count=lost)
    own = tally.rollup(tally.keys[: levels + 1])
    paths = [tuple(unit.split(SEPARATOR)) for unit in known.population.units]
    more = {(*path, wave) for path in paths if len(path) == levels for wave in waves} | set(people)
    whole = own + _empty_cells(own, sorted(more))
    units = grid(whole)
    n = units.spread(whole.respondents)[..., 0]
    counts = np.array([people.get(cell, np.zeros(response_rates.LENGTH)) for cell in whole.cells])
    asked = units.spread(counts.reshape(len(whole.cells), response_rates.LENGTH))
    e = response_rates.eligible_share(asked[0]) if known.eligible is None else np.full(len(waves), known.eligible)
    population = _population(units, waves, known.population)
    told = asked[:1].sum(axis=-1) > 0
    customers = np.where(told, response_rates.eligible(asked, e), population)
    _check(units, n, np.where(told, np.inf, population))
    # A rate gives away how many complete interviews there are, which may be fewer than the respondents.
    hidden = hidden_counts(n, units.parents, min_n)
    complete = asked[..., response_rates.I_]
    few = hidden | (told & (complete > 0) & (complete < min_n))
    hidden = hidden_counts(n, units.parents, min_n, few)
    return Frame(whole, units, n, hidden, asked, e, customers)


def _empty_cells(tally: Tally, cells: Sequence[Cell]) -> Tally:
    """A tally like another one with these cells, and nobody in them."""
    sizes = {name: block.shape[1] for name, block in tally.counts.items()}
    options = {name: block.shape[1] for name, block in tally.options.items()}
    none = empty(tally.keys, sizes, {name: block.shape[1] for name, block in tally.scores.items()}, options)
    count = len(cells)
    return Tally(
        none.keys,
        tuple(cells),
        np.zeros((count, 3)),
        {name: np.zeros((count, *block.shape[1:])) for name, block in none.counts.items()},
        {name: np.zeros((count, block.shape[1])) for name, block in none.scores.items()},
        options={name: np.zeros((count, *block.shape[1:])) for name, block in none.options.items()},
    )


def _population(units: Grid, waves: Sequence[str], population: CustomerNumbers) -> Floats:
    """The customers of every unit and wave, shape (U + 1, W); the units from the lowest level up to the whole."""
    ordered = units.waves if len(units.waves) > 1 else tuple(waves)
    found = np.array([[population.of(unit, wave) for wave in ordered] for unit in units.units])
    children: dict[int, list[int]] = {}
    for unit, parent in enumerate(units.parents):
        children.setdefault(parent, []).append(unit)
    for unit in reversed(range(len(units.units))):
        if unit in children:
            found[unit] = np.where(np.isnan(found[unit]), found[children[unit]].sum(axis=0), found[unit])
    return found


def _check(units: Grid, n: Floats, customers: Floats) -> None:
    over = n > customers
    if over.any():
        names = [units.units[unit] for unit in np.flatnonzero(over.any(axis=1))]
        shown = tuple(name for name in names if name)[:_SHOWN] or ("*",)
        raise InputError("more-answers-than-customers", units=shown, count=len(names))
