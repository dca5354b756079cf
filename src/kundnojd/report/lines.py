"""The headline measures over the waves, with their intervals, as something to draw."""

from __future__ import annotations

from kundnojd.locale import Locale
from kundnojd.report.headline import measure_label, shown_measures
from kundnojd.report.model import Line, Lines
from kundnojd.report.results import Results
from kundnojd.report.survey import SurveyInfo


def lines(results: Results, info: SurveyInfo, locale: Locale, unit: str = "") -> Lines | None:
    """A line for each headline measure of a unit or of the whole; ``None`` where there is only one wave."""
    if len(results.waves) < 2:
        return None
    found = []
    for measure, question in shown_measures(results, info):
        records = [results.find(measure, question, unit=unit, wave=wave) for wave in results.waves]
        broken = info.breaks_of(question)
        found.append(
            Line(
                key=measure,
                label=measure_label(measure, locale),
                kind=results.kind(measure),
                waves=results.waves,
                values=tuple(r.value if r else None for r in records),
                lower=tuple(r.lower if r else None for r in records),
                upper=tuple(r.upper if r else None for r in records),
                breaks=frozenset(place for place, wave in enumerate(results.waves) if wave in broken),
            )
        )
    return Lines(tuple(found), info.level) if found else None
