"""Intervals of one estimate against printed figures and statsmodels."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import norm
from scipy.stats import t as student
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from kundnojd.inference import INTERVALS, estimates, intervals, sums
from kundnojd.inference.distributions import t_p_value, t_quantile, z_quantile
from kundnojd.inference.variance import effective_n, mean
from tests.inference.cells import of_sums

adjusted_wald, t, wilson = map(of_sums, (intervals.adjusted_wald, intervals.t, intervals.wilson))
wilson_mean = of_sums(intervals.wilson_mean)


def net_cell(detractors: int, passives: int, promoters: int) -> np.ndarray:
    return sums.of(np.repeat([-100.0, 0.0, 100.0], [detractors, passives, promoters]))


def share_cell(count: int, n: int) -> np.ndarray:
    return sums.of(np.repeat([100.0, 0.0], [count, n - count]))


def population_variance(cell: np.ndarray) -> float:
    """The variance of a net score around its mean, on the scale -1 to 1, with divisor n."""
    return float(cell[sums.WY2] / cell[sums.W] - mean(cell) ** 2) / 1e4


@pytest.mark.parametrize(
    ("counts", "nps", "variance", "se"),
    # R package NPS (github.com/brendan-r/NPS), tests/testthat/test_01_basics.R.
    [
        ((1, 2, 3), 1 / 3, 5 / 9, 0.304290),
        ((1, 0, 0), -1.0, 0.0, 0.0),
        ((1, 0, 1), 0.0, 1.0, 0.7071),
        ((0, 1, 1), 0.5, 0.25, 0.35355),
        ((1, 1, 1), 0.0, 2 / 3, 0.4714),
        # stats.stackexchange.com/a/18609: shares 1/6, 1/3, 1/2 of 324.
        ((54, 108, 162), 1 / 3, 5 / 9, 0.0414087),
    ],
)
def test_net_score_and_its_variance(counts: tuple[int, int, int], nps: float, variance: float, se: float) -> None:
    cell = net_cell(*counts)
    assert mean(cell) / 100 == pytest.approx(nps)
    assert population_variance(cell) == pytest.approx(variance, abs=1e-12)
    assert np.sqrt(population_variance(cell) / sum(counts)) == pytest.approx(se, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "wald", "adjusted"),
    # Run of the R package NPS: Wald and adjusted Wald at 95 %.
    [
        ((1, 2, 3), (-0.263065, 0.929731), (-0.267433, 0.711877)),
        ((6, 12, 18), (0.089855, 0.576812), (0.073006, 0.542379)),
        ((54, 108, 162), (0.252174, 0.414493), (0.249453, 0.411098)),
        ((5, 10, 35), (0.416139, 0.783861), (0.382923, 0.749152)),
        ((0, 2, 8), (0.552082, 1.047918), (0.292839, 0.937931)),
        ((30, 50, 20), (-0.237197, 0.037197), (-0.232351, 0.038176)),
        ((15, 9, 12), (-0.364917, 0.198250), (-0.344126, 0.190279)),
    ],
)
def test_adjusted_wald(counts: tuple[int, int, int], wald: tuple[float, float], adjusted: tuple[float, float]) -> None:
    cell = net_cell(*counts)
    half = z_quantile(0.95) * np.sqrt(population_variance(cell) / sum(counts))
    assert mean(cell) / 100 - half == pytest.approx(wald[0], abs=5e-7)
    assert mean(cell) / 100 + half == pytest.approx(wald[1], abs=5e-7)
    assert np.divide(adjusted_wald(cell, 0.95, -100, 100), 100) == pytest.approx(adjusted, abs=5e-7)


def test_adjusted_wald_of_a_single_answer_leaves_out_the_raw_score() -> None:
    # Adjusted counts 3/4, 3/2, 7/4 of 4: score .25, variance (2.5/4 - .25^2) / 4 = .375^2.
    assert adjusted_wald(net_cell(0, 0, 1), 0.95, -100, 100)[1] == pytest.approx(25 + 1.959964 * 37.5)


def test_adjusted_wald_counts_effective_answers() -> None:
    # Weights 1 and 3 on 40 answers: n_eff 40 * 4^2 / (2 * 10) = 32, shares as of 8 detractors and 24 promoters.
    weighted = sums.of(np.repeat([-100.0, 100.0], 20), np.repeat([1.0, 3.0], 20))
    assert effective_n(weighted) == pytest.approx(32)
    lower, upper = adjusted_wald(net_cell(8, 0, 24), 0.95, -100, 100)
    # Korn and Graubard (1998): z t(31)/t(39).
    middle, half = (lower + upper) / 2, (upper - lower) / 2 * student.ppf(0.975, 31) / student.ppf(0.975, 39)
    assert adjusted_wald(weighted, 0.95, -100, 100) == pytest.approx((middle - half, middle + half))


def test_wilson_counts_effective_answers() -> None:
    # As above; Korn and Graubard divide the base by the square of the ratio of quantiles.
    weighted = sums.of(np.repeat([0.0, 100.0], 20), np.repeat([1.0, 3.0], 20))
    base = 32 / (student.ppf(0.975, 31) / student.ppf(0.975, 39)) ** 2
    expected = np.multiply(proportion_confint(0.75 * base, base, method="wilson"), 100)
    assert wilson(weighted, 0.95, 0.0, 100.0) == pytest.approx(expected)


def test_few_clusters_widen_shares_and_net_scores() -> None:
    # Degrees of freedom of 6 clusters in 1 stratum instead of n - 1.
    cell = estimates.of(net_cell(20, 30, 50))
    z = intervals.design_quantile(replace(cell, df=np.float64(5)), 0.95)
    assert z == pytest.approx(norm.ppf(0.975) * student.ppf(0.975, 5) / student.ppf(0.975, 99))
    assert intervals.design_quantile(cell, 0.95) == pytest.approx(norm.ppf(0.975))


@pytest.mark.parametrize(
    ("count", "n", "level", "lower", "upper"),
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I; test data of the R package PHEindicatormethods;
    # 19/38 from the tests of statsmodels.
    [
        (81, 263, 0.95, 0.255289, 0.366210),
        (15, 148, 0.95, 0.062386, 0.160487),
        (0, 20, 0.95, 0.0, 0.161125),
        (1, 29, 0.95, 0.006113, 0.171755),
        (1, 100, 0.95, 0.001767, 0.054486),
        (5, 100, 0.95, 0.021544, 0.111750),
        (20, 100, 0.95, 0.133367, 0.288829),
        (65, 100, 0.95, 0.552544, 0.736358),
        (65, 100, 0.998, 0.495495, 0.778354),
        (999, 3456, 0.95, 0.274190, 0.304404),
        (19, 38, 0.95, 0.348499, 0.651501),
    ],
)
def test_wilson(count: int, n: int, level: float, lower: float, upper: float) -> None:
    found = wilson(share_cell(count, n), level, 0.0, 100.0)
    assert np.divide(found, 100) == pytest.approx((lower, upper), abs=5e-7)


@given(st.lists(st.floats(0.01, 50), min_size=1, max_size=30))
def test_wilson_touches_both_ends_exactly(weights: list[float]) -> None:
    none, all_of_them = sums.of(np.zeros(len(weights)), weights), sums.of(np.full(len(weights), 100.0), weights)
    assert wilson(none, 0.95, 0.0, 100.0)[0] == 0
    assert wilson(none, 0.95, 0.0, 100.0)[1] > 0
    assert wilson(all_of_them, 0.95, 0.0, 100.0)[1] == 100
    assert wilson(all_of_them, 0.95, 0.0, 100.0)[0] < 100


@given(st.integers(1, 500), st.floats(0, 1), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_agrees_with_statsmodels(n: int, part: float, level: float) -> None:
    count = round(part * n)
    expected = np.multiply(proportion_confint(count, n, alpha=1 - level, method="wilson"), 100)
    assert wilson(share_cell(count, n), level, 0.0, 100.0) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=40).filter(lambda values: len(set(values)) > 1))
def test_t_agrees_with_statsmodels(values: list[int]) -> None:
    cell = sums.of(np.array(values, dtype=float))
    expected = np.clip(DescrStatsW(values).tconfint_mean(), 0, 100)
    assert t(cell, 0.95, 0.0, 100.0) == pytest.approx(expected, abs=1e-6)


def solved(part: float, per_answer: float, quantile: float) -> tuple[float, float]:
    """The two p0 with (part - p0)^2 = quantile^2 p0(1 - p0) per_answer, by root finding."""
    away = lambda p0: (part - p0) ** 2 - quantile**2 * p0 * (1 - p0) * per_answer  # noqa: E731
    return brentq(away, 0, part, xtol=1e-14), brentq(away, part, 1, xtol=1e-14)


def test_wilson_of_means_holds_what_the_mean_does_not_contradict() -> None:
    # By hand: mean 72.5 of five scores with variance 1106.25, s^2/10^4 = .110625; f = (.110625 + .012)/(.199375 + .02).
    scores = [100.0, 62.5, 100.0, 20.0, 80.0]
    assert (np.mean(scores), np.var(scores, ddof=1)) == pytest.approx((72.5, 1106.25))
    f = (0.110625 + 0.06 / 5) / (0.725 * 0.275 + 0.1 / 5)
    expected = solved(0.725, f / 5, student.ppf(0.975, 4))
    assert np.divide(wilson_mean(sums.of(scores), 0.95, 0.0, 100.0), 100) == pytest.approx(expected, abs=1e-9)


@given(
    st.lists(st.tuples(st.integers(0, 27), st.floats(0.2, 5)), min_size=2, max_size=40),
    st.sampled_from([0.8, 0.95, 0.99]),
)
def test_laws_of_wilson_of_means(answers: list[tuple[int, float]], level: float) -> None:
    scores, weights = np.array([score for score, _ in answers]) / 27 * 100, [weight for _, weight in answers]
    cell = sums.of(scores, weights)
    lower, upper = wilson_mean(cell, level, 0.0, 100.0)
    assert 0 <= lower <= mean(cell) + 1e-9
    assert mean(cell) - 1e-9 <= upper <= 100
    assert upper - lower > 1e-3  # also where all answers are alike
    turned = wilson_mean(sums.of(100 - scores, weights), level, 0.0, 100.0)
    assert turned == pytest.approx((100 - upper, 100 - lower), abs=1e-6)
    scaled = wilson_mean(sums.of(scores / 100 * 6 + 1, weights), level, 1.0, 7.0)
    assert scaled == pytest.approx((lower / 100 * 6 + 1, upper / 100 * 6 + 1), abs=1e-6)


def test_wilson_of_means_becomes_t_with_many_answers() -> None:
    scores = np.random.default_rng(3).choice([0.0, 25, 50, 75, 100], 40_000, p=[0.05, 0.1, 0.2, 0.4, 0.25])
    cell = sums.of(scores)
    assert wilson_mean(cell, 0.95, 0.0, 100.0) == pytest.approx(t(cell, 0.95, 0.0, 100.0), abs=2e-3)


def test_wilson_of_a_share_as_a_mean_is_nearly_that_of_the_share() -> None:
    cell = share_cell(150, 500)
    assert wilson_mean(cell, 0.95, 0.0, 100.0) == pytest.approx(wilson(cell, 0.95, 0.0, 100.0), abs=0.05)


def test_wilson_of_means_where_all_or_nobody_else_was_asked() -> None:
    everybody = replace(estimates.of(sums.of([20.0, 90.0])), base=np.float64(np.inf), se=np.float64(0))
    assert intervals.wilson_mean(everybody, 0.95, 0.0, 100.0) == pytest.approx((55, 55))
    drowned = sums.of([40.0, 60.0], [1.0, 1e-9])
    assert wilson_mean(drowned, 0.95, 0.0, 100.0) == pytest.approx((0, 100), abs=1e-3)


def test_t_of_equal_scores_is_the_point() -> None:
    assert t(sums.of([80.0, 80.0, 80.0]), 0.95, 0.0, 100.0) == (80.0, 80.0)


def test_t_says_nothing_where_one_weight_drowns_the_others() -> None:
    cell = sums.of([40.0, 60.0], [1.0, 1e-4])
    assert t(cell, 0.95, 0.0, 100.0) == (0.0, 100.0)


def test_no_respondents_no_interval_and_no_warning() -> None:
    empty, single = np.zeros(7), sums.of([100.0])
    for method in INTERVALS.values():
        assert np.isnan(of_sums(method.function)(empty, 0.95, 0.0, 100.0)).all()
    assert np.isnan(t(single, 0.95, 0.0, 100.0)).all()
    assert np.isnan(wilson_mean(single, 0.95, 0.0, 100.0)).all()
    assert np.isfinite(wilson(single, 0.95, 0.0, 100.0)).all()
    assert np.isfinite(adjusted_wald(single, 0.95, -100.0, 100.0)).all()


@pytest.mark.parametrize("name", INTERVALS)
def test_intervals_take_cells_by_units_and_waves(name: str) -> None:
    generator = np.random.default_rng(7)
    cells = sums.of(generator.choice([0.0, 100.0], (3, 2, 25)), generator.uniform(0.5, 2, (3, 2, 25)))
    lower, upper = of_sums(INTERVALS[name].function)(cells, 0.9, 0.0, 100.0)
    assert lower.shape == upper.shape == (3, 2)
    one = of_sums(INTERVALS[name].function)(cells[1, 1], 0.9, 0.0, 100.0)
    assert (lower[1, 1], upper[1, 1]) == one


@given(
    st.integers(2, 30).flatmap(
        lambda size: st.tuples(
            st.lists(st.sampled_from([0.0, 100.0]), min_size=size, max_size=size),
            st.lists(st.floats(0.05, 20), min_size=size, max_size=size),
        )
    ),
    st.floats(0.5, 0.999),
    st.floats(0.01, 100),
)
def test_laws_of_intervals(data: tuple[list[float], list[float]], level: float, factor: float) -> None:
    cell, scaled = sums.of(*data), sums.of(data[0], np.multiply(data[1], factor))
    for name, method in INTERVALS.items():
        lower, upper = of_sums(method.function)(cell, level, 0.0, 100.0)
        assert 0 <= lower <= upper <= 100
        if name != "adjusted-wald":
            assert lower - 1e-9 <= mean(cell) <= upper + 1e-9
        assert of_sums(method.function)(scaled, level, 0.0, 100.0) == pytest.approx((lower, upper), abs=1e-6)


def test_quantiles_of_no_degrees_of_freedom() -> None:
    assert t_quantile(0.95, np.array([0.0, -1.0, np.nan])).tolist() == pytest.approx(
        [np.inf, np.inf, np.nan], nan_ok=True
    )
    assert t_p_value(np.array([5.0, np.nan]), np.array([0.0, 0.0])).tolist() == pytest.approx(
        [1.0, np.nan], nan_ok=True
    )
