"""The shape of a table: one row a respondent, one row an answer, or one row a count; all are read as the first."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import resources

from kundnojd.errors import LayoutError, UsageError
from kundnojd.sources.counts_form import counted, is_table_of_counts
from kundnojd.sources.long_form import LongColumns, is_long, pivoted
from kundnojd.sources.reading import ReadOptions, Source

SHAPES = ("wide", "long", "counts")


def shaped(source: Source, options: ReadOptions) -> Source:
    """The source with one row for each respondent, whatever the shape of its table.

    Long form is known by headings for respondent, question and answer over rows in which respondents come back; a
    table of counts by a heading such as Freq over whole numbers, with no two rows alike in all other columns. Headings
    are looked at first, so that other files are read no more for this. Raises `UsageError` for a shape that is none,
    and `LayoutError` where a shape that was named does not fit.
    """
    if options.shape not in {None, *SHAPES}:
        raise UsageError("unknown-shape", found=options.shape)
    if options.shape == "wide":
        return source
    names = {role: found for role in _headings() if (found := _found(source, role))}
    count = names.get("count", "")
    question, answer = names.get("question", ""), names.get("answer", "")
    if options.shape == "counts" or (options.shape is None and count):
        if not count:
            raise LayoutError("counts-without-count", path=source.label, allowed=tuple(_headings()["count"][:5]))
        asked = (question, answer) if question and answer and question != answer else ("", "")
        if options.shape == "counts" or is_table_of_counts(source, count):
            return counted(source, count, *asked)
    columns = LongColumns(names.get("respondent", ""), question, answer, names.get("wave", ""))
    if options.shape == "long" or (options.shape is None and columns.are_there):
        if not columns.are_there:
            raise LayoutError("long-without-columns", path=source.label, columns=_names(source))
        if options.shape == "long" or is_long(source, columns):
            return pivoted(source, columns)
    return source


def _found(source: Source, role: str) -> str:
    """The first column whose heading is one of a role, in the order of the list."""
    by_heading: dict[str, str] = {}
    for column in source.columns:
        for text in (column.name, column.text):
            by_heading.setdefault(" ".join(text.casefold().split()), column.name)
    return next((by_heading[heading] for heading in _headings()[role] if heading in by_heading), "")


def _names(source: Source) -> Collection[str]:
    return tuple(column.name for column in source.columns[:12])


@cache
def _headings() -> Mapping[str, Sequence[str]]:
    text = resources.files(__package__).joinpath("shapes.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text))
