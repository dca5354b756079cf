"""Visits counted: scores by hand, what is left out, and that tallies add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.questionnaire.checklist import Condition
from kundnojd.questionnaire.checklist_columns import VisitColumns
from kundnojd.questionnaire.model import Waves
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.visits import ANSWERED, FAILED, FULFILLED, ITEMS, S2, M, S, VisitTally, count_visits, empty

CONDITIONS = (
    Condition(id="a", column="a", weight=2, critical=True, section="one"),
    Condition(id="b", column="b", points=4, section="one"),
    Condition(id="c", column="c", section="two"),
    Condition(id="d", column="d", weight=0, section="two"),
)
COLUMNS = VisitColumns("unit", Waves("column", "wave"), CONDITIONS)
NAMES = ("unit", "wave", "a", "b", "c", "d")
Row = tuple[str, ...]


def chunk(rows: list[Row]) -> RawChunk:
    columns = {}
    for place, name in enumerate(NAMES):
        cells = [row[place] for row in rows]
        texts = tuple(dict.fromkeys(cells))
        columns[name] = RawColumn(np.array([texts.index(cell) for cell in cells], dtype=np.intp), texts)
    return RawChunk(len(rows), columns)


def test_a_score_by_hand() -> None:
    tally = count_visits(chunk([("Nord", "1", "ja", "1", "nej", "ja")]), COLUMNS)
    # (2 x 1 + 1 x 1/4 + 0) / 4; the condition of weight 0 counts in nothing but its own share.
    assert tally.cells == (("Nord", "1"),)
    score = 2.25 / 4
    assert tally.scores[0, 0] == pytest.approx([1, score, score**2, 16 / 6])
    assert tally.scores[0, 1, [M, S]] == pytest.approx([1, 2.25 / 3])
    assert tally.scores[0, 2, [M, S]] == pytest.approx([1, 0])
    assert tally.conditions[0].tolist() == [[1, 1, 0], [1, 0.25, 1], [1, 0, 1], [1, 1, 0]]
    assert tally.failures.tolist() == [0]


def test_a_failed_critical_condition_stands_beside_or_makes_nought() -> None:
    rows = chunk([("Nord", "1", "nej", "4", "ja", "")])
    beside, nought = count_visits(rows, COLUMNS), count_visits(rows, COLUMNS, zero=True)
    assert (beside.scores[0, 0, S], beside.failures[0]) == (0.5, 1)
    assert (nought.scores[0, 0, S], nought.failures[0]) == (0.0, 1)
    # A section keeps its own score.
    assert nought.scores[0, 1, S] == beside.scores[0, 1, S]


def test_what_is_left_out_is_counted_with_its_reason() -> None:
    rows = [
        ("Nord", "1", "ja", "4", "ja", "ja"),
        ("Nord", "1", "ja", "n/a", "", "ja"),  # two answers that count
        ("", "1", "ja", "4", "ja", "ja"),
        ("Nord", "", "ja", "4", "ja", "ja"),
    ]
    tally = count_visits(chunk(rows), COLUMNS)
    assert tally.left_out == {"few-conditions": 1, "visit-unit": 1, "wave": 1}
    assert tally.rows == tally.visits + sum(tally.left_out.values()) == 4


def test_cells_that_are_not_understood_are_counted() -> None:
    tally = count_visits(
        chunk([("Nord", "1", "ja", "7", "ja", "kanske"), ("Nord", "1", "ja", "4", "ja", "??")]), COLUMNS
    )
    assert tally.unread == {"b": 1, "d": 1}
    assert tally.left_out == {"few-conditions": 1}


cells = st.sampled_from(["ja", "nej", "Ej aktuellt"])
rows_of_visits = st.lists(
    st.tuples(
        st.sampled_from(["Nord", "Syd", ""]),
        st.sampled_from(["1", "2"]),
        cells,
        st.sampled_from(["0", "1", "4", ""]),
        cells,
        cells,
    ),
    max_size=25,
)


@given(rows_of_visits, st.integers(0, 25), st.booleans())
def test_two_halves_add_up_to_the_whole(rows: list[Row], at: int, zero: bool) -> None:
    whole = count_visits(chunk(rows), COLUMNS, zero=zero)
    halves = count_visits(chunk(rows[:at]), COLUMNS, zero=zero) + count_visits(chunk(rows[at:]), COLUMNS, zero=zero)
    total: VisitTally = empty(CONDITIONS, 2) + halves
    assert set(total.cells) == set(whole.cells)
    order = [total.cells.index(cell) for cell in whole.cells]
    np.testing.assert_allclose(total.scores[order], whole.scores)
    np.testing.assert_allclose(total.conditions[order], whole.conditions)
    assert (total.rows, dict(total.left_out)) == (whole.rows, dict(whole.left_out))


@given(rows_of_visits)
def test_scores_lie_between_nought_and_one(rows: list[Row]) -> None:
    tally = count_visits(chunk(rows), COLUMNS)
    scores = tally.scores
    assert (scores[..., S] <= scores[..., M] + 1e-9).all()
    assert (scores[..., S2] <= scores[..., S] + 1e-9).all()
    assert (scores[..., ITEMS] >= scores[..., M] - 1e-9).all()
    assert (
        tally.conditions[..., FULFILLED] + tally.conditions[..., FAILED] >= tally.conditions[..., ANSWERED] - 1e-9
    ).all()
