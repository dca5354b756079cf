"""``kundnojd drivers``: what moves satisfaction, and what turns satisfied into very satisfied."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, requested, settings_of

SCHEMA = "kundnojd-drivers/1"

Outcome = Annotated[
    str | None,
    typer.Option(
        "--outcome",
        metavar="QUESTION",
        help="The question that is to be explained, such as the one on recommending. [default: the overall question]",
        show_default=False,
    ),
]
Drivers = Annotated[
    list[str] | None,
    typer.Option(
        "--driver",
        metavar="QUESTION",
        help="A question that may explain it, * stands for any text; repeatable. [default: all other rating questions]",
        show_default=False,
    ),
]
Cuts = Annotated[
    list[str] | None,
    typer.Option(
        "--cut",
        metavar="SCALE=S,V",
        help="The least satisfied and the least very satisfied answer of a scale, such as 1-5=3,5; repeatable. "
        "[default: 1-5=4,5 1-7=5,7 1-10=7,9]",
        show_default=False,
    ),
]
Groups = Annotated[
    int | None,
    typer.Option(
        "--groups",
        metavar="N",
        min=20,
        max=500,
        help="Random groups of respondents that the intervals are made with. [default: 50]",
        show_default=False,
    ),
]
GroupBy = Annotated[
    str | None,
    typer.Option(
        "--group-by",
        metavar="COLUMN",
        help="Respondents with the same text here are in one group; a whole number is the number of the group. "
        "[default: the column of the clusters or of the respondents, else the answers]",
        show_default=False,
    ),
]


@dataclasses.dataclass(frozen=True)
class Chosen:
    """What the options say about the analysis; ``None`` leaves it to ``survey.toml`` or the default."""

    outcome: str | None = None
    drivers: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    groups: int | None = None
    group_by: str | None = None
    min_n: int | None = None
    level: float | None = None
    adjust: str | None = None


def drivers(
    *,
    survey: o.SurveyOptions,
    outcome: Outcome = None,
    driver: Drivers = None,
    cut: Cuts = None,
    groups: Groups = None,
    group_by: GroupBy = None,
    choices: o.AnalysisChoices,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """What to work on first: what moves satisfaction, what delights and what hurts.

    Of the newest wave, as a whole: never of a single unit.
    """
    chosen = Chosen(
        outcome=outcome,
        drivers=tuple(driver or ()),
        cuts=tuple(cut or ()),
        groups=groups,
        group_by=group_by,
        min_n=choices.min_n,
        level=choices.level,
        adjust=choices.adjust.value if choices.adjust else None,
    )
    destination = output_request(to)
    run(requested(survey, layout, saying), chosen, destination, to.lang, said=saying.said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.cli.choosing import options_of
    from kundnojd.cli.driving import driven
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.measures.driver_model import GROUPS, DriverChoice
    from kundnojd.measures.levels import cuts_of
    from kundnojd.report.describing import describe, provenance
    from kundnojd.report.drivers import build

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    given = settings.options
    options = options_of(chosen, given)
    choice = DriverChoice(
        outcome=chosen.outcome or "",
        drivers=chosen.drivers,
        cuts=cuts_of(chosen.cuts),
        groups=chosen.groups or GROUPS,
        grouped_by=chosen.group_by or "",
    )
    read, found = driven(request, settings, notices, choice, options)
    made = {name: value for name, value in dataclasses.asdict(request).items() if value and name != "files"}
    made.pop("quiet", None)
    asked = {"outcome": found.model.outcome.name, "driver": tuple(one.name for one in found.model.drivers)}
    asked |= {name: value for name, value in (("cut", chosen.cuts), ("group_by", chosen.group_by)) if value}
    usual = {"groups": choice.groups, "level": options.level, "adjust": options.adjust}
    plan = plan_of(read.survey, settings, options.min_n)
    came_from = provenance(read.inputs, {**made, **asked, **usual})
    info = describe(read.survey, options, came_from, locale, plan, title=settings.title)
    report = build(found, info, locale)
    tell(report, read.survey, targets, locale, said=said)
    deliver(targets, destination.document(report, found.rows, locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "drivers", drivers)
