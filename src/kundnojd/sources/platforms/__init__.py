"""Survey platforms: how each lays out its exports, and which of their rows are no answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kundnojd.errors import UsageError
from kundnojd.notices import Notice
from kundnojd.sources.header import Header, find_header, known_header, title_rows_of
from kundnojd.sources.platforms import (
    alchemer,
    code_row,
    google_forms,
    limesurvey,
    microsoft_forms,
    qualtrics,
    surveymonkey,
    typeform,
    unipark,
)
from kundnojd.sources.platforms.leaving_out import NamedRule, reader
from kundnojd.sources.platforms.recognition import Recognised, Rows, holds_everywhere, with_grids
from kundnojd.sources.reading import Column, ReadOptions, Source

__all__ = ["KEEPABLE", "PLATFORMS", "Platform", "fitted", "header_of", "in_dictionary"]


@dataclass(frozen=True)
class Platform:
    """A survey platform: its name, and the function that recognises its exports from the first rows of a file."""

    name: str
    recognise: Callable[[Rows], Recognised | None]


# The first that recognises a file says how it is laid out.
PLATFORMS: tuple[Platform, ...] = (
    Platform(qualtrics.NAME, qualtrics.recognise),
    Platform(surveymonkey.NAME, surveymonkey.recognise),
    Platform(limesurvey.NAME, limesurvey.recognise),
    Platform(unipark.NAME, unipark.recognise),
    Platform(alchemer.NAME, alchemer.recognise),
    Platform(typeform.NAME, typeform.recognise),
    Platform(microsoft_forms.NAME, microsoft_forms.recognise),
    Platform(google_forms.NAME, google_forms.recognise),
    Platform("", code_row.recognise),
)

# What ``--keep`` can name, and the reasons for leaving rows out that are then none.
KEEPABLE: Mapping[str, str] = {"partials": "partial", "previews": "preview", "spam": "spam"}

_TITLE_ROWS = 150  # rows in which a header below title rows is looked for


def header_of(rows: Rows, options: ReadOptions, label: str) -> tuple[Header, Recognised]:
    """The header of a file and the layout it has, by its first rows.

    Where no platform is recognised, or the user gave another number of header rows, it is a plain table. Raises
    `LayoutError` and `UsageError` as `find_header` does, and `UsageError` for rows to keep that are none of `KEEPABLE`.
    """
    _check_kept(options)
    for title_rows in _starts(rows):
        below = rows[title_rows:]
        found = next((found for platform in PLATFORMS if (found := platform.recognise(below)) is not None), None)
        if found is not None and options.header_rows in {None, found.header_rows}:
            header = known_header(rows, title_rows, found.header_rows, found.columns, label)
            return header, _said(_usable(found, below[found.header_rows :]))
    header = find_header(rows, options.header_rows, label)
    columns = with_grids(Column(name, text) for name, text in zip(header.names, header.texts, strict=True))
    return replace(header, known=dict(enumerate(columns))), Recognised("", header.header_rows, ())


def in_dictionary(columns: Sequence[Column], below: Rows, options: ReadOptions) -> Recognised:
    """The layout of a file that names its columns itself, such as SPSS: what a platform says of them is added.

    ``below`` are the first rows. Raises `UsageError` for rows to keep that are none of `KEEPABLE`.
    """
    _check_kept(options)
    rows = [[column.name for column in columns], *below]
    found = next((found for platform in PLATFORMS if (found := platform.recognise(rows)) is not None), None)
    if found is None or found.header_rows != 1:
        return Recognised("", 0, tuple(with_grids(columns)))
    known = [
        column if column.group else replace(one, name=column.name, text=column.text)
        for column, one in zip(columns, found.columns, strict=True)
    ]
    return _said(_usable(replace(found, header_rows=0, columns=tuple(with_grids(known))), below))


def fitted(source: Source, found: Recognised, columns: Mapping[int, Column], keep: Collection[str]) -> Source:
    """The source without the rows that are no answers; ``columns`` are its columns by their position in the file."""
    kept = {KEEPABLE[name] for name in keep}
    rules = [
        NamedRule(rule.reason, tuple(columns[place].name for place in rule.columns), rule.holds)
        for rule in found.rules
        if rule.reason not in kept and all(place in columns for place in rule.columns)
    ]
    return replace(source, read=reader(source, rules, found.clean), notices=(*found.notices, *source.notices))


def _check_kept(options: ReadOptions) -> None:
    for name in options.keep:
        if name not in KEEPABLE:
            raise UsageError("no-such-rows-to-keep", found=name, allowed=tuple(KEEPABLE))


def _starts(rows: Rows) -> Sequence[int]:
    """Where a header may begin: in the first row, or below title rows."""
    return tuple(dict.fromkeys((0, title_rows_of(rows[:_TITLE_ROWS]))))


def _usable(found: Recognised, below: Rows) -> Recognised:
    """The layout without rules that would leave out every row looked at: then the marks do not mean what they say."""
    useless = [rule for rule in found.rules if holds_everywhere(rule, below)]
    rules = tuple(rule for rule in found.rules if rule not in useless)
    names = dict.fromkeys(found.columns[place].name for rule in useless for place in rule.columns)
    notices = tuple(Notice("every-row-marked", {"column": name}) for name in names)
    return replace(found, rules=rules, notices=(*found.notices, *notices))


def _said(found: Recognised) -> Recognised:
    if not found.header_rows:
        return replace(found, notices=(Notice("platform-in-names", {"platform": found.platform}), *found.notices))
    if not found.platform:
        return replace(found, notices=(Notice("code-row"), *found.notices))
    said = Notice("platform-recognised", {"platform": found.platform, "count": found.header_rows})
    return replace(found, notices=(said, *found.notices))
