"""Who answered, and what that does to the figures: the tidy frame of ``kundnojd response``.

``part`` says what a row is: ``disposition`` (people by what became of them), ``rate`` (outcome rates of AAPOR, or
answers by customers), ``spread`` (how unevenly units answered), ``composition`` (respondents against the frame, a
category a row, and what it comes to where ``category`` is empty), ``early-late`` (the first and the last third of
the answers) and ``bounds`` (what a figure can be, whatever those who did not answer think).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.composition import composition_rows, outside
from kundnojd.analyses.early_late import early_late_rows
from kundnojd.analyses.frame import Frame, Known, framed
from kundnojd.analyses.grid import grid
from kundnojd.analyses.results import RANGES, results
from kundnojd.inference import nonresponse, response_rates
from kundnojd.measures.targets import Target
from kundnojd.notices import Notice
from kundnojd.questionnaire.dispositions import CODES
from kundnojd.tally.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "PARTS", "Known", "notices", "response"]

PARTS = ("disposition", "rate", "spread", "composition", "early-late", "bounds")
COLUMNS = (
    *("part", "measure", "kind", "question", "column", "category", "first_day", "last_day", "unit", "wave"),
    *("n", "n_eff", "customers", "value", "lower", "upper", "level", "method", "status"),
    *("against", "difference", "difference_lower", "difference_upper", "statistic", "df", "p_value", "p_adjusted"),
    *("least", "most", "least_wide", "most_wide", "verdict"),
)
_TEXTS = frozenset({*COLUMNS[:10], "method", "status", "verdict"})
LOW_WHOLE, LOW_UNIT = 40.0, 30.0  # per cent: the rule of SKR Insikt
UNEVEN_P, UNEVEN_POINTS = 0.001, 15.0
_SHOWN = 5
_HEADLINE_PARTS = frozenset({"promoters", "passives", "detractors"})
Row = Mapping[str, object]


def response(
    tally: Tally, by_day: Tally | None, targets: Sequence[Target], known: Known, options: AnalysisOptions
) -> pd.DataFrame:
    """The frame with the columns `COLUMNS`; parts that nothing is known for are not there.

    ``tally`` is split by the columns of the margins, ``by_day`` (wave and day) gives early and late answers.
    Of the ``targets`` those for units count, without the three shares behind a net score. Values are points from 0 to
    100 (net scores from -100), ``customers`` the people who could have answered. A hidden cell keeps its row without
    numbers. Raises as `framed` does.
    """
    import pandas as pd

    chosen = [target for target in targets if target.by_unit and target.measure not in _HEADLINE_PARTS]
    frame = framed(tally, known, options.min_n)
    rows: list[Row] = [
        *_disposition_rows(frame),
        *_rate_rows(frame),
        *_spread_rows(frame),
        *composition_rows(tally, frame, known.margins, options),
        *(early_late_rows(by_day, chosen, options) if by_day is not None else ()),
        *_bounds_rows(frame, chosen, options),
    ]
    return pd.DataFrame(
        {name: [row.get(name, "" if name in _TEXTS else np.nan) for row in rows] for name in COLUMNS},
        columns=list(COLUMNS),
    )


def notices(tally: Tally, frame: pd.DataFrame, known: Known) -> tuple[Notice, ...]:
    """What should be known of the frame of `response`: who stands outside it, and parts that nothing is known for."""
    found = [
        Notice("margin-outside", {"count": count, "column": column})
        for column, count in outside(tally, known.margins).items()
        if count
    ]
    rates = frame[frame["part"] == "rate"]
    there = {"", *rates["unit"]}
    units = [unit for unit in grid(tally).units if unit not in there]
    if len(rates) and units:
        found.append(Notice("units-without-customers", {"count": len(units), "units": tuple(units[:_SHOWN])}))
    if rates.empty:
        found.append(Notice("no-response-rate"))
    if not (frame["part"] == "early-late").any():
        found.append(Notice("no-early-late"))
    return tuple(found)


def _cells(frame: Frame) -> Iterator[tuple[int, int, dict[str, object]]]:
    """Wave by wave the units in order, with what their rows begin with."""
    for wave, name in enumerate(frame.grid.waves):
        for unit, label in enumerate(frame.grid.units):
            hidden = bool(frame.hidden[unit, wave])
            yield unit, wave, {"unit": label, "wave": name, "status": "hidden" if hidden else "ok"}


def _disposition_rows(frame: Frame) -> Iterator[Row]:
    for unit, wave, row in _cells(frame):
        if frame.has_dispositions[wave]:
            for code, count in zip(CODES, frame.people[unit, wave].tolist(), strict=True):
                value = {} if frame.hidden[unit, wave] else {"value": count}
                yield {"part": "disposition", "measure": code, "kind": "count", **row, **value}


def _rate_rows(frame: Frame) -> Iterator[Row]:
    """The rates of AAPOR with e beside them where there are dispositions, else answers by customers.

    ``n`` and ``customers`` are the people above and below the line of the rate.
    """
    for unit, wave, row in _cells(frame):
        base: Row = {"part": "rate", "kind": "share", **row}
        if not frame.has_dispositions[wave]:
            customers = float(frame.customers[unit, wave])
            if not np.isnan(customers):
                yield {**base, **_rate("response-rate", float(frame.n[unit, wave]), customers, row)}
            continue
        counts, e = frame.people[unit, wave], frame.e[wave]
        if not unit:
            yield {**base, "measure": "e", "value": 100 * float(e)}
        for name in response_rates.RATES:
            above, below = response_rates.parts(name, counts, e)
            yield {**base, **_rate(name, float(above), float(below), row)}


def _rate(name: str, above: float, below: float, cell: Row) -> Row:
    if cell["status"] == "hidden":
        # Whom a unit could have asked gives nobody away, unlike parts of them.
        return {"measure": name, **({"customers": below} if name == "response-rate" else {})}
    if not below:
        return {"measure": name, "status": "empty"}
    rate = 100 * above / below
    low = name in {"RR1", "response-rate"} and rate < (LOW_UNIT if cell["unit"] else LOW_WHOLE)
    return {"measure": name, "n": above, "customers": below, "value": rate, "verdict": "low" if low else ""}


def _spread_rows(frame: Frame) -> Iterator[Row]:
    """How unevenly the units answered; the hidden ones count as one, so that none of them can be worked out."""
    for wave, name in enumerate(frame.grid.waves):
        answered, customers = frame.n[:, wave], frame.customers[:, wave]
        if frame.has_dispositions[wave]:
            answered, customers = response_rates.parts("RR1", frame.people[:, wave], frame.e[wave])
        units = frame.leaves & (customers > 0)
        shown = units & ~frame.hidden[:, wave]
        if shown.sum() < 2 or (units != frame.leaves).any():
            continue
        merged = units & frame.hidden[:, wave]
        n = np.append(answered[shown], answered[merged].sum()) if merged.any() else answered[shown]
        size = np.append(customers[shown], customers[merged].sum()) if merged.any() else customers[shown]
        found = nonresponse.evenness(n, size)
        rates = 100 * answered[shown] / customers[shown]
        span = float(rates.max() - rates.min())
        uneven = found.p_value < UNEVEN_P and span > UNEVEN_POINTS
        yield {
            "part": "spread",
            "measure": "evenness",
            "kind": "share",
            "wave": name,
            "status": "ok",
            "n": float(n.sum()),
            "customers": float(size.sum()),
            "value": span,
            "method": "chi-square",
            "statistic": found.statistic,
            "df": found.df,
            "p_value": found.p_value,
            "verdict": "uneven" if uneven else "",
        }


def _bounds_rows(frame: Frame, targets: Sequence[Target], options: AnalysisOptions) -> Iterator[Row]:
    """The figures of `results` with what they can be for everybody; those who left the question out count as the rest.

    The wide bounds take the ends of the interval for the figure: they hold where the customers are themselves a sample.
    """
    if np.isnan(frame.customers).all():
        return
    found = results(frame.tally, targets, options)
    for at, row in enumerate(found.to_dict("records")):
        cell = at % frame.customers.size
        wave, unit = divmod(cell, len(frame.grid.units))
        customers = frame.customers[unit, wave]
        if np.isnan(customers) or not customers:
            continue
        low, high = RANGES[row["kind"]]
        named = ("measure", "kind", "question", "unit", "wave", "n", "n_eff", "value", "lower", "upper", "level")
        own = {name: row[name] for name in (*named, "method", "status")}
        if row["status"] in {"ok", "low-base"}:
            rate = min(row["n"] / customers, 1.0)
            least, most = nonresponse.bounds(np.asarray(row["value"]), rate, low, high)
            ends = np.array([row["lower"], row["upper"]])
            ends = np.where(np.isnan(ends), (low, high), ends)  # a single answer has no interval
            wide_least, wide_most = nonresponse.bounds(ends, rate, low, high)
            own |= {"least": float(least), "most": float(most)}
            own |= {"least_wide": float(wide_least[0]), "most_wide": float(wide_most[1])}
        yield {"part": "bounds", "customers": float(customers), **own}
