"""Relative importance: published numbers, and the laws that any division of R² obeys."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from kundnojd.inference.importance import explained, johnson, lmg
from kundnojd.inference.moment_regression import least_squares


def square(lower: list[list[float]]) -> np.ndarray:
    size = len(lower) + 1
    matrix = np.eye(size)
    for row, values in enumerate(lower, 1):
        matrix[row, : len(values)] = matrix[: len(values), row] = values
    return matrix


# W39: R's data set swiss, y = Fertility; R package relaimpo (lmg, genizi, betasq and first).
SWISS = square(
    [
        [0.3530791836],
        [-0.6458827065, -0.6865422086],
        [-0.6637888570, -0.6395225190, 0.6984152963],
        [0.4636847007, 0.4010950531, -0.5727418061, -0.1538589171],
        [0.4165560314, -0.0608586084, -0.1140215965, -0.0993218458, 0.1754959076],
    ]
)
R_XX, R_XY = SWISS[1:, 1:], SWISS[1:, 0]


def test_w39_r2_and_coefficients() -> None:
    assert explained(R_XX, R_XY) == pytest.approx(0.7067350016, abs=5e-10)
    beta = [-0.3129212825, -0.1647782225, -0.6704007801, 0.3476000281, 0.2511359763]
    assert least_squares(R_XX, R_XY) == pytest.approx(beta, abs=1e-9)
    assert np.square(R_XY) == pytest.approx(
        [0.1246649099, 0.4171644705, 0.4406156467, 0.2150035016, 0.1735189273], abs=1e-9
    )


def test_w39_lmg() -> None:
    expected = [0.0570912208, 0.1711730289, 0.2601346786, 0.1055701504, 0.1127659229]
    assert lmg(R_XX, R_XY) == pytest.approx(expected, abs=1e-9)


def test_w39_johnson_which_is_genizi() -> None:
    expected = [0.0484168958, 0.1547082498, 0.2719641046, 0.1146800299, 0.1169657214]
    assert johnson(R_XX, R_XY) == pytest.approx(expected, abs=1e-9)


def test_w39_what_each_adds_last() -> None:
    every = list(range(5))
    last = [
        explained(R_XX, R_XY) - explained(R_XX[np.ix_(rest, rest)], R_XY[rest])
        for rest in ([k for k in every if k != j] for j in every)
    ]
    expected = [0.0428696071, 0.0073874185, 0.1619626931, 0.0623726258, 0.0569452587]
    assert last == pytest.approx(expected, abs=1e-9)


# The correlations of SFO 2017 (2050 complete cases of five items and the overall question), and Johnson in R and numpy,
# LMG over all 120 orders in R.
SFO = square(
    [
        [0.6453797333],
        [0.6560652330, 0.6963861879],
        [0.4268491680, 0.3927848915, 0.3966048739],
        [0.4837210218, 0.4528596935, 0.4648526933, 0.7314673274],
        [0.5794882068, 0.5531755185, 0.5652961386, 0.5741288949, 0.5670633377],
    ]
)


def test_sfo_2017() -> None:
    r_xx, r_xy = SFO[:5, :5], SFO[:5, 5]
    assert explained(r_xx, r_xy) == pytest.approx(0.5184218160, abs=1e-9)
    expected = [0.10666181, 0.09062952, 0.09683114, 0.12561693, 0.09868243]
    assert johnson(r_xx, r_xy) == pytest.approx(expected, abs=1e-8)
    expected = [0.10742183, 0.09092784, 0.09770058, 0.12200628, 0.10036529]
    assert lmg(r_xx, r_xy) == pytest.approx(expected, abs=1e-8)


FEW = settings(max_examples=30, deadline=None)  # every example makes up to 64 regressions

# --- laws -----------------------------------------------------------------------------------------------------------


@st.composite
def correlated(draw: st.DrawFn, least: int = 1, most: int = 6) -> np.ndarray:
    """The correlations of drivers and outcome of simulated answers, the outcome last."""
    k = draw(st.integers(least, most))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    x = random.normal(size=(60, k + 1)) + draw(st.floats(0, 2)) * random.normal(size=(60, 1))
    return np.corrcoef(x.T)


def parted(r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return r[:-1, :-1], r[:-1, -1]


@FEW
@given(correlated())
def test_both_sum_to_r2_and_are_never_negative(r: np.ndarray) -> None:
    r_xx, r_xy = parted(r)
    for found in (johnson(r_xx, r_xy), lmg(r_xx, r_xy)):
        assert found.sum() == pytest.approx(explained(r_xx, r_xy), abs=1e-9)
        assert (found > -1e-12).all()


@FEW
@given(correlated(), st.randoms(use_true_random=False))
def test_the_order_of_the_drivers_does_not_matter(r: np.ndarray, random) -> None:
    r_xx, r_xy = parted(r)
    order = list(range(len(r_xy)))
    random.shuffle(order)
    for measure in (johnson, lmg):
        turned = measure(r_xx[np.ix_(order, order)], r_xy[order])
        assert turned == pytest.approx(measure(r_xx, r_xy)[order], abs=1e-9)


@FEW
@given(correlated(), st.integers(0, 5))
def test_a_driver_turned_the_other_way_has_the_same_weight(r: np.ndarray, place: int) -> None:
    r_xx, r_xy = parted(r)
    sign = np.ones(len(r_xy))
    sign[place % len(r_xy)] = -1
    for measure in (johnson, lmg):
        turned = measure(r_xx * np.outer(sign, sign), r_xy * sign)
        assert turned == pytest.approx(measure(r_xx, r_xy), abs=1e-9)


@given(correlated(2, 2))
def test_of_two_drivers_both_have_the_closed_form(r: np.ndarray) -> None:
    r_xx, r_xy = parted(r)
    r2 = explained(r_xx, r_xy)
    expected = [(r_xy[0] ** 2 + r2 - r_xy[1] ** 2) / 2, (r_xy[1] ** 2 + r2 - r_xy[0] ** 2) / 2]
    assert johnson(r_xx, r_xy) == pytest.approx(expected, abs=1e-9)
    assert lmg(r_xx, r_xy) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(-0.4, 0.4), min_size=1, max_size=6))
def test_uncorrelated_drivers_have_their_squared_correlation(r_xy: list[float]) -> None:
    expected = np.square(r_xy)
    assert johnson(np.eye(len(r_xy)), np.array(r_xy)) == pytest.approx(expected, abs=1e-12)
    assert lmg(np.eye(len(r_xy)), np.array(r_xy)) == pytest.approx(expected, abs=1e-12)


@given(correlated(1, 4))
def test_a_driver_asked_twice_shares_equally_and_changes_no_r2(r: np.ndarray) -> None:
    r_xx, r_xy = parted(r)
    twice = [0, *range(len(r_xy))]
    again_xx, again_xy = r_xx[np.ix_(twice, twice)], r_xy[twice]
    for measure in (johnson, lmg):
        found = measure(again_xx, again_xy)
        assert found[0] == pytest.approx(found[1], abs=1e-7)
        assert found.sum() == pytest.approx(explained(r_xx, r_xy), abs=1e-7)


@FEW
@given(correlated(1, 4))
def test_lmg_is_the_mean_over_all_orders(r: np.ndarray) -> None:
    r_xx, r_xy = parted(r)
    orders = list(permutations(range(len(r_xy))))
    added = np.zeros(len(r_xy))
    for order in orders:
        before = 0.0
        for size in range(1, len(order) + 1):
            own = list(order[:size])
            now = explained(r_xx[np.ix_(own, own)], r_xy[own])
            added[order[size - 1]] += now - before
            before = now
    assert lmg(r_xx, r_xy) == pytest.approx(added / len(orders), abs=1e-9)


@given(st.integers(0, 2**32), st.integers(1, 5))
def test_statsmodels_has_the_same_coefficients_and_r2(seed: int, k: int) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=(50, k)) + random.normal(size=(50, 1))
    y = x @ random.normal(size=k) + random.normal(size=50)
    w = random.uniform(0.5, 2, 50)
    fit = sm.WLS(y, sm.add_constant(x), w).fit()
    with_one = np.column_stack([np.ones(50), x])
    found = least_squares((with_one * w[:, None]).T @ with_one, (with_one * w[:, None]).T @ y)
    assert found == pytest.approx(fit.params, rel=1e-8, abs=1e-8)
    r = np.corrcoef(np.column_stack([x, y]).T)
    assert explained(*parted(r)) == pytest.approx(sm.OLS(y, sm.add_constant(x)).fit().rsquared, abs=1e-9)


def test_lmg_of_too_many_drivers_is_refused() -> None:
    with pytest.raises(ValueError, match="8192"):
        lmg(np.eye(13), np.zeros(13))
