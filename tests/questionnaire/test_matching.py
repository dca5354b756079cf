"""Columns of several files: what is joined, and what is left apart because it could be something else."""

from collections.abc import Sequence

import pytest

from kundnojd.questionnaire.matching import match, named_columns, wording_key, wording_of
from kundnojd.questionnaire.survey_toml import read
from kundnojd.sources.reading import Column

ASKED = "Hur nöjd är du med oss som hyresvärd?"


def names(first: Sequence[Column], second: Sequence[Column], named: Sequence[str] = ()) -> dict[str, str]:
    return dict(match([("2023.csv", first), ("2024.csv", second)], named).names[1])


def plain(*headers: str) -> list[Column]:
    return [Column(header, header) for header in headers]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Q5", "Q7"),
        (ASKED, f"Q7. {ASKED}"),
        (ASKED, "hur nöjd är du med oss som hyresvärd"),
    ],
)
def test_the_same_wording_under_another_name_is_the_same(before: str, after: str) -> None:
    headers = [
        Column(name, ASKED) if name.startswith("Q") and len(name) == 2 else Column(name, name)
        for name in (before, after)
    ]
    assert names(headers[:1], headers[1:]) == {after: before}


@pytest.mark.parametrize(
    ("before", "after"),
    [("Q9BOARDING", "Q9Boarding"), ("RESPNUM", "*RESPNUM"), ("Q14FIND", "Q14FIND "), ("Q1_1", "Q1.1")],
)
def test_a_name_in_other_letters_is_the_same(before: str, after: str) -> None:
    assert names(plain(before), plain(after)) == {after: before}


@pytest.mark.parametrize(("before", "after"), [("Q1_1", "Q11"), ("Q7WALKWAYS", "Q7WALKWAY"), ("Q5", "Q7")])
def test_similar_names_are_not_joined(before: str, after: str) -> None:
    assert names(plain(before), plain(after)) == {}


def test_the_same_wording_twice_in_a_file_joins_nothing() -> None:
    assert names([Column("Q5", ASKED)], [Column("Q7", ASKED), Column("Q8", ASKED)]) == {}
    assert names([Column("Q5", ASKED), Column("Q6", ASKED)], [Column("Q7", ASKED)]) == {}


def test_a_code_with_another_wording_stays_the_same_column() -> None:
    assert names([Column("Q5", ASKED)], [Column("Q5", "Hur nöjd är du med allt?")]) == {}


def test_a_code_used_anew_follows_the_wording() -> None:
    first = [Column("Q5", ASKED), Column("Q6", "Hur är städningen här?")]
    second = [Column("Q5", "Något helt nytt om annat?"), Column("Q6", ASKED)]
    matching = match([("2023.csv", first), ("2024.csv", second)])
    assert matching.names[1] == {"Q6": "Q5", "Q5": "Q5 (2024.csv)"}
    assert [notice.key for notice in matching.notices] == ["columns-joined", "name-reused"]


def test_a_name_in_other_letters_with_another_wording_is_left_apart() -> None:
    assert names([Column("Q5", ASKED)], [Column("q5", "Något helt nytt om annat?")]) == {}


def test_a_third_file_finds_the_names_of_both() -> None:
    files = [("a", [Column("Q5", ASKED)]), ("b", [Column("Q7", ASKED)]), ("c", [Column("q7", "q7")])]
    assert [dict(found) for found in match(files).names] == [{}, {"Q7": "Q5"}, {"q7": "Q5"}]


def test_columns_that_the_user_named_keep_their_names() -> None:
    toml = '[[question]]\nname = "total"\ncolumns = { 2023 = "Q5", 2024 = "Q7" }\n[columns]\nunit = ["Region", "Enhet"]'
    named = named_columns(read(toml), [("Kön", "Man")])
    assert named == {"Q5", "Q7", "Region", "Enhet", "Kön"}
    assert names([Column("Q5", ASKED)], [Column("Q7", ASKED)], sorted(named)) == {}


def test_years_and_marks_are_no_part_of_a_wording() -> None:
    assert wording_key("Nöjd med <i>2023</i>?") == wording_key("nöjd med 2024")
    assert wording_of(Column("Enhet", "Enhet")) == ""
