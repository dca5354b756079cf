"""The report of ``spread``: the answer in words, where touchpoints and units lie, and how much lies between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.analyses.spread import Family, limits
from kundnojd.analyses.spread_answer import Answer, Level
from kundnojd.analyses.touchpoints import Touchpoint, Touchpoints
from kundnojd.inference.between import chances_below
from kundnojd.inference.distributions import z_quantile
from kundnojd.locale import Locale
from kundnojd.report.cover import cover
from kundnojd.report.headline import measure_label
from kundnojd.report.model import (
    Block,
    Cell,
    Change,
    Column,
    Figure,
    Figures,
    Interval,
    Notes,
    Report,
    Row,
    Section,
    Table,
)
from kundnojd.report.notes import reading
from kundnojd.report.spread_words import how_to_read, number, sentences, share_between, touchpoint_notes, unit_notes
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

_STEP = 10.0  # of the ends of an axis
_RANGES = {"index": (0.0, 100.0), "share": (0.0, 100.0), "net": (-100.0, 100.0)}


def build(answer: Answer, results: pd.DataFrame, info: SurveyInfo, locale: Locale) -> Report:
    """The report from the answer and the long frame of results it was made from; a part for each level of units."""
    sections = []
    for level in answer.levels:
        named = _level_name(level, info) if len(info.unit_columns) > 1 else ""
        for key, blocks in _parts(level, results, info, locale):
            wave = level.families[0].subject.wave if key == "answer" else ""
            title = " · ".join(part for part in (locale.text(f"spread.section-{key}"), named, wave) if part)
            sections.append(Section(f"{key}-{level.depth}", title, blocks))
    notes = how_to_read(answer, info, locale)
    sections.append(Section("notes", locale.text("spread.section-notes"), (Notes(notes),)))
    lines = reading(info, locale)
    if lines:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    return replace(cover(results, info, locale), sections=tuple(sections))


def _parts(
    level: Level, results: pd.DataFrame, info: SurveyInfo, locale: Locale
) -> list[tuple[str, tuple[Block, ...]]]:
    words = Notes(sentences(level, info, locale))
    found: list[tuple[str, tuple[Block, ...]]] = [("answer", (words, _figures(level, info, locale)))]
    if level.touch is not None and level.touch.parts is not None:
        found.append(("touchpoints", (_touchpoints(level.touch, info, locale),)))
        found.append(("parts", (_components(level.touch, locale),)))
    found.append(("units", (_units(level, results, info, locale),)))
    found.append(("measures", (_measures(level, info, locale),)))
    return found


def _figures(level: Level, info: SurveyInfo, locale: Locale) -> Figures:
    """How much lies between the units, and how much of that is common to all questions."""
    own, touch = level.families[0], level.touch
    n = int(own.units.n.sum())
    label = locale.text("spread.figure-icc", measure=measure_label(own.subject.measure, locale))
    figures = [Figure("icc", label, "share", own.icc.value, own.icc.lower, own.icc.upper, n)]
    if touch is not None and touch.common is not None and not np.isnan(touch.common.value):
        ends = (100 * touch.common.value, 100 * touch.common.lower, 100 * touch.common.upper)
        asked = int(max(item.n for item in touch.items))
        figures.append(Figure("common", locale.text("spread.figure-common"), "share", *ends, asked))
    return Figures(tuple(figures), info.level)


def _touchpoints(touch: Touchpoints, info: SurveyInfo, locale: Locale) -> Table:
    """Where each touchpoint lies and how far units truly reach from it: the picture of the answer."""
    every = [*touch.items, *([touch.together] if touch.together else [])]
    low, high = _ends([end for item in every for end in item.span], "index")
    columns = (
        Column("question", locale.text("report.question"), "text"),
        Column("n", locale.text("report.n"), "count", 4),
        Column("value", locale.text("spread.level"), "index"),
        Column("reach", locale.text("spread.span"), "interval", 0, "index", low, high),
        Column("tau", locale.text("spread.tau"), "index", 2),
        Column("weak", locale.text("spread.weak"), "text", 1),
    )

    def row(item: Touchpoint, label: str, *, is_total: bool = False) -> Row:
        reach = Interval(item.level.value, *_clipped(item.span, "index"))
        weak = locale.text("spread.weak-everywhere") if item.is_weak else ""
        cells: tuple[Cell, ...] = (label, int(item.n), item.level.value, reach, item.tau, weak)
        return Row(cells, is_total=is_total)

    rows = [row(item, info.question_text(item.name)) for item in sorted(touch.items, key=lambda one: one.level.value)]
    if touch.together is not None:
        rows.append(row(touch.together, locale.text("spread.all-touchpoints"), is_total=True))
    used = [k for k in range(len(columns)) if columns[k].key != "weak" or any(one.cells[k] for one in rows)]
    cut = tuple(replace(one, cells=tuple(one.cells[k] for k in used)) for one in rows)
    caption = locale.text("spread.caption-touchpoints", count=len(touch.units))
    return Table("touchpoints", tuple(columns[k] for k in used), cut, caption, touchpoint_notes(touch, info, locale))


def _components(touch: Touchpoints, locale: Locale) -> Table:
    """How what differs between the means is made up."""
    columns = (
        Column("part", locale.text("spread.part"), "text"),
        Column("share", locale.text("spread.part-share"), "share"),
        Column("points", locale.text("spread.part-points"), "index"),
    )
    parts = touch.parts
    variances = {} if parts is None else {"item": parts.item, "unit": parts.unit, "both": parts.both}
    above = {name: max(value, 0.0) for name, value in variances.items()}
    total = sum(above.values())
    rows = tuple(
        Row((locale.text(f"spread.part-{name}"), 100 * value / total if total > 0 else None, float(np.sqrt(value))))
        for name, value in above.items()
    )
    return Table("parts", columns, rows, locale.text("spread.caption-parts"))


def _units(level: Level, results: pd.DataFrame, info: SurveyInfo, locale: Locale) -> Table:
    """The units of the first measure by what is likely their true value."""
    own, target = level.families[0], level.targets[0]
    kind, drawn, without = own.subject.kind, own.drawn, own.without
    if drawn is None or without is None:  # the first family of a level has units enough
        raise ValueError(own.status)
    half = z_quantile(own.level) * drawn.se
    low, high = _ends([*(drawn.values - half), *(drawn.values + half)], kind)
    below = None if target is None else 100 * chances_below(drawn.values, drawn.se, target)
    said = "" if target is None else number(target, kind, locale)
    columns: tuple[Column, ...] = (
        Column("unit", _level_name(level, info) or locale.text("report.unit"), "text"),
        Column("n", locale.text("report.n"), "count", 1),
        Column("value", locale.text("spread.true-value"), kind),
        Column("interval", _interval_label(info, locale), "interval", 0, kind, low, high),
        Column("own", locale.text("spread.own-value"), kind, 2),
        Column("residual", locale.text("spread.residual"), "change", 3, "index"),
        Column("under-target", locale.text("spread.below", target=said), "share", 2),
    )
    rows = []
    for place in np.argsort(-np.round(drawn.values, 9), kind="stable"):
        n, value, reach = int(own.units.n[place]), float(drawn.values[place]), float(half[place])
        cells: tuple[Cell, ...] = (
            own.units.names[place],
            n,
            value,
            Interval(value, *_clipped((value - reach, value + reach), kind)),
            float(own.units.values[place]),
            _marked(float(without.residual[place]), own, n),
            None if below is None else float(below[place]),
        )
        rows.append(Row(cells, "low-base" if n < LOW_BASE else "ok"))
    centre = own.centre
    middle = Interval(centre.value, *_clipped((centre.lower, centre.upper), kind))
    total = (locale.text("spread.centre"), int(own.units.n.sum()), centre.value, middle, None, None, None)
    rows.append(Row(total, is_total=True))
    if below is None:
        columns, rows = columns[:-1], [replace(row, cells=row.cells[:-1]) for row in rows]
    caption = share_between(own, info, locale)
    return Table("units", columns, tuple(rows), caption, unit_notes(level, results, info, locale))


def _marked(residual: float, own: Family, n: int) -> Cell:
    _, limit = limits(own)
    far = "higher" if residual > limit else "lower" if residual < -limit else "no-clear-difference"
    return Change(residual, "too-few" if n < LOW_BASE else far)


def _measures(level: Level, info: SurveyInfo, locale: Locale) -> Table:
    """How much lies between the units, measure by measure."""
    columns = (
        Column("measure", locale.text("spread.measure"), "text"),
        Column("units", locale.text("spread.units"), "count", 1),
        Column("share", locale.text("spread.icc"), "share"),
        Column("share-span", _interval_label(info, locale), "span", 0, "share"),
        Column("tau", locale.text("spread.tau"), "index"),
        Column("tau-span", _interval_label(info, locale), "span", 3, "index"),
        Column("range", locale.text("spread.range"), "text", 2),
        Column("reliability", locale.text("spread.reliability"), "share", 1),
        Column("remark", locale.text("spread.remark"), "text", 1),
    )
    rows = []
    for own in level.families:
        label = measure_label(own.subject.measure, locale)
        if sum(one.subject.measure == own.subject.measure for one in level.families) > 1:
            label = f"{label}: {info.question_text(own.subject.question)}"
        units = len(own.units.names)
        if own.drawn is None:
            few = locale.text("spread.remark-too-few-units")
            rows.append(Row((label, units, None, None, None, None, "", None, few)))
            continue
        remark = locale.text("spread.remark-too-little-between") if own.status == "too-little-between" else ""
        cells: tuple[Cell, ...] = (
            label,
            units,
            own.icc.value,
            Interval(own.icc.value, own.icc.lower, own.icc.upper),
            own.tau.value,
            Interval(own.tau.value, own.tau.lower, own.tau.upper),
            _span(*_clipped(own.span, own.subject.kind), own.subject.kind, locale),
            100 * own.drawn.reliability,
            remark,
        )
        rows.append(Row(cells))
    used = [k for k in range(len(columns)) if columns[k].key != "remark" or any(row.cells[k] for row in rows)]
    skewed = [measure_label(own.subject.measure, locale) for own in level.families if own.is_skewed]
    notes = [locale.text("spread.legend-measures")]
    if skewed:
        notes.append(locale.text("spread.skewed", measures=skewed))
    if any(own.subject.kind == "share" for own in level.families):
        notes.append(locale.text("spread.legend-share"))
    cut = tuple(replace(row, cells=tuple(row.cells[k] for k in used)) for row in rows)
    return Table("measures", tuple(columns[k] for k in used), cut, notes=tuple(notes))


def _span(lower: float, upper: float, kind: str, locale: Locale) -> str:
    return locale.text("report.interval-span", lower=number(lower, kind, locale), upper=number(upper, kind, locale))


def _clipped(span: tuple[float, float], kind: str) -> tuple[float, float]:
    low, high = _RANGES.get(kind, (-np.inf, np.inf))
    return max(span[0], low), min(span[1], high)


def _ends(values: list[float], kind: str) -> tuple[float, float]:
    """The ends of an axis around values, at tens."""
    low, high = _RANGES.get(kind, (-np.inf, np.inf))
    least, most = min(values), max(values)
    return max(low, _STEP * np.floor(least / _STEP)), min(high, _STEP * np.ceil(most / _STEP))


def _interval_label(info: SurveyInfo, locale: Locale) -> str:
    return locale.text("report.interval", level=locale.share(100 * info.level))


def _level_name(level: Level, info: SurveyInfo) -> str:
    return info.unit_columns[level.depth - 1] if level.depth <= len(info.unit_columns) else ""
