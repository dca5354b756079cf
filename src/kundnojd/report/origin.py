"""Where the figures of a report come from, as lines a person can read."""

from __future__ import annotations

import datetime

from kundnojd.locale import Locale
from kundnojd.report.model import Provenance


def origin(provenance: Provenance, locale: Locale) -> tuple[tuple[str, str], ...]:
    """Pairs of a label and a text: program, each input with its sha256, options, time."""
    lines = [(locale.text("provenance.program"), f"kundnojd {provenance.version}")]
    lines += [(locale.text("provenance.input"), f"{file} · sha256 {digest}") for file, digest in provenance.inputs]
    options = " · ".join(f"{name.replace('_', '-')} {_shown(value)}" for name, value in provenance.options.items())
    if options:
        lines.append((locale.text("provenance.options"), options))
    if provenance.time:
        lines.append((locale.text("provenance.time"), when(provenance.time, locale)))
    return tuple(lines)


def when(time: str, locale: Locale) -> str:
    """A time in ISO 8601 as the language writes it.

    >>> from kundnojd.locale import load
    >>> when("2026-03-01T14:05:00+00:00", load("sv"))
    '1 mars 2026 14:05 UTC'
    """
    from babel.dates import format_date

    moment = datetime.datetime.fromisoformat(time).astimezone(datetime.UTC)
    return f"{format_date(moment.date(), format='long', locale=locale.code)} {moment:%H:%M} UTC"


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
