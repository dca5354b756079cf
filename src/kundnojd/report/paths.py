"""The report of ``paths``: the latents with their indices, what drives which, and the questions behind them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kundnojd.analyses.paths import FittedPaths, order
from kundnojd.locale import Locale
from kundnojd.measures.path_model import PathModel
from kundnojd.notices import Notice
from kundnojd.report import notes
from kundnojd.report.cover import front
from kundnojd.report.model import Cell, Column, Interval, Notes, Report, Row, Section, Table
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

# (part, from, to, item) -> (value, lower, upper, n)
Found = Mapping[tuple[str, str, str, str], tuple[float, float, float, float]]

NEGATIVE = -0.05  # a coefficient below this needs an axis with room for it


def build(fitted: FittedPaths, model: PathModel, info: SurveyInfo, locale: Locale) -> Report:
    """The report of a fitted model; coefficients are standardised, indices and impacts in points from 0 to 100."""
    found = _found(fitted.rows)
    names = order(model.structure.latents, model.structure.drives)
    # The order of the page is that of the paths: what drives stands above what it drives.
    tables = (
        _latents(found, names, model, info, locale),
        _drivers(found, names, info, locale),
        _questions(found, names, model, info, locale),
    )
    sections = [
        Section(table.key, f"{locale.text(f'paths.section-{table.key}')} {fitted.wave}".rstrip(), (table,))
        for table in tables
    ]
    for key, lines in (("notes", _making(fitted, model, info, locale)), ("reading", notes.reading(info, locale))):
        if lines:
            sections.append(Section(key, locale.text(f"report.section-{key}"), (Notes(lines),)))
    return replace(front(0, info.waves, info, locale), sections=tuple(sections))


def notices(fitted: FittedPaths) -> tuple[Notice, ...]:
    """What is to be said of a fit, whatever the format."""
    said = []
    if fitted.lost:
        said.append(Notice("paths-too-few-answers", {"count": fitted.lost, "used": fitted.n}))
    if fitted.negative:
        said.append(Notice("paths-negative-weight", {"count": len(fitted.negative), "items": fitted.negative}))
    if fitted.rows["se"].isna().any():
        said.append(Notice("paths-without-errors"))
    return tuple(said)


def _latents(found: Found, names: tuple[str, ...], model: PathModel, info: SurveyInfo, locale: Locale) -> Table:
    drawn = [interval for name in names if (interval := _interval(found, ("index", "", name, "")))]
    low = max(0.0, 10 * math.floor(min((one.lower for one in drawn), default=0.0) / 10))
    high = min(100.0, 10 * math.ceil(max((one.upper for one in drawn), default=100.0) / 10))
    columns = (
        Column("latent", locale.text("paths.latent"), "text"),
        Column("index", locale.text("paths.index"), "index"),
        Column("interval", _interval_label(info, locale), "interval", 0, "index", low, high),
        Column("r2", locale.text("paths.r2"), "share", 1),
        Column("items", locale.text("paths.items"), "count", 2),
        Column("alpha", locale.text("paths.alpha"), "mean", 2),
        Column("rho", locale.text("paths.rho"), "mean", 3),
        Column("ave", locale.text("paths.ave"), "mean", 4),
    )
    rows = []
    for name in names:
        r2 = found.get(("r2", "", name, ""))
        cells: tuple[Cell, ...] = (
            name,
            found["index", "", name, ""][0],
            _interval(found, ("index", "", name, "")),
            100 * r2[0] if r2 else None,
            int((model.structure.member == model.structure.latents.index(name)).sum()),
            *(_value(found, ("reliability", "", name, item)) for item in ("alpha", "rho", "ave")),
        )
        rows.append(Row(cells))
    return Table("latents", columns, tuple(rows), notes=(locale.text("paths.legend-latents"),))


def _drivers(found: Found, names: tuple[str, ...], info: SurveyInfo, locale: Locale) -> Table:
    low = -1.0 if any(key[0] == "total-effect" and value[0] < NEGATIVE for key, value in found.items()) else 0.0
    columns = (
        Column("to", locale.text("paths.driven"), "text"),
        Column("from", locale.text("paths.driver"), "text"),
        Column("path", locale.text("paths.path"), "mean"),
        Column("effect", locale.text("paths.effect"), "mean"),
        Column("interval", _interval_label(info, locale), "interval", 1, unit_kind="mean", low=low, high=1.0),
        Column("impact", locale.text("paths.impact"), "mean", 2),
    )
    rows: list[Row] = []
    for to in names:
        drivers = [name for name in names if ("total-effect", name, to, "") in found]
        drivers.sort(key=lambda name: -found["total-effect", name, to, ""][0])
        for place, name in enumerate(drivers):
            cells: tuple[Cell, ...] = (
                to if place == 0 else "",
                name,
                _value(found, ("path", name, to, "")),
                found["total-effect", name, to, ""][0],
                _interval(found, ("total-effect", name, to, "")),
                found["impact", name, to, ""][0],
            )
            rows.append(Row(cells))
    legend = (locale.text("paths.legend-effect"), locale.text("paths.legend-impact"))
    return Table("drivers", columns, tuple(rows), notes=legend)


def _questions(found: Found, names: tuple[str, ...], model: PathModel, info: SurveyInfo, locale: Locale) -> Table:
    columns = (
        Column("latent", locale.text("paths.latent"), "text"),
        Column("question", locale.text("report.question"), "text"),
        Column("share", locale.text("paths.share"), "share"),
        Column("weight", locale.text("paths.weight"), "mean", 2),
        Column("loading", locale.text("paths.loading"), "mean"),
        Column("n", locale.text("report.n"), "count", 1),
    )
    rows = []
    for name in names:
        latent = model.structure.latents.index(name)
        own = [item for item, k in zip(model.items, model.structure.member, strict=True) if k == latent]
        for place, item in enumerate(own):
            weight = found["weight", "", name, item]
            cells: tuple[Cell, ...] = (
                name if place == 0 else "",
                info.question_text(item),
                100 * found["index-weight", "", name, item][0],
                weight[0],
                found["loading", "", name, item][0],
                int(weight[3]),
            )
            rows.append(Row(cells))
    return Table("items", columns, tuple(rows), notes=(locale.text("paths.legend-items"),))


def _making(fitted: FittedPaths, model: PathModel, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    lines = [
        locale.text("paths.not-cause"),
        locale.text("paths.owner"),
        locale.text("paths.made", scheme=locale.text(f"paths.scheme-{model.scheme}"), count=fitted.n),
        locale.text("paths.missing", share=locale.share(100 * model.answered)),
        locale.text("paths.errors", level=locale.share(100 * info.level)),
    ]
    if info.weight:
        lines.append(locale.text("report.weights", column=info.weight))
    return tuple(lines)


def _found(rows: pd.DataFrame) -> Found:
    keys = zip(rows["part"], rows["from"], rows["to"], rows["item"], strict=True)
    values = zip(rows["value"], rows["lower"], rows["upper"], rows["n"], strict=True)
    return dict(zip(keys, values, strict=True))


def _value(found: Found, key: tuple[str, str, str, str]) -> float | None:
    return found[key][0] if key in found else None


def _interval(found: Found, key: tuple[str, str, str, str]) -> Interval | None:
    value, lower, upper, _ = found[key]
    return Interval(value, lower, upper) if lower == lower else None  # noqa: PLR0124 - NaN where there is no error


def _interval_label(info: SurveyInfo, locale: Locale) -> str:
    return locale.text("report.interval", level=locale.share(100 * info.level))
