"""Scales named in the wording of a question."""

import pytest

from kundnojd.questionnaire.wording import direction_in_wording, range_in_wording


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hur nöjd är du? (1-10)", (1, 10)),
        ("Hur nöjd är du? [1–5]", (1, 5)),
        ("Please rate how much you enjoy it on a scale of 1 to 5", (1, 5)),
        ("Svara på en skala från 1 till 10", (1, 10)),
        ("På en skala fra 0 til 10, hvor sannsynlig er det?", (0, 10)),
        ("Hur troligt är det att du rekommenderar oss, 0–10", (0, 10)),
        ("Betyg, skala 1-5 där 5 är bäst", (1, 5)),
        ("What is your feeling, where 5 is completely met expectations and 1 is did not meet expectations?", (1, 5)),
        ("Are your needs met? 10 - strongly agree, 1 - strongly disagree.", (1, 10)),
        ("Nöjd? (1 = inte alls nöjd, 10 = mycket nöjd)", (1, 10)),
        ("On a scale of 1 - 5 (1 being hardest, 5 being easiest) how easy is it", (1, 5)),
        ("Hur nöjd är du?", None),
        ("Har du ringt 1-3 gånger det senaste året?", None),
        ("Fick du svar inom 1-5 dagar efter mötet?", None),
        ("Mätning 2024-2025", None),
        ("Fråga 3", None),
        ("Ålder (18-29)", None),
    ],
)
def test_range_in_wording(text, expected):
    assert range_in_wording(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scale 1-5, 1 being best", "falling"),
        ("Ange ett betyg 1-5 där 1 är bäst", "falling"),
        ("1 = mycket nöjd, 5 = mycket missnöjd", "falling"),
        ("1 = mycket missnöjd, 5 = mycket nöjd", "rising"),
        ("Are your needs met? 10 - strongly agree, 1 - strongly disagree.", "rising"),
        ("1 being hardest, 5 being easiest", "rising"),
        ("där 5 är bäst", "rising"),
        ("Hur nöjd är du (1-10)?", None),
    ],
)
def test_direction_in_wording(text, expected):
    assert direction_in_wording(text) == expected
