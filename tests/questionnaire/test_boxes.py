"""Cuts of the boxes and index values."""

import pytest

from kundnojd.questionnaire.boxes import bottom_box, index_values, satisfied, top_box, top_two
from kundnojd.questionnaire.scales import scale_of, scale_of_words


def numbers(scale, positions):
    return [scale.answers[place].value for place in positions]


@pytest.mark.parametrize(
    ("low", "high", "top", "good", "bottom"),
    [  # the cuts of the named scales
        (1, 4, [4], [3, 4], [1]),
        (1, 5, [5], [4, 5], [1]),
        (1, 6, [6], [5, 6], [1]),
        (1, 7, [7], [5, 6, 7], [1]),
        (1, 10, [9, 10], [7, 8, 9, 10], [1, 2]),
        (0, 10, [9, 10], [7, 8, 9, 10], [0, 1]),
    ],
)
def test_cuts_of_the_usual_scales(low, high, top, good, bottom):
    scale = scale_of(low, high)
    assert numbers(scale, top_box(scale)) == top
    assert numbers(scale, satisfied(scale)) == good
    assert numbers(scale, bottom_box(scale)) == bottom
    assert numbers(scale, top_two(scale)) == [high - 1, high]


def test_the_top_box_of_a_falling_scale_is_its_lowest_number():
    scale = scale_of(1, 5, falls=True)
    assert numbers(scale, top_box(scale)) == [1]
    assert numbers(scale, satisfied(scale)) == [2, 1]
    assert numbers(scale, bottom_box(scale)) == [5]


@pytest.mark.parametrize("falls", [False, True])
@pytest.mark.parametrize(("low", "high"), [(1, 4), (1, 5), (1, 10), (0, 10), (1, 2)])
def test_index_values_run_from_0_to_100_in_equal_steps(low, high, falls):
    values = index_values(scale_of(low, high, falls=falls))
    assert values[0] == 0
    assert values[-1] == 100
    step = 100 / (high - low)
    assert values.tolist() == pytest.approx([step * place for place in range(high - low + 1)])


def test_index_values_of_a_verbal_scale():
    assert index_values(scale_of_words(["dåligt", "godkänt", "bra"])).tolist() == [0, 50, 100]
