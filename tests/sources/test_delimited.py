"""Delimited text: every record is used or counted as left out, and each cell is where it belongs."""

import csv
import io
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kundnojd.errors import FileError, LayoutError
from kundnojd.sources import cells, delimited, header, open_source
from kundnojd.sources.cells import BLANKS
from tests.sources.building import read, refused


def write(folder: Path, text: str, codec: str = "utf-8") -> Path:
    file = folder / "svar.csv"
    file.write_bytes(text.encode(codec))
    return file


def test_quotes_line_ends_and_blank_lines_do_not_shift_a_row(tmp_path: Path) -> None:
    text = (
        'Nr;Text;Betyg\r\n1;"två\r\nrader; ett fält";9\r\n2;5" rör;8\r\n\r\n3;"han sa ""bra""";7\n'
        '4;lös " mitt i;6\r5;"a"b;5\n;;\n6;"";"4"\r\n7;;\r\n\r\n;;\r\n\n'
    )
    table = read(write(tmp_path, text))
    assert table.rows == [
        ["1", "två\r\nrader; ett fält", "9"],
        ["2", '5" rör', "8"],
        ["3", 'han sa "bra"', "7"],
        ["4", 'lös " mitt i', "6"],
        ["5", "ab", "5"],
        ["6", "", "4"],
        ["7", "", ""],
    ]
    assert table.left_out == {"blank-row": 2}
    assert table.notices == {}


def test_short_rows_are_used_and_said_long_ones_left_out(tmp_path: Path) -> None:
    text = 'a;b;c\n1;2;3\n4;5\n6\n7;8;9;\n1;2;3;fel\n"x";2;3; ;\n1;"2;3";4;5\n\n9;9;9\n'
    table = read(write(tmp_path, text))
    assert table.rows == [
        ["1", "2", "3"],
        ["4", "5", ""],
        ["6", "", ""],
        ["7", "8", "9"],
        ["x", "2", "3"],
        ["9", "9", "9"],
    ]
    assert table.left_out == {"too-many-fields": 2, "blank-row": 1}
    assert table.notices == {"short-rows": {"count": 2}}


def test_columns_can_be_chosen_and_read_again(tmp_path: Path) -> None:
    file = write(tmp_path, "a;b;c\n1;2;3\n4\n5;6;7;8\n")
    assert read(file, ["c", "a"]).rows == [["3", "1"], ["", "4"]]
    with open_source(file) as source:
        for _ in range(2):
            (chunk,) = source.read([])
            assert (chunk.rows, dict(chunk.columns), chunk.left_out) == (2, {}, {"too-many-fields": 1})
        with pytest.raises(KeyError):
            list(source.read(["d"]))


def test_cells_are_stripped_and_missing_codes_emptied(tmp_path: Path) -> None:
    file = write(tmp_path, "a;b\n \u00a07\u00a0 ;-99\n\ufeff8;Vet ej \n01234;FALSE\nNA;null\n")
    rows = [["7", ""], ["8", ""], ["01234", "FALSE"], ["NA", "null"]]
    assert read(file, missing=("-99", "Vet ej")).rows == rows


def test_chunks_add_up_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "CHUNK_ROWS", 3)
    lines = ["1;2", "", "1;2;3", "4;4", "", "", "", "5", "6", "7", "8;1;1", "9;9", ""]
    with open_source(write(tmp_path, "a;b\n" + "\n".join(lines))) as source:
        chunks = list(source.read(["a"]))
    assert [chunk.rows for chunk in chunks] == [1, 1, 1, 2, 1]
    assert [dict(chunk.left_out) for chunk in chunks] == [
        {"blank-row": 1},
        {"too-many-fields": 1, "blank-row": 1},
        {"blank-row": 2},
        {"too-many-fields": 1},
        {},
    ]
    texts = [chunk.columns["a"].texts[code] for chunk in chunks for code in chunk.columns["a"].codes]
    assert texts == ["1", "4", "5", "6", "7", "9"]


def test_a_file_cut_inside_a_quote_names_the_line(tmp_path: Path) -> None:
    rows = "a;b\n" + "1;2\n" * 3000
    with refused(FileError, "quote-never-closed", line=3002):
        read(write(tmp_path, rows + '1;"det var\nbra men'))
    with refused(FileError, "quote-never-closed", line=2):
        read(write(tmp_path, 'a;b\n"1;2\n3;4\n'))


def test_a_stray_quote_that_swallows_rows_is_refused(tmp_path: Path) -> None:
    with refused(LayoutError, "quote-swallows-rows", line=3, lines=3):
        read(write(tmp_path, 'a;b;c\n1;x;2\n2;"bra;3\n3;ok;4\n4;"dåligt;5\n5;x;5\n'))
    with refused(FileError, "quote-too-long", line=3):
        read(write(tmp_path, 'a;b\n1;2\n1;"bra\n' + "1;2\n" * 40_000))


def test_null_characters_are_no_text(tmp_path: Path) -> None:
    with refused(FileError, "nul-character", line=30_002):
        read(write(tmp_path, "a;b\n" + "1;2\n" * 30_000 + "1;\0\n"))


def test_a_column_without_name_that_fills_late_is_kept(tmp_path: Path) -> None:
    text = "a;;b;\n" + "1;;2;\n" * 2000
    table = read(write(tmp_path, text))
    assert (table.names, table.left_out, table.notices) == (["a", "b"], {}, {})
    table = read(write(tmp_path, text + '1;"sent";2;\n1;;2;utanför\n'))
    assert table.names == ["a", "Column 2", "b"]
    assert table.rows[-1] == ["1", "sent", "2"]
    assert table.left_out == {"too-many-fields": 1}
    assert table.notices == {"unnamed-columns": {"count": 1, "columns": ("Column 2",)}}


def test_the_same_bytes_give_the_same_rows_in_mac_line_ends(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a;b\r1;2\r\r3;4\r")).rows == [["1", "2"], ["3", "4"]]


CELL = st.text(alphabet=string.ascii_letters + string.digits + 'åäöÅÄÖ "\n;,\t|.-', max_size=8)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=12)
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=TABLES,
    delimiter=st.sampled_from(";,\t|"),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_table_written_by_csv_is_read_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str, codec: str, end: str
) -> None:
    # A field whose lines could be rows of their own is refused, which is tested by itself.
    assume(not any(delimiter in cell and "\n" in cell for row in rows for cell in row))
    names = [f"Fråga {k}" for k in range(len(rows[0]))]
    kept = [[cell.strip(BLANKS) for cell in row] for row in rows]
    kept = [row for row in kept if any(row)]
    target = io.StringIO(newline="")
    # with other line ends the module leaves lone \r and \n inside a field without quotes
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL
    csv.writer(target, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([names, *rows])
    file = tmp_path / "svar.csv"
    file.write_bytes(target.getvalue().encode(codec))
    options = {"delimiter": delimiter, "encoding": codec, "header_rows": 1}
    if not kept:
        with refused(LayoutError, "no-rows"):
            read(file, **options)
        return
    table = read(file, **options)
    assert (table.names, table.rows) == (names, kept)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=';"\r\n ab', max_size=40))
def test_records_agree_with_the_csv_module_in_any_text(tmp_path: Path, text: str) -> None:
    file = write(tmp_path, "x;y;z\nq;q;q\n" + text)
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    bare = [[cell.strip(BLANKS) for cell in record] for record in expected]
    try:
        table = read(file, delimiter=";", header_rows=1)
    except (FileError, LayoutError) as error:
        assume(error.key not in {"quote-never-closed", "quote-swallows-rows"})  # tested by themselves
        raise
    used = [row for row in bare if any(row) and not any(row[3:])]
    assert table.rows == [["q", "q", "q"], *([*row, "", ""][:3] for row in used)]
    assert table.left_out.get("too-many-fields", 0) == sum(1 for row in bare if any(row[3:]))
    last = max((k for k, row in enumerate(bare) if any(row)), default=-1)
    assert table.left_out.get("blank-row", 0) == sum(1 for row in bare[: last + 1] if not any(row))


@given(st.lists(st.text(alphabet="ab \u00a0\ufeff\t", max_size=5)))
def test_cleaning_is_done_once(texts: list[str]) -> None:
    once = list(cells.cleaned(texts, {"a"}))
    assert list(cells.cleaned(once, {"a"})) == once


@given(st.lists(st.sampled_from(["", "a", "b", "a (2)"]), min_size=4, max_size=4).filter(any))
def test_names_are_always_unique(head: list[str]) -> None:
    found = header.find_header([head, ["1", "", "", ""]], 1, "x.csv")
    named = header.columns_of(found, ())
    names = [column.name for column in named.by_position.values()]
    assert len(names) == len(set(names))
    assert {name for name in head if name} <= set(names)
