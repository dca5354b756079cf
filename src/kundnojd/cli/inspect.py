"""``kundnojd inspect``: what was understood of the files, and a ``survey.toml`` that says so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, write_whole
from kundnojd.cli.reading import ReadingRequest, look, requested, settings_of

FORMATS = ("table", "json", "md")

Write = Annotated[
    str | None,
    typer.Option(
        "--write",
        metavar="FILE",
        help="Write a commented survey.toml with what was understood, to correct and use.",
        show_default=False,
    ),
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="table, json or md. [default: table]", show_default=False),
]


def inspect(
    *,
    survey: o.SurveyOptions,
    write: Write = None,
    output: o.Output = None,
    format_: Format = None,
    lang: o.Lang = None,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """What was understood of the files, and drift between waves."""
    destination = OutputRequest(tuple(output or ()), format_ or "table")
    run(requested(survey, layout, saying), destination, write, lang, said="" if saying.quiet else "written")


def run(request: ReadingRequest, destination: OutputRequest, write: str | None, lang: str | None, *, said: str) -> None:
    """Do it; with ``write`` the questionnaire goes to that file. ``said`` empty: nothing beside the report.

    Where `analyze` would refuse the files, the columns are shown all the same, and then the refusal is raised.
    """
    targets = destination.targets(FORMATS)
    from kundnojd.cli.telling import locale_of
    from kundnojd.questionnaire import survey_writing
    from kundnojd.renderers import Document
    from kundnojd.report import inspection
    from kundnojd.report.describing import provenance
    from kundnojd.report.inspecting import inspections

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    found = look(request, settings, notices)
    parts = inspections(found.survey)
    report = inspection.build(parts, provenance(found.inputs, {}), locale)
    facts = [inspection.as_dict(part, locale) for part in parts]
    if write:
        write_whole(Path(write), survey_writing.written(found.survey.questionnaire, settings, locale).encode("utf-8"))
        if said:
            typer.echo(f"kundnojd: {locale.text('inspect.written', file=write)}", err=True)
    deliver(targets, Document(report, None, locale, facts=facts))
    if found.survey.questionnaire.refusal is not None:
        raise found.survey.questionnaire.refusal


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "inspect", inspect)
