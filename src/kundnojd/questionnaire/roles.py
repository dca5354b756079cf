"""The role of a column that is no rating question, by its header and by what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kundnojd.notices import Notice
from kundnojd.questionnaire.header import (
    Header,
    asks_something,
    matches,
    rank_in,
    read_header,
    stem_of,
    word_lists,
)
from kundnojd.questionnaire.headlines import HEADLINES, is_satisfaction, wording_rank
from kundnojd.questionnaire.labels import is_blank_word, is_dont_know
from kundnojd.questionnaire.model import Role
from kundnojd.questionnaire.personal import SAID_OFTEN, may_be_said, personal_kind
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.proposals import Proposal
from kundnojd.questionnaire.verbal import verbal_scales
from kundnojd.sources.reading import Column

MOST_WAVE_LABELS = 60
MOST_SEGMENTS = 20
_RANKED = frozenset({"time", "respondent"})  # only one column of these is used, the best by its name
_KIND_REASONS = {"packed": "several-answers-in-a-cell", "other": "beside-an-option"}
_PANEL_REPEATS = 12  # a respondent may answer in each of so many waves

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Sight:
    """A column as the rules see it: its profile, its headers, and whether it could be answers of a scale.

    ``scale`` is the kind of scale its answers could be (``numeric``, ``verbal``, ``yes-no``) or empty; ``bare`` says
    that the answers are numbers without words; ``family`` is that of the verbal scale, such as ``yes``.
    """

    column: ColumnProfile
    headers: tuple[Header, ...]
    scale: str = ""
    bare: bool = False
    family: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The name and the wording."""
        return tuple(header.text for header in self.headers)

    def rank(self, table: str) -> int | None:
        """The best place of its headers in a word list of ``roles.toml``, ``None`` where they are not in it."""
        ranks = [rank for header in self.headers if (rank := rank_in(header, table)) is not None]
        return min(ranks) if ranks else None

    @property
    def asks(self) -> bool:
        """Whether a header is worded as a question or is the short name of one."""
        return any(asks_something(header) for header in self.headers)

    @property
    def headline(self) -> bool:
        """Whether the wording is one of the headline questions."""
        return any(wording_rank(role, *self.texts) is not None for role in HEADLINES)


@dataclass(frozen=True)
class Guess:
    """A role and why; ``rank`` orders the candidates for a role that only one column can have."""

    role: Role
    reason: Notice
    rank: int = 0
    uncertain: bool = False


def see(column: ColumnProfile, proposal: Proposal | None) -> Sight:
    """A column as the rules see it, with what scale its answers could be."""
    names = dict.fromkeys((column.name, column.text or column.name))
    headers = tuple(read_header(name) for name in names)
    if proposal is None:
        return Sight(column, headers)
    bare = proposal.kind == "numeric" and not (proposal.words or proposal.low_word or proposal.high_word)
    family = verbal_scales()[proposal.candidates[0]].family if proposal.candidates else ""
    return Sight(column, headers, proposal.kind, bare, family)


def guess_role(sight: Sight) -> Guess | None:
    """The role of a column that is no rating question, ``None`` where the rules of this file say nothing.

    >>> cells = ColumnProfile("Kön", "Kön", rows=3, answered=3, values={"Man": 1, "Kvinna": 2})
    >>> guess_role(see(cells, None)).role
    <Role.SEGMENT: 'segment'>
    """
    for rule in _RULES:
        guess = rule(sight)
        if guess is not None:
            return guess
    return None


def guess_rest(sight: Sight) -> Guess:
    """The role of a column that is nothing else: options of a multiple choice, a segment, or nothing."""
    column = sight.column
    packed = share(column, lambda text: ";" in text.strip(";") or text.endswith(";"))
    if packed > 0.3 and column.distinct > 2:
        return Guess(Role.MULTI, Notice("several-answers-in-a-cell"))
    if column.distinct == 1 and column.answered < column.rows and not _is_no_answer(next(iter(column.values))):
        option, count = next(iter(column.values.items()))
        is_shown = may_be_said(option, count) or option in sight.texts
        return Guess(Role.MULTI, Notice("one-option", {"option": option}) if is_shown else Notice("one-text"))
    if share(column, _is_number) > 0.9:
        return Guess(Role.IGNORE, Notice("numbers-not-a-question"))
    if not column.capped and column.distinct <= MOST_SEGMENTS and column.repeats >= 2:
        return Guess(Role.SEGMENT, Notice("few-texts", {"count": column.distinct}), uncertain=True)
    return Guess(Role.IGNORE, Notice("not-understood"))


def share(column: ColumnProfile, holds: Callable[[str], bool]) -> float:
    """The share of the cells kept that a test holds for, 0 to 1."""
    total = sum(column.values.values())
    return sum(count for text, count in column.values.items() if holds(text)) / total if total else 0.0


def number(text: str) -> float | None:
    """The number in a cell with a decimal point or comma, ``None`` where it is none."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _is_number(text: str) -> bool:
    return number(text) is not None


def _is_no_answer(text: str) -> bool:
    return is_dont_know(text) or is_blank_word(text)


def _is_unlike_names(sight: Sight) -> bool:
    """Whether the cells are the answers of a scale, or the wording rates: then a word in the header is no name."""
    return bool(sight.scale and not sight.bare) or is_satisfaction(*sight.texts) or sight.headline


def _empty(sight: Sight) -> Guess | None:
    if sight.column.answered:
        return None
    return Guess(Role.IGNORE, Notice("empty-column"))


def _platform(sight: Sight) -> Guess | None:
    """What the survey platform uses the column for; cells that are no dates tell no time, whatever it says."""
    if not sight.column.layout.role:
        return None
    role = Role(sight.column.layout.role)
    if role is Role.TIME and sight.column.dated < 0.8 * sight.column.answered:
        role = Role.IGNORE
    rank = sight.rank(role.value) if role.value in _RANKED else None
    return Guess(role, _layout_reason(sight.column.layout), 0 if rank is None else rank)


def _layout_reason(layout: Column) -> Notice:
    if layout.kind == "option":
        return Notice("one-option", {"option": layout.option})
    return Notice(_KIND_REASONS.get(layout.kind, "platform-column"))


def _personal(sight: Sight) -> Guess | None:
    if not sight.scale:
        comment = sight.rank("comment") is not None  # people leave addresses there, and it is not shown either
        kind = personal_kind(sight.column, least=0.5) if comment else personal_kind(sight.column)
        if kind:
            return Guess(Role.PERSONAL, Notice(f"cells-{kind}"))
    if _is_unlike_names(sight):
        return None
    if sight.rank("personal") is not None and not (sight.rank("channel") is not None and _is_choice(sight)):
        return Guess(Role.PERSONAL, _by_name(sight))
    if sight.rank("staff") is not None and not sight.scale and not sight.asks:
        return Guess(Role.PERSONAL, Notice("staff"))
    return None


def _is_choice(sight: Sight) -> bool:
    """Whether the cells mark an option or rate it: one text that comes back, or the answers of a scale."""
    return bool(sight.scale) or (sight.column.distinct <= 2 and sight.column.repeats >= SAID_OFTEN)


def _dates(sight: Sight) -> Guess | None:
    column = sight.column
    if sight.scale or column.dated < 0.8 * column.answered:
        return None
    wave = sight.rank("wave")
    if wave is not None:
        return Guess(Role.WAVE, _by_name(sight), wave)
    rank = sight.rank("time")
    return Guess(Role.TIME, Notice("dates"), 1000 if rank is None else rank)


def _weight(sight: Sight) -> Guess | None:
    rank = sight.rank("weight")
    if rank is None or sight.asks:
        return None
    positive = share(sight.column, lambda text: (number(text) or 0) > 0)
    if positive < 0.8 or share(sight.column, _is_number) < 0.95:
        return None
    whole = share(sight.column, lambda text: (number(text) or 0.5) % 1 == 0) > 0.99
    return Guess(Role.WEIGHT, _by_name(sight), rank, uncertain=whole and sight.column.distinct > 1)


def _respondent(sight: Sight) -> Guess | None:
    rank = sight.rank("respondent")
    column = sight.column
    if rank is None or column.repeats > _PANEL_REPEATS or (sight.scale and column.answered > 30):
        return None
    if column.repeats > 1.5 and rank_in(sight.headers[0], "unit") is not None:
        return None
    return Guess(Role.RESPONDENT, _by_name(sight), rank)


def _wave(sight: Sight) -> Guess | None:
    rank = sight.rank("wave")
    column = sight.column
    if rank is None or _is_unlike_names(sight) or column.capped or column.distinct > MOST_WAVE_LABELS:
        return None
    if sight.asks and any("?" in text for text in sight.texts):
        return None
    return Guess(Role.WAVE, _by_name(sight), rank)


def _unit(sight: Sight) -> Guess | None:
    rank = sight.rank("unit")
    column = sight.column
    if rank is None or _is_unlike_names(sight) or (column.distinct > 50 and column.repeats < 1.5):
        return None
    if sight.scale and stem_of(column.name, column.text):
        return None  # Q7STORE, one of a battery with numbers for answers
    return Guess(Role.UNIT, _by_name(sight), rank)


def _fact(sight: Sight) -> Guess | None:
    """Questions of yes and no, or of steps of yes, about problems, complaints and coming back."""
    if sight.family != "yes":
        return None
    for role in (Role.COMPLAINT_HANDLING, Role.COMPLAINED, Role.PROBLEM, Role.REPURCHASE, Role.LOYALTY):
        rank = wording_rank(role, *sight.texts)
        if rank is not None and (sight.scale == "yes-no" or role is Role.COMPLAINT_HANDLING):
            return Guess(role, Notice(f"wording-{role.value}"), rank)
    return None


def _tenure(sight: Sight) -> Guess | None:
    if sight.column.capped or _is_unlike_names(sight):
        return None
    wordings = word_lists()["columns"]["tenure"]["wordings"]
    if any(matches(text, patterns) for text in sight.texts for patterns in wordings):
        return Guess(Role.TENURE, Notice("wording-tenure"))
    rank = sight.rank("tenure")
    return None if rank is None else Guess(Role.TENURE, _by_name(sight), rank)


def _segment(sight: Sight) -> Guess | None:
    rank = sight.rank("segment")
    if rank is None or _is_unlike_names(sight):
        return None
    if sight.column.capped or sight.column.distinct > MOST_SEGMENTS:
        return Guess(Role.IGNORE, Notice("background-many", {"count": sight.column.distinct}))
    return Guess(Role.SEGMENT, _by_name(sight))


def _comment(sight: Sight) -> Guess | None:
    column = sight.column
    if sight.scale or share(column, _is_number) > 0.5:
        return None
    words = share(column, lambda text: " " in text)
    named = sight.rank("comment") is not None
    free = column.repeats < 3 and column.mean_length >= 25 and words > 0.5
    asked = column.repeats < 1.5 and sight.asks and words > 0.3 and column.distinct > 2
    if not (named or free or asked):
        return None
    return Guess(Role.COMMENT, _by_name(sight) if named else Notice("free-text"))


def _by_list(table: str, role: Role) -> Callable[[Sight], Guess | None]:
    def rule(sight: Sight) -> Guess | None:
        rank = sight.rank(table)
        if rank is None or _is_unlike_names(sight):
            return None
        return Guess(role, _by_name(sight), rank)

    return rule


def _by_name(sight: Sight) -> Notice:
    return Notice("header", {"header": sight.headers[-1].text})


_RULES: tuple[Callable[[Sight], Guess | None], ...] = (
    _empty,
    _platform,
    _personal,
    _by_list("technical", Role.IGNORE),
    _fact,
    _weight,
    _dates,
    _respondent,
    _by_list("duration", Role.DURATION),
    _by_list("disposition", Role.DISPOSITION),
    _by_list("mode", Role.MODE),
    _unit,
    _wave,
    _tenure,
    _segment,
    _by_list("time", Role.IGNORE),  # days of the week and clock times: no date in them
    _by_list("background", Role.IGNORE),
    _comment,
)
