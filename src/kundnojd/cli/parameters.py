"""Commands whose options come in groups: a parameter that is a dataclass stands for an option for each field of it."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import typer


def add(app: typer.Typer, name: str, function: Callable[..., None]) -> None:
    """Add a command; options stand in ``--help`` in the order of the parameters and of the fields."""
    app.command(name)(spread(function))


def spread(function: Callable[..., None]) -> Callable[..., None]:
    """The function with every parameter that is a dataclass replaced by the fields of the dataclass.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Where:
    ...     unit: str = "all"
    >>> def show(where: Where) -> None:
    ...     print(where.unit)
    >>> inspect.signature(spread(show)).parameters["unit"].default
    'all'
    >>> spread(show)(unit="north")
    north
    """
    hints = typing.get_type_hints(function, include_extras=True)
    groups: dict[str, tuple[type, list[str]]] = {}
    parameters: list[inspect.Parameter] = []
    for own in inspect.signature(function).parameters.values():
        kind = hints[own.name]
        if not is_dataclass(kind):
            parameters.append(own.replace(annotation=kind, kind=inspect.Parameter.KEYWORD_ONLY))
            continue
        of_fields = typing.get_type_hints(kind, include_extras=True)
        groups[own.name] = (typing.cast(type, kind), [field.name for field in fields(kind)])
        parameters += [
            inspect.Parameter(
                field.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if field.default is MISSING else field.default,
                annotation=of_fields[field.name],
            )
            for field in fields(kind)
        ]

    def command(**given: Any) -> None:
        taken = {name: kind(**{field: given.pop(field) for field in names}) for name, (kind, names) in groups.items()}
        function(**taken, **given)

    command.__doc__ = function.__doc__
    command.__name__ = function.__name__
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command
