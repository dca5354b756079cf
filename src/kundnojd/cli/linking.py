"""The two files of ``kundnojd link`` read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kundnojd.cli.reading import ReadingRequest, config_path, read, settings_of
from kundnojd.errors import InputError

if TYPE_CHECKING:
    from kundnojd.questionnaire.model import Questionnaire
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.questionnaire.unit_codes import SharedColumn
    from kundnojd.questionnaire.unit_figures import UnitFigures
    from kundnojd.tally.survey import Survey

ENGAGEMENT = "engagement"


@dataclass(frozen=True)
class Counted:
    """A survey that has been read, with its settings and the measures that were asked for."""

    request: ReadingRequest
    settings: Settings
    survey: Survey
    inputs: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]


def counted(request: ReadingRequest, asked: Sequence[str], usual: str) -> Counted:
    """Read a survey and count it with the measures ``asked`` for, else those of ``usual``: customers or staff.

    Raises `UsageError` for a measure that is there for questions only, `InputError` where there are no units or nothing
    to measure.
    """
    from kundnojd.measures import headline, recommend_question

    settings, notices = settings_of(request)
    names = tuple(asked)
    found = read(request, settings, notices, measures=names or (ENGAGEMENT,))
    questionnaire = found.survey.questionnaire
    if not questionnaire.unit:
        raise InputError("link-needs-units", path=request.files[0])
    if not names:
        lead, recommends = headline(questionnaire), recommend_question(questionnaire)
        names = (ENGAGEMENT,) if usual == "staff" and _has_items(questionnaire, settings) else ()
        names = names or ((lead.measure,) if lead.measure else ())
        names = names or (_recommending(questionnaire) if recommends else ())
    if not names:
        raise InputError("link-nothing-measured", path=request.files[0])
    return Counted(request, settings, found.survey, found.inputs, names)


def _has_items(questionnaire: Questionnaire, settings: Settings) -> bool:
    from kundnojd.measures import presets
    from kundnojd.measures.items import items_of

    return bool(items_of(presets()[ENGAGEMENT], questionnaire, settings.preset).questions)


def _recommending(questionnaire: Questionnaire) -> tuple[str, ...]:
    from kundnojd.measures.targets import default_names

    return tuple(name for name in default_names(questionnaire) if name in {"nps", "enps"})


def staff_request(request: ReadingRequest, file: str, said: ReadingRequest) -> ReadingRequest:
    """The request for the second file; its unit column is called as that of the first, if it has such a column.

    ``said`` holds what the options say of the second file. A ``survey.toml`` beside both files is about the first.
    """
    unit = said.unit
    if not unit and request.unit and _has_columns(file, said, request.unit):
        unit = request.unit
    beside = config_path(replace(said, files=(file,)))
    about_both = beside is not None and not said.config and beside == config_path(request)
    if about_both:
        return replace(said, files=(file,), unit=unit, alone=True)
    return replace(said, files=(file,), unit=unit)


def _has_columns(file: str, said: ReadingRequest, names: Sequence[str]) -> bool:
    from kundnojd.questionnaire.population import folded
    from kundnojd.sources import open_source
    from kundnojd.sources.reading import ReadOptions

    with open_source(file, ReadOptions(sheet=said.sheet)) as source:
        there = {folded(column.name) for column in source.columns}
    return all(folded(name) in there for name in names)


def outcome(file: str, columns: tuple[str, str, str, str, str], survey: Survey) -> UnitFigures:
    """The table of figures; ``columns`` are those of the figure, its error, its number, the unit and the wave."""
    from kundnojd.questionnaire.unit_figures import Asked, from_file

    questionnaire = survey.questionnaire
    return from_file(file, Asked(*columns, questionnaire.unit[-1], questionnaire.waves.column))


def code_columns(customers: Counted, staff: Counted) -> SharedColumn | None:
    """Columns of both files that hold the same codes, other than those that were joined."""
    from kundnojd.questionnaire.unit_codes import candidates, shared

    texts = []
    for one in (customers, staff):
        names = candidates(one.survey.questionnaire)
        if not names:
            return None
        texts.append(_distinct(one, names))
    taken = (customers.survey.questionnaire.unit[-1], staff.survey.questionnaire.unit[-1])
    return shared(texts[0], texts[1], taken)


def _distinct(one: Counted, names: Sequence[str]) -> dict[str, list[str]]:
    from kundnojd.sources import open_source
    from kundnojd.sources.reading import ReadOptions

    file = one.settings.file
    options = ReadOptions(
        sheet=one.request.sheet or file.sheet,
        encoding=one.request.encoding or file.encoding,
        delimiter=one.request.delimiter or file.delimiter,
    )
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    with open_source(one.request.files[0], options) as source:
        for chunk in source.read(None):
            for name in names:
                if name in chunk.columns:
                    found[name] |= dict.fromkeys(chunk.columns[name].texts)
    return {name: list(texts) for name, texts in found.items()}
