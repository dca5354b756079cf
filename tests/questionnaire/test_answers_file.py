"""The verbal scales as data: no answer twice, from the worst to the best, in all languages."""

from collections import defaultdict

import pytest

from kundnojd.questionnaire.answers import coding, scale_of_words
from kundnojd.questionnaire.boxes import CUTS
from kundnojd.questionnaire.labels import is_blank_word, is_dont_know, normalise
from kundnojd.questionnaire.verbal import is_pole, tone, verbal_scales
from kundnojd.questionnaire.vocabulary import vocabulary

SCALES = list(verbal_scales().values())


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
def test_no_answer_stands_at_two_steps(scale):
    at = defaultdict(set)
    for position, step in enumerate(scale.steps):
        for listed in step.values():
            for text in listed:
                at[normalise(text)].add(position)
    assert {text: steps for text, steps in at.items() if len(steps) > 1} == {}


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
def test_every_step_is_in_all_languages(scale):
    for step in scale.steps:
        assert {"sv", "nb", "da", "en"} <= set(step)
        assert all(listed for listed in step.values())


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
def test_answers_are_no_words_for_nothing(scale):
    assert [text for text in scale.positions if is_dont_know(text) or is_blank_word(text)] == []
    assert scale.size in CUTS


def test_names_are_unique():
    assert len(SCALES) == len(vocabulary()["scale"])


@pytest.mark.parametrize(
    ("name", "worst", "best"),
    [
        ("satisfied-5", "Mycket missnöjd", "Mycket nöjd"),
        ("satisfied-7", "Svært misfornøyd", "Svært fornøyd"),
        ("satisfied-4", "Meget utilfreds", "Meget tilfreds"),
        ("good-4", "Dåligt", "Mycket bra"),
        ("excellent-5", "Poor", "Excellent"),
        ("agree-5", "Strongly disagree", "Strongly agree"),
        ("agree-4", "Instämmer inte alls", "Instämmer helt"),
        ("often-5", "Aldri", "Alltid"),
        ("likely-5", "Very unlikely", "Very likely"),
        ("easy-5", "Mycket svårt", "Mycket lätt"),
        ("important-4", "Not at all important", "Very important"),
        ("extent-5", "I svært liten grad", "I svært stor grad"),
        ("yes-2", "Nej", "Ja"),
        ("yes-3", "No", "Yes"),
    ],
)
def test_scales_run_from_the_worst_to_the_best(name, worst, best):
    scale = verbal_scales()[name]
    assert scale.positions[normalise(worst)] == 0
    assert scale.positions[normalise(best)] == scale.size - 1


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
@pytest.mark.parametrize("language", ["sv", "nb", "da", "en"])
def test_the_text_of_answer_k_is_coded_k(scale, language):
    words = [step[language][0] for step in scale.steps]
    made = scale_of_words(words)
    assert coding([word.upper() for word in words], made).tolist() == list(range(scale.size))
    assert made.kind == scale.kind


def test_tone_of_ends_and_inner_answers():
    assert is_pole("Mycket nöjd")
    assert is_pole("Inte alls nöjd med bemötandet")
    assert is_pole("Very good")
    assert not is_pole("Missnöjd")
    assert not is_pole("Göteborg")
    assert tone("Ganska nöjd") > tone("Ganska missnöjd")
