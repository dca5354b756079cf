"""What the user can say about a survey: the schema of ``survey.toml``, and the same said by options.

Every field left out is found out from the data. Keys are written with hyphens in the file (``header-rows``).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Literal

import msgspec

from kundnojd.questionnaire.key_figures import KeyFigureSettings

DispositionCode = Literal["I", "P", "R", "NC", "O", "U", "NE"]
RoleName = Literal[
    "overall",
    "expectation",
    "ideal",
    "recommend",
    "item",
    "loyalty",
    "repurchase",
    "problem",
    "complained",
    "complaint-handling",
    "tenure",
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


# ``[population]``: unit = number of customers, or unit = { wave = number }; or a file, with the names of its columns.
PopulationTable = Mapping[str, float | str | dict[str, float]]


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

    ``segment`` are columns whose texts are groups with results of their own, ``tenure`` the one that says how long
    somebody has been a customer.
    ``wave`` is a column, or ``"file name"`` for one wave for each file, or ``"none"``. ``others`` says what to do with
    columns that are named nowhere: ``infer`` their role, or ``ignore`` them. ``paired`` says whether the same
    ``respondent`` in two waves is the same person, whose answers are then compared; where it is not said, waves are
    compared as independent, and it is said where they have respondents in common.
    """

    unit: tuple[str, ...] | str | None = None
    wave: str | None = None
    weight: str | None = None
    respondent: str | None = None
    paired: bool | None = None
    disposition: str | None = None
    time: str | None = None
    stratum: str | None = None
    cluster: str | None = None
    tenure: str | None = None
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


class TargetSettings(_Table, frozen=True):
    """``[[target]]``: the value that a measure should reach, in points.

    ``unit``, ``wave`` and ``question`` say what it is for; without them it is for every unit and the whole, every wave,
    and the headline figure of the measure.
    """

    measure: str
    value: float
    unit: str = ""
    wave: str | int = ""
    question: str = ""


class BenchmarkSettings(_Table, frozen=True):
    """``[[benchmark]]``: a value of others to compare a measure with, in points.

    Its uncertainty is ``se`` (standard error), or ``margin`` (half its 95 % interval), or ``n`` answers and their
    ``sd``; for a share ``n`` is enough, and without ``sd`` they are taken to spread as one's own. Without any it is
    taken as known. ``name``, ``year`` and ``source`` say whose it is. ``id`` names a published one that is shipped
    instead of all that.
    """

    measure: str
    id: str = ""
    value: float | None = None
    name: str = ""
    unit: str = ""
    wave: str | int = ""
    question: str = ""
    se: float | None = None
    margin: float | None = None
    n: int | None = None
    sd: float | None = None
    year: int | None = None
    source: str = ""


class LatentSettings(_Table, frozen=True):
    """``[[latent]]``: something that several questions measure together, for `kundnojd paths`.

    ``items`` are the names of the questions; they may hold ``*``. Both have to be there.
    """

    name: str = ""
    items: tuple[str, ...] = ()


class ModelSettings(_Table, frozen=True):
    """``[model]``: how the latents hang together.

    ``paths`` are pairs of names, from what drives to what is driven; ``scheme`` the inner weighting; ``answered`` the
    least share of the model's questions that a respondent has to have answered (1 for complete rows only).
    """

    scheme: Literal["path", "centroid", "factor"] = "path"
    paths: tuple[tuple[str, str], ...] = ()
    answered: float = 0.7


class WeightingSettings(_Table, frozen=True):
    """``[weighting]``: what is made of the population and the margins; nothing is, unless it is asked for.

    ``post-stratify`` weights the answers of each unit (and stratum) and wave to the number of its customers. ``cap`` is
    the largest weight that weighting may give, relative to the mean. ``missing`` says what to do with answers that
    give no category of a margin or no unit: ``error``, or ``own-weight``, which leaves them the share they have.
    ``lonely-psu`` says what a stratum with one cluster gives to the variance, in the words of R's `survey`.
    """

    post_stratify: bool = False
    cap: float | None = None
    missing: Literal["error", "own-weight"] = "error"
    lonely_psu: Literal["adjust", "remove", "average", "fail"] = "adjust"


class MarginSettings(_Table, frozen=True):
    """``[[margin]]``: how many of the customers have each text of ``column``, as numbers or as shares, for raking.

    ``wave`` is the only wave it is for. ``blank`` lists texts that say that nothing is known, such as refusals.
    """

    column: str = ""
    targets: dict[str, float] = {}
    wave: str | None = None
    blank: tuple[str, ...] = ()


class OptionSettings(_Table, frozen=True):
    """``[options]``: the same as the options of the command line, which win where both are given."""

    measures: tuple[str, ...] = ()
    bands: str | None = None
    min_n: int | None = None
    level: float | None = None
    adjust: Literal["bh", "holm", "none"] | None = None
    smallest: float | None = None
    language: str | None = None
    drop: tuple[Literal["duplicates", "straight-liners", "speeders"], ...] = ()


class PresetSettings(_Table, frozen=True):
    """``[preset.NAME]``: what a named measure cannot know.

    ``questions`` are the names of the questions it is made of, ``weights`` the weight of each of them in that order,
    ``stock`` the number of dwellings that a sample stands for.
    """

    questions: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    stock: int | None = None


class AuditSettings(_Table, frozen=True):
    """``[audit]``: what the audit cannot know from the data, and its limits.

    ``kind`` is how often people are asked: ``relation`` (waves), ``transaction`` (after each contact), ``continuous``
    (all the time) or ``pulse`` (few questions on purpose). ``field`` gives the first and the last day of a wave's field
    work, ``actions`` the days on which something was done about the results, ``published`` the day they came out.
    ``mode`` is the column of the mode, device or language. ``limits`` are limits by rule and name, ``off`` the rules
    that are switched off, each with the reason.
    """

    kind: Literal["relation", "transaction", "continuous", "pulse"] = "relation"
    field: dict[str, tuple[datetime.date, datetime.date]] = {}
    actions: tuple[datetime.date, ...] = ()
    published: datetime.date | None = None
    mode: str = ""
    limits: dict[str, dict[str, float]] = {}
    off: dict[str, str] = {}


class Settings(_Table, frozen=True):
    """A whole ``survey.toml``."""

    title: str = ""
    file: FileSettings = FileSettings()
    columns: ColumnSettings = ColumnSettings()
    rename: dict[str, str] = {}  # header in the file -> name of the column
    filter: dict[str, str | tuple[str, ...]] = {}  # column -> the texts whose rows are kept
    units: dict[str, str] = {}  # text in the file -> name of the unit
    disposition: dict[str, DispositionCode] = {}  # text in the file -> code of AAPOR
    question: tuple[QuestionSettings, ...] = ()
    target: tuple[TargetSettings, ...] = ()
    benchmark: tuple[BenchmarkSettings, ...] = ()
    key_figure: tuple[KeyFigureSettings, ...] = ()
    periods: dict[str, datetime.date] = {}  # name of a wave or period -> the day it ended
    latent: tuple[LatentSettings, ...] = ()
    model: ModelSettings = ModelSettings()
    preset: dict[str, PresetSettings] = {}  # name of a measure -> its questions and weights
    population: dict[str, float | str | dict[str, float]] = {}
    weighting: WeightingSettings = WeightingSettings()
    margin: tuple[MarginSettings, ...] = ()
    options: OptionSettings = OptionSettings()
    audit: AuditSettings = AuditSettings()


def file_of(table: PopulationTable) -> str:
    """The file that a table ``[population]`` names, empty where it holds the numbers itself.

    >>> file_of({"file": "customers.csv"}), file_of({"North": 120})
    ('customers.csv', '')
    """
    file = table.get("file")
    return file if isinstance(file, str) else ""
