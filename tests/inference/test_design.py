"""The variance of designs: printed figures, statsmodels, svy, and laws. R survey is asked in tests/r."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.inference import design, estimates, sums
from kundnojd.inference.estimates import Estimates
from kundnojd.inference.intervals import adjusted_wald, t, wilson


def estimated(
    y: np.ndarray,
    w: np.ndarray,
    stratum: np.ndarray | None = None,
    cluster: np.ndarray | None = None,
    fraction: float = 0.0,
    lonely: str = "adjust",
) -> Estimates:
    """One cell from single answers."""
    stratum = np.zeros(len(y), dtype=int) if stratum is None else stratum
    parts = []
    for h in np.unique(stratum):
        here = stratum == h
        if cluster is None:
            parts.append(design.of_respondents(sums.of(y[here], w[here])))
        else:
            psus = [here & (cluster == c) for c in np.unique(cluster[here])]
            parts.append(design.of_clusters(np.array([sums.of(y[c], w[c]) for c in psus])).sum(axis=0))
    strata = np.array(parts)
    fractions = np.full(len(strata), fraction)
    return design.of(sums.of(y, w), strata, fractions, lonely, clustered=cluster is not None)


def sample(seed: int, n: int = 60) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    y, w = 10.0 * rng.integers(0, 11, n), rng.uniform(0.5, 3, n)
    return y, w, rng.integers(0, 3, n), rng.integers(0, 9, n)


def test_a_known_population_equals_r() -> None:
    # W20: R survey, apisrs: n 200, N 6194, mean 656.585, s^2 17682.4249 gives SE 9.249722, without population 9.402772.
    spread = np.sqrt(17682.4249 * 199 / 200)
    y = 656.585 + spread * np.tile([1.0, -1.0], 100)
    ones = np.ones(200)
    assert float(estimated(y, ones).se) == pytest.approx(9.402772, abs=1e-6)
    found = estimated(y, ones, fraction=200 / 6194)
    assert float(found.se) == pytest.approx(9.249722, abs=1e-6)
    # methods.md, planning: n_eff / (1 - n/N).
    assert float(found.base) == pytest.approx(200 / (1 - 200 / 6194))


def test_without_a_design_it_is_what_it_was() -> None:
    y, w, *_ = sample(1)
    found, plain = estimated(y, w), estimates.of(sums.of(y, w))
    for name in ("n", "n_eff", "mean", "square", "se", "df", "base"):
        assert float(getattr(found, name)) == pytest.approx(float(getattr(plain, name)), rel=1e-12), name


@pytest.mark.parametrize("seed", range(20))
def test_clusters_equal_statsmodels(seed) -> None:
    # A weighted regression on nothing but a constant: with HC1 and with clusters, G/(G - 1), df G - 1.
    y, w, _, cluster = sample(seed)
    model = sm.WLS(y, np.ones(len(y)), weights=w)
    assert float(estimated(y, w).se) == pytest.approx(model.fit(cov_type="HC1").bse[0], rel=1e-9)
    by_cluster = model.fit(cov_type="cluster", cov_kwds={"groups": cluster})
    found = estimated(y, w, cluster=cluster)
    assert float(found.mean) == pytest.approx(by_cluster.params[0], rel=1e-12)
    assert float(found.se) == pytest.approx(by_cluster.bse[0], rel=1e-9)
    assert float(found.df) == len(np.unique(cluster)) - 1


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("strata", "clusters"), [(False, False), (True, False), (False, True), (True, True)])
def test_designs_equal_svy(seed, strata, clusters) -> None:
    polars, svy = pytest.importorskip("polars"), pytest.importorskip("svy")
    y, w, stratum, cluster = sample(seed, 120)
    table = polars.DataFrame(
        {
            "y": y,
            "w": w,
            "h": [str(h) for h in stratum],
            "c": [f"{h}-{c}" for h, c in zip(stratum, cluster, strict=True)],
        }
    )
    given = svy.Design(wgt="w", stratum="h" if strata else None, psu="c" if clusters else None)
    theirs = svy.Sample(table, given).estimation.mean("y").estimates[0]
    ids = np.unique(table["c"].to_numpy(), return_inverse=True)[1]
    found = estimated(y, w, stratum if strata else None, ids if clusters else None)
    assert float(found.mean) == pytest.approx(theirs.est, rel=1e-9)
    assert float(found.se) == pytest.approx(theirs.se, rel=1e-7)


def test_a_share_of_none_or_all_has_a_width() -> None:
    _, w, stratum, cluster = sample(3)
    for value in (0.0, 100.0):
        y = np.full(len(w), value)
        found = estimated(y, w, stratum, cluster)
        assert float(found.se) == 0
        lower, upper = wilson(found, 0.95, 0, 100)
        assert float(upper - lower) > 3
        # Clusters tell less than their answers, by the degrees of freedom.
        alone = wilson(estimates.of(sums.of(y, w)), 0.95, 0, 100)
        assert float(found.base) <= float(found.n_eff)
        assert float(upper - lower) > float(alone[1] - alone[0])
        lower, upper = adjusted_wald(found, 0.95, -100, 100)
        assert float(upper - lower) > 3


def test_everybody_answered() -> None:
    y, w, *_ = sample(4)
    found = estimated(y, w, fraction=1.0)
    assert float(found.se) == 0
    for lower, upper in (t(found, 0.95, 0, 100), wilson(found, 0.95, 0, 100), adjusted_wald(found, 0.95, -100, 100)):
        assert np.isfinite(lower)
        assert float(upper - lower) < 0.01


def test_one_cluster_says_nothing_of_its_error() -> None:
    y, w, *_ = sample(5)
    found = estimated(y, w, cluster=np.zeros(len(y), dtype=int))
    assert np.isnan(found.se)
    lower, upper = t(found, 0.95, 0, 100)
    assert np.isnan(lower)
    lower, upper = wilson(found, 0.95, 0, 100)
    assert float(upper - lower) > 50


def test_clusters_that_agree_too_well_do_not_make_the_base_larger_than_n() -> None:
    y, cluster = np.tile([0.0, 100.0], 20), np.repeat(np.arange(20), 2)
    found = estimated(y, np.ones(40), cluster=cluster)
    assert float(found.se) == 0
    y[0] = 100.0
    found = estimated(y, np.ones(40), cluster=cluster)
    assert float(found.base) <= 40


def test_lonely_strata_are_found() -> None:
    y, w, *_ = sample(6, 5)
    strata = np.array([design.of_respondents(sums.of(y[:4], w[:4])), design.of_respondents(sums.of(y[4:], w[4:]))])
    assert design.lonely_strata(strata).tolist() == [False, True]
    # A cell of one respondent has no error whatever is done.
    assert design.lonely_strata(strata[1:]).tolist() == [False]


@given(st.integers(0, 10_000), st.sampled_from(("adjust", "remove", "average")), st.floats(0, 0.95))
def test_laws(seed, lonely, fraction) -> None:
    y, w, stratum, cluster = sample(seed, 30)
    found = estimated(y, w, stratum, cluster, fraction, lonely)
    # Weights are relative, and a score may have another zero and another unit.
    for other in (
        estimated(y, 7 * w, stratum, cluster, fraction, lonely),
        estimated(100 - y, w, stratum, cluster, fraction, lonely),
    ):
        assert float(other.se) == pytest.approx(float(found.se), rel=1e-9, abs=1e-9)
        assert float(other.base) == pytest.approx(float(found.base), rel=1e-9)
    # A population takes sqrt(1 - f) off the error, whatever the design.
    whole = estimated(y, w, stratum, cluster, 0.0, lonely)
    assert float(found.se) == pytest.approx(float(whole.se) * np.sqrt(1 - fraction), rel=1e-9)
    assert float(found.base) == pytest.approx(float(whole.base) / (1 - fraction), rel=1e-9)
    assert float(whole.base) <= len(y) + 1e-9


@given(st.integers(0, 10_000))
def test_clusters_of_one_are_respondents(seed) -> None:
    y, w, stratum, _ = sample(seed, 30)
    one, other = estimated(y, w, stratum, np.arange(30)), estimated(y, w, stratum)
    assert float(one.se) == pytest.approx(float(other.se), rel=1e-9)


@pytest.mark.parametrize(
    ("clusters", "size", "share", "alike", "ignoring"),
    [(10, 10, 0.3, 0.1, 0.85), (20, 10, 0.9, 0.1, 0.88), (50, 10, 0.1, 0.05, 0.93), (8, 25, 0.8, 0.2, 0.65)],
)
def test_intervals_of_shares_cover_in_samples_of_clusters(clusters, size, share, alike, ignoring) -> None:
    # Simulated, beta-binomial with intraclass correlation ``alike``; Monte Carlo error 0.005.
    rng, runs = np.random.default_rng(5), 2000
    alpha, beta = (part * (1 - alike) / alike for part in (share, 1 - share))
    own = rng.beta(alpha, beta, (runs, clusters, 1))
    cells = sums.of(100.0 * (rng.random((runs, clusters, size)) < own))
    strata = design.of_clusters(cells).sum(axis=1)[:, None]
    whole = cells.sum(axis=1)

    def coverage(found: Estimates) -> float:
        lower, upper = wilson(found, 0.95, 0, 100)
        return float(((lower <= 100 * share) & (upper >= 100 * share)).mean())

    assert 0.93 <= coverage(design.of(whole, strata, np.zeros((runs, 1)), clustered=True)) <= 0.97
    assert coverage(estimates.of(whole)) < ignoring
