"""The long frame: values against R, statuses, families of tests, and what a hidden cell must not say."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from kundnojd.analyses import COLUMNS, AnalysisOptions, results
from kundnojd.measures import block_scores, targets
from kundnojd.measures.targets import Target
from kundnojd.questionnaire.model import Question, Questionnaire, Role, Waves
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count

# methods.md W30 [R survey 4.1; unit errors with the unit's own n].
W30 = """
1,A,1.0,8,7,7,9
2,A,1.5,9,9,8,10
3,A,0.8,5,4,5,4
4,A,1.2,7,8,6,8
5,A,1.0,10,9,9,10
6,A,0.5,6,5,,6
7,B,2.0,4,5,3,2
8,B,1.0,8,8,8,9
9,B,1.3,7,6,6,7
10,B,0.7,9,7,8,8
11,B,1.1,3,2,2,0
12,B,0.9,6,6,7,7
"""
TEN = scale_of(1, 10)
SURVEY = Questionnaire(
    questions=(
        Question("q1", "overall", {"": "q1"}, Role.OVERALL, TEN),
        Question("q2", "expected", {"": "q2"}, Role.EXPECTATION, TEN),
        Question("q3", "ideal", {"": "q3"}, Role.IDEAL, TEN),
        Question("ltr", "recommend", {"": "ltr"}, Role.RECOMMEND, scale_of(0, 10)),
    ),
    unit=("unit",),
    weight="w",
)


def frame_of(table: list[list[str]], names: list[str], survey: Questionnaire, **options: object) -> pd.DataFrame:
    columns = {}
    for place, name in enumerate(names):
        cells = [row[place] for row in table]
        texts = tuple(dict.fromkeys(cells))
        columns[name] = RawColumn(np.array([texts.index(cell) for cell in cells], dtype=np.intp), texts)
    counted = count(RawChunk(len(table), columns), survey, block_scores(survey), "file")
    return results(counted.tally, targets(survey), AnalysisOptions(**options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def w30() -> pd.DataFrame:
    return frame_of([line.split(",") for line in W30.split()], ["id", "unit", "w", "q1", "q2", "q3", "ltr"], SURVEY)


def one(frame: pd.DataFrame, measure: str, unit: str = "", wave: str = "", question: str | None = None) -> pd.Series:
    rows = frame[(frame.measure == measure) & (frame.unit == unit) & (frame.wave == wave)]
    if question is not None:
        rows = rows[rows.question == question]
    assert len(rows) == 1
    return rows.iloc[0]


def test_columns_are_the_contract(w30) -> None:
    assert tuple(w30.columns) == COLUMNS


@pytest.mark.parametrize(
    ("measure", "unit", "value", "se", "n"),
    [
        ("nki", "", 59.529915, 7.482859, 12),
        ("nki", "A", 71.388889, 7.363275, 6),
        ("nki", "B", 49.365079, 9.798029, 6),
        ("nps", "", 0.769231, 27.08425, 12),
        ("nps", "A", 36.666667, 34.451146, 6),
        ("nps", "B", -30.0, 33.241233, 6),
    ],
)
def test_w30_equals_r(w30, measure, unit, value, se, n) -> None:
    row = one(w30, measure, unit)
    assert (row["value"], row["se"], row["n"]) == (
        pytest.approx(value, abs=1e-6),
        pytest.approx(se, abs=1e-5),
        n,
    )


def test_w30_top_two_of_the_first_question(w30) -> None:
    # On 1-10 the very satisfied are 9-10, the top two answers.
    row = one(w30, "top-box", question="q1")
    assert (row["value"], row["se"]) == (pytest.approx(24.6154, abs=1e-4), pytest.approx(13.575, abs=1e-3))


def test_w30_effective_n(w30) -> None:
    found = [one(w30, "nki", unit)["n_eff"] for unit in ("", "A", "B")]
    assert found == pytest.approx([10.709759, 5.471125, 5.326087], abs=1e-6)


def test_small_bases_are_too_few_and_have_no_p(w30) -> None:
    row = one(w30, "nki", "A")
    assert row["rest_verdict"] == "too-few"
    assert math.isnan(row["rest_p"])
    assert row["rest_difference"] == pytest.approx(71.388889 - 49.365079, abs=1e-6)
    assert row["status"] == "low-base"


def test_the_three_shares_and_the_net_score_agree(w30) -> None:
    for unit in ("", "A", "B"):
        shares = {name: one(w30, name, unit)["value"] for name in ("promoters", "passives", "detractors")}
        assert sum(shares.values()) == pytest.approx(100)
        assert one(w30, "nps", unit)["value"] == pytest.approx(shares["promoters"] - shares["detractors"])


WAVES = Questionnaire(
    questions=(Question("q", "overall", {"": "q"}, Role.OVERALL, scale_of(1, 5)),),
    unit=("unit",),
    waves=Waves("column", "wave"),
)


def survey_of(cells: dict[tuple[str, str], str], **options: object) -> pd.DataFrame:
    """A survey from the answers of each (unit, wave), one digit each."""
    table = [[unit, wave, answer] for (unit, wave), answers in cells.items() for answer in answers]
    return frame_of(table, ["unit", "wave", "q"], WAVES, **options)


def test_a_hidden_cell_keeps_its_row_and_says_nothing() -> None:
    frame = survey_of({("A", "1"): "345" * 20, ("B", "1"): "45" * 10, ("C", "1"): "12", ("D", "1"): "34" * 15})
    hidden = frame[(frame.status == "hidden") & (frame.unit == "C")]
    assert len(hidden) > 0
    numbers = [name for name in COLUMNS if name not in {"measure", "kind", "question", "answer", "unit", "wave"}]
    for name in numbers:
        if name in {"level", "method", "status"}:
            continue
        values = hidden[name]
        assert values.isna().all() or (values == "").all(), name
    # B is hidden too: the whole and the others would give C away.
    assert set(frame[frame.status == "hidden"].unit) == {"B", "C"}


def test_a_difference_to_a_hidden_wave_is_not_shown() -> None:
    cells = {("A", "1"): "12", ("A", "2"): "45" * 30, ("B", "1"): "34" * 30, ("B", "2"): "34" * 30}
    cells |= {("C", "1"): "35" * 40, ("C", "2"): "35" * 40}
    frame = survey_of(cells)
    row = one(frame, "index", "A", "2")
    assert row["status"] == "ok"
    assert row["previous_wave"] == row["previous_verdict"] == ""
    assert math.isnan(row["previous_difference"])


def test_a_unit_that_was_not_there_is_empty() -> None:
    frame = survey_of({("A", "1"): "345" * 20, ("B", "2"): "345" * 20, ("C", "1"): "345" * 20, ("C", "2"): "345" * 20})
    row = one(frame, "index", "A", "2")
    assert (row["status"], row["n"]) == ("empty", 0)
    assert math.isnan(row["value"])


def test_verdicts_follow_the_adjusted_p() -> None:
    random = np.random.default_rng(7)
    cells = {}
    for place in range(12):
        shift = 0.9 if place == 0 else 0.0
        answers = np.clip(np.round(random.normal(3.4 + shift, 1, 120)), 1, 5).astype(int)
        cells[f"U{place:02}", "1"] = "".join(map(str, answers))
    frame = survey_of(cells)
    units = frame[(frame.measure == "index") & (frame.unit != "")]
    tested = units[units.rest_verdict != "too-few"]
    assert (tested.rest_p_adjusted >= tested.rest_p - 1e-12).all()
    assert one(frame, "index", "U00")["rest_verdict"] == "higher"
    called = tested.rest_verdict.isin(["higher", "lower"])
    assert (called == (tested.rest_p_adjusted < 0.05)).all()
    # Without correction at least as many are called.
    raw = survey_of(cells, adjust="none")
    assert raw.rest_verdict.isin(["higher", "lower"]).sum() >= frame.rest_verdict.isin(["higher", "lower"]).sum()


def test_the_whole_is_compared_with_the_previous_wave_only() -> None:
    frame = survey_of({("A", "1"): "123" * 40, ("A", "2"): "345" * 40, ("B", "1"): "123" * 40, ("B", "2"): "345" * 40})
    row = one(frame, "index", "", "2")
    assert row["rest_verdict"] == ""
    assert (row["previous_wave"], row["previous_verdict"]) == ("1", "higher")
    assert row["previous_difference"] == pytest.approx(50)


def test_rows_come_measure_by_measure_wave_by_wave_unit_by_unit() -> None:
    frame = survey_of({("Hus 10", "1"): "345" * 20, ("Hus 2", "1"): "345" * 20, ("Hus 2", "2"): "345" * 20})
    index = frame[(frame.measure == "index") & (frame.question == "q")]
    assert list(zip(index.wave, index.unit, strict=True)) == [
        ("1", ""),
        ("1", "Hus 2"),
        ("1", "Hus 10"),
        ("2", ""),
        ("2", "Hus 2"),
        ("2", "Hus 10"),
    ]


def test_a_hierarchy_has_a_row_for_every_level() -> None:
    survey = Questionnaire(questions=WAVES.questions, unit=("region", "unit"))
    table = [["Nord", name, answer] for name in ("a", "b") for answer in "345" * 12]
    table += [["Syd", "c", answer] for answer in "234" * 12]
    frame = frame_of(table, ["region", "unit", "q"], survey)
    index = frame[frame.measure == "index"].set_index("unit")
    assert list(index.index) == ["", "Nord", "Nord / a", "Nord / b", "Syd", "Syd / c"]
    assert index.loc["Nord", "n"] == 72
    assert index.loc["Nord", "value"] == pytest.approx(index.loc[["Nord / a", "Nord / b"], "value"].mean())


def test_an_index_has_an_interval_of_some_width_where_all_answers_are_alike() -> None:
    frame = survey_of({("A", "1"): "5" * 20, ("B", "1"): "345" * 20})
    row = one(frame, "index", "A")
    assert (row["value"], row["upper"], row["method"]) == (100, 100, "wilson-mean")
    assert 80 < row["lower"] < 95


def test_a_mean_without_ends_has_the_interval_of_t() -> None:
    table = [["A", answer] for answer in "12345" * 8]
    columns = {
        name: RawColumn(np.array([int(row[place]) - 1 if place else 0 for row in table], dtype=np.intp), texts)
        for place, (name, texts) in enumerate({"unit": ("A",), "q": tuple("12345")}.items())
    }
    survey = Questionnaire(questions=WAVES.questions, unit=("unit",))
    counted = count(RawChunk(len(table), columns), survey, (), "file")
    target = Target("mean", "mean", "q", "", by_unit=False, values=np.array([1.0, 2, 3, 4, 5, np.nan]))
    row = results(counted.tally, [target], AnalysisOptions()).iloc[0]
    # scipy.stats.t.ppf(.975, 39) * np.std([1, 2, 3, 4, 5] * 8, ddof=1) / sqrt(40)
    assert (row["value"], row["method"]) == (3, "t")
    assert row["upper"] - 3 == pytest.approx(0.4580493, abs=1e-6)
