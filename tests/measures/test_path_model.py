"""From what survey.toml says to the structure of a path model."""

from __future__ import annotations

import numpy as np
import pytest

from kundnojd.errors import ConfigError, InputError
from kundnojd.measures.path_model import PathModel, known_latent, model_block, path_model, structure_of
from kundnojd.questionnaire import survey_toml
from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.questionnaire.scales import scale_of


def question(name: str, theme: str = "", role: Role = Role.ITEM) -> Question:
    return Question(name, name, {"": f"column of {name}"}, role, scale_of(1, 10), theme)


QUESTIONS = Questionnaire(tuple(question(name) for name in ("IMAG1", "IMAG2", "PERQ1", "CUSA1", "CUSA2", "CUSL1")))
LATENTS = """
[[latent]]
name = "Image"
items = ["imag*"]

[[latent]]
name = "Quality"
items = ["column of PERQ1"]

[[latent]]
name = "Satisfaction"
items = ["CUSA2", "CUSA1"]
"""


def model_of(text: str, questionnaire: Questionnaire = QUESTIONS) -> PathModel:
    settings = survey_toml.read(text)
    return path_model(questionnaire, settings.latent, settings.model)


def refused(text: str, questionnaire: Questionnaire = QUESTIONS) -> tuple[str, dict[str, object]]:
    with pytest.raises(InputError) as caught:
        model_of(text, questionnaire)
    return caught.value.key, caught.value.fields


def paths_of(model: PathModel) -> list[tuple[str, str]]:
    names = model.structure.latents
    return [(names[a], names[b]) for a, b in np.argwhere(model.structure.drives)]


def test_items_are_found_by_name_column_and_pattern_in_the_order_of_the_file() -> None:
    model = model_of(LATENTS)
    assert model.items == ("IMAG1", "IMAG2", "PERQ1", "CUSA1", "CUSA2")
    assert model.structure.member.tolist() == [0, 0, 1, 2, 2]


def test_without_paths_those_of_the_european_index_are_taken_and_said() -> None:
    model = model_of(LATENTS)
    assert paths_of(model) == [("Image", "Satisfaction"), ("Quality", "Satisfaction")]
    assert [notice.key for notice in model.notices] == ["paths-usual-structure"]
    assert model.notices[0].fields["paths"] == ("Image → Satisfaction", "Quality → Satisfaction")


def test_the_whole_european_index_has_the_paths_of_w42() -> None:
    names = ("Image", "Expectation", "Quality", "Value", "Satisfaction", "Complaints", "Loyalty")
    questions = Questionnaire(tuple(question(name) for name in names))
    text = "".join(f'[[latent]]\nname = "{name}"\nitems = ["{name}"]\n' for name in names)
    expected = {
        *(("Image", to) for to in ("Expectation", "Satisfaction", "Loyalty")),
        *(("Expectation", to) for to in ("Quality", "Value", "Satisfaction")),
        *(("Quality", "Value"), ("Quality", "Satisfaction"), ("Value", "Satisfaction")),
        *(("Satisfaction", "Complaints"), ("Satisfaction", "Loyalty"), ("Complaints", "Loyalty")),
    }
    assert set(paths_of(model_of(text, questions))) == expected


def test_own_paths_and_scheme() -> None:
    text = '[model]\nscheme = "centroid"\nanswered = 1.0\npaths = [["Image", "Quality"], ["Quality", "Satisfaction"]]\n'
    model = model_of(text + LATENTS)
    assert paths_of(model) == [("Image", "Quality"), ("Quality", "Satisfaction")]
    assert (model.scheme, model.answered, model.notices) == ("centroid", 1.0, ())
    assert model_block(model, QUESTIONS).minimum == 5


@pytest.mark.parametrize(("answered", "least"), [(0.7, 4), (0.6, 3), (1, 5), (0.01, 1)])
def test_the_least_number_of_answers(answered: float, least: int) -> None:
    model = model_of(f"[model]\nanswered = {answered}\n" + LATENTS)
    block = model_block(model, QUESTIONS)
    assert (block.minimum, block.groups, block.keys) == (least, 50, ("wave",))


def test_respondents_needed() -> None:
    assert model_of(LATENTS).needed == 100
    many = [f"L{k}" for k in range(12)]
    pairs = [(name, "Driven") for name in many]
    assert PathModel(structure_of(dict.fromkeys([*many, "Driven"], 1), pairs), ()).needed == 120


def test_themes_make_the_latents_where_none_are_declared() -> None:
    questions = Questionnaire(
        (
            question("a", "Produktkvalitet"),
            question("b", "Produktkvalitet"),
            question("c", "Service"),
            question("d", "Something else"),
            question("e", role=Role.OVERALL),
            question("f", role=Role.IDEAL),
            question("g", role=Role.RECOMMEND),
        )
    )
    model = model_of("", questions)
    assert model.structure.latents == ("Produktkvalitet", "Service", "Satisfaction", "Loyalty")
    assert model.items == ("a", "b", "c", "e", "f", "g")
    assert paths_of(model) == [
        ("Produktkvalitet", "Satisfaction"),
        ("Service", "Satisfaction"),
        ("Satisfaction", "Loyalty"),
    ]
    assert model.notices[0].key == "paths-latents-by-theme"


@pytest.mark.parametrize(
    ("name", "latent"),
    [
        ("Kundnöjdhet", "satisfaction"),
        ("Forventninger", "expectations"),
        ("Service quality", "service-quality"),
        ("service-kvalitet", "service-quality"),
        ("Prisvärdhet", "value"),
        ("Omdømme", "image"),
        ("Klagomål", "complaints"),
        ("LOYALTY", "loyalty"),
        ("Städning", ""),
    ],
)
def test_known_names(name: str, latent: str) -> None:
    assert known_latent(name) == latent


# --- what is refused -------------------------------------------------------------------------------------------------


def test_a_latent_without_questions() -> None:
    key, fields = refused('[[latent]]\nname = "Value"\nitems = ["PERV*"]')
    assert (key, fields["latent"], fields["item"]) == ("paths-item-unknown", "Value", "PERV*")


def test_a_question_in_two_latents() -> None:
    key, fields = refused(LATENTS + '[[latent]]\nname = "Loyalty"\nitems = ["*1"]')
    assert (key, fields) == ("paths-item-twice", {"item": "IMAG1", "first": "Image", "second": "Loyalty"})


def test_a_path_to_nowhere() -> None:
    key, fields = refused('model.paths = [["Image", "Value"]]\n' + LATENTS)
    assert (key, fields["latent"]) == ("paths-latent-unknown", "Value")


def test_a_latent_in_no_path() -> None:
    assert refused('model.paths = [["Image", "Quality"]]\n' + LATENTS) == (
        "paths-latent-alone",
        {"latent": "Satisfaction"},
    )


@pytest.mark.parametrize(
    ("pairs", "circle"),
    [
        ([("a", "a")], "a → a"),
        ([("a", "b"), ("b", "a")], "a → b → a"),
        ([("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")], "b → c → b"),
    ],
)
def test_a_circle(pairs: list[tuple[str, str]], circle: str) -> None:
    names = sorted({name for pair in pairs for name in pair})
    with pytest.raises(ConfigError) as caught:
        structure_of(dict.fromkeys(names, 1), pairs)
    assert (caught.value.key, caught.value.fields) == ("paths-circle", {"circle": circle})


def test_unknown_names_need_paths() -> None:
    key, fields = refused(LATENTS.replace("Quality", "Cleaning"))
    assert (key, fields) == ("paths-without-paths", {"latents": ("Cleaning",)})


def test_two_names_of_one_latent_need_paths() -> None:
    assert refused(LATENTS.replace("Quality", "Profil"))[0] == "paths-without-paths"


def test_no_latents_at_all() -> None:
    assert refused("")[0] == "paths-without-latents"


def test_counts_of_answers_have_no_respondents() -> None:
    answers = Questionnaire(QUESTIONS.questions, rows_are="answers")
    assert refused(LATENTS, answers)[0] == "paths-needs-respondents"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[latent]]\nname = 'A'", 'latent[1]: {} → items = ["...", "Q7*"]'),
        ("[[latent]]\nitems = ['A']", 'latent[1]: {} → name = "..."'),
        ("[[latent]]\nname = 'A'\nitem = ['B']", "latent[1].item → latent[1].items"),
        ("[latent]\nname = 'A'", "latent = {...} → [[latent]]"),
        (
            "[[latent]]\nname = 'A'\nitems = ['B']\n[[latent]]\nname = 'A'\nitems = ['C']",
            'latent[2].name = "A" → "A 2"',
        ),
        ("[model]\nscheme = 'pca'", 'model.scheme = "pca" → "path" | "centroid" | "factor"'),
        ("[model]\nanswered = 1.5", "model.answered = 1.5 → 0.7 (0 < answered <= 1)"),
        (
            "[model]\npaths = [['A', 'B'], ['A', 'B']]",
            'model.paths = [["A", "B"], ["A", "B"]] → [["from", "to"], ["from", "to"]] (each once)',
        ),
        ("[model]\npaths = [['A']]", 'model.paths = [["A"]] → [["from", "to"], ["from", "to"]] (each once)'),
    ],
)
def test_faults_of_the_file_name_what_is_allowed(text: str, fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        survey_toml.read(text)
    assert caught.value.fields["faults"] == fault
