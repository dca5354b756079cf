"""``kundnojd drivers`` on the published answers of SFO 2017: worked numbers by R, statsmodels and numpy."""

from __future__ import annotations

import pytest

from kundnojd.analyses.delights import effects
from kundnojd.cli.driving import DriverPlan
from kundnojd.cli.reading import Beside, ReadingRequest, read, settings_of
from kundnojd.measures.driver_model import DELIGHTS, HURTS, DriverChoice
from tests.cli.running import SFO, run
from tests.cli.test_drivers import FIVE, ITEMS, Rows, rows, words_of


def part(found: Rows, name: str, column: str = "value") -> list[float]:
    """The values of a part in the order of `ITEMS`."""
    own = {row["question"]: row for row in found if row["part"] == name}
    return [float(own[item][column]) for item in ITEMS]


@pytest.fixture(scope="module")
def sfo() -> Rows:
    """SFO 2017, five items, unweighted, with the groups RESPNUM mod 20."""
    return rows(SFO[0], *FIVE, "--weight", "none", "--groups", "20", "--group-by", "RESPNUM")


# SFO 2017: coefficients are those of R's lm and of statsmodels, the jackknife over RESPNUM mod 20 is from numpy.
# Percentage points and index points.
def close(digits: int) -> dict[str, float]:
    return {"rel": 0, "abs": 0.5001 * 10.0**-digits}


def test_sfo_hurts_and_delights(sfo: Rows) -> None:
    hurts = [16.943929, 15.854337, 16.411045, 16.637587, 7.198130]
    delights = [13.857556, 15.293749, 11.862007, 24.287879, 13.455396]
    assert part(sfo, "hurts") == pytest.approx(hurts, **close(6))
    assert part(sfo, "delights") == pytest.approx(delights, **close(6))
    errors = [2.111633, 3.008249, 2.756766, 1.654921, 1.670494]
    assert part(sfo, "hurts", "se") == pytest.approx(errors, **close(6))
    errors = [2.804447, 2.332667, 2.592507, 3.513374, 3.359611]
    assert part(sfo, "delights", "se") == pytest.approx(errors, **close(6))
    assert part(sfo, "hurts", "lower") == pytest.approx([12.524, 9.558, 10.641, 13.174, 3.702], **close(3))
    assert part(sfo, "hurts", "upper") == pytest.approx([21.364, 22.151, 22.181, 20.101, 10.695], **close(3))
    assert part(sfo, "delights", "lower") == pytest.approx([7.988, 10.411, 6.436, 16.934, 6.424], **close(3))
    assert part(sfo, "delights", "upper") == pytest.approx([19.727, 20.176, 17.288, 31.641, 20.487], **close(3))
    assert {row["n"] for row in sfo if row["part"] == "hurts"} == {"2050"}
    assert {row["n"] for row in sfo if row["part"] == "delights"} == {"1668"}
    # All five work both ways: there is no delighter to be named here.
    assert set(words_of(sfo, "pattern").values()) == {"works-both-ways"}


def test_sfo_effects_and_the_map(sfo: Rows) -> None:
    b = [0.16887666, 0.12200528, 0.14720551, 0.20292327, 0.10414650]
    assert part(sfo, "effect-1") == pytest.approx(b, **close(8))
    errors = [0.02384869, 0.02318018, 0.02403615, 0.01128344, 0.01940572]
    assert part(sfo, "effect-1", "se") == pytest.approx(errors, **close(8))
    assert part(sfo, "effect-5") == pytest.approx([0.844383, 0.610026, 0.736028, 1.014616, 0.520732], **close(6))
    assert part(sfo, "effect-5", "lower") == pytest.approx([0.595, 0.367, 0.484, 0.897, 0.318], **close(3))
    assert part(sfo, "effect-5", "upper") == pytest.approx([1.094, 0.853, 0.988, 1.133, 0.724], **close(3))
    slopes = [0.492418, 0.472234, 0.497366, 0.427987, 0.456687]
    assert part(sfo, "slope") == pytest.approx(slopes, **close(6))
    assert part(sfo, "slope", "se") == pytest.approx([0.019369, 0.016349, 0.013134, 0.012445, 0.015225], **close(6))
    scores = [77.146341, 77.402439, 78.573171, 65.524390, 66.060976]
    assert part(sfo, "score") == pytest.approx(scores, **close(6))
    distance = [4.204878, 4.460976, 5.631707, -7.417073, -6.880488]
    assert part(sfo, "score-distance") == pytest.approx(distance, **close(6))
    assert part(sfo, "score-distance", "lower") == pytest.approx([3.56, 3.88, 5.11, -8.15, -7.50], **close(2))
    distance = [0.019845, -0.027026, -0.001826, 0.053892, -0.044885]
    assert part(sfo, "effect-distance") == pytest.approx(distance, **close(6))
    assert part(sfo, "effect-distance", "upper") == pytest.approx([0.0677, 0.0217, 0.0477, 0.0781, -0.0056], **close(4))
    mean = next(row for row in sfo if row["part"] == "mean")
    assert float(mean["value"]) == pytest.approx(76.439024, **close(6))
    assert words_of(sfo, "quadrant") == {
        "Q7FOOD": "prioritise",
        "Q7STORE": "lower-priority",
        "Q7SIGN": "improve-if-possible",
        "Q7WALKWAYS": "keep",
        "Q7SCREENS": "keep",
    }
    assert words_of(sfo, "quadrant", "status") == {
        **dict.fromkeys(("Q7FOOD", "Q7STORE"), "firm"),
        **dict.fromkeys(("Q7SIGN", "Q7WALKWAYS", "Q7SCREENS"), "near-effect"),
    }


def test_sfo_importance(sfo: Rows) -> None:
    johnson = [0.10666181, 0.09062952, 0.09683114, 0.12561693, 0.09868243]
    assert part(sfo, "johnson") == pytest.approx(johnson, **close(8))
    errors = [0.00926653, 0.00859124, 0.00814924, 0.00616258, 0.00794028]
    assert part(sfo, "johnson", "se") == pytest.approx(errors, **close(8))
    shares = [20.5743, 17.4818, 18.6781, 24.2306, 19.0352]
    assert part(sfo, "importance") == pytest.approx(shares, **close(4))
    assert part(sfo, "importance", "se") == pytest.approx([1.3621, 1.4057, 1.4308, 1.0269, 1.2656], **close(4))
    assert part(sfo, "importance", "lower") == pytest.approx([17.72, 14.54, 15.68, 22.08, 16.39], **close(2))
    lmg = [0.10742183, 0.09092784, 0.09770058, 0.12200628, 0.10036529]
    assert part(sfo, "lmg") == pytest.approx(lmg, **close(8))
    correlations = [0.5794882068, 0.5531755185, 0.5652961386, 0.5741288949, 0.5670633377]
    assert part(sfo, "correlation") == pytest.approx(correlations, **close(10))
    whole = {row["part"]: row for row in sfo if not row["question"]}
    assert float(whole["r2"]["value"]) == pytest.approx(0.5184218160, **close(10))
    assert float(whole["r2"]["se"]) == pytest.approx(0.022196, **close(6))
    assert float(whole["mean-correlation"]["value"]) == pytest.approx(0.534697, **close(6))
    verdicts = words_of(sfo, "importance")
    assert verdicts.pop("Q7FOOD") == "more"
    assert set(verdicts.values()) == {"no-clear-difference"}


def test_sfo_weighted() -> None:
    found = rows(SFO[0], *FIVE)
    expected = [0.10267956, 0.09297906, 0.10626844, 0.11792138, 0.09850520]
    assert part(found, "johnson") == pytest.approx(expected, **close(8))


# SFO 2017, all pairs with Q7ALL, each item by itself; Newcombe by statsmodels.
CROSSED = {
    "Q7ART": (0.388669, 0.341312, 0.433478, 0.334211, 0.289910, 0.377544),
    "Q7FOOD": (0.511454, 0.458183, 0.559491, 0.308755, 0.275259, 0.341358),
    "Q7STORE": (0.507517, 0.453233, 0.556108, 0.304291, 0.270518, 0.337256),
    "Q7SIGN": (0.459646, 0.419696, 0.497393, 0.377324, 0.330843, 0.422687),
    "Q7WALKWAYS": (0.442608, 0.403055, 0.479973, 0.390736, 0.341669, 0.438263),
    "Q7SCREENS": (0.452312, 0.412566, 0.489872, 0.392647, 0.345902, 0.438041),
    "Q7WIFI": (0.365665, 0.319432, 0.408728, 0.295336, 0.245463, 0.343920),
    "Q7PARK": (0.568723, 0.507129, 0.622772, 0.405320, 0.351022, 0.457014),
}


def test_sfo_item_by_item_where_the_complete_answers_are_too_few() -> None:
    # Few dissatisfied passengers answered all of 24 questions.
    words = [word for item in ("Q7*", "Q9*", "Q1*") for word in ("--driver", item)]
    found = rows(SFO[0], *words, "--weight", "none")
    assert not [row for row in found if row["part"] in {"hurts", "delights", "pattern"}]
    for name, ours in (("delights-alone", slice(0, 3)), ("hurts-alone", slice(3, 6))):
        own = {row["question"]: row for row in found if row["part"] == name}
        for item, figures in CROSSED.items():
            shown = [float(own[item][column]) / 100 for column in ("value", "lower", "upper")]
            assert shown == pytest.approx(figures[ours], **close(6)), (name, item)
            assert own[item]["method"] == "newcombe"
    assert words_of(found, "hurts-alone", "n")["Q7SIGN"] == str(550 + 1162)
    assert words_of(found, "delights-alone", "n")["Q7SIGN"] == str(867 + 1011)
    said = run("drivers", SFO[0], *words, "--format", "md").stdout
    assert "without regard to the other questions" in said
    assert "two to three times as large" in said
    assert "works both ways" not in said


def test_sfo_constants_and_the_other_halves() -> None:
    """What is not shown: top among what hurts, low among what delights, and both constants; R's lm."""
    request = ReadingRequest(files=(SFO[0],), weight="none")
    settings, notices = settings_of(request)
    plan = DriverPlan(DriverChoice(drivers=ITEMS))
    survey = read(request, settings, notices, Beside(plan.blocks_of)).survey
    order = [one.name for one in plan.model_of(survey.questionnaire).levelled]
    places = [order.index(item) for item in ITEMS]
    own = [survey.tally.moments[name].where("wave", "2017").whole for name in (HURTS, DELIGHTS)]
    hurt, delight = (effects(whole.sums[0], 5) for whole in own)
    assert (hurt[0], delight[0]) == pytest.approx((-2.102349, 10.346769), **close(6))
    top = [-0.807136, -2.346029, -0.076907, 3.378656, 1.021406]
    assert hurt[6:][places] == pytest.approx(top, **close(6))
    low = [-0.729712, 3.031407, -3.346666, -10.182731, -0.701268]
    assert delight[1:6][places] == pytest.approx(low, **close(6))
