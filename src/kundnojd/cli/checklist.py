"""``kundnojd checklist``: what observers saw in visits, by unit and condition, beside what the customers say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, read, requested, settings_of

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.analyses.visits import CustomersSay
    from kundnojd.notices import Notice
    from kundnojd.questionnaire.checklist import Checklist
    from kundnojd.questionnaire.checklist_columns import VisitColumns
    from kundnojd.sources.reading import ReadOptions
    from kundnojd.tally.visits import VisitTally

SCHEMA = "kundnojd-checklist/1"


class Critical(StrEnum):
    """What a failed critical condition does to the score of the visit."""

    VERDICT = "verdict"
    ZERO = "zero"


Visits = Annotated[str, typer.Argument(metavar="VISITS", help="File with one row for each visit.", show_default=False)]
Conditions = Annotated[
    str | None,
    typer.Option(
        "--conditions",
        metavar="NAME|FILE",
        help="The list of conditions: fifteen, or a TOML file of [[condition]]. [default: every column of yes and no]",
        show_default=False,
    ),
]
CriticalOption = Annotated[
    Critical | None,
    typer.Option(
        "--critical",
        help="What a failed critical condition does: verdict shows it beside the score, zero makes the score of the "
        "visit 0. [default: verdict]",
        show_default=False,
    ),
]
Unit = Annotated[str | None, typer.Option(metavar="COLUMN", help="Column of the units visited.", show_default=False)]
Customers = Annotated[
    str | None,
    typer.Option("--customers", metavar="FILE", help="Survey of the customers of the same units.", show_default=False),
]
CustomersUnit = Annotated[
    str | None,
    typer.Option("--customers-unit", metavar="COLUMN", help="Column of the units in the survey.", show_default=False),
]
CustomersMeasure = Annotated[
    str | None,
    typer.Option("--measure", metavar="NAME", help="Measure of the survey. [default: its index]", show_default=False),
]
AllWaves = Annotated[bool, typer.Option("--all-waves", help="Every wave among the rows, not only the newest.")]


@dataclass(frozen=True)
class Beside:
    """The survey that the visits are held beside; its ``config`` is a ``survey.toml``."""

    file: str | None
    unit: str | None
    measure: str | None
    min_n: int | None
    config: str | None


def checklist(
    *,
    visits: Visits,
    conditions: Conditions = None,
    critical: CriticalOption = None,
    unit: Unit = None,
    wave: o.Wave = None,
    customers: Customers = None,
    customers_unit: CustomersUnit = None,
    measure: CustomersMeasure = None,
    config: o.Config = None,
    all_waves: AllWaves = False,
    min_n: o.MinN = None,
    level: o.Level = None,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Mystery shopping: conditions fulfilled, visits as the sample.

    One row a visit: a column for the unit, and one of yes and no (or points) for each condition. With --customers the
    index of the same units stands beside.
    """
    destination = output_request(to)
    request = requested(o.SurveyOptions([visits], [unit] if unit else None, wave), layout, saying)
    beside = Beside(customers, customers_unit, measure, min_n, config)
    zero = critical.value if critical else None
    run(request, conditions, zero, beside, level, destination, to.lang, all_waves=all_waves, said=saying.said)


def run(
    request: ReadingRequest,
    conditions: str | None,
    critical: str | None,
    beside: Beside,
    level: float | None,
    destination: OutputRequest,
    lang: str | None,
    *,
    all_waves: bool,
    said: str,
) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses.visits import rows_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.questionnaire.checklist import Checklist, load, word
    from kundnojd.questionnaire.checklist_columns import span_of
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.report.checklist import build
    from kundnojd.report.describing import digest, provenance
    from kundnojd.report.visited import VisitInfo

    locale = locale_of(lang, Settings())
    listed = load(conditions) if conditions else None
    zero = (critical or (listed or Checklist()).critical) == "zero"
    columns, tally, notices = _counted(request, listed, zero=zero)
    words = list(dict.fromkeys(word(one.section, locale.code) for one in columns.conditions if one.section))
    level = level or 0.95
    rows, correlation = rows_of(tally, columns.conditions, words, level)
    if not all_waves:
        rows = rows[rows["wave"] == rows["wave"].iloc[-1]].reset_index(drop=True)
    file = Path(request.files[0])
    inputs = [(file.name, digest(file))] if request.files[0] != "-" else [("-", "")]
    customers: CustomersSay | None = None
    more: tuple[Notice, ...] = ()
    if beside.file:
        span = "–".join(dict.fromkeys(span_of(columns.days))) if columns.days else ""
        rows, customers, more, own_inputs = _with_customers(rows, beside, span, level, quiet=request.quiet)
        inputs += own_inputs
    asked: dict[str, object] = {
        "conditions": conditions,
        "critical": "zero" if zero else None,
        "customers": beside.file,
        "wave": request.wave,
    }
    asked |= {"unit": request.unit, "measure": beside.measure}
    options = {name: value for name, value in asked.items() if value} | {"level": level}
    info = VisitInfo(
        provenance=provenance(inputs, options),
        title=file.name,
        unit_column=columns.unit,
        conditions=columns.conditions,
        checklist=listed,
        zero=zero,
        level=level,
        rows=tally.rows,
        used=tally.visits,
        left_out=tally.left_out,
        days=span_of(columns.days) if columns.days else None,
        notices=(*notices, *more),
    )
    report = build(rows, correlation, info, customers, locale)
    tell(report, None, targets, locale, said=said)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    deliver(targets, destination.document(report, rows, locale, schema=SCHEMA))


def _counted(
    request: ReadingRequest, listed: Checklist | None, *, zero: bool
) -> tuple[VisitColumns, VisitTally, tuple[Notice, ...]]:
    """The visits of a file, counted in two passes: what the columns are, then what is in them."""
    from collections import Counter

    from kundnojd.errors import InputError
    from kundnojd.notices import Notice
    from kundnojd.questionnaire.checklist_columns import visit_columns
    from kundnojd.questionnaire.profile import Profile
    from kundnojd.sources import open_source
    from kundnojd.tally.visits import count_visits, empty, sections_of

    with open_source(request.files[0], _read_options(request)) as source:
        profile = Profile()
        read_out: Counter[str] = Counter()
        for chunk in source.read(None):
            profile.add(source.label, chunk, source.columns)
            read_out.update(chunk.left_out)
        columns = visit_columns(profile.columns, listed, request.unit[0] if request.unit else None, request.wave)
        tally = empty(columns.conditions, max(sections_of(columns.conditions), default=-1) + 1)
        for chunk in source.read(columns.needed):
            tally += count_visits(chunk, columns, zero=zero)
        found = source.notices
    read_rows = sum(read_out.values())
    tally = replace(tally, rows=tally.rows + read_rows, left_out={**read_out, **tally.left_out})
    if not tally.visits:
        raise InputError("checklist-without-visits", path=source.label, rows=tally.rows)
    said = [Notice("cells-unread", {"count": count, "column": name}) for name, count in tally.unread.items()]
    return columns, tally, (*found, *columns.notices, *said)


def _read_options(request: ReadingRequest) -> ReadOptions:
    from kundnojd.sources.reading import ReadOptions

    return ReadOptions(
        sheet=request.sheet,
        encoding=request.encoding,
        delimiter=request.delimiter,
        decimal=request.decimal,
        header_rows=request.header_rows,
        shape=request.shape or "wide",
        missing=request.missing,
        keep=request.keep,
    )


def _with_customers(
    rows: pd.DataFrame, beside: Beside, span: str, level: float, *, quiet: bool
) -> tuple[pd.DataFrame, CustomersSay, tuple[Notice, ...], list[tuple[str, str]]]:
    """The rows with what the customers of the same units say, and what to say of units that are on one side only.

    ``span`` says from when the visits are, where they have no waves.
    """
    from kundnojd.analyses import AnalysisOptions, results
    from kundnojd.analyses.visits import CustomersSay, matched, with_customers
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.weighing import weighed
    from kundnojd.errors import InputError
    from kundnojd.measures.by_unit import targets_by_unit
    from kundnojd.notices import Notice
    from kundnojd.tally.populations import alike

    own = ReadingRequest(
        files=(beside.file or "",),
        unit=(beside.unit,) if beside.unit else (),
        config=beside.config,
        quiet=quiet,
    )
    settings, notices = settings_of(own)
    names = (beside.measure,) if beside.measure else ()
    found = read(own, settings, notices, measures=names or settings.options.measures)
    known, _ = weighed(own, settings, found.survey, None)
    survey, design = (known.survey, known.design) if known else (found.survey, None)
    if not survey.questionnaire.unit:
        raise InputError("checklist-customers-without-units", path=Path(own.files[0]).name)
    options = AnalysisOptions(beside.min_n or settings.options.min_n or AnalysisOptions.min_n, level)
    target = targets_by_unit(survey.questionnaire, names, settings.options.measures)[:1]
    plan = plan_of(survey, settings, options.min_n, names or settings.options.measures)
    frame = results(survey.tally, target, options, plan, design=design)
    frame = frame[frame["answer"] == ""]
    wave = str(rows["wave"].iloc[-1])
    waves = list(dict.fromkeys(frame["wave"]))
    theirs = wave if wave in waves else waves[-1]
    frame = frame[frame["wave"] == theirs]
    by_unit = {str(row["unit"]): row for row in frame.to_dict("records")}
    said = CustomersSay(target[0].measure, str(target[0].kind), theirs, by_unit)
    visited = [str(unit) for unit in dict.fromkeys(rows["unit"]) if unit]
    pairs = matched(visited, by_unit)
    alone = [unit for unit in visited if unit not in pairs]
    unseen = [unit for unit in by_unit if unit and unit not in pairs.values()]
    if not pairs:
        raise InputError("checklist-no-unit-in-both", visited=tuple(visited[:8]), surveyed=tuple(unseen[:8]))
    told = list(plan.told(survey.notices))
    if theirs != wave and theirs:
        told.append(Notice("customers-of-another-wave", {"wave": wave or span or "–", "other": theirs}))
    if alone:
        told.append(Notice("visits-without-customers", {"count": len(alone), "units": tuple(alone)}))
    if unseen:
        told.append(Notice("customers-without-visits", {"count": len(unseen), "units": tuple(unseen)}))
    near = alike(unseen, alone)
    if near:
        told.append(Notice("visit-names-alike", {"count": len(near), "pairs": near}))
    return with_customers(rows, said, pairs, wave, level), said, tuple(told), list(found.inputs)


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "checklist", checklist)
