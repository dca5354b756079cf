"""Raking and post-stratification: printed weights, and what the weights must fulfil. R is asked in tests/r."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize

from kundnojd.inference import sums, variance
from kundnojd.inference.raking import post_stratified, raked

# W29: R survey, apiclus1 (n 183): counts by type E, H, M and No, Yes; start weights 33.847.
N = np.array([12.0, 132, 3, 11, 8, 17])
TYPE, AWARDS = np.repeat([0, 1, 2], 2), np.tile([0, 1], 3)
MARGINS = [(TYPE, np.array([4421.0, 755, 1018])), (AWARDS, np.array([1072.0, 5122]))]
R_DEFAULT = [39.8385, 29.8705, 67.1258, 50.3302, 49.0701, 36.7922]
CONVERGED = [39.83924, 29.87068, 67.12553, 50.32940, 49.06907, 36.79102]


def test_w29() -> None:
    done = raked(33.847 * N, MARGINS)
    weights = 33.847 * done.factors
    assert done.settled
    for codes, targets in MARGINS:
        assert np.bincount(codes, weights * N) == pytest.approx(targets, rel=1e-8)
    # R stops where no margin moves by more than one customer.
    assert weights == pytest.approx(R_DEFAULT, abs=1.3e-3)
    assert weights == pytest.approx(CONVERGED, abs=1e-5)
    cell = sums.of(np.zeros(183), np.repeat(weights, N.astype(int)))
    assert float(variance.effective_n(cell)) == pytest.approx(174.011, abs=1e-3)
    assert float(variance.design_effect(cell)) == pytest.approx(1.05166, abs=1e-5)


def test_post_stratification_is_raking_to_one_margin() -> None:
    totals = 33.847 * N
    assert post_stratified(totals, *MARGINS[0]) == pytest.approx(raked(totals, MARGINS[:1]).factors, rel=1e-12)


def test_a_category_that_answered_only_with_another_cannot_be_raked() -> None:
    both = np.array([0, 1])
    done = raked(np.array([10.0, 10]), [(both, np.array([5.0, 15])), (both, np.array([15.0, 5]))])
    assert not done.settled


def test_a_cap_holds_and_the_margins_too() -> None:
    free = raked(33.847 * N, MARGINS)
    assert (33.847 * free.factors).max() / (6194 / 183) > 1.9
    done = raked(33.847 * N, MARGINS, N, 1.6)
    weights = 33.847 * done.factors
    assert done.settled
    assert done.at_cap.any()
    assert weights.max() <= 1.6 * 6194 / 183 * (1 + 1e-9)
    for codes, targets in MARGINS:
        assert np.bincount(codes, weights * N) == pytest.approx(targets, rel=1e-7)


def test_a_cap_that_is_too_tight_is_not_reached() -> None:
    assert not raked(33.847 * N, MARGINS, N, 1.2).settled


def test_capped_weights_are_as_near_the_old_ones_as_can_be() -> None:
    # Truncated raking is the least relative entropy from the old weights under the margins and the bound.
    start, top = 33.847 * N, 1.6 * 6194 / 183 * N
    done = raked(start, MARGINS, N, 1.6)
    equal = [
        {"type": "eq", "fun": lambda x, k=k, codes=codes, targets=targets: x[codes == k].sum() - targets[k]}
        for codes, targets in MARGINS
        for k in range(len(targets))
    ][:-1]
    best = minimize(
        lambda x: float((x * np.log(x / start) - x + start).sum()) / 100,
        start * done.factors * np.array([1.01, 0.99, 1, 1, 0.99, 1.01]),
        bounds=[(1e-3, bound) for bound in top],
        constraints=equal,
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert best.success
    assert start * done.factors == pytest.approx(best.x, rel=1e-4)


@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(2, 4))
def test_raking_keeps_the_odds_and_gives_the_margins(seed, rows, columns) -> None:
    rng = np.random.default_rng(seed)
    cells = rng.uniform(1, 50, (rows, columns))
    a, b = (codes.ravel() for codes in np.indices((rows, columns)))
    targets = [1000 * rng.dirichlet(np.full(size, 5.0)) for size in (rows, columns)]
    assume(min(part.min() for part in targets) > 1)
    done = raked(cells.ravel(), [(a, targets[0]), (b, targets[1])])
    assert done.settled
    fitted = cells * done.factors.reshape(cells.shape)
    assert fitted.sum(axis=1) == pytest.approx(targets[0], rel=1e-7)
    assert fitted.sum(axis=0) == pytest.approx(targets[1], rel=1e-7)

    def odds(table: np.ndarray) -> np.ndarray:
        return table[:-1, :-1] * table[1:, 1:] / (table[:-1, 1:] * table[1:, :-1])

    assert odds(fitted) == pytest.approx(odds(cells), rel=1e-9)
