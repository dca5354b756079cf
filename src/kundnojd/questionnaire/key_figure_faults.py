"""The faults of ``[[key-figure]]`` that one key alone does not show; the notation is that of ``survey_faults``."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

_OF_FILE = ("column", "sheet", "unit-column", "period-column", "numerator", "denominator", "se", "n", "formula", "kind")
_LEAST_TO_WORK_OUT = ("column", "formula", "numerator")


def figure_faults(
    figure: Mapping[str, Any], at: str, allowed: Mapping[str, str], shown: Callable[[object], str]
) -> list[str]:
    """What is wrong with one key figure as a whole: where it comes from, its points, its dates."""
    faults = _origin(figure, at, allowed)
    for key, points in (("target", [figure.get("target")]), ("interim", figure.get("interim", []))):
        for point in points:
            if point is not None and not isinstance(point.get("date", datetime.date.min), datetime.date):
                faults.append(f"{at}.{key}.date = {shown(point['date'])} → 2027-12-31")
            elif point is not None and isinstance(point.get("date"), datetime.datetime):
                faults.append(f"{at}.{key}.date = {point['date']} → {point['date'].date()}")
    if faults:
        return faults
    without = [place for place, point in enumerate(figure.get("interim", []), start=1) if "date" not in point]
    faults += [f"{at}.interim[{place}]: value → value, date = 2026-06-30" for place in without]
    dates = [point["date"] for point in figure.get("interim", []) if "date" in point]
    target = figure.get("target")
    if target is not None and "date" in target:
        dates.append(target["date"])
    elif dates and target is not None and not without:
        faults.append(f"{at}.target: value, interim → value, date = 2027-12-31")
    if not faults and sorted(set(dates)) != dates:
        faults.append(f"{at}: {', '.join(map(str, dates))} → {', '.join(map(str, sorted(set(dates))))}")
    return faults


def _origin(figure: Mapping[str, Any], at: str, allowed: Mapping[str, str]) -> list[str]:
    measure, source = figure.get("measure"), figure.get("source")
    if bool(measure) == bool(source):
        found = "measure, source" if measure else "{}"
        return [f"{at}: {found} → measure = {allowed['key-figure.measure']} | source = {allowed['key-figure.source']}"]
    if measure:
        beside = next((key for key in _OF_FILE if key in figure), "")
        return [f"{at}: measure, {beside} → measure | source, {beside}"] if beside else []
    if not any(figure.get(key) for key in _LEAST_TO_WORK_OUT):
        return [f'{at}: source → source, column = "..." | formula = {allowed["key-figure.formula"]}']
    if bool(figure.get("numerator")) != bool(figure.get("denominator")):
        return [f'{at}: numerator, denominator → numerator = "...", denominator = "..."']
    if figure.get("se") and not figure.get("column"):
        return [f'{at}: se → column = "...", se']
    return []


def figures_together(table: Mapping[str, Any]) -> list[str]:
    """What is wrong between key figures, and between them and the targets and benchmarks of the same file."""
    figures = table.get("key-figure", [])
    faults, seen = [], set[str]()
    names = [one[key] for one in table.get("benchmark", []) for key in ("id", "name") if one.get(key)]
    for place, figure in enumerate(figures, start=1):
        at = f"key-figure[{place}]"
        if figure["id"] in seen:
            faults.append(f'{at}.id = "{figure["id"]}" → "{figure["id"]}-2"')
        seen.add(figure["id"])
        if figure.get("benchmark") and figure["benchmark"] not in names:
            known = " | ".join(f'"{name}"' for name in names) or '[[benchmark]] with name = "..." | id = "..."'
            faults.append(f'{at}.benchmark = "{figure["benchmark"]}" → {known}')
        faults += _two_targets(figure, at, table.get("target", []))
    return faults


def _two_targets(figure: Mapping[str, Any], at: str, targets: list[Mapping[str, Any]]) -> list[str]:
    """A ``[[target]]`` for the same figure at all times, with another value than the key figure's own."""
    own = figure.get("target")
    if own is None or not figure.get("measure"):
        return []
    return [
        f"{at}.target = {{ value = {own['value']} }}, target[{place}].value = {target['value']} → one of them"
        for place, target in enumerate(targets, start=1)
        if target["measure"] == figure["measure"]
        and target.get("question", "") == figure.get("question", "")
        and not (target.get("unit") or target.get("wave"))
        and target["value"] != own["value"]
    ]
