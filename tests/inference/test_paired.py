"""Waves with respondents in common: printed figures, paired tests of statsmodels and scipy, and the two ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import ttest_rel
from statsmodels.stats.contingency_tables import mcnemar

from kundnojd.inference import PAIRED_TESTS, TESTS, estimates, paired, sums
from kundnojd.inference.deciding import t_test, z_test
from kundnojd.inference.distributions import t_p_value, z_quantile

# methods.md W12: rows D, P, R in the first wave, columns in the second.
W12 = np.array([[20, 6, 2], [5, 25, 7], [1, 9, 25]])


def overlap_sums(y, x, w=1.0, v=1.0) -> np.ndarray:
    """The five sums of respondents with scores y now and x before."""
    y, x, w, v = np.broadcast_arrays(*(np.asarray(one, dtype=float) for one in (y, x, w, v)))
    return np.array([part.sum() for part in (np.ones_like(y), w * v, w * v * y, w * v * x, w * v * y * x)])


def compared(name: str, now, before, m: int, w_now=1.0, w_before=1.0):
    """The paired test where the first ``m`` of both are the same people."""
    w_now, w_before = np.broadcast_to(w_now, len(now)), np.broadcast_to(w_before, len(before))
    both = overlap_sums(now[:m], before[:m], w_now[:m], w_before[:m])
    overlap = paired.overlap_of(both, np.array(w_now.sum()), np.array(w_before.sum()))
    a, b = estimates.of(sums.of(now, w_now)), estimates.of(sums.of(before, w_before))
    return PAIRED_TESTS[name].function(a, b, overlap, 0.95)


def table_of_shares(both: int, first: int, second: int, none: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the first and of the second occasion."""
    one = np.repeat([100.0, 100, 0, 0], [both, first, second, none])
    other = np.repeat([100.0, 0, 100, 0], [both, first, second, none])
    return one, other


def test_w12_is_the_paired_t_test() -> None:
    kinds = np.array([-100.0, 0.0, 100.0])
    before, now = np.repeat(np.repeat(kinds, 3), W12.ravel()), np.repeat(np.tile(kinds, 3), W12.ravel())
    result = compared("net-wave-paired", now, before, 100)
    assert result.difference == pytest.approx(1)
    assert result.se / 100 == pytest.approx(0.062756, abs=6e-7)
    assert result.difference / result.se == pytest.approx(0.159346, abs=5e-7)
    assert result.p_value == pytest.approx(0.873721, abs=5e-7)
    assert t_p_value(np.float64(0.159346), np.float64(99)) == pytest.approx(0.873721, abs=5e-7)
    assert (result.lower / 100, result.upper / 100) == pytest.approx((-0.114523, 0.134523), abs=5e-7)
    a, b = estimates.of(sums.of(now)), estimates.of(sums.of(before))
    assert TESTS["net-wave"].function(a, b, 0.95).se / 100 == pytest.approx(0.110951, abs=5e-7)
    assert np.corrcoef(now, before)[0, 1] == pytest.approx(0.680296, abs=5e-7)


@pytest.mark.parametrize(("m", "se"), [(0, 2.0), (100, 1.67332), (200, 1.264911)])
def test_w26_part_of_the_respondents_return(m: int, se: float) -> None:
    # Index, SD 20, 200 + 200 respondents, correlation .6 among the m who return.
    n, mean = 200.0, 50.0
    squares = (n - 1) * 400 + n * mean**2
    cell = estimates.of(np.array([n, n, n, n * mean, squares, n * mean, squares]))
    product = m * mean**2 + m * 0.6 * 400 * (n - 1) / n
    overlap = paired.overlap_of(np.array([m, m, m * mean, m * mean, product]), np.array(n), np.array(n))
    assert PAIRED_TESTS["mean-wave-paired"].function(cell, cell, overlap, 0.95).se == pytest.approx(se, abs=5e-7)


# methods.md W17, Newcombe's paired method 10: both, first only, second only, none.
@pytest.mark.parametrize(
    ("counts", "lower", "upper", "digits"),
    [((20, 12, 2, 16), 0.0562, 0.3292, 5.1e-5), ((1, 1, 7, 12), -0.507, -0.026, 5.1e-4)],
)
def test_w17_newcombe(counts: tuple[int, int, int, int], lower: float, upper: float, digits: float) -> None:
    first, second = table_of_shares(*counts)
    result = compared("share-wave-paired", first, second, len(first))
    assert result.difference == pytest.approx(100 * (counts[1] - counts[2]) / len(first))
    assert (result.lower / 100, result.upper / 100) == pytest.approx((lower, upper), abs=digits)


def tango(both: int, first: int, second: int, none: int) -> tuple[float, float]:
    """Tango's score interval (1998) of a difference of paired shares, the reference for the closed interval."""
    n, z = both + first + second + none, z_quantile(0.95)

    def score(delta: float) -> float:
        # q, the likeliest share of those who are satisfied on the second occasion only if the difference were delta.
        linear = -first - second + (2 * n - first + second) * delta
        q = (np.sqrt(linear**2 - 8 * n * (-second * delta * (1 - delta))) - linear) / (4 * n)
        return float((first - second - n * delta) / np.sqrt(n * (2 * q + delta * (1 - delta))))

    d = (first - second) / n
    ends = (brentq(lambda x: score(x) - z, -1 + 1e-9, d), brentq(lambda x: score(x) + z, d, 1 - 1e-9))
    return float(ends[0]), float(ends[1])


def test_w17_tango_and_the_exact_test() -> None:
    assert tango(4, 9, 3, 16) == pytest.approx((-0.027, 0.390), abs=5e-4)
    assert tango(1, 1, 7, 12) == pytest.approx((-0.517, -0.026), abs=5e-4)
    assert mcnemar([[1, 1], [7, 12]], exact=True).pvalue == pytest.approx(0.0703, abs=5e-5)


@given(st.tuples(*[st.integers(4, 60)] * 4))
def test_the_interval_of_paired_shares_is_near_tangos(counts: tuple[int, int, int, int]) -> None:
    first, second = table_of_shares(*counts)
    result = compared("share-wave-paired", first, second, len(first))
    assert (result.lower / 100, result.upper / 100) == pytest.approx(tango(*counts), abs=0.06)


@given(st.tuples(*[st.integers(0, 60)] * 4))
def test_paired_shares_are_mcnemars_test(counts: tuple[int, int, int, int]) -> None:
    first, second = table_of_shares(*counts)
    if len(first) < 2:
        return
    result = compared("share-wave-paired", first, second, len(first))
    assert result.lower - 1e-6 <= result.difference <= result.upper + 1e-6
    if counts[1] + counts[2] == 0:
        assert result.p_value == 1
        return
    expected = mcnemar(np.array(counts).reshape(2, 2), exact=False, correction=False).pvalue
    assert result.p_value == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("kind", ["mean", "net"])
@given(data=st.data())
def test_a_complete_panel_is_the_paired_t_test(kind: str, data: st.DataObject) -> None:
    values = list(np.arange(0.0, 101, 12.5)) if kind == "mean" else [-100.0, 0.0, 100.0]
    size = data.draw(st.integers(3, 40))
    now, before = (np.array(data.draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))) for _ in "12")
    result = compared(f"{kind}-wave-paired", now, before, size)
    if np.ptp(now - before) == 0:
        assert result.p_value == (1 if now[0] == before[0] else 0)
        return
    expected = ttest_rel(now, before)
    assert result.p_value == pytest.approx(expected.pvalue, abs=1e-6)
    widest = 100 if kind == "mean" else 200
    ends = np.clip(np.array(expected.confidence_interval()), -widest, widest)
    assert (result.lower, result.upper) == pytest.approx(tuple(ends), abs=1e-4)


@pytest.mark.parametrize("kind", ["mean", "share"])
@given(data=st.data())
def test_where_nobody_returns_it_is_the_independent_test(kind: str, data: st.DataObject) -> None:
    values = list(np.arange(0.0, 101, 12.5)) if kind == "mean" else [0.0, 100.0]
    groups = [np.array(data.draw(st.lists(st.sampled_from(values), min_size=4, max_size=40))) for _ in "12"]
    weights = [np.array(data.draw(st.lists(st.floats(0.5, 4), min_size=len(g), max_size=len(g)))) for g in groups]
    a, b = (estimates.of(sums.of(g, w)) for g, w in zip(groups, weights, strict=True))
    result = compared(f"{kind}-wave-paired", *groups, 0, *weights)
    assert result.difference == pytest.approx(a.mean - b.mean, abs=1e-6)
    assert result.se == pytest.approx(np.hypot(a.se, b.se), abs=1e-6)
    if kind == "mean":
        # Welch's t test with n_eff.
        terms = [np.where(one.se == 0, 0.0, one.se**4 / one.df) for one in (a, b)]
        df = np.divide((a.se**2 + b.se**2) ** 2, sum(terms)) if sum(terms) else a.n_eff + b.n_eff - 2
        expected = t_test(a.mean - b.mean, np.hypot(a.se, b.se), df)
    else:
        # The z test with the pooled share.
        p = (a.mean * a.base + b.mean * b.base) / (a.base + b.base) / 100
        expected = z_test(a.mean - b.mean, 100 * np.sqrt(max(p * (1 - p), 0.0) * (1 / a.base + 1 / b.base)))
    assert result.p_value == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("kind", ["mean", "share", "net"])
@given(data=st.data())
def test_laws_of_partial_overlap(kind: str, data: st.DataObject) -> None:
    """With any weights and any part returning: the variance is not negative, turning round changes the sign only."""
    values = {"mean": [0.0, 50.0, 75.0, 100.0], "share": [0.0, 100.0], "net": [-100.0, 0.0, 100.0]}[kind]
    sizes = data.draw(st.tuples(st.integers(3, 30), st.integers(3, 30)))
    m = data.draw(st.integers(1, min(sizes)))
    now, before = (np.array(data.draw(st.lists(st.sampled_from(values), min_size=k, max_size=k))) for k in sizes)
    w, v = (np.array(data.draw(st.lists(st.floats(0.1, 10), min_size=k, max_size=k))) for k in sizes)
    there = compared(f"{kind}-wave-paired", now, before, m, w, v)
    back = compared(f"{kind}-wave-paired", before, now, m, v, w)
    assert there.se >= 0
    assert 0 <= there.p_value <= 1
    assert there.difference == pytest.approx(-back.difference)
    assert there.p_value == pytest.approx(back.p_value, abs=1e-6)
    assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower), abs=1e-6)
    scaled = compared(f"{kind}-wave-paired", now, before, m, 3 * w, 5 * v)
    assert scaled.p_value == pytest.approx(there.p_value, abs=1e-6)


@pytest.mark.parametrize("kind", ["mean", "share"])
def test_part_of_the_respondents_returning_keeps_its_level(kind: str) -> None:
    # 4,000 pairs of waves of 60 with 40 in both, no change: called at 5 % in about 5 %.
    generator = np.random.default_rng(20250301)
    people = generator.normal(0, 1, (4000, 80))
    waves = []
    for part in (slice(0, 60), slice(20, 80)):
        liking = people[:, part] + generator.normal(0, 0.8, (4000, 60))
        waves.append(np.clip(np.round(60 + 20 * liking), 0, 100) if kind == "mean" else 100.0 * (liking > 0.3))
    before, now = waves[0], waves[1]
    shared = np.stack([now[:, :40], before[:, 20:]])
    both = np.stack(
        [np.full(4000, 40.0)] * 2 + [shared[0].sum(1), shared[1].sum(1), (shared[0] * shared[1]).sum(1)], axis=1
    )
    total = np.full(4000, 60.0)
    result = PAIRED_TESTS[f"{kind}-wave-paired"].function(
        estimates.of(sums.of(now)), estimates.of(sums.of(before)), paired.overlap_of(both, total, total), 0.95
    )
    assert 0.035 < np.mean(result.p_value < 0.05) < 0.065
    held = np.mean((result.lower <= 0) & (result.upper >= 0))
    assert 0.93 < held < 0.975
