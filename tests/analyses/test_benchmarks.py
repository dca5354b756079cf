"""Own figures beside published ones: the worked comparison, and what is said where the others' error is not known."""

from __future__ import annotations

import numpy as np
import pytest

from kundnojd.analyses.benchmarks import judge
from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.targets_met import benchmark_of
from kundnojd.inference import INTERVALS
from kundnojd.inference.estimates import Estimates
from kundnojd.questionnaire.settings import BenchmarkSettings


def own(mean: float, n: int, sd: float, count: int) -> Estimates:
    """The same figure so many times."""
    full = [np.full(count, float(value)) for value in (n, n, mean, np.nan, sd / np.sqrt(n), n - 1, n)]
    return Estimates(*full)


def goals(*values: float, **more: float) -> list:
    return [benchmark_of(BenchmarkSettings(measure="nki", value=value, name="X", **more)) for value in values]  # type: ignore[arg-type]


def test_the_worked_comparison() -> None:
    # Own 86, n 360, SD 18: 84.1 to 87.9; against 86.5 of 100 answers -0.5 (-4.5 to +3.5), worked with normal intervals.
    cell = own(86, 360, 18, 1)
    lower, upper = INTERVALS["t"].function(cell, 0.95, 0, 100)
    assert (round(float(lower[0]), 1), round(float(upper[0]), 1)) == (84.1, 87.9)
    # Scores with ends have a score interval here, which leans a tenth of a point towards the middle.
    lower, upper = INTERVALS["wilson-mean"].function(cell, 0.95, 0, 100)
    assert [float(lower[0]), float(upper[0])] == pytest.approx([84.1, 87.9], abs=0.15)
    found = judge(cell, "mean", goals(86.5, n=100), AnalysisOptions())
    assert found["difference"][0] == pytest.approx(-0.5)
    assert found["benchmark_se"][0] == pytest.approx(1.8)  # the 100 answers are taken to spread as our own
    assert [found["difference_lower"][0], found["difference_upper"][0]] == pytest.approx([-4.5, 3.5], abs=0.1)
    assert found["verdict"].tolist() == ["level"]


def test_without_its_error_a_figure_is_inside_or_outside_and_never_better_or_worse() -> None:
    found = judge(own(86, 360, 18, 3), "mean", goals(86.5, 88.5, 70.0), AnalysisOptions())
    assert found["verdict"].tolist() == ["inside-own", "above-own", "below-own"]
    assert np.isnan(found["benchmark_se"]).all()
    assert np.isnan(found["p"]).all()


def test_verdicts_with_errors_are_corrected_together() -> None:
    values = (82.0, 90.0, 86.0)
    found = judge(own(86, 360, 18, 3), "mean", goals(*values, n=400), AnalysisOptions())
    assert found["verdict"].tolist() == ["higher", "lower", "level"]
    assert (found["p_adjusted"] >= found["p"]).all()
    alone = judge(own(86, 360, 18, 3), "mean", goals(*values, n=400), AnalysisOptions(adjust="none"))
    assert alone["p_adjusted"] == pytest.approx(alone["p"])


def test_few_answers_on_either_side_give_no_verdict() -> None:
    assert judge(own(86, 20, 18, 1), "mean", goals(50.0), AnalysisOptions())["verdict"].tolist() == ["too-few"]
    assert judge(own(86, 360, 18, 1), "mean", goals(50.0, n=20), AnalysisOptions())["verdict"].tolist() == ["too-few"]
