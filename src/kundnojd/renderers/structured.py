"""JSON: schema, provenance, notices and rows, with the names of the CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kundnojd.notices import Notice
from kundnojd.renderers.document import Document

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "kundnojd-analyze/1"
_COUNTS = frozenset({"n", "previous_common"})


def render(document: Document) -> str:
    """The results as JSON with what they come from, or the facts of a document; no ASCII escapes.

    Facts without a schema are written as they are: one object, or an array where there are several.
    """
    if document.facts is not None and not document.schema:
        bare = document.facts[0] if len(document.facts) == 1 else document.facts
        return json.dumps(_plain(bare), ensure_ascii=False, indent=2) + "\n"
    provenance = document.report.provenance
    head = {
        "schema": document.schema or SCHEMA,
        "provenance": {
            "version": provenance.version,
            "inputs": [{"file": file, "sha256": digest} for file, digest in provenance.inputs],
            "options": {key: _plain(value) for key, value in provenance.options.items()},
            "time": provenance.time,
        },
        "notices": [_notice(notice, document) for notice in document.report.notices],
    }
    if document.facts is not None:
        return json.dumps({**head, "entries": _plain(document.facts)}, ensure_ascii=False, indent=2) + "\n"
    text = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    tables = {"rows": document.rows, **document.tables}
    return text + "".join(f',\n  "{name}": {_rows(frame)}' for name, frame in tables.items()) + "\n}\n"


def _rows(frame: pd.DataFrame) -> str:
    """One row a line: readable, and a diff between two runs shows the rows that changed."""
    names = [str(name) for name in frame.columns]
    rows = [
        "    " + json.dumps(_row(dict(zip(names, values, strict=True))), ensure_ascii=False)
        for values in frame.astype(object).itertuples(index=False, name=None)
    ]
    return "[\n" + ",\n".join(rows) + "\n  ]" if rows else "[]"


def ten_digits(value: float) -> float | None:
    """A number with ten significant digits; ``None`` for what JSON has no number for.

    >>> ten_digits(1 / 3), ten_digits(float("nan"))
    (0.3333333333, None)
    """
    return float(format(value, ".10g")) + 0.0 if math.isfinite(value) else None


def _notice(notice: Notice, document: Document) -> dict[str, object]:
    return {
        "key": notice.key,
        "text": document.locale.text(f"notices.{notice.key}", **notice.fields),
        "fields": {key: _plain(value) for key, value in notice.fields.items()},
    }


def _row(row: Mapping[str, object]) -> dict[str, object]:
    return {name: _count(value) if name in _COUNTS else _plain(value) for name, value in row.items()}


def _count(value: object) -> object:
    number = _plain(value)
    return int(number) if isinstance(number, int | float) else None


def _plain(value: object) -> object:
    """A value as JSON has it: numbers shortened, mappings and sequences followed, anything else as its text."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_plain(part) for part in parts]
    try:
        return ten_digits(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        # pandas.NA, and objects such as paths
        return None if str(value) in ("<NA>", "NaT") else str(value)
