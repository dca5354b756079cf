"""The section of ``inspect`` that says what differs between the waves."""

from __future__ import annotations

from collections.abc import Sequence

from kundnojd.analyses.drift import Drift
from kundnojd.locale import Locale
from kundnojd.report.model import BREAK, Column, Row, Section, Table


def drift_section(drifts: Sequence[Drift], locale: Locale) -> Section | None:
    """A table of the differences, wave by wave; ``None`` where there are none."""
    if not drifts:
        return None
    columns = (
        Column("wave", locale.text("report.wave"), "text"),
        Column("what", locale.text("inspect.drift-what"), "text"),
        Column("name", locale.text("inspect.drift-name"), "text"),
        Column("before", locale.text("inspect.drift-before"), "text", 1),
        Column("after", locale.text("inspect.drift-after"), "text", 1),
    )
    rows = tuple(Row((one.wave, _what(one, locale), one.name, one.before, one.after)) for one in drifts)
    notes = [locale.text("inspect.drift-legend")] if any(one.breaks for one in drifts) else []
    joins = [one.settings for one in drifts if one.settings]
    if joins:
        notes += [locale.text("inspect.drift-join"), *joins]
    return Section("drift", locale.text("inspect.section-drift"), (Table("drift", columns, rows, notes=tuple(notes)),))


def drift_dict(drift: Drift) -> dict[str, object]:
    """A difference as plain values for JSON."""
    return {
        "wave": drift.wave,
        "since": drift.since,
        "kind": drift.kind,
        "name": drift.name,
        "before": drift.before,
        "after": drift.after,
        "breaks": drift.breaks,
        "settings": drift.settings,
    }


def _what(drift: Drift, locale: Locale) -> str:
    text = locale.text(f"inspect.drift-{drift.kind}")
    return f"{text} {BREAK}" if drift.breaks else text
