"""Figures against targets and benchmarks: which cells they hold for, the families, and what is not said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import ttest_1samp
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from kundnojd.analyses import COLUMNS, AnalysisOptions, Asked
from kundnojd.analyses.targets_met import Goal, benchmark_of, goal_of, unused
from kundnojd.errors import UsageError
from kundnojd.inference import TARGET_TESTS, estimates, sums
from kundnojd.inference.known_values import known
from kundnojd.questionnaire.settings import BenchmarkSettings, TargetSettings
from tests.analyses.asking import LEADING, asked_of, one, target_list

UNITS = {"A": (5, 4), "B": (4, 3), "C": (3, 3), "D": (5, 5), "F": (4, 4), "G": (4, 3)}
ROWS = [
    (f"{unit}{wave}{k}", unit, wave, answers[k % 2] if k % 5 else 2, 10 - k % 4)
    for unit, answers in UNITS.items()
    for wave in ("2024", "2025")
    for k in range({"D": 20, "F": 10, "G": 28}.get(unit, 60))
]
ROWS += [("e1", "E", "2025", 1, 0), ("e2", "E", "2025", 1, 0), ("e3", "E", "2024", 5, 9)]


def asked(*goals: Goal, benchmarks: tuple[Goal, ...] = ()) -> Asked:
    return Asked(goals, benchmarks, LEADING)


def scores(unit: str, wave: str) -> list[float]:
    return [25.0 * (int(row[3]) - 1) for row in ROWS if row[1] == unit and row[2] == wave]


def test_the_columns_come_after_the_contract_and_only_when_asked_for() -> None:
    assert tuple(asked_of(ROWS, Asked()).columns) == COLUMNS
    frame = asked_of(ROWS, asked(Goal("index", 60), benchmarks=(Goal("nps", 10, name="Field"),)))
    parts = ("difference", "lower", "upper", "p", "p_adjusted", "verdict")
    assert tuple(frame.columns) == (
        *COLUMNS,
        *("target", *(f"target_{part}" for part in parts)),
        *("benchmark", "benchmark_name", *(f"benchmark_{part}" for part in parts)),
    )
    assert frame[list(COLUMNS)].equals(asked_of(ROWS, Asked()))


def test_units_are_tested_against_the_target_as_one_family_in_each_wave() -> None:
    frame = asked_of(ROWS, asked(Goal("index", 60)))
    test = TARGET_TESTS["mean-target"].function
    cells = {unit: estimates.of(sums.of(scores(unit, "2025"))) for unit in "ABC"}
    expected = {unit: float(test(cell, known(60.0), 0.95).p_value) for unit, cell in cells.items()}
    # Near Student's one-sample test, which knows nothing of the ends of the scale.
    assert [ttest_1samp(scores(unit, "2025"), 60).pvalue for unit in "ABC"] == pytest.approx(
        list(expected.values()), abs=0.03
    )
    adjusted = multipletests(list(expected.values()), method="fdr_bh")[1]
    for unit, own in zip("ABC", adjusted, strict=True):
        row = one(frame, "index", unit, "2025", "q")
        assert row["target_p"] == pytest.approx(expected[unit], abs=1e-9)
        assert row["target_p_adjusted"] == pytest.approx(own, abs=1e-9)
        assert row["target_difference"] == pytest.approx(np.mean(scores(unit, "2025")) - 60)
        assert row["lower"] - 60 == pytest.approx(row["target_lower"])
    whole = one(frame, "index", "", "2025", "q")
    assert whole["target_p"] == whole["target_p_adjusted"]
    assert one(frame, "index", "G", "2025", "q")["target_verdict"] == "too-few"
    assert np.isnan(one(frame, "index", "G", "2025", "q")["target_p"])


def test_a_share_against_its_target() -> None:
    frame = asked_of(ROWS, asked(Goal("top-box", 30)), adjust="none")
    row = one(frame, "top-box", "A", "2025", "q")
    x = sum(score == 100 for score in scores("A", "2025"))
    assert row["target_p"] == pytest.approx(proportions_ztest(x, 60, 0.3, prop_var=0.3)[1], abs=1e-9)


def test_nothing_is_said_of_hidden_cells() -> None:
    frame = asked_of(ROWS, asked(Goal("index", 60), benchmarks=(Goal("index", 50, name="Field"),)))
    hidden = frame[frame.status == "hidden"]
    assert len(hidden) > 0
    own = [name for name in frame.columns if name.startswith(("target", "benchmark"))]
    for name in own:
        assert hidden[name].isna().all() or (hidden[name] == "").all(), name


def test_the_most_said_goes_before() -> None:
    goals = (Goal("index", 70, unit="A"), Goal("index", 65, wave="2025"), Goal("index", 60))
    frame = asked_of(ROWS, asked(*goals))
    found = {(unit, wave): one(frame, "index", unit, wave, "q")["target"] for unit in ("", "A") for wave in WAVES}
    assert found == {("", "2024"): 60, ("", "2025"): 65, ("A", "2024"): 70, ("A", "2025"): 70}


WAVES = ("2024", "2025")


def test_a_goal_without_a_question_is_for_the_headline_and_with_one_for_that_question() -> None:
    frame = asked_of(ROWS, asked(Goal("top-box", 30)))
    assert set(frame[~frame.target.isna()].question) == {"q"}
    frame = asked_of(ROWS, asked(Goal("top-box", 30, question="ltr")))
    assert set(frame[~frame.target.isna()].question) == {"ltr"}


def test_a_smallest_difference_of_interest_leaves_the_figures_and_calls_less() -> None:
    plain, wide = (asked_of(ROWS, asked(Goal("index", 45)), smallest=smallest) for smallest in (0.0, 60.0))
    assert one(plain, "index", "A", "2025", "q")["target_verdict"] == "higher"
    assert one(wide, "index", "A", "2025", "q")["target_verdict"] == "no-clear-difference"
    verdicts = [name for name in plain.columns if name.endswith("verdict")]
    same = [name for name in plain.columns if name not in verdicts]
    assert plain[same].equals(wide[same])
    for name in verdicts:
        called = wide[name].isin(["higher", "lower"])
        differences = wide[name.replace("verdict", "difference")]
        assert (differences[called].abs() >= 60).all()
        assert (wide[name][called] == plain[name][called]).all()


def test_the_uncertainty_of_a_benchmark() -> None:
    common = {"measure": "index", "value": 70.0, "name": "SKI"}
    assert benchmark_of(BenchmarkSettings(**common)).se == 0
    assert benchmark_of(BenchmarkSettings(**common, se=1.5)).se == 1.5
    # W07: +-2 with 250 answers is a standard deviation of 16.134.
    with_margin = benchmark_of(BenchmarkSettings(**common, margin=2.0))
    with_sd = benchmark_of(BenchmarkSettings(**common, n=250, sd=16.134, year=2024))
    assert with_margin.se == pytest.approx(with_sd.se, abs=1e-4)
    assert (with_sd.df, with_sd.n, with_sd.name) == (249, 250, "SKI 2024")
    share = benchmark_of(BenchmarkSettings(measure="top-box", value=20.0, name="Field", n=400))
    assert share.se == pytest.approx(2.0)
    # Answers without their spread are taken to spread as one's own.
    assert math.isnan(benchmark_of(BenchmarkSettings(**common, n=250)).se)


def test_a_benchmark_of_few_answers_is_not_tested_against() -> None:
    few = Goal("index", 50, name="Neighbour", se=3, df=19, n=20)
    row = one(asked_of(ROWS, asked(benchmarks=(few,))), "index", "A", "2025", "q")
    assert (row["benchmark_verdict"], row["benchmark_name"]) == ("too-few", "Neighbour")


def test_what_cannot_be_a_target() -> None:
    for measure, value, key in (("nkj", 70.0, "no-such-measure"), ("nki", 170.0, "target-out-of-range")):
        with pytest.raises(UsageError, match=key):
            goal_of(TargetSettings(measure=measure, value=value))
    assert goal_of(TargetSettings(measure="nps", value=-20.0, wave=2025)).wave == "2025"


def test_goals_that_hold_for_nothing_are_found() -> None:
    goals = (
        *(Goal("index", 60), Goal("enps", 10), Goal("index", 60, unit="Z")),
        *(Goal("index", 60, wave="1999"), Goal("index", 60, question="q9"), Goal("bottom-box", 5, unit="A")),
    )
    found = unused(goals, target_list(), ["", "A", "B"], ["2024", "2025"], LEADING)
    assert found == goals[1:]


def test_options_are_as_before() -> None:
    assert AnalysisOptions() == AnalysisOptions(5, 0.95, "bh", 0.0)
