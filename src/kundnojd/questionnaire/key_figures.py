"""``[[key-figure]]`` of ``survey.toml``: a figure that is followed, its target, its owner and where it comes from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Literal

import msgspec

GROUPS = ("economic", "customer", "service", "employee")
MOST_CENTRAL = 5  # figures that people can follow all the time

# The formula that a kind of column stands for, where none is named.
FORMULA_OF_KIND = {"money": "mean", "mean": "mean", "count": "count", "exact": "value", "share": "value"}


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True, omit_defaults=True):
    """A table of the file: unknown keys are errors, and what is as usual is not written."""


class PointSettings(_Table, frozen=True):
    """A value to reach and the day it is to be reached; without a day it holds at all times."""

    value: float
    date: datetime.date | None = None


class KeyFigureSettings(_Table, frozen=True):
    """One ``[[key-figure]]``: a ``measure`` of the survey (of one ``question`` of it), or figures from a file.

    ``source`` is a file of any format that surveys come in, found from the folder of ``survey.toml``, with a row for
    each unit and period, or for each customer or case. ``kind`` says what its ``column`` holds, or ``formula`` names
    how the figure is worked out; ``inputs`` gives the formula's inputs, each a column or a number. ``numerator``,
    ``denominator``, ``se`` and ``n`` are columns too. ``measured_in`` is printed after the number.

    ``target`` and the points of ``interim`` are joined as ``between`` says: by lines, or in steps that hold until the
    next. A figure is on target within ``tolerance`` of it. ``min_n`` is the least number of answers or cases for a
    verdict. ``benchmark`` is the name of a ``[[benchmark]]``.
    """

    id: str = ""
    group: Literal["economic", "customer", "service", "employee"] = "customer"
    name: str | dict[str, str] = ""
    measure: str = ""
    question: str = ""
    source: str = ""
    sheet: str | None = None
    column: str = ""
    unit_column: str = ""
    period_column: str = ""
    kind: Literal["share", "money", "mean", "count", "exact"] | None = None
    numerator: str = ""
    denominator: str = ""
    se: str = ""
    n: str = ""
    formula: str = ""
    inputs: dict[str, str | float] = {}
    measured_in: str | dict[str, str] = ""
    decimals: int | None = None
    better: Literal["up", "down"] = "up"
    central: bool = False
    owner: str = ""
    tolerance: float = 0.0
    target: PointSettings | None = None
    interim: tuple[PointSettings, ...] = ()
    between: Literal["linear", "step"] = "linear"
    min_n: int | None = None
    benchmark: str = ""

    def name_in(self, language: str) -> str:
        """The name in a language: in English or any other where it has none in this; the id where it has no name."""
        return _in(self.name, language) or self.id

    def measured_in_words(self, language: str) -> str:
        """What it is measured in, in a language."""
        return _in(self.measured_in, language)

    @property
    def worked_out_by(self) -> str:
        """The name of the formula that a figure of a file is worked out by."""
        if self.formula:
            return self.formula
        if self.numerator or self.denominator:
            return "share"
        if self.se:
            return "mean-of-means"
        return FORMULA_OF_KIND[self.kind or "exact"]

    @property
    def inputs_by_name(self) -> Mapping[str, str | float]:
        """The inputs of the formula: those said, and the columns that have keys of their own."""
        own = {"value": self.column, "numerator": self.numerator, "denominator": self.denominator}
        own |= {"se": self.se, "n": self.n}
        return {**{name: column for name, column in own.items() if column}, **self.inputs}


def _in(text: str | Mapping[str, str], language: str) -> str:
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()), "")
