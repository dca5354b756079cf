"""``kundnojd rank``: from the file to the page."""

from __future__ import annotations

import json
import textwrap

import pandas as pd
import pytest

from kundnojd.analyses.ranking import COLUMNS
from tests.cli.running import HYRES, ROOT, SFO, run


def csv(*words: str) -> pd.DataFrame:
    from io import StringIO

    found = run("rank", *words, "--format", "csv")
    assert found.exit_code == 0, found.stderr
    return pd.read_csv(StringIO(found.stdout), keep_default_na=False, na_values=[""])


def test_csv_has_the_columns_and_the_usual_measures() -> None:
    frame = csv(HYRES)
    assert tuple(frame.columns) == COLUMNS
    assert frame["measure"].unique().tolist() == ["nki", "nps", "top-box"]
    assert frame["wave"].unique().tolist() == [2025]
    assert not {"Prästhagen", "Stationsområdet"} & set(frame["unit"])
    assert csv(HYRES, "--all-waves", "--measure", "nki")["wave"].unique().tolist() == [2023, 2024, 2025]


def test_figures_agree_with_analyze() -> None:
    from io import StringIO

    frame = csv(*SFO, "--measure", "top-box").set_index("unit")
    found = run("analyze", *SFO, "--measure", "top-box", "--format", "csv").stdout
    whole = pd.read_csv(StringIO(found), keep_default_na=False, na_values=[""], dtype={"unit": str})
    newest = whole[(whole["wave"] == 2018) & whole["question"].isin(frame["question"])].set_index("unit")
    for name in ("n", "n_eff", "value", "se", "lower", "upper"):
        assert frame[name].to_numpy() == pytest.approx(newest.loc[frame.index, name].to_numpy())


def test_json_has_its_schema() -> None:
    found = json.loads(run("rank", HYRES, "--measure", "nki", "--format", "json").stdout)
    assert found["schema"] == "kundnojd-rank/1"
    assert found["provenance"]["options"]["rank_n"] == 10
    assert list(found["rows"][0]) == list(COLUMNS)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("4 of 11 units lie outside what chance gives", "13 of 153 pairs", "▼▼ far below", "18 (12–18)")),
        ("sv", ("4 av 11 enheter ligger utanför vad slumpen ger", "läs intervallen, inte rangen")),
        ("nb", ("4 av 11 enheter ligger utenfor", "les intervallene, ikke rangen")),
    ],
)
def test_the_page_says_it_in_words(lang: str, words: tuple[str, ...]) -> None:
    found = run("rank", HYRES, "--measure", "nki", "--format", "md", "--lang", lang).stdout
    for word in words:
        assert word in found
    for width in (40, 80, 160):
        table = run("rank", HYRES, "--format", "table", "--lang", lang, env={"COLUMNS": str(width)}).stdout
        assert max(map(len, table.splitlines())) <= width


def test_no_league_table_where_there_is_nothing_to_rank(tmp_path) -> None:
    file = tmp_path / "same.csv"
    rows = [f"{unit},{5 + (k * 7 + place * 3) % 6}" for place, unit in enumerate("DBCA") for k in range(36)]
    file.write_text("Kontor,Hur nöjd är du totalt? (1-10)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = run("rank", str(file), "--measure", "index", "--format", "table", "--lang", "en").stdout
    assert "No ranking: the units cannot be told apart." in " ".join(found.split())
    body = [line.split()[0] for line in found.splitlines() if line[:1] in "ABCD" and line[1:2] == " "]
    assert body == ["A", "B", "C", "D"]


def test_a_hierarchy_is_ranked_level_by_level(tmp_path) -> None:
    lines = []
    for region, base in (("Nord", 3), ("Syd", 6), ("Väst", 8)):
        for office in range(1, 4):
            lines += [f"{region},Kontor {office},{min(10, base + (k + office) % 3)}" for k in range(40)]
    file = tmp_path / "levels.csv"
    file.write_text("Region,Kontor,Hur nöjd är du totalt? (1-10)\n" + "\n".join(lines) + "\n", encoding="utf-8")
    frame = csv(str(file), "--unit", "Region", "--unit", "Kontor", "--measure", "index")
    assert frame.groupby("depth")["unit"].count().tolist() == [3, 9]
    assert frame[frame["depth"] == 1].sort_values("rank")["unit"].tolist() == ["Väst", "Syd", "Nord"]
    table = run("rank", str(file), "--unit", "Region", "--unit", "Kontor", "--format", "table").stdout
    assert "Index · Region" in table
    assert "Index · Kontor" in table


def test_the_least_answers_for_a_ranking() -> None:
    assert csv(HYRES, "--measure", "nki", "--rank-n", "30")["units_ranked"].unique().tolist() == [11]
    assert csv(HYRES, "--measure", "nki", "--min-n", "20")["n"].min() >= 20
    md = run("rank", HYRES, "--measure", "nki", "--rank-n", "30", "--format", "md", "--lang", "en").stdout
    assert "7 units have fewer than 30 answers and are not ranked." in md


@pytest.mark.parametrize(
    ("words", "key", "code"),
    [
        (("--measure", "dont-know"), "is not there for each unit", 2),
        (("--measure", "love"), "There is no measure", 2),
    ],
)
def test_wrong_use(words: tuple[str, ...], key: str, code: int) -> None:
    found = run("rank", HYRES, *words)
    assert found.exit_code == code
    assert key in found.stderr


def test_units_are_needed(tmp_path) -> None:
    file = tmp_path / "none.csv"
    file.write_text("Hur nöjd är du totalt? (1-10)\n" + "8\n9\n7\n10\n" * 10, encoding="utf-8")
    found = run("rank", str(file))
    assert found.exit_code == 3
    assert "--unit COLUMN" in found.stderr


def test_files_and_excel(tmp_path) -> None:
    for name in ("a.csv", "a.md", "a.json", "a.tsv", "a.txt"):
        assert run("rank", HYRES, "-o", str(tmp_path / name), "--quiet").exit_code == 0
        assert (tmp_path / name).stat().st_size > 500
    assert run("rank", HYRES, "--excel-csv", "sv").stdout.startswith("\ufeffmeasure;")


def test_the_page_shows_the_program() -> None:
    page = (ROOT / "examples" / "guide" / "rank.md").read_text(encoding="utf-8")
    block = page.split("```\n")[3].splitlines()
    output = run("rank", HYRES, "--measure", "nki", "--lang", "en", "--format", "table").stdout.splitlines()
    shown = [line.rstrip() for line in output]
    assert [line for line in block if line not in shown] == ["…"]
    assert textwrap.fill(", ".join(f"`{name}`" for name in COLUMNS), 118) in page


def test_measures_of_a_settings_file_that_no_unit_has_are_passed_over(tmp_path) -> None:
    settings = tmp_path / "survey.toml"
    settings.write_text('[options]\nmeasures = ["nps", "dont-know"]\n', encoding="utf-8")
    assert csv(HYRES, "--config", str(settings))["measure"].unique().tolist() == ["nps"]
    settings.write_text('[options]\nmeasures = ["dont-know"]\n', encoding="utf-8")
    assert csv(HYRES, "--config", str(settings))["measure"].unique().tolist() == ["nki", "nps", "top-box"]
    assert run("plan", HYRES, "--measure", "dont-know").exit_code == 2
