"""Compact letter displays: the law, the largest letters, an example of R, and many units."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.analyses.letters import _absorbed, letters


@st.composite
def graphs(draw: st.DrawFn) -> np.ndarray:
    size = draw(st.integers(1, 9))
    differ = np.zeros((size, size), dtype=bool)
    for one, other in combinations(range(size), 2):
        differ[one, other] = differ[other, one] = draw(st.booleans())
    return differ


@given(graphs())
def test_two_units_share_a_letter_exactly_where_they_do_not_differ(differ: np.ndarray) -> None:
    found = letters(differ, range(len(differ)))
    assert all(found)
    assert found[0].startswith("a")
    for one, other in combinations(range(len(differ)), 2):
        assert bool(set(found[one]) & set(found[other])) != differ[one, other], found


@given(graphs())
def test_absorbed_letters_are_the_largest_sets_without_a_difference(differ: np.ndarray) -> None:
    size = len(differ)
    alike = [
        set(group)
        for length in range(1, size + 1)
        for group in combinations(range(size), length)
        if not any(differ[pair] for pair in combinations(group, 2))
    ]
    largest = {frozenset(group) for group in alike if not any(group < other for other in alike)}
    found = {frozenset(np.flatnonzero(column).tolist()) for column in _absorbed(differ)}
    assert found == largest


def test_the_example_of_multcomp_view() -> None:
    # Manual of the R package multcompView, dif3: only B and C differ; A "ab", B "a", C "b".
    differ = np.zeros((3, 3), dtype=bool)
    differ[1, 2] = differ[2, 1] = True
    assert letters(differ, [0, 1, 2]) == ["ab", "a", "b"]


def test_the_first_letter_belongs_to_the_first_of_the_order_and_units_left_out_have_none() -> None:
    differ = np.zeros((4, 4), dtype=bool)
    differ[0, 2] = differ[2, 0] = True
    assert letters(differ, [2, 3, 0]) == ["b", "", "a", "ab"]
    assert letters(differ, []) == ["", "", "", ""]


@pytest.mark.parametrize("units", [60, 500])
def test_many_units(units: int) -> None:
    # Units of very different size, so that what differs is no simple ladder.
    generator = np.random.default_rng(7)
    values, spread = generator.normal(65, 6, units), generator.uniform(1, 4, units)
    differ = np.abs(values[:, None] - values) > 3 * np.hypot(spread[:, None], spread)
    texts = letters(differ, np.argsort(-values).tolist())
    apart = any(" " in text for text in texts)
    found = [set(text.split() if apart else text) for text in texts]
    shared = np.array([[bool(one & other) for other in found] for one in found])
    assert (shared == ~differ).all()
