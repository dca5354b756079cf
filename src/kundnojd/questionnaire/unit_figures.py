"""Figures of units from elsewhere, such as sick leave: a table with a row for each unit, or unit and wave."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kundnojd.errors import InputError, LayoutError
from kundnojd.questionnaire.population import folded
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.sources import open_source
from kundnojd.sources.reading import RawChunk, ReadOptions

_GAPS = re.compile(r"(?<=\d)[\s\u00a0\u202f'](?=\d{3})")
_WAVE_NAMES = ("år", "year", "wave", "mätning", "måling", "period", "omgång", "kvartal", "quarter", "halvår")


@dataclass(frozen=True)
class Figure:
    """A figure of a unit in a wave with its standard error, 0 where it has none."""

    unit: str
    wave: str
    value: float
    se: float = 0.0


@dataclass(frozen=True)
class UnitFigures:
    """The figures of a table: ``name`` is their column, ``unit`` and ``wave`` the columns of those, ``waves`` in order.

    ``blank`` counts the rows without a figure, which are left out.
    """

    name: str
    unit: str
    wave: str
    figures: tuple[Figure, ...]
    waves: tuple[str, ...]
    blank: int = 0


@dataclass(frozen=True)
class Asked:
    """The columns that the user named, empty where not: the figure, its standard error, the unit and the wave.

    ``n`` is the number that a figure is a share of, in per cent.

    ``unit`` and ``wave`` may be columns of the survey, which the table may have too.
    """

    outcome: str
    se: str = ""
    n: str = ""
    unit: str = ""
    wave: str = ""
    survey_unit: str = ""
    survey_wave: str = ""


def from_file(path: str | Path, asked: Asked) -> UnitFigures:
    """The figures in a file of any format that surveys come in.

    Raises `LayoutError` where a column is not there or that of the units cannot be told, `InputError` for a figure that
    is no number, or no share where it is said to be one, and for two figures of the same unit and wave.
    """
    with open_source(path, ReadOptions(shape="wide")) as source:
        chunks = list(source.read(None))
        texts = {column.name: _texts(chunks, column.name) for column in source.columns}
        return _figures(source.label, texts, source.layout.decimal, asked)


def _texts(chunks: Sequence[RawChunk], name: str) -> list[str]:
    return [
        chunk.columns[name].texts[code].strip()
        for chunk in chunks
        if name in chunk.columns
        for code in chunk.columns[name].codes
    ]


def _figures(path: str, texts: Mapping[str, Sequence[str]], decimal: str, asked: Asked) -> UnitFigures:
    columns = {folded(name): name for name in texts}

    def named(name: str) -> str:
        if name and folded(name) not in columns:
            raise LayoutError("figures-column", path=path, column=name, columns=tuple(texts))
        return columns.get(folded(name), "") if name else ""

    outcome, se, unit, wave = named(asked.outcome), named(asked.se), named(asked.unit), named(asked.wave)
    bases = named(asked.n)
    unit = unit or columns.get(folded(asked.survey_unit), "")
    wave = wave or columns.get(folded(asked.survey_wave), "") if asked.wave != "none" else ""
    wave = wave or next((columns[name] for name in _WAVE_NAMES if name in columns), "")
    left = [name for name in texts if name not in {outcome, se, bases, wave}]
    if not unit:
        words = [name for name in left if any(text and _number(text, decimal) is None for text in texts[name])]
        if len(words) != 1:
            raise LayoutError("figures-unit", path=path, columns=tuple(texts))
        unit = words[0]
    found: dict[tuple[str, str], Figure] = {}
    sizes: dict[tuple[str, str], float] = {}
    blank = 0
    for row, text in enumerate(texts[outcome]):
        name, when = texts[unit][row], texts[wave][row] if wave else ""
        if not text or not name:
            blank += bool(text or name)
            continue
        value, error = _number(text, decimal), _number(texts[se][row], decimal) if se else 0.0
        if value is None or error is None or error < 0:
            raise InputError("figures-number", path=path, unit=name, column=outcome if value is None else se)
        if (name, when) in found:
            raise InputError("figures-twice", path=path, unit=name, wave=when or "–")
        found[name, when] = Figure(name, when, value, error)
        if bases:
            size = _number(texts[bases][row], decimal)
            if size is None or size <= 0 or not 0 <= value <= 100:
                raise InputError("figures-share", path=path, unit=name, found=text, column=outcome)
            sizes[name, when] = size
    if bases:
        found = _with_errors(found, sizes)
    waves = tuple(sorted({when for _, when in found}, key=wave_key))
    return UnitFigures(outcome, unit, wave, tuple(found.values()), waves, blank)


def _with_errors(
    found: Mapping[tuple[str, str], Figure], sizes: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], Figure]:
    """Shares in per cent with their standard errors sqrt(p (100 - p) / n), p that of all units in the wave together.

    The pooled p keeps an error where a small unit has 0 or 100 per cent.
    """
    totals: dict[str, tuple[float, float]] = {}
    for key, figure in found.items():
        share, size = totals.get(figure.wave, (0.0, 0.0))
        totals[figure.wave] = share + figure.value * sizes[key], size + sizes[key]
    whole = {wave: share / size for wave, (share, size) in totals.items()}
    return {
        key: replace(one, se=math.sqrt(whole[one.wave] * (100 - whole[one.wave]) / sizes[key]))
        for key, one in found.items()
    }


def _number(text: str, decimal: str) -> float | None:
    """The number in a cell, with blanks between thousands or a per cent sign; ``None`` where it is none."""
    plain = _GAPS.sub("", text.strip().removesuffix("%").strip()).replace("\u2212", "-").replace(decimal, ".")
    return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None
