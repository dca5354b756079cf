"""The report of one unit: its figures beside the whole and the rest, its trend, its questions, a page to work on.

It is made of the same rows as the report of the whole, so that nothing is in it that is hidden there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kundnojd.locale import Locale
from kundnojd.report import notes
from kundnojd.report.cover import cover
from kundnojd.report.headline import figures, shown_measures
from kundnojd.report.lines import lines
from kundnojd.report.model import Block, Notes, Report, Section, Table
from kundnojd.report.results import Results
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.unit_questions import chosen, chosen_table, unit_questions_table, workshop
from kundnojd.report.units import units_table, waves_table

if TYPE_CHECKING:
    import pandas as pd


def has_report(results: Results, info: SurveyInfo, unit: str) -> bool:
    """Whether the first measure of a unit is shown in the newest wave; a unit that is hidden gets no report."""
    shown = shown_measures(results, info)
    record = results.find(*shown[0], unit=unit, wave=results.wave) if shown else None
    return record is not None and record.value is not None


def build(frame: pd.DataFrame, results: Results, info: SurveyInfo, unit: str, locale: Locale) -> Report:
    """The report of one unit, from the rows of the whole survey with every question for every unit."""
    newest = results.wave
    own = _only(results, unit)
    headline = figures(results, info, locale, unit)
    questions = unit_questions_table(results, info, unit, locale)
    choice = chosen(results, info, unit)
    sections = [
        _section("headline", (headline,) if headline.figures else (), locale, newest),
        _with_legend("units", units_table(own, info, locale), own, info, locale, newest),
        _trend(results, own, info, unit, locale),
        _with_legend("questions", questions, own, info, locale, newest),
        _with_legend("strengths", chosen_table(choice, info, locale), own, info, locale, newest),
        _section("workshop", (workshop(choice, info, locale),) if choice.strong else (), locale, ""),
        _section("notes", (Notes(notes.making(own, info, locale)),), locale, ""),
    ]
    front = cover(frame, info, locale)
    return replace(
        front,
        title=unit,
        subtitle=(front.title, *front.subtitle[:1]),
        sections=tuple(section for section in sections if section is not None),
        notices=(),
    )


def _only(results: Results, unit: str) -> Results:
    """The rows of one unit and of the whole."""
    kept = {key: record for key, record in results.records.items() if record.unit in ("", unit)}
    return replace(results, records=kept, units=(unit,))


def _trend(results: Results, own: Results, info: SurveyInfo, unit: str, locale: Locale) -> Section | None:
    table = waves_table(own, info, locale, unit)
    section = _with_legend("waves", table, own, info, locale, "")
    drawn = lines(results, info, locale, unit)
    return replace(section, blocks=(*section.blocks, drawn)) if section and drawn else section


def _with_legend(
    key: str, table: Table | None, results: Results, info: SurveyInfo, locale: Locale, wave: str
) -> Section | None:
    if table is None or not table.rows:
        return None
    told = (*table.notes, *notes.legend(results, table, info, locale))
    return _section(key, (replace(table, notes=told),), locale, wave)


def _section(key: str, blocks: tuple[Block, ...], locale: Locale, wave: str) -> Section | None:
    if not blocks:
        return None
    address = f"unit.section-{key}"
    title = locale.text(address if locale.has(address) else f"report.section-{key}")
    return Section(key, f"{title} {wave}".rstrip(), blocks)
