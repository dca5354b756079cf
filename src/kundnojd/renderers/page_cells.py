"""The cells of a table on a page: text, drawing, and what the column sorts by."""

from __future__ import annotations

from typing import Any

from kundnojd.locale import Locale
from kundnojd.renderers import charts, formatting, plots
from kundnojd.report.model import Cell, Change, Column, Distribution, Interval, Marked, Quantity, Trend

View = dict[str, Any]
_SHORT = 18  # characters that are not broken over lines


def cell_view(
    cell: Cell,
    column: Column,
    whole: plots.Point | None,
    apart: float | None,
    sides: tuple[float, float],
    locale: Locale,
) -> View:
    """What the template needs of a cell.

    ``whole`` is where the whole stands on an axis of intervals, ``apart`` the row's share of don't know, ``sides`` the
    longest sides of the column's distributions.
    """
    text = formatting.cell(cell, column, locale)
    view: View = {"text": text, "drawing": "", "style": "", "sort": "", "span": 1}
    match cell:
        case None:
            view["style"] = "number" if column.kind not in ("interval", "distribution", "trend") else "drawn"
        case str():
            view |= {"sort": text.casefold(), "style": "short" if len(text) <= _SHORT else "text"}
        case Change():
            view |= {"style": f"number {cell.verdict}", "sort": f"{cell.value:.6f}"}
        case Marked():
            view |= {"style": f"number {cell.verdict}", "sort": f"{cell.value:.6f}"}
        case Quantity():
            view |= {"style": "number", "sort": f"{cell.value:.6f}"}
        case Interval() if column.kind == "span":
            view |= {"style": "number", "sort": f"{cell.value:.6f}"}
        case Interval():
            said = f"{formatting.number(cell.value, column.unit_kind, locale)} ({text})"
            marked = column.middle
            if whole is not None and marked is None:
                marked = whole.value
                said += f"; {formatting.one_line(whole.label)} {formatting.number(marked, column.unit_kind, locale)}"
            drawn = charts.dot(cell, column.low, column.high, marked, said)
            view |= {"style": "drawn", "drawing": drawn, "text": "", "sort": f"{cell.value:.6f}"}
        case Distribution():
            view |= {"style": "drawn", "text": "", **_distribution(cell, column, apart, sides, locale)}
        case Trend():
            known = [value for value in cell.values if value is not None]
            drawn = charts.spark(cell, text)
            change = f"{known[-1] - known[0]:.6f}" if known else ""
            view |= {"style": "drawn", "drawing": drawn, "text": "", "sort": change}
        case _:
            view |= {"style": "number", "sort": f"{float(cell):.6f}"}
    return view


def _distribution(
    cell: Distribution, column: Column, apart: float | None, sides: tuple[float, float], locale: Locale
) -> View:
    said = ", ".join(f"{name}: {locale.share(share)}" for name, share in zip(cell.labels, cell.shares, strict=True))
    best = sum(share for share, tone in zip(cell.shares, plots.tones(len(cell.shares)), strict=True) if tone > 0)
    if column.kind == "histogram":
        return {"drawing": charts.histogram(cell, said), "sort": f"{best:.6f}"}
    if apart is not None:
        said += f"; {locale.text('measures.dont-know')}: {locale.share(apart)}"
    return {"drawing": charts.around_middle(plots.diverging(cell, apart), *sides, said), "sort": f"{best:.6f}"}
