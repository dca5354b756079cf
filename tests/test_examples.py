"""The examples are what their descriptions say they are."""

import csv
import importlib.util
import io
import os
from collections import Counter
from pathlib import Path
from types import ModuleType

import msgspec
import openpyxl
import pytest

from kundnojd.questionnaire.settings import QuestionSettings, Settings

EXAMPLES = Path(__file__).parents[1] / "examples"
Row = tuple[object, ...]
SFO = EXAMPLES / "sfo"
SFO_FILES = {year: SFO / f"{year}_SFO_Customer_Survey_20250817.csv" for year in ("2017", "2018")}
SHARED = Path(os.environ.get("KUNDNOJD_SHARED", EXAMPLES.parents[1] / "shared"))


def cells(workbook: io.BytesIO) -> list[Row]:
    book = openpyxl.load_workbook(workbook, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return [row + (None,) * (len(rows[0]) - len(row)) for row in rows]  # a blank last cell is not in the file


def loaded(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    return loaded(EXAMPLES / "hyresgaster/make_hyresgaster.py")


@pytest.fixture(scope="module")
def published() -> list[Row]:
    return cells(io.BytesIO((EXAMPLES / "hyresgaster/hyresgaster.xlsx").read_bytes()))


def test_hyresgaster_made_again_has_the_same_cells(maker: ModuleType, published: list[Row]) -> None:
    made = maker.workbook()
    assert made == maker.workbook()  # to the byte within one set of libraries
    assert cells(io.BytesIO(made)) == published


def test_visits_made_again_are_the_same_and_as_described(maker: ModuleType) -> None:
    visits = loaded(EXAMPLES / "hyresgaster/make_besok.py")
    assert visits.table().encode() == (EXAMPLES / "hyresgaster/besok.csv").read_bytes()
    rows = visits.rows()
    assert len(rows) == 63
    sizes = Counter(row[2] for row in rows)
    assert set(sizes) - {"Kundcenter"} == set(maker.AREAS) - {None}
    assert set(sizes.values()) == {2, 3, 4}
    assert {cell for row in rows for cell in row[3:]} == {"Ja", "Nej", "Ej aktuellt"}


def test_hyresgaster_is_as_described(maker: ModuleType, published: list[Row]) -> None:
    header, *rows = published
    column = {str(name): position for position, name in enumerate(header)}
    assert len(rows) == 2500
    assert len({row[column["Svarsnummer"]] for row in rows}) == 2500
    sizes = Counter((row[column["Område"]], row[column["År"]]) for row in rows)
    areas = {area for area, _ in sizes} - {None}
    assert len(areas) == 20
    assert sum(count for (area, _), count in sizes.items() if area is None) == 6
    assert all(sizes["Stationsområdet", year] < 5 for year in (2023, 2024, 2025))
    recommend = {row[column[maker.RECOMMEND]] for row in rows}
    assert recommend == {None, "0 - Inte alls sannolikt", *range(1, 10), "10 - Mycket sannolikt"}
    comments = [str(row[column[maker.COMMENT]]) for row in rows if row[column[maker.COMMENT]]]
    assert 0.3 < len(comments) / len(rows) < 0.4
    assert all(any(mark in text for text in comments) for mark in ',;"\n')


def test_medarbetare_made_again_has_the_same_cells_and_is_as_described() -> None:
    staff = loaded(EXAMPLES / "hyresgaster/make_medarbetare.py")
    made = cells(io.BytesIO(staff.workbook()))
    assert made == cells(io.BytesIO((EXAMPLES / "hyresgaster/medarbetare.xlsx").read_bytes()))
    assert staff.sick_leave() == (EXAMPLES / "hyresgaster/sjukfranvaro.csv").read_text(encoding="utf-8")
    header, *rows = made
    assert len(header) == 3 + 9 + 1
    assert {row[1] for row in rows} == {2023, 2024, 2025}
    names = {str(row[2]) for row in rows}
    assert len(names) == 21
    areas = {area for area in staff.AREAS if area}
    assert names - areas == {"Huvudkontoret", "Björklundens", "Rönnlycka", "VÄSTRA EKÄNGEN"}
    assert {row[-1] for row in rows} == {None, "0 - Inte alls sannolikt", *range(1, 10), "10 - Mycket sannolikt"}


def test_hyresgaster_asks_of_reports_only_where_there_was_a_problem(maker: ModuleType, published: list[Row]) -> None:
    header, *rows = published
    of = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row[maker.PROBLEM] for row in of} == {"Ja", "Nej", None}
    assert all(row[maker.PROBLEM] == "Ja" or row[maker.REPORTED] is None or row[maker.PROBLEM] is None for row in of)
    assert all(row[maker.SOLVED] is None for row in of if row[maker.REPORTED] == "Nej")
    assert {row[maker.SOLVED] for row in of} == {*maker.SOLUTIONS, None}
    assert {row[maker.AGAIN] for row in of} == {*maker.CHOICES, None}
    assert {row[maker.TENURE] for row in of} == {*maker.YEARS, None}


def survey() -> Settings:
    return msgspec.toml.decode((SFO / "survey.toml").read_bytes(), type=Settings)


def sfo_rows(year: str) -> list[dict[str, str]]:
    with SFO_FILES[year].open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = [name.strip() for name in next(reader)]
        return [dict(zip(header, map(str.strip, row), strict=True)) for row in reader]


def allowed(question: QuestionSettings) -> set[str]:
    assert question.scale is not None
    low, high = (int(end) for end in question.scale)
    codes = {str(code) for code in range(low, high + 1)}
    return codes | {*(question.dont_know or ()), *(question.missing or ()), ""}


@pytest.mark.parametrize("year", SFO_FILES)
def test_sfo_survey_names_the_columns_and_every_code_of_them(year: str) -> None:
    settings = survey()
    rows = sfo_rows(year)
    assert {settings.columns.unit, settings.columns.weight, settings.columns.respondent} <= rows[0].keys()
    for question in settings.question:
        seen = {row[question.column or question.columns[year]] for row in rows}
        assert seen <= allowed(question), question


def test_sfo_2017_gives_the_figures_others_found() -> None:
    # GitHub atefalvi/sfo-dashboard, model_outputs:
    # Q7ALL n 2688, mean 4.064360, two highest 2206; NPS 39.8398 (n 2746)
    rows = sfo_rows("2017")
    overall = [int(row["Q7ALL"]) for row in rows if row["Q7ALL"] in set("12345")]
    assert len(overall) == 2688
    assert sum(overall) / 2688 == pytest.approx(4.064360, abs=5e-7)
    assert sum(answer >= 4 for answer in overall) == 2206
    recommend = [int(row["NETPRO"]) for row in rows if row["NETPRO"] not in {"", "11"}]
    net = sum((answer >= 9) - (answer <= 6) for answer in recommend)
    assert len(recommend) == 2746
    assert 100 * net / 2746 == pytest.approx(39.8398, abs=5e-5)


@pytest.mark.shared
@pytest.mark.parametrize("path", SFO_FILES.values(), ids=SFO_FILES)
def test_sfo_files_are_as_published(path: Path) -> None:
    original = SHARED / "data/sfo-customer-survey" / path.name
    if not original.exists():
        pytest.skip("the published file is not here")
    assert path.read_bytes() == original.read_bytes()
