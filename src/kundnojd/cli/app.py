"""The program: its commands and its error boundary."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from kundnojd import __version__
from kundnojd.cli.boundary import Boundary
from kundnojd.cli.commands import SETTINGS

EPILOG = (
    "Exit codes: 0 done, 1 a fault of kundnojd, 2 wrong use, 3 unusable or ambiguous input, "
    "4 errors found by audit --strict."
)

app = typer.Typer(
    cls=Boundary,
    name="kundnojd",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    context_settings=SETTINGS,
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it
    if wanted:
        typer.echo(f"kundnojd {__version__}")
        raise typer.Exit


@app.callback()
def kundnojd(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Customer surveys analysed: satisfaction index, NPS, top box, units and waves compared.

    Start with: kundnojd analyze FILE
    """


def main() -> None:
    """Run the program; on Windows too everything it prints is UTF-8."""
    # One short run makes few cycles: collecting less often saves a tenth of the start.
    gc.set_threshold(100_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and not stream.isatty():
            stream.reconfigure(encoding="utf-8", newline="\n")
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
