"""What the report of ``link`` says of how the units were joined."""

from __future__ import annotations

from dataclasses import dataclass

from kundnojd.questionnaire.unit_codes import SharedColumn
from kundnojd.questionnaire.unit_names import NameMatch


@dataclass(frozen=True)
class LeftOut:
    """The units of a side (staff, figures or customers) that the other does not have, and their answers.

    The answers are those of the units that are shown; ``hidden`` counts the others.
    """

    side: str
    names: tuple[str, ...]
    answers: int
    hidden: int


@dataclass(frozen=True)
class LinkFacts:
    """How the units were joined: ``waves`` are the pairs that both sides have, ``files`` the second and the first.

    ``map_rows`` is the number of rows of a map that was written, ``blank`` that of rows of a table without a figure.
    """

    match: NameMatch
    is_table: bool
    left_out: tuple[LeftOut, ...]
    waves: tuple[tuple[str, str], ...]
    files: tuple[str, str] = ("", "")
    map_file: str = ""
    map_is_read: bool = False
    map_rows: int = 0
    codes: SharedColumn | None = None
    blank: int = 0
