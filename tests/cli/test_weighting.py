"""Weights, populations and designs from survey.toml and options to figures and small print."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from kundnojd.questionnaire import survey_toml
from tests.analyses.test_results import W30
from tests.cli.running import HYRES, run

ROLES = """
[columns]
unit = "unit"
weight = "w"
respondent = "id"
[[question]]
column = "q1"
role = "overall"
scale = [1, 10]
[[question]]
column = "q2"
role = "expectation"
scale = [1, 10]
[[question]]
column = "q3"
role = "ideal"
scale = [1, 10]
[[question]]
column = "ltr"
role = "recommend"
scale = [0, 10]
"""


@pytest.fixture
def w30(tmp_path: Path) -> Path:
    (tmp_path / "w30.csv").write_text("id,unit,w,q1,q2,q3,ltr" + W30, encoding="utf-8")
    return tmp_path


def rows(folder: Path, settings: str, *options: str, file: str = "w30.csv") -> pd.DataFrame:
    (folder / "survey.toml").write_text(ROLES + settings, encoding="utf-8")
    result = run("analyze", str(folder / file), "--format", "csv", "--quiet", *options)
    assert result.exit_code == 0, result.output
    frame = pd.read_csv(io.StringIO(result.stdout), keep_default_na=False)
    return frame.set_index(["measure", "question", "unit"])


def number(frame: pd.DataFrame, measure: str, unit: str, name: str) -> float:
    question = "" if measure == "nki" else "ltr" if measure == "nps" else "q1"
    return float(frame.loc[(measure, question, unit), name])


def test_w30_with_and_without_its_population(w30) -> None:
    # methods.md W30, R survey 4.1: SE 7.482859, with N = 40 6.26061.
    assert number(rows(w30, ""), "nki", "", "se") == pytest.approx(7.482859, abs=1e-6)
    found = rows(w30, "[population]\nA = 18\nB = 22\n")
    assert number(found, "nki", "", "value") == pytest.approx(59.529915, abs=1e-6)
    assert number(found, "nki", "", "se") == pytest.approx(6.26061, abs=1.5e-6)
    assert number(found, "nki", "A", "se") == pytest.approx(7.363275 * math.sqrt(1 - 6 / 18), abs=1e-6)
    assert number(found, "nki", "B", "se") == pytest.approx(9.798029 * math.sqrt(1 - 6 / 22), abs=1e-6)


def test_w30_difference_by_the_rule_of_r_svyttest(w30) -> None:
    # R's rule, not ours: svyttest takes n/(n - 1) of the whole file for both units, and n - 2 degrees of freedom.
    from scipy.special import stdtr

    found = rows(w30, "")
    as_in_r = math.sqrt((12 / 11) / (6 / 5))
    se = {unit: number(found, "nki", unit, "se") * as_in_r for unit in "AB"}
    assert se["A"] == pytest.approx(7.020607, abs=1e-6)
    assert se["B"] == pytest.approx(9.342054, abs=1e-6)
    assert number(found, "nps", "A", "se") * as_in_r == pytest.approx(32.847879, abs=1e-6)
    assert number(found, "nps", "B", "se") * as_in_r == pytest.approx(31.694272, abs=1e-6)
    difference = number(found, "nki", "A", "value") - number(found, "nki", "B", "value")
    t = difference / math.hypot(*se.values())
    assert t == pytest.approx(1.884630, abs=1e-6)
    assert 2 * stdtr(10, -t) == pytest.approx(0.088844, abs=1e-6)
    assert number(found, "nki", "A", "rest_difference") == pytest.approx(difference, abs=1e-6)


def test_w30_other_numbers(w30) -> None:
    found = rows(w30, "")
    assert number(found, "nps", "", "value") == pytest.approx(0.769231, abs=1e-6)
    assert number(found, "nps", "", "se") == pytest.approx(27.08425, abs=1e-5)
    assert number(found, "top-box", "", "value") == pytest.approx(24.6154, abs=1e-4)
    assert number(found, "nki", "", "n_eff") == pytest.approx(10.709759, abs=1e-6)
    bare = rows(w30, "", "--weight", "none")
    assert number(bare, "nki", "", "value") == pytest.approx(60.648148, abs=1e-6)
    assert number(bare, "nki", "", "se") == pytest.approx(6.571544, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    ["unit,customers\nA,18\nB,22\n", "Antal kunder;Område\n18;a\n22;B \n", "unit;x;n\nA;z;18,0\nB;z;22\n"],
    ids=["by-name", "the-only-columns", "named"],
)
def test_a_population_file(w30, text) -> None:
    (w30 / "customers.csv").write_text(text, encoding="utf-8")
    named = '[population]\nfile = "customers.csv"\n' + ('unit = "unit"\ncount = "n"\n' if ";x;" in text else "")
    expected = rows(w30, "[population]\nA = 18\nB = 22\n")
    assert rows(w30, named)["se"].equals(expected["se"])
    if ";x;" not in text:
        assert rows(w30, "", "--population", str(w30 / "customers.csv"))["se"].equals(expected["se"])


def test_post_stratification_gives_each_unit_its_customers(w30) -> None:
    found = rows(w30, "[weighting]\npost-stratify = true\n[population]\nA = 300\nB = 100\n")
    a, b = (number(found, "nki", unit, "value") for unit in "AB")
    assert (a, b) == (pytest.approx(71.388889, abs=1e-6), pytest.approx(49.365079, abs=1e-6))
    assert number(found, "nki", "", "value") == pytest.approx(0.75 * a + 0.25 * b, abs=1e-6)


@pytest.fixture
def w29(tmp_path: Path) -> Path:
    cells = {("E", "No"): 12, ("E", "Yes"): 132, ("H", "No"): 3, ("H", "Yes"): 11, ("M", "No"): 8, ("M", "Yes"): 17}
    lines = [f"X,33.847,{kind},{award},{k % 10 + 1}" for (kind, award), n in cells.items() for k in range(n)]
    (tmp_path / "w29.csv").write_text("\n".join(["unit,w,stype,awards,q1", *lines]) + "\n", encoding="utf-8")
    return tmp_path


W29 = """
[columns]
unit = "unit"
weight = "w"
others = "ignore"
[[question]]
column = "q1"
role = "overall"
scale = [1, 10]
[[margin]]
column = "stype"
targets = { E = 4421, H = 755, M = 1018 }
[[margin]]
column = "awards"
targets = { No = 1072, Yes = 5122 }
"""


def test_w29_through_the_program(w29) -> None:
    (w29 / "survey.toml").write_text(W29, encoding="utf-8")
    result = run("analyze", str(w29 / "w29.csv"), "--format", "json", "--quiet")
    found = json.loads(result.stdout)
    # methods.md W29: n_eff 174.011.
    assert found["rows"][0]["n_eff"] == pytest.approx(174.011, abs=1e-3)
    assert [margin["column"] for margin in found["provenance"]["options"]["margin"]] == ["stype", "awards"]
    text = run("analyze", str(w29 / "w29.csv"), "--format", "md").stdout
    assert "weighted to the population" in text
    assert "distribution over stype, awards is met (raking)" in text
    assert "Unequal weights make 183 answers worth 174 (design effect 1.05)." in text


def test_a_cap_is_reported(w29) -> None:
    (w29 / "survey.toml").write_text(W29 + "[weighting]\ncap = 1.6\n", encoding="utf-8")
    text = run("analyze", str(w29 / "w29.csv"), "--format", "md").stdout
    assert "No answer weighs more than 1.6 times the mean; this limit held 3 answers." in text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("[population]\nA = 5\nB = 22\n", "A has more answers than customers"),
        ("[population]\nNord = 5\n", "None of the units of the population"),
        ("[weighting]\npost-stratify = true\n", "--population FILE"),
        ("[population]\nA = 300\n[weighting]\npost-stratify = true\n", "number of customers of B"),
        ('[[margin]]\ncolumn = "unit"\ntargets = { A = 1, B = 2, C = 3 }\n', "nobody answered there"),
        ('[[margin]]\ncolumn = "kön"\ntargets = { A = 1 }\n', "There is no column kön"),
        ('[population]\nfile = "none.csv"\n', "There is no file"),
        ("[population]\nA = -1\n", 'population."A" = -1 → 1200'),
        ("[weighting]\ncap = 3\n", "weighting.cap = 3 → [[margin]]"),
        ('[[margin]]\ncolumn = "unit"\n', "margin[1]: column → targets ="),
        ('[population]\nfile = "x.csv"\nkolumn = "n"\n', "population.kolumn → population.{file"),
    ],
)
def test_faults_say_what_to_do(w30, settings, words) -> None:
    (w30 / "survey.toml").write_text(ROLES + settings, encoding="utf-8")
    result = run("analyze", str(w30 / "w30.csv"))
    assert result.exit_code == 3
    assert words in " ".join(result.output.split())


def test_strata_and_clusters_are_columns_of_the_design(tmp_path) -> None:
    lines = [f"{'NS'[k % 2]},{k % 7},{'xy'[k % 3 // 2]},{k % 10 + 1}" for k in range(140)]
    (tmp_path / "a.csv").write_text("Enhet,Flyg,Skikt,Hur nöjd är du totalt (1-10)?\n" + "\n".join(lines), "utf-8")
    options = ("--stratum", "Skikt", "--cluster", "Flyg")
    found = json.loads(run("inspect", str(tmp_path / "a.csv"), *options, "--format", "json").stdout)
    assert {c["name"]: c["role"] for c in found["columns"]} == {
        "Enhet": "unit",
        "Flyg": "cluster",
        "Skikt": "stratum",
        "Hur nöjd är du totalt (1-10)?": "overall",
    }
    plain, designed = (
        json.loads(run("analyze", str(tmp_path / "a.csv"), *given, "--format", "json").stdout)
        for given in ((), options)
    )
    assert [row["value"] for row in plain["rows"]] == pytest.approx([row["value"] for row in designed["rows"]])
    assert plain["rows"][0]["se"] != designed["rows"][0]["se"]
    assert designed["provenance"]["options"]["design"]["lonely-psu"] == "adjust"
    text = run("analyze", str(tmp_path / "a.csv"), *options, "--format", "md").stdout
    assert "strata of the sample (Skikt)" in text
    assert "clusters of the sample (Flyg)" in text


def test_what_was_said_is_written_again(w30) -> None:
    settings = (
        '[population]\nA = { 2024 = 18 }\nB = 22\n[weighting]\npost-stratify = true\ncap = 4.0\nlonely-psu = "remove"\n'
        '[[margin]]\ncolumn = "ltr"\ntargets = { 1 = 0.5, 2 = 0.5 }\nblank = ["?"]\n'
    )
    (w30 / "survey.toml").write_text(
        ROLES.replace("[columns]", '[columns]\nstratum = "q3"') + settings, encoding="utf-8"
    )
    run("inspect", str(w30 / "w30.csv"), "--write", str(w30 / "again.toml"))
    first, again = survey_toml.load(w30 / "survey.toml"), survey_toml.load(w30 / "again.toml")
    assert again.population == first.population
    assert again.weighting == first.weighting
    assert again.margin == first.margin
    assert again.columns.stratum == "q3"


def test_much_and_heavy_weights_are_said(tmp_path) -> None:
    lines = [f"{40 if k == 0 else 1},{k % 10 + 1}" for k in range(100)]
    (tmp_path / "a.csv").write_text("Vikt,Hur nöjd är du totalt (1-10)?\n" + "\n".join(lines), encoding="utf-8")
    text = run("analyze", str(tmp_path / "a.csv"), "--weight", "Vikt", "--format", "md").stdout
    assert "The largest weight in Vikt is 28.8 times the mean" in text
    assert "(design effect 8.79): that is much" in text


def test_nothing_of_it_is_done_unless_asked(w30) -> None:
    text = run("analyze", HYRES, "--format", "md").stdout
    assert "finite population" not in text
    assert "raking" not in text


@pytest.mark.parametrize("lang", ["sv", "nb"])
def test_other_languages(w29, lang) -> None:
    (w29 / "survey.toml").write_text(W29, encoding="utf-8")
    text = run("analyze", str(w29 / "w29.csv"), "--format", "md", "--lang", lang).stdout
    assert "(raking)" in text
    assert {"sv": "designeffekt 1,05", "nb": "designeffekt 1,05"}[lang] in text
