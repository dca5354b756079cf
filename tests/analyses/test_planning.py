"""The frame of the plan: assumed, and from a survey."""

from __future__ import annotations

from math import inf, nan, sqrt

import pandas as pd
import pytest

from kundnojd.analyses.planning import COLUMNS, LADDER, PlanOptions, Subject, assumed_of, plan, plan_survey
from kundnojd.errors import UsageError
from kundnojd.inference.planning import Assumed, Panel
from tests.analyses.test_ranking import results

INDEX = Subject("index", "index", Assumed(20.0))


def test_without_a_question_it_is_the_ladder() -> None:
    found = plan([INDEX], (), PlanOptions())
    assert tuple(found.columns) == COLUMNS
    assert found["n"].tolist() == list(LADDER)
    small = plan([Subject("index", "index", Assumed(20.0), population=150)], (), PlanOptions())
    assert small["n"].tolist() == [25, 50, 100]


def test_each_question_is_a_row() -> None:
    found = plan([INDEX], (50, 80), PlanOptions(margin=3, difference=5))
    assert found["asked"].tolist() == ["n", "n", "margin", "difference"]
    assert found["n"].tolist()[:2] == [50, 80]
    assert (found.loc[2, "margin"], found.loc[3, "difference_power"]) == pytest.approx((3, 0.8), abs=0.01)
    assert found.loc[3, "n"] == 253  # R: ceiling of power.t.test(delta = 5, sd = 20, power = .8)$n = 252.1281


def test_invitations_and_populations() -> None:
    subject = Subject("share", "share", assumed_of("share", 20, 50, 0.6), population=350, units=20)
    found = plan([subject], (), PlanOptions(margin=5, response_rate=0.5)).iloc[0]
    assert (found["n"], found["invite"], found["total"]) == (184, 368, 3680)
    assert found["status"] == "not-reachable"
    assert plan([subject], (), PlanOptions(margin=5, response_rate=0.6)).iloc[0]["status"] == "ok"


def test_against_the_rest_all_units_count_alike() -> None:
    alone = plan([INDEX], (50,), PlanOptions()).iloc[0]
    many = plan([Subject("index", "index", Assumed(20.0), units=20)], (50,), PlanOptions()).iloc[0]
    assert pd.isna(alone["detectable_rest"])
    # (z + z_power) sd sqrt(1/50 + 1/950)
    assert many["detectable_rest"] == pytest.approx(2.801585 * 20 * sqrt(1 / 50 + 1 / 950), abs=1e-5)
    assert many["detectable_rest"] < many["detectable_wave"]


def test_a_panel_needs_fewer() -> None:
    share = Subject("share", "share", assumed_of("share", 20, 50, 0.6))
    correlation = (0.45 - 0.5 * 0.55) / sqrt(0.25 * 0.2475)
    for overlap, n in ((0, 1562), (0.5, 1013), (1, 464)):  # R PracTools, nProp2sam
        options = PlanOptions(difference=5, panel=Panel(overlap, correlation))
        assert plan([share], (), options).iloc[0]["n"] == n
    assert plan([share], (), PlanOptions(difference=5)).iloc[0]["n"] == 1565  # R power.prop.test: 1564.672


def test_design_effect_multiplies_the_answers() -> None:
    wide = Subject("index", "index", Assumed(20.0), deff=1.5)
    assert plan([wide], (), PlanOptions(margin=3)).iloc[0]["n"] == 257  # 1.5 * 170.73
    assert plan([INDEX], (), PlanOptions(margin=3)).iloc[0]["n"] == 171


@pytest.mark.parametrize(
    ("subject", "ns", "options", "key"),
    [
        (
            Subject("share", "share", Assumed(50.0, 50.0)),
            (),
            PlanOptions(difference=60),
            "plan-difference-too-large",
        ),
        (Subject("index", "index", Assumed(20.0), population=40), (50,), PlanOptions(), "plan-n-over-population"),
    ],
)
def test_what_cannot_be(subject: Subject, ns: tuple[int, ...], options: PlanOptions, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan([subject], ns, options)
    assert caught.value.key == key


def test_a_survey_has_its_own_spread() -> None:
    frame = results([60, 70, 80], [50, 100, 200])
    found = plan_survey(frame, {"A": 200, "B": 400}, PlanOptions(difference=5), ["A", "B", "C"])
    assert tuple(found.columns) == COLUMNS
    now = found[found["asked"] == "now"].set_index("unit")
    assert now.loc[["A", "B", "C"], "sd"].to_numpy() == pytest.approx(20)
    assert now.loc["A", "margin"] == pytest.approx(1.959964 * 20 / sqrt(50) * sqrt(1 - 50 / 200))
    assert now.loc["C", "margin"] == pytest.approx(1.959964 * 20 / sqrt(200))
    assert now.loc["C", "detectable_rest"] == pytest.approx(2.801585 * 20 * sqrt(1 / 200 + 1 / 150), abs=1e-5)
    assert pd.isna(now.loc["", "population"])  # that of C is not known
    needed = found[found["asked"] == "margin"].set_index("unit")
    assert needed.loc["C", "n"] == 62  # 61.46
    assert needed.loc["A", "n"] == 48  # 61.46 / (1 + 60.46 / 200)
    assert (found["asked"] == "difference").sum() == 4
    everyone = plan_survey(frame, {"A": 200, "B": 400, "C": 900}, PlanOptions(), ["A", "B", "C"])
    assert everyone[everyone["unit"] == ""]["population"].tolist() == [1500, 1500]


def test_hidden_units_have_no_row_in_the_plan() -> None:
    frame = results([60, 70, 80], [50, 100, 3], status=["ok", "ok", "hidden"])
    assert set(plan_survey(frame, {}, PlanOptions(), [])["unit"]) == {"", "A", "B"}


def test_a_survey_without_units() -> None:
    found = plan_survey(results([70], [300]).iloc[:1], {}, PlanOptions(), [])
    assert found["asked"].tolist() == ["now", "margin"]
    assert found["sd"].tolist() == pytest.approx([20, 20])


def test_a_share_keeps_the_value_it_has() -> None:
    found = plan_survey(results([20, 40], [80, 80], kind="share", method="wilson"), {}, PlanOptions(), [])
    assert set(found["start"]) == {30}
    assert assumed_of("index", 15.0, 50, 0.6) == Assumed(15.0, nan) or assumed_of("index", 15.0, 50, 0.6).sd == 15
    assert Subject("a", "index", Assumed(1.0)).population == inf
