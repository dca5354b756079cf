"""The report of ``link``: what goes together of each pair of measures and how surely, and how units were joined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.linkage import AT_EDGE, Link, Unit
from kundnojd.analyses.linkage_frame import verdict_of
from kundnojd.locale import Locale
from kundnojd.report.cover import front
from kundnojd.report.linkage_facts import LinkFacts
from kundnojd.report.linkage_matching import matching, short_name
from kundnojd.report.linkage_words import Names, cautions, chance, lag_sentences, sentences, span
from kundnojd.report.model import (
    Block,
    Cell,
    Column,
    Interval,
    Notes,
    Point,
    Report,
    Row,
    Scatter,
    Section,
    Table,
)
from kundnojd.report.notes import reading
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    from kundnojd.analyses.linkage import Known

MANY = 25  # units whose names do not fit into a map


def build(
    links: Sequence[Link], facts: LinkFacts, infos: Sequence[SurveyInfo], options: AnalysisOptions, locale: Locale
) -> Report:
    """The report of links; ``infos`` are those of the customers and, where the second file is a survey, the staff."""
    sections: list[Section] = []
    for link in links:
        names = Names.of(link, facts, locale)
        sections += _sections(link, names, facts, options, locale)
    sections.append(Section("matching", locale.text("link.section-matching"), matching(facts, locale)))
    sections.append(Section("making", locale.text("report.section-notes"), (Notes(_making(links, options, locale)),)))
    for info in infos:
        said = reading(info, locale)
        if said:
            title = f"{locale.text('report.section-reading')}: {', '.join(info.files)}"
            sections.append(Section(f"reading-{len(sections)}", title, (Notes(said),)))
    sides = (links[0].x if facts.is_table else links[0].y, links[0].x)
    fronts = [
        front(len(side.units), info.waves, info, locale) for info, side in zip(infos, sides[: len(infos)], strict=True)
    ]
    lines = [f"{', '.join(info.files)}: {one.subtitle[0]}" for info, one in zip(infos, fronts, strict=True)]
    return Report(
        title=" · ".join([*(one.title for one in fronts), *([short_name(facts.files[0])] if facts.is_table else [])]),
        language=locale.code,
        subtitle=(*lines, *(line for one in fronts for line in one.subtitle[1:])),
        sections=tuple(sections),
        provenance=infos[0].provenance,
        notices=tuple(notice for info in infos for notice in info.notices),
    )


def _sections(link: Link, names: Names, facts: LinkFacts, options: AnalysisOptions, locale: Locale) -> list[Section]:
    key = f"{link.x.measure}-{link.y.measure}"
    title = locale.text("link.title", x=names.x, y=names.y)
    wave = link.wave_y if link.wave_x in {link.wave_y, ""} else f"{link.wave_x} / {link.wave_y}".strip(" /")
    blocks: list[Block] = [Notes(sentences(link, names, options, locale))]
    if link.used:
        blocks.append(_map(link, names, locale))
    blocks.append(Notes(cautions(link, facts, locale)))
    if link.seen is not None:
        blocks.append(_figures(link, names, options, locale))
    blocks.append(_units(link, names, options, locale))
    found = [Section(key, " · ".join(part for part in (title, wave) if part), tuple(blocks))]
    if link.lags:
        lags = (Notes(lag_sentences(link, names, locale)), _lags(link, names, options, locale))
        span = f"{link.lags[0].wave}–{link.lags[0].later}"
        found.append(Section(f"lag-{key}", f"{locale.text('link.section-lag')} {span}", lags, level=2))
    return found


def _map(link: Link, names: Names, locale: Locale) -> Scatter:
    used = link.used
    points = tuple(Point(unit.name, unit.x.value, unit.y.value, *_ends(unit.x), *_ends(unit.y)) for unit in used)
    mean_x, mean_y = (sum(values) / len(used) for values in ([u.x.value for u in used], [u.y.value for u in used]))
    slope = None
    if link.has_estimate and link.closed is not None and not math.isnan(link.closed.slope):
        slope = (mean_y - link.closed.slope * mean_x, link.closed.slope)
    said = locale.text("link.map-said", count=len(used), x=names.x, y=names.y)
    said += " " + locale.text("link.map-line" if slope else "link.map-no-line")
    return Scatter(
        key=f"map-{link.x.measure}-{link.y.measure}",
        title=locale.text("link.map-title", x=names.x, y=names.y),
        x_label=names.x,
        y_label=names.y,
        x_kind=link.x.kind,
        y_kind=link.y.kind,
        points=points,
        slope=slope,
        said=said,
        numbered=len(used) > MANY,
    )


def _ends(known: Known) -> tuple[float | None, float | None]:
    return (None, None) if math.isnan(known.lower) else (known.lower, known.upper)


def _figures(link: Link, names: Names, options: AnalysisOptions, locale: Locale) -> Table:
    """What was estimated, each with its interval."""
    assert link.seen is not None  # noqa: S101 - for the type checker
    assert link.closed is not None  # noqa: S101
    assert link.fitted is not None  # noqa: S101
    level = locale.share(100 * options.level)
    columns = (
        Column("figure", locale.text("link.figure"), "text"),
        Column("value", locale.text("link.value"), "mean"),
        Column("span", locale.text("link.limits", level=level), "text"),
        Column("about", locale.text("link.about"), "text", 3),
    )
    told, plain, moments, best = link.has_estimate, link.seen, link.closed, link.fitted
    rows: list[tuple[str, float, str, str]] = [
        ("correlation", best.rho if told else math.nan, span(best.lower, best.upper, locale), ""),
        ("correlation-moments", moments.rho if told and abs(moments.rho) < 1 else math.nan,
         span(moments.lower, moments.upper, locale), ""),
        ("correlation-seen", plain.r, span(plain.lower, plain.upper, locale), _p(plain.p_value, link, locale)),
        ("correlation-ranks", plain.rho_ranks, "", ""),
    ]  # fmt: skip
    if told:
        rows.append(("slope", moments.slope, span(*link.slope[1:], locale), ""))
        rows.append(("slope-reml", best.slope, "", ""))
    rows.append(("slope-seen", plain.slope, "", ""))
    cells = [
        Row(
            (
                locale.text(f"link.figure-{key}"),
                None if math.isnan(value) else value,
                limits,
                about or _about(key, locale),
            )
        )
        for key, value, limits, about in rows
    ]
    for label, part in ((names.x, moments.reliability_x), (names.y, moments.reliability_y)):
        about = locale.text("link.about-reliability")
        cells.append(Row((locale.text("link.figure-reliability", side=label), part, "", about)))
    return Table(
        f"figures-{link.x.measure}-{link.y.measure}", columns, tuple(cells), locale.text("link.caption-figures")
    )


def _about(key: str, locale: Locale) -> str:
    return locale.text(f"link.about-{key}")


def _p(p_value: float, link: Link, locale: Locale) -> str:
    said = locale.text("link.about-correlation-seen", p=chance(p_value, locale))
    if not math.isnan(link.p_adjusted) and link.p_adjusted > p_value:
        said += " " + locale.text("link.about-adjusted", p=chance(link.p_adjusted, locale))
    return said


def _units(link: Link, names: Names, options: AnalysisOptions, locale: Locale) -> Table:
    """The units with the figures of both sides, in the order of the first."""
    level = locale.share(100 * options.level)
    columns = [Column("unit", locale.text("report.unit"), "text")]
    for key, side, label in (("x", link.x, names.x), ("y", link.y, names.y)):
        known = [getattr(unit, key) for unit in link.used]
        low, high = _axis(known, side.kind)
        if not side.is_table:
            columns.append(Column(f"{key}-n", _base(names.short(key), locale), "count", 3))
        columns.append(Column(key, label, side.kind))
        if any(not math.isnan(one.lower) for one in known):
            columns.append(
                Column(
                    f"{key}-interval", locale.text("report.interval", level=level), "interval", 4, side.kind, low, high
                )
            )
    if link.has_estimate:
        columns.append(Column("without", locale.text("link.without"), "mean", 2))
    order = sorted(link.units, key=lambda unit: (not unit.is_used, -unit.x.value if unit.is_used else 0.0))
    rows = [_unit_row(unit, columns, locale) for unit in order]
    notes = []
    if any(row.status == "low-base" for row in rows):
        notes.append(locale.text("link.legend-low-base"))
    if link.has_estimate:
        notes.append(locale.text("link.legend-without"))
    if any(row.status == "hidden" for row in rows):
        notes.append(locale.text("link.legend-hidden", minimum=options.min_n))
    caption = locale.text("link.caption-units")
    return Table(f"units-{link.x.measure}-{link.y.measure}", tuple(columns), tuple(rows), caption, tuple(notes))


def _base(side: str, locale: Locale) -> str:
    return locale.text("link.n-of", side=side) if side else locale.text("report.n")


def _unit_row(unit: Unit, columns: Sequence[Column], locale: Locale) -> Row:
    if not unit.is_used:
        key = "report.hidden" if unit.status == "hidden" else "link.no-figure"
        return Row((unit.name, *(None for _ in columns[1:])), unit.status, remark=locale.text(key))
    cells: list[Cell] = [unit.name]
    for column in columns[1:]:
        known = unit.x if column.key.startswith("x") else unit.y
        if column.key == "without":
            cells.append(unit.without if abs(unit.without) < AT_EDGE else None)
        elif column.key.endswith("-n"):
            cells.append(int(known.n))
        elif column.key.endswith("-interval"):
            cells.append(Interval(known.value, known.lower, known.upper))
        else:
            cells.append(known.value)
    return Row(tuple(cells), unit.status)


def _axis(known: Sequence[Known], kind: str) -> tuple[float, float]:
    ends = [end for one in known for end in (one.value, one.lower, one.upper) if not math.isnan(end)]
    if not ends:
        return 0.0, 100.0
    low, high = 10.0 * math.floor(min(ends) / 10), 10.0 * math.ceil(max(ends) / 10)
    if kind == "mean":
        low, high = min(ends), max(ends)
    return (low, high) if high > low else (low - 1, high + 1)


def _lags(link: Link, names: Names, options: AnalysisOptions, locale: Locale) -> Table:
    level = locale.share(100 * options.level)
    columns = (
        Column("lag", locale.text("link.lag"), "text"),
        Column("units", locale.text("link.units"), "count", 2),
        Column("value", locale.text("link.points-per-point"), "mean"),
        Column("span", locale.text("link.limits", level=level), "text"),
        Column("verdict", locale.text("link.verdict"), "text", 1),
    )
    rows = []
    for lag in link.lags:
        leads, follows = (names.x, names.y) if lag.leads == "x" else (names.y, names.x)
        label = f"{leads} {lag.wave} → {follows} {lag.later}"
        told = verdict_of(lag) != "none"
        limits = span(lag.found.lower, lag.found.upper, locale) if told else ""
        said = locale.text(f"link.lag-{verdict_of(lag)}" if told else f"link.lag-{lag.status}")
        rows.append(Row((label, lag.units, lag.found.lead if told else None, limits, said)))
    return Table(f"lags-{link.x.measure}-{link.y.measure}", columns, tuple(rows))


def _making(links: Sequence[Link], options: AnalysisOptions, locale: Locale) -> tuple[str, ...]:
    level = locale.share(100 * options.level)
    lines = [locale.text("link.made-variance"), locale.text("link.made-reml", level=level)]
    lines.append(locale.text("link.made-slope"))
    if len(links) > 1:
        adjustment = locale.text(f"report.adjust-{options.adjust}")
        lines.append(locale.text("link.made-several", count=len(links), adjustment=adjustment))
    if any(link.lags for link in links):
        followed = any(lag.has_covariances for link in links for lag in link.lags)
        lines.append(locale.text("link.made-lag-followed" if followed else "link.made-lag"))
    return tuple(lines)
