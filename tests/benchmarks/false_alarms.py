"""How often units are called different that are not: simulated, and written to ``false_alarms.md`` beside this file.

Surveys of 40 units, each tested against the rest and against its own wave before, corrected by Benjamini-Hochberg. In
half of the runs all units are equal; in the others 8 are moved by 0.3 standard deviations, 4 up and 4 down, so that the
rest of the other 32 is still like themselves. Run with ``make false-alarms``; the seed is fixed for each row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from tests.benchmarks.answers import Answers, drawn, of_scales

from kundnojd.inference import ADJUSTMENTS, TESTS, estimates
from kundnojd.inference.distributions import t_p_value, z_p_value
from kundnojd.inference.estimates import Estimates

TABLE = Path(__file__).with_suffix(".md")
SIZES = (30, 50, 200)
SURVEYS = 4_000
UNITS, DIFFERENT = 40, 8
MOVED = 0.3  # standard deviations
ALPHA = 0.05
SEED = 20_260_102
MEASURES = ("NKI of three questions on 1-10", "top box, 9-10 of 1-10", "NPS")
ENDS = {"mean": (0.0, 100.0), "share": (0.0, 100.0), "net": (-100.0, 100.0)}

Key = tuple[str, str, str, int]


@dataclass(frozen=True)
class Rates:
    """Of one test in one setting, in per cent: surveys of equal units with any unit called; with 8 units different, the
    share of false among the called (and its standard error) and the share of the different units that is called.
    """

    any_called: float
    false: float
    false_error: float
    found: float


@dataclass(frozen=True)
class Found:
    """One row of the table: the test of `kundnojd` and the usual one."""

    key: Key
    comparison: str
    ours: Rates
    usual: Rates


def keys() -> list[Key]:
    """All settings: measure, answers, weights, n of each unit."""
    return list(product(MEASURES, ("usual", "skewed"), ("none", "log-normal"), SIZES))


def simulated(key: Key, surveys: int = SURVEYS, seed: int = SEED) -> list[Found]:
    """The rows of a setting, from so many surveys: against the rest and against the wave before."""
    measure, name, weights, n = key
    answers = of_scales(measure)[name]
    generator = np.random.default_rng([seed, keys().index(key)])

    def units(of: Answers, count: int) -> np.ndarray:
        return drawn(of, (surveys, count), n, weights != "none", generator)

    equal, before = units(answers, UNITS), units(answers, UNITS)
    moved = [units(answers.moved(sign * MOVED * answers.sd), DIFFERENT // 2) for sign in (1, -1)]
    some = np.concatenate([*moved, equal[:, DIFFERENT:]], axis=1)
    comparisons = {
        "rest": [(now, now.sum(axis=1, keepdims=True) - now) for now in (equal, some)],
        "previous": [(equal, before), (some, before)],
    }
    rows = []
    for comparison, pairs in comparisons.items():
        groups = [tuple(estimates.of(part, ENDS[answers.kind]) for part in pair) for pair in pairs]
        test = TESTS[f"{answers.kind}-{'rest' if comparison == 'rest' else 'wave'}"].function
        ours = [test(a, b, 0.95) for a, b in groups]
        signs = np.sign(ours[1].difference)
        rows.append(
            Found(
                key,
                comparison,
                _rates([each.p_value for each in ours], signs),
                _rates([USUAL[answers.kind](a, b) for a, b in groups], signs),
            )
        )
    return rows


def _rates(p_values: list[np.ndarray], signs: np.ndarray) -> Rates:
    adjust = ADJUSTMENTS["bh"].function
    equal, some = (np.array([adjust(row) < ALPHA for row in np.broadcast_to(p, signs.shape)]) for p in p_values)
    half = DIFFERENT // 2
    right = np.concatenate([np.ones(half), -np.ones(half), np.zeros(UNITS - DIFFERENT)])
    true = some & (signs == right)
    part = (some & ~true).sum(axis=1) / np.maximum(some.sum(axis=1), 1)
    return Rates(
        100 * float(equal.any(axis=1).mean()),
        100 * float(part.mean()),
        100 * float(part.std() / np.sqrt(len(part))),
        100 * float(true.sum() / (DIFFERENT * len(true))),
    )


def welch(a: Estimates, b: Estimates) -> np.ndarray:
    """The usual test of means: Welch's t."""
    with np.errstate(divide="ignore", invalid="ignore"):
        square = a.se**2 + b.se**2
        df = square**2 / (np.where(a.se > 0, a.se**4 / a.df, 0) + np.where(b.se > 0, b.se**4 / b.df, 0))
        p_value = t_p_value((a.mean - b.mean) / np.sqrt(square), df)
    return np.where(square > 0, p_value, np.where(np.abs(a.mean - b.mean) < 1e-9, 1.0, 0.0))


def unpooled_z(a: Estimates, b: Estimates) -> np.ndarray:
    """The usual test of net scores: z with the variances of both apart."""
    square = sum(np.maximum(one.square - one.mean**2, 0) / one.n_eff for one in (a, b))
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = z_p_value((a.mean - b.mean) / np.sqrt(square))
    return np.where(square > 0, p_value, np.where(np.abs(a.mean - b.mean) < 1e-9, 1.0, 0.0))


def pooled_z(a: Estimates, b: Estimates) -> np.ndarray:
    """The usual test of shares: z with the pooled share."""
    p = (a.n_eff * a.mean + b.n_eff * b.mean) / (a.n_eff + b.n_eff)
    square = p * (100 - p) * (1 / a.n_eff + 1 / b.n_eff)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(square > 1e-9, z_p_value((a.mean - b.mean) / np.sqrt(square)), 1.0)


USUAL = {"mean": welch, "share": pooled_z, "net": unpooled_z}


def bound(surveys: int) -> float:
    """What the share of surveys with any unit called may be, in per cent: 5 and two Monte Carlo errors."""
    return 100 * (ALPHA + 2 * float(np.sqrt(ALPHA * (1 - ALPHA) / surveys)))


def holds(rates: Rates, surveys: int) -> bool:
    """Whether both the false alarms and the share of false among the called are within what is allowed."""
    return rates.any_called <= bound(surveys) and rates.false <= 100 * ALPHA + 2 * rates.false_error


def written(found: list[Found]) -> str:
    """The table as Markdown."""
    most, worst = max(f.ours.any_called for f in found), max(f.ours.false for f in found)
    lines = [
        "# False alarms of the tests",
        "",
        f"Written by `make false-alarms`: {SURVEYS:,} surveys of {UNITS} units in each row, seed {SEED}, corrected by",
        "Benjamini-Hochberg. *Any called*: per cent of the surveys of equal units in which any unit is called",
        f"different; at most 5 % and two Monte Carlo errors, {bound(SURVEYS):.2f} %. Then {DIFFERENT} units are moved",
        f"by {MOVED} standard deviations, 4 up and 4 down: *false* is the mean share of false among the called,",
        "allowed likewise, and *found* how many of the moved are called, the right way. Answers and weights are those",
        "of `answers.py`; n is that of each unit and wave. Beside the test of `kundnojd` stands the usual one: Welch's",
        "t for NKI, z with the pooled share for top box, z with separate variances for NPS.",
        "",
        f"Of {len(found)} rows {sum(holds(f.ours, SURVEYS) for f in found)} hold: any called up to {most:.1f} %, false",
        f"up to {worst:.1f} %. With the usual tests {sum(holds(f.usual, SURVEYS) for f in found)} hold: up to",
        f"{max(f.usual.any_called for f in found):.1f} % and {max(f.usual.false for f in found):.1f} %.",
        "What does not hold is marked `!`.",
    ]
    for measure in MEASURES:
        lines += [
            "",
            f"## {measure}",
            "",
            "| answers | weights | n | against | any called | false | found | | usual: any called | false | found | |",
            "|---|---|--:|---|--:|--:|--:|---|--:|--:|--:|---|",
        ]
        for f in found:
            if f.key[0] == measure:
                _, answers, weights, n = f.key
                parts = [
                    f"{r.any_called:.2f} | {r.false:.2f} | {r.found:.1f} | {'' if holds(r, SURVEYS) else '!'}"
                    for r in (f.ours, f.usual)
                ]
                lines.append(f"| {answers} | {weights} | {n} | {f.comparison} | {' | '.join(parts)} |")
    return "\n".join([*lines, ""])


def read() -> dict[tuple[str, str, str, int, str], tuple[float, float, float]]:
    """Any called, false and found of our tests as stored, by setting and comparison."""
    rows, measure = {}, ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        measure = line[3:] if line.startswith("## ") else measure
        parts = [part.strip() for part in line.strip("|").split("|")]
        if len(parts) == 12 and parts[2].isdecimal():
            answers, weights, n, comparison, *figures = parts
            rows[measure, answers, weights, int(n), comparison] = tuple(map(float, figures[:3]))
    return rows


if __name__ == "__main__":
    TABLE.write_text(written([row for key in keys() for row in simulated(key)]), encoding="utf-8")
