"""How people answered: counts that add up, whatever the chunks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.questionnaire.model import Question, Role, Score
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.conduct import Conduct, Watched, counts_of

SCALE = scale_of(1, 3)
ITEMS = tuple(Question(f"q{k}", f"q{k}", {"": f"q{k}"}, Role.ITEM, SCALE) for k in range(5))
SCORE = Score("index", ("q0", "q1"), (np.array([0.0, 50, 100, np.nan]),) * 2, 1)
DAYS = ("2025-03-01 08:15", "2025-03-01 08:16:30", "2025-03-02", "")

rows = st.lists(
    st.tuples(
        st.lists(st.integers(-1, 3), min_size=5, max_size=5),
        st.integers(0, 1),
        st.integers(0, 3),
        st.sampled_from(("a", "b", "")),
        st.booleans(),
    ),
    max_size=30,
)


def watched(table: list) -> Conduct:
    watch = Watched(ITEMS, (ITEMS,), SCORE, "id", ("when", "ymd"), ("", ""), ("mode",))
    codes = {f"q{k}": np.array([row[0][k] for row in table], dtype=np.intp) for k in range(5)}
    chunk = RawChunk(
        len(table),
        {
            "when": RawColumn(np.array([row[2] for row in table], dtype=np.intp), DAYS),
            "id": RawColumn(
                np.array(["ab".find(row[3]) if row[3] else 2 for row in table], dtype=np.intp), ("a", "b", "")
            ),
            "mode": RawColumn(np.array([row[1] for row in table], dtype=np.intp), ("web", "app")),
        },
    )
    keep = np.array([row[4] for row in table], dtype=bool)
    cell = np.array([row[1] for row in table], dtype=np.intp)[keep]
    own = {name: code[keep] for name, code in codes.items()}
    watch.add(chunk, keep, [("North", "2025"), ("South", "2025")], cell, own)
    return watch.found


def plain(conduct: Conduct) -> dict[str, object]:
    def value(one: object) -> object:
        if hasattr(one, "keys") and hasattr(one, "times"):
            return one.keys.tolist(), one.times.tolist()
        return one.tolist() if isinstance(one, np.ndarray) else dict(one)

    return {name: {key: value(one) for key, one in getattr(conduct, name).items()} for name in vars(conduct)}


def without_nothing(found: dict[str, object]) -> dict[str, object]:
    return {name: {key: one for key, one in part.items() if one != [0.0, 0.0]} for name, part in found.items()}


@given(rows, st.integers(0, 30))
def test_two_parts_add_up_to_the_whole_in_either_order(table: list, cut: int) -> None:
    first, second = watched(table[:cut]), watched(table[cut:])
    whole = without_nothing(plain(watched(table)))
    assert without_nothing(plain(first + second)) == whole
    assert without_nothing(plain(second + first)) == whole


@given(st.lists(st.integers(-5, 5)), st.lists(st.integers(-5, 5)))
def test_counts_add_up(one: list[int], other: list[int]) -> None:
    both = counts_of(np.array(one, dtype=np.int64)) + counts_of(np.array(other, dtype=np.int64))
    whole = counts_of(np.array(one + other, dtype=np.int64))
    assert (both.keys.tolist(), both.times.tolist()) == (whole.keys.tolist(), whole.times.tolist())
    assert both.total == len(one) + len(other)


def test_what_is_counted() -> None:
    table = [
        ([1, 1, 1, 1, 1], 0, 0, "a", True),
        ([1, 1, 1, 1, 1], 0, 0, "b", True),
        ([0, 2, 1, 1, 1], 0, 1, "a", True),
        ([0, 2, 1, 1, -1], 1, 2, "", True),
        ([2, 2, 2, 2, 2], 1, 0, "", False),
    ]
    found = watched(table)
    assert {key: both.tolist() for key, both in found.straight.items()} == {
        ("q0", ("North", "2025")): [3, 2],
        ("q0", ("South", "2025")): [0, 0],
    }
    north = ("North", "2025")
    assert sorted(found.patterns[north].times.tolist()) == [1, 2]
    assert ("South", "2025") not in found.patterns  # four answers are no pattern
    assert found.minutes[north].times.tolist() == [2, 1]
    assert sorted(found.twins[north].times.tolist()) == [1, 2]
    assert found.people["2025"].total == 3
    days = {day: sums.tolist() for (_, day), sums in found.days.items()}
    assert list(days.values()) == [[3, 3, 150, 7500], [1, 1, 50, 2500]]
    assert found.texts["mode", "2025"] == {"web": 3, "app": 1}
