"""Which columns of a file of visits hold the unit, the time and the conditions, and what their cells say."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kundnojd.errors import InputError, UsageError
from kundnojd.notices import Notice
from kundnojd.questionnaire.checklist import Checklist, Condition
from kundnojd.questionnaire.labels import is_blank_word, is_dont_know, normalise
from kundnojd.questionnaire.model import Role, Waves
from kundnojd.questionnaire.naming import Columns
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.roles import Guess, guess_role, number, see
from kundnojd.questionnaire.units import choose_by_name
from kundnojd.questionnaire.wave_choice import NONE, WaveChoice, by_column, found_waves

FULFILLED = frozenset(
    {
        *("1", "yes", "ja", "y", "j", "true", "sant", "sann", "ok", "fulfilled", "met", "pass", "passed", "observed"),
        *("uppfyllt", "uppfylld", "uppfylls", "godkänt", "oppfylt", "oppfylles", "godkjent", "bestått"),
    }
)
NOT_FULFILLED = frozenset(
    {
        *("0", "no", "nej", "nei", "n", "false", "falskt", "usann", "not ok", "not fulfilled", "not met", "fail"),
        *("failed", "ej uppfyllt", "inte uppfyllt", "ej uppfylld", "underkänt", "ej ok", "inte ok", "ej godkänt"),
        *("ikke oppfylt", "ikke godkjent", "ikke ok", "ikke bestått"),
    }
)
NOT_OBSERVED = frozenset(
    {
        *("not observed", "could not be observed", "not relevant", "ej observerat", "inte observerat", "ej aktuellt"),
        *("inte aktuellt", "ej relevant", "inte relevant", "ej tillämpligt", "kunde inte observeras", "e/t"),
        *("ikke observert", "ikke aktuelt", "ikke relevant", "kunne ikke observeres", "i/a"),
    }
)
SHOWN = 5
_LEAST_READ = 0.9  # of the cells: so many say yes or no in a column that is taken for a condition
_POINTS = re.compile(r"[(\[]\s*0\s*[-–—]\s*(\d{1,2})\b[^)\]]*[)\]]")
_NUMBERED = re.compile(r"^\s*\d{1,2}\s*[.):]\s*")


@dataclass(frozen=True)
class VisitColumns:
    """Where everything is: ``conditions`` in the order of the list or the file, each with its column.

    ``days`` are the first and the last day of the visits, as proleptic ordinals, where a column tells.
    """

    unit: str
    waves: Waves
    conditions: tuple[Condition, ...]
    days: tuple[int, int] | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns to read."""
        return tuple(
            dict.fromkeys((self.unit, *filter(None, [self.waves.column]), *(c.column for c in self.conditions)))
        )


def part_fulfilled(text: str, points: int = 1) -> float | None:
    """The part of a condition that a cell says is fulfilled, 0 to 1; NaN outside the base; ``None`` if not understood.

    >>> [part_fulfilled(text) for text in ("Ja", "nei", "Ej aktuellt", "kanske")], part_fulfilled("2", 4)
    ([1.0, 0.0, nan, None], 0.5)
    """
    said = normalise(text)
    if is_blank_word(text) or is_dont_know(text) or said in NOT_OBSERVED:
        return math.nan
    if points > 1:
        value = number(text.strip())
        return None if value is None or not 0 <= value <= points else value / points
    if said in FULFILLED or said in NOT_FULFILLED:
        return float(said in FULFILLED)
    value = number(text.strip())
    return value if value in (0.0, 1.0) else None


def visit_columns(
    columns: Sequence[ColumnProfile], checklist: Checklist | None, unit: str | None = None, wave: str | None = None
) -> VisitColumns:
    """The columns of a file of visits; ``unit`` and ``wave`` are the columns named by the user, ``none`` for one wave.

    Without a ``checklist`` every column of yes and no is a condition, and every column of points whose header says so,
    such as ``Skyltning (0-3)``. Raises `InputError` where there is no unit or no condition, and `UsageError` where the
    unit is a column of people: visits judge a place, never an employee.
    """
    names = Columns(columns, ())
    guesses = {c.name: guess for c in columns if (guess := guess_role(see(c, None))) is not None}
    own_unit = _unit(columns, names, guesses, unit or (checklist.unit if checklist else ""))
    choice = _waves(columns, names, guesses, wave or (checklist.wave if checklist else ""))
    taken = {own_unit, choice.waves.column}
    taken |= {name for name, guess in guesses.items() if guess.role in (Role.PERSONAL, Role.WAVE, Role.TIME)}
    left = [column for column in columns if column.name not in taken]
    if checklist is None:
        conditions, notices = _inferred(left), list[Notice]()
    else:
        conditions, notices = _listed(columns, left, names, checklist)
    if not conditions:
        key = "checklist-without-conditions" if checklist is None else "checklist-fits-no-column"
        raise InputError(key, columns=tuple(column.name for column in left)[:12])
    return VisitColumns(own_unit, choice.waves, tuple(conditions), _days(columns), (*choice.notices, *notices))


def _unit(columns: Sequence[ColumnProfile], names: Columns, guesses: Mapping[str, Guess], said: str) -> str:
    if said:
        found = names.find(said)
        guess = guesses.get(found)
        if guess is not None and guess.role is Role.PERSONAL:
            raise UsageError("checklist-by-employee", column=found)
        return found
    named = {name: guess for name, guess in guesses.items() if guess.role is Role.UNIT}
    chosen = choose_by_name(named).column
    if not chosen:
        raise InputError("checklist-needs-units", columns=tuple(column.name for column in columns)[:12])
    return chosen


def _waves(columns: Sequence[ColumnProfile], names: Columns, guesses: Mapping[str, Guess], said: str) -> WaveChoice:
    profiles = {column.name: column for column in columns}
    if said == NONE:
        return WaveChoice(Waves())
    if said:
        return by_column(profiles[names.find(said)])
    return found_waves(guesses, profiles, ("",))


def _days(columns: Sequence[ColumnProfile]) -> tuple[int, int] | None:
    for column in columns:
        if column.answered and column.dated >= 0.8 * column.answered and column.order in ("ymd", "dmy", "mdy"):
            return min(column.days), max(column.days)
    return None


def span_of(days: tuple[int, int]) -> tuple[str, str]:
    """Two proleptic ordinals as ISO 8601.

    >>> span_of((739000, 739001))
    ('2024-04-24', '2024-04-25')
    """
    first, last = (datetime.date.fromordinal(day).isoformat() for day in days)
    return first, last


def _inferred(columns: Sequence[ColumnProfile]) -> list[Condition]:
    found = []
    for column in columns:
        points = _POINTS.search(column.text or column.name)
        most = int(points[1]) if points else 1
        if most >= 1 and _reads(column, most):
            name = _NUMBERED.sub("", column.text or column.name)
            found.append(Condition(id=column.name, column=column.name, name=name, points=most))
    return found


def _reads(column: ColumnProfile, points: int) -> bool:
    """Whether the cells are those of a condition: nearly all are understood, and some say something."""
    if column.capped:
        return False
    read = {text: part_fulfilled(text, points) for text in column.values}
    good = sum(column.values[text] for text, part in read.items() if part is not None)
    says = any(part is not None and not math.isnan(part) for part in read.values())
    return says and good >= _LEAST_READ * column.answered


def _listed(
    columns: Sequence[ColumnProfile], left: Sequence[ColumnProfile], names: Columns, checklist: Checklist
) -> tuple[list[Condition], list[Notice]]:
    """The conditions of a list with their columns; those without one, and columns of no condition, are said."""
    import msgspec

    by_name: dict[str, str] = {}
    for column in columns:
        for text in (column.name, column.text):
            by_name.setdefault(_key(text), column.name)
    found, lost = [], []
    for condition in checklist.condition:
        if condition.column:
            place = names.find(condition.column)
        else:
            words = condition.name.values() if isinstance(condition.name, dict) else [condition.name]
            place = next((by_name[key] for text in (condition.id, *words) if (key := _key(text)) in by_name), "")
        if place:
            found.append(msgspec.structs.replace(condition, column=place))
        else:
            lost.append(condition.id)
    notices = []
    if lost and found:
        notices.append(Notice("conditions-without-column", {"count": len(lost), "names": tuple(lost)}))
    used = {condition.column for condition in found}
    unused = [column.name for column in left if column.name not in used and _reads(column, 1)]
    if unused and found:
        notices.append(Notice("columns-without-condition", {"count": len(unused), "names": tuple(unused[:SHOWN])}))
    return found, notices


def _key(text: str) -> str:
    return normalise(_NUMBERED.sub("", text))
