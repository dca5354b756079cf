"""Hidden cells: minimum n, and no hidden cell that follows from the others. What follows is audited beside this."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.analyses import Protection, protection
from kundnojd.measures import Target
from kundnojd.notices import Notice
from kundnojd.questionnaire.model import Score
from kundnojd.tally.tally import Tally

INDEX = Target("index", "index", "q", "", True, np.array([0.0, 25, 50, 75, 100, np.nan]))
TOP = Target("top-box", "share", "q", "", True, np.array([0.0, 0, 0, 0, 100, np.nan]))
DONT_KNOW = 5
SILENT = -1


def tally_of(units: Sequence[tuple[str, list[int]]], wave: str = "") -> Tally:
    """A tally of one question with answers 0 to 4, 5 for don't know and -1 for none; units are paths with ``/``."""
    found: dict[tuple[str, ...], list[int]] = {}
    for unit, answers in units:
        found.setdefault((*unit.split("/"), wave), []).extend(answers)
    cells = tuple(sorted(found))
    levels = tuple(f"unit-{k}" for k in range(1, len(cells[0])))
    counts = np.array([[found[cell].count(answer) for answer in range(6)] for cell in cells], dtype=float)
    n = np.array([float(len(found[cell])) for cell in cells])
    return Tally((*levels, "wave"), cells, np.stack([n] * 3, axis=-1), {"q": np.stack([counts] * 3, axis=-1)}, {})


def varied(size: int) -> list[int]:
    """Answers that take all values."""
    return [(4 * k) % 5 for k in range(size)]


def plan_of(tally: Tally, minimum: int) -> Protection:
    return protection(tally, [INDEX], minimum)


def hidden(tally: Tally, minimum: int, targets: Sequence[Target] = (INDEX,)) -> list[str]:
    """The names of the units where the question is hidden."""
    plan = protection(tally, targets, minimum)
    return [name or "whole" for name, flag in zip(plan.grid.units, plan.of(targets[0])[:, 0], strict=True) if flag]


def sized(*sizes: int) -> Tally:
    return tally_of([(f"u{k}", varied(size)) for k, size in enumerate(sizes)])


def test_nothing_is_hidden_where_all_are_large_enough() -> None:
    assert hidden(sized(5, 40, 25), 5) == []


def test_the_next_smallest_goes_with_a_single_small_unit() -> None:
    # methods.md W37: 40, 25 and 6 of 71 with a minimum of 7.
    assert hidden(sized(40, 25, 6), 7) == ["u1", "u2"]


def test_two_small_units_need_no_third_when_they_reach_the_minimum() -> None:
    assert hidden(sized(3, 2, 40, 50), 5) == ["u0", "u1"]


def test_two_small_units_below_the_minimum_take_the_next_smallest_with_them() -> None:
    assert hidden(sized(1, 2, 40, 50), 5) == ["u0", "u1", "u2"]


def test_a_whole_below_the_minimum_hides_everything() -> None:
    assert hidden(sized(4), 5) == ["whole", "u0"]


def test_with_a_minimum_of_one_nothing_is_hidden() -> None:
    assert hidden(tally_of([("a", [1]), ("b", [SILENT]), ("c", [2, 2])]), 1) == []


def test_the_same_unit_goes_with_the_hidden_one_in_every_wave() -> None:
    # b is the smallest over both waves, although c is smaller in the second.
    first, second = (10, 86, 4), (30, 27, 3)
    tally = tally_of([(u, varied(n)) for u, n in zip("bca", first, strict=True)], "1")
    tally += tally_of([(u, varied(n)) for u, n in zip("bca", second, strict=True)], "2")
    plan = plan_of(tally, 5)
    assert plan.respondents.tolist() == [[False, False], [True, True], [True, True], [False, False]]


def test_a_region_that_is_hidden_hides_its_units_and_one_beside_it() -> None:
    tally = tally_of([("A/a", varied(3)), ("B/b1", varied(20)), ("B/b2", varied(30)), ("C/c", varied(60))])
    assert hidden(tally, 5) == ["A", "A / a", "B", "B / b1", "B / b2"]


def test_few_rows_without_a_unit_are_not_left_alone() -> None:
    # The whole less its units would be the figures of the three.
    assert hidden(tally_of([("", varied(3)), ("a", varied(9)), ("b", varied(30))]), 5) == ["a"]
    assert hidden(tally_of([("", varied(6)), ("a", varied(9)), ("b", varied(30))]), 5) == []
    # Enough of them stand in for a second hidden unit.
    assert hidden(tally_of([("", varied(6)), ("a", varied(4)), ("b", varied(30))]), 5) == ["a"]


def test_a_region_with_few_rows_without_an_office_hides_one_of_its_offices() -> None:
    tally = tally_of([("A/", varied(2)), ("A/a", varied(9)), ("A/b", varied(12)), ("B/c", varied(30))])
    assert hidden(tally, 5) == ["A / a"]


def test_a_unit_that_all_answered_alike_is_hidden_where_it_is_small() -> None:
    units = [("b", varied(30)), ("c", varied(40))]
    assert hidden(tally_of([("a", [4] * 9), *units]), 5) == ["a", "b"]
    assert hidden(tally_of([("a", [4] * 10), *units]), 5) == []
    assert hidden(tally_of([("a", [4] * 8 + [3]), *units]), 5) == []


def test_hidden_units_that_answered_alike_take_one_that_did_not() -> None:
    units = [("a", [2, 2, 2]), ("b", [2, 2, 2, 2]), ("c", varied(30)), ("d", varied(40))]
    assert hidden(tally_of(units), 5) == ["a", "b", "c"]


def test_nobody_in_the_top_box_of_the_hidden_units_takes_a_unit_where_somebody_is() -> None:
    units = [("a", [0, 1, 3]), ("b", [1, 2, 3, 0]), ("c", varied(30)), ("d", varied(40))]
    assert hidden(tally_of(units), 5) == ["a", "b"]
    assert hidden(tally_of(units), 5, [INDEX, TOP]) == ["a", "b", "c"]


def test_what_holds_for_everybody_hides_no_more() -> None:
    """Where nobody at all is in the top box, hiding more units would tell no less."""
    units = [(name, [k % 4 for k in range(size)]) for name, size in (("a", 3), ("b", 4), ("c", 30), ("d", 40))]
    assert hidden(tally_of(units), 5, [INDEX, TOP]) == ["a", "b"]


def test_a_question_few_in_a_unit_answered_is_hidden_there_alone() -> None:
    asked = [("a", varied(3) + [SILENT] * 30), ("b", varied(20) + [SILENT] * 20), ("c", varied(50))]
    plan = plan_of(tally_of(asked), 5)
    assert plan.of_question("q")[:, 0].tolist() == [False, True, True, False]
    assert not plan.respondents.any()


def test_where_nearly_all_answered_a_small_base_hides_the_unit_in_every_measure() -> None:
    # 6 of 6 took part, 4 answered; only two more of the hidden respondents are silent, so it must be 4 at least.
    plan = plan_of(tally_of([("a", [*varied(4), SILENT, SILENT]), ("b", varied(20)), ("c", varied(50))]), 5)
    assert plan.respondents[:, 0].tolist() == [False, True, True, False]


def test_a_question_nobody_in_a_unit_answered_is_hidden_there_but_not_where_nobody_was_asked() -> None:
    assert hidden(tally_of([("a", [SILENT] * 9), ("b", varied(20)), ("c", varied(50))]), 5) == ["a", "b"]
    assert hidden(tally_of([("a", [SILENT] * 9), ("b", [SILENT] * 20)]), 5) == []


def test_dont_know_is_hidden_with_the_answers_it_would_count() -> None:
    # 9 answered, 5 of them don't know: that share would say that 4 have an opinion.
    tally = tally_of([("a", varied(4) + [DONT_KNOW] * 5), ("b", varied(20) + [DONT_KNOW] * 9), ("c", varied(50))])
    dont_know = Target("dont-know", "share", "q", "", True, np.array([0.0, 0, 0, 0, 0, 100]))
    assert protection(tally, [INDEX], 5).of(dont_know)[:, 0].tolist() == [False, True, True, False]


def test_a_score_goes_with_its_question_where_it_would_give_that_away() -> None:
    tally = tally_of([("a", [*varied(6), *[SILENT] * 30]), ("b", [*varied(40), *[SILENT] * 20]), ("c", varied(80))])
    scores = np.zeros((3, 7))
    for row, answers in enumerate((7, 40, 80)):
        y = np.linspace(0, 100, answers)
        scores[row] = [answers, answers, answers, y.sum(), (y**2).sum(), y.sum(), (y**2).sum()]
    tally = Tally(tally.keys, tally.cells, tally.respondents, tally.counts, {"nki": scores})
    nki = Target("nki", "index", "", "", True, score="nki")
    made_of = Score("nki", ("q",), (INDEX.values,), 1)
    assert protection(tally, [INDEX, nki], 7).of(nki)[:, 0].tolist() == [False, False, False, False]
    assert protection(tally, [INDEX, nki], 7, scores=[made_of]).of(nki)[:, 0].tolist() == [False, True, True, False]


def test_an_answer_that_everybody_in_a_small_cell_chose_is_hidden() -> None:
    chosen = np.array([[6.0, 2, 6], [10, 20, 30], [20, 10, 40]])
    n = np.repeat(chosen[:, -1:], 3, axis=1)
    cells = (("a", ""), ("b", ""), ("c", ""))
    tally = Tally(("unit-1", "wave"), cells, n, {}, {}, options={"m": np.stack([chosen] * 3, axis=-1)})
    option = Target("answer", "share", "m", "x", True, option=0)
    assert protection(tally, [], 5).of(option)[:, 0].tolist() == [False, True, True, False]


def test_groups_and_units_are_protected_beside_each_other() -> None:
    keys, values = ("unit-1", "wave", "column:Sex"), {"a": (10, 14, 0), "b": (10, 25, 1), "c": (12, 20, 2)}
    cells = tuple((u, "", s) for u in values for s in ("man", "other", "woman"))
    sizes = np.array([size for u in values for size in (values[u][0], values[u][2], values[u][1])], dtype=float)
    counts = np.array([[sum(1 for a in varied(int(size)) if a == v) for v in range(6)] for size in sizes], dtype=float)
    tally = Tally(keys, cells, np.stack([sizes] * 3, axis=-1), {"q": np.stack([counts] * 3, axis=-1)}, {})
    plan = protection(tally, [INDEX], 5, ("Sex",))
    assert plan.grid.groups == ("", "", "", "", "Sex: man", "Sex: other", "Sex: woman")
    assert plan.respondents[:, 0].tolist() == [False] * 4 + [True, True, False]


def test_the_number_of_rows_without_a_unit_is_not_said_where_it_would_help() -> None:
    said = [Notice("rows-without-unit", {"count": 3, "column": "Unit"}), Notice("title-rows", {"count": 1})]
    assert plan_of(sized(9, 8), 5).told(said) == tuple(said)
    told = plan_of(tally_of([("", varied(3)), ("a", varied(9)), ("b", varied(30))]), 5).told(said)
    assert [notice.key for notice in told] == ["some-without-unit", "title-rows"]
    assert "count" not in told[0].fields


@given(st.lists(st.integers(1, 60), min_size=2, max_size=15), st.integers(2, 12))
def test_hidden_units_are_never_one_alone_and_reach_the_minimum(units: list[int], minimum: int) -> None:
    flags = plan_of(sized(*units), minimum).respondents[1:, 0]
    inside = [n for n, flag in zip(units, flags, strict=True) if flag]
    for n, flag in zip(units, flags, strict=True):
        assert flag or n >= minimum
    if inside:
        assert len(inside) > 1
        assert sum(inside) >= min(minimum, sum(units))


@given(st.lists(st.integers(1, 60), min_size=2, max_size=8), st.integers(1, 10), st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter_for_how_many_people_are_hidden(units, minimum, random) -> None:
    shuffled = list(units)
    random.shuffle(shuffled)
    one, other = (plan_of(sized(*sizes), minimum).respondents[1:, 0] @ np.array(sizes) for sizes in (units, shuffled))
    assert one == other
