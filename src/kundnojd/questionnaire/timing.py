"""When each answer was given: the column of dates to go by."""

from __future__ import annotations

from collections.abc import Mapping

from kundnojd.questionnaire.model import Dates, Role, Waves
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.roles import Guess

_CLEAR = frozenset({"ymd", "dmy", "mdy"})


def when(said: str, waves: Waves, roles: Mapping[str, Guess], columns: Mapping[str, ColumnProfile]) -> Dates:
    """The column that was said, else the one that gives the waves, else the best by its name; none where it is unclear.

    A column whose days could be read in two ways, or that is mostly no dates, says nothing of time.

    >>> from kundnojd.notices import Notice
    >>> guesses = {"Start": Guess(Role.TIME, Notice(""), 9), "Slut": Guess(Role.TIME, Notice(""), 1)}
    >>> cells = {name: ColumnProfile(name, name, 1, 1, {"2025-03-01": 1}, dated=1) for name in guesses}
    >>> when("", Waves(), guesses, cells)
    Dates(column='Slut', order='ymd')
    """
    if not said and waves.kind == "date":
        return Dates(waves.column, waves.date_order)
    ranked = sorted((guess.rank, name) for name, guess in roles.items() if guess.role is Role.TIME)
    for name in (said,) if said else [name for _, name in ranked]:
        column = columns[name]
        if column.order in _CLEAR and column.answered and 2 * column.dated > column.answered:
            return Dates(name, column.order)
    return Dates()
