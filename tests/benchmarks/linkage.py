"""How near the figures of `kundnojd link` come to the truth, on simulated surveys whose truth is known.

Run with ``make linkage``; it writes ``linkage.md`` beside this file, the same every time.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kundnojd.inference import linkage
from kundnojd.inference.linkage_lag import lagged
from kundnojd.inference.linkage_likelihood import reml

SURVEYS = 1000
LAGS = 1000
SEED = 20_251_103
LEAST_N = 5
MEAN_N = (20, 60)  # staff and customers of a unit, about
SPREAD_N = 0.7  # standard deviation of the logarithm
MOST_BIAS, LEAST_COVERED, MOST_COVERED = 0.05, 0.93, 0.995


SLOPE_COLUMNS = ("units", "reliability", "slope", "least squares: bias", "bias", "covered", "width", "told")
SLOPE_HEAD = f"""
## The slope

Points of y per point of x between true levels, by moments with jackknife limits; {SURVEYS:,} pairs of surveys a row.
Bias: median error. Told: no unit left out makes the variance of x nothing.

| {" | ".join(SLOPE_COLUMNS)} |
|{"---|" * len(SLOPE_COLUMNS)}
"""


def sizes(rng: np.random.Generator, shape: tuple[int, ...], mean: float) -> np.ndarray:
    """Answers of units, uneven: of 20 units the largest is some 12 times the smallest."""
    return np.maximum(np.round(mean * np.exp(rng.normal(0, SPREAD_N, shape) - SPREAD_N**2 / 2)), LEAST_N)


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.standard_normal(shape)


def heavy(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Levels with odd units: Student's t on 3 degrees of freedom, both sides of a unit odd at once; variance 1."""
    tails = np.sqrt(rng.chisquare(3, (*shape[:-1], 1)) / 3)
    return rng.standard_normal(shape) / tails / np.sqrt(3)


def surveyed(
    rng: np.random.Generator, truth: np.ndarray, n: np.ndarray, reliability: float
) -> tuple[np.ndarray, np.ndarray]:
    """The means of units and their variances as they are estimated: pooled within units, over n."""
    within = (1 - reliability) / reliability / np.mean(1 / n)
    free = n.sum() - len(n)
    return rng.normal(truth, np.sqrt(within / n)), within * rng.chisquare(free) / free / n


def pairs(rng: np.random.Generator, units: int, reliability: float, rho: float, draw=normal) -> linkage.Pairs:
    """A staff and a customer survey of the same units, true levels with variance 1 and correlation rho."""
    levels = draw(rng, (units, 2))
    truth = levels[:, 0], rho * levels[:, 0] + np.sqrt(1 - rho**2) * levels[:, 1]
    (x, vx), (y, vy) = (
        surveyed(rng, true, sizes(rng, (units,), mean), reliability) for true, mean in zip(truth, MEAN_N, strict=True)
    )
    return linkage.Pairs(x, y, vx, vy)


def row(rng: np.random.Generator, units: int, reliability: float, rho: float, draw=normal) -> str:
    """A line of the table: what became of many pairs of surveys."""
    found = []
    for _ in range(SURVEYS):
        one = pairs(rng, units, reliability, rho, draw)
        plain, moments, likely = linkage.seen(one, 0.95), linkage.closed(one, 0.95), reml(one, 0.95)
        firm = min(moments.reliability_x, moments.reliability_y) >= linkage.LEAST_RELIABILITY
        held = [end.lower <= rho <= end.upper for end in (plain, moments, likely)]
        found.append([plain.r, moments.rho, likely.rho, *held, likely.upper - likely.lower, abs(likely.rho) == 1, firm])
    r, closed, best, *rest = np.array(found, dtype=float).T
    covered_r, covered_closed, covered, width, edge, firm = (part.mean() for part in rest)
    bias = best.mean() - rho
    cells = [
        "normal" if draw is normal else "odd units",
        str(units),
        f"{reliability:.1f}",
        f"{rho:.1f}",
        f"{r.mean() - rho:.2f}",
        f"{covered_r:.3f}",
        f"{np.nanmean(closed) - rho:.2f}",
        f"{covered_closed:.3f}",
        marked(f"{bias:.3f}", abs(bias) > MOST_BIAS),
        f"{np.sqrt(np.mean((best - rho) ** 2)):.2f}",
        marked(f"{covered:.3f}", not LEAST_COVERED <= covered <= MOST_COVERED),
        f"{width:.2f}",
        f"{edge:.3f}",
        f"{firm:.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


def marked(text: str, miss: bool) -> str:
    return f"**{text}**" if miss else text


def lag_row(rng: np.random.Generator, units: int, reliability: float, lead: float) -> str:
    """A line of the table of lags: engagement, satisfaction a wave later, satisfaction before."""
    found = []
    for _ in range(LAGS):
        first = rng.standard_normal(units)
        second = 0.4 * first + np.sqrt(1 - 0.16) * rng.standard_normal(units)
        third = lead * first + 0.6 * second + 0.5 * rng.standard_normal(units)
        size = float(np.sqrt(lead**2 + 0.36 + 2 * 0.4 * 0.6 * lead + 0.25))
        means, variances = zip(
            *(
                surveyed(rng, true, sizes(rng, (units,), mean), reliability)
                for true, mean in ((first, MEAN_N[0]), (second, MEAN_N[1]), (third / size, MEAN_N[1]))
            ),
            strict=True,
        )
        scale = np.array([1, 1, size])
        errors = np.einsum("ui,ij->uij", np.array(variances).T * scale**2, np.eye(3))
        one = lagged(np.array(means).T * scale, errors, 0.95)
        found.append([one.lead - lead, one.uncorrected - lead, one.lower <= lead <= one.upper, one.upper - one.lower])
    biases, raw, held, width = np.array(found, dtype=float).T
    told = ~np.isnan(width)
    cells = [
        str(units),
        f"{reliability:.1f}",
        f"{lead:.1f}",
        f"{raw.mean():.3f}",
        f"{np.nanmedian(biases):.3f}",
        marked(f"{held[told].mean():.3f}", not LEAST_COVERED <= held[told].mean() <= MOST_COVERED),
        f"{np.median(width[told]):.2f}",
        f"{told.mean():.3f}",
    ]
    return "| " + " | ".join(cells) + " |"


COLUMNS = (
    *("true levels", "units", "reliability", "rho", "r: bias", "r: covered", "moments: bias", "moments: covered"),
    *("REML: bias", "RMSE", "covered", "width", "at ±1", "told"),
)
LAG_COLUMNS = ("units", "reliability", "lead", "uncorrected: bias", "bias", "covered", "width", "told")
HEAD = f"""# Correlations between units and their limits, simulated

`make linkage` writes this: {SURVEYS:,} pairs of surveys a row, seed {SEED}. Staff and customers of each unit are
drawn apart, about {MEAN_N[0]} and {MEAN_N[1]} of a unit, uneven; the sampling variances are estimated within the units,
as `kundnojd link` does. True levels are normal, but for the odd units: Student's t on 3 degrees of freedom.

- r: Pearson's correlation of the figures as they are, with Fisher's interval, read as the correlation of true levels.
- moments: the closed form (correction for attenuation); where it has an estimate at all.
- REML: what `kundnojd link` prints. Covered: the 95 % profile interval holds the truth. At ±1: the estimate
  lies there.
- told: both reliabilities are estimated at {linkage.LEAST_RELIABILITY} or more; else the command gives limits alone.

Wanted for 20 units and more: bias at most {MOST_BIAS}, covered {LEAST_COVERED} to {MOST_COVERED}. **Bold** misses that.
Chance alone moves a bias by {{chance}} at reliability 0.5 and 20 units, and a coverage by 0.007 (one standard error).

| {" | ".join(COLUMNS)} |
|{"---|" * len(COLUMNS)}
"""
LAG_HEAD = f"""
## A wave later

Satisfaction later = lead × engagement + 0.6 × satisfaction before + noise, as differences between units;
{LAGS:,} surveys a row. Uncorrected: least squares on the figures as they are. Bias: median error with the sampling
errors taken out. Told: there is an estimate.

| {" | ".join(LAG_COLUMNS)} |
|{"---|" * len(LAG_COLUMNS)}
"""


def slope_row(rng: np.random.Generator, units: int, reliability: float, slope: float) -> str:
    """A line of the table of slopes: points of satisfaction per point of engagement between true levels."""
    found = []
    for _ in range(SURVEYS):
        one = pairs(rng, units, reliability, slope)
        _, lower, upper = linkage.slope_limits(one, 0.95)
        moments, plain = linkage.closed(one, 0.95).slope - slope, linkage.seen(one, 0.95).slope - slope
        found.append([plain, moments, lower <= slope <= upper, upper - lower])
    plain, biases, held, width = np.array(found, dtype=float).T
    told = ~np.isnan(width)
    cells = [
        str(units),
        f"{reliability:.1f}",
        f"{slope:.1f}",
        f"{plain.mean():.3f}",
        f"{np.median(biases[told]):.3f}",
        marked(f"{held[told].mean():.3f}", not LEAST_COVERED <= held[told].mean() <= MOST_COVERED),
        f"{np.median(width[told]):.2f}",
        f"{told.mean():.3f}",
    ]
    return "| " + " | ".join(cells) + " |"


def slopes() -> str:
    """The table of slopes, with random numbers of its own."""
    rng = np.random.default_rng(SEED + 1)
    lines = [
        slope_row(rng, units, reliability, slope)
        for units in (20, 50)
        for reliability in (0.7, 0.9)
        for slope in (0.0, 0.3, 0.6)
    ]
    return SLOPE_HEAD + "\n".join(lines) + "\n"


def table() -> str:
    rng = np.random.default_rng(SEED)
    lines = [
        row(rng, units, reliability, rho)
        for units in (20, 30, 50)
        for reliability in (0.5, 0.7, 0.9)
        for rho in (0.0, 0.3, 0.6)
    ]
    lines += [row(rng, units, 0.7, 0.3) for units in (8, 12)]
    lines += [row(rng, units, 0.7, 0.3, heavy) for units in (20, 50)]
    lags = [
        lag_row(rng, units, reliability, lead)
        for units in (20, 50)
        for reliability in (0.7, 0.9)
        for lead in (0.0, 0.3)
    ]
    head = HEAD.replace("{chance}", f"{0.52 / np.sqrt(SURVEYS):.3f}")
    return head + "\n".join(lines) + "\n" + LAG_HEAD + "\n".join(lags) + "\n" + slopes()


if __name__ == "__main__":
    Path(__file__).with_name("linkage.md").write_text(table(), encoding="utf-8")
