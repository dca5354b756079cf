"""What has to be known of an XLS before anything parses it: that it is sound, not locked, and how far its cells go.

An XLS is a stream of records in an OLE container, a small file system whose chains of sectors must end somewhere.
A parser that follows a broken chain, or makes room for a cell in column 65 536, takes the whole process with it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from kundnojd.errors import FileError
from kundnojd.sources.workbook_size import check_cells

_END = 0xFFFFFFFA  # this and above: no sector, but the end of a chain or a free place
_ENTRY = 128
_STORAGE_ROOT, _STREAM = 5, 2
_WORKBOOK_NAMES = {"Workbook", "Book"}
_LOCKED_NAMES = {"EncryptedPackage"}
_FILEPASS = 0x2F
_CELLS = {0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E}  # formulas, numbers, texts, errors
_DIMENSIONS = 0x200
_TEXTS = 0xFC  # the table of texts, with their number
_SEVERAL = {0xBD, 0xBE}  # records that end with the last column of a run of cells


class _BrokenError(Exception):
    """The container points outside of itself or in a circle."""


def check_xls(data: bytes, label: str) -> None:
    """Passes an XLS that is sound, without a password and within the limits of `workbook_size`.

    Raises `FileError` where it is not, and where the container holds something else than a workbook.
    """
    try:
        streams = dict(_streams(data))
    except (_BrokenError, struct.error) as error:
        raise FileError("file-damaged", path=label) from error
    if _LOCKED_NAMES & streams.keys():
        raise FileError("file-protected", path=label)
    workbook = next((content for name, content in streams.items() if name in _WORKBOOK_NAMES), None)
    if workbook is None:
        raise FileError("not-a-table", path=label, found="Office 97-2003")
    rows, columns = 0, 0
    for kind, content in _records(workbook):
        if kind == _FILEPASS:
            raise FileError("file-protected", path=label)
        if kind in _CELLS and len(content) >= 6:
            row, column = struct.unpack_from("<HH", content)
            if kind in _SEVERAL:
                column = max(column, struct.unpack_from("<H", content, len(content) - 2)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _DIMENSIONS and len(content) >= 10:  # the parser makes room for what it says
            shape = "<IIHH" if len(content) >= 14 else "<HHHH"
            first_row, last_row, first_column, last_column = struct.unpack_from(shape, content)
            if first_row > last_row or first_column > last_column:
                raise FileError("file-damaged", path=label)
            rows, columns = max(rows, last_row), max(columns, last_column)
        elif kind == _TEXTS and len(content) >= 8 and struct.unpack_from("<I", content, 4)[0] > len(workbook):
            raise FileError("file-damaged", path=label)
    check_cells(rows, columns, label)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _streams(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The streams of a container by name; every chain is followed to its end."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in {512, 4096}:
        raise _BrokenError
    first_directory, _, cutoff, first_small = struct.unpack_from("<IIII", data, 48)
    table = _sector_table(data, size)
    directory = _chain(data, table, first_directory, size)
    small_table = _integers(_chain(data, table, first_small, size))
    small_data = b""
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        name_size, kind = struct.unpack_from("<HB", directory, at + 64)
        start, length = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(name_size - 2, 0)].decode("utf-16-le", errors="replace")
        if kind == _STORAGE_ROOT:
            small_data = _chain(data, table, start, size)
        elif kind == _STREAM and length >= cutoff:
            yield name, _chain(data, table, start, size)[:length]
        elif kind == _STREAM and length:
            yield name, _chain(bytes(64) + small_data, small_table, start, 64)[:length]


def _sector_table(data: bytes, size: int) -> tuple[int, ...]:
    """The next sector of each sector: the parts of this table are listed in the header and a chain of lists."""
    listed = list(struct.unpack_from("<109I", data, 76))
    more, lists = struct.unpack_from("<II", data, 68)
    for _ in range(min(lists, len(data) // size)):
        if more >= _END:
            break
        *places, more = _integers(_sector(data, more, size))
        listed.extend(places)
    parts = [place for place in listed if place < _END]
    if len(parts) > len(data) // size:
        raise _BrokenError
    return tuple(number for place in parts for number in _integers(_sector(data, place, size)))


def _integers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _sector(data: bytes, number: int, size: int) -> bytes:
    start = (number + 1) * size
    if start >= len(data):
        raise _BrokenError
    return data[start : start + size]


def _chain(data: bytes, table: tuple[int, ...], start: int, size: int) -> bytes:
    parts: list[bytes] = []
    number = start
    while number < _END:
        if number >= len(table) or len(parts) > len(table):
            raise _BrokenError
        parts.append(_sector(data, number, size))
        number = table[number]
    return b"".join(parts)
