"""Qualtrics: a row of names, a row of wordings, and since 2017 a row of JSON with an ImportId in each cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kundnojd.sources.platforms.recognition import (
    Recognised,
    RowRule,
    Rows,
    as_option,
    cells_below,
    header_row,
    is_empty,
    key,
    one_of,
    place_of,
    plain_columns,
    rule_for,
    ticked,
    with_grids,
)
from kundnojd.sources.reading import Column

NAME = "Qualtrics"
_IMPORT_ID = re.compile(r'\{\s*"ImportId"')
_RESPONSE_ID = re.compile(r"R_\w{6,}")
_ITEM = re.compile(r"(?P<question>.+?)[_.](?P<item>\d+)")
_MARKS = frozenset({"1"})
_DASH = " - "
_ROLES = {
    "startdate": "time",
    "enddate": "time",
    "recordeddate": "time",
    "status": "disposition",
    "progress": "disposition",
    "finished": "disposition",
    "durationinseconds": "duration",
    "responseid": "respondent",
    "responseset": "ignore",
    "ipaddress": "personal",
    "name": "personal",
    "emailaddress": "personal",
    "recipientlastname": "personal",
    "recipientfirstname": "personal",
    "recipientemail": "personal",
    "locationlatitude": "personal",
    "locationlongitude": "personal",
    "locationaccuracy": "ignore",
    "externalreference": "ignore",
    "externaldatareference": "ignore",
    "distributionchannel": "mode",
    "userlanguage": "segment",
}
# The codes are those of exports with numeric values: preview, test, and previews made offline or marked as spam.
_PREVIEW = one_of(
    "Survey Preview", "Survey Test", "Preview", "Test", "Spam Preview", "Offline Survey Preview", "1", "2"
)
_SPAM = one_of("Spam", "Possible Spam", "Imported Spam", "EX Spam", "8", "9", "12", "40")
_UNFINISHED = one_of("False", "0", "No", "Nej", "Nei", "Falskt", "Falsk", "Falsch")


def recognise(rows: Rows) -> Recognised | None:
    """An export of Qualtrics, with the two header rows of old or the three of today."""
    count = _header_rows(rows)
    if count is None:
        return None
    names, texts = header_row(rows, 0), header_row(rows, 1) if count > 1 else []
    if key(texts[0] if texts else "") == "responseid":  # old exports number these columns V1 to V10
        names = [text if re.fullmatch(r"V\d+", name) else name for name, text in zip(names, texts, strict=True)]
    columns = plain_columns(names, _ROLES)
    columns = [
        column if column.role or not text else replace(column, text=text)
        for column, text in zip(columns, texts or names, strict=True)
    ]
    columns = [_derived(column) for column in with_grids(_with_items(columns, rows, count))]
    return Recognised(NAME, count, tuple(columns), _rules(names))


def _header_rows(rows: Rows) -> int | None:
    ids = [cell for cell in rows[2] if cell.strip()] if len(rows) > 2 else []
    if ids and 2 * sum(1 for cell in ids if _IMPORT_ID.match(cell.strip())) > len(ids):
        return 3
    place = next((place for row in rows[:2] if (place := place_of(row, ["responseid"])) is not None), None)
    known = {key(cell) for row in rows[:2] for cell in row} & _ROLES.keys()
    if place is None or len(known) < 4:
        return None
    for count, row in enumerate(rows[:4]):
        if place < len(row) and _RESPONSE_ID.fullmatch(row[place].strip()):
            return count or None
    return None


def _with_items(columns: Sequence[Column], rows: Rows, count: int) -> list[Column]:
    """Columns ``Q2_1``, ``Q2_2`` whose wordings begin alike get their question and their row or option."""
    members: Mapping[str, list[int]] = defaultdict(list)
    for place, column in enumerate(columns):
        match = _ITEM.fullmatch(column.name)
        if match and not column.role:
            members[match["question"]].append(place)
    result = list(columns)
    for places in members.values():
        texts = [columns[place].text for place in places]
        question = _beginning(texts)
        if len(places) < 2 or not question:
            continue
        for place, text in zip(places, texts, strict=True):
            option = text[len(question) + len(_DASH) :]
            stem = question.removesuffix(" - Selected Choice")
            grouped = replace(columns[place], text=f"{stem} [{option}]", group=stem, option=option, kind="row")
            is_option = ticked(grouped, cells_below(rows, count, place), _MARKS)
            result[place] = as_option(grouped) if is_option else grouped
    return result


def _beginning(texts: Sequence[str]) -> str:
    """The longest beginning, up to a dash, that all wordings share."""
    parts = texts[0].split(_DASH)
    beginnings = (_DASH.join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((start for start in beginnings if all(text.startswith(start + _DASH) for text in texts)), "")


def _derived(column: Column) -> Column:
    """The text beside an option, and the group that Qualtrics makes of an NPS answer."""
    if column.name.endswith("_NPS_GROUP"):
        return replace(column, role="ignore")
    if column.name.endswith("_TEXT"):
        return replace(column, kind="other", role="comment")
    return column


def _rules(names: Sequence[str]) -> tuple[RowRule, ...]:
    status, finished = place_of(names, ["status"]), place_of(names, ["finished"])
    rules = (
        *rule_for("preview", status, _PREVIEW),
        *rule_for("spam", status, _SPAM),
        *rule_for("partial", finished, _UNFINISHED),
    )
    if finished is None:
        rules = (*rules, *rule_for("partial", place_of(names, ["progress"]), _is_under_100))
    return rules


def _is_under_100(text: str) -> bool:
    return not is_empty(text) and text.isdecimal() and int(text) < 100
