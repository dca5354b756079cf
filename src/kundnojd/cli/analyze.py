"""``kundnojd analyze``: read, count, estimate, compare, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.comparing import Comparing, asked, comparing, goals_of, with_paired
from kundnojd.cli.output import OutputRequest, deliver
from kundnojd.cli.reading import ReadingRequest, read, requested, settings_of

if TYPE_CHECKING:
    from kundnojd.analyses import AnalysisOptions


@dataclass(frozen=True)
class Chosen:
    """What the options say about the analysis; ``None`` leaves it to ``survey.toml`` or the default."""

    measures: tuple[str, ...]
    min_n: int | None
    level: float | None
    adjust: str | None
    detail: bool
    comparing: Comparing


def analyze(
    *,
    survey: o.SurveyOptions,
    measure: o.Measures = None,
    detail: o.Detail = False,
    choices: o.AnalysisChoices,
    comparisons: o.ComparisonOptions,
    output: o.Output = None,
    format_: o.Format = None,
    excel_csv: o.ExcelCsv = None,
    lang: o.Lang = None,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Index, NPS and top box; units and waves compared."""
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(tuple(measure or ()), choices.min_n, choices.level, adjust, detail, comparing(comparisons))
    destination = OutputRequest(tuple(output or ()), format_, excel_csv.value if excel_csv else None)
    said = "nothing" if saying.quiet else "everything" if saying.verbose else "notices"
    run(requested(survey, layout, saying), chosen, destination, lang, said=said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    import dataclasses

    import pandas as pd

    from kundnojd.analyses import AnalysisOptions, pairs, results
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.measures import several_answers
    from kundnojd.measures import targets as targets_of
    from kundnojd.renderers import RENDERERS, Document
    from kundnojd.report.cover import cover
    from kundnojd.report.describing import describe, provenance

    settings, notices = settings_of(request)
    settings = with_paired(settings, chosen.comparing)
    locale = locale_of(lang, settings)
    goals = goals_of(settings, chosen.comparing)
    found = read(request, settings, notices)
    survey = found.survey
    given = settings.options
    options = AnalysisOptions(
        min_n=chosen.min_n or given.min_n or AnalysisOptions.min_n,
        level=chosen.level or given.level or AnalysisOptions.level,
        adjust=chosen.adjust or given.adjust or AnalysisOptions.adjust,
        smallest=given.smallest or 0.0 if chosen.comparing.smallest is None else chosen.comparing.smallest,
    )
    names = chosen.measures or given.measures
    usual = targets_of(survey.questionnaire, names)
    targets_now = targets_of(survey.questionnaire, names, detail=True) if chosen.detail else usual
    more, unmet = asked(goals, chosen.comparing, survey, targets_now, usual)
    survey = dataclasses.replace(survey, notices=(*survey.notices, *unmet))
    frame = results(survey.tally, targets_now, options, more)
    request = dataclasses.replace(request, drop=request.drop or given.drop)
    # Questions of several answers are in every report, but among the rows only under --measure answer, or where
    # there is nothing else.
    beside = () if names else several_answers(survey.questionnaire)
    shown = pd.concat([frame, results(survey.tally, beside, options, more)]) if beside else frame
    frame = frame if len(frame) else shown
    came_from = provenance(found.inputs, _options(request, names, options, chosen, paired=survey.panel is not None))
    info = describe(survey, options, came_from, locale, title=settings.title, asked=more)
    if any(renderer.shows_sections for _, renderer in targets):
        from kundnojd.report.satisfaction import build

        report = build(shown, info, locale)
    else:
        report = cover(shown, info, locale)
    tell(report, survey, targets, locale, said=said)
    tables = {}
    if chosen.comparing.pairs and RENDERERS["json"] in [renderer for _, renderer in targets]:
        tables["pairs"] = pairs(survey.tally, targets_now, options)
    deliver(targets, Document(report, frame, locale, excel=destination.excel_csv, tables=tables))


def _options(
    request: ReadingRequest, names: Sequence[str], options: AnalysisOptions, chosen: Chosen, *, paired: bool
) -> dict[str, object]:
    """The options that made the figures what they are, for the provenance; only those that were given or matter."""
    import dataclasses

    asked = {
        name: value for name, value in dataclasses.asdict(request).items() if value and name not in {"files", "quiet"}
    }
    said = chosen.comparing
    more = {"measure": tuple(names), "detail": chosen.detail, "target": said.targets, "pairs": said.pairs}
    more |= {"paired": paired, "smallest": options.smallest}
    usual = {"min_n": options.min_n, "level": options.level, "adjust": options.adjust}
    return {**asked, **usual, **{name: value for name, value in more.items() if value}}


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "analyze", analyze)
