"""The sides of a link: a survey whose units are joined, or a table of figures; and the waves that both have."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kundnojd.analyses.grid import SEPARATOR, reading_order
from kundnojd.analyses.linkage import Known, Matched, Side
from kundnojd.errors import InputError
from kundnojd.inference.distributions import z_quantile
from kundnojd.inference.ranking import pooled_variance
from kundnojd.questionnaire.population import folded
from kundnojd.questionnaire.unit_figures import UnitFigures
from kundnojd.questionnaire.unit_names import Joined, NameMatch
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import WAVE
from kundnojd.tally.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

Covariances = Mapping[tuple[str, str], float]


def units_of(tally: Tally) -> tuple[str, ...]:
    """The narrowest units of a tally with their whole paths, in reading order."""
    levels = tally.keys.index(WAVE)
    paths = {cell[:levels] for cell in tally.cells if all(cell[:levels])}
    return tuple(SEPARATOR.join(path) for path in sorted(paths, key=lambda path: [*map(reading_order, path)]))


def waves_of(tally: Tally) -> tuple[str, ...]:
    """The waves of a tally, the oldest first."""
    return tuple(sorted(tally.values_of(WAVE), key=wave_key))


def merged(tally: Tally, groups: Sequence[tuple[str, ...]]) -> Tally:
    """The tally where the units of a group are one, called as the first of them."""
    names = {tuple(other.split(SEPARATOR)): tuple(group[0].split(SEPARATOR)) for group in groups for other in group[1:]}
    return tally.renamed(names) if names else tally


def survey_side(
    results: pd.DataFrame, measure: str, units: Sequence[str], waves: Sequence[str], covariances: Covariances | None
) -> Side:
    """A measure of a survey for its units and waves, from the long frame of results.

    The sampling variance of a unit's figure is the variance of single answers, pooled over the units that are shown in
    the wave, over the unit's effective base.
    """
    own = results[(results["measure"] == measure) & results["unit"].isin(list(units)) & (results["answer"] == "")]
    label = {"": waves[-1]} if len(waves) == 1 else {wave: wave for wave in waves}
    found: dict[tuple[str, str], Known] = {}
    for wave, rows in own.groupby("wave", sort=False):
        se, base = rows["se"].to_numpy(float), rows["n_eff"].to_numpy(float)
        within = pooled_variance(se, base)
        for row, n_eff in zip(rows.to_dict("records"), base, strict=True):
            variance = within / n_eff if n_eff > 0 else math.nan
            limits = (row["lower"], row["upper"])
            known = Known(row["value"], float(variance), row["n"], row["se"], *limits, row["status"])
            found[row["unit"], label[str(wave)]] = known
    kind = str(own["kind"].iloc[0]) if len(own) else "index"
    return Side(measure, kind, tuple(units), tuple(waves), found, covariances=covariances)


def table_side(figures: UnitFigures, level: float) -> Side:
    """The figures of a table; without a standard error they are taken to be without sampling error."""
    z = z_quantile(level)
    found = {
        (one.unit, one.wave): Known(
            one.value,
            one.se**2,
            se=one.se,
            lower=one.value - z * one.se if one.se else math.nan,
            upper=one.value + z * one.se if one.se else math.nan,
        )
        for one in figures.figures
    }
    units = tuple(dict.fromkeys(one.unit for one in figures.figures))
    return Side(figures.name, "mean", units, figures.waves, found, is_table=True)


def waves_in_common(x: Sequence[str], y: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The waves that both sides have, the oldest first, as each calls them; by year where the labels differ.

    Where there is none in common, or a side has one wave alone, the newest of each stand together.

    >>> waves_in_common(["2023", "2024"], ["Höst 2024", "Höst 2025"])
    (('2024', 'Höst 2024'),)
    >>> waves_in_common([""], ["2024", "2025"])
    (('', '2025'),)
    """
    theirs = {folded(wave): wave for wave in y}
    same = tuple((wave, theirs[folded(wave)]) for wave in x if folded(wave) in theirs)
    if not same:
        years = [_years(side) for side in (x, y)]
        same = tuple((years[0][year], years[1][year]) for year in sorted(set(years[0]) & set(years[1])))
    return same or ((x[-1], y[-1]),)


def _years(waves: Sequence[str]) -> dict[int, str]:
    """The wave of each year, where no year has two."""
    found = [(wave_key(wave)[1], wave) for wave in waves if wave_key(wave)[0] == 0]
    years = [year for year, _ in found]
    return dict(found) if len(set(years)) == len(years) == len(waves) else {}


def matched_units(found: NameMatch, *, x_is_customers: bool, staff_is_table: bool = False) -> tuple[Matched, ...]:
    """The joined units as both sides call them, when units that the map puts together are merged.

    Raises `InputError` where two units of a table of figures are put together: figures do not add.
    """
    for unit in found.joined:
        if staff_is_table and len(unit.staff) > 1:
            raise InputError("link-figures-merged", units=unit.staff)
    return tuple(
        Matched(
            unit.name, *((unit.customers[0], unit.staff[0]) if x_is_customers else (unit.staff[0], unit.customers[0]))
        )
        for unit in found.joined
    )


def groups_of(joined: Sequence[Joined], side: str) -> list[tuple[str, ...]]:
    """The names that are one unit on a side, staff or customers, where these are several."""
    return [names for unit in joined if len(names := getattr(unit, side)) > 1]


def answers_of(side: Side, names: Sequence[str], wave: str) -> tuple[int, int]:
    """The answers of units that are shown in a wave, and how many are hidden, whose answers are not told."""
    known = [side.of(name, wave) for name in names]
    shown = np.nansum([one.n for one in known if one.is_shown])
    return int(shown), sum(one.status == "hidden" for one in known)
