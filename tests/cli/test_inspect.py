"""What is understood of the example, held against a stored file, and a survey.toml that says the same."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import HYRES, SFO, run

STORED = Path(__file__).parent / "stored" / "hyresgaster-inspect.json"


def test_the_example_is_understood_as_stored() -> None:
    found = json.loads(run("inspect", HYRES, "--format", "json").stdout)
    assert found == json.loads(STORED.read_text(encoding="utf-8"))


def test_the_stored_file_says_what_a_person_sees_in_the_workbook() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    columns = {column["name"]: column for column in stored["columns"]}
    roles = [column["role"] for column in stored["columns"]]
    assert (stored["rows_read"], stored["rows_used"], stored["left_out"]) == (2500, 2500, [])
    assert roles[:8] == ["respondent", "wave", "time", "unit", "weight", "overall", "expectation", "ideal"]
    assert roles[8:20] == ["item"] * 10 + ["recommend", "comment"]
    assert roles[20:] == ["problem", "complained", "complaint-handling", "repurchase", "tenure"]
    scales = [(column["scale"]["low"], column["scale"]["high"]) for column in stored["columns"] if column["scale"]]
    assert scales == [(1, 10)] * 3 + [(1, 4)] * 10 + [(0, 10)] + [(1, 2), (1, 2), (1, 3), (1, 5)]
    item = columns["Hur tycker du att felanmälan fungerar?"]["scale"]
    assert [answer["label"] for answer in item["answers"]] == ["Dåligt", "Inte så bra", "Ganska bra", "Mycket bra"]
    assert item["dont_know"] == ["vet ej"]


def test_the_written_survey_toml_gives_the_same_figures(tmp_path) -> None:
    written = tmp_path / "survey.toml"
    assert run("inspect", HYRES, "--write", str(written), "--quiet").exit_code == 0
    again = run("analyze", HYRES, "--config", str(written), "--quiet")
    assert again.stdout == run("analyze", HYRES, "--quiet").stdout


def test_several_files_are_an_array() -> None:
    found = json.loads(run("inspect", *SFO, "--format", "json").stdout)
    assert [part["file"] for part in found] == [Path(file).name for file in SFO]
    assert [part["rows_read"] for part in found] == [2831, 2809]
