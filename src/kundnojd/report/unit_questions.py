"""The questions of one unit: beside the whole, what stands out, and what a team can choose among.

What works and what to choose among is told by two rules: questions that are surely above (below) the rest come first,
those furthest from it before the others; then the questions with the highest (lowest) index. Only the first are sure,
and the report says so with its marks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kundnojd.locale import Locale
from kundnojd.questionnaire.model import Role
from kundnojd.report.model import Cell, Change, Column, Interval, Row, Table, WorkPart, Workshop
from kundnojd.report.results import Record, Results
from kundnojd.report.survey import SurveyInfo

HOW_MANY = 3
ROOM = 5  # empty lines to write on
MEASURE = "index"
_OUTCOMES = (Role.OVERALL, Role.RECOMMEND)


@dataclass(frozen=True)
class Choice:
    """The questions of a unit that stand out, the most important first; none is in both."""

    strong: tuple[Record, ...]
    weak: tuple[Record, ...]


def unit_questions_table(results: Results, info: SurveyInfo, unit: str, locale: Locale) -> Table | None:
    """Questions down; the unit's index with its interval, the whole, and both comparisons across."""
    records = _records(results, unit)
    if not records:
        return None
    since = next((record.previous_wave for record in records if record.previous_wave), "")
    columns = (
        Column("question", locale.text("report.question"), "text"),
        *_columns(info, locale),
        Column("whole", locale.text("report.whole"), "index", 2),
        Column("rest", locale.text("report.against-rest"), "change", 1, unit_kind="index"),
        Column("previous", locale.text("report.since", wave=since), "change", 2, unit_kind="index"),
        Column("top-box", locale.text("measures.top-box"), "share", 3),
    )
    rows = []
    for record in records:
        whole = results.find(MEASURE, record.question, wave=results.wave)
        top = results.find("top-box", record.question, unit=unit, wave=results.wave)
        cells: tuple[Cell, ...] = (
            info.question_text(record.question),
            *_cells(record),
            whole.value if whole else None,
            record.rest,
            record.previous,
            top.value if top else None,
        )
        rows.append(_row(record, cells, info, locale))
    used = [k for k in range(len(columns)) if k < 4 or any(row.cells[k] is not None for row in rows)]
    return Table(
        "unit-questions",
        tuple(columns[k] for k in used),
        tuple(Row(tuple(row.cells[k] for k in used), row.status, remark=row.remark) for row in rows),
    )


def chosen(results: Results, info: SurveyInfo, unit: str) -> Choice:
    """Up to three questions that work and three to choose among.

    The questions of the headline and the one on recommending are left aside: they are what the others should move.
    """
    outcomes = {*info.headline_questions, *(q.name for q in info.questions if q.role in _OUTCOMES)}
    every = [record for record in _records(results, unit) if record.value is not None]
    records = [record for record in every if record.question not in outcomes] or every
    # Half of them each at most, so that a short questionnaire names no question twice.
    size = min(HOW_MANY, len(records) // 2)
    falling = sorted(records, key=lambda record: (-_standing(record, "higher"), -(record.value or 0.0)))
    strong = tuple(falling[:size])
    rising = sorted(records, key=lambda record: (-_standing(record, "lower"), record.value or 0.0))
    weak = tuple([record for record in rising if record not in strong][:size])
    return Choice(strong, weak)


def chosen_table(choice: Choice, info: SurveyInfo, locale: Locale) -> Table | None:
    """What works and what to choose among, and what sets them apart from the rest, with the interval of that."""
    if not choice.strong:
        return None
    level = locale.share(100 * info.level, 0)
    end = _axis_end([record.rest for record in (*choice.strong, *choice.weak)])
    columns = (
        Column("question", locale.text("report.question"), "text"),
        *_columns(info, locale)[:2],
        Column("rest", locale.text("report.against-rest"), "change", 1, unit_kind="index"),
        Column("interval", locale.text("unit.of-difference", level=level), "interval", 2, "index", -end, end, 0.0),
        Column("what", locale.text("unit.what"), "text", 3),
    )
    rows = []
    for key, records in (("works", choice.strong), ("to-choose", choice.weak)):
        for record in records:
            cells = (record.n, record.value, record.rest, _of_difference(record.rest), locale.text(f"unit.{key}"))
            rows.append(Row((info.question_text(record.question), *cells), record.status))
    return Table("strengths", columns, tuple(rows), notes=(locale.text("unit.how-chosen"),))


def _of_difference(change: Change | None) -> Interval | None:
    if change is None or change.lower is None or change.upper is None:
        return None
    return Interval(change.value, change.lower, change.upper)


def _axis_end(changes: Sequence[Change | None]) -> float:
    """How far an axis of differences reaches from 0, in whole tens of points."""
    ends = [abs(end) for c in changes if c for end in (c.value, c.lower, c.upper) if end is not None]
    return min(100.0, 10.0 * math.ceil(max(ends, default=10.0) / 10))


def workshop(choice: Choice, info: SurveyInfo, locale: Locale) -> Workshop:
    """The page for a meeting with the team."""

    def named(records: tuple[Record, ...]) -> tuple[str, ...]:
        return tuple(info.question_text(record.question) for record in records)

    return Workshop(
        (
            WorkPart(locale.text("unit.keep"), named(choice.strong), ROOM - 2),
            WorkPart(locale.text("unit.choose"), named(choice.weak), 1),
            WorkPart(locale.text("unit.what-we-do"), (), ROOM),
            WorkPart(locale.text("unit.who-and-when"), (), 2),
            WorkPart(locale.text("unit.how-we-see"), (), 2),
        )
    )


def _records(results: Results, unit: str) -> list[Record]:
    found = [
        results.find(MEASURE, question, unit=unit, wave=results.wave) for question in results.questions_of(MEASURE)
    ]
    return [record for record in found if record is not None and record.question and record.status != "empty"]


def _standing(record: Record, verdict: str) -> float:
    """How far from the rest a question surely is, in points; 0 where it is not sure."""
    return abs(record.rest.value) if record.rest is not None and record.rest.verdict == verdict else 0.0


def _columns(info: SurveyInfo, locale: Locale) -> tuple[Column, ...]:
    level = locale.share(100 * info.level, 0)
    return (
        Column("n", locale.text("report.n"), "count"),
        Column(MEASURE, locale.text("measures.index"), "index"),
        Column("interval", locale.text("report.interval", level=level), "interval", 3, "index"),
    )


def _cells(record: Record) -> tuple[Cell, ...]:
    if record.value is None or record.lower is None or record.upper is None:
        return record.n, record.value, None
    return record.n, record.value, Interval(record.value, record.lower, record.upper)


def _row(record: Record, cells: tuple[Cell, ...], info: SurveyInfo, locale: Locale) -> Row:
    if record.status == "hidden":
        return Row((cells[0], *(None for _ in cells[1:])), "hidden", remark=locale.text("report.hidden"))
    return Row(cells, record.status)
