"""The sample design of a survey: strata, clusters and population behind the cells of its tally."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.grid import SEPARATOR, Grid
from kundnojd.errors import InputError
from kundnojd.inference import design
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.sums import FloatArray
from kundnojd.questionnaire.personal import kind_of
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import WAVE
from kundnojd.tally.populations import Population
from kundnojd.tally.tally import Tally

Places = NDArray[np.intp]
Estimator = Callable[..., tuple[Estimates, Estimates]]

_SHOWN = 12


@dataclass(frozen=True)
class SampleDesign:
    """``stratum`` and ``cluster`` are keys of the tally, empty for none; ``lonely`` is one of `design.LONELY`."""

    stratum: str = ""
    cluster: str = ""
    population: Population | None = None
    lonely: str = design.DEFAULT_LONELY


@dataclass(frozen=True)
class _Clusters:
    """Clusters of rows of the grid: G groups of the tally's cells that share row, wave, stratum and cluster.

    Respondents without a cluster make a ``loose`` group, where each is a cluster of his own.
    """

    cells: Places  # (E,) cells of the tally, one for each row that a cell belongs to
    group: Places  # (E,) the group that each belongs to
    at: tuple[Places, ...]  # row, wave and stratum of each group, (G,) each
    key: Places  # (G,) wave, stratum and cluster in one number, whatever the row
    loose: NDArray[np.bool_]  # (G,)

    def gathered(self, sums: FloatArray) -> FloatArray:
        """The sums of the groups, (C, 7) gives (G, 7)."""
        out = np.zeros((len(self.key), sums.shape[-1]))
        np.add.at(out, self.group, sums[self.cells])
        return out

    def in_strata(self, sums: FloatArray) -> FloatArray:
        """What each group gives to the sums of its stratum, (G, 7) gives (G, 7)."""
        return np.where(self.loose[:, None], design.of_respondents(sums), design.of_clusters(sums))


def estimator(tally: Tally, frame: Grid, given: SampleDesign) -> Estimator:
    """A function from the sums of a score along the cells of the tally, (C, 7), and its ends, to the grid, (U + 1, W).

    It gives those of the whole and the units, and those of the rest of each unit. Each is a design of its own, of its
    own respondents in their strata and clusters. Clusters are counted within their stratum. The sampling fraction is
    respondents with a score by customers, in each stratum where customers are known so, else in the unit; 0 where they
    are not known.
    """
    strata = tally.values_of(given.stratum) if given.stratum else ("",)
    codes = (_codes(tally, given.stratum), _codes(tally, given.cluster))
    cells, rows, columns = frame.entries()
    clusters = _clusters(cells, rows, columns, codes, given, tally)
    whole, unit = np.flatnonzero(clusters.at[0] == 0), np.flatnonzero(clusters.at[0] > 0)
    # Every cluster of a unit is one of the whole.
    home = whole[np.searchsorted(clusters.key[whole], clusters.key[unit])]
    shape = (len(frame.units), len(frame.waves), len(strata), design.STRATUM_LENGTH)
    customers = None if given.population is None else _customers(given.population, frame, strata, tally)
    of_rest = None if customers is None else customers[:1] - customers

    def estimated(sums: FloatArray, ends: tuple[float, float] = (0.0, 100.0)) -> tuple[Estimates, Estimates]:
        grid_sums = frame.spread(sums)
        rest_sums = grid_sums[:1] - grid_sums
        rest_sums[:1] = 0
        found = clusters.gathered(sums)
        own = clusters.in_strata(found)
        places = tuple(at for at in clusters.at)
        here = np.zeros(shape)
        np.add.at(here, places, own)
        # The rest of a unit: the whole, with what is left of each cluster that the unit has a part of.
        left = replace(clusters, loose=clusters.loose[unit], key=clusters.key[unit]).in_strata(
            found[home] - found[unit]
        )
        there = np.repeat(here[:1], shape[0], axis=0)
        there[:1] = 0
        np.add.at(there, tuple(at[unit] for at in clusters.at), left - own[home])
        if given.lonely == "fail":
            _refuse_lonely(np.concatenate([here, there]), strata, given)
        clustered = bool(given.cluster)
        return (
            design.of(grid_sums, here, _fraction(here, customers), given.lonely, ends, clustered=clustered),
            design.of(rest_sums, there, _fraction(there, of_rest), given.lonely, ends, clustered=clustered),
        )

    return estimated


def _codes(tally: Tally, key: str) -> Places:
    """The place of each cell's text among those of a key; 0 without a key."""
    if not key:
        return np.zeros(len(tally.cells), dtype=np.intp)
    index = {label: code for code, label in enumerate(tally.values_of(key))}
    place = tally.keys.index(key)
    return np.array([index[cell[place]] for cell in tally.cells], dtype=np.intp)


def _clusters(
    cells: Places, rows: Places, columns: Places, codes: tuple[Places, Places], given: SampleDesign, tally: Tally
) -> _Clusters:
    stratum, cluster = (code[cells] for code in codes)
    sizes = tuple(int(part.max(initial=0)) + 1 for part in (rows, columns, stratum, cluster))
    used, group = np.unique(np.ravel_multi_index((rows, columns, stratum, cluster), sizes), return_inverse=True)
    *at, own = np.unravel_index(used, sizes)
    blank = np.array([not label for label in (tally.values_of(given.cluster) if given.cluster else ("",))])
    key = np.ravel_multi_index((*at[1:], own), sizes[1:])
    return _Clusters(cells, group.astype(np.intp), tuple(at), key, blank[own])


def _customers(population: Population, frame: Grid, strata: tuple[str, ...], tally: Tally) -> FloatArray:
    """The customers of each row and wave, NaN where not known: (U + 1, W, H), or (U + 1, W, 1) by unit only."""
    waves = sorted(tally.values_of(WAVE), key=wave_key)
    labels = strata if population.stratum else ("",)
    rows = {name: row for row, name in enumerate(frame.units)}
    places = {label: place for place, label in enumerate(labels)}
    found = np.zeros((len(frame.units), len(waves), len(labels)))
    for column, wave in enumerate(waves):
        for place, label in enumerate(labels):
            found[0, column, place] = population.whole.get((wave, label), np.nan)
    for (path, wave, label), count in population.units.items():
        for depth in range(1, len(path) + 1):
            row = rows.get(SEPARATOR.join(path[:depth]))
            if row is not None and label in places:
                found[row, waves.index(wave), places[label]] += count
    levels = tally.keys.index(WAVE)
    stratum = tally.keys.index(population.stratum) if population.stratum else -1
    for cell in tally.cells:
        path, wave, label = cell[:levels], cell[levels], cell[stratum] if stratum >= 0 else ""
        if all(path) and (path, wave, label) not in population.units:
            for depth in range(1, levels + 1):
                found[rows[SEPARATOR.join(path[:depth])], waves.index(wave), places[label]] = np.nan
    return found


def _fraction(strata: FloatArray, customers: FloatArray | None) -> FloatArray:
    """The share of customers that answered, in each stratum: (U + 1, W, H)."""
    n = strata[..., design.RESPONDENTS]
    if customers is None:
        return np.zeros_like(n)
    answers = n if customers.shape[-1] == n.shape[-1] else n.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        fraction = np.where(customers > 0, answers / customers, 0.0)
    return np.broadcast_to(np.clip(fraction, 0.0, 1.0), n.shape)


def _refuse_lonely(strata: FloatArray, labels: tuple[str, ...], given: SampleDesign) -> None:
    lonely = np.asarray(design.lonely_strata(strata).any(axis=(0, 1)))
    names = [label for label, alone in zip(labels, lonely, strict=True) if alone]
    if names:
        said = tuple(name for name in names if not kind_of(name))[:_SHOWN]
        column = given.stratum.removeprefix("column:")
        raise InputError("lonely-psu", column=column, count=len(names), strata=said)
