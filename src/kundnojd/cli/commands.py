"""The commands of the program, each in the module of its name, which is imported when the command is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer

# Name and, for the list of commands, the first sentence of its help.
COMMANDS: Mapping[str, str] = {
    "analyze": "Index, NPS and top box; units and waves compared.",
    "report": "A report for each unit, as pages, workbooks or slides, with an index.",
    "drivers": "What to work on first: what moves satisfaction, what delights and what hurts.",
    "rank": "Units that stand out, with the ranks that each may have.",
    "spread": "The system or the parts: how much lies between units, and is it common to all questions.",
    "link": "Employees and customers unit by unit: whether their figures go together, and how surely.",
    "loyalty": "Ambassadors, and satisfied against loyal: who is satisfied but on the move.",
    "complaints": "Problems, complaints and how they were solved, with satisfaction and what problems cost.",
    "comments": "Open answers, masked: the words that one group writes and another does not, and quotes.",
    "response": "Who answered: response rates, respondents against the frame, early and late answers, bounds.",
    "scorecard": "Key figures against their targets, with interim targets, owners and changes.",
    "benchmark": "Own figures beside published ones.",
    "checklist": "Mystery shopping: conditions fulfilled, visits as the sample.",
    "audit": "Is the survey any good: faults of its questions, its answers and who answered.",
    "inspect": "What was understood of the files, and drift between waves.",
    "paths": "What drives satisfaction and loyalty: a path model (PLS), as EPSI.",
    "plan": "Answers needed, margins of error, detectable differences.",
    "methods": "Formula, source and limits of each measure, interval and test.",
}
SETTINGS = {"help_option_names": ["-h", "--help"]}


class Commands(Mapping[str, Any]):
    """The commands by name, each made when it is asked for: ``--help`` and one command need not load the others."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            if name not in COMMANDS:
                raise KeyError(name)
            alone = typer.Typer(
                rich_markup_mode=None,
                pretty_exceptions_enable=False,
                add_completion=False,
                context_settings=SETTINGS,
            )
            import_module(f"kundnojd.cli.{name}").register(alone)
            self._made[name] = typer.main.get_command(alone)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)
