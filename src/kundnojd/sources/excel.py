"""Workbooks: XLSX, XLSM, XLS, XLSB and ODS."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np

from kundnojd.errors import FileError, UsageError
from kundnojd.notices import Notice
from kundnojd.sources import header, platforms, signatures, workbook_size
from kundnojd.sources.cells import BLANKS, cell_text, raw_column
from kundnojd.sources.excel_97 import check_xls
from kundnojd.sources.limits import MAX_WORKBOOK_BYTES
from kundnojd.sources.opening import Content
from kundnojd.sources.reading import CHUNK_ROWS, Layout, RawChunk, ReadOptions, Source, unused
from kundnojd.sources.sheets import Row, Sheet, UnreadableError, by_calamine, by_openpyxl

HEAD_ROWS = 200
_TEXT_OPTIONS = ("encoding", "delimiter", "decimal")


@dataclass(frozen=True)
class _Extent:
    """How much a sheet holds: rows that are not blank, and the widest of them."""

    rows: int
    width: int

    @property
    def is_table(self) -> bool:
        return self.rows >= 2 and self.width >= 2

    @property
    def is_column(self) -> bool:
        return self.rows >= 2


def read(content: Content, options: ReadOptions) -> Source:
    """A sheet of a workbook as a `Source`: the one the user named, or the first visible one that holds a table.

    Raises `FileError` where the workbook is protected, damaged, too large or none at all, `UsageError` where the sheet
    named is not there, `LayoutError` where there is no header or no row.
    """
    with content.open() as stream:
        data = stream.read(MAX_WORKBOOK_BYTES + 1)
    if len(data) > MAX_WORKBOOK_BYTES:
        limit = MAX_WORKBOOK_BYTES >> 20
        raise FileError("workbook-too-many-bytes", path=content.label, megabytes=limit, limit=limit)
    openers: tuple[Callable[[bytes], list[Sheet]], ...] = (by_calamine,)
    if content.start.startswith(signatures.OLE):
        check_xls(data, content.label)
    else:
        workbook_size.check_zip(io.BytesIO(data), content.label)
        openers = (by_calamine, by_openpyxl)
    return _opened(content, data, openers, options)


def _opened(
    content: Content, data: bytes, openers: Sequence[Callable[[bytes], list[Sheet]]], options: ReadOptions
) -> Source:
    for opener in openers:
        try:
            return _source(content, opener(data), options)
        except UnreadableError:
            continue
    raise FileError("file-damaged", path=content.label)


def _source(content: Content, sheets: Sequence[Sheet], options: ReadOptions) -> Source:
    sheet, chosen = _chosen(sheets, options.sheet, content.label)
    texts = [[cell_text(value) for value in row] for row in islice(sheet.rows(), HEAD_ROWS)]
    found, platform = platforms.header_of(texts, options, f"{content.label}, {sheet.name}")
    above = found.title_rows + found.header_rows
    named = header.columns_of(found, _filled(sheet, above, found.doubtful))
    layout = Layout(
        file=content.label,
        sheet=sheet.name,
        title_rows=found.title_rows,
        header_rows=found.header_rows,
        platform=platform.platform,
    )
    positions = {column.name: position for position, column in named.by_position.items()}
    missing = frozenset((*options.missing, *platform.missing))
    source = Source(
        path=content.path,
        label=content.label,
        layout=layout,
        columns=tuple(named.by_position.values()),
        notices=(*unused(_TEXT_OPTIONS, options, content.label), *chosen, *named.notices),
        read=partial(_read, content.label, sheet, above, positions, missing),
        repeated=named.repeated,
    )
    return platforms.fitted(source, platform, named.by_position, options.keep)


def _chosen(sheets: Sequence[Sheet], name: str | None, label: str) -> tuple[Sheet, tuple[Notice, ...]]:
    if name is not None:
        return _named(sheets, name, label), ()
    visible = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    if len(visible) == 1:
        return visible[0], ()
    extents = [_extent(sheet) for sheet in visible]
    place = next(
        (k for k, extent in enumerate(extents) if extent.is_table),
        next((k for k, extent in enumerate(extents) if extent.is_column), None),
    )
    if place is None:
        raise FileError("workbook-without-table", path=label, sheets=tuple(s.name for s in visible))
    others = tuple(
        sheet.name
        for k, (sheet, extent) in enumerate(zip(visible, extents, strict=True))
        if k != place and extent.rows >= extents[place].rows
    )
    if not others:
        return visible[place], ()
    said = {"sheet": visible[place].name, "count": len(others), "others": others}
    return visible[place], (Notice("sheet-chosen", said),)


def _named(sheets: Sequence[Sheet], name: str, label: str) -> Sheet:
    exact = [sheet for sheet in sheets if sheet.name == name]
    close = [sheet for sheet in sheets if sheet.name.strip().casefold() == name.strip().casefold()]
    if exact or len(close) == 1:
        return (exact or close)[0]
    raise UsageError("unknown-sheet", path=label, sheet=name, sheets=tuple(sheet.name for sheet in sheets))


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip(BLANKS))


def _extent(sheet: Sheet) -> _Extent:
    rows, width = 0, 0
    for row in sheet.rows():
        filled = sum(1 for value in row if not _is_blank(value))
        rows += filled > 0
        width = max(width, filled)
    return _Extent(rows, width)


def _filled(sheet: Sheet, above: int, doubtful: Collection[int]) -> set[int]:
    """Which of the doubtful columns hold something further down."""
    waiting, filled = set(doubtful), set[int]()
    for row in islice(sheet.rows(), above, None) if waiting else ():
        hits = {k for k in waiting if not _is_blank(row[k])}
        waiting -= hits
        filled |= hits
        if not waiting:
            break
    return filled


def _read(
    label: str,
    sheet: Sheet,
    above: int,
    positions: Mapping[str, int],
    missing: Collection[str],
    names: Collection[str] | None,
) -> Iterator[RawChunk]:
    try:
        yield from _chunks(sheet, above, {n: positions[n] for n in (positions if names is None else names)}, missing)
    except UnreadableError as error:
        raise FileError("file-damaged", path=label) from error


def _chunks(sheet: Sheet, above: int, wanted: Mapping[str, int], missing: Collection[str]) -> Iterator[RawChunk]:
    rows: list[Row] = []
    pending, blank = 0, 0  # blank rows count only once a row follows them
    for row in islice(sheet.rows(), above, None):
        if all(map(_is_blank, row)):
            pending += 1
            continue
        blank, pending = blank + pending, 0
        rows.append(row)
        if len(rows) == CHUNK_ROWS:
            yield _chunk(rows, blank, wanted, missing)
            rows, blank = [], 0
    if rows:
        yield _chunk(rows, blank, wanted, missing)


def _chunk(rows: Sequence[Row], blank: int, wanted: Mapping[str, int], missing: Collection[str]) -> RawChunk:
    columns = {}
    for name, position in wanted.items():
        values = np.empty(len(rows), dtype=object)
        values[:] = [cell_text(row[position]) for row in rows]
        columns[name] = raw_column(values, missing)
    return RawChunk(len(rows), columns, {"blank-row": blank} if blank else {})
