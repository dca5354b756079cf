"""The tables that set units and waves beside each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kundnojd.locale import Locale
from kundnojd.report.headline import band_word, measure_label, shown_measures, trend
from kundnojd.report.held import held_cells, held_columns
from kundnojd.report.model import BREAK, Cell, Column, Interval, Marked, Row, Table
from kundnojd.report.results import Record, Results
from kundnojd.report.survey import SurveyInfo

# A trend of fewer waves says no more than the difference beside it.
WAVES_FOR_A_TREND = 3


def units_table(results: Results, info: SurveyInfo, locale: Locale) -> Table | None:
    """Units down, the headline measure with its comparisons and the other measures across; ``None`` without units.

    Units fall by the headline measure; units without a number come after them, the whole last.
    """
    measures = [pair for pair in shown_measures(results, info) if results.has_units(*pair)]
    if not measures:
        return None
    measure, question = measures[0]
    records = [
        record
        for unit in results.units
        if (record := results.find(measure, question, unit=unit, wave=results.wave)) is not None
    ]
    whole = results.find(measure, question, wave=results.wave)
    shown = sorted((r for r in records if r.value is not None), key=lambda r: (-(r.value or 0.0), r.unit))
    without = [r for status in ("hidden", "empty") for r in records if r.value is None and r.status == status]
    everything = [*shown, *without, *([whole] if whole else [])]
    title = " / ".join(info.unit_columns) or locale.text("report.unit")
    return rows_table("units", title, results, measures, everything, info, locale)


def rows_table(
    key: str,
    title: str,
    results: Results,
    measures: Sequence[tuple[str, str]],
    records: Sequence[Record],
    info: SurveyInfo,
    locale: Locale,
) -> Table:
    """The records of the first of the measures down, under the heading ``title``, and all measures across."""
    columns = (
        Column("unit", title, "text"),
        *_measure_columns(results, records, info, locale),
        Column("letters", locale.text("report.letters"), "text", 2),
        *_other_columns(results, measures[1:], locale),
    )
    if len(results.waves) >= WAVES_FOR_A_TREND:
        columns = (*columns, _trend_column(locale, priority=6))
    rows = tuple(_row(results, record, columns, measures[1:], info, locale) for record in records)
    used, columns = _without_empty(rows, columns)
    return Table(key, columns, used)


def waves_table(results: Results, info: SurveyInfo, locale: Locale, unit: str = "") -> Table | None:
    """Waves down, measures of a unit or of the whole across; ``None`` where there is only one wave."""
    measures = shown_measures(results, info)
    if len(results.waves) < 2 or not measures:
        return None
    measure, question = measures[0]
    records = [r for wave in results.waves if (r := results.find(measure, question, unit=unit, wave=wave)) is not None]
    columns = (
        Column("wave", info.wave_source or locale.text("report.wave"), "text"),
        *_measure_columns(results, records, info, locale),
        *_other_columns(results, measures[1:], locale),
    )
    rows = tuple(_row(results, record, columns, measures[1:], info, locale) for record in records)
    used, columns = _without_empty(rows, columns)
    return Table("waves", columns, used)


def detail_table(
    results: Results, info: SurveyInfo, numbers: Mapping[str, int], units: Table | None, locale: Locale
) -> Table | None:
    """Units down and questions across by their numbers, where the index is there by unit for several questions.

    The rows stand in the order of the table ``units``.
    """
    questions = [name for name in numbers if results.has_units("index", name)]
    if len(questions) < 2:
        return None
    columns = (
        Column("unit", " / ".join(info.unit_columns) or locale.text("report.unit"), "text"),
        *(Column(name, str(numbers[name]), "marked", 1, unit_kind="index") for name in questions),
    )
    above = [str(row.cells[0]) for row in units.rows if not row.is_total] if units else []
    order = [*(unit for unit in above if unit in results.units), *(u for u in results.units if u not in above)]
    rows = []
    for unit in (*order, ""):
        found = [results.find("index", name, unit=unit, wave=results.wave) for name in questions]
        cells = tuple(
            None if r is None or r.value is None else Marked(r.value, r.rest.verdict if r.rest else "") for r in found
        )
        known = [r for r in found if r is not None]
        label = unit or locale.text("report.whole")
        if any(cells):
            rows.append(Row((label, *cells), is_total=not unit))
        elif known:
            remark = _remark(known[0], locale)
            rows.append(Row((label, *cells), known[0].status, is_total=not unit, remark=remark))
    legend = tuple(f"{numbers[name]}. {info.question_text(name)}" for name in questions)
    return Table("detail", columns, tuple(rows), notes=legend, narrow="continue")


def axis_ends(records: Sequence[Record], kind: str) -> tuple[float, float]:
    """The ends of an axis, at whole tens where the kind has them.

    Intervals of low bases are so long that they would squeeze all others: they count only where there is nothing else,
    and run out of the axis where they must.
    """
    shown = [record for record in records if record.value is not None]
    steady = [record for record in shown if record.status == "ok"] or shown
    ends = [end for r in steady for end in (r.value, r.lower, r.upper) if end is not None]
    if not ends:
        return 0.0, 100.0
    if kind not in ("index", "share", "net"):
        low, high = min(ends), max(ends)
        return (low, high) if high > low else (low - 1, high + 1)
    floor = -100.0 if kind == "net" else 0.0
    low, high = math.floor(min(ends) / 10) * 10.0, math.ceil(max(ends) / 10) * 10.0
    if high - low < 20:
        low, high = low - 10, high + 10
    return max(floor, low), min(100.0, high)


def _measure_columns(
    results: Results, records: Sequence[Record], info: SurveyInfo, locale: Locale
) -> tuple[Column, ...]:
    measure, kind = records[-1].measure, records[-1].kind
    low, high = axis_ends(records, kind)
    since = next((record.previous_wave for record in records if record.previous_wave), "")
    against = locale.text("report.since", wave=since)
    if len({record.previous_wave for record in records if record.previous_wave}) > 1:
        against = locale.text("report.since-previous")
    level = locale.share(100 * info.level, 0)
    return (
        Column("n", locale.text("report.n"), "count"),
        Column(measure, measure_label(measure, locale), kind),
        *([Column("band", locale.text("named.band"), "text", 2)] if measure in info.bands else []),
        Column("interval", locale.text("report.interval", level=level), "interval", 3, kind, low, high),
        Column("rest", locale.text("report.against-rest"), "change", 1, unit_kind=kind),
        Column("previous", against, "change", 2, unit_kind=kind),
        *held_columns(results, measure, records[-1].question, locale, priority=2),
    )


def _other_columns(results: Results, measures: Sequence[tuple[str, str]], locale: Locale) -> tuple[Column, ...]:
    columns: list[Column] = []
    for place, (measure, question) in enumerate(measures):
        priority = min(4 + place, 7)
        columns.append(Column(measure, measure_label(measure, locale), results.kind(measure), priority))
        columns += held_columns(results, measure, question, locale, priority=priority, of=f"{measure}-")
    return tuple(columns)


def _trend_column(locale: Locale, *, priority: int) -> Column:
    return Column("trend", locale.text("report.trend"), "trend", priority)


def _row(
    results: Results,
    record: Record,
    columns: Sequence[Column],
    others: Sequence[tuple[str, str]],
    info: SurveyInfo,
    locale: Locale,
) -> Row:
    by_unit = columns[0].key == "unit"
    label = record.unit or locale.text("report.whole")
    if not by_unit:
        label = (
            f"{record.wave} {BREAK}" if record.wave in info.breaks_of(record.question, record.measure) else record.wave
        )
    is_total = by_unit and not record.unit
    if record.value is None:
        remark = _remark(record, locale)
        return Row((label, *(None for _ in columns[1:])), record.status, is_total, remark)
    interval = None
    if record.lower is not None and record.upper is not None:
        interval = Interval(record.value, record.lower, record.upper)
    bands: list[Cell] = [band_word(record, info, locale)] if record.measure in info.bands else []
    cells: list[Cell] = [label, record.n, record.value, *bands, interval, record.rest, record.previous]
    cells += held_cells(record, [column for column in columns if column.key in {"target", "benchmark"}])
    if by_unit:
        cells.append(record.letters or None)
    for measure, question in others:
        other = results.find(measure, question, unit=record.unit, wave=record.wave)
        cells.append(None if other is None else other.value)
        own = {f"{measure}-target", f"{measure}-benchmark"}
        cells += held_cells(other, [column for column in columns if column.key in own])
    if columns[-1].kind == "trend":
        cells.append(trend(results, info, record.measure, record.question, record.unit))
    return Row(tuple(cells), record.status, is_total)


def _remark(record: Record, locale: Locale) -> str:
    """Why a row has no figures. It is not said which of the hidden ones is small: that would help to work it out."""
    return locale.text("report.empty-unit" if record.status == "empty" else "report.hidden")


def _without_empty(rows: tuple[Row, ...], columns: tuple[Column, ...]) -> tuple[tuple[Row, ...], tuple[Column, ...]]:
    """A table without the columns that nothing stands in, such as comparisons nobody asked for."""
    keep = [k for k in range(len(columns)) if k < 3 or any(row.cells[k] is not None for row in rows)]
    cut = tuple(Row(tuple(row.cells[k] for k in keep), row.status, row.is_total, row.remark) for row in rows)
    return cut, tuple(columns[k] for k in keep)
