"""How near and how sure the share between units is, and the share common to all questions, on surveys of known truth.

Run with ``python -m tests.benchmarks.between`` (``make between``); it writes ``between.md`` beside this file, the same
every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kundnojd.analyses.spread import Subject, Units, alone, family_of
from kundnojd.inference import estimates, ranking, touchpoints
from kundnojd.inference.touchpoints import Sampling

SURVEYS, QUESTION_SURVEYS = 3000, 600
SEED = 20_250_701
Answers = Callable[[np.random.Generator, np.ndarray, int], np.ndarray]


def normal(rng: np.random.Generator, truth: np.ndarray, n: int) -> np.ndarray:
    return rng.normal(truth[:, None], 20.0, (len(truth), n))


def index(rng: np.random.Generator, truth: np.ndarray, n: int) -> np.ndarray:
    """Answers on 1-10 as an index, skewed: a beta distribution with the true mean, rounded at random up or down."""
    share = truth[:, None] / 100
    fine = rng.beta(2.2 * share, 2.2 * (1 - share), (len(truth), n))
    step = 100 / 9
    low = np.floor(100 * fine / step)
    return step * (low + (rng.uniform(size=fine.shape) < 100 * fine / step - low))


def share(rng: np.random.Generator, truth: np.ndarray, n: int) -> np.ndarray:
    return 100.0 * (rng.uniform(size=(len(truth), n)) < truth[:, None] / 100)


def net(rng: np.random.Generator, truth: np.ndarray, n: int) -> np.ndarray:
    """Three in ten are passive."""
    promoters = (0.7 + truth[:, None] / 100) / 2
    draw = rng.uniform(size=(len(truth), n))
    return np.where(draw < promoters, 100.0, np.where(draw < 0.7, -100.0, 0.0))


@dataclass(frozen=True)
class Setting:
    name: str
    kind: str
    answers: Answers
    centre: float
    sd: float  # of an answer within units, about
    ends: tuple[float, float]


SETTINGS = (
    Setting("normal", "mean", normal, 70, 20, (-500, 500)),
    Setting("index", "index", index, 70, 25.6, (3, 97)),
    Setting("NPS", "net", net, 10, 83, (-65, 65)),
    Setting("share 50 %", "share", share, 50, 50, (1, 99)),
    Setting("share 25 %", "share", share, 25, 43, (1, 99)),
    Setting("share 12 %", "share", share, 12, 32.5, (1, 99)),
)
SIZES: dict[str, Callable[[int], np.ndarray]] = {
    "even": lambda units: np.full(units, 40),
    "uneven": lambda units: np.round(np.geomspace(8, 200, units)).astype(int),
}


def true_levels(rng: np.random.Generator, setting: Setting, icc: float, shape: tuple[int, ...]) -> np.ndarray:
    tau = setting.sd * np.sqrt(icc / (1 - icc))
    return np.clip(rng.normal(setting.centre, tau, shape), *setting.ends)


def truth_of(rng: np.random.Generator, setting: Setting, icc: float) -> tuple[float, float]:
    """The share between units and the standard deviation between them, as they come out after clipping."""
    levels = true_levels(rng, setting, icc, (4000,))
    within = setting.answers(rng, levels, 400).var(axis=1, ddof=1).mean()
    many = true_levels(rng, setting, icc, (400_000,)).var()
    return float(many / (many + within)), float(np.sqrt(many))


def units_of(answers: np.ndarray, n: np.ndarray) -> Units:
    asked = np.arange(answers.shape[1]) < n[:, None]
    first, second = (answers * asked).sum(axis=1), (answers**2 * asked).sum(axis=1)
    cells = estimates.of(np.stack([n, n, n, first, second, first, second], axis=1).astype(float))
    names = tuple(map(str, range(len(n))))
    return Units(names, cells.n, cells.n_eff, cells.mean, ranking.pooled_variance(cells.se, cells.n_eff))


def shares_row(rng: np.random.Generator, setting: Setting, units: int, icc: float, sizes: str) -> str:
    true, tau = truth_of(rng, setting, icc)
    subject = Subject("", setting.kind, "", "", 1)
    seen = []
    for _ in range(SURVEYS):
        n = rng.permutation(SIZES[sizes](units))
        levels = true_levels(rng, setting, icc, (units,))
        own = family_of(subject, units_of(setting.answers(rng, levels, int(n.max())), n), 50.0, 0.95)
        one = alone(own)
        held = [own.icc.lower <= 100 * true <= own.icc.upper, own.tau.lower <= tau <= own.tau.upper]
        verdict = one.verdict if one is not None else ""
        called = [verdict != "none", verdict == "sure"]
        seen.append([own.icc.value / 100, *held, own.icc.upper - own.icc.lower, *called])
    value, in_share, in_tau, width, perhaps, surely = np.mean(np.array(seen, dtype=float), axis=0)
    cells = [setting.name, f"{units}", sizes, f"{true:.3f}", f"{value - true:+.3f}", f"{in_share:.3f}", f"{in_tau:.3f}"]
    return "| " + " | ".join([*cells, f"{width:.1f}", f"{perhaps:.3f}", f"{surely:.3f}"]) + " |"


def common_row(rng: np.random.Generator, units: int, items: int, common: float, reliability: float) -> str:
    """Units of 8 to 200 respondents, who answer with a level of their own; items that vary unlike between units."""
    seen = []
    unlike = np.linspace(0.5, 1.5, items)
    unlike /= np.sqrt(np.mean(unlike**2))
    for _ in range(QUESTION_SURVEYS):
        n = rng.permutation(SIZES["uneven"](units))
        total = reliability / (1 - reliability) * 400 * np.mean(1 / n)
        unit = rng.normal(0, np.sqrt(common * total), (units, 1))
        levels = unit + rng.normal(0, np.sqrt((1 - common) * total), (units, items)) * unlike
        means, within = np.empty((units, items)), np.zeros((items, items))
        for k, size in enumerate(n):
            y = levels[k] + rng.normal(0, np.sqrt(180), (size, 1)) + rng.normal(0, np.sqrt(220), (size, items))
            means[k] = y.mean(axis=0)
            within += (y - means[k]).T @ (y - means[k])
        shares = np.broadcast_to(1 / n[:, None, None], (units, items, items))
        sampling = Sampling(within / (n.sum() - units), shares)
        found = touchpoints.components(touchpoints.between_matrix(means, sampling), means, sampling).common
        low, high = touchpoints.common_interval(means, sampling, 0.95)
        seen.append([found, low - 1e-9 <= common <= high + 1e-9, high - low])
    value, held, width = np.nanmean(np.array(seen, dtype=float), axis=0)
    cells = [f"{units}", f"{items}", f"{reliability:.1f}", f"{common:.1f}", f"{value - common:+.3f}", f"{held:.3f}"]
    return "| " + " | ".join([*cells, f"{100 * width:.0f}"]) + " |"


HEAD = f"""# Between units, simulated

`make between` writes this (`python -m tests.benchmarks.between`, seed {SEED}); everything goes through
`kundnojd.analyses.spread` and `kundnojd.inference.touchpoints`, with the spread within units estimated from answers.

## The share of the variation between units

{SURVEYS} surveys a row: units with normal true levels, 40 answers each (even) or 8 to 200 (uneven); answers that are
normal, on 1-10 (skewed, as an index), promoters, passives and detractors, yes or no.

- ICC: the true share of the variance of single answers that lies between units, as a part of 1; bias: of its estimate.
- held: 95 % intervals that hold the true ICC, and the true standard deviation between units (tau); width: of the
  interval of the ICC, in per cent.
- perhaps: surveys in which one unit is said to stand out, at least perhaps, though all come from one normal
  distribution; surely: those in which it is said without that.

The interval of a share under 20 or over 80 % can be too short, the more so the more units differ, and it is said.

| answers | units | sizes | ICC | bias | held ICC | held tau | width | perhaps | surely |
|---|---|---|---|---|---|---|---|---|---|
"""
COMMON = f"""
## The share common to all questions

{QUESTION_SURVEYS} surveys a row: units of 8 to 200 respondents who answer all questions, each with a level of their
own; questions of which the last varies three times as much between units as the first.

- reliability: of the values of a question that are seen between units, the part that is more than chance.
- common: the true share of what lies between units that is common to all questions, as a part of 1; bias, held: 95 %
  intervals that hold it; width: in per cent.

| units | questions | reliability | common | bias | held | width |
|---|---|---|---|---|---|---|
"""


def table() -> str:
    rng = np.random.default_rng(SEED)
    shares = [
        shares_row(rng, setting, units, icc, sizes)
        for setting in SETTINGS
        for units in (10, 20, 50)
        for icc in (0.03, 0.1)
        for sizes in SIZES
    ]
    common = [
        common_row(rng, units, items, share, reliability)
        for units in (8, 20, 50)
        for items in (4, 10)
        for reliability in (0.5, 0.8)
        for share in (0.3, 0.8)
    ]
    return HEAD + "\n".join(shares) + "\n" + COMMON + "\n".join(common) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("between.md").write_text(table(), encoding="utf-8")
