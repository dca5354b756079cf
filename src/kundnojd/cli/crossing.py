"""From a request to the results of shares that take several answers of the same person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kundnojd.cli.protecting import plan_of
from kundnojd.cli.reading import Beside, ReadingRequest, read, settings_of
from kundnojd.cli.weighing import weighed

if TYPE_CHECKING:
    from kundnojd.analyses import AnalysisOptions, Protection
    from kundnojd.analyses.designs import SampleDesign
    from kundnojd.locale import Locale
    from kundnojd.measures.joint import JointShares
    from kundnojd.questionnaire.model import Cross, Questionnaire
    from kundnojd.report.survey import SurveyInfo
    from kundnojd.tally.survey import Survey


@dataclass(frozen=True)
class Chosen:
    """What the options say; ``None`` leaves it to ``survey.toml`` or the default. ``by_tenure`` asks for groups."""

    min_n: int | None = None
    level: float | None = None
    adjust: str | None = None
    by_tenure: bool = False


@dataclass(frozen=True)
class Crossed:
    """A survey with the shares in its tally, and all that results and report of them need."""

    survey: Survey
    locale: Locale
    options: AnalysisOptions
    plan: Protection
    info: SurveyInfo
    design: SampleDesign | None


def crossing(
    request: ReadingRequest,
    chosen: Chosen,
    lang: str | None,
    cross_of: Callable[[Questionnaire], Cross],
    shares_of: Callable[[Questionnaire], Sequence[JointShares]],
    more: dict[str, object],
) -> Crossed:
    """Read and count with the joint count of ``cross_of``, and put the shares of it into the tally.

    ``more`` are the options that are said in the provenance beside the usual ones.
    """
    import dataclasses

    from kundnojd.cli.choosing import options_of
    from kundnojd.cli.telling import locale_of
    from kundnojd.measures.joint import with_shares
    from kundnojd.questionnaire.segments import with_tenure
    from kundnojd.report.describing import describe, provenance

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    given = settings.options
    beside = Beside(
        crosses_of=lambda questionnaire: (cross_of(questionnaire),), changed=with_tenure if chosen.by_tenure else None
    )
    found = read(request, settings, notices, beside)
    survey = found.survey
    crossed = next(iter(survey.tally.crosses.values()))
    tally = with_shares(survey.tally, crossed, shares_of(survey.questionnaire))
    known, design_facts = weighed(request, settings, dataclasses.replace(survey, tally=tally), None)
    survey = known.survey if known else dataclasses.replace(survey, tally=tally)
    options = options_of(chosen, given, segments=survey.questionnaire.segments)
    plan = plan_of(survey, settings, options.min_n)
    asked = {
        name: value for name, value in dataclasses.asdict(request).items() if value and name not in {"files", "quiet"}
    }
    usual = {"min_n": options.min_n, "level": options.level, "adjust": options.adjust}
    came_from = provenance(found.inputs, {**asked, **usual, **{k: v for k, v in more.items() if v}, **design_facts})
    design, making = (known.design, known.making) if known else (None, None)
    info = describe(survey, options, came_from, locale, plan, title=settings.title, making=making)
    return Crossed(survey, locale, options, plan, info, design)
