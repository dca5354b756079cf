"""A workbook is measured before it is parsed: a few bytes can stand for more cells than any memory holds."""

import io
from pathlib import Path

import pytest

from kundnojd.errors import FileError
from kundnojd.sources import workbook_size
from tests.sources.building import ods, read, refused, xlsb, xlsx


def value(place: str) -> str:
    return f'<c r="{place}"><v>1</v></c>'


FAR_APART = {
    "rows with numbers": f'<row r="1">{value("A1")}</row><row r="1048576">{value("XFD1048576")}</row>',
    "places that the row denies": f'<row r="1">{value("A1")}{value("XFD1048576")}</row>',
    "other attributes and quotes": "<row><c s='1' r='A1' t='n'><v>1</v></c><c t='n' r='XFD1048576'><v>1</v></c></row>",
    "prefixed": '<x:row r="1"><x:c r="ZZ1"><x:v>1</x:v></x:c></x:row><x:row><x:c r="A99999"><x:v>1</x:v></x:c></x:row>',
    "spaces and small letters": "<row><c r = 'A1'><v>1</v></c><c r\n= 'xfd1048576'><v>1</v></c></row>",
    "cells without places": "<row>" + "<c><v>1</v></c>" * 6000 + "</row>" + "<row><c><v>1</v></c></row>" * 9000,
}


@pytest.mark.parametrize("cells", FAR_APART.values(), ids=FAR_APART.keys())
def test_cells_far_apart_are_refused_before_anything_is_parsed(tmp_path: Path, cells: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx(cells))
    with refused(FileError, "workbook-too-many-cells", path="a.xlsx", limit=50_000_000):
        read(tmp_path / "a.xlsx")


def test_the_extent_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx(FAR_APART["rows with numbers"]))
    with refused(FileError, "workbook-too-many-cells", rows=1_048_576, columns=16_384):
        read(tmp_path / "a.xlsx")


def test_a_sheet_that_is_only_coloured_to_its_end_is_fine(tmp_path: Path) -> None:
    header = '<c r="A1" t="inlineStr"><is><t>Betyg</t></is></c>'
    coloured = '<row r="1048576" s="1"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    (tmp_path / "a.xlsx").write_bytes(xlsx(f'<row r="1">{header}</row><row r="2">{value("A2")}</row>{coloured}'))
    assert read(tmp_path / "a.xlsx").rows == [["1"]]


def test_places_over_the_border_of_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = "".join(f'<row r="{k}">{value(f"A{k}")}{value(f"ZZ{k}")}</row>' for k in (1, 20_000, 99_999))
    for size in (7, 64):
        monkeypatch.setattr(workbook_size, "_BLOCK", size)
        with refused(FileError, "workbook-too-many-cells", rows=99_999, columns=702):
            workbook_size.check_zip(io.BytesIO(xlsx(cells)), "a.xlsx")


def test_binary_workbooks_and_open_documents(tmp_path: Path) -> None:
    (tmp_path / "a.xlsb").write_bytes(xlsb({0: {0: 1.0}, 1_048_575: {16_383: 2.0}}))
    with refused(FileError, "workbook-too-many-cells", rows=1_048_576, columns=16_384):
        read(tmp_path / "a.xlsb")
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    (tmp_path / "a.ods").write_bytes(ods(row))
    with refused(FileError, "workbook-too-many-cells", rows=1_048_576, columns=16_384):
        read(tmp_path / "a.ods")


def test_too_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx(" " * 3_000_000))
    monkeypatch.setattr(workbook_size, "RATIO_FROM", 2_000_000)
    with refused(FileError, "workbook-too-many-bytes", megabytes=2):
        read(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbook_size, "MAX_RATIO", 10_000)
    monkeypatch.setattr(workbook_size, "MAX_WORKBOOK_BYTES", 2_000_000)
    with refused(FileError, "workbook-too-many-bytes", limit=1):
        read(tmp_path / "a.xlsx")
