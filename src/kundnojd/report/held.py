"""Figures held against targets and benchmarks: columns and cells of a report."""

from __future__ import annotations

from collections.abc import Sequence

from kundnojd.locale import Locale
from kundnojd.report.model import Cell, Change, Column
from kundnojd.report.results import Record, Results

# A number as it is printed, by kind: decimals and whether the sign is shown.
_DECIMALS = {"index": 1, "mean": 2}
SIGN = {"net"}


def held_columns(
    results: Results, measure: str, question: str, locale: Locale, *, priority: int, of: str = ""
) -> tuple[Column, ...]:
    """The columns for the target and the benchmark of a measure of a question, where it has them.

    ``of`` goes before the keys of the columns of a measure that is not the first of its table.
    """
    own = [record for key, record in results.records.items() if key[:3] == (measure, question, "")]
    kind = own[0].kind if own else ""
    columns = []
    if any(record.target for record in own):
        label = locale.text("report.against-target")
        columns.append(Column(f"{of}target", label, "change", priority, unit_kind=kind))
    names = list(dict.fromkeys(record.benchmark_name for record in own if record.benchmark))
    if names:
        label = locale.text("report.against-benchmarks")
        if len(names) == 1:
            label = locale.text("report.against-benchmark", name=names[0])
        columns.append(Column(f"{of}benchmark", label, "change", priority, unit_kind=kind))
    return tuple(columns)


def held_cells(record: Record | None, columns: Sequence[Column]) -> tuple[Cell, ...]:
    """The cells of a record under `held_columns`."""
    if record is None:
        return tuple(None for _ in columns)
    return tuple(record.target if column.key.endswith("target") else record.benchmark for column in columns)


def held_against(record: Record, locale: Locale) -> tuple[tuple[str, Change], ...]:
    """What a figure of the headline is held against, in words with the value, and the difference."""
    found = []
    if record.target is not None and record.target_value is not None:
        value = set_value(record.target_value, record.kind, locale)
        found.append((locale.text("report.against-target-value", value=value), record.target))
    if record.benchmark is not None and record.benchmark_value is not None:
        value = set_value(record.benchmark_value, record.kind, locale)
        found.append(
            (locale.text("report.against-benchmark-value", name=record.benchmark_name, value=value), record.benchmark)
        )
    return tuple(found)


def set_value(value: float, kind: str, locale: Locale) -> str:
    """A value as somebody set it: with a decimal only where it has one."""
    decimals = _DECIMALS.get(kind, 0) if value == round(value) else 1
    if kind == "share":
        return locale.share(value, decimals)
    return locale.number(value, decimals, signed=kind in SIGN)
