"""``kundnojd analyze``: read, count, estimate, compare, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver
from kundnojd.cli.reading import ReadingRequest, read, requested, settings_of


@dataclass(frozen=True)
class Chosen:
    """What the options say about the analysis; ``None`` leaves it to ``survey.toml`` or the default."""

    measures: tuple[str, ...]
    min_n: int | None
    level: float | None
    adjust: str | None
    detail: bool


def analyze(
    *,
    survey: o.SurveyOptions,
    segment: o.Segments = None,
    measure: o.Measures = None,
    detail: o.Detail = False,
    choices: o.AnalysisChoices,
    output: o.Output = None,
    format_: o.Format = None,
    excel_csv: o.ExcelCsv = None,
    lang: o.Lang = None,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Index, NPS and top box; units and waves compared."""
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(tuple(measure or ()), choices.min_n, choices.level, adjust, detail)
    destination = OutputRequest(tuple(output or ()), format_, excel_csv.value if excel_csv else None)
    said = "nothing" if saying.quiet else "everything" if saying.verbose else "notices"
    request = replace(requested(survey, layout, saying), segment=tuple(segment or ()))
    run(request, chosen, destination, lang, said=said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    import dataclasses

    import pandas as pd

    from kundnojd.analyses import AnalysisOptions, protection, results
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.measures import block_scores, protected, several_answers
    from kundnojd.measures import targets as targets_of
    from kundnojd.renderers import Document
    from kundnojd.report.cover import cover
    from kundnojd.report.describing import describe, provenance

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    found = read(request, settings, notices)
    survey = found.survey
    given = settings.options
    options = AnalysisOptions(
        min_n=chosen.min_n or given.min_n or AnalysisOptions.min_n,
        level=chosen.level or given.level or AnalysisOptions.level,
        adjust=chosen.adjust or given.adjust or AnalysisOptions.adjust,
        segments=survey.questionnaire.segments,
    )
    asked_about = survey.questionnaire
    plan = protection(survey.tally, protected(asked_about), options.min_n, options.segments, block_scores(asked_about))
    names = chosen.measures or given.measures
    frame = results(survey.tally, targets_of(asked_about, names, detail=chosen.detail), options, plan)
    asked = dataclasses.replace(request, drop=request.drop or given.drop)
    # Questions of several answers are in every report, but among the rows only under --measure answer, or where
    # there is nothing else.
    beside = () if names else several_answers(asked_about)
    shown = pd.concat([frame, results(survey.tally, beside, options, plan)]) if beside else frame
    frame = frame if len(frame) else shown
    came_from = provenance(found.inputs, _options(asked, names, options, chosen))
    info = describe(survey, options, came_from, locale, plan, title=settings.title)
    if any(renderer.shows_sections for _, renderer in targets):
        from kundnojd.report.satisfaction import build

        report = build(shown, info, locale)
    else:
        report = cover(shown, info, locale)
    tell(report, survey, targets, locale, said=said)
    deliver(targets, Document(report, frame, locale, excel=destination.excel_csv))


def _options(request: ReadingRequest, names: Sequence[str], options: object, chosen: Chosen) -> dict[str, object]:
    """The options that made the figures what they are, for the provenance; only those that were given or matter."""
    import dataclasses

    asked = {
        name: value for name, value in dataclasses.asdict(request).items() if value and name not in {"files", "quiet"}
    }
    more = {"measure": tuple(names), "detail": chosen.detail}
    chosen_or_usual = {name: value for name, value in dataclasses.asdict(options).items() if name != "segments"}  # type: ignore[call-overload]
    return {**asked, **chosen_or_usual, **{name: value for name, value in more.items() if value}}


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "analyze", analyze)
