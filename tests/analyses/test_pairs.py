"""Every pair of units: the tests, their families, the letters, and who takes part."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from kundnojd.analyses import COLUMNS, AnalysisOptions, Asked, pairs
from kundnojd.analyses.pairs import PAIR_COLUMNS
from kundnojd.inference import TESTS, estimates, sums
from tests.analyses.asking import SURVEY, asked_of, counted, one, target_list

GENERATOR = np.random.default_rng(42)
LIKING = {"A": 4.6, "B": 4.4, "C": 3.6, "D": 3.3, "E": 2.4}
ROWS = [
    (f"{unit}{k}", unit, "2025", int(np.clip(round(GENERATOR.normal(mean, 0.8)), 1, 5)), int(GENERATOR.integers(0, 11)))
    for unit, mean in LIKING.items()
    for k in range(60)
]
ROWS += [(f"f{k}", "F", "2025", k % 5 + 1, k % 11) for k in range(20)] + [
    ("g1", "G", "2025", 1, 0),
    ("g2", "G", "2025", 5, 9),
]
LETTERS = Asked(letters=True)


def scores(unit: str) -> list[float]:
    return [25.0 * (int(row[3]) - 1) for row in ROWS if row[1] == unit]


@pytest.mark.parametrize(("adjust", "theirs"), [("bh", "fdr_bh"), ("holm", "holm")])
def test_pairs_are_tested_as_the_rest_and_adjusted_over_all_of_them(adjust: str, theirs: str) -> None:
    found = pairs(counted(ROWS)[0], target_list(), AnalysisOptions(adjust=adjust))
    assert tuple(found.columns) == PAIR_COLUMNS
    own = found[(found.measure == "index") & (found.question == "q") & (found.verdict != "too-few")]
    assert [tuple(pair) for pair in own[["unit", "against"]].to_numpy()] == list(combinations("ABCDE", 2))
    cells = {unit: estimates.of(sums.of(scores(unit))) for unit in "ABCDE"}
    test = TESTS["mean-rest"].function
    expected = [float(test(cells[a], cells[b], 0.95).p_value) for a, b in combinations("ABCDE", 2)]
    assert own.p_value.to_numpy() == pytest.approx(expected, abs=1e-9)
    assert own.p_adjusted.to_numpy() == pytest.approx(multipletests(expected, method=theirs)[1], abs=1e-9)


def test_hidden_units_take_no_part_and_small_ones_are_too_few() -> None:
    found = pairs(counted(ROWS)[0], target_list(), AnalysisOptions())
    named = set(found.unit) | set(found.against)
    hidden = set(asked_of(ROWS, Asked()).query("status == 'hidden'").unit)
    assert "G" in hidden
    assert not named & hidden
    small = found[(found.unit == "F") | (found.against == "F")]
    assert set(small.verdict) <= {"too-few"}
    assert small.p_value.isna().all()


def test_letters_say_what_the_pairs_say() -> None:
    frame = asked_of(ROWS, LETTERS)
    assert tuple(frame.columns) == (*COLUMNS, "letters")
    found = pairs(counted(ROWS)[0], target_list(), AnalysisOptions())
    checked = 0
    for row in found[found.verdict != "too-few"].itertuples():
        mine, other = (
            set(one(frame, row.measure, u, row.wave, row.question)["letters"]) for u in (row.unit, row.against)
        )
        assert mine
        assert other
        assert bool(mine & other) == (row.verdict == "no-clear-difference")
        checked += 1
    assert checked >= 40
    index = frame[(frame.measure == "index") & (frame.question == "q")].set_index("unit").letters
    assert index["A"].startswith("a")
    assert (index[""], index["F"], index["G"]) == ("", "", "")


def test_a_smallest_difference_joins_what_differs_less() -> None:
    frame = asked_of(ROWS, LETTERS, smallest=150.0)
    index = frame[(frame.measure == "index") & (frame.question == "q")].set_index("unit").letters
    assert [index[unit] for unit in "ABCDE"] == ["a"] * 5


def test_units_are_paired_within_their_level() -> None:
    from dataclasses import replace

    survey = replace(SURVEY, unit=("region", "unit"))
    names = ("id", "region", "unit", "wave", "q", "ltr")
    rows = [(row[0], "North" if row[1] in "AB" else "South", *row[1:]) for row in ROWS if row[1] in "ABCDE"]
    found = pairs(counted(rows, survey, names)[0], target_list(), AnalysisOptions())
    depths = {
        (unit.count(" / "), against.count(" / ")) for unit, against in zip(found.unit, found.against, strict=True)
    }
    assert depths == {(0, 0), (1, 1)}
