"""The map of unit names: pairs that a person has said are one unit, and suggestions for a person to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kundnojd.errors import InputError, LayoutError
from kundnojd.questionnaire.population import folded
from kundnojd.questionnaire.unit_names import NameMatch
from kundnojd.sources import open_source
from kundnojd.sources.reading import ReadOptions

COLUMNS = ("staff_unit", "customer_unit", "score", "accept")
_YES = frozenset({"x", "y", "yes", "ja", "j", "1", "true", "sant", "sann", "ok"})
_NO = frozenset({"", "n", "no", "nej", "nei", "0", "false", "falskt", "usann", "-"})


def read_map(path: str | Path) -> tuple[tuple[str, str], ...]:
    """The accepted pairs of a map, (staff, customers).

    Raises `LayoutError` where a column is missing, and `InputError` for an ``accept`` that is neither yes nor no, or a
    yes without both names.
    """
    with open_source(path, ReadOptions(shape="wide")) as source:
        names = {folded(column.name): column.name for column in source.columns}
        missing = tuple(name for name in COLUMNS if name != "score" and name not in names)
        if missing:
            raise LayoutError("link-map-columns", path=source.label, missing=missing, columns=COLUMNS)
        rows: list[tuple[str, str, str]] = []
        for chunk in source.read(None):
            own = [chunk.columns[names[name]] for name in COLUMNS if name != "score"]
            for row in range(chunk.rows):
                staff, customers, answer = (column.texts[column.codes[row]].strip() for column in own)
                rows.append((staff, customers, answer))
        accepted = []
        for staff, customers, answer in rows:
            word = folded(answer)
            if word not in _YES | _NO or (word in _YES and not (staff and customers)):
                raise InputError("link-map-accept", path=source.label, unit=staff or customers, found=answer)
            if word in _YES:
                accepted.append((staff, customers))
        return tuple(accepted)


def map_lines(found: NameMatch) -> list[tuple[str, str, str, str]]:
    """The rows of a map to fill in: each suggestion, then the names on the staff side that nothing is suggested for.

    >>> from kundnojd.questionnaire.unit_names import match_units
    >>> map_lines(match_units(["North A", "Lyckan", "Head office"], ["north a", "Lycka"]))
    [('Lyckan', 'Lycka', '90.9', ''), ('Head office', '', '', '')]
    """
    suggested = [(one.staff_unit, one.customer_unit, f"{one.score:g}", "") for one in found.suggestions]
    have = {staff for staff, *_ in suggested}
    return [*suggested, *((name, "", "", "") for name in found.staff_alone if name not in have)]


def map_text(lines: Sequence[tuple[str, ...]], delimiter: str) -> str:
    """The map as text, with the names of its columns first."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([COLUMNS, *lines])
    return out.getvalue()
