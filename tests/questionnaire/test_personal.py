"""What is personal, and what only looks like it."""

from __future__ import annotations

import pytest

from kundnojd.questionnaire.model import Role
from kundnojd.questionnaire.personal import is_norwegian_number, is_person, is_swedish_number, is_telephone, kind_of
from tests.questionnaire.surveys import DIGITS_1_10, SATISFIED, role_of, understood


# Skatteverket's own test numbers and the example of its folder on personnummer.
@pytest.mark.parametrize(
    "text", ["811228-9874", "8112289874", "19811228-9874", "198112289874", "811228+9874", "701063-2391", "640823-3234"]
)
def test_swedish_numbers(text: str) -> None:
    assert is_swedish_number(text)


@pytest.mark.parametrize("text", ["8112289875", "5560360793", "8113289874", "20250301", "1234567890", "811228"])
def test_no_swedish_numbers(text: str) -> None:
    """A wrong last digit, an organisation number, a thirteenth month, a date."""
    assert not is_swedish_number(text)


def test_norwegian_numbers_have_two_check_digits() -> None:
    assert is_norwegian_number("01010750160")
    assert not any(is_norwegian_number(f"010107501{end:02d}") for end in range(100) if end != 60)
    d_numbers = [f"41010750{end:03d}" for end in range(1000) if is_norwegian_number(f"41010750{end:03d}")]
    assert 1 <= len(d_numbers) <= 10


@pytest.mark.parametrize(
    "text",
    ["070-123 45 67", "0701234567", "08-123 456 78", "+46 70 123 45 67", "0046701234567", "22 33 44 55", "+4520123456"],
)
def test_telephones(text: str) -> None:
    assert is_telephone(text)


@pytest.mark.parametrize("text", ["2025-03-01", "12345678", "10", "1 234 567", "0-10", "8.5", "12345"])
def test_no_telephones(text: str) -> None:
    assert not is_telephone(text)


@pytest.mark.parametrize("text", ["Östra Höjden", "Gamla torget", "Mycket nöjd", "Karl Johans gate", "Anna", "Syd"])
def test_places_and_answers_are_no_people(text: str) -> None:
    assert not is_person(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("192.0.2.7", "ip-address"),
        ("2001:db8::7", "ip-address"),
        ("999.1.1.1", ""),
        ("12:30:45", ""),
        ("59.3293, 18.0686", "coordinates"),
        ("Ole von Hansen", "people"),
        ("ole@example.no", "e-mail"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("Telefon", ["Telefon", "", "Telefon", "", "Telefon", "Telefon", "Telefon", ""], Role.MULTI),
        ("Kommentar", ["ole@example.no", "Bra", "Bättre städning tack", "Inget"], Role.COMMENT),
        ("Kontakt", ["ole@example.no", "Ja", "Nej", "Ja", "ida@example.no", "ja tack"], Role.PERSONAL),
        ("Team", ["Ole Hansen", "Ida Berg", "Kari Nordmann"], Role.PERSONAL),
        ("Team", ["Alfa", "Beta", "Gamma"], Role.UNIT),
        ("Caretaker", ["A12", "B7", "C9"], Role.PERSONAL),
        ("Latitude", ["59.3293", "59.1111", "58.2222"], Role.PERSONAL),
    ],
)
def test_roles(header: str, cells: list[str], role: Role) -> None:
    found = understood({SATISFIED: DIGITS_1_10 * 12, header: cells})
    assert role_of(found, header) is role


def test_ratings_of_channels_and_staff_stay_questions() -> None:
    found = understood(
        {
            "Telefon": DIGITS_1_10,
            "Fastighetsskötare": ["Mycket bra", "Ganska bra", "Dåligt"] * 9,
            SATISFIED: DIGITS_1_10,
        }
    )
    assert Role.PERSONAL not in {finding.role for finding in found.findings}
