"""The long frame of results as records that can be looked up, and the choices a report makes among them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kundnojd.report.model import Change

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str, str, str, str]

# Measures that belong to another one and are told with it.
PARTS = ("promoters", "passives", "detractors")
NET_MEASURES = ("nps", "enps")


@dataclass(frozen=True)
class Record:
    """One row of the results; numbers that are not there are ``None``."""

    measure: str
    kind: str
    question: str
    answer: str
    unit: str
    wave: str
    n: int | None
    n_eff: float | None
    value: float | None
    lower: float | None
    upper: float | None
    method: str
    status: str
    rest: Change | None
    previous: Change | None
    previous_wave: str
    target: Change | None = None
    target_value: float | None = None
    benchmark: Change | None = None
    benchmark_value: float | None = None
    benchmark_name: str = ""
    letters: str = ""
    band: str = ""


@dataclass(frozen=True)
class Results:
    """Records by (measure, question, answer, unit, wave), with the measures, units and waves in order."""

    records: Mapping[Key, Record]
    measures: tuple[str, ...]
    units: tuple[str, ...]
    waves: tuple[str, ...]

    @property
    def wave(self) -> str:
        """The newest wave: ``""`` where there is only one."""
        return self.waves[-1] if self.waves else ""

    def find(self, measure: str, question: str, *, unit: str = "", wave: str = "") -> Record | None:
        """The record of a measure, or ``None``."""
        return self.records.get((measure, question, "", unit, wave))

    def kind(self, measure: str) -> str:
        """What the numbers of a measure are: index, share, net, mean or count."""
        return next((record.kind for key, record in self.records.items() if key[0] == measure), "index")

    def has_units(self, measure: str, question: str) -> bool:
        """Whether a measure of a question is there for any unit."""
        return (measure, question) in self._with_units

    @cached_property
    def _with_units(self) -> frozenset[tuple[str, str]]:
        return frozenset((key[0], key[1]) for key in self.records if key[3] and not key[2])

    def questions_of(self, measure: str) -> tuple[str, ...]:
        """The questions a measure is there for, in the order of the rows."""
        return tuple(dict.fromkeys(key[1] for key in self.records if key[0] == measure and not key[2]))


def read(frame: pd.DataFrame, waves: Sequence[str]) -> Results:
    """The rows of a frame with the columns of the contract; ``waves`` gives the order of the waves."""
    records: dict[Key, Record] = {}
    for row in frame.to_dict("records"):
        record = _record(row)
        records[(record.measure, record.question, record.answer, record.unit, record.wave)] = record
    seen = dict.fromkeys(record.wave for record in records.values())
    known = [wave for wave in waves if wave in seen]
    return Results(
        records=records,
        measures=tuple(dict.fromkeys(record.measure for record in records.values())),
        units=tuple(dict.fromkeys(record.unit for record in records.values() if record.unit)),
        waves=(*known, *(wave for wave in seen if wave not in known)) if not known else tuple(known),
    )


def subject(results: Results, measure: str, preferred: Sequence[str]) -> str | None:
    """The question whose rows stand for a measure in headline, units and waves; ``None`` where there is none.

    The measure over all items (no question) comes first, then the questions of the headline, then a question that is
    there for units. A measure of one question only is that question's.
    """
    candidates = results.questions_of(measure)
    if "" in candidates:
        return ""
    wanted = [name for name in preferred if name in candidates]
    for name in (*wanted, *candidates):
        if results.has_units(measure, name):
            return name
    if wanted:
        return wanted[0]
    return candidates[0] if len(candidates) == 1 else None


def _record(row: Mapping[Any, Any]) -> Record:
    n = _number(row["n"])
    return Record(
        measure=_text(row["measure"]),
        kind=_text(row["kind"]),
        question=_text(row["question"]),
        answer=_text(row["answer"]),
        unit=_text(row["unit"]),
        wave=_text(row["wave"]),
        n=None if n is None else int(n),
        n_eff=_number(row["n_eff"]),
        value=_number(row["value"]),
        lower=_number(row["lower"]),
        upper=_number(row["upper"]),
        method=_text(row["method"]),
        status=_text(row["status"]),
        rest=_change(row, "rest"),
        previous=_change(row, "previous"),
        previous_wave=_text(row["previous_wave"]),
        target=_change(row, "target"),
        target_value=_number(row.get("target")),
        benchmark=_change(row, "benchmark"),
        benchmark_value=_number(row.get("benchmark")),
        benchmark_name=_text(row.get("benchmark_name")),
        letters=_text(row.get("letters")),
        band=_text(row.get("band")),
    )


def _change(row: Mapping[Any, Any], against: str) -> Change | None:
    value = _number(row.get(f"{against}_difference"))
    if value is None:
        return None
    lower, upper = _number(row[f"{against}_lower"]), _number(row[f"{against}_upper"])
    return Change(value, _text(row[f"{against}_verdict"]), lower, upper)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    if value is None or isinstance(value, str):
        return None
    number = float(value)
    return None if math.isnan(number) else number
