from pathlib import Path

import pytest

from kundnojd.errors import ConfigError
from kundnojd.locale import languages, load
from kundnojd.questionnaire import survey_toml, survey_writing
from kundnojd.questionnaire.infer import infer
from kundnojd.questionnaire.model import Questionnaire, Role
from kundnojd.questionnaire.settings import Settings
from kundnojd.questionnaire.survey_allowed import ALLOWED
from tests.questionnaire.surveys import DIGITS_0_10, DIGITS_1_5, DIGITS_1_10, GOOD, SATISFIED, TEN, profile_of

RECOMMEND = "Hur sannolikt är det att du rekommenderar oss?"
MIXED = {
    "Svars-ID": [str(n) for n in range(20)],
    "Svarsdatum": ["2023-10-01", "2024-10-01"],
    "Enhet": ["Nord", 'Syd "gamla"'],
    "Vikt": ["0.85", "1.1"],
    "Kön": ["Man", "Kvinna"],
    "E-post": ["a@example.se", "b@example.se"],
    SATISFIED: [*TEN, "Vet ej", "98"],
    "Hur är städningen?": GOOD,
    "Q3": [*DIGITS_1_5, "99"],
    "Hur nöjd är du med svaret?": ["1 - Mycket nöjd", "2", "3", "4", "5 - Mycket missnöjd"],
    "Är du nöjd med priset?": ["Ja", "Nej"],
    RECOMMEND: DIGITS_0_10,
    "Övrigt": [f"Ring mig, helst före {n}." for n in range(20)],
    "Postnummer": ["12345", "54321"],
}


def core(questionnaire: Questionnaire) -> object:
    q = questionnaire
    return q.questions, q.unit, q.unit_labels, q.waves, q.weight, q.respondent


@pytest.mark.parametrize("code", languages())
def test_written_and_read_again_gives_the_same(code: str) -> None:
    profile = profile_of(MIXED)
    first = infer(profile, Settings(), ["a.csv"], ".")
    text = survey_writing.written(first, Settings(), load(code))
    settings = survey_toml.read(text)
    second = infer(profile, settings, ["a.csv"], ".")
    assert core(second) == core(first)
    assert [finding.role for finding in second.findings] == [finding.role for finding in first.findings]
    assert survey_toml.read(survey_writing.written(second, settings, load(code))) == settings


def test_written_text_is_in_the_order_of_the_file_with_reasons() -> None:
    questionnaire = infer(profile_of(MIXED), Settings(), ["a.csv"], ".")
    text = survey_writing.written(questionnaire, Settings(), load("sv"))
    columns = [question.column for question in survey_toml.read(text).question]
    assert columns == [name for name in MIXED if name in columns]
    assert "# ordalydelsen frågar om nöjdheten totalt sett\n" in text
    assert 'role = "recommend"\nscale = [0, 10] # ' in text
    assert 'scale = ["Dåligt", "Inte så bra", "Ganska bra", "Mycket bra"]' in text
    assert "reversed = true" in text


def test_uncertain_findings_are_marked() -> None:
    questionnaire = infer(profile_of({"svar": DIGITS_1_10}), Settings(), ["a.csv"], ".")
    assert "# check: " in survey_writing.written(questionnaire, Settings(), load("en"))


def test_what_the_user_said_stays() -> None:
    said = survey_toml.read(
        """
        title = "Hyresgäster"
        units = { Nord = "Norra" }
        [file]
        missing = ["-9"]
        [options]
        min-n = 7
        [[question]]
        name = "Helhet"
        columns = { 2023 = "Q1", 2024 = "Q2", 2010 = "Q0" }
        role = "overall"
        scale = [1, 5]
        top-box = [4, 5]
        theme = "NKI"
        [[question]]
        column = "Tid"
        role = "duration"
        """
    )
    profile = profile_of({"Enhet": ["Nord", "Syd"], "Q1": DIGITS_1_5, "Q2": DIGITS_1_5, "Tid": ["3", "700"]})
    files = ["2023.csv", "2024.csv"]
    first = infer(profile, said, files, ".")
    again = survey_toml.read(survey_writing.written(first, said, load("en")))
    assert (again.title, again.units, again.file, again.options) == (said.title, said.units, said.file, said.options)
    assert again.question[0].columns == said.question[0].columns
    assert again.question[0].top_box == (4, 5)
    assert again.question[1].role == "duration"
    assert again.columns.wave == "file name"
    assert core(infer(profile, again, files, ".")) == core(first)


# --- faults --------------------------------------------------------------------------------------------------------


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        survey_toml.read(text)
    assert caught.value.key == "config-faults"
    return str(caught.value.fields["faults"]).splitlines()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[columns]\nuint = "Enhet"', "columns.uint → columns.unit"),
        ('titel = "x"', "titel → title"),
        ("[file]\nheader-rows = 0", "file.header-rows = 0 → 1, 2, 3, ..."),
        ('[file]\nheader-rows = "två"', 'file.header-rows = "två" → 1, 2, 3, ...'),
        ('[file]\ndecimal = ";"', 'file.decimal = ";" → "." | ","'),
        ('[columns]\nsegment = "Kön"', 'columns.segment = "Kön" → ["...", "..."]'),
        ('[columns]\nothers = "drop"', 'columns.others = "drop" → "infer" | "ignore"'),
        ("[options]\nlevel = 95", "options.level = 95 → 0.95 (0 < level < 1)"),
        ("columns = 3", "columns = 3 → [columns]"),
        ('question = "Q1"', 'question = "Q1" → [[question]]'),
        ('[[question]]\ncolumn = "Q1"\nreversed = "ja"', 'question[1].reversed = "ja" → true | false'),
        (
            '[[question]]\ncolumn = "a"\ncolumns = { 2024 = "b" }',
            'question[1]: column, columns → column = "..." | columns = { 2024 = "...", 2025 = "..." } | ["..."]',
        ),
        (
            "[[question]]\nscale = [1, 5]",
            'question[1]: {} → column = "..." | columns = { 2024 = "...", 2025 = "..." } | ["..."]',
        ),
        (
            '[[question]]\ncolumn = "a"\nscale = ["bra", "dåligt"]\nreversed = true',
            'question[1]: reversed, scale = ["bra", "dåligt"] → scale = ["dåligt", "bra"]',
        ),
        (
            '[[question]]\ncolumn = "a"\n[[question]]\ncolumn = "b"\nname = "a"',
            'question[2].name = "a" → "a 2"',
        ),
    ],
)
def test_fault(text: str, fault: str) -> None:
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    "scale", ["[5, 1]", "[1, 1]", "[0, 11]", "[1, 2, 3]", '["bra"]', '["bra", "Bra"]', '[1, "bra"]']
)
def test_scales_that_cannot_be(scale: str) -> None:
    (fault,) = faults(f'[[question]]\ncolumn = "Q1"\nscale = {scale}')
    assert fault.startswith(f"question[1].scale = {scale} → [low, high]")


def test_an_unknown_role_lists_the_roles() -> None:
    (fault,) = faults('[[question]]\ncolumn = "Q1"\nrole = "overal"')
    assert fault.startswith('question[1].role = "overal" → "overall" | "expectation" | ')


def test_all_faults_are_told_at_once() -> None:
    text = '[columns]\nuint = "E"\n[[question]]\ncolum = "Q1"\n[[question]]\ncolumn = "Q2"\nscale = [5, 1]'
    assert [fault.split(" ")[0] for fault in faults(text)] == ["columns.uint", "question[1].colum", "question[2].scale"]


def test_every_key_has_a_line_that_says_what_is_allowed() -> None:
    import msgspec

    from kundnojd.questionnaire import settings

    tables = {
        "file.": settings.FileSettings,
        "columns.": settings.ColumnSettings,
        "question.": settings.QuestionSettings,
        "target.": settings.TargetSettings,
        "benchmark.": settings.BenchmarkSettings,
        "options.": settings.OptionSettings,
        "latent.": settings.LatentSettings,
        "model.": settings.ModelSettings,
        "preset.": settings.PresetSettings,
        "margin.": settings.MarginSettings,
        "weighting.": settings.WeightingSettings,
        "key-figure.": settings.KeyFigureSettings,
        "audit.": settings.AuditSettings,
    }
    keys = {at + field.encode_name for at, cls in tables.items() for field in msgspec.structs.fields(cls)}
    maps = {"title", "units", "rename", "filter", "disposition", "periods"}
    assert keys | maps == set(ALLOWED)


def test_broken_toml_names_the_line() -> None:
    with pytest.raises(ConfigError) as caught:
        survey_toml.read('title = "x"\nunit = = 3')
    assert (caught.value.key, caught.value.fields["line"]) == ("config-syntax", 2)


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_survey_toml_beside_the_data(tmp_path: Path) -> None:
    data = tmp_path / "svar.csv"
    assert survey_toml.find_beside(data) is None
    (tmp_path / "survey.toml").write_text('title = "Å"', encoding="utf-8-sig")
    found = survey_toml.find_beside(data)
    assert found is not None
    assert survey_toml.load(found).title == "Å"


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        survey_toml.load(tmp_path / "borta.toml")
    assert caught.value.key == "config-unreadable"
    (tmp_path / "cp1252.toml").write_bytes('title = "Å"'.encode("cp1252"))
    with pytest.raises(ConfigError) as caught:
        survey_toml.load(tmp_path / "cp1252.toml")
    assert caught.value.key == "config-encoding"


def test_settings_of_a_survey_toml() -> None:
    settings = survey_toml.read(
        '[columns]\nunit = ["Region", "Kontor"]\n[[question]]\ncolumn = "Q1"\ndont-know = ["98"]'
    )
    assert settings.columns.unit == ("Region", "Kontor")
    assert settings.question[0].dont_know == ("98",)
    assert Role(settings.question[0].role or "item") is Role.ITEM
