"""How often rank intervals and shrunken values are right, on simulated surveys whose truth is known.

Run with ``python -m tests.benchmarks.ranking``; it writes ``ranking.md`` beside this file, the same every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from kundnojd.analyses.ranking import RankOptions, rank
from kundnojd.analyses.results import INTERVAL_OF
from kundnojd.inference import estimates, sums

SURVEYS = 400
SEED = 20_250_601
Answers = Callable[[np.random.Generator, np.ndarray, int], np.ndarray]


def indices(rng: np.random.Generator, truth: np.ndarray, n: int) -> np.ndarray:
    """Answers on 1-10 as an index, skewed: rounded draws of a beta distribution with the true mean."""
    share = truth[:, None] / 100
    fine = rng.beta(2.2 * share, 2.2 * (1 - share), (len(truth), n))
    step = 100 / 9
    # Rounded at random up or down, so that the mean stays what it is.
    low = np.floor(100 * fine / step)
    return step * (low + (rng.uniform(size=fine.shape) < 100 * fine / step - low))


def shares(rng: np.random.Generator, truth: np.ndarray, n: int) -> np.ndarray:
    return 100.0 * (rng.uniform(size=(len(truth), n)) < truth[:, None] / 100)


def nets(rng: np.random.Generator, truth: np.ndarray, n: int) -> np.ndarray:
    """Three in ten are passive."""
    promoters = (0.7 + truth[:, None] / 100) / 2
    draw = rng.uniform(size=(len(truth), n))
    return np.where(draw < promoters, 100.0, np.where(draw < 0.7, -100.0, 0.0))


@dataclass(frozen=True)
class Setting:
    name: str
    test: str
    kind: str
    answers: Answers
    centre: float
    sd: float  # of one answer, about


SETTINGS = (
    Setting("index", "mean", "index", indices, 70, 25.6),
    Setting("share 30 %", "share", "share", shares, 30, 45.8),
    Setting("NPS", "net", "net", nets, 10, 83),
)


def sizes(units: int) -> np.ndarray:
    """Uneven bases, from 12 to some 400 answers."""
    return np.round(np.geomspace(12, 400, units)).astype(int)


def survey(rng: np.random.Generator, setting: Setting, truth: np.ndarray, wave: int) -> dict[str, np.ndarray]:
    """The results of one survey of units with these true levels, the whole first."""
    units = len(truth)
    n = rng.permutation(sizes(units))
    answers = setting.answers(rng, truth, int(n.max()))
    asked = np.arange(n.max()) < n[:, None]
    of_units = np.stack([sums.of(row[kept]) for row, kept in zip(answers, asked, strict=True)])
    cells = estimates.of(np.concatenate([of_units.sum(axis=0, keepdims=True), of_units]))
    names = np.array(["", *(str(k) for k in range(units))], dtype=object)
    waves = np.full(units + 1, str(wave), dtype=object)
    return {"unit": names, "wave": waves, "n": cells.n, "n_eff": cells.n_eff, "value": cells.mean, "se": cells.se}


def row(setting: Setting, units: int, reliability: float, rng: np.random.Generator) -> str:
    """A line of the table: what became of many surveys of one kind."""
    variance = setting.sd**2 * np.mean(1 / sizes(units))
    tau = float(np.sqrt(reliability / (1 - reliability) * variance))
    low, high = (-65.0, 65.0) if setting.kind == "net" else (3.0, 97.0)
    truths = np.clip(rng.normal(setting.centre, tau, (SURVEYS, units)), low, high)
    surveys = [survey(rng, setting, truth, wave) for wave, truth in enumerate(truths)]
    results = pd.DataFrame({name: np.concatenate([one[name] for one in surveys]) for name in surveys[0]})
    results = results.assign(measure=setting.name, kind=setting.kind, question="", answer="", level=0.95, status="ok")
    results = results.assign(method=INTERVAL_OF[setting.test], lower=np.nan, upper=np.nan)
    found = rank(results, {str(k): 1 for k in range(units)}, RankOptions())
    seen = []
    for truth, (_, one) in zip(truths, found.groupby("wave", sort=False), strict=True):
        value, drawn, se = (one[name].to_numpy(float) for name in ("value", "shrunken", "shrunken_se"))
        true_rank = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
        first, last = (one[name].to_numpy(float) for name in ("rank_lower", "rank_upper"))
        is_ranked = one["ranking"].iloc[0] == "ranked"
        held = (first <= true_rank) & (true_rank <= last)
        judged = one[one["chance_flag"] != "too-few"]
        seen.append(
            {
                "ranked": is_ranked,
                # Equal units have no true ranks.
                "held": held.mean() if is_ranked and tau else np.nan,
                "all": held.all() if is_ranked and tau else np.nan,
                "places": (last - first + 1).mean(),
                "raw": np.mean((value - truth) ** 2),
                "drawn": np.mean((drawn - truth) ** 2),
                "covered": np.mean(np.abs(drawn - truth) <= 1.959964 * se),
                "chance": (judged["chance_flag"] != "inside").mean(),
                "flag": (judged["flag"] != "inside").mean(),
                "far": judged["flag"].str.endswith("998").mean(),
            }
        )
    mean = pd.DataFrame(seen).astype(float).mean()
    cells = [
        setting.name,
        str(units),
        f"{reliability:.1f}",
        f"{mean['ranked']:.2f}",
        *("–" if np.isnan(mean[name]) else f"{mean[name]:.{digits}f}" for name, digits in _RANKED),
        f"{np.sqrt(mean['raw']):.2f}",
        f"{np.sqrt(mean['drawn']):.2f}",
        f"{mean['covered']:.3f}",
        f"{mean['chance']:.3f}",
        f"{mean['flag']:.3f}",
        f"{mean['far']:.4f}",
    ]
    return "| " + " | ".join(cells) + " |"


_RANKED = (("held", 3), ("all", 2), ("places", 1))
COLUMNS = (
    *("measure", "units", "reliability", "ranked", "rank held", "all", "places"),
    *("RMSE own", "RMSE shrunken", "covered", "chance", "widened", "far"),
)
HEAD = f"""# Rank intervals and shrunken values, simulated

`python -m tests.benchmarks.ranking` writes this: {SURVEYS} surveys a row, seed {SEED}; units of 12 to 400 answers
with normal true levels; answers on 1-10 (skewed), yes or no, and promoters, passives and detractors. Everything goes
through `kundnojd.analyses.ranking.rank`, with the spread within units estimated from the answers.

- reliability: of the values that are seen between units, the part that lies between them; 0 means equal units.
- ranked: the part of the surveys that are ranked at all, for equal units wrongly. The next three are over those.
- rank held: 95 % rank intervals that hold the true rank; all: all of a survey at once; places: how many they hold.
- RMSE: of the units' own values and of the shrunken ones, in points; covered: shrunken ± 1.96 se holds the truth.
- chance: units of 30 answers or more outside the 95 % limits of chance; widened: outside the widened 95 % limits; far:
  outside the widened 99.8 % limits.

| {" | ".join(COLUMNS)} |
|{"---|" * len(COLUMNS)}
"""


def table() -> str:
    rng = np.random.default_rng(SEED)
    lines = [
        row(setting, units, reliability, rng)
        for setting in SETTINGS
        for units in (8, 20, 40)
        for reliability in (0.0, 0.3, 0.6, 0.9)
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("ranking.md").write_text(table(), encoding="utf-8")
