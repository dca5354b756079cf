"""Outcome rates against printed figures, and their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.inference.response_rates import RATES, eligible, eligible_share, parts

# methods.md W38: RR1, COOP3 and REF1 as printed at statscalculators.com, the others by the definitions of AAPOR.
W38 = np.array([650.0, 50, 150, 100, 30, 20, 0])
PRINTED = {
    "RR1": 0.65,
    "RR2": 0.70,
    "RR3": 0.650260,
    "RR5": 0.663265,
    "RR6": 0.714286,
    "COOP1": 0.738636,
    "COOP3": 0.764706,
    "REF1": 0.15,
    "CON1": 0.88,
}
COUNTS = st.lists(st.integers(0, 500), min_size=7, max_size=7).map(lambda found: np.array(found, dtype=float))
ORDERED = (
    *(("RR1", "RR3"), ("RR3", "RR5"), ("RR2", "RR4"), ("RR4", "RR6"), ("RR1", "RR2"), ("RR3", "RR4"), ("RR5", "RR6")),
    *(("COOP1", "COOP3"), ("COOP2", "COOP4"), ("COOP1", "COOP2"), ("COOP3", "COOP4")),
    *(("REF1", "REF2"), ("REF2", "REF3"), ("CON1", "CON2"), ("CON2", "CON3"), ("RR2", "CON1"), ("RR5", "COOP1")),
)


@pytest.mark.parametrize(("name", "value"), PRINTED.items())
def test_printed_rates(name: str, value: float) -> None:
    assert float(RATES[name].function(W38, np.float64(0.98))) == pytest.approx(value, abs=5e-7)


def test_the_share_eligible_among_the_known() -> None:
    # AAPOR, proportional allocation (CASRO): the known eligible by all whose eligibility is known.
    assert eligible_share(W38) == 1.0
    assert eligible_share(np.array([40.0, 10, 20, 20, 0, 500, 10])) == pytest.approx(0.9)
    assert eligible_share(np.zeros(7)) == 1.0
    assert eligible(W38, np.float64(0.5)) == 990.0


@given(COUNTS, st.floats(0, 1))
def test_laws_of_the_rates(counts: np.ndarray, e: float) -> None:
    rates = {name: float(rate.function(counts, np.float64(e))) for name, rate in RATES.items()}
    for name, rate in rates.items():
        above, below = parts(name, counts, np.float64(e))
        assert np.isnan(rate) if below == 0 else 0 <= rate <= 1
        assert above <= below + 1e-9
    for low, high in ORDERED:
        if not np.isnan(rates[low]) and not np.isnan(rates[high]):
            assert rates[low] <= rates[high] + 1e-12, (low, high)


@given(COUNTS, st.floats(0, 1))
def test_people_who_are_not_eligible_change_no_rate(counts: np.ndarray, e: float) -> None:
    others = counts + np.array([0, 0, 0, 0, 0, 0, 17.0])
    for rate in RATES.values():
        np.testing.assert_equal(rate.function(counts, np.float64(e)), rate.function(others, np.float64(e)))


def test_rates_of_many_cells_at_once() -> None:
    cells = np.array([[W38, W38 / 2], [2 * W38, W38]])
    assert RATES["RR3"].function(cells, np.array([1.0, 0.5])).shape == (2, 2)
