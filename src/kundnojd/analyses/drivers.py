"""What moves satisfaction: importance, effect and performance of each driver, and its place on the priority map.

All of it is worked out from sums of products over those who answered every driver and the outcome, of one whole wave.
It says what goes together with satisfaction among these respondents, not what would happen if something were changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.delights import delights
from kundnojd.analyses.driver_rows import Estimated, Rows, bare, jackknifed, without_each
from kundnojd.errors import InputError
from kundnojd.inference.importance import MOST_FOR_LMG, johnson, lmg
from kundnojd.inference.moment_regression import least_squares
from kundnojd.measures.driver_model import FEWEST_GROUPS, HURTS, SCORES_BLOCK, DriverModel
from kundnojd.notices import Notice
from kundnojd.tally.count import WAVE
from kundnojd.tally.moments import LOST, USED, WX, Moments, W, correlations, covariances, means

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

HALO = 0.7  # a mean correlation between drivers above this: hardly anything sets them apart
STEP = 5.0  # index points that an effect is shown for
QUADRANTS = ("keep", "improve-if-possible", "lower-priority", "prioritise")
_ALIKE = 0.999  # a correlation above this: one question asked twice


@dataclass(frozen=True)
class Drivers:
    """``rows`` with the columns of `kundnojd.analyses.driver_rows`; of ``n`` respondents who answered everything.

    ``lost`` answered some of the drivers and the outcome, but not all. ``instead`` says why nothing can be told of
    delights, ``None`` where it can; ``is_halo`` that the drivers go together so much that little sets them apart.
    ``close`` are pairs of drivers whose correlation is above `HALO`, with it, the closest first.
    """

    rows: pd.DataFrame
    model: DriverModel
    wave: str
    n: int
    lost: int
    groups: int
    instead: Notice | None = None
    is_halo: bool = False
    close: tuple[tuple[str, str, float], ...] = ()


def drivers(moments: Mapping[str, Moments], model: DriverModel, wave: str, level: float, adjust: str = "bh") -> Drivers:
    """The driver analysis of a wave, from the blocks of `kundnojd.measures.driver_model.driver_blocks`.

    Parts: ``r2``, ``mean-correlation`` and ``mean`` of the whole; for each driver ``importance`` (Johnson's weight in
    per cent of R²), ``johnson`` and ``lmg`` (in parts of R²), ``correlation``, ``effect-1`` and ``effect-5`` (points of
    the outcome's index for 1 and 5 points of the driver's, the others unchanged), ``slope`` (for 1 point where the
    others move along), ``score`` (mean index), ``top-box`` (per cent), ``score-distance`` and ``effect-distance`` (to
    the mean of the drivers) and ``quadrant``; then the parts of `kundnojd.analyses.delights`. The verdict of importance
    is against an even share, ``more``, ``less`` or ``no-clear-difference``.

    Raises `InputError` where too few answered everything, respondents are in too few groups, a driver or the outcome
    has one answer only, or drivers say the same.
    """
    own = moments[SCORES_BLOCK].where(WAVE, wave)
    whole = own.whole
    n, lost = int(whole.bases[0, USED]), int(whole.bases[0, LOST])
    names = [one.name for one in model.drivers]
    if n < model.needed:
        raise InputError("drivers-too-few", n=n, needed=model.needed, drivers=len(names), lost=lost)
    groups = int((own.bases[:, USED] > 0).sum())
    if groups < FEWEST_GROUPS:
        raise InputError("drivers-few-groups", column=model.grouped_by, groups=groups, needed=FEWEST_GROUPS)
    sums = whole.sums[0]
    _check(sums, model)
    figures = _Figures(names)
    values, others = figures.of(sums), without_each(own, figures.of)
    rows = Rows(model.outcome.name, wave, level)
    found = {part: jackknifed(values[place], others[:, place], level, ends) for part, place, ends in figures.places}
    _add_whole(rows, found, n)
    _add_importance(rows, found, names, n, sums)
    _add_performance(rows, found, names, n, _tops(moments, model, wave, names, level))
    _add_map(rows, found, names, n)
    instead = delights(rows, moments, model, wave, level, adjust)
    is_halo = bool(found["mean-correlation"].value[0] > HALO)
    return Drivers(rows.frame(), model, wave, n, lost, groups, instead, is_halo, _close(sums, names))


class _Figures:
    """The figures that are jackknifed, in one array, and where each stands in it."""

    def __init__(self, names: Sequence[str]) -> None:
        size = len(names)
        widths = {
            "r2": (1, (0.0, 1.0)),
            "mean-correlation": (1, (-1.0, 1.0)),
            "mean": (1, (0.0, 100.0)),
            "importance": (size, (0.0, 100.0)),
            "johnson": (size, (0.0, 1.0)),
            "correlation": (size, (-1.0, 1.0)),
            "effect-1": (size, (-np.inf, np.inf)),
            "slope": (size, (-np.inf, np.inf)),
            "score": (size, (0.0, 100.0)),
            "score-distance": (size, (-100.0, 100.0)),
            "effect-distance": (size, (-np.inf, np.inf)),
        }
        ends = np.cumsum([width for width, _ in widths.values()])
        self.places = [
            (part, slice(int(end) - width, int(end)), limits)
            for (part, (width, limits)), end in zip(widths.items(), ends, strict=True)
        ]

    def of(self, sums: Floats) -> Floats:
        """The figures of sums (5, p + 1, p + 1), the outcome last."""
        r, s, m = correlations(sums), covariances(sums), means(sums)
        r_xx, r_xy = r[:-1, :-1], r[:-1, -1]
        weights = np.full(len(r_xy), np.nan) if np.isnan(r).any() else johnson(r_xx, r_xy)
        b = least_squares(s[:-1, :-1], s[:-1, -1])
        with np.errstate(divide="ignore", invalid="ignore"):
            slopes = s[:-1, -1] / np.diagonal(s)[:-1]
        between = r_xx[np.triu_indices(len(r_xy), 1)].mean()
        r2 = weights.sum()
        score = m[:-1]
        parts = ([r2], [between], m[-1:], 100 * weights / r2, weights, r_xy, b, slopes, score, score - score.mean())
        return np.concatenate([*parts, b - b.mean()])


def _check(sums: Floats, model: DriverModel) -> None:
    """Refuse what cannot be told apart."""
    r = correlations(sums)
    for question, own in zip((*model.drivers, model.outcome), np.diagonal(r), strict=True):
        if np.isnan(own):
            raise InputError("drivers-constant", question=question.name)
    r_xx = r[:-1, :-1]
    if np.isnan(least_squares(r_xx, r[:-1, -1])).any():
        one, other = np.unravel_index(int(np.argmax(np.abs(np.triu(r_xx, 1)))), r_xx.shape)
        if abs(r_xx[one, other]) > _ALIKE:
            pair = (model.drivers[int(one)].name, model.drivers[int(other)].name)
            raise InputError("drivers-alike", one=pair[0], other=pair[1])
        raise InputError("drivers-collinear", drivers=tuple(question.name for question in model.drivers))


def _close(sums: Floats, names: Sequence[str]) -> tuple[tuple[str, str, float], ...]:
    r = np.triu(correlations(sums)[:-1, :-1], 1)
    found = [(names[i], names[j], float(r[i, j])) for i, j in np.argwhere(r > HALO).tolist()]
    return tuple(sorted(found, key=lambda pair: -pair[2]))


def _add_whole(rows: Rows, found: Mapping[str, Estimated], n: int) -> None:
    rows.add("r2", "mean", [""], found["r2"], n)
    rows.add("mean-correlation", "mean", [""], found["mean-correlation"], n)
    rows.add("mean", "index", [rows.outcome], found["mean"], n)


def _add_importance(rows: Rows, found: Mapping[str, Estimated], names: Sequence[str], n: int, sums: Floats) -> None:
    share = found["importance"]
    even = 100 / len(names)
    verdicts = np.select([share.lower > even, share.upper < even], ["more", "less"], "no-clear-difference")
    rows.add("importance", "share", names, share, n, verdict=verdicts)
    rows.add("johnson", "mean", names, found["johnson"], n)
    if len(names) <= MOST_FOR_LMG:
        r = correlations(sums)
        rows.add("lmg", "mean", names, bare(lmg(r[:-1, :-1], r[:-1, -1])), n, method="")
    rows.add("correlation", "mean", names, found["correlation"], n)


def _add_performance(
    rows: Rows, found: Mapping[str, Estimated], names: Sequence[str], n: int, tops: Estimated | None
) -> None:
    b, score = found["effect-1"], found["score"]
    apart = np.where((b.value < 0) & (found["correlation"].value > 0), "not-apart", "ok")
    rows.add("effect-1", "mean", names, b, n, p_value=b.p_value, status=apart)
    beyond = score.value + STEP > 100
    times = np.where(beyond, np.nan, STEP)
    shown = Estimated(times * b.value, times * b.se, times * b.lower, times * b.upper, b.p_value)
    rows.add("effect-5", "mean", names, shown, n, status=np.where(beyond, "beyond-scale", apart))
    rows.add("slope", "mean", names, found["slope"], n)
    rows.add("score", "index", names, score, n)
    if tops is not None:
        rows.add("top-box", "share", names, tops, n)


def _tops(
    moments: Mapping[str, Moments], model: DriverModel, wave: str, names: Sequence[str], level: float
) -> Estimated | None:
    """The share with the top answers of each driver, per cent; NaN for a driver without levels."""
    if HURTS not in moments:
        return None
    own = moments[HURTS].where(WAVE, wave)
    levelled = [one.name for one in model.levelled]
    places = [len(levelled) + levelled.index(name) if name in levelled else -1 for name in names]

    def shares(sums: Floats) -> Floats:
        total = sums[W, 0, 0]
        return np.array([100 * sums[WX, place, place] / total if place >= 0 else np.nan for place in places])

    return jackknifed(shares(own.whole.sums[0]), without_each(own, shares), level, (0.0, 100.0))


def _add_map(rows: Rows, found: Mapping[str, Estimated], names: Sequence[str], n: int) -> None:
    """The distances to the lines, and the quadrants: placed firmly only where the interval of a distance excludes 0."""
    score, effect = found["score-distance"], found["effect-distance"]
    rows.add("score-distance", "mean", names, score, n)
    rows.add("effect-distance", "mean", names, effect, n)
    high, strong = score.value >= 0, effect.value >= 0
    quadrants = np.select([high & ~strong, high & strong, ~high & ~strong], QUADRANTS[:3], QUADRANTS[3])
    near = [~score.clear & ~effect.clear, ~score.clear, ~effect.clear]
    status = np.select(near, ["near-both", "near-score", "near-effect"], "firm")
    nothing = bare(np.full(len(names), np.nan))
    rows.add("quadrant", "", names, nothing, n, method="", verdict=quadrants, status=status)
