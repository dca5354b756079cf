"""What the user can say about a survey: the schema of ``survey.toml``, and the same said by options.

Every field left out is found out from the data. Keys are written with hyphens in the file (``header-rows``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

RoleName = Literal[
    "overall",
    "expectation",
    "ideal",
    "recommend",
    "item",
    "loyalty",
    "repurchase",
    "segment",
    "stratum",
    "cluster",
    "multi",
    "comment",
    "time",
    "duration",
    "disposition",
    "mode",
    "personal",
    "ignore",
]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A table of the file: unknown keys are errors."""


class FileSettings(_Table, frozen=True):
    """``[file]``: what has to be known before the columns are.

    ``keep`` are rows that a survey platform marks as no answers and that are to count all the same.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: Literal[".", ","] | None = None
    header_rows: int | None = None
    shape: Literal["wide", "long", "counts"] | None = None
    missing: tuple[str, ...] = ()
    keep: tuple[Literal["partials", "previews", "spam"], ...] = ()


class ColumnSettings(_Table, frozen=True):
    """``[columns]``: the columns that are not questions. Names may hold ``*`` in the lists.

    ``segment`` are columns whose texts are groups with results of their own.
    ``wave`` is a column, or ``"file name"`` for one wave for each file, or ``"none"``. ``others`` says what to do with
    columns that are named nowhere: ``infer`` their role, or ``ignore`` them.
    """

    unit: tuple[str, ...] | str | None = None
    wave: str | None = None
    weight: str | None = None
    respondent: str | None = None
    segment: tuple[str, ...] = ()
    comment: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    others: Literal["infer", "ignore"] = "infer"


class QuestionSettings(_Table, frozen=True):
    """``[[question]]``: one question. Either ``column`` or ``columns`` (wave -> column) says where it is.

    ``scale`` is ``[low, high]``, or the answers in words from the worst to the best. ``reversed`` turns a number scale
    around (1 is best). ``scales`` are the scales of waves that had another one, numbers too from the worst to the best.
    ``breaks`` are waves that are not to be compared with the one before, ``comparable`` that all are.
    ``top-box`` and ``satisfied`` list the answers that count. ``text`` may be one text or one for each language.
    ``column`` may hold ``*``: then it is a question for each column that fits. ``answers`` maps texts
    of the file to the answers they mean, ``labels`` number codes to their words.

    With the role ``multi`` the answers are packed in ``column``, with ``separator`` between them, or ``columns`` lists
    one column for each option (names may hold ``*``). ``options`` are the answers, in the order of the columns;
    ``selected`` lists the cells that mean chosen.
    """

    name: str | None = None
    column: str | None = None
    columns: dict[str, str] | tuple[str, ...] = {}
    text: str | dict[str, str] = ""
    role: RoleName | None = None
    scale: tuple[int | str, ...] | None = None
    reversed: bool | None = None
    scales: dict[str, tuple[int | str, ...]] = {}
    breaks: tuple[str, ...] = ()
    comparable: bool = False
    dont_know: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    top_box: tuple[int | str, ...] | None = None
    satisfied: tuple[int | str, ...] | None = None
    theme: str = ""
    answers: dict[str, str] = {}
    labels: dict[str, str] = {}
    separator: str | None = None
    options: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()

    @property
    def by_wave(self) -> Mapping[str, str]:
        """The column of each wave."""
        return self.columns if isinstance(self.columns, dict) else {}

    @property
    def listed(self) -> tuple[str, ...]:
        """The columns of the options."""
        return () if isinstance(self.columns, dict) else self.columns

    @property
    def label(self) -> str:
        """What it is called: its name, else its column, else the first of its columns."""
        return self.name or self.column or next(iter((*self.by_wave.values(), *self.listed)), "")


class OptionSettings(_Table, frozen=True):
    """``[options]``: the same as the options of the command line, which win where both are given."""

    measures: tuple[str, ...] = ()
    min_n: int | None = None
    level: float | None = None
    adjust: Literal["bh", "holm", "none"] | None = None
    language: str | None = None
    drop: tuple[Literal["duplicates", "straight-liners", "speeders"], ...] = ()


class Settings(_Table, frozen=True):
    """A whole ``survey.toml``."""

    title: str = ""
    file: FileSettings = FileSettings()
    columns: ColumnSettings = ColumnSettings()
    rename: dict[str, str] = {}  # header in the file -> name of the column
    filter: dict[str, str | tuple[str, ...]] = {}  # column -> the texts whose rows are kept
    units: dict[str, str] = {}  # text in the file -> name of the unit
    question: tuple[QuestionSettings, ...] = ()
    options: OptionSettings = OptionSettings()
