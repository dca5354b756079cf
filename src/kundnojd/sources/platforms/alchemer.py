"""Alchemer, before that SurveyGizmo: options and rows of grids as ``Option:Question``, a status for each answer."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from kundnojd.sources.platforms.recognition import (
    Recognised,
    Rows,
    as_option,
    cells_below,
    header_row,
    key,
    none_of,
    one_of,
    place_of,
    plain_columns,
    rule_for,
    ticked,
)
from kundnojd.sources.reading import Column

NAME = "Alchemer"
_ROLES = {
    "responseid": "respondent",
    "timestarted": "time",
    "startdate": "time",
    "datesubmitted": "time",
    "enddate": "time",
    "status": "disposition",
    "istestdata": "disposition",
    "contactid": "ignore",
    "legacycomments": "comment",
    "comments": "comment",
    "language": "segment",
    "referer": "ignore",
    "extendedreferer": "ignore",
    "sessionid": "ignore",
    "useragent": "ignore",
    "extendeduseragent": "ignore",
    "tags": "ignore",
    "ipaddress": "personal",
    "longitude": "personal",
    "latitude": "personal",
    "country": "segment",
    "countryauto": "segment",
    "city": "personal",
    "stateregion": "personal",
    "regionauto": "personal",
    "region": "personal",
    "postal": "personal",
}
# Columns that other tools do not have.
_OWN = frozenset({"contactid", "legacycomments", "sessionid", "useragent", "referer", "extendedreferer", "stateregion"})
_PART = re.compile(r"(?P<option>[^:]+):(?P<question>\S.*)")


def recognise(rows: Rows) -> Recognised | None:
    """A file with response id, status and one of the columns that only Alchemer has."""
    names = header_row(rows, 0) if len(rows) > 1 else []
    known = {key(name) for name in names}
    if not {"responseid", "status"} <= known or not known & _OWN:
        return None
    first = next((place for place, name in enumerate(names) if key(name) not in _ROLES), len(names))
    columns = plain_columns(names[:first], _ROLES) + plain_columns(names[first:], {})
    rules = (
        *rule_for("preview", place_of(names, ["istestdata"]), one_of("true", "yes", "1")),
        *rule_for("partial", place_of(names, ["status"]), none_of("complete", "completed")),
    )
    return Recognised(NAME, 1, tuple(_with_parts(columns, rows)), rules)


def _with_parts(columns: list[Column], rows: Rows) -> list[Column]:
    found = [None if column.role else _PART.fullmatch(column.name) for column in columns]
    shared = Counter(match["question"] for match in found if match)
    result = []
    for place, (column, match) in enumerate(zip(columns, found, strict=True)):
        if match is None:
            result.append(column)
            continue
        text = f"{match['question']} [{match['option']}]"
        part = replace(column, text=text, group=match["question"], option=match["option"], kind="row")
        if ticked(part, cells_below(rows, 1, place)):
            result.append(as_option(part))
        else:
            result.append(part if shared[match["question"]] > 1 else column)
    return result
