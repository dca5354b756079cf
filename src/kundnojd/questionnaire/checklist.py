"""Checklists: the conditions that are observed in a visit, from a file of the user or a list that is shipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from importlib import resources
from typing import Any, Literal

import msgspec

from kundnojd.errors import UsageError
from kundnojd.questionnaire.toml_files import table_of, text_of

Words = str | dict[str, str]  # one text, or one for each language

SHIPPED = ("fifteen",)
_NAMED = re.compile(r"[\w-]+")

# What is allowed, in the notation of the file.
ALLOWED: Mapping[str, str] = {
    "title": '"..." | { sv = "...", en = "..." }',
    "source": '"..."',
    "base": " | ".join(f'"{name}"' for name in SHIPPED),
    "critical": '"verdict" | "zero"',
    "unit": '"..."',
    "wave": '"..."',
    "condition": "[[condition]]",
    "condition.id": '"..." (each once)',
    "condition.column": '"..."',
    "condition.name": '"..." | { sv = "...", en = "..." }',
    "condition.section": '"..." | { sv = "...", en = "..." }',
    "condition.weight": "1 | 0.5 | 0 (>= 0)",
    "condition.points": "1, 2, 3, ...",
    "condition.critical": "true | false",
}


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: unknown keys are errors."""


class Condition(_Table, frozen=True):
    """One condition: ``name`` and ``section`` in words, ``weight`` in the score, ``points`` the most it can get.

    With 1 point it is fulfilled or not. A ``critical`` one that is not wholly fulfilled fails the visit. ``column`` is
    where it stands; without it the column is found by the id or a name.
    """

    id: str
    column: str = ""
    name: Words = ""
    section: Words = ""
    weight: float = 1.0
    points: int = 1
    critical: bool = False

    def label(self, language: str) -> str:
        """What it is called in a language.

        >>> Condition(id="greeting", name={"sv": "Kunden hälsas"}).label("en")
        'Kunden hälsas'
        """
        return word(self.name, language) or self.column or self.id


class Checklist(_Table, frozen=True):
    """The conditions of a visit; ``critical`` says what a failed critical condition does to the score of the visit.

    ``verdict``: nothing, it is shown beside; ``zero``: the score becomes 0. ``unit`` and ``wave`` name columns.
    """

    title: Words = ""
    source: str = ""
    base: str = ""
    critical: Literal["verdict", "zero"] = "verdict"
    unit: str = ""
    wave: str = ""
    condition: tuple[Condition, ...] = ()


def word(words: Words, language: str) -> str:
    """The text in a language, else in English, else the first there is."""
    if isinstance(words, str):
        return words
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


def load(name: str) -> Checklist:
    """The checklist of that name, or in that file; a file may build on a shipped one with ``base``.

    Conditions of the file with an id of the base change what they name of it; others come after. `UsageError` where
    there is no list of the name, `ConfigError` where the file cannot be read or has faults.

    >>> len(load("fifteen").condition), [one.id for one in load("fifteen").condition if one.critical]
    (15, ['greeting', 'promise', 'ownership'])
    """
    if name in SHIPPED:
        text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        return read(text, name)
    if _NAMED.fullmatch(name):
        raise UsageError("no-such-checklist", name=name, allowed=SHIPPED)
    return read(text_of(name), name)


def read(text: str, path: str) -> Checklist:
    r"""The checklist in the text of a file; ``path`` is the name for its errors.

    >>> read('[[condition]]\nid = "smile"\nweight = 2', "c.toml").condition[0].weight
    2.0
    """
    table = table_of(text, path, _faults)
    own = msgspec.convert(table, Checklist)
    return _built_on(load(own.base), table, own) if own.base else own


def _built_on(base: Checklist, table: Mapping[str, Any], own: Checklist) -> Checklist:
    said = {one["id"]: one for one in table.get("condition", [])}
    known = {one.id for one in base.condition}
    changed = tuple(msgspec.structs.replace(one, **said.get(one.id, {})) for one in base.condition)
    added = tuple(one for one in own.condition if one.id not in known)
    return msgspec.structs.replace(
        own, title=own.title or base.title, source=own.source or base.source, condition=(*changed, *added)
    )


def _faults(table: Mapping[str, Any]) -> list[str]:
    """All faults as lines ``place: found → allowed``."""
    found: list[str] = []
    for key, value in table.items():
        if key == "condition" and isinstance(value, list):
            for place, one in enumerate(value, start=1):
                at = f"condition[{place}]"
                if not isinstance(one, dict):
                    found.append(f"{at} → [[condition]]")
                    continue
                found += [
                    fault for name in one if (fault := _fault(Condition, "condition.", at + ".", name, one[name]))
                ]
                if not one.get("id"):
                    found.append(f"{at}: {{}} → id = {ALLOWED['condition.id']}")
        else:
            found += filter(None, [_fault(Checklist, "", "", key, value)])
    if not found:
        ids = Counter(one["id"] for one in table.get("condition", []))
        found = [
            f'condition.id = "{name}" ({count}) → {ALLOWED["condition.id"]}' for name, count in ids.items() if count > 1
        ]
    if not found and not table.get("condition") and not table.get("base"):
        found = [f"{{}} → {ALLOWED['condition']} | base = {ALLOWED['base']}"]
    return found


def _fault(cls: type[msgspec.Struct], table: str, at: str, key: str, value: object) -> str:
    fields = {field.name: field.type for field in msgspec.structs.fields(cls)}
    if key not in fields:
        return f"{at}{key} → {{{' | '.join(fields)}}}"
    try:
        given = msgspec.convert(value, fields[key])
    except msgspec.ValidationError:
        return f"{at}{key} → {ALLOWED[table + key]}"
    least = {"weight": 0, "points": 1}
    wrong = given < least[key] if key in least else key == "base" and given not in SHIPPED
    return f"{at}{key} = {value} → {ALLOWED[table + key]}" if wrong else ""
