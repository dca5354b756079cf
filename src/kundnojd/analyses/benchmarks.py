"""Own figures beside published ones: a difference with its interval where the others' error is known, else no verdict.

A figure of others has an error too. Where it is known (a margin, or a number of answers), the difference is tested as
against a benchmark of ``survey.toml``. Where it is not, all that can be said is whether it lies inside one's own
interval, and that is no verdict of better or worse.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kundnojd.analyses.comparisons import AnalysisOptions, Estimate, compare, enough
from kundnojd.analyses.disclosure import LOW_BASE, Protection
from kundnojd.analyses.results import INTERVAL_OF, estimated
from kundnojd.analyses.targets_met import Goal, benchmark_of, with_own_spread
from kundnojd.inference import ADJUSTMENTS, INTERVALS, TARGET_TESTS
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.known_values import known
from kundnojd.measures.published import Published, cautions
from kundnojd.measures.targets import Target
from kundnojd.tally.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.analyses.designs import SampleDesign

COLUMNS = (
    *(
        "measure",
        "kind",
        "question",
        "wave",
        "n",
        "n_eff",
        "value",
        "se",
        "lower",
        "upper",
        "level",
        "method",
        "status",
    ),
    *("id", "name", "publisher", "year", "benchmark", "benchmark_n", "benchmark_se", "statistic", "of"),
    *("difference", "difference_lower", "difference_upper", "p", "p_adjusted", "verdict", "cautions", "note"),
    *("scale", "source"),
)
# The first three know the error of both sides; the next three know one's own only, and say where the other figure lies.
VERDICTS = ("higher", "lower", "level", "inside-own", "above-own", "below-own", "too-few")


@dataclass(frozen=True)
class Held:
    """One figure of one's own with those it is held beside."""

    target: Target
    benchmarks: tuple[Published, ...]


def beside(
    tally: Tally,
    held: Sequence[Held],
    options: AnalysisOptions,
    plan: Protection,
    as_of: datetime.date,
    design: SampleDesign | None = None,
) -> pd.DataFrame:
    """The frame with the columns `COLUMNS`: a row for each figure of the whole in the newest wave and each benchmark.

    ``verdict``: higher, lower or level where both errors are known, by the adjusted p of all benchmarks of the figure;
    where only one's own is, whether the benchmark lies inside, above or below one's own interval (``inside-own`` and so
    on); too-few under 30 answers. ``benchmark_se`` is NaN where it is not known. A hidden figure keeps its rows,
    without numbers of its own. ``cautions`` are keys joined by blanks, at the day ``as_of``.
    """
    import pandas as pd

    waves = plan.grid.waves
    rows: list[dict[str, Any]] = []
    for one in held:
        (estimate,) = estimated(tally, [one.target], plan, design)
        rows += _rows(one, estimate, waves[-1] if waves else "", options, as_of)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    held: Held, estimate: Estimate, wave: str, options: AnalysisOptions, as_of: datetime.date
) -> list[dict[str, Any]]:
    target = held.target
    count = len(held.benchmarks)
    goals = [benchmark_of(one.settings(target.measure)) for one in held.benchmarks]
    # The same cell once for each benchmark.
    cells = estimate.cells[np.zeros(count, dtype=int), np.full(count, -1)]
    hidden = bool(estimate.hidden[0, -1])
    own = _own(cells[:1], estimate.test, options.level, hidden=hidden)
    judged = judge(cells, estimate.test, goals, options)
    found = []
    for k, (one, goal) in enumerate(zip(held.benchmarks, goals, strict=True)):
        row: dict[str, Any] = {
            "measure": target.measure,
            "kind": target.kind,
            "question": target.question,
            "wave": wave,
        }
        row |= own | {"level": options.level}
        row |= {"id": one.id, "name": one.name, "publisher": one.publisher, "benchmark": one.value}
        row |= {"year": _float(one.year), "of": _float(one.of)}
        row |= {"benchmark_n": goal.n if np.isfinite(goal.n) else np.nan, "statistic": one.statistic}
        if not hidden:
            row |= {name: values[k] for name, values in judged.items()}
        row |= {"cautions": " ".join(cautions(one, as_of)), "note": one.note, "scale": one.scale, "source": one.source}
        found.append(row)
    return found


def _float(number: int | None) -> float:
    return np.nan if number is None else float(number)


def _own(cell: Estimates, test: str, level: float, *, hidden: bool) -> dict[str, Any]:
    method = INTERVAL_OF[test] if np.isfinite(cell.ends).all() else "t"
    n = float(cell.n[0])
    status = "hidden" if hidden else "empty" if not n else "low-base" if n < LOW_BASE else "ok"
    if status in ("hidden", "empty"):
        return {"status": status, "method": method}
    lower, upper = INTERVALS[method].function(cell, level, *cell.ends)
    figures = {"n": cell.n, "n_eff": cell.n_eff, "value": cell.mean, "se": cell.se, "lower": lower, "upper": upper}
    return {name: float(values[0]) for name, values in figures.items()} | {"status": status, "method": method}


def judge(cells: Estimates, test: str, goals: Sequence[Goal], options: AnalysisOptions) -> dict[str, Any]:
    """What to say of B cells against B goals: arrays of shape (B,) by the names of the columns.

    Benchmarks with an error are one family for the adjustment. An interval against one without error is one's own.
    """
    value, se, df, n = (
        np.array([getattr(goal, name) for goal in goals], dtype=float) for name in ("value", "se", "df", "n")
    )
    se = with_own_spread(se, n, cells)
    against = known(value, se, df, n)
    usable = (cells.n > 0) & ~np.isnan(value)
    difference = compare(TARGET_TESTS[f"{test}-target"].function, cells, against, usable, options.level)
    is_known = se > 0
    tested = enough(usable, cells, against)
    family = tested & is_known
    adjusted = np.full(len(goals), np.nan)
    adjusted[family] = ADJUSTMENTS[options.adjust].function(difference.p_value[family])
    called = family & (adjusted < 1 - options.level)
    sign = np.sign(difference.difference)
    verdict = np.select(
        [
            ~tested,
            called & (sign > 0),
            called & (sign < 0),
            is_known,
            difference.lower > 0,
            difference.upper < 0,
        ],
        ["too-few", "higher", "lower", "level", "below-own", "above-own"],
        "inside-own",
    ).astype(object)
    return {
        "benchmark_se": np.where(is_known, se, np.nan),
        "difference": difference.difference,
        "difference_lower": difference.lower,
        "difference_upper": difference.upper,
        "p": np.where(family, difference.p_value, np.nan),
        "p_adjusted": adjusted,
        "verdict": verdict,
    }
