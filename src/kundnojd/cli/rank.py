"""``kundnojd rank``: which units stand out, and which places they may have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, read, requested, settings_of

SCHEMA = "kundnojd-rank/1"

RankN = Annotated[
    int | None,
    typer.Option(
        "--rank-n",
        metavar="N",
        min=1,
        help="Least answers of a unit that is ranked. [default: 10, or --min-n where that is more]",
        show_default=False,
    ),
]
AllWaves = Annotated[bool, typer.Option("--all-waves", help="Every wave, not only the newest.")]


@dataclass(frozen=True)
class Chosen:
    """What the options say about the ranking; ``None`` leaves it to ``survey.toml`` or the default."""

    measures: tuple[str, ...]
    min_n: int | None
    rank_n: int | None
    level: float | None
    adjust: str | None
    all_waves: bool


def rank(
    *,
    survey: o.SurveyOptions,
    measure: o.Measures = None,
    rank_n: RankN = None,
    all_waves: AllWaves = False,
    choices: o.AnalysisChoices,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Units that stand out, with the ranks that each may have."""
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(tuple(measure or ()), choices.min_n, rank_n, choices.level, adjust, all_waves)
    destination = output_request(to)
    run(requested(survey, layout, saying), chosen, destination, to.lang, said=saying.said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses import results
    from kundnojd.analyses.grid import grid
    from kundnojd.analyses.ranking import RANK_N, RankOptions, depths
    from kundnojd.analyses.ranking import rank as ranked
    from kundnojd.cli.choosing import options_of
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.cli.weighing import weighed
    from kundnojd.errors import InputError
    from kundnojd.measures.by_unit import targets_by_unit
    from kundnojd.report.describing import describe, provenance
    from kundnojd.report.ranking import build

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    given = settings.options
    found = read(request, settings, notices, measures=chosen.measures or given.measures)
    known, design_facts = weighed(request, settings, found.survey, None)
    survey, design = (known.survey, known.design) if known else (found.survey, None)
    if not survey.questionnaire.unit:
        raise InputError("rank-needs-units")
    options = options_of(chosen, given)
    rank_n = max(chosen.rank_n or RANK_N, options.min_n)
    found_targets = targets_by_unit(survey.questionnaire, chosen.measures, given.measures)
    plan = plan_of(survey, settings, options.min_n, chosen.measures or given.measures)
    frame = results(survey.tally, found_targets, options, plan, design=design)
    if not chosen.all_waves:
        frame = frame[frame["wave"] == frame["wave"].iloc[-1]]
    names = tuple(dict.fromkeys(target.measure for target in found_targets))
    asked: dict[str, object] = {"measure": names, "rank_n": rank_n, "min_n": options.min_n, "level": options.level}
    came_from = provenance(
        found.inputs, {**asked, "adjust": options.adjust, "all_waves": chosen.all_waves, **design_facts}
    )
    info = describe(
        survey, options, came_from, locale, plan, title=settings.title, making=known.making if known else None
    )
    rows = ranked(frame, depths(grid(survey.tally)), RankOptions(rank_n, options.level, options.adjust))
    report = build(rows, frame, info, rank_n, locale)
    tell(report, survey, targets, locale, said=said)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    deliver(targets, destination.document(report, rows, locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "rank", rank)
