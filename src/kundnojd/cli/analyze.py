"""``kundnojd analyze``: read, count, estimate, compare, report."""

from __future__ import annotations

from dataclasses import replace

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.analysing import Chosen, analysed, with_key_figures
from kundnojd.cli.comparing import comparing
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, requested


def analyze(
    *,
    survey: o.SurveyOptions,
    segment: o.Segments = None,
    measure: o.Measures = None,
    bands: o.LevelBands = None,
    detail: o.Detail = False,
    choices: o.AnalysisChoices,
    comparisons: o.ComparisonOptions,
    population: o.Population = None,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Index, NPS and top box; units and waves compared."""
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(
        measures=tuple(measure or ()),
        bands=bands,
        min_n=choices.min_n,
        level=choices.level,
        adjust=adjust,
        detail=detail,
        population=population,
        comparing=comparing(comparisons),
    )
    destination = output_request(to)
    request = replace(requested(survey, layout, saying), segment=tuple(segment or ()))
    run(request, chosen, destination, to.lang, said=saying.said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses import pairs
    from kundnojd.cli.telling import tell
    from kundnojd.renderers import RENDERERS
    from kundnojd.report.cover import cover

    wide = [renderer for _, renderer in targets if renderer.shows_sections and renderer is not RENDERERS["table"]]
    found = analysed(request, chosen, lang, with_drivers=bool(wide))
    if any(renderer.shows_sections for _, renderer in targets):
        from kundnojd.report.satisfaction import build

        found, figures = with_key_figures(found)
        report = build(found.shown, found.info, found.locale, figures)
    else:
        report = cover(found.shown, found.info, found.locale)
    tell(report, found.survey, targets, found.locale, said=said)
    tables = {}
    if chosen.comparing.pairs and RENDERERS["json"] in [renderer for _, renderer in targets]:
        tables["pairs"] = pairs(found.survey.tally, found.targets, found.options, found.plan, found.design)
    document = destination.document(report, found.frame, found.locale, tables=tables)
    if found.drivers is None:
        deliver(targets, document)
        return
    from kundnojd.report.priorities import with_priorities

    # A terminal has no room for a map, and programs read the rows alone.
    whole = with_priorities(report, found.drivers, found.beside, found.options.level, found.locale)
    deliver(targets, document, dict.fromkeys(wide, replace(document, report=whole)))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "analyze", analyze)
