"""The report of ``response``: rates, composition, early and late answers, bounds, each with what it says in words."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kundnojd.locale import Locale
from kundnojd.report import notes
from kundnojd.report.cover import cover
from kundnojd.report.headline import measure_label
from kundnojd.report.model import Block, Cell, Change, Column, Interval, Marked, Notes, Report, Row, Section, Table
from kundnojd.report.response_words import composition_words, early_late_words, shown, spread_words, whole_words
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

_BESIDE = ("RR2", "COOP1", "REF1", "CON1")  # beside RR1 in the table of units
_MOST_WAVES = 12
Record = Mapping[str, object]


@dataclass(frozen=True)
class _Part:
    """The rows of one part as records; what is not there is not a key."""

    records: tuple[Record, ...]

    def where(self, **wanted: object) -> _Part:
        """The records with these values; a text that is not there is empty."""
        found = (r for r in self.records if all(r.get(name, "") == value for name, value in wanted.items()))
        return _Part(tuple(found))

    def one(self, **wanted: object) -> Record:
        """The first record with these values, empty where there is none."""
        return next(iter(self.where(**wanted).records), {})

    def values(self, name: str) -> tuple[str, ...]:
        """The distinct texts of a column, in order."""
        return tuple(dict.fromkeys(str(record.get(name, "")) for record in self.records))


def build(frame: pd.DataFrame, info: SurveyInfo, locale: Locale) -> Report:
    """The report from the frame of `analyses.response`, with its columns; parts that are not there have no section."""
    everything = _Part(tuple(map(_record, frame.to_dict("records"))))
    newest = info.waves[-1] if info.waves else ""
    parts = {name: everything.where(part=name) for name in dict.fromkeys(everything.values("part"))}
    none = _Part(())
    rates, spread = parts.get("rate", none), parts.get("spread", none)
    sections = (
        _section("rate", _rates(rates, spread, newest, info, locale), locale, newest),
        _section("waves", _waves(rates, info, locale), locale, ""),
        _section("outcome", _outcome(parts.get("disposition", none), rates, newest, locale), locale, newest),
        _section("composition", _composition(parts.get("composition", none), newest, info, locale), locale, newest),
        _section("early-late", _early_late(parts.get("early-late", none), newest, info, locale), locale, newest),
        _section("bounds", _bounds(parts.get("bounds", none), newest, info, locale), locale, newest),
        _section("making", _making(parts, newest, info, locale), locale, ""),
    )
    reading = notes.reading(info, locale)
    last = (Section("reading", locale.text("report.section-reading"), (Notes(reading),)),) if reading else ()
    return replace(cover(frame, info, locale), sections=(*(section for section in sections if section.blocks), *last))


def _record(row: Mapping[Hashable, object]) -> Record:
    return {str(name): v for name, v in row.items() if v != "" and not (isinstance(v, float) and math.isnan(v))}


def _section(key: str, blocks: Iterable[Block], locale: Locale, wave: str) -> Section:
    return Section(key, f"{locale.text(f'response.section-{key}')} {wave}".rstrip(), tuple(blocks))


def _main(rates: _Part) -> str:
    """The rate that stands for how many answered: RR1, else answers by customers."""
    return "RR1" if "RR1" in rates.values("measure") else "response-rate"


def _rates(rates: _Part, spread: _Part, newest: str, info: SurveyInfo, locale: Locale) -> list[Block]:
    main = _main(rates)
    own = rates.where(wave=newest, measure=main)
    whole = own.one(unit="")
    if not own.records:
        return []
    units = sorted((r for r in own.records if "unit" in r and "value" in r), key=lambda r: -_number(r, "value"))
    without = [r for r in own.records if "unit" in r and "value" not in r]
    beside = [name for name in _BESIDE if name in rates.values("measure")]
    columns = (
        Column("unit", " / ".join(info.unit_columns) or locale.text("report.unit"), "text"),
        Column("n", locale.text("report.n"), "count"),
        Column("rate", locale.text(f"response.{main}"), "share"),
        Column("customers", locale.text("response.customers"), "count", 1),
        *(Column(name, name, "share", 2 + place) for place, name in enumerate(beside)),
        Column("verdict", "", "text", 1),
    )
    rows = []
    for record in (*units, *without, whole):
        unit = record.get("unit", "")
        others = [_cell(rates.one(wave=newest, measure=name, unit=unit), "value") for name in beside]
        verdict = locale.text("response.low") if record.get("verdict") == "low" else ""
        cells = (*(_cell(record, name) for name in ("n", "value", "customers")), *others, verdict)
        rows.append(_row(record, cells, info, locale))
    lines = [*whole_words(whole, main, locale), *spread_words(spread.one(wave=newest), locale)]
    table = Table("rates", columns, tuple(rows), notes=_legend(rows, info, locale))
    return [Notes(tuple(lines)), *([table] if units or without else [])]


def _waves(rates: _Part, info: SurveyInfo, locale: Locale) -> list[Block]:
    main = _main(rates)
    own = rates.where(measure=main, unit="")
    if len(own.records) < 2:
        return []
    columns = (
        Column("wave", info.wave_source or locale.text("report.wave"), "text"),
        Column("n", locale.text("report.n"), "count"),
        Column("rate", locale.text(f"response.{main}"), "share"),
        Column("customers", locale.text("response.customers"), "count", 1),
    )
    rows = [
        Row((_text(r, "wave"), *(_cell(r, name) for name in ("n", "value", "customers"))))
        for r in own.records[-_MOST_WAVES:]
    ]
    return [Table("waves", columns, tuple(rows))]


def _outcome(dispositions: _Part, rates: _Part, newest: str, locale: Locale) -> list[Block]:
    """What became of everybody, and all the rates of AAPOR for the whole."""
    from kundnojd.inference.response_rates import RATES

    own = dispositions.where(wave=newest, unit="")
    if not own.records:
        return []
    people = [
        f"{locale.text('response.code-' + _text(r, 'measure'))} ({_text(r, 'measure')}) "
        f"{locale.number(_number(r, 'value'), 0)}"
        for r in own.records
        if "value" in r
    ]
    columns = (
        Column("rate", locale.text("response.outcome-rate"), "text"),
        Column("value", locale.text("report.share"), "share"),
        Column("formula", locale.text("methods.formula"), "text"),
    )
    whole = rates.where(wave=newest, unit="")
    rows = tuple(
        Row((name, _cell(found, "value"), rate.formula))
        for name, rate in RATES.items()
        if (found := whole.one(measure=name)).get("value") is not None
    )
    e = _number(whole.one(measure="e"), "value") / 100
    return [
        Notes((" · ".join(people), locale.text("response.e", e=locale.number(e, 3)))),
        Table("outcome", columns, rows),
    ]


def _composition(part: _Part, newest: str, info: SurveyInfo, locale: Locale) -> list[Block]:
    blocks: list[Block] = []
    own = part.where(wave=newest)
    for column in own.values("column"):
        found = own.where(column=column)
        plain = found.where(measure="respondents")
        weighted = found.where(measure="weighted")
        columns = (
            Column("category", column, "text"),
            Column("n", locale.text("report.n"), "count"),
            Column("share", locale.text("response.of-respondents"), "share"),
            Column("frame", locale.text("response.of-frame"), "share"),
            Column("difference", locale.text("response.difference"), "change", 1, unit_kind="share"),
            *([Column("weighted", locale.text("response.weighted"), "share", 2)] if weighted.records else []),
        )
        rows = []
        for record in plain.records:
            if "category" not in record:
                continue
            difference = Change(_number(record, "difference"), "") if "difference" in record else None
            cells: tuple[Cell, ...] = (*(_cell(record, name) for name in ("n", "value", "against")), difference)
            if weighted.records:
                cells = (*cells, _cell(weighted.one(category=record["category"]), "value"))
            rows.append(_row(record, cells, info, locale, label=_text(record, "category")))
        lines = composition_words(column, found.records, info.level, locale)
        blocks.append(Table("composition", columns, tuple(rows), notes=(*lines, *_legend(rows, info, locale))))
    return blocks


def _early_late(part: _Part, newest: str, info: SurveyInfo, locale: Locale) -> list[Block]:
    own = part.where(wave=newest)
    if not own.records:
        return []
    measures = own.values("measure")
    late = own.where(category="late")
    columns = (
        Column("group", "", "text"),
        Column("n", locale.text("report.n"), "count"),
        *(
            Column(name, measure_label(name, locale), "marked", 1, unit_kind=_text(late.one(measure=name), "kind"))
            for name in measures
        ),
    )
    rows = []
    for category in ("early", "late"):
        found = [own.one(category=category, measure=name) for name in measures]
        days = locale.text(f"response.{category}", first=_text(found[0], "first_day"), last=_text(found[0], "last_day"))
        cells = [None if "value" not in r else Marked(_number(r, "value"), _text(r, "verdict")) for r in found]
        rows.append(_row(found[0], (_cell(found[0], "n"), *cells), info, locale, label=days))
    lines = early_late_words(late.records, info, locale)
    table = Table("early-late", columns, tuple(rows), notes=_legend(rows, info, locale))
    return [table, Notes(tuple(lines))]


def _bounds(part: _Part, newest: str, info: SurveyInfo, locale: Locale) -> list[Block]:
    own = part.where(wave=newest)
    whole = [r for r in own.where(unit="").records if "least" in r]
    lines = [
        locale.text(
            "response.between",
            measure=measure_label(_text(r, "measure"), locale),
            value=shown(_number(r, "value"), _text(r, "kind"), locale),
            least=shown(_number(r, "least"), _text(r, "kind"), locale),
            most=shown(_number(r, "most"), _text(r, "kind"), locale),
            wide_least=shown(_number(r, "least_wide"), _text(r, "kind"), locale),
            wide_most=shown(_number(r, "most_wide"), _text(r, "kind"), locale),
        )
        for r in whole
    ]
    measures = own.values("measure")
    if not measures:
        return []
    first = info.headline_measure if info.headline_measure in measures else measures[0]
    units = [r for r in own.where(measure=first).records if "unit" in r]
    ordered = sorted((r for r in units if "least" in r), key=lambda r: -_number(r, "least"))
    kind = _text(units[0], "kind") if units else ""
    low = -100.0 if kind == "net" else 0.0
    columns = (
        Column("unit", " / ".join(info.unit_columns) or locale.text("report.unit"), "text"),
        Column("n", locale.text("report.n"), "count"),
        Column(first, measure_label(first, locale), kind),
        Column("interval", locale.text("response.all-customers"), "interval", 1, kind, low, 100.0),
    )
    rows = []
    for record in (*ordered, *(r for r in units if "least" not in r), own.one(measure=first, unit="")):
        interval = None
        if "least" in record:
            interval = Interval(*(_number(record, name) for name in ("value", "least", "most")))
        cells = (_cell(record, "n"), _cell(record, "value"), interval)
        rows.append(_row(record, cells, info, locale))
    table = Table("bounds", columns, tuple(rows), notes=_legend(rows, info, locale))
    return [Notes(tuple(lines)), *([table] if units else [])]


def _making(parts: Mapping[str, _Part], newest: str, info: SurveyInfo, locale: Locale) -> list[Block]:
    lines = [
        locale.text(f"response.making-{name}", base=info.low_base)
        for name in ("rate", "composition", "early-late", "bounds")
        if name in parts
    ]
    return [Notes(tuple(lines))] if lines else []


# --- cells


def _row(record: Record, cells: Sequence[Cell], info: SurveyInfo, locale: Locale, label: str = "") -> Row:
    """A row of a unit, the whole or a category; a hidden one has its label and says why."""
    named = label or _text(record, "unit") or locale.text("report.whole")
    is_total = not label and "unit" not in record
    status = _text(record, "status") or "ok"
    if status == "hidden":
        remark = locale.text("report.hidden")
        return Row((named, *(None for _ in cells)), status, is_total, remark)
    return Row((named, *cells), status if status == "low-base" else "ok", is_total)


def _legend(rows: Sequence[Row], info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    statuses = {row.status for row in rows}
    lines = []
    if "low-base" in statuses:
        lines.append(locale.text("report.legend-low-base", base=info.low_base))
    if "hidden" in statuses:
        lines.append(locale.text("report.legend-hidden", minimum=info.min_n))
    return tuple(lines)


def _text(record: Record, name: str) -> str:
    return str(record.get(name, ""))


def _number(record: Record, name: str) -> float:
    return float(record[name])  # type: ignore[arg-type]


def _cell(record: Record, name: str) -> float | None:
    return _number(record, name) if name in record else None
