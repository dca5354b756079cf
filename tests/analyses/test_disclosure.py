"""Hidden cells: minimum n, and no hidden cell that follows from the others."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.analyses.disclosure import hidden_cells, hidden_scores


def hidden(units: list[int], minimum: int) -> list[bool]:
    n = np.array([[sum(units)], *([unit] for unit in units)], dtype=float)
    return hidden_cells(n, [-1] + [0] * len(units), minimum)[1:, 0].tolist()


def test_the_1d_leak_of_w37_is_closed() -> None:
    # methods.md W37: units of 40, 25 and 6 with total 71 give the index of the hidden unit by subtraction.
    leaked = (71 * 65.2 - 40 * 70 - 25 * 60) / 6
    assert round(leaked, 2) == 54.87
    assert hidden([40, 25, 6], 7) == [False, True, True]


def test_nothing_is_hidden_where_all_are_large_enough() -> None:
    assert hidden([5, 40, 25], 5) == [False, False, False]


def test_two_small_units_need_no_third_when_they_reach_the_minimum() -> None:
    assert hidden([3, 2, 40, 50], 5) == [True, True, False, False]


def test_two_small_units_below_the_minimum_take_the_next_smallest_with_them() -> None:
    assert hidden([1, 2, 40, 50], 5) == [True, True, True, False]


def test_an_empty_unit_protects_nobody() -> None:
    assert hidden([0, 3, 8, 40], 5) == [False, True, True, False]


def test_the_only_unit_is_hidden_with_a_total_under_the_minimum() -> None:
    n = np.array([[4.0], [4.0]])
    assert hidden_cells(n, [-1, 0], 5)[:, 0].tolist() == [True, True]


def test_the_same_unit_goes_with_the_hidden_one_in_every_wave() -> None:
    # Unit 2 is the smallest over both waves, although unit 3 is smaller in the second.
    n = np.array([[100.0, 100.0], [4, 3], [10, 30], [86, 27], [0, 40]])
    flags = hidden_cells(n, [-1, 0, 0, 0, 0], 5)
    assert flags[2].tolist() == [True, True]
    assert flags[3].tolist() == [False, False]


def test_a_region_that_is_hidden_hides_its_units() -> None:
    #   whole 103 = region A 3 (unit a 3) + region B 50 (b1 20, b2 30) + region C 50 (c 50)
    n = np.array([[103.0], [3], [3], [50], [20], [30], [50], [50]])
    parents = [-1, 0, 1, 0, 3, 3, 0, 6]
    flags = hidden_cells(n, parents, 5)[:, 0]
    assert flags.tolist() == [False, True, True, True, True, True, False, False]


def test_a_measure_hides_cells_where_its_own_base_is_small_or_nobody_answered() -> None:
    respondents = np.array([[150.0], [50], [50], [50]])
    parents = [-1, 0, 0, 0]
    assert hidden_scores(respondents, np.array([[103.0], [3], [50], [50]]), parents, 5)[:, 0].tolist() == [
        False,
        True,
        True,
        False,
    ]
    assert hidden_scores(respondents, np.array([[100.0], [0], [50], [50]]), parents, 5)[1, 0]
    # A question that nobody was asked is empty, not hidden.
    assert not hidden_scores(respondents, np.zeros((4, 1)), parents, 5).any()


@given(st.lists(st.integers(0, 60), min_size=2, max_size=15), st.integers(1, 12))
def test_hidden_units_are_never_one_alone_and_reach_the_minimum(units: list[int], minimum: int) -> None:
    flags = hidden(units, minimum)
    inside = [n for n, flag in zip(units, flags, strict=True) if flag]
    for n, flag in zip(units, flags, strict=True):
        assert flag or n == 0 or n >= minimum
    if inside and sum(n > 0 for n in units) > 1:
        assert len(inside) > 1
        assert sum(inside) >= min(minimum, sum(units))


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8), st.integers(1, 10), st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter_for_how_many_people_are_hidden(units, minimum, random) -> None:
    shuffled = list(units)
    random.shuffle(shuffled)
    one = sum(n for n, flag in zip(units, hidden(units, minimum), strict=True) if flag)
    other = sum(n for n, flag in zip(shuffled, hidden(shuffled, minimum), strict=True) if flag)
    assert one == other
