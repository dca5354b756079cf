"""Joint counts: what they hold, and that they add up however the rows are parted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.questionnaire.model import Answer, Cross, Question, Questionnaire, Role, Scale, Waves
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count
from kundnojd.tally.crosses import Crossed, crossed, gather, nobody
from kundnojd.tally.reweighting import multiplied

KEYS = ("unit-1", "wave")
ITEMS = ("a", "b", "c")
CROSS = Cross("x", ITEMS, ())
Respondent = tuple[str, str, tuple[int, ...], float]

RESPONDENTS = st.lists(
    st.tuples(
        st.sampled_from("NS"),
        st.sampled_from(["2024", "2025"]),
        st.tuples(*[st.integers(-1, 2)] * 3).filter(lambda levels: max(levels) >= 0),
        st.integers(1, 64).map(lambda quarters: quarters / 4),  # sums of such weights are exact
    ),
    max_size=40,
)


def counted(people: list[Respondent]) -> Crossed:
    levels = np.array([one[2] for one in people], dtype=np.intp).reshape(-1, 3)
    return crossed(KEYS, ITEMS, [one[:2] for one in people], np.arange(len(people)), levels, weights_of(people))


def weights_of(people: list[Respondent]) -> np.ndarray:
    return np.array([one[3] for one in people], dtype=float)


def same(one: Crossed, other: Crossed) -> bool:
    parts = ((one.cell, other.cell), (one.levels, other.levels), (one.sums, other.sums))
    alike = all(a.shape == b.shape and (a == b).all() for a, b in parts)
    return alike and (one.keys, one.cells, one.items) == (other.keys, other.cells, other.items)


@given(RESPONDENTS, RESPONDENTS)
def test_the_counts_of_all_are_those_of_both_parts(one: list[Respondent], other: list[Respondent]) -> None:
    together = counted([*one, *other])
    assert same(counted(one) + counted(other), together)
    assert same(together - counted(other), counted(one))
    assert same(together + nobody(CROSS, KEYS), together)


@given(RESPONDENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_does_not_matter(people: list[Respondent], random) -> None:
    mixed = list(people)
    random.shuffle(mixed)
    assert same(counted(mixed), counted(people))


@given(RESPONDENTS)
def test_a_whole_is_the_sum_of_its_cells(people: list[Respondent]) -> None:
    found = counted(people)
    assert same(found.rollup(["wave"]), counted_by_wave(people))
    parts = [found.where("unit-1", unit) for unit in "NS"]
    assert same(parts[0] + parts[1], found)
    everybody = np.ones(len(found.sums), dtype=bool)
    assert found.total(everybody) == pytest.approx(found.count(everybody, found.cells).sum(axis=0))


def counted_by_wave(people: list[Respondent]) -> Crossed:
    levels = np.array([one[2] for one in people], dtype=np.intp).reshape(-1, 3)
    waves = [(one[1],) for one in people]
    return crossed(("wave",), ITEMS, waves, np.arange(len(people)), levels, weights_of(people))


@given(RESPONDENTS, st.sampled_from([0.25, 2.0, 8.0]))
def test_scaled_weights_change_no_share(people: list[Respondent], factor: float) -> None:
    found = counted(people)
    scaled = found.multiplied(dict.fromkeys(found.cells, factor))
    assert same(scaled, counted([(*one[:3], factor * one[3]) for one in people]))
    assert (scaled.sums[:, 0] == found.sums[:, 0]).all()


@given(RESPONDENTS)
def test_every_combination_is_counted_as_a_loop_would(people: list[Respondent]) -> None:
    found = counted(people)
    for cell in found.cells:
        for level in range(-1, 3):
            own = [one for one in people if one[:2] == cell and one[2][1] == level]
            n, w, w2 = found.count(found.level("b") == level, [cell])[0]
            assert (n, w, w2) == (len(own), sum(one[3] for one in own), sum(one[3] ** 2 for one in own))
    assert all(tuple(before) < tuple(after) for before, after in pairwise(np.c_[found.cell, found.levels].tolist()))


def test_who_answered_nothing_takes_no_part() -> None:
    cross = Cross("x", ("a", "b"), (np.array([0, 1, -1]), np.array([1, -1])))
    codes = {"a": np.array([0, 1, 2, -1]), "b": np.array([0, 1, 1, -2])}
    found = gather(cross, ("wave",), codes, np.ones(4), [("2025",)], np.zeros(4, dtype=np.intp))
    assert found.levels.tolist() == [[0, 1], [1, -1]]


def test_counts_of_other_questions_are_not_added() -> None:
    with pytest.raises(ValueError, match="same keys and items"):
        counted([]) + nobody(Cross("x", ("a", "d"), ()), KEYS)
    with pytest.raises(KeyError):
        counted([]).rollup(["region"])
    with pytest.raises(KeyError):
        counted([]).level("d")


# --- from rows ---


def column(texts: list[str]) -> RawColumn:
    distinct = tuple(sorted(set(texts)))
    return RawColumn(np.array([distinct.index(text) for text in texts], dtype=np.intp), distinct)


def asked(name: str, role: Role) -> Question:
    answers = (Answer(1.0, "No", ("no",)), Answer(2.0, "Yes", ("yes",)))
    return Question(name, name, {"": name}, role, Scale("yes-no", answers))


ROWS = {
    "Happy": ["Yes", "Yes", "No", "Yes", "", "No"],
    "Problem": ["No", "Yes", "Yes", "", "Yes", "rubbish"],
    "Since": ["2020", "2021", "2020", "2021", "2021", "2020"],
    "Unit": ["N", "N", "S", "S", "S", "N"],
    "W": ["1", "2", "3", "1", "2", "1"],
}
SURVEY = Questionnaire(
    questions=(asked("Happy", Role.ITEM),),
    facts=(asked("Problem", Role.PROBLEM),),
    unit=("Unit",),
    weight="W",
    waves=Waves(files={"f": ""}),
)
YES_NO = np.array([0, 1, -1])


def test_ratings_and_facts_are_counted_together_in_the_cells_of_the_tally() -> None:
    chunk = RawChunk(6, {name: column(texts) for name, texts in ROWS.items()})
    cross = Cross("x", ("Happy", "Problem"), (YES_NO, YES_NO), split=("Since",))
    found = count(chunk, SURVEY, (), "f", crosses=[cross])
    joint = found.tally.crosses["x"]
    assert joint.keys == ("unit-1", "wave", "column:Since")
    assert joint.cells == (("N", "", "2020"), ("N", "", "2021"), ("S", "", "2020"), ("S", "", "2021"))
    happy = (joint.level("Happy") == 1) & (joint.level("Problem") == 1)
    assert joint.total(happy).tolist() == [1, 2, 4]
    assert found.impossible == {"Problem": 1}
    assert "Problem" not in found.tally.counts  # of facts there are joint counts alone
    heavier = multiplied(found.tally, np.array([2.0, 1.0])).crosses["x"]
    assert heavier.total(happy).tolist() == [1, 4, 16]
    twice = found.tally + found.tally
    assert twice.crosses["x"].total(happy).tolist() == [2, 4, 8]
