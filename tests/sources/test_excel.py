"""Workbooks."""

import datetime as dt
import gzip
import io
import os
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from kundnojd.errors import FileError, LayoutError
from kundnojd.sources import excel
from kundnojd.sources.cells import cell_text
from kundnojd.sources.sheets import Sheet, UnreadableError, by_openpyxl
from tests.sources.building import UGLY, ods, ole, read, refused, xlsb, xlsx, zipped

ROWS: list[Sequence[object]] = [
    ("Enhet", "Hur nöjd\när du? ", "Vikt", "Datum", "Svarade", "Kundnr", "Klar", "Tid"),
    ("Åre", 7, 0.85, dt.date(2025, 3, 1), dt.datetime(2025, 3, 1, 8, 15, 9), "01234", True, dt.time(8, 15)),
    (" Lund ", None, 0.1 + 0.2, dt.datetime(2025, 3, 2), dt.datetime(2025, 3, 2, 0, 0, 1), "-99", False, None),
    (None,) * 8,
    ("Kiruna", 10.0, 1),
]
TEXTS = [
    ["Åre", "7", "0.85", "2025-03-01", "2025-03-01 08:15:09", "01234", "TRUE", "08:15:00"],
    ["Lund", "", "0.3", "2025-03-02", "2025-03-02 00:00:01", "", "FALSE", ""],
    ["Kiruna", "10", "1", "", "", "", "", ""],
]


def workbook(file: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def hide(file: Path, name: str) -> None:
    book = openpyxl.load_workbook(file)
    book[name].sheet_state = "hidden"
    book.save(file)


def test_values_become_the_texts_a_csv_would_hold(tmp_path: Path) -> None:
    table = read(workbook(tmp_path / "svar.xlsx", Svar=[*ROWS, (None, " ")]), missing=("-99",))
    assert table.names[1] == "Hur nöjd är du?"
    assert table.rows == TEXTS
    assert table.left_out == {"blank-row": 1}
    assert (table.layout.sheet, table.layout.decimal, table.notices) == ("Svar", ".", {})


def test_openpyxl_reads_the_same_where_calamine_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = workbook(tmp_path / "svar.xlsx", Svar=ROWS)

    def fails(_: bytes) -> list[Sheet]:
        raise UnreadableError

    monkeypatch.setattr(excel, "by_calamine", fails)
    table = read(file, missing=("-99",))
    assert (table.rows, table.left_out) == (TEXTS, {"blank-row": 1})


def test_openpyxl_does_not_believe_the_extent_written_in_the_file() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row><row r="9"><c r="A9"><v>2</v></c></row>'
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1"/>'
    lying = f"{start}<sheetData>{cells}</sheetData></worksheet>"
    (sheet,) = by_openpyxl(xlsx("", **{"xl/worksheets/sheet1.xml": lying}))
    rows = list(sheet.rows())
    assert (len(rows), rows[0]) == (9, (1, None, 3))


def test_excel_97(tmp_path: Path) -> None:
    table = read(UGLY / "excel-97.xls")  # written by xlwt
    assert table.names == ["Enhet", "Betyg", "Datum", "Svarade", "Kundnr"]
    assert table.rows == [
        ["Åre", "7", "2025-03-01", "2025-03-01 08:15:09", "01234"],
        ["Gällivare", "0.85", "2025-03-02", "2025-03-02 00:00:01", "00007"],
    ]


def test_binary_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsb").write_bytes(xlsb({0: {0: "Enhet", 1: "Betyg"}, 1: {0: "Åre", 1: 9.0}}))
    assert read(tmp_path / "a.xlsb").rows == [["Åre", "9"]]


def cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def test_open_document(tmp_path: Path) -> None:
    header = f"<table:table-row>{cell('Enhet')}{cell('Betyg')}</table:table-row>"
    row = f'<table:table-row>{cell("Åre")}<table:table-cell office:value-type="float" office:value="9"/>'
    end = "</table:table-row>"
    rest = '<table:table-row table:number-rows-repeated="1048570">'
    rest += '<table:table-cell table:number-columns-repeated="16384"/>'
    (tmp_path / "a.ods").write_bytes(ods(header + row + end + rest + end))
    assert read(tmp_path / "a.ods").rows == [["Åre", "9"]]


def test_title_rows_and_a_table_that_begins_in_column_b(tmp_path: Path) -> None:
    rows = [(), (None, "Enkät 2025"), (), (None, "Enhet", "Betyg", "Betyg"), (None, "Åre", 9, 8), (None, "Lund", 7, 6)]
    table = read(workbook(tmp_path / "a.xlsx", Svar=rows))
    assert table.names == ["Enhet", "Betyg", "Betyg (2)"]
    assert table.repeated == ("Betyg",)
    assert (table.layout.title_rows, len(table.rows)) == (3, 2)


def test_a_column_without_name_that_fills_late(tmp_path: Path) -> None:
    rows = [("a", None, "b", None), *[(1, None, 2, None)] * 1200, (1, "sent", 2, "längre ut")]
    table = read(workbook(tmp_path / "a.xlsx", Svar=rows))
    assert table.names == ["a", "Column 2", "b", "Column 4"]
    assert table.rows[-1] == ["1", "sent", "2", "längre ut"]


def test_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "CHUNK_ROWS", 2)
    rows = [("a", "b"), (1, 2), (), (3, 4), (5, 6), (), (), (7, 8), ()]
    table = read(workbook(tmp_path / "a.xlsx", Svar=rows), ["b"])
    assert (table.rows, table.left_out) == ([["2"], ["4"], ["6"], ["8"]], {"blank-row": 3})


INFO = [("Enkäten gjordes 2025",), ("Kontakt: Eva",)]
TABLE = [("Enhet", "Betyg"), ("Åre", 9), ("Lund", 7)]


def test_the_first_visible_sheet_with_a_table_is_read(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Om=INFO, Gammal=TABLE, Svar=TABLE[:2], Tom=[])
    hide(file, "Gammal")
    table = read(file)
    assert (table.layout.sheet, len(table.rows)) == ("Svar", 1)
    assert table.notices == {"sheet-chosen": {"sheet": "Svar", "count": 1, "others": ("Om",)}}


def test_other_sheets_as_long_are_said(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Svar=TABLE, Svar2=TABLE, Kort=TABLE[:2], Lång=[*TABLE, *TABLE])
    assert read(file).notices["sheet-chosen"]["others"] == ("Svar2", "Lång")
    table = read(file, sheet="lång ")
    assert (table.layout.sheet, len(table.rows), table.notices) == ("Lång", 5, {})


def test_a_sheet_of_one_column_where_there_is_no_other(tmp_path: Path) -> None:
    assert read(workbook(tmp_path / "a.xlsx", Tom=[], Svar=[("Betyg",), (9,)])).rows == [["9"]]


def test_unknown_sheets_and_workbooks_without_a_table(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Svar=TABLE, Dold=TABLE)
    with refused(LayoutError, "unknown-sheet", sheet="Svra", sheets=("Svar", "Dold")):
        read(file, sheet="Svra")
    with refused(FileError, "workbook-without-table", sheets=("Tom", "Titel")):
        read(workbook(tmp_path / "b.xlsx", Tom=[], Titel=[("x",)]))
    with refused(LayoutError, "no-rows", path="c.xlsx, Svar"):
        read(workbook(tmp_path / "c.xlsx", Svar=TABLE[:1]))
    with refused(LayoutError, "no-header", path="d.xlsx, Svar"):
        read(workbook(tmp_path / "d.xlsx", Svar=[(1, 2), (3, 4)]))


def test_protected_workbooks(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(ole("EncryptedPackage", bytes(5000)))
    with refused(FileError, "file-protected"):
        read(tmp_path / "a.xlsx")
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    (tmp_path / "a.ods").write_bytes(ods("", **{"META-INF/manifest.xml": manifest}))
    with refused(FileError, "file-protected"):
        read(tmp_path / "a.ods")


def excel_97_with(place: int, record: bytes) -> bytes:
    """The workbook with another kind of record that many bytes after its first one."""
    data = (UGLY / "excel-97.xls").read_bytes()
    at = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20 + place
    return data[:at] + record + data[at + len(record) :]


def test_excel_97_with_a_password(tmp_path: Path) -> None:
    for place in (0, 6):
        (tmp_path / "a.xls").write_bytes(excel_97_with(place, b"\x2f\x00"))  # FILEPASS
        with refused(FileError, "file-protected"):
            read(tmp_path / "a.xls")


def test_a_broken_excel_97_is_refused_before_it_can_do_harm(tmp_path: Path) -> None:
    whole = (UGLY / "excel-97.xls").read_bytes()
    circle = whole[:512] + bytes(len(whole) - 512)  # each sector is followed by the first
    for broken in (circle, whole[:1500], whole[:700], whole[:30] + b"\xff" + whole[31:], whole[:300]):
        (tmp_path / "a.xls").write_bytes(broken)
        with refused(FileError, "file-damaged"):
            read(tmp_path / "a.xls")


def test_excel_97_with_a_cell_outside_of_its_columns(tmp_path: Path) -> None:
    for cell in (b"\x03\x02\x0e\x00" + b"\xff" * 4, b"\xbd\x00\x10\x00" + b"\xff\xff\x00\x00" + b"\xff" * 8):
        (tmp_path / "a.xls").write_bytes(ole("Workbook", cell.ljust(20, b"\xff") + bytes(5000)))
        with refused(FileError, "workbook-too-many-cells", rows=65_536, columns=65_536):
            read(tmp_path / "a.xls")


def test_excel_97_that_claims_more_than_it_can_hold(tmp_path: Path) -> None:
    extent = struct.pack("<HHIIHHH", 0x200, 14, 0, 0xFFFFFFFF, 0, 256, 0)
    (tmp_path / "a.xls").write_bytes(ole("Workbook", extent + bytes(5000)))
    with refused(FileError, "workbook-too-many-cells", columns=256):
        read(tmp_path / "a.xls")
    backwards = struct.pack("<HHIIHHH", 0x200, 14, 0x690000, 3, 0, 5, 0)
    (tmp_path / "a.xls").write_bytes(ole("Workbook", backwards + bytes(5000)))
    with refused(FileError, "file-damaged"):
        read(tmp_path / "a.xls")
    texts = struct.pack("<HHII", 0xFC, 8, 1, 0x7FFFFFFF)
    (tmp_path / "a.xls").write_bytes(ole("Workbook", texts + bytes(5000)))
    with refused(FileError, "file-damaged"):
        read(tmp_path / "a.xls")


def test_a_date_beyond_all_calendars(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Tid", "Betyg"])
    for _ in range(1100):
        sheet.append([0.5, 9])
    sheet.append([1e300, 9])
    sheet["A1102"].number_format = "[h]:mm"
    book.save(tmp_path / "a.xlsx")
    with refused(FileError, "file-damaged"):
        read(tmp_path / "a.xlsx")


def test_another_office_document_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(ole("WordDocument", bytes(5000)))
    with refused(FileError, "not-a-table", found="Office 97-2003"):
        read(tmp_path / "a.xls")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_workbook_cut_short_is_damaged(tmp_path: Path, share: float) -> None:
    whole = workbook(tmp_path / "a.xlsx", Svar=ROWS).read_bytes()
    (tmp_path / "a.xlsx").write_bytes(whole[: int(len(whole) * share)])
    with refused(FileError, "file-damaged", path="a.xlsx"):
        read(tmp_path / "a.xlsx")


def test_a_workbook_with_a_broken_sheet_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx('<row r="1"><c r="A1"><v>1</v></c></ro'))
    with refused(FileError, "file-damaged"):
        read(tmp_path / "a.xlsx")


def test_a_packed_workbook(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Svar=TABLE)
    (tmp_path / "a.xlsx.gz").write_bytes(gzip.compress(file.read_bytes()))
    assert len(read(tmp_path / "a.xlsx.gz").rows) == 2


# Excel shows at most 15 digits; 46082 is 1 March 2026 in its calendar
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (7, "7"),
        (-0.5, "-0.5"),
        (123456789012345678.0, "123456789012345680"),
        (1e-7, "1e-07"),
        (1e300, "1e+300"),
        (dt.datetime(2025, 3, 1, 8, 15, 8, 999_997), "2025-03-01 08:15:09"),
        (dt.datetime(2025, 3, 1, 23, 59, 59, 999_999), "2025-03-02"),
        (dt.timedelta(hours=30, seconds=5), "30:00:05"),
        (-dt.timedelta(minutes=1), "-00:01:00"),
        (1j, "1j"),
    ],
)
def test_cells(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_date_serials_are_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Datum", "Tid", "Tal"])
    sheet.append([46082, 46082.5, 46082])
    sheet["A2"].number_format = "yyyy-mm-dd"
    sheet["B2"].number_format = "dd/mm/yyyy hh:mm"
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").rows == [["2026-03-01", "2026-03-01 12:00:00", "46082"]]


def test_options_of_text_given_for_a_workbook_are_said_not_to_be_used(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Svar=[["Ort", "Betyg"], ["Lund", 9.5]])
    table = read(file, encoding="cp850", delimiter=";", decimal=",")
    assert table.notices["options-not-used"]["options"] == ("--encoding", "--delimiter", "--decimal")
    assert (table.rows, table.layout.decimal) == ([["Lund", "9.5"]], ".")
    assert not read(file).notices


def test_an_open_document_without_a_manifest_is_damaged(tmp_path: Path) -> None:
    whole = ods(f"<table:table-row>{cell('Ort')}</table:table-row>" * 3)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("META-INF")}
    (tmp_path / "a.ods").write_bytes(zipped(parts))
    with refused(FileError, "file-damaged"):
        read(tmp_path / "a.ods")


@pytest.mark.parametrize("gone", [1, 50, 5_000])
def test_a_zip_whose_list_points_before_its_beginning_is_damaged(tmp_path: Path, gone: int) -> None:
    whole = xlsx("<row><c><v>1</v></c></row>", **{"xl/sharedStrings.xml": "".join(map(chr, range(0x4E00, 0x9000)))})
    for name, content in (("a.xlsx", whole), ("a.zip", zipped({"a.csv": os.urandom(9_000)}))):
        (tmp_path / name).write_bytes(content[gone:] if name == "a.zip" else content[:100] + content[100 + gone :])
        with pytest.raises(FileError, match=r"file-damaged|not-a-table"):
            read(tmp_path / name)
