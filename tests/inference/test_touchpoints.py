"""Whether units differ in everything or in single touchpoints: worked figures, laws, and the interval of the share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kundnojd.inference import touchpoints
from kundnojd.inference.touchpoints import Sampling

# Eight units over four touchpoints, made up; R cov, numpy for the rest.
SIZES = np.array([120.0, 165, 90, 240, 75, 180, 135, 210])
MEANS = np.array(
    [
        [70.7, 71.1, 56.8, 73.4],
        [72.8, 69.1, 53.3, 74.9],
        [63.9, 62.3, 47.6, 61.8],
        [73.0, 69.2, 59.7, 73.6],
        [69.5, 63.8, 52.6, 65.7],
        [76.9, 67.3, 59.7, 73.9],
        [69.4, 70.9, 55.3, 74.1],
        [75.1, 66.2, 58.4, 71.4],
    ]
)
WITHIN = 484 * (0.55 * np.eye(4) + 0.45)


def sampling(n: np.ndarray, within: np.ndarray) -> Sampling:
    return Sampling(within, np.broadcast_to(1 / n[:, None, None], (len(n), *within.shape)))


def found(means: np.ndarray, own: Sampling) -> touchpoints.Components:
    return touchpoints.components(touchpoints.between_matrix(means, own), means, own)


def test_eight_units_over_four_touchpoints() -> None:
    parts = found(MEANS, sampling(SIZES, WITHIN))
    assert parts.unit == pytest.approx(10.0852, abs=6e-5)
    assert parts.both == pytest.approx(2.8418, abs=6e-5)
    assert parts.item == pytest.approx(55.6724, abs=6e-5)
    assert (parts.respondent, parts.rest) == pytest.approx((217.8, 266.2))
    assert parts.common == pytest.approx(0.7802, abs=6e-5)
    assert MEANS.mean(axis=0) == pytest.approx([71.4125, 67.4875, 55.425, 71.1])
    raw = found(MEANS, sampling(SIZES, np.zeros((4, 4))))
    assert raw.common == pytest.approx(0.7071, abs=6e-5)


def test_without_the_one_that_stands_out() -> None:
    keep = np.arange(8) != 2
    parts = found(MEANS[keep], sampling(SIZES, WITHIN).of(keep))
    assert parts.unit == pytest.approx(1.699, abs=6e-4)
    assert parts.common == pytest.approx(0.344, abs=6e-4)


def test_the_index_varies_within_as_the_sum_of_the_matrix() -> None:
    """1'W1 / 16 = 284.35, the variance of a respondent's mean of four, which test_between uses."""
    assert WITHIN.sum() / 16 == pytest.approx(284.35)


def test_interval_of_the_share() -> None:
    low, high = touchpoints.common_interval(MEANS, sampling(SIZES, WITHIN), 0.95)
    assert low < 0.7802 < high
    narrow = touchpoints.common_interval(MEANS, sampling(SIZES, WITHIN), 0.8)
    assert low <= narrow[0] <= narrow[1] <= high
    nothing = touchpoints.common_interval(np.full((8, 4), 60.0), sampling(SIZES, WITHIN), 0.95)
    assert nothing == (0.0, 1.0)


def balanced(rng: np.random.Generator) -> np.ndarray:
    """Answers of 10 units x 12 respondents x 4 items."""
    return (
        rng.normal(0, 8, (10, 1, 1))
        + rng.normal(0, 3, (10, 1, 4))
        + rng.normal(0, 4, 4)
        + rng.normal(0, 10, (10, 12, 1))
        + rng.normal(0, 14, (10, 12, 4))
    )


def test_balanced_data_give_the_analysis_of_variance() -> None:
    """Expected mean squares of units x items with respondents nested in units."""
    y = balanced(np.random.default_rng(5))
    k, n, p = y.shape
    means = y.mean(axis=1)
    centred = (y - means[:, None]).reshape(-1, p)
    parts = found(means, sampling(np.full(k, float(n)), centred.T @ centred / (k * (n - 1))))
    unit, item, grand = means.mean(axis=1), means.mean(axis=0), means.mean()
    person = y.mean(axis=2) - unit[:, None]
    ms_person = p * (person**2).sum() / (k * (n - 1))
    left = y - means[:, None] - person[:, :, None]
    ms_left = (left**2).sum() / (k * (n - 1) * (p - 1))
    ms_unit = n * p * ((unit - grand) ** 2).sum() / (k - 1)
    ms_both = n * ((means - unit[:, None] - item + grand) ** 2).sum() / ((k - 1) * (p - 1))
    ms_item = n * k * ((item - grand) ** 2).sum() / (p - 1)
    assert parts.rest == pytest.approx(ms_left)
    assert parts.respondent == pytest.approx((ms_person - ms_left) / p)
    assert parts.both == pytest.approx((ms_both - ms_left) / n)
    assert parts.unit == pytest.approx((ms_unit - ms_person - ms_both + ms_left) / (n * p))
    assert parts.item == pytest.approx((ms_item - ms_both) / (n * k))


tables = st.tuples(st.integers(3, 9), st.integers(2, 5), st.integers(0, 10_000))


@settings(max_examples=50)
@given(tables, st.floats(-30, 30))
def test_levels_of_items_and_of_all_change_nothing_between_units(given_table, constant) -> None:
    k, p, seed = given_table
    rng = np.random.default_rng(seed)
    means, own = rng.normal(60, 8, (k, p)), sampling(rng.uniform(5, 90, k), 300 * (np.eye(p) + 0.5))
    moved = means + rng.normal(0, 20, p) + constant
    here, there = found(means, own), found(moved, own)
    assert (there.unit, there.both) == pytest.approx((here.unit, here.both), abs=1e-7)
    ends, others = (touchpoints.common_interval(values, own, 0.95) for values in (means, moved))
    assert others == pytest.approx(ends, abs=0.006)  # a step of the grid


@settings(max_examples=50)
@given(tables)
def test_shares_are_shares(given_table) -> None:
    k, p, seed = given_table
    rng = np.random.default_rng(seed)
    own = sampling(rng.uniform(5, 90, k), 300 * (np.eye(p) + 0.5))
    means = rng.normal(60, rng.uniform(0.1, 9), (k, p)) + rng.normal(0, rng.uniform(0.1, 9), (k, 1))
    parts = found(means, own)
    low, high = touchpoints.common_interval(means, own, 0.95)
    assert 0 <= low <= high <= 1
    assert np.isnan(parts.common) or 0 <= parts.common <= 1
