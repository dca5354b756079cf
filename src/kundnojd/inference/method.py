"""What the tables of intervals, tests and adjustments say about each method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

F = TypeVar("F")


@dataclass(frozen=True)
class Method(Generic[F]):
    """A function with its formula, where it comes from, when to use it and how far it holds, a line of English each.

    >>> Method(abs, formula="|x|", source="arithmetic", use="distances").function(-2)
    2
    """

    function: F
    formula: str
    source: str
    use: str
    limits: str = ""
