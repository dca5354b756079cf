"""Means, standard errors and effective bases against printed and recomputed figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.inference import sums
from kundnojd.inference.variance import design_effect, effective_n, linearised_se, mean

# Twelve respondents of two units, with weights: the index is the mean of the items answered on 1-10, as 0-100.
# Figures below from R survey 4.1 (svymean) and, with each unit's own n, recomputed by hand.
UNITS = {"A": slice(0, 6), "B": slice(6, 12)}
WEIGHT = np.array([1.0, 1.5, 0.8, 1.2, 1.0, 0.5, 2.0, 1.0, 1.3, 0.7, 1.1, 0.9])
ITEMS = np.array(
    [
        [8, 7, 7],
        [9, 9, 8],
        [5, 4, 5],
        [7, 8, 6],
        [10, 9, 9],
        [6, 5, np.nan],
        [4, 5, 3],
        [8, 8, 8],
        [7, 6, 6],
        [9, 7, 8],
        [3, 2, 2],
        [6, 6, 7],
    ]
)
RECOMMEND = np.array([9, 10, 4, 8, 10, 6, 2, 9, 7, 8, 0, 7])
INDEX = (np.nanmean(ITEMS, axis=1) - 1) / 9 * 100
NPS = np.select([RECOMMEND >= 9, RECOMMEND <= 6], [100.0, -100.0], 0.0)
TOP_TWO = np.where(ITEMS[:, 0] >= 9, 100.0, 0.0)

values_and_weights = st.integers(2, 30).flatmap(
    lambda size: st.tuples(
        st.lists(st.floats(0, 100), min_size=size, max_size=size),
        st.lists(st.floats(0.05, 20), min_size=size, max_size=size),
    )
)


def test_the_sums_stand_in_the_agreed_order() -> None:
    found = sums.of([2.0, 3.0], [1.0, 10.0])
    names = (sums.N, sums.W, sums.W2, sums.WY, sums.WY2, sums.W2Y, sums.W2Y2)
    assert names == tuple(range(sums.LENGTH))
    assert found.tolist() == [2, 11, 101, 2 + 30, 4 + 90, 2 + 300, 4 + 900]


def test_sums_of_parts_add_up_to_the_whole() -> None:
    parts = sums.of(INDEX[UNITS["A"]], WEIGHT[UNITS["A"]]) + sums.of(INDEX[UNITS["B"]], WEIGHT[UNITS["B"]])
    np.testing.assert_allclose(parts, sums.of(INDEX, WEIGHT), rtol=1e-12)


def test_weighted_index_and_its_error_agree_with_svymean() -> None:
    whole = sums.of(INDEX, WEIGHT)
    assert mean(whole) == pytest.approx(59.529915, abs=5e-7)
    assert linearised_se(whole) == pytest.approx(7.482859, abs=5e-7)
    # Finite population of 40: svydesign(fpc = 40).
    assert linearised_se(whole) * np.sqrt(1 - 12 / 40) == pytest.approx(6.26061, abs=5e-6)


def test_weighted_nps_and_top_two_agree_with_svymean() -> None:
    nps, top_two = sums.of(NPS, WEIGHT), sums.of(TOP_TWO, WEIGHT)
    assert mean(nps) == pytest.approx(0.769231, abs=5e-7)
    assert linearised_se(nps) == pytest.approx(27.08425, abs=5e-6)
    assert mean(top_two) == pytest.approx(24.6154, abs=5e-5)
    assert linearised_se(top_two) == pytest.approx(13.575, abs=5e-4)


@pytest.mark.parametrize(
    ("score", "unit", "value", "se"),
    [
        (INDEX, "A", 71.388889, 7.363275),
        (INDEX, "B", 49.365079, 9.798029),
        (NPS, "A", 36.666667, 34.451146),
        (NPS, "B", -30.0, 33.241233),
    ],
)
def test_units_have_the_error_of_their_own_n(score: np.ndarray, unit: str, value: float, se: float) -> None:
    cell = sums.of(score[UNITS[unit]], WEIGHT[UNITS[unit]])
    assert mean(cell) == pytest.approx(value, abs=5e-7)
    assert linearised_se(cell) == pytest.approx(se, abs=5e-7)


def test_unweighted_index() -> None:
    whole = sums.of(INDEX)
    assert mean(whole) == pytest.approx(60.648148, abs=5e-7)
    assert linearised_se(whole) == pytest.approx(6.571544, abs=5e-7)
    assert mean(sums.of(NPS)) == 0
    assert mean(sums.of(TOP_TWO)) == 25


def test_effective_n_of_the_units() -> None:
    for unit, expected in (("A", 5.471125), ("B", 5.326087)):
        assert effective_n(sums.of(INDEX[UNITS[unit]], WEIGHT[UNITS[unit]])) == pytest.approx(expected, abs=5e-7)
    assert effective_n(sums.of(INDEX, WEIGHT)) == pytest.approx(10.709759, abs=5e-7)


@pytest.mark.parametrize(
    ("weights", "effect"),
    # Kish's design effect as in the examples of facebookresearch/balance, weights_stats.
    [((0, 1, 2, 3), 1.5555556), ((1, 1, 1000), 2.9880419), ((1, 1, 1, 1), 1.0)],
)
def test_design_effect(weights: tuple[float, ...], effect: float) -> None:
    cell = sums.of(np.full(len(weights), 50.0), weights)
    assert design_effect(cell) == pytest.approx(effect, abs=5e-8)
    assert effective_n(cell) == pytest.approx(len(weights) / effect, rel=1e-7)


def test_error_of_a_simple_random_sample() -> None:
    # R survey, apisrs: n 200, mean 656.585, s^2 17682.4249; with N 6194 the error is 9.249722.
    n, m, s2 = 200, 656.585, 17682.4249
    squares = (n - 1) * s2 + n * m**2
    se = linearised_se(np.array([n, n, n, n * m, squares, n * m, squares]))
    assert se == pytest.approx(9.402772, abs=5e-7)
    assert se * np.sqrt(1 - n / 6194) == pytest.approx(9.249722, abs=5e-7)


def test_empty_and_single_cells_have_no_error_and_raise_no_warning() -> None:
    cells = np.stack([np.zeros(7), sums.of([70.0], [2.0])])
    assert np.isnan(linearised_se(cells)).all()
    assert np.isnan(mean(cells)).tolist() == [True, False]
    assert effective_n(cells).tolist() == [0.0, 1.0]
    assert np.isnan(design_effect(cells)).tolist() == [True, False]


@given(st.integers(-900, 900).map(lambda ninths: ninths / 9), st.lists(st.floats(0.01, 100), min_size=2))
def test_equal_scores_have_an_error_of_exactly_zero(score: float, weights: list[float]) -> None:
    assert linearised_se(sums.of(np.full(len(weights), score), weights)) == 0


@given(values_and_weights, st.floats(1e-3, 1e3))
def test_scaling_all_weights_changes_nothing(data: tuple[list[float], list[float]], factor: float) -> None:
    values, weights = data
    one, other = sums.of(values, weights), sums.of(values, np.multiply(weights, factor))
    for figure in (mean, effective_n, design_effect, linearised_se):
        assert figure(one) == pytest.approx(figure(other), rel=1e-6, abs=1e-3)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=40), st.floats(0.1, 10))
def test_equal_weights_give_the_classic_formulas(values: list[int], weight: float) -> None:
    cell = sums.of(np.array(values, dtype=float), weight)
    assert mean(cell) == pytest.approx(np.mean(values))
    assert effective_n(cell) == pytest.approx(len(values))
    assert linearised_se(cell) == pytest.approx(np.std(values, ddof=1) / np.sqrt(len(values)), abs=1e-6)


@given(values_and_weights)
def test_effective_n_lies_between_one_and_n(data: tuple[list[float], list[float]]) -> None:
    cell = sums.of(*data)
    assert 1 - 1e-12 <= effective_n(cell) <= len(data[0]) + 1e-9
