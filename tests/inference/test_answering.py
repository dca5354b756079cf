"""Laws of how answers lie and of what items have in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.inference import answering, redundancy

counts = st.lists(st.integers(0, 50), min_size=3, max_size=11).filter(any)


@given(counts)
def test_polarisation_lies_between_none_and_half_at_each_end(own: list[int]) -> None:
    n, values = np.array(own, dtype=float), np.arange(1.0, len(own) + 1)
    v = answering.polarisation(n, values)
    assert -1e-12 <= v <= 1 + 1e-12
    assert answering.polarisation(n[::-1], values) == pytest.approx(v)
    assert answering.polarisation(3 * n, 10 * values - 4) == pytest.approx(v)
    assert sum(answering.thirds(n, values)) == pytest.approx(1)


@given(counts, st.data())
def test_distance_is_one(own: list[int], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.integers(0, 50), min_size=len(own), max_size=len(own)).filter(any))
    one, two = np.array(own, dtype=float), np.array(other, dtype=float)
    found = answering.distance(one, two)
    assert 0 <= found <= 1 + 1e-12
    assert answering.distance(two, one) == pytest.approx(found)
    assert answering.distance(one, 2 * one) == pytest.approx(0)


@given(st.integers(10, 400), st.sampled_from((0.01, 0.001)))
def test_the_least_spread_has_its_probability(n: int, p: float) -> None:
    assert answering.spread_p(answering.least_spread(n, p), n) == pytest.approx(p)
    assert answering.spread_p(answering.least_spread(n, p, 50), n, 50) == pytest.approx(p)
    assert answering.least_spread(n, p, 50) <= answering.least_spread(n, p) + 1e-12


@given(st.integers(3, 7), st.integers(0, 2**32 - 1))
def test_what_items_have_in_common(items: int, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(60, items))
    r = np.corrcoef(x, rowvar=False)
    smc = redundancy.squared_multiple(r)
    target, others = x[:, 0], np.column_stack([np.ones(60), x[:, 1:]])
    fitted = others @ np.linalg.lstsq(others, target, rcond=None)[0]
    assert smc[0] == pytest.approx(np.corrcoef(fitted, target)[0, 1] ** 2)
    assert redundancy.eigenvalues(r).sum() == pytest.approx(items)
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    rest = np.corrcoef(z[:, 0], z[:, 1:].sum(axis=1))[0, 1]
    assert redundancy.item_rest(r)[0] == pytest.approx(rest)
    taken, reached = redundancy.smallest_set(np.cov(x, rowvar=False), 0.95)
    assert reached >= 0.95
    assert reached == pytest.approx(np.corrcoef(x[:, list(taken)].sum(axis=1), x.sum(axis=1))[0, 1])


def test_an_item_that_others_make_up_has_no_multiple_correlation() -> None:
    x = np.random.default_rng(3).normal(size=(40, 2))
    r = np.corrcoef(np.column_stack([x, x.sum(axis=1)]), rowvar=False)
    assert np.isnan(redundancy.squared_multiple(r)).all()
