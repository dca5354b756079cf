"""The page of methods: what the tables of measures, intervals, tests, corrections and rules say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import kundnojd
from kundnojd.analyses.disclosure import RULES
from kundnojd.errors import UsageError
from kundnojd.inference import ADJUSTMENTS, INTERVALS, TESTS
from kundnojd.locale import Locale
from kundnojd.measures import presets
from kundnojd.report.model import Column, Notes, Provenance, Report, Row, Section, Table


@dataclass(frozen=True)
class Entry:
    """One method; ``group`` is measures, intervals, tests, adjustments or disclosure."""

    group: str
    name: str
    formula: str
    source: str
    use: str


def entries(name: str | None = None) -> tuple[Entry, ...]:
    """All methods, or those of a name (a name may stand in two groups); `UsageError` where there is none.

    >>> [entry.group for entry in entries("nps")]
    ['measures']
    """
    found = [Entry("measures", m.name, m.formula, m.source, m.note) for m in presets().values()]
    for group, table in (("intervals", INTERVALS), ("tests", TESTS), ("adjustments", ADJUSTMENTS)):
        found += [Entry(group, key, m.formula, m.source, m.use) for key, m in table.items()]
    found += [Entry("disclosure", key, rule.formula, rule.source, rule.use) for key, rule in RULES.items()]
    chosen = tuple(entry for entry in found if name in {None, entry.name})
    if not chosen:
        raise UsageError("no-such-method", name=name, allowed=tuple(dict.fromkeys(entry.name for entry in found)))
    return chosen


def build(chosen: Sequence[Entry], locale: Locale) -> Report:
    """The page: one section for each group; formulas and sources are in English, as they are cited."""
    sections = []
    for group in dict.fromkeys(entry.group for entry in chosen):
        own = [entry for entry in chosen if entry.group == group]
        title = locale.text(f"methods.{group}")
        if len(chosen) == 1:
            sections.append(Section(group, f"{title}: {own[0].name}", (Notes(_lines(own[0], locale)),)))
            continue
        columns = (
            Column("name", locale.text("methods.name"), "text"),
            Column("formula", locale.text("methods.formula"), "text"),
            Column("source", locale.text("methods.source"), "text", priority=1),
        )
        rows = tuple(Row((entry.name, entry.formula, entry.source)) for entry in own)
        sections.append(Section(group, title, (Table(group, columns, rows),)))
    return Report(
        title=locale.text("methods.title"),
        language=locale.code,
        subtitle=(),
        sections=tuple(sections),
        provenance=Provenance(kundnojd.__version__, (), {}, ""),
    )


def as_dicts(chosen: Sequence[Entry]) -> list[dict[str, object]]:
    """The entries as plain values."""
    return [{"group": e.group, "name": e.name, "formula": e.formula, "source": e.source, "use": e.use} for e in chosen]


def _lines(entry: Entry, locale: Locale) -> tuple[str, ...]:
    parts = (("formula", entry.formula), ("source", entry.source), ("use", entry.use))
    return tuple(f"{locale.text(f'methods.{key}')}: {text}" for key, text in parts if text)
