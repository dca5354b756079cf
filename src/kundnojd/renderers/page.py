"""The report as one HTML page that needs nothing else: no network, and no script to be read.

All text from the data reaches the page through templates that escape it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import jinja2
import msgspec
from markupsafe import Markup

from kundnojd.locale import Locale
from kundnojd.renderers import alternatives, charts, formatting, maps, plots
from kundnojd.renderers.document import Document
from kundnojd.renderers.page_cells import cell_view
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import (
    Block,
    Change,
    Distribution,
    Figure,
    Figures,
    Interval,
    Lines,
    Notes,
    Row,
    Scatter,
    Section,
    Table,
    Workshop,
)
from kundnojd.report.origin import origin

View = dict[str, Any]
_NUMBERS = frozenset({"count", "index", "share", "net", "mean", "change", "marked"})


def render(document: Document) -> str:
    """The page as text; drawings are inline SVG, each with a text alternative."""
    report, locale, theme = document.report, document.locale, document.theme
    return _template().render(
        lang=locale.code,
        version=report.provenance.version,
        title=formatting.one_line(report.title) or "kundnojd",
        subtitle=[formatting.one_line(line) for line in report.subtitle],
        sections=[
            _section(section, anchor, locale)
            for section, anchor in zip(report.sections, _anchors(report.sections), strict=True)
        ],
        origin=origin(report.provenance, locale),
        words={key: locale.text(f"page.{key}") for key in ("contents", "provenance")},
        theme=theme,
        style=Markup(_style(theme)),  # noqa: S704 - colours and font are checked when a theme is read
        script=Markup(_asset("page.js")),  # noqa: S704 - ours
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(_asset("page.html.jinja"))


@cache
def _asset(name: str) -> str:
    return resources.files("kundnojd.renderers").joinpath("assets", name).read_text(encoding="utf-8")


def _style(theme: Theme) -> str:
    light = _variables(msgspec.structs.asdict(theme.colours))
    dark = _variables(msgspec.structs.asdict(theme.dark))
    return (
        f":root{{{light}--font:{theme.font}}}\n"
        f"@media(prefers-color-scheme:dark){{@media not print{{:root{{{dark}}}}}}}\n{_asset('page.css')}"
    )


def _variables(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def _anchors(sections: Sequence[Section]) -> list[str]:
    """A name for each section that no other section has."""
    seen: Counter[str] = Counter()
    anchors = []
    for section in sections:
        seen[section.key] += 1
        anchors.append(section.key if seen[section.key] == 1 else f"{section.key}-{seen[section.key]}")
    return anchors


def _section(section: Section, anchor: str, locale: Locale) -> View:
    return {
        "key": anchor,
        "level": section.level + 1,
        "title": formatting.one_line(section.title),
        "blocks": [_block(block, locale) for block in section.blocks],
    }


def _block(block: Block, locale: Locale) -> View:
    match block:
        case Table():
            return _table(block, locale)
        case Figures():
            level = locale.text("report.level-line", level=locale.share(100 * block.level))
            return {"sort": "figures", "cards": [_card(figure, locale) for figure in block.figures], "level": level}
        case Lines():
            return {"sort": "lines", "lines": _lines(block, locale)}
        case Scatter():
            return _map(block, locale)
        case Workshop():
            parts = [{"title": p.title, "items": p.items, "room": range(p.empty_lines)} for p in block.parts]
            return {"sort": "workshop", "parts": parts}
        case Notes():
            return {"sort": "notes", "lines": [formatting.one_line(line) for line in block.lines]}


def _map(block: Scatter, locale: Locale) -> View:
    names = [formatting.one_line(point.label) for point in block.points] if block.numbered else []
    hollow = any(not point.is_firm for point in block.points)
    return {
        "sort": "map",
        "title": formatting.one_line(block.title),
        "drawing": maps.scatter(block, alternatives.of_map(block, locale), locale),
        "names": names,
        "said": formatting.one_line(block.said),
        "hollow": f"○ {locale.text('page.hollow')}" if hollow else "",
    }


def _lines(block: Lines, locale: Locale) -> list[View]:
    return [
        {"label": line.label, "drawing": charts.over_waves(line, alternatives.over_waves(line, locale), locale)}
        for line in block.lines
    ]


def _against(label: str, change: Change, kind: str, locale: Locale) -> View:
    """What a figure is held against beside the wave before, such as a target."""
    mark = formatting.MARKS.get(change.verdict, "")
    text = f"{mark} {formatting.points(change.value, kind, locale)}"
    return {"text": text, "verdict": change.verdict, "label": formatting.one_line(label)}


def _card(figure: Figure, locale: Locale) -> View:
    card: View = {"label": figure.label, "interval": "", "change": "", "parts": "", "dot": "", "band": figure.band}
    card["against"] = [_against(label, change, figure.kind, locale) for label, change in figure.against]
    base = locale.text("report.answers", count=figure.n)
    if figure.value is None:
        hidden = figure.status == "hidden"
        value = formatting.HIDDEN if hidden else formatting.NOTHING
        return {**card, "value": value, "base": locale.text("report.hidden") if hidden else base}
    value = formatting.number(figure.value, figure.kind, locale)
    card |= {"value": value, "base": base + (formatting.LOW_BASE if figure.status == "low-base" else "")}
    if figure.lower is not None and figure.upper is not None:
        card["interval"] = formatting.span(figure.lower, figure.upper, figure.kind, locale)
        low = -100.0 if figure.kind == "net" else 0.0
        cell = Interval(figure.value, figure.lower, figure.upper)
        if figure.kind in ("net", "index", "share"):
            card["dot"] = charts.dot(cell, low, 100.0, None, f"{figure.label}: {value} ({card['interval']})")
    if figure.change is not None:
        mark = formatting.MARKS.get(figure.change.verdict, "")
        card["change"] = f"{mark} {formatting.points(figure.change.value, figure.kind, locale)}"
        card |= {"verdict": figure.change.verdict, "since": locale.text("report.since", wave=figure.since)}
    if figure.parts:
        card["parts_text"] = _shares(figure.parts, locale)
        card["parts"] = charts.stacked(figure.parts, card["parts_text"])
    return card


def _shares(parts: Distribution, locale: Locale) -> str:
    return ", ".join(f"{name} {locale.share(share)}" for name, share in zip(parts.labels, parts.shares, strict=True))


# --- tables


def _table(table: Table, locale: Locale) -> View:
    drawn = _around_the_middle(table)
    columns = [
        {
            "label": formatting.one_line(column.label),
            "style": "number" if column.kind in _NUMBERS else "drawn" if place else "",
            "axis": charts.ticks(column.low, column.high, column.unit_kind, locale)
            if column.kind == "interval"
            else "",
        }
        for place, column in enumerate(table.columns)
    ]
    with_boxes = plots.boxes(table)
    rows = [_row(row, table, drawn, locale) for row in table.rows]
    if with_boxes:
        columns.append({"label": locale.text("page.boxes"), "style": "drawn", "axis": ""})
    return {
        "sort": "table",
        "caption": formatting.one_line(table.caption),
        "columns": columns,
        "rows": rows,
        "key": _key(table, with_boxes, locale),
        "notes": [formatting.one_line(note) for note in table.notes],
    }


def _around_the_middle(table: Table) -> tuple[float, float]:
    """The longest sides, left and right, of the distributions of a table, in per cent."""
    place = plots.place(table, kind="distribution")
    cells = [row.cells[place] for row in table.rows] if place is not None else []
    found = [plots.diverging(cell) for cell in cells if isinstance(cell, Distribution)]
    left = max((one.left for one in found), default=0.0)
    right = max((sum(share for _, share, _ in one.parts) - one.left for one in found), default=100.0)
    return left, right


def _row(row: Row, table: Table, sides: tuple[float, float], locale: Locale) -> View:
    style = " ".join(part for part in ("total" if row.is_total else "", row.status) if part and part != "ok")
    columns = table.columns
    name = formatting.one_line(str(row.cells[0] or ""))
    label = {"text": name, "sort": name.casefold(), "links": row.links}
    if row.status in ("hidden", "empty") and row.remark and len(columns) > 2:
        mark = formatting.HIDDEN if row.status == "hidden" else "0"
        span = len(columns) - 2 + bool(plots.boxes(table))
        blank = {"drawing": "", "sort": "", "span": 1}
        return {
            "style": style,
            "cells": [
                label,
                {**blank, "text": mark, "style": "number"},
                {**blank, "text": row.remark, "style": "", "span": span},
            ],
        }
    whole = plots.whole(table)
    apart = plots.dont_know(row, columns)
    cells = [
        cell_view(cell, column, whole, apart, sides, locale)
        for cell, column in zip(row.cells[1:], columns[1:], strict=True)
    ]
    if row.status == "low-base" and cells:
        cells[0]["text"] += formatting.LOW_BASE
    if plots.boxes(table):
        cells.append(_boxes(row, table, locale))
    return {"style": style, "cells": [label, *cells]}


def _boxes(row: Row, table: Table, locale: Locale) -> View:
    """The very satisfied inside the satisfied, in one bar."""
    both = plots.boxes(Table(table.key, table.columns, (row,)))
    view: View = {"text": "", "style": "drawn", "sort": "", "span": 1, "drawing": ""}
    if both:
        names = (locale.text("measures.top-box"), locale.text("measures.satisfied"))
        shares = (both[0].very, both[0].satisfied)
        said = ", ".join(f"{name} {locale.share(share)}" for name, share in zip(names, shares, strict=True))
        view |= {"drawing": charts.boxes(*shares, said), "sort": f"{both[0].very:.4f}"}
    return view


def _key(table: Table, with_boxes: Sequence[plots.Boxes], locale: Locale) -> list[View]:
    """What the colours of a table's drawings mean."""
    key: list[View] = []
    whole = plots.whole(table)
    if whole:
        usual = whole.label == locale.text("report.whole")
        said = locale.text("page.whole-line") if usual else formatting.one_line(whole.label)
        key.append({"mark": charts.swatch("whole"), "text": said})
    place = plots.place(table, kind="distribution")
    first = next((row.cells[place] for row in table.rows if row.cells[place]), None) if place is not None else None
    if isinstance(first, Distribution):
        tones = [tone for _, _, tone in plots.diverging(first).parts]
        key += [
            {"mark": charts.swatch(charts.tone_class(tone)), "text": name}
            for name, tone in zip(first.labels, tones, strict=True)
        ]
    if any(plots.dont_know(row, table.columns) is not None for row in table.rows) and place is not None:
        key.append({"mark": charts.swatch("apart"), "text": locale.text("measures.dont-know")})
    if with_boxes:
        key.append({"mark": charts.swatch("tone-4"), "text": locale.text("measures.top-box")})
        key.append({"mark": charts.swatch("tone-3"), "text": locale.text("measures.satisfied")})
    return key
