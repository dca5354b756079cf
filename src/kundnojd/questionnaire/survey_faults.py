"""The faults of a ``survey.toml``: unknown keys, values of the wrong sort, and values that cannot be meant.

A fault is a line ``place: found → allowed`` in the notation of the file, so that it needs no translation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kundnojd.questionnaire.audit_rules import audit_faults
from kundnojd.questionnaire.boxes import MAX_STEPS
from kundnojd.questionnaire.design_faults import margin_faults, population_faults, weighting_faults
from kundnojd.questionnaire.key_figure_faults import figure_faults, figures_together
from kundnojd.questionnaire.key_figures import KeyFigureSettings
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.recoding import steps_of
from kundnojd.questionnaire.settings import (
    AuditSettings,
    BenchmarkSettings,
    ColumnSettings,
    FileSettings,
    LatentSettings,
    MarginSettings,
    ModelSettings,
    OptionSettings,
    PresetSettings,
    QuestionSettings,
    Settings,
    TargetSettings,
    WeightingSettings,
)
from kundnojd.questionnaire.survey_allowed import ALLOWED, LABELS, SCALE

_TABLES: Mapping[str, type[msgspec.Struct]] = {
    "file": FileSettings,
    "columns": ColumnSettings,
    "options": OptionSettings,
    "model": ModelSettings,
    "weighting": WeightingSettings,
    "audit": AuditSettings,
}


def faults_of(table: Mapping[str, Any]) -> list[str]:
    """All faults of a decoded ``survey.toml``, in the order of the file.

    >>> faults_of({"columns": {"uint": "Enhet"}})
    ['columns.uint → columns.unit']
    """
    faults: list[str] = []
    for key, value in table.items():
        if key in _ARRAYS:
            faults += _array_faults(key, value)
        elif key in _TABLES:
            own = _table_faults(value, _TABLES[key], key, key)
            faults += audit_faults(value, _shown) if key == "audit" and not own else own
        elif key == "preset":
            faults += _preset_faults(value)
        elif key == "population":
            faults += population_faults(value, _shown)
        else:
            faults += _key_faults(key, value, Settings, "", "")
    return faults or weighting_faults(table) or figures_together(table)


def _array_faults(key: str, tables: object) -> list[str]:
    if not isinstance(tables, list):
        return [_fault(key, tables, f"[[{key}]]")]
    array = _ARRAYS[key]
    faults: list[str] = []
    for place, table in enumerate(tables, start=1):
        at = f"{key}[{place}]"
        found = _table_faults(table, array.cls, at, key)
        if not found:
            missing = [name for name in array.needed if table.get(name) in (None, "", [], {})]
            found = [f"{at}: {{}} → {name} = {ALLOWED[f'{key}.{name}']}" for name in missing]
        if not found:
            found = [fault for check in array.checks if (fault := check(table, at))]
        faults += found
    return faults or array.twice(tables)


def _preset_faults(presets: object) -> list[str]:
    if not isinstance(presets, dict):
        return [_fault("preset", presets, "[preset.NAME]")]
    faults: list[str] = []
    for name, preset in presets.items():
        found = _table_faults(preset, PresetSettings, f"preset.{name}", "preset")
        weights, questions = (preset.get(key, []) if not found else [] for key in ("weights", "questions"))
        if weights and questions and len(weights) != len(questions):
            found = [_fault(f"preset.{name}.weights", weights, f"[...] ({len(questions)})")]
        faults += found
    return faults


def _table_faults(value: object, cls: type[msgspec.Struct], at: str, table: str) -> list[str]:
    if not isinstance(value, dict):
        return [_fault(at, value, f"[{at}]")]
    faults: list[str] = []
    for key, one in value.items():
        faults += _key_faults(key, one, cls, f"{at}.", f"{table}.")
    return faults


def _key_faults(key: str, value: object, cls: type[msgspec.Struct], at: str, table: str) -> list[str]:
    known = {field.encode_name: field.type for field in msgspec.structs.fields(cls)}
    if key not in known:
        return [f"{at}{key} → {at}{_nearest(key, list(known))}"]
    try:
        msgspec.convert(value, known[key])
    except msgspec.ValidationError:
        if table + key in _SHOWN_WHOLE:
            return [f"{at}{key} = {_whole(value)} → {ALLOWED[table + key]}"]
        return [_fault(at + key, value, ALLOWED[table + key])]
    limit = _LIMITS.get(table + key)
    return [] if limit is None or limit(value) else [_fault(at + key, value, ALLOWED[table + key])]


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


# Small tables in which the fault, such as a date that is none, is not found by the key alone.
_SHOWN_WHOLE = ("key-figure.target", "key-figure.interim", "periods")


def _whole(value: object) -> str:
    """A value with everything in it.

    >>> _whole({"value": 75, "date": "2027-13-01"})
    '{ value = 75, date = "2027-13-01" }'
    """
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_whole(one)}' for key, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_whole, value))}]"
    return _shown(value)


def _nearest(key: str, known: list[str]) -> str:
    from rapidfuzz import fuzz, process

    best = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=60)
    return str(best[0]) if best else "{" + " | ".join(known) + "}"


def _is_positive(value: Any) -> bool:
    return int(value) >= 1


_LIMITS: Mapping[str, Callable[[Any], bool]] = {
    "file.header-rows": _is_positive,
    "preset.weights": lambda weights: bool(weights) and all(weight > 0 for weight in weights),
    "preset.stock": _is_positive,
    "options.min-n": _is_positive,
    "weighting.cap": lambda value: value > 1,
    "options.level": lambda value: 0 < value < 1,
    "options.smallest": lambda value: value >= 0,
    "benchmark.n": lambda value: value >= 2,
    **{f"benchmark.{key}": lambda value: value > 0 for key in ("se", "margin", "sd")},
    "key-figure.min-n": _is_positive,
    "key-figure.tolerance": lambda value: value >= 0,
    "key-figure.decimals": lambda value: 0 <= value <= 3,
    "model.answered": lambda value: 0 < value <= 1,
    "model.paths": lambda value: len({tuple(pair) for pair in value}) == len(value),
}


# --- a question as a whole -----------------------------------------------------------------------------------------


def _check_place(question: Mapping[str, Any], at: str) -> str:
    if ("column" in question) != bool(question.get("columns")):
        return ""
    both = "column, columns" if "column" in question else "{}"
    return f'{at}: {both} → column = "..." | columns = {ALLOWED["question.columns"]}'


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
    return "" if good else _fault(f"{at}.scale", scale, SCALE)


def _check_scales(question: Mapping[str, Any], at: str) -> str:
    for wave, steps in question.get("scales", {}).items():
        ends = sorted(steps) if all(isinstance(step, int) for step in steps) else steps
        if _check_scale({"scale": ends}, at):
            return _fault(f"{at}.scales.{wave}", steps, SCALE)
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
    return "" if whole and steps_of(labels) else _fault(f"{at}.labels", labels, LABELS)


def _check_multi(question: Mapping[str, Any], at: str) -> str:
    """Keys of scales do not go with a question of several answers, nor its keys with a scale."""
    is_multi = question.get("role") == "multi"
    wrong = [key for key in (_OFSCALES if is_multi else _OF_MULTI) if key in question]
    if not is_multi and isinstance(question.get("columns"), list):
        wrong.append("columns")
    if is_multi and isinstance(question.get("columns"), dict):
        return _fault(f"{at}.columns", question["columns"], '["...", "..."]')
    if not wrong:
        return ""
    return f"{at}.{wrong[0]}, role = {_shown(question.get('role', 'item'))} → {ALLOWED[f'question.{wrong[0]}']}"


_OFSCALES = ("scale", "scales", "reversed", "dont-know", "missing", "top-box", "satisfied")
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


# --- tables that may stand several times ---------------------------------------------------------------------------


def _check_value(benchmark: Mapping[str, Any], at: str) -> str:
    """A published one by its id has everything but the measure; another has a value and a name."""
    if "id" in benchmark:
        own = [key for key in benchmark if key not in _BY_ID]
        return f"{at}: id, {own[0]} → id | {own[0]}" if own else ""
    missing = [name for name in ("value", "name") if benchmark.get(name) in (None, "")]
    return f"{at}: {{}} → {missing[0]} = {ALLOWED[f'benchmark.{missing[0]}']}" if missing else ""


_BY_ID = ("id", "measure", "unit", "wave", "question")


def _check_sd(benchmark: Mapping[str, Any], at: str) -> str:
    return f"{at}: sd → n = {ALLOWED['benchmark.n']}, sd" if "sd" in benchmark and "n" not in benchmark else ""


def _check_errors(benchmark: Mapping[str, Any], at: str) -> str:
    return f"{at}: se, margin → se | margin" if "se" in benchmark and "margin" in benchmark else ""


def _check_margin(margin: Mapping[str, Any], at: str) -> str:
    return "".join(margin_faults(margin, at, ALLOWED)[:1])


def _check_figure(figure: Mapping[str, Any], at: str) -> str:
    return "".join(figure_faults(figure, at, ALLOWED, _shown)[:1])


def _latents_twice(latents: list[Any]) -> list[str]:
    names = [latent["name"] for latent in latents]
    twice = [place for place, name in enumerate(names, start=1) if name in names[: place - 1]]
    return [f'latent[{place}].name = "{names[place - 1]}" → "{names[place - 1]} 2"' for place in twice]


def _may_repeat(_: list[Any]) -> list[str]:
    return []


@dataclass(frozen=True)
class _Array:
    """A table that may stand several times: what each needs, and what is checked of each and of all together."""

    cls: type[msgspec.Struct]
    needed: tuple[str, ...] = ()
    checks: tuple[Callable[[Mapping[str, Any], str], str], ...] = ()
    twice: Callable[[list[Any]], list[str]] = _may_repeat


_ARRAYS: Mapping[str, _Array] = {
    "question": _Array(QuestionSettings, (), _CHECKS, _names_twice),
    "target": _Array(TargetSettings, ("measure", "value")),
    "benchmark": _Array(BenchmarkSettings, ("measure",), (_check_value, _check_sd, _check_errors)),
    "key-figure": _Array(KeyFigureSettings, ("id",), (_check_figure,)),
    "latent": _Array(LatentSettings, ("name", "items"), (), _latents_twice),
    "margin": _Array(MarginSettings, (), (_check_margin,)),
}
