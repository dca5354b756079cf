"""What every reader gives: columns with their wording, and chunks of text as integer codes.

Nothing is typed here. A cell is text with outer white space taken off, and empty where the file has nothing or one of
the codes in `ReadOptions.missing`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kundnojd.notices import Notice

CHUNK_ROWS = 50_000


@dataclass(frozen=True)
class ReadOptions:
    """What the user said about the file; ``None`` and ``()`` mean: find out."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header_rows: int | None = None
    shape: str | None = None  # wide, long or counts
    missing: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()  # names in `kundnojd.sources.platforms.KEEPABLE`


def unused(names: Collection[str], options: ReadOptions, label: str) -> tuple[Notice, ...]:
    """The notice that options were given which say nothing about a file of this kind; none where none was.

    >>> unused(["sheet"], ReadOptions(sheet="Svar"), "a.csv")[0].fields["options"]
    ('--sheet',)
    """
    given = tuple(f"--{name}" for name in names if getattr(options, name) is not None)
    return (Notice("options-not-used", {"count": len(given), "options": given, "path": label}),) if given else ()


@dataclass(frozen=True)
class Layout:
    """How the file is laid out.

    ``title_rows`` is the number of rows above the header, ``header_rows`` the number of rows the header takes,
    ``platform`` the survey platform whose export this is, or empty for a plain table. ``shape`` is ``wide`` (a row is a
    respondent), ``long``, ``counts`` or ``counts-of-answers`` (each row counts the answers to one question).
    """

    file: str
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = "."
    title_rows: int = 0
    header_rows: int = 1
    platform: str = ""
    shape: str = "wide"


@dataclass(frozen=True)
class Column:
    """A column: ``name`` is unique in its source, ``text`` the wording of the question, often the same.

    The rest is empty where the layout of the file does not tell. ``group`` is the question that the column is one row
    or option of, ``option`` that row or option. ``kind`` is ``row`` (of a grid), ``option`` (a box that was ticked or
    not), ``packed`` (several options in one cell) or ``other`` (the text beside an option). ``role`` is what the
    survey platform uses the column for, by the names of `kundnojd.questionnaire.model.Role`. ``labels`` are the texts
    of the answers that the file itself declares, whether anybody gave them or not. ``own`` is its name in the file
    where it goes by the name that the same column has in another file.
    """

    name: str
    text: str
    group: str = ""
    option: str = ""
    kind: str = ""
    role: str = ""
    labels: tuple[str, ...] = ()
    own: str = ""


@dataclass(frozen=True)
class RawColumn:
    """The cells of one column in one chunk: ``texts[codes[i]]`` is the text of row i."""

    codes: NDArray[np.intp]  # (R,)
    texts: tuple[str, ...]  # distinct in the file; two may have become the same text, such as ""


@dataclass(frozen=True)
class RawChunk:
    """R usable rows; ``left_out`` counts the rows of this stretch of the file that could not be used, by reason.

    ``rows + sum(left_out.values())`` over all chunks is the number of data rows in the file.
    """

    rows: int
    columns: Mapping[str, RawColumn]
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadingReport:
    """What became of the rows of one file: ``rows_read = rows_used + sum(left_out.values())``.

    ``label`` is that of its `Source`.
    """

    layout: Layout
    rows_read: int
    left_out: Mapping[str, int]
    columns: tuple[Column, ...] = ()
    notices: tuple[Notice, ...] = ()
    label: str = ""

    @property
    def rows_used(self) -> int:
        """Rows that were counted."""
        return self.rows_read - sum(self.left_out.values())


@dataclass(frozen=True)
class Source:
    """A file that can be read: its layout, its columns, and a function that yields its chunks.

    ``read(names)`` yields the chunks with the columns named, ``read(None)`` with all of them; each call starts again
    from the first row. ``notices`` are what was found while the layout was detected.
    """

    path: Path
    label: str  # the name to show and to take a wave from; "-" for standard input
    layout: Layout
    columns: tuple[Column, ...]
    notices: tuple[Notice, ...]
    read: Callable[[Collection[str] | None], Iterator[RawChunk]]
    repeated: tuple[str, ...] = ()  # header names that stand over several columns, which were numbered
