"""Words that tell two groups of comments apart: in what order to show them, and which of them differ beyond chance.

A word counts once for each comment that holds it. The log-odds with a prior put words in order: rare words do not lead
by chance, nor common ones by their number. They prove nothing: on real comments cut in two at random, they are beyond
1.96 in 2 of 100 words where 5 are nominal. What decides is the test of the two shares of comments, which gives 5, after
a correction for the number of words (``tests/benchmarks/words.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kundnojd.inference import estimates
from kundnojd.inference.deciding import z_test
from kundnojd.inference.differences import share_against_rest
from kundnojd.inference.method import Method
from kundnojd.inference.sums import FloatArray

LEAST_PRIOR, MOST_PRIOR, PRIOR_SHARE = 10.0, 500.0, 0.1


@dataclass(frozen=True)
class LogOdds:
    """Log-odds of each word in group A over those in group B, their standard errors and ratio; each of shape (V,)."""

    value: FloatArray
    se: FloatArray
    z: FloatArray


@dataclass(frozen=True)
class Shares:
    """Shares of comments with each word in per cent, A less B in points with its interval and p-value; shape (V,)."""

    a: FloatArray
    b: FloatArray
    difference: FloatArray
    lower: FloatArray
    upper: FloatArray
    p_value: FloatArray


def prior_strength(total: float) -> float:
    """The weight of the prior in words: a tenth of those counted, from 10 to 500.

    >>> prior_strength(43), prior_strength(1000), prior_strength(90000)
    (10.0, 100.0, 500.0)
    """
    return float(min(MOST_PRIOR, max(LEAST_PRIOR, PRIOR_SHARE * total)))


def log_odds(with_a: FloatArray, with_b: FloatArray, strength: float) -> LogOdds:
    """The log-odds of words between two groups with an informative Dirichlet prior.

    ``with_a`` and ``with_b`` (V,) count the comments that hold each of all V words, n_a and n_b are their sums; the
    prior of a word is ``a_w = strength (with_a + with_b) / (n_a + n_b)``. With ``y_w + a_w`` for the counts, delta is
    ``log(y_wA / (n_A + strength - y_wA)) - log(y_wB / (n_B + strength - y_wB))`` and its variance
    ``1 / y_wA + 1 / y_wB``. Source: Monroe, Colaresi and Quinn (2008), Political Analysis 16, 372-403.

    >>> found = log_odds(np.array([5.0, 17.0]), np.array([0.0, 21.0]), 10.0)
    >>> [round(float(part[0]), 6) for part in (found.value, found.se, found.z)]
    [1.811647, 1.011071, 1.791811]
    """
    together = with_a + with_b
    prior = strength * together / together.sum()
    a, b = with_a + prior, with_b + prior
    value = np.log(a / (with_a.sum() + strength - a)) - np.log(b / (with_b.sum() + strength - b))
    se = np.sqrt(1 / a + 1 / b)
    return LogOdds(value, se, value / se)


def shares(with_a: FloatArray, comments_a: int, with_b: FloatArray, comments_b: int, level: float) -> Shares:
    """The shares of comments with each word in two groups of comments.

    The interval is Newcombe's; the test is the score test ``(p_a - p_b) / sqrt(p (1 - p) (1/m_a + 1/m_b))`` with p of
    both together. Sources: Newcombe (1998), Statistics in Medicine 17; Pearson (1900), Philosophical Magazine 50.

    >>> found = shares(np.array([18.0]), 100, np.array([4.0]), 100, 0.95)
    >>> [round(float(part[0]), 4) for part in (found.difference, found.p_value)]
    [14.0, 0.0016]
    """
    of_a, of_b = _estimates(with_a, comments_a), _estimates(with_b, comments_b)
    apart = share_against_rest(of_a, of_b, level)
    p = (with_a + with_b) / (comments_a + comments_b)
    se = 100 * np.sqrt(p * (1 - p) * (1 / comments_a + 1 / comments_b))
    return Shares(of_a.mean, of_b.mean, apart.difference, apart.lower, apart.upper, z_test(apart.difference, se))


def _estimates(holding: FloatArray, comments: int) -> estimates.Estimates:
    n = np.full_like(holding, comments)
    return estimates.of(np.stack([n, n, n, 100 * holding, 1e4 * holding, 100 * holding, 1e4 * holding], axis=-1))


WORDS: Mapping[str, Method[Callable[..., Any]]] = {
    "log-odds": Method(
        log_odds,
        formula="δ = ln odds of a word in A less in B, each count + a0 · its share of all words; z = δ/se; "
        "a0 = N/10, from 10 to 500",
        source="Monroe, Colaresi and Quinn (2008), Political Analysis 16, 372-403",
        use="The order of the words that tell two groups of comments apart; not a test",
    ),
    "word-shares": Method(
        shares,
        formula="z = (p_a − p_b) / sqrt(p(1 − p)(1/m_a + 1/m_b)), shares of comments with the word; interval: Newcombe",
        source="Pearson (1900), Phil. Magazine 50; Newcombe (1998), Statistics in Medicine 17",
        use="Whether a word is commoner in one group: words in 10 comments or more, corrected over all that are tested",
        limits="From 30 comments a group; comments cut in two at random: tests/benchmarks/words.md",
    ),
}
