"""The units of two files joined, and the sides of ``kundnojd link`` made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kundnojd.cli.linking import ENGAGEMENT, Counted, code_columns, counted, outcome, staff_request
from kundnojd.cli.reading import ReadingRequest
from kundnojd.errors import UsageError

if TYPE_CHECKING:
    from kundnojd.analyses import AnalysisOptions, Protection
    from kundnojd.analyses.linkage import Link, Side
    from kundnojd.cli.link import Chosen
    from kundnojd.locale import Locale
    from kundnojd.measures import Target
    from kundnojd.questionnaire.unit_names import NameMatch
    from kundnojd.report.linkage_facts import LeftOut, LinkFacts
    from kundnojd.report.survey import SurveyInfo
    from kundnojd.tally.survey import Survey


@dataclass(frozen=True)
class Estimated:
    """A survey with joined units: what is hidden of it, and a side for each measure."""

    survey: Survey
    plan: Protection
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Linked:
    """What a run found: the links, what the report says of the joining, and the surveys that were read."""

    links: tuple[Link, ...]
    facts: LinkFacts
    read: tuple[Counted, ...]
    estimated: tuple[Estimated, ...]
    inputs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Second:
    """The second file: a survey that was counted, or the side that a table of figures is."""

    names: tuple[str, ...]
    inputs: tuple[tuple[str, str], ...]
    staff: Counted | None = None
    table: Side | None = None
    blank: int = 0


def linked(
    customers: Counted, request: ReadingRequest, second: str, chosen: Chosen, options: AnalysisOptions, language: str
) -> Linked:
    """Read the second file, join the units, write the map where one is asked for, and link the sides."""
    from kundnojd.analyses import linkage
    from kundnojd.analyses.linkage_sides import groups_of, matched_units, units_of, waves_in_common
    from kundnojd.questionnaire.unit_names import require_joined

    theirs = _read_second(customers, request, second, chosen, options.level)
    own = units_of(customers.survey.tally)
    is_read = bool(chosen.map_file) and Path(chosen.map_file or "").exists()
    found = joined(theirs.names, own, chosen.map_file)
    written = write_map(chosen.map_file, found, language) if chosen.map_file and not is_read else 0
    require_joined(found)
    ours = estimated(customers, groups_of(found.joined, "customers"), own, options)
    made: tuple[Estimated, ...] = (ours,)
    other: tuple[Side, ...] = () if theirs.table is None else (theirs.table,)
    if theirs.staff is not None:
        staff = estimated(theirs.staff, groups_of(found.joined, "staff"), theirs.names, options)
        made, other = (ours, staff), staff.sides
    is_table = theirs.table is not None
    sides = [(x, y) for x in (ours.sides if is_table else other) for y in (other if is_table else ours.sides)]
    waves = waves_in_common(sides[0][0].waves, sides[0][1].waves)
    matched = matched_units(found, x_is_customers=is_table, staff_is_table=is_table)
    links = linkage.link(sides, matched, waves, linkage.LinkOptions(options.level, options.adjust))
    facts = _facts(found, theirs, customers, (other[0], ours.sides[0]), waves)
    facts = replace(facts, map_file=chosen.map_file or "", map_is_read=is_read, map_rows=written)
    surveys = tuple(filter(None, (customers, theirs.staff)))
    facts = replace(facts, files=(second, request.files[0]))
    return Linked(links, facts, surveys, made, (*customers.inputs, *theirs.inputs))


def _facts(
    found: NameMatch,
    theirs: _Second,
    customers: Counted,
    sides: tuple[Side, Side],
    waves: tuple[tuple[str, str], ...],
) -> LinkFacts:
    """What the report says of the joining; ``sides`` are one of the second file and one of the first."""
    from kundnojd.report.linkage_facts import LinkFacts

    is_table = theirs.table is not None
    wave = waves[-1] if not is_table else (waves[-1][1], waves[-1][0])
    left = (
        _left("figures" if is_table else "staff", sides[0], found.staff_alone, wave[0]),
        _left("survey" if is_table else "customers", sides[1], found.customers_alone, wave[1]),
    )
    codes = None
    can_read_again = customers.request.files[0] != "-"
    if theirs.staff is not None and can_read_again and (found.staff_alone or found.customers_alone):
        codes = code_columns(customers, theirs.staff)
    return LinkFacts(found, is_table, left, waves, codes=codes, blank=theirs.blank)


def _read_second(customers: Counted, request: ReadingRequest, second: str, chosen: Chosen, level: float) -> _Second:
    from kundnojd.analyses.linkage_sides import table_side, units_of
    from kundnojd.report.describing import digest

    said = chosen.staff
    if not said.outcome:
        staff = counted(_second(request, second, chosen), said.staff_measure or (), "staff")
        return _Second(units_of(staff.survey.tally), staff.inputs, staff=staff)
    errors = (said.outcome_se or "", said.outcome_n or "")
    columns = (said.outcome, *errors, said.staff_unit or "", said.staff_wave or "")
    figures = outcome(second, columns, customers.survey)
    table = table_side(figures, level)
    return _Second(table.units, ((second, digest(Path(second))),), table=table, blank=figures.blank)


def _second(request: ReadingRequest, second: str, chosen: Chosen) -> ReadingRequest:
    said = chosen.staff
    own = ReadingRequest(
        files=(second,),
        sheet=said.staff_sheet,
        unit=(said.staff_unit,) if said.staff_unit else (),
        wave=said.staff_wave,
        weight=said.staff_weight,
        config=said.staff_config,
        quiet=request.quiet,
    )
    return staff_request(request, second, own)


def _left(key: str, side: Side, names: Sequence[str], wave: str) -> LeftOut:
    from kundnojd.analyses.linkage_sides import answers_of
    from kundnojd.report.linkage_facts import LeftOut

    answers, hidden = answers_of(side, names, wave)
    return LeftOut(key, tuple(names), answers, hidden)


def estimated(
    one: Counted, groups: Sequence[tuple[str, ...]], units: Sequence[str], options: AnalysisOptions
) -> Estimated:
    """The survey with its units merged as ``groups`` say, and a side for each measure over ``units``."""
    from kundnojd.analyses import results
    from kundnojd.analyses.linkage_sides import merged, survey_side, waves_of
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.weighing import weighed

    known, _ = weighed(one.request, one.settings, one.survey, None)
    survey, design = (known.survey, known.design) if known else (one.survey, None)
    if groups:
        # The design and the panel know the units as they were.
        survey, design = replace(survey, tally=merged(survey.tally, groups), panel=None), None
    plan = plan_of(survey, one.settings, options.min_n, one.measures)
    targets = _targets(one, survey)
    frame = results(survey.tally, targets, options, plan, design=design)
    waves = waves_of(survey.tally)
    kept = [unit for unit in units if unit not in {other for group in groups for other in group[1:]}]
    sides = tuple(
        survey_side(frame, target.measure, kept, waves, _covariances(survey, target, plan, waves)) for target in targets
    )
    return Estimated(survey, plan, sides)


def _targets(one: Counted, survey: Survey) -> tuple[Target, ...]:
    from kundnojd.measures.by_unit import USUAL
    from kundnojd.measures.targets import targets

    found = tuple(t for t in targets(survey.questionnaire, one.measures, one.settings.preset) if t.by_unit)
    for name in one.measures:
        if [target.measure for target in found].count(name) != 1:
            raise UsageError("measure-not-by-unit", measure=name, allowed=(*USUAL, ENGAGEMENT))
    return found


def _covariances(
    survey: Survey, target: Target, plan: Protection, waves: Sequence[str]
) -> dict[tuple[str, str], float] | None:
    if survey.panel is None or len(waves) < 2:
        return None
    from kundnojd.analyses.linkage_overlap import covariances

    return covariances(survey, target, plan, waves)


def joined(staff: Sequence[str], customers: Sequence[str], map_file: str | None) -> NameMatch:
    """The units joined by name and by the map, if there is one."""
    from kundnojd.questionnaire.unit_map import read_map
    from kundnojd.questionnaire.unit_names import match_units

    accepted = read_map(map_file) if map_file and Path(map_file).exists() else ()
    return match_units(staff, customers, accepted)


def write_map(path: str, found: NameMatch, language: str) -> int:
    """Write the map to fill in, where there is no file yet; how many rows it got."""
    from kundnojd.cli.output import write_whole
    from kundnojd.questionnaire.unit_map import map_lines, map_text
    from kundnojd.renderers.delimited import EXCEL, neutral

    dialect = EXCEL[language]
    lines = map_lines(found)
    plain = [tuple(neutral(cell, dialect.formula_starts) for cell in line) for line in lines]
    write_whole(Path(path), (dialect.prefix + map_text(plain, dialect.delimiter)).encode("utf-8"))
    return len(lines)


def info_of(
    one: Counted,
    made: Estimated,
    options: AnalysisOptions,
    asked: dict[str, object],
    inputs: Sequence[tuple[str, str]],
    locale: Locale,
) -> SurveyInfo:
    """What the report says of a survey; ``inputs`` are all files of the run."""
    from kundnojd.report.describing import describe, provenance

    info = describe(made.survey, options, provenance(inputs, asked), locale, made.plan, title=one.settings.title)
    return replace(info, files=tuple(Path(file).name for file, _ in one.inputs))
