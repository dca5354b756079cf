"""How large a workbook is, measured inside its zip before anything parses it.

A file of 1.4 kB with cells in A1 and XFD1048576 makes a parser ask for hundreds of gigabytes, which nothing can catch.
Only cells that hold something count: a sheet that is coloured down to its last row is fine.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from kundnojd.errors import FileError
from kundnojd.sources import signatures
from kundnojd.sources.limits import MAX_CELLS, MAX_RATIO, MAX_WORKBOOK_BYTES, RATIO_FROM
from kundnojd.sources.opening import broken_zip_told, damage_said

_BLOCK = 4 << 20
_START = 65_536
_TRUSTED = 256 << 10  # packed bytes of a part that cannot unpack to more than 264 MB, whatever it says
_XLSB_SHEET = b"\x81\x01\x00"  # the record that begins one
_ROOT = re.compile(rb"<[A-Za-z_]")
_WORKBOOK_PART = re.compile(r"(^|/)workbook\d*\.(xml|bin)$", re.IGNORECASE)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# Quick ones that count coloured but blank cells too; the exact ones look again only where these find too much.
_ANY_COLUMN = re.compile(rb"""r\s*=\s*["']([A-Za-z]+)""")
_ANY_PLACE_ROW = re.compile(rb"""r\s*=\s*["'][A-Za-z]+(\d+)""")
# Without a place like these a part has under 10,000 rows and 703 columns, and there is nothing to measure.
_FAR_PLACE = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{3}|[A-Za-z]{0,2}\d{5})""")
_NEAR = (9_999, 702)
_CELL_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})\d+["'][^>/]*>""")
_CELL_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{1,3}(\d+)["'][^>/]*>""")
_UNPLACED = (b"<c>", b":c>", b"c t=", b"c s=")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[ >]")
_ANY_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_ODS_PLACE = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^>]*)>")
_ODS_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')


def check_zip(stream: IO[bytes], label: str) -> None:
    """Passes a workbook in a zip that is whole, unprotected and within the limits.

    Limits: 1 GiB unpacked, 200 times its packed size where that is over 100 MiB, 50 million cells from A1 to the last
    row and the widest column of a sheet. Raises `FileError`.
    """
    with damage_said(label), broken_zip_told(), zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        _check_kind(archive, label)
        unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
        if unpacked > MAX_WORKBOOK_BYTES or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed):
            raise FileError(
                "workbook-too-many-bytes", path=label, megabytes=unpacked >> 20, limit=MAX_WORKBOOK_BYTES >> 20
            )
        for part in parts:
            with archive.open(part) as inside:
                start = inside.read(_START)
            if not part.filename.startswith("META-INF/"):
                _check_xml(start, part.filename, label)
            if part.compress_size > _TRUSTED:
                _check_size(stream, part, label)
            extent = next((measure for suits, measure in _EXTENTS if suits(part.filename, start)), None)
            if extent is None:
                continue
            with archive.open(part) as inside:
                rows, columns = extent(inside)
            if rows * columns > MAX_CELLS and extent is _xlsx_extent:
                with archive.open(part) as inside:
                    rows, columns = _xlsx_filled_extent(inside)
            check_cells(rows, columns, label)


def _check_xml(start: bytes, part: str, label: str) -> None:
    """Passes XML that says nothing before its root: entities could stand for gigabytes, or for other files.

    UTF-16 goes too, in which nothing here would find a cell; no spreadsheet program writes it.
    """
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] != b"<":
        return
    root = _ROOT.search(start)
    before = start[: root.start()] if root else start
    if b"<!DOCTYPE" in before or b"\0" in before or (root is None and len(start) == _START):
        raise FileError("workbook-odd-xml", path=label, part=part)


def _check_size(stream: IO[bytes], part: zipfile.ZipInfo, label: str) -> None:
    """Passes a part that unpacks to as much as the zip says of it: a parser unpacks it to its real end."""
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return
    stream.seek(part.header_offset + 26)
    name_size, extra_size = struct.unpack("<HH", stream.read(4))
    stream.seek(name_size + extra_size, io.SEEK_CUR)
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while not unpacker.eof and size <= part.file_size:
        packed = unpacker.unconsumed_tail or stream.read(_BLOCK // 16)
        size += len(unpacker.decompress(packed, _BLOCK))
        if not packed:
            break
    if size != part.file_size:
        raise FileError("file-damaged", path=label)


def check_cells(rows: int, columns: int, label: str) -> None:
    """Passes a sheet of at most 50 million cells from A1 to its last row and widest column."""
    if rows * columns > MAX_CELLS:
        raise FileError("workbook-too-many-cells", path=label, rows=rows, columns=columns, limit=MAX_CELLS)


def _check_kind(archive: zipfile.ZipFile, label: str) -> None:
    names = archive.namelist()
    if "mimetype" in names and archive.read("mimetype").startswith(_ODS):
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise FileError("file-protected", path=label)
        return
    if not any(_WORKBOOK_PART.search(name) for name in names):
        raise FileError("not-a-table", path=label, found=signatures.document_kind(names))


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Blocks of a part that end before an element, so that none is torn in two."""
    rest = b""
    while block := stream.read(_BLOCK):
        whole, mark, tail = (rest + block).rpartition(b"<")
        yield whole
        rest = mark + tail
    yield rest


def _xlsx_extent(stream: IO[bytes]) -> tuple[int, int]:
    return _extent_by(stream, _ANY_PLACE_ROW, _ANY_COLUMN)


def _xlsx_filled_extent(stream: IO[bytes]) -> tuple[int, int]:
    return _extent_by(stream, _CELL_ROW, _CELL_COLUMN)


def _extent_by(stream: IO[bytes], row: re.Pattern[bytes], column: re.Pattern[bytes]) -> tuple[int, int]:
    rows, columns, row_elements, in_row = 0, 0, 0, 0
    for block in _blocks(stream):
        if _FAR_PLACE.search(block):
            rows = max(rows, max(map(int, set(row.findall(block))), default=0))
            columns = max(columns, max(map(_column_number, set(column.findall(block))), default=0))
        else:
            rows, columns = max(rows, _NEAR[0]), max(columns, _NEAR[1])
        if any(sign in block for sign in _UNPLACED):  # cells without a place follow each other
            first, *parts = (len(_ANY_CELL.findall(part)) for part in _ANY_ROW.split(block))
            columns = max(columns, in_row + first, *parts)
            in_row = parts[-1] if parts else in_row + first
            row_elements += len(parts)
    return max(rows, row_elements), columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _xlsb_extent(stream: IO[bytes]) -> tuple[int, int]:
    """The records of the binary format: an id and a length of 7 bits a byte, then the content."""
    data = stream.read()
    at, row, rows, columns = 0, 0, 0, 0
    while at < len(data) - 1:
        kind, at = _seven_bits(data, at, 2)
        size, at = _seven_bits(data, at, 4)
        if kind == 0:  # a row
            row = int.from_bytes(data[at : at + 4], "little") + 1
        elif 2 <= kind <= 11:  # a cell that is not blank
            rows = max(rows, row)
            columns = max(columns, int.from_bytes(data[at : at + 4], "little") + 1)
        at += size
    return rows, columns


def _seven_bits(data: bytes, at: int, longest: int) -> tuple[int, int]:
    value = 0
    for place in range(longest):
        byte = data[at] if at < len(data) else 0
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value, at


def _ods_extent(stream: IO[bytes]) -> tuple[int, int]:
    rows, columns = 0, 0
    row, next_row, column = 0, 0, 0
    for block in _blocks(stream):
        for kind, attributes in _ODS_PLACE.findall(block):
            found = _ODS_REPEATED.search(attributes)
            repeated = int(found.group(1)) if found else 1
            if kind == b"table":
                next_row = 0
            elif kind == b"table-row":
                row, next_row, column = next_row + repeated, next_row + repeated, 0
            else:
                column += repeated
                if b"value-type=" in attributes:
                    rows, columns = max(rows, row), max(columns, column)
    return rows, columns


_EXTENTS: tuple[tuple[Callable[[str, bytes], bool], Callable[[IO[bytes]], tuple[int, int]]], ...] = (
    (lambda _, start: b"worksheet" in start and b"<" in start[:99], _xlsx_extent),
    (
        lambda name, start: start.startswith(_XLSB_SHEET) or (name.endswith(".bin") and "/worksheets/" in name),
        _xlsb_extent,
    ),
    (lambda name, _: name == "content.xml", _ods_extent),
)
