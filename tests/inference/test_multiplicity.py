"""Adjusted p-values against R's p.adjust and statsmodels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from kundnojd.inference import ADJUSTMENTS
from kundnojd.inference.multiplicity import benjamini_hochberg, holm, none

# Benjamini and Hochberg (1995), JRSS B 57, the fifteen p-values of their example; adjusted by R p.adjust.
RAW = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
RAW += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
HOLM = [0.0015, 0.0056, 0.0247, 0.1140, 0.2211, 0.2780, 0.2780, 0.2780, 0.3213] + [1.0] * 6
BH = [0.0015, 0.0030, 0.0095, 0.035625, 0.0603, 0.0638571, 0.0638571, 0.0645, 0.0765, 0.486]
BH += [0.5811818, 0.714875, 0.7532308, 0.8132143, 1.0]

p_values = st.lists(st.floats(0, 1), max_size=30)


def test_the_published_example() -> None:
    assert holm(np.array(RAW)) == pytest.approx(HOLM, abs=5e-8)
    assert benjamini_hochberg(np.array(RAW)) == pytest.approx(BH, abs=5e-8)
    assert (holm(np.array(RAW)) <= 0.05).sum() == 3
    assert (benjamini_hochberg(np.array(RAW)) <= 0.05).sum() == 4
    assert none(np.array(RAW)).tolist() == RAW


@settings(max_examples=15, deadline=None)  # holm takes statsmodels 45 ms
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_agrees_with_statsmodels(raw: list[float]) -> None:
    for function, name in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        np.testing.assert_allclose(function(np.array(raw)), multipletests(raw, method=name)[1], atol=1e-12)


@given(p_values)
def test_holm_is_strictest_and_none_changes_nothing(raw: list[float]) -> None:
    values = np.array(raw, dtype=float)
    assert (holm(values) >= benjamini_hochberg(values) - 1e-12).all()
    assert (benjamini_hochberg(values) >= values - 1e-12).all()
    assert (holm(values) <= 1).all()
    assert none(values).tolist() == raw


@pytest.mark.parametrize("name", ADJUSTMENTS)
@given(data=st.data())
def test_order_does_not_matter(name: str, data: st.DataObject) -> None:
    raw = data.draw(p_values)
    order = np.array(data.draw(st.permutations(range(len(raw)))), dtype=int)
    values, adjust = np.array(raw, dtype=float), ADJUSTMENTS[name].function
    np.testing.assert_allclose(adjust(values[order]), adjust(values)[order], rtol=1e-12)


@pytest.mark.parametrize("name", ADJUSTMENTS)
@given(raw=p_values, gap=st.integers(0, 30))
def test_untested_comparisons_do_not_count(name: str, raw: list[float], gap: int) -> None:
    place = min(gap, len(raw))
    adjust = ADJUSTMENTS[name].function
    adjusted = adjust(np.insert(np.array(raw, dtype=float), place, np.nan))
    assert np.isnan(adjusted[place])
    np.testing.assert_array_equal(np.delete(adjusted, place), adjust(np.array(raw, dtype=float)))


@pytest.mark.parametrize("name", ADJUSTMENTS)
def test_the_array_given_is_left_alone(name: str) -> None:
    raw = np.array([0.5, np.nan, 0.01])
    ADJUSTMENTS[name].function(raw)
    assert raw.tolist() == pytest.approx([0.5, np.nan, 0.01], nan_ok=True)
