"""The words of dispositions, and which column holds them."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib import resources

import pytest

from kundnojd.errors import ConfigError, InputError
from kundnojd.questionnaire import survey_toml
from kundnojd.questionnaire.dispositions import CODES, Dispositions
from kundnojd.questionnaire.infer import infer, understand
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.model import Questionnaire, Role
from kundnojd.questionnaire.settings import Settings
from tests.questionnaire.surveys import SATISFIED, TEN, profile_of

FIELD = ["Svarat", "Vägrade", "Ej anträffad", "Postretur"]


def found(cells: list[str], text: str = "") -> Questionnaire:
    return infer(profile_of({"Status": cells, SATISFIED: TEN}), survey_toml.read(text), ["a.csv"], ".")


def test_every_word_is_written_as_it_is_compared_and_means_one_thing() -> None:
    file = resources.files("kundnojd.questionnaire").joinpath("dispositions.toml")
    lists = tomllib.loads(file.read_text("utf-8"))
    assert tuple(lists) == CODES
    words = [word for own in lists.values() for word in own]
    assert [word for word in words if normalise(word) != word] == []
    assert [word for word, count in Counter(words).items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Complete", "I"),  # Alchemer
        ("completed", "I"),  # Typeform
        ("True", "I"),  # Qualtrics: Finished
        ("Partial", "P"),
        ("Disqualified", "NE"),
        ("Delvis besvart", "P"),
        ("Ville inte delta", "R"),
        ("Övertäckning", "NE"),
        (" RETURPOST. ", "U"),
        ("1.1", "I"),  # final disposition codes as AAPOR numbers them
        ("2.112", "R"),
        ("2.36", "O"),
        ("3.19", "U"),
        ("4.10", "NE"),
        ("2.4", ""),
        ("5.1", ""),
        ("Öppen", ""),
    ],
)
def test_words(text: str, code: str) -> None:
    assert Dispositions("Status").code_of(text) == code


def test_a_column_that_tells_respondents_from_others_is_used_and_said() -> None:
    questionnaire = found(FIELD)
    assert questionnaire.dispositions.column == "Status"
    notice = next(notice for notice in questionnaire.notices if notice.key == "dispositions-read")
    assert notice.fields["mapping"] == ('I = "Svarat"', 'R = "Vägrade"', 'NC = "Ej anträffad"', 'U = "Postretur"')


@pytest.mark.parametrize("cells", [["Complete", "Partial"], ["Svarat", "Vägrade", "Öppen"], ["Svarat", "Vägrade", ""]])
def test_a_column_that_nobody_named_is_left_alone_where_it_could_be_another(cells: list[str]) -> None:
    assert found(cells).dispositions.column == ""


def test_what_is_said_wins() -> None:
    text = '[columns]\ndisposition = "Status"\n[disposition]\n"Öppen" = "NC"\n"" = "U"\n"Svarat" = "P"\n'
    dispositions = found(["Svarat", "Öppen", ""], text).dispositions
    assert [dispositions.code_of(cell) for cell in ("svarat", "ÖPPEN", "")] == ["P", "NC", "U"]
    assert found(FIELD, '[columns]\ndisposition = "none"').dispositions.column == ""


def test_a_mapping_says_which_column_where_there_is_one() -> None:
    assert found(["Svarat", "Öppen"], '[disposition]\n"Öppen" = "NC"').dispositions.column == "Status"
    with pytest.raises(ConfigError) as caught:
        infer(profile_of({SATISFIED: TEN}), survey_toml.read('[disposition]\n"Öppen" = "NC"'), ["a.csv"], ".")
    assert caught.value.key == "disposition-without-column"


def test_unknown_texts_are_refused_by_name_unless_somebody_may_be_in_them() -> None:
    cells = [*["Svarat", "Öppen", ""] * 9, "Ring Anna efter fem"]
    settings = survey_toml.read('[columns]\ndisposition = "Status"')
    profile = profile_of({"Status": cells, SATISFIED: TEN})
    with pytest.raises(InputError) as caught:
        infer(profile, settings, ["a.csv"], ".")
    assert caught.value.key == "disposition-unknown"
    assert caught.value.fields["count"] == 3
    assert caught.value.fields["texts"] == ('"Öppen"', '""')
    assert understand(profile, settings, ["a.csv"], ".").refusal is not None


def test_the_time_of_an_answer() -> None:
    cells = {"Startdatum": ["2025-03-01", "2025-03-02"], "Slutdatum": ["2025-03-03", "2025-03-02"], SATISFIED: TEN}
    assert infer(profile_of(cells), Settings(), ["a.csv"], ".").time.column == "Slutdatum"
    said = infer(profile_of(cells), survey_toml.read('[columns]\ntime = "Startdatum"'), ["a.csv"], ".")
    assert (said.time.column, said.time.order) == ("Startdatum", "ymd")
    unclear = {"Datum": ["01/02/2025", "03/04/2025"], SATISFIED: TEN}
    assert infer(profile_of(unclear), Settings(), ["a.csv"], ".").time.column == ""


def test_a_time_that_was_said_still_gives_the_waves() -> None:
    cells = {"Datum": ["2023-10-01", "2024-10-01"], SATISFIED: TEN}
    questionnaire = infer(profile_of(cells), survey_toml.read('[columns]\ntime = "Datum"'), ["a.csv"], ".")
    assert questionnaire.waves.kind == "date"
    assert next(finding.role for finding in questionnaire.findings if finding.name == "Datum") is Role.TIME
