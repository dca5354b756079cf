"""Where the waves come from: what the user said, a wave column, the names of the files, or dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kundnojd.notices import Notice
from kundnojd.questionnaire.labels import is_blank_word
from kundnojd.questionnaire.model import Role, Waves
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.roles import Guess
from kundnojd.questionnaire.waves import waves_from_dates, waves_from_files

FILE_NAME = "file name"
NONE = "none"


@dataclass(frozen=True)
class WaveChoice:
    """The waves; ``known`` are their labels, ``guesses`` the roles that the choice gives columns."""

    waves: Waves
    known: tuple[str, ...] = ()
    guesses: Mapping[str, Guess] | None = None
    notices: tuple[Notice, ...] = ()


def found_waves(guesses: Mapping[str, Guess], columns: Mapping[str, ColumnProfile], files: Sequence[str]) -> WaveChoice:
    """The waves of a column called so, else of several files, else of the first column of dates that gives some."""
    named = _ranked(guesses, Role.WAVE)
    if named:
        chosen = next((name for name in named if columns[name].distinct > 1), named[0])
        others = [name for name in named if name != chosen]
        segments = {name: Guess(Role.SEGMENT, Notice("other-wave", {"wave": chosen})) for name in others}
        choice = by_column(columns[chosen])
        said = (Notice("several-waves", {"wave": chosen, "others": tuple(others)}),) if others else ()
        return WaveChoice(choice.waves, choice.known, segments, (*said, *choice.notices))
    if len(files) > 1:
        return by_files(files)
    notices: tuple[Notice, ...] = ()
    for name in _ranked(guesses, Role.TIME):
        choice = _by_dates(columns[name])
        if choice.waves.kind == "date":
            return replace(choice, guesses={name: Guess(Role.WAVE, Notice("dates"))})
        notices = notices or choice.notices
    return WaveChoice(Waves(), notices=notices)


def _ranked(guesses: Mapping[str, Guess], role: Role) -> list[str]:
    ranked = ((guess.rank, place, name) for place, (name, guess) in enumerate(guesses.items()) if guess.role is role)
    return [name for *_, name in sorted(ranked)]


def by_files(files: Sequence[str]) -> WaveChoice:
    """One wave for each file."""
    waves = waves_from_files(files)
    notice = Notice("waves-from-files", {"waves": waves.labels, "count": len(waves.labels)})
    return WaveChoice(waves, waves.labels, notices=(notice,))


def by_column(column: ColumnProfile) -> WaveChoice:
    """The waves of a column: made from its dates where it holds dates, else its texts."""
    if column.answered and column.dated >= 0.8 * column.answered:
        return _by_dates(column)
    known = tuple(text for text in column.values if not is_blank_word(text))
    return WaveChoice(Waves("column", column.name), known)


def _by_dates(column: ColumnProfile) -> WaveChoice:
    order = column.order
    if order == "either":
        # Where day and month could be either, the waves must be the same for both.
        day_first, month_first = (
            waves_from_dates(days, column.name, reading)
            for days, reading in ((column.day_first, "dmy"), (column.month_first, "mdy"))
        )
        if day_first.labels == month_first.labels and day_first.starts == month_first.starts:
            return _dated(day_first)
        return WaveChoice(Waves(), notices=(Notice("date-order-unclear", {"column": column.name}),))
    if order == "mixed":
        return WaveChoice(Waves(), notices=(Notice("date-order-mixed", {"column": column.name}),))
    return _dated(waves_from_dates(column.days, column.name, order))


def _dated(waves: Waves) -> WaveChoice:
    if waves.kind != "date":
        return WaveChoice(Waves())
    notice = Notice("waves-from-dates", {"column": waves.column, "waves": waves.labels, "count": len(waves.labels)})
    return WaveChoice(waves, waves.labels, notices=(notice,))
