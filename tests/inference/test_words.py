"""Words of two groups: the worked corpus, and what holds for any counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kundnojd.inference.words import log_odds, prior_strength, shares
from kundnojd.questionnaire import comment_words
from kundnojd.questionnaire.comment_words import LANGUAGES, count_words, grammar_of, language_of, says_nothing, words

# A constructed corpus. The numbers are the same in Python and R by the formulas of Monroe, Colaresi and Quinn (2008).
LATE = (
    "Bussen är alltid försenad",
    "Försenad buss igen och ingen information",
    "Ingen information om inställd buss",
    "Smutsig buss och försenad avgång",
    "Försenad buss och lång kö",
    "Dyra biljetter och försenad buss",
)
GOOD = (
    "Trevlig förare och ren buss",
    "Ren buss och bra information",
    "Trevlig personal",
    "Trevlig förare och snabb resa",
    "Bra information och trevlig personal",
    "Ren och snabb buss",
)
KNOWN = {
    10.0: {
        "försenad": (1.811647, 1.011071, 1.791811),
        "buss": (0.543473, 0.565606, 0.960868),
        "information": (-0.035006, 0.826160, -0.042371),
        "ren": (-1.804427, 1.305287, -1.382399),
        "trevlig": (-1.843166, 1.130412, -1.630526),
    },
    43.0: {
        "försenad": (0.763351, 0.547723, 1.393683),
        "buss": (0.262364, 0.387298, 0.677422),
        "information": (-0.017094, 0.577350, -0.029608),
        "ren": (-0.759839, 0.707107, -1.074574),
        "trevlig": (-0.778669, 0.612372, -1.271562),
    },
}


def counted() -> tuple[dict[str, str], np.ndarray, np.ndarray]:
    (a, forms), (b, more) = (count_words([words(text, "sv") for text in texts]) for texts in (LATE, GOOD))
    vocabulary = sorted({*a, *b})
    printed = comment_words.commonest({stem: forms.get(stem, more.get(stem)) for stem in vocabulary})
    return (
        {form: vocabulary.index(stem) for stem, form in printed.items()},
        np.array([float(a[stem]) for stem in vocabulary]),
        np.array([float(b[stem]) for stem in vocabulary]),
    )


@pytest.mark.parametrize("strength", KNOWN)
def test_the_worked_corpus(strength: float) -> None:
    place, a, b = counted()
    assert (len(a), a.sum(), b.sum()) == (18, 22, 21)
    found = log_odds(a, b, strength)
    for word, known in KNOWN[strength].items():
        at = place[word]
        assert (found.value[at], found.se[at], found.z[at]) == pytest.approx(known, abs=1.5e-6)
    assert prior_strength(a.sum() + b.sum()) == 10.0


counts = arrays(np.float64, 6, elements=st.integers(0, 40).map(float))


@given(counts, counts, st.floats(10, 500))
def test_groups_change_places_and_the_sign_changes(a: np.ndarray, b: np.ndarray, strength: float) -> None:
    a, b = a + 1, b + 1
    one, other = log_odds(a, b, strength), log_odds(b, a, strength)
    np.testing.assert_allclose(one.z, -other.z, atol=1e-9)
    np.testing.assert_allclose(log_odds(a, a, strength).z, 0, atol=1e-9)


@given(counts, counts)
def test_shares_change_places_and_p_stays(a: np.ndarray, b: np.ndarray) -> None:
    one, other = shares(a, 40, b, 50, 0.95), shares(b, 50, a, 40, 0.95)
    np.testing.assert_allclose(one.p_value, other.p_value, atol=1e-12)
    np.testing.assert_allclose(one.difference, -other.difference, atol=1e-9)
    inside = (one.lower - 1e-9 <= one.difference) & (one.difference <= one.upper + 1e-9)
    assert inside.all()
    assert ((one.p_value >= 0) & (one.p_value <= 1)).all()


@given(counts, counts, st.floats(10, 200))
def test_a_stronger_prior_draws_together(a: np.ndarray, b: np.ndarray, strength: float) -> None:
    a, b = a + 1, b + 1
    weak, strong = log_odds(a, b, strength), log_odds(a, b, 1e7)
    assert np.abs(strong.value).max() <= np.abs(weak.value).max() + 1e-3


@pytest.mark.parametrize(
    ("text", "language", "stems"),
    [
        ("Det är inte bra", "sv", ["inte bra"]),
        ("Ej så bra städat", "sv", ["inte bra", "städ"]),
        ("Heisen er ikke trygg", "nb", ["heis", "ikke trygg"]),
        ("It doesn't work", "en", ["not work"]),
        ("Aldrig bra, ingen hjälp", "sv", ["aldr", "bra", "ing", "hjälp"]),
        ("Bussarna och bussen", "sv", ["buss"]),
        ("Tack [namn]!", "sv", ["tack"]),
    ],
)
def test_words_and_negations(text: str, language: str, stems: list[str]) -> None:
    assert list(words(text, language, ["[namn]"])) == stems


@pytest.mark.parametrize("language", LANGUAGES)
def test_function_words_are_about_120_and_hold_no_judgement(language: str) -> None:
    grammar = grammar_of(language)
    assert 110 <= len(grammar.function_words) <= 190
    kept = (
        "inte ej ingen inget aldrig utan bra bäst sämre dålig mycket ikke aldri uten god dårlig not no never good help"
    )
    assert not grammar.function_words & {*kept.split(), *grammar.negations}


def test_language_is_told() -> None:
    assert language_of(LATE) == "sv"
    assert language_of(["Jeg synes at heisen ofte står", "Hvorfor må vi vente?"]) == "nb"
    assert language_of(["I think the lift is often broken"]) == "en"
    assert language_of([]) == "sv"


def test_empty_comments() -> None:
    for text in ("", "-", "...", "Nej", "N/A", "Ingen  kommentar!", ":)", "12"):
        assert says_nothing(text)
    for text in ("Nej tack", "Hiss", "inget fungerar"):
        assert not says_nothing(text)
