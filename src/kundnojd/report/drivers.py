"""The report of ``drivers``: what to work on first, what weighs most, scores and effects, what delights and hurts."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from kundnojd.analyses.delights import LEAST_CROSSED, LEAST_OUTCOME
from kundnojd.analyses.drivers import STEP, Drivers
from kundnojd.locale import Locale
from kundnojd.report.cover import front
from kundnojd.report.driver_words import DriverWords, Record, text_of
from kundnojd.report.model import Cell, Column, Interval, Notes, Report, Row, Section, Table
from kundnojd.report.notes import reading
from kundnojd.report.priorities import priority_map, section
from kundnojd.report.survey import SurveyInfo

_VERDICTS = {"delights": "delights-only"}  # the heading of a column has the bare word


def build(found: Drivers, info: SurveyInfo, locale: Locale) -> Report:
    """The report of a driver analysis; weights in per cent, scores and effects in index points."""
    words = DriverWords(found, info.level, locale)
    lines = (*words.effect(), f"{words.text('not-cause')} {words.text('whole')}")
    sections = [
        section(words, (priority_map(words), Notes(lines))),
        _titled("weights", (Notes((*words.weights(), words.explained(), *words.halo())), _weights(words)), words),
        _titled("effects", (_effects(words),), words),
    ]
    steps = _steps(words, info)
    said = (*words.instead(), *words.patterns(), *words.steps())
    blocks: list[Notes | Table] = [*([Notes(said)] if said else []), *([steps] if steps else [])]
    sections.append(_titled("steps", tuple(blocks), words))
    for key, lines in (("notes", _making(words, info)), ("reading", reading(info, locale))):
        if lines:
            sections.append(Section(key, locale.text(f"report.section-{key}"), (Notes(lines),)))
    return replace(front(0, info.waves, info, locale), sections=tuple(sections))


def _titled(key: str, blocks: tuple[Notes | Table, ...], words: DriverWords) -> Section:
    return Section(key, f"{words.text(f'section-{key}')} {words.found.wave}".rstrip(), blocks)


def _interval_label(words: DriverWords) -> str:
    return words.locale.text("report.interval", level=words.level)


def _weights(words: DriverWords) -> Table:
    records = words.records
    rows_of = records["importance"]
    high = 5 * math.ceil(max(_ends(row).upper for row in rows_of.values()) / 5)
    columns = (
        Column("question", words.locale.text("report.question"), "text"),
        Column("weight", words.text("weight"), "share"),
        Column("interval", _interval_label(words), "interval", 1, "share", 0.0, high, 100 / len(rows_of)),
        *([Column("lmg", words.text("lmg"), "share", 4)] if "lmg" in records else []),
        Column("correlation", words.text("correlation"), "mean", 2),
    )
    r2 = records["r2"][""]["value"]
    rows = []
    for one in words.ordered:
        row = rows_of[one.name]
        lmg: list[Cell] = [100 * records["lmg"][one.name]["value"] / r2] if "lmg" in records else []
        rows.append(Row((text_of(one), row["value"], _ends(row), *lmg, records["correlation"][one.name]["value"])))
    notes = [words.text("legend-weights"), *([words.text("legend-lmg")] if "lmg" in records else [])]
    return Table("weights", columns, tuple(rows), notes=(" ".join(notes),))


def _effects(words: DriverWords) -> Table:
    records = words.records
    drawn = [_ends(row) for row in records["effect-5"].values() if row["status"] == "ok"]
    low = min(0.0, math.floor(2 * min((one.lower for one in drawn), default=0.0)) / 2)
    high = max(0.5, math.ceil(2 * max((one.upper for one in drawn), default=1.0)) / 2)
    columns = (
        Column("question", words.locale.text("report.question"), "text"),
        Column("score", words.text("score"), "index"),
        *([Column("top-box", words.text("top-box"), "share", 3)] if "top-box" in records else []),
        Column("one", words.text("one"), "mean", 5),
        Column("five", words.text("five"), "index"),
        Column("interval", _interval_label(words), "interval", 2, "index", low, high, 0.0 if low < 0 else None),
        Column("along", words.text("along"), "index", 4),
        Column("place", words.text("place"), "text", 1),
    )
    rows = [Row(_effect_cells(one.name, text_of(one), words)) for one in words.ordered]
    statuses = {row["status"] for row in records["effect-5"].values()}
    notes = [words.text("legend-effects", outcome=words.outcome)]
    notes += [
        words.text(key) for key, status in (("zero", "not-apart"), ("beyond", "beyond-scale")) if status in statuses
    ]
    return Table("effects", columns, tuple(rows), notes=(*notes, *words.close()))


def _effect_cells(name: str, label: str, words: DriverWords) -> tuple[Cell, ...]:
    records = words.records
    score, one, five, slope = (records[part][name] for part in ("score", "effect-1", "effect-5", "slope"))
    is_zero, is_beyond = one["status"] == "not-apart", five["status"] == "beyond-scale"
    top: list[Cell] = [_number(records["top-box"][name]["value"])] if "top-box" in records else []
    place = records["quadrant"][name]
    quadrant = words.text(place["verdict"])
    if place["status"] != "firm":
        quadrant = words.text("near", quadrant=quadrant)
    return (
        label,
        score["value"],
        *top,
        0.0 if is_zero else one["value"],
        None if is_beyond else 0.0 if is_zero else five["value"],
        None if is_beyond or is_zero else _ends(five),
        None if is_beyond else STEP * slope["value"],
        quadrant,
    )


def _steps(words: DriverWords, info: SurveyInfo) -> Table | None:
    """Hurts and delights side by side, with the verdict of each question where there is one."""
    records = words.records
    is_alone = "pattern" not in records
    parts = ("hurts-alone", "delights-alone") if is_alone else ("hurts", "delights")
    if parts[0] not in records:
        return None
    intervals = [_ends(row) for part in parts for row in records[part].values() if _number(row["lower"]) is not None]
    low = 10 * math.floor(min((one.lower for one in intervals), default=0.0) / 10)
    high = 10 * math.ceil(max((one.upper for one in intervals), default=10.0) / 10)
    columns = [Column("question", words.locale.text("report.question"), "text")]
    for key in ("hurts", "delights"):
        columns.append(Column(key, words.text(key), "net"))
        label = _interval_label(words)
        columns.append(Column(f"{key}-interval", label, "interval", 2, "net", min(low, 0), high, 0.0))
    if not is_alone:
        columns.append(Column("verdict", words.text("verdict"), "text"))
    rows = []
    for one in words.ordered:
        if one.name not in records[parts[0]]:
            continue
        cells: list[Cell] = [text_of(one)]
        for part in parts:
            row = records[part][one.name]
            cells += [_number(row["value"]), _ends(row) if _number(row["lower"]) is not None else None]
        if not is_alone:
            verdict = str(records["pattern"][one.name]["verdict"])
            cells.append(words.text(_VERDICTS.get(verdict, verdict)))
        rows.append(Row(tuple(cells)))
    return Table("steps", tuple(columns), tuple(rows), notes=_step_notes(words, info, is_alone=is_alone))


def _step_notes(words: DriverWords, info: SurveyInfo, *, is_alone: bool) -> tuple[str, ...]:
    if is_alone:
        notes = [words.text("legend-alone")]
        rows = [*words.records["hurts-alone"].values(), *words.records["delights-alone"].values()]
        if any(row["status"] == "too-few" for row in rows):
            notes.append(words.text("too-few", rows=LEAST_CROSSED, outcome=LEAST_OUTCOME))
    else:
        adjustment = words.locale.text(f"report.adjust-{info.adjust}")
        notes = [words.text("legend-steps", level=words.level, adjustment=adjustment, **words.classes())]
    return (*notes, " ".join(words.cuts()))


def _making(words: DriverWords, info: SurveyInfo) -> tuple[str, ...]:
    found = words.found
    fields: dict[str, Any] = {"outcome": words.outcome, "drivers": len(words.model.drivers), "lost": found.lost}
    lines = [
        words.text("made", count=found.n, **fields),
        words.text("map-said"),
        words.text("errors", level=words.level, groups=found.groups),
    ]
    if words.model.grouped_by:
        lines.append(words.text("grouped", column=words.model.grouped_by))
    if info.weight:
        lines.append(words.locale.text("report.weights", column=info.weight))
    return tuple(lines)


def _ends(row: Record) -> Interval:
    return Interval(row["value"], row["lower"], row["upper"])


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
