"""A file that says how many people could answer in each unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kundnojd.errors import InputError
from kundnojd.sources import open_source
from kundnojd.sources.reading import ReadOptions

_BLANKS = str.maketrans("", "", " \u00a0\u202f'")


def read(path: str | Path) -> Mapping[str, float]:
    r"""Units and their numbers: the last column of whole numbers counts people, the columns of text name the unit.

    Several columns of text are a hierarchy, widest first. Any format that is read as a survey will do. Raises
    `InputError` where there is no such column, or a unit stands twice.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "customers.csv")
    ...     _ = file.write_text("Kontor;Kunder\nNorr;1 200\nSyd;350\n", encoding="utf-8")
    ...     read(file)
    {'Norr': 1200.0, 'Syd': 350.0}
    """
    with open_source(path, ReadOptions(shape="wide")) as source:
        names = [column.name for column in source.columns]
        rows: list[tuple[str, ...]] = []
        for chunk in source.read(None):
            columns = [chunk.columns[name] for name in names]
            cells = ([column.texts[code] for code in column.codes] for column in columns)
            rows += zip(*cells, strict=True)
        label = source.label
    numbers = [k for k in range(len(names)) if rows and all(_whole(row[k]) is not None for row in rows)]
    texts = [k for k in range(len(names)) if k not in numbers]
    if not numbers or not texts:
        raise InputError("population-columns", path=label, columns=tuple(names), count=len(names))
    found: dict[str, float] = {}
    for row in rows:
        unit = " / ".join(row[k] for k in texts)
        if unit in found:
            raise InputError("population-twice", path=label, unit=unit)
        found[unit] = _whole(row[numbers[-1]]) or 0.0
    return found


def _whole(text: str) -> float | None:
    """The whole number over 0 that a text is, with blanks between the thousands or without."""
    bare = text.translate(_BLANKS).removesuffix(",0").removesuffix(".0")
    return float(bare) if bare.isascii() and bare.isdigit() and int(bare) > 0 else None
