"""The report of ``analyze``: headline, units, waves and questions, each a pivot of the long frame of results."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kundnojd.locale import Locale
from kundnojd.report import notes
from kundnojd.report.cover import cover
from kundnojd.report.groups import groups_apart, groups_table
from kundnojd.report.headline import figures
from kundnojd.report.lines import lines
from kundnojd.report.model import Block, Notes, Report, Section, Table
from kundnojd.report.questions import answers_table, question_names, questions_table
from kundnojd.report.results import Results, read
from kundnojd.report.scorecard import section as scorecard_section
from kundnojd.report.several import parted, several_table
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.units import detail_table, units_table, waves_table

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.analyses.scorecard import Scorecard

__all__ = ["SurveyInfo", "build"]


def build(results: pd.DataFrame, info: SurveyInfo, locale: Locale, key_figures: Scorecard | None = None) -> Report:
    """The report of a survey from the long frame of results, with the columns of the contract.

    Sections that nothing is known for are left out, so that any choice of measures gives a report. Numbers stay raw:
    points from 0 to 100 for indices and shares, from -100 to 100 for net scores. Rows of groups, and of
    questions with several answers, make sections of their own. ``key_figures`` make one after the headline.
    """
    results, groups = groups_apart(results)
    ratings, several = parted(results, info)
    found = read(ratings, info.waves)
    chosen = read(several, info.waves)
    newest = found.wave or (info.waves[-1] if len(info.waves) == 1 else "")
    numbers = {name: number for number, name in enumerate(question_names(found, info), 1)}
    headline = figures(found, info, locale)
    units = units_table(found, info, locale)
    sections = [
        _section("headline", (headline,) if headline.figures else (), locale, newest),
        scorecard_section(key_figures, info, locale) if key_figures else None,
        _table_section(units, found, info, locale, newest),
        _table_section(groups_table(parted(groups, info)[0], info, locale), found, info, locale, newest),
        _waves_section(found, info, locale),
        _table_section(questions_table(found, info, locale), found, info, locale, newest),
        _table_section(detail_table(found, info, numbers, units, locale), found, info, locale, newest),
        _table_section(answers_table(found, info, locale), found, info, locale, ""),
        _table_section(several_table(chosen, info, locale), chosen, info, locale, newest),
        _section("notes", _lines(notes.making(found, info, locale)), locale, ""),
        _section("reading", _lines(notes.reading(info, locale)), locale, ""),
    ]
    sections = _legends_once(sections)
    front = cover(results, info, locale)
    return replace(front, sections=tuple(section for section in sections if section is not None))


def _table_section(
    table: Table | None, results: Results, info: SurveyInfo, locale: Locale, wave: str
) -> Section | None:
    if table is None or not table.rows:
        return None
    lines = (*table.notes, *notes.legend(results, table, info, locale))
    return _section(table.key, (replace(table, notes=lines),), locale, wave)


def _waves_section(found: Results, info: SurveyInfo, locale: Locale) -> Section | None:
    section = _table_section(waves_table(found, info, locale), found, info, locale, "")
    drawn = lines(found, info, locale)
    return replace(section, blocks=(*section.blocks, drawn)) if section and drawn else section


def _section(key: str, blocks: tuple[Block, ...], locale: Locale, wave: str) -> Section | None:
    if not blocks:
        return None
    title = locale.text(f"report.section-{key}")
    return Section(key, f"{title} {wave}".rstrip(), blocks)


def _legends_once(sections: list[Section | None]) -> list[Section | None]:
    """The sections, each mark explained under the first table it stands in only."""
    said: set[str] = set()
    kept: list[Section | None] = []
    for section in sections:
        if section is None or not isinstance(section.blocks[0], Table):
            kept.append(section)
            continue
        table = section.blocks[0]
        kept.append(
            replace(
                section,
                blocks=(replace(table, notes=tuple(n for n in table.notes if n not in said)), *section.blocks[1:]),
            )
        )
        said.update(table.notes)
    return kept


def _lines(lines: tuple[str, ...]) -> tuple[Block, ...]:
    return (Notes(lines),) if lines else ()
