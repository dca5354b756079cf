"""A group against a target or a benchmark: printed figures, statsmodels, scipy, and the laws of score tests."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp, ttest_ind_from_stats
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

from kundnojd.inference import TARGET_TESTS, estimates, sums
from kundnojd.inference.distributions import z_p_value, z_quantile
from kundnojd.inference.known_values import known, mean_against_known, net_against_known, share_against_known

SCORES = {"mean": list(np.arange(0.0, 101, 12.5)), "share": [0.0, 100.0], "net": [-100.0, 0.0, 100.0]}


def net_cell(detractors: int, passives: int, promoters: int) -> estimates.Estimates:
    return estimates.of(sums.of(np.repeat([-100.0, 0.0, 100.0], [detractors, passives, promoters])))


@given(st.lists(st.sampled_from(SCORES["mean"]), min_size=3, max_size=40), st.floats(0, 100))
def test_an_index_of_many_answers_is_the_one_sample_t_test(scores: list[float], target: float) -> None:
    many = np.array([*scores, 20.0, 80.0] * 200)
    # So near to the mean that the p-value is neither 0 nor 1.
    value = many.mean() + (target - 50) / 50 * many.std() / np.sqrt(len(many)) * 2
    result = mean_against_known(estimates.of(sums.of(many)), known(value), 0.95)
    expected = ttest_1samp(many, value)
    assert result.p_value == pytest.approx(expected.pvalue, abs=0.01)
    ends = np.array(expected.confidence_interval(0.95)) - value
    assert (result.lower, result.upper) == pytest.approx(tuple(ends), abs=0.1)


def test_an_index_of_equal_answers_is_no_proof() -> None:
    # Everybody at the best step: Student's test would call any difference.
    best = estimates.of(sums.of([100.0] * 5))
    assert mean_against_known(best, known(95.0), 0.95).p_value > 0.5
    assert mean_against_known(best, known(5.0), 0.95).p_value < 0.05


def test_an_index_against_a_benchmark_with_n_and_sd_is_welch() -> None:
    # A benchmark of 250 interviews with mean 70 and SD 16.1 (what +-2 at n 250 implies: methods, W07).
    scores = np.repeat([40.0, 60.0, 70.0, 90.0], [10, 20, 15, 15])
    result = mean_against_known(estimates.of(sums.of(scores)), known(70.0, 16.134 / np.sqrt(250), 249, 250), 0.95)
    expected = ttest_ind_from_stats(scores.mean(), scores.std(ddof=1), 60, 70.0, 16.134, 250, equal_var=False)
    assert result.p_value == pytest.approx(expected.pvalue, abs=0.02)
    assert result.se == pytest.approx(np.hypot(scores.std(ddof=1) / np.sqrt(60), 16.134 / np.sqrt(250)))


@given(st.integers(5, 200), st.data(), st.integers(1, 99))
def test_a_share_is_the_score_test_with_wilsons_interval(n: int, data: st.DataObject, target: int) -> None:
    x = data.draw(st.integers(0, n))
    cell = estimates.of(sums.of(np.repeat([100.0, 0.0], [x, n - x])))
    result = share_against_known(cell, known(float(target)), 0.95)
    assert result.p_value == pytest.approx(proportions_ztest(x, n, target / 100, prop_var=target / 100)[1], abs=1e-9)
    expected = 100 * np.array(proportion_confint(x, n, method="wilson")) - target
    assert (result.lower, result.upper) == pytest.approx(tuple(expected), abs=1e-6)


def test_a_share_against_a_share_of_others_by_hand() -> None:
    # 60 of 100 against 50 % of 400: z = .1 / sqrt(.25/100 + .25/400).
    cell = estimates.of(sums.of(np.repeat([100.0, 0.0], [60, 40])))
    result = share_against_known(cell, known(50.0, 2.5), 0.95)
    assert result.p_value == pytest.approx(z_p_value(np.float64(0.1 / np.sqrt(0.25 / 100 + 0.25 / 400))))
    lower, upper = 100 * np.array(proportion_confint(60, 100, method="wilson"))
    own = z_quantile(0.95) * 2.5
    assert result.lower == pytest.approx(10 - np.hypot(60 - lower, own))
    assert result.upper == pytest.approx(10 + np.hypot(upper - 60, own))


# methods.md W10: score limits of brendan-r/NPS, detractors, passives, promoters.
SCORE_LIMITS = [
    ((1, 2, 3), -0.311074, 0.753957),
    ((6, 12, 18), 0.069529, 0.549110),
    ((54, 108, 162), 0.249540, 0.411611),
    ((5, 10, 35), 0.381058, 0.750027),
    ((0, 2, 8), 0.300441, 0.943318),
    ((30, 50, 20), -0.235222, 0.039118),
    ((15, 9, 12), -0.348563, 0.195602),
]


@pytest.mark.parametrize(("counts", "lower", "upper"), SCORE_LIMITS)
def test_a_net_score_is_the_score_test(counts: tuple[int, int, int], lower: float, upper: float) -> None:
    cell = net_cell(*counts)
    result = net_against_known(cell, known(0.0), 0.95)
    assert (result.lower / 100, result.upper / 100) == pytest.approx((lower, upper), abs=1e-6)
    at_the_ends = net_against_known(cell[np.newaxis], known(np.array([100 * lower, 100 * upper])), 0.95)
    assert at_the_ends.p_value == pytest.approx([0.05, 0.05], abs=2e-5)


def test_few_answers_of_one_kind_prove_little() -> None:
    # Wald's variance of ten promoters is 0, and any target would be missed for certain.
    result = net_against_known(net_cell(0, 0, 10), known(80.0), 0.95)
    # The likeliest shares with a score of .8 are .9 and .1: variance 1 - .64.
    assert result.p_value == pytest.approx(z_p_value(np.float64(0.2 / np.sqrt((1 - 0.64) / 10))))
    assert result.p_value > 0.1


def test_a_net_score_turned_around() -> None:
    there = net_against_known(net_cell(5, 10, 35), known(40.0), 0.95)
    back = net_against_known(net_cell(35, 10, 5), known(-40.0), 0.95)
    assert there.p_value == pytest.approx(back.p_value)
    assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower))


@pytest.mark.parametrize("name", TARGET_TESTS)
@given(data=st.data(), target=st.integers(-95, 95), level=st.sampled_from([0.8, 0.95, 0.99]), factor=st.floats(0.1, 50))
def test_the_interval_holds_zero_where_the_test_does_not_reject(name, data, target, level, factor) -> None:
    kind = name.split("-")[0]
    target = float(target if kind == "net" else abs(target))
    size = data.draw(st.integers(3, 40))
    scores = data.draw(st.lists(st.sampled_from(SCORES[kind]), min_size=size, max_size=size))
    weights = np.array(data.draw(st.lists(st.floats(0.2, 5), min_size=size, max_size=size)))
    result = TARGET_TESTS[name].function(estimates.of(sums.of(scores, weights)), known(target), level)
    if abs(result.p_value - (1 - level)) > 1e-6:
        assert (result.lower <= 1e-7 and result.upper >= -1e-7) == (result.p_value > 1 - level)
    scaled = TARGET_TESTS[name].function(estimates.of(sums.of(scores, factor * weights)), known(target), level)
    assert scaled.p_value == pytest.approx(result.p_value, abs=1e-6)
    assert 0 <= result.p_value <= 1
    if kind == "mean":
        return
    # What is less sure of itself proves less (of a mean not always: an error of its own brings degrees of freedom too).
    unsure = TARGET_TESTS[name].function(estimates.of(sums.of(scores, weights)), known(target, 3.0), level)
    assert unsure.p_value >= result.p_value - 1e-9
    assert unsure.lower <= result.lower + 1e-9
    assert unsure.upper >= result.upper - 1e-9


@pytest.mark.parametrize("name", TARGET_TESTS)
def test_empty_groups_are_unknown_and_raise_no_warning(name: str) -> None:
    result = TARGET_TESTS[name].function(estimates.of(np.zeros((2, 7))), known([50.0, 50.0], [0.0, 2.0]), 0.95)
    for figure in (result.difference, result.lower, result.upper, result.p_value):
        assert np.isnan(figure).all()
