"""What a report says about the survey itself: what was read, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kundnojd.analyses.targets_met import Goal
from kundnojd.measures.bands import Bands
from kundnojd.notices import Notice
from kundnojd.questionnaire.model import Question
from kundnojd.questionnaire.multiple import MultiQuestion
from kundnojd.report.model import Provenance

if TYPE_CHECKING:
    from kundnojd.analyses.making import Making


@dataclass(frozen=True)
class SurveyInfo:
    """Everything beside the results that a report of a survey has to say.

    ``rows_read`` = ``rows_used`` + the sum of ``left_out``. ``waves`` run from the oldest to the newest;
    ``wave_source`` says where they come from, such as the name of a column. ``roles`` is one line a person can check:
    which column was taken for what. ``distributions`` maps a question to its shares in per cent along
    ``scale.answers``, of the newest wave and the whole. ``headline_measure`` is the measure the report opens with and
    ``headline_questions`` the names of the questions it is made of; ``cuts`` says in words which answers a measure
    counts (``{"top-box": "9-10"}``). ``unrecognised`` are columns nothing was made of. ``smallest`` is the smallest
    difference of interest in points, ``goals`` and ``benchmarks`` are the values that figures are held against,
    ``followed`` is the column by which respondents are followed from wave to wave, where they are. ``made_of`` are the
    questions of the measures asked for by name that are made of several, with their ``item_weights`` where these were
    given; ``bands`` the level bands of each measure that has any; ``stock`` the dwellings that the answers stand for.
    ``making`` is what was done to weights and variances, ``None`` for nothing.
    """

    provenance: Provenance
    title: str = ""
    files: tuple[str, ...] = ()
    rows_used: int = 0
    rows_read: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    unit_columns: tuple[str, ...] = ()
    waves: tuple[str, ...] = ()
    wave_source: str = ""
    weight: str = ""
    roles: str = ""
    questions: tuple[Question, ...] = ()
    multis: tuple[MultiQuestion, ...] = ()
    distributions: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    headline_measure: str = ""
    headline_questions: tuple[str, ...] = ()
    cuts: Mapping[str, str] = field(default_factory=dict)
    min_n: int = 5
    low_base: int = 30
    level: float = 0.95
    adjust: str = "bh"
    smallest: float = 0.0
    goals: tuple[Goal, ...] = ()
    benchmarks: tuple[Goal, ...] = ()
    followed: str = ""
    notices: tuple[Notice, ...] = ()
    unrecognised: tuple[str, ...] = ()
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    item_weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    bands: Mapping[str, Bands] = field(default_factory=dict)
    stock: int | None = None
    making: Making | None = None

    def breaks_of(self, question: str, measure: str = "") -> frozenset[str]:
        """The waves in which a question is not comparable with the wave before.

        Where it is empty, those of the questions that the measure is made of, else of the headline.
        """
        names = (question,) if question else self.made_of.get(measure, self.headline_questions)
        return frozenset(wave for one in self.questions if one.name in names for wave in one.breaks)

    def question_text(self, name: str) -> str:
        """The wording of a question, or its name where there is none."""
        for question in self.questions:
            if question.name == name:
                return question.text or name
        return name
