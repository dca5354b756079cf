"""The named measures, read from ``presets.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from kundnojd.measures.score import Kind


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A named measure; ``presets.toml`` says what the fields mean."""

    name: str = ""
    kind: Kind
    score: str
    of: Literal["nki", "headline", "overall", "recommend", "question"]
    minimum: float = 1.0
    default: tuple[Literal["units", "questions"], ...] = ()
    formula: str
    source: str
    note: str = ""


@cache
def presets() -> Mapping[str, Measure]:
    """All named measures by name, in the order of the file.

    >>> presets()["nps"].kind
    'net'
    """
    text = resources.files(__package__).joinpath("presets.toml").read_text(encoding="utf-8")
    table = msgspec.toml.decode(text, type=dict[str, Measure])
    return {name: msgspec.structs.replace(measure, name=name) for name, measure in table.items()}
