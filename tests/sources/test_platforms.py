"""Exports of survey platforms, each read with no options and held against what stands in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args, get_type_hints

import openpyxl
import pytest

from kundnojd.cli.reading import ReadingRequest, settings_of
from kundnojd.cli.reading import read as take
from kundnojd.errors import UsageError
from kundnojd.questionnaire.settings import FileSettings
from kundnojd.sources import open_source
from kundnojd.sources.platforms import KEEPABLE, PLATFORMS
from kundnojd.sources.reading import Column, ReadOptions
from tests.cli.running import run
from tests.sources.building import UGLY, read, refused

OVERALL = "Hur nöjd är du totalt sett?"


@dataclass(frozen=True)
class Expected:
    """What a person finds in the file; ``scales`` by column, ``dont_know`` answers by column."""

    platform: str
    header_rows: int
    used: int
    left_out: Mapping[str, int]
    scales: Mapping[str, tuple[float, float]]
    roles: Mapping[str, str]
    dont_know: Mapping[str, int] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)


EXPORTS = {
    "qualtrics-three-header-rows.csv": Expected(
        "Qualtrics",
        3,
        3,
        {"preview": 1, "spam": 1, "partial": 1},
        {"Q1": (1, 10), "Q2_1": (1, 10), "Q2_2": (1, 10), "Q3": (0, 10)},
        {
            "EndDate": "time",
            "IPAddress": "personal",
            "Duration (in seconds)": "duration",
            "ResponseId": "respondent",
            "RecipientEmail": "personal",
            "LocationLatitude": "personal",
            "Q3": "recommend",
            "Q3_NPS_GROUP": "ignore",
            "Q5_1": "multi",
            "Q5_2_TEXT": "comment",
            "enhet": "unit",
        },
        {"Q2_2": 1},
        {"Q1": "", "Q2_1": "Ange hur nöjd du är", "Q2_2": "Ange hur nöjd du är"},
    ),
    "qualtrics-legacy-two-header-rows.csv": Expected(
        "Qualtrics",
        2,
        3,
        {"preview": 1, "partial": 1},
        {"Q1": (1, 10), "Q2_1": (1, 10), "Q2_2": (1, 10)},
        {"ResponseID": "respondent", "Name": "personal", "IPAddress": "personal", "EndDate": "time", "Q1": "overall"},
    ),
    "surveymonkey-expanded-with-averages.csv": Expected(
        "SurveyMonkey",
        2,
        4,
        {"summary-row": 1},
        {OVERALL: (1, 5), "Betygsätt: (1-5) [Snabbhet]": (1, 5), "Betygsätt: (1-5) [Bemötande]": (1, 5)},
        {
            "Respondent ID": "respondent",
            "End Date": "time",
            "IP Address": "personal",
            "Email Address": "personal",
            "Vilka kanaler har du använt? [Telefon]": "multi",
            "Vilka kanaler har du använt? [Annat (ange)]": "multi",
            "Kommentar": "comment",
        },
        {OVERALL: 1, "Betygsätt: (1-5) [Bemötande]": 1},
        {"Betygsätt: (1-5) [Snabbhet]": "Betygsätt: (1-5)", OVERALL: ""},
    ),
    "surveymonkey-condensed.csv": Expected(
        "SurveyMonkey",
        2,
        4,
        {},
        {
            "How satisfied are you overall?": (1, 5),
            "How would you rate us? [Speed]": (1, 5),
            "How would you rate us? [Kindness]": (1, 5),
        },
        {"Respondent ID": "respondent", "Collector ID": "ignore", "End Date": "time"},
    ),
    "google-forms-with-an-average-row.csv": Expected(
        "Google Forms",
        1,
        3,
        {"summary-row": 1},
        {
            "Hur nöjd är du totalt sett? (1-10)": (1, 10),
            "Betygsätt (1-5) [Snabbhet]": (1, 5),
            "Betygsätt (1-5) [Bemötande]": (1, 5),
        },
        {"Tidstämpel": "time", "E-postadress": "personal"},
        {"Betygsätt (1-5) [Bemötande]": 1},
        {"Betygsätt (1-5) [Snabbhet]": "Betygsätt (1-5)"},
    ),
    "microsoft-forms-with-a-quiz.csv": Expected(
        "Microsoft Forms",
        1,
        3,
        {},
        {"Hur nöjd är du totalt sett? (1-10)": (1, 10), "Hur är bemötandet? (1-5)": (1, 5)},
        {"ID": "respondent", "Completion time": "time", "Email": "personal", "Name": "personal", "Kanaler": "multi"},
        {"Hur är bemötandet? (1-5)": 1},
    ),
    "limesurvey-codes-as-headings.csv": Expected(
        "LimeSurvey",
        1,
        3,
        {"partial": 1},
        {"NKI1": (1, 10), "Q2[SQ001]": (1, 5), "Q2[SQ002]": (1, 5)},
        {
            "id": "respondent",
            "submitdate": "time",
            "ipaddr": "personal",
            "NKI1": "overall",
            "KAN[1]": "multi",
            "KAN[other]": "multi",
            "ENHET": "unit",
        },
        {"Q2[SQ001]": 1},
        {"Q2[SQ001]": "Q2"},
    ),
    "limesurvey-wordings-as-headings.csv": Expected(
        "LimeSurvey",
        1,
        2,
        {"partial": 1},
        {
            "Hur nöjd är du totalt sett? (1-10)": (1, 10),
            "Betygsätt (1-5) [Snabbhet]": (1, 5),
            "Betygsätt (1-5) [Bemötande]": (1, 5),
        },
        {"Response ID": "respondent", "Date submitted": "time", "Seed": "ignore"},
        {"Betygsätt (1-5) [Bemötande]": 1},
    ),
    "limesurvey-codes-and-wordings.csv": Expected(
        "LimeSurvey",
        1,
        2,
        {"partial": 1},
        {"NKI1": (1, 10), "Q2[SQ001]": (1, 5), "Q2[SQ002]": (1, 5)},
        {"id": "respondent", "submitdate": "time", "lastpage": "disposition"},
        themes={"Q2[SQ001]": "Betygsätt (1-5)"},
    ),
    "limesurvey-abbreviated-headings.csv": Expected(
        "LimeSurvey",
        1,
        2,
        {"partial": 1},
        {"Hur nöjd är du tot.. (1-10)": (1, 10)},
        {"Response ID": "respondent"},
    ),
    "typeform-options-in-one-cell.csv": Expected(
        "Typeform",
        1,
        3,
        {"partial": 1},
        {"Hur nöjd är du totalt sett, …? (1-10)": (1, 10)},
        {"#": "respondent", "Vilka kanaler har du använt?": "multi", "Submit Date (UTC)": "time"},
    ),
    "typeform-a-column-for-each-option.csv": Expected(
        "Typeform",
        1,
        3,
        {},
        {"Hur nöjd är du totalt sett? (1-10)": (1, 10)},
        {"Telefon": "multi", "E-post": "multi", "Other": "multi", "Network ID": "ignore"},
    ),
    "alchemer-partial-answers.csv": Expected(
        "Alchemer",
        1,
        3,
        {"partial": 2},
        {
            "Hur nöjd är du totalt sett? (1-10)": (1, 10),
            "Snabbhet:Betygsätt (1-5)": (1, 5),
            "Bemötande:Betygsätt (1-5)": (1, 5),
        },
        {
            "Response ID": "respondent",
            "IP Address": "personal",
            "Longitude": "personal",
            "City": "personal",
            "Country": "segment",
            "Telefon:Kanaler": "multi",
        },
        {"Bemötande:Betygsätt (1-5)": 1},
        {"Snabbhet:Betygsätt (1-5)": "Betygsätt (1-5)"},
    ),
    "unipark-negative-codes.csv": Expected(
        "Questback EFS (Unipark)",
        1,
        4,
        {"preview": 1, "partial": 1},
        {"v_12": (1, 10), "v_13": (1, 10), "v_14": (1, 10)},
        {"lfdn": "respondent", "dispcode": "disposition", "duration": "duration", "p_0001": "personal"},
        {"v_13": 1},
    ),
    "enalyzer-label-numbers.csv": Expected(
        "",
        1,
        3,
        {},
        {"Hur nöjd är du totalt sett? (1-5)": (1, 5)},
        {"Respondent": "respondent", "E-mail": "personal", "Enhet": "unit"},
    ),
    "netigate-one-header-row.csv": Expected(
        "",
        1,
        4,
        {},
        {OVERALL: (1, 10)},
        {"Respondent": "respondent", "Avdelning": "unit", "Kommentar": "comment"},
        {OVERALL: 1},
    ),
    "codes-above-the-questions-below-a-title.csv": Expected(
        "",
        2,
        3,
        {},
        {"nki1": (1, 10), "q2_1": (1, 5), "q2_2": (1, 5)},
        {"resp": "respondent", "nki1": "overall", "enhet": "unit"},
        {"q2_2": 1},
    ),
}


def as_workbook(name: str, folder: Path) -> Path:
    """The same export as XLSX, numbers as numbers."""
    data = (UGLY / name).read_bytes()
    text = data.decode("cp1252" if name.startswith(("unipark", "codes-above")) else "utf-8-sig")
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(text), delimiter=max(";,", key=text.count)):
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    file = folder / f"{name}.xlsx"
    book.save(file)
    return file


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_read_with_no_options(name: str) -> None:
    hold(UGLY / name, EXPORTS[name])


@pytest.mark.parametrize("name", EXPORTS)
def test_the_same_export_as_a_workbook(name: str, tmp_path: Path) -> None:
    hold(as_workbook(name, tmp_path), EXPORTS[name])


def hold(file: Path, expected: Expected) -> None:
    request = ReadingRequest((str(file),), quiet=True)
    survey = take(request, *settings_of(request)).survey
    report = survey.reports[0]
    assert (report.layout.platform, report.layout.header_rows) == (expected.platform, expected.header_rows)
    assert (report.rows_used, report.left_out) == (expected.used, expected.left_out)
    assert report.rows_read == report.rows_used + sum(report.left_out.values())
    questions = {question.name: question for question in survey.questionnaire.questions}
    assert {one.name: (one.scale.low, one.scale.high) for one in questions.values()} == expected.scales
    roles = {finding.name: finding.role for finding in survey.questionnaire.findings}
    assert {column: roles[column] for column in expected.roles} == expected.roles
    unknown = {name: int(survey.tally.counts[name][:, -1, 0].sum()) for name in questions}
    assert {column: count for column, count in unknown.items() if count} == expected.dont_know
    assert {column: questions[column].theme for column in expected.themes} == expected.themes


@pytest.mark.parametrize("name", EXPORTS)
def test_inspect_says_so(name: str) -> None:
    expected = EXPORTS[name]
    result = run("inspect", str(UGLY / name), "--format", "json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert (facts["platform"], facts["header_rows"]) == (expected.platform, expected.header_rows)
    assert (facts["rows_used"], {one["reason"]: one["count"] for one in facts["left_out"]}) == (
        expected.used,
        expected.left_out,
    )
    scales = {one["name"]: (one["scale"]["low"], one["scale"]["high"]) for one in facts["columns"] if one["scale"]}
    assert scales == expected.scales


@pytest.mark.parametrize("name", EXPORTS)
def test_nothing_personal_is_printed(name: str) -> None:
    for command in (("inspect",), ("inspect", "--format", "json"), ("analyze", "--format", "table")):
        output = run(command[0], str(UGLY / name), *command[1:]).output
        assert not any(secret in output for secret in ("192.0.2", "example.org", "59.33", "Stockholm"))


def test_every_platform_has_an_export() -> None:
    assert {platform.name for platform in PLATFORMS} == {expected.platform for expected in EXPORTS.values()}


@pytest.mark.parametrize(
    ("name", "keep", "reason"),
    [
        ("qualtrics-three-header-rows.csv", "previews", "preview"),
        ("qualtrics-three-header-rows.csv", "spam", "spam"),
        ("qualtrics-three-header-rows.csv", "partials", "partial"),
        ("limesurvey-codes-as-headings.csv", "partials", "partial"),
        ("unipark-negative-codes.csv", "previews", "preview"),
    ],
)
def test_rows_are_kept_where_the_user_wants(name: str, keep: str, reason: str) -> None:
    usual, wanted = read(UGLY / name), read(UGLY / name, keep=(keep,))
    assert len(wanted.rows) == len(usual.rows) + usual.left_out[reason]
    assert reason not in wanted.left_out


def test_rows_are_kept_by_the_option_and_by_survey_toml(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_bytes((UGLY / "unipark-negative-codes.csv").read_bytes())
    (tmp_path / "survey.toml").write_text('[file]\nkeep = ["partials"]')
    result = run("inspect", str(file), "--keep", "previews", "--format", "json")
    assert json.loads(result.stdout)["rows_used"] == 6


def test_rows_that_cannot_be_kept() -> None:
    with refused(UsageError, "no-such-rows-to-keep", found="summaries"):
        read(UGLY / "surveymonkey-condensed.csv", keep=("summaries",))
    assert run("inspect", str(UGLY / "surveymonkey-condensed.csv"), "--keep", "all").exit_code == 2


def test_the_settings_name_all_that_can_be_kept() -> None:
    allowed, _ = get_args(get_type_hints(FileSettings)["keep"])
    assert set(get_args(allowed)) == KEEPABLE.keys()


def test_only_some_columns_are_read_though_rules_need_others() -> None:
    table = read(UGLY / "qualtrics-three-header-rows.csv", ["Q1"])
    assert (table.rows, table.left_out["partial"]) == ([["10 - Mycket nöjd"], ["7"], ["1 - Inte alls nöjd"]], 1)


def test_masked_formulas_and_other_answers_of_limesurvey() -> None:
    table = read(UGLY / "limesurvey-codes-as-headings.csv", ["KAN[other]", "ORSAK"])
    assert table.rows == [["", "-billigt"], ["=mässan", "Other"], ["", ""]]


def test_codes_of_answers_are_said() -> None:
    notices = read(UGLY / "limesurvey-abbreviated-headings.csv").notices
    assert notices["answer-codes"]["count"] == 2


def test_what_was_recognised_is_said() -> None:
    notices = read(UGLY / "qualtrics-three-header-rows.csv").notices
    assert notices["platform-recognised"] == {"platform": "Qualtrics", "count": 3}
    assert "code-row" in read(UGLY / "codes-above-the-questions-below-a-title.csv").notices


def test_another_number_of_header_rows_makes_it_a_plain_table() -> None:
    table = read(UGLY / "surveymonkey-condensed.csv", header_rows=1)
    assert (table.layout.platform, len(table.rows), table.left_out) == ("", 5, {})


def test_the_layout_says_what_a_column_is_part_of() -> None:
    with open_source(UGLY / "surveymonkey-expanded-with-averages.csv", ReadOptions()) as source:
        columns = {column.name: column for column in source.columns}
    name, question = "Vilka kanaler har du använt? [Telefon]", "Vilka kanaler har du använt?"
    assert columns[name] == Column(name, name, question, "Telefon", "option", "multi")
    assert columns["Betygsätt: (1-5) [Snabbhet]"].kind == "row"


def test_a_file_without_a_finished_interview_is_not_emptied(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text("lfdn;dispcode;v_1\n1;22;9\n2;22;7\n", "utf-8")
    table = read(file)
    assert (len(table.rows), table.notices["every-row-marked"]) == (2, {"column": "dispcode"})


@pytest.mark.parametrize(
    "text",
    [
        "Timestamp;value\n2025-03-01;7\n2025-03-02;8\n",
        "id;status;betyg\n1;Complete;7\n2;Partial;8\n",
        "a;b\nVad tycker du om oss?;7\nHur är det med dig?;8\n",
        "q1;q2\nJag är mycket nöjd;Bra på alla sätt\nJag är inte så nöjd;Dåligt på alla sätt\n",
    ],
)
def test_other_tables_are_plain(text: str, tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text(text, "utf-8")
    layout = read(file).layout
    assert (layout.platform, layout.header_rows) == ("", 1)


def test_rows_are_left_out_of_every_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(UGLY / "qualtrics-three-header-rows.csv")
    monkeypatch.setattr("kundnojd.sources.delimited.CHUNK_ROWS", 1)
    cut = read(UGLY / "qualtrics-three-header-rows.csv")
    assert (cut.rows, cut.left_out) == (whole.rows, whole.left_out)


def test_a_file_of_which_no_row_is_left_names_the_option(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text("lfdn;tester;dispcode;v_1\n1;1;31;9\n2;0;22;7\n", "utf-8")
    for command in ("analyze", "inspect"):
        result = run(command, str(file))
        assert result.exit_code == 3
        assert "Left out: preview 1, partial 1. Check --where, --keep" in " ".join(result.output.split())
