"""Two surveys of the same units beside each other, or a survey and a table of figures, and how surely they go together.

The first side (x) is the one that may explain: the staff, or the survey where the other side is a table of figures. The
units are the joined ones with a figure that is shown on both sides; a unit that is hidden on one side is in nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kundnojd.inference import ADJUSTMENTS
from kundnojd.inference.linkage import LEAST_RELIABILITY, Closed, Pairs, Seen, closed, seen, slope_limits
from kundnojd.inference.linkage_lag import Lagged, lagged
from kundnojd.inference.linkage_likelihood import Fitted, reml, reml_without_each

LEAST_UNITS = 8
FIRM_UNITS = 20  # the limits and the bias are proven from here on
AT_EDGE = 0.995  # a correlation that would be printed as 1.00
MUCH = 0.2  # that a unit may move the correlation


@dataclass(frozen=True)
class Known:
    """A figure of a unit in a wave: ``se`` its own standard error, ``variance`` the sampling variance that is used.

    The variance is that of single answers pooled over the units, divided by the unit's base. ``status`` is ok,
    low-base, hidden or empty; ``n`` and the limits are NaN where there are none.
    """

    value: float
    variance: float = 0.0
    n: float = float("nan")
    se: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")
    status: str = "ok"

    @property
    def is_shown(self) -> bool:
        """Whether there is a figure."""
        return self.status in {"ok", "low-base"} and not np.isnan(self.value) and not np.isnan(self.variance)


@dataclass(frozen=True)
class Side:
    """A measure of one file for every unit and wave.

    ``measure`` is the name of a measure, or of the column of a table of figures (``is_table``). ``covariances`` are
    those of the sampling errors of a unit in a wave and in the one before, by (unit, wave), where respondents are
    followed.
    """

    measure: str
    kind: str
    units: tuple[str, ...]
    waves: tuple[str, ...]
    figures: Mapping[tuple[str, str], Known]
    is_table: bool = False
    covariances: Mapping[tuple[str, str], float] | None = None

    def of(self, unit: str, wave: str) -> Known:
        """The figure of a unit in a wave."""
        return self.figures.get((unit, wave), Known(float("nan"), status="empty"))


@dataclass(frozen=True)
class Matched:
    """A unit that both sides have: its name and what it is called on each side."""

    name: str
    x: str
    y: str


@dataclass(frozen=True)
class Unit:
    """A unit of a link: its figures, and the correlation of the others (NaN where there is none)."""

    name: str
    x: Known
    y: Known
    without: float = float("nan")

    @property
    def is_used(self) -> bool:
        """Whether it is shown on both sides."""
        return self.x.is_shown and self.y.is_shown

    @property
    def status(self) -> str:
        """Hidden where one side is; empty where one side has no figure; low-base where one is."""
        both = (self.x.status, self.y.status)
        return next((word for word in ("hidden", "empty", "low-base") if word in both), "ok")


@dataclass(frozen=True)
class Lag:
    """Whether ``leads`` (x or y) in ``wave`` goes with the other side in ``later``, its earlier figure given."""

    leads: str
    wave: str
    later: str
    units: int
    found: Lagged
    status: str
    has_covariances: bool


@dataclass(frozen=True)
class Link:
    """What was found of two measures; ``status`` is ok, low-base (under 20 units), too-few-units or too-little-between.

    ``verdict`` is together, opposite, not-shown or none, by the t test of the observed correlation, corrected where
    there are several links (``p_adjusted``). ``slope`` is standard error, lower and upper of the moment slope.
    ``least`` and ``most`` are the unit without which the correlation is lowest and highest, and ``turns`` the units
    without which the verdict is another one.
    """

    x: Side
    y: Side
    wave_x: str
    wave_y: str
    units: tuple[Unit, ...]
    status: str
    seen: Seen | None = None
    closed: Closed | None = None
    fitted: Fitted | None = None
    slope: tuple[float, float, float] = (float("nan"),) * 3
    p_adjusted: float = float("nan")
    verdict: str = "none"
    turns: tuple[str, ...] = ()
    lags: tuple[Lag, ...] = ()

    @property
    def used(self) -> tuple[Unit, ...]:
        """The units with a figure that is shown on both sides."""
        return tuple(unit for unit in self.units if unit.is_used)

    @property
    def has_estimate(self) -> bool:
        """Whether the correlation is told, and not its limits alone."""
        return self.status in {"ok", "low-base"} and self.fitted is not None and abs(self.fitted.rho) < AT_EDGE


@dataclass(frozen=True)
class LinkOptions:
    """What the user chose: ``level`` of the limits, ``adjust`` a name in `ADJUSTMENTS` for several links."""

    level: float = 0.95
    adjust: str = "bh"


def link(
    sides: Sequence[tuple[Side, Side]],
    matched: Sequence[Matched],
    waves: Sequence[tuple[str, str]],
    options: LinkOptions,
) -> tuple[Link, ...]:
    """A link for each pair of sides, in the last of ``waves``, which are those that both have, as each calls them.

    With two waves or more the links hold the lags from the last but one to the last.
    """
    found = [_one(x, y, matched, waves, options) for x, y in sides]
    p = np.array([one.seen.p_value if one.seen else np.nan for one in found])
    tested = ~np.isnan(p)
    adjusted = np.full(len(found), np.nan)
    adjusted[tested] = ADJUSTMENTS[options.adjust].function(p[tested])
    return tuple(
        _judged(one, float(p_value), float(corrected), options)
        for one, p_value, corrected in zip(found, p, adjusted, strict=True)
    )


def pairs_of(units: Sequence[Unit]) -> Pairs:
    """The arrays of units that are used."""
    x, y = [unit.x for unit in units], [unit.y for unit in units]
    columns = ([one.value for one in x], [one.value for one in y], [one.variance for one in x])
    return Pairs(*(np.array(column, dtype=float) for column in (*columns, [one.variance for one in y])))


def _one(x: Side, y: Side, matched: Sequence[Matched], waves: Sequence[tuple[str, str]], options: LinkOptions) -> Link:
    wave_x, wave_y = waves[-1]
    units = [Unit(one.name, x.of(one.x, wave_x), y.of(one.y, wave_y)) for one in matched]
    made = Link(x, y, wave_x, wave_y, tuple(units), "too-few-units")
    used = made.used
    if len(used) < LEAST_UNITS:
        return made
    pairs = pairs_of(used)
    plain, moments = seen(pairs, options.level), closed(pairs, options.level)
    fitted = reml(pairs, options.level)
    told = replace(made, seen=plain, closed=moments, fitted=fitted, lags=_lags(x, y, matched, waves, options))
    if min(moments.reliability_x, moments.reliability_y) < LEAST_RELIABILITY or np.isnan(fitted.rho):
        return replace(told, status="too-little-between")
    without = dict(zip((unit.name for unit in used), reml_without_each(pairs).tolist(), strict=True))
    return replace(
        told,
        status="low-base" if len(used) < FIRM_UNITS else "ok",
        units=tuple(replace(unit, without=without.get(unit.name, np.nan)) for unit in units),
        slope=slope_limits(pairs, options.level),
    )


def _judged(one: Link, p_value: float, adjusted: float, options: LinkOptions) -> Link:
    if one.seen is None or np.isnan(p_value):
        return one
    verdict = _verdict(one.seen.r, adjusted, options)
    used = one.used
    pairs = pairs_of(used)
    # What the correction for several links does to a p-value it does to that without a unit, about.
    factor = adjusted / p_value if p_value > 0 else 1.0
    turns = []
    for place, unit in enumerate(used):
        own = seen(pairs.without(place), options.level)
        if _verdict(own.r, min(own.p_value * factor, 1.0), options) != verdict:
            turns.append(unit.name)
    return replace(one, p_adjusted=adjusted, verdict=verdict, turns=tuple(turns))


def _verdict(r: float, p_value: float, options: LinkOptions) -> str:
    if not p_value < 1 - options.level:
        return "not-shown"
    return "together" if r > 0 else "opposite"


def _lags(
    x: Side, y: Side, matched: Sequence[Matched], waves: Sequence[tuple[str, str]], options: LinkOptions
) -> tuple[Lag, ...]:
    """Both directions over the last two waves."""
    if len(waves) < 2:
        return ()
    (early_x, early_y), (late_x, late_y) = waves[-2], waves[-1]
    forward = [(x.of(one.x, early_x), y.of(one.y, early_y), y.of(one.y, late_y)) for one in matched]
    back = [(y.of(one.y, early_y), x.of(one.x, early_x), x.of(one.x, late_x)) for one in matched]
    in_common = [(side.covariances or {}).get((unit, late), 0.0) for one in matched for side, unit, late in (
        (y, one.y, late_y), (x, one.x, late_x))]  # fmt: skip
    return (
        _lag("x", (early_x, late_y), forward, in_common[::2], y.covariances is not None, options),
        _lag("y", (early_y, late_x), back, in_common[1::2], x.covariances is not None, options),
    )


def _lag(
    leads: str,
    waves: tuple[str, str],
    triples: Sequence[tuple[Known, Known, Known]],
    in_common: Sequence[float],
    has_covariances: bool,  # noqa: FBT001 - a field of the result
    options: LinkOptions,
) -> Lag:
    kept = [place for place, triple in enumerate(triples) if all(one.is_shown for one in triple)]
    nan = float("nan")
    nothing = Lagged(nan, nan, nan, nan, nan, nan, nan)
    if len(kept) < LEAST_UNITS:
        return Lag(leads, *waves, len(kept), nothing, "too-few-units", has_covariances)
    figures = np.array([[one.value for one in triples[place]] for place in kept])
    errors = np.zeros((len(kept), 3, 3))
    errors[:, [0, 1, 2], [0, 1, 2]] = [[one.variance for one in triples[place]] for place in kept]
    errors[:, 1, 2] = errors[:, 2, 1] = [in_common[place] for place in kept]
    found = lagged(figures, errors, options.level)
    weak = np.isnan(found.lower) or found.reliability < LEAST_RELIABILITY
    firm = "ok" if len(kept) >= FIRM_UNITS else "low-base"
    return Lag(leads, *waves, len(kept), found, "too-little-between" if weak else firm, has_covariances)
