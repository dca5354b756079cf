"""Delimiters and decimal marks."""

from pathlib import Path

import pytest

from kundnojd.errors import LayoutError, UsageError
from tests.sources.building import read, refused


def write(folder: Path, text: str) -> Path:
    file = folder / "svar.csv"
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_each_delimiter(tmp_path: Path, delimiter: str) -> None:
    text = 'Ort;Hur nöjd?;Text\nÅre;9;"; , | \t"\nLund;7;x\n'.replace(";", delimiter)
    table = read(write(tmp_path, text))
    assert table.layout.delimiter == delimiter
    assert table.rows[0][:2] == ["Åre", "9"]


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal", "width"),
    [
        ("Ort;Betyg;Vikt\nÅre;9;0,85\nLund;7;1,2\n", ";", ",", 3),
        ("Ort;Betyg;Vikt\nÅre;9;0.85\nLund;7;1.2\n", ";", ".", 3),
        ("Ort;Betyg;Datum\nÅre;9;2025-03-01\nLund;7;01.03.2025\n", ";", ".", 3),
        ("Ort\tVikt\nÅre\t0,85\n", "\t", ",", 2),
        ('Ort,Val\nÅre,"1,4"\nLund,"2,3"\n', ",", ".", 2),  # packed multiple choice, not a decimal mark
        # one comma in each question and answer does not outvote the semicolons
        ("Hur nöjd, totalt?;B;C\n" + "ja, bra;1;2\n" * 20 + "nej, usch;1\n", ";", ".", 3),
        # what a Microsoft Forms cell holds does not outvote the commas
        ("Nr,Kanaler\n1,A;B;C;\n2,A;B;D;\n3,D;E;F;\n", ",", ".", 2),
        ("Betyg\n9\n7\n", "", ".", 1),
        ("sep=;\nOrt;Betyg\nÅre;9\n", ";", ".", 2),
        ('"sep=|"\nOrt|Betyg, nu\nÅre|9,5\n', "|", ",", 2),
    ],
)
def test_layouts(tmp_path: Path, text: str, delimiter: str, decimal: str, width: int) -> None:
    table = read(write(tmp_path, text))
    assert (table.layout.delimiter, table.layout.decimal, len(table.names)) == (delimiter, decimal, width)


def test_the_separator_line_is_a_row_above_the_header(tmp_path: Path) -> None:
    assert read(write(tmp_path, "sep=,\nOrt,Betyg\nÅre,9\n")).layout.title_rows == 1


@pytest.mark.parametrize(("given", "delimiter"), [("tab", "\t"), ("\\t", "\t"), ("~", "~"), ("semicolon", ";")])
def test_a_delimiter_that_is_given(tmp_path: Path, given: str, delimiter: str) -> None:
    text = "a;x~b;y\n1;2~3;4\n".replace("~", delimiter)
    assert read(write(tmp_path, text), delimiter=given).layout.delimiter == delimiter


@pytest.mark.parametrize("given", ["", ";;", '"', "\n", "¤"])
def test_what_cannot_separate(tmp_path: Path, given: str) -> None:
    with refused(UsageError, "bad-delimiter", delimiter=given):
        read(write(tmp_path, "a;b\n1;2\n"), delimiter=given)


def test_a_decimal_mark_that_is_given(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a;b\n1;0.5\n"), decimal=",").layout.decimal == ","


def test_a_separator_line_with_a_sign_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with refused(LayoutError, "bad-separator-line", delimiter="¤"):
        read(write(tmp_path, "sep=¤\nOrt¤Betyg\nÅre¤9\n"))


def test_a_sheet_given_for_text_is_said_not_to_be_used(tmp_path: Path) -> None:
    table = read(write(tmp_path, "Ort;Betyg\nÅre;9\n"), sheet="Svar")
    assert table.notices["options-not-used"]["options"] == ("--sheet",)
