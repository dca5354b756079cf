"""``kundnojd link``: two surveys of the same units, or a survey and a table of figures, unit by unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, requested

SCHEMA = "kundnojd-link/1"

Customers = Annotated[
    str, typer.Argument(metavar="CUSTOMERS", help="The customer survey: a file of any format.", show_default=False)
]
Staff = Annotated[
    str,
    typer.Argument(
        metavar="STAFF",
        help="The staff survey, or with --outcome a table of figures with a row for each unit.",
        show_default=False,
    ),
]
StaffMeasures = Annotated[
    list[str] | None,
    typer.Option(
        "--staff-measure",
        metavar="NAME",
        help="Measure of the staff: engagement (their statements together), enps or any other; repeatable. "
        "[default: engagement]",
        show_default=False,
    ),
]
Outcome = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="The second file is a table, and this its figure, such as Sick leave.",
        show_default=False,
    ),
]
OutcomeSe = Annotated[
    str | None,
    typer.Option(
        "--outcome-se",
        metavar="COLUMN",
        help="Column with the standard error of the figure. [default: no error]",
        show_default=False,
    ),
]
OutcomeN = Annotated[
    str | None,
    typer.Option(
        "--outcome-n",
        metavar="COLUMN",
        help="The figure is a share in per cent, and this column what of: such as the number of customers.",
        show_default=False,
    ),
]
UnitMap = Annotated[
    str | None,
    typer.Option(
        "--map",
        metavar="FILE",
        help="CSV of names that are one unit. Written with what is suggested where there is none; pairs with a yes in "
        "accept are joined.",
        show_default=False,
    ),
]
StaffUnit = Annotated[
    str | None,
    typer.Option("--staff-unit", metavar="COLUMN", help="Column of the units in the second file.", show_default=False),
]
StaffWave = Annotated[
    str | None,
    typer.Option("--staff-wave", metavar="COLUMN", help="Column of the wave in the second file.", show_default=False),
]
StaffWeight = Annotated[
    str | None,
    typer.Option(
        "--staff-weight", metavar="COLUMN", help="Column of the weight in the second file.", show_default=False
    ),
]
StaffSheet = Annotated[
    str | None,
    typer.Option("--staff-sheet", metavar="NAME", help="Sheet of the second workbook.", show_default=False),
]
StaffConfig = Annotated[
    str | None,
    typer.Option("--staff-config", metavar="FILE", help="A survey.toml about the second file.", show_default=False),
]


@dataclass(frozen=True)
class CustomerOptions:
    """The first file, and what its columns are for."""

    customers: Customers
    staff: Staff
    unit: o.Unit = None
    wave: o.Wave = None
    weight: o.Weight = None
    respondent: o.Respondent = None
    where: o.Where = None
    config: o.Config = None
    measure: o.Measures = None


@dataclass(frozen=True)
class StaffOptions:
    """What is said of the second file."""

    staff_unit: StaffUnit = None
    staff_wave: StaffWave = None
    staff_weight: StaffWeight = None
    staff_sheet: StaffSheet = None
    staff_config: StaffConfig = None
    staff_measure: StaffMeasures = None
    outcome: Outcome = None
    outcome_se: OutcomeSe = None
    outcome_n: OutcomeN = None


@dataclass(frozen=True)
class Chosen:
    """What the options say about the link; ``None`` leaves it to ``survey.toml`` or the default."""

    measures: tuple[str, ...]
    staff: StaffOptions
    map_file: str | None
    min_n: int | None
    level: float | None
    adjust: str | None


def link(
    *,
    survey: CustomerOptions,
    second: StaffOptions,
    map_file: UnitMap = None,
    choices: o.AnalysisChoices,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Employees and customers unit by unit: whether their figures go together, and how surely.

    Units are joined by name. The options of layout are about the first file.
    """
    first = o.SurveyOptions(
        files=[survey.customers],
        unit=survey.unit,
        wave=survey.wave,
        weight=survey.weight,
        respondent=survey.respondent,
        where=survey.where,
        config=survey.config,
    )
    request = requested(first, layout, saying)
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(tuple(survey.measure or ()), second, map_file, choices.min_n, choices.level, adjust)
    destination = output_request(to)
    run(request, survey.staff, chosen, destination, to.lang, said=saying.said)


def run(
    request: ReadingRequest, second: str, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str
) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses.linkage_frame import frame
    from kundnojd.cli.choosing import options_of
    from kundnojd.cli.link_sides import info_of, linked
    from kundnojd.cli.linking import counted
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.errors import UsageError
    from kundnojd.report.linkage import build

    if second == "-":
        raise UsageError("link-second-from-stdin")
    if chosen.staff.outcome and chosen.staff.staff_measure:
        raise UsageError("link-outcome-and-measure")
    errors = [name for name in (chosen.staff.outcome_se, chosen.staff.outcome_n) if name]
    if len(errors) > 1 or (errors and not chosen.staff.outcome):
        raise UsageError("link-se-without-outcome")
    customers = counted(request, chosen.measures, "customers")
    locale = locale_of(lang, customers.settings)
    given = customers.settings.options
    options = options_of(chosen, given)
    made = linked(customers, request, second, chosen, options, locale.code)
    asked: dict[str, object] = {
        "measure": customers.measures,
        "staff_measure": made.read[1].measures if len(made.read) > 1 else (),
        "outcome": chosen.staff.outcome or "",
        "min_n": options.min_n,
        "level": options.level,
        "adjust": options.adjust,
    }
    infos = tuple(
        info_of(one, known, options, {name: value for name, value in asked.items() if value}, made.inputs, locale)
        for one, known in zip(made.read, made.estimated, strict=True)
    )
    report = build(made.links, made.facts, infos, options, locale)
    for place, one in enumerate(made.read):
        alone = report if place == 0 else replace(report, subtitle=(), notices=())
        tell(alone, one.survey, targets, locale, said=said)
    if made.facts.map_rows and said != "nothing":
        wrote = locale.text("link.map-written", count=made.facts.map_rows, file=made.facts.map_file)
        typer.echo(f"kundnojd: {wrote}", err=True)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    rows = frame(made.links, options.level)
    deliver(targets, destination.document(report, rows, locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "link", link)
