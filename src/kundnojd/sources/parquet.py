"""Parquet files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from kundnojd.errors import FileError, LayoutError
from kundnojd.sources import platforms
from kundnojd.sources.cells import cell_text, raw_column
from kundnojd.sources.opening import Content
from kundnojd.sources.reading import CHUNK_ROWS, Column, Layout, RawChunk, ReadOptions, Source

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_START = b"PAR1"
_HEAD_ROWS = 200
_INDEX = "__index_level_"  # the row numbers of a data frame


def read(content: Content, options: ReadOptions) -> Source:
    """A Parquet file as a `Source`; lists of answers are read as several answers in a cell, ``A;B``.

    Raises `FileError` where the file is damaged or the package that reads it is not installed, `LayoutError` where
    there are no rows.
    """
    with content.open() as stream:
        file = _opened(stream, content.label)
        names = [name for name in file.schema_arrow.names if not name.startswith(_INDEX)]
        if not file.metadata.num_rows or not names:
            raise LayoutError("no-rows", path=content.label)
        head = next(_batches(file, names, _HEAD_ROWS, content.label))
    columns = [Column(name, name) for name in names]
    found = platforms.in_dictionary(columns, list(zip(*head.values(), strict=True)), options)
    missing = frozenset((*options.missing, *found.missing))
    source = Source(
        path=content.path,
        label=content.label,
        layout=Layout(content.label, decimal=options.decimal or ".", header_rows=0, platform=found.platform),
        columns=found.columns,
        notices=(),
        read=partial(_chunks, content, tuple(names), missing),
    )
    return platforms.fitted(source, found, dict(enumerate(found.columns)), options.keep)


def _opened(stream: Any, label: str) -> ParquetFile:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise FileError("extra-missing", path=label, kind="Parquet", extra="parquet") from error
    try:
        return ParquetFile(stream)
    except (ArrowException, OSError) as error:
        raise FileError("file-damaged", path=label) from error


def _chunks(
    content: Content, names: tuple[str, ...], missing: Collection[str], wanted: Collection[str] | None
) -> Iterator[RawChunk]:
    chosen = list(names if wanted is None else wanted)
    with content.open() as stream:
        file = _opened(stream, content.label)
        read_at_all = chosen or list(names[:1])  # without a column Arrow counts no rows
        for cells in _batches(file, read_at_all, CHUNK_ROWS, content.label):
            columns = {}
            rows = len(cells[read_at_all[0]])
            for name in chosen:
                values = np.empty(rows, dtype=object)
                values[:] = cells[name]
                columns[name] = raw_column(values, missing)
            yield RawChunk(rows, columns)


def _batches(file: ParquetFile, names: list[str], size: int, label: str) -> Iterator[Mapping[str, list[str]]]:
    from pyarrow import ArrowException, types

    try:
        for batch in file.iter_batches(batch_size=size, columns=names):
            cells = {}
            for name in names:
                column = batch.column(batch.schema.get_field_index(name))
                if types.is_float32(column.type) or types.is_float16(column.type):
                    column = column.cast("string")  # 0.1 in 32 bits is no 0.1 in 64
                cells[name] = [_text(value) for value in column.to_pylist()]
            yield cells
    except (ArrowException, OSError) as error:
        raise FileError("file-damaged", path=label) from error


def _text(value: object) -> str:
    write = _WRITERS.get(type(value))
    return cell_text(value) if write is None else write(value)


def _float_text(value: float) -> str:
    return "" if value != value else cell_text(value)  # noqa: PLR0124 - only NaN is not itself


def _decimal_text(value: Decimal) -> str:
    return cell_text(float(value))


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    float: _float_text,
    Decimal: _decimal_text,
    bytes: lambda value: value.decode("utf-8", "replace"),
    list: lambda value: ";".join(map(_text, value)),
}
