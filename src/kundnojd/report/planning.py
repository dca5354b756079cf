"""The report of ``plan``: what a number of answers can show, and how many answers are needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kundnojd.analyses.planning import PlanOptions
from kundnojd.locale import Locale
from kundnojd.report.cover import cover
from kundnojd.report.headline import measure_label
from kundnojd.report.model import Cell, Column, Notes, Provenance, Report, Row, Section, Table
from kundnojd.report.notes import reading
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

# Margins and differences are points whatever the measure is: one decimal tells them apart.
_POINTS = "index"


def build(frame: pd.DataFrame, options: PlanOptions, provenance: Provenance, locale: Locale) -> Report:
    """The report of what is assumed: a table for each measure, a row for each number of answers."""
    sections = []
    for measure, rows in frame.groupby("measure", sort=False):
        name = locale.text("report.share") if measure == "share" else measure_label(str(measure), locale)
        table = Table(f"plan-{measure}", _columns(rows, options, locale), _rows(rows, locale), _assumed(rows, locale))
        sections.append(Section(str(measure), name, (_without_empty(table),)))
    sections.append(_notes(frame, options, locale))
    return Report(locale.text("plan.title"), locale.code, (), tuple(sections), provenance)


def build_survey(
    frame: pd.DataFrame, results: pd.DataFrame, options: PlanOptions, info: SurveyInfo, locale: Locale
) -> Report:
    """The report of a survey: a table for each measure, a row for each unit that is shown, the whole last."""
    sections = []
    for measure, rows in frame.groupby("measure", sort=False):
        wave = str(rows["wave"].iloc[0])
        title = " · ".join(part for part in (measure_label(str(measure), locale), wave) if part)
        sections.append(Section(str(measure), title, (_survey_table(rows, options, info, locale),)))
    sections.append(_notes(frame, options, locale, _hidden(results, info, locale)))
    lines = reading(info, locale)
    if lines:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    return replace(cover(results, info, locale), sections=tuple(sections))


def _columns(rows: pd.DataFrame, options: PlanOptions, locale: Locale) -> tuple[Column, ...]:
    difference = "" if options.difference is None else _number(options.difference, locale)
    return (
        Column("asked", locale.text("plan.asked"), "text"),
        Column("n", locale.text("plan.n"), "count"),
        Column("margin", locale.text("plan.margin"), _POINTS),
        Column("detectable_wave", locale.text("plan.detectable-wave"), _POINTS, 1),
        Column("detectable_rest", locale.text("plan.detectable-rest"), _POINTS, 2),
        Column("difference_power", locale.text("plan.power", difference=difference), "share", 3),
        Column("invite", locale.text("plan.invite"), "count", 2),
        Column("total", locale.text("plan.total", count=int(rows["units"].iloc[0])), "count", 4),
        Column("status", locale.text("plan.status"), "text", 1),
    )


def _rows(rows: pd.DataFrame, locale: Locale) -> tuple[Row, ...]:
    found = []
    for row in rows.to_dict("records"):
        power = row["difference_power"]
        cells: tuple[Cell, ...] = (
            _asked(row, locale),
            int(row["n"]),
            _known(row["margin"]),
            _known(row["detectable_wave"]),
            _known(row["detectable_rest"]),
            None if math.isnan(power) else 100 * power,
            _whole(row["invite"]),
            int(row["total"]) if row["units"] > 1 else None,
            locale.text("plan.not-reachable") if row["status"] == "not-reachable" else None,
        )
        found.append(Row(cells))
    return tuple(found)


def _asked(row: dict[Any, Any], locale: Locale) -> str:
    if row["asked"] == "n":
        return locale.text("plan.asked-n", count=int(row["n"]))
    return locale.text(f"plan.asked-{row['asked']}", wanted=_number(row["wanted"], locale))


def _survey_table(rows: pd.DataFrame, options: PlanOptions, info: SurveyInfo, locale: Locale) -> Table:
    by_asked = {
        asked: {row["unit"]: row for row in part.to_dict("records")}
        for asked, part in rows.groupby("asked", sort=False)
    }
    margin, difference = (by_asked.get(asked, {}) for asked in ("margin", "difference"))
    wanted = _number(next(iter(margin.values()))["wanted"], locale)
    apart = "" if options.difference is None else _number(options.difference, locale)
    columns = (
        Column("unit", " / ".join(info.unit_columns) or locale.text("report.unit"), "text"),
        Column("n", locale.text("plan.answers-now"), "count"),
        Column("population", locale.text("plan.population"), "count", 3),
        Column("margin", locale.text("plan.margin"), _POINTS),
        Column("detectable_wave", locale.text("plan.detectable-wave"), _POINTS, 1),
        Column("detectable_rest", locale.text("plan.detectable-rest"), _POINTS, 2),
        Column("needed-margin", locale.text("plan.needed-margin", wanted=wanted), "count", 1),
        Column("invite", locale.text("plan.invite-margin", wanted=wanted), "count", 3),
        Column("needed-difference", locale.text("plan.needed-difference", wanted=apart), "count", 2),
        Column("power", locale.text("plan.power", difference=apart), "share", 4),
        Column("status", locale.text("plan.status"), "text", 4),
    )
    found = []
    whole_last = sorted(by_asked["now"], key=lambda unit: unit == "")
    for unit in whole_last:
        now, needed, seen = by_asked["now"][unit], margin[unit], difference.get(unit)
        cells: tuple[Cell, ...] = (
            unit or locale.text("report.whole"),
            int(now["n"]),
            _whole(now["population"]),
            _known(now["margin"]),
            _known(now["detectable_wave"]),
            _known(now["detectable_rest"]),
            int(needed["n"]),
            _whole(needed["invite"]),
            int(seen["n"]) if seen else None,
            100 * now["difference_power"] if seen else None,
            locale.text("plan.not-reachable") if needed["status"] == "not-reachable" else None,
        )
        status = "low-base" if now["status"] == "low-base" else "ok"
        found.append(Row(cells, status, is_total=unit == ""))
    within = rows[rows["unit"] != ""] if (rows["unit"] != "").any() else rows
    sd = locale.text("plan.found-sd", sd=_number(float(within["sd"].iloc[0]), locale))
    notes = (locale.text("plan.legend-low-base"),) if (rows["status"] == "low-base").any() else ()
    return _without_empty(Table(f"plan-{rows['measure'].iloc[0]}", columns, tuple(found), sd, notes))


def _assumed(rows: pd.DataFrame, locale: Locale) -> str:
    first = rows.iloc[0]
    if first["kind"] == "share":
        return locale.text("plan.assumed-share", share=locale.share(float(first["start"])))
    if first["kind"] == "net":
        return locale.text("plan.assumed-net", variance=locale.number((first["sd"] / 100) ** 2, 2))
    return locale.text("plan.assumed-index", sd=_number(float(first["sd"]), locale))


def _notes(frame: pd.DataFrame, options: PlanOptions, locale: Locale, more: Sequence[str] = ()) -> Section:
    level, power = (
        locale.share(100 * options.level, 1 if options.level > 0.99 else 0),
        locale.share(100 * options.power),
    )
    lines = [
        locale.text("plan.made-margin", level=level),
        locale.text("plan.made-power", level=level, power=power),
    ]
    if frame["population"].notna().any():
        lines.append(locale.text("plan.made-population"))
    if frame["deff"].nunique() > 1:
        lines.append(locale.text("plan.made-deff-own"))
    elif len(frame) and frame["deff"].iloc[0] != 1:
        lines.append(locale.text("plan.made-deff", deff=locale.number(float(frame["deff"].iloc[0]), 2)))
    if options.panel is not None:
        overlap = locale.share(100 * options.panel.overlap)
        correlation = locale.number(options.panel.correlation, 2)
        lines.append(locale.text("plan.made-panel", overlap=overlap, correlation=correlation))
    if options.response_rate:
        lines.append(locale.text("plan.made-rate", rate=locale.share(100 * options.response_rate)))
    return Section("notes", locale.text("plan.section-notes"), (Notes((*lines, *more)),))


def _hidden(results: pd.DataFrame, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    count = results.loc[results["status"] == "hidden", "unit"].nunique()
    return (locale.text("plan.made-hidden", count=int(count), minimum=info.min_n),) if count else ()


def _without_empty(table: Table) -> Table:
    """The table without the columns that nothing stands in."""
    keep = [k for k in range(len(table.columns)) if any(row.cells[k] is not None for row in table.rows)]
    rows = tuple(replace(row, cells=tuple(row.cells[k] for k in keep)) for row in table.rows)
    return replace(table, columns=tuple(table.columns[k] for k in keep), rows=rows)


def _number(value: float, locale: Locale) -> str:
    """A number of points as it was given: whole, or with a decimal."""
    return locale.number(value, 0 if float(value).is_integer() else 1)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else int(value)
