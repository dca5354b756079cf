"""The long frame of results as tables of a workbook: every row of it, and every difference that was looked at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kundnojd.locale import Locale
from kundnojd.renderers.flat_tables import FlatColumn, FlatTable, Value, unique, verdict_word
from kundnojd.renderers.structured import ten_digits

if TYPE_CHECKING:
    import pandas as pd

_AGAINST = ("rest", "previous")
_PARTS = ("difference", "lower", "upper", "p", "p_adjusted")


def data(frame: pd.DataFrame, locale: Locale) -> FlatTable:
    """Every row of the results, with the columns and the digits of the CSV."""
    names = [str(name) for name in frame.columns]
    columns = tuple(FlatColumn(name, "raw", key=name) for name in names)
    rows = tuple(
        tuple(_plain(value) for value in values) for values in frame.astype(object).itertuples(index=False, name=None)
    )
    return FlatTable("data", locale.text("workbook.sheet-data"), columns, rows, ("ok",) * len(rows))


def comparisons(frame: pd.DataFrame, locale: Locale) -> FlatTable | None:
    """Every difference that was looked at, a row each: against the rest and against the wave before.

    ``None`` for rows that hold no differences.
    """
    if not {f"{against}_verdict" for against in _AGAINST} <= set(frame.columns):
        return None
    kinds = {"difference": "points", "lower": "points", "upper": "points", "p": "p", "p-adjusted": "p"}
    labels = ("measure", "question", "unit", "wave", "against", "difference", "lower", "upper", "p", "p-adjusted")
    columns = [
        FlatColumn(locale.text(f"workbook.{label}"), kinds.get(label, "text"), "own" if label in kinds else "", label)
        for label in labels
    ]
    columns.append(FlatColumn(locale.text("workbook.verdict"), "verdict", key="verdict"))
    found = [
        (_compared(row, against, locale), str(row["kind"]))
        for row in frame.to_dict("records")
        for against in _AGAINST
        if row[f"{against}_verdict"]
    ]
    if not found:
        return None
    rows, own = zip(*found, strict=True)
    title = locale.text("workbook.sheet-comparisons")
    return FlatTable("comparisons", title, unique(columns), rows, ("ok",) * len(rows), kinds=own)


def _compared(row: dict[Any, Any], against: str, locale: Locale) -> tuple[Value, ...]:
    address = f"measures.{row['measure']}"
    return (
        locale.text(address) if locale.has(address) else row["measure"],
        row.get("question") or None,
        row["unit"] or locale.text("report.whole"),
        row["wave"] or None,
        locale.text("workbook.rest") if against == "rest" else row["previous_wave"],
        *(_plain(row[f"{against}_{part}"]) for part in _PARTS),
        verdict_word(row[f"{against}_verdict"], locale),
    )


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str):
        return value or None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None if str(value) in ("<NA>", "NaT") else str(value)
    short = ten_digits(number) if math.isfinite(number) else None
    return int(short) if short is not None and short.is_integer() and abs(short) < 2**53 else short
