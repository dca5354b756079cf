"""The faults of a ``survey.toml``: unknown keys, values of the wrong sort, and values that cannot be meant.

A fault is a line ``place: found → allowed`` in the notation of the file, so that it needs no translation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, get_args

import msgspec

from kundnojd.questionnaire.boxes import MAX_STEPS
from kundnojd.questionnaire.design_faults import margin_faults, population_faults, weighting_faults
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.recoding import steps_of
from kundnojd.questionnaire.settings import (
    ColumnSettings,
    FileSettings,
    MarginSettings,
    OptionSettings,
    QuestionSettings,
    RoleName,
    Settings,
    WeightingSettings,
)

_TABLES: Mapping[str, type[msgspec.Struct]] = {
    "file": FileSettings,
    "columns": ColumnSettings,
    "options": OptionSettings,
    "weighting": WeightingSettings,
}
_SCALE = f'[low, high] (low < high <= low + {MAX_STEPS - 1}) | ["...", "..."] (2-{MAX_STEPS})'
_LABELS = f'{{ 1 = "...", 2 = "...", 98 = "..." }} (2-{MAX_STEPS})'
_TEXT, _TEXTS, _WHOLE = '"..."', '["...", "..."]', "1, 2, 3, ..."

# What is allowed, by the key; a value of the wrong sort is answered with this.
_ALLOWED: Mapping[str, str] = {
    "title": _TEXT,
    "rename": '{ "..." = "..." }',
    "filter": '{ "..." = ["...", "..."] }',
    "units": '{ "..." = "..." }',
    "file.sheet": _TEXT,
    "file.encoding": _TEXT,
    "file.delimiter": _TEXT,
    "file.decimal": '"." | ","',
    "file.header-rows": _WHOLE,
    "file.shape": '"wide" | "long" | "counts"',
    "file.missing": _TEXTS,
    "file.keep": '["partials", "previews", "spam"]',
    "columns.unit": f"{_TEXT} | {_TEXTS}",
    "columns.wave": f'{_TEXT} | "file name" | "none"',
    "columns.weight": _TEXT,
    "columns.respondent": _TEXT,
    "columns.stratum": _TEXT,
    "columns.cluster": _TEXT,
    "columns.segment": _TEXTS,
    "columns.comment": _TEXTS,
    "columns.personal": _TEXTS,
    "columns.ignore": _TEXTS,
    "columns.others": '"infer" | "ignore"',
    "question.name": _TEXT,
    "question.column": _TEXT,
    "question.columns": '{ 2024 = "...", 2025 = "..." } | ["..."]',
    "question.text": f'{_TEXT} | {{ sv = "...", en = "..." }}',
    "question.role": " | ".join(f'"{role}"' for role in get_args(RoleName)),
    "question.scale": _SCALE,
    "question.reversed": "true | false",
    "question.scales": "{ 2023 = [1, 5] }",
    "question.breaks": '["2024"]',
    "question.comparable": "true | false",
    "question.dont-know": _TEXTS,
    "question.missing": _TEXTS,
    "question.top-box": '[9, 10] | ["..."]',
    "question.satisfied": '[7, 8, 9, 10] | ["..."]',
    "question.theme": _TEXT,
    "question.answers": '{ "..." = "..." }',
    "question.labels": _LABELS,
    "question.separator": '";" | ", " | " / " (role = "multi")',
    "question.options": f'{_TEXTS} (role = "multi")',
    "question.selected": '["1"] (role = "multi")',
    "weighting.post-stratify": "true | false",
    "weighting.cap": "1.5, 3, 5 (cap > 1)",
    "weighting.missing": '"error" | "own-weight"',
    "weighting.lonely-psu": '"adjust" | "remove" | "average" | "fail"',
    "margin.column": _TEXT,
    "margin.targets": '{ "..." = 0.48, "..." = 0.52 } | { "..." = 4800, "..." = 5200 }',
    "margin.wave": _TEXT,
    "margin.blank": _TEXTS,
    "options.measures": _TEXTS,
    "options.min-n": _WHOLE,
    "options.level": "0.95 (0 < level < 1)",
    "options.adjust": '"bh" | "holm" | "none"',
    "options.drop": '["duplicates", "straight-liners", "speeders"]',
    "options.language": '"sv" | "nb" | "en"',
}


def faults_of(table: Mapping[str, Any]) -> list[str]:
    """All faults of a decoded ``survey.toml``, in the order of the file.

    >>> faults_of({"columns": {"uint": "Enhet"}})
    ['columns.uint → columns.unit']
    """
    faults: list[str] = []
    for key, value in table.items():
        if key == "question":
            faults += _question_faults(value)
        elif key == "margin":
            faults += _margin_faults(value)
        elif key == "population":
            faults += population_faults(value, _shown)
        elif key in _TABLES:
            faults += _table_faults(value, _TABLES[key], key, key)
        else:
            faults += _key_faults(key, value, Settings, "", "")
    return faults or weighting_faults(table)


def _margin_faults(margins: object) -> list[str]:
    if not isinstance(margins, list):
        return [_fault("margin", margins, "[[margin]]")]
    faults: list[str] = []
    for place, margin in enumerate(margins, start=1):
        at = f"margin[{place}]"
        faults += _table_faults(margin, MarginSettings, at, "margin") or margin_faults(margin, at, _ALLOWED)
    return faults


def _question_faults(questions: object) -> list[str]:
    if not isinstance(questions, list):
        return [_fault("question", questions, "[[question]]")]
    faults: list[str] = []
    for place, question in enumerate(questions, start=1):
        at = f"question[{place}]"
        found = _table_faults(question, QuestionSettings, at, "question")
        if isinstance(question, dict) and not found:
            found = [fault for check in _CHECKS if (fault := check(question, at))]
        faults += found
    return faults or _names_twice(questions)


def _table_faults(value: object, cls: type[msgspec.Struct], at: str, table: str) -> list[str]:
    if not isinstance(value, dict):
        return [_fault(at, value, f"[{at}]")]
    faults: list[str] = []
    for key, one in value.items():
        faults += _key_faults(key, one, cls, f"{at}.", f"{table}.")
    return faults


def _key_faults(key: str, value: object, cls: type[msgspec.Struct], at: str, table: str) -> list[str]:
    known = [field.encode_name for field in msgspec.structs.fields(cls)]
    if key not in known:
        return [f"{at}{key} → {at}{_nearest(key, known)}"]
    try:
        msgspec.convert({key: value}, cls)
    except msgspec.ValidationError:
        return [_fault(at + key, value, _ALLOWED[table + key])]
    limit = _LIMITS.get(table + key)
    return [] if limit is None or limit(value) else [_fault(at + key, value, _ALLOWED[table + key])]


def _fault(at: str, found: object, allowed: str) -> str:
    return f"{at} = {_shown(found)} → {allowed}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(_shown(part) for part in value)}]"
    return "{...}" if isinstance(value, dict) else str(value)


def _nearest(key: str, known: list[str]) -> str:
    from rapidfuzz import fuzz, process

    best = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=60)
    return str(best[0]) if best else "{" + " | ".join(known) + "}"


def _is_positive(value: Any) -> bool:
    return int(value) >= 1


_LIMITS: Mapping[str, Callable[[Any], bool]] = {
    "file.header-rows": _is_positive,
    "options.min-n": _is_positive,
    "weighting.cap": lambda value: value > 1,
    "options.level": lambda value: 0 < value < 1,
}


# --- a question as a whole -----------------------------------------------------------------------------------------


def _check_place(question: Mapping[str, Any], at: str) -> str:
    if ("column" in question) != bool(question.get("columns")):
        return ""
    both = "column, columns" if "column" in question else "{}"
    return f'{at}: {both} → column = "..." | columns = {_ALLOWED["question.columns"]}'


def _check_scale(question: Mapping[str, Any], at: str) -> str:
    scale = question.get("scale")
    if scale is None:
        return ""
    if all(isinstance(step, int) for step in scale):
        good = len(scale) == 2 and scale[0] < scale[1] < scale[0] + MAX_STEPS
    elif all(isinstance(step, str) for step in scale):
        good = 2 <= len(scale) <= MAX_STEPS and len({normalise(step) for step in scale}) == len(scale)
    else:
        good = False
    return "" if good else _fault(f"{at}.scale", scale, _SCALE)


def _check_scales(question: Mapping[str, Any], at: str) -> str:
    for wave, steps in question.get("scales", {}).items():
        ends = sorted(steps) if all(isinstance(step, int) for step in steps) else steps
        if _check_scale({"scale": ends}, at):
            return _fault(f"{at}.scales.{wave}", steps, _SCALE)
    return ""


def _check_reversed(question: Mapping[str, Any], at: str) -> str:
    scale = question.get("scale", [])
    if question.get("reversed") and any(isinstance(step, str) for step in scale):
        return f"{at}: reversed, scale = {_shown(scale)} → scale = {_shown(list(reversed(scale)))}"
    return ""


def _check_labels(question: Mapping[str, Any], at: str) -> str:
    labels = question.get("labels")
    if not labels:
        return ""
    whole = all(re.fullmatch(r"-?\d{1,4}", code) for code in labels)
    return "" if whole and steps_of(labels) else _fault(f"{at}.labels", labels, _LABELS)


def _check_multi(question: Mapping[str, Any], at: str) -> str:
    """Keys of scales do not go with a question of several answers, nor its keys with a scale."""
    is_multi = question.get("role") == "multi"
    wrong = [key for key in (_OF_SCALES if is_multi else _OF_MULTI) if key in question]
    if not is_multi and isinstance(question.get("columns"), list):
        wrong.append("columns")
    if is_multi and isinstance(question.get("columns"), dict):
        return _fault(f"{at}.columns", question["columns"], '["...", "..."]')
    if not wrong:
        return ""
    return f"{at}.{wrong[0]}, role = {_shown(question.get('role', 'item'))} → {_ALLOWED[f'question.{wrong[0]}']}"


_OF_SCALES = ("scale", "scales", "reversed", "dont-know", "missing", "top-box", "satisfied")
_OF_MULTI = ("separator", "options", "selected")
_CHECKS: tuple[Callable[[Mapping[str, Any], str], str], ...] = (
    _check_place,
    _check_scale,
    _check_scales,
    _check_reversed,
    _check_labels,
    _check_multi,
)


def _names_twice(questions: list[Mapping[str, Any]]) -> list[str]:
    names = Counter(question.get("name") or question.get("column") for question in questions)
    return [
        f'question[{place}].name = "{name}" → "{name} 2"'
        for place, question in enumerate(questions, start=1)
        if (name := question.get("name") or question.get("column")) and names[name] > 1
    ][1:]
