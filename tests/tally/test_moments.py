"""The laws of moments: they add up, in any order, and give the correlations of the answers they were made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.measures.score import index
from kundnojd.questionnaire.model import Block, Question, Questionnaire, Role, Waves
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally import moments
from kundnojd.tally.count import count
from kundnojd.tally.moments import LOST, USED, USED_W, USED_W2, Moments, N, W
from kundnojd.tally.screening import Screening
from kundnojd.tally.tally import Tally

SCALE = scale_of(1, 5)
ITEMS = ("q1", "q2", "q3")
QUESTIONS = tuple(Question(name, name, {"": name}, Role.ITEM, SCALE) for name in ITEMS)
QUESTIONNAIRE = Questionnaire(QUESTIONS, unit=("unit",), waves=Waves("column", "wave"), weight="weight")
VALUES = tuple(index(question) for question in QUESTIONS)
BLOCK = Block("model", ITEMS, VALUES, 2)
GROUPED = replace(BLOCK, groups=5)
BY_UNIT = replace(BLOCK, keys=("unit-1", "wave"))
COLUMNS = ("unit", "wave", "weight", "who", *ITEMS)

answer = st.sampled_from(["1", "2", "3", "4", "5", "", "vet ej"])
row = st.tuples(
    st.sampled_from(["Nord", "Syd", ""]),
    st.sampled_from(["2024", "2025"]),
    st.sampled_from(["1", "0.85", "2.25"]),
    st.sampled_from([f"r{k}" for k in range(20)]),
    answer,
    answer,
    answer,
)
rows = st.lists(row, max_size=30)
Rows = list[tuple[str, ...]]


def tally_of(table: Rows, block: Block, respondent: str = "") -> Tally:
    columns = {}
    for place, name in enumerate(COLUMNS):
        cells = [line[place] for line in table]
        texts = tuple(dict.fromkeys(cells)) or ("",)
        columns[name] = RawColumn(np.array([texts.index(cell) for cell in cells], dtype=np.intp), texts)
    # A respondent column that groups rows; nobody is left out for having answered twice.
    asked = Screening() if not respondent else Screening(respondent, respondents=_Forgetful())
    return count(RawChunk(len(table), columns), QUESTIONNAIRE, (), "file", asked, (block,)).tally


class _Forgetful:
    def again(self, keys: np.ndarray, counts: np.ndarray) -> np.ndarray:
        return np.zeros(len(keys), dtype=bool)


def of(table: Rows, block: Block = BLOCK, respondent: str = "") -> Moments:
    return tally_of(table, block, respondent).moments["model"]


def frame(table: Rows, least: int = 2) -> pd.DataFrame:
    """The answers as an analyst would have them: 0 to 100, NaN for none, those with too few left out."""
    found = pd.DataFrame([line[4:] for line in table], columns=ITEMS)
    found = (found.apply(pd.to_numeric, errors="coerce").astype(float) - 1) * 25
    return found[found.notna().sum(axis=1) >= least]


def assert_equal(one: Moments, other: Moments) -> None:
    assert (one.keys, one.cells) == (other.keys, other.cells)
    np.testing.assert_array_equal(one.bases[:, [USED, LOST]], other.bases[:, [USED, LOST]])
    np.testing.assert_array_equal(one.sums[:, N], other.sums[:, N])
    np.testing.assert_allclose(one.bases, other.bases, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(one.sums, other.sums, rtol=1e-9, atol=1e-9)


@given(rows, rows)
def test_the_moments_of_two_parts_add_up(first: Rows, second: Rows) -> None:
    assert_equal(of(first) + of(second), of(first + second))
    assert_equal((tally_of(first, BLOCK) + tally_of(second, BLOCK)).moments["model"], of(first + second))


@given(rows, rows)
def test_groups_of_respondents_add_up_too(first: Rows, second: Rows) -> None:
    found = of(first, GROUPED, "who") + of(second, GROUPED, "who")
    assert_equal(found, of(first + second, GROUPED, "who"))


@given(rows, st.randoms(use_true_random=False), st.sampled_from(["", "who"]))
def test_the_order_of_the_rows_does_not_matter(table: Rows, random, respondent: str) -> None:
    shuffled = list(table)
    random.shuffle(shuffled)
    assert_equal(of(shuffled, GROUPED, respondent), of(table, GROUPED, respondent))


@given(rows, rows)
def test_what_is_taken_away_leaves_the_rest(first: Rows, second: Rows) -> None:
    rest, expected = of(first + second) - of(first), of(second)
    for cell, sums in zip(rest.cells, rest.sums, strict=True):
        other = expected.sums[expected.cells.index(cell)] if cell in expected.cells else 0
        np.testing.assert_allclose(sums, other, atol=1e-6)


@given(rows)
def test_groups_and_units_add_up_to_the_wave(table: Rows) -> None:
    assert_equal(of(table, GROUPED).rollup(["wave"]), of(table))
    assert_equal(of(table, BY_UNIT).rollup(["wave"]), of(table))
    np.testing.assert_allclose(of(table, BY_UNIT).whole.sums[0], of(table).sums.sum(axis=0))
    for wave in {line[1] for line in table}:
        own = [line for line in table if line[1] == wave]
        assert_equal(of(table).where("wave", wave), of(own))


@given(rows)
def test_correlations_are_those_of_pandas(table: Rows) -> None:
    unweighted = [(*line[:2], "1", *line[3:]) for line in table]
    sums = of(unweighted).whole.sums[0]
    answers = frame(table)
    np.testing.assert_allclose(moments.means(sums), answers.mean(), atol=1e-9)
    # pandas leaves pairs out too, and divides by n - 1.
    n = sums[N]
    with np.errstate(divide="ignore", invalid="ignore"):
        np.testing.assert_allclose(
            np.where(n > 1, moments.covariances(sums) * n / (n - 1), np.nan), answers.cov(min_periods=2), atol=1e-8
        )
    np.testing.assert_allclose(moments.correlations(sums), answers.corr(min_periods=2), atol=1e-9)


@given(rows, st.sampled_from([0.5, 4.0, 1024.0]))
def test_scaling_all_weights_changes_no_correlation(table: Rows, factor: float) -> None:
    scaled = [(*line[:2], repr(float(line[2]) * factor), *line[3:]) for line in table]
    for of_sums in (moments.means, moments.covariances, moments.correlations):
        np.testing.assert_allclose(of_sums(of(scaled).whole.sums[0]), of_sums(of(table).whole.sums[0]), atol=1e-8)


@given(rows)
def test_whole_weights_are_rows_that_come_as_often(table: Rows) -> None:
    weights = [k % 3 + 1 for k in range(len(table))]
    weighted = [(*line[:2], str(w), *line[3:]) for line, w in zip(table, weights, strict=True)]
    repeated = [(*line[:2], "1", *line[3:]) for line, w in zip(table, weights, strict=True) for _ in range(w)]
    one, other = of(weighted), of(repeated)
    np.testing.assert_allclose(one.sums[:, W:], other.sums[:, W:])
    np.testing.assert_allclose(one.bases[:, USED_W], other.bases[:, USED])


def test_who_answered_too_little_is_counted_and_left_out() -> None:
    table: Rows = [
        ("Nord", "2025", "2", "a", "1", "2", "3"),
        ("Nord", "2025", "1", "b", "1", "", "vet ej"),
        ("Nord", "2025", "1", "c", "", "", ""),
        ("Nord", "2025", "1", "d", "4", "", "5"),
    ]
    found = of(table)
    assert found.bases[0, [USED, USED_W, USED_W2, LOST]].tolist() == [2, 3, 5, 1]
    assert found.sums[0, N].tolist() == [[2, 1, 2], [1, 1, 1], [2, 1, 2]]
    complete = of(table, replace(BLOCK, minimum=3))
    assert complete.sums[0, N].tolist() == [[1, 1, 1]] * 3


def test_a_column_can_make_the_groups() -> None:
    table = [("Nord" if k % 2 else "Syd", "2025", "1", f"r{k}", str(k % 5 + 1), "1", "2") for k in range(40)]
    found = of(table, replace(GROUPED, grouped_by="unit"))
    assert sorted(found.bases[:, USED].tolist()) == [20, 20]


def test_whole_numbers_are_the_groups_themselves() -> None:
    table = [("Nord", "2025", "1", f"{k}", str(k % 5 + 1), "1", "2") for k in range(40)]
    table.append(("Nord", "2025", "1", "x7", "5", "1", "2"))
    found = of(table, replace(GROUPED, grouped_by="who"))
    given = {cell[-1]: int(n) for cell, n in zip(found.cells, found.bases[:, USED], strict=True)}
    assert sum(given.values()) == 41
    assert sorted(given.values()) == [8, 8, 8, 8, 9]


def test_those_who_answered_alike_are_spread_over_the_groups() -> None:
    table = [("Nord", "2025", "1", "", "5", "5", "5")] * 1000
    sizes = of(table, GROUPED).bases[:, USED]
    assert len(sizes) == 5
    assert sizes.min() > 150
    two_chunks = of(table, GROUPED) + of(table + table[:1], GROUPED)
    assert two_chunks.bases[:, USED].max() - two_chunks.bases[:, USED].min() < 250


def test_nothing_is_gathered_unless_asked_for() -> None:
    chunk = RawChunk(0, {name: RawColumn(np.zeros(0, dtype=np.intp), ("",)) for name in COLUMNS})
    assert count(chunk, QUESTIONNAIRE, (), "file").tally.moments == {}


def test_moments_of_other_items_are_not_added() -> None:
    with pytest.raises(ValueError, match="same keys and items"):
        _ = of([]) + of([], GROUPED)
    with pytest.raises(KeyError):
        of([]).rollup(["unit-1"])
