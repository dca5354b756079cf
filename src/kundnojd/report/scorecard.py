"""The scorecard as a page: key figures by group with their targets and verdicts in words, and unit by unit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kundnojd.analyses.figure_rows import ASSUMED
from kundnojd.analyses.key_verdicts import CANNOT_SAY, MISSED, ON_TARGET
from kundnojd.analyses.scorecard import DUE, Scorecard
from kundnojd.locale import Locale
from kundnojd.questionnaire.key_figures import GROUPS
from kundnojd.report.cover import front
from kundnojd.report.key_figure_words import (
    benchmark_words,
    change_words,
    decimals_of,
    final_words,
    interval_words,
    quantity,
    worded,
)
from kundnojd.report.key_figure_words import verdict_words as verdict_of
from kundnojd.report.model import Cell, Column, Interval, Notes, Report, Row, Section, Table, Trend
from kundnojd.report.notes import reading
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[str, Any]
KEY = "scorecard"
CENTRAL = "★"
_PERIODS_FOR_A_TREND = 3


def build(found: Scorecard, info: SurveyInfo, locale: Locale) -> Report:
    """The report of ``scorecard``: a table for each group, then one for each figure that units have, then the notes."""
    whole = _of_unit(found.frame, "")
    sections = []
    for group in GROUPS:
        own = [record for record in whole if record["group"] == group]
        if own:
            table = _table(own, found, locale, f"{KEY}-{group}", is_grouped=False)
            sections.append(Section(group, locale.text(f"scorecard.group-{group}"), (table,)))
    for record in whole:
        own = found.frame[(found.frame["id"] == record["id"]) & (found.frame["unit"] != "")]
        if len(own):
            table = _units(own.to_dict("records"), record, info, locale)
            title = " · ".join(filter(None, (str(record["name"]), str(record["period"]))))
            sections.append(Section(f"units-{record['id']}", title, (table,)))
    sections.append(
        Section("notes", locale.text("scorecard.section-notes"), (Notes(_how_to_read(found, info, locale)),))
    )
    lines = reading(info, locale)
    if lines:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    units = {unit for unit in found.frame["unit"] if unit}
    cover = front(len(units), info.waves, info, locale)
    return replace(cover, subtitle=(*cover.subtitle, _summary(whole, locale)), sections=tuple(sections))


def section(found: Scorecard, info: SurveyInfo, locale: Locale, unit: str = "") -> Section | None:
    """The section of key figures in another report: of the whole, or those that a unit has; ``None`` without any."""
    frame = found.frame[(found.frame["unit"] == unit) & ((unit == "") | (found.frame["status"] != "empty"))]
    own = _of_unit(frame, unit)
    if not own:
        return None
    table = _table(own, found, locale, KEY, is_grouped=True)
    notes = _how_to_read(replace(found, frame=frame), info, locale)
    table = replace(table, caption=_summary(own, locale), notes=notes)
    return Section(KEY, locale.text("scorecard.section"), (table,))


def _of_unit(frame: pd.DataFrame, unit: str) -> list[Record]:
    return frame[frame["unit"] == unit].to_dict("records")  # type: ignore[return-value]


def _summary(records: Sequence[Record], locale: Locale) -> str:
    """How many are on target, miss it, or cannot be told."""
    verdicts = [str(record["verdict"]) for record in records]
    due = sum(verdict in DUE for verdict in verdicts)
    if not due:
        return locale.text("scorecard.none-due", count=len(records))
    counts = {
        "reached": verdicts.count(ON_TARGET),
        "missed": sum(verdict in MISSED.values() for verdict in verdicts),
        "unsure": verdicts.count(CANNOT_SAY),
    }
    return locale.text("scorecard.summary", count=due, of=len(records), **counts)


def _table(records: Sequence[Record], found: Scorecard, locale: Locale, key: str, *, is_grouped: bool) -> Table:
    """The figures down; with ``is_grouped`` their group beside them."""
    last, first = _period(records, "previous"), _period(records, "start")
    columns = [
        Column("figure", locale.text("scorecard.figure"), "text"),
        Column("value", locale.text("scorecard.value"), "quantity"),
        Column("interval", locale.text("scorecard.interval"), "text", 2),
        Column("target", locale.text("scorecard.target"), "quantity"),
        Column("verdict", locale.text("scorecard.verdict"), "text"),
        Column("owner", locale.text("scorecard.owner"), "text", 1),
        Column("previous", _since(last, "previous", locale), "text", 3),
        Column("start", _since(first, "start", locale), "text", 5),
        Column("line", locale.text("scorecard.line"), "text", 4),
        Column("final", locale.text("scorecard.final"), "text", 6),
        Column("benchmark", locale.text("scorecard.benchmark"), "text", 7),
        Column("trend", locale.text("report.trend"), "trend", 7),
        Column("period", locale.text("scorecard.period"), "text", 4),
        Column("group", locale.text("scorecard.group"), "text", 5),
    ]
    rows = [_row(record, found, locale, named=(not last, not first)) for record in records]
    keep = [
        k
        for k, column in enumerate(columns)
        if (is_grouped or column.key != "group") and (k == 0 or any(row.cells[k] not in (None, "") for row in rows))
    ]
    cut = tuple(replace(row, cells=tuple(row.cells[k] for k in keep)) for row in rows)
    return Table(key, tuple(columns[k] for k in keep), cut)


def _period(records: Sequence[Record], against: str) -> str:
    """The period that all changes are since, empty where they differ."""
    told = [r for r in records if against == "previous" or r["start_period"] != r["previous_period"]]
    periods = {str(record[f"{against}_period"]) for record in told} - {""}
    return periods.pop() if len(periods) == 1 else ""


def _since(period: str, against: str, locale: Locale) -> str:
    return locale.text("report.since", wave=period) if period else locale.text(f"scorecard.since-{against}")


def _row(record: Record, found: Scorecard, locale: Locale, named: tuple[bool, bool]) -> Row:
    name = f"{CENTRAL} {record['name']}" if record["central"] else str(record["name"])
    cells: tuple[Cell, ...] = (
        name,
        quantity(record["value"], record),
        interval_words(record, locale),
        quantity(record["target"], record),
        verdict_of(record, locale),
        str(record["owner"]),
        change_words(record, "previous", locale, named=named[0]),
        change_words(record, "start", locale, named=named[1]),
        locale.text(f"scorecard.line-{record['line']}") if record["line"] else "",
        final_words(record, locale),
        benchmark_words(record, locale),
        _trend(record, found),
        str(record["period"]),
        locale.text(f"scorecard.group-{record['group']}"),
    )
    return Row(cells)


def _trend(record: Record, found: Scorecard) -> Trend | None:
    values = found.histories.get((record["id"], record["unit"]), ())
    if sum(value is not None for value in values) < _PERIODS_FOR_A_TREND:
        return None
    return Trend(values, found.breaks[record["id"]])


def _units(records: Sequence[Record], whole: Record, info: SurveyInfo, locale: Locale) -> Table:
    """The units of one figure, the best first, those not shown last, and the whole."""
    sign = -1.0 if whole["better"] == "up" else 1.0
    shown = sorted((r for r in records if not math.isnan(r["value"])), key=lambda r: sign * r["value"])
    rows = [*shown, *(r for r in records if math.isnan(r["value"]))]
    kind = _kind([*shown, whole])
    low, high = _axis(shown, whole)
    last, first = _period(shown, "previous"), _period(shown, "start")
    suffix = "%" if whole["kind"] == "share" else whole["measured_in"]
    value = f"{whole['name']} ({suffix})" if suffix else str(whole["name"])
    targets = {record["target"] for record in (*shown, whole)}
    same = len(targets) == 1 and not math.isnan(whole["target"])
    columns = [
        Column("unit", " / ".join(info.unit_columns) or locale.text("report.unit"), "text"),
        Column("n", locale.text("scorecard.n"), "count", 3),
        Column("value", value, kind),
        Column("interval", locale.text("scorecard.interval"), "interval", 4, kind, low, high, _goal(whole)),
        Column("target", locale.text("scorecard.target"), "quantity", 2),
        Column("verdict", locale.text("scorecard.verdict"), "text"),
        Column("previous", _since(last, "previous", locale), "text", 3),
        Column("start", _since(first, "start", locale), "text", 5),
    ]
    named = (not last, not first)
    filled = [_unit_row(row, locale, named) for row in rows]
    filled.append(replace(_unit_row({**whole, "unit": locale.text("report.whole")}, locale, named), is_total=True))
    keep = [k for k in range(len(columns)) if k in (0, 2) or any(row.cells[k] not in (None, "") for row in filled)]
    keep = [k for k in keep if not (same and columns[k].key == "target")]
    caption = f"{locale.text('scorecard.target')}: {worded(whole['target'], whole, locale)}" if same else ""
    cut = tuple(replace(row, cells=tuple(row.cells[k] for k in keep)) for row in filled)
    statuses = {row.status for row in cut}
    notes = []
    if "hidden" in statuses:
        notes.append(locale.text("report.legend-hidden", minimum=info.min_n))
    if "low-base" in statuses:
        notes.append(locale.text("scorecard.legend-low-base", base=info.low_base))
    return Table(f"units-{whole['id']}", tuple(columns[k] for k in keep), cut, caption, tuple(notes))


def _unit_row(record: Record, locale: Locale, named: tuple[bool, bool]) -> Row:
    hidden = record["status"] in ("hidden", "empty")
    reach = None
    if not math.isnan(record["lower"] + record["upper"]) and math.isfinite(record["upper"]):
        reach = Interval(record["value"], record["lower"], record["upper"])
    if hidden:
        remark = locale.text("report.hidden" if record["status"] == "hidden" else "scorecard.verdict-no-figure")
        return Row((record["unit"], *(None for _ in range(7))), record["status"], remark=remark)
    cells: tuple[Cell, ...] = (
        record["unit"],
        None if math.isnan(record["n"]) else int(record["n"]),
        record["value"],
        reach,
        quantity(record["target"], record),
        verdict_of(record, locale),
        change_words(record, "previous", locale, named=named[0]),
        change_words(record, "start", locale, named=named[1]),
    )
    return Row(cells, record["status"])


def _kind(records: Sequence[Record]) -> str:
    """The kind of column that the numbers of a figure stand in."""
    if records[0]["kind"] == "net":
        return "net"
    values = [abs(record["value"]) for record in records if not math.isnan(record["value"])]
    decimals = decimals_of(max(values, default=0.0), records[0])
    return ("count", "index", "mean")[min(decimals, 2)]


def _axis(shown: Sequence[Record], whole: Record) -> tuple[float, float]:
    steady = [record for record in shown if record["status"] == "ok"] or shown
    ends = [record[name] for record in (*steady, whole) for name in ("value", "lower", "upper", "target")]
    known = [end for end in ends if math.isfinite(end)]
    if not known:
        return 0.0, 100.0
    low, high = min(known), max(known)
    room = max((high - low) * 0.05, 1e-6)
    low, high = low - room, high + room
    if min(known) >= 0:
        low = max(low, 0.0)
    if whole["kind"] in ("share", "index"):
        high = min(high, 100.0)
    return low, high


def _goal(whole: Record) -> float | None:
    return None if math.isnan(whole["target"]) else float(whole["target"])


def _how_to_read(found: Scorecard, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """What the marks and words mean; only of what is there."""
    frame = found.frame
    level = locale.share(100 * info.level)
    keys = ["read-verdict"]
    if (frame["final_date"] != "").any():
        keys.append("read-interim")
    if frame["counted"].astype(bool).any():
        keys.append("read-counted")
    if frame["central"].astype(bool).any():
        keys.append("read-central")
    if (frame["verdict"] == CANNOT_SAY).any():
        keys.append("read-cannot-say")
    if (frame["line"] != "").any():
        keys.append("read-line")
    if ((frame["previous_verdict"] != "") | (frame["start_verdict"] != "")).any():
        keys.append("read-change")
    lines = [locale.text(f"scorecard.{key}", level=level, base=info.low_base) for key in keys]
    lines += _assumed(frame.drop_duplicates("id"), locale)
    if (frame["unit"] != "").any():
        lines.append(locale.text("scorecard.read-units", adjustment=locale.text(f"report.adjust-{info.adjust}")))
    return tuple(lines)


def _assumed(frame: pd.DataFrame, locale: Locale) -> list[str]:
    """What figures rest on that cannot be read without it."""
    lines = []
    for record in frame.to_dict("records"):
        address = f"scorecard.assumed-{record['formula']}"
        if record["formula"] and locale.has(address):
            parts = {name: "–" if math.isnan(record[name]) else locale.number(record[name], 2) for name in ASSUMED}
            lines.append(locale.text(address, name=record["name"], **parts))
    return lines
