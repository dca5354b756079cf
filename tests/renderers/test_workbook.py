"""The workbook read back: its numbers are those of the CSV, its text is text, its charts point at what they show."""

from __future__ import annotations

import csv
import io
import re
import string
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries
from python_calamine import CalamineWorkbook

from kundnojd.locale import load
from kundnojd.renderers import Document, workbook
from kundnojd.renderers.office import number_format, picture, printable, shades
from kundnojd.renderers.theme import DEFAULT
from kundnojd.report.model import (
    Change,
    Column,
    Distribution,
    Figure,
    Figures,
    Interval,
    Line,
    Lines,
    Notes,
    Provenance,
    Report,
    Row,
    Section,
    Table,
)
from tests.cli.running import HYRES, SFO, run
from tests.renderers.surveys import NASTY, nasty_survey

OVERALL = "Hur nöjd är du totalt sett med oss som hyresvärd?"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


class Both:
    """A survey as CSV rows and as a workbook."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.file, rows = folder / "report.xlsx", folder / "rows.csv"
        found = run("analyze", *arguments, "-q", "-o", str(self.file), "-o", str(rows))
        assert found.exit_code == 0, found.stderr
        with rows.open(encoding="utf-8", newline="") as lines:
            self.rows = list(csv.DictReader(lines))
        self.book = openpyxl.load_workbook(self.file)
        self.newest = max(row["wave"] for row in self.rows)

    def value(self, part: str, measure: str, **key: str) -> float | None:
        """A number of the CSV; the shares of the headline are those of the overall question."""
        wanted = {"measure": measure, "unit": "", "answer": "", "wave": self.newest, **key}
        if measure in ("top-box", "satisfied"):
            wanted = {"question": OVERALL, **wanted}
        found = [row for row in self.rows if all(row[name] == text for name, text in wanted.items())]
        assert len(found) == 1, wanted
        return float(found[0][part]) if found[0][part] else None

    def table(self, name: str) -> tuple[list[str], list[list[Any]]]:
        """The header and the rows of a named table."""
        sheet = next(sheet for sheet in self.book if name in sheet.tables)
        left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
        cells = [list(row) for row in sheet.iter_rows(top, bottom, left, right)]
        return [cell.value for cell in cells[0]], cells[1:]


@pytest.fixture(scope="module")
def housing(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return Both(tmp_path_factory.mktemp("housing"), HYRES, "--lang", "en")


@pytest.fixture(scope="module")
def airport(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return Both(tmp_path_factory.mktemp("airport"), *SFO, "--lang", "en")


MEASURES = {"NKI": "nki", "NPS": "nps", "Very satisfied": "top-box", "Satisfied": "satisfied"}


def test_the_sheets_stand_in_order(housing: Both) -> None:
    names = ["Summary", "Units", "Waves", "Priority map", "Questions", "Every answer", "Comparisons"]
    assert housing.book.sheetnames == [*names, "Method and notes", "Data"]


@pytest.mark.parametrize("survey", ["housing", "airport"])
def test_data_are_the_rows_of_the_csv(survey: str, request: pytest.FixtureRequest) -> None:
    both: Both = request.getfixturevalue(survey)
    head, rows = both.table("Data")
    assert head == list(both.rows[0])
    assert len(rows) == len(both.rows)
    for cells, row in zip(rows, both.rows, strict=True):
        for cell, text in zip(cells, row.values(), strict=True):
            if isinstance(cell.value, str):
                assert cell.value == text
            else:
                assert cell.value == (float(text) if text else None)


def test_units_are_those_of_the_csv(housing: Both) -> None:
    head, rows = housing.table("Units")
    assert rows[0][0].value == "All"
    assert {row[0].value for row in rows[1:]} == {row["unit"] for row in housing.rows} - {""}
    for cells in rows:
        at = dict(zip(head, cells, strict=True))
        unit = "" if at["Område"].value == "All" else at["Område"].value
        for label, measure in MEASURES.items():
            assert at[label].value == housing.value("value", measure, unit=unit), (unit, label)
        pairs = {
            "n": "n",
            "Lower limit": "lower",
            "Upper limit": "upper",
            "against the others": "rest_difference",
            "since 2024": "previous_difference",
        }
        for label, part in pairs.items():
            shown = at["NKI"].value is not None
            assert at[label].value == (housing.value(part, "nki", unit=unit) if shown else None), (unit, label)


def test_waves_are_those_of_the_csv_with_every_interval(housing: Both) -> None:
    head, rows = housing.table("Waves")
    assert [cells[0].value for cells in rows] == ["2023", "2024", "2025"]
    for cells in rows:
        at = dict(zip(head, cells, strict=True))
        for label, measure in MEASURES.items():
            limits = ("Lower limit", "Upper limit")
            if label != "NKI":
                limits = (f"{label}, lower limit", f"{label}, upper limit")
            for name, part in zip((label, *limits), ("value", "lower", "upper"), strict=True):
                assert at[name].value == housing.value(part, measure, wave=cells[0].value)


def test_questions_are_those_of_the_csv(housing: Both) -> None:
    head, rows = housing.table("Questions")
    assert len(rows) == 15
    for cells in rows:
        at = dict(zip(head, cells, strict=True))
        question = at["Question"].value
        # What the headline has is not repeated among the rows of the questions.
        for label, measure in (("Index", "index"), ("Don't know", "dont-know"), ("Lowest rating", "bottom-box")):
            assert at[label].value == housing.value("value", measure, question=question)
        assert at["Lower limit"].value == housing.value("lower", "index", question=question)
        assert at["since 2024"].value == housing.value("previous_difference", "index", question=question)
        parts = [cell.value for name, cell in at.items() if name.startswith("Distribution")]
        assert sum(parts) == pytest.approx(100)
        assert parts[0] == housing.value("value", "bottom-box", question=question)
        assert parts[3] == housing.value("value", "top-box", question=question)


def test_the_summary_and_the_comparisons_are_those_of_the_csv(housing: Both) -> None:
    _, rows = housing.table("Headline")
    for cells, measure in zip(rows, MEASURES.values(), strict=True):
        found = [cell.value for cell in cells]
        assert found[1:4] == [housing.value(part, measure) for part in ("value", "lower", "upper")]
        assert found[4:6] == [housing.value(part, measure) for part in ("n", "previous_difference")]
    head, rows = housing.table("Comparisons")
    said = [[cell.value for cell in cells[5:10]] for cells in rows]
    expected = [
        [float(row[f"{against}_{part}"]) if row[f"{against}_{part}"] else None for part in parts]
        for row in housing.rows
        for against in ("rest", "previous")
        if row[f"{against}_verdict"]
        for parts in [("difference", "lower", "upper", "p", "p_adjusted")]
    ]
    assert head[5:10] == ["Difference", "Lower limit", "Upper limit", "p", "p, adjusted"]
    assert said == expected


def test_every_answer_is_that_of_the_measure(housing: Both, tmp_path: Path) -> None:
    rows = csv.DictReader(io.StringIO(run("analyze", HYRES, "-q", "--measure", "answer", "--format", "csv").stdout))
    shares = {
        (row["question"], row["answer"]): float(row["value"])
        for row in rows
        if row["wave"] == "2025" and not row["unit"]
    }
    _, found = housing.table("EveryAnswer")
    assert {(cells[0].value, cells[1].value): cells[2].value for cells in found} == pytest.approx(shares)


def test_numbers_have_the_format_of_their_kind(housing: Both) -> None:
    head, rows = housing.table("Units")
    formats = {name: cell.number_format for name, cell in zip(head, rows[1], strict=True)}
    assert formats["n"] == "#,##0"
    assert formats["NKI"] == formats["Lower limit"] == "0.0"
    assert formats["NPS"] == '+0;"\u2212"0;0'
    assert formats["Very satisfied"] == '0"%"'
    assert formats["against the others"] == '+0.0;"\u2212"0.0;0.0'
    _, rows = housing.table("Headline")
    assert [cells[1].number_format for cells in rows] == ["0.0", '+0;"\u2212"0;0', '0"%"', '0"%"']
    assert number_format("share", load("sv")) == number_format("share", load("nb")) == '0"\u00a0%"'


def test_verdicts_are_coloured_by_their_words(housing: Both) -> None:
    for name in ("Units", "Waves", "Questions", "Comparisons", "Headline"):
        sheet = next(sheet for sheet in housing.book if name in sheet.tables)
        head, rows = housing.table(name)
        place = max(k for k, label in enumerate(head) if "verdict" in label.lower())
        words = {cells[place].value for cells in rows} - {None}
        assert words <= {"▲ higher", "▼ lower", "· not clear", "° few answers"}
        rules = [rule for one in sheet.conditional_formatting for rule in one.rules]
        assert {rule.formula[0].strip('"') for rule in rules} == {"▲ higher", "▼ lower"}
        column = rows[0][place].column_letter
        assert any(str(one.sqref).startswith(column) for one in sheet.conditional_formatting)


def test_sheets_are_made_for_reading_and_printing(housing: Both) -> None:
    for sheet in housing.book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert all(not dimension.hidden for dimension in sheet.column_dimensions.values())
        assert all(
            not dimension.hidden and (dimension.height or 15) <= 409 for dimension in sheet.row_dimensions.values()
        )
        assert all(3 < dimension.width <= 120 for dimension in sheet.column_dimensions.values())
    for name, frozen, titles in (("Units", "B4", "$3:$3"), ("Questions", "B4", "$3:$3"), ("Data", "A2", "$1:$1")):
        sheet = housing.book[name]
        assert (sheet.freeze_panes, sheet.print_title_rows) == (frozen, titles)
        assert sheet.tables[name].autoFilter.ref == sheet.tables[name].ref
    assert len({table for sheet in housing.book for table in sheet.tables}) == 8


def chart_parts(file: Path) -> dict[str, list[ElementTree.Element]]:
    """The charts of each sheet, by its name, as the file has them."""
    found: dict[str, list[ElementTree.Element]] = {}
    with zipfile.ZipFile(file) as parts:
        names = set(parts.namelist())
        for number, sheet in enumerate(openpyxl.load_workbook(file).sheetnames, 1):
            links = f"xl/worksheets/_rels/sheet{number}.xml.rels"
            drawing = re.search(rb"drawings/(drawing\d+)\.xml", parts.read(links)) if links in names else None
            if drawing:
                inside = parts.read(f"xl/drawings/_rels/{drawing[1].decode()}.xml.rels")
                charts = re.findall(rb"charts/(chart\d+)\.xml", inside)
                found[sheet] = [ElementTree.fromstring(parts.read(f"xl/charts/{c.decode()}.xml")) for c in charts]
    return found


def test_charts_are_drawn_from_cells_that_are_there(housing: Both) -> None:
    charts = chart_parts(housing.file)
    # One map, ten points with an interval each way.
    wanted = {"Units": 1, "Waves": 4, "Priority map": 1, "Questions": 1}
    assert {sheet: len(found) for sheet, found in charts.items()} == wanted
    for sheet, found in charts.items():
        for chart in found:
            for kind in ("val", "plus", "minus"):
                for reference in chart.iter(f"{DRAWING}{kind}"):
                    for formula in reference.iter(f"{DRAWING}f"):
                        name, cells = formula.text.rsplit("!", 1)
                        assert name.strip("'") == sheet
                        values = [cell.value for row in housing.book[sheet][cells.replace("$", "")] for cell in row]
                        # A hidden unit would be an empty bar.
                        assert values
                        assert all(isinstance(value, float | int) for value in values), (sheet, kind, values)
    error_bars = {sheet: sum(len(list(c.iter(f"{DRAWING}errBars"))) for c in found) for sheet, found in charts.items()}
    assert error_bars == {"Units": 1, "Waves": 4, "Priority map": 2 * 10, "Questions": 0}


def test_every_chart_says_what_it_shows(housing: Both) -> None:
    with zipfile.ZipFile(housing.file) as parts:
        drawings = [parts.read(name).decode() for name in parts.namelist() if re.match(r"xl/drawings/drawing\d+", name)]
    said = [text for drawing in drawings for text in re.findall(r'name="Chart \d+" descr="([^"]+)"', drawing)]
    assert len(said) == 7
    assert any(
        text.startswith("NKI, with confidence interval. All: 66.7 (65.4 to 68.0); Sjöstaden: 74.3") for text in said
    )


def test_charts_and_tables_are_printed_on_pages_of_their_own(housing: Both) -> None:
    sheet = housing.book["Waves"]
    areas = sheet.print_area.replace("$", "").replace("'Waves'!", "").split(",")
    assert len(areas) == 2
    table, charts = (range_boundaries(area) for area in areas)
    assert table[2] < charts[0]
    for chart in sheet._charts:
        anchor = chart.anchor._from
        assert charts[0] <= anchor.col + 1 <= charts[2]
        assert charts[1] <= anchor.row + 1 <= charts[3]


def test_many_units_get_several_charts(tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    lines = [f"Kontor {unit};{2 + (unit + k) % 8}" for unit in range(95) for k in range(8)]
    file.write_text("Enhet;Hur nöjd är du totalt sett? (1-10)\n" + "\n".join(lines) + "\n", encoding="utf-8")
    both = Both(tmp_path, str(file), "--lang", "en")
    charts = chart_parts(both.file)["Units"]
    spans = []
    for chart in charts:
        cells = next(chart.iter(f"{DRAWING}val")).find(f"{DRAWING}numRef/{DRAWING}f").text.rsplit("!", 1)[1]
        _, top, _, bottom = range_boundaries(cells.replace("$", ""))
        spans.append((top, bottom))
    assert len(spans) == 3
    assert [bottom - top + 1 for top, bottom in spans] == [32, 32, 32]
    assert all(spans[k][1] + 1 == spans[k + 1][0] for k in range(2))


def test_a_line_stops_at_a_break(tmp_path: Path) -> None:
    toml = tmp_path / "survey.toml"
    toml.write_text(
        '[[question]]\ncolumn = "Hur nöjd är du totalt sett med oss som hyresvärd?"\nbreaks = ["2025"]\n',
        encoding="utf-8",
    )
    both = Both(tmp_path, HYRES, "--config", str(toml), "--lang", "en")
    head, rows = both.table("Waves")
    first, second = head.index("NKI, part 1"), head.index("NKI, part 2")
    assert [cells[0].value for cells in rows] == ["2023", "2024", "2025 ╱"]
    assert [cells[first].value is None for cells in rows] == [False, False, True]
    assert [cells[second].value is None for cells in rows] == [True, True, False]
    chart = chart_parts(both.file)["Waves"][0]
    assert len(list(chart.iter(f"{DRAWING}ser"))) == 2


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_text_from_the_data_is_text(language: str, tmp_path: Path) -> None:
    both = Both(tmp_path, *nasty_survey(tmp_path), "--lang", language)
    cells = [cell for sheet in both.book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type not in ("s", "n")]
    assert not [cell.value for cell in cells if cell.hyperlink]
    _, rows = both.table("Units")
    found = {plain(cells[0].value) for cells in rows}
    assert {name for name in NASTY if name not in found} <= {" blank ", "mailto:a@b.se"}
    for cell in (cell for row in rows for cell in row if isinstance(cell.value, str)):
        assert cell.quotePrefix == cell.value.startswith(("=", "+", "-", "@", "'"))
    with zipfile.ZipFile(both.file) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            assert b"<f>" not in part or name.startswith("xl/charts/"), name
            assert b"hyperlink" not in part.lower() or name == "xl/sharedStrings.xml" or b"=HYPERLINK" in part, name
            assert b"<script" not in part, name
        assert not [name for name in parts.namelist() if ".." in name or "externalLink" in name]


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for number in range(2):
        file = tmp_path / f"{number}.xlsx"
        found = run("analyze", HYRES, "-q", "-o", str(file), env={"SOURCE_DATE_EPOCH": "1700000000"})
        assert found.exit_code == 0
        contents.append(file.read_bytes())
    assert contents[0] == contents[1]


def plain(text: str) -> str:
    """The text of a cell; openpyxl leaves the escape of escapes as it is, Excel and LibreOffice do not."""
    return text.replace("_x005F_", "_")


def document(name: str) -> Document:
    """A report in which every text from the data is that name."""
    columns = (
        Column("unit", name, "text"),
        Column("n", name, "count"),
        Column("index", name, "index"),
        Column("interval", name, "interval", unit_kind="index"),
        Column("rest", name, "change", unit_kind="index"),
        Column("parts", name, "distribution"),
    )
    cell = (40, 50.0, Interval(50.0, 40.0, 60.0), Change(1.0, "higher"), Distribution((40.0, 60.0), (name, name)))
    rows = (Row((name, *cell)), Row((f"{name} 2", *cell), "low-base"), Row((name, *cell), is_total=True))
    line = Line("index", name, "index", (name, f"{name} 2"), (50.0, 51.0), (40.0, 41.0), (60.0, 61.0), frozenset({1}))
    waves = (Row((name, *cell)), Row((f"{name} 2 ╱", *cell)))
    figure = Figure("index", name, "index", 50.0, 40.0, 60.0, 40, change=Change(1.0, "higher"), since=name)
    sections = (
        Section("headline", name, (Figures((figure,), 0.95),)),
        Section("units", name, (Table("units", columns, rows, name, (name,)),)),
        Section("waves", name, (Table("waves", columns, waves), Lines((line,), 0.95))),
        Section("questions", name, (Table("questions", columns, rows),)),
        Section(name, name, (Table(name, columns, rows), Notes((name,)))),
        Section(name, name, (Table(name, columns, rows),)),
    )
    provenance = Provenance("1", ((name, "0"),), {"where": [name]}, "")
    return Document(Report(name, "en", (name,), sections, provenance), None, load("en"))


# Names of every kind of character, and many of those that mean something to a spreadsheet.
NAMES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="=+-@'\"[]:*?/\\\t\r\n_x0123456789ABC{}%&<>;,|# \x00\x1b\ufffe\U0001f600", max_size=40),
    st.text(alphabet=string.ascii_letters, min_size=200, max_size=400),
    st.sampled_from(NASTY),
)


@given(NAMES)
@settings(max_examples=30)
@example("History")
@example("R1C1")
@example("\ud83d")
@example("_x005F_x0041_")
@example("😀" * 40)
def test_any_name_gives_a_workbook_that_says_it(name: str) -> None:
    written = workbook.render(document(name))
    book = openpyxl.load_workbook(io.BytesIO(written))
    for sheet in book:
        assert 0 < len(sheet.title.encode("utf-16-le")) // 2 <= 31
        assert not set(sheet.title) & set("[]:*?/\\")
        assert sheet.title.casefold() != "history"
        assert not sheet.title.startswith("'")
        assert not sheet.title.endswith("'")
        for table in sheet.tables.values():
            head = [cell.value for row in sheet[table.ref][:1] for cell in row]
            assert all(isinstance(label, str) and 0 < len(label) <= 255 for label in head)
            assert len({label.casefold() for label in head}) == len(head)
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", table.displayName)
    names = [table.casefold() for sheet in book for table in sheet.tables]
    assert len(names) == len(set(names))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    # Another program reads the same.
    other = CalamineWorkbook.from_filelike(io.BytesIO(written))
    assert other.sheet_names == book.sheetnames


def test_the_text_that_is_read_back_is_the_text(tmp_path: Path) -> None:
    for name in (*NASTY, "_x005F_x0041_", "a\u2028b", "a_x0041_b_x0042_"):
        book = openpyxl.load_workbook(io.BytesIO(workbook.render(document(name))))
        shown = {plain(cell.value) for row in book["Units"].iter_rows() for cell in row if isinstance(cell.value, str)}
        assert " ".join(printable(name).replace("\u2028", " ").split()) in shown


def test_text_longer_than_a_cell_is_cut(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(document("å" * 40_000))))
    longest = max(
        len(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"
    )
    assert longest == 32_767


def test_a_workbook_is_not_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from kundnojd.cli import output
    from kundnojd.errors import UsageError

    assert run("analyze", HYRES, "-q", "--format", "xlsx").stdout_bytes[:2] == b"PK"
    monkeypatch.setattr(output.sys.stdout, "isatty", lambda: True, raising=False)
    for name in ("xlsx", "pptx"):
        with pytest.raises(UsageError) as refused:
            output.OutputRequest(format=name).targets()
        assert refused.value.key == "not-for-a-terminal"
    assert "-o report.xlsx" in load("en").text("errors.not-for-a-terminal", format="xlsx", suffix=".xlsx")


def test_the_logo_is_as_it_is() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x0a\0\0\0\x05"
    jpeg = b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08\0\x05\0\x0a\x03"
    assert picture(png) == ("png", 10, 5)
    assert picture(jpeg) == ("jpeg", 10, 5)
    assert [picture(data) for data in (b"", b"<svg/>", png[:12], jpeg[:8])] == [None] * 4


@given(st.integers(0, 9))
def test_shades_go_from_the_worst_to_the_best(parts: int) -> None:
    found = shades(DEFAULT, parts)
    assert len(found) == parts
    if parts > 1:
        assert (found[0], found[-1]) == ("A63C06", "0B5A8A")
