"""The questionnaire: what each column is, and which answers each question allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError
from kundnojd.notices import Notice
from kundnojd.questionnaire.dispositions import Dispositions
from kundnojd.questionnaire.multiple import MultiQuestion


class Role(StrEnum):
    """What a column is for. The first seven are rating questions."""

    OVERALL = "overall"  # satisfied, all in all
    EXPECTATION = "expectation"  # against expectations
    IDEAL = "ideal"  # against an ideal
    RECOMMEND = "recommend"
    ITEM = "item"  # any other rating question
    LOYALTY = "loyalty"
    REPURCHASE = "repurchase"
    PROBLEM = "problem"  # had a problem
    COMPLAINED = "complained"  # told us of it
    COMPLAINT_HANDLING = "complaint-handling"  # was it solved
    UNIT = "unit"
    WAVE = "wave"
    WEIGHT = "weight"
    RESPONDENT = "respondent"
    SEGMENT = "segment"
    STRATUM = "stratum"
    CLUSTER = "cluster"
    TENURE = "tenure"  # how long somebody has been a customer
    MULTI = "multi"
    COMMENT = "comment"
    TIME = "time"
    DURATION = "duration"
    DISPOSITION = "disposition"
    MODE = "mode"
    PERSONAL = "personal"
    IGNORE = "ignore"


RATING_ROLES = frozenset(
    {
        Role.OVERALL,
        Role.EXPECTATION,
        Role.IDEAL,
        Role.RECOMMEND,
        Role.ITEM,
        Role.LOYALTY,
        Role.REPURCHASE,
    }
)
# Questions of what happened, which rate nothing.
FACT_ROLES = frozenset({Role.PROBLEM, Role.COMPLAINED, Role.COMPLAINT_HANDLING})
ASKED_ROLES = RATING_ROLES | FACT_ROLES


@dataclass(frozen=True)
class Answer:
    """One step of a scale: its number on the scale and its label as printed."""

    value: float
    label: str
    synonyms: tuple[str, ...] = ()  # normalised texts that mean this answer (see labels.normalise)


@dataclass(frozen=True)
class Scale:
    """The answers of a question, from the worst to the best.

    ``kind`` is ``numeric`` (values are the numbers in the file, low and high its declared ends), ``verbal`` (values are
    1..V) or ``yes-no``. ``answers`` runs from the worst to the best: where the printed numbers run the other way
    (1 = very satisfied), the values fall along ``answers``. ``dont_know`` and ``missing`` are normalised texts.
    """

    kind: str
    answers: tuple[Answer, ...]
    dont_know: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    recodes: tuple[tuple[str, int], ...] = ()  # (text, code as of `answers.coding`): goes before all else

    @property
    def low(self) -> float:
        """The smallest number of the scale."""
        return min(answer.value for answer in self.answers)

    @property
    def high(self) -> float:
        """The largest number of the scale."""
        return max(answer.value for answer in self.answers)

    @property
    def size(self) -> int:
        """V, the number of answers without don't know."""
        return len(self.answers)

    @property
    def reversed(self) -> bool:
        """Whether the printed numbers fall from worst to best."""
        return self.answers[0].value > self.answers[-1].value


@dataclass(frozen=True)
class Stretch:
    """Waves in which a question had another scale than in the newest one."""

    waves: tuple[str, ...]
    scale: Scale


@dataclass(frozen=True)
class Change:
    """What became of a question in ``wave`` since ``since``, the wave before in which it was answered.

    ``kind`` is ``reworded``, ``rescaled`` (other range, direction or answers), ``recoded`` (the same numbers with other
    labels), ``relabelled`` (texts new or gone, the answers the same) or ``said`` (a break that the user gave).
    ``before`` and ``after`` are the wordings, scales or labels. ``breaks`` says that the two are not compared.
    """

    wave: str
    since: str
    kind: str
    before: str = ""
    after: str = ""
    breaks: bool = True


@dataclass(frozen=True)
class Question:
    """A rating question.

    ``columns`` maps a wave to the name of the column that holds the question in that wave; the key ``""`` is the
    column for all other waves. Boxes are positions along ``scale.answers``, ``None`` for the usual cut of the scale.
    ``earlier`` are the waves that had another scale, ``changes`` what became of the question from wave to wave.
    Counts run along the answers of ``scale``, then of the earlier scales, then don't know.
    """

    name: str
    text: str
    columns: Mapping[str, str]
    role: Role
    scale: Scale
    theme: str = ""
    top_box: tuple[int, ...] | None = None
    satisfied: tuple[int, ...] | None = None
    earlier: tuple[Stretch, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def scales(self) -> tuple[Scale, ...]:
        """Its scales in the order in which its answers are counted, that of the newest wave first."""
        return (self.scale, *(stretch.scale for stretch in self.earlier))

    @property
    def size(self) -> int:
        """V, the number of answers of all its scales."""
        return sum(scale.size for scale in self.scales)

    @property
    def breaks(self) -> frozenset[str]:
        """The waves that are not comparable with the one before."""
        return frozenset(change.wave for change in self.changes if change.breaks)


@dataclass(frozen=True)
class ColumnFinding:
    """What was decided about one column, for ``inspect``.

    ``reason`` says why it has its role, ``scale_reason`` why its scale; both are keys in ``[reasons]`` with fields.
    """

    name: str
    text: str
    role: Role
    scale: Scale | None
    answered: int  # cells that are not empty
    distinct: int  # distinct texts; the number counted up to where counting stops
    distinct_is_capped: bool = False
    reason: Notice = field(default_factory=lambda: Notice(""))
    uncertain: bool = False
    notices: tuple[Notice, ...] = ()
    scale_reason: Notice = field(default_factory=lambda: Notice(""))


@dataclass(frozen=True)
class Waves:
    """Where a row's wave comes from.

    ``kind`` is ``none`` (one wave), ``file`` (one wave for each file, ``labels`` maps file label to wave), ``column``
    (the text of ``column``) or ``date`` (``column`` holds dates; ``starts`` are the first days of the waves as
    proleptic ordinals, rising, ``labels`` in the same order; ``date_order`` is ``ymd``, ``dmy`` or ``mdy``).
    """

    kind: str = "none"
    column: str = ""
    starts: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    date_order: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dates:
    """The column that says when each answer was given, empty where none does; ``order`` as of `Waves.date_order`."""

    column: str = ""
    order: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """Everything the count has to know."""

    questions: tuple[Question, ...]
    multis: tuple[MultiQuestion, ...] = ()  # questions with several answers
    facts: tuple[Question, ...] = ()  # questions of what happened: no ratings, counted in crosses alone
    unit: tuple[str, ...] = ()  # columns from the widest to the narrowest
    unit_labels: Mapping[str, str] = field(default_factory=dict)  # recodes: text in the file -> name
    waves: Waves = Waves()
    weight: str = ""
    stratum: str = ""  # the columns of the sample design
    cluster: str = ""
    split: tuple[str, ...] = ()  # further columns whose texts keep rows apart in the tally, such as strata
    segments: tuple[str, ...] = ()  # those of them whose texts make groups with results of their own
    respondent: str = ""
    duration: str = ""
    tenure: str = ""
    dispositions: Dispositions = field(default_factory=Dispositions)
    time: Dates = Dates()
    masked: frozenset[str] = frozenset()  # columns whose stray personal cells count as blank
    where: tuple[tuple[str, str], ...] = ()  # (column, text): rows to keep
    keep: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (column, case-folded texts): rows to keep hold one of them
    decimal: str = "."
    rows_are: str = "respondents"  # or "answers": then no two answers are known to be of the same person
    findings: tuple[ColumnFinding, ...] = ()
    notices: tuple[Notice, ...] = ()
    refusal: InputError | None = None  # why it cannot be analysed as it stands

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions with a scale: the ratings, then the facts."""
        return (*self.questions, *self.facts)

    def question(self, name: str) -> Question:
        """The rating or fact of that name; ``KeyError`` where there is none."""
        for question in self.asked:
            if question.name == name:
                return question
        raise KeyError(name)

    def with_role(self, role: Role) -> tuple[Question, ...]:
        """The questions of a role, in the order of the file."""
        return tuple(question for question in self.asked if question.role is role)


@dataclass(frozen=True)
class Score:
    """A score over several items, of the respondents who answered enough of them.

    ``values[k]`` gives the score of each answer of item k, shape (V + 1,), NaN where the answer is outside the base;
    the last place is don't know. ``minimum`` is the least number of items with a score that a respondent needs.
    ``base`` says how the items are put together: ``respondents`` is the mean of each respondent's mean, with the
    ``weights`` of the items where there are any (those of the items answered are scaled up to 1), ``answers`` all
    answers pooled, ``questions`` the mean of the means of the items.
    """

    name: str
    items: tuple[str, ...]
    values: tuple[NDArray[np.float64], ...]
    minimum: int
    weights: tuple[float, ...] = ()
    base: str = "respondents"


@dataclass(frozen=True)
class Block:
    """Items whose moments (sums of products, two and two) the tally is to gather, for correlations and what needs them.

    ``values[k]`` gives the number of each answer of item k, shape (V + 1,), NaN where the answer is outside the base.
    Only respondents with at least ``minimum`` of the items answered take part. ``keys`` are the parts of a cell, of
    those of the tally. With ``groups`` above 0 each cell is cut further, into so many random groups of respondents
    (see `kundnojd.tally.groups`), for jackknife standard errors; rows with the same text in the column ``grouped_by``
    (the respondent's, where empty) are in one group, and a whole number there is the number of the group.
    """

    name: str
    items: tuple[str, ...]
    values: tuple[NDArray[np.float64], ...]
    minimum: int
    keys: tuple[str, ...] = ("wave",)
    groups: int = 0
    grouped_by: str = ""


@dataclass(frozen=True)
class Cross:
    """Questions, ratings or facts, whose coded answers the tally is to count together: who said this and that.

    ``codes[k]`` gives the level of each answer of item k, shape (V + 1,), whole numbers from 0, or -1 for answers that
    are none, as don't know may be. Who answered none of the items takes no part. The counts are in the cells of the
    tally, parted further by the texts of the columns in ``split``.
    """

    name: str
    items: tuple[str, ...]
    codes: tuple[NDArray[np.intp], ...]
    split: tuple[str, ...] = ()
