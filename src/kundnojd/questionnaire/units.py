"""Which column holds the unit: the office, area or shop that results are shown for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kundnojd.notices import Notice
from kundnojd.questionnaire.header import LONGEST_NAME, stem_of
from kundnojd.questionnaire.model import Role
from kundnojd.questionnaire.personal import kind_of
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.roles import Guess, Sight, number, share

_LONGEST_TEXT = 60
_SOME_PEOPLE = 0.1
_SHOWN = 5


@dataclass(frozen=True)
class UnitChoice:
    """The unit column, or empty; ``guesses`` are the roles that the choice gives, ``notices`` what to say."""

    column: str
    guesses: Mapping[str, Guess]
    notices: tuple[Notice, ...] = ()


def choose_by_name(guesses: Mapping[str, Guess]) -> UnitChoice:
    """The unit among the columns whose header says so: the first of the word list, the others become segments."""
    named = sorted((guess.rank, place, name) for place, (name, guess) in enumerate(guesses.items()))
    names = [name for _, _, name in named]
    if len(names) < 2:
        return UnitChoice(names[0] if names else "", guesses)
    chosen, *others = names
    segments = {name: Guess(Role.SEGMENT, Notice("other-unit", {"unit": chosen})) for name in others}
    notice = Notice("several-units", {"unit": chosen, "others": tuple(others[:_SHOWN])})
    return UnitChoice(chosen, {chosen: guesses[chosen], **segments}, (notice,))


def choose_by_content(sights: Sequence[Sight]) -> UnitChoice:
    """The unit among columns no rule has placed: the only one with a few short names, each repeated.

    Where there are several none is taken, and the notice names them and the option.
    """
    found = [sight for sight in sights if looks_like_names(sight) and not _holds_people(sight)]
    names = tuple(sight.column.name for sight in found)
    if len(found) == 1:
        count = found[0].column.distinct
        guess = Guess(Role.UNIT, Notice("few-names", {"count": count}), uncertain=True)
        notice = Notice("unit-by-content", {"unit": names[0], "count": count})
        return UnitChoice(names[0], {names[0]: guess}, (notice,))
    if found:
        return UnitChoice("", {}, (Notice("unit-candidates", {"columns": names[:_SHOWN]}),))
    return UnitChoice("", {})


def looks_like_names(sight: Sight) -> bool:
    """Whether a column holds a few short names that are repeated five times or more on average."""
    column: ColumnProfile = sight.column
    most = max(60, column.answered // 5)
    return (
        not sight.scale
        and not column.capped
        and 2 <= column.distinct <= most
        and column.repeats >= 5
        and column.max_length <= _LONGEST_TEXT
        and column.answered >= column.rows / 2
        and share(column, lambda text: number(text) is not None) < 0.1
        and share(column, lambda text: ";" in text or text.endswith((".", "!", "?"))) < 0.1
        and not sight.asks
        and not any(len(header.words) > LONGEST_NAME for header in sight.headers)
        and not stem_of(column.name, column.text)
    )


def _holds_people(sight: Sight) -> bool:
    """Whether some of the names are of people, though too few to call the column personal."""
    return share(sight.column, lambda text: kind_of(text) != "") > _SOME_PEOPLE
