"""Drawings keep their width, whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.locale import load
from kundnojd.renderers import RENDERERS, drawing
from kundnojd.renderers.layout import GAP, Need, chunks, fit

POINTS = st.floats(-100, 100)
WIDTHS = st.integers(14, 60)


@given(st.tuples(POINTS, POINTS, POINTS), st.one_of(st.none(), POINTS), WIDTHS)
def test_an_interval_is_as_wide_as_its_axis(points, reference, width) -> None:
    lower, value, upper = sorted(points)
    drawn = drawing.interval(value, lower, upper, -20, 60, width, reference)
    assert len(drawn) == width
    assert set(drawn) <= set(" ─●◂▸┊")


@given(st.integers(-10, 9), st.integers(1, 10), WIDTHS)
def test_an_axis_is_as_wide_as_it_is_asked_to_be(low, span, width) -> None:
    high = min(low + span, 10)
    text = drawing.ticks(low * 10.0, high * 10.0, width, load("sv"))
    assert len(text) == width
    assert text.split()[0].replace("\u2212", "-") == str(low * 10)
    assert text.split()[-1].replace("\u2212", "-") == str(high * 10)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=11), st.integers(1, 60))
def test_a_bar_is_full(shares, width) -> None:
    found = drawing.lengths(shares, width)
    assert sum(found) == (width if sum(shares) > 0 else 0)
    assert min(found) >= 0


def test_a_dot_stands_where_its_value_is() -> None:
    assert drawing.interval(75, 70, 80, 50, 100, 51, None).index("●") == 25


def test_small_changes_look_small() -> None:
    assert drawing.sparkline((66.0, 66.2, 66.4)) in {"▄▅▅", "▅▅▅", "▄▄▅"}
    assert drawing.sparkline((50.0, 90.0)) == "▁█"
    assert drawing.sparkline((None, None)) == "  "


@given(
    st.lists(st.builds(Need, st.integers(3, 30), st.integers(3, 60), st.integers(0, 9)), min_size=1, max_size=10),
    st.integers(40, 200),
)
def test_columns_never_take_more_than_the_room(needs, room) -> None:
    widths = [width for width in fit(needs, room) if width is not None]
    assert sum(widths) + GAP * max(len(widths) - 1, 0) <= room


@given(st.integers(1, 40), st.integers(20, 100))
def test_every_column_of_a_long_table_stands_somewhere(count, room) -> None:
    runs = chunks([Need(10, 10, 0), *[Need(7, 7, 1)] * count], room)
    assert [k for run in runs for k in run[1:]] == list(range(1, count + 1))


@pytest.mark.parametrize("name", RENDERERS)
def test_suffixes_belong_to_one_format(name) -> None:
    others = {suffix for other, renderer in RENDERERS.items() if other != name for suffix in renderer.suffixes}
    assert not others & set(RENDERERS[name].suffixes)
