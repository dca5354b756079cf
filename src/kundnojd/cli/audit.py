"""``kundnojd audit``: is the survey any good? Its wording, its answers, who answered and when, rule by rule."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, observe, requested, settings_of
from kundnojd.errors import UsageError

if TYPE_CHECKING:
    from kundnojd.analyses import Protection
    from kundnojd.questionnaire.profile import ColumnProfile, Profile
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.tally.survey import Survey

SCHEMA = "kundnojd-audit/1"
FAULTY = 4  # the exit code of --strict

Strict = Annotated[
    bool, typer.Option("--strict", help="Exit code 4 where a rule of the severity error found something.")
]
Customers = Annotated[
    str | None,
    typer.Option(
        "--population",
        metavar="FILE",
        help="A table of the customers who were asked: unit, wave where it differs, number. For response rates.",
        show_default=False,
    ),
]
Staff = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="A staff survey, to see whether its units are called as those here.", show_default=False
    ),
]
Today = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="The day to count weeks until, as 2025-12-31. [default: today]", show_default=False
    ),
]


def audit(
    *,
    survey: o.SurveyOptions,
    strict: Strict = False,
    population: Customers = None,
    staff: Staff = None,
    today: Today = None,
    min_n: o.MinN = None,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Is the survey any good: faults of its questions, its answers and who answered.

    44 rules, each with its number and its limit; one whose input is missing says so. Limits can be changed and rules
    switched off under [audit] in survey.toml.
    """
    destination = output_request(to)
    request = requested(survey, layout, saying)
    errors = run(request, destination, to.lang, population, staff, day_of(today), min_n, said=saying.said)
    if strict and errors:
        raise typer.Exit(FAULTY)


def run(
    request: ReadingRequest,
    destination: OutputRequest,
    lang: str | None,
    population: str | None,
    staff: str | None,
    today: datetime.date,
    min_n: int | None,
    *,
    said: str,
) -> int:
    """Do it; the number of findings that are errors. ``said`` is how much goes to stderr beside the report."""
    targets = destination.targets()
    from kundnojd.analyses import AnalysisOptions
    from kundnojd.analyses import auditing as analysis
    from kundnojd.analyses.auditing.given import lead_of, watch
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.cli.weighing import customers_of
    from kundnojd.questionnaire.audit_rules import limits_of
    from kundnojd.report import audit as page
    from kundnojd.report.describing import describe, provenance

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    columns: list[tuple[ColumnProfile, ...]] = [()]

    def profiled(profile: Profile) -> None:
        columns[0] = profile.columns

    found = observe(request, settings, notices, profiled, analysis.moments_block, lambda one: watch(one, settings))
    customers, joined = customers_of(request, settings, found.survey, population)
    read = replace(found.survey, notices=(*found.survey.notices, *joined))
    options = AnalysisOptions(min_n=min_n or settings.options.min_n or AnalysisOptions.min_n)
    plan = _plan(read, settings, options.min_n)
    given = analysis.Given(
        read,
        settings,
        limits_of(settings.audit.limits),
        today,
        columns[0],
        lead_of(read.questionnaire),
        customers,
        _staff(staff, request),
        options.min_n,
        plan,
    )
    frame = analysis.audit(given)
    asked = {"population": population, "staff": staff, "today": today.isoformat(), "min_n": options.min_n}
    came_from = provenance(found.inputs, {name: value for name, value in asked.items() if value})
    info = describe(read, options, came_from, locale, plan, title=settings.title)
    report = page.build(frame, info, read.questionnaire, locale)
    tell(report, read, targets, locale, said=said)
    deliver(targets, destination.document(report, page.worded(frame, locale), locale, schema=SCHEMA))
    return int(((frame["status"] == "found") & (frame["severity"] == "E")).sum())


def day_of(text: str | None, environ: Mapping[str, str] = os.environ) -> datetime.date:
    """The day of ``--today``, else of SOURCE_DATE_EPOCH, else of the clock; `UsageError` for what is no date.

    >>> day_of("2025-12-31")
    datetime.date(2025, 12, 31)
    """
    if text is not None:
        try:
            return datetime.date.fromisoformat(text)
        except ValueError as error:
            raise UsageError("no-date", found=text) from error
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    now = (
        datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
        if epoch.isdecimal()
        else datetime.datetime.now().astimezone()
    )
    return now.date()


def _plan(survey: Survey, settings: Settings, min_n: int) -> Protection:
    from kundnojd.cli.protecting import plan_of

    return plan_of(survey, settings, min_n)


def _staff(path: str | None, request: ReadingRequest) -> Mapping[str, frozenset[str]] | None:
    """The texts of the columns of the staff file; those of many different texts are no units and are left out."""
    if path is None:
        return None
    from kundnojd.questionnaire.profile import Profile
    from kundnojd.sources import open_source

    profile = Profile()
    with open_source(path) as source:
        for chunk in source.read(None):
            profile.add(source.label, chunk, source.columns)
    return {column.name: frozenset(column.values) for column in profile.columns}


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "audit", audit)
