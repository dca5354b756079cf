"""``kundnojd paths``: a PLS path model of latents, fitted to the newest wave."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import Beside, ReadingRequest, read, requested, settings_of

if TYPE_CHECKING:
    from kundnojd.measures.path_model import PathModel
    from kundnojd.questionnaire.model import Block, Questionnaire

SCHEMA = "kundnojd-paths/1"


class Scheme(StrEnum):
    """Inner weightings, by the names in `kundnojd.measures.paths.SCHEMES`."""

    PATH = "path"
    CENTROID = "centroid"
    FACTOR = "factor"


InnerScheme = Annotated[
    Scheme | None,
    typer.Option(
        "--scheme",
        metavar="NAME",
        help="Inner weighting of the latents: path, centroid or factor. [default: path]",
        show_default=False,
    ),
]


def paths(
    *,
    survey: o.SurveyOptions,
    scheme: InnerScheme = None,
    level: o.Level = None,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """What drives satisfaction and loyalty: a path model (PLS), as EPSI.

    The latents, their questions and the paths stand in survey.toml under [[latent]] and [model]. The newest wave is
    fitted.
    """
    destination = output_request(to)
    run(
        requested(survey, layout, saying),
        scheme.value if scheme else None,
        level,
        destination,
        to.lang,
        said=saying.said,
    )


def run(
    request: ReadingRequest,
    scheme: str | None,
    level: float | None,
    destination: OutputRequest,
    lang: str | None,
    *,
    said: str,
) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    import msgspec

    from kundnojd.analyses import AnalysisOptions
    from kundnojd.analyses.paths import paths as fitted_paths
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.measures.path_model import BLOCK, model_block, path_model
    from kundnojd.report import paths as report_of
    from kundnojd.report.describing import describe, provenance

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    asked = msgspec.structs.replace(settings.model, scheme=scheme or settings.model.scheme)

    def model_of(questionnaire: Questionnaire) -> PathModel:
        return path_model(questionnaire, settings.latent, asked)

    def blocks_of(questionnaire: Questionnaire) -> tuple[Block, ...]:
        return (model_block(model_of(questionnaire), questionnaire),)

    found = read(request, settings, notices, Beside(blocks_of))
    survey = found.survey
    model = model_of(survey.questionnaire)
    options = AnalysisOptions(level=level or settings.options.level or AnalysisOptions.level)
    fitted = fitted_paths(survey.tally.moments[BLOCK], model, options.level)
    given = {
        name: value for name, value in dataclasses.asdict(request).items() if value and name not in {"files", "quiet"}
    }
    made_by = {"scheme": model.scheme, "answered": model.answered, "level": options.level}
    plan = plan_of(survey, settings, options.min_n)
    came_from = provenance(found.inputs, {**given, **made_by})
    info = describe(survey, options, came_from, locale, plan, title=settings.title)
    info = dataclasses.replace(info, notices=(*info.notices, *model.notices, *report_of.notices(fitted)))
    report = report_of.build(fitted, model, info, locale)
    tell(report, survey, targets, locale, said=said)
    deliver(targets, destination.document(report, fitted.rows, locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "paths", paths)
