"""The correlation between the true figures of units by restricted maximum likelihood, with profile limits.

The true figures (xi, eta) of the k units are bivariate normal with standard deviations tau_x and tau_y and correlation
rho; what is seen is x = xi + e and y = eta + f with known sampling variances (`kundnojd.inference.linkage.Pairs`). For
a given rho the likelihood is maximised over log tau_x and log tau_y by Newton's method, for many rho at once: arrays of
parameters have the shape (P,), the units come as a last axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kundnojd.inference.distributions import t_quantile
from kundnojd.inference.linkage import Pairs
from kundnojd.inference.sums import FloatArray

_EDGE = 1 - 1e-7  # stands for a correlation of 1
_GRID = 41
_ZOOM = 21  # points between two points of the grid before
_ZOOMS = 4  # to the limits; the maximum is found by its slope in the end
_ZOOMS_TO_TOP, _ZOOM_TO_TOP = 3, 9
_NEAR = 3  # points of the grid on either side that the maximum moves at most where a unit is left out
_PASSES = 40
_SMALL, _LARGE = -7.0, 2.0  # log tau in units of the standard deviation seen
_STARTS = ((1.0, 1.0), (0.22, 1.0), (1.0, 0.22))  # times the moment estimates
_STEP = 1e-5  # for the second derivatives
_DONE = 1e-9


@dataclass(frozen=True)
class Fitted:
    """The most likely ``rho`` (-1 to 1) with its limits, ``tau_x``, ``tau_y`` in points and the ``slope``.

    ``slope`` is rho tau_y / tau_x: points of y per point of x between true figures. ``ratio`` is twice the loss of log
    likelihood at rho = 0. NaN, with limits -1 and 1, where a side does not vary.
    """

    rho: float
    lower: float
    upper: float
    tau_x: float
    tau_y: float
    slope: float
    ratio: float


@dataclass(frozen=True)
class _Profile:
    """The best fit at each rho, (P,): half the deviance and its slope in rho, and log tau."""

    rho: FloatArray
    half: FloatArray
    slope: FloatArray
    a: FloatArray
    b: FloatArray

    def __getitem__(self, index: Any) -> _Profile:
        return _Profile(*(getattr(self, name)[index] for name in ("rho", "half", "slope", "a", "b")))


def reml(pairs: Pairs, level: float) -> Fitted:
    """The correlation with limits where twice the loss of log likelihood is F(level; 1, k - 2).

    Where that is not reached before -1 or 1 the limit is that. Source: restricted likelihood of a bivariate
    random-effects model with known error variances: van Houwelingen, Arends and Stijnen (2002), Statistics in Medicine
    21; R metafor, rma.mv(struct = "UN"). F for chi-square: simulation (tests/benchmarks/linkage.md).

    >>> x = np.array([60.0, 62, 64, 70, 74, 61, 75, 68])
    >>> y = np.array([50.0, 54, 51, 60, 58, 55, 64, 52])
    >>> found = reml(Pairs(x, y, 0 * x + 5, 0 * x + 3), 0.95)
    >>> round(found.rho, 3), round(found.lower, 3), round(found.upper, 3)
    (0.919, 0.105, 1.0)
    """
    scaled, sx, sy = _scaled(pairs)
    if not (sx > 0 and sy > 0):
        nan = float("nan")
        return Fitted(nan, -1.0, 1.0, nan, nan, nan, nan)
    grid = _first(scaled)
    top = _top(scaled, grid)
    nothing = _best(scaled, np.zeros(1), top.a, top.b)
    cut = float(t_quantile(level, np.asarray(len(pairs) - 2.0))) ** 2 / 2
    lower, upper = (_limit(scaled, grid, top, float(top.half[0]) + cut, side) for side in (-1, 1))
    rho, tau_x, tau_y = _whole(float(top.rho[0])), sx * float(np.exp(top.a[0])), sy * float(np.exp(top.b[0]))
    ratio = max(2 * float(nothing.half[0] - top.half[0]), 0.0)
    return Fitted(rho, lower, upper, tau_x, tau_y, rho * tau_y / tau_x, ratio)


def reml_without_each(pairs: Pairs) -> FloatArray:
    """The correlation without each of the units, shape (k,); NaN where what is left does not vary."""
    scaled, sx, sy = _scaled(pairs)
    found = np.full(len(pairs), np.nan)
    if not (sx > 0 and sy > 0):
        return found
    grid = _first(scaled)
    for unit in range(len(pairs)):
        others = scaled.without(unit)
        if np.ptp(others.x) > 0 and np.ptp(others.y) > 0:
            found[unit] = _whole(float(_top(others, _near_top(others, grid)).rho[0]))
    return found


def _near_top(data: Pairs, grid: _Profile) -> _Profile:
    """The profile of a part of the units near where that of all is at its maximum, or all of it if that is not here."""
    place = int(np.argmin(grid.half))
    near = slice(max(place - _NEAR, 0), place + _NEAR + 1)
    own = _best(data, grid.rho[near], grid.a[near], grid.b[near])
    best = int(np.argmin(own.half)) + near.start
    if best in {0, _GRID - 1} or near.start < best < min(near.stop, _GRID) - 1:
        return own
    return _best(data, grid.rho, grid.a, grid.b)


def _scaled(pairs: Pairs) -> tuple[Pairs, float, float]:
    """The figures with mean 0 and standard deviation 1, and the standard deviations."""
    sx, sy = float(np.std(pairs.x, ddof=1)), float(np.std(pairs.y, ddof=1))
    tiny = 1e-12
    if sx <= tiny * np.abs(pairs.x).max() or sy <= tiny * np.abs(pairs.y).max():
        return pairs, 0.0, 0.0
    x, y = (pairs.x - pairs.x.mean()) / sx, (pairs.y - pairs.y.mean()) / sy
    return Pairs(x, y, pairs.vx / sx**2, pairs.vy / sy**2), sx, sy


def _whole(rho: float) -> float:
    return float(np.sign(rho)) if abs(rho) >= _EDGE - 1e-9 else rho


def _first(data: Pairs) -> _Profile:
    """The profile over the grid of rho, from several starts."""
    rho = np.linspace(-1, 1, _GRID)
    rho[[0, -1]] = -_EDGE, _EDGE
    moments = [np.sqrt(max(1 - float(v.mean()), 0.05)) for v in (data.vx, data.vy)]
    starts = [np.log(np.array(moments) * start) for start in _STARTS]
    a, b = (np.repeat([start[side] for start in starts], _GRID) for side in (0, 1))
    every = _best(data, np.tile(rho, len(starts)), a, b)
    best = np.argmin(every.half.reshape(len(starts), _GRID), axis=0) * _GRID + np.arange(_GRID)
    return every[best]


def _top(data: Pairs, grid: _Profile) -> _Profile:
    """The profile at its maximum, one point: the grid is made finer around it, then the slope says where it is 0."""
    for _ in range(_ZOOMS_TO_TOP):
        place = int(np.argmin(grid.half))
        ends = grid.rho[max(place - 1, 0)], grid.rho[min(place + 1, len(grid.rho) - 1)]
        grid = _finer(data, grid[place], float(ends[0]), float(ends[1]), _ZOOM_TO_TOP)
    place = int(np.argmin(grid.half))
    step = -1 if grid.slope[place] > 0 else 1
    beside = place + step
    if not 0 <= beside < len(grid.rho):
        return grid[slice(place, place + 1)]
    near, far = grid.slope[place], grid.slope[beside]
    part = float(near / (near - far)) if near != far else 0.0
    if not 0 < part < 1:
        return grid[slice(place, place + 1)]
    rho = grid.rho[place] + part * (grid.rho[beside] - grid.rho[place])
    return _best(data, np.array([rho]), grid.a[place : place + 1], grid.b[place : place + 1])


def _limit(data: Pairs, grid: _Profile, top: _Profile, bound: float, side: int) -> float:
    """Where the profile passes the bound, going from the maximum to one side; the outermost such place."""
    beyond = grid.rho < top.rho[0] if side < 0 else grid.rho > top.rho[0]
    order = np.flatnonzero(beyond)[::-side]  # the outermost first
    inside = np.flatnonzero(grid.half[order] <= bound)
    if len(order) == 0 or (len(inside) and inside[0] == 0):
        return float(side)
    inner = grid[order[inside[0] : inside[0] + 1]] if len(inside) else top
    outer = grid[order[inside[0] - 1 : inside[0]]] if len(inside) else grid[order[-1:]]
    for _ in range(_ZOOMS):
        line = _finer(data, inner[0], float(inner.rho[0]), float(outer.rho[0]))
        first = max(int(np.argmax(line.half > bound)), 1)
        inner, outer = line[slice(first - 1, first)], line[slice(first, first + 1)]
    near, far = float(inner.half[0]), float(outer.half[0])
    part = (bound - near) / (far - near) if far > near else 0.0
    return float(inner.rho[0] + np.clip(part, 0, 1) * (outer.rho[0] - inner.rho[0]))


def _finer(data: Pairs, start: _Profile, low: float, high: float, points: int = _ZOOM) -> _Profile:
    rho = np.linspace(low, high, points)
    return _best(data, rho, np.full(points, start.a), np.full(points, start.b))


def _best(data: Pairs, rho: FloatArray, a: FloatArray, b: FloatArray) -> _Profile:
    """The most likely log tau for each rho, (P,), by Newton's method from the starts ``a`` and ``b``."""
    a, b = np.clip(a, _SMALL, _LARGE), np.clip(b, _SMALL, _LARGE)
    damping = np.full(len(rho), 1e-6)
    half, ga, gb, slope, haa, hab, hbb = _second(data, rho, a, b)
    moving = np.arange(len(rho))
    for _ in range(_PASSES):
        da, db = _newton(*(part[moving] for part in (ga, gb, haa, hab, hbb, damping)))
        at, bt = np.clip(a[moving] + da, _SMALL, _LARGE), np.clip(b[moving] + db, _SMALL, _LARGE)
        moved = np.maximum(np.abs(at - a[moving]), np.abs(bt - b[moving]))
        tried = _second(data, rho[moving], at, bt)
        better = tried[0] <= half[moving] + 1e-13
        good = moving[better]
        for kept, new in zip((half, ga, gb, slope, haa, hab, hbb, a, b), (*tried, at, bt), strict=True):
            kept[good] = new[better]
        damping[good] *= 0.1
        damping[moving[~better]] = np.maximum(damping[moving[~better]], 1e-3) * 10
        moving = moving[np.where(better, moved > _DONE, damping[moving] < 1e8)]
        if len(moving) == 0:
            break
    return _Profile(rho, half, slope, a, b)


def _newton(
    ga: FloatArray, gb: FloatArray, haa: FloatArray, hab: FloatArray, hbb: FloatArray, damping: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Steps downhill: Newton's with the curvature made positive, at most 1 long."""
    middle, spread = (haa + hbb) / 2, np.sqrt(((haa - hbb) / 2) ** 2 + hab**2)
    least = middle - spread
    shift = np.maximum(0.0, 1e-8 - least) * 2 + damping * (1 + np.abs(middle))
    haa, hbb = haa + shift, hbb + shift
    det = haa * hbb - hab**2
    da, db = -(hbb * ga - hab * gb) / det, -(haa * gb - hab * ga) / det
    size = np.maximum(np.abs(da), np.abs(db))
    scale = 1 / np.maximum(size, 1.0)
    return da * scale, db * scale


def _second(data: Pairs, rho: FloatArray, a: FloatArray, b: FloatArray) -> tuple[FloatArray, ...]:
    """Half the deviance, its first derivatives in a, b and rho, and the second ones in a and b."""
    at, bt = np.stack([a, a + _STEP, a]), np.stack([b, b, b + _STEP])
    half, ga, gb, slope = _deviance(data, np.broadcast_to(rho, at.shape), at, bt)
    haa, hbb = (ga[1] - ga[0]) / _STEP, (gb[2] - gb[0]) / _STEP
    hab = ((ga[2] - ga[0]) + (gb[1] - gb[0])) / (2 * _STEP)
    return half[0], ga[0], gb[0], slope[0], haa, hab, hbb


def _deviance(
    data: Pairs, rho: FloatArray, a: FloatArray, b: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Half the restricted deviance and its derivatives in a, b and rho; all of one shape.

    1/2 (sum log|V| + log|sum 1/V| + sum r'(1/V)r) with V = [[tau_x^2 + vx, rho tau_x tau_y], [.., tau_y^2 + vy]] and r
    the figures less their weighted mean.
    """
    tx, ty = np.exp(a), np.exp(b)
    cross = rho * tx * ty
    v11, v22, v12 = (tx**2)[..., None] + data.vx, (ty**2)[..., None] + data.vy, cross[..., None]
    det = v11 * v22 - v12**2
    w11, w22, w12 = v22 / det, v11 / det, -v12 / det
    s11, s22, s12 = w11.sum(-1), w22.sum(-1), w12.sum(-1)
    det_s = s11 * s22 - s12**2
    c11, c22, c12 = s22 / det_s, s11 / det_s, -s12 / det_s
    bx, by = w11 @ data.x + w12 @ data.y, w12 @ data.x + w22 @ data.y
    rx, ry = data.x - (c11 * bx + c12 * by)[..., None], data.y - (c12 * bx + c22 * by)[..., None]
    ux, uy = w11 * rx + w12 * ry, w12 * rx + w22 * ry
    half = 0.5 * (np.log(det).sum(-1) + np.log(det_s) + _dot(rx, ux) + _dot(ry, uy))
    q11, q12, q22 = _dot(w11, w11), _dot(w12, w12), _dot(w22, w22)
    q1112, q1222, q1122 = _dot(w11, w12), _dot(w12, w22), _dot(w11, w22)
    g11 = 0.5 * (s11 - (c11 * q11 + 2 * c12 * q1112 + c22 * q12) - _dot(ux, ux))
    g22 = 0.5 * (s22 - (c11 * q12 + 2 * c12 * q1222 + c22 * q22) - _dot(uy, uy))
    g12 = s12 - (c11 * q1112 + c12 * (q1122 + q12) + c22 * q1222) - _dot(ux, uy)
    return half, 2 * g11 * tx**2 + g12 * cross, 2 * g22 * ty**2 + g12 * cross, g12 * tx * ty


def _dot(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("...k,...k->...", one, other))
