"""From ``[[key-figure]]`` of ``survey.toml`` to a scorecard: the measures are estimated, the files of figures read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kundnojd.cli.reading import ReadingRequest, config_path
from kundnojd.errors import ConfigError, InputError
from kundnojd.notices import Notice

if TYPE_CHECKING:
    from kundnojd.analyses import AnalysisOptions, Protection
    from kundnojd.analyses.designs import SampleDesign
    from kundnojd.analyses.followed import Followed
    from kundnojd.analyses.scorecard import Scorecard
    from kundnojd.analyses.targets_met import Goal
    from kundnojd.measures import Target
    from kundnojd.questionnaire.key_figures import KeyFigureSettings
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.report.model import Provenance
    from kundnojd.tally.survey import Survey

SHOWN = 5


@dataclass(frozen=True)
class Counted:
    """A survey that has been counted, with what is known of its sample and hidden of its units."""

    survey: Survey
    settings: Settings
    folder: Path
    options: AnalysisOptions
    plan: Protection
    design: SampleDesign | None = None


@dataclass(frozen=True)
class Scored:
    """A scorecard with what to say about it, and the files it is made of beside the survey, each with its sha256."""

    scorecard: Scorecard
    notices: tuple[Notice, ...]
    inputs: Mapping[str, str]

    def among(self, provenance: Provenance) -> Provenance:
        """Where a report comes from, with these files among its inputs."""
        return replace(provenance, inputs=(*provenance.inputs, *self.inputs.items()))


def measures_of(settings: Settings) -> tuple[str, ...]:
    """The measures that key figures are made of, which have to be counted.

    Raises `ConfigError` for one that there is not, and `UsageError` for a target that it cannot reach.
    """
    if not settings.key_figure:
        return ()
    from kundnojd.analyses.targets_met import goal_of
    from kundnojd.measures import presets
    from kundnojd.questionnaire.settings import TargetSettings

    for figure in settings.key_figure:
        if figure.measure and figure.measure not in presets():
            raise ConfigError("key-figure-measure", figure=figure.id, found=figure.measure, allowed=tuple(presets()))
        for point in (*figure.interim, *((figure.target,) if figure.target else ())) if figure.measure else ():
            goal_of(TargetSettings(measure=figure.measure, value=point.value))
    return tuple(dict.fromkeys(figure.measure for figure in settings.key_figure if figure.measure))


def folder_of(request: ReadingRequest) -> Path:
    """The folder of ``survey.toml``, from which the files of key figures are named."""
    path = config_path(request)
    return path.parent if path else Path()


def scored(counted: Counted, language: str) -> Scored:
    """The scorecard of a survey, named in a language.

    Raises `ConfigError` where a key figure cannot be meant, `FileError` and `LayoutError` where its file is not there
    or lacks a column.
    """
    from kundnojd.analyses.scorecard import KeyFigure, scorecard

    settings = counted.settings
    notices, inputs, figures = [*_about(settings)], dict[str, str](), []
    for said in settings.key_figure:
        goals = (
            ()
            if said.target or said.interim
            else tuple(
                one for one in settings.target if one.measure == said.measure and one.question in ("", said.question)
            )
        )
        if said.measure:
            values, told = _of_survey(said, counted)
        else:
            values, told = _of_file(said, counted, inputs)
        notices += told
        figures.append(KeyFigure(said, values, goals, _benchmark(said, values, settings)))
    undated = [one for one in figures if one.values is not None and _lacks_date(one.said, one.values)]
    notices += [Notice("key-figure-period", {"figure": one.said.id, "period": _last(one.values)}) for one in undated]
    return Scored(scorecard(figures, counted.options, language), tuple(notices), inputs)


def _about(settings: Settings) -> list[Notice]:
    from kundnojd.questionnaire.key_figures import MOST_CENTRAL

    central = [one.id for one in settings.key_figure if one.central]
    undated = [one.id for one in settings.key_figure if one.target is not None and one.target.date is None]
    found = []
    if len(central) > MOST_CENTRAL:
        found.append(Notice("key-figures-central", {"count": len(central), "most": MOST_CENTRAL, "figures": central}))
    if undated:
        found.append(Notice("key-figures-undated", {"count": len(undated), "figures": undated}))
    return found


def _of_survey(said: KeyFigureSettings, counted: Counted) -> tuple[Followed | None, list[Notice]]:
    """A measure of the survey on its grid; ``None``, and said, where the survey cannot give it."""
    from kundnojd.analyses.followed import of_survey
    from kundnojd.analyses.results import estimated
    from kundnojd.questionnaire.wave_labels import wave_key
    from kundnojd.tally.count import WAVE

    tally = counted.survey.tally
    try:
        target = _target(said, counted)
    except ConfigError:
        raise
    except InputError:
        return None, [Notice("key-figure-not-measured", {"figure": said.id, "measure": said.measure})]
    waves = sorted(tally.values_of(WAVE), key=wave_key)
    estimate = estimated(tally, [target], counted.plan, counted.design)[0]
    grid, periods = counted.plan.grid, counted.settings.periods
    return of_survey(estimate, target.kind, grid, waves, periods, counted.options.level), []


def _target(said: KeyFigureSettings, counted: Counted) -> Target:
    """The figure of the survey that is meant: the headline of its measure, or that of its question."""
    from kundnojd.measures import targets

    questionnaire, declared = counted.survey.questionnaire, counted.settings.preset
    every = targets(questionnaire, (said.measure,), declared, detail=bool(said.question))
    found = [one for one in every if not one.answer and said.question in ("", one.question)]
    if not said.question:
        found = [one for one in found if one.by_unit] or found
    if len(found) != 1:
        questions = tuple(dict.fromkeys(one.question for one in every if one.question))
        raise ConfigError(
            "key-figure-question", figure=said.id, measure=said.measure, found=said.question or "–", questions=questions
        )
    return found[0]


def _of_file(said: KeyFigureSettings, counted: Counted, inputs: dict[str, str]) -> tuple[Followed, list[Notice]]:
    from kundnojd.analyses.figure_rows import followed, needed
    from kundnojd.questionnaire.figure_files import read
    from kundnojd.report.describing import digest

    path = counted.folder / said.source
    wanted = needed(said)
    columns = tuple(dict.fromkeys(wanted.columns.values()))
    rows = read(path, said.id, columns, said.unit_column, said.period_column, said.sheet)
    inputs[said.source] = digest(path)
    values = followed(said, rows, counted.settings.periods, counted.options.min_n, counted.options.level)
    return _named(said, values, counted)


def _named(said: KeyFigureSettings, values: Followed, counted: Counted) -> tuple[Followed, list[Notice]]:
    """The figures with the units called as in the survey, and what to say of those that it does not have.

    Case and blanks do not count; a unit of a hierarchy may be named by its last part alone.
    """
    from kundnojd.analyses.grid import SEPARATOR
    from kundnojd.questionnaire.population import folded

    units = [unit for unit in counted.plan.grid.units if unit]
    names = {folded(unit.split(SEPARATOR)[-1]): unit for unit in units} | {folded(unit): unit for unit in units}
    unknown = [unit for unit in values.units if unit and folded(unit) not in names]
    called = replace(values, units=tuple(names.get(folded(unit), unit) if unit else "" for unit in values.units))
    if not unknown or not names:
        return called, []
    return called, [Notice("key-figure-units", {"figure": said.id, "count": len(unknown), "units": unknown[:SHOWN]})]


def _benchmark(said: KeyFigureSettings, values: Followed | None, settings: Settings) -> Goal | None:
    """What a key figure is held against; refused where the two are on different scales."""
    if not said.benchmark:
        return None
    from kundnojd.analyses.targets_met import benchmark_of
    from kundnojd.measures import presets
    from kundnojd.measures.published import resolved

    other = resolved(next(one for one in settings.benchmark if said.benchmark in (one.id, one.name)))
    goal = benchmark_of(other)
    kind = presets()[said.measure].kind if said.measure else values.kind if values is not None else ""
    if presets()[other.measure].kind != kind:
        raise ConfigError(
            "key-figure-benchmark",
            figure=said.id,
            kind=kind,
            benchmark=other.name,
            other=presets()[other.measure].kind,
        )
    return goal


def _lacks_date(said: KeyFigureSettings, values: Followed) -> bool:
    dated = said.interim or (said.target is not None and said.target.date is not None)
    now = values.newest
    return bool(dated) and now is not None and values.ends[now] is None


def _last(values: Followed | None) -> str:
    now = None if values is None else values.newest
    return "" if values is None or now is None else values.periods[now]
