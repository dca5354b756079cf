"""``kundnojd plan``: with and without a survey."""

from __future__ import annotations

import json
import textwrap
from io import StringIO

import pandas as pd
import pytest

from kundnojd.analyses.planning import COLUMNS
from tests.cli.running import HYRES, ROOT, run


def csv(*words: str) -> pd.DataFrame:
    found = run("plan", *words, "--format", "csv")
    assert found.exit_code == 0, found.stderr
    return pd.read_csv(StringIO(found.stdout), keep_default_na=False, na_values=[""])


def test_alone_it_is_the_table_of_three_measures() -> None:
    frame = csv()
    assert tuple(frame.columns) == COLUMNS
    assert frame["measure"].unique().tolist() == ["index", "share", "nps"]
    by_n = frame.pivot_table(index="n", columns="measure", values="margin").round(1)
    assert by_n.loc[100].to_dict() == {"index": 3.9, "share": 9.8, "nps": 15.2}


@pytest.mark.parametrize(
    ("population", "margin", "n"), [(1000, 5, 278), (2500, 4, 485), (10000, 3, 965), (25000, 2, 2191)]
)
def test_answers_of_a_population(population: int, margin: int, n: int) -> None:
    found = csv("--measure", "share", "--margin", str(margin), "--population", str(population))
    assert found["n"].tolist() == [n]


def test_assumptions_are_used() -> None:
    assert csv("--measure", "index", "--n", "250", "--sd", "16.134")["margin"].round(4).tolist() == [2.0]
    assert csv("--measure", "top-box", "--n", "100", "--share", "0.8")["margin"].round(1).tolist() == [7.8]
    assert csv("--measure", "nps", "--n", "100", "--variance", "0.25")["margin"].round(1).tolist() == [9.8]
    assert csv("--measure", "nki", "--n", "100", "--deff", "4")["margin"].round(1).tolist() == [7.8]
    assert csv("--measure", "nki", "--n", "100", "--level", "0.99")["margin"].round(2).tolist() == [5.15]
    assert csv("--measure", "nki", "--difference", "5", "--power", "0.9")["n"].tolist() == [338]  # R power.t.test
    panel = csv("--measure", "index", "--n", "200", "--overlap", "0.5", "--correlation", "0.6")
    assert panel["detectable_wave"].round(3).tolist() == [round(2.801585 * 1.67332, 3)]


def test_the_page_says_it_in_words() -> None:
    words = ("--measure", "share", "--margin", "5", "--population", "350", "--units", "20", "--response-rate", "0.4")
    for lang, said in (
        ("en", ("a margin of ±5", "more than there are", "Finite populations", "the response rate of 40%")),
        ("sv", ("felmarginal ±5", "fler än som finns", "svarsfrekvensen 40\xa0%")),
        ("nb", ("feilmargin ±5", "flere enn det finnes", "svarprosenten 40\xa0%")),
    ):
        found = run("plan", *words, "--format", "md", "--lang", lang).stdout
        for text in said:
            assert text in found
        for width in (40, 80, 160):
            table = run("plan", *words, "--format", "table", "--lang", lang, env={"COLUMNS": str(width)}).stdout
            assert max(map(len, table.splitlines())) <= width


def test_json_has_its_schema() -> None:
    found = json.loads(run("plan", "--margin", "3", "--format", "json").stdout)
    assert found["schema"] == "kundnojd-plan/1"
    assert found["rows"][0]["n"] == 171
    assert found["provenance"]["options"]["margin"] == 3


def test_a_survey_is_planned_unit_by_unit(tmp_path) -> None:
    file = tmp_path / "homes.csv"
    file.write_text("Område;Hushåll\nÄngsbacken;1 200\nSöderport;350\nSolsidan;90\n", encoding="utf-8")
    words = (HYRES, "--measure", "nki", "--margin", "4", "--difference", "6", "--population", str(file))
    frame = csv(*words)
    assert frame["asked"].unique().tolist() == ["now", "margin", "difference"]
    now = frame[frame["asked"] == "now"].set_index(frame.loc[frame["asked"] == "now", "unit"].fillna(""))
    assert now.loc["Söderport", "population"] == 350
    assert now.loc["Söderport", "margin"] < now.loc["Hamnen", "margin"]
    assert not {"Prästhagen", "Stationsområdet"} & set(now.index)
    found = run("plan", *words, "--format", "table", "--lang", "en", env={"COLUMNS": "140"}).stdout
    said = " ".join(found.split())
    assert "Solsidan is in the population but has no answers under that name" in said
    assert "2 units are not shown" in said
    assert "The standard deviation is that of the survey" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--unit", "Kontor"), "--unit is about a survey"),
        (("--min-n", "3"), "--min-n is about a survey"),
        ((HYRES, "--sd", "20", "--n", "50"), "--sd, --n is an assumption"),
        (("--overlap", "0.5"), "--overlap and --correlation belong together"),
        (("--measure", "share", "--difference", "60"), "cannot change by"),
        (("--n", "50", "--population", "40"), "more than the 40"),
        (("--population", "many"), "no whole number"),
        ((HYRES, "--population", "350"), "the number in each unit is needed"),
        (("--measure", "love"), "There is no measure"),
    ],
)
def test_wrong_use(words: tuple[str, ...], said: str) -> None:
    found = run("plan", *words)
    assert found.exit_code == 2
    assert said in found.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kontor;Ort\nA;B\n", "cannot be told which column"),
        ("Kontor;Kunder\nHamnen;500\nHamnen;600\n", "is given more than once"),
        ("Kontor;Kunder\nA;5\n", "None of the units"),
    ],
)
def test_a_population_that_cannot_be_used(tmp_path, text: str, said: str) -> None:
    file = tmp_path / "p.csv"
    file.write_text(text, encoding="utf-8")
    found = run("plan", HYRES, "--population", str(file))
    assert found.exit_code == 3
    assert said in found.stderr


def test_methods_tell_of_ranking_and_planning() -> None:
    page = run("methods", "--format", "md", "--lang", "en").stdout
    for word in ("## Ranking", "## Planning", "paule-mandel", "rank-interval", "power-share", "margin-of-error"):
        assert word in page
    assert "power.t.test" in run("methods", "power-mean").stdout


def test_the_page_shows_the_program() -> None:
    page = (ROOT / "examples" / "guide" / "plan.md").read_text(encoding="utf-8")
    command = next(line for line in page.splitlines() if line.startswith("kundnojd plan --measure"))
    block = page.split("```\n")[3]
    output = run(*command.split()[1:], "--lang", "en", "--format", "table").stdout
    assert block in "".join(f"{line.rstrip()}\n" for line in output.splitlines())
    assert textwrap.fill(", ".join(f"`{name}`" for name in COLUMNS), 118) in page
