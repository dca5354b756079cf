"""The report of one unit: its figures beside the whole and the rest, its trend, its questions, a page to work on.

It is made of the same rows as the report of the whole, so that nothing is in it that is hidden there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kundnojd.analyses.unit_comments import Listed
from kundnojd.locale import Locale
from kundnojd.report import notes
from kundnojd.report.cover import front
from kundnojd.report.headline import figures, shown_measures
from kundnojd.report.lines import lines
from kundnojd.report.model import Block, Figures, Notes, Report, Section, Table
from kundnojd.report.results import Results
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.unit_comments import comments_section
from kundnojd.report.unit_questions import chosen, chosen_table, unit_questions_table, workshop
from kundnojd.report.units import units_table, waves_table


def with_report(results: Results, info: SurveyInfo, units: Sequence[str]) -> tuple[str, ...]:
    """The units of which the first measure is shown in the newest wave; one that is hidden or empty gets no report."""
    shown = shown_measures(results, info)
    if not shown:
        return ()
    found = {unit: results.find(*shown[0], unit=unit, wave=results.wave) for unit in units}
    return tuple(unit for unit, record in found.items() if record is not None and record.value is not None)


def build(
    own: Results,
    info: SurveyInfo,
    unit: str,
    locale: Locale,
    *,
    units: int = 0,
    parts: Results | None = None,
    key_figures: Section | None = None,
    comments: Sequence[Listed] = (),
) -> Report:
    """The report of one unit.

    ``own`` are the rows of the unit and of the whole, with every question; ``units`` is how many units the survey has.
    ``parts`` are the rows of the unit and of the units it consists of, where it is a region of a hierarchy.
    ``key_figures`` is the section of those that the unit has, ``comments`` are those that may be listed, by open
    question.
    """
    newest = own.wave
    headline = figures(own, info, locale, unit)
    choice = chosen(own, info, unit)
    inside = _inside(parts, info, unit, locale) if parts else None
    sections = [
        _section("headline", (headline,) if headline.figures else (), locale, newest),
        key_figures,
        _with_legend("units", units_table(own, info, locale), own, info, locale, newest),
        _with_legend("parts", inside, parts, info, locale, newest) if parts else None,
        _trend(own, info, unit, locale),
        _with_legend("questions", unit_questions_table(own, info, unit, locale), own, info, locale, newest),
        _with_legend("strengths", chosen_table(choice, info, locale), own, info, locale, newest),
        comments_section(comments, info, locale),
        _section("workshop", (workshop(choice, info, locale),) if choice.strong else (), locale, ""),
        _section("notes", (Notes(notes.making(own, info, locale)),), locale, ""),
    ]
    survey = front(units, [wave for wave in info.waves if wave in own.waves], info, locale)
    return replace(
        survey,
        title=unit,
        subtitle=(
            survey.title,
            locale.text("unit.whole-survey", facts=survey.subtitle[0]),
            *_few_answers(headline, info, locale),
        ),
        sections=tuple(section for section in sections if section is not None),
        notices=(),
    )


def _few_answers(headline: Figures, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    first = headline.figures[0] if headline.figures else None
    if first is None or first.status != "low-base":
        return ()
    return (locale.text("unit.few-answers", count=first.n, base=info.low_base),)


def _inside(parts: Results, info: SurveyInfo, unit: str, locale: Locale) -> Table | None:
    """The units of a region, and the region as the whole of them."""
    records = {(*key[:3], "" if key[3] == unit else key[3], key[4]): r for key, r in parts.records.items()}
    records = {key: replace(record, unit=key[3]) for key, record in records.items()}
    units = tuple(name for name in parts.units if name != unit)
    table = units_table(replace(parts, records=records, units=units), info, locale)
    if table is None:
        return None
    rows = tuple(replace(row, cells=(unit, *row.cells[1:])) if row.is_total else row for row in table.rows)
    return replace(table, key="parts", rows=rows)


def _trend(own: Results, info: SurveyInfo, unit: str, locale: Locale) -> Section | None:
    section = _with_legend("waves", waves_table(own, info, locale, unit), own, info, locale, "")
    drawn = lines(own, info, locale, unit)
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
