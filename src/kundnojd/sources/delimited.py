"""CSV, TSV and other delimited text."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TextIO, cast

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import FileError
from kundnojd.notices import Notice
from kundnojd.sources import dialect, encoding, header, platforms
from kundnojd.sources.cells import raw_column
from kundnojd.sources.limits import CHUNK_CHARACTERS
from kundnojd.sources.opening import Content
from kundnojd.sources.reading import CHUNK_ROWS, Layout, RawChunk, ReadOptions, Source, unused
from kundnojd.sources.records import NO_QUOTE, quote_of
from kundnojd.sources.scan import Scan, scan

_WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}


@dataclass(frozen=True)
class _Table:
    """Everything that has to be known to read the rows."""

    content: Content
    encoding: str
    delimiter: str
    lines_above: int
    width: int
    scan: Scan
    positions: Mapping[str, int]
    missing: frozenset[str]
    quote: str


def read(content: Content, options: ReadOptions) -> Source:
    """A delimited text file as a `Source`.

    Raises `LayoutError` where encoding or header cannot be found, `FileError` where the text is cut or binary.
    """
    codec = encoding.detect(content, options.encoding)
    open_text = partial(_open_text, content, codec)
    with open_text() as text:
        _check_lines(text, content.label)
    with open_text() as text:
        separator = dialect.separator_line(text.readline(), content.label)
    delimiter = (
        dialect.given_delimiter(options.delimiter)
        if options.delimiter is not None
        else separator or dialect.find_delimiter(open_text, content.label)
    )
    with open_text() as text:
        quote, literal = quote_of(text, delimiter)
    with open_text() as text:
        records = dialect.head(text, delimiter, content.label, quote)
    skipped = 1 if separator else 0
    rows = [record.fields for record in records[skipped:]]
    at, platform = platforms.header_of(rows, options, content.label)
    found = header.without_empty_end(at)
    lines_above = sum(record.lines for record in records[: skipped + found.title_rows + found.header_rows])
    with open_text() as text:
        lines = islice(text, lines_above, None)
        passed = scan(lines, delimiter, found.width, found.doubtful, content.label, lines_above, quote)
    named = header.columns_of(found, passed.filled)
    columns = named.by_position
    shown = "" if delimiter == dialect.NO_DELIMITER else delimiter
    layout = Layout(
        file=content.label,
        encoding=codec,
        delimiter=shown,
        decimal=options.decimal or dialect.find_decimal(rows[found.title_rows + found.header_rows :], delimiter),
        title_rows=skipped + found.title_rows,
        header_rows=found.header_rows,
        platform=platform.platform,
    )
    table = _Table(
        content,
        codec,
        delimiter,
        lines_above,
        found.width,
        passed,
        {column.name: position for position, column in columns.items()},
        frozenset((*options.missing, *platform.missing)),
        quote,
    )
    source = Source(
        path=content.path,
        label=content.label,
        layout=layout,
        columns=tuple(columns.values()),
        notices=(
            *unused(("sheet",), options, content.label),
            *_suffix_notices(content),
            *named.notices,
            *_row_notices(passed),
            *_quote_notices(literal),
        ),
        read=partial(_chunks, table),
        repeated=named.repeated,
    )
    return platforms.fitted(source, platform, columns, options.keep)


def _open_text(content: Content, codec: str) -> TextIO:
    return io.TextIOWrapper(cast(io.BufferedReader, content.open()), codec, newline="")


def _check_lines(text: TextIO, label: str) -> None:
    start = text.read(dialect.HEAD_CHARACTERS)
    if (place := start.find("\0")) >= 0:
        raise FileError("nul-character", path=label, line=start.count("\n", 0, place) + 1)
    if len(start) == dialect.HEAD_CHARACTERS and "\n" not in start and "\r" not in start:
        raise FileError("not-a-table", path=label, found="?")


def _suffix_notices(content: Content) -> tuple[Notice, ...]:
    if content.suffix not in _WORKBOOK_SUFFIXES:
        return ()
    return (Notice("text-named-workbook", {"path": content.label, "suffix": content.suffix}),)


def _row_notices(passed: Scan) -> tuple[Notice, ...]:
    return (Notice("short-rows", {"count": passed.short}),) if passed.short else ()


def _quote_notices(literal: int) -> tuple[Notice, ...]:
    return (Notice("quotes-are-text", {"count": literal}),) if literal else ()


class _Primed:
    """Text with one full record put before it: pandas refuses a stretch where every record is short."""

    def __init__(self, first: str, text: TextIO) -> None:
        self._first = first
        self._text = text

    def __iter__(self) -> Iterator[str]:  # pandas asks for it, and reads by read()
        return iter(self._text)

    def read(self, size: int = -1) -> str:
        first, self._first = self._first, ""
        return first or self._text.read(size)


def _chunks(table: _Table, names: Collection[str] | None) -> Iterator[RawChunk]:
    import pandas as pd

    wanted = list(table.positions) if names is None else list(names)
    positions = {name: table.positions[name] for name in wanted}
    passed = table.scan
    with _open_text(table.content, table.encoding) as text:
        for _ in islice(text, table.lines_above):
            pass
        frames = pd.read_csv(
            cast(TextIO, _Primed(table.delimiter * (table.width - 1) + "\n", text)),
            sep=table.delimiter,
            quoting=csv.QUOTE_NONE if table.quote == NO_QUOTE else csv.QUOTE_MINIMAL,
            engine="c",
            header=None,
            names=list(range(table.width)),
            usecols=sorted(set(positions.values())) or [0],
            index_col=False,
            dtype=object,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            low_memory=False,
            chunksize=max(1, min(CHUNK_ROWS, CHUNK_ROWS * CHUNK_CHARACTERS // max(passed.heaviest, 1))),
        )
        start = -1  # the record put before the text
        with frames:
            for frame in frames:
                first, stop = max(start, 0), min(start + len(frame), passed.records)
                used = frame.iloc[first - start : stop - start]
                cells = {name: used[position].to_numpy() for name, position in positions.items()}
                yield _chunk(cells, first, stop, table)
                start += len(frame)
                if start >= passed.records:
                    return
    raise FileError("file-changed", path=table.content.label)


def _chunk(cells: Mapping[str, NDArray[np.object_]], first: int, stop: int, table: _Table) -> RawChunk:
    long = table.scan.long[np.searchsorted(table.scan.long, first) : np.searchsorted(table.scan.long, stop)] - first
    keep = np.ones(stop - first, dtype=np.bool_)
    keep[long] = False
    runs = table.scan.blank
    blank = 0
    for start, end in runs[np.searchsorted(runs[:, 1], first, "right") : np.searchsorted(runs[:, 0], stop)] - first:
        keep[max(start, 0) : end] = False
        blank += min(end, stop - first) - max(start, 0)
    left_out = {"blank-row": int(blank), "too-many-fields": len(long)}
    columns = {name: raw_column(texts[keep], table.missing) for name, texts in cells.items()}
    return RawChunk(int(keep.sum()), columns, {reason: count for reason, count in left_out.items() if count})
