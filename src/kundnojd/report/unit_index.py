"""The index of a set of reports: every unit with its base and headline figures, and the files of its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kundnojd.locale import Locale
from kundnojd.report import notes
from kundnojd.report.cover import front
from kundnojd.report.model import Notes, Report, Row, Section
from kundnojd.report.results import Results
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.units import units_table


def build(
    results: Results, info: SurveyInfo, locale: Locale, files: Mapping[str, tuple[tuple[str, str], ...]]
) -> Report:
    """The index, from the headline rows of all units and the whole.

    ``files`` are the files of each unit's report, ``""`` for the whole: a word and a name each. Units that are hidden
    or empty are there without figures and without files; units stand in reading order.
    """
    survey = front(len(results.units), [wave for wave in info.waves if wave in results.waves], info, locale)
    table = units_table(results, info, locale)
    sections = [Section("notes", locale.text("report.section-notes"), (Notes(notes.making(results, info, locale)),))]
    if table is not None:
        units = {row.cells[0]: row for row in table.rows if not row.is_total}
        ordered = [units[unit] for unit in results.units if unit in units]
        rows = [_linked(row, files.get(str(row.cells[0]), ())) for row in ordered]
        rows += [_linked(row, files.get("", ())) for row in table.rows if row.is_total]
        table = replace(table, rows=tuple(rows), notes=notes.legend(results, table, info, locale))
        sections.insert(0, Section("units", f"{locale.text('unit.index')} {results.wave}".rstrip(), (table,)))
    return replace(survey, sections=tuple(sections), notices=())


def _linked(row: Row, files: tuple[tuple[str, str], ...]) -> Row:
    if not files:
        return row
    (_, first), *others = files
    return replace(row, links=((str(row.cells[0]), first), *others))
