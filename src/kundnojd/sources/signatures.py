"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from collections.abc import Iterable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
PARQUET = b"PAR1"
SPSS = (b"$FL2", b"$FL3")

# Files that people hand over by mistake, or that carry a table in a way that is not read here.
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"$FL2", "SPSS (.sav)"),
    (b"$FL3", "SPSS (.zsav)"),
    (b"<stata_dta>", "Stata (.dta)"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (OLE, "Office 97-2003"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<table", "HTML"),
    (b"<?xml", "XML"),
)
_ZIP_PARTS: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "Word (.docx)"),
    ("ppt/presentation.xml", "PowerPoint (.pptx)"),
    ("xl/workbook.xml", "Excel (.xlsx)"),
    ("xl/workbook.bin", "Excel (.xlsb)"),
)


def is_workbook(start: bytes) -> bool:
    """Whether the first bytes are those of a zip (xlsx, xlsm, xlsb, ods) or of an OLE container (xls)."""
    return start.startswith((ZIP, EMPTY_ZIP, OLE))


def is_spss(start: bytes) -> bool:
    """Whether the first bytes are those of an SPSS file."""
    return start.startswith(SPSS)


def is_parquet(start: bytes) -> bool:
    """Whether the first bytes are those of a Parquet file."""
    return start.startswith(PARQUET)


def is_text(start: bytes) -> bool:
    """Whether this can be text: nothing else known by its first bytes, and no nulls but those of UTF-16 and UTF-32."""
    if foreign_kind(start):
        return False
    from kundnojd.sources import encoding

    return b"\0" not in start or encoding.is_wide(start)


def foreign_kind(start: bytes) -> str:
    """The name of a kind of file that is no table, from its first bytes; empty where nothing speaks against text.

    >>> foreign_kind(bytes([137]) + b"PNG" + bytes([13, 10, 26, 10, 0])), foreign_kind(b" <HTML>"), foreign_kind(b"a;b")
    ('PNG', 'HTML', '')
    """
    for magic, name in FOREIGN:
        if start.startswith(magic):
            return name
    text = start[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, name in _MARKUP:
        if text.startswith(magic):
            return name
    return ""


def is_document(names: Iterable[str]) -> bool:
    """Whether the parts of a zip make it a document of an office suite, not an archive of files."""
    return not {"[Content_Types].xml", "mimetype"}.isdisjoint(names)


def document_kind(names: Iterable[str]) -> str:
    """What a zip of an office suite holds, from the names of its parts.

    >>> document_kind(["[Content_Types].xml", "word/document.xml"])
    'Word (.docx)'
    """
    parts = set(names)
    return next((kind for part, kind in _ZIP_PARTS if part in parts), "zip")
