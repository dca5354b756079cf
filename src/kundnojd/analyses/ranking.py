"""Which units stand out, and which places they may have: from the long frame of results to a frame of its own.

Each measure, wave and level of a hierarchy is a family: its units are judged and ranked among themselves. Everything is
worked out from rows that are shown, so that nothing is known of a hidden unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.analyses.grid import Grid
from kundnojd.analyses.results import RANGES
from kundnojd.inference import ADJUSTMENTS, ranking
from kundnojd.inference.ranking_methods import FUNNELS, RANKINGS
from kundnojd.inference.sums import FloatArray

if TYPE_CHECKING:
    import pandas as pd

Family = dict[str, NDArray[Any]]  # columns of the units that are judged together

COLUMNS = (
    *("measure", "kind", "question", "unit", "depth", "wave"),
    *("n", "n_eff", "value", "se", "lower", "upper", "level", "method", "status"),
    *("whole", "lower_95", "upper_95", "lower_998", "upper_998", "flag", "chance_flag"),
    *("shrunken", "shrunken_se", "own_weight", "rank", "rank_lower", "rank_upper", "expected_rank"),
    *("ranking", "units_ranked", "centre", "tau", "reliability", "pairs", "pairs_apart", "phi", "funnel_tau"),
)
INNER, OUTER = 0.95, 0.998  # the levels of the funnel
FUNNEL_OF = {"wilson": "funnel-share"}  # by the interval's method; all others are means
RANK_N = 10  # answers that a unit must have to be ranked
LEAST_UNITS = 3  # that a spread between units can be told from
LEAST_RELIABILITY = 0.5
_ROUNDING = 1e-9  # points
_FAMILY = ("measure", "question", "wave", "depth")
_TEXTS = ("measure", "kind", "question", "unit", "wave", "method", "status")
_TAKEN = (*_TEXTS, "n", "n_eff", "value", "se", "lower", "upper", "level")  # from the results as they are


@dataclass(frozen=True)
class RankOptions:
    """What the user chose: ``rank_n`` answers make a unit one to rank, ``level`` is that of the rank intervals.

    ``adjust``, a name in `ADJUSTMENTS`, corrects the pairs of units that are compared.
    """

    rank_n: int = RANK_N
    level: float = 0.95
    adjust: str = "bh"


def depths(grid: Grid) -> Mapping[str, int]:
    """The level of each unit in the hierarchy, 1 for the widest.

    >>> none = np.empty(0, dtype=np.intp)
    >>> depths(Grid(("", "North", "North / A"), ("",) * 3, (-1, 0, 1), (0,) * 3, ("",), (none,), none))
    {'North': 1, 'North / A': 2}
    """
    found = [0] * len(grid.units)
    for row, parent in enumerate(grid.parents):
        found[row] = 0 if parent < 0 else found[parent] + 1
    return dict(zip(grid.units[1:], found[1:], strict=True))


def rank(results: pd.DataFrame, depth: Mapping[str, int], options: RankOptions) -> pd.DataFrame:
    """A row with the columns `COLUMNS` for every unit that is shown and has answers; ``depth`` gives each unit's level.

    ``lower_95`` to ``upper_998`` are the limits of the funnel in points, widened by the spread that units have beyond
    chance (``funnel_tau``, on the scale of the funnel). ``flag`` is inside, high-95, low-95, high-998, low-998, or
    too-few under 30 answers; ``chance_flag`` is the same for limits of chance alone. ``ranking`` is ranked,
    too-few-units or too-little-between; ranks are there only where it is ranked. 1 is the highest value.
    """
    import pandas as pd

    usable = results[(results["answer"] == "") & results["value"].notna()]
    wholes: dict[object, float] = {
        (row["measure"], row["question"], row["wave"]): row["value"]
        for row in usable[usable["unit"] == ""].to_dict("records")
    }
    units = usable[usable["unit"] != ""]
    given: Family = {name: units[name].to_numpy(object if name in _TEXTS else float) for name in _TAKEN}
    given["depth"] = np.array([depth[unit] for unit in given["unit"]], dtype=int)
    families: dict[tuple[object, ...], list[int]] = {}
    for row, key in enumerate(zip(*(given[name] for name in _FAMILY), strict=True)):
        families.setdefault(key, []).append(row)
    blocks = []
    for key, rows in families.items():
        if key[:3] in wholes:
            blocks.append(_family({name: values[rows] for name, values in given.items()}, wholes[key[:3]], options))
    if not blocks:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.DataFrame({name: np.concatenate([block[name] for block in blocks]) for name in COLUMNS})


def _family(family: Family, whole: float, options: RankOptions) -> Family:
    variance = ranking.pooled_variance(family["se"], family["n_eff"])
    found = {"whole": whole, **_judged(family, whole, variance), **_ranked(family, variance, options)}
    size = len(family["unit"])
    return {
        **family,
        **{name: value if isinstance(value, np.ndarray) else np.full(size, value) for name, value in found.items()},
    }


def _judged(family: Family, whole: float, variance: float) -> dict[str, Any]:
    """The funnel around the whole and where each unit lies."""
    values, n, base = family["value"], family["n"], family["n_eff"]
    funnel = FUNNELS[FUNNEL_OF.get(family["method"][0], "funnel-mean")].function
    low, high = RANGES[family["kind"][0]]
    sd = float(np.sqrt(variance))
    spread = RANKINGS["overdispersion"].function(*funnel.scale(values, base, whole, sd))

    def limits(tau2: float, level: float) -> tuple[FloatArray, FloatArray]:
        lower, upper = funnel.limits(base, whole, sd, tau2, level)
        return np.clip(lower, low, high), np.clip(upper, low, high)

    tau2 = 0.0 if np.isnan(spread.tau2) else spread.tau2
    inner, outer = limits(tau2, INNER), limits(tau2, OUTER)
    return {
        "lower_95": inner[0],
        "upper_95": inner[1],
        "lower_998": outer[0],
        "upper_998": outer[1],
        "flag": _flags(values, n, inner, outer),
        "chance_flag": _flags(values, n, limits(0.0, INNER), limits(0.0, OUTER)),
        "phi": spread.phi,
        "funnel_tau": np.sqrt(spread.tau2),
    }


def _flags(
    values: FloatArray, n: FloatArray, inner: Sequence[FloatArray], outer: Sequence[FloatArray]
) -> NDArray[np.object_]:
    """Where values lie; NaN limits, of a family without a spread that is known, hold everything."""
    rules = [
        n < LOW_BASE,
        values > outer[1] + _ROUNDING,
        values < outer[0] - _ROUNDING,
        values > inner[1] + _ROUNDING,
        values < inner[0] - _ROUNDING,
    ]
    return np.select(rules, ["too-few", "high-998", "low-998", "high-95", "low-95"], "inside").astype(object)


def _ranked(family: Family, variance: float, options: RankOptions) -> dict[str, Any]:
    """Shrinkage and ranks of the units that have the answers for it."""
    size = len(family["unit"])
    each = ("shrunken", "shrunken_se", "own_weight", "rank", "rank_lower", "rank_upper", "expected_rank")
    of_all = ("centre", "tau", "reliability", "pairs", "pairs_apart")
    found: dict[str, Any] = {name: np.full(size, np.nan) for name in each} | dict.fromkeys(of_all, np.nan)
    able = family["n"] >= options.rank_n
    count = int(able.sum())
    if count < LEAST_UNITS or np.isnan(variance):
        return {**found, "ranking": "too-few-units", "units_ranked": 0}
    values, variances = family["value"][able], variance / family["n_eff"][able]
    drawn = ranking.shrink(values, variances)
    found["shrunken"][able], found["shrunken_se"][able], found["own_weight"][able] = drawn.values, drawn.se, drawn.own
    found |= {
        "centre": drawn.centre,
        "tau": float(np.sqrt(drawn.tau2)),
        "reliability": drawn.reliability,
        "pairs": count * (count - 1) // 2,
        "pairs_apart": ranking.pairs_apart(values, variances, ADJUSTMENTS[options.adjust].function, options.level),
    }
    if drawn.reliability < LEAST_RELIABILITY:
        return {**found, "ranking": "too-little-between", "units_ranked": 0}
    chances = ranking.rank_probabilities(drawn.values, drawn.se)
    place = ranking.places(np.round(drawn.values, 9))
    lower, upper = ranking.rank_intervals(chances, options.level)
    found["rank"][able] = place
    # Units of very unlike size can have a place by their values that their ranks hardly reach.
    found["rank_lower"][able], found["rank_upper"][able] = np.minimum(lower, place), np.maximum(upper, place)
    found["expected_rank"][able] = ranking.expected_ranks(chances)
    return {**found, "ranking": "ranked", "units_ranked": count}
