"""The tables of the questions that may be given several answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundnojd.locale import Locale
from kundnojd.questionnaire.multiple import OTHER
from kundnojd.report.model import Cell, Column, Interval, Row, Table
from kundnojd.report.results import Record, Results
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd


def parted(results: pd.DataFrame, info: SurveyInfo) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the results, and those of the questions with several answers apart."""
    if not info.multis:
        return results, results.iloc[:0]
    own = results["question"].isin([question.name for question in info.multis]) & (results["measure"] == "answer")
    return results[~own], results[own]


def several_table(results: Results, info: SurveyInfo, locale: Locale) -> Table | None:
    """Options down under their question, the most chosen first: share of those who answered, with its interval.

    ``None`` where there is no such question.
    """
    by_question: dict[str, list[Record]] = {}
    for record in results.records.values():
        if not record.unit and record.wave == results.wave:
            by_question.setdefault(record.question, []).append(record)
    if not by_question:
        return None
    since = next((r.previous_wave for records in by_question.values() for r in records if r.previous_wave), "")
    columns = [
        Column("question", locale.text("report.question"), "text"),
        Column("answer", locale.text("measures.answer"), "text"),
        Column("n", locale.text("report.n"), "count"),
        Column("answer-share", locale.text("report.share"), "share"),
        Column(
            "interval", locale.text("report.interval", level=locale.share(100 * info.level, 0)), "interval", 2, "share"
        ),
        Column("previous", locale.text("report.since", wave=since), "change", 1, unit_kind="share"),
    ]
    if not since:
        columns.pop()
    rows = []
    for name, records in by_question.items():
        label = next((question.text or name for question in info.multis if question.name == name), name)
        ordered = sorted(records, key=lambda record: (record.answer == OTHER, -(record.value or 0.0)))
        for place, record in enumerate(ordered):
            rows.append(_row(record, label if place == 0 else "", len(columns), locale))
    note = locale.text("report.several-answers")
    return Table("several", tuple(columns), tuple(rows), notes=(note,))


def _row(record: Record, label: str, width: int, locale: Locale) -> Row:
    answer = locale.text("report.other-answers") if record.answer == OTHER else record.answer
    interval = None
    if record.value is not None and record.lower is not None and record.upper is not None:
        interval = Interval(record.value, record.lower, record.upper)
    cells: tuple[Cell, ...] = (label, answer, record.n, record.value, interval, record.previous)
    return Row(cells[:width], record.status)
