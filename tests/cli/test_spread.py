"""``kundnojd spread``: from the file to the answer."""

from __future__ import annotations

import io
import json
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from kundnojd.analyses.spread_frame import COLUMNS
from tests.cli.running import HYRES, ROOT, SFO, run

QUESTIONS = ("Bemötande", "Hjälp", "Väntetid", "Lokaler", "Information")
HEAD = ",".join(
    ["Kontor", "Hur nöjd är du totalt? (1-10)", *(f"Hur nöjd är du med {q.lower()}? (1-10)" for q in QUESTIONS)]
)
Levels = Callable[[np.random.Generator], np.ndarray]  # (units, questions), the overall one first


def survey(folder: Path, levels: Levels, sizes: list[int], *, weak: float = 0.0) -> str:
    """A file of units of so many respondents, who answer with a level of their own; waiting is lower by ``weak``."""
    rng = np.random.default_rng(12)
    true = levels(rng) - weak * (np.arange(6) == 3)
    lines = [HEAD]
    for unit, n in enumerate(sizes):
        person = rng.normal(0, 1.2, (n, 1))
        answers = np.clip(np.round(true[unit] + person + rng.normal(0, 1.4, (n, 6))), 1, 10).astype(int)
        lines += [f"Kontor {unit + 1:02}," + ",".join(map(str, row)) for row in answers.tolist()]
    file = folder / "data.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def one_low(rng: np.random.Generator) -> np.ndarray:
    """Twelve units that hardly differ, and the fifth is low in everything."""
    return 7.2 + rng.normal(0, 0.15, (12, 1)) - 1.8 * (np.arange(12) == 4)[:, None] + rng.normal(0, 0.05, (12, 6))


def wholes(rng: np.random.Generator) -> np.ndarray:
    return 6.6 + rng.normal(0, 0.8, (30, 1)) + rng.normal(0, 0.1, (30, 6))


def single(rng: np.random.Generator) -> np.ndarray:
    return 6.6 + rng.normal(0, 0.8, (30, 6))


def alike(_: np.random.Generator) -> np.ndarray:
    return np.full((12, 6), 6.8)


def csv(*words: str) -> pd.DataFrame:
    found = run("spread", *words, "--format", "csv", "-q")
    assert found.exit_code == 0, found.stderr
    return pd.read_csv(io.StringIO(found.stdout), keep_default_na=False, na_values=[""])


def named(frame: pd.DataFrame) -> list[str]:
    return frame.loc[frame["part"] == "finding", "name"].tolist()


def test_the_system_and_one_department(tmp_path) -> None:
    file = survey(tmp_path, one_low, [60] * 12, weak=1.5)
    frame = csv(file)
    assert tuple(frame.columns) == COLUMNS
    assert named(frame)[:3] == ["weak-touchpoint", "one-unit-low", "one-unit-low-touchpoints"]
    found = frame[frame["part"] == "finding"].set_index("name")
    assert found.loc["weak-touchpoint", "question"] == "Hur nöjd är du med väntetid? (1-10)"
    assert found.loc["one-unit-low", "unit"] == "Kontor 05"
    for lang, words in (
        ("sv", ("Systemet: ”Hur nöjd är du med väntetid?", "En enhet: Kontor 05 ligger lägre", "på 5 av 5 frågor")),
        ("nb", ("Systemet: «Hur nöjd är du med väntetid?", "Én enhet: Kontor 05 ligger lavere", "på 5 av 5 spørsmål")),
        ("en", ("The system: “Hur nöjd är du med väntetid?", "One unit: Kontor 05 lies lower", "on 5 of 5 questions")),
    ):
        text = run("spread", file, "--format", "md", "--lang", lang).stdout
        for word in words:
            assert word in text


@pytest.mark.parametrize(
    ("levels", "units", "expected"),
    [
        (wholes, 30, ["over-units", "common-wholes"]),
        (single, 30, ["over-units", "common-single"]),
        (alike, 12, ["too-little-between"]),
    ],
)
def test_what_is_planted_is_found(tmp_path, levels: Levels, units: int, expected: list[str]) -> None:
    assert named(csv(survey(tmp_path, levels, [60] * units)))[: len(expected)] == expected


def test_the_share_between_is_that_of_an_analysis_of_variance(tmp_path) -> None:
    file = survey(tmp_path, wholes, [*range(20, 80, 2)])
    rows = pd.read_csv(file)
    score = (rows.iloc[:, 1] - 1) / 9 * 100
    groups = score.groupby(rows["Kontor"])
    n = groups.size()
    k = len(n)
    msb = float((n * (groups.mean() - score.mean()) ** 2).sum() / (k - 1))
    msw = float(((score - groups.transform("mean")) ** 2).sum() / (n.sum() - k))
    n0 = (n.sum() - (n**2).sum() / n.sum()) / (k - 1)
    frame = csv(file, "--measure", "index")
    own = frame[frame["part"] == "between"].set_index("name")
    assert own.loc["msb", "value"] == pytest.approx(msb)
    assert own.loc["msw", "value"] == pytest.approx(msw)
    assert own.loc["icc", "value"] == pytest.approx(100 * (msb - msw) / (msb + (n0 - 1) * msw))
    assert own.loc["icc", "lower"] < own.loc["icc", "value"] < own.loc["icc", "upper"]


def test_the_tenants() -> None:
    """Two stay hidden and are named nowhere; the units agree with rank."""
    frame = csv(HYRES)
    assert frame["wave"].unique().tolist() == [2025]
    assert frame.loc[frame["part"] == "between", "measure"].unique().tolist() == ["nki", "nps", "top-box"]
    ranked = pd.read_csv(io.StringIO(run("rank", HYRES, "--measure", "nki", "--format", "csv", "-q").stdout))
    ranked = ranked.set_index("unit")
    for name, column in (("value", "value"), ("shrunken", "shrunken")):
        rows = frame[(frame["part"] == "unit") & (frame["measure"] == "nki") & (frame["name"] == name)].set_index(
            "unit"
        )
        assert rows["value"].to_numpy() == pytest.approx(ranked.loc[rows.index, column].to_numpy())
    for form in ("table", "json", "md", "html", "csv"):
        text = run("spread", HYRES, "--format", form).stdout
        assert "Prästhagen" not in text
        assert "Stationsområdet" not in text


def test_units_hidden_on_a_question_stand_aside(tmp_path) -> None:
    """Nobody of one unit answered on premises: it is out of the touchpoints, with another, and that is said."""
    file = Path(survey(tmp_path, wholes, [40] * 30))
    lines = file.read_text(encoding="utf-8").splitlines()
    for row in range(1, 41):  # the respondents of the first unit
        cells = lines[row].split(",")
        lines[row] = ",".join([*cells[:5], "", *cells[6:]])
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    frame = csv(str(file))
    touch = frame[frame["part"] == "touchpoints"]
    assert "Kontor 01" in touch.loc[touch["name"] == "left-out", "unit"].tolist()
    assert touch.loc[touch["name"] == "units", "value"].item() == 28
    assert "Kontor 01" in frame.loc[frame["part"] == "unit", "unit"].tolist()
    assert "are not shown on every question" in run("spread", str(file), "--format", "md", "--lang", "en").stdout


def test_a_question_of_few_is_no_touchpoint_of_all(tmp_path) -> None:
    file = Path(survey(tmp_path, wholes, [40] * 30))
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[1:] = [line if k % 3 == 0 else line.rsplit(",", 1)[0] + "," for k, line in enumerate(lines[1:])]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = run("spread", str(file), "--format", "md", "--lang", "en").stdout
    assert "Left aside, for fewer than 50% as many answered it as the others: Hur nöjd är du med information?" in text


def test_targets(tmp_path) -> None:
    frame = csv(HYRES, "--target", "nki=70")
    below = frame[frame["name"] == "below-target"]
    assert below["part"].tolist() == ["finding", "between"]
    assert below["value"].round().tolist() == [80, 80]
    settings = tmp_path / "survey.toml"
    settings.write_text('[[target]]\nmeasure = "nki"\nvalue = 90\n', encoding="utf-8")
    assert named(csv(HYRES, "--config", str(settings)))[2] == "below-target-everywhere"
    assert "nothing" in run("spread", HYRES, "--target", "csat=70", "--lang", "en").stderr.lower()
    assert run("spread", HYRES, "--target", "nki").exit_code == 2


def test_small_shares_are_said(tmp_path) -> None:
    file = survey(tmp_path, wholes, [60] * 30)
    text = run("spread", file, "--measure", "top-box", "--lang", "en", "--format", "md").stdout
    assert "under 20 or over 80% in all" in text


def test_levels_of_a_hierarchy(tmp_path) -> None:
    file = Path(survey(tmp_path, wholes, [40] * 30))
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    rows = [f"Region {int(line[7:9]) % 3 + 1},{line}" for line in lines]
    file.write_text("\n".join([f"Region,{head}", *rows]) + "\n", encoding="utf-8")
    words = (str(file), "--unit", "Region", "--unit", "Kontor")
    frame = csv(*words)
    assert frame.loc[frame["part"] == "touchpoints", "depth"].unique().tolist() == [2]
    text = run("spread", *words, "--format", "md", "--lang", "en").stdout
    assert "## The units · Kontor" in text
    assert "Region: fewer than 8 units" in text


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        ((SFO[0],), "7 units can be shown", 3),
        ((HYRES, "--measure", "dont-know"), "is not there for each unit", 2),
        ((HYRES, "--measure", "love"), "There is no measure", 2),
    ],
)
def test_refusals(words: tuple[str, ...], said: str, code: int) -> None:
    found = run("spread", *words, "--lang", "en")
    assert found.exit_code == code
    assert said in found.stderr


def test_units_are_needed(tmp_path) -> None:
    file = tmp_path / "none.csv"
    file.write_text("Hur nöjd är du totalt? (1-10)\n" + "8\n9\n7\n10\n" * 10, encoding="utf-8")
    found = run("spread", str(file), "--lang", "sv")
    assert found.exit_code == 3
    assert "--unit KOLUMN" in found.stderr


def test_a_survey_without_touchpoints(tmp_path) -> None:
    file = Path(survey(tmp_path, wholes, [40] * 30))
    lines = [",".join(line.split(",")[:2]) for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = run("spread", str(file), "--format", "md", "--lang", "en").stdout
    assert "no two questions on one scale" in text
    assert "## Questions over" not in text


@pytest.mark.parametrize("lang", ["sv", "nb", "en"])
def test_the_page_fits_every_width(lang: str) -> None:
    for width in (40, 80, 160):
        table = run("spread", HYRES, "--format", "table", "--lang", lang, env={"COLUMNS": str(width)}).stdout
        assert max(map(len, table.splitlines())) <= width


def test_files(tmp_path) -> None:
    names = ("a.csv", "a.md", "a.json", "a.tsv", "a.txt", "a.html", "a.xlsx", "a.pptx")
    out = [word for name in names for word in ("-o", str(tmp_path / name))]
    assert run("spread", HYRES, *out, "--lang", "en", "--quiet").exit_code == 0
    assert all((tmp_path / name).stat().st_size > 500 for name in names)
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert found["schema"] == "kundnojd-spread/1"
    assert list(found["rows"][0]) == list(COLUMNS)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book["Questions over the units"]
    title = sheet._charts[0].title.tx.rich.p[0].r[0].t
    assert title == "Level, where 95% of units truly lie"


def test_the_guide_shows_the_program() -> None:
    page = (ROOT / "examples" / "guide" / "spread.md").read_text(encoding="utf-8")
    block = page.split("<!-- spread -->\n```\n")[1].split("```")[0].splitlines()
    words = ("spread", HYRES, "--target", "nki=70", "--lang", "en", "--format", "table")
    shown = {line.rstrip() for line in run(*words, env={"COLUMNS": "100"}).stdout.splitlines()}
    assert {line for line in block if line not in shown} == {"…"}
    assert textwrap.fill(", ".join(f"`{name}`" for name in COLUMNS), 118) in page


@pytest.mark.parametrize(
    ("answers", "said"), [((4, 5, 6, 7, 8), "100% of the variation"), ((7,), "0% of the variation")]
)
def test_units_of_one_mind(tmp_path, answers: tuple[int, ...], said: str) -> None:
    """Everybody in a unit answers alike: nothing lies within."""
    rows = [
        f"K{unit},{answers[unit % len(answers)]},{answers[unit % len(answers)]},5"
        for unit in range(10)
        for _ in "x" * 12
    ]
    file = tmp_path / "data.csv"
    head = "Kontor,Hur nöjd är du totalt? (1-10),Hur nöjd är du med a? (1-10),Hur nöjd är du med b? (1-10)"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    found = run("spread", str(file), "--measure", "index", "--format", "md", "--lang", "en")
    assert found.exit_code == 0, found.stderr
    assert said in found.stdout
