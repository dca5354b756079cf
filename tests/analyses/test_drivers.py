"""Driver analyses against statsmodels, and what holds for any answers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from kundnojd.analyses.delights import crossed, effects
from kundnojd.analyses.drivers import drivers
from kundnojd.measures.driver_model import (
    CROSSED,
    DELIGHTS,
    HURTS,
    SCORES_BLOCK,
    DriverChoice,
    DriverModel,
    driver_blocks,
    driver_model,
)
from kundnojd.measures.levels import level_values
from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count
from kundnojd.tally.moments import USED, Moments, N, W

ITEMS = ("a", "b", "c")
ROLES = {"overall": Role.OVERALL}
QUESTIONS = tuple(
    Question(name, name, {"": name}, ROLES.get(name, Role.ITEM), scale_of(1, 5)) for name in (*ITEMS, "overall")
)
QUESTIONNAIRE = Questionnaire(QUESTIONS, weight="w")
TEXTS = ("1", "2", "3", "4", "5", "")


def answered(people: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Answers (R, 4) as places in `TEXTS`, every tenth of them missing, and weights (R,)."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(people, 4)) + random.normal(size=(people, 1))
    x[:, 3] += x[:, :3].mean(axis=1)
    codes = np.clip(np.round(2.6 + x), 0, 4).astype(int)
    codes[random.random(codes.shape) < 0.1] = 5
    return codes, random.integers(1, 4, people).astype(float)


def gathered(
    codes: np.ndarray, weights: np.ndarray, model: DriverModel, questionnaire: Questionnaire = QUESTIONNAIRE
) -> Mapping[str, Moments]:
    columns = {name: RawColumn(codes[:, k].astype(np.intp), TEXTS) for k, name in enumerate((*ITEMS, "overall"))}
    texts = [f"{weight:g}" for weight in weights]
    labels = tuple(sorted(set(texts)))
    columns["w"] = RawColumn(np.array([labels.index(text) for text in texts], dtype=np.intp), labels)
    columns["id"] = RawColumn(np.arange(len(codes)), tuple(str(k) for k in range(len(codes))))
    chunk = RawChunk(len(codes), columns)
    return count(chunk, questionnaire, (), "file", blocks=driver_blocks(model)).tally.moments


@pytest.fixture(scope="module")
def model() -> DriverModel:
    return driver_model(QUESTIONNAIRE, DriverChoice())


@pytest.fixture(scope="module")
def survey(model: DriverModel) -> tuple[np.ndarray, np.ndarray, Mapping[str, Moments]]:
    codes, weights = answered(900, 11)
    moments = gathered(codes, weights, model)
    complete = (codes < 5).all(axis=1)
    return codes[complete], weights[complete], moments


def test_effects_and_slopes_are_those_of_weighted_least_squares(survey, model: DriverModel) -> None:
    codes, weights, moments = survey
    found = drivers(moments, model, "", 0.95).rows
    scores = 25.0 * codes
    fit = sm.WLS(scores[:, 3], sm.add_constant(scores[:, :3]), weights).fit()
    own = found.set_index(["part", "question"])["value"]
    assert [own["effect-1", item] for item in ITEMS] == pytest.approx(list(fit.params[1:]), abs=1e-9)
    assert own["r2", ""] == pytest.approx(fit.rsquared, abs=1e-9)
    for k, item in enumerate(ITEMS):
        alone = sm.WLS(scores[:, 3], sm.add_constant(scores[:, k]), weights).fit()
        assert own["slope", item] == pytest.approx(alone.params[1], abs=1e-9)
        assert own["score", item] == pytest.approx(np.average(scores[:, k], weights=weights), abs=1e-9)
        assert own["top-box", item] == pytest.approx(100 * np.average(codes[:, k] == 4, weights=weights), abs=1e-9)
    assert sum(own["importance", item] for item in ITEMS) == pytest.approx(100, abs=1e-9)
    assert sum(own["johnson", item] for item in ITEMS) == pytest.approx(fit.rsquared, abs=1e-9)
    assert sum(own["lmg", item] for item in ITEMS) == pytest.approx(fit.rsquared, abs=1e-9)


def test_hurts_and_delights_are_those_of_weighted_least_squares(survey, model: DriverModel) -> None:
    codes, weights, moments = survey
    x = np.column_stack([codes[:, :3] <= 2, codes[:, :3] == 4]).astype(float)
    overall = codes[:, 3]
    fit = sm.WLS(100.0 * (overall <= 2), sm.add_constant(x), weights).fit()
    assert effects(moments[HURTS].whole.sums[0], 3) == pytest.approx(fit.params, abs=1e-8)
    good = overall >= 3
    fit = sm.WLS(100.0 * (overall[good] == 4), sm.add_constant(x[good]), weights[good]).fit()
    assert effects(moments[DELIGHTS].whole.sums[0], 3) == pytest.approx(fit.params, abs=1e-8)


def test_the_jackknife_is_that_of_rows_without_a_group(survey, model: DriverModel) -> None:
    codes, _, moments = survey
    own = moments[HURTS]
    found = drivers(moments, model, "", 0.95).rows
    hurts = found[found["part"] == "hurts"].set_index("question")["se"]
    whole = own.whole.sums[0]
    without = np.array([effects(whole - group, 3) for group in own.sums])
    groups = len(without)
    assert own.bases[:, USED].sum() == len(codes)
    expected = np.sqrt((groups - 1) / groups * ((without - effects(whole, 3)) ** 2).sum(axis=0))
    assert hurts[list(ITEMS)].to_list() == pytest.approx(expected[1:4].tolist(), abs=1e-9)


def test_pairs_are_counted_over_all_who_answered_both(model: DriverModel) -> None:
    codes, weights = answered(400, 4)
    moments = gathered(codes, weights, model)
    whole = moments[CROSSED].whole.sums[0]
    level = np.array([0, 0, 0, 1, 2, -1])
    for k in range(3):
        expected = np.zeros((2, 3, 3))
        for one, overall, weight in zip(level[codes[:, k]], level[codes[:, 3]], weights, strict=True):
            if one >= 0 <= overall:
                expected[:, one, overall] += 1, weight
        assert crossed(whole, N, 3)[k].tolist() == expected[0].tolist()
        assert crossed(whole, W, 3)[k] == pytest.approx(expected[1])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 249))
def test_two_halves_add_up_to_the_whole(seed: int, cut: int) -> None:
    model = driver_model(QUESTIONNAIRE, DriverChoice())
    codes, weights = answered(250, seed)
    whole = gathered(codes, weights, model)
    first, second = gathered(codes[:cut], weights[:cut], model), gathered(codes[cut:], weights[cut:], model)
    for name in (SCORES_BLOCK, HURTS, DELIGHTS, CROSSED):
        joined = (first[name] + second[name]).whole
        assert joined.bases == pytest.approx(whole[name].whole.bases)
        assert joined.sums == pytest.approx(whole[name].whole.sums, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_weights_scaled_change_nothing(seed: int) -> None:
    model = driver_model(QUESTIONNAIRE, DriverChoice(grouped_by="id"))
    codes, weights = answered(400, seed)
    one = drivers(gathered(codes, weights, model), model, "", 0.95).rows
    other = drivers(gathered(codes, 4 * weights, model), model, "", 0.95).rows
    for column in ("value", "se", "lower", "upper"):
        assert one[column].to_list() == pytest.approx(other[column].to_list(), nan_ok=True, abs=1e-7)
    assert one["verdict"].to_list() == other["verdict"].to_list()


def test_a_verdict_needs_an_effect_that_is_clear_after_the_correction(survey, model: DriverModel) -> None:
    found = drivers(survey[2], model, "", 0.95).rows
    for part in ("hurts", "delights"):
        own = found[found["part"] == part]
        clear = (own["p_adjusted"] < 0.05) & (own["value"] > 0)
        assert (own["verdict"] == "clear").to_list() == clear.to_list()
        assert (own["p_adjusted"] >= own["p_value"]).all()


# The usual cuts; on 0-10 those of NPS, on 1-3 an answer each.
@pytest.mark.parametrize(
    ("ends", "levels"),
    [
        ((1, 3), [0, 1, 2]),
        ((1, 4), [0, 0, 1, 2]),
        ((1, 5), [0, 0, 0, 1, 2]),
        ((1, 6), [0, 0, 0, 0, 1, 2]),
        ((1, 7), [0, 0, 0, 0, 1, 1, 2]),
        ((1, 10), [0, 0, 0, 0, 0, 0, 1, 1, 2, 2]),
        ((0, 10), [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2]),
    ],
)
def test_levels_of_the_usual_scales(ends: tuple[int, int], levels: list[int]) -> None:
    question = Question("q", "q", {"": "q"}, Role.ITEM, scale_of(*ends))
    found = level_values(question, {})
    assert found is not None
    assert found[:-1].tolist() == levels
    assert np.isnan(found[-1])


def test_two_answers_have_no_levels_and_are_a_driver_all_the_same() -> None:
    question = Question("a", "a", {"": "a"}, Role.ITEM, scale_of(4, 5))
    assert level_values(question, {}) is None
    questionnaire = Questionnaire((question, *QUESTIONS[1:]), weight="w")
    model = driver_model(questionnaire, DriverChoice())
    assert [one.name for one in model.levelled] == ["b", "c"]
    codes, weights = answered(900, 5)
    codes[:, 0] = np.maximum(codes[:, 0], 3)
    found = drivers(gathered(codes, weights, model, questionnaire), model, "", 0.95).rows
    assert set(found[found["part"] == "importance"]["question"]) == {"a", "b", "c"}
    assert set(found[found["part"] == "pattern"]["question"]) == {"b", "c"}
    ns = found[found["part"].isin(["hurts", "importance"])]["n"].unique()
    assert len(ns) == 1  # the same respondents


def test_boxes_of_a_question_make_its_levels() -> None:
    question = Question("q", "q", {"": "q"}, Role.ITEM, scale_of(1, 5), satisfied=(2, 3, 4), top_box=(4,))
    found = level_values(question, {})
    assert found is not None
    assert found[:-1].tolist() == [0, 0, 1, 1, 2]
