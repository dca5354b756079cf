"""From a request to a driver analysis: which questions are drivers is settled while the files are read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kundnojd.cli.reading import Beside, Read, ReadingRequest, read
from kundnojd.errors import InputError, KundnojdError, UsageError

if TYPE_CHECKING:
    from kundnojd.analyses import AnalysisOptions
    from kundnojd.analyses.drivers import Drivers
    from kundnojd.measures.driver_model import DriverChoice, DriverModel
    from kundnojd.notices import Notice
    from kundnojd.questionnaire.model import Block, Question, Questionnaire
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.tally.survey import Survey


@dataclass
class DriverPlan:
    """What is to be gathered for a driver analysis, and the drivers that were left out because few answered them."""

    choice: DriverChoice
    seldom: tuple[str, ...] = field(default=())

    def model_of(self, questionnaire: Questionnaire) -> DriverModel:
        """The model, without the drivers that few answered; errors as of `driver_model`."""
        from kundnojd.measures.driver_model import FEWEST_DRIVERS, driver_model

        model = driver_model(questionnaire, self.choice)
        kept = tuple(one for one in model.drivers if one.name not in self.seldom)
        if len(kept) < FEWEST_DRIVERS:
            names = tuple(one.name for one in model.drivers)
            raise InputError("drivers-too-few-questions", outcome=model.outcome.name, count=len(kept), questions=names)
        return dataclasses.replace(model, drivers=kept)

    def blocks_of(self, questionnaire: Questionnaire) -> tuple[Block, ...]:
        """The blocks of moments."""
        from kundnojd.measures.driver_model import driver_blocks

        return driver_blocks(self.model_of(questionnaire))

    def better(self, survey: Survey) -> Callable[[Questionnaire], tuple[Block, ...]] | None:
        """The blocks without the drivers that too few answered; ``None`` where there are none such."""
        from kundnojd.measures.driver_model import seldom_answered

        model = self.model_of(survey.questionnaire)
        answered = {name: valid for name, (valid, _) in _answers(survey).items()}
        self.seldom = tuple(one.name for one in seldom_answered(model, answered))
        return self.blocks_of if self.seldom else None

    def notices(self, survey: Survey, settings: Settings) -> tuple[Notice, ...]:
        """What is to be said of the drivers: those left out, those that many had no opinion of, and the weights."""
        from kundnojd.measures.driver_model import DONT_KNOW
        from kundnojd.notices import Notice

        model, answers = self.model_of(survey.questionnaire), _answers(survey)
        found = []
        if self.seldom:
            names = tuple(_text(survey.questionnaire.question(name)) for name in self.seldom)
            fields = {"count": len(names), "questions": names, "outcome": _text(model.outcome)}
            found.append(Notice("drivers-seldom-answered", fields))
        unsure = [one for one in model.drivers if answers[one.name][1] > DONT_KNOW * sum(answers[one.name])]
        if unsure:
            names = tuple(_text(one) for one in unsure)
            found.append(Notice("drivers-dont-know", {"count": len(names), "questions": names}))
        if settings.margin or settings.weighting.post_stratify:
            found.append(Notice("drivers-file-weights"))
        return tuple(found)


def driven(
    request: ReadingRequest,
    settings: Settings,
    notices: Sequence[Notice],
    choice: DriverChoice,
    options: AnalysisOptions,
) -> tuple[Read, Drivers]:
    """The survey and its driver analysis, of the newest wave.

    Raises `UsageError` for a column of groups that is not there, `InputError` where the rows are those of one unit, and
    as reading and `kundnojd.analyses.drivers.drivers` do.
    """
    plan = DriverPlan(choice)
    found = read(request, settings, notices, Beside(plan.blocks_of, plan.better))
    analysis = _analysed(plan, found.survey, options)
    told = dataclasses.replace(found.survey, notices=(*found.survey.notices, *plan.notices(found.survey, settings)))
    return dataclasses.replace(found, survey=told), analysis


class DriversBeside:
    """A driver analysis on the way of another one: what keeps it from being made is remembered, not raised."""

    def __init__(self, choice: DriverChoice) -> None:
        self.plan = DriverPlan(choice)
        self.refusal: KundnojdError | None = None

    def blocks_of(self, questionnaire: Questionnaire) -> tuple[Block, ...]:
        """The blocks of moments; none where the questionnaire has no drivers."""
        self.refusal = None  # the files may be looked at again, and understood better
        try:
            return self.plan.blocks_of(questionnaire)
        except KundnojdError as error:
            self.refusal = error
            return ()

    def better(self, survey: Survey) -> Callable[[Questionnaire], tuple[Block, ...]] | None:
        """As of `DriverPlan`."""
        return None if self.refusal else self.plan.better(survey) and self.blocks_of

    def analysed(self, survey: Survey, options: AnalysisOptions) -> Drivers | KundnojdError:
        """The analysis, or why there is none."""
        if self.refusal is not None:
            return self.refusal
        try:
            return _analysed(self.plan, survey, options)
        except KundnojdError as error:
            return error

    def notices(self, survey: Survey, settings: Settings) -> tuple[Notice, ...]:
        """As of `DriverPlan`."""
        return () if self.refusal else self.plan.notices(survey, settings)


def _analysed(plan: DriverPlan, survey: Survey, options: AnalysisOptions) -> Drivers:
    from kundnojd.analyses.drivers import drivers

    _check(survey, plan.choice)
    model = plan.model_of(survey.questionnaire)
    return drivers(survey.tally.moments, model, newest(survey), options.level, options.adjust)


def newest(survey: Survey) -> str:
    """The newest wave of a survey."""
    from kundnojd.questionnaire.wave_labels import wave_key
    from kundnojd.tally.count import WAVE

    return max(survey.tally.values_of(WAVE), key=wave_key)


def _check(survey: Survey, choice: DriverChoice) -> None:
    columns = tuple(dict.fromkeys(column.name for report in survey.reports for column in report.columns))
    if choice.grouped_by and choice.grouped_by not in columns:
        raise UsageError("drivers-no-such-column", found=choice.grouped_by, allowed=columns)
    units = {column for column, _ in survey.questionnaire.where} & set(survey.questionnaire.unit)
    if units:
        raise InputError("drivers-not-of-a-unit", column=sorted(units)[0])


def _answers(survey: Survey) -> dict[str, tuple[float, float]]:
    """Answers in the base, and don't knows, of each question in the newest wave."""
    from kundnojd.tally.count import WAVE

    tally = survey.tally.rollup([WAVE])
    place = tally.cells.index((newest(survey),))
    counts = {name: block[place, :, 0] for name, block in tally.counts.items()}
    return {name: (float(n[:-1].sum()), float(n[-1])) for name, n in counts.items()}


def _text(question: Question) -> str:
    return question.text or question.name
