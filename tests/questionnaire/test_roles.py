"""The role of each column, one case for each sort of header and content."""

import pytest

from kundnojd.questionnaire.header import asks_something, rank_in, read_header, stem_of
from kundnojd.questionnaire.model import Role
from tests.questionnaire.surveys import DIGITS_1_5, SATISFIED, TEN, role_of, understood

UNITS = ["Nord", "Syd", "Öst", "Väst", "Nord"]
DATES = ["2025-03-01 08:15:09", "2025-03-02 09:00:00", "2025-03-02 10:00:00"]
MAILS = ["anna@example.se", "bo@example.se", "anonymous"]
REMARKS = [f"Det tog {n} veckor, och ingen svarade när jag ringde." for n in range(10)]


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        *((header, UNITS, Role.UNIT) for header in ("Enhet", "Område", "Avdelning", "Avdeling", "Kontor", "Butik")),
        *((header, UNITS, Role.UNIT) for header in ("Branch", "Department", "Boarding area", "BAREA", "Location")),
        *((header, UNITS, Role.UNIT) for header in ("Bostadsområde", "Store ID", "Enhet/avdelning", "Unit name")),
        *((header, UNITS, Role.UNIT) for header in ("Vilket område bor du i?", "Which store did you visit?")),
        *((header, ["2024", "2025"], Role.WAVE) for header in ("År", "Mätning", "Måling", "Survey year", "Wave")),
        ("Undersökningsår", ["2024"], Role.WAVE),
        ("Kvartal", ["2024-Q1", "2024-Q2"], Role.WAVE),
        *((header, ["0.85", "1.2", "1"], Role.WEIGHT) for header in ("Vikt", "Weight", "WEIGHT", "Vekt", "Vægt")),
        ("Vikt", ["0,85", "1,2"], Role.WEIGHT),
        *((header, list("123456789"), Role.RESPONDENT) for header in ("Respondent ID", "Svars-ID", "lfdn", "*RESPNUM")),
        *((header, ["Man", "Kvinna"], Role.SEGMENT) for header in ("Kön", "Gender", "Q21Gender", "Vad är ditt kön?")),
        ("Ålder (år)", ["18-29 år", "30-64 år"], Role.SEGMENT),
        ("Boendetid", ["1", "2", "3", "4"], Role.TENURE),
        ("UserLanguage", ["SV", "EN"], Role.SEGMENT),
        *((header, ["12345", "54321"], Role.IGNORE) for header in ("Postnummer", "Q17ZIP", "Antal barn", "Inkomst")),
        ("Gate", ["4", "5", "6"], Role.IGNORE),
        ("Day", ["1", "2", "7", "5"], Role.IGNORE),
        *((header, MAILS, Role.PERSONAL) for header in ("E-post", "Kolumn 7", "Kontakt")),
        *((header, ["Anna Ek", "Bo Ek"], Role.PERSONAL) for header in ("Namn", "First Name", "RecipientLastName")),
        ("Kod", ["19800101-1234", "19900202-2345"], Role.PERSONAL),
        ("Adr", ["192.168.0.1", "10.0.0.2"], Role.PERSONAL),
        ("Nås på", ["+46 70 123 45 67", "08-123 456"], Role.PERSONAL),
        *((header, DATES, Role.TIME) for header in ("Svarsdatum", "Timestamp", "Något", "Submit Date (UTC)")),
        ("Duration (in seconds)", ["221", "90", "400"], Role.DURATION),
        ("dispcode", ["31", "32"], Role.DISPOSITION),
        ("DistributionChannel", ["email", "sms"], Role.MODE),
        ("Vad kan vi göra bättre?", REMARKS, Role.COMMENT),
        ("Fritext", ["Bra", "Dåligt väder"], Role.COMMENT),
        ("Collector ID", ["55"], Role.IGNORE),
        ("Tom", ["", ""], Role.IGNORE),
        ("Kanaler", ["Telefon;E-post;", "Telefon;", "E-post;"], Role.MULTI),
        ("Telefonsamtal", ["Telefonsamtal", "", ""], Role.MULTI),
    ],
)
def test_role(header: str, cells: list[str], role: Role) -> None:
    assert role_of(understood({header: cells, SATISFIED: TEN}), header) is role


@pytest.mark.parametrize(
    "header",
    ["Butik: bemötande", "Personalens bemötande i butiken?", "Hur nöjd är du med din avdelning?", "Hur är språket?"],
)
def test_a_question_about_the_unit_is_no_unit(header: str) -> None:
    questionnaire = understood({header: ["1 - Inte alls nöjd", "2", "3", "4", "5 - Mycket nöjd"], SATISFIED: TEN})
    assert questionnaire.unit == ()
    assert role_of(questionnaire, header) is Role.ITEM


def test_text_of_a_question_code_gives_the_role() -> None:
    questionnaire = understood({"Q3": UNITS, "Q1": TEN}, texts={"Q3": "Vilken butik besökte du?", "Q1": SATISFIED})
    assert questionnaire.unit == ("Q3",)
    assert questionnaire.questions[0].role is Role.OVERALL


def test_numbers_that_are_no_weights() -> None:
    assert role_of(understood({"Weight": ["light", "heavy"], SATISFIED: TEN}), "Weight") is not Role.WEIGHT


def test_words_of_a_header() -> None:
    assert rank_in(read_header("Enhet"), "unit") == 0
    assert rank_in(read_header("Kommunikation"), "unit") is None
    assert asks_something(read_header("v_12"))
    assert not asks_something(read_header("Q21INCOME"))
    assert stem_of("Q2[SQ001]", "Q2[SQ001]") == "Q2"
    assert stem_of("Q2_1", "Ange hur nöjd du är - Bemötande") == "Ange hur nöjd du är"


def test_bare_digits_need_a_question_or_siblings() -> None:
    questionnaire = understood(
        {
            "xyz": DIGITS_1_5,
            "imag1": DIGITS_1_5,
            "imag2": DIGITS_1_5,
            "inter": DIGITS_1_5,
            "imag3": DIGITS_1_5,
            "val1": DIGITS_1_5,
            "val2": DIGITS_1_5,
        }
    )
    assert [question.name for question in questionnaire.questions] == [
        "imag1", "imag2", "inter", "imag3", "val1", "val2",
    ]  # fmt: skip
    assert role_of(questionnaire, "xyz") is Role.IGNORE


def test_second_and_third_mentions_are_no_battery() -> None:
    codes = ["1", "2", "3", "4", "5"] * 4
    mentions = {"PURP1": codes, "PURP2": ["4", "2", "5", *[""] * 17], "PURP3": ["5", *[""] * 19], SATISFIED: TEN * 2}
    assert [question.name for question in understood(mentions).questions] == [SATISFIED]


def test_counting_questions_are_no_ratings() -> None:
    questionnaire = understood({"Hur många barn har du?": DIGITS_1_5, SATISFIED: TEN})
    assert role_of(questionnaire, "Hur många barn har du?") is Role.IGNORE


def test_yes_or_no_is_a_rating_only_where_the_wording_rates() -> None:
    yes = ["Ja", "Nej", "Ja", "Ja"]
    questionnaire = understood({"Är du nöjd med svaret?": yes, "Har du barn?": yes, SATISFIED: TEN})
    assert role_of(questionnaire, "Är du nöjd med svaret?") is Role.ITEM
    assert role_of(questionnaire, "Har du barn?") is Role.SEGMENT
