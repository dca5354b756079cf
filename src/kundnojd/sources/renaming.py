"""Columns called by other names than the file gives them, so that files with other headers fit together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

from kundnojd.errors import ConfigError
from kundnojd.sources.reading import RawChunk, Source


def renamed(source: Source, names: Mapping[str, str]) -> Source:
    """The source with columns renamed by a map from the header in the file to the name.

    Headers are compared without regard to case and white space; those that the file does not have are passed over.
    Raises `ConfigError` where two columns of the file would have one name.
    """
    to = {_folded(header): name for header, name in names.items()}
    new = {column.name: to.get(_folded(column.name), column.name) for column in source.columns}
    if all(old == name for old, name in new.items()):
        return source
    for old, name in new.items():
        if list(new.values()).count(name) > 1:
            raise ConfigError("rename-twice", path=source.label, column=old, name=name)
    columns = tuple(
        replace(
            column, name=new[column.name], text=new[column.name] if new[column.name] != column.name else column.text
        )
        for column in source.columns
    )
    return replace(source, columns=columns, read=partial(_read, source, new))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _read(source: Source, new: Mapping[str, str], names: Collection[str] | None) -> Iterator[RawChunk]:
    old = {name: header for header, name in new.items()}
    for chunk in source.read(None if names is None else [old[name] for name in names]):
        yield replace(chunk, columns={new[header]: column for header, column in chunk.columns.items()})
