"""Paths, packed files, standard input, and files that are no tables."""

import bz2
import gzip
import io
import lzma
import sys
from pathlib import Path

import pytest

from kundnojd.errors import FileError
from kundnojd.sources import open_source
from tests.sources.building import read, refused, xlsx, zipped

TEXT = "Enhet;Betyg\nÅre;9\nKiruna;7\n".encode()
ROWS = [["Åre", "9"], ["Kiruna", "7"]]
PACKED = {
    "svar.csv.gz": gzip.compress(TEXT),
    "svar.csv.bz2": bz2.compress(TEXT),
    "svar.csv.xz": lzma.compress(TEXT),
    "svar.zip": zipped({"mapp/": "", "mapp/svar.csv": TEXT, "__MACOSX/._svar.csv": b"\0"}),
}


@pytest.mark.parametrize("name", PACKED)
def test_packed_files_are_read_as_they_are_whatever_their_name(tmp_path: Path, name: str) -> None:
    for file in (tmp_path / name, tmp_path / "svar.csv"):
        file.write_bytes(PACKED[name])
        assert read(file).rows == ROWS


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_file_cut_short_is_damaged(tmp_path: Path, name: str) -> None:
    long = b"Enhet;Betyg\n" + b"".join(b"%d;%d\n" % (k * 7919 % 10007, k) for k in range(60_000))
    pack = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
    whole = pack.get(Path(name).suffix, lambda text: zipped({"a.csv": text}))(long)
    for part in (len(whole) - 9, len(whole) // 2):
        (tmp_path / name).write_bytes(whole[:part])
        with refused(FileError, "file-damaged", path=name):
            read(tmp_path / name)


def test_a_bz2_with_a_bit_turned_is_damaged(tmp_path: Path) -> None:
    broken = bytearray(PACKED["svar.csv.bz2"])
    broken[30] ^= 255
    (tmp_path / "a.bz2").write_bytes(broken)
    with refused(FileError, "file-damaged"):
        read(tmp_path / "a.bz2")


def test_a_workbook_inside_a_zip_is_read(tmp_path: Path) -> None:
    cells = '<row><c t="inlineStr"><is><t>Betyg</t></is></c></row><row><c><v>9</v></c></row>'
    (tmp_path / "a.zip").write_bytes(zipped({"svar.xlsx": xlsx(cells)}))
    assert read(tmp_path / "a.zip").rows == [["9"]]


def test_a_zip_of_several_files_names_them(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"v1.csv": TEXT, "v2.csv": TEXT}))
    with refused(FileError, "zip-not-one-file", found=2, names=("v1.csv", "v2.csv")):
        read(tmp_path / "a.zip")
    (tmp_path / "tom.zip").write_bytes(zipped({}))
    with refused(FileError, "zip-not-one-file", found=0):
        read(tmp_path / "tom.zip")


def test_an_encrypted_zip_is_protected(tmp_path: Path) -> None:
    locked = bytearray(zipped({"svar.csv": TEXT}))
    locked[6] |= 1  # the flag in the local header, and in the directory
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(locked)
    with refused(FileError, "file-protected"):
        read(tmp_path / "a.zip")


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "hyresgäster.csv").write_bytes(TEXT)
    with refused(FileError, "file-not-found-near", near=("hyresgäster.csv",)):
        read(tmp_path / "hyresgaster.csv")
    with refused(FileError, "file-not-found"):
        read(tmp_path / "zzz" / "q.csv")


def test_a_folder_and_empty_files(tmp_path: Path) -> None:
    with refused(FileError, "file-is-folder"):
        read(tmp_path)
    for content in (b"", b"\xef\xbb\xbf", b"\r\n  \r\n", gzip.compress(b"")):
        (tmp_path / "tom.csv").write_bytes(content)
        with refused(FileError, "file-empty", path="tom.csv"):
            read(tmp_path / "tom.csv")


def test_a_file_without_leave_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT)

    def closed(*_: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "open", closed)
    with refused(FileError, "file-not-readable"):
        read(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"%PDF-1.7 \xe2\xe3", "PDF"),
        (b"<stata_dta><header>", "Stata (.dta)"),
        (b"\n<!DOCTYPE html><table><tr><td>1</td></tr></table>", "HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}), "Word (.docx)"),
        (b"MZ\x90\x01\x02" + bytes([1, 0, 2, 3, 4, 5]) * 20, "?"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(tmp_path: Path, content: bytes, found: str) -> None:
    (tmp_path / "svar.xlsx").write_bytes(content)
    with refused(FileError, "not-a-table", found=found):
        read(tmp_path / "svar.xlsx")


def test_text_without_any_line_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x" * 1_100_000)
    with refused(FileError, "not-a-table"):
        read(tmp_path / "a.csv")


def test_text_called_a_workbook_is_read_and_said(tmp_path: Path) -> None:
    (tmp_path / "svar.xls").write_bytes(TEXT)
    table = read(tmp_path / "svar.xls")
    assert table.rows == ROWS
    assert table.notices == {"text-named-workbook": {"path": "svar.xls", "suffix": ".xls"}}


@pytest.mark.parametrize("content", [TEXT, PACKED["svar.csv.gz"]])
def test_standard_input_is_read_twice_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    with open_source("-") as source:
        assert source.label == source.layout.file == "-"
        assert list(tmp_path.iterdir())
        for _ in range(2):
            assert [chunk.rows for chunk in source.read(None)] == [2]
    assert not list(tmp_path.iterdir())


def test_a_file_that_shrinks_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(TEXT)
    with refused(FileError, "file-changed"), open_source(file) as source:
        file.write_bytes(TEXT[:18])
        list(source.read(None))


def test_a_file_that_grows_or_is_replaced_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(TEXT)
    with refused(FileError, "file-changed"), open_source(file) as source:
        file.write_bytes(TEXT + b"Lund;8\n")
        list(source.read(None))
    with refused(FileError, "file-changed"), open_source(file) as source:
        list(source.read(None))
        file.unlink()
