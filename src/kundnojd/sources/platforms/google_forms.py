"""Google Forms: a time stamp first, grids as ``Question [Row]``, several options in one cell."""

from __future__ import annotations

import re
from dataclasses import replace

from kundnojd.sources.platforms.recognition import (
    Recognised,
    Rows,
    cells_below,
    header_row,
    key,
    plain_columns,
    summary_rows,
    with_grids,
)

NAME = "Google Forms"
_STAMPS = frozenset({"timestamp", "tidstämpel", "tidsstempel", "zeitstempel", "horodateur", "aikaleima"})
_ROLES = dict.fromkeys(_STAMPS, "time") | {
    "emailaddress": "personal",
    "username": "personal",
    "epostadress": "personal",
    "epostadresse": "personal",
    "mailadresse": "personal",
    "användarnamn": "personal",
    "brukernavn": "personal",
}
_SCORE = re.compile(r"\d+([.,]\d+)? / \d+")


def recognise(rows: Rows) -> Recognised | None:
    """A file whose first column is the time stamp of Google Forms, with a question beside it."""
    names = header_row(rows, 0) if len(rows) > 1 else []
    if not names or key(names[0]) not in _STAMPS or not any(map(_is_worded, names[1:])):
        return None
    stamps = cells_below(rows, 1, 0)
    if not stamps or not all(stamp[0].isdecimal() for stamp in stamps):
        return None
    columns = [
        replace(column, role="ignore") if _is_score(cells_below(rows, 1, place)) else column
        for place, column in enumerate(plain_columns(names, _ROLES))
    ]
    return Recognised(NAME, 1, tuple(with_grids(columns)), summary_rows(rows, 1, (0,)))


def _is_worded(name: str) -> bool:
    return "?" in name or len(name.split()) >= 3 or name.endswith("]")


def _is_score(cells: list[str]) -> bool:
    """Whether these are points of a quiz, as in ``7 / 10``."""
    return bool(cells) and all(map(_SCORE.fullmatch, cells))
