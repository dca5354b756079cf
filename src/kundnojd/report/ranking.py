"""The report of ``rank``: for each measure which units stand out, and the places that each may have."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kundnojd.analyses.ranking import INNER, LEAST_RELIABILITY, LEAST_UNITS
from kundnojd.locale import Locale
from kundnojd.report.cover import cover
from kundnojd.report.headline import measure_label
from kundnojd.report.model import Cell, Column, Interval, Notes, Report, Row, Section, Table
from kundnojd.report.notes import reading
from kundnojd.report.results import read
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.units import axis_ends

if TYPE_CHECKING:
    import pandas as pd

_OUT = ("high-95", "high-998", "low-95", "low-998")


def build(frame: pd.DataFrame, results: pd.DataFrame, info: SurveyInfo, rank_n: int, locale: Locale) -> Report:
    """The report from the frame of `kundnojd.analyses.ranking` and the long frame of results it was made from.

    A section for each measure, wave and level of the units; then how to read them, and what was left out.
    """
    sections = []
    depths = int(frame["depth"].max()) if len(frame) else 1
    families = frame.groupby(["measure", "question", "wave", "depth"], sort=False)
    for _, family in families:
        measure, question, wave, depth = (family[name].iloc[0] for name in ("measure", "question", "wave", "depth"))
        own = results[(results["measure"] == measure) & (results["question"] == question) & (results["wave"] == wave)]
        parts = [measure_label(measure, locale), wave, _level(depth, info) if depths > 1 else ""]
        title = " · ".join(part for part in parts if part)
        sections.append(Section(f"{measure}-{wave}-{depth}", title, (_table(family, own, info, rank_n, locale),)))
    if sections:
        sections.append(Section("notes", locale.text("rank.section-notes"), (Notes(_how_to_read(info, locale)),)))
    lines = reading(info, locale)
    if lines:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    return replace(cover(results, info, locale), sections=tuple(sections))


def _table(family: pd.DataFrame, results: pd.DataFrame, info: SurveyInfo, rank_n: int, locale: Locale) -> Table:
    """Units by their rank; in the order of the survey where they are not ranked."""
    first = family.iloc[0]
    kind, is_ranked, dispersed = first["kind"], first["ranking"] == "ranked", first["funnel_tau"] > 0
    places = float(first["units_ranked"]) if is_ranked else 2.0
    level = locale.share(100 * info.level)
    low, high = axis_ends([r for r in read(results, info.waves).records.values() if r.value is not None], kind)
    columns = [
        Column("unit", _level(first["depth"], info) or locale.text("report.unit"), "text"),
        Column("n", locale.text("report.n"), "count"),
        Column("value", locale.text("rank.value"), kind),
        Column("interval", locale.text("report.interval", level=level), "interval", 5, kind, low, high),
        Column("limits", locale.text("rank.limits-widened" if dispersed else "rank.limits"), "span", 6, kind),
        Column("chance", locale.text("rank.chance"), "text", 2),
        Column("spread", locale.text("rank.spread"), "text", 3),
        Column("shrunken", locale.text("rank.shrunken"), kind, 4),
        Column("rank", locale.text("rank.rank", level=level), "text", 1),
        Column("places", locale.text("rank.places"), "interval", 4, "count", 1.0, places),
    ]
    rows = family.sort_values("rank", kind="stable", na_position="last") if is_ranked else family
    filled = [_row(row, locale) for row in rows.to_dict("records")]
    whole = results[results["unit"] == ""].iloc[0]
    reach = Interval(whole["value"], whole["lower"], whole["upper"])
    more: tuple[Cell, ...] = (None,) * (len(columns) - 4)
    total = Row((locale.text("report.whole"), int(whole["n"]), whole["value"], reach, *more), is_total=True)
    keep = [k for k in range(len(columns)) if k < 4 or any(row.cells[k] not in (None, "") for row in filled)]
    if not dispersed:
        keep.remove(6)  # the same as against chance
    cut = [replace(row, cells=tuple(row.cells[k] for k in keep)) for row in (*filled, total)]
    hidden = set(results.loc[results["status"] == "hidden", "unit"])
    notes = [
        *_notes(family, rank_n, locale),
        *([locale.text("rank.hidden", count=len(hidden), minimum=info.min_n)] if hidden else []),
    ]
    caption = _sentences(family, locale)
    return Table(f"rank-{first['measure']}", tuple(columns[k] for k in keep), tuple(cut), caption, tuple(notes))


def _row(row: dict[Any, Any], locale: Locale) -> Row:
    ranked = not math.isnan(row["rank"])
    place = ""
    if ranked:
        place = f"{row['rank']:.0f} ({row['rank_lower']:.0f}–{row['rank_upper']:.0f})"
    cells: tuple[Cell, ...] = (
        row["unit"],
        int(row["n"]),
        row["value"],
        Interval(row["value"], row["lower"], row["upper"]),
        Interval(row["whole"], row["lower_95"], row["upper_95"]),
        locale.text(f"rank.flag-{row['chance_flag']}"),
        locale.text(f"rank.flag-{row['flag']}"),
        None if math.isnan(row["shrunken"]) else row["shrunken"],
        place,
        Interval(row["rank"], row["rank_lower"], row["rank_upper"]) if ranked else None,
    )
    return Row(cells, row["status"])


def _sentences(family: pd.DataFrame, locale: Locale) -> str:
    """What the table says, in words."""
    first = family.iloc[0]
    judged = family[family["chance_flag"] != "too-few"]
    outside = int(judged["chance_flag"].isin(_OUT).sum())
    by_chance = (1 - INNER) * len(judged)
    said = [locale.text("rank.outside", count=outside, units=len(judged), expected=by_chance)]
    if first["funnel_tau"] > 0:
        still = int(judged["flag"].isin(_OUT).sum())
        said.append(locale.text("rank.dispersed", count=still, phi=float(first["phi"])))
    elif not math.isnan(first["phi"]):
        said.append(locale.text("rank.not-dispersed", phi=float(first["phi"])))
    return " ".join([*said, *_about_ranks(family, locale)])


def _about_ranks(family: pd.DataFrame, locale: Locale) -> list[str]:
    first = family.iloc[0]
    if first["ranking"] == "too-few-units":
        return [locale.text("rank.too-few-units", least=LEAST_UNITS)]
    apart, pairs = int(first["pairs_apart"]), int(first["pairs"])
    share = locale.share(100 * first["reliability"])
    if first["ranking"] == "too-little-between":
        least = locale.share(100 * LEAST_RELIABILITY)
        return [locale.text("rank.too-little-between", share=share, least=least, apart=apart, pairs=pairs)]
    covered = float((family["rank_upper"] - family["rank_lower"] + 1).mean())
    units = int(first["units_ranked"])
    return [locale.text("rank.ranked", apart=apart, pairs=pairs, share=share, places=covered, units=units)]


def _notes(family: pd.DataFrame, rank_n: int, locale: Locale) -> list[str]:
    """The lines under a table, of what is in it only."""
    first, notes = family.iloc[0], []
    if not math.isnan(first["centre"]):
        kind_of_centre = locale.share if first["kind"] == "share" else locale.number
        notes.append(locale.text("rank.legend-shrunken", centre=kind_of_centre(float(first["centre"]))))
    small = int((family["n"] < rank_n).sum())
    if small and first["ranking"] == "ranked":
        notes.append(locale.text("rank.not-ranked", count=small, least=rank_n))
    if (family["status"] == "low-base").any():
        notes.append(locale.text("rank.legend-low-base"))
    return notes


def _how_to_read(info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    adjustment = locale.text(f"report.adjust-{info.adjust}")
    keys = ("chance", "spread", "rank", "highest")
    return (
        *(locale.text(f"rank.read-{key}", level=locale.share(100 * info.level)) for key in keys),
        locale.text("rank.read-pairs", adjustment=adjustment),
    )


def _level(depth: int, info: SurveyInfo) -> str:
    return info.unit_columns[depth - 1] if depth <= len(info.unit_columns) else ""
