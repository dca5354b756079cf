"""Visits beside customers in the report of ``checklist``: a table, a map, and both in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.analyses.visits import BESIDE, LEAST_PAIRS, CustomersSay
from kundnojd.locale import Locale
from kundnojd.report.headline import measure_label
from kundnojd.report.model import Block, Cell, Column, Interval, Notes, Point, Row, Scatter, Table
from kundnojd.report.visited import Rows, VisitInfo, axis_of, level_of, reach_of


def customers_beside(
    rows: Mapping[str, Rows], customers: CustomersSay, info: VisitInfo, locale: Locale
) -> tuple[Block, ...]:
    """A table of the units with both figures and a word where both tell, and a map where there are enough of them."""
    scores = [row for row in rows["score"] if row["unit"] and row["customers_measure"]]
    scores.sort(key=lambda row: (-row["value"], row["unit"]))
    whole = next(row for row in rows["score"] if not row["unit"])
    label = measure_label(customers.measure, locale)
    level = level_of(info, locale)
    shown = [row for row in (*scores, whole) if not math.isnan(row["customers_value"])]
    low, high = axis_of([*scores, whole])
    own = [{"value": r["customers_value"], "lower": r["customers_lower"], "upper": r["customers_upper"]} for r in shown]
    own_low, own_high = axis_of(own, customers.kind)
    visits = locale.text("checklist.interval-visits", level=level)
    columns = (
        Column("unit", info.unit_column, "text"),
        Column("n", locale.text("checklist.customers"), "count", 4),
        Column("customers", label, customers.kind),
        Column(
            "customers-interval",
            locale.text("checklist.interval-customers", level=level),
            "interval",
            3,
            customers.kind,
            own_low,
            own_high,
        ),
        Column("score", locale.text("checklist.score"), "index"),
        Column("interval", visits, "interval", 2, "index", low, high, float(whole["value"])),
        Column("beside", locale.text("checklist.beside"), "text", 1),
    )
    filled = []
    for row in (*scores, whole):
        name = row["unit"] or locale.text("report.whole")
        done: list[Cell] = [row["value"], reach_of(row)]
        cells: list[Cell] = [name]
        if math.isnan(row["customers_value"]):
            cells += [None, None, None, *done, locale.text("report.hidden")]
        else:
            reach = Interval(row["customers_value"], row["customers_lower"], row["customers_upper"])
            said = locale.text(f"checklist.beside-{row['beside']}") if row["beside"] else None
            cells += [int(row["customers_n"]), row["customers_value"], reach, *done, said]
        low_base = row["unit"] and row["customers_n"] < LOW_BASE
        filled.append(Row(tuple(cells), "low-base" if low_base else "ok", is_total=not row["unit"]))
    notes = [locale.text("checklist.about-beside", level=level), locale.text("checklist.about-operational")]
    words = Notes((_together(rows, label, info, locale), *_words(scores, locale)))
    table = Table("checklist-customers", columns, tuple(filled), "", tuple(notes))
    return (words, table, _map(shown, customers, label, locale)) if len(shown) > LEAST_PAIRS else (words, table)


def _map(shown: Rows, customers: CustomersSay, label: str, locale: Locale) -> Scatter:
    """The units by what is done and what is felt; hollow where the intervals do not tell the corner."""
    points = tuple(
        Point(
            row["unit"],
            row["value"],
            row["customers_value"],
            row["lower"],
            row["upper"],
            row["customers_lower"],
            row["customers_upper"],
            is_firm=row["beside"] in BESIDE,
        )
        for row in shown
        if row["unit"]
    )
    whole = shown[-1]
    words = ("felt-not-done", "both-high", "both-low", "done-not-felt")
    top_left, top_right, bottom_left, bottom_right = (locale.text(f"checklist.beside-{key}") for key in words)
    return Scatter(
        key="checklist-map",
        title=locale.text("checklist.map"),
        x_label=locale.text("checklist.map-score"),
        y_label=label,
        x_kind="index",
        y_kind=customers.kind,
        points=points,
        x_line=whole["value"],
        y_line=whole["customers_value"],
        corners=(top_left, top_right, bottom_left, bottom_right),
        said=locale.text("checklist.map-said", count=len(points), measure=label),
    )


def _together(rows: Mapping[str, Rows], label: str, info: VisitInfo, locale: Locale) -> str:
    """The rank correlation in words."""
    found = rows.get("rank-correlation")
    if not found:
        count = sum(1 for row in rows["score"] if row["unit"] and not math.isnan(row["customers_value"]))
        return locale.text("checklist.too-few-pairs", count=count, least=LEAST_PAIRS)
    row = found[0]
    key = "more" if row["lower"] > 0 else "less" if row["upper"] < 0 else "unclear"
    number = locale.number
    return locale.text(
        f"checklist.together-{key}",
        count=int(row["n_eff"]),
        measure=label,
        r=number(row["value"], 2, signed=True),
        lower=number(row["lower"], 2, signed=True),
        upper=number(row["upper"], 2, signed=True),
        level=level_of(info, locale),
    )


def _words(scores: Rows, locale: Locale) -> list[str]:
    """The units that both sides tell apart from the total, in words."""
    said = []
    for key in ("done-not-felt", "felt-not-done", "both-low", "both-high"):
        names = [row["unit"] for row in scores if row["beside"] == key]
        if names:
            said.append(locale.text(f"checklist.units-{key}", names=", ".join(names)))
    return said
