"""What units have in common over the touchpoints of a survey, from the moments of their answers.

Only units and waves that are shown on every touchpoint take part, so that nothing is known of a hidden one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.disclosure import Protection
from kundnojd.analyses.grid import SEPARATOR
from kundnojd.analyses.ranking import LEAST_RELIABILITY
from kundnojd.analyses.spread import LEAST_UNITS, TRUE_UNITS, Estimated
from kundnojd.inference import between, ranking
from kundnojd.inference import touchpoints as inference
from kundnojd.inference.distributions import t_quantile, z_quantile
from kundnojd.inference.ranking import Shrunken
from kundnojd.inference.sums import FloatArray
from kundnojd.inference.touchpoints import Components, Sampling
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import WAVE
from kundnojd.tally.moments import USED, USED_W, USED_W2, WX, WXX, Moments, N, W

ASKED_OF = 0.5  # of the answers to the touchpoint that most answered: one with fewer is not a touchpoint of all
NEARLY_ALL = 0.9  # of the units, for something to be weak everywhere


@dataclass(frozen=True)
class Touchpoint:
    """One question over the units: ``level`` is their mean and ``tau`` their standard deviation, in points.

    ``span`` is where 95 % of true units lie. ``apart`` is how far it lies from the other touchpoints of the same unit,
    in points; ``weak_in`` the share of units, in per cent, where it truly lies below them. ``is_weak`` says that this
    is so nearly everywhere, surely, and by more than units, and questions, usually differ from each other.
    """

    name: str
    n: float
    level: Estimated
    tau: float
    span: tuple[float, float]
    apart: float
    weak_in: float
    is_weak: bool


@dataclass(frozen=True)
class Touchpoints:
    """The touchpoints of the units of one level (``depth``) that are shown on all of them.

    ``status`` as of `kundnojd.analyses.spread.Family`, of the touchpoints together. ``left_out`` are questions that
    under half as many answered as the others, ``units_out`` units that are not shown on every touchpoint.
    ``means`` and ``others`` are of shape (k, p): each unit's own, and the mean of the other units'.
    """

    depth: int
    units: tuple[str, ...]
    items: tuple[Touchpoint, ...]
    status: str
    left_out: tuple[str, ...]
    units_out: tuple[str, ...]
    means: FloatArray
    sampling: Sampling | None = None
    parts: Components | None = None
    common: Estimated | None = None
    together: Touchpoint | None = None  # the mean of all touchpoints

    @property
    def others(self) -> FloatArray:
        """The mean of the other units on each touchpoint, shape (k, p)."""
        return np.asarray((self.means.sum(axis=0) - self.means) / (len(self.means) - 1))

    def without(self, unit: str) -> Components | None:
        """The components without one of the units; nothing where it is not among them, or too few are left."""
        if self.sampling is None or unit not in self.units or len(self.units) <= LEAST_UNITS - 1:
            return None
        keep = np.array([name != unit for name in self.units])
        return _components(self.means[keep], self.sampling.of(keep))


def touchpoints(moments: Moments, items: Sequence[str], plan: Protection, depth: int, level: float) -> Touchpoints:
    """The touchpoints ``items`` of a block of moments (in its order) over the units of a level.

    The newest wave is that of the moments, and the last one of the plan's grid.
    """
    waves = sorted({cell[-1] for cell in moments.cells}, key=wave_key)
    own = moments.where(WAVE, waves[-1] if waves else "").rollup(moments.keys[:depth])
    paths = {SEPARATOR.join(cell): place for place, cell in enumerate(own.cells) if all(cell)}
    rows = [(row, paths[unit]) for row, unit in enumerate(plan.grid.units) if unit in paths]
    names = np.array([plan.grid.units[row] for row, _ in rows], dtype=object)
    cells = np.array([place for _, place in rows], dtype=np.intp)
    shown = np.array([[not plan.of_question(item)[row, -1] for item in items] for row, _ in rows]).reshape(
        len(rows), -1
    )
    n = np.diagonal(own.sums[cells, N], axis1=1, axis2=2)
    asked = np.where(shown, n, 0.0).sum(axis=0)
    kept = asked >= ASKED_OF * asked.max(initial=0.0)
    able = (shown & (n > 0))[:, kept].all(axis=1)
    # A unit that is hidden on every question is named nowhere.
    known = shown.any(axis=1) & (n > 0).any(axis=1)
    chosen = [item for item, keep in zip(items, kept, strict=True) if keep]
    out = tuple(item for item, keep in zip(items, kept, strict=True) if not keep)
    places = np.flatnonzero(kept)
    sums = own.sums[cells[able]][:, :, places][:, :, :, places]
    return _of_sums(
        sums, own.bases[cells[able]], chosen, tuple(names[able]), depth, out, tuple(names[known & ~able]), level
    )


def _of_sums(
    sums: FloatArray,
    bases: FloatArray,
    items: Sequence[str],
    units: tuple[str, ...],
    depth: int,
    left_out: tuple[str, ...],
    units_out: tuple[str, ...],
    level: float,
) -> Touchpoints:
    means = np.diagonal(sums[:, WX], axis1=1, axis2=2) / np.diagonal(sums[:, W], axis1=1, axis2=2)
    if len(units) < LEAST_UNITS or len(items) < 2:
        return Touchpoints(depth, units, (), "too-few-units", left_out, units_out, means)
    sampling = sampling_of(sums, bases)
    n = np.diagonal(sums[:, N], axis1=1, axis2=2).sum(axis=0)
    return of_means(means, sampling, items, units, n, depth, level, left_out, units_out)


def of_means(
    means: FloatArray,
    sampling: Sampling,
    items: Sequence[str],
    units: tuple[str, ...],
    n: FloatArray,
    depth: int,
    level: float,
    left_out: tuple[str, ...] = (),
    units_out: tuple[str, ...] = (),
) -> Touchpoints:
    """The touchpoints from the units' means (k, p), how sure these are, and the answers to each, (p,)."""
    seen = np.cov(means, rowvar=False)
    true = inference.between_matrix(means, sampling)
    parts = _components(means, sampling)
    reliability = float(np.trace(true) / np.trace(seen)) if np.trace(seen) > 0 else 0.0
    lower, upper = inference.common_interval(means, sampling, level)
    common = Estimated(parts.common, float(np.fmin(lower, parts.common)), float(np.fmax(upper, parts.common)))
    each = _each(means, sampling, items, n, max(parts.unit + parts.both, parts.item), level)
    variances = np.maximum(sampling.errors().sum(axis=(1, 2)), 0.0) / len(items) ** 2
    together = _one("", float(n.max()), means.mean(axis=1), variances, level)
    status = "ok" if reliability >= LEAST_RELIABILITY else "too-little-between"
    return Touchpoints(depth, units, each, status, left_out, units_out, means, sampling, parts, common, together)


def sampling_of(sums: FloatArray, bases: FloatArray) -> Sampling:
    """How uncertain the means of k units are, from their moments (k, 5, p, p) and bases (k, 4).

    The covariance within units is pooled over units with n - 1, of those who answered both items. Weights make the
    answers of a unit count as n_eff, by Kish's factor of all its respondents.
    """
    factor = (bases[:, USED_W] ** 2 / (bases[:, USED_W2] * bases[:, USED]))[:, None, None]
    n, w = sums[:, N], sums[:, W]
    with np.errstate(divide="ignore", invalid="ignore"):
        first = sums[:, WX] / w
        within = (sums[:, WXX] / w - first * np.swapaxes(first, 1, 2)) * n / (n - 1)
        free = np.where((n > 1) & np.isfinite(within), np.maximum(n * factor - 1, 0.0), 0.0)
    pooled = (free * np.nan_to_num(within)).sum(axis=0)
    total = free.sum(axis=0)
    own = np.diagonal(n, axis1=1, axis2=2)
    shares = n / (own[:, :, None] * own[:, None, :]) / factor
    covariance = np.divide(pooled, total, out=np.zeros_like(pooled), where=total > 0)
    # A question that all in a unit answered alike leaves rounding errors, which may be below nothing.
    np.fill_diagonal(covariance, np.maximum(np.diagonal(covariance), 0.0))
    return Sampling(covariance, shares)


def _components(means: FloatArray, sampling: Sampling) -> Components:
    return inference.components(inference.between_matrix(means, sampling), means, sampling)


def _each(
    means: FloatArray, sampling: Sampling, items: Sequence[str], n: FloatArray, differ: float, level: float
) -> tuple[Touchpoint, ...]:
    p = len(items)
    errors = sampling.errors()
    found = []
    for place, name in enumerate(items):
        own = _one(name, float(n[place]), means[:, place], errors[:, place, place], level)
        # Against the mean of the other touchpoints of the same unit.
        against = np.where(np.arange(p) == place, 1.0, -1.0 / (p - 1))
        variances = np.maximum(against @ errors @ against, 0.0)
        apart = ranking.shrink(means @ against, variances)
        weak_in = float(between.chances_below(apart.values, apart.se, 0.0).mean())
        surely = apart.centre + z_quantile(1 - (1 - level) / p) * _error(apart, variances) < 0
        is_weak = bool(weak_in >= NEARLY_ALL and surely and apart.centre**2 > differ)
        found.append(replace(own, apart=apart.centre, weak_in=100 * weak_in, is_weak=is_weak))
    return tuple(found)


def _one(name: str, n: float, values: FloatArray, variances: FloatArray, level: float) -> Touchpoint:
    k, mean = len(values), float(values.mean())
    tau2 = ranking.paule_mandel(values, variances)
    error = float(np.sqrt((tau2 + variances.mean()) / k))
    half = float(t_quantile(level, np.asarray(k - 1.0))) * error
    reach = z_quantile(TRUE_UNITS) * float(np.sqrt(tau2))
    limits, span = Estimated(mean, mean - half, mean + half), (mean - reach, mean + reach)
    return Touchpoint(name, n, limits, float(np.sqrt(tau2)), span, np.nan, np.nan, is_weak=False)


def _error(drawn: Shrunken, variances: NDArray[np.float64]) -> float:
    total = variances + drawn.tau2
    return float(1 / np.sqrt((1 / total).sum())) if (total > 0).all() else 0.0
