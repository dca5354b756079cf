"""The columns that the user names: found, or refused with the nearest names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from kundnojd.errors import LayoutError
from kundnojd.questionnaire.profile import ColumnProfile

_NEAR = 75  # of 100, as rapidfuzz rates likeness
_SHOWN = 12  # so many columns are all listed


def numbered(name: str, names: Collection[str]) -> str:
    """What to call a column in ``survey.toml``: the first of several of one name has a number there, as the others do.

    >>> [numbered(name, {"Enhet", "Enhet (2)", "Ort"}) for name in ("Enhet", "Enhet (2)", "Ort")]
    ['Enhet (1)', 'Enhet (2)', 'Ort']
    """
    return f"{name} (1)" if f"{name} (2)" in names else name


class Columns:
    """The columns of a survey, to be found by name.

    ``repeated`` are names that the header has twice; naming one of them without its number is refused.
    """

    def __init__(self, columns: Sequence[ColumnProfile], repeated: Collection[str]) -> None:
        self._columns = {column.name: column for column in columns}
        self._repeated = frozenset(repeated)

    def __contains__(self, name: str) -> bool:
        return self._found(name) is not None

    def find(self, name: str) -> str:
        """The column of that name, or of that wording, in any case of letters.

        Raises `LayoutError` where there is none, with the nearest names, and where the header has the name twice.

        >>> Columns([ColumnProfile("Enhet", "Enhet", 1, 1, {"A": 1})], ()).find("enhet")
        'Enhet'
        """
        first = name.strip().removesuffix(" (1)")
        if name not in self._columns and first in self._columns and name.strip() == numbered(first, self._columns):
            return first
        found = self._found(name)
        if found in self._repeated:
            raise LayoutError("column-name-twice", column=found)
        if found is None:
            names = list(self._columns)
            if len(names) <= _SHOWN:
                raise LayoutError("unknown-column", column=name, columns=tuple(names))
            raise LayoutError("unknown-column-near", column=name, nearest=_nearest(name, names), count=len(names))
        return found

    def find_all(self, patterns: Iterable[str]) -> tuple[str, ...]:
        """The columns that names or patterns with ``*`` stand for, each once; a pattern may match nothing."""
        found: dict[str, None] = {}
        for pattern in patterns:
            if "*" in pattern and pattern not in self._columns:
                rule = re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.IGNORECASE | re.DOTALL)
                found |= dict.fromkeys(name for name in self._columns if rule.fullmatch(name))
            else:
                found[self.find(pattern)] = None
        return tuple(found)

    def _found(self, name: str) -> str | None:
        if name in self._columns:
            return name
        folded = _folded(name)
        for key in ("name", "text"):
            matches = [column.name for column in self._columns.values() if _folded(getattr(column, key)) == folded]
            if len(matches) == 1:
                return matches[0]
        return None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _nearest(name: str, names: Sequence[str]) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    found = process.extract(name, names, scorer=fuzz.WRatio, processor=_folded, limit=5)
    return tuple(match for match, score, _ in found if score >= _NEAR) or tuple(match for match, _, _ in found[:3])
