"""Names of units in two files matched: the same name written otherwise is joined, one that is only alike is suggested.

No likeness tells the same from different: ``Avdelning 3`` and ``Avdelning 13`` are more alike than many names of one
unit. So only names with an equal key are joined; a person confirms the others in a map (`UnitMap`).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kundnojd.errors import InputError

LEAST_ALIKE = 85.0  # of 100, as rapidfuzz rates the tokens in order
LEAST_AHEAD = 5.0  # of the next best, on both sides
SEPARATOR = " / "
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_LETTERS = str.maketrans({"æ": "ä", "ø": "ö"})
_SHOWN = 12


@dataclass(frozen=True)
class Suggestion:
    """Two names that may be of one unit; ``score`` says how alike they are, 0 to 100."""

    staff_unit: str
    customer_unit: str
    score: float


@dataclass(frozen=True)
class Joined:
    """One unit: its name, and the names it has on either side, several where the map says so. ``by`` is name or map."""

    name: str
    staff: tuple[str, ...]
    customers: tuple[str, ...]
    by: str = "name"


@dataclass(frozen=True)
class NameMatch:
    """The units that were joined, what is suggested, and the names that were left alone on either side."""

    joined: tuple[Joined, ...]
    suggestions: tuple[Suggestion, ...]
    staff_alone: tuple[str, ...]
    customers_alone: tuple[str, ...]


@dataclass(frozen=True)
class _Words:
    meaning: Mapping[str, str]
    guard: frozenset[str]


@cache
def _words() -> _Words:
    text = resources.files(__package__).joinpath("unit_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    plain = {_folded(_spelt(short)): _folded(_spelt(full)) for short, full in table["words"].items()}
    return _Words(plain, frozenset(_folded(_spelt(word)) for word in table["guard"]["words"]))


def unit_key(name: str) -> str:
    """A name as units are joined by: words in order, without case, marks, short forms and zeros in front.

    >>> unit_key("Malmö  KONTOR 03"), unit_key("Ktr 3, Malmø"), unit_key("S:t Lars & Co")
    ('3 kontor malmo', '3 kontor malmo', 'co lars och sankt')
    """
    return " ".join(sorted(_tokens(name)))


def match_units(staff: Sequence[str], customers: Sequence[str], accepted: Sequence[tuple[str, str]] = ()) -> NameMatch:
    """Join the names that are equal by their key and those that were ``accepted``, (staff, customers); suggest others.

    A name of several levels stands with ``/`` between them; its last part is its key where that is unique.
    Raises `InputError` where an accepted name is in neither file, where a key that both files have stands for two
    units in one of them, and where nothing can be joined.
    """
    for side, names, given in (
        ("staff", staff, [pair[0] for pair in accepted]),
        ("customers", customers, [pair[1] for pair in accepted]),
    ):
        unknown = tuple(dict.fromkeys(name for name in given if name not in names))
        if unknown:
            raise InputError("link-map-unknown", side=side, count=len(unknown), names=unknown[:_SHOWN])
    keys = {"staff": _keys(staff), "customers": _keys(customers)}
    settled = [{pair[0] for pair in accepted}, {pair[1] for pair in accepted}]
    open_staff = [name for name in staff if name not in settled[0]]
    open_customers = [name for name in customers if name not in settled[1]]
    by_key = _equal(open_staff, open_customers, keys)
    groups = _components([*accepted, *by_key], set(accepted))
    joined = tuple(sorted(groups, key=lambda unit: customers.index(unit.customers[0])))
    taken_staff = {name for unit in joined for name in unit.staff}
    taken_customers = {name for unit in joined for name in unit.customers}
    staff_alone = tuple(name for name in staff if name not in taken_staff)
    customers_alone = tuple(name for name in customers if name not in taken_customers)
    suggestions = _suggested(staff_alone, customers_alone)
    return NameMatch(joined, suggestions, staff_alone, customers_alone)


def require_joined(found: NameMatch) -> None:
    """Raise `InputError` where no unit was joined."""
    if not found.joined:
        raise InputError(
            "link-nothing-matched",
            staff=found.staff_alone[:_SHOWN],
            customers=found.customers_alone[:_SHOWN],
        )


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 100; 0 where they differ in a number, a single letter or a word such as north.

    >>> likeness("Rönnlyckan", "Rönnlycka") > 90, likeness("Avdelning 3", "Avdelning 13"), likeness("Norr", "Nord")
    (True, 0.0, 0.0)
    """
    from rapidfuzz import fuzz

    a, b = _tokens(one), _tokens(other)
    return float(fuzz.ratio(" ".join(sorted(a)), " ".join(sorted(b)))) if _guards(a) == _guards(b) else 0.0


def _spelt(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS).replace("aa", "å")
    return re.sub(r"\bs:t\b", "sankt", plain.replace("&", " och "))


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _tokens(name: str) -> list[str]:
    found = _TOKEN.findall(_folded(_spelt(name)))
    meaning = _words().meaning
    return [meaning.get(token, token.lstrip("0") or "0" if token.isdecimal() else token) for token in found]


def _guards(tokens: Sequence[str]) -> Counter[str]:
    guard = _words().guard
    return Counter(token for token in tokens if token in guard or token.isdecimal() or len(token) == 1)


def _keys(names: Sequence[str]) -> dict[str, str]:
    """The key of each name; that of the last level where no other has it."""
    last = {name: unit_key(name.rpartition(SEPARATOR)[2]) for name in names}
    often = Counter(last.values())
    return {name: key if often[key] == 1 else unit_key(name) for name, key in last.items()}


def _equal(
    staff: Sequence[str], customers: Sequence[str], keys: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    shared = {keys["staff"][name] for name in staff} & {keys["customers"][name] for name in customers}
    shared.discard("")
    for side, names in (("staff", staff), ("customers", customers)):
        twice = Counter(keys[side][name] for name in names)
        same = tuple(name for name in names if keys[side][name] in shared and twice[keys[side][name]] > 1)
        if same:
            raise InputError("link-names-twice", side=side, count=len(same), names=same[:_SHOWN])
    of_customers = {keys["customers"][name]: name for name in customers}
    return [(name, of_customers[keys["staff"][name]]) for name in staff if keys["staff"][name] in shared]


def _components(pairs: Sequence[tuple[str, str]], accepted: set[tuple[str, str]]) -> list[Joined]:
    """Pairs that have a name in common are one unit."""
    groups: list[tuple[dict[str, None], dict[str, None], str]] = []
    for pair in dict.fromkeys(pairs):
        by = "map" if pair in accepted else "name"
        touching = [group for group in groups if pair[0] in group[0] or pair[1] in group[1]]
        for group in touching:
            groups.remove(group)
            by = "map" if group[2] == "map" else by
        own = {name: None for group in touching for name in group[0]} | {pair[0]: None}
        theirs = {name: None for group in touching for name in group[1]} | {pair[1]: None}
        groups.append((own, theirs, by))
    return [Joined(" + ".join(theirs), tuple(own), tuple(theirs), by) for own, theirs, by in groups]


def _suggested(staff: Sequence[str], customers: Sequence[str]) -> tuple[Suggestion, ...]:
    if not staff or not customers:
        return ()
    import numpy as np

    scores = np.array([[likeness(one, other) for other in customers] for one in staff])
    found = []
    for row, column in zip(*np.nonzero(scores >= LEAST_ALIKE), strict=True):
        score = scores[row, column]
        rivals = np.append(np.delete(scores[row], column), np.delete(scores[:, column], row))
        if score >= rivals.max(initial=0.0) + LEAST_AHEAD:
            found.append(Suggestion(staff[row], customers[column], round(float(score), 1)))
    return tuple(found)
