"""LimeSurvey: headings as codes, wordings or both, subquestions in brackets, formulas masked with an apostrophe."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kundnojd.notices import Notice
from kundnojd.sources.platforms.recognition import (
    Recognised,
    Rows,
    as_option,
    cells_below,
    header_row,
    is_empty,
    key,
    plain_columns,
    rule_for,
    with_grids,
)
from kundnojd.sources.reading import Column

NAME = "LimeSurvey"
_ROLES = {
    "id": "respondent",
    "submitdate": "time",
    "lastpage": "disposition",
    "startlanguage": "segment",
    "seed": "ignore",
    "startdate": "time",
    "datestamp": "time",
    "ipaddr": "personal",
    "refurl": "ignore",
    "token": "respondent",
    "interviewtime": "duration",
    "responseid": "respondent",
    "datesubmitted": "time",
    "datestarted": "time",
    "datelastaction": "time",
    "ipaddress": "personal",
    "referrerurl": "ignore",
    "totaltime": "duration",
    # Swedish, Norwegian, Danish
    "svarsid": "respondent",
    "svarid": "respondent",
    "datumskickat": "time",
    "datoinnsendt": "time",
    "datosendt": "time",
    "sistasida": "disposition",
    "sistasidan": "disposition",
    "sisteside": "disposition",
    "sidsteside": "disposition",
    "startspråk": "segment",
    "startsprog": "segment",
}
_PAGES = frozenset({"lastpage", "sistasida", "sistasidan", "sisteside", "sidsteside"})
_LANGUAGES = frozenset({"startlanguage", "startspråk", "startsprog"})
_SUBMITTED = ("submitdate", "datesubmitted", "datumskickat", "datoinnsendt", "datosendt")
_TIMINGS = re.compile(r"(group|question)time\d+|(Group|Question) time: .*", re.IGNORECASE)
_CODE_AND_TEXT = re.compile(r"(?P<code>[A-Za-z]\w*(\[[^\]]*\])*)\. (?P<text>.+)")
_OTHER = re.compile(r"\[(other|Other|Annat|Annet|Andet)\]$")
_MASKED = re.compile(r"'(?=[=+@\-\t\r])")
_TICKS = frozenset({"y", "yes", "ja"})
_ANSWER_CODE = re.compile(r"A[O]?\d{1,3}")
_OTHER_CODE, _OTHER_SAID = "-oth-", "Other"


def recognise(rows: Rows) -> Recognised | None:
    """A file with the last page or the starting language of an interview, in any of the four styles of headings."""
    names = header_row(rows, 0) if len(rows) > 1 else []
    both = [_CODE_AND_TEXT.fullmatch(name) for name in names]
    is_both = 2 * sum(1 for match in both if match) > sum(1 for name in names if name)
    codes = [match["code"] if match and is_both else name for name, match in zip(names, both, strict=True)]
    known = {key(code) for code in codes} & _ROLES.keys()
    if len(known) < 3 or not known & (_PAGES | _LANGUAGES):
        return None
    columns = plain_columns(codes, _ROLES)
    if is_both:
        columns = [
            replace(column, text=m["text"] if m else column.text) for column, m in zip(columns, both, strict=True)
        ]
    columns = _with_options([_part(column) for column in with_grids(columns)], rows)
    submitted = next((place for place, code in enumerate(codes) if key(code) in _SUBMITTED), None)
    return Recognised(
        NAME,
        1,
        tuple(columns),
        rule_for("partial", submitted, is_empty),
        clean=_clean,
        notices=_code_notices(columns, rows),
    )


def _part(column: Column) -> Column:
    """Timings, and the text beside the options of a question."""
    if _TIMINGS.fullmatch(column.name):
        return replace(column, role="ignore")
    if _OTHER.search(column.name):
        return replace(column, kind="other", role="comment")
    return column


def _with_options(columns: Sequence[Column], rows: Rows) -> list[Column]:
    """The subquestions of a multiple choice: those of a group in which every cell says yes or nothing."""
    members: Mapping[str, list[int]] = defaultdict(list)
    for place, column in enumerate(columns):
        if column.kind == "row":
            members[column.group].append(place)
    result = list(columns)
    for places in members.values():
        cells = {cell.casefold() for place in places for cell in cells_below(rows, 1, place)}
        if cells and cells <= _TICKS:
            for place in places:
                result[place] = replace(as_option(columns[place]), role="multi")
    return result


def _clean(text: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return _OTHER_SAID if text == _OTHER_CODE else _MASKED.sub("", text, count=1) if text.startswith("'") else text


def _code_notices(columns: Sequence[Column], rows: Rows) -> tuple[Notice, ...]:
    """What to say of questions exported as the codes of their answers: nothing tells which of them is the best."""
    coded = [
        column.name
        for place, column in enumerate(columns)
        if not column.role
        and (cells := set(cells_below(rows, 1, place)) - {_OTHER_CODE})
        and all(map(_ANSWER_CODE.fullmatch, cells))
    ]
    if not coded:
        return ()
    return (Notice("answer-codes", {"count": len(coded), "questions": tuple(coded[:5])}),)
