"""A codebook on a sheet beside the answers."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from kundnojd.errors import LayoutError
from kundnojd.sources import codebook, open_source, sheet_choice
from kundnojd.sources.sheets import Sheet
from tests.cli.running import run
from tests.sources.building import ods, read, refused
from tests.sources.test_excel import cell, hide, workbook

Rows = Sequence[Sequence[object]]

STEPS = {1: "Mycket nöjd", 2: "Nöjd", 3: "Varken eller", 4: "Missnöjd", 5: "Mycket missnöjd", 99: "Vet ej"}
DATA: Rows = [("Ort", "F1", "F2"), (1, 1, 5), (2, 99, 2), (3, 4, None)]
BOOK: Rows = [
    ("Variabel", "Kod", "Text"),
    *(("F1" if code == 1 else None, code, label) for code, label in STEPS.items()),
    (),
    ("Ort", 1, "Åre"),
    (None, 2, "Lund"),
    (None, 3, "Kiruna"),
]
LABELLED = [["1 Åre", "1 Mycket nöjd", "5"], ["2 Lund", "99 Vet ej", "2"], ["3 Kiruna", "4 Missnöjd", ""]]


def test_the_labels_stand_in_the_place_of_the_codes(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Svar=DATA, Kodbok=BOOK)
    table = read(file)
    assert (table.layout.sheet, table.rows) == ("Svar", LABELLED)
    assert table.notices == {"codebook-used": {"sheet": "Kodbok", "count": 2, "columns": ("Ort", "F1")}}
    with open_source(file) as source:
        labels = {column.name: column.labels for column in source.columns}
    assert labels["F1"] == tuple(f"{code} {label}" for code, label in STEPS.items())
    assert labels["F2"] == ()
    assert read(file, ["F1"]).rows == [[row[1]] for row in LABELLED]


@pytest.mark.parametrize(
    "headings",
    [
        ("Kolumn", "Värde", "Etikett"),
        ("Fråga", "Svarskod", "Svarsalternativ"),
        ("Variabel", "Verdi", "Verdietikett"),
        ("Spørsmål:", "Kode", "Svar"),
        ("Variable", "Value", "Value label"),
        ("QUESTION", " Code ", "Meaning"),
    ],
)
def test_headings_in_several_languages(tmp_path: Path, headings: tuple[str, ...]) -> None:
    file = workbook(tmp_path / "a.xlsx", Blad1=[("Om koderna",), (), headings, *BOOK[1:]], Blad2=DATA)
    assert read(file).rows == LABELLED


def test_the_wording_of_the_question_may_name_the_column_too(tmp_path: Path) -> None:
    book = [
        ("Variabel", "Etikett", "Kod", "Text"),
        ("F1", "Hur nöjd är du?", 1, "Bra"),
        (None, None, 2, "Dåligt"),
        (None, None, 3, "Vet ej"),
        ("x2", "F2", 5, "Fem"),
    ]
    table = read(workbook(tmp_path / "a.xlsx", Svar=DATA, Kodbok=book))
    assert [row[1] for row in table.rows] == ["1 Bra", "99", "4"]
    asked = [("Variabel", "Fråga", "Kod", "Text"), ("V7", "f1", 4, "Fyra")]
    table = read(workbook(tmp_path / "b.xlsx", Svar=DATA, Kodbok=asked))
    assert [row[1] for row in table.rows] == ["1", "99", "4 Fyra"]


def test_a_codebook_is_never_taken_for_the_answers(tmp_path: Path) -> None:
    long = [*BOOK, *(("F2", code, f"Steg {code}") for code in range(10))]
    assert read(workbook(tmp_path / "a.xlsx", Kodbok=long, Svar=DATA)).layout.sheet == "Svar"
    column = [("F1",), (1,), (99,)]
    assert read(workbook(tmp_path / "b.xlsx", Kodbok=BOOK, Om=[("x",), ("y",)], Svar=column)).rows == [
        ["1 Mycket nöjd"],
        ["99 Vet ej"],
    ]


def test_the_sheet_that_the_user_names_is_read(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Kodbok=BOOK, Svar=DATA)
    assert read(file, sheet="Svar").rows == LABELLED
    table = read(file, sheet="Kodbok")
    assert (table.names, table.notices) == (["Variabel", "Kod", "Text"], {})
    hide(file, "Kodbok")
    assert read(file).rows[0] == ["1", "1", "5"]


ANSWERS: Rows = [("Respondent", "Fråga", "Värde", "Svar"), *((k, "F1", 1, "Bra") for k in range(9))]
TOTALS: Rows = [("Fråga", "Kod", "Svar", "Antal"), ("F9", 1, "Bra", 9), ("F9", 2, "Dåligt", 4)]


@pytest.mark.parametrize("other", [ANSWERS, [row[1:] for row in ANSWERS], TOTALS, [("Variabel", "Text"), ("F1", "x")]])
def test_other_sheets_are_no_codebooks(tmp_path: Path, other: Rows) -> None:
    table = read(workbook(tmp_path / "a.xlsx", Svar=DATA, Blad=other))
    assert table.rows[0] == ["1", "1", "5"]
    assert not table.notices.keys() & {"codebook-used", "codebook-columns-unknown"}


def test_a_table_of_answers_beside_a_note_is_still_read(tmp_path: Path) -> None:
    table = read(workbook(tmp_path / "a.xlsx", Blad=TOTALS, Om=[("Kontakt", "Eva"), ("År", 2025)]), shape="wide")
    assert table.layout.sheet == "Blad"


def test_columns_that_are_not_there_are_said(tmp_path: Path) -> None:
    gone = [*BOOK, ("F7", 1, "Ja"), (None, 2, "Nej"), ("F8", 1, "Ja")]
    table = read(workbook(tmp_path / "a.xlsx", Svar=DATA, Kodbok=gone))
    assert table.rows == LABELLED
    assert table.notices["codebook-columns-unknown"] == {"sheet": "Kodbok", "count": 2, "columns": ("F7", "F8")}
    table = read(workbook(tmp_path / "b.xlsx", Kodbok=[BOOK[0], *gone[-3:]], Svar=DATA))
    assert (table.layout.sheet, list(table.notices)) == ("Svar", ["codebook-columns-unknown"])


def test_a_code_with_two_labels_is_refused_with_its_places(tmp_path: Path) -> None:
    places = {"column": "F1", "code": "2", "first_row": 3, "row": 12, "first_label": "Nöjd", "label": "Nej"}
    with refused(LayoutError, "codebook-code-twice", path="a.xlsx", sheet="Kodbok", **places):
        read(workbook(tmp_path / "a.xlsx", Svar=DATA, Kodbok=[*BOOK, ("F1", 2, "Nej")]))
    with refused(LayoutError, "codebook-code-twice", first_sheet="Kodbok", sheet="Koder 2", row=2):
        read(workbook(tmp_path / "b.xlsx", Svar=DATA, Kodbok=BOOK, **{"Koder 2": [BOOK[0], ("f1", 2, "Nej")]}))
    again = [*BOOK, ("F1", 2, "NÖJD"), ("Borta", 1, "Ja"), ("Borta", 1, "Nej")]
    assert read(workbook(tmp_path / "c.xlsx", Svar=DATA, Kodbok=again)).rows == LABELLED


def test_missing_codes_are_empty_before_they_have_a_label(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Svar=DATA, Kodbok=BOOK)
    assert [row[1] for row in read(file, missing=("99",)).rows] == ["1 Mycket nöjd", "", "4 Missnöjd"]
    with open_source(file) as source:
        assert "99 Vet ej" in source.columns[1].labels


@pytest.mark.parametrize(
    ("labels", "cells", "texts"),
    [
        ({0: "Nej", 1: "Ja", 9: "Vet ej"}, [0, 1, 9], ["Nej", "Ja", "Vet ej"]),  # two in a row: no scale
        ({1: "Dåligt", 5: "Bra"}, [1, 3, 5], ["1 Dåligt", "3", "5 Bra"]),  # the ends of one
        ({114: "Väsby", 115: "Täby", 117: "Nacka", 120: "Solna", 123: "Järfälla"}, [114, 120], ["Väsby", "Solna"]),
        ({"m": "Man", "K": "Kvinna"}, ["M", "k", "x"], ["Man", "Kvinna", "x"]),
        ({0: "0", 5: "5 - Bra", 1: "18-29 år", 3: "30 år"}, [0, 5, 1, 3], ["0", "5 - Bra", "1 18-29 år", "3 30 år"]),
        ({1: "Telefon", 2: "Mejl", 3: "Chatt"}, ["1,3", "2;", "1; 9"], ["1 Telefon;3 Chatt", "2 Mejl", "1; 9"]),
    ],
)
def test_how_a_label_is_written(
    tmp_path: Path, labels: dict[object, str], cells: list[object], texts: list[str]
) -> None:
    book = [("Kolumn", "Kod", "Text"), *(("Svar", code, label) for code, label in labels.items())]
    file = workbook(tmp_path / "a.xlsx", Data=[("Nr", "Svar"), *((k, c) for k, c in enumerate(cells))], Koder=book)
    assert [row[1] for row in read(file).rows] == texts


def test_answers_in_long_form(tmp_path: Path) -> None:
    rows = [("Respondent", "Fråga", "Svar"), *((k, f"F{q}", 1 + (k + q) % 3) for k in range(20) for q in (1, 2))]
    table = read(workbook(tmp_path / "a.xlsx", Svar=rows, Kodbok=BOOK))
    assert (table.layout.shape, table.rows[0][1:]) == ("long", ["2 Nöjd", "3"])


def test_open_document(tmp_path: Path) -> None:
    def table(rows: Rows) -> str:
        line = "<table:table-row>{}</table:table-row>"
        return "".join(line.format("".join(cell("" if v is None else str(v)) for v in row)) for row in rows)

    book = f'</table:table><table:table table:name="Kodbok">{table(BOOK)}'
    (tmp_path / "a.ods").write_bytes(ods(table(DATA) + book))
    assert read(tmp_path / "a.ods").rows == LABELLED


def test_a_workbook_with_one_sheet_is_looked_at_no_more_than_before() -> None:
    def never() -> None:
        raise AssertionError

    sheet = Sheet("Svar", True, never)  # type: ignore[arg-type]
    assert sheet_choice.choose([sheet], None, "a.xlsx") == sheet_choice.Choice(sheet)
    assert sheet_choice.choose([sheet], "svar", "a.xlsx") == sheet_choice.Choice(sheet)


def test_too_long_for_a_codebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codebook, "MOST_ROWS", 4)
    assert read(workbook(tmp_path / "a.xlsx", Svar=DATA, Kodbok=BOOK)).rows[0] == ["1", "1", "5"]


def survey(codes: bool) -> list[list[object]]:
    """Forty answers to a question whose 1 is the best, as codes or as their labels."""
    asked = ["Region", "Hur nöjd är du totalt sett?", "Hur nöjd är du med maten?"]
    words = {**STEPS, 0: "Ej svar"}
    steps = [1, 1, 2, 2, 2, 3, 5, 99, 0, 4]
    rows = [(1 + k % 2, steps[k % 10], steps[3 * k % 10]) for k in range(60)]
    names = {1: "Nord", 2: "Syd"}
    told = [[names[unit], *("" if s == 0 else f"{s} {words[s]}" for s in answers)] for unit, *answers in rows]
    return [asked, *(map(list, rows) if codes else told)]


def test_analyze_gives_what_the_labels_in_the_cells_give(tmp_path: Path) -> None:
    words = {**STEPS, 0: "Ej svar"}
    rows = survey(True)
    book = [("Fråga", "Kod", "Svar"), *((q, c, w) for q in rows[0][1:] for c, w in words.items())]
    book += [("Region", 1, "Nord"), (None, 2, "Syd")]
    workbook(tmp_path / "koder.xlsx", Kodbok=book, Svar=rows)
    (tmp_path / "ord.csv").write_text("\n".join(";".join(map(str, row)) for row in survey(False)), encoding="utf-8")
    figures = {}
    for file in ("koder.xlsx", "ord.csv"):
        result = run("analyze", str(tmp_path / file), "--unit", "Region", "--format", "csv", "--lang", "sv")
        assert result.exit_code == 0, result.stderr
        figures[file] = list(csv.DictReader(io.StringIO(result.stdout)))
        assert "1 är det bästa svaret och 5 det sämsta" in result.stderr
        assert ("Bladet Kodbok lästes som kodbok" in result.stderr) == (file == "koder.xlsx")
    assert figures["koder.xlsx"] == figures["ord.csv"]
    whole = next(row for row in figures["koder.xlsx"] if row["measure"] == "index" and not row["unit"])
    assert (whole["n"], float(whole["value"])) == ("48", pytest.approx(62.5))
    shown = run("inspect", str(tmp_path / "koder.xlsx"), "--lang", "en")
    assert "Sheet Kodbok was read as a codebook" in shown.stdout + shown.stderr


def test_coded_units_go_by_their_names(tmp_path: Path) -> None:
    rows = [("Region", "Hur nöjd är du totalt sett?"), *((1 + k % 3, 1 + k % 10) for k in range(90))]
    book = [("Kolumn", "Kod", "Text"), ("Region", 1, "Nord"), (None, 2, "Syd"), (None, 3, "Väst")]
    file = workbook(tmp_path / "a.xlsx", Svar=rows, Koder=book)
    result = run("analyze", str(file), "--format", "csv")
    assert {row["unit"] for row in csv.DictReader(io.StringIO(result.stdout))} == {"", "Nord", "Syd", "Väst"}
    (tmp_path / "survey.toml").write_text('[units]\nNord = "Norr"\n"2 Syd" = "Söder"\n', encoding="utf-8")
    result = run("analyze", str(file), "--format", "csv")
    assert {row["unit"] for row in csv.DictReader(io.StringIO(result.stdout))} == {"", "Norr", "Söder", "Väst"}


def test_people_named_in_a_codebook_are_personal(tmp_path: Path) -> None:
    people = ["Anna Svensson", "Erik Berg", "Karin Larsson"]
    rows = [("Person", "Hur nöjd är du totalt sett?"), *((1 + k % 3, 1 + k % 10) for k in range(90))]
    book = [("Kolumn", "Kod", "Text"), *(("Person", k, name) for k, name in enumerate(people, start=1))]
    file = workbook(tmp_path / "a.xlsx", Svar=rows, Koder=book)
    for command in ("inspect", "analyze"):
        result = run(command, str(file), "--format", "json", "--lang", "en")
        assert not any(name in result.stdout + result.stderr for name in people)
