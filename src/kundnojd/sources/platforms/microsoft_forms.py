"""Microsoft Forms: ID, times, mail address and name, then the questions; several options end in a semicolon each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kundnojd.sources.platforms.recognition import Recognised, Rows, cells_below, header_row, key, plain_columns
from kundnojd.sources.reading import Column

NAME = "Microsoft Forms"
_ROLES = {
    "id": "respondent",
    "starttime": "time",
    "completiontime": "time",
    "email": "personal",
    "name": "personal",
    "lastmodifiedtime": "ignore",
    "totalpoints": "ignore",
    "quizfeedback": "ignore",
    "gradepostedtime": "ignore",
    # Swedish, Norwegian, Danish
    "starttid": "time",
    "slutförandetid": "time",
    "starttidspunkt": "time",
    "fullføringstidspunkt": "time",
    "fullførtklokkeslett": "time",
    "fuldførelsestidspunkt": "time",
    "epost": "personal",
    "epostadress": "personal",
    "epostadresse": "personal",
    "mail": "personal",
    "namn": "personal",
    "navn": "personal",
    "tidförsenasteändring": "ignore",
    "sistendret": "ignore",
    "senestændret": "ignore",
}
_QUIZ = ("Points - ", "Feedback - ", "Points – ", "Feedback – ", "Poäng – ", "Poeng – ", "Tilbakemelding – ")
_LEADING = 6


def recognise(rows: Rows) -> Recognised | None:
    """A file that begins with ID, start and completion time, mail address and name."""
    names = header_row(rows, 0) if len(rows) > 1 else []
    found = [_ROLES.get(key(name), "") for name in names[:_LEADING]]
    if not names or key(names[0]) != "id" or found.count("time") < 2 or "personal" not in found:
        return None
    columns = plain_columns(names[:_LEADING], _ROLES) + plain_columns(names[_LEADING:], {})
    columns = [_answer(column, cells_below(rows, 1, place)) for place, column in enumerate(columns)]
    return Recognised(NAME, 1, tuple(columns))


def _answer(column: Column, cells: Sequence[str]) -> Column:
    if column.name.startswith(_QUIZ) or (not column.role and _ROLES.get(key(column.name)) == "ignore"):
        return replace(column, role="ignore")
    if not column.role and cells and all(cell.endswith(";") for cell in cells):
        return replace(column, kind="packed", role="multi")
    return column
