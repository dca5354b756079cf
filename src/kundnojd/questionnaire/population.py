"""How many customers there are: of each unit, and of each wave where that differs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kundnojd.errors import ConfigError
from kundnojd.sources import open_source
from kundnojd.sources.reading import RawChunk, ReadOptions

FILE = "file"  # the key of [population] that names a table instead of a unit


@dataclass(frozen=True)
class Population:
    """Customers by (unit, wave); an empty wave stands for every wave, an empty unit for the whole.

    >>> known = Population({("Nord", ""): 1200.0, ("Nord", "2025"): 1300.0})
    >>> known.of("Nord", "2024"), known.of("Region / Nord", "2025"), known.of("Syd", "2025")
    (1200.0, 1300.0, nan)
    """

    sizes: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def units(self) -> tuple[str, ...]:
        """The units it knows, in its order."""
        return tuple(dict.fromkeys(unit for unit, _ in self.sizes if unit))

    def of(self, unit: str, wave: str) -> float:
        """The customers of a unit in a wave, NaN where they are not known.

        A unit below the first level may stand with its whole path or with its own name.
        """
        own = unit.rpartition(" / ")[2]
        for key in ((unit, wave), (unit, ""), (own, wave), (own, "")):
            if key in self.sizes:
                return self.sizes[key]
        return math.nan


def population_of(said: Mapping[str, int | float | str], folder: Path) -> Population:
    """The population of the table ``[population]``; a ``file`` in it is looked for in ``folder``.

    Raises as `read` does.
    """
    named = said.get(FILE)
    if isinstance(named, str):
        return read(folder / named)
    return Population({(unit, ""): float(size) for unit, size in said.items()})


def read(path: Path) -> Population:
    """The population in a table: the unit first, the number of customers last, a wave between them where there is one.

    Any format that surveys are read in. Raises `ConfigError` for another number of columns, a number that is none,
    and a unit that stands twice, `FileError` where the file cannot be
    read and `LayoutError` where it has no rows.
    """
    sizes: dict[tuple[str, str], float] = {}
    with open_source(str(path), ReadOptions(header_rows=1)) as source:
        names = [column.name for column in source.columns]
        if len(names) not in {2, 3}:
            raise ConfigError("population-columns", path=source.label, columns=tuple(names[:5]), count=len(names))
        for chunk in source.read(None):
            for unit, *wave, size in zip(*(_cells(chunk, name) for name in names), strict=True):
                key = (unit, wave[0] if wave else "")
                if key in sizes:
                    raise ConfigError("population-twice", path=source.label, unit=" ".join(filter(None, key)))
                sizes[key] = _number(size, unit, source.label)
    return Population(sizes)


def _cells(chunk: RawChunk, name: str) -> list[str]:
    column = chunk.columns[name]
    return [column.texts[code].strip() for code in column.codes]


def _number(text: str, unit: str, path: str) -> float:
    plain = "".join(text.split()).replace(",", ".")
    try:
        size = float(plain)
    except ValueError:
        size = math.nan
    if not 0 < size < math.inf:
        raise ConfigError("population-number", path=path, unit=unit, found=text)
    return size
