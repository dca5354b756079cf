"""Funnel limits: printed figures, and the laws they keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from kundnojd.inference import estimates, funnel, intervals, sums

# PHEindicatormethods (R), test data of its funnel plots: the share of the whole of 303 units, as printed.
WHOLE = 80.642448


@pytest.mark.parametrize(
    ("n", "level", "lower", "upper"),
    [
        (5, 0.95, 46.011039, 100),
        (5, 0.998, 26.039864, 100),
        (10, 0.95, 56.154344, 100),
        (10, 0.998, 42.032591, 100),
        (100, 0.95, 72.89863, 88.386266),
        (100, 0.998, 68.432939, 92.851957),
        (1000, 0.95, 78.193638, 83.091258),
    ],
)
def test_limits_of_a_share_are_those_of_phe(n: int, level: float, lower: float, upper: float) -> None:
    found = funnel.share_limits(np.array([float(n)]), WHOLE, 50.0, 0.0, level)
    # Printed to six decimals, one of them to five.
    assert found[0][0] == pytest.approx(lower, abs=1e-5)
    assert found[1][0] == pytest.approx(upper, abs=1e-5)


def test_wilson_of_a_share_on_the_limit_ends_at_the_whole() -> None:
    cell = estimates.of(sums.of([100.0] * 88 + [0.0] * 12))
    on_the_limit = estimates.Estimates(
        cell.n, cell.n_eff, np.float64(88.386266), cell.square, cell.se, cell.df, cell.base
    )
    lower, _ = intervals.wilson(on_the_limit, 0.95, 0, 100)
    assert round(float(lower), 3) == 80.642


@given(st.integers(0, 60), st.integers(1, 60), st.floats(5, 95), st.sampled_from([0.8, 0.95, 0.998]))
def test_a_share_is_outside_where_its_wilson_interval_leaves_the_whole_out(
    hits: int, misses: int, whole: float, level: float
) -> None:
    cell = estimates.of(sums.of([100.0] * hits + [0.0] * misses))
    value = float(cell.mean)
    lower, upper = intervals.wilson(cell, level, 0, 100)
    below, above = funnel.share_limits(np.array([float(cell.n)]), whole, 50.0, 0.0, level)
    if min(abs(lower - whole), abs(upper - whole)) > 1e-6:
        assert (lower > whole) == (value > above[0])
        assert (upper < whole) == (value < below[0])


def test_limits_of_a_mean() -> None:
    lower, upper = funnel.mean_limits(np.array([16.0, 400.0]), 70.0, 20.0, 9.0, 0.95)
    assert upper - 70 == pytest.approx(1.959964 * np.sqrt([25 + 9, 1 + 9]), rel=1e-6)
    assert 70 - lower == pytest.approx(upper - 70)


def test_overdispersion_as_worked_by_hand() -> None:
    # FunnelPlotR, R/od_adjustment.R: quantiles of type 7 at 10 and 90 %, here of eleven z-scores: the second and tenth.
    z = np.array([-5.0, -2, -1, -1, 0, 0, 0, 1, 1, 2, 6])
    se = np.linspace(1, 3, 11)
    found = funnel.overdispersion(z * se, se)
    phi = (2 * 4 + 2 + 2 + 4 + 4) / 11
    w = 1 / se**2
    assert found.phi == pytest.approx(phi)
    assert found.tau2 == pytest.approx((11 * phi - 10) / (w.sum() - (w**2).sum() / w.sum()))


@given(st.lists(st.floats(-0.9, 0.9), min_size=2, max_size=30))
def test_no_overdispersion_where_units_vary_less_than_chance(z: list[float]) -> None:
    found = funnel.overdispersion(np.array(z), np.ones(len(z)))
    if found.phi * len(z) <= len(z) - 1:
        assert found.tau2 == 0


@given(st.lists(st.floats(10, 90), min_size=3, max_size=20), st.floats(20, 80), st.floats(0, 0.05), st.integers(5, 500))
def test_limits_hold_the_whole_and_widen(shares: list[float], whole: float, tau2: float, n: int) -> None:
    base = np.full(len(shares), float(n))
    for limits in (funnel.share_limits, funnel.mean_limits):
        inner, outer = (limits(base, whole, 20.0, tau2, level) for level in (0.95, 0.998))
        assert (outer[0] <= inner[0]).all()
        assert (inner[0] <= whole + 1e-9).all()
        assert (whole - 1e-9 <= inner[1]).all()
        assert (inner[1] <= outer[1]).all()


def test_a_single_unit_has_no_dispersion() -> None:
    assert np.isnan(funnel.overdispersion(np.array([3.0]), np.array([1.0])).phi)
    assert np.isnan(funnel.overdispersion(np.array([3.0, 1.0]), np.zeros(2)).phi)


@pytest.mark.parametrize(
    ("expected", "lower", "upper"),
    [(15, 0.5596924, 1.649348), (20, 0.6108260, 1.544419), (30, 0.6746958, 1.427562)],
)
def test_limits_of_a_ratio_of_counts(expected: int, lower: float, upper: float) -> None:
    """FunnelPlotR's limits of a standardised ratio. Surveys count no events, so the program has no such funnel.

    The chi-square form, worked out here by two ways, is what a funnel of counts would have to give.
    """
    by_chi = (
        stats.chi2.ppf(0.025, 2 * expected) / (2 * expected),
        stats.chi2.ppf(0.975, 2 * (expected + 1)) / (2 * expected),
    )
    assert by_chi == pytest.approx((lower, upper), abs=5e-7)
    assert special.gammaincinv(expected, 0.025) / expected == pytest.approx(lower, abs=5e-7)
