"""The conditions in the report of ``checklist``: how often each is fulfilled, in all visits and in those of a unit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kundnojd.inference.visits import most_failures
from kundnojd.locale import Locale
from kundnojd.questionnaire.checklist import Condition
from kundnojd.report.model import Block, Cell, Column, Row, Table
from kundnojd.report.visited import Rows, VisitInfo, axis_of, failed_of, level_of, reach_of


def conditions_of(rows: Rows, info: VisitInfo, locale: Locale) -> tuple[Block, ...]:
    """The conditions over all visits, worst first; then how often each was fulfilled in each unit."""
    by_id = {one.id: (place, one) for place, one in enumerate(info.conditions, start=1)}
    whole = [row for row in rows if not row["unit"] and row["visits"]]
    whole.sort(key=lambda row: (row["value"], by_id[row["condition"]][0]))
    low, high = axis_of(whole)
    columns = [
        Column("condition", locale.text("checklist.condition"), "text"),
        Column("section", locale.text("checklist.section"), "text", 5),
        Column("visits", locale.text("checklist.visits"), "count", 3),
        Column("fulfilled", locale.text("checklist.fulfilled"), "share"),
        Column(
            "interval", locale.text("report.interval", level=level_of(info, locale)), "interval", 2, "share", low, high
        ),
        Column("failed", locale.text("checklist.not-wholly"), "text", 4),
        Column("up-to", locale.text("checklist.up-to"), "share", 6),
        Column("remark", locale.text("checklist.remark"), "text", 1),
    ]
    filled = []
    for row in whole:
        place, one = by_id[row["condition"]]
        up_to = None if math.isnan(row["failures_up_to"]) else row["failures_up_to"]
        remark = locale.text("checklist.critical") if one.critical else ""
        remark = remark if one.weight else ", ".join(filter(None, [remark, locale.text("checklist.not-counted")]))
        name = one.label(locale.code)
        cells: tuple[Cell, ...] = (f"{place}. {name}", row["section"] or None, int(row["visits"]), row["value"])
        filled.append(Row((*cells, reach_of(row), failed_of(row, locale), up_to, remark or None)))
    keep = [k for k in range(len(columns)) if any(row.cells[k] is not None for row in filled)]
    cut = tuple(Row(tuple(row.cells[k] for k in keep)) for row in filled)
    table = Table(
        "checklist-conditions", tuple(columns[k] for k in keep), cut, "", _about_conditions(whole, info, locale)
    )
    return table, _matrix(rows, [by_id[row["condition"]][1].id for row in whole], by_id, info, locale)


def _about_conditions(whole: Rows, info: VisitInfo, locale: Locale) -> tuple[str, ...]:
    weights = {one.weight for one in info.conditions if one.weight}
    lines = [locale.text("checklist.about-conditions")]
    if any(not one.weight for one in info.conditions):
        lines.append(locale.text("checklist.about-not-counted"))
    if len(weights) > 1:
        said = [
            f"{one.label(locale.code)} {locale.number(one.weight, 1)}"
            for one in info.conditions
            if one.weight not in (0, 1)
        ]
        lines.append(locale.text("checklist.about-weights", weights="; ".join(said)))
    lost = [one.label(locale.code) for one in info.conditions if one.id not in {row["condition"] for row in whole}]
    if lost:
        lines.append(locale.text("checklist.never-observed", count=len(lost), names="; ".join(lost)))
    return tuple(lines)


def _matrix(
    rows: Rows, order: Sequence[str], by_id: Mapping[str, tuple[int, Condition]], info: VisitInfo, locale: Locale
) -> Table:
    """Units down, conditions across by their numbers: fulfilled in so many of the visits."""
    units = sorted({row["unit"] for row in rows if row["unit"]})
    found = {(row["unit"], row["condition"]): row for row in rows}
    ids = sorted(order, key=lambda name: by_id[name][0])
    columns = [Column("unit", info.unit_column, "text")]
    columns += [Column(name, str(by_id[name][0]) + ("!" if by_id[name][1].critical else ""), "text", 1) for name in ids]
    filled = []
    for unit in units:
        cells: list[Cell] = [unit]
        for name in ids:
            row = found[unit, name]
            visits = int(row["visits"])
            done = row["value"] * visits / 100 if visits else 0.0
            text = locale.number(done, 0 if abs(done - round(done)) < 1e-9 else 1)
            cells.append(f"{text}/{visits}" if visits else None)
        filled.append(Row(tuple(cells)))
    numbers = sorted({int(row["visits"]) for row in rows if row["unit"] and row["visits"]})
    notes = []
    if numbers:
        few, many = max(numbers[0], min(2, numbers[-1])), numbers[-1]
        allowed = {
            key: locale.share(100 * most_failures(count, info.level)) for key, count in (("few", few), ("many", many))
        }
        key = "checklist.never-failed" if few != many else "checklist.never-failed-one"
        notes.append(locale.text(key, level=level_of(info, locale), few_visits=few, many_visits=many, **allowed))
    caption = locale.text("checklist.matrix")
    return Table("checklist-matrix", tuple(columns), tuple(filled), caption, tuple(notes), narrow="continue")
