"""From the options and settings of a command to a survey that is weighted and knows its design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kundnojd.cli.reading import ReadingRequest, config_path

if TYPE_CHECKING:
    from kundnojd.analyses.weighing import Weighed
    from kundnojd.notices import Notice
    from kundnojd.questionnaire.population import Customers
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.tally.customer_numbers import CustomerNumbers
    from kundnojd.tally.survey import Survey


def weighed(
    request: ReadingRequest, settings: Settings, survey: Survey, population: str | None
) -> tuple[Weighed | None, dict[str, object]]:
    """The survey with what is known of its sample and population, ``None`` where nothing is, and the provenance of it.

    ``population`` is the file of ``--population``, which goes before ``[population]`` of the settings.
    """
    questionnaire = survey.questionnaire
    sampled = questionnaire.stratum or questionnaire.cluster or settings.population or population
    if not (sampled or settings.margin or settings.weighting.post_stratify):
        return None, {}
    import msgspec

    from kundnojd.analyses import weighing

    customers, source = _customers(request, settings, questionnaire.waves.column, survey, population)
    found = weighing.weighed(survey, settings, customers)
    facts: dict[str, object] = {}
    if source:
        facts["population"] = source
    if found.making is not None and found.making.waves:
        facts["weighting"] = msgspec.to_builtins(settings.weighting)
        facts["margin"] = [{"column": one.column, "targets": dict(one.targets)} for one in settings.margin]
    if questionnaire.stratum or questionnaire.cluster:
        facts["design"] = {
            "stratum": questionnaire.stratum,
            "cluster": questionnaire.cluster,
            "lonely-psu": settings.weighting.lonely_psu,
        }
    return found, facts


def customers_of(
    request: ReadingRequest, settings: Settings, survey: Survey, population: str | None
) -> tuple[CustomerNumbers, tuple[Notice, ...]]:
    """The customers of each unit of a survey, as ``--population`` or ``[population]`` has them, and what to say."""
    from kundnojd.tally.customer_numbers import CustomerNumbers, numbers_of
    from kundnojd.tally.populations import joined

    rows, _ = _customers(request, settings, survey.questionnaire.waves.column, survey, population)
    if not rows:
        return CustomerNumbers(), ()
    found = joined(rows, survey.tally, "")
    return numbers_of(found), found.notices


def _customers(
    request: ReadingRequest, settings: Settings, wave: str, survey: Survey, population: str | None
) -> tuple[tuple[Customers, ...], dict[str, object]]:
    """The customers, and where they come from: the file with its sha256, or the numbers."""
    from kundnojd.questionnaire.population import Known, from_file, from_table
    from kundnojd.questionnaire.settings import file_of
    from kundnojd.report.describing import digest

    table = settings.population
    if population is None and not file_of(table):
        return from_table(table), dict(table)
    questionnaire = survey.questionnaire
    path = Path(population) if population else _beside(request) / file_of(table)
    rows = from_file(path, table, Known(questionnaire.unit, questionnaire.stratum, wave))
    return rows, {"file": path.as_posix(), "sha256": digest(path)}


def _beside(request: ReadingRequest) -> Path:
    """The folder of the ``survey.toml``, which its files are named from."""
    path = config_path(request)
    return path.parent if path else Path()
