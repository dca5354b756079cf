"""Which sheet of a workbook holds the answers, and which the codebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

from kundnojd.errors import FileError, LayoutError
from kundnojd.notices import Notice
from kundnojd.sources import codebook
from kundnojd.sources.cells import BLANKS
from kundnojd.sources.reading import CodeLabel
from kundnojd.sources.sheets import Row, Sheet, UnreadableError


@dataclass(frozen=True)
class Choice:
    """The sheet to read, what to say about the choice, and the labels of codes on other sheets."""

    sheet: Sheet
    notices: tuple[Notice, ...] = ()
    codebook: tuple[CodeLabel, ...] = ()


@dataclass(frozen=True)
class _Look:
    """What a sheet holds: rows that are not blank, the widest of them, its first cells, and labels of codes."""

    sheet: Sheet
    rows: int
    width: int
    head: frozenset[str]
    labels: tuple[CodeLabel, ...]

    @property
    def is_table(self) -> bool:
        return self.rows >= 2 and self.width >= 2

    @property
    def is_column(self) -> bool:
        return self.rows >= 2


def choose(sheets: Sequence[Sheet], name: str | None, label: str) -> Choice:
    """The sheet that the user named, or the first visible one that holds a table and is no codebook.

    Visible sheets beside it with headings for column, code and label are its codebook, where they name something that
    stands at its top or are called one. Raises `LayoutError` where the sheet named is not there, `FileError` where no
    sheet holds a table.
    """
    visible = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    if name is not None:
        return _named(sheets, visible, name, label)
    if len(visible) == 1:
        return Choice(visible[0])
    looks = [_look(sheet) for sheet in visible]
    chosen = _answers(looks)
    if chosen is None:
        raise FileError("workbook-without-table", path=label, sheets=tuple(s.name for s in visible))
    books = [look for look in looks if look is not chosen and _is_codebook_of(look, chosen)]
    others = tuple(
        look.sheet.name
        for look in looks
        if look is not chosen and not any(look is book for book in books) and look.rows >= chosen.rows
    )
    said = {"sheet": chosen.sheet.name, "count": len(others), "others": others}
    return Choice(chosen.sheet, (Notice("sheet-chosen", said),) if others else (), _all_labels(books))


def is_blank(value: object) -> bool:
    """Whether a cell of a sheet holds nothing but white space."""
    return value is None or (isinstance(value, str) and not value.strip(BLANKS))


def _answers(looks: Sequence[_Look]) -> _Look | None:
    plain = [look for look in looks if not any(_is_codebook_of(look, other) for other in looks if other is not look)]
    about = [
        look
        for look in plain
        if look.is_column and any(codebook.is_about(book.labels, look.head) for book in looks if book not in plain)
    ]
    order = (
        *(look for look in plain if look.is_table),
        *about,
        *(look for look in looks if look.is_table),
        *(look for look in looks if look.is_column),
    )
    return next(iter(order), None)


def _is_codebook_of(look: _Look, other: _Look) -> bool:
    return bool(look.labels) and (codebook.is_titled(look.sheet.name) or codebook.is_about(look.labels, other.head))


def _all_labels(books: Sequence[_Look]) -> tuple[CodeLabel, ...]:
    return tuple(label for book in books for label in book.labels)


def _named(sheets: Sequence[Sheet], visible: Sequence[Sheet], name: str, label: str) -> Choice:
    exact = [sheet for sheet in sheets if sheet.name == name]
    close = [sheet for sheet in sheets if sheet.name.strip().casefold() == name.strip().casefold()]
    if not exact and len(close) != 1:
        raise LayoutError("unknown-sheet", path=label, sheet=name, sheets=tuple(sheet.name for sheet in sheets))
    sheet = (exact or close)[0]
    books = [look for other in visible if other is not sheet and (look := _glance(other)) is not None and look.labels]
    if not books:
        return Choice(sheet)
    chosen = _look(sheet)
    return Choice(sheet, (), _all_labels([book for book in books if _is_codebook_of(book, chosen)]))


def _glance(sheet: Sheet) -> _Look | None:
    """A look at a sheet that the user did not ask for: ``None`` where it cannot be read."""
    try:
        return _look(sheet)
    except UnreadableError:
        return None


def _look(sheet: Sheet) -> _Look:
    below = sheet.rows()
    head = list(islice(below, codebook.HEAD_ROWS))
    found = codebook.find_headings(head)
    kept: list[Row] = []
    rows, width = 0, 0
    for row in chain(head, below):
        filled = sum(1 for value in row if not is_blank(value))
        rows += filled > 0
        width = max(width, filled)
        if found is not None and len(kept) <= codebook.MOST_ROWS:
            kept.append(row)
    is_short = found is not None and len(kept) <= codebook.MOST_ROWS
    return _Look(
        sheet,
        rows,
        width,
        frozenset(codebook.key_of(value) for row in head for value in row if not is_blank(value)),
        codebook.code_labels(sheet.name, kept, found) if found is not None and is_short else (),
    )
