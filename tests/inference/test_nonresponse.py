"""Bounds, chi-squares and the R-indicator against scipy and statsmodels, and their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, chisquare
from statsmodels.stats.proportion import proportions_chisquare

from kundnojd.inference.nonresponse import against_frame, bounds, evenness, r_indicator, thirds

ANSWERED = np.array([51.0, 65, 30])
FRAME = np.array([100.0, 90, 80])


def test_composition_of_a_sample_of_many_is_the_chi_square_of_fit() -> None:
    found = against_frame(ANSWERED / ANSWERED.sum(), FRAME / FRAME.sum(), ANSWERED.sum())
    wanted = chisquare(ANSWERED, ANSWERED.sum() * FRAME / FRAME.sum())
    assert (found.statistic, found.p_value) == pytest.approx((wanted.statistic, wanted.pvalue))


def test_composition_of_a_part_of_the_frame_is_that_of_respondents_against_the_others() -> None:
    base = ANSWERED.sum() / (1 - ANSWERED.sum() / FRAME.sum())
    found = against_frame(ANSWERED / ANSWERED.sum(), FRAME / FRAME.sum(), base)
    wanted = chi2_contingency(np.array([ANSWERED, FRAME - ANSWERED]), correction=False)
    assert (found.statistic, found.df, found.p_value) == pytest.approx(
        (wanted.statistic, wanted.dof, wanted.pvalue), rel=1e-9
    )


def test_evenness_is_the_chi_square_of_several_shares() -> None:
    found = evenness(ANSWERED, FRAME)
    statistic, p_value, _ = proportions_chisquare(ANSWERED, FRAME)
    assert (found.statistic, found.p_value) == pytest.approx((statistic, p_value))
    assert evenness(FRAME, FRAME).p_value == 1.0


def test_r_indicator_is_one_minus_two_standard_deviations_of_everybodys_response_rate() -> None:
    # Schouten, Cobben and Bethlehem (2009), formula (1), each person of the frame written out.
    everybody = np.repeat(ANSWERED / FRAME, FRAME.astype(int))
    assert r_indicator(ANSWERED, FRAME) == pytest.approx(1 - 2 * everybody.std())
    assert r_indicator(np.array([100.0, 0]), np.array([100.0, 100.0])) == 0.0
    assert r_indicator(FRAME / 4, FRAME) == pytest.approx(1.0)


def test_bounds_of_methods() -> None:
    # methods.md section 4: share among all = RR p + (1 - RR) [0, 1].
    least, most = bounds(np.float64(100 * 0.3), np.float64(0.4), 0.0, 100.0)
    assert (float(least), float(most)) == pytest.approx((12.0, 72.0))


@given(st.floats(-100, 100), st.floats(0, 1), st.floats(0, 1))
def test_bounds_hold_the_value_and_narrow_with_the_rate(value: float, rate: float, more: float) -> None:
    least, most = bounds(np.float64(value), np.float64(rate), -100.0, 100.0)
    assert -100 - 1e-9 <= least <= value + 1e-9
    assert value - 1e-9 <= most <= 100 + 1e-9
    assert most - least == pytest.approx(200 * (1 - rate))
    nearer, farther = bounds(np.float64(value), np.float64(max(rate, more)), -100.0, 100.0)
    assert least - 1e-9 <= nearer
    assert farther <= most + 1e-9


@given(st.lists(st.integers(1, 200), min_size=1, max_size=60))
def test_thirds_do_not_overlap_and_are_as_near_as_days_allow(days: list[int]) -> None:
    counts = np.array(days, dtype=float)
    first, last = thirds(counts)
    if len(days) < 2:
        assert (first, last) == (0, 0)
        return
    assert first >= 1
    assert last >= 1
    assert first + last <= len(days)
    third = counts.sum() / 3
    for size, ordered in ((first, counts), (last, counts[::-1])):
        sums = np.cumsum(ordered)
        assert abs(sums[size - 1] - third) == min(abs(sums - third))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=2, max_size=8))
def test_laws_of_the_indicator(cells: list[tuple[int, int]]) -> None:
    answered = np.array([a for a, _ in cells], dtype=float)
    frame = answered + np.array([more for _, more in cells])
    assume(answered.sum() > 0)
    assert -1e-9 <= r_indicator(answered, frame) <= 1 + 1e-9
    assert r_indicator(10 * answered, 10 * frame) == pytest.approx(r_indicator(answered, frame))
