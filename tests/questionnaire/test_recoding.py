"""What a line of survey.toml settles: answers merged, codes given words, rows kept, patterns of columns."""

from pathlib import Path

import pytest

from kundnojd.errors import ConfigError, LayoutError
from kundnojd.locale import load
from kundnojd.questionnaire import survey_toml, survey_writing
from kundnojd.questionnaire.scales import IMPOSSIBLE, coding
from tests.cli.running import run
from tests.questionnaire.surveys import DIGITS_1_5, SATISFIED, TEN, understood

NUMBERS = ["9", "8", "7", "6", "Fantastic", "Neutral", "Usel"] * 5


def test_answers_are_recoded_and_merged() -> None:
    answers = '{ "fantastic" = "10", Neutral = "5", 6 = "7", Usel = "" }'
    toml = f'[[question]]\ncolumn = "Betyg"\nscale = [1, 10]\nanswers = {answers}'
    scale = understood({"Betyg": NUMBERS}, toml).questions[0].scale
    assert coding(["Fantastic", "Neutral", "6", "6.0", "7", "Usel", "9"], scale).tolist() == [9, 4, 6, 6, 6, -1, 8]


def test_a_map_must_lead_to_an_answer() -> None:
    with pytest.raises(ConfigError, match="answer-map-unknown"):
        understood({"Betyg": NUMBERS}, '[[question]]\ncolumn = "Betyg"\nscale = [1, 5]\nanswers = { Fantastic = "10" }')


def test_labels_give_scale_direction_and_dont_know() -> None:
    steps = '1 = "Mycket nöjd", 2 = "Ganska nöjd", 3 = "Ganska missnöjd", 4 = "Mycket missnöjd"'
    toml = f'[[question]]\ncolumn = "F3"\nlabels = {{ {steps}, 9 = "Vet ej", 0 = "Ej svar" }}'
    scale = understood({"F3": ["1", "2", "2", "3", "9", "0"] * 5}, toml).questions[0].scale
    assert [answer.value for answer in scale.answers] == [4, 3, 2, 1]
    assert scale.answers[0].label == "4 - Mycket missnöjd"
    assert coding(["1", "4", "9", "0", "7", "Mycket nöjd"], scale).tolist() == [3, 0, 4, -1, IMPOSSIBLE, 3]


@pytest.mark.parametrize("labels", ['{ a = "Bra", b = "Dåligt" }', '{ 1 = "Bra" }', '{ 1 = "Bra", 50 = "Dåligt" }'])
def test_wrong_labels_are_answered_with_what_is_allowed(labels: str) -> None:
    with pytest.raises(ConfigError) as caught:
        survey_toml.read(f'[[question]]\ncolumn = "F3"\nlabels = {labels}')
    assert '{ 1 = "...", 2 = "...", 98 = "..." }' in str(caught.value.fields["faults"])


def test_a_pattern_is_a_question_for_each_column_that_fits() -> None:
    columns = {SATISFIED: TEN, "Q7A": DIGITS_1_5, "Q7B": DIGITS_1_5, "Q8": DIGITS_1_5}
    toml = '[columns]\nothers = "ignore"\n[[question]]\ncolumn = "Q7B"\nname = "B"\n'
    found = understood(columns, toml + '[[question]]\ncolumn = "Q7*"\nscale = [0, 5]')
    assert [(one.name, one.scale.low) for one in found.questions] == [("Q7A", 0), ("B", 0)]  # B as its sibling
    with pytest.raises(LayoutError, match="pattern-without-column"):
        understood(columns, '[[question]]\ncolumn = "X*"')


def test_what_was_said_is_written_again() -> None:
    toml = 'filter = { "Kön" = ["Man"] }\nrename = { a = "b" }\n[[question]]\ncolumn = "Betyg"\nscale = [1, 10]\n'
    toml += 'answers = { Neutral = "5" }'
    columns = {"Betyg": NUMBERS, "Kön": ["Man", "Kvinna"]}
    settings = survey_toml.read(toml)
    again = survey_toml.read(survey_writing.written(understood(columns, toml), settings, load("en")))
    assert (again.filter, again.rename) == (settings.filter, settings.rename)
    assert again.question[0].answers == {"Neutral": "5"}


def test_filter_and_rename_from_file_to_figures(tmp_path: Path) -> None:
    for name, header, check in (("en", "How satisfied are you overall?", "Robot"), ("es", "¿Satisfecho?", "¿Robot?")):
        rows = "".join(f"{k % 10 + 1};{'Eight ' if k % 2 else '7'}\n" for k in range(40))
        (tmp_path / f"{name}.csv").write_text(f"{header};{check}\n{rows}", encoding="utf-8")
    rename = '{ "¿Satisfecho?" = "How satisfied are you overall?", "¿Robot?" = "Robot" }'
    (tmp_path / "survey.toml").write_text(f'rename = {rename}\nfilter = {{ Robot = ["eight"] }}', encoding="utf-8")
    files = [str(tmp_path / f"{name}.csv") for name in ("en", "es")]
    result = run("analyze", *files, "--wave", "none", "--measure", "mean-of-maximum", "--format", "csv", "--lang", "en")
    assert result.exit_code == 0, result.stderr
    header, row = (line.split(",") for line in result.stdout.splitlines()[:2])
    assert dict(zip(header, row, strict=False))["n"] == "40"
    assert dict(zip(header, row, strict=False))["value"] == "60"  # 2, 4, 6, 8, 10 of 10
    assert "40 answers out of 80 rows" in result.stderr
    (tmp_path / "survey.toml").write_text('rename = { Robot = "How satisfied are you overall?" }', encoding="utf-8")
    assert run("analyze", files[0], "--lang", "en").exit_code == 3
