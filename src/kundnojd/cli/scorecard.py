"""``kundnojd scorecard``: the key figures of ``survey.toml`` with their targets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, read, requested, settings_of

SCHEMA = "kundnojd-scorecard/1"

ByUnit = Annotated[bool, typer.Option("--by-unit", help="Every unit too, of the figures that units have.")]


@dataclass(frozen=True)
class Chosen:
    """What the options say about the scorecard; ``None`` leaves it to ``survey.toml`` or the default."""

    by_unit: bool
    min_n: int | None
    level: float | None
    adjust: str | None
    population: str | None


def scorecard(
    *,
    survey: o.SurveyOptions,
    by_unit: ByUnit = False,
    choices: o.AnalysisChoices,
    population: o.Population = None,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Key figures against their targets, with interim targets, owners and changes."""
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(by_unit, choices.min_n, choices.level, adjust, population)
    destination = output_request(to)
    run(requested(survey, layout, saying), chosen, destination, to.lang, said=saying.said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.cli.choosing import options_of
    from kundnojd.cli.key_figures import Counted, folder_of, measures_of, scored
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.cli.weighing import weighed
    from kundnojd.errors import ConfigError
    from kundnojd.report.describing import describe, provenance
    from kundnojd.report.scorecard import build

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    if not settings.key_figure:
        raise ConfigError("scorecard-without-figures")
    given = settings.options
    measures = measures_of(settings)
    found = read(request, settings, notices, measures=measures)
    known, design_facts = weighed(request, settings, found.survey, chosen.population)
    survey, design = (known.survey, known.design) if known else (found.survey, None)
    options = options_of(chosen, given)
    plan = plan_of(survey, settings, options.min_n, measures)
    made = scored(Counted(survey, settings, folder_of(request), options, plan, design), locale.code)
    frame = made.scorecard.frame
    if not chosen.by_unit:
        frame = frame[frame["unit"] == ""]
    asked = {"by_unit": chosen.by_unit, "min_n": options.min_n, "level": options.level, "adjust": options.adjust}
    came_from = provenance(found.inputs, {**asked, **design_facts})
    survey = replace(survey, notices=(*survey.notices, *made.notices))
    info = describe(
        survey, options, came_from, locale, plan, title=settings.title, making=known.making if known else None
    )
    info = replace(info, provenance=made.among(info.provenance))
    report = build(replace(made.scorecard, frame=frame), info, locale)
    tell(report, survey, targets, locale, said=said)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    deliver(targets, destination.document(report, frame, locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "scorecard", scorecard)
