"""The report of ``complaints``: shares, satisfaction by what became of the problem, differences, cost, units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kundnojd.analyses.complaints import COST, DIFFERENCE, LEAST_FOR_COST
from kundnojd.locale import Locale
from kundnojd.measures import complaints as asked
from kundnojd.measures.complaints import ComplaintQuestions
from kundnojd.measures.score import satisfied, top_box
from kundnojd.questionnaire.facts import solved_values
from kundnojd.report.answers_that_count import answers_of, part
from kundnojd.report.complaint_words import Facts, said
from kundnojd.report.cover import cover
from kundnojd.report.groups import groups_apart, groups_table
from kundnojd.report.headline import figures, measure_label
from kundnojd.report.lines import lines
from kundnojd.report.model import Block, Cell, Change, Column, Interval, Notes, Report, Row, Table
from kundnojd.report.results import read
from kundnojd.report.sections import Sections
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.units import units_table, waves_table

if TYPE_CHECKING:
    import pandas as pd

_HEADLINE = (asked.PROBLEM, asked.SILENT, asked.SOLVED)
# By unit and wave everything is counted so that more is better, as the marks of other reports have it.
_BY_UNIT = (asked.WITHOUT, asked.COMPLAINED, asked.SOLVED)
_WHOLE = 100.0


def build(frame: pd.DataFrame, questions: ComplaintQuestions, info: SurveyInfo, locale: Locale) -> Report:
    """The report from the frame of `kundnojd.analyses.complaints`: the newest wave, and the shares over the waves."""
    events = tuple(one.name for one in (questions.problem, questions.complained, questions.handled) if one is not None)
    info = replace(info, headline_measure="", made_of=dict.fromkeys((*_HEADLINE, *_BY_UNIT), events))
    shares, groups = groups_apart(frame[frame["group"] == ""].assign(question="", answer=""))
    units = read(shares[shares["measure"].isin(_BY_UNIT)], info.waves)
    headline = read(shares[shares["measure"].isin(_HEADLINE)], info.waves)
    newest = units.wave or (info.waves[-1] if len(info.waves) == 1 else "")
    of_groups = groups_table(groups[groups["measure"].isin(_BY_UNIT)], info, locale)
    facts = Facts(frame[frame["wave"] == units.wave].to_dict("records"), locale)
    figured = figures(headline, info, locale)
    # A rise of these is no good news, which the colours of the marks would say.
    shown = [one if one.key == asked.SOLVED else replace(one, change=None) for one in figured.figures]
    lead: tuple[Block, ...] = (replace(figured, figures=tuple(shown)), Notes(said(facts, questions)))
    make = Sections("complaints", info, locale)
    sections = [
        make.of("headline", newest, *lead),
        make.of("groups", newest, _with_rows(_groups(facts, questions, info, locale))),
        make.of("differences", newest, _with_rows(_differences(facts, questions, info, locale))),
        make.of("cost", newest, _with_rows(_cost(facts, questions, info, locale))),
        make.tabled("units", newest, units_table(units, info, locale), units),
        make.tabled("segments", newest, of_groups, units),
        make.tabled("waves", "", waves_table(units, info, locale), units, lines(units, info, locale)),
        make.of("notes", "", Notes(_how_to_read(questions, info, locale))),
        make.reading(),
    ]
    return replace(cover(shares, info, locale), sections=tuple(section for section in sections if section is not None))


def _with_rows(table: Table | None) -> Table | None:
    return table if table is not None and table.rows else None


def _groups(facts: Facts, questions: ComplaintQuestions, info: SurveyInfo, locale: Locale) -> Table | None:
    """The groups down, the outcomes across; the first with its interval and against those without a problem."""
    if not questions.outcomes:
        return None
    first = questions.outcomes[0]
    names = [name for name in asked.PARENTS if (first, name, "") in facts.rows]
    reach = _axis([facts.rows[first, name, ""] for name in names])
    level = locale.share(100 * info.level)
    columns = [
        Column("group", locale.text("complaints.group"), "text"),
        Column("n", locale.text("report.n"), "count"),
        Column(first, measure_label(first, locale), "share"),
        Column("interval", locale.text("report.interval", level=level), "interval", 1, "share", *reach),
    ]
    for outcome in questions.outcomes:
        if outcome != first:
            columns.append(Column(outcome, _label(outcome, locale), "share", 3))
        priority = 2 if outcome == first else 4
        columns.append(Column(f"{outcome}-none", locale.text("complaints.against-none"), "change", priority, "share"))
    rows = []
    for name in names:
        lead = facts.rows[first, name, ""]
        label = group_label(name, questions, locale)
        if np.isnan(lead["value"]):
            remark = locale.text("report.empty-unit" if lead["status"] == "empty" else "report.hidden")
            rows.append(Row((label, *(None for _ in columns[1:])), lead["status"], remark=remark))
            continue
        cells: list[Cell] = [label, int(lead["n"]), lead["value"], _interval(lead)]
        for outcome in questions.outcomes:
            own = facts.rows[outcome, name, ""]
            if outcome != first:
                cells.append(None if np.isnan(own["value"]) else own["value"])
            cells.append(_change(facts.rows.get((outcome, name, asked.NO_PROBLEM))))
        rows.append(Row(tuple(cells), lead["status"]))
    legend = [locale.text("report.legend-verdict", level=level, adjustment=locale.text(f"report.adjust-{info.adjust}"))]
    if any(row.status == "low-base" for row in rows):
        legend.append(locale.text("report.legend-low-base", base=info.low_base))
    if any(row.status == "hidden" for row in rows):
        legend.append(locale.text("report.legend-hidden", minimum=info.min_n))
    return Table("groups", tuple(columns), tuple(rows), notes=tuple(legend))


def _differences(facts: Facts, questions: ComplaintQuestions, info: SurveyInfo, locale: Locale) -> Table | None:
    """Every pair of groups that is compared, with the difference and the interval of each outcome."""
    pairs = dict.fromkeys(key[1:] for key, row in facts.rows.items() if row["kind"] == DIFFERENCE)
    if not pairs:
        return None
    level = locale.share(100 * info.level)
    columns = [Column("pair", locale.text("complaints.pair"), "text")]
    ends = [row[end] for row in facts.rows.values() if row["kind"] == DIFFERENCE for end in ("lower", "upper")]
    low, high = np.floor(min(ends) / 10) * 10, np.ceil(max(ends) / 10) * 10
    for place, outcome in enumerate(questions.outcomes):
        columns.append(Column(f"{DIFFERENCE}-{outcome}", _label(outcome, locale), "change", 2 * place, "share"))
        label = locale.text("report.interval", level=level)
        columns.append(
            Column(f"{DIFFERENCE}-{outcome}-interval", label, "interval", 2 * place + 1, "net", low, high, 0.0)
        )
    rows = []
    for group, against in pairs:
        names = (group_label(name, questions, locale) for name in (group, against))
        cells: list[Cell] = [" − ".join(names)]
        found = [facts.rows.get((outcome, group, against)) for outcome in questions.outcomes]
        for row in found:
            cells += [_change(row), None if row is None else _interval(row)]
        few = any(row is not None and row["status"] == "low-base" for row in found)
        rows.append(Row(tuple(cells), "low-base" if few else "ok"))
    return Table("differences", tuple(columns), tuple(rows), locale.text("complaints.association"))


def _cost(facts: Facts, questions: ComplaintQuestions, info: SurveyInfo, locale: Locale) -> Table | None:
    """What problems take from each outcome in points, and the parts of it."""
    names = [
        "",
        *(name for name in asked.PARENTS if any((f"{COST}-{o}", name, "") in facts.rows for o in asked.OUTCOMES)),
    ]
    wholes = [row for o in questions.outcomes if (row := facts.rows.get((f"{COST}-{o}", "", "")))]
    if not wholes:
        return None
    level = locale.share(100 * info.level)
    every = [row for row in facts.rows.values() if row["kind"] == COST]
    ends = [row[end] for row in every for end in ("lower", "upper", "value") if not np.isnan(row[end])]
    low, high = min(0.0, *ends), max(1.0, *ends)
    columns = [Column("part", locale.text("complaints.part"), "text")]
    for outcome in questions.outcomes:
        columns.append(Column(f"{COST}-{outcome}", _label(outcome, locale), "index", 0))
        label = locale.text("report.interval", level=level)
        columns.append(
            Column(f"{COST}-{outcome}-interval", label, "interval", 1, "index", np.floor(low), np.ceil(high), 0.0)
        )
    rows = []
    for name in names:
        cells: list[Cell] = [group_label(name, questions, locale) if name else locale.text("complaints.all-problems")]
        for outcome in questions.outcomes:
            row = facts.rows.get((f"{COST}-{outcome}", name, ""))
            is_told = row is not None and not np.isnan(row["lower"])
            cells += [None if row is None else row["value"], _interval(row) if row is not None and is_told else None]
        rows.append(Row(tuple(cells)))
    return Table("cost", tuple(columns), tuple(rows), locale.text("complaints.cost-caption"))


def group_label(name: str, questions: ComplaintQuestions, locale: Locale) -> str:
    """The name of a group; where nobody was asked about complaining, a solved problem is not a solved complaint."""
    is_problem = questions.complained is None and name in {asked.SOLVED, asked.NOT_SOLVED}
    return locale.text(f"complaints.group-{name}{'-problem' if is_problem else ''}")


def _label(outcome: str, locale: Locale) -> str:
    return locale.text("complaints.promoters") if outcome == asked.OUTCOMES[2] else measure_label(outcome, locale)


def _axis(rows: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    known = [row for row in rows if not np.isnan(row["value"])]
    ends = [row[end] for row in known for end in ("lower", "upper")]
    return (float(np.floor(min(ends) / 10) * 10), float(np.ceil(max(ends) / 10) * 10)) if ends else (0.0, _WHOLE)


def _interval(row: Mapping[str, Any]) -> Interval:
    return Interval(row["value"], row["lower"], row["upper"])


def _change(row: Mapping[str, Any] | None) -> Change | None:
    return None if row is None else Change(row["value"], row["verdict"], row["lower"], row["upper"])


def _how_to_read(questions: ComplaintQuestions, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """Which answers count, and what the figures can not say."""
    made = [part(questions.problem, "", locale)]
    if questions.complained is not None:
        made.append(part(questions.complained, "", locale))
    if questions.handled is not None:
        made.append(part(questions.handled, answers_of(questions.handled, solved_values(questions.handled)), locale))
    lines_ = [locale.text("complaints.made-of", questions="; ".join(made))]
    if questions.overall is not None:
        of_satisfied, of_top = (
            answers_of(questions.overall, values(questions.overall)) for values in (satisfied, top_box)
        )
        question = questions.overall.text or questions.overall.name
        lines_.append(locale.text("complaints.cut", question=question, satisfied=of_satisfied, top=of_top))
    for missing, key in ((questions.complained, "complained"), (questions.handled, "handled")):
        if missing is None:
            lines_.append(locale.text(f"complaints.not-{key}"))
    adjustment = locale.text(f"report.adjust-{info.adjust}")
    lines_ += [
        locale.text("complaints.read-different"),
        locale.text("complaints.read-cost", least=LEAST_FOR_COST),
        locale.text("complaints.read-units"),
        locale.text("complaints.read-methods", level=locale.share(100 * info.level), adjustment=adjustment),
    ]
    return tuple(lines_)
