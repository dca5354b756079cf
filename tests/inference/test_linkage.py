"""Correlation and slope between the true figures of units, against worked numbers and laws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtr

from kundnojd.inference.linkage import Pairs, closed, seen, slope_limits, units_needed
from kundnojd.inference.linkage_lag import coefficients, lagged
from kundnojd.inference.linkage_likelihood import reml, reml_without_each
from tests.benchmarks.linkage import pairs

# Twelve made-up units: staff n, customers n, staff mean and standard deviation, customers mean and standard deviation.
UNITS = {
    "A": (14, 64, 74.8, 12.5, 75.6, 21.0),
    "B": (22, 120, 62.0, 14.9, 72.3, 19.5),
    "C": (9, 35, 75.7, 16.7, 68.7, 25.0),
    "D": (31, 210, 60.0, 14.0, 66.1, 24.1),
    "E": (18, 88, 58.4, 19.8, 68.5, 20.2),
    "F": (12, 41, 70.0, 14.8, 76.6, 23.3),
    "G": (45, 160, 55.0, 14.0, 63.6, 21.1),
    "H": (26, 95, 70.6, 14.5, 64.1, 23.9),
    "I": (16, 52, 73.9, 18.0, 67.4, 24.3),
    "J": (38, 140, 70.1, 17.7, 65.4, 18.3),
    "K": (11, 30, 64.6, 13.8, 71.7, 21.2),
    "L": (20, 75, 62.6, 19.8, 63.9, 19.1),
}
NX, NY, X, SX, Y, SY = np.array(list(UNITS.values())).T


def within(n: np.ndarray, sd: np.ndarray) -> float:
    return float(((n - 1) * sd**2).sum() / (n - 1).sum())


TWELVE = Pairs(X, Y, within(NX, SX) / NX, within(NY, SY) / NY)
OWN = Pairs(X, Y, SX**2 / NX, SY**2 / NY)


def test_what_is_seen() -> None:
    # R cor.test(x, y); cor(x, y, method = "spearman"); lm(y ~ x)
    found = seen(TWELVE, 0.95)
    assert (found.r, found.p_value) == pytest.approx((0.3460947, 0.270462), abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((-0.284270, 0.767543), abs=1e-6)
    assert found.rho_ranks == pytest.approx(0.3286713, abs=1e-7)
    assert found.slope == pytest.approx(0.223874, abs=1e-6)


def test_the_closed_form() -> None:
    # R metafor, rma(yi, vi, method = "HE") for tau2; the rest by hand from it.
    assert (within(NX, SX), within(NY, SY)) == pytest.approx((254.25536, 468.181831), abs=1e-5)
    found = closed(TWELVE, 0.95)
    assert (found.tau2_x, found.tau2_y) == pytest.approx((33.5246279, 13.0064384), abs=1e-6)
    assert found.tau_xy == pytest.approx(10.7761364, abs=1e-6)
    assert (found.reliability_x, found.reliability_y) == pytest.approx((0.6964742, 0.6457746), abs=1e-7)
    assert (found.rho, found.lower, found.upper) == pytest.approx((0.5160620, -0.423875, 1.0), abs=1e-6)
    assert found.slope == pytest.approx(0.321439, abs=1e-6)
    assert closed(OWN, 0.95).rho == pytest.approx(0.525852, abs=1e-6)


def test_restricted_likelihood() -> None:
    # R metafor, rma.mv(yi, V, mods = ~ side - 1, random = ~ side | unit, struct = "UN"); limits recomputed.
    found = reml(TWELVE, 0.95)
    assert found.rho == pytest.approx(0.494477, abs=1e-5)
    assert (found.tau_x**2, found.tau_y**2) == pytest.approx((36.3785, 12.7332), abs=2e-4)
    assert found.ratio == pytest.approx(1.453939, abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((-0.422254, 0.984566), abs=1e-5)
    assert found.slope == pytest.approx(0.292545, abs=1e-5)
    own = reml(OWN, 0.95)
    assert (own.rho, own.lower, own.upper) == pytest.approx((0.514959, -0.389174, 0.971370), abs=1e-5)


def test_limits_cut_by_chi_square_are_those_of_metafor() -> None:
    # R metafor, confint(fit, rho = 1). The level whose F(1, 10) is chi-square's 3.84.
    level = 1 - 2 * stdtr(10, -1.959964)
    found = reml(TWELVE, float(level))
    assert (found.lower, found.upper) == pytest.approx((-0.320042, 0.943929), abs=2e-5)


def test_without_each_unit() -> None:
    moments = [closed(TWELVE.without(unit), 0.95).rho for unit in range(12)]
    # By hand, from the covariances of the eleven others.
    expected = [0.3182, 0.6245, 0.5436, 0.4685, 0.5443, 0.4915, 0.3334, 0.6537, 0.5832, 0.5942, 0.5214, 0.4612]
    assert moments == pytest.approx(expected, abs=5e-5)
    # R metafor, rma.mv without the unit.
    likely = [0.2948, 0.6433, 0.4915, 0.4376, 0.5259, 0.4501, 0.2648, 0.6475, 0.5294, 0.6069, 0.5069, 0.4587]
    assert reml_without_each(TWELVE).tolist() == pytest.approx(likely, abs=5e-5)


def test_slope_limits_are_the_jackknife_of_the_slopes() -> None:
    slopes = np.array([closed(TWELVE.without(unit), 0.95).slope for unit in range(12)])
    se, lower, upper = slope_limits(TWELVE, 0.95)
    assert se == pytest.approx(np.sqrt(11 / 12 * ((slopes - slopes.mean()) ** 2).sum()))
    assert (upper - lower) / (2 * se) == pytest.approx(2.228139, abs=1e-6)  # R qt(.975, 10)
    assert (upper + lower) / 2 == pytest.approx(0.321439, abs=1e-6)


def test_units_needed() -> None:
    # By hand: ((1.960 + .842) / atanh(rho rel))^2 + 3
    assert [units_needed(0.6, rel) for rel in (0.5, 0.7, 0.9)] == [85, 43, 25]
    assert [units_needed(0.3, rel) for rel in (0.7, 0.9)] == [176, 106]
    assert units_needed(0.33, 0.7) == 145


S = np.array([[48.0, 10, 12], [10, 22, 13], [12, 13, 24]])


def test_lag_coefficients() -> None:
    # By hand: the normal equations with S, S - V, and S - V with the errors of the same respondents.
    errors = np.diag([14.6, 7.1, 6.8])
    assert coefficients(S, 0 * errors) == pytest.approx([0.14017, 0.52720], abs=5e-6)
    assert coefficients(S, errors) == pytest.approx([0.12272, 0.79012], abs=5e-6)
    errors[1, 2] = errors[2, 1] = 2.0
    assert coefficients(S, errors) == pytest.approx([0.17301, 0.62214], abs=5e-6)


def test_lag_without_errors_is_least_squares() -> None:
    rng = np.random.default_rng(4)
    figures = rng.normal(size=(15, 3))
    found = lagged(figures, np.zeros((15, 3, 3)), 0.95)
    x = np.c_[np.ones(15), figures[:, :2]]
    assert [found.lead, found.own] == pytest.approx(np.linalg.lstsq(x, figures[:, 2], rcond=None)[0][1:])
    assert found.uncorrected == pytest.approx(found.lead)
    assert found.reliability == pytest.approx(1.0)


def test_lag_with_nothing_between_the_units_has_no_limits() -> None:
    rng = np.random.default_rng(4)
    found = lagged(rng.normal(size=(15, 3)), np.tile(np.eye(3) * 5, (15, 1, 1)), 0.95)
    assert np.isnan([found.lead, found.lower, found.upper]).all()
    assert found.reliability == 0


def test_a_side_that_does_not_vary_has_no_correlation() -> None:
    flat = Pairs(np.full(9, 70.0), np.arange(9.0), np.ones(9), np.ones(9))
    found = reml(flat, 0.95)
    assert np.isnan(found.rho)
    assert (found.lower, found.upper) == (-1, 1)
    assert np.isnan(seen(flat, 0.95).r)
    assert np.isnan(closed(flat, 0.95).rho)
    assert np.isnan(reml_without_each(flat)).all()


def test_true_figures_on_a_line_reach_the_end_of_the_range() -> None:
    x = np.linspace(50, 80, 12)
    found = reml(Pairs(x, 0.5 * x, np.full(12, 9.0), np.full(12, 4.0)), 0.95)
    assert (found.rho, found.upper) == (1.0, 1.0)
    assert found.lower > 0.8


figures = st.integers(0, 10_000).map(lambda seed: made(np.random.default_rng(seed)))


def made(rng: np.random.Generator) -> Pairs:
    k = int(rng.integers(8, 16))
    x, y = rng.multivariate_normal([65, 70], [[30, 12], [12, 20]], k).T
    vx, vy = rng.uniform(2, 15, k), rng.uniform(1, 8, k)
    return Pairs(x + np.sqrt(vx) * rng.normal(size=k), y + np.sqrt(vy) * rng.normal(size=k), vx, vy)


def told(pairs: Pairs) -> list[float]:
    best, moments = reml(pairs, 0.95), closed(pairs, 0.95)
    return [best.rho, best.lower, best.upper, moments.rho, moments.lower, moments.upper]


@settings(max_examples=25, deadline=None)
@given(figures)
def test_without_sampling_errors_it_is_pearson(pairs: Pairs) -> None:
    exact = Pairs(pairs.x, pairs.y, 0 * pairs.vx, 0 * pairs.vy)
    r = np.corrcoef(pairs.x, pairs.y)[0, 1]
    assert reml(exact, 0.95).rho == pytest.approx(r, abs=1e-6)
    assert closed(exact, 0.95).rho == pytest.approx(r)
    assert closed(exact, 0.95).lower == pytest.approx(seen(exact, 0.95).lower)


@settings(max_examples=25, deadline=None)
@given(figures, st.floats(-100, 100), st.floats(0.1, 10))
def test_moving_and_stretching_a_side_changes_nothing(pairs: Pairs, added: float, times: float) -> None:
    moved = Pairs(pairs.x * times + added, pairs.y - added, pairs.vx * times**2, pairs.vy)
    assert told(moved) == pytest.approx(told(pairs), abs=2e-5, nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(figures)
def test_the_sides_can_change_places(pairs: Pairs) -> None:
    assert told(Pairs(pairs.y, pairs.x, pairs.vy, pairs.vx)) == pytest.approx(told(pairs), abs=2e-5, nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(figures, st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(pairs: Pairs, random) -> None:
    order = list(range(len(pairs)))
    random.shuffle(order)
    mixed = Pairs(*(part[order] for part in (pairs.x, pairs.y, pairs.vx, pairs.vy)))
    assert told(mixed) == pytest.approx(told(pairs), abs=2e-5, nan_ok=True)


@settings(max_examples=50, deadline=None)
@given(figures)
def test_the_closed_limits_leave_out_0_where_those_of_fisher_do(pairs: Pairs) -> None:
    moments, plain = closed(pairs, 0.95), seen(pairs, 0.95)
    if not np.isnan(moments.rho):
        assert (moments.lower > 0, moments.upper < 0) == (plain.lower > 0, plain.upper < 0)


@settings(max_examples=25, deadline=None)
@given(figures)
def test_the_estimate_lies_within_its_limits(pairs: Pairs) -> None:
    found = reml(pairs, 0.95)
    assert -1 <= found.lower <= found.rho <= found.upper <= 1


@pytest.mark.parametrize("seed", range(4))
def test_the_likelihood_is_that_of_whole_matrices(seed: int) -> None:
    """The same by the textbook's formula on one matrix of all figures, and a search without derivatives."""
    from scipy.optimize import minimize

    pairs = made(np.random.default_rng(seed))
    k = len(pairs)
    y, x = np.ravel(np.c_[pairs.x, pairs.y]), np.tile(np.eye(2), (k, 1))
    errors = np.diag(np.ravel(np.c_[pairs.vx, pairs.vy]))

    def half_deviance(theta: np.ndarray) -> float:
        tx, ty, rho = np.exp(theta[0]), np.exp(theta[1]), np.tanh(theta[2])
        v = np.kron(np.eye(k), [[tx**2, rho * tx * ty], [rho * tx * ty, ty**2]]) + errors
        inverse = np.linalg.inv(v)
        middle = x.T @ inverse @ x
        rest = y - x @ np.linalg.solve(middle, x.T @ inverse @ y)
        return 0.5 * (np.linalg.slogdet(v)[1] + np.linalg.slogdet(middle)[1] + rest @ inverse @ rest)

    options = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20_000, "maxfev": 20_000}
    searched = min(
        (minimize(half_deviance, start, method="Nelder-Mead", options=options) for start in ([1, 1, 0.3], [1, 1, -1])),
        key=lambda one: one.fun,
    )
    found = reml(pairs, 0.95)
    assert found.rho == pytest.approx(np.tanh(searched.x[2]), abs=2e-3 if abs(found.rho) == 1 else 1e-5)


def test_the_simulated_table_keeps_its_bounds() -> None:
    """Bias at most .05 and coverage .93 to .995 for 20 units and more; the misses are those of odd units."""
    table = Path(__file__).parents[1] / "benchmarks" / "linkage.md"
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| normal |", "| odd units |"))
    ]
    firm = [row for row in rows if row[0] == "normal" and int(row[1]) >= 20]
    assert len(firm) == 27
    for row in firm:
        assert abs(float(row[8])) <= 0.05
        assert 0.93 <= float(row[10]) <= 0.995
    assert all("**" in row[10] for row in rows if row[0] == "odd units")


def test_one_cell_of_the_simulation() -> None:
    """Twenty units, reliability .7, correlation .6: some hundred surveys are enough to see a fault."""
    rng = np.random.default_rng(1)
    found = [reml(pairs(rng, 20, 0.7, 0.6), 0.95) for _ in range(150)]
    assert np.mean([one.lower <= 0.6 <= one.upper for one in found]) >= 0.90
    assert abs(np.mean([one.rho for one in found]) - 0.6) < 0.08
