"""Answer labels: every form of a number with words, and the words for don't know and no answer."""

import pytest

from kundnojd.questionnaire.labels import Label, is_blank_word, is_dont_know, normalise, read_label


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("10", 10, ""),
        ("7.0", 7, ""),
        ("7,0", 7, ""),
        (" 7 ", 7, ""),
        ("(10)", 10, ""),
        ("10.", 10, ""),
        ("01", 1, ""),
        ("2523,00", 2523, ""),
        ("-77", -77, ""),
        ("−77", -77, ""),  # U+2212
        ("10 - Mycket nöjd", 10, "Mycket nöjd"),
        ("10 – Mycket nöjd", 10, "Mycket nöjd"),
        ("10 Mycket nöjd", 10, "Mycket nöjd"),
        ("10 = Mycket nöjd", 10, "Mycket nöjd"),
        ("10=Mycket nöjd", 10, "Mycket nöjd"),
        ("10: Mycket nöjd", 10, "Mycket nöjd"),
        ("10. Mycket nöjd", 10, "Mycket nöjd"),
        ("(10) Mycket nöjd", 10, "Mycket nöjd"),
        ("10) Mycket nöjd", 10, "Mycket nöjd"),
        ("Mycket nöjd (10)", 10, "Mycket nöjd"),
        ("Mycket nöjd - 10", 10, "Mycket nöjd"),
        ("1-Inte alls", 1, "Inte alls"),
        ("5 (Very satisfied)", 5, "Very satisfied"),
        ("1\u00a0-\u00a0Svært misfornøyd", 1, "Svært misfornøyd"),
    ],
)
def test_a_label_gives_its_number_and_its_words(text, number, words):
    assert read_label(text) == Label(float(number), words, 1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1,2,4", 3), ("1;4", 2), ("1, 4", 2), ("18-29 år", 2), ("2025-03-01", 3), ("1 000", 2), ("10 (av 10)", 2)],
)
def test_several_numbers_are_no_scale_answer(text, numbers):
    assert read_label(text).number is None
    assert read_label(text).numbers == numbers


def test_packed_choices_are_never_the_number_14():
    # A multiple-choice cell "1,4" is at most a decimal, which no scale holds.
    assert read_label("1,4").number == 1.4


@pytest.mark.parametrize("text", ["01234", "007", "Linje 4", "covid-19", "3G", "10 %", "Åre"])
def test_what_only_holds_digits_is_no_number(text):
    assert read_label(text).number is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Mycket   NÖJD! ", "mycket nöjd"),
        ("“Bra”", "bra"),
        ("Don’t know", "don't know"),
        ("-77", "-77"),
        ("…", "..."),
        ("", ""),
        ("Ｂｒａ", "bra"),  # full-width letters
    ],
)
def test_normalise(text, expected):
    assert normalise(text) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Vet ej",
        "VET INTE",
        "Ingen åsikt",
        "Ej aktuellt",
        "Kan ej bedöma",
        "Vill ej svara",
        "Vet ikke",
        "Ingen formening",
        "Ikke relevant",
        "Ved ikke",
        "Don't know",
        "Don’t know",
        "N/A",
        "n/a",
        "Not applicable",
        "Prefer not to say",
        "Vet ej / ej aktuellt",
        "Vet inte/ingen åsikt",
        "Vet ej (har inte använt)",
        "Don't know or no opinion",
        "No sé",
    ],
)
def test_dont_know_in_every_language(text):
    assert is_dont_know(text)
    assert not is_blank_word(text)


@pytest.mark.parametrize("text", ["Blank", "BLANK", "missing", "No answer", "Ej svar", "Inget svar", "Ikke besvart"])
def test_blank_words(text):
    assert is_blank_word(text)
    assert not is_dont_know(text)


@pytest.mark.parametrize("text", ["", " ", "-", ".", "…", "NA", "#N/A", "NULL"])
def test_marks_for_nothing_are_blank(text):
    assert is_blank_word(text)


@pytest.mark.parametrize("text", ["Nej", "No", "Neutral", "Varken eller", "10", "Bra", "None"])
def test_answers_are_neither(text):
    assert not is_dont_know(text)
    assert not is_blank_word(text)


def test_a_long_comment_with_a_number_is_no_label():
    assert read_label("Allt var bra " * 1000 + "(10)").number is None
