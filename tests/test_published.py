"""Figures that others published of the collection's files come out, by the command as a person would give it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.running import run

pytestmark = pytest.mark.shared
CNCF = "cncf-maintainer-survey/"
SATISFIED = ("1. Satisfaction", "Are you satisfied with the overall support", "What is your feeling")
RESPONSE = ("4. Efficiency", "Efficiency", "Did you feel that the CNCF staff")

# The averages of the README of cncf/surveys that can be made from its files: mean over maximum, in per cent.
AVERAGES = [
    ("2017__results-h1-2017.csv", SATISFIED, "82"),
    ("2017__results-h2-2017.csv", SATISFIED, "80"),
    ("2018__results-h1.csv", SATISFIED, "83.6"),
    ("2018__results-h1.csv", RESPONSE, "85.4"),
    ("2019__maintainer-survey-results-2019-h2.csv", RESPONSE, "90"),
    ("2020__h2__CNCF_Maintainers_Survey_2020_H2.csv", SATISFIED, "83"),
    ("2020__h2__CNCF_Maintainers_Survey_2020_H2.csv", RESPONSE, "92"),
    ("2022__h2__CNCF_Maintainers_Survey_2022_H2.csv", SATISFIED, "77"),
    ("2022__h2__CNCF_Maintainers_Survey_2022_H2.csv", RESPONSE, "90"),
    ("2023__h1__CNCF_Maintainers_Survey_2023_H1.csv", SATISFIED, "84"),
    ("2023__h1__CNCF_Maintainers_Survey_2023_H1.csv", RESPONSE, "88"),
    ("2023__h2__CNCF_Maintainers_Survey_2023_H2.csv", RESPONSE, "86"),
    ("2024__h1__CNCF_Maintainers_Survey_2024_H1.csv", RESPONSE, "85"),
]


def rows(*arguments: str) -> list[dict[str, str]]:
    result = run("analyze", *arguments, "--format", "csv", "--quiet", "--lang", "en")
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.mark.parametrize(("file", "wordings", "published"), AVERAGES)
def test_cncf_averages(shared_data: Path, file: str, wordings: tuple[str, ...], published: str) -> None:
    found = rows(str(shared_data / CNCF / file), "--measure", "mean-of-maximum", "--unit", "none", "--wave", "none")
    (row,) = [row for row in found if row["question"].startswith(wordings) and not row["question"].endswith("(2)")]
    places = len(published.partition(".")[2])
    assert f"{float(row['value']):.{places}f}" == published


RECOMMEND = "How likely are you to recommend R to a colleague, friend, or family member?"
ROBOT = "To help us ensure that you are not a robot"


def survey_toml(folder: Path, text: str) -> str:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def headers(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines, delimiter="\t"))


def question(role: str) -> str:
    return f'[[question]]\ncolumn = "{RECOMMEND}"\nrole = "{role}"\nscale = [1, 10]\n'


def nps(arguments: list[str]) -> Mapping[str, object]:
    result = run("analyze", *arguments, "--measure", "nps", "--format", "json", "--lang", "en", "--quiet")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    (row,) = found["rows"]
    said = [notice["fields"] for notice in found["notices"] if notice["key"] == "recommend-said"]
    assert said == [{"question": RECOMMEND, "low": 1, "high": 10}]
    return {"value": round(row["value"]), "n": row["n"]}


def test_r_community_2018(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "r-community-survey/2018-english-form-responses.tsv"
    arguments = [
        str(file),
        "--unit",
        "none",
        "--wave",
        "none",
        "--config",
        survey_toml(tmp_path, question("recommend")),
    ]
    assert nps(arguments) == {"value": 72, "n": 3001}


def test_r_community_2019_in_two_languages_without_robots(shared_data: Path, tmp_path: Path) -> None:
    files = [shared_data / f"r-community-survey/2019-{language}-responses.tsv" for language in ("english", "spanish")]
    english, spanish = map(headers, files)
    robot = next(name for name in english if name.startswith(ROBOT))
    renamed = {spanish[english.index(name)]: name for name in (robot, RECOMMEND)}
    rename = "".join(f"{json.dumps(old)} = {json.dumps(new)}\n" for old, new in renamed.items())
    toml = f'[rename]\n{rename}[filter]\n{json.dumps(robot)} = ["8", "Eight", "ocho"]\n{question("recommend")}'
    arguments = [*map(str, files), "--unit", "none", "--wave", "none", "--config", survey_toml(tmp_path, toml)]
    assert nps(arguments) == {"value": 75, "n": 1997}


MEN = "masculinity-survey/"
NEVER = '"Never, and not open to it", "Never, but open to it", "Rarely", "Sometimes", "Often", "No answer"'
SCALES = {
    "q0001": '"Not at all masculine", "Not very masculine", "Somewhat masculine", "Very masculine", "No answer"',
    "q0002": '"Not at all important", "Not too important", "Somewhat important", "Very important", "No answer"',
    "q0005": '"No", "Yes", "No answer"',
    **{f"q0007_000{k}": NEVER for k in range(1, 5)},
}
ASKED = {
    "q0001": "In general, how masculine",
    "q0002": "How important is it to you that others see you",
    "q0005": "Do you think that society puts pressure",
    "q0007_0001": "Ask a friend for professional advice",
    "q0007_0002": "Ask a friend for personal advice",
    "q0007_0003": "Express physical affection",
    "q0007_0004": "Cry",
}
GROUPS = {
    "age3": {"18 - 34": 3, "35 - 64": 4, "65 and up": 5},
    "racethn4": {"White": 6, "Non-white": 7},
    "kids": {"Has children": 8, "No children": 9},
    "orientation": {"Straight": 10, "Gay/Bisexual": 11},
}


def published(path: Path) -> dict[tuple[str, str, int], str]:
    """(question, answer, column of the published table) -> whole per cent as printed."""
    cells: dict[tuple[str, str, int], str] = {}
    asked = ""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            if row[0]:
                asked = next((name for name, text in ASKED.items() if row[0].startswith(text)), "")
            elif asked and row[1]:
                cells |= {(asked, row[1], place): row[place] for place in range(2, 12)}
    return cells


def test_the_370_weighted_cells_of_the_masculinity_survey(shared_data: Path, tmp_path: Path) -> None:
    scales = "".join(f'[[question]]\ncolumn = "{name}"\nscale = [{words}]\n' for name, words in SCALES.items())
    units = "".join(f'"{race}" = "Non-white"\n' for race in ("Black", "Hispanic", "Other"))
    expected = published(shared_data / MEN / "masculinity-survey.csv")
    found: dict[tuple[str, str, int], str] = {}
    for group, places in GROUPS.items():
        merged = f"[units]\n{units}" if group == "racethn4" else ""
        config = survey_toml(tmp_path, f'[columns]\nothers = "ignore"\n{merged}{scales}')
        options = ["--measure", "answer", "--detail", "--unit", group, "--weight", "weight", "--wave", "none"]
        for row in rows(str(shared_data / MEN / "raw-responses.csv"), *options, "--min-n", "1", "--config", config):
            place = places.get(row["unit"], 2 if not row["unit"] else 0)
            share = float(row["value"] or 0)
            found[row["question"], row["answer"], place] = f"{share:.0f}%"
    assert len(expected) == 370
    assert {cell: found.get(cell) for cell in expected} == expected
