"""The same answers in another file give the same figures to the last digit."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest

from tests.cli.running import HYRES, run


@pytest.fixture(scope="module")
def table() -> list[list[object]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(HYRES).get_sheet_by_index(0).to_python()


@pytest.fixture(scope="module")
def expected() -> str:
    return run("analyze", HYRES, "--quiet").stdout


def texts(table: list[list[object]], decimal: str) -> list[list[str]]:
    def text(cell: object) -> str:
        if isinstance(cell, float):
            return str(int(cell)) if cell == int(cell) else repr(cell).replace(".", decimal)
        return str(cell)

    return [[text(cell) for cell in row] for row in table]


def delimited(table: list[list[object]], delimiter: str, decimal: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(texts(table, decimal))
    return buffer.getvalue()


def as_semicolons_in_cp1252(table: list[list[object]], path: Path) -> Path:
    path.write_bytes(delimited(table, ";", ",").encode("cp1252"))
    return path


def as_utf16_tabs(table: list[list[object]], path: Path) -> Path:
    path.write_bytes(delimited(table, "\t", ".").encode("utf-16"))
    return path


def as_gzip(table: list[list[object]], path: Path) -> Path:
    path.write_bytes(gzip.compress(delimited(table, ",", ".").encode()))
    return path


def as_ods(table: list[list[object]], path: Path) -> Path:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Svar")
    for row in table:
        line = TableRow()
        for cell in row:
            if isinstance(cell, float):
                line.addElement(TableCell(valuetype="float", value=repr(cell)))
            elif hasattr(cell, "isoformat"):
                line.addElement(TableCell(valuetype="date", datevalue=cell.isoformat()))
            else:
                found = TableCell(valuetype="string")
                for part in str(cell).split("\n"):
                    found.addElement(P(text=part))
                line.addElement(found)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (as_semicolons_in_cp1252, "hyresgaster.csv"),
        (as_utf16_tabs, "hyresgaster.tsv"),
        (as_gzip, "hyresgaster.csv.gz"),
        (as_ods, "hyresgaster.ods"),
    ],
)
def test_another_file_with_the_same_answers(table, expected, tmp_path, write, name) -> None:
    file = write(table, tmp_path / name)
    assert run("analyze", str(file), "--quiet").stdout == expected


@pytest.mark.parametrize("write", [as_semicolons_in_cp1252, as_utf16_tabs])
def test_standard_input(table, expected, tmp_path, write) -> None:
    content = write(table, tmp_path / "x").read_bytes()
    assert run("analyze", "-", "--quiet", stdin=content).stdout == expected


def test_a_workbook_on_standard_input(expected) -> None:
    assert run("analyze", "-", "--quiet", stdin=Path(HYRES).read_bytes()).stdout == expected
