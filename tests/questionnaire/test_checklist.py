"""Lists of conditions: the shipped one, files of one's own and their faults, and the columns that they stand in."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from kundnojd.errors import ConfigError, InputError, UsageError
from kundnojd.questionnaire.checklist import load, read
from kundnojd.questionnaire.checklist_columns import part_fulfilled, visit_columns
from kundnojd.questionnaire.profile import ColumnProfile, Profile
from kundnojd.sources.reading import Column, RawChunk, RawColumn

ROWS = {
    "Butik": ["Nord", "Nord", "Syd", "Syd"],
    "Datum": ["2025-03-01", "2025-03-02", "2025-03-03", "2025-03-04"],
    "1. Kunden hälsas": ["Ja", "Nej", "ja", "Ej aktuellt"],
    "Ren lokal": ["1", "0", "1", "1"],
    "Skyltning (0-3)": ["3", "2", "0", "1"],
    "Kommentar": ["Trevligt besök i butiken idag", "", "Kassan var stängd när vi kom dit", ""],
}


def profiles(rows: dict[str, list[str]]) -> tuple[ColumnProfile, ...]:
    profile = Profile()
    columns = {}
    for name, cells in rows.items():
        texts = tuple(dict.fromkeys(cells))
        columns[name] = RawColumn(np.array([texts.index(cell) for cell in cells]), texts)
    profile.add("a.csv", RawChunk(len(cells), columns), [Column(name, name) for name in rows])
    return profile.columns


def test_the_fifteen_conditions() -> None:
    found = load("fifteen")
    assert len(found.condition) == len({one.id for one in found.condition}) == 15
    # Attitudes are house policy: they count in no score until they are given a weight.
    assert [one.id for one in found.condition if not one.weight] == ["objections", "trust", "no-excuses"]
    assert [one.id for one in found.condition if one.critical] == ["greeting", "promise", "ownership"]
    for one in found.condition:
        assert isinstance(one.name, dict)
        assert isinstance(one.section, dict)
        assert set(one.name) == set(one.section) == {"sv", "nb", "en"}
        assert len(set(one.name.values())) == 3


def test_a_file_may_build_on_the_fifteen(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'base = "fifteen"\ncritical = "zero"\n[[condition]]\nid = "objections"\nweight = 1\n'
        '[[condition]]\nid = "parking"\nname = "Parkering"\n',
        encoding="utf-8",
    )
    found = load(str(file))
    by_id = {one.id: one for one in found.condition}
    assert len(by_id) == 16
    assert (by_id["objections"].weight, by_id["objections"].label("sv")) == (1, "Invändning tas emot utan att motsägas")
    assert (found.critical, by_id["parking"].label("en")) == ("zero", "Parkering")


def test_faults_are_told_all_at_once() -> None:
    text = (
        'critical = "maybe"\nbase = "twenty"\n[[condition]]\nid = "a"\nweight = -1\n[[condition]]\nnam = "b"\n'
        '[[condition]]\nid = "c"\npoints = 0\n'
    )
    with pytest.raises(ConfigError) as caught:
        read(text, "own.toml")
    faults = str(caught.value.fields["faults"]).splitlines()
    assert [fault.split(" ")[0] for fault in faults] == [
        *("critical", "base", "condition[1].weight", "condition[2].nam", "condition[2]:", "condition[3].points")
    ]
    with pytest.raises(ConfigError, match="config-faults"):
        read('[[condition]]\nid = "a"\n[[condition]]\nid = "a"\n', "own.toml")
    with pytest.raises(ConfigError, match="config-faults"):
        read('title = "Nothing"', "own.toml")
    with pytest.raises(ConfigError, match="config-syntax"):
        read("title = = 1", "own.toml")
    with pytest.raises(UsageError, match="no-such-checklist"):
        load("sixteen")
    with pytest.raises(ConfigError, match="config-unreadable"):
        load("no/such.toml")


@pytest.mark.parametrize(
    ("text", "points", "part"),
    [
        *(("Ja", 1, 1.0), ("NEI", 1, 0.0), ("yes", 1, 1.0), ("1", 1, 1.0), ("0", 1, 0.0), ("1,0", 1, 1.0)),
        *(("Uppfyllt", 1, 1.0), ("Ej uppfyllt", 1, 0.0), ("Ikke oppfylt", 1, 0.0)),
        *(("2", 4, 0.5), ("0", 4, 0.0), ("1,5", 3, 0.5)),
    ],
)
def test_what_a_cell_says(text: str, points: int, part: float) -> None:
    assert part_fulfilled(text, points) == part


@pytest.mark.parametrize("text", ["", "-", "Ej aktuellt", "ikke aktuelt", "N/A", "Vet ej", "not observed"])
def test_what_lies_outside_the_base(text: str) -> None:
    part = part_fulfilled(text)
    assert part is not None
    assert math.isnan(part)


@pytest.mark.parametrize(("text", "points"), [("kanske", 1), ("2", 1), ("5", 4), ("ja", 4), ("-1", 4)])
def test_what_a_cell_cannot_say(text: str, points: int) -> None:
    assert part_fulfilled(text, points) is None


def test_columns_are_found_by_what_is_in_them() -> None:
    found = visit_columns(profiles(ROWS), None)
    assert found.unit == "Butik"
    assert [(one.column, one.points) for one in found.conditions] == [
        *(("1. Kunden hälsas", 1), ("Ren lokal", 1), ("Skyltning (0-3)", 3))
    ]
    assert found.conditions[0].label("sv") == "Kunden hälsas"
    assert found.days is not None
    assert "Kommentar" not in found.needed


def test_columns_are_found_by_the_names_of_a_list() -> None:
    listed = read(
        '[[condition]]\nid = "greeting"\nname = { sv = "Kunden hälsas", en = "Greeted" }\n'
        '[[condition]]\nid = "clean"\ncolumn = "ren lokal"\n[[condition]]\nid = "lost"\nname = "Borta"\n',
        "own.toml",
    )
    found = visit_columns(profiles(ROWS), listed)
    assert [one.column for one in found.conditions] == ["1. Kunden hälsas", "Ren lokal"]
    (missing,) = [notice for notice in found.notices if notice.key == "conditions-without-column"]
    assert missing.fields["names"] == ("lost",)


def test_visits_judge_no_employee() -> None:
    rows = {"Säljare": ["Anna Berg", "Bo Ek", "Anna Berg", "Bo Ek"], **ROWS}
    assert visit_columns(profiles(rows), None).unit == "Butik"
    with pytest.raises(UsageError, match="checklist-by-employee"):
        visit_columns(profiles(rows), None, unit="Säljare")


def test_what_is_missing_is_said() -> None:
    without_unit = {name: cells for name, cells in ROWS.items() if name != "Butik"}
    with pytest.raises(InputError, match="checklist-needs-units"):
        visit_columns(profiles(without_unit), None)
    bare = {"Butik": ROWS["Butik"], "Antal": ["10", "12", "9", "40"]}
    with pytest.raises(InputError, match="checklist-without-conditions"):
        visit_columns(profiles(bare), None)
    with pytest.raises(InputError, match="checklist-fits-no-column"):
        visit_columns(profiles(ROWS), load("fifteen"))
