"""How often the simultaneous intervals of four groups and the interval of the cost of problems hold: simulated.

``python -m tests.benchmarks.customers`` writes ``customers.md``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kundnojd.inference import estimates
from kundnojd.inference.attributable import loss
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.simultaneous import goodman

SEED, SAMPLES, LEVEL = 20271, 20_000, 0.95
TARGET = Path(__file__).with_name("customers.md")
FOUR = {"as in the tenant survey": (0.35, 0.18, 0.08, 0.39), "one rare": (0.50, 0.32, 0.02, 0.16), "even": (0.25,) * 4}
# Share with a problem, satisfied without and with one.
COSTS = {"a fifth": (0.20, 0.80, 0.52), "a third": (0.36, 0.77, 0.58), "few, little": (0.12, 0.83, 0.76)}
SIZES = (50, 100, 300, 1000)


def shares(parts: np.ndarray, n: np.ndarray) -> Estimates:
    """Estimates of unweighted shares from counts."""
    zero = np.zeros_like(parts, dtype=float)
    n = zero + n
    return estimates.of(np.stack([n, n, n, 100 * parts, 1e4 * parts, 100 * parts, 1e4 * parts], axis=-1))


def held_together(rng: np.random.Generator, truth: tuple[float, ...], n: int) -> float:
    """The part of the samples in which all intervals hold the true share."""
    drawn = rng.multinomial(n, truth, SAMPLES)
    lower, upper = goodman(shares(drawn, np.array(n)), LEVEL, len(truth))
    inside = (lower <= 100 * np.array(truth)) & (100 * np.array(truth) <= upper)
    return float(inside.all(axis=1).mean())


def held_cost(rng: np.random.Generator, truth: tuple[float, float, float], n: int) -> float:
    """The part of the samples with both groups in which the interval holds the true cost."""
    part, without, within = truth
    had = np.clip(rng.binomial(n, part, SAMPLES), 1, n - 1)
    happy, unhappy = rng.binomial(n - had, without), rng.binomial(had, within)
    found = loss(shares(happy, n - had), shares(unhappy, had), shares(had, np.array(n)), LEVEL)
    true = 100 * part * (without - within)
    return float(((found.lower <= true) & (true <= found.upper)).mean())


def table() -> str:
    """The page."""
    rng = np.random.default_rng(SEED)
    lines = [
        "# Loyalty and complaints: how often the intervals hold",
        "",
        f"Simulated with {SAMPLES:,} samples for each cell and seed {SEED}; level 95 %. Written by",
        "`python -m tests.benchmarks.customers`.",
        "",
        "| interval | truth | " + " | ".join(f"n = {n}" for n in SIZES) + " |",
        "|---|---|" + "---|" * len(SIZES),
    ]
    for name, truth in FOUR.items():
        found = [f"{100 * held_together(rng, truth, n):.1f}" for n in SIZES]
        lines.append(f"| goodman, all four | {name} | {' | '.join(found)} |")
    for name, truth in COSTS.items():
        found = [f"{100 * held_cost(rng, truth, n):.1f}" for n in SIZES]
        lines.append(
            f"| cost-of-problems | {name}: {truth[0]:.0%}, {truth[1]:.0%} v {truth[2]:.0%} | {' | '.join(found)} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
