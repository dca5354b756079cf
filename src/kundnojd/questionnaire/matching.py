"""Columns of several files matched: the same question under another name, or the same name written otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kundnojd.notices import Notice
from kundnojd.questionnaire.settings import Settings
from kundnojd.sources.reading import Column

_TAG = re.compile(r"<[^<>]*>")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_CODE = re.compile(r"^\W*[^\W\d_]{0,3}\d{1,3}[a-z]?\s*[.:)\-–—]\s+(?=\S+\s+\S)")
_WORD = re.compile(r"[^\W_]+")
_WORDING = 3  # a header of so many words is a wording
_SHOWN = 5


@dataclass(frozen=True)
class Matching:
    """For each file the names of its columns in the survey, where these are others; and what to say."""

    names: tuple[Mapping[str, str], ...]
    notices: tuple[Notice, ...] = ()


@dataclass
class _Known:
    """A column of the survey while the files are gone through: its wordings, and the names it has had."""

    wordings: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def wording_key(text: str) -> str:
    """A wording as it is compared: without code in front, years, mark-up, punctuation and case.

    >>> wording_key("Q7. Hur nöjd är du  med <b>oss</b>, 2024?") == wording_key("hur nöjd är du med oss")
    True
    """
    plain = _TAG.sub(" ", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(_WORD.findall(_YEAR.sub(" ", _CODE.sub("", plain))))


def wording_of(column: Column) -> str:
    """The wording of a column as it is compared; empty where its header is a code or a name only.

    >>> wording_of(Column("Q7ALL", "Q7ALL")), wording_of(Column("Q7", "Overall?"))
    ('', 'overall')
    """
    key = wording_key(column.text)
    is_header = column.text in {"", column.name}
    return "" if is_header and len(key.split()) < _WORDING else key


def named_columns(settings: Settings, where: Iterable[tuple[str, str]] = ()) -> frozenset[str]:
    """The columns that the user named; what they are is not to be worked out from their wording."""
    said = settings.columns
    units = (said.unit,) if isinstance(said.unit, str) else said.unit or ()
    singles = (
        *(said.wave, said.weight, said.respondent, said.stratum, said.cluster),
        *(question.column for question in settings.question),
        *(margin.column for margin in settings.margin),
    )
    lists = (units, said.segment, said.comment, said.personal, said.ignore)
    by_wave = (name for question in settings.question for name in (*question.by_wave.values(), *question.listed))
    given = (*singles, *(name for names in lists for name in names), *by_wave, *(column for column, _ in where))
    return frozenset(name for name in given if name)


def match(files: Sequence[tuple[str, Sequence[Column]]], named: Collection[str] = ()) -> Matching:
    """Which columns of several files, given as (label, columns), are the same; those of the first keep their names.

    A column is one of an earlier file where both have the same wording, or the same name; case, punctuation, blanks
    and a question's number before its wording do not count. Where a name has come to stand for another question, of
    which an earlier file has the wording, the wording decides. Nothing is joined where two columns of a file could be
    meant, or where similar names have different wordings. Columns of ``named`` keep their names.

    >>> first, second = [Column("Q5", "Are you satisfied?")], [Column("Q7", "Are you satisfied?")]
    >>> match([("2023.csv", first), ("2024.csv", second)]).names[1]
    {'Q7': 'Q5'}
    """
    known: dict[str, _Known] = {}
    names: list[Mapping[str, str]] = []
    joined: list[str] = []
    reused: list[Notice] = []
    for label, columns in files:
        found = _in_file(columns, known, named) if known else {column.name: column.name for column in columns}
        for column in columns:
            if column.name not in found:
                taken = column.name in known or column.name in found.values()
                found[column.name] = f"{column.name} ({label})" if taken else column.name
                if taken:
                    reused.append(Notice("name-reused", {"column": column.name, "file": label}))
            elif found[column.name] != column.name:
                joined.append(f"{found[column.name]} = {column.name} ({label})")
        for column in columns:
            record = known.setdefault(found[column.name], _Known())
            record.names.add(_name_key(column.name))
            if wording := wording_of(column):
                record.wordings.add(wording)
        names.append({own: name for own, name in found.items() if own != name})
    notices = [Notice("columns-joined", {"count": len(joined), "columns": tuple(joined[:_SHOWN])})] if joined else []
    return Matching(tuple(names), (*notices, *reused))


def _in_file(columns: Sequence[Column], known: Mapping[str, _Known], named: Collection[str]) -> dict[str, str]:
    """The columns of a file that are known, by their own names; each known column is taken once."""
    found: dict[str, str] = {}
    own = {column.name for column in columns}
    wordings = {column.name: wording_of(column) for column in columns}
    by_wording = _unique((wording, name) for name, record in known.items() for wording in record.wordings)
    by_name = _unique((key, name) for name, record in known.items() for key in record.names)
    once = Counter(wordings.values())
    once_named = Counter(_name_key(column.name) for column in columns)

    def same(name: str) -> str:
        wording = wordings[name]
        agree = name in known and (not wording or not known[name].wordings or wording in known[name].wordings)
        return name if agree else ""

    def worded(name: str) -> str:
        wording = wordings[name]
        return by_wording.get(wording, "") if wording and once[wording] == 1 and name not in named else ""

    def reworded(name: str) -> str:
        return name if name in known else ""

    def alike(name: str) -> str:
        key = _name_key(name)
        other = by_name.get(key, "") if once_named[key] == 1 and name not in named else ""
        differs = other and wordings[name] and known[other].wordings
        return "" if differs or other in own else other

    rules: tuple[Callable[[str], str], ...] = (same, worded, reworded, alike)
    for rule in rules:
        taken = set(found.values())
        for column in columns:
            if column.name not in found and (name := rule(column.name)) and name not in taken:
                found[column.name] = name
                taken.add(name)
    return found


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Key to name, for the keys that stand for one name only."""
    found: dict[str, set[str]] = {}
    for key, name in pairs:
        found.setdefault(key, set()).add(name)
    return {key: next(iter(names)) for key, names in found.items() if key and len(names) == 1}


def _name_key(name: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", name).casefold()))
