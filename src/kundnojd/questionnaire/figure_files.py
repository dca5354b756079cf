"""Files of figures: a row for each unit and period, or for each customer or case, read as numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import ConfigError, LayoutError
from kundnojd.questionnaire.population import folded, number_of, texts_of

_THOUSANDS = re.compile(r"-?\d{1,3}[.,]\d{3}")
Floats = NDArray[np.float64]

EVERY_UNIT = "*"
# Texts in the column of units that stand for all of them.
_WHOLE = frozenset(
    {EVERY_UNIT, "total", "totalt", "totals", "all", "alla", "alle", "hela", "hele", "whole", "i alt", "summa"}
)


@dataclass(frozen=True)
class FigureRows:
    """The rows of a file: each one's unit and period, and columns of numbers (R,), NaN where a cell is empty.

    A unit is empty where none is known, and `EVERY_UNIT` in a row for all of them together. ``label`` is the name of
    the file for messages.
    """

    label: str
    units: tuple[str, ...]
    periods: tuple[str, ...]
    columns: Mapping[str, Floats]


def read(
    path: Path, figure: str, columns: Sequence[str], unit: str = "", period: str = "", sheet: str | None = None
) -> FigureRows:
    """The columns of a file as numbers; ``figure`` is the id of the key figure, for messages.

    Raises `FileError` where the file is not there, `LayoutError` where it has no such column, and `ConfigError` for a
    cell that is no number.
    """
    from kundnojd.sources import open_source
    from kundnojd.sources.reading import ReadOptions

    # A column of numbers makes this no table of counts.
    with open_source(path, ReadOptions(shape="wide", sheet=sheet)) as source:
        there = {folded(column.name): column.name for column in source.columns}
        wanted = [*columns, *filter(None, (unit, period))]
        for name in wanted:
            if folded(name) not in there:
                names = tuple(there.values())
                raise LayoutError("key-figure-column", figure=figure, path=source.label, column=name, columns=names)
        chunks = list(source.read(None))
        texts = {name: texts_of(chunks, there[folded(name)]) for name in wanted}
        numbers = {name: _numbers(texts[name], source.layout.decimal, figure, source.label, name) for name in columns}
        count = len(next(iter(texts.values()), ()))
        units = tuple(map(_unit, texts[unit])) if unit else ("",) * count
        periods = tuple(one.strip() for one in texts[period]) if period else ("",) * count
        return FigureRows(source.label, units, periods, numbers)


def _unit(text: str) -> str:
    return EVERY_UNIT if folded(text) in _WHOLE else text.strip()


def _numbers(texts: Sequence[str], decimal: str, figure: str, path: str, column: str) -> Floats:
    plain = {text: text.replace("\u2212", "-") for text in dict.fromkeys(texts)}
    marks = [decimal]
    if not any(_THOUSANDS.fullmatch(text.strip()) for text in plain):
        # A file with few decimals may not show by them which mark it has.
        marks.append("," if decimal == "." else ".")
    wrong: str | None = None
    for mark in reversed(marks):
        found = {text: number_of(one, mark) if one.strip() else math.nan for text, one in plain.items()}
        wrong = next((text for text, number in found.items() if number is None), None)
        if wrong is None:
            return np.array([found[text] for text in texts], dtype=np.float64)
    raise ConfigError("key-figure-number", figure=figure, path=path, column=column, found=wrong)
