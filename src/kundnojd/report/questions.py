"""The tables of the questions: what the whole answered in the newest wave."""

from __future__ import annotations

from dataclasses import replace

from kundnojd.locale import Locale
from kundnojd.report.headline import measure_label, shown_measures
from kundnojd.report.model import Cell, Column, Distribution, Interval, Row, Table
from kundnojd.report.results import NET_MEASURES, PARTS, Record, Results
from kundnojd.report.survey import SurveyInfo

# measure -> priority where the page is narrow
_PRIORITY = {"index": 0, "top-box": 1, "dont-know": 3, "bottom-box": 4, "satisfied": 5}
_ORDER = ("index", "top-box", "satisfied", "bottom-box", "dont-know")


def questions_table(results: Results, info: SurveyInfo, locale: Locale) -> Table | None:
    """Questions down in the order of the file, their measures across; ``None`` where there are none.

    Beside them stand the answers as four parts (`parts`) and over the whole scale, where these are known.
    """
    names = question_names(results, info)
    measures = _measures(results, names)
    if not names or not measures:
        return None
    first = measures[0]
    columns = [Column("question", locale.text("report.question"), "text")]
    columns.append(Column("n", locale.text("report.n"), "count"))
    for place, measure in enumerate(measures):
        priority = 0 if place == 0 else _PRIORITY.get(measure, 6)
        columns.append(Column(measure, measure_label(measure, locale), results.kind(measure), priority))
        if measure == first:
            since = _since(results, first, names)
            if since:
                label = locale.text("report.since", wave=since)
                columns.append(Column("previous", label, "change", 3, unit_kind=results.kind(first)))
            columns.append(Column("parts", locale.text("report.distribution"), "distribution", 2))
    columns.append(Column("answers", locale.text("report.every-answer"), "histogram", 6))
    numbered = len(names) > 1 and any(results.has_units("index", name) for name in names)
    headline = {*info.headline_questions, *(question for _, question in shown_measures(results, info))}
    rows = []
    for number, name in enumerate(names, 1):
        text = info.question_text(name)
        row = _row(results, info, locale, name, f"{number}. {text}" if numbered else text, columns)
        rows.append(replace(row, in_headline=name in headline))
    used = [k for k in range(len(columns)) if any(row.cells[k] is not None for row in rows)]
    return Table(
        "questions",
        tuple(columns[k] for k in used),
        tuple(replace(row, cells=tuple(row.cells[k] for k in used)) for row in rows),
    )


def answers_table(results: Results, info: SurveyInfo, locale: Locale) -> Table | None:
    """Answers down under their question, the waves across, for the measure ``answer``; ``None`` without it."""
    wanted: dict[tuple[str, str], dict[str, Record]] = {}
    for (measure, question, answer, unit, wave), record in results.records.items():
        if measure == "answer" and answer and not unit:
            wanted.setdefault((question, answer), {})[wave] = record
    if not wanted:
        return None
    newest_first = len(results.waves)
    columns = (
        Column("question", locale.text("report.question"), "text"),
        Column("answer", locale.text("measures.answer"), "text"),
        Column("n", locale.text("report.n"), "count"),
        *(
            Column(wave, wave or locale.text("report.share"), "share", min(newest_first - 1 - place, 9))
            for place, wave in enumerate(results.waves)
        ),
    )
    rows, above = [], None
    for (question, answer), by_wave in wanted.items():
        label = "" if question == above else info.question_text(question)
        above = question
        newest = by_wave.get(results.wave)
        shares = (by_wave[wave].value if wave in by_wave else None for wave in results.waves)
        status = newest.status if newest else "empty"
        rows.append(Row((label, answer, newest.n if newest else None, *shares), status))
    return Table("answers", columns, tuple(rows))


def question_names(results: Results, info: SurveyInfo) -> tuple[str, ...]:
    """The questions that have results of their own, in the order of the questionnaire."""
    seen = dict.fromkeys(
        key[1] for key in results.records if key[1] and not key[3] and key[0] not in (*NET_MEASURES, *PARTS)
    )
    known = [question.name for question in info.questions if question.name in seen]
    return (*known, *(name for name in seen if name not in known))


def parts(results: Results, name: str, locale: Locale) -> Distribution | None:
    """The answers in four parts, from the worst to the best: bottom box, between, satisfied, very satisfied."""
    found = [results.find(key, name, wave=results.wave) for key in ("bottom-box", "satisfied", "top-box")]
    values = [record.value for record in found if record is not None and record.value is not None]
    if len(values) != 3:
        return None
    bottom, satisfied, top = values
    keys = ("part-bottom", "part-between", "part-satisfied", "part-top")
    shares = (bottom, max(0.0, 100 - bottom - satisfied), max(0.0, satisfied - top), top)
    return Distribution(shares, tuple(locale.text(f"report.{key}") for key in keys))


def _measures(results: Results, names: tuple[str, ...]) -> list[str]:
    present = {key[0] for key in results.records if key[1] in names and not key[2]}
    present -= {*NET_MEASURES, *PARTS, "answer"}
    return [m for m in _ORDER if m in present] + [m for m in results.measures if m in present and m not in _ORDER]


def _since(results: Results, measure: str, names: tuple[str, ...]) -> str:
    for name in names:
        record = results.find(measure, name, wave=results.wave)
        if record is not None and record.previous is not None:
            return record.previous_wave
    return ""


def _row(results: Results, info: SurveyInfo, locale: Locale, name: str, text: str, columns: list[Column]) -> Row:
    found = {column.key: results.find(column.key, name, wave=results.wave) for column in columns[2:]}
    # The measures of a question share its base, but for don't know, which counts those outside it.
    base = next((r for key, r in found.items() if r is not None and key != "dont-know"), None)
    shares = info.distributions.get(name)
    labels = next((tuple(a.label for a in q.scale.answers) for q in info.questions if q.name == name), ())
    special: dict[str, Cell] = {
        "question": text,
        "n": base.n if base else None,
        "previous": base.previous if base else None,
        "parts": parts(results, name, locale),
        "answers": Distribution(tuple(shares), labels) if shares else None,
    }
    cells: list[Cell] = []
    for column in columns:
        record = found.get(column.key)
        cells.append(special.get(column.key, record.value if record else None))
    first, interval = found.get(columns[2].key), None
    if first is not None and first.value is not None and first.lower is not None and first.upper is not None:
        interval = Interval(first.value, first.lower, first.upper)
    return Row(tuple(cells), base.status if base else "ok", interval=interval)
