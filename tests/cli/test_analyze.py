"""The main job as a person runs it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kundnojd.analyses import COLUMNS
from tests.cli.running import HYRES, SFO, run


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def pick(rows: list[dict[str, str]], **wanted: str) -> dict[str, str]:
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, (wanted, len(found))
    return found[0]


@pytest.fixture(scope="module")
def sfo() -> list[dict[str, str]]:
    return rows_of(run("analyze", *SFO).stdout)


# R 4.2.2, survey 4.1-1: svymean on (x - 1)/4*100 with weights only, each unit as its own design.
OVERALL = {
    ("", "2017"): (2688, 76.7801, 0.3730),
    ("", "2018"): (2625, 76.0531, 0.3885),
    ("A", "2017"): (701, 75.9002, 0.6792),
    ("B", "2017"): (164, 74.0854, 1.3485),
    ("C", "2017"): (222, 76.3265, 1.1121),
    ("D", "2017"): (384, 78.2713, 0.8999),
    ("E", "2017"): (169, 78.5503, 1.4430),
    ("F", "2017"): (435, 76.5110, 0.8539),
    ("G", "2017"): (613, 76.8283, 0.7997),
    ("A", "2018"): (648, 73.6272, 1.0991),
    ("B", "2018"): (238, 74.5357, 1.2668),
    ("C", "2018"): (186, 71.3389, 1.3679),
    ("D", "2018"): (491, 77.5322, 0.7920),
    ("E", "2018"): (155, 78.7097, 1.3881),
    ("F", "2018"): (409, 77.0782, 0.8328),
    ("G", "2018"): (498, 76.8753, 0.8850),
}
RECOMMEND = {
    ("", "2017"): (2746, 40.3984, 1.4457),
    ("", "2018"): (2650, 35.1136, 1.5780),
    ("A", "2017"): (724, 38.7647, 2.7490),
    ("B", "2017"): (166, 43.3735, 5.5632),
    ("C", "2017"): (226, 47.0232, 4.5908),
    ("D", "2017"): (386, 44.8700, 3.5976),
    ("E", "2017"): (175, 46.8571, 5.1121),
    ("F", "2017"): (444, 38.2369, 3.2473),
    ("G", "2017"): (625, 30.9657, 3.1084),
    ("A", "2018"): (661, 27.3098, 4.0380),
    ("B", "2018"): (238, 33.5593, 4.9587),
    ("C", "2018"): (189, 26.9302, 5.3936),
    ("D", "2018"): (495, 38.2982, 3.2882),
    ("E", "2018"): (157, 50.9554, 5.3931),
    ("F", "2018"): (407, 35.8722, 3.5956),
    ("G", "2018"): (503, 34.2811, 3.8568),
}


@pytest.mark.parametrize(("measure", "reference"), [("index", OVERALL), ("nps", RECOMMEND)])
def test_sfo_equals_r(sfo, measure, reference) -> None:
    question = "Q7ALL" if measure == "index" else "NETPRO"
    for (unit, wave), (n, value, se) in reference.items():
        row = pick(sfo, measure=measure, question=question, unit=unit, wave=wave)
        assert int(row["n"]) == n
        assert float(row["value"]) == pytest.approx(value, abs=5.1e-5)
        assert float(row["se"]) == pytest.approx(se, abs=5.1e-5)


def test_sfo_without_weights_equals_the_third_party_figure() -> None:
    rows = rows_of(run("analyze", SFO[0], "--weight", "none").stdout)
    row = pick(rows, measure="nps", unit="", wave="")
    assert (int(row["n"]), round(float(row["value"]), 4)) == (2746, 39.8398)


def test_sfo_shares_equal_r(sfo) -> None:
    # R: top1 and top2 with their standard errors, weighted.
    for wave, top, top_se, satisfied, satisfied_se in (
        ("2017", 26.5018, 0.9415, 82.2793, 0.8080),
        ("2018", 25.7577, 0.9731, 80.4852, 0.8271),
    ):
        for measure, value, se in (("top-box", top, top_se), ("satisfied", satisfied, satisfied_se)):
            row = pick(sfo, measure=measure, question="Q7ALL", unit="", wave=wave)
            assert float(row["value"]) == pytest.approx(value, abs=5.1e-5)
            assert float(row["se"]) == pytest.approx(se, abs=5.1e-5)


def test_the_contract(sfo) -> None:
    assert tuple(sfo[0]) == COLUMNS
    keys = [tuple(row[name] for name in ("measure", "question", "answer", "unit", "wave")) for row in sfo]
    assert len(keys) == len(set(keys))
    assert all(row["kind"] in {"index", "share", "net", "mean"} for row in sfo)
    assert {row["status"] for row in sfo} <= {"ok", "low-base", "hidden", "empty"}
    assert {row["level"] for row in sfo} == {"0.95"}


def test_json_has_the_same_rows_as_csv(sfo) -> None:
    document = json.loads(run("analyze", *SFO, "--format", "json").stdout)
    assert list(document) == ["schema", "provenance", "notices", "rows"]
    assert len(document["rows"]) == len(sfo)
    for one, other in zip(document["rows"], sfo, strict=True):
        for name, text in other.items():
            value = one[name]
            assert (value is None and text == "") or value == text or float(value) == float(text), name
    assert [entry["file"] for entry in document["provenance"]["inputs"]] == [Path(file).name for file in SFO]


@pytest.mark.parametrize("width", [60, 80, 160])
@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_no_line_is_longer_than_the_terminal_and_every_unit_is_whole(width, language) -> None:
    from rich.cells import cell_len

    result = run("analyze", HYRES, "--format", "table", "--lang", language, env={"COLUMNS": str(width)})
    lines = result.stdout.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    units = {row["unit"] for row in rows_of(run("analyze", HYRES).stdout) if row["unit"]}
    assert len(units) >= 18
    for unit in units:
        assert unit in result.stdout
    assert "▲" in result.stdout
    assert "\x1b" not in result.stdout


def test_colour_only_where_it_is_asked_for() -> None:
    coloured = run("analyze", HYRES, "--format", "table", env={"FORCE_COLOR": "1", "COLUMNS": "80"}).stdout
    assert "\x1b[" in coloured


def test_a_pipe_gets_csv_and_nothing_else() -> None:
    result = run("analyze", HYRES)
    assert result.stdout.startswith("measure,kind,question,")
    assert result.stderr
    assert run("analyze", HYRES, "--quiet").stderr == ""


def test_files_are_written_and_nothing_goes_to_stdout(tmp_path) -> None:
    out = [tmp_path / "out.csv", tmp_path / "out.json", tmp_path / "out.md", tmp_path / "out.tsv"]
    result = run("analyze", HYRES, *(word for file in out for word in ("-o", str(file))))
    assert result.stdout == ""
    assert out[0].read_text(encoding="utf-8") == run("analyze", HYRES).stdout
    assert json.loads(out[1].read_text(encoding="utf-8"))["schema"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in out)


def test_a_failed_run_leaves_the_old_file(tmp_path) -> None:
    old = tmp_path / "out.csv"
    old.write_text("old", encoding="utf-8")
    assert run("analyze", HYRES, "--unit", "Finns inte", "-o", str(old)).exit_code != 0
    assert old.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_excel_csv_has_a_mark_a_semicolon_and_a_decimal_comma() -> None:
    text = run("analyze", HYRES, "--excel-csv", "sv").stdout
    assert text.startswith("\ufeffmeasure;kind;")
    assert ";0,95;" in text


def test_measures_replace_the_usual_ones() -> None:
    rows = rows_of(run("analyze", HYRES, "--measure", "nps", "--measure", "top-2").stdout)
    assert list(dict.fromkeys(row["measure"] for row in rows)) == ["nps", "top-2"]


def test_the_answers_of_a_question_add_up_to_a_hundred() -> None:
    rows = rows_of(run("analyze", HYRES, "--measure", "answer").stdout)
    shares: dict[tuple[str, str], float] = {}
    for row in rows:
        shares[row["question"], row["wave"]] = shares.get((row["question"], row["wave"]), 0) + float(row["value"])
    assert all(total == pytest.approx(100) for total in shares.values())


def test_detail_gives_every_question_for_every_unit() -> None:
    usual = rows_of(run("analyze", HYRES).stdout)
    detail = rows_of(run("analyze", HYRES, "--detail").stdout)
    assert len(detail) > 5 * len(usual) / 2
    assert run("analyze", HYRES, "--detail", "--format", "table", env={"COLUMNS": "100"}).exit_code == 0


def test_where_keeps_rows_and_says_how_many_went() -> None:
    everything = json.loads(run("inspect", HYRES, "--format", "json").stdout)
    kept = json.loads(run("inspect", HYRES, "--where", "År=2025", "--format", "json").stdout)
    assert kept["rows_used"] < everything["rows_used"]
    assert kept["rows_read"] == kept["rows_used"] + sum(entry["count"] for entry in kept["left_out"])


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that closes early is a POSIX affair")
def test_head_ends_the_pipe_quietly() -> None:
    command = f"{sys.executable} -m kundnojd analyze {HYRES} --quiet | head -3"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 3
    assert done.stderr == ""
