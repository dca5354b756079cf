"""What those who did not answer may do to a figure: bounds, composition against the frame, unevenness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kundnojd.inference.method import Method
from kundnojd.inference.sums import FloatArray


@dataclass(frozen=True)
class ChiSquare:
    """A chi-square statistic with its degrees of freedom and p-value.

    >>> ChiSquare(0.0, 1, 1.0).p_value
    1.0
    """

    statistic: float
    df: int
    p_value: float


def bounds(value: FloatArray, rate: FloatArray, low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """The least and the most that a mean over everybody in the frame can be; arrays that broadcast.

    ``rate v + (1 - rate) low`` and ``rate v + (1 - rate) high``: those who did not answer may all stand at one end of
    the range, or at the other. ``rate`` is the share of the frame that ``value`` is of, from 0 to 1.
    Source: Manski (1990), American Economic Review 80, 319-323.

    >>> least, most = bounds(np.float64(70.0), np.float64(0.4), 0.0, 100.0)
    >>> float(least), float(most)
    (28.0, 88.0)
    """
    known = rate * value
    return np.asarray(known + (1 - rate) * low), np.asarray(known + (1 - rate) * high)


def against_frame(shares: FloatArray, frame: FloatArray, base: float) -> ChiSquare:
    """The composition of respondents against that of the frame they come from, both shares that add up to 1.

    ``base sum (s - f)^2 / f`` on k - 1 degrees of freedom, with the base of a share: n_eff / (1 - n / N), so that
    without weights it is the chi-square of respondents against those who did not answer.
    Source: Pearson (1900), Phil. Magazine 50; effective base: Rao and Scott (1981), Journal of the American Statistical
    Association 76.

    >>> found = against_frame(np.array([0.6, 0.4]), np.array([0.5, 0.5]), 100.0)
    >>> round(found.statistic, 6), found.df, round(found.p_value, 4)
    (4.0, 1, 0.0455)
    """
    statistic = base * float(np.sum((shares - frame) ** 2 / frame))
    return _chi_square(statistic, len(frame) - 1)


def evenness(answered: FloatArray, frame: FloatArray) -> ChiSquare:
    """Whether units answered at rates that differ more than chance makes them: answered x unit, shapes (U,).

    Pearson's chi-square of the table of those who answered and those who did not, on U - 1 degrees of freedom.
    Source: Pearson (1900), Phil. Magazine 50.

    >>> round(evenness(np.array([40.0, 60.0]), np.array([100.0, 100.0])).statistic, 6)
    8.0
    """
    rate = answered.sum() / frame.sum()
    if not 0 < rate < 1:
        return ChiSquare(0.0, len(frame) - 1, 1.0)
    statistic = float(np.sum((answered - rate * frame) ** 2 / (frame * rate * (1 - rate))))
    return _chi_square(statistic, len(frame) - 1)


def r_indicator(answered: FloatArray, frame: FloatArray) -> float:
    """How alike the response rates of the categories of a frame are: 1 - 2 S, 1 where they are all the same.

    S is the standard deviation, over everybody in the frame, of the response rate of their category; both shapes (K,).
    0 is the worst: half the frame answered and half did not. Source: Schouten, Cobben and Bethlehem (2009),
    Survey Methodology 35, 101-113.

    >>> r_indicator(np.array([50.0, 30.0]), np.array([100.0, 100.0]))
    0.8
    """
    rates = answered / frame
    mean = answered.sum() / frame.sum()
    spread = np.sum(frame * (rates - mean) ** 2) / frame.sum()
    return float(1 - 2 * np.sqrt(spread))


def thirds(answers: FloatArray) -> tuple[int, int]:
    """How many of the first and of the last days hold the third of the answers, as nearly as whole days allow.

    ``answers`` are those of each day in order, shape (D,), none zero. (0, 0) for a single day: it cannot be parted.
    Source: the comparison of early and late answers is that of Armstrong and Overton (1977), Journal of Marketing
    Research 14, 396-402.

    >>> thirds(np.array([50.0, 20, 10, 10, 10, 10, 10]))
    (1, 4)
    """
    if len(answers) < 2:
        return 0, 0
    third = answers.sum() / 3
    first = int(np.argmin(np.abs(np.cumsum(answers) - third))) + 1
    last = int(np.argmin(np.abs(np.cumsum(answers[::-1]) - third))) + 1
    return first, last


def _chi_square(statistic: float, df: int) -> ChiSquare:
    from scipy.special import chdtrc

    return ChiSquare(statistic, df, float(chdtrc(df, statistic)) if df else 1.0)


NONRESPONSE: Mapping[str, Method[Callable[..., Any]]] = {
    "response-rate": Method(
        np.divide,
        formula="answers / customers",
        source="AAPOR, Standard Definitions: RR2 where everybody is known to be eligible",
        use="A count of all customers, so it has no interval; low under 40 % of all or 30 % of a unit (SKR Insikt)",
    ),
    "bounds": Method(
        bounds,
        formula="r v + (1 − r) low to r v + (1 − r) high, r = answers to the question / eligible customers",
        source="Manski (1990), American Economic Review 80, 319-323",
        use="What a figure can be at worst and at best, whatever those who did not answer think",
    ),
    "composition": Method(
        against_frame,
        formula="X² = base · Σ(s − f)² / f, base = n_eff / (1 − n/N), K − 1 degrees of freedom",
        source="Pearson (1900), Phil. Magazine 50; Rao and Scott (1981), Journal of the American Statistical Assoc. 76",
        use="Whether those who answered are made up as the frame is; says nothing of what is not in the frame",
    ),
    "evenness": Method(
        evenness,
        formula="X² = Σ(n − rN)² / (r(1 − r)N) over units, U − 1 degrees of freedom",
        source="Pearson (1900), Phil. Magazine 50",
        use="Units that answer unevenly change the mix; uneven at p < .001 and over 15 points between the ends",
    ),
    "r-indicator": Method(
        r_indicator,
        formula="1 − 2 S(ρ), S the standard deviation of the response rates of the categories over the frame",
        source="Schouten, Cobben and Bethlehem (2009), Survey Methodology 35, 101-113",
        use="One figure for how evenly the categories of a frame answered; 1 is even. Only for what the frame knows",
    ),
    "early-late": Method(
        thirds,
        formula="last third of the answers of a wave, by whole days, − first third; tests as for two waves",
        source="Armstrong and Overton (1977), Journal of Marketing Research 14, 396-402",
        use="Late answers are a hint of those who never did, not a measurement of them",
    ),
}
