"""Bare numbers: which columns of codes are ratings, and which are codes of something else."""

import pytest

from kundnojd.questionnaire.model import RATING_ROLES
from kundnojd.questionnaire.proposals import propose
from kundnojd.questionnaire.scales import settle
from tests.questionnaire.surveys import SATISFIED, TEN, understood

N = 200


def codes(*numbers: int) -> list[str]:
    return [str(numbers[k % len(numbers)]) for k in range(N)]


def ratings(columns: dict[str, list[str]]) -> list[str]:
    found = understood({SATISFIED: TEN, **columns}).findings
    return [one.name for one in found if one.role in RATING_ROLES and one.name != SATISFIED]


BATTERY = {f"Q7{letter}": codes(1, 2, 3, 4, 5) for letter in "ABCD"}


def test_a_battery_of_codes_is_found_and_lone_codes_are_not() -> None:
    background = {
        "Q1": codes(1, 2),
        "Q4": codes(1, 2, 3, 4),
        "Q9": codes(1, 2, 3, 4, 5, 6, 7, 8),
        "Q12": codes(1, 2, 3),
    }
    assert ratings({**background, **BATTERY}) == list(BATTERY)


def test_lone_codes_count_where_they_go_to_ten_without_a_gap() -> None:
    ten = codes(*range(1, 11))
    assert ratings({"Q1": codes(1, 2), "Q2": ten, "Q3": codes(0, 1, 2, 3, 4, 9)}) == ["Q2"]


def test_codes_count_where_all_look_alike() -> None:
    assert ratings({"Q1": codes(1, 2, 3, 4, 5), "Q5": codes(2, 3, 4, 5)}) == ["Q1", "Q5"]


def test_a_pair_with_the_answers_of_a_battery() -> None:
    pair = {"Q9A": codes(1, 2, 3, 4, 5), "Q9B": codes(5, 4, 3, 2, 1)}
    other = {"Q8A": codes(1, 2, 3, 4), "Q8B": codes(1, 2, 3, 4)}
    between = {"Gate": codes(1, 2, 3, 11, 12, 13)}
    assert ratings({**BATTERY, **between, "Q5": codes(1, 2), **pair}) == [*BATTERY, *pair]
    assert ratings({**other, "Postort": ["Umeå"], **between, "Q1": codes(1, 2)}) == []


def test_yes_and_no_with_seldom_codes_are_no_battery() -> None:
    seldom = ["1", "2"] * 97 + ["3", "4", "4"] + ["0"] * 3
    assert ratings({f"Q4{name}": seldom for name in ("BAGS", "STORE", "FOOD", "WIFI")}) == []


@pytest.mark.parametrize("header", ["Bemötande", "Q10SAFE", "Q13GETRATE", "Kvalitet"])
def test_the_name_of_what_is_rated(header: str) -> None:
    assert ratings({header: codes(1, 2, 3, 4, 5), "Q5TIMES": codes(1, 2, 3, 4, 5, 6)}) == [header]


def test_a_number_that_was_asked_for_is_no_rating() -> None:
    robot = "To show that you are no robot, please enter the number of characters in a word. You may type 8 or eight."
    assert ratings({robot: ["8", "eight", "8 eight", "7"] * 50}) == []


@pytest.mark.parametrize("shift", range(3))
def test_words_for_the_ends_beside_their_numbers_never_give_more_than_eleven_steps(shift: int) -> None:
    values = {str(k): 10 for k in range(1 + shift, 11)} | {"Strongly agree": 20, "Strongly disagree": 3, "N/A": 4}
    proposal = propose(values)
    assert proposal is not None
    scale = settle({"q": proposal}, {}, {})["q"].scale
    assert (scale.low, scale.high) == (1, 10)


def test_words_for_the_best_answer_and_the_middle() -> None:
    proposal = propose({"9": 18, "8": 16, "7": 15, "6": 3, "Fantastic": 13, "Neutral": 5})
    assert proposal is not None
    found = settle({"q": proposal}, {}, {})["q"]
    words = {word: answer.value for answer in found.scale.answers for word in answer.synonyms}
    assert (words, found.uncertain) == ({"neutral": 5, "fantastic": 10}, True)
