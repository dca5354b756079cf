"""SurveyMonkey: a row of questions, blank over their further columns, and a row of options under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kundnojd.sources.platforms.recognition import (
    Recognised,
    Rows,
    as_option,
    cells_below,
    header_row,
    key,
    place_of,
    plain_columns,
    summary_rows,
    ticked,
)
from kundnojd.sources.reading import Column

NAME = "SurveyMonkey"
_ROLES = {
    "respondentid": "respondent",
    "respondentid#": "respondent",
    "collectorid": "ignore",
    "collector": "ignore",
    "startdate": "time",
    "enddate": "time",
    "datecreated": "time",
    "datemodified": "time",
    "ipaddress": "personal",
    "emailaddress": "personal",
    "firstname": "personal",
    "lastname": "personal",
    "customdata": "ignore",
    "customdata1": "ignore",
    # Swedish, Norwegian, Danish
    "respondentensid": "respondent",
    "svarsid": "respondent",
    "insamlarid": "ignore",
    "insamlareid": "ignore",
    "innsamlerid": "ignore",
    "startdatum": "time",
    "slutdatum": "time",
    "startdato": "time",
    "sluttdato": "time",
    "slutdato": "time",
    "ipadress": "personal",
    "ipadresse": "personal",
    "epostadress": "personal",
    "epostadresse": "personal",
    "emailadresse": "personal",
    "förnamn": "personal",
    "fornavn": "personal",
    "efternamn": "personal",
    "etternavn": "personal",
    "efternavn": "personal",
}
_IDS = frozenset({"respondentid", "respondentid#", "respondentensid", "svarsid"})
_COLLECTORS = frozenset({"collectorid", "collector", "insamlarid", "insamlareid", "innsamlerid"})
_ANSWER = frozenset({"response", "svar", "respons"})
_OPEN = frozenset({"openendedresponse", "öppetsvar", "svarifritext", "åpentsvar", "åbentsvar"})
_OTHER = frozenset({"otherpleasespecify", "annatange", "annatvargodange", "annetspesifiser", "andetangiv"})
_REMARK = frozenset({"comments", "comment", "why", "kommentar", "kommentarer", "varför", "hvorfor"})


def recognise(rows: Rows) -> Recognised | None:
    """An export of SurveyMonkey, expanded or condensed; files without respondent ids are known by their options."""
    if len(rows) < 3:
        return None
    questions, options = header_row(rows, 0), header_row(rows, 1)
    ids, collector = place_of(questions, _IDS), place_of(questions, _COLLECTORS)
    keys = [key(option) for option in options]
    if ids is not None and collector is not None:
        two = not options[ids] and any(options)
    else:
        two = _reads_as_options(questions, keys) and not _reads_as_options(questions, map(key, header_row(rows, 2)))
        if not two:
            return None
    if not two:
        columns = plain_columns(questions, _ROLES)
        return Recognised(
            NAME, 1, tuple(columns), summary_rows(rows, 1, [place for place in (ids,) if place is not None])
        )
    columns = _columns(questions, options, rows)
    always = [k for k, column in enumerate(columns) if column.role in {"respondent", "time"}]
    return Recognised(NAME, 2, tuple(columns), summary_rows(rows, 2, always))


def _reads_as_options(questions: Sequence[str], keys: Sequence[str] | map[str]) -> bool:
    """Whether the second row says what sort of answer stands below, for an export that lost its first columns."""
    pairs = list(zip(questions, keys, strict=False))
    said = sum(1 for _, found in pairs if found in _ANSWER | _OPEN | _OTHER)
    filled = sum(1 for _, found in pairs if found)
    return said >= 2 and (any(not question for question, _ in pairs) or said == filled)


def _columns(questions: Sequence[str], options: Sequence[str], rows: Rows) -> list[Column]:
    columns: list[Column] = []
    question, alone = "", True
    for place, (text, option) in enumerate(zip(questions, options, strict=True)):
        role = _ROLES.get(key(text), "")
        if text:
            question = text
            following = questions[place + 1] if place + 1 < len(questions) else question
            alone = bool(following) or not (place + 1 < len(options) and options[place + 1])
        if role and not option:
            columns.append(Column(text, text, role=role))
        elif not option or not question:
            name = text or option
            columns.append(Column(name, name))
        else:
            columns.append(_answer(question, option, cells_below(rows, 2, place), alone=alone))
    return columns


def _answer(question: str, option: str, cells: Sequence[str], *, alone: bool) -> Column:
    """The column of an answer; ``alone`` says that it is the only one of its question."""
    found = key(option)
    if found in _ANSWER:
        return Column(question, question)
    if found in _OPEN and alone:
        return Column(question, question)
    option = option.removeprefix("- ")  # "row - column" where the row has no name
    name = f"{question} [{option}]"
    column = Column(name, name, group=question, option=option, kind="row")
    if found in _OTHER | _REMARK:
        return replace(column, kind="other", role="comment")
    return as_option(column) if ticked(column, cells) else column
