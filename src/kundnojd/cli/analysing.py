"""From a request to the rows of results and everything a report says beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kundnojd.cli.comparing import Comparing, asked, goals_of, with_paired
from kundnojd.cli.key_figures import Counted, folder_of, measures_of
from kundnojd.cli.protecting import plan_of
from kundnojd.cli.reading import Beside, ReadingRequest, read, settings_of
from kundnojd.cli.weighing import weighed
from kundnojd.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.analyses import AnalysisOptions, Protection
    from kundnojd.analyses.designs import SampleDesign
    from kundnojd.analyses.drivers import Drivers
    from kundnojd.analyses.scorecard import Scorecard
    from kundnojd.cli.driving import DriversBeside
    from kundnojd.errors import KundnojdError
    from kundnojd.locale import Locale
    from kundnojd.measures import Target
    from kundnojd.notices import Notice
    from kundnojd.questionnaire.model import Questionnaire
    from kundnojd.report.survey import SurveyInfo
    from kundnojd.tally.comments import Comments
    from kundnojd.tally.survey import Survey


@dataclass(frozen=True)
class Chosen:
    """What the options say about the analysis; ``None`` leaves it to ``survey.toml`` or the default."""

    measures: tuple[str, ...] = ()
    bands: str | None = None
    min_n: int | None = None
    level: float | None = None
    adjust: str | None = None
    detail: bool = False
    population: str | None = None
    comparing: Comparing = field(default_factory=Comparing)
    comments: bool = False  # gather the comments, masked
    mask_names: str | None = None


@dataclass(frozen=True)
class Analysed:
    """A survey with its results.

    ``frame`` are the rows that programs read, ``shown`` those of a report, which has the questions of several answers
    too. ``leading`` are the figures that units have without details, as (measure, question).
    ``drivers`` is the driver analysis or why there is none, where one was wanted, and ``beside`` what to say of it.
    """

    survey: Survey
    locale: Locale
    options: AnalysisOptions
    targets: tuple[Target, ...]
    frame: pd.DataFrame
    shown: pd.DataFrame
    info: SurveyInfo
    plan: Protection
    leading: frozenset[tuple[str, str]]
    design: SampleDesign | None = None
    drivers: Drivers | KundnojdError | None = None
    beside: tuple[Notice, ...] = ()
    counted: Counted | None = None  # what key figures are made of, where survey.toml has any


def analysed(request: ReadingRequest, chosen: Chosen, lang: str | None, *, with_drivers: bool = False) -> Analysed:
    """Read, count, estimate and compare, as the request, the options and ``survey.toml`` say.

    Where measures are not asked for by name, ``with_drivers`` gathers what a driver analysis needs and makes it.
    """
    import dataclasses

    import pandas as pd

    from kundnojd.analyses import AnalysisOptions, results
    from kundnojd.analyses.banding import with_bands
    from kundnojd.cli.telling import locale_of
    from kundnojd.measures import presets, several_answers, years
    from kundnojd.measures import targets as targets_of
    from kundnojd.measures.bands import chosen as bands_of
    from kundnojd.report.describing import describe, provenance, with_measures
    from kundnojd.tally.count import WAVE

    settings, notices = settings_of(request)
    settings = with_paired(settings, chosen.comparing)
    locale = locale_of(lang, settings)
    goals = goals_of(settings, chosen.comparing)
    given = settings.options
    names = chosen.measures or given.measures
    wanted_drivers = _drivers(wanted=with_drivers and not names)
    counting = (*names, *measures_of(settings))
    found = read(request, settings, notices, _beside(chosen, wanted_drivers, locale), counting)
    known, design_facts = weighed(request, settings, found.survey, chosen.population)
    survey = known.survey if known else found.survey
    design, making = (known.design, known.making) if known else (None, None)
    usual = targets_of(survey.questionnaire, names, settings.preset)
    wanted = targets_of(survey.questionnaire, names, settings.preset, detail=True) if chosen.detail else usual
    bands = bands_of(names, chosen.bands or given.bands, [target.measure for target in wanted])
    # The largest minimum holds for all measures of a run: they could otherwise give each other's cells away.
    of_owners = [presets()[name].min_n for name in names]
    options = AnalysisOptions(
        min_n=max(chosen.min_n or given.min_n or AnalysisOptions.min_n, *of_owners, 1),
        level=chosen.level or given.level or AnalysisOptions.level,
        adjust=chosen.adjust or given.adjust or AnalysisOptions.adjust,
        segments=survey.questionnaire.segments,
        smallest=given.smallest or 0.0 if chosen.comparing.smallest is None else chosen.comparing.smallest,
    )
    plan = plan_of(survey, settings, options.min_n, counting)
    more, unmet = asked(goals, chosen.comparing, survey, wanted, usual)
    frame = results(survey.tally, wanted, options, plan, more, design)
    request = dataclasses.replace(request, drop=request.drop or given.drop)
    # Questions of several answers are in every report, but among the rows only under --measure answer, or where
    # there is nothing else.
    beside = () if names else several_answers(survey.questionnaire)
    shown = pd.concat([frame, results(survey.tally, beside, options, plan, more, design)]) if beside else frame
    frame = frame if len(frame) else shown
    if bands:
        frame, shown = with_bands(frame, bands), with_bands(shown, bands)
    spans = years.notices(survey.tally.values_of(WAVE), names, bands)
    survey = dataclasses.replace(survey, notices=(*survey.notices, *unmet, *spans))
    said = _options(request, names, options, chosen, paired=survey.panel is not None)
    came_from = provenance(found.inputs, {**said, **design_facts})
    info = describe(survey, options, came_from, locale, plan, title=settings.title, asked=more, making=making)
    info = with_measures(info, survey.questionnaire, names, settings.preset, bands)
    counted = Counted(survey, settings, folder_of(request), options, plan, design) if settings.key_figure else None
    made = Analysed(survey, locale, options, wanted, frame, shown, info, plan, more.leading, design, counted=counted)
    if wanted_drivers is None:
        return made
    driven = wanted_drivers.analysed(found.survey, options)
    return dataclasses.replace(made, drivers=driven, beside=wanted_drivers.notices(found.survey, settings))


def _drivers(*, wanted: bool) -> DriversBeside | None:
    if not wanted:
        return None
    from kundnojd.cli.driving import DriversBeside
    from kundnojd.measures.driver_model import DriverChoice

    return DriversBeside(DriverChoice())


def with_key_figures(found: Analysed) -> tuple[Analysed, Scorecard | None]:
    """The same with what is to be known of its key figures, and the scorecard; ``None`` where it has none."""
    import dataclasses

    from kundnojd.cli.key_figures import scored

    if found.counted is None:
        return found, None
    made = scored(found.counted, found.locale.code)
    source = made.among(found.info.provenance)
    info = dataclasses.replace(found.info, provenance=source, notices=(*found.info.notices, *made.notices))
    return dataclasses.replace(found, info=info), made.scorecard


def _beside(chosen: Chosen, drivers: DriversBeside | None, locale: Locale) -> Beside:
    from dataclasses import replace

    found = Beside(drivers.blocks_of, drivers.better) if drivers else Beside()
    return replace(found, comments_of=_gathering(chosen, locale)) if chosen.comments else found


def _gathering(chosen: Chosen, locale: Locale) -> Callable[[Questionnaire], Comments]:
    from kundnojd.cli.commenting import gathering, open_questions, staff_of

    def columns(questionnaire: Questionnaire) -> tuple[str, ...]:
        found = open_questions(questionnaire)
        if not found:
            raise InputError("comments-no-open-question")
        return found

    return gathering(columns, staff_of(chosen.mask_names), locale)


def _options(
    request: ReadingRequest, names: Sequence[str], options: AnalysisOptions, chosen: Chosen, *, paired: bool
) -> dict[str, object]:
    """The options that made the figures what they are, for the provenance; only those that were given or matter."""
    import dataclasses

    made = {
        name: value for name, value in dataclasses.asdict(request).items() if value and name not in {"files", "quiet"}
    }
    said = chosen.comparing
    more: dict[str, object] = {"measure": tuple(names), "bands": chosen.bands, "detail": chosen.detail}
    more |= {"comments": chosen.comments, "mask_names": Path(chosen.mask_names or "").name}
    more |= {"target": said.targets, "pairs": said.pairs, "paired": paired, "smallest": options.smallest}
    usual = {"min_n": options.min_n, "level": options.level, "adjust": options.adjust}
    return {**made, **usual, **{name: value for name, value in more.items() if value}}
