from pathlib import Path

import pytest

from kundnojd.errors import AmbiguousError, ConfigError, InputError, LayoutError
from kundnojd.questionnaire.headlines import is_about_employer, wording_rank
from kundnojd.questionnaire.infer import counts_alike, infer
from kundnojd.questionnaire.model import Questionnaire, Role
from kundnojd.questionnaire.settings import Settings
from kundnojd.questionnaire.survey_toml import read
from tests.questionnaire.surveys import (
    DIGITS_0_10,
    DIGITS_1_5,
    DIGITS_1_10,
    GOOD,
    SATISFIED,
    TEN,
    keys,
    profile_of,
    role_of,
    understood,
)

RECOMMEND = "Hur sannolikt är det att du rekommenderar oss till en vän?"
EXPECTATION = "Hur väl uppfyller vi dina förväntningar?"
IDEAL = "Tänk dig ett idealiskt bostadsbolag. Hur nära det idealet kommer vi?"


def roles(questionnaire: Questionnaire) -> dict[str, Role]:
    return {question.name: question.role for question in questionnaire.questions}


# --- headline questions --------------------------------------------------------------------------------------------


def test_the_three_nki_questions() -> None:
    questionnaire = understood({SATISFIED: TEN, EXPECTATION: TEN, IDEAL: TEN, "Hur är städningen?": GOOD})
    assert list(roles(questionnaire).values()) == [Role.OVERALL, Role.EXPECTATION, Role.IDEAL, Role.ITEM]
    assert {question.scale.size for question in questionnaire.questions} == {10, 4}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Hur nöjd är du totalt sett med oss som hyresvärd?", Role.OVERALL),
        ("Hur nöjd är du sammantaget med kommunens handläggning?", Role.OVERALL),
        ("Hur nöjd är du med oss på det hela taget?", Role.OVERALL),
        ("Hur nöjd är du med verksamheten i sin helhet?", Role.OVERALL),
        ("Alt i alt, hvor fornøyd er du med oss?", Role.OVERALL),
        ("Hvor tilfreds er du alt i alt med os?", Role.OVERALL),
        ("Overall, how satisfied are you with our service?", Role.OVERALL),
        ("All in all, how satisfied are you?", Role.OVERALL),
        ("nki_1", Role.OVERALL),
        ("CSAT", Role.OVERALL),
        ("Hur väl uppfyller verksamheten dina förväntningar?", Role.EXPECTATION),
        ("I hvilken grad innfrir vi forventningene dine?", Role.EXPECTATION),
        ("To what extent do we meet your expectations?", Role.EXPECTATION),
        ("NKI 2", Role.EXPECTATION),
        ("Föreställ dig en ideal verksamhet. Hur nära detta ideal är vi?", Role.IDEAL),
        ("Forestill deg en ideell leverandør. Hvor nær er vi?", Role.IDEAL),
        ("Forestil dig den ideelle virksomhed. Hvor tæt på er vi?", Role.IDEAL),
        ("How close are we to your ideal company?", Role.IDEAL),
        ("Hur sannolikt är det att du skulle rekommendera oss?", Role.RECOMMEND),
        ("Hvor sannsynlig er det at du vil anbefale oss?", Role.RECOMMEND),
        ("How likely are you to recommend us?", Role.RECOMMEND),
        ("NPS", Role.RECOMMEND),
        ("eNPS", Role.RECOMMEND),
    ],
)
def test_wording(text: str, role: Role) -> None:
    assert wording_rank(role, text) is not None


@pytest.mark.parametrize("text", ["Hur nöjd är du med bemötandet?", "Totalt antal besök", "Hur ser ditt boende ut?"])
def test_not_overall(text: str) -> None:
    assert wording_rank(Role.OVERALL, text) is None


def test_expectations_all_in_all_are_expectations() -> None:
    both = "Hur nöjd är du totalt sett i förhållande till dina förväntningar?"
    assert roles(understood({both: TEN, SATISFIED: TEN})) == {both: Role.EXPECTATION, SATISFIED: Role.OVERALL}


def test_the_best_wording_is_the_overall_question_and_the_others_are_items() -> None:
    general = "Hur nöjd är du generellt med oss?"
    questionnaire = understood({general: TEN, SATISFIED: TEN, "Q3": TEN, "Q4": TEN})
    assert roles(questionnaire)[SATISFIED] is Role.OVERALL
    assert questionnaire.findings[0].reason.key == "headline-taken"


def test_short_names_go_before_general_words() -> None:
    found = roles(understood({"Helhetsbetyg": TEN, "NKI1": TEN, "NKI2": TEN, "NKI3": TEN}))
    assert list(found.values()) == [Role.ITEM, Role.OVERALL, Role.EXPECTATION, Role.IDEAL]


def test_one_question_and_nothing_else() -> None:
    questionnaire = understood({"svar": DIGITS_1_10})
    assert roles(questionnaire) == {"svar": Role.OVERALL}
    assert questionnaire.findings[0].uncertain


def test_the_only_satisfaction_question_beside_nps() -> None:
    questionnaire = understood({"Hur nöjd är du med besöket i butiken idag?": DIGITS_1_10, RECOMMEND: DIGITS_0_10})
    assert list(roles(questionnaire).values()) == [Role.OVERALL, Role.RECOMMEND]


def test_another_only_question_beside_nps_is_an_item() -> None:
    questionnaire = understood({"Hur lätt var det att få hjälp?": DIGITS_1_10, RECOMMEND: DIGITS_0_10})
    assert list(roles(questionnaire).values()) == [Role.ITEM, Role.RECOMMEND]


# A satisfaction item on 1-10 or 0-10 is not NPS: the complaint behind PostHog's pull request 42157.
def test_satisfaction_on_0_to_10_is_no_recommend_question() -> None:
    assert roles(understood({SATISFIED: DIGITS_0_10})) == {SATISFIED: Role.OVERALL}


def test_recommend_on_1_to_10_gives_an_item_and_a_notice() -> None:
    questionnaire = understood({SATISFIED: TEN, RECOMMEND: DIGITS_1_10})
    assert roles(questionnaire)[RECOMMEND] is Role.ITEM
    assert "recommend-one-to-ten" in keys(questionnaire)


def test_wording_may_say_that_recommend_is_on_0_to_10() -> None:
    worded = RECOMMEND + " (0-10)"
    questionnaire = understood({SATISFIED: TEN, worded: DIGITS_1_10})
    assert roles(questionnaire)[worded] is Role.RECOMMEND
    assert "recommend-one-to-ten" not in keys(questionnaire)


def test_settings_may_say_that_recommend_is_on_0_to_10() -> None:
    toml = f'[[question]]\ncolumn = "{RECOMMEND}"\nrole = "recommend"\nscale = [0, 10]'
    question = understood({SATISFIED: TEN, RECOMMEND: DIGITS_1_10}, toml).question(RECOMMEND)
    assert (question.role, question.scale.low, question.scale.size) == (Role.RECOMMEND, 0, 11)


def test_recommend_in_words_gives_no_nps() -> None:
    words = ["Instämmer helt", "Instämmer delvis", "Instämmer inte alls"] * 3
    found = understood({SATISFIED: TEN, "Jag rekommenderar gärna oss": words})
    assert roles(found)["Jag rekommenderar gärna oss"] is Role.ITEM
    assert "recommend-other-scale" in keys(found)


def test_recommend_by_settings_needs_a_scale_that_ends_at_ten() -> None:
    toml = '[[question]]\ncolumn = "Rek"\nrole = "recommend"\nscale = [1, {}]'
    columns = {SATISFIED: TEN, "Rek": DIGITS_1_5}
    assert "recommend-said" in keys(understood(columns, toml.format(10)))
    with pytest.raises(ConfigError, match="recommend-needs-ten"):
        understood(columns, toml.format(5))


def test_recommend_about_the_employer() -> None:
    employer = "Hur sannolikt är det att du rekommenderar oss som arbetsgivare?"
    questions = understood({RECOMMEND: DIGITS_0_10, employer: DIGITS_0_10}).questions
    assert [is_about_employer(question) for question in questions] == [False, True]


# --- units ---------------------------------------------------------------------------------------------------------


def test_the_first_of_several_unit_columns_and_how_to_choose() -> None:
    units = ["Nord", "Syd"] * 5
    questionnaire = understood({"Region": units, "Enhet": units, SATISFIED: TEN})
    assert questionnaire.unit == ("Enhet",)
    assert role_of(questionnaire, "Region") is Role.SEGMENT
    assert "several-units" in keys(questionnaire)


def test_unit_by_content_is_said() -> None:
    questionnaire = understood({"xq": ["Nord", "Syd"] * 10, SATISFIED: TEN * 2})
    assert questionnaire.unit == ("xq",)
    assert questionnaire.findings[0].uncertain
    assert "unit-by-content" in keys(questionnaire)


def test_several_candidates_give_no_unit() -> None:
    questionnaire = understood({"xq": ["Nord", "Syd"] * 10, "yq": ["A", "B"] * 10, SATISFIED: TEN * 2})
    assert questionnaire.unit == ()
    notice = next(notice for notice in questionnaire.notices if notice.key == "unit-candidates")
    assert notice.fields["columns"] == ("xq", "yq")


def test_several_levels_of_units_from_settings() -> None:
    units = ["Nord", "Syd"] * 5
    questionnaire = understood(
        {"Region": units, "Enhet": units, SATISFIED: TEN},
        '[columns]\nunit = ["region", "enhet"]\n[units]\nNord = "Norra"',
    )
    assert questionnaire.unit == ("Region", "Enhet")
    assert questionnaire.unit_labels == {"Nord": "Norra"}
    assert "several-units" not in keys(questionnaire)


# --- waves ---------------------------------------------------------------------------------------------------------


def test_several_files_are_several_waves() -> None:
    questionnaire = understood({SATISFIED: TEN}, files=("2023.csv", "2024.csv"))
    assert questionnaire.waves.kind == "file"
    assert questionnaire.waves.files == {"2023.csv": "2023", "2024.csv": "2024"}


def test_a_wave_column_goes_before_the_names_of_files() -> None:
    questionnaire = understood({"År": ["2023", "2024"], SATISFIED: TEN}, files=("nord.csv", "syd.csv"))
    assert (questionnaire.waves.kind, questionnaire.waves.column) == ("column", "År")


def test_waves_from_dates_where_nothing_else_says() -> None:
    questionnaire = understood({"Svarsdatum": ["2023-10-01", "2024-10-01"], SATISFIED: TEN})
    assert questionnaire.waves.labels == ("2023", "2024")
    assert "waves-from-dates" in keys(questionnaire)


def test_no_waves_from_dates_that_could_be_read_two_ways() -> None:
    cells = ["03/04/2024", "05/01/2024", "04/12/2024"]
    questionnaire = understood({"Datum": cells, SATISFIED: TEN})
    assert questionnaire.waves.kind == "none"
    assert "date-order-unclear" in keys(questionnaire)


def test_wave_none() -> None:
    toml = '[columns]\nwave = "none"'
    questionnaire = understood({"År": ["2023", "2024"], SATISFIED: TEN}, toml, files=("2023.csv", "2024.csv"))
    assert questionnaire.waves.kind == "none"
    assert role_of(questionnaire, "År") is Role.SEGMENT


@pytest.mark.parametrize("others", ["infer", "ignore"])
def test_none_switches_off(others: str) -> None:
    toml = f"""
    columns = {{ unit = "none", weight = "none", respondent = "none", wave = "none", others = "{others}" }}
    [[question]]
    column = "{SATISFIED}"
    """
    columns = {
        "Enhet": ["A", "B"],
        "Vikt": ["0.8", "1.2"],
        "Svars-ID": ["1", "2"],
        "xq": ["N", "S"] * 10,
        SATISFIED: TEN,
    }
    found = understood(columns, toml, files=("2023.csv", "2024.csv"))
    assert (found.unit, found.weight, found.respondent, found.waves.kind) == ((), "", "", "none")
    assert role_of(found, "Enhet") in {Role.SEGMENT, Role.IGNORE}


# --- what the user names -------------------------------------------------------------------------------------------


def test_unknown_column_lists_the_columns() -> None:
    with pytest.raises(LayoutError) as caught:
        understood({"Enhet": ["A"], SATISFIED: TEN}, '[columns]\nunit = "Enheter"')
    assert caught.value.key == "unknown-column"
    assert caught.value.fields["columns"] == ("Enhet", SATISFIED)


def test_unknown_column_among_many_lists_the_nearest() -> None:
    columns = {f"Q{n}": DIGITS_1_5 for n in range(20)} | {"Avdelning": ["A", "B"]}
    with pytest.raises(LayoutError) as caught:
        understood(columns, '[columns]\nunit = "Avdeling"')
    assert caught.value.key == "unknown-column-near"
    assert caught.value.fields["nearest"][0] == "Avdelning"  # type: ignore[index]


def test_a_name_that_stands_twice_is_refused_only_where_it_is_named() -> None:
    columns = {"Enhet": ["A", "B"], "Enhet (2)": ["C", "D"], SATISFIED: TEN}
    assert understood(columns, ambiguous_names={"Enhet"}).unit == ("Enhet",)
    with pytest.raises(LayoutError) as caught:
        understood(columns, '[columns]\nunit = "Enhet"', ambiguous_names={"Enhet"})
    assert caught.value.key == "column-name-twice"


def test_where_passes_through_and_is_checked() -> None:
    assert understood({"År": ["2024"], SATISFIED: TEN}, where=[("år", "2024")]).where == (("År", "2024"),)
    with pytest.raises(LayoutError):
        understood({SATISFIED: TEN}, where=[("År", "2024")])


def test_others_are_ignored_on_request() -> None:
    toml = f'[columns]\nothers = "ignore"\n[[question]]\ncolumn = "{SATISFIED}"'
    questionnaire = understood({"Enhet": ["A", "B"], "Q2": DIGITS_1_5, SATISFIED: TEN}, toml)
    assert questionnaire.unit == ()
    assert roles(questionnaire) == {SATISFIED: Role.OVERALL}


def test_lists_of_columns_with_a_star() -> None:
    toml = '[columns]\nsegment = ["Q2*"]\nignore = ["Q3"]'
    questionnaire = understood({"Q1": TEN, "Q2a": DIGITS_1_5, "Q2b": DIGITS_1_5, "Q3": DIGITS_1_5}, toml)
    assert list(roles(questionnaire)) == ["Q1"]
    assert role_of(questionnaire, "Q2b") is Role.SEGMENT


def test_one_question_over_waves_with_two_names() -> None:
    toml = '[[question]]\nname = "Nöjd"\ncolumns = { 2023 = "Q6N", 2024 = "Q7ALL", 2022 = "Q5" }\nscale = [1, 5]'
    questionnaire = understood({"Q6N": DIGITS_1_5, "Q7ALL": DIGITS_1_5}, toml, files=("2023.csv", "2024.csv"))
    assert questionnaire.questions[0].columns == {"2023": "Q6N", "2024": "Q7ALL"}
    assert [finding.role for finding in questionnaire.findings] == [Role.OVERALL, Role.OVERALL]


def test_a_misspelt_column_of_a_wave_that_is_there() -> None:
    toml = '[[question]]\nname = "Nöjd"\ncolumns = { 2023 = "Q6N", 2024 = "Q7AL" }\nscale = [1, 5]'
    with pytest.raises(LayoutError):
        understood({"Q6N": DIGITS_1_5, "Q7ALL": DIGITS_1_5}, toml, files=("2023.csv", "2024.csv"))


def test_a_question_of_other_waves_is_left_out_and_said() -> None:
    toml = '[[question]]\nname = "Gammal"\ncolumns = { 2010 = "Q5" }\nscale = [1, 5]'
    questionnaire = understood({SATISFIED: TEN}, toml, files=("2023.csv", "2024.csv"))
    assert "question-not-there" in keys(questionnaire)


def test_boxes_of_settings_are_positions() -> None:
    first_box = f'[[question]]\ncolumn = "{SATISFIED}"\ntop-box = [8, 9, 10]'
    toml = first_box + '\n[[question]]\ncolumn = "Q2"\nsatisfied = ["mycket bra"]'
    first, second = understood({SATISFIED: TEN, "Q2": GOOD}, toml).questions
    assert first.top_box == (7, 8, 9)
    assert second.satisfied == (3,)


def test_a_box_that_is_no_answer() -> None:
    toml = f'[[question]]\ncolumn = "{SATISFIED}"\ntop-box = [11]'
    with pytest.raises(ConfigError) as caught:
        understood({SATISFIED: TEN}, toml)
    assert caught.value.key == "unknown-answer"


def test_codes_of_settings_leave_the_scale() -> None:
    toml = '[[question]]\ncolumn = "Q7ART"\nscale = [1, 5]\ndont-know = ["6"]\nmissing = ["0", "Blank"]'
    scale = understood({"Q7ART": [*"0123456", "Blank"]}, toml).questions[0].scale
    assert [answer.value for answer in scale.answers] == [1, 2, 3, 4, 5]
    assert (scale.dont_know, scale.missing) == (("6",), ("0", "blank"))


def test_reversed_by_settings() -> None:
    toml = f'[[question]]\ncolumn = "{SATISFIED}"\nreversed = true'
    assert understood({SATISFIED: DIGITS_1_5}, toml).questions[0].scale.reversed


# --- refusals ------------------------------------------------------------------------------------------------------


def test_no_question_says_what_was_seen() -> None:
    with pytest.raises(InputError) as caught:
        understood({"Enhet": ["A", "B"], "Postnummer": ["12345", "54321"]})
    assert caught.value.key == "no-question"
    assert caught.value.fields["columns"] == ("Enhet", "Postnummer")


ZERO_TO_FIVE = ["0", "1", "2", "3", "4", "5"] * 5


def test_an_ambiguous_headline_is_refused() -> None:
    with pytest.raises(AmbiguousError) as caught:
        understood({SATISFIED: ZERO_TO_FIVE})
    assert caught.value.key == "zero-or-blank"


def test_an_ambiguous_item_is_left_out_and_said() -> None:
    questionnaire = understood({SATISFIED: TEN * 3, "Hur är städningen?": ZERO_TO_FIVE})
    assert list(roles(questionnaire)) == [SATISFIED]
    assert "zero-or-blank" in keys(questionnaire)
    assert questionnaire.findings[1].uncertain


def test_many_ambiguous_items_are_said_in_one_notice() -> None:
    items = {f"Fråga {n}": ZERO_TO_FIVE for n in range(1, 5)}
    assert "questions-left-out" in keys(understood({SATISFIED: TEN * 3, **items}))


def test_a_declared_question_without_a_scale() -> None:
    with pytest.raises(AmbiguousError) as caught:
        understood({SATISFIED: TEN, "Svar": ["ju", "nä", "tja"]}, '[[question]]\ncolumn = "Svar"\nrole = "item"')
    assert caught.value.key == "scale-unknown"


def test_two_questions_of_one_name() -> None:
    with pytest.raises(ConfigError) as caught:
        understood({SATISFIED: TEN, "Q2": TEN}, f'[[question]]\nname = "Q2"\ncolumn = "{SATISFIED}"')
    assert caught.value.key == "question-name-twice"


# --- sample and whole ----------------------------------------------------------------------------------------------


def test_a_fuller_profile_that_contradicts_nothing_counts_alike() -> None:
    columns = {"Enhet": ["Nord", "Syd"], "År": ["2024"], SATISFIED: TEN, "Q2": GOOD}
    longer = {name: list(cells) * 3 for name, cells in columns.items()}
    longer[SATISFIED] = [*longer[SATISFIED], "Vet ej"]
    sample, whole = (infer(profile_of(part), Settings(), ["a.csv"], ".") for part in (columns, longer))
    assert counts_alike(sample, whole)
    assert infer(profile_of(columns), Settings(), ["a.csv"], ".") == sample


def test_a_late_zero_contradicts_the_sample() -> None:
    item = "Hur sannolikt är det att du kommer tillbaka till oss?"
    sample, whole = (understood({SATISFIED: TEN, item: cells}) for cells in (DIGITS_1_10, DIGITS_0_10))
    assert not counts_alike(sample, whole)


# --- real files ----------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_sfo_by_its_survey_toml(shared_data: Path) -> None:
    questionnaire = infer_files(
        [shared_data / f"sfo-customer-survey/{year}_SFO_Customer_Survey_20250817.csv" for year in (2017, 2018)],
        """
        columns = { unit = "BAREA", weight = "WEIGHT", wave = "file name", others = "ignore" }

        [[question]]
        column = "Q7ALL"
        role = "overall"
        scale = [1, 5]
        dont-know = ["6"]
        missing = ["0", "Blank"]

        [[question]]
        name = "Q7WALKWAYS"
        columns = { 2017 = "Q7WALKWAYS", 2018 = "Q7WALKWAY" }
        scale = [1, 5]

        [[question]]
        name = "NETPRO"
        columns = { 2017 = "NETPRO", 2018 = "NETPRO" }
        role = "recommend"
        scale = [0, 10]
        missing = ["11"]
        """,
    )
    assert roles(questionnaire) == {"Q7ALL": Role.OVERALL, "Q7WALKWAYS": Role.ITEM, "NETPRO": Role.RECOMMEND}
    assert questionnaire.waves.labels == ("2017", "2018")
    assert (questionnaire.unit, questionnaire.weight) == (("BAREA",), "WEIGHT")
    assert questionnaire.question("NETPRO").scale.missing == ("11",)


@pytest.mark.shared
def test_sfo_without_settings(shared_data: Path) -> None:
    questionnaire = infer_files([shared_data / "sfo-customer-survey/2017_SFO_Customer_Survey_20250817.csv"], "")
    assert (questionnaire.unit, questionnaire.weight, questionnaire.respondent) == (("BAREA",), "WEIGHT", "RESPNUM")
    assert roles(questionnaire)["NETPRO"] is Role.RECOMMEND
    assert role_of(questionnaire, "Q19AGE") is Role.SEGMENT
    assert "Q7ART" not in roles(questionnaire)  # 0 to 6, of which 0 is a blank and 6 does not apply


@pytest.mark.shared
def test_mobi_has_the_three_questions_by_name(shared_data: Path) -> None:
    found = roles(infer_files([shared_data / "ecsi-mobi/mobi.csv"], ""))
    assert len(found) == 24
    assert [found[f"CUSA{n}"] for n in (1, 2, 3)] == [Role.OVERALL, Role.EXPECTATION, Role.IDEAL]


@pytest.mark.shared
def test_google_forms_of_dask(shared_data: Path) -> None:
    questionnaire = infer_files([shared_data / "dask-user-survey/2021-user-survey-results.csv"], "")
    assert role_of(questionnaire, "Timestamp") is Role.TIME
    ease = questionnaire.question("On a scale of 1 - 5 (1 being hardest, 5 being easiest) how easy is Dask to use?")
    assert (ease.scale.low, ease.scale.high) == (1, 5)


def infer_files(files: list[Path], toml: str) -> Questionnaire:
    from kundnojd.questionnaire.profile import Profile
    from kundnojd.sources import open_source
    from kundnojd.sources.reading import ReadOptions

    profile, labels = Profile(), []
    for file in files:
        with open_source(file, ReadOptions()) as source:
            labels.append(source.label)
            for part in source.read(None):
                profile.add(source.label, part, source.columns)
    return infer(profile, read(toml), labels, ".")


def test_short_names_of_what_is_rated_over_bare_digits_are_questions() -> None:
    names = ("Bemötande", "Information", "Öppettider", "Kundtjänst")
    found = understood({"Helhetsbetyg (1-5)": DIGITS_1_5, **dict.fromkeys(names, DIGITS_1_5), "Postnr": DIGITS_1_5})
    assert [question.name for question in found.questions] == ["Helhetsbetyg (1-5)", *names]


def test_columns_of_the_design_and_of_margins_are_no_questions_and_no_unit() -> None:
    # Named in survey.toml; by themselves they would be a question, another one and the unit.
    profile = profile_of({SATISFIED: TEN, "Q2": DIGITS_1_5, "Q3": DIGITS_1_5, "Enhet": ["Nord", "Syd"]})
    said = '[columns]\nstratum = "q2"\n[[question]]\ncolumn = "Q3"\nrole = "cluster"\n'
    margin = '[[margin]]\ncolumn = "Enhet"\ntargets = { Nord = 1, Syd = 3 }\n'
    found = infer(profile, read(said + margin), ["a.csv"], ".")
    assert [question.name for question in found.questions] == [SATISFIED]
    assert (found.stratum, found.cluster, found.unit) == ("Q2", "Q3", ())
    assert found.split == ("Q2", "Q3", "Enhet")
    roles = {finding.name: finding.role for finding in found.findings}
    assert (roles["Q2"], roles["Q3"], roles["Enhet"]) == (Role.STRATUM, Role.CLUSTER, Role.SEGMENT)
