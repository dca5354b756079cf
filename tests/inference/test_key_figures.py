"""Formulas of key figures: worked numbers, and the laws they keep."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kundnojd.inference import key_figures as of
from kundnojd.inference.key_figure_methods import FORMULAS

LEVEL = 0.95


def one(*numbers: float) -> list[np.ndarray]:
    return [np.array([number]) for number in numbers]


def test_churn_has_the_interval_of_wilson() -> None:
    # 37 of 412 lost: 8.98 % (6.59-12.13); statsmodels: proportion_confint(37, 412, method="wilson").
    found = of.share(LEVEL, *one(37, 412))
    assert (found.value, found.lower, found.upper) == pytest.approx((8.98, 6.59, 12.13), abs=0.005)
    assert found.n == 412
    assert of.kept(LEVEL, *one(37, 412)).value == pytest.approx(100 - found.value)


@pytest.mark.parametrize(("formula", "worth"), [(of.lifetime_value, 2666.67), (of.lifetime_value_now, 3666.67)])
def test_lifetime_value_with_both_conventions_of_timing(formula: of.Function, worth: float) -> None:
    # m 1000, r .8, d .1: m r/(1 + d - r) = 2666.67 and m (1 + d)/(1 + d - r) = 3666.67 (Gupta and Lehmann 2003).
    assert formula(LEVEL, *one(1000, 0.8, 0.1)).value == pytest.approx(worth, abs=0.005)
    assert formula(LEVEL, *one(1000, 0.8, 0.1, 500)).value == pytest.approx(worth - 500, abs=0.005)
    assert math.isnan(formula(LEVEL, *one(1000, 1.2, 0.1)).value)


@pytest.mark.parametrize(("lost", "years"), [(20, 5.0), (12, 8.33)])
def test_mean_stay(lost: float, years: float) -> None:
    # r .8: 1/(1 - r) = 5 years; 12 % move out in a year: 8.33 years.
    found = of.stay(LEVEL, *one(lost, 100))
    churn = of.share(LEVEL, *one(lost, 100))
    assert found.value == pytest.approx(years, abs=0.005)
    assert (found.lower, found.upper) == pytest.approx((100 / churn.upper, 100 / churn.lower))


def test_nobody_left_gives_no_stay_and_no_share_of_nobody() -> None:
    assert math.isnan(of.stay(LEVEL, *one(0, 100)).value)
    assert math.isnan(of.share(LEVEL, *one(0, 0)).value)
    assert of.ratio(LEVEL, *one(1, 0)) == of.NOTHING
    assert of.growth(LEVEL, *one(1, 0)) == of.NOTHING


@pytest.mark.parametrize(
    ("name", "inputs", "value"),
    [
        ("growth", (110, 100), 10),
        ("margin", (200, 150), 25),
        ("profitability", (12, 200), 6),
        ("sick-leave", (52, 1000), 5.2),
        ("turnover", (6, 48), 12.5),
        ("new-customers", (30, 120), 25),
        ("returning", (5, 50), 10),
        ("repurchase", (45, 60), 75),
        ("contribution", (1000, 600, 4, 25, 2, 50), 200),
    ],
)
def test_books(name: str, inputs: tuple[float, ...], value: float) -> None:
    assert FORMULAS[name].function(LEVEL, *one(*inputs)).value == pytest.approx(value)


def test_concentration() -> None:
    # Ten customers: the two largest have 40 + 20 of 100. Squares: .16 + .04 + 8 x .0025 = .22.
    sales = np.array([40.0, 20, *[5.0] * 8])
    assert of.top_share(LEVEL, sales, np.array([0.2])).value == pytest.approx(60)
    assert of.top_share(LEVEL, sales, np.array([0.1])).value == pytest.approx(40)
    assert of.herfindahl(LEVEL, sales).value == pytest.approx(0.22)


def test_mean_of_rows_is_students() -> None:
    values = np.array([12.0, 15.0, 9.0, 22.0, 14.0])
    low, high = stats.t.interval(LEVEL, 4, values.mean(), values.std(ddof=1) / 5**0.5)
    found = of.mean(LEVEL, values)
    assert (found.value, found.lower, found.upper) == pytest.approx((values.mean(), low, high))


def test_means_laid_together_have_the_mean_and_error_of_all() -> None:
    values, se, n = np.array([10.0, 20.0]), np.array([1.0, 2.0]), np.array([100.0, 300.0])
    found = of.mean_of_means(LEVEL, values, se, n)
    assert found.value == pytest.approx(17.5)
    assert found.se == pytest.approx(math.hypot(100 * 1, 300 * 2) / 400)
    assert of.mean_of_means(LEVEL, values, se) == of.NOTHING  # how much each weighs is not known


@pytest.mark.parametrize(("k", "lower", "upper"), [(0, 0.0, 3.69), (10, 4.80, 18.39), (100, 81.36, 121.63)])
def test_counts_have_the_limits_of_garwood(k: int, lower: float, upper: float) -> None:
    # Garwood (1936): 0 events 0-3.69, 10 events 4.80-18.39, 100 events 81.36-121.63.
    found = of.number(LEVEL, np.array([float(k)]))
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=0.005)


@pytest.mark.parametrize("part", [0.5, 0.9])
@pytest.mark.parametrize("n", [20, 59, 200])
def test_order_statistics_cover_by_the_binomial(part: float, n: int) -> None:
    found = of.quantile(LEVEL, np.arange(1.0, n + 1), part)
    binomial = stats.binom(n, part)
    # The ends are the ranks: the quantile lies under the lower one when fewer than that many values are below it.
    if not math.isnan(found.lower):
        assert binomial.cdf(found.lower - 1) <= 0.025 < binomial.cdf(found.lower)
    if not math.isnan(found.upper):
        assert 1 - binomial.cdf(found.upper - 1) <= 0.025 < 1 - binomial.cdf(found.upper - 2)


def test_few_waiting_times_leave_the_far_end_unknown() -> None:
    found = of.ninth_decile(LEVEL, np.arange(1.0, 11.0))
    assert math.isnan(found.upper)
    assert not math.isnan(found.lower)


amounts = st.lists(st.floats(1, 1e6), min_size=1, max_size=40).map(np.array)


@given(amounts, st.floats(0.01, 100))
def test_concentration_does_not_depend_on_the_currency(sales: np.ndarray, rate: float) -> None:
    assert of.herfindahl(LEVEL, rate * sales).value == pytest.approx(of.herfindahl(LEVEL, sales).value)
    assert 1 / len(sales) - 1e-9 <= of.herfindahl(LEVEL, sales).value <= 1 + 1e-9
    part = np.array([0.2])
    assert of.top_share(LEVEL, rate * sales, part).value == pytest.approx(of.top_share(LEVEL, sales, part).value)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 400)), min_size=1, max_size=10))
def test_the_share_of_sums_is_the_sum_of_shares_by_their_size(cells: list[tuple[int, int]]) -> None:
    lost, start = (np.array(side, dtype=float) for side in zip(*cells, strict=True))
    whole = of.share(LEVEL, lost, start)
    parts = [of.share(LEVEL, *one(k, n)).value for k, n in cells]
    assert whole.value == pytest.approx(np.average(parts, weights=start))
    assert whole.lower <= whole.value <= whole.upper


@given(st.floats(1, 1e5), st.floats(0, 0.99), st.floats(0.01, 0.5))
def test_the_first_margin_now_is_worth_one_margin_more(m: float, r: float, d: float) -> None:
    later, now = (formula(LEVEL, *one(m, r, d)).value for formula in (of.lifetime_value, of.lifetime_value_now))
    assert now - later == pytest.approx(m)


@pytest.mark.parametrize("name", FORMULAS)
def test_every_formula_takes_its_inputs(name: str) -> None:
    formula = FORMULAS[name]
    found = formula.function(LEVEL, *(np.full(3, 0.5) for _ in formula.inputs))
    assert isinstance(found, of.Found)
    assert formula.kind in ("share", "number")
    assert set(formula.optional) <= set(formula.inputs)
