"""How often the interval of a unit's visits holds its true score, on simulated rounds of visits.

Run with ``python -m tests.benchmarks.checklist`` (``make checklist-coverage``); it writes ``checklist.md`` beside this
file, the same every time.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.special import stdtrit

from kundnojd.inference.visits import effective_number, wilson, within_visit_correlation

ROUNDS = 20_000
SURVEYS = 1_500
SEED = 20_251_108
ITEMS = 15
LEVEL = 0.95


def fulfilled(rng: np.random.Generator, truth: np.ndarray, visits: int, rho: float) -> np.ndarray:
    """The scores of visits (..., visits), 0 to 1: beta-binomial, so that the conditions of a visit correlate by rho."""
    spread = 1 / rho - 1
    own = rng.beta(truth[..., None] * spread, (1 - truth[..., None]) * spread, (*truth.shape, visits))
    return rng.binomial(ITEMS, own) / ITEMS


def one_unit(rng: np.random.Generator, truth: float, visits: int, rho: float) -> list[str]:
    """Coverage and width of three intervals of a single unit, the correlation known."""
    scores = fulfilled(rng, np.full(ROUNDS, truth), visits, rho)
    mean, sd = scores.mean(axis=1), scores.std(axis=1, ddof=1)
    half = stdtrit(visits - 1, 0.5 + LEVEL / 2) * sd / np.sqrt(visits)
    pooled = wilson(mean, np.full(ROUNDS, ITEMS * visits), LEVEL)
    effective = wilson(mean, np.full(ROUNDS, effective_number(ITEMS, visits, rho)), LEVEL)
    found = []
    for lower, upper in (pooled, (mean - half, mean + half), effective):
        held = (lower <= truth) & (truth <= upper)
        found.append(f"{held.mean():.3f} ({(upper - lower).mean():.2f})")
    return found


def many_units(rng: np.random.Generator, units: int, visits: int, rho: float) -> list[str]:
    """Coverage over the units of many surveys, the correlation estimated from all units of each; true scores vary."""
    truths = np.clip(rng.normal(0.8, 0.07, (SURVEYS, units)), 0.5, 0.97)
    scores = fulfilled(rng, truths, visits, rho)
    held, found = [], []
    for truth, own in zip(truths, scores, strict=True):
        mean = own.mean(axis=1)
        estimated = within_visit_correlation(mean, own.var(axis=1, ddof=1), np.full(units, visits), ITEMS)
        found.append(estimated)
        lower, upper = wilson(mean, effective_number(ITEMS, visits, estimated), LEVEL)
        held.append(((lower <= truth) & (truth <= upper)).mean())
    return [f"{np.mean(found):.2f}", f"{np.mean(held):.3f}"]


HEAD = f"""# Intervals of visit scores, simulated

`make checklist-coverage` writes this: visits of {ITEMS} conditions that correlate within a visit (beta-binomial),
nominal {LEVEL:.0%} intervals, seed {SEED}.

## One unit, the correlation known

{ROUNDS:,} rounds a row; how often the interval holds the true score, and in brackets how wide it is (of 1). *Pooled*:
all conditions of all visits as if independent, Wilson. *t*: Student's on the scores of the visits. *Effective*: Wilson
with I m / (1 + (I - 1) rho), which is what `kundnojd checklist` prints.

| true score | correlation | visits | pooled | t | effective |
|---|---|---|---|---|---|
"""
SECOND = f"""
## Many units, the correlation estimated from all of them

{SURVEYS:,} surveys a row, true scores around 0.80; the mean of the estimated correlations, and how often the interval
of a unit (effective) holds its true score.

| units | visits each | correlation | estimated | effective |
|---|---|---|---|---|
"""


def table() -> str:
    rng = np.random.default_rng(SEED)
    first = [
        f"| {truth:.1f} | {rho:.1f} | {visits} | {' | '.join(one_unit(rng, truth, visits, rho))} |\n"
        for truth in (0.8, 0.9)
        for rho in (0.2,)
        for visits in (2, 3, 4, 8)
    ]
    second = [
        f"| {units} | {visits} | {rho:.1f} | {' | '.join(many_units(rng, units, visits, rho))} |\n"
        for units, visits in ((10, 2), (10, 4), (20, 2), (20, 4))
        for rho in (0.1, 0.2, 0.4)
    ]
    return HEAD + "".join(first) + SECOND + "".join(second)


if __name__ == "__main__":
    Path(__file__).with_name("checklist.md").write_text(table(), encoding="utf-8")
