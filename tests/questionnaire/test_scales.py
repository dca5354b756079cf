"""Which scale a column has, decided from its answers, its labels, its wording and its siblings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kundnojd.locale.locale import load
from kundnojd.questionnaire.scales import coding, propose, scale_of, scale_of_words, settle
from kundnojd.questionnaire.verbal import verbal_scales

USUAL = [(1, 4), (1, 5), (1, 6), (1, 7), (1, 10), (0, 10)]


def bare(*numbers, count=10):
    return {str(number): count for number in numbers}


def one(values, **given_):
    return settle({"q": propose(values)}, {}, given_.pop("declared", {}), **given_)["q"]


def ends(finding):
    return finding.scale.low, finding.scale.high


def said(finding):
    return {notice.key: dict(notice.fields) for notice in finding.notices}


# ------------------------------------------------------------------------------------------------ what is no scale


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"": 9},
        {"1,4": 3, "2": 5, "1,2": 4, "3": 2},  # packed choices: not 14, and no rating
        {"1;4": 3, "2": 5, "1": 4},
        {"Telefon;E-post;": 4, "Telefon;": 9},
        {"2523,00": 4, "12,5": 3},
        {"0.8123": 5, "1.2": 7},
        {str(number): 1 for number in range(100_000, 100_900)},  # identities
        {str(year): 3 for year in range(1940, 2005)},
        {"Åre": 4, "Östersund": 9},
        {"1 - Åre": 4, "2 - Östersund": 9, "3 - Umeå": 3},
        {"5": 90, "4": 9, "väl": 3, "helt okej": 4},  # too many foreign words
        {"01234": 3, "01235": 9},
        {str(number): 1 for number in range(1000)},
    ],
)
def test_what_is_no_scale(values):
    assert propose(values) is None


@pytest.mark.parametrize("values", [{"1": 9}, {"0": 4, "1": 9}, {"1": 4, "2": 9}, {"Ja": 9}])
def test_a_few_codes_alone_are_no_scale(values):
    assert settle({"q": propose(values)}, {}, {}) == {}


def test_a_few_codes_are_a_scale_beside_their_siblings():
    proposals = {"q1": propose(bare(1, 2)), "q2": propose(bare(1, 2, 3, 4, 5))}
    found = settle(proposals, {"q1": "Hur nöjd", "q2": "Hur nöjd"}, {})
    assert ends(found["q1"]) == (1, 5)


# ------------------------------------------------------------------------------------------------ number scales


@pytest.mark.parametrize(
    ("numbers", "expected", "uncertain"),
    [
        ((1, 2, 3, 4), (1, 4), False),
        ((2, 3, 5), (1, 5), True),
        ((1, 4, 6), (1, 6), False),
        ((3, 7), (1, 7), True),
        ((2, 8, 9), (1, 10), True),
        ((1, 5, 10), (1, 10), False),
        ((0, 5, 10), (0, 10), False),
        ((0, 5, 9), (0, 10), True),
    ],
)
def test_bare_digits_take_the_smallest_usual_scale(numbers, expected, uncertain):
    finding = one(bare(*numbers))
    assert ends(finding) == expected
    assert finding.uncertain is uncertain
    assert finding.reason.key == "scale-usual"
    assert finding.reason.fields["least"] == min(numbers)


def test_labelled_ends_declare_the_range_though_nobody_used_what_is_between():
    finding = one({"1 - Inte alls nöjd": 1, "7": 4, "10 - Mycket nöjd": 2})
    assert ends(finding) == (1, 10)
    assert not finding.uncertain
    assert finding.reason.key == "scale-in-labels"
    assert finding.scale.answers[9].label == "10 - Mycket nöjd"
    assert coding(["10", "10 - Mycket nöjd", "Mycket nöjd"], finding.scale).tolist() == [9, 9, 9]


def test_a_scale_does_not_shrink_when_nobody_used_its_ends():
    labelled = {"1 - Inte alls nöjd": 1, "5": 4, "10 - Mycket nöjd": 2}
    used_less = {"1 - Inte alls nöjd": 1, "2": 4, "3": 2}
    found = settle({"a": propose(labelled), "b": propose(used_less)}, {}, {})
    assert ends(found["b"]) == (1, 10)
    assert found["b"].reason.key == "scale-in-siblings"


def test_the_wording_declares_the_range():
    finding = one(bare(2, 3, 4), declared={"q": (1, 10)})
    assert ends(finding) == (1, 10)
    assert finding.reason.key == "scale-in-wording"


def test_a_wording_that_the_answers_contradict_is_said():
    finding = one(bare(2, 5, 9), declared={"q": (1, 5)})
    assert ends(finding) == (1, 10)
    assert finding.uncertain
    assert "wording-contradicted" in said(finding)


def test_step_labels_of_a_known_scale_declare_ends_that_nobody_used():
    finding = one({"2 - Ganska missnöjd": 4, "3 - Varken eller": 5, "4 - Ganska nöjd": 9})
    assert ends(finding) == (1, 5)


def test_siblings_of_one_stem_are_taken_together():
    proposals = {"a": propose(bare(3, 4)), "x": propose(bare(1, 2, 3, 4)), "b": propose(bare(1, 4, 7))}
    found = settle(proposals, {"a": "Ange hur nöjd", "b": "Ange hur nöjd"}, {})
    assert ends(found["a"]) == (1, 7)
    assert not found["a"].uncertain


def test_neighbours_with_an_alike_scale_widen_it_and_that_is_said():
    found = settle({"a": propose(bare(2, 3, 4, count=3)), "b": propose(bare(1, 2, 3, 4, 5))}, {}, {})
    assert ends(found["a"]) == (1, 5)
    assert found["a"].uncertain
    assert found["a"].reason.key == "scale-neighbours"


def test_neighbours_whose_end_many_would_have_used_do_not():
    found = settle({"a": propose(bare(1, 2, 3, 4, count=60)), "b": propose(bare(1, 2, 3, 4, 5))}, {}, {})
    assert ends(found["a"]) == (1, 4)


def test_a_recommend_question_from_0_does_not_move_its_neighbours():
    proposals = {name: propose(bare(*range(1, 11))) for name in "abc"} | {"nps": propose(bare(*range(11)))}
    found = settle(proposals, {}, {})
    assert [ends(found[name]) for name in ("a", "b", "c", "nps")] == [(1, 10)] * 3 + [(0, 10)]


def test_most_neighbours_from_0_move_the_one_where_nobody_took_it():
    proposals = {name: propose(bare(*range(11))) for name in "abc"} | {"d": propose(bare(*range(1, 11)))}
    assert ends(settle(proposals, {}, {})["d"]) == (0, 10)


def test_end_words_without_their_numbers():
    # As SurveyMonkey gives a scale whose end points alone have words.
    finding = one({"Strongly agree": 55, "9": 28, "8": 19, "4": 2, "Strongly disagree": 1, "N/A": 9})
    assert ends(finding) == (1, 10)
    assert coding(["Strongly agree", "9", "Strongly disagree", "N/A"], finding.scale).tolist() == [9, 8, 0, 10]


# ------------------------------------------------------------------------------------------------ codes and odd words


@pytest.mark.parametrize("code", ["98", "99", "88", "-77", "-99", "-1", "99.0", "11"])
def test_codes_outside_the_scale_are_dont_know_and_said(code):
    values = bare(*range(1, 11)) | {code: 12}
    finding = one(values)
    assert ends(finding) == (1, 10)
    assert said(finding)["dont-know-code"]["count"] == 12
    assert coding([code, "10"], finding.scale).tolist() == [10, 9]


def test_eleven_is_no_code_on_a_short_scale():
    values = bare(1, 2, 3, 4, 5, count=100) | {"11": 2}
    finding = one(values)
    assert ends(finding) == (1, 5)
    assert said(finding) == {"impossible-answers": {"column": "q", "count": 2, "texts": ("11",)}}


def test_nought_below_a_declared_scale_is_dont_know():
    finding = one({"0": 3, "1 - Inte alls nöjd": 2, "5": 4, "10 - Mycket nöjd": 9})
    assert ends(finding) == (1, 10)
    assert said(finding)["dont-know-code"] == {"column": "q", "code": "0", "count": 3}


@pytest.mark.parametrize("numbers", [(0, 1, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5, 6), (0, 3, 7)])
def test_nought_below_a_short_scale_is_ambiguous(numbers):
    finding = one(bare(*numbers))
    assert finding.ambiguity.key == "zero-or-blank"
    assert finding.ambiguity.fields["count"] == 10
    assert finding.scale.low == 1


def test_a_gap_before_8_and_9_is_ambiguous():
    finding = one(bare(1, 2, 3, 4, 5, 8, 9))
    assert finding.ambiguity.key == "gap-or-code"
    assert finding.ambiguity.fields["codes"] == (8, 9)
    assert one(bare(1, 2, 3, 4, 5, 6, 8, 9)).ambiguity is None


def test_blank_words_in_a_column_of_numbers_are_missing_and_said():
    finding = one(bare(1, 2, 3, 4, 5) | {"Blank": 143})
    assert ends(finding) == (1, 5)
    assert said(finding)["blank-words"]["count"] == 143
    assert coding(["Blank", "BLANK", ""], finding.scale).tolist() == [-1, -1, -1]


def test_a_few_foreign_words_and_a_decimal_are_impossible_and_said():
    finding = one(bare(1, 2, 3, 4, 5, count=100) | {"jättebra": 2, "4.105263158": 1})
    assert said(finding)["impossible-answers"]["count"] == 3
    assert coding(["jättebra", "4.105263158"], finding.scale).tolist() == [-2, -2]


def test_a_dont_know_with_a_number_is_not_that_answer():
    finding = one({"1 - Inte alls nöjd": 3, "4": 2, "7 - Mycket nöjd": 4, "8 - Vet ej": 5})
    assert ends(finding) == (1, 7)
    assert coding(["8 - Vet ej", "Vet ej"], finding.scale).tolist() == [7, 7]


# ------------------------------------------------------------------------------------------------ direction


def test_labels_that_call_the_low_number_good_turn_the_scale():
    finding = one({"1 - Mycket nöjd": 4, "2": 3, "4": 2, "5 - Mycket missnöjd": 1})
    assert finding.scale.reversed
    assert "scale-reversed" in said(finding)
    assert coding(["1", "5"], finding.scale).tolist() == [4, 0]


def test_the_wording_turns_the_scale_unless_labels_say_otherwise():
    assert one(bare(1, 2, 3, 4, 5), falling={"q"}).scale.reversed
    assert not one({"1 - Inte alls nöjd": 4, "3": 4, "5 - Mycket nöjd": 4}, falling={"q"}).scale.reversed


def test_numbered_yes_and_no():
    finding = one({"1 - Ja": 9, "2 - Nej": 4})
    assert finding.scale.kind == "yes-no"
    assert coding(["1 - Ja", "2", "Ja", "nej"], finding.scale).tolist() == [1, 0, 1, 0]


# ------------------------------------------------------------------------------------------------ words


def test_words_are_ordered_from_the_worst_to_the_best_not_by_the_alphabet():
    values = {"Ganska missnöjd": 3, "Ganska nöjd": 9, "Mycket missnöjd": 1, "Mycket nöjd": 7}
    values |= {"Varken nöjd eller missnöjd": 4, "Vet ej": 2}
    finding = one(values)
    assert [answer.label for answer in finding.scale.answers] == [
        "Mycket missnöjd",
        "Ganska missnöjd",
        "Varken nöjd eller missnöjd",
        "Ganska nöjd",
        "Mycket nöjd",
    ]
    assert coding(["Mycket nöjd", "VET EJ"], finding.scale).tolist() == [4, 5]
    assert not finding.uncertain


@pytest.mark.parametrize(
    ("texts", "steps"),
    [
        (["Svært fornøyd", "Fornøyd", "Ganske fornøyd", "Verken eller", "Misfornøyd"], 7),
        (["Nöjd", "Missnöjd"], 2),
        (["Mycket bra", "Ganska bra", "Inte så bra", "Dåligt"], 4),
        (["Mycket bra", "Bra", "Varken bra eller dåligt", "Dåligt"], 5),
        (["Excellent", "Very good", "Good", "Fair"], 5),
        (["Strongly agree", "Agree", "Neutral"], 5),
        (["Alltid", "Ofta", "Ibland", "Sällan", "Aldrig"], 5),
        (["Always", "Usually", "Sometimes", "Never"], 4),
        (["Meget tilfreds", "Tilfreds", "Hverken eller"], 5),
        (["Ja", "Delvis", "Nej"], 3),
        (["Yes", "No"], 2),
        (["Mycket nöjd", "Very satisfied", "Ganska nöjd", "Neither satisfied nor dissatisfied"], 5),
    ],
)
def test_the_shortest_verbal_scale_that_keeps_the_answers_apart(texts, steps):
    finding = one(dict.fromkeys(texts, 10))
    assert finding.scale.size == steps


def test_a_missing_step_that_matters_makes_it_uncertain():
    assert one({"Mycket nöjd": 9, "Ganska nöjd": 8, "Ganska missnöjd": 2}).uncertain


def test_siblings_decide_between_four_steps_and_five():
    full = ["Mycket nöjd", "Ganska nöjd", "Varken nöjd eller missnöjd", "Ganska missnöjd", "Mycket missnöjd"]
    proposals = {"a": propose(dict.fromkeys(full[:2], 5)), "b": propose(dict.fromkeys(full, 5))}
    found = settle(proposals, {}, {})
    assert found["a"].scale.size == 5
    assert found["a"].scale.answers[0].label == "Mycket missnöjd"
    assert not found["a"].uncertain


# ------------------------------------------------------------------------------------------------ scales by hand


def test_texts_a_scale_lists_go_before_the_general_words():
    scale = scale_of(1, 5, dont_know=["6", "Blank"], missing=["0", "Vet ej"])
    assert coding(["6", "6.0", "blank", "0", "Vet ej", "7"], scale).tolist() == [5, 5, 5, -1, -1, -2]


def test_words_may_be_given_in_any_case():
    scale = scale_of_words(["DÅLIGT", "Bra"], dont_know=["Pass"])
    assert coding(["dåligt", "BRA", "pass", "3"], scale).tolist() == [0, 1, 2, -2]
    assert scale_of_words(["nej", "JA"]).kind == "yes-no"


def test_everything_said_is_worded_in_all_languages():
    findings = [
        one(bare(0, 1, 5)),
        one(bare(1, 2, 3, 4, 5, 8, 9) | {"Blank": 1, "99": 2, "x": 1}),
        one(bare(2, 5, 9), declared={"q": (1, 5)}, falling={"q"}),
        one({"Ja": 4, "Nej": 3}),
    ]
    for language in ("sv", "nb", "en"):
        locale = load(language)
        for finding in findings:
            assert locale.text(f"reasons.{finding.reason.key}", **finding.reason.fields)
            for notice in finding.notices:
                assert locale.text(f"notices.{notice.key}", **notice.fields)
            if finding.ambiguity:
                for table in ("errors", "notices"):
                    assert "q" in locale.text(f"{table}.{finding.ambiguity.key}", **finding.ambiguity.fields)


# ------------------------------------------------------------------------------------------------ laws


FORMS = ["{n}", "{n}.0", "{n},0", "{n} - Bra svar", "({n}) Bra svar", "Bra svar ({n})", "{n}: Bra svar"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("falls", [False, True])
@pytest.mark.parametrize(("low", "high"), USUAL)
def test_every_form_of_answer_k_is_coded_k(low, high, falls, form):
    scale = scale_of(low, high, falls=falls)
    texts = [form.format(n=int(answer.value)) for answer in scale.answers]
    assert coding(texts, scale).tolist() == list(range(scale.size))


@given(st.sampled_from(USUAL), st.data())
@settings(max_examples=60, deadline=None)
def test_labelled_ends_give_the_scale_back_whatever_is_unused(ends_, data):
    low, high = ends_
    inner = data.draw(st.sets(st.integers(low + 1, high - 1), min_size=1))
    values = bare(*inner) | {f"{low} - Inte alls nöjd": 1, f"{high} - Mycket nöjd": 1}
    finding = one(values)
    assert ends(finding) == (low, high)
    assert not finding.uncertain


@given(st.sampled_from(sorted(verbal_scales())), st.sampled_from(["sv", "nb", "da", "en"]), st.data())
@settings(max_examples=80, deadline=None)
def test_a_verbal_scale_comes_back_whatever_a_sibling_left_unused(name, language, data):
    scale = verbal_scales()[name]
    texts = [step[language][0] for step in scale.steps]
    used = data.draw(st.sets(st.sampled_from(texts), min_size=1))
    proposals = {"full": propose(dict.fromkeys(texts, 3)), "part": propose(dict.fromkeys(sorted(used), 3))}
    found = settle(proposals, dict.fromkeys(proposals, "Hur nöjd är du med"), {})
    assert [found["part"].scale.size, found["full"].scale.size] == [scale.size] * 2
    assert coding(texts, found["part"].scale).tolist() == list(range(scale.size))
