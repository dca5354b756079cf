"""Typeform: a token first, UTC times last; one column for each option (old), or all options in one cell (new)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kundnojd.sources.platforms.recognition import (
    Recognised,
    Rows,
    as_option,
    cells_below,
    header_row,
    key,
    none_of,
    place_of,
    plain_columns,
    rule_for,
    ticked,
    with_grids,
)
from kundnojd.sources.reading import Column

NAME = "Typeform"
_ROLES = {
    "#": "respondent",
    "startdateutc": "time",
    "stagedateutc": "time",
    "submitdateutc": "time",
    "networkid": "ignore",
    "responsetype": "disposition",
    "tags": "ignore",
    "ending": "ignore",
}
_PIPING = re.compile(r"\{\{[^}]*\}\}")
_PACKED = re.compile(r"/ .+")


def recognise(rows: Rows) -> Recognised | None:
    """A file with the token ``#`` and the time of submission in UTC."""
    names = [_PIPING.sub("…", name) for name in header_row(rows, 0)] if len(rows) > 1 else []
    if not {"#", "submitdateutc"} <= set(map(key, names)):
        return None
    columns = [
        _answer(column, cells_below(rows, 1, place)) for place, column in enumerate(plain_columns(names, _ROLES))
    ]
    for place, column in enumerate(columns):
        if column.name == "Other" and place and columns[place - 1].kind == "option":
            columns[place] = replace(column, kind="other", role="comment")
    rules = rule_for("partial", place_of(names, ["responsetype"]), none_of("completed"))
    return Recognised(NAME, 1, tuple(with_grids(columns)), rules)


def _answer(column: Column, cells: Sequence[str]) -> Column:
    if column.role:
        return column
    option = replace(column, option=column.name)
    if ticked(option, cells):
        return as_option(option)
    if cells and all(map(_PACKED.fullmatch, cells)):
        return replace(column, kind="packed", role="multi")
    return column
