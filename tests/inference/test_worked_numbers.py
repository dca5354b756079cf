"""Worked numbers of other methods than those kundnojd uses, beside ours: they tell the printed figures apart."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.special import xlogy
from statsmodels.stats.proportion import confint_proportions_2indep, multinomial_proportions_confint, proportion_confint

from kundnojd.inference import differences, estimates, intervals, sums
from kundnojd.inference.distributions import z_p_value, z_quantile

Z = z_quantile(0.95)


def share(count: int, n: int) -> estimates.Estimates:
    return estimates.of(sums.of(np.repeat([100.0, 0.0], [count, n - count])))


@pytest.mark.parametrize(
    ("method", "lower", "upper", "digits"),
    # 15 of 148: tests of the R package ratesci.
    [
        ("beta", 0.0578, 0.1617, 4),  # Clopper-Pearson
        ("agresti_coull", 0.061386, 0.161488, 6),
        ("normal", 0.052730, 0.149973, 6),
        ("wilson", 0.062386, 0.160487, 6),
    ],
)
def test_other_intervals_of_a_share(method: str, lower: float, upper: float, digits: int) -> None:
    found = proportion_confint(15, 148, method=method)
    assert found == pytest.approx((lower, upper), abs=0.5 * 10**-digits)
    ours = np.divide(intervals.wilson(share(15, 148), 0.95, 0.0, 100.0), 100)
    assert (found == pytest.approx(ours, abs=1e-9)) == (method == "wilson")


def test_wilson_of_15_of_112() -> None:
    # R PropCIs.
    found = np.divide(intervals.wilson(share(15, 112), 0.95, 0.0, 100.0), 100)
    assert found == pytest.approx((0.0829, 0.2093), abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    # Run of the R package NPS: the score interval.
    [
        ((1, 2, 3), -0.311074, 0.753957),
        ((6, 12, 18), 0.069529, 0.549110),
        ((54, 108, 162), 0.249540, 0.411611),
        ((5, 10, 35), 0.381058, 0.750027),
        ((0, 2, 8), 0.300441, 0.943318),
        ((30, 50, 20), -0.235222, 0.039118),
        ((15, 9, 12), -0.348563, 0.195602),
    ],
)
def test_score_interval_of_net_scores(counts: tuple[int, int, int], lower: float, upper: float) -> None:
    detractors, _passives, promoters = counts
    n, net = sum(counts), (promoters - detractors) / sum(counts)

    def away(score: float) -> float:
        """How far the net score is from ``score``, in standard errors of the likeliest shares with that score."""

        def unlikely(q: float) -> float:
            return -sum(xlogy(counts, [q, 1 - 2 * q - score, q + score]))

        ends = max(0.0, -score), (1 - score) / 2
        q = minimize_scalar(unlikely, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
        return (net - score) / np.sqrt((2 * q + score - score**2) / n)

    found = brentq(lambda s: away(s) - Z, -0.999, net - 1e-6), brentq(lambda s: away(s) + Z, net + 1e-6, 0.999)
    assert found == pytest.approx((lower, upper), abs=2e-5)
    cell = estimates.of(sums.of(np.repeat([-100.0, 0.0, 100.0], counts)))
    # The adjusted Wald interval of kundnojd is about as wide.
    ours = np.subtract(*intervals.adjusted_wald(cell, 0.95, -100.0, 100.0)[::-1]) / 100
    assert ours == pytest.approx(upper - lower, rel=0.1)


DIFFERENCES = {
    # Newcombe (1998), Fagerland et al. (2015) in the tests of statsmodels, ratesci: Wald, Agresti-Caffo,
    # Miettinen-Nurminen, Mee.
    ((56, 70), (48, 80)): ((0.0575, 0.3425), (0.0525, 0.3358), (0.0528, 0.3382), (0.0533, 0.3377)),
    ((9, 10), (3, 10)): ((0.2605, 0.9395), (0.1600, 0.8400), (0.1700, 0.8406), (0.1821, 0.8370)),
    ((5, 56), (0, 29)): ((0.0146, 0.1640), (-0.0289, 0.1712), (-0.0326, 0.1933), (-0.0313, 0.1926)),
    ((0, 10), (0, 20)): ((0.0, 0.0), (-0.1411, 0.2168), (-0.1658, 0.2844), (-0.1611, 0.2775)),
    ((7, 34), (1, 34)): ((0.0292, 0.3238), (0.0116, 0.3217), (0.0270, 0.3453), (0.0284, 0.3439)),
}


@pytest.mark.parametrize("groups", DIFFERENCES)
def test_other_intervals_of_a_difference_of_shares(groups: tuple[tuple[int, int], tuple[int, int]]) -> None:
    (x, n), (y, m) = groups
    wald, agresti_caffo, miettinen_nurminen, mee = DIFFERENCES[groups]
    for method, printed in (("wald", wald), ("agresti-caffo", agresti_caffo)):
        with np.errstate(divide="ignore", invalid="ignore"):
            found = confint_proportions_2indep(x, n, y, m, method=method, compare="diff")
        assert found == pytest.approx(printed, abs=1e-4)
    for correction, printed in ((1.0, mee), ((n + m) / (n + m - 1), miettinen_nurminen)):
        assert score_limits(x, n, y, m, correction) == pytest.approx(printed, abs=1.5e-4)


def score_limits(x: int, n: int, y: int, m: int, correction: float) -> tuple[float, float]:
    """The differences that the score test does not reject, with the likeliest shares that far apart."""
    observed = x / n - y / m

    def away(by: float) -> float:
        def unlikely(p: float) -> float:
            return -sum(xlogy((x, n - x, y, m - y), np.clip([p + by, 1 - p - by, p, 1 - p], 0, 1)))

        ends = max(0.0, -by), min(1.0, 1 - by)
        p = minimize_scalar(unlikely, bounds=ends, method="bounded", options={"xatol": 1e-13}).x
        q = min(max(p + by, 0), 1)
        return (observed - by) / np.sqrt(max(correction * (q * (1 - q) / n + p * (1 - p) / m), 1e-12))

    return (
        brentq(lambda by: away(by) - Z, -0.9999, observed - 1e-9),
        brentq(lambda by: away(by) + Z, observed + 1e-9, 0.9999),
    )


def test_intervals_that_touch_are_far_from_the_edge_of_significance() -> None:
    # Means 10, 19 and 28, SD 24, n 64 each: 95 % intervals that just touch have p .005575.
    se = 24 / np.sqrt(64)
    for middle, printed in ((10, (4.120, 15.880)), (19, (13.120, 24.880))):
        assert (middle - Z * se, middle + Z * se) == pytest.approx(printed, abs=5e-4)
    assert z_p_value(np.float64(2 * Z * se / (se * np.sqrt(2)))) == pytest.approx(0.005575, abs=5e-7)


def test_the_rest_and_not_the_total() -> None:
    # Unit 50 of 100, total 120 of 300: unit minus total is .10, two thirds of unit minus rest.
    unit, total, rest = share(50, 100), share(120, 300), share(70, 200)
    against_rest = differences.share_against_rest(unit, rest, 0.95)
    assert unit.mean - total.mean == pytest.approx(10)
    assert unit.mean - total.mean == pytest.approx(against_rest.difference * (1 - 100 / 300))
    assert (against_rest.lower, against_rest.upper) == pytest.approx((3.20, 26.48), abs=5e-3)


@pytest.mark.parametrize(
    ("counts", "printed", "digits"),
    # R DescTools after Sangeetha; Goodman (1965), Technometrics 7, 247-254.
    [
        (
            (56, 72, 73, 59, 62, 87, 58),
            (".085–.166", ".115–.204", ".116–.207", ".091–.173", ".096–.181", ".143–.239", ".089–.171"),
            3,
        ),
        ((91, 49, 37, 43), (".3342–.4978", ".1609–.2999", ".1146–.2401", ".1375–.2702"), 4),
    ],
)
def test_simultaneous_intervals_of_several_shares(
    counts: tuple[int, ...], printed: tuple[str, ...], digits: int
) -> None:
    found = multinomial_proportions_confint(counts, alpha=0.05, method="goodman")
    expected = [[float(end) for end in pair.split("–")] for pair in printed]
    np.testing.assert_allclose(found, expected, atol=0.6 * 10**-digits)
    # One at a time, as kundnojd prints them, they are narrower.
    n = sum(counts)
    for count, (lower, upper) in zip(counts, found, strict=True):
        own = np.divide(intervals.wilson(share(count, n), 0.95, 0.0, 100.0), 100)
        assert lower < own[0] < own[1] < upper
