"""The rules of the audit: the table of severities and limits, and what ``[audit]`` in ``survey.toml`` changes of it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

SEVERITIES = ("E", "W", "N")


@dataclass(frozen=True)
class Rule:
    """One rule: ``severity`` is E, W or N, ``needs`` letters of q, t, r and m, ``kind`` how its number is written."""

    key: str
    severity: str
    needs: str
    kind: str
    limits: Mapping[str, float]


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by key, in the order of the file.

    >>> len(rules()), rules()["A07"].limits["words"]
    (44, 25)
    """
    text = resources.files(__package__).joinpath("audit_rules.toml").read_text(encoding="utf-8")
    return {key: Rule(key, **entry) for key, entry in tomllib.loads(text).items()}


def limits_of(said: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
    """The limits of every rule, with those that the user said in place of the usual ones.

    >>> limits_of({"A07": {"words": 30}})["A07"]
    {'words': 30}
    """
    return {key: {**rule.limits, **said.get(key, {})} for key, rule in rules().items()}


def audit_faults(table: Mapping[str, Any], shown: Callable[[object], str]) -> list[str]:
    """What is wrong in ``[audit]`` beside the sorts of its values: rules and limits that there are not.

    >>> audit_faults({"limits": {"A07": {"word": 30}}, "off": {"A99": "why"}}, str)
    ['audit.limits.A07.word → audit.limits.A07.{words}', 'audit.off.A99 → audit.off.{A01 ... A44}']
    """
    known = rules()
    every = f"{{{next(iter(known))} ... {list(known)[-1]}}}"
    faults = []
    for key, own in table.get("limits", {}).items():
        if key not in known:
            faults.append(f"audit.limits.{key} → audit.limits.{every}")
            continue
        names = known[key].limits
        faults += [
            f"audit.limits.{key}.{name} → audit.limits.{key}.{{{' | '.join(names)}}}"
            for name in own
            if name not in names
        ]
    faults += [f"audit.off.{key} → audit.off.{every}" for key in table.get("off", {}) if key not in known]
    faults += [
        f'audit.off.{key} = {shown(reason)} → "..."'
        for key, reason in table.get("off", {}).items()
        if key in known and not str(reason).strip()
    ]
    for wave, days in table.get("field", {}).items():
        if len(days) != 2 or days[0] > days[1]:
            faults.append(f"audit.field.{wave} = {shown([str(day) for day in days])} → [first, last]")
    return faults
