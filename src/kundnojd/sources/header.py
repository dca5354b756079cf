"""Where the header is, and one unique name for each column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from kundnojd.errors import LayoutError, UsageError
from kundnojd.notices import Notice
from kundnojd.sources.cells import BLANKS
from kundnojd.sources.limits import MAX_COLUMNS, MAX_NAME
from kundnojd.sources.reading import Column

_ROWS_BELOW = 100
_VALUE = re.compile(r"[+-]?\d+([.,]\d+)?%?|\d{4}-\d\d-\d\d([ T].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}( .*)?")


@dataclass(frozen=True)
class Header:
    """The header of a table, W columns wide.

    ``names`` and ``texts`` (W each) are empty where the file names nothing; ``filled`` are the columns that had
    content in the rows looked at. ``doubtful`` are those that had neither: they are columns only if the rest of the
    file puts something there. ``known`` holds what the layout says of columns beyond name and wording.
    """

    title_rows: int
    header_rows: int
    names: tuple[str, ...]
    texts: tuple[str, ...]
    filled: frozenset[int]
    known: Mapping[int, Column] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """W, the number of columns."""
        return len(self.names)

    @property
    def doubtful(self) -> tuple[int, ...]:
        """Columns without a name and, so far, without content."""
        return tuple(k for k, name in enumerate(self.names) if not name and k not in self.filled)


def without_empty_end(header: Header) -> Header:
    """The header without the doubtful columns at its end, where every line of the file ends in a delimiter or more."""
    width = 1 + max({k for k, name in enumerate(header.names) if name} | header.filled)
    return replace(header, names=header.names[:width], texts=header.texts[:width])


@dataclass(frozen=True)
class NamedColumns:
    """The columns by position in the file, the names that stood over several of them, and what to say about it."""

    by_position: Mapping[int, Column]
    repeated: tuple[str, ...]
    notices: tuple[Notice, ...]


def find_header(rows: Sequence[Sequence[str]], header_rows: int | None, label: str) -> Header:
    """The header among the first rows of a file.

    Rows above it are title rows: blank, or filled in at most half as many places as the rows below them usually are.
    With two header rows or more the first holds the names and the second the wording of the questions; with none the
    columns are numbered. Raises `LayoutError` where there are no rows below the header, where the header holds nothing
    but numbers and dates, where it has too many columns or too long names, and where the rows have more fields than it.
    """
    if header_rows is not None and header_rows < 0:
        raise UsageError("header-rows-negative", given=header_rows)
    taken = 1 if header_rows is None else header_rows
    title_rows = title_rows_of(rows) if taken else 0
    head = [[folded(cell) for cell in row] for row in rows[title_rows : title_rows + taken]]
    below = [row for row in rows[title_rows + taken :] if _filled(row)]
    if not below:
        raise LayoutError("no-rows", path=label)
    if header_rows is None and all(_VALUE.fullmatch(cell) for cell in head[0] if cell):
        raise LayoutError("no-header", path=label, row=title_rows + 1)  # and no cell of it: it may be an identity
    limit = max(map(len, head or below))
    if limit > MAX_COLUMNS:
        raise LayoutError("too-many-columns", path=label, columns=limit, limit=MAX_COLUMNS)
    _check_names(head, label)
    filled = _columns_filled(below, limit, label, title_rows + taken)
    first, second = _cells(head, 0, limit), _cells(head, 1, limit)
    names = [name or text for name, text in zip(first, second, strict=True)]
    texts = [text or name for name, text in zip(first, second, strict=True)]
    return Header(title_rows, taken, tuple(names), tuple(texts), filled)


def known_header(
    rows: Sequence[Sequence[str]], title_rows: int, header_rows: int, columns: Sequence[Column], label: str
) -> Header:
    """The header where the layout of the file is known: ``columns`` are those of the file from its first one on.

    Raises `LayoutError` where there are no rows below it, or where these have more fields.
    """
    below = [row for row in rows[title_rows + header_rows :] if _filled(row)]
    if not below:
        raise LayoutError("no-rows", path=label)
    filled = _columns_filled(below, len(columns), label, title_rows + header_rows)
    names, texts = [column.name for column in columns], [column.text for column in columns]
    return Header(title_rows, header_rows, tuple(names), tuple(texts), filled, dict(enumerate(columns)))


def columns_of(header: Header, found_later: Collection[int]) -> NamedColumns:
    """The columns, each with a name of its own; a name that is repeated or missing is numbered, and that is said.

    ``found_later`` are the doubtful columns that turned out to hold something.
    """
    held = header.filled.union(found_later)
    kept = [k for k, name in enumerate(header.names) if name or k in held]
    unnamed = [k for k in kept if not header.names[k]]
    taken = {name for name in header.names if name}
    result: dict[int, Column] = {}
    repeated: dict[str, None] = {}
    seen: set[str] = set()
    for k in kept:
        name = header.names[k]
        if not name:
            name = _free(f"Column {k + 1}", taken)
        elif name in seen:
            repeated[name] = None
            name = _free(name, taken)
        seen.add(name)
        taken.add(name)
        known = header.known.get(k, Column(name, ""))
        result[k] = replace(known, name=name, text=header.texts[k] or name)
    notices = []
    if header.title_rows:
        notices.append(Notice("title-rows", {"count": header.title_rows}))
    if repeated:
        notices.append(Notice("repeated-columns", {"count": len(repeated), "columns": tuple(repeated)}))
    if unnamed and header.header_rows:
        made_up = tuple(result[k].name for k in unnamed)
        notices.append(Notice("unnamed-columns", {"count": len(unnamed), "columns": made_up}))
    return NamedColumns(result, tuple(repeated), tuple(notices))


def folded(text: str) -> str:
    r"""A name on one line: outer white space taken off, inner folded to single blanks.

    >>> folded(" Hur nöjd\när du? ")
    'Hur nöjd är du?'
    """
    return " ".join(text.strip(BLANKS).split())


def _free(name: str, taken: Collection[str]) -> str:
    if name not in taken and name.startswith("Column "):
        return name
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def _cells(head: Sequence[Sequence[str]], row: int, width: int) -> list[str]:
    cells = list(head[row]) if row < len(head) else []
    return cells + [""] * (width - len(cells))


def _filled(row: Iterable[str]) -> int:
    return sum(1 for cell in row if cell.strip(BLANKS))


def title_rows_of(rows: Sequence[Sequence[str]]) -> int:
    """The number of rows above a header of one row: blank, or filled in at most half as many places as those below."""
    counts = [_filled(row) for row in rows]
    for number, count in enumerate(counts):
        below = [other for other in counts[number + 1 :] if other][:_ROWS_BELOW]
        if count == 0:
            continue
        usual = median(below) if below else 0
        if count > usual / 2 or _only_the_second_of_two(rows[number], usual):
            return number
    return len(rows)


def _only_the_second_of_two(row: Sequence[str], usual: float) -> bool:
    """Whether this is a header over two columns, the first of which has no name: row numbers, as R writes them."""
    return usual == 2 and len(row) >= 2 and not row[0].strip(BLANKS)


def _check_names(head: Sequence[Sequence[str]], label: str) -> None:
    for row in head:
        for number, name in enumerate(row, 1):
            if len(name) > MAX_NAME:
                raise LayoutError("name-too-long", path=label, column=number, limit=MAX_NAME)


def _columns_filled(below: Sequence[Sequence[str]], limit: int, label: str, above: int) -> frozenset[int]:
    """The columns with content in the rows looked at; `LayoutError` where the rows are longer than the header."""
    longer = [row for row in below if _filled(row[limit:])]
    if len(longer) * 2 > len(below):
        raise LayoutError("header-too-short", path=label, names=limit, fields=max(map(len, longer)), row=above + 1)
    return frozenset(k for row in below for k, cell in enumerate(row[:limit]) if cell.strip(BLANKS))
