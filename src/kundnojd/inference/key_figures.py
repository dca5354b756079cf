"""Key figures worked out from rows of numbers: what was lost of what there was, means, medians, concentration.

Every function takes (level, *inputs): the confidence level (0 to 1) and one array for each input of its formula, a
value for each row of a unit and period, NaN where a cell is empty. It gives a `Found`. Shares and rates are in per
cent. Rows in which an input of several is empty are left out by the caller, see `kundnojd.analyses.figure_rows`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from kundnojd.inference import estimates, sums
from kundnojd.inference.distributions import t_quantile, z_quantile
from kundnojd.inference.intervals import score_ends
from kundnojd.inference.sums import FloatArray

NAN = math.nan


class Found(NamedTuple):
    """A figure; ``n`` cases stand behind it, NaN where that is not known.

    Without an error of its own it is counted, and ``se``, ``lower`` and ``upper`` are NaN.
    """

    value: float
    n: float = NAN
    se: float = NAN
    lower: float = NAN
    upper: float = NAN


NOTHING = Found(NAN)
Function = Callable[..., Found]


def share(level: float, part: FloatArray, whole: FloatArray) -> Found:
    """The share of the whole, in per cent, with Wilson's interval; no interval where it is none, over 100 %.

    Source: Wilson (1927), Journal of the American Statistical Association 22.

    >>> [round(one, 2) for one in share(0.95, np.array([37.0]), np.array([412.0]))]
    [8.98, 412.0, 1.41, 6.59, 12.13]
    """
    k, n = float(part.sum()), float(whole.sum())
    if not n > 0:
        return NOTHING
    p = k / n
    if not 0 <= p <= 1:
        return Found(100 * p, n)  # the caller says that the file is wrong
    ends = score_ends(np.asarray(p), np.asarray(1 / n), np.asarray(z_quantile(level)))
    se = 100 * math.sqrt(max(p * (1 - p), 0.0) / (n - 1)) if n > 1 else NAN
    return Found(100 * p, n, se, 100 * float(ends[0]), 100 * float(ends[1]))


def kept(level: float, lost: FloatArray, start: FloatArray) -> Found:
    """The share of those at the start that is still there: 1 - churn.

    >>> round(kept(0.95, np.array([37.0]), np.array([412.0])).value, 2)
    91.02
    """
    return share(level, start - lost, start)


def positive_share(level: float, values: FloatArray) -> Found:
    """The share of the rows that are above 0, in per cent, with Wilson's interval.

    >>> round(positive_share(0.95, np.array([10.0, 5.0, -3.0, 0.0])).value, 1)
    50.0
    """
    return share(level, (values > 0).astype(float), np.ones_like(values))


def stay(level: float, lost: FloatArray, start: FloatArray) -> Found:
    """The mean stay in periods, 1 / churn, if as many leave in every period; the interval is that of the churn.

    >>> round(stay(0.95, np.array([12.0]), np.array([100.0])).value, 2)
    8.33
    """
    churn = share(level, lost, start)
    if not 0 < churn.value <= 100:
        return NOTHING
    upper = 100 / churn.lower if churn.lower > 0 else math.inf
    return Found(100 / churn.value, churn.n, NAN, 100 / churn.upper, upper)


def ratio(_: float, part: FloatArray, whole: FloatArray) -> Found:
    """What one sum is of another, in per cent, counted: hours, money.

    >>> ratio(0.95, np.array([30.0, 20.0]), np.array([400.0, 600.0])).value
    5.0
    """
    total = float(whole.sum())
    return Found(100 * float(part.sum()) / total) if total else NOTHING


def growth(_: float, now: FloatArray, before: FloatArray) -> Found:
    """The growth since the same months a year before, in per cent.

    >>> growth(0.95, np.array([110.0]), np.array([100.0])).value
    10.0
    """
    first = float(before.sum())
    return Found(100 * (float(now.sum()) - first) / first) if first else NOTHING


def margin(_: float, revenue: FloatArray, cost: FloatArray) -> Found:
    """What is left of the revenue when its variable cost is paid, in per cent.

    >>> margin(0.95, np.array([200.0]), np.array([150.0])).value
    25.0
    """
    total = float(revenue.sum())
    return Found(100 * (total - float(cost.sum())) / total) if total else NOTHING


def lifetime_value(
    _: float, yearly: FloatArray, retention: FloatArray, discount: FloatArray, acquisition: FloatArray | None = None
) -> Found:
    """The life-time value of a customer whose first margin comes after a year: m r / (1 + d - r), less acquisition.

    ``retention`` and ``discount`` are parts of 1. Source: Gupta and Lehmann (2003), Journal of Interactive Marketing
    17, 9-24.

    >>> round(lifetime_value(0.95, np.array([1000.0]), np.array([0.8]), np.array([0.1])).value, 2)
    2666.67
    """
    m, r, d = (float(one.mean()) for one in (yearly, retention, discount))
    cost = 0.0 if acquisition is None else float(acquisition.mean())
    return Found(m * r / (1 + d - r) - cost) if 0 <= r < 1 + d else NOTHING


def lifetime_value_now(
    _: float, yearly: FloatArray, retention: FloatArray, discount: FloatArray, acquisition: FloatArray | None = None
) -> Found:
    """The life-time value of a customer whose first margin comes now: m (1 + d) / (1 + d - r), less acquisition.

    >>> round(lifetime_value_now(0.95, np.array([1000.0]), np.array([0.8]), np.array([0.1])).value, 2)
    3666.67
    """
    m, r, d = (float(one.mean()) for one in (yearly, retention, discount))
    cost = 0.0 if acquisition is None else float(acquisition.mean())
    return Found(m * (1 + d) / (1 + d - r) - cost) if 0 <= r < 1 + d else NOTHING


def mean(level: float, values: FloatArray) -> Found:
    """The mean of the rows with Student's interval; of a single row the value as it stands.

    >>> [round(one, 2) for one in mean(0.95, np.array([1.0, 2.0, 3.0]))]
    [2.0, 3.0, 0.58, -0.48, 4.48]
    """
    if len(values) < 2:
        return Found(float(values[0])) if len(values) else NOTHING
    cell = estimates.of(sums.of(values.tolist()), (-math.inf, math.inf))
    half = float(t_quantile(level, cell.df) * cell.se)
    value = float(cell.mean)
    return Found(value, float(cell.n), float(cell.se), value - half, value + half)


def mean_of_means(level: float, values: FloatArray, se: FloatArray, n: FloatArray | None = None) -> Found:
    """Means with their standard errors, laid together by their ``n``: sum n m / sum n, with sqrt(sum (n se)^2) / sum n.

    The interval is Student's with n - 1 degrees of freedom, normal where n is not given; then there may be one row.

    >>> [round(one, 2) for one in mean_of_means(0.95, np.array([70.1]), np.array([1.4]))][::3]
    [70.1, 67.36]
    """
    if not len(values) or (n is None and len(values) > 1):
        return NOTHING
    weights = np.ones_like(values) if n is None else n
    total = float(weights.sum())
    if not total > 0:
        return NOTHING
    value = float((weights * values).sum()) / total
    error = math.sqrt(float(((weights * se) ** 2).sum())) / total
    df = np.asarray(math.inf if n is None else total - 1)
    half = error * (z_quantile(level) if n is None else float(t_quantile(level, df)))
    return Found(value, NAN if n is None else total, error, value - half, value + half)


def contribution(
    level: float,
    sales: FloatArray,
    direct: FloatArray,
    contacts: FloatArray,
    contact_cost: FloatArray,
    hours: FloatArray,
    rate: FloatArray,
) -> Found:
    """Money left for each customer: sales - direct cost - contacts x cost - complaint hours x rate; `mean` of the rows.

    >>> ones = np.ones(1)
    >>> contribution(0.95, 1000 * ones, 600 * ones, 4 * ones, 25 * ones, 2 * ones, 50 * ones).value
    200.0
    """
    return mean(level, sales - direct - contacts * contact_cost - hours * rate)


def total(_: float, values: FloatArray) -> Found:
    """The sum of the rows, counted.

    >>> total(0.95, np.array([1.0, 2.0])).value
    3.0
    """
    return Found(float(values.sum())) if len(values) else NOTHING


def single(_: float, values: FloatArray) -> Found:
    """The value of the only row; nothing where there are several.

    >>> single(0.95, np.array([4.0])).value
    4.0
    """
    return Found(float(values[0])) if len(values) == 1 else NOTHING


def number(level: float, values: FloatArray) -> Found:
    """How many there were, with the exact interval of a Poisson count.

    Source: Garwood (1936), Biometrika 28, 437-442.

    >>> [round(one, 2) for one in number(0.95, np.array([10.0]))][2:]
    [3.16, 4.8, 18.39]
    """
    from scipy.special import chdtri

    if not len(values):
        return NOTHING
    k, tail = float(values.sum()), (1 - level) / 2
    lower = float(chdtri(2 * k, 1 - tail)) / 2 if k > 0 else 0.0
    return Found(k, k, math.sqrt(k), lower, float(chdtri(2 * k + 2, tail)) / 2)


def median(level: float, values: FloatArray) -> Found:
    """The median with an interval between two of the ordered values: see `quantile`.

    >>> [round(one, 1) for one in median(0.95, np.arange(1.0, 12.0))][::3]
    [6.0, 2.0]
    """
    return quantile(level, values, 0.5)


def ninth_decile(level: float, values: FloatArray) -> Found:
    """The 90th percentile: nine of ten are not above it.

    >>> round(ninth_decile(0.95, np.arange(1.0, 101.0)).value, 1)
    90.1
    """
    return quantile(level, values, 0.9)


def quantile(level: float, values: FloatArray, part: float) -> Found:
    """A quantile (R's type 7) with an interval from order statistics, whose coverage is at least the level.

    The ends are the ordered values between which a binomial count with n and ``part`` says that the quantile lies;
    where there are too few values for an end, it is unknown.
    Source: Thompson (1936), Annals of Mathematical Statistics 7, 122-128.

    >>> [round(one, 1) for one in quantile(0.95, np.arange(1.0, 12.0), 0.5)]
    [6.0, 11, nan, 2.0, 10.0]
    """
    from scipy.special import bdtr

    n = len(values)
    if not n:
        return NOTHING
    ordered, tail = np.sort(values), (1 - level) / 2
    below = bdtr(np.arange(n), n, part)  # P(at most k of n below the quantile)
    low = int(np.searchsorted(below, tail, side="right"))  # order statistics below it that are sure
    high = int(np.searchsorted(below, 1 - tail, side="left"))
    lower = float(ordered[low - 1]) if low >= 1 else NAN
    upper = float(ordered[high]) if high < n else NAN
    return Found(float(np.quantile(values, part)), n, NAN, lower, upper)


def top_share(_: float, values: FloatArray, part: FloatArray) -> Found:
    """What the largest ``part`` of the rows (0.2: every fifth, at least one) have of the sum, in per cent.

    >>> top_share(0.95, np.array([50.0, 20, 10, 10, 10]), np.array([0.2])).value
    50.0
    """
    whole = float(values.sum())
    if not whole > 0:
        return NOTHING
    many = max(1, math.floor(float(part[0]) * len(values) + 0.5))
    return Found(100 * float(np.sort(values)[::-1][:many].sum()) / whole)


def herfindahl(_: float, values: FloatArray) -> Found:
    """How much lies with few: the sum of the squared shares of the rows, 1 where one has all, 1/n where all have alike.

    Source: Herfindahl (1950), Concentration in the Steel Industry; Hirschman (1945).

    >>> round(herfindahl(0.95, np.array([50.0, 30, 20])).value, 2)
    0.38
    """
    whole = float(values.sum())
    return Found(float(((values / whole) ** 2).sum())) if whole > 0 else NOTHING
