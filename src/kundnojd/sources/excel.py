"""Workbooks: XLSX, XLSM, XLS, XLSB and ODS."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

import numpy as np

from kundnojd.errors import FileError
from kundnojd.sources import header, platforms, signatures, workbook_size
from kundnojd.sources.cells import cell_text, raw_column
from kundnojd.sources.excel_97 import check_xls
from kundnojd.sources.limits import MAX_WORKBOOK_BYTES
from kundnojd.sources.opening import Content
from kundnojd.sources.reading import CHUNK_ROWS, Layout, RawChunk, ReadOptions, Source, unused
from kundnojd.sources.sheet_choice import choose, is_blank
from kundnojd.sources.sheets import Row, Sheet, UnreadableError, by_calamine, by_openpyxl

HEAD_ROWS = 200
_TEXT_OPTIONS = ("encoding", "delimiter", "decimal")


def read(content: Content, options: ReadOptions) -> Source:
    """A sheet of a workbook as a `Source`: the one the user named, or the first visible one that holds a table.

    A codebook on another sheet comes with it, its labels not yet in the place of codes. Raises `FileError` where the
    workbook is protected, damaged, too large or none at all, `LayoutError` where the sheet named is not there,
    `LayoutError` where there is no header or no row.
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
    chosen = choose(sheets, options.sheet, content.label)
    sheet = chosen.sheet
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
        notices=(*unused(_TEXT_OPTIONS, options, content.label), *chosen.notices, *named.notices),
        read=partial(_read, content.label, sheet, above, positions, missing),
        repeated=named.repeated,
        codebook=tuple(label for label in chosen.codebook if label.code not in missing),
    )
    return platforms.fitted(source, platform, named.by_position, options.keep)


def _filled(sheet: Sheet, above: int, doubtful: Collection[int]) -> set[int]:
    """Which of the doubtful columns hold something further down."""
    waiting, filled = set(doubtful), set[int]()
    for row in islice(sheet.rows(), above, None) if waiting else ():
        hits = {k for k in waiting if not is_blank(row[k])}
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
        if all(map(is_blank, row)):
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
