"""Doubtful rows as a person meets them: counted and said, left out by rule or when asked."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from kundnojd.tally import survey
from tests.cli.running import run

ITEMS = [f"Hur nöjd är du med sak {place}? (1-10)" for place in range(6)]
HEAD = ["Svarsnummer", "Enhet", "Duration", "Hur nöjd är du totalt sett? (1-10)", *ITEMS]


def answered(who: object, seconds: int = 300) -> list[object]:
    return [who, random.choice("NS"), seconds, random.randint(1, 10), *random.choices(range(1, 11), k=5), 1]


@pytest.fixture
def table() -> list[list[object]]:
    """100 rows, none of them doubtful."""
    random.seed(3)
    return [answered(place, 200 + place) for place in range(100)]


def written(path: Path, table: list[list[object]]) -> str:
    path.write_text("\n".join(";".join(map(str, line)) for line in [HEAD, *table]) + "\n", encoding="utf-8")
    return str(path)


def facts(*arguments: str) -> dict:
    result = run("inspect", *arguments, "--format", "json", "--lang", "en")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["rows_read"] == found["rows_used"] + sum(entry["count"] for entry in found["left_out"])
    return found


def test_a_respondent_counts_once_by_the_first_row_with_an_answer(tmp_path, table) -> None:
    blank = [7, "N", 200, *[""] * 7]
    file = written(tmp_path / "a.csv", [blank, *table, answered(7), answered(9), blank])
    found = facts(file)
    assert found["quality"]["repeated"] == 3
    assert found["left_out"] == [{"reason": "duplicate", "count": 3}]
    said = run("analyze", file, "--lang", "en").stderr
    assert "3 rows are of respondents who had answered already, by Svarsnummer" in said
    assert facts(file, "--respondent", "none")["left_out"] == []


def test_the_same_numbers_in_another_file_are_other_people(tmp_path, table) -> None:
    files = [written(tmp_path / f"{year}.csv", table) for year in (2024, 2025)]
    result = run("analyze", *files, "--lang", "en", "--format", "json")
    assert "answered already" not in result.stderr
    assert "200 answers" in result.stderr


def test_a_column_that_repeats_much_is_no_respondent_unless_named(tmp_path, table) -> None:
    file = written(tmp_path / "a.csv", table + [answered(place) for place in range(1, 61)])
    assert facts(file)["rows_used"] == 160
    assert "Svarsnummer was not taken to tell who answered twice" in run("analyze", file, "--lang", "en").stderr
    assert facts(file, "--respondent", "Svarsnummer")["left_out"] == [{"reason": "duplicate", "count": 60}]


def test_copies_are_counted_and_dropped_when_asked(tmp_path, table) -> None:
    file = written(tmp_path / "a.csv", table + table[:4])
    found = facts(file, "--respondent", "none")
    assert found["quality"]["copies"] == 4
    assert found["rows_used"] == 104
    assert facts(file, "--respondent", "none", "--drop", "duplicates")["left_out"] == [{"reason": "copy", "count": 4}]


@pytest.mark.parametrize("held", [survey.HELD_CELLS, 0])
def test_straight_lines_and_speeders(tmp_path, table, monkeypatch, held) -> None:
    monkeypatch.setattr(survey, "HELD_CELLS", held)  # with 0 every file is longer than its head
    lines = [[100 + k, "N", 300, 5, *[5] * 6] for k in range(3)]
    fast = [answered(200 + k, 40) for k in range(2)]
    file = written(tmp_path / "a.csv", [*table, *lines, *fast])
    found = facts(file)
    assert (found["quality"]["straight_liners"], found["quality"]["speeders"]) == (3, 2)
    assert found["rows_used"] == 105
    both = facts(file, "--drop", "straight-liners", "--drop", "speeders")
    assert both["left_out"] == [{"reason": "straight-liner", "count": 3}, {"reason": "speeder", "count": 2}]
    assert both["quality"] == found["quality"]
    said = run("analyze", file, "--lang", "en").stderr
    assert "3 of 105 respondents gave the same answer" in said
    assert "2 of 105 respondents took under a third of the median time (Duration)" in said
    page = run("analyze", file, "--lang", "en", "--format", "table", "--drop", "speeders").stdout
    assert "2 rows left out: under a third of the median time" in " ".join(page.split())


def test_survey_toml_may_say_what_to_drop(tmp_path, table) -> None:
    file = written(tmp_path / "a.csv", [*table, [300, "N", 300, 5, *[5] * 6]])
    (tmp_path / "survey.toml").write_text('[options]\ndrop = ["straight-liners"]\n', encoding="utf-8")
    assert facts(file)["left_out"] == [{"reason": "straight-liner", "count": 1}]
    assert run("inspect", file, "--write", str(tmp_path / "again.toml")).exit_code == 0
    assert 'drop = ["straight-liners"]' in (tmp_path / "again.toml").read_text(encoding="utf-8")
    provenance = json.loads(run("analyze", file, "--format", "json").stdout)["provenance"]
    assert provenance["options"]["drop"] == ["straight-liners"]
    (tmp_path / "survey.toml").write_text('[options]\ndrop = ["all"]\n', encoding="utf-8")
    assert "straight-liners" in run("analyze", file).stderr
