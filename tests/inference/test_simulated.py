"""The simulated tables of ``tests/benchmarks``: a few cells again, with fewer samples."""

import numpy as np
import pytest

from tests.benchmarks import coverage, false_alarms
from tests.benchmarks.answers import MEASURES, of_scales

STORED = {cell.key: cell for cell in coverage.read()}
ALARMS = false_alarms.read()
NKI, ON_TEN, _, TOP_BOX, _, NPS = MEASURES
SAMPLES, SURVEYS = 4_000, 400


def test_the_tables_are_whole() -> None:
    assert list(STORED) == coverage.keys()
    assert len(ALARMS) == 2 * len(false_alarms.keys())


def test_no_interval_falls_short_and_few_are_wider_than_need_be() -> None:
    low, high = coverage.AIM
    assert min(cell.coverage for cell in STORED.values()) >= low
    over = [cell for cell in STORED.values() if cell.coverage > high]
    assert len(over) <= 16
    assert max(cell.n for cell in over) <= 20
    assert max(cell.coverage for cell in over) < 99


@pytest.mark.parametrize(
    "key",
    [
        (NKI, "usual", "none", 20),
        (NKI, "skewed", "log-normal", 50),
        (ON_TEN, "skewed", "none", 10),
        (TOP_BOX, "usual", "log-normal", 20),
        (NPS, "skewed", "log-normal", 10),
    ],
)
def test_coverage_is_as_stored(key: tuple[str, str, str, int]) -> None:
    stored, found = STORED[key], coverage.simulated(key, SAMPLES, seed=7)
    for then, now in ((stored.coverage, found.coverage), (stored.plain, found.plain)):
        allowed = 4 * np.hypot(coverage.error(then, SAMPLES), coverage.error(then, coverage.REPLICATIONS))
        assert now == pytest.approx(then, abs=allowed)
    assert found.width == pytest.approx(stored.width, rel=0.03)


def test_no_test_raises_more_false_alarms_than_it_may() -> None:
    bound = false_alarms.bound(false_alarms.SURVEYS)
    assert bound == pytest.approx(5.689, abs=1e-3)
    assert max(any_called for any_called, _, _ in ALARMS.values()) <= bound
    assert max(false for _, false, _ in ALARMS.values()) <= bound


@pytest.mark.parametrize(
    "key", [(NKI, "skewed", "none", 30), (TOP_BOX, "skewed", "none", 50), (NPS, "skewed", "log-normal", 30)]
)
def test_false_alarms_are_as_stored(key: tuple[str, str, str, int]) -> None:
    for row in false_alarms.simulated(key, SURVEYS, seed=7):
        any_called, false, found = ALARMS[*key, row.comparison]
        assert row.ours.any_called <= false_alarms.bound(SURVEYS)
        assert row.ours.any_called == pytest.approx(any_called, abs=4 * coverage.error(max(any_called, 1), SURVEYS))
        assert row.ours.false == pytest.approx(false, abs=0.2 + 4 * row.ours.false_error)
        assert row.ours.found == pytest.approx(found, abs=0.2 * found + 1)


@pytest.mark.parametrize("measure", MEASURES)
def test_drawn_answers_have_the_mean_and_spread_they_should(measure: str) -> None:
    for answers in of_scales(measure).values():
        for weighted in (False, True):
            sums = coverage.drawn(answers, (2_000,), 20, weighted, np.random.default_rng(1))
            n = 40_000 / (1.4 if weighted else 1)
            assert sums[:, 3].sum() / sums[:, 1].sum() == pytest.approx(answers.mean, abs=4.5 * answers.sd / n**0.5)
            assert n / 40_000 == pytest.approx(sums[:, 1].sum() ** 2 / sums[:, 2].sum() / 40_000, rel=0.05)
    moved = answers.moved(-0.3 * answers.sd)
    assert moved.mean == pytest.approx(answers.mean - 0.3 * answers.sd, abs=0.01)
