"""What the rules of the audit are given, and what they give back."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.drift import drift
from kundnojd.analyses.grid import Grid, grid
from kundnojd.errors import KundnojdError
from kundnojd.inference import variance
from kundnojd.inference.sums import WY2, N, W
from kundnojd.measures import block_scores
from kundnojd.measures.by_unit import targets_by_unit
from kundnojd.measures.targets import Target
from kundnojd.questionnaire.audit_rules import rules
from kundnojd.questionnaire.batteries import split_by_heading
from kundnojd.questionnaire.model import Question, Questionnaire, Role, Score
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.settings import Settings
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.questionnaire.wording_rules import bare, is_wording
from kundnojd.tally.conduct import Conduct, Watched, watched
from kundnojd.tally.count import WAVE
from kundnojd.tally.customer_numbers import CustomerNumbers
from kundnojd.tally.quality import LEAST_ITEMS, blocks_of
from kundnojd.tally.survey import Survey
from kundnojd.tally.tally import Tally

if TYPE_CHECKING:
    from kundnojd.analyses.disclosure import Protection

Floats = NDArray[np.float64]
LEAST_ANSWERS = 30  # of a question: fewer say nothing of how people answer it
BLOCK = "audit"  # the moments of all rated items


@dataclass(frozen=True)
class Finding:
    """Something that a rule found: its number against the limit, where, and in ``detail`` what it was found in.

    ``measure`` tells apart the numbers of a rule that has several, ``severity`` is that of the finding where it is
    another than that of its rule. ``kind`` says how the number is written, empty for the kind of the rule.
    """

    number: float
    limit: float
    question: str = ""
    unit: str = ""
    wave: str = ""
    measure: str = ""
    kind: str = ""
    n: float = float("nan")
    detail: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a rule: its findings; or ``reason``, why it was not checked; else nothing was found.

    ``looked`` is how many things were looked at, ``nearest`` the number that came nearest to the limit where nothing
    was found, with what it was found in.
    """

    findings: tuple[Finding, ...] = ()
    reason: str = ""
    looked: int = 0
    nearest: Finding | None = None


def unchecked(reason: str) -> Outcome:
    """A rule whose input is missing; ``reason`` names a text that says which, and what would give it."""
    return Outcome(reason=reason)


def outcome(findings: Iterable[Finding], looked: int, nearest: Finding | None = None) -> Outcome:
    """A rule that was checked on so many things."""
    found = tuple(findings)
    return Outcome(found, looked=looked, nearest=None if found else nearest)


def largest(candidates: Sequence[Finding]) -> Finding | None:
    """The candidate with the largest number."""
    numbers = [one for one in candidates if not np.isnan(one.number)]
    return max(numbers, key=lambda one: one.number) if numbers else None


@dataclass(frozen=True, eq=False)
class Given:
    """A survey with everything beside it that the audit may know.

    ``columns`` are the profiles of all columns, ``lead`` the leading index where there is one, ``today`` the day of the
    audit, ``staff`` the texts of the columns of a staff file, ``None`` where none was given.
    """

    survey: Survey
    settings: Settings
    limits: Mapping[str, Mapping[str, float]]
    today: datetime.date
    columns: tuple[ColumnProfile, ...] = ()
    lead: Target | None = None
    customers: CustomerNumbers = field(default_factory=CustomerNumbers)
    staff: Mapping[str, frozenset[str]] | None = None
    min_n: int = 5
    plan: Protection | None = None

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire."""
        return self.survey.questionnaire

    @property
    def tally(self) -> Tally:
        """The tally."""
        return self.survey.tally

    @property
    def conduct(self) -> Conduct:
        """How people answered."""
        return self.survey.conduct or Conduct()

    @property
    def questions(self) -> tuple[Question, ...]:
        """The rated questions."""
        return self.questionnaire.questions

    @cached_property
    def batteries(self) -> tuple[tuple[Question, ...], ...]:
        """The rated questions that stand together under one heading with the same answers, five or more."""
        return split_by_heading(blocks_of(self.questionnaire), LEAST_ITEMS)

    @property
    def durations(self) -> Mapping[str, Floats]:
        """The times that answers took, by wave: those of a column, else from begin to end."""
        return self.tally.quality.durations or self.conduct.durations

    @cached_property
    def items(self) -> tuple[Question, ...]:
        """The rated questions without those of two answers."""
        return tuple(question for question in self.questions if question.scale.size > 2)

    @cached_property
    def worded(self) -> tuple[Question, ...]:
        """The rated questions whose wording is known, not only the code of a column."""
        return tuple(question for question in self.questions if is_wording(question.text))

    @cached_property
    def wordings(self) -> tuple[tuple[str, str, str], ...]:
        """(name, wording, role) of every column that asks somebody something."""
        rated = [(question.name, question.text, str(question.role)) for question in self.worded]
        known = {name for question in self.questions for name in question.columns.values()}
        multis = [(multi.name, multi.text, str(Role.MULTI)) for multi in self.questionnaire.multis]
        known |= {column for multi in self.questionnaire.multis for column in multi.columns}
        others = [
            (finding.name, finding.text, str(finding.role))
            for finding in self.questionnaire.findings
            if finding.name not in known and (finding.role is Role.COMMENT or finding.text.rstrip().endswith("?"))
        ]
        every = (*rated, *(one for one in (*multis, *others) if is_wording(one[1])))
        # The parts of a grid, and comments beside a question, have its wording: it is judged once.
        return tuple({bare(text): (name, text, role) for name, text, role in reversed(every)}.values())[::-1]

    @cached_property
    def waves(self) -> tuple[str, ...]:
        """The waves from the oldest to the newest."""
        return tuple(sorted(self.tally.values_of(WAVE), key=wave_key))

    @property
    def newest(self) -> str:
        """The newest wave."""
        return self.waves[-1]

    def named(self, wave: str) -> str:
        """A wave as rows call it: a single one has no name."""
        return wave if len(self.waves) > 1 else ""

    @cached_property
    def renamed(self) -> tuple[tuple[str, Question, Question], ...]:
        """(wave, old, new) of questions that went in a wave while one with a similar name or wording came."""
        by_name = {question.name: question for question in self.questions}
        found = []
        for one in drift(self.questionnaire, self.tally):
            if one.kind == "alike":
                old = by_name[one.name]
                young = next((q for q in self.questions if q is not old and q.text == one.after), None)
                found += [(one.wave, old, young)] if young is not None else []
        return tuple(found)

    @cached_property
    def by_wave(self) -> Mapping[str, Tally]:
        """The tally of each wave, all units together."""
        whole = self.tally.rollup([WAVE])
        return {cell[0]: _only(whole, place) for place, cell in enumerate(whole.cells)}

    @cached_property
    def grid(self) -> Grid:
        """Units by waves."""
        return grid(self.tally.rollup(self.tally.keys[: self.tally.keys.index(WAVE) + 1]))

    @cached_property
    def shown(self) -> NDArray[np.bool_]:
        """The units and waves of the grid that may be named, (U + 1, W)."""
        own = self.tally.rollup(self.tally.keys[: self.tally.keys.index(WAVE) + 1])
        n = self.grid.spread(own.respondents)[..., 0]
        hidden = self.plan.respondents[: len(n)] if self.plan is not None else np.zeros(n.shape, dtype=bool)
        return np.asarray((n >= self.min_n) & ~hidden)

    @cached_property
    def leaves(self) -> NDArray[np.bool_]:
        """The units that have none below them, without the whole, (U + 1,)."""
        found = np.ones(len(self.grid.units), dtype=bool)
        found[[parent for parent in self.grid.parents if parent >= 0]] = False
        found[0] = False
        return found

    @cached_property
    def lead_sums(self) -> Floats:
        """The seven sums of the leading index by unit and wave, (U + 1, W, 7); all zero where there is none."""
        from kundnojd.analyses.results import seven_of, sums_of

        shape = (len(self.grid.units), len(self.grid.waves), 7)
        if self.lead is None:
            return np.zeros(shape)
        keys = self.tally.keys[: self.tally.keys.index(WAVE) + 1]
        return seven_of(self.grid.spread(sums_of(self.tally.rollup(keys), self.lead)), self.lead)

    def answers(self, question: Question, wave: str) -> Floats:
        """How many gave each answer of the newest scale in a wave, and don't know in the last place, (V + 1, 3)."""
        counts = self.by_wave[wave].counts[question.name][0]
        return np.concatenate((counts[: question.scale.size], counts[-1:]))


def deviation(sums: Floats) -> Floats:
    """The SD of a score in points from its seven sums, (..., 7) gives (...)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        n, mean = sums[..., N], variance.mean(sums)
        square = sums[..., WY2] / sums[..., W] - mean**2
        return np.asarray(np.sqrt(np.maximum(square, 0.0) * n / (n - 1)))


def severity_of(rule: str, finding: Finding) -> str:
    """The severity of a finding."""
    return finding.severity or rules()[rule].severity


def _only(tally: Tally, place: int) -> Tally:
    keep = slice(place, place + 1)
    return replace(
        tally,
        cells=(tally.cells[place],),
        respondents=tally.respondents[keep],
        counts={name: block[keep] for name, block in tally.counts.items()},
        scores={name: block[keep] for name, block in tally.scores.items()},
        options={name: block[keep] for name, block in tally.options.items()},
    )


_MODES = re.compile(
    r"(?:user)?lang(?:uage)?|språk|spr[aå]k|device|enhetstyp|device type|plattform|platform", re.IGNORECASE
)


def lead_of(questionnaire: Questionnaire) -> Target | None:
    """The leading index of a survey by unit, ``None`` where it has none."""
    try:
        found = [target for target in targets_by_unit(questionnaire, ()) if target.kind == "index"]
    except KundnojdError:
        return None
    return found[0] if found else None


def watch(questionnaire: Questionnaire, settings: Settings) -> Watched:
    """What is to be counted of how people answered: the leading score by day, and mode, device and language."""
    lead = lead_of(questionnaire)
    score = None
    if lead is not None and lead.values is not None:
        score = Score(lead.measure, (lead.question,), (lead.values,), 1)
    elif lead is not None:
        score = next((own for own in block_scores(questionnaire) if own.name == lead.score), None)
    modes = [
        finding.name
        for finding in questionnaire.findings
        if finding.role is Role.MODE or _MODES.fullmatch(finding.name.strip())
    ]
    said = [settings.audit.mode] if settings.audit.mode else []
    return watched(questionnaire, score, tuple(dict.fromkeys((*said, *modes))))
