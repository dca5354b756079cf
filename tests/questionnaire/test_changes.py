"""Questions followed from wave to wave: scales, wordings and labels that changed, and those that only look so."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from kundnojd.measures.score import index, net_promoter, satisfied, top_box
from kundnojd.questionnaire.by_wave import ByWave
from kundnojd.questionnaire.infer import infer
from kundnojd.questionnaire.model import Question, Questionnaire, Role, Stretch, Waves
from kundnojd.questionnaire.profile import Profile
from kundnojd.questionnaire.scales import scale_of
from kundnojd.questionnaire.survey_toml import read
from kundnojd.sources.reading import Column
from kundnojd.tally.count import count
from tests.questionnaire.surveys import SATISFIED, chunk, keys

FIVE = ["1", "2", "3", "3", "4", "4", "4", "5", "5", "5"] * 10
TEN = ["1", "2", "4", "5", "6", "7", "8", "8", "9", "10"] * 10
RATED = "Hur är städningen?"
Wave = Mapping[str, Sequence[str]]


def survey(
    waves: Mapping[str, Wave], toml: str = "", texts: Mapping[str, Mapping[str, str]] | None = None
) -> Questionnaire:
    """The questionnaire of one file for each wave."""
    profile, chunks = Profile(), {}
    for wave, cells in waves.items():
        columns = [Column(name, (texts or {}).get(wave, {}).get(name, name)) for name in cells]
        chunks[f"{wave}.csv"] = chunk(cells), columns
        profile.add(f"{wave}.csv", *chunks[f"{wave}.csv"])

    def look(rule: Waves, names: object) -> ByWave:
        seen = ByWave()
        for file, (one, columns) in chunks.items():
            seen.add(file, one, columns, rule, names)  # type: ignore[arg-type]
        return seen

    return infer(profile, read(toml), list(chunks), ".", look=look)


def kinds(questionnaire: Questionnaire, name: str = SATISFIED) -> list[tuple[str, str, bool]]:
    return [(change.wave, change.kind, change.breaks) for change in questionnaire.question(name).changes]


def test_from_1_5_to_1_10_each_wave_has_its_scale() -> None:
    found = survey({"2022": {SATISFIED: FIVE}, "2023": {SATISFIED: FIVE}, "2024": {SATISFIED: TEN}})
    question = found.question(SATISFIED)
    assert (question.scale.low, question.scale.high) == (1, 10)
    assert [(s.waves, s.scale.low, s.scale.high) for s in question.earlier] == [(("2022", "2023"), 1, 5)]
    assert kinds(found) == [("2024", "rescaled", True)]
    assert question.breaks == {"2024"}
    assert "break-rescaled" in keys(found)


def test_a_scale_that_is_back_breaks_twice() -> None:
    found = survey({"2022": {SATISFIED: FIVE}, "2023": {SATISFIED: TEN}, "2024": {SATISFIED: FIVE}})
    assert [(change.wave, change.before, change.after) for change in found.question(SATISFIED).changes] == [
        ("2023", "1-5", "1-10"),
        ("2024", "1-10", "1-5"),
    ]
    assert found.question(SATISFIED).earlier[0].waves == ("2023",)


@pytest.mark.parametrize(
    "other",
    [
        ["3", "4", "5"] * 2,  # too few to say that nobody would have taken 6 to 10
        [answer for answer in TEN if answer != "10"][:60],
        ["10" if answer == "9" else answer for answer in TEN],
    ],
)
def test_answers_that_chance_left_out_are_no_other_scale(other: list[str]) -> None:
    found = survey({"2023": {SATISFIED: other}, "2024": {SATISFIED: TEN}})
    assert found.question(SATISFIED).earlier == ()
    assert kinds(found) == []


def test_what_the_user_says_of_the_scale_holds() -> None:
    waves = {"2023": {SATISFIED: FIVE}, "2024": {SATISFIED: TEN}}
    one = survey(waves, f'[[question]]\ncolumn = "{SATISFIED}"\nscale = [1, 10]').question(SATISFIED)
    assert (one.earlier, one.breaks) == ((), frozenset())
    each = survey(waves, f'[[question]]\ncolumn = "{SATISFIED}"\nscale = [1, 10]\nscales = {{ 2023 = [7, 1] }}')
    stretch = each.question(SATISFIED).earlier[0]
    assert (stretch.waves, stretch.scale.high, stretch.scale.reversed) == (("2023",), 7, True)
    same = survey(waves, f'[[question]]\ncolumn = "{SATISFIED}"\ncomparable = true').question(SATISFIED)
    assert (len(same.earlier), same.breaks) == (1, frozenset())
    said = survey(
        {"2023": waves["2024"], "2024": waves["2024"]}, f'[[question]]\ncolumn = "{SATISFIED}"\nbreaks = ["2024"]'
    )
    assert kinds(said) == [("2024", "said", True)]


def test_reworded() -> None:
    texts = {"2023": {"Q1": "Hur nöjd är du totalt sett?"}, "2024": {"Q1": "Hur nöjd är du totalt sett med hissen?"}}
    found = survey({"2023": {"Q1": TEN}, "2024": {"Q1": TEN}}, texts=texts)
    assert kinds(found, "Q1") == [("2024", "reworded", True)]
    texts["2024"]["Q1"] = "Hur nöjd är du totalt sett ?"
    assert kinds(survey({"2023": {"Q1": TEN}, "2024": {"Q1": TEN}}, texts=texts), "Q1") == []


def test_a_headline_question_that_the_newest_wave_lacks_is_said() -> None:
    other = "Hur är helheten?"
    found = survey({"2023": {SATISFIED: TEN}, "2024": {other: TEN}})
    assert found.question(SATISFIED).role is Role.OVERALL
    assert [n.fields["wave"] for n in found.notices if n.key == "question-not-in-newest"] == ["2024"]


def labelled(**words: str) -> list[str]:
    return [f"{answer} - {words[f'a{answer}']}" if f"a{answer}" in words else answer for answer in FIVE]


def test_the_same_numbers_with_other_labels_are_recoded() -> None:
    before, after = labelled(a1="Mycket dåligt", a5="Mycket bra"), labelled(a1="Mycket dåligt", a5="Utmärkt")
    found = survey({"2023": {RATED: before, "Q": TEN}, "2024": {RATED: after, "Q": TEN}})
    change = found.question(RATED).changes[0]
    assert (change.kind, change.before, change.after, change.breaks) == ("recoded", "5 Mycket bra", "5 Utmärkt", True)
    assert "break-recoded" in keys(found)


def test_labels_in_another_language_or_gone_are_the_same_answers() -> None:
    swedish, english = labelled(a5="Mycket bra"), labelled(a5="Very good")
    for after in (english, FIVE):
        found = survey({"2023": {RATED: swedish}, "2024": {RATED: after}})
        assert kinds(found, RATED) == []


def test_the_same_steps_in_another_language_are_listed_and_no_break() -> None:
    swedish = ["Mycket nöjd", "Ganska nöjd", "Varken nöjd eller missnöjd", "Ganska missnöjd", "Mycket missnöjd"] * 20
    english = [
        {
            "Mycket nöjd": "Very satisfied",
            "Ganska nöjd": "Somewhat satisfied",
            "Varken nöjd eller missnöjd": "Neither satisfied nor dissatisfied",
            "Ganska missnöjd": "Somewhat dissatisfied",
            "Mycket missnöjd": "Very dissatisfied",
        }[answer]
        for answer in swedish
    ]
    found = survey({"2023": {SATISFIED: swedish}, "2024": {SATISFIED: english}})
    assert kinds(found) == [("2024", "relabelled", False)]
    assert found.question(SATISFIED).breaks == frozenset()


def test_many_questions_that_change_alike_are_one_notice() -> None:
    names = [f"Hur nöjd är du med del {part}?" for part in "abc"]
    found = survey({"2023": dict.fromkeys(names, FIVE), "2024": dict.fromkeys(names, TEN)})
    notices = [notice for notice in found.notices if notice.key == "break-rescaled"]
    assert [notice.fields["count"] for notice in notices] == [3]


# --- what is counted on two scales


BOTH = Question(
    "q", "q", {"": "q"}, Role.RECOMMEND, scale_of(0, 10), earlier=(Stretch(("2023",), scale_of(1, 5, falls=True)),)
)


def test_values_of_two_scales_stand_one_after_the_other() -> None:
    assert index(BOTH).tolist()[:11] == [10.0 * step for step in range(11)]
    assert index(BOTH).tolist()[11:16] == [0, 25, 50, 75, 100]
    assert np.flatnonzero(top_box(BOTH) == 100).tolist() == [9, 10, 15]
    assert np.flatnonzero(satisfied(BOTH) == 100).tolist() == [7, 8, 9, 10, 14, 15]
    assert np.isnan(net_promoter(BOTH)[11:]).all()  # promoters are those of 0-10
    assert np.isnan(index(BOTH)[-1])


def test_a_wave_on_1_10_has_no_promoters_beside_one_on_0_10() -> None:
    question = Question(
        "q", "q", {"": "q"}, Role.RECOMMEND, scale_of(1, 10), earlier=(Stretch(("2023",), scale_of(0, 10)),)
    )
    values = net_promoter(question)
    assert np.isnan(values[:10]).all()
    assert values[10:21].tolist() == [-100] * 7 + [0, 0, 100, 100]


def test_answers_are_counted_on_the_scale_of_their_wave() -> None:
    cells = {"q": ["1", "5", "9", "Vet ej", "1", "5", "9", "Vet ej"], "w": ["2023"] * 4 + ["2024"] * 4}
    counted = count(chunk(cells), Questionnaire((BOTH,), waves=Waves("column", "w")), (), "a.csv")
    before, after = counted.tally.counts["q"][:, :, 0]
    assert np.flatnonzero(before).tolist() == [11, 15, 16]  # 5 is the worst, 1 the best
    assert np.flatnonzero(after).tolist() == [1, 5, 9, 16]
    assert counted.impossible == {"q": 1}
