"""The laws of the tally: it adds up, however the rows are cut and in whatever order they come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kundnojd.analyses import AnalysisOptions, results
from kundnojd.measures import block_scores, several_answers, targets
from kundnojd.questionnaire.model import Question, Questionnaire, Role, Waves
from kundnojd.questionnaire.multiple import MultiQuestion, Option
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count
from kundnojd.tally.tally import Tally

SCALE = scale_of(1, 5)
QUESTIONNAIRE = Questionnaire(
    questions=tuple(
        Question(name, name, {"": name}, role, SCALE)
        for name, role in (("overall", Role.OVERALL), ("expected", Role.EXPECTATION), ("ideal", Role.IDEAL))
    ),
    unit=("unit",),
    waves=Waves("column", "wave"),
    weight="weight",
    multis=(
        MultiQuestion("channels", "channels", (Option("a"), Option("b"), Option("other")), "channels", ";", other=2),
        MultiQuestion("reasons", "reasons", (Option("price", "price"), Option("time", "time"))),
    ),
)
SCORES = block_scores(QUESTIONNAIRE)
COLUMNS = ("unit", "wave", "weight", "overall", "expected", "ideal", "channels", "price", "time")

answer = st.sampled_from(["1", "2", "3", "4", "5", "", "vet ej", "9"])
weight = st.sampled_from(["1", "0.85", "1.5", "2.25", "0", "", "-1"])
packed = st.sampled_from(["a", "a;b", "b;a;", "", "vet ej", "something else;b", "-"])
mark = st.sampled_from(["1", "0", "", "price"])
unit, wave = st.sampled_from(["Nord", "Syd", ""]), st.sampled_from(["2024", "2025"])
row = st.tuples(unit, wave, weight, answer, answer, answer, packed, mark, mark)
rows = st.lists(row, min_size=0, max_size=40)


def chunk_of(table: list[tuple[str, ...]]) -> RawChunk:
    columns = {}
    for place, name in enumerate(COLUMNS):
        cells = [line[place] if place < len(line) else "" for line in table]
        texts = tuple(dict.fromkeys(cells)) or ("",)
        columns[name] = RawColumn(np.array([texts.index(cell) for cell in cells], dtype=np.intp), texts)
    return RawChunk(len(table), columns)


def tally_of(table: list[tuple[str, ...]]) -> Tally:
    return count(chunk_of(table), QUESTIONNAIRE, SCORES, "file").tally


def assert_equal(one: Tally, other: Tally) -> None:
    """Counts exactly, sums to 1e-9, over the cells that have respondents."""
    blocks = [(one.respondents, other.respondents)]
    blocks += [(one.counts[name], other.counts[name]) for name in one.counts]
    blocks += [(one.scores[name], other.scores[name]) for name in one.scores]
    blocks += [(one.options[name], other.options[name]) for name in one.options]
    assert one.cells == other.cells
    for a, b in blocks:
        assert a[..., 0].tolist() == b[..., 0].tolist()
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)


@given(rows, rows)
def test_the_tally_of_two_parts_is_the_sum_of_their_tallies(first, second) -> None:
    assert_equal(tally_of(first) + tally_of(second), tally_of(first + second))


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(table, random) -> None:
    shuffled = list(table)
    random.shuffle(shuffled)
    assert_equal(tally_of(shuffled), tally_of(table))


@given(rows, rows)
def test_what_is_taken_away_leaves_the_rest(first, second) -> None:
    rest = tally_of(first + second) - tally_of(first)
    other = tally_of(second)
    for cell, respondents in zip(rest.cells, rest.respondents, strict=True):
        expected = other.respondents[other.cells.index(cell)] if cell in other.cells else np.zeros(3)
        np.testing.assert_allclose(respondents, expected, atol=1e-9)


@given(rows)
def test_a_region_is_the_sum_of_its_units(table) -> None:
    tally = tally_of(table)
    by_wave = tally.rollup(["wave"])
    for place, (wave,) in enumerate(by_wave.cells):
        inside = [i for i, cell in enumerate(tally.cells) if cell[-1] == wave]
        np.testing.assert_allclose(by_wave.counts["overall"][place], tally.counts["overall"][inside].sum(axis=0))
        np.testing.assert_allclose(by_wave.options["channels"][place], tally.options["channels"][inside].sum(axis=0))


@given(rows.filter(len), st.sampled_from([0.5, 4.0, 1024.0]))
@settings(max_examples=40, deadline=None)  # the first example imports what the others use
def test_scaling_all_weights_changes_no_figure(table, factor) -> None:
    def scaled(line: tuple[str, ...]) -> tuple[str, ...]:
        unit, wave, weight, *answers = line
        return (unit, wave, repr(float(weight) * factor) if weight else "", *answers)

    frames = [
        results(tally_of(part), (*targets(QUESTIONNAIRE), *several_answers(QUESTIONNAIRE)), AnalysisOptions(min_n=1))
        for part in (table, [scaled(line) for line in table])
    ]
    for name in ("n", "n_eff", "value", "se", "lower", "upper", "rest_difference", "previous_difference"):
        np.testing.assert_allclose(
            frames[0][name].astype(float), frames[1][name].astype(float), rtol=1e-9, atol=1e-9, err_msg=name
        )


def test_a_hundred_random_splits_add_up_to_the_whole() -> None:
    random = np.random.default_rng(20261122)
    answers = ["1", "2", "3", "4", "5", "vet ej"]
    choices = (["Nord", "Syd", "Öst"], ["2024", "2025"], ["0.85", "1", "1.75"], answers, answers, answers)
    table = [tuple(str(random.choice(column)) for column in choices) for _ in range(400)]
    whole = tally_of(table)
    for _ in range(100):
        inside = random.random(len(table)) < random.random()
        first = [line for line, taken in zip(table, inside, strict=True) if taken]
        second = [line for line, taken in zip(table, inside, strict=True) if not taken]
        assert_equal(tally_of(first) + tally_of(second), whole)


def test_rows_are_used_or_left_out_with_a_reason() -> None:
    table = [
        ("Nord", "2024", "1", "5", "5", "5"),
        ("Nord", "2024", "0", "5", "5", "5"),
        ("Nord", "2024", "-2", "5", "5", "5"),
        ("Nord", "2024", "", "5", "5", "5"),
        ("Nord", "", "1", "5", "5", "5"),
        ("", "2024", "1", "9", "", "vet ej"),
    ]
    counted = count(chunk_of(table), QUESTIONNAIRE, SCORES, "file")
    assert counted.left_out == {"weight": 3, "wave": 1}
    assert counted.impossible == {"overall": 1}
    assert counted.tally.cells == (("", "2024"), ("Nord", "2024"))
    assert counted.tally.respondents[:, 0].tolist() == [1, 1]
    assert counted.tally.counts["ideal"][0, -1, 0] == 1  # don't know


def test_a_file_without_the_column_of_the_weight_weighs_every_row_alike() -> None:
    chunk = chunk_of([("Nord", "2024", "0.5", "5", "5", "5"), ("Nord", "2024", "", "5", "5", "5")])
    bare = RawChunk(chunk.rows, {name: column for name, column in chunk.columns.items() if name != "weight"})
    counted = count(bare, QUESTIONNAIRE, SCORES, "file")
    assert (counted.left_out, counted.tally.respondents.tolist()) == ({}, [[2, 2, 2]])


def test_an_index_over_three_questions_needs_two_answers() -> None:
    table = [
        ("Nord", "2024", "1", "5", "3", ""),
        ("Nord", "2024", "1", "5", "", "vet ej"),
        ("Nord", "2024", "1", "1", "1", "1"),
    ]
    n, w, _, wy, *_ = tally_of(table).scores["nki"][0]
    assert (n, w, wy) == (2, 2, 75)


def test_an_option_counts_once_among_those_who_answered_or_were_marked() -> None:
    rest = ("Nord", "2024", "1", "5", "5", "5")
    table = [(*rest, "a;a;b", "1", "0"), (*rest, "x;y", "0", "0"), (*rest, "", "", ""), (*rest, "vet ej", "", "0")]
    tally = tally_of(table)
    assert tally.options["channels"][0, :, 0].tolist() == [1, 1, 1, 2]  # a, b, other, answered
    assert tally.options["reasons"][0, :, 0].tolist() == [1, 0, 3]
    n, w, _, wy, *_ = tally.option_sums("reasons", 0)[0]
    assert (n, w, wy) == (3, 3, 100)


def test_a_question_may_have_another_column_in_each_wave() -> None:
    scale = scale_of(1, 5)
    question = Question("q", "q", {"2024": "overall", "": "ideal"}, Role.OVERALL, scale)
    questionnaire = Questionnaire((question,), unit=("unit",), waves=Waves("column", "wave"))
    table = [("Nord", "2024", "1", "5", "", "1"), ("Nord", "2025", "1", "5", "", "2")]
    tally = count(chunk_of(table), questionnaire, (), "file").tally
    assert tally.counts["q"][0, :, 0].tolist() == [0, 0, 0, 0, 1, 0]
    assert tally.counts["q"][1, :, 0].tolist() == [0, 1, 0, 0, 0, 0]


def test_tallies_of_other_keys_do_not_add() -> None:
    tally = tally_of([("Nord", "2024", "1", "5", "5", "5")])
    with pytest.raises(ValueError, match="same keys"):
        tally + tally.rollup(["wave"])
