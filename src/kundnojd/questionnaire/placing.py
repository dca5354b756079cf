"""The place of each column: what the user said it is, else what the rules say, with one unit, weight and respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kundnojd.notices import Notice
from kundnojd.questionnaire.drafts import SAID, proposal_of
from kundnojd.questionnaire.model import ASKED_ROLES, Role, Waves
from kundnojd.questionnaire.multi_choice import found_multis, guesses_of
from kundnojd.questionnaire.multiple import MultiQuestion
from kundnojd.questionnaire.naming import Columns
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.ratings import rating_columns
from kundnojd.questionnaire.roles import Guess, Sight, guess_rest, guess_role, see
from kundnojd.questionnaire.scales import Proposal
from kundnojd.questionnaire.settings import Settings
from kundnojd.questionnaire.units import UnitChoice, choose_by_content, choose_by_name, looks_like_names
from kundnojd.questionnaire.wave_choice import FILE_NAME, NONE, WaveChoice, by_column, by_files, found_waves

_LOWEST_TOP = 4
_SHOWN = 5


@dataclass(frozen=True)
class Said:
    """What the settings say of columns that are no questions.

    ``columns`` are those of the unit (from the widest), wave, weight, respondent, stratum, cluster and tenure; ``off``
    are the roles of these that no column is to have.
    """

    roles: Mapping[str, Guess]
    columns: Mapping[Role, tuple[str, ...]]
    off: frozenset[Role]
    waves_by_files: bool

    def one(self, role: Role) -> str:
        """The column of a role that the user gave, empty where none."""
        return self.columns.get(role, ("",))[-1]


@dataclass(frozen=True)
class Placing:
    """The role of every column; those of ``ratings`` and ``facts`` are questions, the others are in ``roles``.

    ``multis`` are the questions with several answers that were found; their columns are in ``roles`` too.
    """

    roles: Mapping[str, Guess]
    ratings: Mapping[str, Guess]
    unit: tuple[str, ...]
    waves: WaveChoice
    weight: str
    respondent: str
    duration: str = ""
    masked: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = field(default=())
    multis: tuple[MultiQuestion, ...] = ()
    tenure: str = ""
    facts: Mapping[str, Guess] = field(default_factory=dict)


def said_roles(settings: Settings, names: Columns) -> Said:
    """The roles of the table ``[columns]``; `LayoutError` where a column is not there.

    ``none`` for one of those that only one column can be means that there is none, whatever the headers say.
    """
    said = settings.columns
    units = (said.unit,) if isinstance(said.unit, str) else said.unit or ()
    singles = {
        Role.UNIT: units,
        Role.WAVE: (said.wave or "",),
        Role.WEIGHT: (said.weight or "",),
        Role.RESPONDENT: (said.respondent or "",),
        Role.DISPOSITION: (said.disposition or "",),
        Role.TIME: (said.time or "",),
        Role.STRATUM: (said.stratum or "",),
        Role.CLUSTER: (said.cluster or "",),
        Role.TENURE: (said.tenure or "",),
    }
    off = {role for role, given in singles.items() if NONE in given and NONE not in names}
    by_files = said.wave == FILE_NAME and FILE_NAME not in names
    found = {
        role: tuple(names.find(name) for name in given if name)
        for role, given in singles.items()
        if role not in off and not (role is Role.WAVE and by_files)
    }
    lists = (
        (Role.IGNORE, said.ignore),
        (Role.PERSONAL, said.personal),
        (Role.COMMENT, said.comment),
        (Role.SEGMENT, said.segment),
    )
    # What weights are raked to is background, whatever else could be made of it.
    roles = {names.find(margin.column): Role.SEGMENT for margin in settings.margin}
    roles |= {name: role for role, patterns in lists for name in names.find_all(patterns)}
    for role in reversed(singles):
        roles |= dict.fromkeys(found.get(role, ()), role)
    return Said(
        roles={name: Guess(role, SAID) for name, role in roles.items()},
        columns={role: given for role, given in found.items() if given},
        off=frozenset(off),
        waves_by_files=by_files,
    )


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
    people = _people_named(said, columns)
    named = tuple(Notice("personal-named", {"column": name}) for name in people)
    free = [column for name, column in columns.items() if name not in said.roles and name not in taken]
    if others == "ignore":
        ignored = {column.name: Guess(Role.IGNORE, Notice("not-named")) for column in free}
        return Placing(
            {**ignored, **said.roles},
            {},
            said.columns.get(Role.UNIT, ()),
            _waves(said, {}, columns, files),
            said.one(Role.WEIGHT),
            said.one(Role.RESPONDENT),
            masked=frozenset({*said.columns.get(Role.UNIT, ()), said.one(Role.WAVE)}) - {*people, ""},
            notices=named,
            tenure=said.one(Role.TENURE),
        )

    multis = found_multis(free)
    options = guesses_of(multis)
    free = [column for column in free if column.name not in options]
    proposals = {column.name: proposal for column in free if (proposal := proposal_of(column)) is not None}
    sights = [see(column, proposals.get(column.name)) for column in free]
    guesses = {sight.column.name: guess for sight in sights if (guess := guess_role(sight)) is not None}
    rest = [sight for sight in sights if sight.column.name not in guesses]
    scaled = [sight for sight in rest if sight.column.name in proposals]
    ratings = rating_columns(scaled, proposals)
    if not ratings and not taken:
        ratings = _only_answers(scaled, proposals)
    rest = [sight for sight in rest if sight.column.name not in ratings]
    facts = {name: guess for name, guess in guesses.items() if guess.role in ASKED_ROLES}
    guesses = {name: guess for name, guess in guesses.items() if name not in facts}

    unit = _unit(said, guesses, rest)
    waves = _waves(said, guesses, columns, files)
    weight, weights = _only_one(guesses, Role.WEIGHT, said)
    respondent, respondents = _only_one(guesses, Role.RESPONDENT, said)
    duration, durations = _only_one(guesses, Role.DURATION, said)
    tenure, tenures = _only_one(guesses, Role.TENURE, said)
    units = said.columns.get(Role.UNIT, (unit.column,) if unit.column else ())
    notices = [*named, *unit.notices, *([] if units or Role.UNIT in said.off else _people(sights, guesses))]
    if weight in guesses and guesses[weight].uncertain:
        notices.append(Notice("weight-whole-numbers", {"column": weight}))
    roles = {sight.column.name: guess_rest(sight) for sight in rest}
    roles |= {
        **options,
        **guesses,
        **unit.guesses,
        **(waves.guesses or {}),
        **weights,
        **respondents,
        **durations,
        **tenures,
        **said.roles,
    }
    masked = frozenset({*units, waves.waves.column}) - {*people, ""}
    return Placing(
        roles, ratings, units, waves, weight, respondent, duration, masked, tuple(notices), multis, tenure, facts
    )


def _people_named(said: Said, columns: Mapping[str, ColumnProfile]) -> tuple[str, ...]:
    """The personal columns that the user made the unit or the wave, so that their texts are shown."""
    shown = dict.fromkeys((*said.columns.get(Role.UNIT, ()), *said.columns.get(Role.WAVE, ())))
    guesses = {name: guess_role(see(columns[name], None)) for name in shown}
    return tuple(name for name, guess in guesses.items() if guess is not None and guess.role is Role.PERSONAL)


def _people(sights: Sequence[Sight], guesses: Mapping[str, Guess]) -> list[Notice]:
    """The columns of people that could be the unit, where nothing else is: they are not taken."""
    personal = {name for name, guess in guesses.items() if guess.role is Role.PERSONAL}
    names = tuple(sight.column.name for sight in sights if sight.column.name in personal and looks_like_names(sight))
    return [Notice("people-as-units", {"columns": names[:_SHOWN], "count": len(names)})] if names else []


def _unit(said: Said, guesses: Mapping[str, Guess], rest: Sequence[Sight]) -> UnitChoice:
    units = {name: guess for name, guess in guesses.items() if guess.role is Role.UNIT}
    if Role.UNIT in said.off or Role.UNIT in said.columns:
        reason = _not_chosen(said, Role.UNIT, Notice("other-unit", {"unit": said.one(Role.UNIT)}))
        return UnitChoice("", {name: Guess(Role.SEGMENT, reason) for name in units})
    choice = choose_by_name(units)
    return choice if choice.column else choose_by_content(rest)


def _waves(
    said: Said, guesses: Mapping[str, Guess], columns: Mapping[str, ColumnProfile], files: Sequence[str]
) -> WaveChoice:
    column = said.one(Role.WAVE)
    if said.waves_by_files:
        choice = by_files(files)
    elif column:
        choice = by_column(columns[column])
    elif Role.WAVE in said.off:
        choice = WaveChoice(Waves())
    else:
        time = said.one(Role.TIME)  # a column that was said to tell the time may tell the waves too
        return found_waves({**guesses, time: Guess(Role.TIME, SAID, -1)} if time else guesses, columns, files)
    reason = _not_chosen(said, Role.WAVE, Notice("other-wave", {"wave": column or FILE_NAME}))
    others = {name: Guess(Role.SEGMENT, reason) for name, guess in guesses.items() if guess.role is Role.WAVE}
    return WaveChoice(choice.waves, choice.known, others, choice.notices)


def _only_one(guesses: Mapping[str, Guess], role: Role, said: Said) -> tuple[str, dict[str, Guess]]:
    """The column of a role that only one can have, and the roles of the others."""
    ranked = sorted(
        (guess.rank, place, name) for place, (name, guess) in enumerate(guesses.items()) if guess.role is role
    )
    names = [name for *_, name in ranked]
    chosen = "" if role in said.off else said.one(role) or (names[0] if names else "")
    reason = _not_chosen(said, role, Notice(f"other-{role.value}", {"column": chosen}))
    other = Role.SEGMENT if role is Role.TENURE else Role.IGNORE
    return chosen, {name: Guess(other, reason) for name in names if name != chosen}


def _not_chosen(said: Said, role: Role, reason: Notice) -> Notice:
    return Notice("not-wanted") if role in said.off else reason


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
