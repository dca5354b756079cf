"""``kundnojd plan``: how many answers are needed, and what a number of answers can show."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, read, requested, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kundnojd.analyses.planning import PlanOptions, Subject
    from kundnojd.notices import Notice
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.tally.survey import Survey

SCHEMA = "kundnojd-plan/1"
ASSUMED = {"index": "index", "share": "share", "nps": "net"}  # measures without a survey, with their kinds


def _option(name: str, text: str, metavar: str, **limits: Any) -> Any:
    return typer.Option(name, metavar=metavar, help=text, show_default=False, **limits)


@dataclass(frozen=True)
class SurveyToPlan(o.SurveyOptions):
    """A survey whose spread is used instead of assumptions; none where there are no files."""

    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE", help="A survey whose own spread is used instead of assumptions.", show_default=False
        ),
    ] = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Wanted:
    """What is asked about."""

    n: Annotated[list[int] | None, _option("--n", "What this many answers show; repeatable.", "N", min=1)] = None
    margin: Annotated[float | None, _option("--margin", "Answers needed for +-POINTS.", "POINTS", min=0.01)] = None
    difference: Annotated[
        float | None, _option("--difference", "Answers needed in each wave to see this.", "POINTS", min=0.01)
    ] = None
    power: Annotated[
        float, typer.Option("--power", metavar="SHARE", min=0.5, max=0.999, help="How surely a difference is seen.")
    ] = 0.8


@dataclass(frozen=True)
class Assumptions:
    """What the answers are taken to be like where there is no survey, and who is asked."""

    population: Annotated[
        str | None,
        _option(
            "--population", "How many could answer in each unit; with FILE, a file of units and numbers.", "N|FILE"
        ),
    ] = None
    units: Annotated[int | None, _option("--units", "How many units there are. [default: 1]", "N", min=1)] = None
    sd: Annotated[
        float | None, _option("--sd", "Standard deviation of an index. [default: 20]", "POINTS", min=0.01)
    ] = None
    share: Annotated[
        float | None, _option("--share", "The share, 0 to 1. [default: 0.5]", "SHARE", min=0.001, max=0.999)
    ] = None
    variance: Annotated[
        float | None, _option("--variance", "Variance of an NPS, 0 to 1. [default: 0.6]", "V", min=0.001, max=1.0)
    ] = None
    deff: Annotated[
        float | None, _option("--deff", "Design effect of weights or clusters. [default: 1]", "X", min=0.01)
    ] = None
    overlap: Annotated[
        float | None, _option("--overlap", "Part that answers in both waves, 0 to 1.", "SHARE", min=0.0, max=1.0)
    ] = None
    correlation: Annotated[
        float | None, _option("--correlation", "Between their two answers.", "RHO", min=-1.0, max=1.0)
    ] = None
    response_rate: Annotated[
        float | None, _option("--response-rate", "Part of those invited that answers.", "SHARE", min=0.001, max=1.0)
    ] = None


def plan(
    *,
    survey: SurveyToPlan,
    measure: o.Measures = None,
    wanted: Wanted,
    assumptions: Assumptions,
    min_n: o.MinN = None,
    level: o.Level = None,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Answers needed, margins of error, detectable differences.

    Without FILE for what is assumed, with FILE for each unit of a survey. Differences and margins are in points.
    """
    from kundnojd.errors import UsageError

    destination = output_request(to)
    names = tuple(measure or ())
    if (assumptions.overlap is None) != (assumptions.correlation is None):
        raise UsageError("plan-panel-both")
    if survey.files:
        _only({**_given(assumptions, "units", "sd", "share", "variance", "deff"), "n": wanted.n}, "plan-from-file")
        request = requested(survey, layout, saying)
        from_survey(request, names, wanted, assumptions, min_n, level, destination, to.lang, said=saying.said)
    else:
        asked = {**dataclasses.asdict(survey), **dataclasses.asdict(layout), "min_n": min_n}
        _only(asked, "plan-needs-file")
        from_assumptions(names, wanted, assumptions, level, destination, to.lang)


def from_assumptions(
    names: Sequence[str],
    wanted: Wanted,
    assumptions: Assumptions,
    level: float | None,
    destination: OutputRequest,
    lang: str | None,
) -> None:
    """What is assumed: a table for each measure."""
    from kundnojd.analyses.planning import plan as planned
    from kundnojd.cli.telling import locale_of
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.report.describing import provenance
    from kundnojd.report.planning import build

    targets = destination.targets()
    locale = locale_of(lang, Settings())
    options = _options(wanted, assumptions, level)
    frame = planned(_subjects(names, assumptions), wanted.n or (), options)
    came_from = provenance(
        (), {"measure": tuple(names), **_given(wanted), **_given(assumptions), "level": options.level}
    )
    deliver(targets, destination.document(build(frame, options, came_from, locale), frame, locale, schema=SCHEMA))


def from_survey(
    request: ReadingRequest,
    names: Sequence[str],
    wanted: Wanted,
    assumptions: Assumptions,
    min_n: int | None,
    level: float | None,
    destination: OutputRequest,
    lang: str | None,
    *,
    said: str,
) -> None:
    """What a survey shows of its units, in its newest wave."""
    from kundnojd.analyses import AnalysisOptions, results
    from kundnojd.analyses.grid import grid
    from kundnojd.analyses.planning import plan_survey
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.cli.weighing import weighed
    from kundnojd.measures.by_unit import targets_by_unit
    from kundnojd.questionnaire.wave_labels import wave_key
    from kundnojd.report.describing import describe, provenance
    from kundnojd.report.planning import build_survey
    from kundnojd.tally.count import WAVE

    targets = destination.targets()
    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    found = read(request, settings, notices, measures=names or settings.options.measures)
    known, _ = weighed(request, settings, found.survey, None)
    survey, given = known.survey if known else found.survey, settings.options
    plan_options = _options(wanted, assumptions, level or given.level)
    options = AnalysisOptions(min_n or given.min_n or AnalysisOptions.min_n, plan_options.level)
    chosen = targets_by_unit(survey.questionnaire, names, given.measures)
    plan = plan_of(survey, settings, options.min_n, names or given.measures)
    frame = results(survey.tally, chosen, options, plan)
    frame = frame[frame["wave"] == frame["wave"].iloc[-1]] if len(frame) else frame
    units = grid(survey.tally)
    top = [unit for unit, parent in zip(units.units, units.parents, strict=True) if parent == 0]
    populations, missed = _populations(
        request, settings, found.survey, assumptions.population, max(survey.tally.values_of(WAVE), key=wave_key)
    )
    rows = plan_survey(frame, populations, plan_options, top)
    measures = tuple(dict.fromkeys(target.measure for target in chosen))
    came_from = provenance(found.inputs, {"measure": measures, **_given(wanted), **_given(assumptions)})
    info = describe(survey, options, came_from, locale, plan, title=settings.title)
    info = dataclasses.replace(info, notices=(*info.notices, *missed))
    report = build_survey(rows, frame, plan_options, info, locale)
    tell(report, survey, targets, locale, said=said)
    deliver(targets, destination.document(report, rows, locale, schema=SCHEMA))


def _populations(
    request: ReadingRequest, settings: Settings, survey: Survey, file: str | None, wave: str
) -> tuple[Mapping[str, float], tuple[Notice, ...]]:
    """The number of people in each unit in a wave, and what to say where population and survey have other units."""
    from math import isnan

    from kundnojd.cli.weighing import customers_of
    from kundnojd.errors import UsageError

    if file is not None and file.isdecimal():
        raise UsageError("plan-population-number", found=file)
    numbers, notices = customers_of(request, settings, survey, file)
    found = {unit: numbers.of(unit, wave) for unit in numbers.units}
    return {unit: number for unit, number in found.items() if not isnan(number)}, notices


def _subjects(names: Sequence[str], assumptions: Assumptions) -> tuple[Subject, ...]:
    """A subject for each measure: index, share, nps, or a named measure by its kind."""
    from math import inf

    from kundnojd.analyses.planning import Subject, assumed_of
    from kundnojd.errors import UsageError
    from kundnojd.measures import presets

    kinds = {**{name: measure.kind for name, measure in presets().items()}, **ASSUMED}
    for name in names:
        if name not in kinds:
            raise UsageError("no-such-measure", name=name, allowed=tuple(dict.fromkeys((*ASSUMED, *kinds))))
    text = assumptions.population
    if text is not None and not (text.isdecimal() and int(text) > 0):
        raise UsageError("plan-population-file", found=text)
    percent = 100 * (assumptions.share or 0.5)
    return tuple(
        Subject(
            name,
            kinds[name],
            assumed_of(kinds[name], assumptions.sd or 20.0, percent, assumptions.variance or 0.6),
            population=float(text) if text else inf,
            deff=assumptions.deff or 1.0,
            units=assumptions.units or 1,
        )
        for name in names or ASSUMED
    )


def _options(wanted: Wanted, assumptions: Assumptions, level: float | None) -> PlanOptions:
    from kundnojd.analyses.planning import PlanOptions
    from kundnojd.inference.planning import Panel

    overlap, correlation = assumptions.overlap, assumptions.correlation
    return PlanOptions(
        wanted.margin,
        wanted.difference,
        level or PlanOptions.level,
        wanted.power,
        None if overlap is None or correlation is None else Panel(overlap, correlation),
        assumptions.response_rate,
    )


def _given(options: Wanted | Assumptions, *names: str) -> dict[str, object]:
    """The options that were given, of these names or of all."""
    return {k: v for k, v in dataclasses.asdict(options).items() if v is not None and (not names or k in names)}


def _only(options: Mapping[str, object], key: str) -> None:
    """Refuse options that would do nothing."""
    from kundnojd.errors import UsageError

    unused = tuple(f"--{name.replace('_', '-')}" for name, value in options.items() if value)
    if unused:
        raise UsageError(key, options=unused)


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "plan", plan)
