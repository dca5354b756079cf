"""Masking of comments: the two lists, the repairs that came of them, and what holds for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.questionnaire.masking import KINDS, TOKENS, found, mask, plain
from kundnojd.questionnaire.masking_names import staff_names
from tests.masking.lists import Case, cases
from tests.masking.measuring import LISTS, SURE, TABLE, Measured, measured, table

OWN = cases("own_200.txt")
GIVEN = cases("given_60.txt")
# What the rules do not find in our own list, which is not changed to fit them.
MISSED = {"Stig hjälpte mig med dörren"}


def test_lists_are_as_long_as_they_say() -> None:
    assert (len(GIVEN), len(OWN)) == (60, 200)
    assert sum(not case.spans for case in OWN) == 60
    assert {kind for case in OWN for _, _, kind in case.spans} == set(KINDS)


@pytest.mark.parametrize("case", GIVEN, ids=lambda case: case.text)
def test_given_comments(case: Case) -> None:
    assert mask(case.text).text == case.masked


@pytest.mark.parametrize("case", [case for case in OWN if case.text not in MISSED], ids=lambda case: case.text)
def test_own_comments(case: Case) -> None:
    assert mask(case.text).text == case.masked


def test_what_is_missed_is_counted() -> None:
    assert {case.text for case in OWN if mask(case.text).text != case.masked} == MISSED


@pytest.mark.parametrize("name", LISTS)
def test_sure_kinds_are_found_and_not_false(name: str) -> None:
    counts = measured(cases(name))
    sure = sum((counts[group] for group in SURE), Measured(0, 0, 0))
    assert sure.found >= 0.99 * sure.spans
    assert sure.false <= 0.02 * (sure.found + sure.false)


def test_measured_table_is_that_of_these_rules() -> None:
    assert TABLE.read_text("utf-8") == table()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # Repairs that a trial of such rules needed.
        ("Tack Anna", "Tack [name]"),
        ("Zoltán Kiss hette han som Zoltán", "Zoltán Kiss hette han som Zoltán"),
        ("Vaktmästaren Zoltán lagade", "Vaktmästaren [name] lagade"),
        ("Bor på Norra Vallgatan 7 B", "Bor på [address]"),
        ("Storgatan 12 är kall", "[address] är kall"),
        ("07700 900123", "[phone]"),
        ("Doctor Okonkwo listened", "Doctor [name] listened"),
        ("IBAN SE45 5000 0000 0583 9825 7466 tack", "IBAN [number] tack"),
        # What only looks like something to mask.
        ("Svensson-livet och 2019-2024", "Svensson-livet och 2019-2024"),
        ("5 4 3 5 4 3 2 5 i tur och ordning", "5 4 3 5 4 3 2 5 i tur och ordning"),
        ("Kostade 12 500 000 kr år 2021, 2022 och 2023", "Kostade 12 500 000 kr år 2021, 2022 och 2023"),
        ("20241103 kom brevet", "20241103 kom brevet"),
        ("Kapitel 4.2.1.3 och version 10.0.19045", "Kapitel 4.2.1.3 och version 10.0.19045"),
        ("This is right. His too.", "This is right. His too."),
        ("Inga problem. Ville ha hjälp. Juni var varm.", "Inga problem. Ville ha hjälp. Juni var varm."),
        ("Del av gården. Edit: Else it is fine", "Del av gården. Edit: Else it is fine"),
        ("Command Line och Excel 2019", "Command Line och Excel 2019"),
        # Characters that hide a number from the eye's reading of it, not from the rules.
        ("070\u00a0174\u202f06\u200b05", "[phone]"),
        ("anna\u00ad@example.se", "[e-mail]"),
    ],
)
def test_repairs_and_look_alikes(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_staff_are_masked_in_any_case() -> None:
    staff = staff_names(["# kontoret", "", "Xiaoling Zhang", "Stig Hedman", "Al-Hassan, Fatima"])
    for text in (
        "tack xiaoling",
        "XIAOLING ZHANG svarade",
        "zhangs svar",
        "Stig hjälpte mig",
        "hedman kom",
        "al-hassan",
    ):
        assert "[name]" in mask(text, staff=staff).text
    assert mask("Gå upp för stigen, säger stig", staff=staff).text == "Gå upp för stigen, säger stig"
    assert mask("Inget att säga", staff=staff_names([])).text == "Inget att säga"


def test_tokens_can_be_in_another_language() -> None:
    tokens = {**TOKENS, "name": "[navn]"}
    assert mask("Hilsen Kari", tokens).text == "Hilsen [navn]"
    assert mask("Hilsen Kari, kari@example.no", tokens).counts == {"name": 1, "e-mail": 1}


comments = st.lists(
    st.one_of(
        st.sampled_from([case.text for case in (*GIVEN, *OWN)]),
        st.text(alphabet=st.characters(codec="utf-8"), max_size=30),
        st.text(alphabet="0123456789 -+.@()", max_size=25),
    ),
    max_size=4,
).map(" ".join)


@given(comments)
def test_spans_lie_apart_and_inside(text: str) -> None:
    text = plain(text)
    spans = found(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert sum(mask(text).counts.values()) == len(spans)


@given(st.sampled_from([case for case in (*GIVEN, *OWN) if "@" in case.text]), comments)
def test_mail_is_gone_whatever_stands_around_it(case: Case, around: str) -> None:
    masked = mask(f"{around}\n{case.text}\n{around}").text
    for start, end, kind in case.spans:
        if kind == "e-mail":
            assert case.text[start:end] not in masked or case.text[start:end] in around


@given(st.integers(0, 10**16), st.integers(8, 16))
def test_no_long_number_is_left(number: int, digits: int) -> None:
    text = f"Nummer {number % 10**digits:0{digits}d} hos er"
    masked = mask(text).text
    left = "".join(filter(str.isdecimal, masked))
    is_date = digits == 8 and left and 1900 <= int(left[:4]) < 2100
    assert not left or is_date


def test_characters_that_cannot_be_seen_are_gone() -> None:
    assert mask("\x1b[31mrött\x07 \u202eomvänt\x00").text == "[31mrött omvänt"


@pytest.mark.parametrize(
    "piece",
    ["a", "A.", "A'", "A-", "1", "1 ", "12 ", "070-174 06 05 ", "a:", "x(at)", "Anna ", "ABC123 ", "0-", "(", "a at "],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    from time import process_time

    start = process_time()
    mask(piece * (5000 // len(piece)) + "@")
    assert process_time() - start < 3
