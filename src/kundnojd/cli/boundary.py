"""The error boundary: what a command raises becomes a message on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from kundnojd.cli.commands import COMMANDS, Commands
from kundnojd.errors import KundnojdError


class Boundary(TyperGroup):
    """The command group whose ``invoke`` lets no traceback out.

    Errors of ours are worded in the language of ``--lang`` or the environment and give their exit code. A closed pipe
    ends quietly. Anything else is a fault of ours: exit code 1, with the traceback only under ``--verbose``.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Commands()  # type: ignore[assignment] # asked for by name alone

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in their order."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list in ``--help``, for which no command is loaded."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: Any) -> Any:
        """Run the command named in the context."""
        arguments = [*ctx._protected_args, *ctx.args]
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KundnojdError as error:
            typer.echo(message(error, arguments), err=True)
            raise typer.Exit(error.exit_code) from None
        except BrokenPipeError:
            # Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except typer.Abort:
            raise
        except Exception as error:
            if hasattr(error, "exit_code"):  # wrong use, and the end of --help: typer's own
                raise
            if "--verbose" in arguments or "-v" in arguments:
                import traceback

                # Without the exception's own text, which may quote a cell.
                typer.echo("".join(traceback.format_tb(error.__traceback__)), err=True, nl=False)
            typer.echo(fault(error, arguments), err=True)
            raise typer.Exit(1) from None
        return result


def message(error: KundnojdError, arguments: Sequence[str]) -> str:
    """The text of an error in the user's language, and under it what helps to understand it."""
    from kundnojd.locale import load

    locale = load(language(arguments))
    texts = [locale.text(f"errors.{error.key}", **error.fields)]
    texts += [locale.text(f"notices.{notice.key}", **notice.fields) for notice in error.notices]
    return "\n".join(f"kundnojd: {text}" for text in texts)


def fault(error: BaseException, arguments: Sequence[str]) -> str:
    """What to say of an exception that nobody foresaw: its sort and place, for its text may quote a cell."""
    import traceback

    from kundnojd.locale import load

    where = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(where[-1].filename).name}:{where[-1].lineno}" if where else ""
    detail = f"{type(error).__name__}{place}"
    if isinstance(error, OSError) and error.strerror:
        detail += f": {error.strerror}"
    return "kundnojd: " + load(language(arguments)).text("errors.fault", detail=detail)


def language(arguments: Sequence[str]) -> str:
    """The language named after ``--lang``, else that of the environment.

    >>> language(["analyze", "x.csv", "--lang", "nn"]), language(["--lang=sv"])
    ('nb', 'sv')
    """
    from kundnojd.locale import from_environment, known

    for place, word in enumerate(arguments):
        if word == "--lang" and place + 1 < len(arguments):
            return known(arguments[place + 1]) or from_environment()
        if word.startswith("--lang="):
            return known(word.removeprefix("--lang=")) or from_environment()
    return from_environment()
