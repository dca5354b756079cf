"""The named measures, read from ``presets.toml``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from kundnojd.measures.score import Kind

Group = Literal["index", "named", "recommend", "boxes", "effort", "housing", "care", "answers"]


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answers that the owner asks for before a figure is used for more than being shown."""

    n: int
    use: str


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A year from which the owner's figure is not comparable with the years before."""

    year: int
    why: str


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A named measure; ``presets.toml`` says what the fields mean."""

    name: str = ""
    group: Group
    kind: Kind
    score: str
    of: Literal["nki", "headline", "overall", "recommend", "question", "items", "all-items"]
    minimum: float = 1.0
    base: Literal["respondents", "answers", "questions"] = "respondents"
    scales: tuple[str, ...] = ()
    items: int = 0
    themes: tuple[str, ...] = ()
    weights: Literal["equal", "given"] = "equal"
    example_weights: tuple[float, ...] = ()
    bands: str = ""
    min_n: int = 0
    tiers: tuple[Tier, ...] = ()
    since: int | None = None
    until: int | None = None
    breaks: tuple[Break, ...] = ()
    owner: str = ""
    owned: Literal["figure", "name"] = "figure"
    default: tuple[Literal["units", "questions"], ...] = ()
    formula: str
    source: str
    note: str = ""
    caveats: tuple[str, ...] = ()

    def least(self, items: int) -> int:
        """How many of so many items a respondent must have answered.

        >>> presets()["nki"].least(3), presets()["ski"].least(3)
        (2, 3)
        """
        return max(1, math.ceil(self.minimum * items - 1e-9))


@cache
def presets() -> Mapping[str, Measure]:
    """All named measures by name, in the order of the file.

    >>> presets()["nps"].kind
    'net'
    """
    text = resources.files(__package__).joinpath("presets.toml").read_text(encoding="utf-8")
    table = msgspec.toml.decode(text, type=dict[str, Measure])
    return {name: msgspec.structs.replace(measure, name=name) for name, measure in table.items()}
