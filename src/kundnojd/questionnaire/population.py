"""How many customers there are by unit, stratum and wave: from ``[population]`` of ``survey.toml`` or from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kundnojd.errors import InputError, LayoutError
from kundnojd.questionnaire.settings import file_of

if TYPE_CHECKING:
    from kundnojd.questionnaire.settings import PopulationTable
    from kundnojd.sources.reading import RawChunk, Source

_GAPS = re.compile(r"(?<=\d)[\s\u00a0\u202f'](?=\d{3})")


@dataclass(frozen=True)
class Customers:
    """A number of customers as the user gave it; ``stratum`` and ``wave`` are empty where it is not said.

    Without a wave it is the number in every wave.
    """

    unit: str
    count: float
    stratum: str = ""
    wave: str = ""


@dataclass(frozen=True)
class Known:
    """The columns of the survey that a population file may have too: units (from the widest), stratum and wave."""

    unit: tuple[str, ...] = ()
    stratum: str = ""
    wave: str = ""


def folded(text: str) -> str:
    """A name as it is compared: blanks and case do not count.

    >>> folded(" Östra  Höjden ") == folded("östra höjden")
    True
    """
    return " ".join(text.split()).casefold()


def from_table(table: PopulationTable) -> tuple[Customers, ...]:
    """The customers of a table ``[population]`` that holds them itself: unit = number, or unit = { wave = number }.

    >>> from_table({"North": 120.0, "South": {"2025": 80.0}})[1]
    Customers(unit='South', count=80.0, stratum='', wave='2025')
    """
    found: list[Customers] = []
    for unit, number in table.items():
        if isinstance(number, Mapping):
            found += [Customers(unit, count, wave=wave) for wave, count in number.items()]
        elif not isinstance(number, str):
            found.append(Customers(unit, number))
    return tuple(found)


def from_file(path: str | Path, said: PopulationTable, known: Known) -> tuple[Customers, ...]:
    """The customers in a file of any format that surveys come in, a row for each unit.

    ``said`` names its columns (``unit``, ``count``, ``stratum``, ``wave``). Those not said are the ones called as in
    the survey; else the only column of numbers is the count, and the only other column the unit. Rows with
    neither number nor unit are left out.
    Raises `LayoutError` where the columns cannot be told, and `InputError` for a number that is none.
    """
    from kundnojd.sources import open_source
    from kundnojd.sources.reading import ReadOptions

    # A column of numbers makes this no table of counts.
    with open_source(path, ReadOptions(shape="wide")) as source:
        chunks = list(source.read(None))
        texts = {column.name: texts_of(chunks, column.name) for column in source.columns}
        return _customers(source, texts, said, known)


def texts_of(chunks: Sequence[RawChunk], name: str) -> list[str]:
    """The texts of a column, row for row."""
    return [
        chunk.columns[name].texts[code]
        for chunk in chunks
        if name in chunk.columns
        for code in chunk.columns[name].codes
    ]


def _customers(
    source: Source, texts: Mapping[str, Sequence[str]], said: PopulationTable, known: Known
) -> tuple[Customers, ...]:
    decimal = source.layout.decimal
    place = _Place(source.label, texts)
    stratum = place.named(said, "stratum") or place.called(known.stratum)
    wave = place.named(said, "wave") or place.called(known.wave)
    units = tuple(filter(None, (place.named(said, "unit"),)))
    if not units and all(place.called(name) for name in known.unit):
        units = tuple(place.called(name) for name in known.unit)
    units = units or tuple(filter(None, (place.called(name) for name in known.unit[-1:])))
    taken = {stratum, wave, *units}
    count = place.named(said, "count") or place.only("count", taken, numbers=True, decimal=decimal)
    if not units and known.unit:
        units = (place.only("unit", {*taken, count}, numbers=False, decimal=decimal),)
    found = []
    for row, text in enumerate(texts[count]):
        names = [texts[name][row] for name in units]
        if not text.strip() and not any(names):
            continue
        number = number_of(text, decimal)
        unit = " / ".join(names)
        if number is None or number < 0:
            raise InputError("population-number", path=source.label, unit=unit, column=count)
        found.append(Customers(unit, number, texts[stratum][row] if stratum else "", texts[wave][row] if wave else ""))
    return tuple(found)


@dataclass(frozen=True)
class _Place:
    """The columns of a population file, to be found by name or by what is in them."""

    path: str
    texts: Mapping[str, Sequence[str]]

    def called(self, name: str) -> str:
        """The column of that name, empty where there is none."""
        return next((own for own in self.texts if name and folded(own) == folded(name)), "")

    def named(self, said: PopulationTable, key: str) -> str:
        """The column that the user named, empty where none; `LayoutError` where it is not there."""
        name = said.get(key)
        if not isinstance(name, str) or not file_of(said):
            return ""
        found = self.called(name)
        if not found:
            raise LayoutError("population-column", path=self.path, column=name, what=key, columns=tuple(self.texts))
        return found

    def only(self, key: str, taken: set[str], *, numbers: bool, decimal: str) -> str:
        """The only column left of numbers, or of other texts; `LayoutError` where there is none or several."""
        left = [name for name in self.texts if name not in taken]
        found = [name for name in left if _is_numbers(self.texts[name], decimal) is numbers] or left
        if len(found) != 1:
            raise LayoutError("population-columns", path=self.path, what=key, columns=tuple(self.texts))
        return found[0]


def _is_numbers(texts: Sequence[str], decimal: str) -> bool:
    given = [text for text in texts if text.strip()]
    return bool(given) and all(number_of(text, decimal) is not None for text in given)


def number_of(text: str, decimal: str) -> float | None:
    """The number in a cell, with blanks or apostrophes between thousands; ``None`` where it is none.

    >>> number_of("1 200,5", ","), number_of("1.5 %", ".")
    (1200.5, None)
    """
    plain = _GAPS.sub("", text.strip()).replace(decimal, ".")
    return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None
