"""SPSS files, .sav and .zsav: numbers with the labels and missing values of their dictionary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from kundnojd.errors import FileError, LayoutError
from kundnojd.notices import Notice
from kundnojd.sources import platforms
from kundnojd.sources.cells import cell_text, raw_column
from kundnojd.sources.header import folded
from kundnojd.sources.opening import Content
from kundnojd.sources.reading import CHUNK_ROWS, Column, Layout, RawChunk, ReadOptions, Source

_STARTS = (b"$FL2", b"$FL3")
_HEAD_ROWS = 200
_SHOWN = 5

Write = Callable[[object], str]


@dataclass(frozen=True)
class _Data:
    """What has to be known to read the rows: ``write`` gives the text of a cell of each column."""

    content: Content
    rows: int
    write: Mapping[str, Write]
    missing: frozenset[str]


def read(content: Content, options: ReadOptions) -> Source:
    """An SPSS file as a `Source`.

    Variable labels are the wording. A cell with a value label reads ``5 Very satisfied``; where the variable is
    nominal and each of its labels is a name, it is the label alone. Values that the file declares missing are empty.
    The options of a multiple response set are 1 or 0. Raises `FileError` where the file is damaged or the package
    that reads it is not installed, `LayoutError` where there are no rows.
    """
    _, meta = _load(content, metadataonly=True, user_missing=True)
    if not meta.number_rows:
        raise LayoutError("no-rows", path=content.label)
    sets = _response_sets(meta)
    write = {name: _writer(name, meta, sets) for name in meta.column_names}
    data = _Data(content, meta.number_rows, write, frozenset(options.missing))
    named = [_column(name, meta) for name in meta.column_names]
    columns = [sets[column.name].column if column.name in sets else column for column in named]
    head, _ = _load(content, row_limit=_HEAD_ROWS)
    texts = [[write[name](value) for value in head[name]] for name in meta.column_names]
    found = platforms.in_dictionary(columns, list(zip(*texts, strict=True)), options)
    data = replace(data, missing=data.missing | frozenset(found.missing))
    source = Source(
        path=content.path,
        label=content.label,
        layout=Layout(
            content.label,
            encoding=str(meta.file_encoding or "").lower(),
            decimal=options.decimal or ".",
            header_rows=0,
            platform=found.platform,
        ),
        columns=found.columns,
        notices=_notices(meta),
        read=partial(_chunks, data),
    )
    return platforms.fitted(source, found, dict(enumerate(found.columns)), options.keep)


def _load(content: Content, **how: Any) -> tuple[Any, Any]:
    try:
        import pyreadstat
    except ImportError as error:
        raise FileError("extra-missing", path=content.label, kind="SPSS", extra="spss") from error
    with content.open() as stream:
        try:
            read_sav: Any = pyreadstat.read_sav
            cells, meta = read_sav(stream, output_format="dict", **how)
        except (pyreadstat.ReadstatError, UnicodeDecodeError, ValueError) as error:
            raise FileError("file-damaged", path=content.label) from error
    return cells, meta


def _chunks(data: _Data, names: Collection[str] | None) -> Iterator[RawChunk]:
    wanted = list(data.write if names is None else names)
    for first in range(0, data.rows, CHUNK_ROWS):
        size = min(CHUNK_ROWS, data.rows - first)
        cells, _ = _load(data.content, usecols=wanted, row_offset=first, row_limit=size) if wanted else ({}, None)
        columns = {}
        for name in wanted:
            values = np.empty(size, dtype=object)
            values[:] = [data.write[name](value) for value in cells[name]]
            columns[name] = raw_column(values, data.missing)
        yield RawChunk(size, columns)


# --- the dictionary of the file ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Option:
    """An option of a multiple response set: the value that says that it was chosen, and its column."""

    counted: str
    column: Column


def _response_sets(meta: Any) -> dict[str, _Option]:
    """The options of the sets in which each has a variable of its own."""
    found = {}
    for name, one in (getattr(meta, "mr_sets", None) or {}).items():
        if not one.get("is_dichotomy"):
            continue
        question = folded(one.get("label") or name.lstrip("$"))
        for variable in one["variable_list"]:
            option = folded(meta.column_names_to_labels.get(variable) or variable)
            column = Column(variable, f"{question} [{option}]", question, option, "option", "multi")
            found[variable] = _Option(_number_text(one.get("counted_value")), column)
    return found


def _column(name: str, meta: Any) -> Column:
    """A variable with its wording and the labels of the values that are not declared missing."""
    missing = (meta.missing_ranges or {}).get(name, ())
    texts = _label_texts(name, meta)
    declared = tuple(
        texts[_number_text(value)]
        for value in meta.variable_value_labels.get(name, ())
        if not any(_within(value, span) for span in missing)
    )
    return Column(name, folded(meta.column_names_to_labels.get(name) or "") or name, labels=declared)


def _within(value: Any, span: Mapping[str, Any]) -> bool:
    low, high = span["lo"], span["hi"]
    return bool(type(value) is type(low) and low <= value <= high)


def _writer(name: str, meta: Any, sets: Mapping[str, _Option]) -> Write:
    """The function that gives the text of a cell of a variable."""
    if name in sets:
        return partial(_chosen, sets[name].counted)
    texts = _label_texts(name, meta)
    return partial(_with_label, texts) if texts else _number_text


def _label_texts(name: str, meta: Any) -> dict[str, str]:
    """The text of each value that has a label."""
    labels = meta.variable_value_labels.get(name, {})
    words = {_number_text(value): folded(str(label)) for value, label in labels.items()}
    is_named = meta.variable_measure.get(name) == "nominal" and not any(_tells_number(w) for w in words.values())
    return words if is_named else {value: _labelled(value, label) for value, label in words.items()}


def _chosen(counted: str, value: object) -> str:
    text = _number_text(value)
    return ("1" if text == counted else "0") if text else ""


def _with_label(texts: Mapping[str, str], value: object) -> str:
    text = _number_text(value)
    return texts.get(text, text)


def _number_text(value: object) -> str:
    """The text of a value; pyreadstat gives whole numbers as floats, and ``None`` or NaN where there is none."""
    return "" if value != value else cell_text(value)  # noqa: PLR0124 - only NaN is not itself


def _labelled(value: str, label: str) -> str:
    """``5`` and ``Very satisfied`` as one text, where the label does not begin with the value already."""
    return label if not label or label.startswith(value) or not value.lstrip("-").isdecimal() else f"{value} {label}"


def _tells_number(label: str) -> bool:
    return any(char.isdecimal() for char in label)


def _notices(meta: Any) -> tuple[Notice, ...]:
    declared = tuple(meta.missing_ranges or ())
    if not declared:
        return ()
    return (Notice("declared-missing", {"count": len(declared), "columns": declared[:_SHOWN]}),)
