"""The page of methods: what the tables of measures, bands, intervals, tests and corrections say of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import kundnojd
from kundnojd.analyses.disclosure import RULES
from kundnojd.errors import UsageError
from kundnojd.inference import ADJUSTMENTS, INTERVALS, PAIRED_TESTS, TARGET_TESTS, TESTS, Method
from kundnojd.inference.between_methods import SPREAD
from kundnojd.inference.designs import DESIGNS
from kundnojd.inference.driver_methods import DRIVERS
from kundnojd.inference.key_figure_methods import FORMULAS
from kundnojd.inference.linkage_methods import LINKAGES
from kundnojd.inference.nonresponse import NONRESPONSE
from kundnojd.inference.planning_methods import COMPARING, PLANNING
from kundnojd.inference.ranking_methods import FUNNELS, RANKINGS
from kundnojd.inference.response_rates import RATES
from kundnojd.inference.visit_methods import VISITS
from kundnojd.inference.words import WORDS
from kundnojd.locale import Locale
from kundnojd.measures import presets
from kundnojd.measures.bands import Bands, bands
from kundnojd.measures.customer_methods import CUSTOMERS
from kundnojd.measures.paths import MODELS
from kundnojd.report import measure_facts
from kundnojd.report.model import Block, Column, Notes, Provenance, Report, Row, Section, Table
from kundnojd.report.named import beginning

# Groups of methods with their tables, after measures and bands; each has a title in [methods] of the locale.
GROUPS: tuple[tuple[str, Mapping[str, Method[Any]]], ...] = (
    ("intervals", INTERVALS),
    ("tests", {**TESTS, **TARGET_TESTS, **PAIRED_TESTS}),
    ("adjustments", ADJUSTMENTS),
    ("designs", DESIGNS),
    ("response", {**NONRESPONSE, **RATES}),
    ("rankings", {**FUNNELS, **RANKINGS}),
    ("spread", SPREAD),
    ("visits", VISITS),
    ("linkages", LINKAGES),
    ("drivers", DRIVERS),
    ("customers", CUSTOMERS),
    ("models", MODELS),
    ("key-figures", FORMULAS),
    ("words", WORDS),
    ("planning", {**PLANNING, **COMPARING}),
    ("disclosure", RULES),
)


@dataclass(frozen=True)
class Entry:
    """One method; ``group`` is measures, bands, or one of `GROUPS`.

    ``part`` is the part of the group it stands in, ``facts`` are further lines as (key in ``[methods]``, text), and
    ``levels`` the bands whose levels are shown.
    """

    group: str
    name: str
    formula: str
    source: str
    use: str
    part: str = ""
    facts: measure_facts.Facts = ()
    levels: Bands | None = None
    limits: str = ""


def entries(name: str | None = None) -> tuple[Entry, ...]:
    """All methods, or those of a name (a name may stand in two groups); `UsageError` where there is none.

    >>> [entry.group for entry in entries("nps")], [entry.group for entry in entries("insikt")]
    (['measures'], ['measures', 'bands'])
    """
    found = [
        Entry("measures", m.name, m.formula, m.source, m.note, m.group, measure_facts.of_measure(m))
        for m in presets().values()
    ]
    found += [
        Entry("bands", one.name, "", one.source, "", facts=measure_facts.of_bands(one), levels=one)
        for one in bands().values()
    ]
    for group, table in GROUPS:
        found += [Entry(group, key, m.formula, m.source, m.use, limits=m.limits) for key, m in table.items()]
    chosen = tuple(entry for entry in found if name in {None, entry.name})
    if not chosen:
        raise UsageError("no-such-method", name=name, allowed=tuple(dict.fromkeys(entry.name for entry in found)))
    return chosen


def listing(chosen: Sequence[Entry], locale: Locale) -> Report:
    """The methods at a glance: a table for each group; formulas and sources are in English, as they are cited."""
    sections = []
    for group, own in groupby(chosen, lambda entry: entry.group):
        rows = tuple(Row((entry.name, entry.formula or _levels_line(entry), entry.source)) for entry in own)
        columns = (
            Column("name", locale.text("methods.name"), "text"),
            Column("formula", locale.text("methods.levels" if group == "bands" else "methods.formula"), "text"),
            Column("source", locale.text("methods.source"), "text", priority=1),
        )
        sections.append(Section(group, locale.text(f"methods.{group}"), (Table(group, columns, rows),)))
    return _report(sections, locale)


def details(chosen: Sequence[Entry], locale: Locale) -> Report:
    """Everything about a few methods: a section for each."""
    sections = [
        Section(entry.group, f"{locale.text(f'methods.{entry.group}')}: {entry.name}", _blocks(entry, locale))
        for entry in chosen
    ]
    return _report(sections, locale)


def page(chosen: Sequence[Entry], locale: Locale) -> Report:
    """The methods as a page to read: headings for groups, their parts and each method."""
    sections = []
    for group, own in groupby(chosen, lambda entry: entry.group):
        about = Notes((locale.text(f"methods.about-{group}"),)) if locale.has(f"methods.about-{group}") else None
        sections.append(Section(group, locale.text(f"methods.{group}"), (about,) if about else ()))
        for part, inside in groupby(own, lambda entry: entry.part):
            if part:
                sections.append(Section(part, locale.text(f"methods.part-{part}"), (), level=2))
            depth = 3 if part else 2
            sections += [Section(entry.name, entry.name, _blocks(entry, locale), level=depth) for entry in inside]
    return _report(sections, locale)


def as_dicts(chosen: Sequence[Entry]) -> list[dict[str, object]]:
    """The entries as plain values."""
    return [
        {
            "group": e.group,
            "name": e.name,
            "formula": e.formula,
            "source": e.source,
            "use": e.use,
            "limits": e.limits,
            **dict(e.facts),
            **({"levels": _plain_levels(e.levels)} if e.levels else {}),
        }
        for e in chosen
    ]


def _plain_levels(levels: Bands) -> list[dict[str, object]]:
    return [{"name": level.name, "from": level.at, "above": level.above} for level in levels.levels]


def _blocks(entry: Entry, locale: Locale) -> tuple[Block, ...]:
    own = (("formula", entry.formula), *entry.facts, ("use", entry.use))
    own = (*own, ("limits", entry.limits), ("source", entry.source))
    lines = Notes(tuple(f"{locale.text(f'methods.{key}')}: {text}" for key, text in own if text))
    return (lines, _levels(entry.levels, locale)) if entry.levels else (lines,)


def _levels(levels: Bands, locale: Locale) -> Table:
    """The levels of bands from the highest to the lowest, with their translation where there is one."""
    values = Column("values", locale.text("methods.values"), "text")
    columns = [Column("level", locale.text("named.band"), "text"), values]
    translated = levels.language != locale.code
    if translated:
        columns.insert(1, Column("translation", locale.text("methods.translation"), "text"))
    rows = []
    following = [*levels.levels[1:], None]
    for level, above in zip(levels.levels, following, strict=True):
        words = (level.name, level.word(locale.code)) if translated else (level.name,)
        rows.append(Row((*words, beginning(level, above, locale))))
    return Table("levels", tuple(columns), tuple(reversed(rows)))


def _levels_line(entry: Entry) -> str:
    """The levels in few words, each with where it begins."""
    if entry.levels is None:
        return ""
    levels = entry.levels.levels
    limits = ["", *(f" ≥ {level.at:g}" if level.above is None else f" > {level.above:g}" for level in levels[1:])]
    return ", ".join(f"{level.name}{limit}" for level, limit in zip(levels, limits, strict=True))


def _report(sections: Sequence[Section], locale: Locale) -> Report:
    return Report(
        title=locale.text("methods.title"),
        language=locale.code,
        subtitle=(),
        sections=tuple(sections),
        provenance=Provenance(kundnojd.__version__, (), {}, ""),
    )
