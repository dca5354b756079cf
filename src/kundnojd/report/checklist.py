"""The report of ``checklist``: what is fulfilled by unit and condition, beside what the customers say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kundnojd.analyses.visits import Correlation, CustomersSay
from kundnojd.inference.visits import LEAST_UNITS
from kundnojd.locale import Locale
from kundnojd.questionnaire.checklist import word
from kundnojd.report.checklist_conditions import conditions_of
from kundnojd.report.checklist_customers import customers_beside
from kundnojd.report.model import Block, Cell, Column, Notes, Report, Row, Section, Table
from kundnojd.report.notes import left_out_text, worded
from kundnojd.report.visited import Rows, VisitInfo, axis_of, failed_of, level_of, reach_of

if TYPE_CHECKING:
    import pandas as pd


def build(
    frame: pd.DataFrame, correlation: Correlation, info: VisitInfo, customers: CustomersSay | None, locale: Locale
) -> Report:
    """The report of the newest wave of the frame of `kundnojd.analyses.visits`."""
    wave = str(frame["wave"].iloc[-1])
    own = frame[frame["wave"] == wave]
    rows: dict[str, list[dict[Any, Any]]] = {str(part): list(of.to_dict("records")) for part, of in own.groupby("part")}
    at = f" · {wave}" if wave else ""
    sections = [
        Section("units", locale.text("checklist.section-units") + at, _units(rows, correlation, info, locale)),
        Section(
            "conditions",
            locale.text("checklist.section-conditions") + at,
            conditions_of(rows["condition"], info, locale),
        ),
    ]
    if customers is not None:
        blocks = customers_beside(rows, customers, info, locale)
        sections.append(Section("customers", locale.text("checklist.section-customers") + at, blocks))
    sections.append(Section("notes", locale.text("checklist.section-notes"), (Notes(_making(info, locale)),)))
    lines = _reading(info, locale)
    if lines:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    return Report(
        info.title, locale.code, _subtitle(rows, info, locale), tuple(sections), info.provenance, info.notices
    )


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


def _units(rows: Mapping[str, Rows], correlation: Correlation, info: VisitInfo, locale: Locale) -> tuple[Block, ...]:
    scores = [row for row in rows["score"] if row["unit"]]
    scores.sort(key=lambda row: (-row["value"], row["unit"]))
    whole = next(row for row in rows["score"] if not row["unit"])
    sections = list(dict.fromkeys(row["section"] for row in rows.get("section", ())))
    of_section = {(row["unit"], row["section"]): row["value"] for row in rows.get("section", ())}
    low, high = axis_of([*scores, whole])
    columns = [
        Column("unit", info.unit_column, "text"),
        Column("visits", locale.text("checklist.visits"), "count"),
        Column("score", locale.text("checklist.score"), "index"),
        Column(
            "interval", locale.text("report.interval", level=level_of(info, locale)), "interval", 2, "index", low, high
        ),
        *(Column(f"section-{k}", name, "index", 4) for k, name in enumerate(sections)),
    ]
    critical = any(one.critical for one in info.conditions)
    if critical:
        columns.append(Column("failed", locale.text("checklist.failed"), "text", 1))
    filled = []
    for row in (*scores, whole):
        cells: list[Cell] = [
            row["unit"] or locale.text("report.whole"),
            int(row["visits"]),
            row["value"],
            reach_of(row),
        ]
        cells += [of_section.get((row["unit"], name)) for name in sections]
        if critical:
            cells.append(failed_of(row, locale))
        filled.append(Row(tuple(cells), is_total=not row["unit"]))
    key = "checklist.about-correlation" if correlation.is_estimated else "checklist.usual-correlation"
    value = locale.number(correlation.value, 2)
    notes = [locale.text(key, value=value, count=correlation.units, least=LEAST_UNITS)]
    table = Table("checklist-units", tuple(columns), tuple(filled), "", tuple(notes))
    return Notes(_said(whole, scores, info, locale)), table


def _said(whole: Mapping[Any, Any], scores: Rows, info: VisitInfo, locale: Locale) -> tuple[str, ...]:
    number = locale.number
    said = [
        locale.text(
            "checklist.whole",
            value=number(whole["value"]),
            lower=number(whole["lower"]),
            upper=number(whole["upper"]),
            level=level_of(info, locale),
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
    return tuple(said)


def _making(info: VisitInfo, locale: Locale) -> tuple[str, ...]:
    lines = [locale.text("checklist.made-score"), locale.text("checklist.made-interval", level=level_of(info, locale))]
    if any(one.critical for one in info.conditions):
        names = "; ".join(one.label(locale.code) for one in info.conditions if one.critical)
        lines.append(
            locale.text("checklist.made-critical-zero" if info.zero else "checklist.made-critical", names=names)
        )
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
