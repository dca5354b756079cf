"""How often 95 % intervals hold the true value: simulated, and written to ``coverage.md`` beside this file.

Run with ``make coverage``. The seed is fixed for each cell, so that the table is the same every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tests.benchmarks.answers import MEASURES, Answers, drawn, of_scales

from kundnojd.analyses.results import INTERVAL_OF
from kundnojd.inference import INTERVALS, estimates
from kundnojd.inference.distributions import t_quantile, z_quantile
from kundnojd.inference.estimates import Estimates

TABLE = Path(__file__).with_suffix(".md")
SIZES = (10, 20, 50, 200)
REPLICATIONS = 40_000
LEVEL = 0.95
AIM = (93.5, 97.0)
SEED = 20_260_101
ENDS = {"mean": (0.0, 100.0), "share": (0.0, 100.0), "net": (-100.0, 100.0)}


@dataclass(frozen=True)
class Cell:
    """One cell of the table; coverages in per cent, mean widths in points."""

    measure: str
    answers: str
    weights: str
    n: int
    coverage: float
    width: float
    plain: float
    plain_width: float

    @property
    def key(self) -> tuple[str, str, str, int]:
        return self.measure, self.answers, self.weights, self.n


def keys() -> list[tuple[str, str, str, int]]:
    """All cells: measure, answers, weights, n."""
    return [
        (measure, answers, weights, n)
        for measure in MEASURES
        for answers in of_scales(measure)
        for weights in ("none", "log-normal")
        for n in SIZES
    ]


def simulated(key: tuple[str, str, str, int], replications: int = REPLICATIONS, seed: int = SEED) -> Cell:
    """A cell of the table from so many samples."""
    measure, name, weights, n = key
    answers = of_scales(measure)[name]
    generator = np.random.default_rng([seed, keys().index(key)])
    low, high = ENDS[answers.kind]
    cells = estimates.of(drawn(answers, (replications,), n, weights != "none", generator), (low, high))
    lower, upper = INTERVALS[INTERVAL_OF[answers.kind]].function(cells, LEVEL, low, high)
    half = _plain(cells, answers)
    plain_lower, plain_upper = np.clip(cells.mean - half, low, high), np.clip(cells.mean + half, low, high)
    return Cell(
        *key,
        _held(lower, upper, answers.mean),
        float(np.mean(upper - lower)),
        _held(plain_lower, plain_upper, answers.mean),
        float(np.mean(plain_upper - plain_lower)),
    )


def _plain(cells: Estimates, answers: Answers) -> np.ndarray:
    """Half the width of Student's t for a mean, and of Wald for a share or a net score, on the effective n."""
    if answers.kind == "mean":
        return np.where(cells.se == 0, 0.0, t_quantile(LEVEL, cells.df) * cells.se)
    return z_quantile(LEVEL) * np.sqrt(np.maximum(cells.square - cells.mean**2, 0) / cells.n_eff)


def _held(lower: np.ndarray, upper: np.ndarray, value: float) -> float:
    return float(100 * np.mean((lower <= value + 1e-9) & (upper >= value - 1e-9)))


def error(coverage: float, replications: int) -> float:
    """The Monte Carlo standard error of a coverage, in percentage points; at least that of one sample in all."""
    part = np.clip(coverage / 100, 1 / replications, 1 - 1 / replications)
    return float(100 * np.sqrt(part * (1 - part) / replications))


def written(cells: list[Cell]) -> str:
    """The table as Markdown."""
    low, high = AIM
    under, over = [c for c in cells if c.coverage < low], [c for c in cells if c.coverage > high]
    plain = [c for c in cells if not low <= c.plain <= high]
    lines = [
        "# Coverage of the 95 % intervals",
        "",
        f"Written by `make coverage`: {REPLICATIONS:,} samples in each cell, seed {SEED}; the Monte Carlo standard",
        f"error of a coverage of 95 % is {error(95, REPLICATIONS):.2f} percentage points. Answers and weights are",
        "those of `answers.py`: weights are log-normal and independent of the answers, with a design effect of about",
        "1.4. The widths are means, in points. Beside the interval that `kundnojd` prints stands the plain one:",
        "Student's t for an index, Wald for shares and NPS, both on the effective n.",
        "",
        f"The aim is {low} to {high} %. Of {len(cells)} cells {len(cells) - len(under) - len(over)} are within it.",
        f"{len(under)} are under it (the lowest is {min(c.coverage for c in cells):.1f} %), marked `<`;",
        f"{len(over)} are over it (the highest is {max(c.coverage for c in cells):.1f} %), marked `>`.",
        f"Of the plain intervals {len(plain)} are outside (from {min(c.plain for c in cells):.1f} %).",
    ]
    for measure in MEASURES:
        own = [cell for cell in cells if cell.measure == measure]
        method = INTERVAL_OF[of_scales(measure)["even"].kind]
        beside = "t" if method == INTERVAL_OF["mean"] else "Wald"
        lines += [
            "",
            f"## {measure}: `{method}`",
            "",
            f"| answers | weights | n | coverage | | width | {beside} | width |",
            "|---|---|--:|--:|---|--:|--:|--:|",
        ]
        for c in own:
            mark = "<" if c.coverage < low else ">" if c.coverage > high else ""
            numbers = f"{c.coverage:.2f} | {mark} | {c.width:.1f} | {c.plain:.2f} | {c.plain_width:.1f}"
            lines.append(f"| {c.answers} | {c.weights} | {c.n} | {numbers} |")
    return "\n".join([*lines, ""])


def read() -> list[Cell]:
    """The cells of the table as it is stored."""
    cells, measure = [], ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            measure = line[3:].rpartition(": ")[0]
        parts = [part.strip() for part in line.strip("|").split("|")]
        if len(parts) == 8 and parts[2].isdecimal():
            answers, weights, n, coverage, _, width, plain, plain_width = parts
            cells.append(Cell(measure, answers, weights, int(n), *map(float, (coverage, width, plain, plain_width))))
    return cells


if __name__ == "__main__":
    TABLE.write_text(written([simulated(key) for key in keys()]), encoding="utf-8")
