"""The report of ``checklist``: what is fulfilled by unit and condition, beside what the customers say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.analyses.visits import LEAST_PAIRS, Correlation, CustomersSay
from kundnojd.inference.visits import LEAST_UNITS, most_failures
from kundnojd.locale import Locale
from kundnojd.notices import Notice
from kundnojd.questionnaire.checklist import Checklist, Condition, word
from kundnojd.report.headline import measure_label
from kundnojd.report.model import (
    Block,
    Cell,
    Column,
    Interval,
    Notes,
    Point,
    Provenance,
    Report,
    Row,
    Scatter,
    Section,
    Table,
)
from kundnojd.report.notes import left_out_text, worded
from kundnojd.report.results import Record
from kundnojd.report.units import axis_ends

if TYPE_CHECKING:
    import pandas as pd

Rows = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True)
class VisitInfo:
    """What was read of the visits: ``rows`` = used + ``left_out``; ``days`` the first and last day, ISO 8601."""

    provenance: Provenance
    title: str
    unit_column: str
    conditions: tuple[Condition, ...]
    checklist: Checklist | None
    zero: bool
    level: float
    rows: int
    used: int
    left_out: Mapping[str, int]
    days: tuple[str, str] | None
    notices: tuple[Notice, ...]


def build(
    frame: pd.DataFrame, correlation: Correlation, info: VisitInfo, customers: CustomersSay | None, locale: Locale
) -> Report:
    """The report of the newest wave of the frame of `kundnojd.analyses.visits`."""
    wave = str(frame["wave"].iloc[-1])
    own = frame[frame["wave"] == wave]
    rows: dict[str, list[dict[Any, Any]]] = {str(part): list(of.to_dict("records")) for part, of in own.groupby("part")}
    at = f" · {wave}" if wave else ""
    sections = [
        Section("units", locale.text("checklist.section-units") + at, (_units(rows, correlation, info, locale),)),
        Section("conditions", locale.text("checklist.section-conditions") + at, _conditions(rows["condition"], info, locale)),
    ]
    if customers is not None:
        blocks = _beside(rows, customers, info, locale)
        sections.append(Section("customers", locale.text("checklist.section-customers") + at, blocks))
    sections.append(Section("notes", locale.text("checklist.section-notes"), (Notes(_making(info, locale)),)))
    lines = _reading(info, locale)
    if lines:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    return Report(info.title, locale.code, _subtitle(rows, info, locale), tuple(sections), info.provenance, info.notices)


def _subtitle(rows: Mapping[str, Rows], info: VisitInfo, locale: Locale) -> tuple[str, ...]:
    units = sum(1 for row in rows["score"] if row["unit"])
    count = locale.text("report.unit-count", count=units)
    facts = [
        locale.text("checklist.visit-count", count=info.used),
        f"{count} ({info.unit_column})",
        locale.text("checklist.condition-count", count=len(info.conditions)),
    ]
    if info.days:
        facts.append("–".join(dict.fromkeys(info.days)))
    if info.checklist is not None and info.checklist.title:
        facts.append(word(info.checklist.title, locale.code))
    return (" · ".join(facts),)


def _units(rows: Mapping[str, Rows], correlation: Correlation, info: VisitInfo, locale: Locale) -> Table:
    scores = [row for row in rows["score"] if row["unit"]]
    scores.sort(key=lambda row: (-row["value"], row["unit"]))
    whole = next(row for row in rows["score"] if not row["unit"])
    sections = list(dict.fromkeys(row["section"] for row in rows.get("section", ())))
    of_section = {(row["unit"], row["section"]): row["value"] for row in rows.get("section", ())}
    low, high = _ends([*scores, whole])
    columns = [
        Column("unit", info.unit_column, "text"),
        Column("visits", locale.text("checklist.visits"), "count"),
        Column("score", locale.text("checklist.score"), "index"),
        Column("interval", locale.text("report.interval", level=_level(info, locale)), "interval", 2, "index", low, high),
        *(Column(f"section-{k}", name, "index", 4) for k, name in enumerate(sections)),
    ]
    critical = any(one.critical for one in info.conditions)
    if critical:
        columns.append(Column("failed", locale.text("checklist.failed"), "text", 1))
    filled = []
    for row in (*scores, whole):
        cells: list[Cell] = [row["unit"] or locale.text("report.whole"), int(row["visits"]), row["value"], _interval(row)]
        cells += [of_section.get((row["unit"], name)) for name in sections]
        if critical:
            cells.append(_failed(row, locale))
        filled.append(Row(tuple(cells), is_total=not row["unit"]))
    notes = [locale.text("checklist.about-correlation" if correlation.is_estimated else "checklist.usual-correlation",
                         value=locale.number(correlation.value, 2), count=correlation.units, least=LEAST_UNITS)]  # fmt: skip
    return Table("checklist-units", tuple(columns), tuple(filled), _said(whole, scores, info, locale), tuple(notes))


def _said(whole: Mapping[Any, Any], scores: Rows, info: VisitInfo, locale: Locale) -> str:
    number = locale.number
    said = [
        locale.text(
            "checklist.whole",
            value=number(whole["value"]),
            lower=number(whole["lower"]),
            upper=number(whole["upper"]),
            level=_level(info, locale),
            count=int(whole["visits"]),
            n_eff=number(whole["n_eff"], 0),
        )
    ]
    names = [one.label(locale.code) for one in info.conditions if one.critical]
    if names:
        failed, visits = int(whole["failed_visits"]), int(whole["visits"])
        said.append(locale.text("checklist.whole-failed", failed=failed, visits=visits, count=len(names)))
    apart = [row for row in scores if row["lower"] > whole["value"] or row["upper"] < whole["value"]]
    if not apart:
        said.append(locale.text("checklist.none-apart"))
    else:
        said.append(locale.text("checklist.apart", count=len(apart), names=", ".join(row["unit"] for row in apart)))
    return " ".join(said)


def _conditions(rows: Rows, info: VisitInfo, locale: Locale) -> tuple[Block, ...]:
    """The conditions over all visits, worst first; then how often each was fulfilled in each unit."""
    by_id = {one.id: (place, one) for place, one in enumerate(info.conditions, start=1)}
    whole = [row for row in rows if not row["unit"] and row["visits"]]
    whole.sort(key=lambda row: (row["value"], by_id[row["condition"]][0]))
    low, high = _ends(whole)
    columns = [
        Column("number", locale.text("checklist.number"), "count"),
        Column("condition", locale.text("checklist.condition"), "text"),
        Column("section", locale.text("checklist.section"), "text", 5),
        Column("visits", locale.text("checklist.visits"), "count", 3),
        Column("fulfilled", locale.text("checklist.fulfilled"), "share"),
        Column("interval", locale.text("report.interval", level=_level(info, locale)), "interval", 2, "share", low, high),
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
        cells: tuple[Cell, ...] = (place, name, row["section"] or None, int(row["visits"]), row["value"])
        filled.append(Row((*cells, _interval(row), _failed(row, locale), up_to, remark or None)))
    keep = [k for k in range(len(columns)) if any(row.cells[k] is not None for row in filled)]
    cut = tuple(Row(tuple(row.cells[k] for k in keep)) for row in filled)
    table = Table("checklist-conditions", tuple(columns[k] for k in keep), cut, "", _about_conditions(whole, info, locale))
    return table, _matrix(rows, [by_id[row["condition"]][1].id for row in whole], by_id, info, locale)


def _about_conditions(whole: Rows, info: VisitInfo, locale: Locale) -> tuple[str, ...]:
    weights = {one.weight for one in info.conditions if one.weight}
    lines = [locale.text("checklist.about-conditions")]
    if any(not one.weight for one in info.conditions):
        lines.append(locale.text("checklist.about-not-counted"))
    if len(weights) > 1:
        said = [f"{one.label(locale.code)} {locale.number(one.weight, 1)}" for one in info.conditions if one.weight != 1]
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
    visits = sorted({int(row["visits"]) for row in rows if row["unit"] and row["visits"]})
    notes = []
    if visits:
        few, many = max(visits[0], min(2, visits[-1])), visits[-1]
        allowed = {
            key: locale.share(100 * most_failures(count, info.level)) for key, count in (("few", few), ("many", many))
        }
        key = "checklist.never-failed" if few != many else "checklist.never-failed-one"
        notes.append(locale.text(key, level=_level(info, locale), few_visits=few, many_visits=many, **allowed))
    caption = locale.text("checklist.matrix")
    return Table("checklist-matrix", tuple(columns), tuple(filled), caption, tuple(notes), narrow="continue")


def _beside(rows: Mapping[str, Rows], customers: CustomersSay, info: VisitInfo, locale: Locale) -> tuple[Block, ...]:
    scores = [row for row in rows["score"] if row["unit"] and row["customers_measure"]]
    scores.sort(key=lambda row: (-row["value"], row["unit"]))
    whole = next(row for row in rows["score"] if not row["unit"])
    label = measure_label(customers.measure, locale)
    level = _level(info, locale)
    shown = [row for row in (*scores, whole) if not math.isnan(row["customers_value"])]
    low, high = _ends([*scores, whole])
    own = [{"value": r["customers_value"], "lower": r["customers_lower"], "upper": r["customers_upper"]} for r in shown]
    own_low, own_high = _ends(own, customers.kind)
    columns = (
        Column("unit", info.unit_column, "text"),
        Column("visits", locale.text("checklist.visits"), "count", 4),
        Column("score", locale.text("checklist.score"), "index"),
        Column("interval", locale.text("checklist.interval-visits", level=level), "interval", 2, "index", low, high),
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
        Column("beside", locale.text("checklist.beside"), "text", 1),
    )
    filled = []
    for row in (*scores, whole):
        name = row["unit"] or locale.text("report.whole")
        cells: list[Cell] = [name, int(row["visits"]), row["value"], _interval(row)]
        if math.isnan(row["customers_value"]):
            cells += [None, None, None, locale.text("report.hidden")]
        else:
            reach = Interval(row["customers_value"], row["customers_lower"], row["customers_upper"])
            said = locale.text(f"checklist.beside-{row['beside']}") if row["beside"] else None
            cells += [int(row["customers_n"]), row["customers_value"], reach, said]
        low_base = row["unit"] and row["customers_n"] < LOW_BASE
        filled.append(Row(tuple(cells), "low-base" if low_base else "ok", is_total=not row["unit"]))
    notes = [locale.text("checklist.about-beside", level=level), locale.text("checklist.about-operational")]
    caption = " ".join([_together(rows, label, info, locale), _words(scores, locale)]).strip()
    table = Table("checklist-customers", columns, tuple(filled), caption, tuple(notes))
    return (table, _map(shown, customers, label, locale)) if len(shown) > LEAST_PAIRS else (table,)


def _map(shown: Rows, customers: CustomersSay, label: str, locale: Locale) -> Scatter:
    """The units by what is done and what is felt; hollow where under 30 customers answered."""
    points = tuple(
        Point(
            row["unit"],
            row["value"],
            row["customers_value"],
            row["lower"],
            row["upper"],
            row["customers_lower"],
            row["customers_upper"],
            is_firm=bool(row["customers_n"] >= LOW_BASE),
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
        level=_level(info, locale),
    )


def _words(scores: Rows, locale: Locale) -> str:
    """The units that both sides tell apart from the total, in words."""
    said = []
    for key in ("done-not-felt", "felt-not-done", "both-low", "both-high"):
        names = [row["unit"] for row in scores if row["beside"] == key]
        if names:
            said.append(locale.text(f"checklist.units-{key}", names=", ".join(names)))
    return " ".join(said)


def _making(info: VisitInfo, locale: Locale) -> tuple[str, ...]:
    lines = [locale.text("checklist.made-score"), locale.text("checklist.made-interval", level=_level(info, locale))]
    if any(one.critical for one in info.conditions):
        names = "; ".join(one.label(locale.code) for one in info.conditions if one.critical)
        lines.append(locale.text("checklist.made-critical-zero" if info.zero else "checklist.made-critical", names=names))
    if info.checklist is not None and info.checklist.source:
        lines.append(locale.text("checklist.made-list", source=info.checklist.source))
    return (*lines, locale.text("checklist.made-people"))


def _reading(info: VisitInfo, locale: Locale) -> tuple[str, ...]:
    lines = [
        locale.text("report.left-out", count=count, reason=left_out_text(reason, count, locale))
        for reason, count in info.left_out.items()
        if count
    ]
    return (*lines, *worded(info.notices, locale))


def _failed(row: Mapping[Any, Any], locale: Locale) -> str:
    return locale.text("checklist.of", failed=int(row["failed_visits"]), visits=int(row["visits"]))


def _interval(row: Mapping[Any, Any]) -> Interval:
    return Interval(row["value"], row["lower"], row["upper"])


def _ends(rows: Rows, kind: str = "index") -> tuple[float, float]:
    lows, highs = [row["lower"] for row in rows], [row["upper"] for row in rows]
    if not lows:
        return 0.0, 100.0
    low, high = math.floor(min(lows) / 10) * 10.0, math.ceil(max(highs) / 10) * 10.0
    return max(low, -100.0 if kind == "net" else 0.0), min(high, 100.0)


def _level(info: VisitInfo, locale: Locale) -> str:
    return locale.share(100 * info.level)
