"""Files to chunks of text columns: what a file is, how it is laid out, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kundnojd.errors import FileError
from kundnojd.sources import signatures
from kundnojd.sources.opening import Content, open_content, spooled, unchanged
from kundnojd.sources.reading import ReadOptions, Source
from kundnojd.sources.renaming import renamed
from kundnojd.sources.shape import shaped
from kundnojd.sources.steps import with_steps

__all__ = ["READERS", "Reader", "open_source", "renamed"]


@dataclass(frozen=True)
class Reader:
    """A format: its name, the test of a file's first bytes, and the function that reads it."""

    name: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Content, ReadOptions], Source]


# Each format is imported when a file of its kind comes.
def _workbook(content: Content, options: ReadOptions) -> Source:
    from kundnojd.sources import excel

    return excel.read(content, options)


def _spss(content: Content, options: ReadOptions) -> Source:
    from kundnojd.sources import spss

    return spss.read(content, options)


def _parquet(content: Content, options: ReadOptions) -> Source:
    from kundnojd.sources import parquet

    return parquet.read(content, options)


def _delimited(content: Content, options: ReadOptions) -> Source:
    from kundnojd.sources import delimited

    return delimited.read(content, options)


# The first that recognises a file reads it.
READERS: tuple[Reader, ...] = (
    Reader("workbook", signatures.is_workbook, _workbook),
    Reader("spss", signatures.is_spss, _spss),
    Reader("parquet", signatures.is_parquet, _parquet),
    Reader("delimited", signatures.is_text, _delimited),
)


@contextmanager
def open_source(path: str | Path, options: ReadOptions = ReadOptions()) -> Iterator[Source]:  # noqa: B008
    r"""A file, or standard input for ``-``, as a `Source` to read from inside the ``with`` block.

    The format is told by the content. Raises `FileError`, `LayoutError` and `UsageError` of `kundnojd.errors`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "svar.csv")
    ...     _ = file.write_text("Enhet;Betyg\nÅre; 9\nKiruna;7\n", encoding="cp1252")
    ...     with open_source(file) as source:
    ...         chunk = next(source.read(["Betyg"]))
    >>> source.layout.encoding, source.layout.delimiter, chunk.columns["Betyg"].texts
    ('cp1252', ';', ('9', '7'))
    """
    with spooled(path) as (file, label), unchanged(file, label):
        content = open_content(file, label)
        for reader in READERS:
            if reader.recognises(content.start):
                yield _labelled(with_steps(shaped(reader.read(content, options), options)))
                return
        found = signatures.foreign_kind(content.start) or "?"
        raise FileError("not-a-table", path=label, found=found)


def _labelled(source: Source) -> Source:
    if not source.codebook:
        return source
    from kundnojd.sources.codebook import with_codebook

    return with_codebook(source)
