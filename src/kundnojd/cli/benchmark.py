"""``kundnojd benchmark``: own figures beside published ones, with the caution that they need."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, read, requested, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kundnojd.analyses.benchmarks import Held
    from kundnojd.measures import Target
    from kundnojd.measures.published import Published
    from kundnojd.questionnaire.settings import Settings

SCHEMA = "kundnojd-benchmark/1"

Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="FILE",
        help="A TOML file of published figures of your own, a [[benchmark]] each, instead of those that are shipped.",
        show_default=False,
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--name",
        metavar="ID",
        help="Hold the figures against this one, such as nkb-2024-finn; repeatable. [default: those that suit]",
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="The day that decides what is old, as 2025-12-31. [default: today]",
        show_default=False,
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """What the options say; ``None`` leaves it to ``survey.toml`` or the default."""

    measures: tuple[str, ...]
    against: str | None
    names: tuple[str, ...]
    as_of: str | None
    min_n: int | None
    level: float | None
    adjust: str | None


def benchmark(
    *,
    survey: o.SurveyOptions,
    measure: o.Measures = None,
    against: Against = None,
    name: Names = None,
    as_of: AsOf = None,
    choices: o.AnalysisChoices,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Own figures beside published ones.

    An index is held against an index and a share against a share. Where the published figure says how sure it is, the
    difference has an interval and a verdict; where not, it lies inside or outside one's own interval, and no more.
    """
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(tuple(measure or ()), against, tuple(name or ()), as_of, choices.min_n, choices.level, adjust)
    destination = output_request(to)
    run(requested(survey, layout, saying), chosen, destination, to.lang, said=saying.said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    outputs = destination.targets()
    from kundnojd.analyses.benchmarks import beside
    from kundnojd.cli.choosing import options_of
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.cli.weighing import weighed
    from kundnojd.measures import targets as targets_of
    from kundnojd.report.benchmark import build, warnings
    from kundnojd.report.describing import describe, provenance

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    given = settings.options
    names = chosen.measures or given.measures
    own = _own_file(chosen.against)
    found = read(request, settings, notices, measures=names)
    known, design_facts = weighed(request, settings, found.survey, None)
    survey, design = (known.survey, known.design) if known else (found.survey, None)
    options = options_of(chosen, given)
    every = targets_of(survey.questionnaire, names, settings.preset)
    # The headline figure of a measure; those that have none are there question by question, when they are asked for.
    lead = {target.measure for target in every if target.by_unit}
    asked_for = [target for target in every if chosen.measures and target.measure not in lead and not target.answer]
    targets = [target for target in every if target.by_unit and not target.answer] + asked_for
    plan = plan_of(survey, settings, options.min_n, names)
    held = _held(targets, chosen, own, _of_survey(settings, targets, plan.grid.waves))
    asked: dict[str, object] = {
        "measure": names,
        "against": chosen.against,
        "name": chosen.names,
        "min_n": options.min_n,
    }
    asked |= {"level": options.level, "adjust": options.adjust, **design_facts}
    came_from = provenance(found.inputs, {key: value for key, value in asked.items() if value})
    day = _day(chosen.as_of) or datetime.date.fromisoformat(came_from.time[:10])
    came_from = replace(came_from, options={**came_from.options, "as_of": day.isoformat()})
    rows = beside(survey.tally, held, options, plan, day, design)
    info = describe(
        survey, options, came_from, locale, plan, title=settings.title, making=known.making if known else None
    )
    info = replace(info, notices=(*info.notices, *warnings(rows, day.isoformat())))
    report = build(rows, info, sum(1 for unit in plan.grid.units if unit), locale)
    tell(report, survey, outputs, locale, said=said)
    if not any(renderer.shows_sections for _, renderer in outputs):
        report = replace(report, sections=())
    deliver(outputs, destination.document(report, rows, locale, schema=SCHEMA))


def _day(text: str | None) -> datetime.date | None:
    from kundnojd.errors import UsageError

    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("as-of-no-date", found=text) from error


def _own_file(path: str | None) -> tuple[Published, ...]:
    from kundnojd.measures.published import load

    return load(path) if path else ()


def _of_survey(settings: Settings, targets: Sequence[Target], waves: Sequence[str]) -> Mapping[str, list[Published]]:
    """The benchmarks of ``survey.toml`` that are about the whole in the newest wave, by measure."""
    from kundnojd.measures import presets
    from kundnojd.measures.published import Published, by_id, check_kind, shipped

    found: dict[str, list[Published]] = {}
    questions = {target.question for target in targets} | {""}
    for place, said in enumerate(settings.benchmark, start=1):
        if said.unit or str(said.wave) not in ("", *waves[-1:]) or said.question not in questions:
            continue
        if said.id:
            one = by_id(said.id, shipped())
        else:
            kind = presets()[said.measure].kind if said.measure in presets() else "mean"
            if kind == "mean" or said.value is None:
                continue
            figures = {
                key: getattr(said, key) for key in ("name", "value", "n", "se", "margin", "sd", "year", "source")
            }
            one = Published(id=f"survey-toml-{place}", kind=kind, comparable="roughly", **figures)
        check_kind(one, said.measure)
        found.setdefault(said.measure, []).append(one)
    return found


def _held(
    targets: Sequence[Target],
    chosen: Chosen,
    own: Sequence[Published],
    of_survey: Mapping[str, list[Published]],
) -> list[Held]:
    """Each figure with the benchmarks beside it; `UsageError` where a named one fits none, or nothing is left."""
    from kundnojd.analyses.benchmarks import Held
    from kundnojd.errors import UsageError
    from kundnojd.measures.published import by_id, shipped, suited

    pool = {**shipped(), **{one.id: one for one in own}}
    asked = [by_id(name, pool) for name in chosen.names] or list(own)
    by_target: dict[int, dict[str, Published]] = {k: {} for k in range(len(targets))}
    for one in asked:
        for k in _figures_for(one, targets, is_asked=bool(chosen.measures)):
            by_target[k][one.id] = one
    if not asked:
        for k, target in enumerate(targets):
            for one in (*of_survey.get(target.measure, ()), *suited(target.measure, list(shipped().values()))):
                by_target[k][one.id] = one
    found = [Held(targets[k], tuple(own_ones.values())) for k, own_ones in by_target.items() if own_ones]
    if not found:
        raise UsageError("no-benchmark-suits", measures=tuple(dict.fromkeys(target.measure for target in targets)))
    return found


def _figures_for(one: Published, targets: Sequence[Target], *, is_asked: bool) -> list[int]:
    """The figures that a benchmark stands beside: those of its measures, else those of its kind if that is clear."""
    from kundnojd.errors import UsageError
    from kundnojd.measures import presets

    suits = [k for k, target in enumerate(targets) if target.measure in one.measures and target.kind == one.kind]
    alike = [k for k, target in enumerate(targets) if target.kind == one.kind]
    if suits:
        return suits
    if alike and (is_asked or len({targets[k].measure for k in alike}) == 1):
        return alike
    measures = tuple(dict.fromkeys(target.measure for target in targets))
    if alike:
        raise UsageError("benchmark-needs-measure", name=one.id, kind=one.kind, measures=measures)
    allowed = tuple(dict.fromkeys(name for name in (*one.measures, *presets()) if presets()[name].kind == one.kind))[:6]
    kinds = tuple(dict.fromkeys(target.kind for target in targets))
    raise UsageError(
        "benchmark-of-another-kind", name=one.id, kind=one.kind, measure=measures, own=kinds, allowed=allowed
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "benchmark", benchmark)
