"""A source whose columns go by the names that the same columns have in other files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from kundnojd.sources.reading import RawChunk, Source


def under_shared_names(source: Source, names: Mapping[str, str]) -> Source:
    """The source with the columns in ``names`` (own name to new name) renamed; `Column.own` keeps the own name.

    The new names must be unique among all columns of the source.
    """
    if not names:
        return source
    own = {names.get(column.name, column.name): column.name for column in source.columns}

    def read(wanted: Collection[str] | None) -> Iterator[RawChunk]:
        for chunk in source.read(None if wanted is None else [own[name] for name in wanted]):
            yield replace(chunk, columns={names.get(name, name): raw for name, raw in chunk.columns.items()})

    columns = tuple(
        replace(column, name=names[column.name], own=column.name) if column.name in names else column
        for column in source.columns
    )
    return replace(
        source, columns=columns, read=read, repeated=tuple(names.get(name, name) for name in source.repeated)
    )
