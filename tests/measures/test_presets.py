"""The named measures: published figures, what each needs, and the laws of what is made of several questions."""

from __future__ import annotations

import csv
import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.errors import InputError, UsageError
from kundnojd.inference import by_item, variance
from kundnojd.measures import presets, targets
from kundnojd.measures.accuracy import accuracy
from kundnojd.measures.bands import bands
from kundnojd.measures.score import SCORES
from kundnojd.questionnaire.model import Questionnaire, Role, Score
from kundnojd.questionnaire.scales import scale_of
from kundnojd.questionnaire.settings import PresetSettings
from kundnojd.tally.count import count
from tests.measures.surveying import answers, chunk, measured, nki, of_whole, question

OHIO = (0.3885, 0.3190, 0.2925)  # verint.com 2013, as printed for the State of Ohio


# --- the table of presets


@pytest.mark.parametrize("measure", presets().values(), ids=presets())
def test_every_measure_is_whole(measure) -> None:
    assert measure.score in SCORES or measure.score == "answer"
    assert not measure.bands or measure.bands in bands()
    assert 0 <= measure.minimum <= 1
    assert measure.formula
    assert measure.source
    assert not measure.example_weights or len(measure.example_weights) == measure.items
    # A figure that only its owner can publish never comes unasked.
    assert not (measure.default and measure.owner and measure.owned == "figure")


def test_measures_of_one_group_stand_together() -> None:
    groups = [measure.group for measure in presets().values()]
    assert len([1 for k, group in enumerate(groups) if k == 0 or groups[k - 1] != group]) == len(set(groups))


# --- published and constructed figures of methods.md


def _of_means(means: tuple[float, ...]) -> dict[str, list[object]]:
    """Ten respondents whose answers have these means, which have one decimal."""
    columns = {}
    for one, mean in zip(nki(), means, strict=True):
        high = round(10 * (mean - int(mean)))
        columns[one.name] = [int(mean) + 1] * high + [int(mean)] * (10 - high)
    return columns


def test_w02_acsi_with_the_weights_of_ohio() -> None:
    # methods.md W02 [C inputs, S formula: liquisearch.com]: 74.29833, equal weights 73.70370.
    survey, columns = Questionnaire(nki()), _of_means((8.2, 7.6, 7.1))
    said = {"acsi": PresetSettings(weights=OHIO)}
    assert of_whole(measured(survey, columns, "acsi", declared=said), "acsi")["value"] == pytest.approx(
        74.29833, abs=5e-6
    )
    equal = {"acsi": PresetSettings(weights=(1.0, 1.0, 1.0))}
    for name in ("nki", "acsi", "insikt", "ski", "nbi"):
        row = of_whole(measured(survey, columns, name, declared=equal if name == "acsi" else {}), name)
        assert row["value"] == pytest.approx(73.70370, abs=5e-6)
    assert presets()["acsi"].example_weights == OHIO


def test_w04_the_three_conventions_of_ces() -> None:
    # methods.md W04: mean 4.08 [P: support.cys.group]; net -13, share 46, rescaled 51.3333, SD 1.912396 [V].
    counts = dict(zip(range(1, 8), (80, 210, 140, 110, 160, 180, 120), strict=True))
    survey = Questionnaire((question("effort", scale_of(1, 7)),))
    said = {name: PresetSettings(questions=("effort",)) for name in ("ces-mean", "ces-net", "ces-share")}
    frame = measured(survey, {"effort": answers(counts)}, *said, "index", declared=said)
    values = {name: of_whole(frame, name, "effort")["value"] for name in said}
    assert values == pytest.approx({"ces-mean": 4.08, "ces-net": -13.0, "ces-share": 46.0})
    # With no overall question the headline is the mean over all items, here the one.
    assert of_whole(frame, "index")["value"] == pytest.approx(51.3333, abs=5e-5)
    assert of_whole(frame, "ces-mean", "effort")["se"] * np.sqrt(1000) == pytest.approx(1.912396, abs=5e-7)


def test_w05_the_boxes_and_the_linear_mean_of_hcahps() -> None:
    # methods.md W05 [C][V]: never 2, sometimes 8, usually 30, always 60.
    survey = Questionnaire((question("nurses", scale_of(1, 4), Role.OVERALL),))
    names = ("hcahps-top", "hcahps-middle", "hcahps-bottom", "hcahps-linear", "top-2")
    frame = measured(survey, {"nurses": answers({1: 2, 2: 8, 3: 30, 4: 60})}, *names)
    values = [of_whole(frame, name, "nurses")["value"] for name in names]
    assert values == pytest.approx([60, 30, 10, 82.66667, 90], abs=5e-6)


def test_the_boxes_of_a_rating_are_those_of_hcahps() -> None:
    # 0-10 rating: 9-10, 7-8, 0-6; linear mean ten times the answer.
    survey = Questionnaire((question("rating", scale_of(0, 10), Role.OVERALL),))
    names = ("hcahps-top", "hcahps-middle", "hcahps-bottom", "hcahps-linear")
    frame = measured(survey, {"rating": [10, 9, 8, 7, 7, 6, 5, 0, 10, 10]}, *names)
    assert [of_whole(frame, name, "rating")["value"] for name in names] == pytest.approx([40, 30, 30, 72])


@pytest.mark.shared
def test_published_shares_of_hcahps(shared_data) -> None:
    """National shares of frequency questions from answers in those shares: what is which box is as published."""
    with (shared_data / "hcahps-state" / "questions.csv").open(encoding="utf-8") as file:
        frequencies = {row["Measure ID"] for row in csv.DictReader(file) if row["Top-box Answer"] == "Always"}
    with (shared_data / "hcahps-state" / "national_results.csv").open(encoding="utf-8") as file:
        published = [row for row in csv.DictReader(file) if row["Measure ID"] in frequencies]
    assert len(published) > 30
    survey = Questionnaire((question("q", scale_of(1, 4), Role.OVERALL),))
    for row in published:
        bottom, middle, top = (int(row[f"{box}-box Percentage"]) for box in ("Bottom", "Middle", "Top"))
        counts = {1: bottom // 3, 2: bottom - bottom // 3, 3: middle, 4: top}
        frame = measured(survey, {"q": answers(counts)}, "hcahps-bottom", "hcahps-middle", "hcahps-top")
        assert frame["value"].tolist() == pytest.approx([bottom, middle, top])


def test_trust_and_balance() -> None:
    survey = Questionnaire((question("police", scale_of(1, 5)), question("press", scale_of(1, 5))))
    columns = {"police": [5, 4, 4, 3, 1, 2, 5, 5, 4, 4], "press": [1, 2, 2, 3, 3, 3, 4, 5, 1, 1]}
    frame = measured(survey, columns, "trust", "net-balance")
    assert [of_whole(frame, "trust", name)["value"] for name in columns] == pytest.approx([70, 20])
    assert [of_whole(frame, "net-balance", name)["value"] for name in columns] == pytest.approx([50, -30])
    assert of_whole(frame, "net-balance")["value"] == pytest.approx(10)
    assert of_whole(frame, "net-balance")["method"] == "wilson-mean"
    assert of_whole(frame, "net-balance", "police")["method"] == "adjusted-wald"


def test_tp01_and_its_accuracy() -> None:
    # methods.md W19 [P, V]: Longhurst 1,128 answers of 6 % -> 2.83, 536 of 22 % -> 3.74; 7,271 dwellings: 555 for +-4.
    survey = Questionnaire((question("overall", scale_of(1, 5), Role.OVERALL),))
    frame = measured(survey, {"overall": answers({1: 1, 2: 2, 3: 3, 4: 6, 5: 8})}, "tsm")
    assert of_whole(frame, "tsm", "overall")["value"] == pytest.approx(70)
    assert accuracy(1128, round(1128 / 0.06)).margin == pytest.approx(2.83, abs=0.005)
    assert accuracy(536, round(536 / 0.22)).margin == pytest.approx(3.74, abs=0.005)
    assert (accuracy(554, 7271).is_met, accuracy(555, 7271).is_met) == (False, True)
    needed = {1000: (278, 5), 2500: (485, 4), 10_000: (965, 3), 25_000: (2191, 2)}
    for stock, (answered, required) in needed.items():
        found = accuracy(answered, stock)
        assert (found.required, found.is_met, accuracy(answered - 1, stock).is_met) == (required, True, False)
    assert accuracy(10, 999).required is None
    assert accuracy(10, 999).is_met


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_more_answers_are_never_less_accurate(answered: int, stock: int) -> None:
    if answered >= stock:
        with pytest.raises(ValueError, match="answers"):
            accuracy(stock + 1, stock)
        return
    assert accuracy(answered + 1, stock).margin < accuracy(answered, stock).margin


# --- what a measure needs


@pytest.mark.parametrize(
    ("name", "questions", "key"),
    [
        ("insikt", nki(1, 5), "measure-needs-scale"),
        ("insikt", nki()[:1], "measure-needs-nki"),
        ("acsi", nki(), "measure-needs-weights"),
        ("nkb", nki(), "measure-needs-items"),
        ("ces-net", nki(1, 7), "measure-needs-items"),
        ("service-index", nki(1, 4), "measure-needs-theme"),
        ("tsm", nki(), "measure-needs-scale"),
        ("trust", nki(), "measure-needs-scale"),
        ("hcahps-top", nki(), "measure-needs-scale"),
        ("enps", nki(), "measure-needs-recommend"),
    ],
)
def test_refused_with_what_is_needed(name, questions, key) -> None:
    with pytest.raises(InputError) as caught:
        targets(Questionnaire(questions), [name])
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("name", "said", "error", "key"),
    [
        ("nkb", PresetSettings(questions=("overall", "ideal")), InputError, "measure-needs-items"),
        ("nki", PresetSettings(questions=("overall", "price", "ideal")), InputError, "preset-question-unknown"),
        ("acsi", PresetSettings(weights=(0.5, 0.5)), InputError, "measure-needs-weights"),
        ("service-index", PresetSettings(questions=("a", "b"), weights=(1, 2)), InputError, "measure-without-weights"),
        ("asci", PresetSettings(weights=OHIO), UsageError, "no-such-measure"),
    ],
)
def test_wrong_words_of_survey_toml_are_refused(name, said, error, key) -> None:
    survey = Questionnaire((*nki(), question("a", scale_of(1, 4)), question("b", scale_of(1, 4))))
    with pytest.raises(error) as caught:
        targets(survey, [name if name in presets() else "nki"], {name: said})
    assert caught.value.key == key


def test_measures_of_single_questions_take_the_questions_named() -> None:
    survey = Questionnaire((*nki(1, 5), question("a", scale_of(1, 5)), question("b", scale_of(1, 4))))
    for name in ("trust", "answer", "dont-know"):
        found = targets(survey, [name], {name: PresetSettings(questions=("a", "overall"))})
        assert list(dict.fromkeys(target.question for target in found)) == ["a", "overall"]
        assert all(target.by_unit and not target.score for target in found)
    with pytest.raises(InputError) as caught:
        targets(survey, ["nps"], {"nps": PresetSettings(questions=("a",))})
    assert caught.value.key == "measure-needs-scale"


def test_a_question_that_few_answered_hides_the_mean_of_the_questions() -> None:
    """From the mean of three questions and the figures of two the third could be worked out."""
    columns = {name: ["4"] * 12 for name in "abc"} | {"unit": ["A", "B", "C"] * 4}
    survey = Questionnaire(ITEMS, unit=("unit",))
    frame = measured(survey, columns, "service-index")
    assert set(frame.status) == {"hidden", "low-base"}  # four in each unit
    columns = {name: ["4"] * 30 for name in "abc"} | {"unit": ["A", "B", "C"] * 10}
    columns["c"] = ["4" if unit != "A" or row < 4 else "" for row, unit in enumerate(columns["unit"])]
    frame = measured(survey, columns, "service-index", "service-index-pooled")
    shown = frame[frame.measure == "service-index"].set_index("unit").status
    assert shown["A"] == "hidden"
    assert (shown == "hidden").sum() == 2, "and one more, so that it cannot be worked out from the whole"


def test_counts_of_answers_give_no_figure_over_several_questions() -> None:
    survey = Questionnaire((question("a", scale_of(1, 4)), question("b", scale_of(1, 4))), rows_are="answers")
    with pytest.raises(InputError) as caught:
        targets(survey, ["service-index"], {"service-index": PresetSettings(questions=("a", "b"))})
    assert caught.value.key == "measure-needs-respondents"


def test_another_scale_in_an_earlier_wave_gives_nothing_there() -> None:
    from dataclasses import replace

    from kundnojd.measures.score import values_of
    from kundnojd.questionnaire.model import Stretch

    changed = replace(question("q", scale_of(1, 10), Role.OVERALL), earlier=(Stretch(("2023",), scale_of(1, 5)),))
    assert np.isnan(values_of("index", changed, ["1-10"])).tolist() == [False] * 10 + [True] * 6
    assert not np.isnan(values_of("index", changed))[:-1].any()


@pytest.mark.parametrize(("name", "valid"), [("insikt", 12), ("ski", 6), ("acsi", 12)])
def test_the_missing_rule_of_each(name, valid) -> None:
    # Six respondents have answered all, six two of three, six one.
    columns = {"overall": [8, 7, 9] * 6, "expected": [7, 6] * 6 + [""] * 6, "ideal": [6] * 6 + [""] * 12}
    said = {"acsi": PresetSettings(weights=(0.5, 0.25, 0.25))} if name == "acsi" else {}
    assert of_whole(measured(Questionnaire(nki()), columns, name, declared=said), name)["n"] == valid


# --- scores over several questions

SCALE = scale_of(1, 4)
ITEMS = tuple(question(name, SCALE, theme="Service") for name in "abc")
cell = st.sampled_from(["1", "2", "3", "4", ""])
table = st.lists(st.tuples(cell, cell, cell, st.sampled_from([0.5, 1.0, 2.5])), min_size=2, max_size=25)
item_weights = st.tuples(*[st.floats(0.05, 5)] * 3)


def _tallied(rows, score: Score):
    columns = {name: [row[place] for row in rows] for place, name in enumerate("abc")}
    columns["w"] = [row[3] for row in rows]
    survey = Questionnaire(ITEMS, weight="w")
    return count(chunk(columns), survey, [score], "file").tally.scores[score.name].sum(axis=0)


def _score(**fields) -> Score:
    values = tuple(SCORES["index"](one) for one in ITEMS)
    return Score("score", ("a", "b", "c"), values, fields.pop("minimum", 1), **fields)


def _numbers(rows) -> np.ndarray:
    return np.array([[(float(v) - 1) / 3 * 100 if v else np.nan for v in row[:3]] for row in rows])


@given(table, item_weights, st.integers(1, 3))
def test_a_weighted_index_is_the_weighted_mean_of_the_items_answered(rows, weights, minimum) -> None:
    got = _tallied(rows, _score(weights=weights, minimum=minimum))
    values, w = _numbers(rows), np.array([row[3] for row in rows])
    keep = (~np.isnan(values)).sum(axis=1) >= minimum
    y = [np.average(v[~np.isnan(v)], weights=np.array(weights)[~np.isnan(v)]) for v in values[keep]]
    assert got[:3] == pytest.approx([keep.sum(), w[keep].sum(), (w[keep] ** 2).sum()])
    assert got[3] == pytest.approx(np.dot(w[keep], y))


@given(table, st.floats(0.1, 9), item_weights)
def test_only_the_ratios_of_the_item_weights_count(rows, factor, weights) -> None:
    larger = tuple(weight * factor for weight in weights)
    assert _tallied(rows, _score(weights=weights)) == pytest.approx(_tallied(rows, _score(weights=larger)))
    assert _tallied(rows, _score(weights=(factor,) * 3)) == pytest.approx(_tallied(rows, _score()))


@given(table)
def test_pooled_answers_are_the_ratio_of_all_scores_to_all_answers(rows) -> None:
    got = _tallied(rows, _score(base="answers"))
    values, w = _numbers(rows), np.array([row[3] for row in rows])
    total, answered = np.nansum(values, axis=1), (~np.isnan(values)).sum(axis=1)
    if answered.sum():
        assert variance.mean(got) == pytest.approx((w @ total) / (w @ answered))


@given(table)
def test_the_mean_of_questions_is_the_mean_of_their_figures(rows) -> None:
    got = by_item.seven_sums(_tallied(rows, _score(base="questions")), 3)
    values, w = _numbers(rows), np.array([row[3] for row in rows])
    figures = [
        np.average(values[there, k], weights=w[there]) for k in range(3) if (there := ~np.isnan(values[:, k])).any()
    ]
    if figures:
        assert variance.mean(got) == pytest.approx(np.mean(figures))


@given(st.lists(st.tuples(*[st.sampled_from("1234")] * 3, st.sampled_from([0.5, 1.0, 2.5])), min_size=2, max_size=25))
def test_all_ways_agree_where_everybody_answers_everything(rows) -> None:
    mean, pooled = _tallied(rows, _score()), _tallied(rows, _score(base="answers"))
    questions = by_item.seven_sums(_tallied(rows, _score(base="questions")), 3)
    for other in (pooled, questions):
        assert variance.mean(other) == pytest.approx(variance.mean(mean))
        assert variance.linearised_se(other) == pytest.approx(variance.linearised_se(mean), abs=1e-5)
        assert variance.effective_n(other) == pytest.approx(variance.effective_n(mean))


@given(table, table)
def test_item_sums_add_up(one, other) -> None:
    score = _score(base="questions")
    assert _tallied(one, score) + _tallied(other, score) == pytest.approx(_tallied([*one, *other], score))


def test_item_sums_are_those_of_the_definition() -> None:
    rows = [("1", "2", "", 0.5), ("4", "", "3", 2.5), ("2", "2", "4", 1.0)]
    w = np.array([row[3] for row in rows])
    assert _tallied(rows, _score(base="questions")) == pytest.approx(by_item.of(_numbers(rows), w))


def test_the_variance_of_the_mean_of_questions_is_that_of_a_jackknife() -> None:
    """A jackknife knows nothing of the linearisation; at 80 answers to a question they agree to 3 %."""
    rng = np.random.default_rng(4)
    values = rng.integers(0, 2, (400, 3)) * 100.0
    values[rng.random(values.shape) < (0.1, 0.5, 0.8)] = np.nan
    values = values[~np.isnan(values).all(axis=1)]
    w = rng.choice([0.5, 1.0, 3.0], len(values))
    sums = by_item.seven_sums(by_item.of(values, w), 3)

    def figure(keep: np.ndarray) -> float:
        answered = ~np.isnan(values[keep])
        return float(np.mean(np.nansum(values[keep] * w[keep, None], axis=0) / (answered * w[keep, None]).sum(axis=0)))

    n = len(values)
    without = np.array([figure(np.arange(n) != i) for i in range(n)])
    jackknife = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    assert variance.mean(sums) == pytest.approx(figure(np.arange(n) >= 0))
    assert variance.linearised_se(sums) == pytest.approx(jackknife, rel=0.03)


R_CODE = """
suppressMessages(library(survey))
d <- read.csv(file("stdin"))
for (k in c("qa", "qb", "qc")) { d[[paste0("i", k)]] <- as.numeric(!is.na(d[[k]])); d[[k]][is.na(d[[k]])] <- 0 }
s <- svydesign(ids = ~1, weights = ~w, data = d)
t <- svytotal(~qa + qb + qc + iqa + iqb + iqc, s)
q <- svycontrast(t, quote((qa / iqa + qb / iqb + qc / iqc) / 3))
p <- svyratio(~I(qa + qb + qc), ~I(iqa + iqb + iqc), s)
cat(format(c(coef(q), SE(q), coef(p), SE(p)), digits = 15), sep = "\\n")
"""


@pytest.mark.r
def test_both_ways_of_putting_questions_together_are_those_of_r() -> None:
    """R survey: `svycontrast` of totals for the mean of the questions, `svyratio` for the pooled answers."""
    if not shutil.which("Rscript"):
        pytest.skip("R is not here")
    rng = np.random.default_rng(7)
    values = rng.integers(0, 2, (60, 3)) * 100.0
    values[rng.random(values.shape) < 0.3] = np.nan
    values = values[~np.isnan(values).all(axis=1)]
    w = rng.choice([0.5, 1.0, 2.5], len(values))
    lines = [
        "qa,qb,qc,w",
        *(",".join("" if np.isnan(v) else str(v) for v in (*row, x)) for row, x in zip(values, w, strict=True)),
    ]
    done = subprocess.run(
        ["Rscript", "-e", R_CODE], input="\n".join(lines) + "\n", capture_output=True, text=True, check=False
    )
    if "there is no package" in done.stderr:
        pytest.skip("the R package survey is not here")
    expected = [float(line) for line in done.stdout.split()]
    rows = [(*("" if np.isnan(v) else "4" if v else "1" for v in row), x) for row, x in zip(values, w, strict=True)]
    questions = by_item.seven_sums(_tallied(rows, _score(base="questions")), 3)
    pooled = _tallied(rows, _score(base="answers"))
    found = [f(sums) for sums in (questions, pooled) for f in (variance.mean, variance.linearised_se)]
    assert found == pytest.approx(expected, rel=1e-9)
