"""Observed visits: scores of units, sections and conditions with their intervals, beside what the customers say.

Visits are the sample: what is observed in one of them hangs together (`kundnojd.inference.visits`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.inference.rank_correlation import fisher_interval, spearman
from kundnojd.inference.visits import (
    USUAL_CORRELATION,
    effective_number,
    most_failures,
    wilson,
    within_visit_correlation,
)
from kundnojd.questionnaire.checklist import Condition
from kundnojd.questionnaire.population import folded
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.visits import ANSWERED, FAILED, FULFILLED, ITEMS, S2, M, S, VisitTally, sections_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("part", "condition", "section", "unit", "wave", "visits", "failed_visits", "n_eff"),
    *("value", "lower", "upper", "level", "method", "correlation", "failures_up_to", "verdict"),
    *("customers_measure", "customers_wave", "customers_n", "customers_value", "customers_lower", "customers_upper"),
    "beside",
)
SEPARATOR = " / "
LEAST_PAIRS = 8  # units, for a rank correlation
_TEXTS = {
    "part",
    "condition",
    "section",
    "unit",
    "wave",
    "method",
    "verdict",
    "customers_measure",
    "customers_wave",
    "beside",
}
_EMPTY: dict[str, Any] = {name: "" if name in _TEXTS else np.nan for name in COLUMNS}
BESIDE = ("both-high", "both-low", "done-not-felt", "felt-not-done")


@dataclass(frozen=True)
class Correlation:
    """The correlation within visits that intervals are made with; ``is_estimated`` says that the visits gave it."""

    value: float
    is_estimated: bool
    units: int  # with two visits or more


@dataclass(frozen=True)
class CustomersSay:
    """What the customers of the units say: rows of one measure in one wave of the long frame of results."""

    measure: str
    kind: str
    wave: str
    rows: Mapping[str, Mapping[Any, Any]]  # by unit, the whole under an empty name


def rows_of(
    tally: VisitTally, conditions: Sequence[Condition], sections: Sequence[str], level: float
) -> tuple[pd.DataFrame, Correlation]:
    """The frame with the columns `COLUMNS`, values 0 to 100, and the correlation that its intervals are made with.

    Rows are ``score`` and ``section`` by unit and whole, with Wilson's interval of the visits' effective number of
    answers, and ``condition`` by unit and whole, with that of the visits. Waves rise; the whole stands last. The whole
    is the mean of all visits.
    """
    import pandas as pd

    waves = sorted({wave for _, wave in tally.cells}, key=wave_key)
    correlations = [_correlation(tally.scores[:, k]) for k in range(tally.scores.shape[1])]
    has_critical = any(one.critical for one in conditions)
    numbers = sections_of(conditions)
    found: list[dict[str, Any]] = []
    for wave in waves:
        places = [k for k, cell in enumerate(tally.cells) if cell[1] == wave]
        groups = [(tally.cells[k][0], [k]) for k in places] + [("", places)]
        for unit, own in groups:
            common = {"unit": unit, "wave": wave, "level": level}
            sums, failed = tally.scores[own].sum(axis=0), float(tally.failures[own].sum())
            for k, correlation in enumerate(correlations):
                if sums[k, M] == 0:
                    continue
                row = {**common, "part": "section" if k else "score", "section": sections[k - 1] if k else ""}
                row |= _score(sums[k], correlation, level)
                if not k and has_critical:
                    row |= {"failed_visits": failed}
                    row |= {"verdict": "failed" if failed else "passed"} if unit else {}
                found.append(row)
            counts = tally.conditions[own].sum(axis=0)
            for one, count, number in zip(conditions, counts, numbers, strict=True):
                section = sections[number] if number >= 0 else ""
                found.append(
                    {**common, "part": "condition", "condition": one.id, "section": section, **_share(count, level)}
                )
    return pd.DataFrame([_EMPTY | row for row in found], columns=list(COLUMNS)), correlations[0]


def _correlation(sums: Any) -> Correlation:
    """The correlation within visits of a score, from its sums by unit (C, 4); the usual one where it is not known."""
    m = sums[:, M]
    there = m > 0
    m, own = m[there], sums[there]
    units = int((m >= 2).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        means = own[:, S] / m
        variances = np.where(m >= 2, np.maximum(own[:, S2] - m * means**2, 0.0) / (m - 1), np.nan)
    items = float(own[:, ITEMS].sum() / m.sum()) if len(m) else 0.0
    found = within_visit_correlation(means, variances, m, items)
    is_estimated = not np.isnan(found)
    return Correlation(found if is_estimated else USUAL_CORRELATION, is_estimated, units)


def _score(sums: Any, correlation: Correlation, level: float) -> dict[str, Any]:
    visits, items = float(sums[M]), float(sums[ITEMS] / sums[M])
    share = float(sums[S] / visits)
    n_eff = float(effective_number(items, visits, correlation.value))
    lower, upper = wilson(share, n_eff, level)
    ends = {"lower": 100 * float(lower), "upper": 100 * float(upper)}
    return {"visits": visits, "n_eff": n_eff, "value": 100 * share, **ends, "method": "visit-score"} | {
        "correlation": correlation.value
    }


def _share(count: Any, level: float) -> dict[str, Any]:
    visits = float(count[ANSWERED])
    if visits == 0:
        return {"visits": 0.0, "failed_visits": 0.0}
    share = float(count[FULFILLED] / visits)
    lower, upper = wilson(share, visits, level)
    found = {"visits": visits, "failed_visits": float(count[FAILED]), "n_eff": visits, "value": 100 * share}
    found |= {"lower": 100 * float(lower), "upper": 100 * float(upper)}
    if not count[FAILED]:
        found["failures_up_to"] = 100 * most_failures(visits, level)
    return found | {"method": "wilson"}


def with_customers(
    frame: pd.DataFrame, said: CustomersSay, names: Mapping[str, str], wave: str, level: float
) -> pd.DataFrame:
    """The frame with the customers' figure beside the scores of ``wave``, and a row for the rank correlation.

    ``names`` are the customers' names of the units, by those of the visits. ``beside`` is one of `BESIDE` where both
    intervals clear their total, ``cannot-say`` where not, ``too-few`` where under 30 customers answered, and empty for
    a unit that is hidden. The correlation has a row where at least `LEAST_PAIRS` units have both figures.
    """
    import pandas as pd

    rows: list[dict[Any, Any]] = list(frame.to_dict("records"))
    whole = said.rows.get("")
    scores = [row for row in rows if row["part"] == "score" and row["wave"] == wave]
    total = next(float(row["value"]) for row in scores if not row["unit"])
    pairs = []
    for row in scores:
        name = names.get(row["unit"]) if row["unit"] else ""
        own = None if name is None else said.rows.get(name)
        if own is None:
            continue
        row |= {"customers_measure": said.measure, "customers_wave": said.wave}
        if np.isnan(own["value"]):
            continue
        row |= {f"customers_{key}": float(own[key]) for key in ("n", "value", "lower", "upper")}
        if row["unit"] and whole is not None:
            row["beside"] = _beside(row, total, own, float(whole["value"]))
            pairs.append((float(row["value"]), float(own["value"])))
    if len(pairs) >= LEAST_PAIRS:
        r = spearman([visits for visits, _ in pairs], [customers for _, customers in pairs])
        lower, upper = fisher_interval(r, len(pairs), level)
        last = _EMPTY | {"part": "rank-correlation", "wave": wave, "n_eff": float(len(pairs)), "method": "spearman"}
        last |= {"value": r, "lower": lower, "upper": upper, "level": level}
        rows.append(last | {"customers_measure": said.measure, "customers_wave": said.wave})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _beside(visits: Mapping[Any, Any], total: float, customers: Mapping[Any, Any], whole: float) -> str:
    if customers["n"] < LOW_BASE:
        return "too-few"
    done = _side(visits["lower"], visits["upper"], total)
    felt = _side(customers["lower"], customers["upper"], whole)
    if not done or not felt:
        return "cannot-say"
    return {(1, 1): "both-high", (-1, -1): "both-low", (1, -1): "done-not-felt", (-1, 1): "felt-not-done"}[done, felt]


def _side(lower: float, upper: float, total: float) -> int:
    """1 where the interval is above the total, -1 below it, 0 where it holds it."""
    return int(lower > total) - int(upper < total)


def matched(visited: Iterable[str], surveyed: Iterable[str]) -> dict[str, str]:
    """The customers' name of each visited unit that has one: the same but for case and blanks.

    A unit of several levels goes by its last one too, where no other has it.

    >>> matched(["hamnen", "Torget"], ["Väst / Hamnen", "Öst"])
    {'hamnen': 'Väst / Hamnen'}
    """
    names = [name for name in surveyed if name]
    last = Counter(folded(name.rpartition(SEPARATOR)[2]) for name in names)
    by_name = {folded(own): name for name in names if last[folded(own := name.rpartition(SEPARATOR)[2])] == 1}
    by_name |= {folded(name): name for name in names}
    return {unit: by_name[folded(unit)] for unit in visited if folded(unit) in by_name}
