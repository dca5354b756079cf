"""When the field work of each wave was: as said, as the answers are dated, or not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kundnojd.analyses.auditing.given import Given


@dataclass(frozen=True)
class Field:
    """The first and the last day of the field work, and its middle, as proleptic ordinals."""

    first: int
    last: int
    middle: float


def field_days(given: Given) -> Mapping[str, Field]:
    """The field work of the waves that it is known of; what ``[audit] field`` says goes before the dates of answers."""
    found: dict[str, Field] = {}
    for wave in given.waves:
        said = given.settings.audit.field.get(wave)
        if said is not None:
            first, last = (day.toordinal() for day in said)
            found[wave] = Field(first, last, (first + last) / 2)
            continue
        days = [day for own, day in given.conduct.days if own == wave]
        if days:
            found[wave] = Field(min(days), max(days), (min(days) + max(days)) / 2)
    return found
