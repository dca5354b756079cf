"""``kundnojd methods``: every measure, interval, test, correction and rule of hiding with formula and source."""

from __future__ import annotations

from typing import Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli.output import OutputRequest, deliver

FORMATS = ("table", "json", "md", "html")

Name = Annotated[
    str | None, typer.Argument(help="A measure, level bands, interval, test or correction.", show_default=False)
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="table, json, md or html. [default: table]", show_default=False),
]


def methods(name: Name = None, output: o.Output = None, format_: Format = None, lang: o.Lang = None) -> None:
    """Formula, source and limits of each measure, interval and test."""
    destination = OutputRequest(tuple(output or ()), format_ or "table")
    targets = destination.targets(FORMATS)
    from kundnojd.cli.telling import locale_of
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.renderers import RENDERERS, Document
    from kundnojd.report import methods as page

    locale = locale_of(lang, Settings())
    entries = page.entries(name)
    facts = page.as_dicts(entries)
    # One name is a few lines; all of them are a table on a terminal, and a page to read as Markdown.
    makes = {"table": page.listing, "json": page.listing, "md": page.page, "html": page.page} if name is None else {}
    for target in targets:
        form = next(key for key in FORMATS if RENDERERS[key] is target[1])
        report = makes.get(form, page.details)(entries, locale)
        deliver([target], Document(report, None, locale, schema="kundnojd-methods/1", facts=facts))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("methods")(methods)
