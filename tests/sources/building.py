"""Files made for a test, and what a source gives for them."""

import io
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kundnojd.errors import KundnojdError
from kundnojd.locale import languages, load
from kundnojd.notices import Notice
from kundnojd.sources import open_source
from kundnojd.sources.reading import Layout, ReadOptions

UGLY = Path(__file__).parent / "ugly"


@dataclass
class Table:
    """Everything a source gives, as plain rows."""

    names: list[str]
    texts: list[str]
    rows: list[list[str]]
    left_out: dict[str, int]
    notices: dict[str, dict[str, object]]
    layout: Layout
    repeated: tuple[str, ...]


def read(path: Path, names: Sequence[str] | None = None, **options: object) -> Table:
    with open_source(path, ReadOptions(**options)) as source:
        rows: list[list[str]] = []
        left_out: Counter[str] = Counter()
        for chunk in source.read(names):
            columns = [[c.texts[code] for code in c.codes] for c in chunk.columns.values()]
            assert all(len(column) == chunk.rows for column in columns)
            rows.extend([list(row) for row in zip(*columns, strict=True)])
            left_out.update(chunk.left_out)
        return Table(
            [column.name for column in source.columns],
            [column.text for column in source.columns],
            rows,
            dict(left_out),
            {notice.key: dict(notice.fields) for notice in source.notices if said(notice)},
            source.layout,
            source.repeated,
        )


def said(notice: Notice) -> bool:
    """Whether every language can say it."""
    return all(load(code).text(f"notices.{notice.key}", **notice.fields) for code in languages())


@contextmanager
def refused(kind: type[KundnojdError], key: str, **fields: object) -> Iterator[None]:
    """The block raises that error with those fields, and every language can say it."""
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.key == key
    assert {name: caught.value.fields.get(name) for name in fields} == fields
    for code in languages():
        assert load(code).text(f"errors.{key}", **caught.value.fields)


def zipped(parts: dict[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(sheet_data: str, **more: bytes | str) -> bytes:
    """A workbook of one sheet whose rows are the XML given."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="Svar" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
            f'Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>',
        }
        | more
    )


def ods(table: str, **more: bytes | str) -> bytes:
    """An OpenDocument spreadsheet of one sheet whose rows are the XML given."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            f'manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
            "content.xml": f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
            f'<table:table table:name="Svar">{table}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        }
        | more
    )


def _record(kind: int, content: bytes) -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def _wide(text: str) -> bytes:
    return len(text).to_bytes(4, "little") + text.encode("utf-16-le")


def xlsb(rows: dict[int, dict[int, str | float]]) -> bytes:
    """A binary workbook of one sheet ``Svar``; rows and columns count from 0."""
    sheet = _record(129, b"") + _record(148, struct.pack("<IIII", 0, 0, 0, 0)) + _record(145, b"")
    for row, cells in rows.items():
        sheet += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        for column, value in cells.items():
            place = struct.pack("<II", column, 0)
            sheet += _record(6, place + _wide(value)) if isinstance(value, str) else b""
            sheet += b"" if isinstance(value, str) else _record(5, place + struct.pack("<d", value))
    sheet += _record(146, b"") + _record(130, b"")
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Svar")
    workbook = _record(131, b"") + _record(143, b"") + _record(156, bundle) + _record(144, b"") + _record(132, b"")
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
            f'Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def ole(name: str, content: bytes) -> bytes:
    """An OLE container with one stream, of 4096 bytes or more."""
    content += bytes(-len(content) % 512)
    sectors = len(content) // 512
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    directory = b""
    for title, kind, start, length in (("Root Entry", 5, 0xFFFFFFFE, 0), (name, 2, 2, len(content))):
        wide = title.encode("utf-16-le")
        entry = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, kind, 1) + b"\xff" * 12 + bytes(36)
        directory += entry + struct.pack("<IQ", start, length)
    return bytes(header) + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + content
