"""Answers needed and what answers show: R, landlords' published figures, and the laws they keep."""

from __future__ import annotations

from math import ceil, inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.inference import planning
from kundnojd.inference.planning import Assumed, Panel

HALF = Assumed(50.0, 50.0)  # a share of 50 %: where most answers are needed

# Margins and detectable differences at 95 % and 80 %: index with SD 20, share .5 and .8, NPS with variance .6.
TABLE = [
    (25, 7.8, 19.6, 15.7, 30, 15.9, 61),
    (50, 5.5, 13.9, 11.1, 21, 11.2, 43),
    (100, 3.9, 9.8, 7.8, 15, 7.9, 31),
    (200, 2.8, 6.9, 5.5, 11, 5.6, 22),
    (400, 2.0, 4.9, 3.9, 7.6, 4.0, 15),
    (1000, 1.2, 3.1, 2.5, 4.8, 2.5, 9.7),
]


@pytest.mark.parametrize("row", TABLE)
def test_the_table_of_margins_and_differences(row: tuple[float, ...]) -> None:
    n, index, share, share_80, nps, seen, seen_nps = row
    net = Assumed(100 * sqrt(0.6))
    for assumed, margin in ((Assumed(20.0), index), (HALF, share), (Assumed(40.0, 80.0), share_80), (net, nps)):
        digits = 1 if margin % 1 or margin < 10 else 0
        assert round(planning.margin(assumed, n, 0.95), digits) == margin
    for sd, difference in ((20.0, seen), (net.sd, seen_nps)):
        found = planning.detectable(planning.difference_se(sd, n, sd, n), 0.95, 0.8)
        # The table was worked with 1.960 + .842, which takes 15.847 to 15.852.
        assert found == pytest.approx(difference, abs=0.06 if difference % 1 or difference < 10 else 0.5)


@pytest.mark.parametrize(
    ("population", "margin", "needed"),
    [(1000, 5, 278), (2500, 4, 485), (10_000, 3, 965), (25_000, 2, 2191), (7271, 4, 555)],
)
def test_answers_for_a_share_of_a_population(population: int, margin: float, needed: int) -> None:
    """The accuracy that English landlords must reach. For 7,271 homes one published 554: 554.53 cut off.

    Rounded up it is 555, which keeps the margin; the program rounds up.
    """
    base = planning.answers_for_margin(HALF, margin, 0.95)
    assert planning.answers_from_base(base, population) == needed
    if population == 7271:
        assert base == pytest.approx(600.23, abs=0.005)
        assert base / (1 + (base - 1) / population) == pytest.approx(554.53, abs=0.005)
        assert base * population / (base + population) == pytest.approx(554.46, abs=0.005)


@pytest.mark.parametrize(("n", "part", "margin"), [(1128, 0.06, 2.83), (536, 0.22, 3.74)])
def test_margins_that_a_landlord_published(n: int, part: float, margin: float) -> None:
    # longhurst-group.org.uk prints 2.8 and 3.7 for 6 and 22 per cent of its tenants.
    base = planning.base_of(n, n / part)
    assert planning.margin(HALF, base, 0.95) == pytest.approx(margin, abs=0.005)


def test_the_spread_behind_a_published_margin() -> None:
    # EPSI: about 250 interviews give an index +-2, which is a standard deviation of 16.134.
    assert planning.margin(Assumed(16.134), 250, 0.95) == pytest.approx(2, abs=5e-5)


def test_power_of_two_shares_as_r() -> None:
    # R stats, examples of power.prop.test
    assert planning.share_power(50, 25, HALF, 0.95) == pytest.approx(0.7401659, abs=5e-8)
    assert planning.share_needed(25, HALF, 0.95, 0.9) == pytest.approx(76.70693, abs=5e-6)


def test_power_of_two_means_as_r() -> None:
    # R stats, examples of power.t.test
    assert planning.mean_power(20, 1, Assumed(1.0), 0.95) == pytest.approx(0.868953, abs=5e-7)
    assert planning.mean_needed(1, Assumed(1.0), 0.95, 0.9) == pytest.approx(22.02110, abs=5e-6)


@pytest.mark.parametrize(("overlap", "needed"), [(0, 1562), (0.5, 1013), (1, 464)])
def test_waves_that_share_respondents_as_r(overlap: float, needed: int) -> None:
    # R PracTools, nProp2sam(px=.5, py=.55, pxy=.45): the covariance .45 - .5 * .55 as a correlation.
    correlation = (0.45 - 0.5 * 0.55) / sqrt(0.25 * 0.2475)
    found = planning.normal_needed(5, HALF, 0.95, 0.8, Panel(overlap, correlation))
    assert ceil(found) == needed


@pytest.mark.parametrize(("both", "se"), [(0, 2.000), (100, 1.67332), (200, 1.264911)])
def test_error_of_a_change_in_a_panel(both: int, se: float) -> None:
    # An index with SD 20, 200 answers in each wave, correlation .6.
    found = planning.difference_se(20.0, 200, 20.0, 200, Panel(both / 200, 0.6))
    assert found == pytest.approx(se, abs=5e-6)


sds, bases, levels = st.floats(1, 100), st.floats(2, 5000), st.sampled_from([0.8, 0.9, 0.95, 0.99])


@given(sds, st.floats(0.5, 30), levels, st.sampled_from([inf, 30, 350, 10_000]), st.floats(1, 3))
def test_answers_needed_keep_the_margin_and_one_less_does_not(
    sd: float, margin: float, level: float, population: float, deff: float
) -> None:
    assumed = Assumed(sd)
    n = planning.answers_from_base(planning.answers_for_margin(assumed, margin, level), population, deff)
    assert n <= population
    assert planning.margin(assumed, planning.base_of(n, population, deff), level) <= margin + 1e-9
    if n > 2:
        # The form for shares may ask for one answer too many of a mean.
        assert planning.margin(assumed, planning.base_of(n - 2, population, deff), level) > margin - 1e-9


@given(st.floats(1, 20), st.floats(5, 60), levels, st.sampled_from([0.6, 0.8, 0.9]))
def test_needed_is_the_inverse_of_power(difference: float, sd: float, level: float, power: float) -> None:
    share = Assumed(sqrt(30 * 70), 30.0)
    for assumed, power_of, needed_of in (
        (Assumed(sd), planning.mean_power, planning.mean_needed),
        (share, planning.share_power, planning.share_needed),
        (Assumed(sd), planning.normal_power, planning.normal_needed),
    ):
        n = needed_of(difference, assumed, level, power)
        if n > 2:
            assert power_of(n, difference, assumed, level) == pytest.approx(power, abs=1e-6)


@given(sds, bases, bases, levels, st.floats(0, 1), st.floats(0, 1))
def test_more_answers_and_more_of_the_same_respondents_show_more(
    sd: float, a: float, b: float, level: float, overlap: float, correlation: float
) -> None:
    few, many = sorted((a, b))
    assumed = Assumed(sd)
    assert planning.margin(assumed, many, level) <= planning.margin(assumed, few, level)
    apart = planning.difference_se(sd, a, sd, b)
    assert planning.difference_se(sd, a, sd, b, Panel(overlap, correlation)) <= apart + 1e-12


def test_everybody_answering_leaves_nothing_to_chance() -> None:
    assert planning.base_of(350, 350) == inf
    assert planning.margin(HALF, inf, 0.95) == 0
    for power_of in (planning.mean_power, planning.share_power, planning.normal_power):
        assert power_of(inf, 1, HALF, 0.95) == 1


def test_a_mean_needs_a_second_answer() -> None:
    assert planning.mean_power(1, 5, Assumed(20.0), 0.95) == 0
    assert planning.mean_needed(100, Assumed(1.0), 0.95, 0.8) == 2
