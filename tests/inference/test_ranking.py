"""Shrinkage and ranks: worked figures and the laws they keep."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kundnojd.inference import estimates, ranking, sums
from kundnojd.inference.multiplicity import benjamini_hochberg, none

# Twelve units: answers, mean and standard deviation. tau2, B, shrunken values and standard errors from R metafor 3.8
# (rma, method PM; blup), ranks by integration over a grid; to the digits printed.
UNITS = {
    "A": (64, 75.6, 21.0),
    "B": (120, 72.3, 19.5),
    "C": (35, 68.7, 25.0),
    "D": (210, 66.1, 24.1),
    "E": (88, 68.5, 20.2),
    "F": (41, 76.6, 23.3),
    "G": (160, 63.6, 21.1),
    "H": (95, 64.1, 23.9),
    "I": (52, 67.4, 24.3),
    "J": (140, 65.4, 18.3),
    "K": (30, 71.7, 21.2),
    "L": (75, 63.9, 19.1),
}
WORKED = {  # reliability of the unit, shrunken, its se, expected rank, rank interval, chance of being first
    "A": (0.6414, 72.960, 2.214, 2.180, 1, 6, 0.3998),
    "F": (0.5340, 72.703, 2.540, 2.429, 1, 7, 0.3654),
    "B": (0.7703, 71.367, 1.758, 3.172, 1, 6, 0.1135),
    "K": (0.4560, 69.816, 2.756, 4.740, 1, 11, 0.0776),
    "C": (0.4945, 68.466, 2.651, 6.042, 1, 12, 0.0265),
    "E": (0.7109, 68.424, 1.979, 5.983, 2, 11, 0.0081),
    "I": (0.5924, 67.741, 2.367, 6.778, 2, 12, 0.0088),
    "D": (0.8544, 66.411, 1.393, 8.301, 5, 12, 0.0000),
    "J": (0.7964, 65.978, 1.652, 8.812, 5, 12, 0.0001),
    "L": (0.6770, 65.301, 2.096, 9.471, 5, 12, 0.0002),
    "H": (0.7264, 65.232, 1.924, 9.591, 5, 12, 0.0001),
    "G": (0.8172, 64.448, 1.564, 10.501, 7, 12, 0.0000),
}
N = np.array([unit[0] for unit in UNITS.values()], dtype=float)
VALUES = np.array([unit[1] for unit in UNITS.values()])
SDS = np.array([unit[2] for unit in UNITS.values()])
VARIANCES = 468.181831 / N

units = st.integers(3, 12).flatmap(
    lambda k: st.tuples(
        st.lists(st.floats(0, 100), min_size=k, max_size=k).map(np.array),
        st.lists(st.floats(0.1, 100), min_size=k, max_size=k).map(np.array),
    )
)


def test_pooled_variance_is_the_mean_square_within() -> None:
    assert ranking.pooled_variance(SDS / np.sqrt(N), N) == pytest.approx(468.181831, abs=1e-6)


@pytest.mark.parametrize("weights", [(1.0, 1.0), (1.0, 3.0)])
def test_pooled_variance_of_answers(weights: tuple[float, float]) -> None:
    """With equal weights against an analysis of variance by hand; scaling the weights changes nothing."""
    rng = np.random.default_rng(7)
    groups = [rng.uniform(0, 100, n) for n in (4, 9, 15)]
    w = [np.resize(weights, len(group)) for group in groups]
    cells = estimates.of(np.stack([sums.of(group, each) for group, each in zip(groups, w, strict=True)]))
    scaled = estimates.of(np.stack([sums.of(group, 5 * each) for group, each in zip(groups, w, strict=True)]))
    found = ranking.pooled_variance(cells.se, cells.n_eff)
    assert ranking.pooled_variance(scaled.se, scaled.n_eff) == pytest.approx(found)
    if weights[0] == weights[1]:
        within = sum(((group - group.mean()) ** 2).sum() for group in groups) / (28 - 3)
        assert found == pytest.approx(within)


def test_shrinkage_of_twelve_units() -> None:
    found = ranking.shrink(VALUES, VARIANCES)
    assert found.tau2 == pytest.approx(13.08399, abs=5e-6)
    assert found.centre == pytest.approx(68.23715, abs=5e-6)
    for place, unit in enumerate(UNITS):
        own, shrunken, se, *_ = WORKED[unit]
        assert found.own[place] == pytest.approx(own, abs=5e-5)
        assert found.values[place] == pytest.approx(shrunken, abs=5e-4)
        assert found.se[place] == pytest.approx(se, abs=5e-4)


def test_ranks_of_twelve_units() -> None:
    drawn = ranking.shrink(VALUES, VARIANCES)
    chances = ranking.rank_probabilities(drawn.values, drawn.se)
    lower, upper = ranking.rank_intervals(chances, 0.95)
    expected = ranking.expected_ranks(chances)
    for place, unit in enumerate(UNITS):
        *_, mean, low, high, first = WORKED[unit]
        assert expected[place] == pytest.approx(mean, abs=5e-4)
        assert (lower[place], upper[place]) == (low, high)
        assert chances[place, 0] == pytest.approx(first, abs=5e-5)
    by_value = [unit for _, unit in sorted(zip(ranking.places(drawn.values), UNITS, strict=True))]
    assert by_value == list(WORKED)


def test_pairs_of_twelve_units() -> None:
    assert ranking.pairs_apart(VALUES, VARIANCES, none, 0.95) == 19
    assert ranking.pairs_apart(VALUES, VARIANCES, benjamini_hochberg, 0.95) == 14


def test_reliability_with_equal_bases_is_that_of_the_means() -> None:
    """With equal n: the method of moments, tau2 = var(m) - v, and ICC(2) = (MSB - MSW) / MSB, are the same."""
    v = np.full(12, 7.0)
    found = ranking.shrink(VALUES, v)
    seen = VALUES.var(ddof=1)
    assert found.tau2 == pytest.approx(seen - 7)
    assert found.reliability == pytest.approx((seen - 7) / seen)
    assert found.own == pytest.approx(found.reliability)


def test_expected_rank_by_its_own_formula() -> None:
    """1 + sum over j of Phi((y_j - y_i) / sqrt(se_i^2 + se_j^2)) over the other units."""
    from scipy.special import ndtr

    rng = np.random.default_rng(3)
    values, se = rng.normal(70, 4, 40), rng.uniform(0.2, 4, 40)
    chances = ranking.rank_probabilities(values, se)
    pairs = ndtr((values[None, :] - values[:, None]) / np.hypot(se[None, :], se[:, None]))
    assert ranking.expected_ranks(chances) == pytest.approx(1 + pairs.sum(axis=1) - 0.5, abs=1e-5)


def test_rank_probabilities_against_draws() -> None:
    values, se = np.array([70.0, 69, 66, 60]), np.array([1.0, 4, 0.5, 3])
    draws = np.random.default_rng(11).normal(values, se, (200_000, 4))
    ranks = 1 + (draws[:, None, :] > draws[:, :, None]).sum(axis=2)
    seen = np.stack([(ranks == place).mean(axis=0) for place in range(1, 5)], axis=1)
    assert ranking.rank_probabilities(values, se) == pytest.approx(seen, abs=0.005)


@given(units)
def test_shrunken_lies_between_the_value_and_the_centre(given_units: tuple[np.ndarray, np.ndarray]) -> None:
    values, variances = given_units
    found = ranking.shrink(values, variances)
    low, high = np.minimum(values, found.centre), np.maximum(values, found.centre)
    assert (low - 1e-9 <= found.values).all()
    assert (found.values <= high + 1e-9).all()
    assert values.min() - 1e-9 <= found.centre <= values.max() + 1e-9
    assert 0 <= found.reliability < 1


@given(units)
def test_more_answers_less_shrinkage(given_units: tuple[np.ndarray, np.ndarray]) -> None:
    values, variances = given_units
    found = ranking.shrink(values, variances)
    order = np.argsort(variances)
    assert (np.diff(found.own[order]) <= 1e-12).all()


@given(units)
def test_paule_mandel_solves_its_equation(given_units: tuple[np.ndarray, np.ndarray]) -> None:
    values, variances = given_units
    tau2 = ranking.paule_mandel(values, variances)
    weights = 1 / (variances + tau2)
    spread = (weights * (values - (weights * values).sum() / weights.sum()) ** 2).sum()
    if tau2 > 0:
        assert spread == pytest.approx(len(values) - 1, rel=1e-6)
    else:
        assert spread <= len(values) - 1 + 1e-9


@settings(max_examples=40)
@given(units)
def test_rank_probabilities_add_up(given_units: tuple[np.ndarray, np.ndarray]) -> None:
    values, variances = given_units
    chances = ranking.rank_probabilities(values, np.sqrt(variances))
    assert (chances >= -1e-12).all()
    assert chances.sum(axis=1) == pytest.approx(1)
    assert chances.sum(axis=0) == pytest.approx(1, abs=1e-5)


@settings(max_examples=30)
@given(units, st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(given_units: tuple[np.ndarray, np.ndarray], random) -> None:
    values, variances = given_units
    turn = np.array(random.sample(range(len(values)), len(values)))
    straight, turned = (ranking.shrink(values[way], variances[way]) for way in (slice(None), turn))
    assert turned.values == pytest.approx(straight.values[turn])
    chances, other = (ranking.rank_probabilities(one.values, one.se) for one in (straight, turned))
    assert other == pytest.approx(chances[turn], abs=1e-6)
    assert (ranking.places(values[turn]) == ranking.places(values)[turn]).all()


@settings(max_examples=30)
@given(units, st.floats(-50, 50))
def test_adding_a_constant_moves_nothing_else(given_units: tuple[np.ndarray, np.ndarray], constant: float) -> None:
    values, variances = given_units
    here, there = ranking.shrink(values, variances), ranking.shrink(values + constant, variances)
    assert there.tau2 == pytest.approx(here.tau2, abs=1e-6)
    assert there.values == pytest.approx(here.values + constant, abs=1e-6)


def test_units_without_any_spread() -> None:
    found = ranking.shrink(np.array([60.0, 60, 60]), np.zeros(3))
    assert found.values.tolist() == [60, 60, 60]
    assert found.reliability == 0
    assert ranking.rank_probabilities(found.values, found.se) == pytest.approx(1 / 3)
    apart = ranking.shrink(np.array([50.0, 60, 70]), np.zeros(3))
    assert apart.values == pytest.approx([50, 60, 70])


def test_ties_share_the_best_place() -> None:
    for values in itertools.permutations([70.0, 80.0, 70.0, 60.0]):
        assert dict(zip(values, ranking.places(np.array(values)), strict=True)) == {80: 1, 70: 2, 60: 4}
