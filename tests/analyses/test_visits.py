"""The frame of visits: the worked unit, the correlation that is used, and the words beside the customers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kundnojd.analyses.visits import COLUMNS, CustomersSay, matched, rows_of, with_customers
from kundnojd.questionnaire.checklist import Condition
from kundnojd.tally.visits import VisitTally

ITEMS = 15
CONDITIONS = tuple(Condition(id=str(k), column=str(k)) for k in range(ITEMS))


def tally_of(visits: dict[str, list[float]]) -> VisitTally:
    """A tally of visits of 15 conditions whose scores are given, in parts of 1."""
    units = tuple((unit, "") for unit in visits)
    scores = np.zeros((len(units), 1, 4))
    conditions = np.zeros((len(units), ITEMS, 3))
    for place, own in enumerate(visits.values()):
        scores[place, 0] = [len(own), sum(own), sum(score**2 for score in own), ITEMS * len(own)]
        conditions[place] = [len(own), sum(own), sum(score < 1 for score in own)]
    return VisitTally(units, scores, conditions, np.zeros(len(units)), sum(map(len, visits.values())))


def test_the_worked_unit_with_the_usual_correlation() -> None:
    frame, correlation = rows_of(tally_of({"Nord": [13 / 15, 9 / 15, 14 / 15, 12 / 15]}), CONDITIONS, (), 0.95)
    assert tuple(frame.columns) == COLUMNS
    assert (correlation.value, correlation.is_estimated) == (0.3, False)
    row = frame[(frame["part"] == "score") & (frame["unit"] == "Nord")].iloc[0]
    assert row["value"] == pytest.approx(80.0)
    assert row["n_eff"] == pytest.approx(60 / (1 + 14 * 0.3))
    whole = frame[(frame["part"] == "score") & (frame["unit"] == "")].iloc[0]
    assert whole["value"] == row["value"]


def test_the_correlation_comes_from_all_units_together() -> None:
    rng = np.random.default_rng(5)
    visits = {str(k): (rng.binomial(ITEMS, rng.beta(3.2, 0.8, 6)) / ITEMS).tolist() for k in range(60)}
    _, correlation = rows_of(tally_of(visits), CONDITIONS, (), 0.95)
    assert correlation.is_estimated
    assert correlation.units == 60
    assert correlation.value == pytest.approx(0.2, abs=0.05)  # beta(3.2, 0.8): 1 / (1 + 4)


def test_a_condition_that_never_failed() -> None:
    frame, _ = rows_of(tally_of({"Nord": [1.0] * 4}), CONDITIONS, (), 0.95)
    row = frame[(frame["part"] == "condition") & (frame["unit"] == "Nord")].iloc[0]
    assert (row["visits"], row["failed_visits"], row["value"]) == (4, 0, 100)
    assert row["failures_up_to"] == pytest.approx(52.7, abs=0.05)


def customers(values: dict[str, tuple[float, float]]) -> CustomersSay:
    """(value, n) by unit; an interval of 4 points either side."""
    rows = {
        unit: {"value": value, "n": n, "lower": value - 4, "upper": value + 4, "status": "ok"}
        for unit, (value, n) in values.items()
    }
    return CustomersSay("nki", "index", "2025", rows)


VISITS = {"HH": 0.97, "LL": 0.1, "HL": 0.97, "LH": 0.1, "MM": 0.55, "HM": 0.97, "few": 0.97, "hidden": 0.5}
SAID = {"": (65.0, 900), "HH": (80, 90), "LL": (50, 90), "HL": (50, 90), "LH": (80, 90), "MM": (66, 90), "HM": (66, 90)}


def test_a_word_only_where_both_intervals_are_clear_of_the_whole() -> None:
    frame, _ = rows_of(tally_of({unit: [score] * 8 for unit, score in VISITS.items()}), CONDITIONS, (), 0.95)
    said = customers({**SAID, "few": (80, 20), "hidden": (np.nan, 3)})
    found = with_customers(frame, said, {unit: unit for unit in VISITS}, "", 0.95)
    words = found[(found["part"] == "score") & (found["unit"] != "")].set_index("unit")["beside"].to_dict()
    assert words == {
        "HH": "both-high",
        "LL": "both-low",
        "HL": "done-not-felt",
        "LH": "felt-not-done",
        "MM": "cannot-say",
        "HM": "cannot-say",
        "few": "too-few",
        "hidden": "",
    }
    hidden = found[(found["part"] == "score") & (found["unit"] == "hidden")].iloc[0]
    assert np.isnan(hidden["customers_value"])
    assert np.isnan(hidden["customers_n"])
    # Seven units have both figures, and eight are needed for a correlation.
    assert "rank-correlation" not in set(found["part"])


def test_the_rank_correlation_from_eight_units() -> None:
    visits = {str(k): [k / 10] * 3 for k in range(1, 9)}
    frame, _ = rows_of(tally_of(visits), CONDITIONS, (), 0.95)
    said = customers({"": (60.0, 400), **{str(k): (50.0 + k, 50) for k in range(1, 9)}})
    found = with_customers(frame, said, {unit: unit for unit in visits}, "", 0.95)
    row = found[found["part"] == "rank-correlation"].iloc[0]
    assert (row["value"], row["n_eff"], row["upper"]) == (1.0, 8, 1.0)
    assert isinstance(found, pd.DataFrame)
    assert tuple(found.columns) == COLUMNS


def test_names_are_matched_but_never_guessed() -> None:
    assert matched(["Östra  höjden", "Hamnn"], ["Östra Höjden", "Hamnen"]) == {"Östra  höjden": "Östra Höjden"}
    # A name that two units of a hierarchy end with is nobody's.
    assert matched(["Torget"], ["Nord / Torget", "Syd / Torget"]) == {}
