"""The scorecard: key figures with their targets, verdicts and changes, as one frame."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.analyses.figure_rows import ASSUMED
from kundnojd.analyses.followed import Followed
from kundnojd.analyses.goal_lines import line_at, value_at
from kundnojd.analyses.key_changes import Changed, changed
from kundnojd.analyses.key_verdicts import (
    CANNOT_SAY,
    MISSED,
    ON_TARGET,
    TOO_FEW,
    along,
    bound,
    corrected,
    more_needed,
    one_sided,
    verdict,
)
from kundnojd.analyses.targets_met import Goal, with_own_spread
from kundnojd.inference import TARGET_TESTS
from kundnojd.inference.known_values import known
from kundnojd.questionnaire.key_figures import GROUPS, KeyFigureSettings
from kundnojd.questionnaire.settings import TargetSettings

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Row = dict[str, Any]

_CHANGE = ("period", "difference", "lower", "upper", "p_adjusted", "verdict")
COLUMNS = (
    *("id", "group", "name", "central", "owner", "measure", "question", "source", "formula", *ASSUMED),
    *("kind", "measured_in", "decimals", "better", "unit", "period", "period_end"),
    *("n", "value", "se", "lower", "upper", "level", "method", "status"),
    *("target", "tolerance", "final_target", "final_date", "verdict", "counted", "more_answers"),
    *("miss_p", "miss_p_adjusted", "line_value", "line"),
    *(f"start_{name}" for name in _CHANGE),
    *(f"previous_{name}" for name in _CHANGE),
    *("benchmark_name", "benchmark", "benchmark_difference", "benchmark_lower", "benchmark_upper", "benchmark_verdict"),
)
NOT_DUE, NO_DATE, NO_TARGET, NO_FIGURE = "not-yet-due", "no-date", "no-target", "no-figure"
DUE = (ON_TARGET, *MISSED.values(), CANNOT_SAY)  # verdicts on a target that is due


@dataclass(frozen=True)
class KeyFigure:
    """A key figure with its values by unit and period; ``None`` where the survey cannot give its measure.

    ``targets`` are those of ``[[target]]`` for its measure, for a key figure without one of its own. ``benchmark`` is
    what it is held against.
    """

    said: KeyFigureSettings
    values: Followed | None
    targets: tuple[TargetSettings, ...] = ()
    benchmark: Goal | None = None


@dataclass(frozen=True)
class Scorecard:
    """The ``frame`` with the columns `COLUMNS`, and each figure's values over its periods by (id, unit)."""

    frame: pd.DataFrame
    periods: Mapping[str, tuple[str, ...]]
    histories: Mapping[tuple[str, str], tuple[float | None, ...]]
    breaks: Mapping[str, frozenset[int]]


def scorecard(figures: Sequence[KeyFigure], options: AnalysisOptions, language: str) -> Scorecard:
    """A row for each key figure of the whole, and of every unit it is known for: the newest period it has.

    The figures stand in the order of their groups, the central ones first in each. Verdicts as in `key_verdicts`, with
    the interim value at the end of the measured period; those of units are corrected over the units of a level.
    """
    import pandas as pd

    ordered = sorted(figures, key=lambda one: (GROUPS.index(one.said.group), not one.said.central))
    rows: list[Row] = []
    histories: dict[tuple[str, str], tuple[float | None, ...]] = {}
    breaks = {}
    for figure in ordered:
        rows += _rows(figure, options, language)
        if figure.values is not None:
            breaks[figure.said.id] = frozenset(np.flatnonzero(figure.values.broken).tolist())
            for unit, values in zip(figure.values.units, figure.values.value, strict=True):
                told = tuple(None if np.isnan(one) else float(one) for one in values)
                histories[figure.said.id, unit] = told
    periods = {one.said.id: one.values.periods for one in ordered if one.values is not None}
    return Scorecard(pd.DataFrame(rows, columns=list(COLUMNS)), periods, histories, breaks)


def _rows(figure: KeyFigure, options: AnalysisOptions, language: str) -> list[Row]:
    said, values = figure.said, figure.values
    own = {
        "id": said.id,
        "group": said.group,
        "name": said.name_in(language),
        "central": said.central,
        "owner": said.owner,
        "measure": said.measure,
        "question": said.question,
        "source": said.source,
        "formula": said.worked_out_by if said.source else "",
        "measured_in": said.measured_in_words(language),
        "decimals": np.nan if said.decimals is None else said.decimals,
        "better": said.better,
        "tolerance": said.tolerance,
        "level": options.level,
        "final_target": np.nan if said.target is None else said.target.value,
        "final_date": _iso(said.target.date if said.target else None),
    }
    now = None if values is None else values.newest
    if values is None or now is None:
        texts = dict.fromkeys(("kind", "unit", "period", "period_end", "method", "line", "benchmark_name"), "")
        ends = {f"{place}_{name}": "" for place in ("start", "previous") for name in ("period", "verdict")}
        none = {"benchmark_verdict": "", "status": "empty", "verdict": NO_FIGURE, "counted": False}
        return [{**dict.fromkeys(COLUMNS, np.nan), **own, **texts, **ends, **none}]
    return [{**own, **row} for row in _judged(figure, values, now, options)]


def _judged(figure: KeyFigure, values: Followed, now: int, options: AnalysisOptions) -> list[Row]:
    said, size = figure.said, len(values.units)
    least = max(LOW_BASE, said.min_n or 0)
    value, lower, upper, n = (block[:, now] for block in (values.value, values.lower, values.upper, values.n))
    hidden, end = values.hidden[:, now], values.ends[now]
    counted = ~np.isnan(value) & np.isnan(lower) & np.isnan(upper)
    enough = ~(n < least)
    target, why = _due(figure, values, now)
    limit = bound(target, said.tolerance, said.better)
    words = verdict(value, lower, upper, enough, limit, said.better)
    cells = None if values.cells is None else values.cells[:, now]
    tail = one_sided(value, lower, upper, limit, said.better, options.level, values.test, cells)
    tail = np.where(words == TOO_FEW, np.nan, tail)
    settled, adjusted = corrected(words, tail, values.levels, options.adjust, options.level, said.better)
    more = np.where(words == CANNOT_SAY, more_needed(value, lower, upper, n, limit), np.nan)
    settled = np.where((settled == "") & hidden, TOO_FEW, np.where(settled == "", why, settled))
    settled = np.where(np.isnan(value) & ~hidden, NO_FIGURE, settled)
    line = _lines(said, values, now)
    side = along(value, lower, upper, enough, line, said.better)
    since_start, since_last = _changes(values, now, least, options)
    against = _benchmark(figure, values, now, least, options)
    status = np.select([hidden, np.isnan(value), n < LOW_BASE], ["hidden", "empty", "low-base"], "ok")
    return [
        {
            "kind": values.kind,
            "unit": values.units[k],
            "period": values.periods[now],
            "period_end": _iso(end),
            "n": n[k],
            "value": value[k],
            "se": values.se[k, now],
            "lower": lower[k],
            "upper": upper[k],
            "method": values.method,
            **{name: values.assumed[name][k, now] if name in values.assumed else np.nan for name in ASSUMED},
            "status": status[k],
            "target": target[k],
            "verdict": settled[k],
            "counted": bool(counted[k]),
            "more_answers": more[k],
            "miss_p": tail[k],
            "miss_p_adjusted": adjusted[k],
            "line_value": line[k],
            "line": side[k],
            **_told("start", *since_start, k),
            **_told("previous", *since_last, k),
            **{f"benchmark{name}": block[k] for name, block in against.items()},
        }
        for k in range(size)
    ]


def _due(figure: KeyFigure, values: Followed, now: int) -> tuple[Floats, str]:
    """What is due at the end of the measured period, shape (U + 1,), and what to say where nothing is."""
    said, end = figure.said, values.ends[now]
    none = np.full(len(values.units), np.nan)
    if said.target is None and not said.interim:
        chosen = [one for one in figure.targets if str(one.wave) in ("", values.periods[now])]
        for one in sorted(chosen, key=lambda one: (bool(one.unit), bool(one.wave))):
            none[[unit == one.unit or not one.unit for unit in values.units]] = one.value
        return none, NO_TARGET
    if said.target is not None and said.target.date is None:
        return np.full(len(values.units), said.target.value), NO_TARGET
    if end is None:
        return none, NO_DATE
    due = value_at(_points(said), end, said.between)
    return (none, NOT_DUE) if due is None else (np.full(len(values.units), due), NOT_DUE)


def _points(said: KeyFigureSettings) -> list[tuple[datetime.date, float]]:
    every = (*said.interim, *((said.target,) if said.target else ()))
    return [(one.date, one.value) for one in every if one.date is not None]


def _lines(said: KeyFigureSettings, values: Followed, now: int) -> Floats:
    """The line to the goal of each unit at the end of the period."""
    points, end, first = _points(said), values.ends[now], values.ends[values.start]
    found = np.full(len(values.units), np.nan)
    if end is None or not points:
        return found
    for k, start in enumerate(values.value[:, values.start]):
        begun = None if first is None or np.isnan(start) else (first, float(start))
        at = line_at(points, begun, end)
        found[k] = np.nan if at is None else at
    return found


def _changes(
    values: Followed, now: int, least: int, options: AnalysisOptions
) -> tuple[tuple[str, Changed | None], tuple[str, Changed | None]]:
    """The change since the start and since the period before, each with the name of that period."""
    start, before = values.start, now - 1
    found: list[tuple[str, Changed | None]] = []
    for place, fits in ((start, start < now), (before, before >= start)):
        made = changed(values, now, place, least, options.adjust, options.level) if fits else None
        found.append((values.periods[place] if fits else "", made))
    return found[0], found[1]


def _told(key: str, period: str, change: Changed | None, k: int) -> Row:
    if change is None or not change.verdict[k]:
        return {f"{key}_{name}": "" if name in ("period", "verdict") else np.nan for name in _CHANGE}
    return {
        f"{key}_period": period,
        f"{key}_difference": change.difference[k],
        f"{key}_lower": change.lower[k],
        f"{key}_upper": change.upper[k],
        f"{key}_p_adjusted": change.p_adjusted[k],
        f"{key}_verdict": change.verdict[k],
    }


def _benchmark(
    figure: KeyFigure, values: Followed, now: int, least: int, options: AnalysisOptions
) -> Mapping[str, NDArray[Any]]:
    """The whole against a benchmark: higher, lower, level with it; outside where that has no error of its own."""
    size, goal = len(values.units), figure.benchmark
    blocks: dict[str, NDArray[Any]] = {
        "_name": np.full(size, "", dtype=object),
        **{name: np.full(size, np.nan) for name in ("", "_difference", "_lower", "_upper")},
        "_verdict": np.full(size, "", dtype=object),
    }
    test = f"{values.test}-target"
    if goal is None or values.cells is None or test not in TARGET_TESTS or np.isnan(values.value[0, now]):
        return blocks
    answers = np.array([goal.n])
    error = with_own_spread(np.array([goal.se]), answers, values.cells[:1, now])
    against = known(np.array([goal.value]), error, np.array([goal.df]), answers)
    found = TARGET_TESTS[test].function(values.cells[:1, now], against, options.level)
    difference, lower, upper = float(found.difference[0]), float(found.lower[0]), float(found.upper[0])
    word = "no-clear-difference"
    if values.n[0, now] < least:
        word = TOO_FEW
    elif lower > 0 or upper < 0:
        word = ("higher" if lower > 0 else "lower") if error[0] > 0 else "outside"
    told = {"_name": goal.name, "": goal.value, "_difference": difference, "_lower": lower, "_upper": upper}
    for name, one in {**told, "_verdict": word}.items():
        blocks[name][0] = one
    return blocks


def _iso(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()
