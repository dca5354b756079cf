"""Units of two files joined by name, suggested, and refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.errors import InputError, LayoutError
from kundnojd.questionnaire.unit_codes import shared
from kundnojd.questionnaire.unit_figures import Asked, from_file
from kundnojd.questionnaire.unit_map import map_lines, map_text, read_map
from kundnojd.questionnaire.unit_names import likeness, match_units, require_joined, unit_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Malmö kontor", "Kontor Malmö"),
        ("Östra Höjden", "OSTRA  HÖJDEN"),
        ("Sørlandet", "Sörlandet"),
        ("Tromsø", "Tromso"),
        ("Ålesund", "Aalesund"),
        ("S:t Göran", "Sankt Göran"),
        ("Drift & underhåll", "Drift och underhåll"),
        ("Avd. 3", "Avdelning 03"),
        ("VC Lund", "Vårdcentralen Lund"),
        ("Region\u00a0Nord", "region nord"),
    ],
)
def test_the_same_name_written_otherwise_is_joined(one: str, other: str) -> None:
    assert unit_key(one) == unit_key(other)
    assert match_units([one], [other]).joined[0].name == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Avdelning 3", "Avdelning 13"),
        ("Region Norr", "Region Nord"),
        ("Hus A", "Hus B"),
        ("Stora torget", "Lilla torget"),
        ("Skola 1 Östra", "Skola 1 Västra"),
    ],
)
def test_names_that_differ_in_what_tells_units_apart_are_not_even_suggested(one: str, other: str) -> None:
    found = match_units([one], [other])
    assert likeness(one, other) == 0
    assert (found.joined, found.suggestions) == ((), ())


def test_alike_names_are_suggested_and_never_joined() -> None:
    found = match_units(["Rönnlycka", "Vårdcentralen Lunda"], ["Rönnlyckan", "Vårdcentralen Lund"])
    assert found.joined == ()
    # The second pair are two places: why nothing is joined by likeness.
    assert [(one.staff_unit, one.score) for one in found.suggestions] == [
        ("Rönnlycka", 94.7),
        ("Vårdcentralen Lunda", 97.0),
    ]
    assert found.staff_alone == ("Rönnlycka", "Vårdcentralen Lunda")


def test_a_suggestion_has_to_be_ahead_of_the_next_best() -> None:
    found = match_units(["Solgården"], ["Solgårdens", "Solgårdena"])
    assert found.suggestions == ()


def test_accepted_pairs_are_joined_and_two_may_be_one() -> None:
    staff, customers = ["Norr A", "Norr B", "Syd"], ["Norr", "Syd"]
    found = match_units(staff, customers, [("Norr A", "Norr"), ("Norr B", "Norr")])
    assert [(unit.name, unit.staff, unit.by) for unit in found.joined] == [
        ("Norr", ("Norr A", "Norr B"), "map"),
        ("Syd", ("Syd",), "name"),
    ]
    both = match_units(["Norr"], ["Norr 1", "Norr 2"], [("Norr", "Norr 1"), ("Norr", "Norr 2")])
    assert both.joined[0].name == "Norr 1 + Norr 2"


def test_a_name_that_is_there_twice_is_refused_but_where_it_does_not_matter() -> None:
    with pytest.raises(InputError, match="link-names-twice"):
        match_units(["Avd 3", "Avdelning 3"], ["Avdelning 3"])
    assert match_units(["Avd 3", "Avdelning 3", "Syd"], ["Syd"]).joined[0].name == "Syd"
    settled = match_units(["Avd 3", "Avdelning 3"], ["Avdelning 3"], [("Avd 3", "Avdelning 3")])
    assert settled.joined[0].staff == ("Avd 3",)
    assert settled.staff_alone == ("Avdelning 3",)


def test_names_of_levels_are_joined_by_the_last_where_it_is_alone() -> None:
    found = match_units(["Solna"], ["Norr / Solna", "Norr / Lund"])
    assert found.joined[0].customers == ("Norr / Solna",)
    twice = match_units(["Kontor"], ["Norr / Kontor", "Syd / Kontor"])
    assert twice.joined == ()


def test_unknown_names_in_the_map_and_nothing_joined_are_refused() -> None:
    with pytest.raises(InputError, match="link-map-unknown"):
        match_units(["A1"], ["B1"], [("A2", "B1")])
    with pytest.raises(InputError, match="link-nothing-matched"):
        require_joined(match_units(["Solna"], ["Lund"]))


names = st.lists(st.text("abcåäöøæ 123&:", min_size=1, max_size=12), unique_by=unit_key, max_size=8)


@given(names)
def test_every_file_matches_itself_whatever_the_order(own: list[str]) -> None:
    own = [name for name in own if unit_key(name)]
    found = match_units(own[::-1], own)
    assert [(unit.staff, unit.customers) for unit in found.joined] == [((name,), (name,)) for name in own]
    assert found.suggestions == ()


@given(st.text(max_size=20))
def test_a_key_is_its_own_key(name: str) -> None:
    assert unit_key(unit_key(name)) == unit_key(unit_key(unit_key(name)))


@pytest.mark.parametrize(("delimiter", "prefix"), [(";", "\ufeff"), (",", "")])
def test_a_map_is_read_back(tmp_path, delimiter: str, prefix: str) -> None:
    found = match_units(["Rönnlycka", "Huvudkontoret", "Syd"], ["Rönnlyckan", "Syd"])
    lines = map_lines(found)
    assert lines == [("Rönnlycka", "Rönnlyckan", "94.7", ""), ("Huvudkontoret", "", "", "")]
    file = tmp_path / "map.csv"
    file.write_text(prefix + map_text(lines, delimiter), encoding="utf-8")
    assert read_map(file) == ()
    lines[0] = (*lines[0][:3], "Ja")
    file.write_text(prefix + map_text(lines, delimiter), encoding="utf-8")
    assert read_map(file) == (("Rönnlycka", "Rönnlyckan"),)


@pytest.mark.parametrize(
    ("text", "error", "key"),
    [
        ("staff_unit,customer_unit,score,accept\nA,B,90,perhaps\n", InputError, "link-map-accept"),
        ("staff_unit,customer_unit,score,accept\nA,,,yes\n", InputError, "link-map-accept"),
        ("staff,customer\nA,B\n", LayoutError, "link-map-columns"),
    ],
)
def test_a_map_that_cannot_be_read(tmp_path, text: str, error: type[Exception], key: str) -> None:
    file = tmp_path / "map.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=key):
        read_map(file)


def test_columns_of_codes() -> None:
    codes = [f"{number}" for number in range(101, 111)]
    found = shared({"Kod": codes, "Stad": list("abcdefghij")}, {"Nr": codes[:9]}, ("Namn", "Namn"))
    assert found is not None
    assert (found.customers, found.staff, found.equal, found.texts) == ("Kod", "Nr", 9, 10)
    assert shared({"Kod": codes}, {"Nr": codes[:7]}, ("Namn", "Namn")) is None
    assert shared({"Namn": codes}, {"Namn": codes}, ("Namn", "Namn")) is None


def table(tmp_path, text: str, **asked: str):
    file = tmp_path / "figures.csv"
    file.write_text(text, encoding="utf-8")
    return from_file(file, Asked("Sjukfrånvaro", **asked))


def test_a_table_of_figures(tmp_path) -> None:
    text = "Kontor;År;Sjukfrånvaro;Fel\nNorr;2024;5,2 %;0,3\nSyd;2024;\u22121,5;0,2\nSyd;2025;1 004,5;0\nVäst;2025;;\n"
    found = table(tmp_path, text, se="fel")
    assert (found.unit, found.wave, found.waves, found.blank) == ("Kontor", "År", ("2024", "2025"), 1)
    assert [(one.unit, one.value, one.se) for one in found.figures] == [
        ("Norr", 5.2, 0.3),
        ("Syd", -1.5, 0.2),
        ("Syd", 1004.5, 0.0),
    ]


def test_shares_have_the_error_of_their_number(tmp_path) -> None:
    found = table(tmp_path, "Kontor,Sjukfrånvaro,Antal\nNorr,0,20\nSyd,10,80\n", n="antal")
    assert [one.se for one in found.figures] == pytest.approx([(8 * 92 / 20) ** 0.5, (8 * 92 / 80) ** 0.5])
    for bad in ("Norr,101,20", "Norr,10,0", "Norr,10,"):
        with pytest.raises(InputError, match="figures-share"):
            table(tmp_path, f"Kontor,Sjukfrånvaro,Antal\nSyd,10,80\n{bad}\n", n="Antal")


@pytest.mark.parametrize(
    ("text", "asked", "error", "key"),
    [
        ("Kontor,Frånvaro\nNorr,5\n", {}, LayoutError, "figures-column"),
        ("Nr,Sjukfrånvaro\n1,5\n2,6\n", {}, LayoutError, "figures-unit"),
        ("Kontor,Stad,Sjukfrånvaro\nNorr,Umeå,5\n", {}, LayoutError, "figures-unit"),
        ("Kontor,Sjukfrånvaro\nNorr,hög\n", {"unit": "Kontor"}, InputError, "figures-number"),
        ("Kontor,Sjukfrånvaro,Fel\nNorr,5,-1\n", {"se": "Fel"}, InputError, "figures-number"),
        ("Kontor,Sjukfrånvaro\nNorr,5\nNorr,6\n", {}, InputError, "figures-twice"),
    ],
)
def test_a_table_that_cannot_be_used(tmp_path, text: str, asked: dict[str, str], error, key: str) -> None:
    with pytest.raises(error, match=key):
        table(tmp_path, text, **asked)
