"""Tests and intervals of differences against printed figures, statsmodels and simulation."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom, pearson3
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

from kundnojd.inference import TESTS, differences, estimates, sums
from kundnojd.inference.distributions import t_p_value, z_p_value, z_quantile
from kundnojd.inference.intervals import wilson_mean
from kundnojd.inference.variance import linearised_se, mean
from tests.inference.cells import of_sums

# Index and weights of six respondents in each of two units, the same data as in test_variance.
INDEX_A = (np.array([22 / 3, 26 / 3, 14 / 3, 7, 28 / 3, 5.5]) - 1) / 9 * 100
INDEX_B = (np.array([4, 8, 19 / 3, 8, 7 / 3, 19 / 3]) - 1) / 9 * 100
WEIGHT_A = np.array([1.0, 1.5, 0.8, 1.2, 1.0, 0.5])
WEIGHT_B = np.array([2.0, 1.0, 1.3, 0.7, 1.1, 0.9])

SCORES = {"mean": list(np.arange(0.0, 101, 12.5)), "share": [0.0, 100.0], "net": [-100.0, 0.0, 100.0]}


def group(kind: str) -> st.SearchStrategy[tuple[list[float], list[float]]]:
    return st.integers(2, 25).flatmap(
        lambda size: st.tuples(
            st.lists(st.sampled_from(SCORES[kind]), min_size=size, max_size=size),
            st.lists(st.floats(0.1, 10), min_size=size, max_size=size),
        )
    )


def share_cell(count: int, n: int) -> np.ndarray:
    return sums.of(np.repeat([100.0, 0.0], [count, n - count]))


def cell_of_moments(n: int, m: float, sd: float) -> np.ndarray:
    squares = (n - 1) * sd**2 + n * m**2
    return np.array([n, n, n, n * m, squares, n * m, squares])


@pytest.mark.parametrize(
    ("a", "b", "lower", "upper"),
    # Newcombe (1998), Statistics in Medicine 17, 873-890; Fagerland et al. (2015) as in the tests of statsmodels.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((7, 34), (1, 34), 0.0189, 0.3404),
    ],
)
def test_newcombe(a: tuple[int, int], b: tuple[int, int], lower: float, upper: float) -> None:
    result = of_sums(differences.share_against_rest)(share_cell(*a), share_cell(*b), 0.95)
    assert (result.lower / 100, result.upper / 100) == pytest.approx((lower, upper), abs=5.1e-5)


def test_unit_against_the_rest_and_not_against_the_total() -> None:
    # Example of the Q research software wiki: unit 50 of 100, total 120 of 300.
    unit, total = share_cell(50, 100), share_cell(120, 300)
    result = of_sums(differences.share_against_rest)(unit, total - unit, 0.95)
    assert result.difference == pytest.approx(15)
    assert (result.lower, result.upper) == pytest.approx((3.20, 26.48), abs=5e-3)
    z = 0.15 / np.sqrt(0.4 * 0.6 * (1 / 100 + 1 / 200))
    assert z == pytest.approx(2.5)
    assert z_p_value(z) == pytest.approx(0.012419, abs=5e-7)
    # Looked up with the skewness that unequal groups leave, nearer to the hypergeometric mid-p .013422.
    skewness = 0.2 / np.sqrt(0.24) * (1 / 100**2 - 1 / 200**2) / (1 / 100 + 1 / 200) ** 1.5
    assert result.p_value == pytest.approx(2 * pearson3.sf(2.5, skewness), abs=1e-9)
    assert 0.012419 < result.p_value < 0.013422
    # What comparing the unit with a total that holds it would have said.
    naive = of_sums(differences.share_against_rest)(unit, total, 0.95)
    z = naive.difference / 100 / np.sqrt(17 / 40 * 23 / 40 * (1 / 100 + 1 / 300))
    assert z_p_value(z) == pytest.approx(0.0798, abs=5e-5)
    assert naive.p_value > 0.0798


def test_intervals_that_overlap_and_still_a_difference() -> None:
    # Means 10 and 19, SD 24, 64 in each: the intervals 4.12-15.88 and 13.12-24.88 overlap; z interval and p of the
    # difference as printed in that textbook example.
    result = of_sums(differences.mean_against_wave)(cell_of_moments(64, 19, 24), cell_of_moments(64, 10, 24), 0.95)
    assert result.difference == pytest.approx(9)
    assert result.se == pytest.approx(4.242641, abs=5e-7)
    half = z_quantile(0.95) * result.se
    assert (9 - half, 9 + half) == pytest.approx((0.684577, 17.315423), abs=5e-7)
    assert z_p_value(9 / result.se) == pytest.approx(0.033895, abs=5e-7)
    assert 0.033895 < result.p_value < 0.04  # t instead of z


def test_weighted_error_of_a_difference() -> None:
    # Own n in the standard error; Welch with n_eff - 1 degrees of freedom: t 1.7969, df 8.09, p .1096.
    a, b = sums.of(INDEX_A, WEIGHT_A), sums.of(INDEX_B, WEIGHT_B)
    result = of_sums(differences.mean_against_wave)(a, b, 0.95)
    assert result.difference / result.se == pytest.approx(1.7969, abs=5e-5)
    assert t_p_value(result.difference / result.se, np.float64(8.09)) == pytest.approx(0.1096, abs=1e-4)


def test_unweighted_error_of_a_difference() -> None:
    # R t.test: t 1.062966, df 9.500367, p .314069.
    result = of_sums(differences.mean_against_wave)(sums.of(INDEX_A), sums.of(INDEX_B), 0.95)
    assert (mean(sums.of(INDEX_A)), mean(sums.of(INDEX_B))) == pytest.approx((67.592593, 53.703704), abs=5e-7)
    assert result.difference / result.se == pytest.approx(1.062966, abs=5e-7)
    assert t_p_value(result.difference / result.se, np.float64(9.500367)) == pytest.approx(0.314069, abs=5e-7)


def test_weighted_score_test_by_hand() -> None:
    a, b = sums.of(INDEX_A, WEIGHT_A), sums.of(INDEX_B, WEIGHT_B)
    # n_eff 5.471125 and 5.326087, six answers each, means 71.388889 and 49.365079 (see test_variance).
    n_a, n_b, part = 5.471125, 5.326087, 5.471125 / (5.471125 + 5.326087)
    squares = [np.average(y**2, weights=w) for y, w in ((INDEX_A, WEIGHT_A), (INDEX_B, WEIGHT_B))]
    m = part * 71.388889 + (1 - part) * 49.365079
    v = part * squares[0] + (1 - part) * squares[1] - m**2
    z = (71.388889 - 49.365079) / np.sqrt(v * (1 / n_a + 1 / n_b))
    answer = np.sqrt(v) / 100 * (1 - 2 * m / 100) / (m / 100 * (1 - m / 100))
    skewness = answer * (6 / n_a**3 - 6 / n_b**3) / (1 / n_a + 1 / n_b) ** 1.5
    found = of_sums(differences.mean_against_rest)(a, b, 0.95).p_value
    assert found == pytest.approx(2 * pearson3.sf(z, skewness), abs=1e-6)


def test_net_scores_by_hand() -> None:
    # 30 detractors, 50 passives, 20 promoters against 15, 9, 12: scores -.1 and -.083333.
    a = sums.of(np.repeat([-100.0, 0.0, 100.0], [30, 50, 20]))
    b = sums.of(np.repeat([-100.0, 0.0, 100.0], [15, 9, 12]))
    wave, rest = of_sums(differences.net_against_wave)(a, b, 0.95), of_sums(differences.net_against_rest)(a, b, 0.95)
    difference, v, m = -0.1 + 3 / 36, 77 / 136 - (13 / 136) ** 2, (1 - 13 / 136) / 2
    skewness = np.sqrt(v / 4) * (1 - 2 * m) / (m * (1 - m)) * (1 / 100**2 - 1 / 36**2) / (1 / 100 + 1 / 36) ** 1.5
    expected = 2 * pearson3(skewness).sf(difference / np.sqrt(v * (1 / 100 + 1 / 36)))
    for result in (wave, rest):
        assert result.difference == pytest.approx(100 * difference)
        assert result.p_value == pytest.approx(min(expected, 2 - expected))
    # Adjusted counts: 20.75 and 30.75 of 103, 12.75 and 15.75 of 39.
    s_a, s_b = -10 / 103, -3 / 39
    half = z_quantile(0.95) * np.sqrt((51.5 / 103 - s_a**2) / 103 + (28.5 / 39 - s_b**2) / 39)
    for result in (wave, rest):
        assert (result.lower, result.upper) == pytest.approx((100 * (s_a - s_b - half), 100 * (s_a - s_b + half)))
        assert result.se == pytest.approx(np.hypot(linearised_se(a), linearised_se(b)))


# Unit, rest: how many of how many. Exact is the hypergeometric mid-p, the smaller tail doubled.
UNIT_AND_REST = [
    (50, 100, 70, 200),
    (22, 30, 900, 1000),
    (20, 30, 1053, 1170),
    (24, 30, 1110, 1170),
    (40, 50, 450, 500),
]


@pytest.mark.parametrize(("x", "n", "y", "m"), UNIT_AND_REST)
def test_skewness_brings_the_p_value_near_the_exact_one(x: int, n: int, y: int, m: int) -> None:
    exact = hypergeom(n + m, x + y, n)
    mid = 2 * min(exact.cdf(x) - exact.pmf(x) / 2, exact.sf(x) + exact.pmf(x) / 2)
    found = of_sums(differences.share_against_rest)(share_cell(x, n), share_cell(y, m), 0.95).p_value
    plain = proportions_ztest([x, y], [n, m])[1]
    assert abs(np.log(found / mid)) < 0.25
    assert abs(np.log(found / mid)) < abs(np.log(plain / mid))


@given(group("mean"), group("mean"))
def test_groups_of_a_size_have_the_score_test(
    left: tuple[list[float], list[float]], right: tuple[list[float], list[float]]
) -> None:
    # Mantel (1963): chi-square N r^2, r the correlation of score and group; nothing is skewed where sizes are equal.
    size = min(len(left[0]), len(right[0]))
    x, y = left[0][:size], right[0][:size]
    if np.std(x + y) == 0:
        return
    found = of_sums(differences.mean_against_wave)(sums.of(x, 2.5), sums.of(y, 0.4), 0.9)
    r = np.corrcoef(x + y, [1] * size + [0] * size)[0, 1]
    assert found.p_value == pytest.approx(z_p_value(np.sqrt(2 * size) * r), abs=1e-8)


@given(group("mean"), group("mean"))
def test_the_interval_of_a_difference_is_put_together_from_both(
    left: tuple[list[float], list[float]], right: tuple[list[float], list[float]]
) -> None:
    a, b = estimates.of(sums.of(*left)), estimates.of(sums.of(*right))
    (low_a, high_a), (low_b, high_b) = (wilson_mean(one, 0.9, 0.0, 100.0) for one in (a, b))
    result = differences.mean_against_rest(a, b, 0.9)
    lower = a.mean - b.mean - np.sqrt((a.mean - low_a) ** 2 + (high_b - b.mean) ** 2)
    upper = a.mean - b.mean + np.sqrt((high_a - a.mean) ** 2 + (b.mean - low_b) ** 2)
    assert (result.lower, result.upper) == pytest.approx((max(lower, -100), min(upper, 100)), abs=1e-9)


def test_scores_without_ends_have_the_interval_of_t_and_no_skewness() -> None:
    x, y = [1.0, 5, 6, 7, 7, 7, 7, 2], [3.0, 4, 4, 5]
    a, b = (estimates.of(sums.of(one), (-np.inf, np.inf)) for one in (x, y))
    result = differences.mean_against_rest(a, b, 0.95)
    halves = [np.subtract(*DescrStatsW(one).tconfint_mean()[::-1]) / 2 for one in (x, y)]
    assert result.upper - result.difference == pytest.approx(np.hypot(*halves))
    r = np.corrcoef(x + y, [1] * 8 + [0] * 4)[0, 1]
    assert result.p_value == pytest.approx(z_p_value(np.sqrt(12) * r))


def test_populations_asked_in_full_differ_by_any_difference() -> None:
    a, b = (replace(estimates.of(sums.of(one)), base=np.float64(np.inf)) for one in ([60.0, 70.0], [60.0, 71.0]))
    assert differences.mean_against_rest(a, b, 0.95).p_value == 0
    assert differences.mean_against_rest(a, a, 0.95).p_value == 1


@given(st.integers(1, 200), st.integers(1, 200), st.floats(0, 1), st.floats(0, 1))
def test_shares_agree_with_statsmodels(n_a: int, n_b: int, part_a: float, part_b: float) -> None:
    x, y = round(part_a * n_a), round(part_b * n_b)
    result = of_sums(differences.share_against_wave)(share_cell(x, n_a), share_cell(y, n_b), 0.95)
    expected = confint_proportions_2indep(x, n_a, y, n_b, method="newcomb", compare="diff")
    assert (result.lower / 100, result.upper / 100) == pytest.approx(expected, abs=1e-9)
    if 0 < x + y < n_a + n_b:
        z, p = proportions_ztest([x, y], [n_a, n_b])
        share = (x + y) / (n_a + n_b)
        skewness = (1 - 2 * share) / np.sqrt(share * (1 - share)) * (1 / n_a**2 - 1 / n_b**2)
        skewness /= (1 / n_a + 1 / n_b) ** 1.5
        if n_a == n_b or 2 * (x + y) == n_a + n_b:
            assert result.p_value == pytest.approx(p, abs=1e-9)
        elif abs(skewness) > 1e-4:  # scipy takes less for none
            tail = pearson3(skewness)
            assert result.p_value == pytest.approx(min(1, 2 * min(tail.cdf(z), tail.sf(z))), abs=1e-8)
    else:
        assert result.p_value == 1


@pytest.mark.parametrize("name", TESTS)
@given(data=st.data(), factor=st.floats(0.01, 100))
def test_laws_of_differences(name: str, data: st.DataObject, factor: float) -> None:
    kind = name.split("-", maxsplit=1)[0]
    (x, v), (y, w) = data.draw(group(kind)), data.draw(group(kind))
    a, b = sums.of(x, v), sums.of(y, w)
    compare = of_sums(TESTS[name].function)
    there, back, scaled = compare(a, b, 0.95), compare(b, a, 0.95), compare(a * scale(factor), b, 0.95)
    assert there.difference == pytest.approx(mean(a) - mean(b), abs=1e-6)
    assert there.difference == pytest.approx(-back.difference)
    assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower))
    assert there.p_value == pytest.approx(back.p_value)
    assert 0 <= there.p_value <= 1
    assert scaled.difference == pytest.approx(there.difference, abs=1e-6)
    assert (scaled.lower, scaled.upper) == pytest.approx((there.lower, there.upper), abs=1e-5)
    assert scaled.p_value == pytest.approx(there.p_value, abs=1e-6)
    widest = 200 if kind == "net" else 100
    assert -widest - 1e-9 <= there.lower <= there.upper <= widest + 1e-9
    if kind != "net":
        assert there.lower - 1e-9 <= there.difference <= there.upper + 1e-9


def scale(factor: float) -> np.ndarray:
    """What the seven sums are multiplied by when all weights are multiplied by ``factor``."""
    return np.array([1, factor, factor**2, factor, factor, factor**2, factor**2])


@pytest.mark.parametrize("name", TESTS)
def test_no_spread_at_all(name: str) -> None:
    high, low = sums.of([100.0] * 30), sums.of([0.0] * 30)
    same = of_sums(TESTS[name].function)(high, high, 0.95)
    assert (same.difference, same.p_value) == (0, 1)
    apart = of_sums(TESTS[name].function)(high, low, 0.95)
    assert apart.difference == 100
    # Both together have spread even where neither group has.
    assert 0 < apart.p_value < 1e-10


@pytest.mark.parametrize("name", TESTS)
def test_empty_groups_are_unknown_and_raise_no_warning(name: str) -> None:
    some = sums.of([0.0, 100.0, 100.0])
    for a, b in ((np.zeros(7), some), (some, np.zeros(7)), (np.zeros(7), np.zeros(7))):
        result = of_sums(TESTS[name].function)(a, b, 0.95)
        for figure in (result.difference, result.se, result.lower, result.upper, result.p_value):
            assert np.isnan(figure)


@pytest.mark.parametrize("name", ["mean-rest", "mean-wave"])
def test_means_of_a_single_respondent_are_not_tested(name: str) -> None:
    result = of_sums(TESTS[name].function)(sums.of([30.0]), sums.of([0.0, 50.0, 100.0]), 0.95)
    assert np.isnan([result.se, result.lower, result.upper, result.p_value]).all()


@pytest.mark.parametrize("name", ["mean-rest", "mean-wave"])
def test_one_weight_that_drowns_the_others_concludes_nothing(name: str) -> None:
    result = of_sums(TESTS[name].function)(sums.of([40.0, 60.0], [1.0, 1e-4]), sums.of([45.0, 60.0], [1.0, 1e-4]), 0.95)
    assert result.lower < -60
    assert result.upper > 60
    assert result.p_value > 0.1


@pytest.mark.parametrize("name", ["mean-rest", "mean-wave"])
def test_no_degrees_of_freedom_at_all(name: str) -> None:
    # Two respondents whose weights have rounded to an effective base of exactly one, with some spread.
    a, b = np.array([2, 1, 1, 40, 1650, 40, 1650.0]), np.array([2, 1, 1, 45, 2075, 45, 2075.0])
    result = of_sums(TESTS[name].function)(a, b, 0.95)
    assert result.lower < -60
    assert result.upper > 60
    assert result.p_value > 0.1


@pytest.mark.parametrize("name", TESTS)
def test_units_and_rests_are_compared_at_once(name: str) -> None:
    generator = np.random.default_rng(11)
    kind = name.split("-", maxsplit=1)[0]
    units = sums.of(generator.choice(SCORES[kind], (4, 20)), generator.uniform(0.5, 2, (4, 20)))
    rests = units.sum(axis=0) - units
    together = of_sums(TESTS[name].function)(units, rests, 0.95)
    alone = of_sums(TESTS[name].function)(units[2], rests[2], 0.95)
    assert together.p_value.shape == together.lower.shape == (4,)
    assert together.p_value[2] == alone.p_value
    assert together.upper[2] == alone.upper
