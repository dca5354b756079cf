"""The PLS path model (mode A), computed from the correlations of its items: arrays in, arrays out.

Shapes: p items, q latents. Everything is standardised: the scores of latents have variance 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError
from kundnojd.inference import Method, jackknife

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
InnerFunction = Callable[[Floats, Flags], Floats]

TOLERANCE = 1e-10  # largest change of a weight at which iteration ends
MOST_STEPS = 1000
_SINGULAR = 1e-10  # least eigenvalue of correlations that are taken to be apart


@dataclass(frozen=True)
class Structure:
    """What a model supposes.

    ``member`` (p,) is the latent of each item, ``drives`` (q, q) is true for a path from row to column. The paths may
    not run in a circle.
    """

    latents: tuple[str, ...]
    member: Places
    drives: Flags

    @property
    def blocks(self) -> Flags:
        """Which items belong to which latent, (p, q)."""
        return np.asarray(self.member[:, None] == np.arange(len(self.latents)))


@dataclass(frozen=True)
class PathFit:
    """A fitted model.

    ``weights`` and ``loadings`` (p,) of the standardised items; ``scores`` (q, q) the correlations of the latents;
    ``coefficients`` (q, q) from row to column, 0 where there is no path; ``r2`` (q,), NaN for latents that nothing
    drives; ``effects`` (q, q) the total effects, along all ways; ``steps`` of iteration.
    """

    weights: Floats
    loadings: Floats
    scores: Floats
    coefficients: Floats
    r2: Floats
    effects: Floats
    steps: int


@dataclass(frozen=True)
class Reliability:
    """How well the items of each latent belong together, all (q,); NaN for a latent of a single item.

    ``alpha`` is Cronbach's, standardised; ``rho`` Dillon and Goldstein's; ``ave`` the average variance extracted by the
    model; ``first`` and ``second`` the largest eigenvalues of the items' correlations.
    """

    alpha: Floats
    rho: Floats
    ave: Floats
    first: Floats
    second: Floats


class _CollinearError(Exception):
    """A latent, by place, whose drivers are linear combinations of each other."""


def fit(correlations: Floats, structure: Structure, scheme: str, start: Floats | None = None) -> PathFit:
    """The PLS path model of items with these correlations (p, p).

    Wold's iteration: scores from weights; inner estimates from scores by ``scheme``, a name in `SCHEMES`; new weights
    are the covariances of the items with the inner estimate of their latent (mode A), scaled so that the scores have
    variance 1; until no weight changes by more than `TOLERANCE`. The sign of a latent is that of the sum of its
    loadings. ``start`` are the weights to begin with, equal ones where ``None``.

    Raises `InputError`: ``paths-collinear`` where latents that drive the same one are linear combinations of each
    other, ``paths-no-convergence`` after `MOST_STEPS`, ``paths-not-positive`` where the correlations, of pairs with
    different respondents, cannot be those of anybody.

    Source: Tenenhaus, Esposito Vinzi, Chatelin, Lauro (2005), Computational Statistics & Data Analysis 48, 159-205.

    >>> r = np.array([[1, 0.6, 0.5], [0.6, 1, 0.4], [0.5, 0.4, 1]])
    >>> drives = np.array([[False, True], [False, False]])
    >>> found = fit(r, Structure(("Quality", "Satisfaction"), np.array([0, 0, 1]), drives), "path")
    >>> found.weights.round(4).tolist(), found.coefficients.round(4).tolist()
    ([0.6202, 0.4961, 1.0], [[0.0, 0.5085], [0.0, 0.0]])
    """
    try:
        return _fit(correlations, structure, scheme, start)
    except _CollinearError as error:
        driven = error.args[0]
        drivers = tuple(structure.latents[k] for k in np.flatnonzero(structure.drives[:, driven]))
        raise InputError("paths-collinear", driven=structure.latents[driven], drivers=drivers) from None


def _fit(correlations: Floats, structure: Structure, scheme: str, start: Floats | None) -> PathFit:
    member, drives, blocks = structure.member, structure.drives, structure.blocks
    weights = _scaled(np.ones(len(member)) if start is None else start, correlations, blocks)
    inner = SCHEMES[scheme].function
    steps, moved = 0, np.inf
    while moved > TOLERANCE:
        if steps == MOST_STEPS:
            raise InputError("paths-no-convergence", scheme=scheme, steps=steps)
        spread = weights[:, None] * blocks
        towards = correlations @ spread @ inner(spread.T @ correlations @ spread, drives)
        new = _scaled((towards * blocks).sum(axis=1), correlations, blocks)
        moved = float(np.abs(new - weights).max())
        weights, steps = new, steps + 1
    loadings = ((correlations @ (weights[:, None] * blocks)) * blocks).sum(axis=1)
    sign = np.where(loadings @ blocks < 0, -1.0, 1.0)[member]
    weights, loadings = weights * sign, loadings * sign
    spread = weights[:, None] * blocks
    scores = spread.T @ correlations @ spread
    coefficients = _regressions(scores, drives)
    r2 = np.where(drives.any(axis=0), (coefficients * scores).sum(axis=0), np.nan)
    whole = np.eye(len(drives))
    effects = np.linalg.inv(whole - coefficients) - whole
    effects[np.abs(effects) < 1e-14] = 0.0  # rounding where no way leads
    return PathFit(weights, loadings, scores, coefficients, r2, effects, steps)


def path_scheme(scores: Floats, drives: Flags) -> Floats:
    """Inner weights (q, q), column j for latent j: regression on what drives it, correlation with what it drives.

    >>> path_scheme(np.array([[1, 0.5], [0.5, 1]]), np.array([[False, True], [False, False]])).tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    return _regressions(scores, drives) + np.where(drives.T, scores, 0.0)


def centroid_scheme(scores: Floats, drives: Flags) -> Floats:
    """Inner weights (q, q): the sign of the correlation of latents joined by a path, in either direction."""
    return np.where(drives | drives.T, np.sign(scores), 0.0)


def factor_scheme(scores: Floats, drives: Flags) -> Floats:
    """Inner weights (q, q): the correlation of latents joined by a path, in either direction."""
    return np.where(drives | drives.T, scores, 0.0)


def index_weights(weights: Floats, deviations: Floats, structure: Structure) -> Floats:
    """The weight of each item, in its own points, in the index of its latent, (p,); those of a latent add up to 1.

    ``w_j / sd_j`` over their sum, with standard deviations (p,) on the scale 0 to 100. The index of a latent is then
    the weighted mean of the items' indices, from 0 to 100 where no weight is negative.

    Source: Tenenhaus and others (2005), section 2.3.3; Fornell and others (1996), Journal of Marketing 60, 7-18.

    >>> one = Structure(("Satisfaction",), np.array([0, 0]), np.array([[False]]))
    >>> index_weights(np.array([0.5, 0.5]), np.array([10.0, 30.0]), one).tolist()
    [0.75, 0.25]
    """
    return (weights / deviations) * index_deviations(weights, deviations, structure)[structure.member]


def index_deviations(weights: Floats, deviations: Floats, structure: Structure) -> Floats:
    """The standard deviation of each latent's index over respondents, (q,): ``1 / sum(w_j / sd_j)``.

    A coefficient or effect times that of the driven latent, over that of the driver, is in points of the indices.
    """
    return np.asarray(1 / np.bincount(structure.member, weights / deviations, len(structure.latents)))


def reliability(correlations: Floats, loadings: Floats, structure: Structure) -> Reliability:
    """Reliability of each latent from the correlations of its items (p, p) and their loadings (p,).

    alpha = k r / (1 + (k - 1) r) with the mean correlation r of the k items; rho = (sum l)^2 / ((sum l)^2 + sum (1 -
    l^2)) with the loadings l on the first principal component; ave = mean of the squared loadings of the model.

    Source: Cronbach (1951), Psychometrika 16; Werts, Linn, Joreskog (1974) and Tenenhaus and others (2005), section
    2.1.1; Fornell and Larcker (1981), Journal of Marketing Research 18.

    >>> one = Structure(("Satisfaction",), np.array([0, 0]), np.array([[False]]))
    >>> found = reliability(np.array([[1, 0.5], [0.5, 1]]), np.array([0.9, 0.8]), one)
    >>> [values.round(6).tolist() for values in (found.alpha, found.rho, found.ave, found.first)]
    [[0.666667], [0.857143], [0.725], [1.5]]
    """
    found = np.full((5, len(structure.latents)), np.nan)
    for latent in range(len(structure.latents)):
        own = np.flatnonzero(structure.member == latent)
        k = len(own)
        if k < 2:
            continue
        block = correlations[np.ix_(own, own)]
        r = (block.sum() - k) / (k * (k - 1))
        values, vectors = np.linalg.eigh(block)
        component = vectors[:, -1] * np.sqrt(values[-1])
        squared = component.sum() ** 2
        rho = squared / (squared + (1 - component**2).sum())
        found[:, latent] = k * r / (1 + (k - 1) * r), rho, (loadings[own] ** 2).mean(), values[-1], values[-2]
    return Reliability(*found)


def _scaled(weights: Floats, correlations: Floats, blocks: Flags) -> Floats:
    spread = weights[:, None] * blocks
    variance = np.einsum("ij,ik,kj->j", spread, correlations, spread)
    if not (variance > 0).all():
        raise InputError("paths-not-positive")
    return np.asarray((spread / np.sqrt(variance)).sum(axis=1))


def _regressions(scores: Floats, drives: Flags) -> Floats:
    """Standardised regression coefficients of each latent on those that drive it, in its column."""
    found = np.zeros_like(scores)
    for latent in np.flatnonzero(drives.any(axis=0)):
        own = np.flatnonzero(drives[:, latent])
        among = scores[np.ix_(own, own)]
        if np.linalg.eigvalsh(among)[0] < _SINGULAR:
            raise _CollinearError(int(latent))
        found[own, latent] = np.linalg.solve(among, scores[own, latent])
    return found


SCHEMES: Mapping[str, Method[InnerFunction]] = {
    "path": Method(
        path_scheme,
        formula="inner weights: regression coefficients of what drives the latent, correlations with what it drives",
        source="Lohmöller (1989), Latent Variable Path Modeling with Partial Least Squares; Tenenhaus et al. (2005)",
        use="PLS path model, the usual scheme: takes the direction of the paths into account",
    ),
    "centroid": Method(
        centroid_scheme,
        formula="inner weights: the sign of the correlation of latents joined by a path",
        source="Wold (1982), in Jöreskog and Wold, Systems under Indirect Observation; Tenenhaus et al. (2005)",
        use="PLS path model: leaves the strength and direction of the paths out of the weights",
    ),
    "factor": Method(
        factor_scheme,
        formula="inner weights: the correlation of latents joined by a path",
        source="Lohmöller (1989), Latent Variable Path Modeling with Partial Least Squares; Tenenhaus et al. (2005)",
        use="PLS path model: leaves the direction of the paths out of the weights",
    ),
}

MODELS: Mapping[str, Method[Any]] = {
    **SCHEMES,
    "path-coefficient": Method(
        fit,
        formula="least squares of the driven latent's score on those of its drivers; total effects (I − B)⁻¹ − I",
        source="Tenenhaus and others (2005), PLS path modeling, Computational Statistics & Data Analysis 48, 159-205",
        use="PLS path model, mode A, standardised; association along a theory of paths that is given, not found",
    ),
    "path-index": Method(
        index_weights,
        formula="Σ (w_j / sd_j) · index_j / Σ (w_j / sd_j), items from 0 to 100",
        source="Fornell et al. (1996), Journal of Marketing 60, 7-18; Tenenhaus et al. (2005)",
        use="Index of a latent, computed as in EPSI and ACSI; only their owners publish the branded indices",
    ),
    "path-impact": Method(
        index_deviations,
        formula="total effect · sd(index of the driven) / sd(index of the driver)",
        source="unstandardised total effect; Fornell et al. (1996), Journal of Marketing 60, 7-18",
        use="Points of the driven index that go with one point of the driver's index",
    ),
    "path-reliability": Method(
        reliability,
        formula="alpha = kr/(1 + (k − 1)r), r the mean correlation; rho = (Σc)²/((Σc)² + Σ(1 − c²)), "
        "c the loadings on the first principal component; AVE = mean of the squared loadings",
        source="Cronbach (1951), Psychometrika 16; Tenenhaus et al. (2005); Fornell and Larcker (1981), JMR 18",
        use="Whether the items of a latent belong together: alpha and rho above 0.7, AVE above 0.5",
    ),
    "jackknife": Method(
        jackknife.standard_error,
        formula="sqrt((G − 1)/G · Σ (θ without group g − θ)²), t with G − 1; G = 50 random groups of respondents",
        source="Quenouille (1956), Biometrika 43; Wolter (2007), Introduction to Variance Estimation, chapter 4",
        use="Standard errors of what has no formula of its own: weights, paths, effects, indices of a path model",
    ),
}
