"""``kundnojd response``: who answered, and what that does to the figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import deliver, output_request
from kundnojd.cli.reading import ReadingRequest, read_again, requested, settings_of
from kundnojd.cli.weighing import customers_of
from kundnojd.errors import InputError

if TYPE_CHECKING:
    from kundnojd.analyses.response import Known
    from kundnojd.questionnaire.model import Questionnaire
    from kundnojd.questionnaire.settings import Settings

SCHEMA = "kundnojd-response/1"

Customers = Annotated[
    str | None,
    typer.Option(
        "--population",
        metavar="FILE",
        help="A table of the customers who were asked: unit, wave where it differs, number.",
        show_default=False,
    ),
]
Eligible = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        min=0,
        max=1,
        help="Share of those of unknown eligibility taken to be eligible (e of AAPOR). [default: as among the known]",
        show_default=False,
    ),
]


def response(
    *,
    survey: o.SurveyOptions,
    population: Customers = None,
    eligible: Eligible = None,
    measure: o.Measures = None,
    choices: o.AnalysisChoices,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Who answered: response rates, respondents against the frame, early and late answers, bounds."""
    destination = output_request(to)
    targets = destination.targets()
    from kundnojd.analyses import AnalysisOptions
    from kundnojd.analyses import response as analysis
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.measures import targets as targets_of
    from kundnojd.report import response as page
    from kundnojd.report.describing import describe, provenance

    request = requested(survey, layout, saying)
    settings, notices = settings_of(request)
    locale = locale_of(to.lang, settings)
    margins = dict[str, dict[str, float]]()

    def first(questionnaire: Questionnaire) -> Questionnaire:
        margins.update(_margins(questionnaire, settings))
        return replace(questionnaire, split=tuple(dict.fromkeys((*questionnaire.split, *margins))))

    found, by_day = read_again(request, settings, notices, first, _by_day)
    customers, joined = customers_of(request, settings, found.survey, population)
    known = analysis.Known(customers, margins, eligible)
    if not (by_day or margins or known.population.sizes or found.survey.tally.quality.dispositions):
        raise InputError("nothing-known-of-frame")
    given = settings.options
    options = AnalysisOptions(
        min_n=choices.min_n or given.min_n or AnalysisOptions.min_n,
        level=choices.level or given.level or AnalysisOptions.level,
        adjust=(choices.adjust.value if choices.adjust else given.adjust) or AnalysisOptions.adjust,
    )
    names = tuple(measure or given.measures)
    frame = analysis.response(found.survey.tally, by_day, targets_of(found.survey.questionnaire, names), known, options)
    read = replace(
        found.survey, notices=(*found.survey.notices, *joined, *analysis.notices(found.survey.tally, frame, known))
    )
    came_from = provenance(found.inputs, _options(request, names, options, known))
    plan = plan_of(read, settings, options.min_n, names)
    info = describe(read, options, came_from, locale, plan, title=settings.title)
    report = page.build(frame, info, locale)
    tell(report, read, targets, locale, said=saying.said)
    deliver(targets, destination.document(report, frame, locale, schema=SCHEMA))


def _margins(questionnaire: Questionnaire, settings: Settings) -> dict[str, dict[str, float]]:
    """The margins by the names that their columns have here; `LayoutError` where one is not there."""
    from kundnojd.questionnaire.naming import Columns
    from kundnojd.questionnaire.profile import ColumnProfile

    columns = [ColumnProfile(finding.name, finding.text, 0, 0, {}) for finding in questionnaire.findings]
    names = Columns(columns, ())
    return {names.find(margin.column): dict(margin.targets) for margin in settings.margin}


def _by_day(questionnaire: Questionnaire) -> Questionnaire | None:
    """The questionnaire that counts each day of the whole apart, ``None`` where no column tells the time."""
    time = questionnaire.time.column
    return replace(questionnaire, unit=(), split=(time,), segments=()) if time else None


def _options(request: ReadingRequest, names: tuple[str, ...], options: object, known: Known) -> dict[str, object]:
    """The options that made the figures what they are, for the provenance."""
    import dataclasses

    asked = {
        name: value for name, value in dataclasses.asdict(request).items() if value and name not in {"files", "quiet"}
    }
    more = {"measure": names, "customers": dict(_joined(known)), "eligible": known.eligible}
    return {**asked, **dataclasses.asdict(options), **{k: value for k, value in more.items() if value}}  # type: ignore[call-overload]


def _joined(known: Known) -> dict[str, float]:
    return {" ".join(filter(None, key)): size for key, size in known.population.sizes.items()}


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "response", response)
