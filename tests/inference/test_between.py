"""How much lies between units: worked figures of four small data sets, and the laws of the estimators."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.inference import between
from kundnojd.inference.distributions import f_quantile
from kundnojd.inference.ranking import paule_mandel, shrink


@dataclass(frozen=True)
class Units:
    n: np.ndarray
    mean: np.ndarray
    variance: np.ndarray

    @property
    def msw(self) -> float:
        return float(((self.n - 1) * self.variance).sum() / (self.n - 1).sum())

    @property
    def df(self) -> float:
        return float(self.n.sum() - len(self.n))

    @property
    def errors(self) -> np.ndarray:
        return self.msw / self.n


def of_scores(counts: np.ndarray, scores: np.ndarray) -> Units:
    """Units by their counts of answers (k, V)."""
    n = counts.sum(axis=1)
    mean = counts @ scores / n
    return Units(n, mean, (counts @ scores**2 - n * mean**2) / (n - 1))


# R datasets: weight of chicks by feed, as n, mean and variance.
CHICKWTS = Units(
    np.array([12.0, 10, 12, 11, 14, 12]),
    np.array([323.583333, 160.2, 218.75, 276.909091, 246.428571, 328.916667]),
    np.array([4151.719697, 1491.955556, 2728.568182, 4212.090909, 2929.956044, 2384.992424]),
)
# R lme4: yield of dyestuff by batch, five of each.
DYESTUFF = Units(
    np.full(6, 5.0),
    np.array([1505.0, 1528, 1564, 1498, 1600, 1470]),
    np.array([3975, 1107.5, 1442.5, 4720, 2500, 962.5]),
)
# R lme4: cattle with pleuropneumonia by herd, cases / size, as 0 and 100.
_CBPP = "9/40 5/61 12/74 4/35 6/71 4/72 12/40 12/34 2/29 4/84 9/96 3/29 3/87 11/26 3/64"
_CASES = np.array([[float(part) for part in herd.split("/")] for herd in _CBPP.split()])
CBPP = of_scores(np.stack([_CASES[:, 1] - _CASES[:, 0], _CASES[:, 0]], axis=1), np.array([0.0, 100]))
# R MASS: satisfaction with housing, low / medium / high in 24 cells of type, influence and contact.
_HOUSING = """21/21/28 34/22/36 10/11/36 61/23/17 43/35/40 26/18/54 13/9/10 8/8/12 6/7/9 18/6/7 15/13/13 7/5/11
14/19/37 17/23/40 3/5/23 78/46/43 48/45/86 15/25/62 20/23/20 10/22/24 7/10/21 57/23/13 31/21/13 5/6/13"""
_ANSWERS = np.array([[float(part) for part in cell.split("/")] for cell in _HOUSING.split()])
NET = of_scores(_ANSWERS, np.array([-100.0, 0, 100]))
HIGH = of_scores(_ANSWERS, np.array([0.0, 0, 100]))

# R 4.2: anova by lm; tau2 by metafor 3.8 (rma with HE, PM; confint for the Q-profile); intervals of the share by the
# exact method of Wald, solved with uniroot. To the digits printed.
WORKED = {
    "chickwts": (CHICKWTS, 11.80845, 46225.83, 3008.554, 0.5488351, 0.9349162, 3659.860, 3927.005, 3909.785),
    "dyestuff": (DYESTUFF, 5, 11271.5, 2451.25, 0.4184874, 0.7825267, 1764.05, 1764.05, 1764.05),
    "cbpp": (CBPP, 55.45182, 5816.259, 957.8851, 0.0838014, 0.8353091, 87.61433, 128.8881, 122.769),
    "net": (NET, 68.93831, 61302.61, 6565.695, 0.1078847, 0.8928970, 793.9984, 733.8394, 749.591),
    "high": (HIGH, 68.93831, 16547.18, 2199.698, 0.0864353, 0.8670651, 208.1206, 195.2791, 199.844),
}
INTERVALS = {  # the share, tau2 (both Wald), tau2 (Q-profile), Q
    "chickwts": ((0.291403, 0.893752), (1237.236, 25307.79), (1356.271, 24893.29), 76.82400),
    "dyestuff": ((0.083836, 0.847877), (224.308, 13662.34), (388.106, 13070.08), 22.99133),
    "cbpp": ((0.052508, 0.265525), (53.0835, 346.292), (53.7568, 344.865), 85.00772),
    "net": ((0.058240, 0.195199), (406.033, 1592.467), (408.687, 1587.685), 214.7465),
    "high": ((0.045610, 0.164421), (105.124, 432.845), (105.853, 431.523), 173.0170),
}


@pytest.mark.parametrize("name", WORKED)
def test_analysis_of_variance(name: str) -> None:
    units, n0, msb, msw, icc, reliability, tau2, tau2_he, tau2_pm = WORKED[name]
    found = between.anova(units.mean, units.n, units.msw)
    assert found.n0 == pytest.approx(n0, abs=5e-6)
    assert found.msb == pytest.approx(msb, rel=2e-7)
    assert found.msw == pytest.approx(msw, rel=2e-7)
    assert found.icc == pytest.approx(icc, abs=6e-8)
    assert found.reliability == pytest.approx(reliability, abs=6e-8)
    assert found.tau2 == pytest.approx(tau2, rel=2e-7)
    assert units.mean.var(ddof=1) - units.errors.mean() == pytest.approx(tau2_he, rel=2e-7)
    assert paule_mandel(units.mean, units.errors) == pytest.approx(tau2_pm, rel=5e-6)


@pytest.mark.parametrize("name", INTERVALS)
def test_intervals(name: str) -> None:
    units = WORKED[name][0]
    icc, wald, profile, squares = INTERVALS[name]
    found = between.tau2_interval(units.mean, units.errors, 0.95, units.df)
    assert found == pytest.approx(wald, rel=5e-6)
    assert [tau2 / (tau2 + units.msw) for tau2 in found] == pytest.approx(icc, abs=6e-7)
    assert between.tau2_interval(units.mean, units.errors, 0.95) == pytest.approx(profile, rel=5e-6)
    centre = np.average(units.mean, weights=units.n)
    assert ((units.mean - centre) ** 2 / units.errors).sum() == pytest.approx(squares, rel=2e-7)


# Twelve units of staff and of customers, made up: n, mean, standard deviation; R lm and metafor 3.8.
STAFF = Units(
    np.array([14.0, 22, 9, 31, 18, 12, 45, 26, 16, 38, 11, 20]),
    np.array([74.8, 62.0, 75.7, 60.0, 58.4, 70.0, 55.0, 70.6, 73.9, 70.1, 64.6, 62.6]),
    np.array([12.5, 14.9, 16.7, 14.0, 19.8, 14.8, 14.0, 14.5, 18.0, 17.7, 13.8, 19.8]) ** 2,
)
CUSTOMERS = Units(
    np.array([64.0, 120, 35, 210, 88, 41, 160, 95, 52, 140, 30, 75]),
    np.array([75.6, 72.3, 68.7, 66.1, 68.5, 76.6, 63.6, 64.1, 67.4, 65.4, 71.7, 63.9]),
    np.array([21.0, 19.5, 25.0, 24.1, 20.2, 23.3, 21.1, 23.9, 24.3, 18.3, 21.2, 19.1]) ** 2,
)


@pytest.mark.parametrize(
    ("units", "expected", "icc", "profile"),
    [
        (STAFF, (254.25536, 1100.27523, 21.350451, 0.1348349, 0.7689166), (0.0412862, 0.3317299), (11.5248, 124.788)),
        (
            CUSTOMERS,
            (468.181831, 1504.83618, 89.713350, 0.0240865, 0.6888819),
            (0.0071366, 0.09803),
            (3.42025, 50.7476),
        ),
    ],
)
def test_twelve_units(units, expected, icc, profile) -> None:
    found = between.anova(units.mean, units.n, units.msw)
    assert (found.msw, found.msb, found.n0, found.icc, found.reliability) == pytest.approx(expected, rel=3e-7)
    wald = between.tau2_interval(units.mean, units.errors, 0.95, units.df)
    assert [tau2 / (tau2 + units.msw) for tau2 in wald] == pytest.approx(icc, abs=6e-8)
    assert between.tau2_interval(units.mean, units.errors, 0.95) == pytest.approx(profile, rel=1e-5)


# Means of eight units over four touchpoints (made up; the whole of it in test_touchpoints), with v = 284.35 / n.
SIZES = np.array([120.0, 165, 90, 240, 75, 180, 135, 210])
INDEX = np.array([68.0, 67.525, 58.9, 68.875, 62.9, 69.45, 67.425, 67.775])


def test_one_department() -> None:
    """R metafor 3.8: rma with PM, rstudent, blup."""
    errors = 284.35 / SIZES
    drawn = shrink(INDEX, errors)
    assert drawn.tau2 == pytest.approx(10.12660, abs=5e-6)
    assert drawn.centre == pytest.approx(66.53743, abs=5e-6)
    reach = 1.959964 * np.sqrt(drawn.tau2)
    assert (drawn.centre - reach, drawn.centre + reach) == pytest.approx((60.300, 72.775), abs=6e-4)
    eb = [67.723, 67.381, 60.716, 68.630, 63.891, 69.057, 67.272, 67.629]
    assert drawn.values == pytest.approx(eb, abs=6e-4)
    found = between.without_each(INDEX, errors)
    residuals = [0.4201, 0.2917, -3.9259, 0.7213, -1.0394, 0.9007, 0.2585, 0.3709]
    assert found.residual == pytest.approx(residuals, abs=6e-5)
    assert found.tau2[2] == pytest.approx(1.438, abs=6e-4)
    below = between.chances_below(drawn.values, drawn.se, 70.0)
    assert below.mean() == pytest.approx(0.9486, abs=6e-5)


def searle(units: Units, level: float) -> list[float]:
    """The interval with n0: exact where all units are as large."""
    found = between.anova(units.mean, units.n, units.msw)
    ratio, tail = found.msb / found.msw, (1 - level) / 2
    ends = [ratio / f_quantile(p, found.units - 1, units.df) for p in (1 - tail, tail)]
    return [(end - 1) / (end + found.n0 - 1) for end in ends]


def test_reliability_of_dyestuff() -> None:
    """ICC(2) = 1 - 1/F, with the limits of F."""
    found = between.anova(DYESTUFF.mean, DYESTUFF.n, DYESTUFF.msw)
    ratio = found.msb / found.msw
    ends = [1 - f_quantile(p, 5, 24) / ratio for p in (0.975, 0.025)]
    assert ends == pytest.approx([0.313912, 0.965360], abs=6e-7)
    assert searle(DYESTUFF, 0.95) == pytest.approx([0.083836, 0.847877], abs=6e-7)


sizes = st.integers(4, 10).flatmap(
    lambda k: st.tuples(
        st.lists(st.integers(2, 300).map(float), min_size=k, max_size=k).map(np.array),
        st.lists(st.integers(0, 1000).map(lambda x: x / 10), min_size=k, max_size=k).map(np.array),
        st.floats(20, 900),
    )
)


@given(sizes)
def test_with_equal_sizes_all_agree(given_units) -> None:
    """The reliability of the means is ICC(2), every tau2 is the same, and Searle's interval is Wald's."""
    n, mean, msw = given_units
    units = Units(np.full(len(n), n[0]), mean, np.full(len(n), msw))
    found = between.anova(units.mean, units.n, units.msw)
    drawn = shrink(units.mean, units.errors)
    assert drawn.tau2 == pytest.approx(max(found.tau2, 0), abs=1e-6)
    if found.tau2 > 0:
        assert drawn.reliability == pytest.approx(found.reliability)
    wald = between.tau2_interval(units.mean, units.errors, 0.95, units.df)
    ends = [max(end, 0.0) for end in searle(units, 0.95)]
    assert [tau2 / (tau2 + msw) for tau2 in wald] == pytest.approx(ends, abs=1e-7)


@given(sizes, st.floats(-50, 50))
def test_adding_a_constant_changes_nothing(given_units, constant) -> None:
    n, mean, msw = given_units
    here, there = (between.anova(values, n, msw) for values in (mean, mean + constant))
    assert there.icc == pytest.approx(here.icc, abs=1e-8)
    assert there.tau2 == pytest.approx(here.tau2, abs=1e-5)
    ends, moved = (between.tau2_interval(values, msw / n, 0.95, 50.0) for values in (mean, mean + constant))
    assert moved == pytest.approx(ends, rel=1e-6, abs=1e-5)


@given(sizes)
def test_the_interval_holds_the_middle(given_units) -> None:
    """Limits are in order, and wider at a higher level; the value of Paule and Mandel lies within the Q-profile."""
    n, mean, msw = given_units
    v = msw / n
    low, high = between.tau2_interval(mean, v, 0.95)
    wide = between.tau2_interval(mean, v, 0.99)
    assert wide[0] <= low + 1e-9 <= high + 2e-9 <= wide[1] + 3e-9
    assert low - 1e-6 <= paule_mandel(mean, v) <= high + 1e-6


@given(sizes)
def test_shrunken_values_lie_between(given_units) -> None:
    n, mean, msw = given_units
    drawn = shrink(mean, msw / n)
    assert (np.minimum(mean, drawn.centre) - 1e-9 <= drawn.values).all()
    assert (drawn.values <= np.maximum(mean, drawn.centre) + 1e-9).all()


@given(sizes)
def test_leaving_a_unit_out_is_a_run_without_it(given_units) -> None:
    n, mean, msw = given_units
    found = between.without_each(mean, msw / n)
    assert found.tau2[0] == pytest.approx(paule_mandel(mean[1:], msw / n[1:]))


def test_too_few_to_say() -> None:
    assert np.isnan(between.anova(np.array([60.0]), np.array([30.0]), 400.0).icc)
    assert np.isnan(between.anova(np.array([60.0, 70.0]), np.array([1.0, 1.0]), float("nan")).icc)
    assert between.tau2_interval(np.full(8, 60.0), np.full(8, 4.0), 0.95) == (0.0, 0.0)


def test_counts_of_events() -> None:
    """Against the binomial of R: qbinom(c(.025, .975), 20, .3) is 2 and 10."""
    assert between.count_interval(np.full(20, 0.3), 0.95) == (2, 10)
    assert between.count_interval(np.ones(5), 0.95) == (5, 5)
    assert between.count_interval(np.zeros(5), 0.95) == (0, 0)


def simulated(head: str) -> list[dict[str, str]]:
    """The rows of a table of the simulation that begins with a column."""
    text = (Path(__file__).parents[1] / "benchmarks" / "between.md").read_text(encoding="utf-8")
    lines = iter(text.splitlines())
    names = next(line for line in lines if line.startswith(f"| {head} |")).strip("| ").split(" | ")
    next(lines)
    rows = itertools.takewhile(lambda line: line.startswith("|"), lines)
    return [dict(zip(names, row.strip("| ").split(" | "), strict=True)) for row in rows]


@pytest.mark.parametrize(("head", "held"), [("answers", ("held ICC", "held tau")), ("units", ("held",))])
def test_what_the_simulation_found(head: str, held: tuple[str, ...]) -> None:
    """From 20 units on: bias at most .05, and intervals hold in 93 to 99.5 %."""
    rows = simulated(head)
    assert len(rows) == {"answers": 72, "units": 24}[head]
    for row in rows:
        if int(row["units"]) >= 20:
            assert abs(float(row["bias"])) <= 0.05, row
            assert all(0.93 <= float(row[name]) <= 0.995 for name in held), row
        if "surely" in row and row["answers"] != "share 12 %":
            assert float(row["surely"]) <= 0.08, row
