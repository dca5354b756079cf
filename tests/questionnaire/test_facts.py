"""Questions of what happened: recognised in three languages, read rightly, and no ratings."""

from __future__ import annotations

import numpy as np
import pytest

from kundnojd.errors import LayoutError
from kundnojd.questionnaire.facts import is_behaviour, solved_values, yes_values
from kundnojd.questionnaire.model import Questionnaire, Role
from kundnojd.questionnaire.segments import with_tenure
from kundnojd.questionnaire.tenure import by_length
from tests.questionnaire.surveys import SATISFIED, TEN, keys, role_of, understood

JA, YES = ["Ja", "Nej", "Nej", "Ja"], ["Yes", "No", "No", "Yes"]
JA_NB = ["Ja", "Nei", "Nei", "Ja"]
AGAIN = ["Ja, absolut", "Ja, troligen", "Kanske", "Nej, troligen inte", "Nej, absolut inte"]


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("Har du haft något fel eller problem det senaste året?", JA, Role.PROBLEM),
        ("Upplevde du några problem vid ditt besök?", JA, Role.PROBLEM),
        ("Har du opplevd problemer det siste året?", JA_NB, Role.PROBLEM),
        ("Did you have any problems with your order?", YES, Role.PROBLEM),
        ("Har du klagat till oss?", JA, Role.COMPLAINED),
        ("Anmälde du felet?", JA, Role.COMPLAINED),
        ("Meldte du fra om feilen?", JA_NB, Role.COMPLAINED),
        ("Did you report the problem to us?", YES, Role.COMPLAINED),
        ("Have you complained to us during the year?", YES, Role.COMPLAINED),
        ("Blev problemet löst?", JA, Role.COMPLAINT_HANDLING),
        ("Blev felet åtgärdat?", ["Ja, snabbt", "Ja, till slut", "Nej"], Role.COMPLAINT_HANDLING),
        ("Ble problemet løst?", ["Ja, raskt", "Ja, til slutt", "Nei"], Role.COMPLAINT_HANDLING),
        ("Was your complaint resolved?", ["Yes", "Partly", "No"], Role.COMPLAINT_HANDLING),
        ("Har du handlat hos oss igen?", JA, Role.REPURCHASE),
        ("Have you bought from us again?", YES, Role.REPURCHASE),
        ("Skulle du välja oss igen?", AGAIN, Role.REPURCHASE),
        ("Would you choose us again?", ["Definitely", "Probably", "Probably not", "Definitely not"], Role.REPURCHASE),
        ("Kommer du att stanna kvar som kund?", AGAIN, Role.LOYALTY),
        ("Vil du velge oss igjen?", ["Ja, absolutt", "Kanskje", "Nei, absolutt ikke"], Role.REPURCHASE),
        ("Hur länge har du varit kund hos oss?", ["Under 1 år", "1-5 år", "Över 5 år"], Role.TENURE),
        ("Hvor lenge har du bodd hos oss?", ["Under 1 år", "1-5 år", "Over 5 år"], Role.TENURE),
        ("How long have you been a customer?", ["Under 1 year", "1-5 years", "Over 5 years"], Role.TENURE),
        ("Kund sedan", ["2010", "2015", "2020"], Role.TENURE),
        # What sounds alike and is not meant.
        ("Har du barn?", JA, Role.SEGMENT),
        ("Har du kontaktat oss det senaste året?", JA, Role.SEGMENT),
        ("Fungerar felanmälan bra?", JA, Role.ITEM),
        ("Hur nöjd är du med hur felet åtgärdades?", ["Mycket nöjd", "Ganska nöjd", "Mycket missnöjd"], Role.ITEM),
    ],
)
def test_role(header: str, cells: list[str], role: Role) -> None:
    assert role_of(understood({header: cells * 4, SATISFIED: TEN}), header) is role


def asked() -> Questionnaire:
    columns = {
        "Har du haft problem?": JA,
        "Har du klagat?": JA,
        "Har du handlat hos oss igen?": JA,
        "Skulle du välja oss igen?": AGAIN,
        SATISFIED: TEN,
    }
    return understood({name: cells * 4 for name, cells in columns.items()})


def test_facts_are_no_ratings() -> None:
    found = asked()
    assert [question.name for question in found.questions] == ["Skulle du välja oss igen?", SATISFIED]
    assert [question.role for question in found.facts] == [Role.PROBLEM, Role.COMPLAINED, Role.REPURCHASE]
    assert found.with_role(Role.REPURCHASE) == (found.questions[0], found.facts[2])
    assert found.question("Har du klagat?") is found.facts[1]


def test_coming_back_is_behaviour_where_it_was_done() -> None:
    done, would = asked().facts[2], asked().questions[0]
    assert is_behaviour(done)
    assert not is_behaviour(would)
    said = understood({"Skulle du handla hos oss igen?": JA * 4, SATISFIED: TEN}).facts[0]
    assert said.role is Role.REPURCHASE
    assert not is_behaviour(said)


@pytest.mark.parametrize(
    ("cells", "toml", "codes"),
    [
        (["Ja", "Nej"], "", [0, 1]),
        (["1", "2"], "", [0, 1]),  # along the scale: 2 is no, 1 is yes
        (["0", "1"], "", [0, 1]),
        (["1", "2"], 'labels = { 1 = "Yes", 2 = "No" }', [0, 1]),
        (["1", "2"], 'labels = { 1 = "Nej", 2 = "Ja" }', [0, 1]),
        (["Ja", "Nej"], 'scale = ["Ja", "Nej"]', [1, 0]),
        (["0", "1"], "scale = [0, 1]", [0, 1]),
        (["Ofta", "Aldrig"], 'scale = ["Nej", "Ja"]\nanswers = { Ofta = "Ja", Aldrig = "Nej" }', [0, 1]),
    ],
)
def test_yes_and_no(cells: list[str], toml: str, codes: list[float]) -> None:
    found = understood({"P": cells * 20, SATISFIED: TEN}, f'[[question]]\ncolumn = "P"\nrole = "problem"\n{toml}\n')
    (problem,) = found.facts
    assert yes_values(problem).tolist()[:-1] == codes
    assert np.isnan(yes_values(problem)[-1])
    labels = [answer.label for answer in problem.scale.answers]
    if cells == ["1", "2"] and not toml:
        assert labels == ["2", "1"]
    assert ("yes-no-codes" in keys(found)) == (not toml and cells[0].isdigit())


@pytest.mark.parametrize(
    ("cells", "toml", "values"),
    [
        (["Nej", "Ja"], "", [0, 2]),
        (["Nej", "Ja, till slut", "Ja, snabbt"], "", [0, 1, 2]),
        (["Nej", "Delvis", "Ja"], "", [0, 0, 2]),
        (["No", "Yes, in the end", "Yes, quickly"], "", [0, 1, 2]),
        (["1", "2", "3", "4", "5"], "scale = [1, 5]", [0, 0, 0, 2, 2]),
        (["1", "2", "3", "4", "5"], "scale = [1, 5]\nsatisfied = [5]", [0, 0, 0, 0, 2]),
        (["Nej", "Delvis", "Ja"], 'satisfied = ["Delvis", "Ja"]', [0, 2, 2]),
    ],
)
def test_how_well_it_was_solved(cells: list[str], toml: str, values: list[float]) -> None:
    head = '[[question]]\ncolumn = "S"\nrole = "complaint-handling"\n'
    (handled,) = understood({"S": cells * 8, SATISFIED: TEN}, head + toml).facts
    assert solved_values(handled).tolist()[:-1] == values


def test_tenure_becomes_groups() -> None:
    found = understood({"Boendetid": ["1", "2", "3"] * 4, SATISFIED: TEN})
    assert found.tenure == "Boendetid"
    assert found.split == ()
    grouped = with_tenure(found)
    assert grouped.segments == grouped.split == ("Boendetid",)
    said = understood({"X": ["a", "b"] * 5, SATISFIED: TEN}, '[columns]\ntenure = "X"\n')
    assert said.tenure == "X"
    none = understood({"Boendetid": ["1", "2"] * 5, SATISFIED: TEN}, '[columns]\ntenure = "none"\n')
    assert none.tenure == ""
    with pytest.raises(LayoutError):
        with_tenure(none)


def test_the_order_of_how_long() -> None:
    rows = ["T: Över 10 år", "T: 5-10 år", "T: Under 1 år", "All", "T: 1-4 år", "Kön: Man"]
    wanted = ["T: Under 1 år", "T: 1-4 år", "T: 5-10 år", "All", "T: Över 10 år", "Kön: Man"]
    assert by_length(rows, str, "T") == wanted
