"""Questions with several answers: found by their columns or cells, or said in survey.toml; never numbers."""

from __future__ import annotations

import pytest

from kundnojd.errors import ConfigError
from kundnojd.locale import load
from kundnojd.questionnaire import survey_toml, survey_writing
from kundnojd.questionnaire.infer import infer
from kundnojd.questionnaire.model import Questionnaire, Role
from kundnojd.questionnaire.multiple import MultiQuestion
from kundnojd.questionnaire.settings import Settings
from tests.questionnaire.surveys import SATISFIED, TEN, profile_of, role_of, understood

PACKED = ["Telefon, E-post", "E-post", "Telefon", "Chatt, E-post", "Telefon, Chatt, E-post", "Chatt", "", "Telefon"]


def only(questionnaire: Questionnaire) -> MultiQuestion:
    (question,) = questionnaire.multis
    return question


def labels(question: MultiQuestion) -> list[str]:
    return [option.label for option in question.options]


def packed(cells: list[str], header: str = "Vilka kanaler använder du?") -> Questionnaire:
    return understood({SATISFIED: TEN, header: cells * 10})


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (PACKED, ", "),  # Google Forms
        ([";".join(cell.split(", ")) + ";" * bool(cell) for cell in PACKED], ";"),  # Microsoft Forms
        (["".join(f" / {part}" for part in cell.split(", ") if part).strip() for cell in PACKED], " / "),  # Typeform
        ([cell.replace(", ", ",") for cell in PACKED], ","),  # Qualtrics
        ([cell.replace(", ", "|") for cell in PACKED], "|"),
    ],
)
def test_packed_cells(cells: list[str], separator: str) -> None:
    question = only(packed(cells))
    assert question.separator == separator
    assert sorted(labels(question)) == ["Chatt", "E-post", "Telefon"]
    assert question.other is None


def test_packed_codes_are_no_numbers() -> None:
    found = packed(["1,4", "2", "1,2,3", "4", "1,3", "2,3", ""], "Kanaler")
    assert labels(only(found)) == ["1", "2", "3", "4"]
    assert role_of(found, "Kanaler") is Role.MULTI


@pytest.mark.parametrize(
    "cells",
    [
        ["1,4", "2,5", "3,1", "4,0", "2,2"],  # decimals
        ["Åre, Sverige", "Lund, Sverige", "Oslo, Norge"],
        ["Ja, absolut", "Ja, delvis", "Nej, inte alls"],
        ["Yes, and my needs were met", "Yes, but my needs were not met", "No", "Other"],
        ["10,000-19,999", "20,000-29,999", "30,000-39,999"],
        ["Jag ringde, men ingen svarade. Tråkigt!", "Bra, tack.", "Städa mer, och oftare!", "Bra."],
        ["Man", "Kvinna"],
    ],
)
def test_a_comma_alone_does_not_make_several_answers(cells: list[str]) -> None:
    assert packed(cells, "Fält").multis == ()


def test_an_option_may_hold_the_separator() -> None:
    cells = [
        "I butik, på plats",
        "Telefon, I butik, på plats",
        "Telefon",
        "Chatt (webb, app)",
        "Telefon, Chatt (webb, app)",
    ]
    assert sorted(labels(only(packed(cells)))) == ["Chatt (webb, app)", "I butik, på plats", "Telefon"]


def test_own_words_are_counted_as_other_and_never_an_option() -> None:
    found = understood({SATISFIED: TEN, "Kanaler": [*PACKED * 10, "Telefon, brev till Anna Ek", "Fax"]})
    question = only(found)
    assert labels(question) == ["Telefon", "Chatt", "E-post", "other"]
    assert question.other == 3
    said = str(found) + survey_writing.written(found, Settings(), load("sv"))
    assert "Anna" not in said


@pytest.mark.parametrize(
    ("names", "cells", "expected"),
    [
        (("Kanaler [Telefon]", "Kanaler [E-post]"), ("Ja", "Ja"), ("Kanaler", ["Telefon", "E-post"])),
        (("Telefon:Kanaler", "E-post:Kanaler"), ("Telefon", "E-post"), ("Kanaler", ["Telefon", "E-post"])),  # Alchemer
        (("Telefon", "E-post"), ("Telefon", "E-post"), ("Telefon, E-post", ["Telefon", "E-post"])),  # Typeform, old
        (("KAN[1]", "KAN[2]"), ("Telefon", "E-post"), ("KAN", ["Telefon", "E-post"])),
        (("Q5_1", "Q5_2"), ("Telefon", "E-post"), ("Q5", ["Telefon", "E-post"])),
        (("q0004_0001", "q0004_0002"), ("Quoted", "Quoted"), ("q0004", ["q0004_0001", "q0004_0002"])),
    ],
)
def test_one_column_for_each_option(names: tuple[str, ...], cells: tuple[str, ...], expected: object) -> None:
    columns = {name: [cell, "", ""] for name, cell in zip(names, cells, strict=True)}
    found = understood({SATISFIED: TEN, **columns, "Enhet": ["Nord", "Syd"]})
    question = only(found)
    assert (question.name, labels(question)) == expected
    assert question.columns == names
    assert all(role_of(found, name) is Role.MULTI for name in names)


@pytest.mark.parametrize("marks", [("1", "0"), ("Ja", "Nej"), ("Selected", "Not selected"), ("Y", "N"), ("x", "0")])
def test_columns_that_deny_have_the_base_of_all_who_were_asked(marks: tuple[str, str]) -> None:
    yes, no = marks
    columns = {"Kanal_1": [yes, no, no, ""], "Kanal_2": [no, no, yes, ""]}
    assert only(understood({SATISFIED: TEN, **columns})).name == "Kanal"


def test_columns_that_deny_to_different_people_are_not_one_question() -> None:
    columns = {"Kanal_1": ["1", "0", "0", ""], "Kanal_2": ["0", "", "", "1"]}
    assert understood({SATISFIED: TEN, **columns}).multis == ()


def test_yes_or_no_to_what_is_rated_is_no_choice_among_options() -> None:
    columns = {"Är du nöjd? [Bemötande]": ["Ja", "Nej"], "Är du nöjd? [Städning]": ["Nej", "Ja"]}
    assert understood({SATISFIED: TEN, **columns}).multis == ()


SAID = f"""
[columns]
others = "ignore"
[[question]]
column = "{SATISFIED}"
role = "overall"
[[question]]
"""


def test_said_in_settings() -> None:
    columns = {SATISFIED: TEN, "K1": ["1", "2", ""], "K2": ["2", "1", ""], "P": ["A#B", "B", "A", "C"]}
    listed = only(
        understood(columns, SAID + 'columns = ["K*"]\nrole = "multi"\nselected = ["1"]\noptions = ["Ute", "Inne"]')
    )
    assert (listed.columns, labels(listed), listed.selected) == (("K1", "K2"), ["Ute", "Inne"], ("1",))
    cells = only(understood(columns, SAID + 'column = "P"\nrole = "multi"\nseparator = "#"\noptions = ["A", "B"]'))
    assert (cells.separator, labels(cells), cells.other) == ("#", ["A", "B", "other"], 2)


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ('columns = ["K*"]\nrole = "multi"\noptions = ["Ute"]', "multi-options-differ"),
        ('columns = ["X*"]\nrole = "multi"', "multi-without-columns"),
        ('column = "K1"\nrole = "multi"', "separator-unknown"),
        ('columns = ["K1", "K2"]\nrole = "item"', "config-faults"),
        ('column = "K1"\nrole = "multi"\nscale = [1, 5]', "config-faults"),
        ('column = "K1"\nseparator = ";"', "config-faults"),
    ],
)
def test_faults(toml: str, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        understood({SATISFIED: TEN, "K1": ["1", "2"], "K2": ["2", "1"]}, SAID + toml)
    assert caught.value.key == key


def test_what_was_found_can_be_written_and_read_again() -> None:
    columns = {
        SATISFIED: TEN,
        "Kanaler": [*PACKED * 3, "Telefon, Fax"],
        "Kanal [Ute]": ["Ja", ""],
        "Kanal [Inne]": ["", "Ja"],
    }
    first = understood(columns)
    assert len(first.multis) == 2
    toml = survey_writing.written(first, Settings(), load("en"))
    again = infer(profile_of(columns), survey_toml.read(toml), ["a.csv"], ".")
    assert sorted(q.name for q in again.multis) == sorted(q.name for q in first.multis)
    assert {q.name: labels(q) for q in again.multis} == {q.name: labels(q) for q in first.multis}
