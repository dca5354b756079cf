"""Some hundred mangled files through the program; ``make fuzz`` takes thousands."""

from __future__ import annotations

from tests.fuzzing.campaign import outcome_of
from tests.fuzzing.mangling import case_of

SEED = 1
CASES = 150


def test_mangled_files_are_read_or_refused_and_nothing_else() -> None:
    outcome = outcome_of(SEED, range(CASES), workers=2)
    assert not outcome.faults, "\n".join(outcome.faults)
    assert outcome.cases == CASES
    assert {"inspect", "analyze", "analyze again"} <= outcome.codes.keys()
    assert outcome.codes["analyze"][0] > CASES // 5  # a run that only sees files refused would show nothing
    assert outcome.codes["analyze"][3] > CASES // 5


def test_a_case_is_the_same_each_time() -> None:
    assert [case_of(7, number) for number in range(30)] == [case_of(7, number) for number in range(30)]
    assert case_of(7, 1) != case_of(8, 1)
