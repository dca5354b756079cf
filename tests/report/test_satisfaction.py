"""The report of analyze as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kundnojd.locale import load
from kundnojd.report.model import Change, Distribution, Figures, Interval, Notes, Report, Table, Trend
from kundnojd.report.satisfaction import build
from tests.report.fake import EMPTY, INFO, LONG, PROTECTING, SMALL, UNITS, frame

EN = load("en")


def block(report: Report, key: str) -> Table:
    found = next(section.blocks[0] for section in report.sections if section.key == key)
    assert isinstance(found, Table)
    return found


def keys(report: Report) -> list[str]:
    return [section.key for section in report.sections]


def lines(report: Report, key: str) -> tuple[str, ...]:
    found = next(section.blocks[0] for section in report.sections if section.key == key)
    assert isinstance(found, Notes)
    return found.lines


@pytest.fixture(scope="module")
def report() -> Report:
    return build(frame(), INFO, EN)


def test_sections_in_order(report) -> None:
    assert keys(report) == ["headline", "units", "waves", "questions", "notes", "reading"]


def test_headline_is_the_newest_wave_of_the_whole(report) -> None:
    figures = report.sections[0].blocks[0]
    assert isinstance(figures, Figures)
    assert [figure.key for figure in figures.figures] == ["nki", "nps", "top-box", "satisfied"]
    nki, nps, *_ = figures.figures
    assert nki.value == pytest.approx(66.2)
    assert nki.n == sum(n for n, _ in UNITS.values())
    assert nki.change == Change(-6.0, "lower", nki.change.lower, nki.change.upper)
    assert (nki.since, nki.span) == ("2024", "2023–2025")
    assert nki.trend == Trend((64.0, 65.1, pytest.approx(66.2)))
    assert nps.parts == Distribution((27.4, 37.6, 35.0), ("detractors", "passives", "promoters"))


def test_units_fall_by_the_measure_and_those_without_numbers_come_last(report) -> None:
    table = block(report, "units")
    names = [row.cells[0] for row in table.rows]
    assert names[:3] == ["Lillgården", "Östra Höjden", LONG]
    assert names[-4:] == [SMALL, PROTECTING, EMPTY, "All"]
    assert [row.status for row in table.rows[-4:]] == ["hidden", "hidden", "empty", "ok"]
    assert table.rows[-1].is_total
    assert sorted(names[:-1]) == sorted(UNITS)


def test_why_a_unit_is_not_shown(report) -> None:
    """Which of the hidden units is small, and which one hides it, is not said: it would help to work it out."""
    remarks = {row.cells[0]: row.remark for row in block(report, "units").rows if row.remark}
    assert remarks == {SMALL: "not shown", PROTECTING: "not shown", EMPTY: "no answers in this wave"}


def test_axis_is_made_for_the_steady_units(report) -> None:
    column = next(column for column in block(report, "units").columns if column.kind == "interval")
    assert (column.low, column.high) == (40.0, 80.0)


def test_cells_of_a_unit(report) -> None:
    table = block(report, "units")
    row = next(row for row in table.rows if row.cells[0] == "Söderport")
    cells = dict(zip([column.key for column in table.columns], row.cells, strict=True))
    assert cells["n"] == 98
    assert cells["nki"] == 58.3
    assert isinstance(cells["interval"], Interval)
    assert cells["rest"].verdict == "lower"
    assert cells["nps"] == pytest.approx(-11.1)


def test_one_wave_has_no_waves_and_no_change() -> None:
    report = build(frame(waves=("",)), replace(INFO, waves=("2025",)), EN)
    assert "waves" not in keys(report)
    assert "previous" not in [column.key for column in block(report, "units").columns]
    assert report.sections[0].title == "Result 2025"


def test_without_units() -> None:
    report = build(frame(units={}), INFO, EN)
    assert "units" not in keys(report)
    assert "unit" not in report.subtitle[0]


def test_only_nps() -> None:
    results = frame()
    results = results[results.measure.isin(["nps", "promoters", "passives", "detractors"])]
    report = build(results, replace(INFO, headline_measure="nps"), EN)
    assert keys(report) == ["headline", "units", "waves", "notes", "reading"]
    assert block(report, "units").columns[2].kind == "net"
    assert block(report, "units").columns[3].low < 0


def test_a_measure_nobody_has_heard_of() -> None:
    results = frame()
    results = results[(results.measure == "top-box") & (results.question == "Q1")].assign(measure="my-share")
    report = build(results, INFO, EN)
    assert block(report, "units").columns[2].label == "my-share"


def test_nothing_at_all_is_still_a_report() -> None:
    report = build(frame().iloc[:0], replace(INFO, left_out={}, unrecognised=(), weight=""), EN)
    assert report.sections == ()


def test_index_of_a_question_leads_where_there_is_no_nki() -> None:
    info = replace(INFO, headline_measure="index", headline_questions=("Q1",))
    report = build(frame(headline="index"), info, EN)
    assert [figure.key for figure in report.sections[0].blocks[0].figures][:2] == ["index", "nps"]
    assert block(report, "questions").rows[0].cells[2] == pytest.approx(66.2), "the headline's row is the question's"


def test_detail_has_units_down_and_question_numbers_across() -> None:
    info = replace(INFO, headline_measure="index", headline_questions=("Q1",))
    table = block(build(frame(headline="index", detail=True), info, EN), "detail")
    assert [column.label for column in table.columns] == ["Område", "1", "2", "3", "4", "5", "6"]
    assert table.narrow == "continue"
    assert table.rows[0].cells[0] == "Lillgården", "the order of the table of units"
    assert {row.cells[0]: row.status for row in table.rows}[SMALL] == "hidden"
    assert table.notes[3] == "4. Hur tycker du att felanmälan fungerar?"


def test_answers_of_a_question() -> None:
    results = frame(units={})
    some = results[(results.measure == "top-box") & (results.question == "Q2")]
    answers = [some.assign(measure="answer", answer=str(k), value=float(k)) for k in (1, 2)]
    import pandas as pd

    table = block(build(pd.concat(answers), INFO, EN), "answers")
    assert [row.cells[:2] for row in table.rows] == [("Hur väl uppfyller vi dina förväntningar?", "1"), ("", "2")]
    assert [column.label for column in table.columns[3:]] == ["2023", "2024", "2025"]
    assert [column.priority for column in table.columns[3:]] == [2, 1, 0]


def test_parts_of_a_distribution_add_up(report) -> None:
    table = block(report, "questions")
    place = [column.key for column in table.columns].index("parts")
    for row in table.rows:
        assert sum(row.cells[place].shares) == pytest.approx(100)


def test_small_print(report) -> None:
    text = "\n".join(lines(report, "notes"))
    assert "each respondent's mean of 3 questions" in text
    assert "Benjamini-Hochberg" in text
    assert "Very satisfied: answers 9–10" in text
    assert "t distribution" in text
    assert "weighted by Vikt" in text


def test_what_was_left_out(report) -> None:
    found = lines(report, "reading")
    assert found[0] == "12 rows left out: the weight is missing, zero or negative."
    assert found[-1].startswith("2 columns were not recognised")


def test_many_unrecognised_columns_are_cut_short() -> None:
    info = replace(INFO, unrecognised=tuple(f"X{k}" for k in range(60)), left_out={})
    assert lines(build(frame(), info, EN), "reading") == (
        "60 columns were not recognised and are not used: X0, X1, X2, X3, X4, X5, X6, X7, X8, X9….",
    )


def test_marks_are_explained_once(report) -> None:
    said = [note for section in report.sections for b in section.blocks if isinstance(b, Table) for note in b.notes]
    assert len(said) == len(set(said))
    assert any(note.startswith("▲ ▼") for note in said)
    assert any(note.startswith("°") for note in said)
    assert any(note.startswith("*") for note in said)


def test_no_mark_is_explained_that_is_not_there() -> None:
    units = {name: UNITS[name] for name in ("Norrmalm", "Söderport")}
    table = block(build(frame(units=units), INFO, EN), "units")
    assert not any(note.startswith(("°", "*")) for note in table.notes)
