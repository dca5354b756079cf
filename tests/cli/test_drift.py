"""Several waves that are not quite alike, from the files to the page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.running import run

OVERALL = "Hur nöjd är du totalt sett med oss?"
STAIRS = "Hur nöjd är du med städningen?"
FIVE = ["1", "2", "3", "3", "4", "4", "4", "5", "5", "5"] * 9
TEN = ["1", "2", "4", "5", "6", "7", "8", "8", "9", "10"] * 9


def write(path: Path, columns: dict[str, Sequence[str]]) -> str:
    lines = [";".join(columns), *(";".join(row) for row in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The overall question renumbered and rescaled, one reworded, one gone, a unit renamed."""
    units = ["Nord", "Syd", "Väst"] * 30
    first = {"Enhet": units, OVERALL: FIVE, STAIRS: FIVE, "Hur nöjd är du med tvättstugan?": FIVE}
    second = {
        "enhet": ["Öst" if unit == "Väst" else unit for unit in units],
        f"2. {OVERALL}": TEN,
        "Hur nöjd är du med städningen i trapphuset?": FIVE,
    }
    return [write(tmp_path / "kund 2023.csv", first), write(tmp_path / "kund 2024.csv", second)]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_each_wave_is_counted_on_its_scale_and_the_change_is_not_tested(files) -> None:
    rows = [row for row in rows_of(run("analyze", *files).stdout) if row["question"] == OVERALL]
    whole = {(row["measure"], row["wave"]): row for row in rows if not row["unit"]}
    assert float(whole["index", "2023"]["value"]) == pytest.approx(65)  # mean 3.6 on 1-5
    assert float(whole["index", "2024"]["value"]) == pytest.approx(100 * 5 / 9)  # mean 6 on 1-10
    assert float(whole["top-box", "2023"]["value"]) == pytest.approx(30)  # 5
    assert float(whole["top-box", "2024"]["value"]) == pytest.approx(20)  # 9 and 10
    assert float(whole["satisfied", "2024"]["value"]) == pytest.approx(50)
    for row in rows:
        assert not any(row[name] for name in row if name.startswith("previous_")), row


def test_answers_of_both_scales_have_their_rows(files) -> None:
    rows = rows_of(run("analyze", *files, "--measure", "answer").stdout)
    keys = [tuple(row[name] for name in ("measure", "question", "answer", "unit", "wave")) for row in rows]
    assert len(keys) == len(set(keys))
    mine = {(row["answer"], row["wave"]): row for row in rows if row["question"] == OVERALL and not row["unit"]}
    assert float(mine["5", "2023"]["value"]) == pytest.approx(30)
    assert float(mine["5", "2024"]["value"]) == pytest.approx(10)
    assert (mine["10", "2023"]["n"], mine["10", "2023"]["status"]) == ("0", "empty")


def test_comparable_is_compared(files, tmp_path) -> None:
    config = tmp_path / "other.toml"
    config.write_text(f'[[question]]\ncolumn = "{OVERALL}"\ncomparable = true\n', encoding="utf-8")
    rows = rows_of(run("analyze", *files, "--config", str(config)).stdout)
    mine = next(
        row
        for row in rows
        if (row["measure"], row["question"], row["unit"], row["wave"]) == ("index", OVERALL, "", "2024")
    )
    assert (mine["previous_wave"], mine["previous_verdict"]) == ("2023", "lower")
    assert float(mine["previous_difference"]) == pytest.approx(100 * 5 / 9 - 65)


def test_the_report_draws_the_break_and_says_why(files) -> None:
    text = " ".join(run("analyze", *files, "--format", "table").stdout.split())
    assert "╱" in text.partition("2023–2024")[0] + text.partition("2023–2024")[2]
    assert "2024 ╱" in text
    assert f"{OVERALL}: another scale in 2024 (1-5 in 2023, then 1-10)" in text
    assert f"{OVERALL} = 2. {OVERALL} (kund 2024.csv)" in text
    markdown = run("analyze", *files, "--format", "md").stdout
    assert "| 2024 ╱ |" in markdown


@pytest.mark.parametrize("lang", ["sv", "nb", "en"])
def test_inspect_shows_the_drift(files, lang) -> None:
    text = " ".join(run("inspect", *files, "--lang", lang).stdout.split())
    assert "1-5 1-10" in text
    assert "Hur nöjd är du med städningen i trapphuset?" in text
    assert "columns = { 2023 =" in text
    assert "inspect." not in text
    assert "1-5 | 1-10" in run("inspect", *files, "--lang", lang, "--format", "md").stdout


def test_the_drift_in_json(files) -> None:
    first, second = json.loads(run("inspect", *files, "--format", "json").stdout)
    assert "drift" not in first
    assert second["columns"][0]["name"] == "enhet"
    assert first["columns"][1]["scale"]["high"] == 5
    assert second["columns"][1]["scale"]["high"] == 10
    found = {(entry["kind"], entry["name"]): entry for entry in second["drift"]}
    assert set(found) == {
        ("question-gone", STAIRS),
        ("question-gone", "Hur nöjd är du med tvättstugan?"),
        ("question-new", "Hur nöjd är du med städningen i trapphuset?"),
        ("alike", STAIRS),
        ("rescaled", OVERALL),
        ("unit-gone", "Väst"),
        ("unit-new", "Öst"),
    }
    assert all((entry["wave"], entry["since"]) == ("2024", "2023") for entry in second["drift"])
    rescaled = found["rescaled", OVERALL]
    assert (rescaled["before"], rescaled["after"], rescaled["breaks"]) == ("1-5", "1-10", True)


def test_the_line_that_joins_joins(files, tmp_path) -> None:
    _, second = json.loads(run("inspect", *files, "--format", "json").stdout)
    line = next(entry["settings"] for entry in second["drift"] if entry["settings"])
    config = tmp_path / "other.toml"
    config.write_text(f'[[question]]\nname = "stairs"\n{line}\n', encoding="utf-8")
    _, joined = json.loads(run("inspect", *files, "--config", str(config), "--format", "json").stdout)
    kinds = {entry["kind"] for entry in joined["drift"] if entry["name"] == "stairs"}
    assert kinds == {"reworded"}


def test_what_inspect_writes_gives_the_same(files, tmp_path) -> None:
    config = str(tmp_path / "written.toml")
    run("inspect", *files, "--write", config)
    assert "scales = {2023 = [1, 5]}" in Path(config).read_text(encoding="utf-8")
    assert run("analyze", *files, "--config", config).stdout == run("analyze", *files).stdout


def test_waves_of_one_file(tmp_path) -> None:
    both = write(tmp_path / "all.csv", {"År": ["2023"] * 90 + ["2024"] * 90, OVERALL: FIVE + TEN, STAIRS: FIVE + FIVE})
    found = json.loads(run("inspect", both, "--format", "json").stdout)
    assert [(entry["kind"], entry["name"]) for entry in found["drift"]] == [("rescaled", OVERALL)]
    rows = rows_of(run("analyze", both).stdout)
    mine = {(row["question"], row["wave"]): row for row in rows if row["measure"] == "index"}
    assert float(mine[OVERALL, "2023"]["value"]) == pytest.approx(65)
    assert mine[OVERALL, "2024"]["previous_verdict"] == ""
    assert mine[STAIRS, "2024"]["previous_verdict"] == "no-clear-difference"


def test_a_wave_that_comes_after_the_head_of_a_long_file(tmp_path) -> None:
    rows = 50_400  # the head that the scales are found in is the first 50,000
    answers = [*(FIVE * 560)[:rows], *TEN]
    long = write(tmp_path / "long.csv", {"År": ["2023"] * rows + ["2024"] * 90, OVERALL: answers})
    rows_found = rows_of(run("analyze", long).stdout)
    mine = {row["wave"]: row for row in rows_found if row["measure"] == "index"}
    assert float(mine["2023"]["value"]) == pytest.approx(65)
    assert float(mine["2024"]["value"]) == pytest.approx(100 * 5 / 9)
    assert mine["2024"]["previous_verdict"] == ""


def test_a_headline_over_several_questions_breaks_with_one_of_them(tmp_path) -> None:
    rest = {"Hur väl uppfyller vi dina förväntningar?": TEN * 2, "Hur nära ett ideal ligger vi?": TEN * 2}
    both = write(tmp_path / "nki.csv", {"År": ["2023"] * 90 + ["2024"] * 90, OVERALL: FIVE + TEN, **rest})
    rows = [row for row in rows_of(run("analyze", both).stdout) if row["measure"] == "nki"]
    assert [(row["wave"], row["previous_verdict"]) for row in rows] == [("2023", ""), ("2024", "")]
    # The overall question is worth 65 of 100 in 2023, the others 55.56 in both years.
    assert float(rows[0]["value"]) == pytest.approx((65 + 2 * 500 / 9) / 3)


def test_one_wave_has_no_drift(tmp_path) -> None:
    one = write(tmp_path / "one.csv", {OVERALL: TEN})
    assert "drift" not in json.loads(run("inspect", one, "--format", "json").stdout)


SFO_TOML = """
[columns]
weight = "WEIGHT"
wave = "file name"
others = "ignore"

[[question]]
name = "overall"
columns = { 2013 = "Q7O_WHOLE", 2014 = "Q7ALL", 2017 = "Q7ALL", 2018 = "Q7ALL" }
role = "overall"
scale = [1, 5]
dont-know = ["6"]
missing = ["0"]

[[question]]
column = "Q9BOARDING"
scale = [1, 5]
dont-know = ["6"]
missing = ["0"]
breaks = ["2018"]
"""


@pytest.mark.shared
def test_sfo_whose_columns_change_their_names(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "sfo-customer-survey"
    config = tmp_path / "sfo.toml"
    config.write_text(SFO_TOML, encoding="utf-8")
    files = [str(next(folder.glob(f"{year}_*.csv"))) for year in (2013, 2014, 2017, 2018)]
    rows = rows_of(run("analyze", *files, "--config", str(config)).stdout)
    index = {(row["question"], row["wave"]): row for row in rows if row["measure"] == "index"}
    # R 4.2.2, survey 4.1-1, as in test_analyze.
    assert float(index["overall", "2017"]["value"]) == pytest.approx(76.7801, abs=5.1e-5)
    assert float(index["overall", "2018"]["value"]) == pytest.approx(76.0531, abs=5.1e-5)
    assert all(index["overall", wave]["previous_verdict"] for wave in ("2014", "2017", "2018"))
    # Q9Boarding of 2018 is Q9BOARDING; the break that was given holds.
    assert int(index["Q9BOARDING", "2018"]["n"]) > 500
    assert index["Q9BOARDING", "2017"]["previous_verdict"]
    assert not index["Q9BOARDING", "2018"]["previous_verdict"]
