"""The algebra of the path model: worked numbers, and laws that hold for any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.errors import InputError
from kundnojd.measures import paths
from kundnojd.measures.path_model import structure_of
from kundnojd.measures.paths import SCHEMES, PathFit, fit, index_deviations, index_weights, reliability
from tests.measures import w44

seeds = st.integers(0, 10**6)
schemes = st.sampled_from(sorted(SCHEMES))
PRINTED = 1e-6  # six decimals are printed


def answers(seed: int, rows: int = 80) -> np.ndarray:
    """Answers to the ten questions of W44, with its correlations but for chance; on scales of their own."""
    random = np.random.default_rng(seed)
    x = random.multivariate_normal(np.zeros(10), w44.correlations(), rows)
    return x * random.uniform(0.5, 20, 10) + random.uniform(-5, 50, 10)


def fitted(x: np.ndarray, scheme: str, structure: paths.Structure = w44.STRUCTURE) -> PathFit:
    return fit(np.corrcoef(x, rowvar=False), structure, scheme)


def assert_same(one: PathFit, other: PathFit, items: np.ndarray | None = None) -> None:
    items = np.arange(len(one.weights)) if items is None else items
    np.testing.assert_allclose(one.weights[items], other.weights, atol=1e-8)
    np.testing.assert_allclose(one.loadings[items], other.loadings, atol=1e-8)
    np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-8)
    np.testing.assert_allclose(one.effects, other.effects, atol=1e-8)
    np.testing.assert_allclose(one.r2, other.r2, atol=1e-8)


# --- worked numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
def test_w44_coefficients(scheme: str) -> None:
    found = fit(w44.correlations(), w44.STRUCTURE, scheme)
    printed = found.coefficients[w44.STRUCTURE.drives]
    np.testing.assert_allclose(printed, w44.COEFFICIENTS[scheme], rtol=0, atol=PRINTED)


def test_w44_weights_loadings_and_r2() -> None:
    found = fit(w44.correlations(), w44.STRUCTURE, "path")
    np.testing.assert_allclose(found.weights, w44.WEIGHTS, rtol=0, atol=PRINTED)
    np.testing.assert_allclose(found.loadings, w44.LOADINGS, rtol=0, atol=PRINTED)
    np.testing.assert_allclose(found.r2, w44.R2, rtol=0, atol=PRINTED)


def test_w44_centroid_weights_of_satisfaction() -> None:
    found = fit(w44.correlations(), w44.STRUCTURE, "centroid")
    np.testing.assert_allclose(found.weights[5:8], w44.CENTROID_SATISFACTION, rtol=0, atol=PRINTED)


def test_w42_index_of_satisfaction() -> None:
    # W42: means, standard deviations and SmartPLS's weights of CUSA1-3 give 72.4541; equal weights give 71.9704.
    one = structure_of_one(3)
    means, deviations = np.array([7.988, 7.128, 7.316]), np.array([1.233671, 1.765242, 1.747099])
    own = index_weights(np.array([0.36486486, 0.38315604, 0.45096120]), deviations * 100 / 9, one)
    np.testing.assert_allclose(own, [0.383634, 0.281550, 0.334816], atol=PRINTED)
    assert round(float(own @ ((means - 1) / 9 * 100)), 4) == 72.4541


def structure_of_one(items: int) -> paths.Structure:
    return paths.Structure(("one",), np.zeros(items, dtype=np.intp), np.zeros((1, 1), dtype=bool))


# --- laws ------------------------------------------------------------------------------------------------------------


@given(seeds, schemes)
def test_scales_of_the_items_do_not_matter(seed: int, scheme: str) -> None:
    x = answers(seed)
    random = np.random.default_rng(seed + 1)
    other = x * random.uniform(0.1, 10, 10) + random.uniform(-100, 100, 10)
    assert_same(fitted(x, scheme), fitted(other, scheme))


@given(seeds, schemes)
def test_order_of_the_items_does_not_matter(seed: int, scheme: str) -> None:
    x = answers(seed)
    order = np.random.default_rng(seed + 1).permutation(10)
    own = w44.STRUCTURE
    shuffled = paths.Structure(own.latents, own.member[order], own.drives)
    assert_same(fitted(x, scheme), fitted(x[:, order], scheme, shuffled), order)


@given(seeds, schemes)
def test_answers_given_twice_change_nothing(seed: int, scheme: str) -> None:
    x = answers(seed)
    assert_same(fitted(x, scheme), fitted(np.repeat(x, 2, axis=0), scheme))


@given(seeds, schemes)
def test_scores_have_variance_one_and_items_their_loadings(seed: int, scheme: str) -> None:
    x = answers(seed)
    found = fitted(x, scheme)
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    scores = z @ (found.weights[:, None] * w44.STRUCTURE.blocks)
    np.testing.assert_allclose(scores.std(axis=0), 1, atol=1e-9)
    loadings = (z.T @ scores / len(z))[np.arange(10), w44.STRUCTURE.member]
    np.testing.assert_allclose(found.loadings, loadings, atol=1e-9)
    assert (found.loadings @ w44.STRUCTURE.blocks > 0).all()


@given(seeds, schemes)
def test_coefficients_are_least_squares_of_the_scores(seed: int, scheme: str) -> None:
    x = answers(seed)
    found = fitted(x, scheme)
    scores = ((x - x.mean(axis=0)) / x.std(axis=0)) @ (found.weights[:, None] * w44.STRUCTURE.blocks)
    for latent in range(1, 4):
        own = w44.STRUCTURE.drives[:, latent]
        expected, left, *_ = np.linalg.lstsq(scores[:, own], scores[:, latent], rcond=None)
        np.testing.assert_allclose(found.coefficients[own, latent], expected, atol=1e-9)
        assert found.r2[latent] == pytest.approx(1 - left[0] / len(x), abs=1e-9)


@given(seeds, schemes)
def test_total_effects_add_up_along_all_ways(seed: int, scheme: str) -> None:
    b = fitted(answers(seed), scheme).coefficients
    expected = b + b @ b + b @ b @ b  # no way is longer than three paths
    np.testing.assert_allclose(fitted(answers(seed), scheme).effects, expected, atol=1e-12)


@given(seeds, schemes)
def test_latents_of_one_item_are_that_item(seed: int, scheme: str) -> None:
    x = answers(seed)[:, :3]
    found = fitted(x, scheme, structure_of({"a": 1, "b": 1, "c": 1}, [("a", "b"), ("a", "c"), ("b", "c")]))
    r = np.corrcoef(x, rowvar=False)
    np.testing.assert_allclose(found.weights, 1, atol=1e-12)
    np.testing.assert_allclose(found.scores, r, atol=1e-12)
    assert found.coefficients[0, 1] == pytest.approx(r[0, 1])


@given(seeds)
def test_an_index_has_the_deviation_that_is_said(seed: int) -> None:
    x = answers(seed)
    weights = fitted(x, "path").weights
    own = index_weights(weights, x.std(axis=0), w44.STRUCTURE)
    indices = x @ (own[:, None] * w44.STRUCTURE.blocks)
    np.testing.assert_allclose(own @ w44.STRUCTURE.blocks, 1)
    np.testing.assert_allclose(indices.std(axis=0), index_deviations(weights, x.std(axis=0), w44.STRUCTURE))


@given(seeds)
def test_alpha_is_cronbachs_of_standardised_items(seed: int) -> None:
    x = answers(seed)[:, :4]
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    expected = 4 / 3 * (1 - 4 / z.sum(axis=1).var())
    found = reliability(np.corrcoef(x, rowvar=False), np.full(4, 0.8), structure_of_one(4))
    assert found.alpha[0] == pytest.approx(expected)
    assert found.ave[0] == pytest.approx(0.64)


def test_one_item_has_no_reliability() -> None:
    assert np.isnan(reliability(np.eye(1), np.ones(1), structure_of_one(1)).alpha[0])


# --- what cannot be fitted -------------------------------------------------------------------------------------------


def test_latents_that_say_the_same_are_refused_by_name() -> None:
    x = answers(1)[:, [0, 0, 1]]
    structure = structure_of({"One": 1, "Same": 1, "Driven": 1}, [("One", "Driven"), ("Same", "Driven")])
    with pytest.raises(InputError) as caught:
        fitted(x, "centroid", structure)
    assert caught.value.key == "paths-collinear"
    assert caught.value.fields == {"driven": "Driven", "drivers": ("One", "Same")}


def test_correlations_of_nobody_are_refused() -> None:
    r = np.full((4, 4), -0.9) + 1.9 * np.eye(4)
    with pytest.raises(InputError) as caught:
        fit(r, structure_of({"a": 3, "b": 1}, [("a", "b")]), "path")
    assert caught.value.key == "paths-not-positive"


def test_weights_that_do_not_settle_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "MOST_STEPS", 2)
    with pytest.raises(InputError) as caught:
        fit(w44.correlations(), w44.STRUCTURE, "path")
    assert caught.value.key == "paths-no-convergence"
    assert caught.value.fields == {"scheme": "path", "steps": 2}
