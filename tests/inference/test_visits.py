"""Observed visits: the worked numbers of their intervals, the laws of both, and what was simulated of them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from kundnojd.inference.rank_correlation import fisher_interval, spearman
from kundnojd.inference.visits import effective_number, most_failures, wilson, within_visit_correlation

SIMULATED = Path(__file__).parents[1] / "benchmarks" / "checklist.md"


def test_the_worked_unit_of_four_visits() -> None:
    # 13, 9, 14 and 12 of 15 conditions, worked by hand: score 80.0, SD 14.40, n_eff 15.79 with rho .2.
    scores = np.array([13, 9, 14, 12]) / 15
    assert scores.mean() == pytest.approx(0.800, abs=5e-4)
    assert 100 * scores.std(ddof=1) == pytest.approx(14.40, abs=5e-3)
    n_eff = effective_number(15, 4, 0.2)
    assert n_eff == pytest.approx(15.79, abs=5e-3)
    assert [round(100 * float(end), 1) for end in wilson(0.8, n_eff, 0.95)] == [55.5, 92.8]
    # All 60 answers as if independent: too narrow.
    assert [round(100 * float(end), 1) for end in wilson(0.8, 60, 0.95)] == [68.2, 88.2]


@pytest.mark.parametrize(("visits", "share"), [(2, 77.6), (4, 52.7), (6, 39.3), (12, 22.1), (24, 11.7)])
def test_what_never_failed_still_allows(visits: int, share: float) -> None:
    assert 100 * most_failures(visits, 0.95) == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize(("units", "lower", "upper"), [(8, -0.36, 0.90), (20, 0.05, 0.78), (50, 0.24, 0.69)])
def test_the_interval_of_a_rank_correlation(units: int, lower: float, upper: float) -> None:
    assert fisher_interval(0.5, units, 0.95) == pytest.approx((lower, upper), abs=5e-3)


def test_a_perfect_rank_correlation_is_not_certain() -> None:
    lower, upper = fisher_interval(1.0, 8, 0.95)
    assert lower < 0.95
    assert upper == 1.0
    assert all(np.isnan(fisher_interval(0.5, 3, 0.95)))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=4, max_size=30))
def test_the_rank_correlation_is_that_of_scipy(pairs: list[tuple[int, int]]) -> None:
    x, y = zip(*pairs, strict=True)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert np.isnan(spearman(x, y))
    else:
        assert spearman(x, y) == pytest.approx(spearmanr(x, y).statistic, abs=1e-9)


@given(st.integers(1, 40), st.integers(1, 30), st.floats(0, 1))
def test_visits_are_worth_between_one_and_all_their_conditions(items: int, visits: int, rho: float) -> None:
    worth = float(effective_number(items, visits, rho))
    assert visits - 1e-9 <= worth <= items * visits + 1e-9


@given(st.floats(0, 1), st.floats(1, 500))
def test_the_interval_holds_the_share_and_stays_inside(share: float, n: float) -> None:
    lower, upper = wilson(share, n, 0.95)
    assert 0 <= lower <= share + 1e-9
    assert share - 1e-9 <= upper <= 1


def test_the_correlation_turns_the_design_effect_round() -> None:
    # A variance of p (1 - p) / I (1 + (I - 1) rho) is that of rho, but for what the mean of few visits takes from pq.
    p, items, rho = 0.8, 15, 0.25
    v = p * (1 - p) / items * (1 + (items - 1) * rho)
    units = 40
    assert within_visit_correlation([p] * units, [v] * units, [10_000] * units, items) == pytest.approx(rho, abs=1e-4)
    assert within_visit_correlation([p] * units, [0.0] * units, [4] * units, items) == 0.0


def test_too_little_for_a_correlation() -> None:
    assert np.isnan(within_visit_correlation([0.8] * 9, [0.04] * 9, [4] * 9, 15))
    assert np.isnan(within_visit_correlation([0.8] * 20, [np.nan] * 20, [1] * 20, 15))
    assert np.isnan(within_visit_correlation([1.0] * 20, [0.0] * 20, [4] * 20, 15))


def test_the_simulated_coverage_is_near_its_level() -> None:
    rows = [
        line.strip("| \n").split(" | ")
        for line in SIMULATED.read_text("utf-8").splitlines()
        if re.match(r"\| \d", line)
    ]
    known = [float(row[5].split()[0]) for row in rows if len(row) == 6]
    estimated = [float(row[4]) for row in rows if len(row) == 5]
    assert (len(known), len(estimated)) == (8, 12)
    assert all(0.93 <= held <= 0.97 for held in (*known, *estimated))
    pooled = [float(row[3].split()[0]) for row in rows if len(row) == 6]
    assert max(pooled) < 0.90


def test_the_simulation_is_that_of_the_stored_table() -> None:
    from tests.benchmarks import checklist

    rng = np.random.default_rng(checklist.SEED)
    row = "| 0.8 | 0.2 | 2 | " + " | ".join(checklist.one_unit(rng, 0.8, 2, 0.2)) + " |"
    assert row in SIMULATED.read_text("utf-8")
