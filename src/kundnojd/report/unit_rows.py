"""The long frame of results by unit, so that the report of one unit costs no more where there are many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kundnojd.report.results import Results, read

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class UnitRows:
    """The rows of a frame with the columns of the contract, and where those of each unit stand."""

    frame: pd.DataFrame
    places: Mapping[str, NDArray[np.intp]]

    @property
    def units(self) -> tuple[str, ...]:
        """The units in reading order, without the whole."""
        return tuple(unit for unit in self.places if unit)

    def of(self, *units: str) -> pd.DataFrame:
        """The rows of these units in the order of the frame, ``""`` for the whole."""
        none = np.empty(0, dtype=np.intp)
        return self.frame.take(np.sort(np.concatenate([self.places.get(unit, none) for unit in units])))


def by_unit(frame: pd.DataFrame) -> UnitRows:
    """The rows of a frame by unit.

    >>> import pandas as pd
    >>> rows = by_unit(pd.DataFrame({"unit": ["", "Hamnen", "", "Torget"], "n": [9, 4, 8, 5]}))
    >>> rows.units, rows.of("", "Torget")["n"].tolist()
    (('Hamnen', 'Torget'), [9, 8, 5])
    """
    from pandas import factorize

    frame = frame.reset_index(drop=True)
    codes, units = factorize(frame["unit"])
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(units)))
    return UnitRows(frame, dict(zip(map(str, units), np.split(order, ends[:-1]), strict=True)))


def beside(whole: Results, own: pd.DataFrame) -> Results:
    """The records of the rows ``own`` after those of the whole, with the waves of the whole."""
    found = read(own, whole.waves)
    return Results({**whole.records, **found.records}, whole.measures, found.units, whole.waves)
