"""Results for groups: ``--segment``, their place in every output, and what is hidden of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kundnojd.analyses import COLUMNS
from tests.cli.running import HYRES, ROOT, SFO, run

HEADER = "Kontor,Kön,Kund,Ålder,Hur nöjd är du totalt sett?,Skulle du rekommendera oss?"


@pytest.fixture
def file(tmp_path: Path) -> str:
    """80 customers of two offices: 45 women, 28 men, 4 others and 3 who did not say."""
    kinds = ["Kvinna"] * 45 + ["Man"] * 28 + ["Annat"] * 4 + [""] * 3
    rows = [
        f"{'AB'[k % 2]},{kind},{k + 1000},{20 + k},{1 + (7 * k) % 10},{(5 * k) % 11}" for k, kind in enumerate(kinds)
    ]
    path = tmp_path / "kunder.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return str(path)


def rows_of(*words: str) -> list[dict[str, str]]:
    result = run("analyze", *words, "--format", "csv")
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_groups_are_appended_and_the_other_rows_stay_as_they_are(file: str) -> None:
    plain, split = rows_of(file), rows_of(file, "--segment", "Kön")
    assert tuple(plain[0]) == COLUMNS
    assert tuple(split[0]) == (*COLUMNS, "segment")
    kept = [{key: value for key, value in row.items() if key != "segment"} for row in split if not row["segment"]]
    assert kept == plain
    groups = [row for row in split if row["segment"]]
    assert {row["unit"] for row in groups} == {""}
    assert {row["segment"] for row in groups} == {"Kön: Annat", "Kön: Kvinna", "Kön: Man"}


def test_a_group_equals_the_survey_of_its_answers_alone(file: str) -> None:
    women = [r for r in rows_of(file, "--segment", "Kön") if r["segment"] == "Kön: Kvinna"]
    alone = {(r["measure"], r["question"]): r for r in rows_of(file, "--where", "Kön=Kvinna") if not r["unit"]}
    assert {"index", "nps", "top-box"} <= {row["measure"] for row in women}
    for row in women:
        for column in ("n", "value", "se", "lower", "upper"):
            assert row[column] == alone[row["measure"], row["question"]][column]
        assert row["n"] == "45"
        assert row["rest_difference"]


def test_a_small_group_is_hidden_with_those_who_said_nothing_or_another_group(file: str) -> None:
    # 4 others and 3 blank are 7 together: no third is needed for the numbers of answers.
    rows = [r for r in rows_of(file, "--segment", "Kön") if r["segment"] and r["measure"] == "index"]
    assert {r["segment"]: r["status"] for r in rows}["Kön: Annat"] == "hidden"
    told = run("analyze", file, "--segment", "Kön", "--lang", "en").stderr
    assert "Some answers have no Kön: they count in the whole and among the rest, but in no group." in told
    told = run("analyze", file, "--segment", "Kön", "--lang", "en", "--min-n", "1").stderr
    assert "3 answers have no Kön" in told


def test_the_report_has_a_section_of_groups(file: str) -> None:
    text = run("analyze", file, "--segment", "Kön", "--format", "md", "--lang", "sv").stdout
    section = text.split("## Grupper")[1].split("##")[0]
    assert [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| Kön")] == [
        "Kön: Annat",
        "Kön: Kvinna",
        "Kön: Man",
    ]
    assert "## Grupper" not in run("analyze", file, "--format", "md", "--lang", "sv").stdout
    document = json.loads(run("analyze", file, "--segment", "Kön", "--format", "json").stdout)
    assert {row["segment"] for row in document["rows"]} == {"", "Kön: Annat", "Kön: Kvinna", "Kön: Man"}
    assert document["provenance"]["options"]["segment"] == ["Kön"]


def test_survey_toml_asks_for_groups_and_inspect_leaves_that_to_the_user(file: str, tmp_path: Path) -> None:
    written = tmp_path / "survey.toml"
    assert run("inspect", file, "--write", str(written), "--lang", "en").exit_code == 0
    text = written.read_text(encoding="utf-8")
    assert '# segment = ["Kön"' in text
    assert "segment" not in rows_of(file)[0]
    written.write_text('[columns]\nsegment = ["Kön"]\n', encoding="utf-8")
    assert {row["segment"] for row in rows_of(file)} == {"", "Kön: Annat", "Kön: Kvinna", "Kön: Man"}
    assert run("inspect", file, "--write", str(written), "--lang", "en").exit_code == 0
    assert '"Kön"' in written.read_text(encoding="utf-8").split("\nsegment = [")[1].split("]")[0]


def test_groups_over_waves_and_several_columns() -> None:
    rows = rows_of(HYRES, "--segment", "Område", "--unit", "none", "--measure", "nki")
    waves = {row["wave"] for row in rows}
    assert len(waves) == 3
    by_unit = {(r["unit"], r["wave"]): r for r in rows_of(HYRES, "--measure", "nki")}
    groups = {(r["segment"].removeprefix("Område: "), r["wave"]): r for r in rows if r["segment"]}
    # The same column as units and as groups gives the same figures and verdicts.
    for key, row in groups.items():
        for column in ("n", "value", "status", "rest_p_adjusted", "previous_p_adjusted"):
            assert row[column] == by_unit[key][column]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("Kund", "more than 50 different texts"),
        ("Ålder", "make classes of its texts"),
        ("Kontoret", "There is no column Kontoret"),
    ],
)
def test_a_column_that_makes_no_groups_is_refused(file: str, column: str, said: str) -> None:
    result = run("analyze", file, "--segment", column, "--lang", "en")
    assert result.exit_code == 3
    assert said in result.stderr


def test_the_unit_makes_no_groups_besides(file: str) -> None:
    result = run("analyze", file, "--unit", "Kontor", "--segment", "Kontor", "--lang", "en")
    assert result.exit_code == 3
    assert "already the column of the unit" in result.stderr


def test_the_groups_of_the_readme_are_real() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("\n```\nGroups\n")[1].split("```")[0].splitlines()
    file = next(name for name in SFO if "2018" in name)
    lines = run(
        "analyze", file, "--segment", "Q21Gender", "--format", "table", env={"COLUMNS": "80"}
    ).stdout.splitlines()
    start = lines.index("Groups") + 1
    assert [line.rstrip() for line in lines[start : start + len(block)]] == block
