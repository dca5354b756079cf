"""The place of each column: what the user said it is, else what the rules say, with one unit, weight and respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kundnojd.notices import Notice
from kundnojd.questionnaire.drafts import SAID, proposal_of
from kundnojd.questionnaire.model import Role
from kundnojd.questionnaire.naming import Columns
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.ratings import rating_columns
from kundnojd.questionnaire.roles import Guess, Sight, guess_rest, guess_role, see
from kundnojd.questionnaire.scales import Proposal
from kundnojd.questionnaire.settings import Settings
from kundnojd.questionnaire.units import UnitChoice, choose_by_content, choose_by_name
from kundnojd.questionnaire.wave_choice import FILE_NAME, NONE, WaveChoice, found_waves, said_waves

_LOWEST_TOP = 4


@dataclass(frozen=True)
class Said:
    """What the settings say of columns that are no questions."""

    roles: Mapping[str, Guess]
    unit: tuple[str, ...]
    wave: str
    weight: str
    respondent: str


@dataclass(frozen=True)
class Placing:
    """The role of every column; those of ``ratings`` are questions, the others are in ``roles``."""

    roles: Mapping[str, Guess]
    ratings: Mapping[str, Guess]
    unit: tuple[str, ...]
    waves: WaveChoice
    weight: str
    respondent: str
    notices: tuple[Notice, ...] = field(default=())


def said_roles(settings: Settings, names: Columns) -> Said:
    """The roles of the table ``[columns]``; `UsageError` where a column is not there."""
    said = settings.columns
    units = (said.unit,) if isinstance(said.unit, str) else said.unit or ()
    unit = tuple(names.find(name) for name in units)
    wave = said.wave or ""
    if wave and (wave in names or wave not in {FILE_NAME, NONE}):
        wave = names.find(wave)
    weight = names.find(said.weight) if said.weight else ""
    respondent = names.find(said.respondent) if said.respondent else ""
    lists = (
        (Role.IGNORE, said.ignore),
        (Role.PERSONAL, said.personal),
        (Role.COMMENT, said.comment),
        (Role.SEGMENT, said.segment),
    )
    roles = {name: role for role, patterns in lists for name in names.find_all(patterns)}
    single = ((Role.RESPONDENT, respondent), (Role.WEIGHT, weight), (Role.WAVE, wave))
    roles |= {name: role for role, name in single if name and name not in {FILE_NAME, NONE}}
    roles |= dict.fromkeys(unit, Role.UNIT)
    return Said({name: Guess(role, SAID) for name, role in roles.items()}, unit, wave, weight, respondent)


def place(
    columns: Mapping[str, ColumnProfile],
    said: Said,
    taken: Sequence[str],
    files: Sequence[str],
    others: str,
) -> Placing:
    """Place all columns but those of ``taken``, which the user made questions.

    ``others`` is ``infer``, or ``ignore`` for columns that the user named nowhere.
    """
    free = [column for name, column in columns.items() if name not in said.roles and name not in taken]
    if others == "ignore":
        waves = _waves(said, {}, columns, files)
        ignored = {column.name: Guess(Role.IGNORE, Notice("not-named")) for column in free}
        return Placing({**ignored, **said.roles}, {}, said.unit, waves, said.weight, said.respondent)

    proposals = {column.name: proposal for column in free if (proposal := proposal_of(column)) is not None}
    sights = [see(column, proposals.get(column.name)) for column in free]
    guesses = {sight.column.name: guess for sight in sights if (guess := guess_role(sight)) is not None}
    notices: list[Notice] = []

    units = {name: guess for name, guess in guesses.items() if guess.role is Role.UNIT}
    unit = _other_units(units, said.unit[-1]) if said.unit else choose_by_name(units)
    waves = _waves(said, guesses, columns, files)
    weight, weights = _only_one(guesses, Role.WEIGHT, said.weight)
    respondent, respondents = _only_one(guesses, Role.RESPONDENT, said.respondent)
    if weight and weight in guesses and guesses[weight].uncertain:
        notices.append(Notice("weight-whole-numbers", {"column": weight}))

    rest = [sight for sight in sights if sight.column.name not in guesses]
    scaled = [sight for sight in rest if sight.column.name in proposals]
    ratings = rating_columns(scaled, proposals)
    if not ratings and not taken:
        ratings = _only_answers(scaled, proposals)
    rest = [sight for sight in rest if sight.column.name not in ratings]
    if not unit.column and not said.unit:
        unit = choose_by_content(rest)
    roles = {sight.column.name: guess_rest(sight) for sight in rest}
    roles |= {**guesses, **unit.guesses, **(waves.guesses or {}), **weights, **respondents, **said.roles}
    return Placing(
        roles,
        ratings,
        said.unit or ((unit.column,) if unit.column else ()),
        waves,
        weight,
        respondent,
        (*unit.notices, *notices),
    )


def _waves(
    said: Said, guesses: Mapping[str, Guess], columns: Mapping[str, ColumnProfile], files: Sequence[str]
) -> WaveChoice:
    if not said.wave:
        return found_waves(guesses, columns, files)
    choice = said_waves(said.wave, columns, files)
    others = {
        name: Guess(Role.SEGMENT, Notice("other-wave", {"wave": said.wave}))
        for name, guess in guesses.items()
        if guess.role is Role.WAVE
    }
    return WaveChoice(choice.waves, choice.known, others, choice.notices)


def _other_units(units: Mapping[str, Guess], chosen: str) -> UnitChoice:
    return UnitChoice(chosen, {name: Guess(Role.SEGMENT, Notice("other-unit", {"unit": chosen})) for name in units})


def _only_one(guesses: Mapping[str, Guess], role: Role, said: str) -> tuple[str, dict[str, Guess]]:
    """The column of a role that only one can have, and the roles of the others."""
    ranked = sorted(
        (guess.rank, place, name) for place, (name, guess) in enumerate(guesses.items()) if guess.role is role
    )
    names = [name for *_, name in ranked]
    chosen = said or (names[0] if names else "")
    reason = Notice(f"other-{role.value}", {"column": chosen})
    return chosen, {name: Guess(Role.IGNORE, reason) for name in names if name != chosen}


def _only_answers(sights: Sequence[Sight], proposals: Mapping[str, Proposal]) -> dict[str, Guess]:
    """The one column that could be answers, where no question was recognised by its wording."""
    found = []
    for sight in sights:
        proposal = proposals[sight.column.name]
        low = sight.bare and max(proposal.numbers, default=0) < _LOWEST_TOP
        if not proposal.is_thin and sight.scale != "yes-no" and not low:
            found.append(sight.column.name)
    if len(found) != 1:
        return {}
    return {found[0]: Guess(Role.ITEM, Notice("only-answers"), uncertain=True)}
