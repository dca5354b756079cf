"""What the library that writes workbooks has no call for: text alternatives, a logo as it is, and quiet cells."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.worksheet.worksheet import Worksheet

from kundnojd.renderers import office
from kundnojd.renderers.formatting import one_line
from kundnojd.renderers.theme import Theme

_LOGO_HEIGHT = 48  # pixels


class _Picture(Image):  # type: ignore[misc]
    """A picture as it is: the library's own class needs another library to look into it."""

    def __init__(self, data: bytes, kind: str, width: float, height: float) -> None:
        self.ref, self.format, self.width, self.height = io.BytesIO(data), kind, width, height

    def _data(self) -> bytes:
        return bytes(self.ref.getvalue())


def logo(sheet: Worksheet, theme: Theme, cell: str) -> None:
    """The theme's logo at a cell, where it is a PNG or a JPEG."""
    found = office.picture(theme.logo_data)
    if found is not None:
        kind, width, height = found
        sheet.add_image(_Picture(theme.logo_data, kind, width * _LOGO_HEIGHT / height, _LOGO_HEIGHT), cell)


def mended(book: Workbook) -> Callable[[str, bytes], bytes]:
    """What to do with each part of the file of a book: its name and bytes in, bytes out."""
    drawn = [sheet for sheet in book.worksheets if sheet._charts or sheet._images]
    spoken: dict[str, list[Any]] = {f"xl/drawings/drawing{k}.xml": s._charts for k, s in enumerate(drawn, 1)}
    sheets = {f"xl/worksheets/sheet{k}.xml": sheet.dimensions for k, sheet in enumerate(book.worksheets, 1)}

    def mend(name: str, part: bytes) -> bytes:
        if name in spoken:
            return _described(part, spoken[name])
        return _quiet(part, sheets[name]) if name in sheets else part

    return mend


def _described(part: bytes, charts: list[Any]) -> bytes:
    """Give each chart of a drawing its text alternative."""

    def describe(found: re.Match[bytes]) -> bytes:
        said = office.printable(one_line(charts[int(found[1]) - 1].alternative))
        return b"%s descr=%s" % (found[0], quoteattr(said).encode("utf-8"))

    return re.sub(rb'<(?:\w+:)?cNvPr id="(\d+)" name="Chart \d+"', describe, part)


def _quiet(part: bytes, cells: str) -> bytes:
    """Let Excel draw no triangles in cells with digits as text, such as waves that are years."""
    ignored = f'<ignoredErrors><ignoredError sqref="{cells}" numberStoredAsText="1"/></ignoredErrors>'
    where = re.search(rb"<(?:smartTags|drawing|legacyDrawing|tableParts|extLst)\b|</worksheet>", part)
    if where is None:
        return part
    return part[: where.start()] + ignored.encode("ascii") + part[where.start() :]
