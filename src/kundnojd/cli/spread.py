"""``kundnojd spread``: how much lies between units, and whether it is the system or the parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.comparing import Comparing
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import Beside, ReadingRequest, read, requested, settings_of

SCHEMA = "kundnojd-spread/1"


@dataclass(frozen=True)
class Chosen:
    """What the options say; ``None`` leaves it to ``survey.toml`` or the default."""

    measures: tuple[str, ...]
    targets: tuple[str, ...]
    min_n: int | None
    level: float | None


def spread(
    *,
    survey: o.SurveyOptions,
    measure: o.Measures = None,
    target: o.Targets = None,
    min_n: o.MinN = None,
    level: o.Level = None,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """The system or the parts: how much lies between units, and is it common to all questions.

    The first measure is read together with the questions on the commonest scale. The newest wave, 8 units or more.
    """
    chosen = Chosen(tuple(measure or ()), tuple(target or ()), min_n, level)
    destination = output_request(to)
    run(requested(survey, layout, saying), chosen, destination, to.lang, said=saying.said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses import AnalysisOptions, results
    from kundnojd.analyses.grid import grid
    from kundnojd.analyses.ranking import depths
    from kundnojd.analyses.spread_answer import answer
    from kundnojd.cli.comparing import asked, goals_of
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.cli.weighing import weighed
    from kundnojd.errors import InputError
    from kundnojd.measures.by_unit import targets_by_unit
    from kundnojd.measures.touchpoints import BLOCK, touchpoint_blocks
    from kundnojd.report.describing import describe, provenance
    from kundnojd.report.spread import build

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    given = settings.options
    comparing = Comparing(targets=chosen.targets)
    goals = replace(goals_of(settings, comparing), benchmarks=())
    found = read(request, settings, notices, Beside(touchpoint_blocks), chosen.measures or given.measures)
    blocks = touchpoint_blocks(found.survey.questionnaire)
    known, design_facts = weighed(request, settings, found.survey, None)
    survey = known.survey if known else found.survey
    if not survey.questionnaire.unit:
        raise InputError("spread-needs-units")
    options = AnalysisOptions(
        min_n=chosen.min_n or given.min_n or AnalysisOptions.min_n,
        level=chosen.level or given.level or AnalysisOptions.level,
    )
    measures = targets_by_unit(survey.questionnaire, chosen.measures, given.measures)
    plan = plan_of(survey, settings, options.min_n, chosen.measures or given.measures)
    # Without the design: what is asked for is how units differ lastingly, not among those who were there this time.
    frame = results(survey.tally, measures, options, plan)
    more, unmet = asked(goals, comparing, survey, measures, measures)
    items = blocks[0].items if blocks else ()
    moments = found.survey.tally.moments[BLOCK] if blocks else None
    answered = answer(frame, depths(grid(survey.tally)), (moments, items), plan, (more.targets, more.leading), options)
    made: dict[str, object] = {"measure": tuple(dict.fromkeys(target.measure for target in measures))}
    made |= {"target": chosen.targets} if chosen.targets else {}
    made |= {"min_n": options.min_n, "level": options.level}
    came_from = provenance(found.inputs, {**made, **design_facts})
    survey = replace(survey, notices=(*survey.notices, *unmet))
    making = known.making if known else None
    info = describe(survey, options, came_from, locale, plan, title=settings.title, asked=more, making=making)
    report = build(answered, frame, info, locale)
    tell(report, survey, targets, locale, said=said)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    deliver(targets, destination.document(report, answered.rows, locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "spread", spread)
