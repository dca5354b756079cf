"""Where the header is, and what the columns are called."""

from pathlib import Path

import pytest

from kundnojd.errors import LayoutError, UsageError
from tests.sources.building import read, refused


def write(folder: Path, text: str) -> Path:
    file = folder / "svar.csv"
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize(
    "above",
    ["Hyresgästenkät 2025\n\n", "Hyresgästenkät 2025;;\n;;\n", "\n;;;\n", "Rapport;\nUttag;\n"],
)
def test_title_rows_are_skipped_and_said(tmp_path: Path, above: str) -> None:
    table = read(write(tmp_path, above + "Ort;Betyg;Vikt\nÅre;9;1\nLund;;2\n"))
    assert table.names == ["Ort", "Betyg", "Vikt"]
    assert len(table.rows) == 2
    count = above.count("\n")
    assert table.layout.title_rows == count
    assert table.notices["title-rows"] == {"count": count}


def test_a_title_over_two_columns(tmp_path: Path) -> None:
    table = read(write(tmp_path, "Enkät\nOrt;Betyg\nÅre;9\nLund;7\n"))
    assert (table.names, table.layout.title_rows) == (["Ort", "Betyg"], 1)


def test_row_numbers_without_a_name_are_no_title(tmp_path: Path) -> None:
    table = read(write(tmp_path, '"";"betyg"\n"1";9\n"2";7\n'))
    assert (table.names, table.layout.title_rows) == (["Column 1", "betyg"], 0)


def test_a_header_over_mostly_blank_answers_is_no_title(tmp_path: Path) -> None:
    table = read(write(tmp_path, "a;b;c;d;e;f\n1;;;;;\n;;2;;;\n;;;;;3\n"))
    assert (len(table.names), len(table.rows)) == (6, 3)


def test_names_are_folded_numbered_and_made_up(tmp_path: Path) -> None:
    text = '"NETPRO  ";"Hur nöjd\när   du?";Vet ej;Vet ej;;Vet ej (2);Vet ej;Q7ALL \n1;2;3;4;5;6;7;8\n'
    table = read(write(tmp_path, text))
    assert table.names == [
        "NETPRO",
        "Hur nöjd är du?",
        "Vet ej",
        "Vet ej (3)",
        "Column 5",
        "Vet ej (2)",
        "Vet ej (4)",
        "Q7ALL",
    ]
    assert table.texts[3] == "Vet ej"
    assert table.repeated == ("Vet ej",)
    assert table.notices == {
        "repeated-columns": {"count": 1, "columns": ("Vet ej",)},
        "unnamed-columns": {"count": 1, "columns": ("Column 5",)},
    }


def test_two_header_rows_are_names_and_wording(tmp_path: Path) -> None:
    file = write(tmp_path, "Enkät\nQ1;Q2;;\nHur nöjd?;;Ålder;\n{};{};{};\n9;8;44;\n")
    table = read(file, header_rows=2)
    assert (table.names, table.texts) == (["Q1", "Q2", "Ålder"], ["Hur nöjd?", "Q2", "Ålder"])
    assert (table.layout.title_rows, table.layout.header_rows, len(table.rows)) == (1, 2, 2)
    assert len(read(file, header_rows=3).rows) == 1  # the third row of Qualtrics is no wording


def test_a_header_row_that_takes_two_lines(tmp_path: Path) -> None:
    assert read(write(tmp_path, 'a;"b\nb"\n1;2\n3;4\n')).rows == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("text", ["9\n8\n7\n", "1;9,5\n2;8\n", "2025-03-01;7\n2025-03-02;8\n"])
def test_a_file_without_a_header_is_refused_with_two_ways_out(tmp_path: Path, text: str) -> None:
    file = write(tmp_path, text)
    with refused(LayoutError, "no-header", row=1):
        read(file)
    lines = text.count("\n")
    assert len(read(file, header_rows=1).rows) == lines - 1
    table = read(file, header_rows=0)
    assert (len(table.rows), table.names[0], table.notices) == (lines, "Column 1", {})


def test_a_header_without_rows(tmp_path: Path) -> None:
    for text in ("Ort;Betyg\n", "Ort;Betyg\n\n;;\n", "Enkät\nOrt;Betyg\n"):
        with refused(LayoutError, "no-rows", path="svar.csv"):
            read(write(tmp_path, text))
    with refused(LayoutError, "no-rows"):
        read(write(tmp_path, "a;b\n1;2\n"), header_rows=5)


def test_a_header_shorter_than_the_rows_is_refused(tmp_path: Path) -> None:
    # as R's write.table leaves it: row names without a name, so that every name would move one column
    with refused(LayoutError, "header-too-short", names=2, fields=3, row=2):
        read(write(tmp_path, "Ort;Betyg\n1;Åre;9\n2;Lund;7\n"))


def test_a_negative_number_of_header_rows(tmp_path: Path) -> None:
    with refused(UsageError, "header-rows-negative", given=-1):
        read(write(tmp_path, "a;b\n1;2\n"), header_rows=-1)
