"""Faults of ``[population]``, ``[weighting]`` and ``[[margin]]`` in a ``survey.toml``, in the notation of the file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.questionnaire.settings import file_of

FILE_KEYS = ("file", "unit", "stratum", "wave", "count")
_NUMBERS = '1200 | { 2024 = 1200, 2025 = 1250 } | file = "..."'


def population_faults(table: object, shown: Callable[[object], str]) -> list[str]:
    """The faults of ``[population]``: each value is a number, numbers by wave, or a file and its columns.

    >>> population_faults({"Nord": -3}, str)
    ['population."Nord" = -3 → 1200 | { 2024 = 1200, 2025 = 1250 } | file = "..."']
    """
    if not isinstance(table, dict) or not table:
        return [f"population = {shown(table)} → [population]"]
    if file_of(table):
        keys = "{" + " | ".join(FILE_KEYS) + "}"
        strange = [f"population.{key} → population.{keys}" for key in table if key not in FILE_KEYS]
        return strange + [
            f'population.{key} = {shown(value)} → "..."'
            for key, value in table.items()
            if key in FILE_KEYS and not isinstance(value, str)
        ]
    return [f'population."{key}" = {shown(value)} → {_NUMBERS}' for key, value in table.items() if not _is_size(value)]


def _is_size(value: object) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(_is_number(number) for number in value.values())
    return _is_number(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def margin_faults(margin: Mapping[str, Any], at: str, allowed: Mapping[str, str]) -> list[str]:
    """What is wrong with a margin whose keys and types are right.

    >>> margin_faults({"column": "Kön"}, "margin[1]", {"margin.targets": "{...}"})
    ['margin[1]: column → targets = {...}']
    """
    missing = [key for key in ("column", "targets") if key not in margin]
    if missing:
        there = ", ".join(margin) or "{}"
        return [f"{at}: {there} → {missing[0]} = {allowed[f'margin.{missing[0]}']}"]
    targets: Mapping[str, float] = margin["targets"]
    good = targets and all(_is_number(number) for number in targets.values()) and sum(targets.values()) > 0
    return [] if good else [f"{at}.targets → {allowed['margin.targets']}"]


def weighting_faults(table: Mapping[str, Any]) -> list[str]:
    """Keys of ``[weighting]`` that nothing is there for.

    >>> weighting_faults({"weighting": {"cap": 3}})
    ['weighting.cap = 3 → [[margin]] | weighting.post-stratify = true']
    """
    weighting = table.get("weighting", {})
    if table.get("margin") or weighting.get("post-stratify"):
        return []
    needs = "[[margin]] | weighting.post-stratify = true"
    return [f"weighting.{key} = {weighting[key]} → {needs}" for key in ("cap", "missing") if key in weighting]
