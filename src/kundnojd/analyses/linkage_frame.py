"""What links found as a tidy frame: a row for each figure of a relation, for each unit and side, and for each lag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kundnojd.analyses.linkage import Lag, Link, Unit

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("part", "x_measure", "y_measure", "wave", "later_wave", "figure", "side", "kind", "unit", "n"),
    *("value", "se", "pooled_se", "lower", "upper", "level", "p_value", "p_adjusted", "units", "method", "verdict"),
    "status",
)
_TEXTS = frozenset(
    {*("part", "x_measure", "y_measure", "wave", "later_wave", "figure", "side", "kind", "unit", "method"), "verdict"}
    | {"status"}
)
Row = dict[str, Any]


def frame(links: Sequence[Link], level: float) -> pd.DataFrame:
    """The columns `COLUMNS`, ``part`` being relation, unit or lag; NaN and empty texts where there is nothing.

    A figure that is not told (too few units, too little between them, a correlation at 1) has its limits alone; a
    hidden unit keeps its row without figures.
    """
    import pandas as pd

    rows = [row for link in links for row in _rows(link, level)]
    empty = {name: "" if name in _TEXTS else np.nan for name in COLUMNS}
    return pd.DataFrame([empty | row for row in rows], columns=list(COLUMNS))


def _rows(link: Link, level: float) -> Iterator[Row]:
    named = {"x_measure": link.x.measure, "y_measure": link.y.measure, "level": level}
    for row in (*_relation(link), *(part for unit in link.units for part in _unit(link, unit))):
        yield named | {"wave": link.wave_x} | row
    for lag in link.lags:
        yield named | _lag(lag)


def _relation(link: Link) -> Iterator[Row]:
    shared = {"part": "relation", "units": len(link.used), "status": link.status}
    if link.seen is None or link.closed is None or link.fitted is None:
        yield shared | {"figure": "correlation", "method": "reml-profile", "verdict": link.verdict}
        return
    plain, moments, best = link.seen, link.closed, link.fitted
    told = link.has_estimate
    tested = {"p_value": plain.p_value, "p_adjusted": link.p_adjusted, "verdict": link.verdict}
    yield (
        shared
        | _limits("correlation", best.rho if told else np.nan, best.lower, best.upper, "reml-profile")
        | {"verdict": link.verdict}
    )
    yield shared | _limits("correlation-seen", plain.r, plain.lower, plain.upper, "pearson") | tested
    rho = moments.rho if told and abs(moments.rho) < 1 else np.nan
    yield shared | _limits("correlation-moments", rho, moments.lower, moments.upper, "attenuation")
    yield shared | {"figure": "correlation-ranks", "value": plain.rho_ranks, "method": "spearman"}
    if told:
        se, lower, upper = link.slope
        yield shared | _limits("slope", moments.slope, lower, upper, "slope-moments") | {"se": se}
        yield shared | {"figure": "slope", "value": best.slope, "method": "reml-profile"}
    yield shared | {"figure": "slope-seen", "value": plain.slope, "method": "least-squares"}
    for side, part, tau2 in (
        ("x", moments.reliability_x, moments.tau2_x),
        ("y", moments.reliability_y, moments.tau2_y),
    ):
        yield shared | {"figure": "reliability", "side": side, "value": part, "method": "attenuation"}
        spread = float(np.sqrt(max(tau2, 0.0)))
        yield shared | {"figure": "spread", "side": side, "value": spread, "method": "attenuation"}


def _limits(figure: str, value: float, lower: float, upper: float, method: str) -> Row:
    return {"figure": figure, "value": value, "lower": lower, "upper": upper, "method": method}


def _unit(link: Link, unit: Unit) -> Iterator[Row]:
    shared = {"part": "unit", "unit": unit.name, "status": unit.status}
    for name, side, wave, known in (("x", link.x, link.wave_x, unit.x), ("y", link.y, link.wave_y, unit.y)):
        row: Row = shared | {"figure": "value", "side": name, "kind": side.kind, "wave": wave}
        if unit.is_used:
            row |= {"n": known.n, "value": known.value, "se": known.se, "lower": known.lower, "upper": known.upper}
            row["pooled_se"] = float(np.sqrt(known.variance))
        yield row
    if unit.is_used and link.has_estimate:
        yield shared | {"figure": "correlation-without", "value": unit.without, "method": "reml-profile"}


def _lag(lag: Lag) -> Row:
    found, told = lag.found, lag.status in {"ok", "low-base"}
    row: Row = {
        "part": "lag",
        "wave": lag.wave,
        "later_wave": lag.later,
        "figure": "lead",
        "side": lag.leads,
        "units": lag.units,
        "method": "lag-moments",
        "status": lag.status,
    }
    if told:
        row |= {"value": found.lead, "se": found.se, "lower": found.lower, "upper": found.upper}
        row["verdict"] = verdict_of(lag)
    return row


def verdict_of(lag: Lag) -> str:
    """What a lag says: together, opposite, not-shown, or none where it has no estimate."""
    if lag.status not in {"ok", "low-base"}:
        return "none"
    if lag.found.lower > 0:
        return "together"
    return "opposite" if lag.found.upper < 0 else "not-shown"
