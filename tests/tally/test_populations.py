"""Customers joined with units by name: exactly, and said where one side lacks the other."""

from __future__ import annotations

import numpy as np
import pytest

from kundnojd.errors import InputError
from kundnojd.questionnaire.population import Customers
from kundnojd.tally.populations import Population, joined
from kundnojd.tally.tally import Tally


def tally_of(*cells: tuple[str, ...], keys: tuple[str, ...] = ("unit-1", "wave"), n: float = 10) -> Tally:
    names = tuple(sorted(cells))
    return Tally(keys, names, np.full((len(names), 3), n), {}, {})


def said(population: Population) -> dict[str, object]:
    return {notice.key: notice.fields for notice in population.notices}


def test_names_are_the_same_but_for_case_and_blanks() -> None:
    found = joined(
        [Customers(" östra  höjden ", 90), Customers("TORGET", 20)], tally_of(("Östra höjden", ""), ("Torget", "")), ""
    )
    assert found.units == {(("Östra höjden",), "", ""): 90, (("Torget",), "", ""): 20}
    assert found.whole == {("", ""): 110}
    assert found.notices == ()


def test_near_names_are_said_and_not_joined() -> None:
    found = joined([Customers("Torget", 90), Customers("Hamnens", 20)], tally_of(("Torget", ""), ("Hamnen", "")), "")
    assert set(found.units) == {(("Torget",), "", "")}
    assert said(found)["units-without-population"]["units"] == ("Hamnen",)
    assert said(found)["population-without-answers"]["units"] == ("Hamnens",)
    assert said(found)["population-names-alike"]["pairs"] == ("Hamnen ≈ Hamnens",)
    # Of a whole with a unit of unknown size the size is not known.
    assert found.whole == {}


def test_a_unit_without_answers_is_a_part_of_the_whole() -> None:
    found = joined([Customers("Torget", 90), Customers("Nybygget", 20)], tally_of(("Torget", "")), "")
    assert found.whole == {("", ""): 110}
    assert set(said(found)) == {"population-without-answers"}


def test_numbers_by_wave() -> None:
    tally = tally_of(("A", "2024"), ("A", "2025"), ("B", "2025"))
    found = joined([Customers("A", 50, wave="2025"), Customers("B", 60, wave="2025")], tally, "")
    assert set(found.units) == {(("A",), "2025", ""), (("B",), "2025", "")}
    assert said(found)["waves-without-population"]["waves"] == ("2024",)


def test_several_levels_are_named_by_the_last_or_by_all() -> None:
    keys = ("unit-1", "unit-2", "wave")
    tally = tally_of(("Nord", "Kontor 1", ""), ("Syd", "Kontor 1", ""), ("Syd", "Kontor 2", ""), keys=keys)
    rows = [Customers("Nord / Kontor 1", 50), Customers("syd / kontor 1", 60), Customers("Kontor 2", 70)]
    assert len(joined(rows, tally, "").units) == 3
    found = joined([Customers("Kontor 1", 50), Customers("Kontor 2", 70)], tally, "")
    assert len(found.units) == 1


def test_strata_are_joined_too() -> None:
    tally = tally_of(("A", "", "gammal"), ("A", "", "ny"), keys=("unit-1", "wave", "column:s"))
    found = joined([Customers("A", 50, "Ny"), Customers("A", 60, "Gammal")], tally, "column:s")
    assert found.units == {(("A",), "", "ny"): 50, (("A",), "", "gammal"): 60}
    assert found.stratum == "column:s"


def test_without_units_there_is_one_number() -> None:
    tally = tally_of(("",), keys=("wave",))
    assert joined([Customers("alla", 40)], tally, "").whole == {("", ""): 40}
    with pytest.raises(InputError, match="population-twice"):
        joined([Customers("A", 20), Customers("B", 20)], tally, "")


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("population-too-small", [Customers("A", 9)]),
        ("population-twice", [Customers("A", 90), Customers("a", 80)]),
        ("population-of-others", [Customers("X", 90)]),
    ],
)
def test_what_does_not_fit_is_refused(key, rows) -> None:
    with pytest.raises(InputError) as caught:
        joined(rows, tally_of(("A", "")), "")
    assert caught.value.key == key
