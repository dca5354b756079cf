"""Rows of a file of figures worked out by a formula, for each unit and period and for all units together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.disclosure import hidden_counts
from kundnojd.analyses.followed import Followed, ends_of
from kundnojd.analyses.grid import reading_order
from kundnojd.errors import ConfigError
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.key_figure_methods import FORMULAS, Formula
from kundnojd.inference.key_figures import NOTHING, Found
from kundnojd.questionnaire.figure_files import EVERY_UNIT, FigureRows
from kundnojd.questionnaire.key_figures import KeyFigureSettings
from kundnojd.questionnaire.population import folded
from kundnojd.questionnaire.wave_labels import wave_key

Floats = NDArray[np.float64]
ASSUMED = ("retention", "discount")  # inputs to be told beside a figure
_YEAR = datetime.timedelta(days=365)
_NEAR = datetime.timedelta(days=4)  # months end on different days


@dataclass(frozen=True)
class Needed:
    """The columns that a key figure needs of its file, by the input they are for, and the inputs that are numbers."""

    columns: Mapping[str, str]
    numbers: Mapping[str, float]


def needed(figure: KeyFigureSettings) -> Needed:
    """What a key figure of a file needs.

    Raises `ConfigError` for a formula that there is not, and for inputs that it does not have or lacks.
    """
    name = figure.worked_out_by
    if name not in FORMULAS:
        raise ConfigError("key-figure-formula", figure=figure.id, found=name, allowed=tuple(FORMULAS))
    formula, given = FORMULAS[name], dict(figure.inputs_by_name)
    if "value" in given and "value" not in formula.inputs and len(formula.inputs) == 1:
        given[formula.inputs[0]] = given.pop("value")
    own = {*formula.optional, *(formula.defaults or {}), *((formula.before[0],) if formula.before else ())}
    missing = [one for one in formula.inputs if one not in given and one not in own]
    # How many cases stand behind a figure may be said of any.
    strange = [one for one in given if one not in (*formula.inputs, "n")]
    if missing or strange:
        raise ConfigError(
            "key-figure-inputs",
            figure=figure.id,
            formula=name,
            inputs=formula.inputs,
            missing=tuple(missing) or ("–",),
            found=tuple(given) or ("–",),
        )
    numbers = dict(formula.defaults or {}) | {one: float(v) for one, v in given.items() if not isinstance(v, str)}
    return Needed({one: column for one, column in given.items() if isinstance(column, str)}, numbers)


def followed(
    figure: KeyFigureSettings, rows: FigureRows, said: Mapping[str, datetime.date], min_n: int, level: float
) -> Followed:
    """The figures of every unit and period of a file, and of the whole.

    The whole is what a row for all units says; else it is worked out from the rows of all units, where these are cases
    or customers, or sums that can be laid together. Units with under ``min_n`` cases are hidden, with as many more as
    it takes that they cannot be worked out. Rows in which an input is empty are left out.
    Raises `ConfigError` where a part is larger than its whole.
    """
    formula, wanted = FORMULAS[figure.worked_out_by], needed(figure)
    block = _Block.of(rows, wanted, formula)
    periods = sorted(set(block.periods), key=lambda label: (str(ends_of((label,), said)[0] or ""), wave_key(label)))
    ends = ends_of(periods, said)
    units = sorted(set(block.units) - {"", EVERY_UNIT}, key=lambda name: list(reading_order(name)))
    found = [[NOTHING] * len(periods) for _ in range(len(units) + 1)]
    assumed = {one: np.full((len(units) + 1, len(periods)), np.nan) for one in ASSUMED if one in formula.inputs}
    adds = formula.adds or not block.is_by_unit
    for column, (period, end) in enumerate(zip(periods, ends, strict=True)):
        earlier = _year_before(end, ends) if formula.before else None
        before = None if earlier is None else periods[earlier]
        whole = block.chosen(EVERY_UNIT, period)
        if not whole and adds:
            whole = block.in_period(period)
        found[0][column] = block.worked_out(formula, whole, before, level)
        for row, unit in enumerate(units, 1):
            found[row][column] = block.worked_out(formula, block.chosen(unit, period), before, level)
        for one, values in assumed.items():
            values[:, column] = [
                block.mean_of(one, rows) for rows in (whole, *(block.chosen(u, period) for u in units))
            ]
    _check(found, formula, figure, rows.label, ["", *units], periods)
    value, n, se, lower, upper = np.moveaxis(np.array(found, dtype=np.float64), -1, 0)
    hidden = hidden_counts(np.nan_to_num(n), (-1, *(0,) * len(units)), min_n) & ~np.isnan(n)

    def where(values: Floats) -> Floats:
        return np.where(hidden, np.nan, values)

    return Followed(
        units=("", *units),
        levels=((0, 0), *((0, 1),) * len(units)),
        periods=tuple(periods),
        ends=ends,
        kind="share" if figure.kind == "share" else formula.kind,
        method=figure.worked_out_by,
        test=formula.test,
        value=where(value),
        n=where(n),
        se=where(se),
        lower=where(lower),
        upper=where(upper),
        hidden=hidden,
        broken=np.zeros(len(periods), dtype=bool),
        cells=_cells(formula.test, value, n, se),
        assumed={one: where(values) for one, values in assumed.items()},
    )


@dataclass(frozen=True)
class _Block:
    """The rows in which every input has a number."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    inputs: Mapping[str, Floats]
    numbers: Mapping[str, float]
    cases: Floats | None  # how many stand behind each row, where that is said and no input

    @classmethod
    def of(cls, rows: FigureRows, wanted: Needed, formula: Formula) -> _Block:
        inputs = {one: rows.columns[column] for one, column in wanted.columns.items() if one in formula.inputs}
        full = np.ones(len(rows.units), dtype=bool)
        for values in inputs.values():
            full &= ~np.isnan(values)
        keep = np.flatnonzero(full)
        cases = rows.columns[wanted.columns["n"]][keep] if "n" in wanted.columns and "n" not in inputs else None
        known: dict[str, str] = {}
        units = [known.setdefault(folded(rows.units[k]), rows.units[k]) for k in keep]
        return cls(
            tuple(units),
            tuple(rows.periods[k] for k in keep),
            {one: values[keep] for one, values in inputs.items()},
            wanted.numbers,
            cases,
        )

    @property
    def is_by_unit(self) -> bool:
        """Whether each unit has one row a period, which then is its figure and not a case."""
        counts = [len(rows) for (unit, _), rows in self.places.items() if unit not in ("", EVERY_UNIT)]
        return bool(counts) and max(counts) == 1

    @cached_property
    def places(self) -> Mapping[tuple[str, str], list[int]]:
        """The rows of each unit and period."""
        found: dict[tuple[str, str], list[int]] = {}
        for row, key in enumerate(zip(self.units, self.periods, strict=True)):
            found.setdefault(key, []).append(row)
        return found

    def chosen(self, unit: str, period: str) -> list[int]:
        return self.places.get((unit, period), [])

    def in_period(self, period: str) -> list[int]:
        """The rows of a period, but those for all units together."""
        return [k for (unit, own), rows in self.places.items() if own == period and unit != EVERY_UNIT for k in rows]

    def mean_of(self, name: str, rows: list[int]) -> float:
        """The mean of an input of some rows, or the number that it is."""
        if name in self.numbers:
            return self.numbers[name]
        return float(self.inputs[name][rows].mean()) if rows else np.nan

    def worked_out(self, formula: Formula, rows: list[int], before: str | None, level: float) -> Found:
        """The figure of some rows of one period; ``before`` is the period a year earlier, of the same units."""
        if not rows:
            return NOTHING
        taken = {one: values[rows] for one, values in self.inputs.items()}
        taken |= {one: np.full(len(rows), number) for one, number in self.numbers.items()}
        if formula.before and formula.before[0] not in taken:
            if before is None:
                return NOTHING
            units = dict.fromkeys(self.units[k] for k in rows)
            earlier = [k for unit in units for k in self.chosen(unit, before)]
            # Units that were not there a year ago, or are no longer, are no growth.
            lasting = {self.units[k] for k in earlier}
            values = self.inputs[formula.before[1]]
            taken[formula.before[1]] = values[[k for k in rows if self.units[k] in lasting]]
            taken[formula.before[0]] = values[earlier]
        found = formula.function(level, *(taken[one] for one in formula.inputs if one in taken))
        if self.cases is not None and np.isnan(found.n):
            found = found._replace(n=float(np.nansum(self.cases[rows])))
        return found


def _year_before(end: datetime.date | None, ends: tuple[datetime.date | None, ...]) -> int | None:
    if end is None:
        return None
    near = [k for k, one in enumerate(ends) if one is not None and abs(end - _YEAR - one) <= _NEAR]
    return near[0] if near else None


def _check(
    found: list[list[Found]],
    formula: Formula,
    figure: KeyFigureSettings,
    path: str,
    units: list[str],
    periods: list[str],
) -> None:
    """A share of people or cases above 100 % or under 0 % is a fault of the file."""
    if formula.test != "share":
        return
    for unit, own in zip(units, found, strict=True):
        for period, one in zip(periods, own, strict=True):
            if one.value > 100 or one.value < 0:
                place = " · ".join(filter(None, (unit, period))) or "–"
                raise ConfigError("key-figure-share", figure=figure.id, path=path, place=place, inputs=formula.inputs)


def _cells(test: str, value: Floats, n: Floats, se: Floats) -> Estimates | None:
    """What the tests of shares need, ``None`` for other figures."""
    if test == "share":
        return Estimates(n=n, n_eff=n, mean=value, square=100 * value, se=se, df=n - 1, base=n)
    return None
