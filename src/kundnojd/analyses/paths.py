"""A PLS path model fitted to the moments of a tally, as a tidy frame with jackknife standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError
from kundnojd.inference import jackknife
from kundnojd.measures.path_model import LEAST_FOR_A_PAIR, PathModel
from kundnojd.measures.paths import PathFit, fit, index_deviations, index_weights, reliability
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import WAVE
from kundnojd.tally.moments import LOST, USED, Moments, N, correlations, covariances, means

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

COLUMNS = ("part", "from", "to", "item", "value", "se", "lower", "upper", "level", "method", "n", "wave")
RELIABILITY = ("alpha", "rho", "ave", "eigenvalue-1", "eigenvalue-2")
METHOD = "jackknife"

_OF_ITEMS = ("weight", "index-weight", "loading")
_FREE = (-np.inf, np.inf)
_RANGES = {"index": (0, 100), "r2": (0, 1), "loading": (-1, 1)}
_LEAST_EIGENVALUE = -1e-8  # a little below zero is rounding


@dataclass(frozen=True)
class FittedPaths:
    """``rows`` with the columns `COLUMNS`; ``n`` respondents took part, ``lost`` answered too little of the model.

    ``wave`` is the wave fitted, the newest; ``negative`` are items whose weight came out below zero.
    """

    rows: pd.DataFrame
    n: int
    lost: int
    wave: str
    negative: tuple[str, ...]


def paths(moments: Moments, model: PathModel, level: float) -> FittedPaths:
    """The model fitted to the newest wave of its block of moments.

    A row for each ``part``: ``index`` of a latent (0 to 100); ``path`` and ``total-effect`` (standardised) and
    ``impact`` (points of the driven index for one point of the driver's) from one latent to another; ``r2`` of a driven
    latent; ``weight`` (standardised), ``index-weight`` (its share in the index; they add up to 1 within a latent) and
    ``loading`` of an item; ``reliability``, which ``item`` names (`RELIABILITY`), of a latent of several items. ``to``
    is the latent that a row is about. Correlations are over the respondents who answered both items, among those who
    answered enough of the model. ``n`` is unweighted: of an item who answered it, else who took part.

    Raises `InputError` where respondents are too few, fewer than `LEAST_FOR_A_PAIR` answered an item or both of two, an
    item has one answer only, the pairwise correlations cannot be those of anybody, or the fit fails as in
    `kundnojd.measures.paths.fit`.
    """
    import pandas as pd

    waves = sorted({cell[0] for cell in moments.cells}, key=wave_key)
    own = moments.where(WAVE, waves[-1]) if waves else moments
    whole = own.whole
    n, lost = int(whole.bases[0, USED]), int(whole.bases[0, LOST])
    if n < model.needed:
        raise InputError("paths-too-few", n=n, needed=model.needed, paths=int(model.structure.drives.sum()), lost=lost)
    sums = whole.sums[0]
    _check_items(sums, model)
    found = fit(correlations(sums), model.structure, model.scheme)
    values = _values(sums, found, model)
    without = _without_each(own, sums, found, model)
    error = jackknife.standard_error(values, without)
    labels = _labels(model)
    ranges = np.array([_RANGES.get(label[0], _FREE) for label in labels])
    lower, upper = jackknife.interval(values, error, len(without), level, ranges[:, 0], ranges[:, 1])
    answered = dict(zip(model.items, np.diagonal(sums[N]), strict=True))
    wave = waves[-1] if len(waves) > 1 else ""
    columns = (
        *([label[k] for label in labels] for k in range(4)),
        *(values, error, lower, upper, level, METHOD),
        np.array([answered[label[3]] if label[0] in _OF_ITEMS else n for label in labels]),
        wave,
    )
    frame = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
    negative = tuple(item for item, w in zip(model.items, found.weights, strict=True) if w < 0)
    return FittedPaths(frame[frame["value"].notna()].reset_index(drop=True), n, lost, wave, negative)


def _check_items(sums: Floats, model: PathModel) -> None:
    r = correlations(sums)
    for item, n, own in zip(model.items, np.diagonal(sums[N]), np.diagonal(r), strict=True):
        if n < LEAST_FOR_A_PAIR:
            raise InputError("paths-item-few", item=item, needed=LEAST_FOR_A_PAIR)
        if np.isnan(own):
            raise InputError("paths-item-constant", item=item)
    weak = np.argwhere(np.isnan(r) | (sums[N] < LEAST_FOR_A_PAIR))
    if len(weak):
        one, other = (model.items[place] for place in weak[0])
        raise InputError("paths-pair-few", one=one, other=other, needed=LEAST_FOR_A_PAIR)
    if np.linalg.eigvalsh(r)[0] < _LEAST_EIGENVALUE:
        raise InputError("paths-not-positive")


def _without_each(own: Moments, sums: Floats, found: PathFit, model: PathModel) -> Floats:
    """The values without each group in turn, (G, k); NaN where they cannot be had without a group."""
    rows = []
    for group in own.sums[own.bases[:, USED] > 0]:
        rest = sums - group
        try:
            again = fit(correlations(rest), model.structure, model.scheme, found.weights)
            rows.append(_values(rest, again, model))
        except (InputError, np.linalg.LinAlgError):
            rows.append(np.full(len(_labels(model)), np.nan))
    return np.array(rows)


def _values(sums: Floats, found: PathFit, model: PathModel) -> Floats:
    """The values in the order of `_labels`."""
    structure = model.structure
    deviations = _deviations(sums)
    weights = index_weights(found.weights, deviations, structure)
    of_index = index_deviations(found.weights, deviations, structure)
    drives, reach = structure.drives, _reach(structure.drives)
    reliable = reliability(correlations(sums), found.loadings, structure)
    return np.concatenate(
        [
            np.bincount(structure.member, weights * means(sums), len(structure.latents)),
            found.coefficients.T[drives.T],
            found.effects.T[reach.T],
            (found.effects * of_index / of_index[:, None]).T[reach.T],
            found.r2,
            found.weights,
            weights,
            found.loadings,
            *(reliable.alpha, reliable.rho, reliable.ave, reliable.first, reliable.second),
        ]
    )


def _labels(model: PathModel) -> list[tuple[str, str, str, str]]:
    """(part, from, to, item) of each value."""
    names, member = model.structure.latents, model.structure.member
    drives, reach = model.structure.drives, _reach(model.structure.drives)

    def pairs(part: str, flags: NDArray[np.bool_]) -> list[tuple[str, str, str, str]]:
        return [(part, names[driver], names[driven], "") for driven, driver in np.argwhere(flags.T)]

    def items(part: str) -> list[tuple[str, str, str, str]]:
        return [(part, "", names[latent], item) for latent, item in zip(member, model.items, strict=True)]

    def latents(part: str, item: str = "") -> list[tuple[str, str, str, str]]:
        return [(part, "", name, item) for name in names]

    return [
        *latents("index"),
        *pairs("path", drives),
        *pairs("total-effect", reach),
        *pairs("impact", reach),
        *latents("r2"),
        *(label for part in _OF_ITEMS for label in items(part)),
        *(label for name in RELIABILITY for label in latents("reliability", name)),
    ]


def _reach(drives: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """From which latent a way along the paths leads to which."""
    reach = drives.copy()
    for _ in range(len(drives)):
        reach |= reach @ drives
    return reach


def _deviations(sums: Floats) -> Floats:
    return np.sqrt(np.maximum(np.diagonal(covariances(sums)), 0.0))


def order(names: Sequence[str], drives: NDArray[np.bool_]) -> tuple[str, ...]:
    """The names so that what drives stands before what it drives, else in their own order.

    >>> order(("Loyalty", "Image"), np.array([[False, False], [True, False]]))
    ('Image', 'Loyalty')
    """
    left = list(range(len(names)))
    found: list[int] = []
    while left:
        free = next(k for k in left if not any(drives[other, k] for other in left))
        left.remove(free)
        found.append(free)
    return tuple(names[k] for k in found)
