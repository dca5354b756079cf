"""Verdicts, interim targets and changes of key figures: worked numbers and laws."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.analyses.goal_lines import line_at, value_at
from kundnojd.analyses.key_verdicts import along, bound, corrected, more_needed, one_sided, verdict

Z = 1.959963984540054
PATH = [(dt.date(2025, 1, 1), 66.0), (dt.date(2027, 12, 31), 75.0)]
YES = np.array([True])


def judged(value: float, se: float, target: float, better: str = "up", tolerance: float = 0.0, n: float = 400) -> str:
    e, half = np.array([value]), Z * se
    limit = bound(np.array([target]), tolerance, better)
    return verdict(e, e - half, e + half, np.array([n >= 30]), limit, better)[0]


@pytest.mark.parametrize(
    ("value", "se", "word"),
    [
        (70.1, 1.4, "cannot-say"),  # 67.36-72.84 holds 72
        (68.2, 1.4, "below"),  # 65.46-70.94 lies under it
        (74.9, 1.3, "on-target"),  # begins at 72.35
    ],
)
def test_a_verdict_needs_the_whole_interval(value: float, se: float, word: str) -> None:
    # Constructed: target 72, direction up.
    assert judged(value, se, 72.0) == word


def test_less_is_better_the_other_way_round() -> None:
    assert judged(8.0, 0.5, 10.0, "down") == "on-target"
    assert judged(12.0, 0.5, 10.0, "down") == "above"
    assert judged(9.5, 0.5, 10.0, "down") == "cannot-say"


def test_tolerance_is_laid_to_the_target() -> None:
    assert judged(72.0, 0.2, 72.0) == "cannot-say"
    assert judged(72.0, 0.2, 72.0, tolerance=1.0) == "on-target"
    assert judged(10.2, 0.2, 10.0, "down", tolerance=1.0) == "on-target"


def test_few_answers_say_nothing() -> None:
    assert judged(50.0, 0.1, 72.0, n=29) == "too-few"


def test_counted_figures_are_judged_as_they_stand() -> None:
    none = np.full(3, np.nan)
    words = verdict(np.array([5.4, 5.0, 4.9]), none, none, np.zeros(3, dtype=bool), np.full(3, 5.0), "down")
    assert words.tolist() == ["above", "on-target", "on-target"]


@given(st.floats(0, 100), st.floats(0.1, 10), st.floats(0, 100), st.sampled_from(["up", "down"]))
def test_the_verdict_turns_around_with_the_scale(value: float, se: float, target: float, better: str) -> None:
    turned = {"below": "above", "above": "below"}
    word = judged(value, se, target, better)
    assert judged(-value, se, -target, "down" if better == "up" else "up") == turned.get(word, word)


def test_more_answers_that_are_needed() -> None:
    # 70.1 se 1.4 of 400 answers against 72: 400 (2.744/1.9)^2 - 400 = 434.3.
    e, half = np.array([70.1]), Z * 1.4
    more = more_needed(e, e - half, e + half, np.array([400.0]), np.array([72.0]))
    assert more[0] == 435
    again = half / np.sqrt((400 + more[0]) / 400)
    assert e[0] + again < 72.0
    assert np.isnan(more_needed(e, e - half, e + half, np.array([400.0]), np.array([70.101]))[0])  # out of reach


def test_the_interim_target_is_that_of_the_day() -> None:
    # 66 at 2025-01-01, 75 at 2027-12-31: 545 of 1094 days at 2026-06-30.
    assert value_at(PATH, dt.date(2026, 6, 30)) == pytest.approx(70.4835, abs=5e-5)
    assert value_at(PATH, dt.date(2026, 6, 30), "step") == 66.0
    assert value_at(PATH, dt.date(2024, 12, 31)) is None
    assert value_at(PATH, dt.date(2027, 12, 31)) == value_at(PATH, dt.date(2030, 1, 1)) == 75.0


@given(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)))
def test_interim_values_lie_between_their_points(day: dt.date) -> None:
    due = value_at(PATH, day)
    assert due is not None
    assert 66.0 <= due <= 75.0


def test_the_line_begins_with_the_first_figure_where_there_are_no_points_between() -> None:
    goal = [(dt.date(2027, 12, 31), 75.0)]
    start = (dt.date(2023, 12, 31), 63.0)
    assert line_at(goal, start, dt.date(2025, 12, 31)) == pytest.approx(69.0, abs=0.01)
    assert line_at(goal, start, dt.date(2023, 12, 31)) is None
    assert line_at(goal, None, dt.date(2025, 12, 31)) is None
    assert line_at(PATH, start, dt.date(2026, 6, 30)) == pytest.approx(70.4835, abs=5e-5)


def test_along_the_line_is_as_sure_as_a_verdict() -> None:
    e, half = np.array([60.0, 69.0, 75.0]), 2.0
    words = along(e, e - half, e + half, np.ones(3, dtype=bool), np.full(3, 69.5), "up")
    assert words.tolist() == ["behind", "on", "ahead"]
    turned = along(e, e - half, e + half, np.ones(3, dtype=bool), np.full(3, 69.5), "down")
    assert turned.tolist() == ["ahead", "on", "behind"]


def test_one_sided_p_of_a_mean() -> None:
    # (68.2 - 72)/1.4 = -2.714: Phi = .0033.
    e, half = np.array([68.2]), Z * 1.4
    p = one_sided(e, e - half, e + half, np.array([72.0]), "up", 0.95)
    assert p[0] == pytest.approx(0.00332, abs=1e-5)
    assert one_sided(e, e - half, e + half, np.array([72.0]), "down", 0.95)[0] == pytest.approx(1 - p[0])


def test_units_turn_red_only_after_correction() -> None:
    # One of twenty just under: p .02 alone, .4 among twenty.
    words = np.array(["below", "below", *["cannot-say"] * 19], dtype=object)
    p = np.array([0.001, 0.02, *[0.5] * 19])
    levels = ((0, 0), *((0, 1),) * 20)
    found, adjusted = corrected(words, p, levels, "bh", 0.95, "up")
    assert found[0] == "below"
    assert found[1] == "cannot-say"
    assert adjusted[1] == pytest.approx(0.4)
    alone, _ = corrected(words, p, levels, "none", 0.95, "up")
    assert alone[1] == "below"


def test_a_false_red_is_rare_among_units_that_are_on_target() -> None:
    rng = np.random.default_rng(7)
    red = 0
    for _ in range(400):
        value = rng.normal(70.0, 2.0, 20)
        half = np.full(20, Z * 2.0)
        limit = np.full(20, 70.0)
        words = verdict(value, value - half, value + half, np.ones(20, dtype=bool), limit, "up")
        p = one_sided(value, value - half, value + half, limit, "up", 0.95)
        found, _ = corrected(words, p, ((0, 1),) * 20, "bh", 0.95, "up")
        red += bool((found == "below").any())
    assert red / 400 < 0.08  # five in a hundred surveys, where the level is 95 %; forty without the correction
