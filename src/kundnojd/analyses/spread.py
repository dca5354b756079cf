"""How much of a measure's variation lies between units, from the long frame of results.

Each measure and level of a hierarchy is a family. Everything is worked out from rows that are shown, so that nothing
is known of a hidden unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.analyses.ranking import LEAST_RELIABILITY
from kundnojd.inference import between, ranking
from kundnojd.inference.between import Anova, WithoutEach
from kundnojd.inference.distributions import t_quantile, z_quantile
from kundnojd.inference.ranking import Shrunken
from kundnojd.inference.sums import FloatArray

if TYPE_CHECKING:
    import pandas as pd

LEAST_UNITS = 8
SKEWED = (20.0, 80.0)  # per cent: outside these the interval of a share is too short
TRUE_UNITS = 0.95  # of the units lie within the span that is given
HALF = 50.0  # per cent of the variance between units, which one that stands out makes more than


@dataclass(frozen=True)
class Estimated:
    """A value with its limits; NaN where there is none."""

    value: float
    lower: float
    upper: float


_LEAST_VARIANCE = 1e-9  # where everybody in a unit answered alike
NOTHING = Estimated(np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Subject:
    """What a family is about; ``depth`` is its level in the hierarchy of units, from 1."""

    measure: str
    kind: str
    question: str
    wave: str
    depth: int


@dataclass(frozen=True)
class Units:
    """The units that take part: answers, effective answers and values in points, shape (k,) each.

    ``msw`` is the variance of single scores within units, in points squared.
    """

    names: tuple[str, ...]
    n: FloatArray
    bases: FloatArray
    values: FloatArray
    msw: float

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Units:
        """The units of rows of the long frame."""
        values, bases, n, se = (rows[name].to_numpy(float) for name in ("value", "n_eff", "n", "se"))
        return cls(tuple(rows["unit"]), n, bases, values, ranking.pooled_variance(se, bases))


@dataclass(frozen=True)
class Family:
    """The units of one measure on one level, beside the value of the whole.

    ``status`` is ok, too-few-units (under `LEAST_UNITS`: nothing more is known) or too-little-between (under half of
    the variance seen between the values is more than chance). ``icc`` is the share of the variance of single answers
    that lies between units, in per cent; ``tau`` the standard deviation between units and ``centre`` their mean, in
    points.
    """

    subject: Subject
    units: Units
    whole: float
    status: str
    anova: Anova
    icc: Estimated
    tau: Estimated
    centre: Estimated
    level: float
    drawn: Shrunken | None = None
    without: WithoutEach | None = None

    @property
    def span(self) -> tuple[float, float]:
        """Where 95 % of true units lie, in points."""
        reach = z_quantile(TRUE_UNITS) * self.tau.value
        return self.centre.value - reach, self.centre.value + reach

    @property
    def is_skewed(self) -> bool:
        """Whether it is a share so small or large that its interval is too short."""
        return self.subject.kind == "share" and not SKEWED[0] <= self.whole <= SKEWED[1]


def families(results: pd.DataFrame, depth: Mapping[str, int], level: float) -> tuple[Family, ...]:
    """A family for each measure and level of units of the newest wave; ``depth`` gives each unit's level."""
    newest = results[results["wave"] == results["wave"].iloc[-1]] if len(results) else results
    usable = newest[(newest["answer"] == "") & newest["value"].notna()]
    found = []
    for (measure, question), rows in usable.groupby(["measure", "question"], sort=False):
        whole = rows.loc[rows["unit"] == "", "value"]
        units = rows[rows["unit"] != ""]
        levels = units["unit"].map(depth)
        for own in sorted(set(levels)) if len(whole) else ():
            chosen = units[levels == own]
            first = chosen.iloc[0]
            subject = Subject(str(measure), str(first["kind"]), str(question), str(first["wave"]), int(own))
            found.append(family_of(subject, Units.of(chosen), float(whole.iloc[0]), level))
    return tuple(found)


def family_of(subject: Subject, units: Units, whole: float, level: float) -> Family:
    """What there is to say of some units beside a ``whole``."""
    k, values, msw = len(units.names), units.values, max(units.msw, _LEAST_VARIANCE)
    found = between.anova(values, units.bases, msw)
    if k < LEAST_UNITS or not msw > 0:
        return Family(subject, units, whole, "too-few-units", found, NOTHING, NOTHING, NOTHING, level)
    variances = msw / units.bases
    lower, upper = between.tau2_interval(values, variances, level, float(units.bases.sum()) - k)
    drawn = ranking.shrink(values, variances)
    half = float(t_quantile(level, np.asarray(k - 1.0))) / float(np.sqrt((1 / (variances + drawn.tau2)).sum()))
    return Family(
        subject,
        units,
        whole,
        "ok" if drawn.reliability >= LEAST_RELIABILITY else "too-little-between",
        found,
        # Where sizes differ much, the value and its limits can be a little out of step.
        _around(100 * max(found.icc, 0.0), *_shares_of(subject, (lower, upper), drawn.tau2, msw)),
        _around(float(np.sqrt(drawn.tau2)), float(np.sqrt(lower)), float(np.sqrt(upper))),
        Estimated(drawn.centre, drawn.centre - half, drawn.centre + half),
        level,
        drawn,
        between.without_each(values, variances),
    )


def _shares_of(subject: Subject, ends: tuple[float, float], tau2: float, msw: float) -> Iterator[float]:
    """The ends of the variance between units as parts of all variance, in per cent.

    The answers of a share vary by P (100 - P) in all, wherever that lies: more between units is less within them, so
    that their total is what stays. Held against that the ends hold as often as those of tau2 do.
    """
    for end in ends:
        yield 100 * (min(end / (tau2 + msw), 1.0) if subject.kind == "share" else end / (end + msw))


def _around(value: float, lower: float, upper: float) -> Estimated:
    return Estimated(value, min(lower, value), max(upper, value))


@dataclass(frozen=True)
class Alone:
    """The unit furthest from the others: ``residual`` in standard errors, ``fall`` of the variance without it.

    ``limit`` is how far chance takes the furthest of so many units, ``first`` how far it would if the variance between
    the others were known. ``verdict`` is sure beyond the limit and perhaps beyond the first one, in both cases where
    more than half of the variance between units (``fall``, in per cent) is gone without the unit; else it is none, as
    for a unit with few answers.
    """

    place: int
    name: str
    residual: float
    first: float
    limit: float
    fall: float
    verdict: str


def limits(own: Family) -> tuple[float, float]:
    """How far the furthest of the units comes by chance, in standard errors: by the normal, and by t with k - 2.

    The normal takes the variance between the others as known; with 10 units that calls one in a fifth of all surveys
    without any that stands out, and t in a twentieth (tests/benchmarks/between.md).
    """
    k = len(own.units.names)
    level = 1 - (1 - own.level) / k
    return z_quantile(level), float(t_quantile(level, np.asarray(k - 2.0)))


def alone(own: Family) -> Alone | None:
    """The unit that lies furthest from the others; nothing where there are too few units."""
    if own.drawn is None or own.without is None:
        return None
    residuals = own.without.residual
    place = int(np.argmax(np.abs(residuals)))
    residual, (first, limit) = float(residuals[place]), limits(own)
    tau2, left = own.drawn.tau2, float(own.without.tau2[place])
    fall = 100 * max(1 - left / tau2, 0.0) if tau2 > 0 else 0.0
    makes_it = fall > HALF and own.units.n[place] >= LOW_BASE
    verdict = "sure" if abs(residual) > limit else "perhaps" if abs(residual) > first else "none"
    return Alone(place, own.units.names[place], residual, first, limit, fall, verdict if makes_it else "none")


@dataclass(frozen=True)
class Below:
    """How many units truly lie below a ``limit``: ``share`` in per cent, and from ``least`` to ``most`` of them."""

    limit: float
    share: float
    least: int
    most: int


def below(own: Family, limit: float) -> Below | None:
    """The units truly below a limit in points; nothing where there are too few units."""
    if own.drawn is None:
        return None
    chances = between.chances_below(own.drawn.values, own.drawn.se, limit)
    return Below(limit, 100 * float(chances.mean()), *between.count_interval(chances, own.level))
