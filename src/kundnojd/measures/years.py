"""The years that named measures and bands are known for, against the waves of a survey."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kundnojd.measures.bands import Bands
from kundnojd.measures.presets import presets
from kundnojd.notices import Notice

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def year_of(wave: str) -> int | None:
    """The year in the name of a wave, ``None`` where there is none or more than one.

    >>> year_of("2024-Q1"), year_of("Vår 2023"), year_of("2023/2024"), year_of("1")
    (2024, 2023, None, None)
    """
    found = set(_YEAR.findall(wave))
    return int(found.pop()) if len(found) == 1 else None


def notices(waves: Sequence[str], names: Sequence[str], bands: Mapping[str, Bands]) -> tuple[Notice, ...]:
    """What is to be known of the measures asked for by name and of the bands in the years of the waves.

    Years outside those a measure or bands are known for, and years that the owner does not compare with those before.
    """
    years = sorted({year for wave in waves if (year := year_of(wave)) is not None})
    found = []
    for name in dict.fromkeys(names):
        measure = presets()[name]
        outside = _outside(years, measure.since, measure.until)
        if outside:
            found.append(Notice("measure-other-years", {"measure": name, "years": outside}))
        for change in measure.breaks:
            if years and years[0] < change.year <= years[-1]:
                fields: dict[str, object] = {"measure": name, "year": str(change.year)}
                found.append(Notice("measure-changed", fields))
    for one in {levels.name: levels for levels in bands.values()}.values():
        outside = _outside(years, one.since, one.until)
        if outside:
            fields = {"bands": one.name, "version": one.version, "years": outside}
            found.append(Notice("bands-other-years", fields))
    return tuple(found)


def _outside(years: Sequence[int], since: int | None, until: int | None) -> tuple[str, ...]:
    return tuple(str(y) for y in years if (since is not None and y < since) or (until is not None and y > until))
