"""The words that the audit goes by, in three languages."""

from __future__ import annotations

import pytest

from kundnojd.questionnaire import wording_rules as words
from kundnojd.questionnaire.model import Answer, Scale


def verbal(*labels: str) -> Scale:
    return Scale("verbal", tuple(Answer(place, label) for place, label in enumerate(labels, start=1)))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Hur nöjd är du med pris och kvalitet?", "och"),
        ("Personalen är både kunnig och vänlig", "både"),
        ("Hvor fornøyd er du med pris samt kvalitet?", "samt"),
        ("Servicen er rask og god", "og"),
        ("How satisfied are you with price and quality?", "and"),
        ("Staff were friendly as well as competent", "as well as"),
        ("During this stay, how often did nurses treat you with courtesy and respect?", "and"),
        # One thing, or no grade.
        ("Är det rent och snyggt i trapphuset?", ""),
        ("Hur sannolikt är det att du rekommenderar oss till en vän eller kollega?", ""),
        ("Hur fungerar drift och underhåll?", ""),
        ("Would you tell friends and family?", ""),
        ("Hur nöjd är du med pris eller kvalitet?", ""),
        ("Which services and products do you use?", ""),
        ("Vad tycker du om pris och kvalitet?", ""),
        ("Hvilke varer og tjenester bruker du?", ""),
        # Words beside a letter, a hyphen or a slash, in brackets, or about the scale.
        ("Hur gick stå-upp-och-gå-test?", ""),
        ("Er boligen god?", ""),
        ("How good was the food (lunch and dinner)?", ""),
        ("How good was it, where 1 is bad and 5 is good?", ""),
        ("How good was it? 10 - strongly agree, 1 - strongly disagree and so on", ""),
    ],
)
def test_two_questions_in_one(text: str, word: str) -> None:
    assert words.two_in_one(text) == word


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Är det rent? Är det tryggt?", 2),
        ("Did it work? Why or why not? If not, what should we change?", 2),
        ("Do you use other services? Which ones?", 1),
        ("Nöjd?", 1),
        ("Var det bra (eller hur?)", 0),
        ("Rate us", 0),
    ],
)
def test_question_marks(text: str, count: int) -> None:
    assert words.question_marks(text) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Är du nöjd med hissen?", "är du nöjd med"),
        ("Hur nöjd är du med hissen?", ""),
        ("Är du nöjd eller missnöjd med hissen?", ""),
        ("Tycker du inte att det är dyrt?", "tycker du inte"),
        ("Er du fornøyd med heisen?", "er du fornøyd med"),
        ("Er du fornøyd eller misfornøyd med heisen?", ""),
        ("Don’t you agree that it is dear?", "don't you"),
        ("How satisfied are you with the lift?", ""),
        ("Were you satisfied with the lift?", "were you satisfied with"),
    ],
)
def test_one_side_only(text: str, found: str) -> None:
    assert words.leading(text) == found


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Jag får inte hjälp i tid", "inte"),
        ("Jeg får ikke hjelp i tide", "ikke"),
        ("I was not told the price", "not"),
        ("Jag får hjälp i tid", ""),
        ("Por favor no conteste", ""),  # no language that is read
    ],
)
def test_negations(text: str, word: str) -> None:
    assert words.negation(text) == word


@pytest.mark.parametrize(
    ("labels", "counts"),
    [
        (("Mycket missnöjd", "Ganska missnöjd", "Varken nöjd eller missnöjd", "Ganska nöjd", "Mycket nöjd"), (2, 2)),
        (("Inte alls nöjd", "Inte särskilt nöjd", "Ganska nöjd", "Mycket nöjd"), (2, 2)),
        (("Dårlig", "Bra", "Meget bra", "Utmerket"), (3, 1)),
        (("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"), (2, 2)),
        (("Poor", "Fair", "Good", "Very good", "Excellent"), (3, 1)),
        (("Svært misfornøyd", "Misfornøyd", "Verken eller", "Fornøyd", "Svært fornøyd"), (2, 2)),
        (("Red", "Green", "Blue"), None),
        (("Ja", "Nej"), None),
    ],
)
def test_balance(labels: tuple[str, ...], counts: tuple[int, int] | None) -> None:
    assert words.balance(verbal(*labels)) == counts


def test_scales_from_nothing_are_one_sided_on_purpose() -> None:
    assert words.from_zero(verbal("Aldrig", "Ibland", "Ofta"))
    assert words.from_zero(verbal("Not at all satisfied", "Satisfied", "Very satisfied"))
    assert not words.from_zero(verbal("Poor", "Good", "Excellent"))


@pytest.mark.parametrize(
    ("texts", "faults"),
    [
        (("1-5", "5-10", "15+"), 2),
        (("Under 18 år", "18-29 år", "30-49 år", "50 år eller äldre"), 0),
        (("18–29", "30–49", "50–69", "70+"), 0),
        (("0-20 %", "20-40 %", "40-60 %"), 2),
        (("2.0-2.9", "3.0-3.9"), 0),  # two intervals are no list
        (("070-123", "Nord", "Syd"), 0),
    ],
)
def test_intervals(texts: tuple[str, ...], faults: int) -> None:
    assert len(words.interval_faults(texts)) == faults


def test_wordings_alike() -> None:
    assert words.alike("Hur nöjd är du?", "hur  nöjd är du (1-5)?") == 1
    assert words.alike("How satisfied are you with us?", "How satisfied were you with us?") == pytest.approx(5 / 7)
