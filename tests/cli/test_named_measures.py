"""Named measures, level bands and the page of methods, from the file to what a person reads."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from kundnojd.analyses import COLUMNS
from kundnojd.measures import presets
from kundnojd.measures.bands import bands
from kundnojd.report import methods
from tests.cli.running import HYRES, ROOT, run

SETTINGS = """
[[question]]
column = "Hur tycker du att*"
theme = "service"

[preset.acsi]
weights = [0.5, 0.3, 0.2]
"""


@pytest.fixture
def settings(tmp_path: Path) -> str:
    path = tmp_path / "survey.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return str(path)


def rows(*arguments: str) -> list[dict[str, str]]:
    done = run("analyze", *arguments, "--format", "csv", "-q")
    assert done.exit_code == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_without_asking_there_are_no_levels() -> None:
    assert tuple(rows(HYRES, "--measure", "nki")[0]) == COLUMNS
    assert tuple(rows(HYRES)[0]) == COLUMNS


def test_insikt_has_its_levels_and_its_minimum() -> None:
    insikt = rows(HYRES, "--measure", "insikt", "--measure", "nps")
    assert tuple(insikt[0]) == (*COLUMNS, "band")
    own = [row for row in insikt if row["measure"] == "insikt"]
    assert {row["band"] for row in own if row["value"]} <= {level.name for level in bands()["insikt"].levels}
    assert all(row["band"] == "" for row in insikt if row["measure"] == "nps" or not row["value"])
    counts = [int(row["n"]) for row in insikt if row["n"]]
    assert min(counts) >= 7
    # Seven holds for all measures of the run, a larger --min-n before it.
    assert min(int(row["n"]) for row in rows(HYRES, "--measure", "insikt", "--min-n", "20") if row["n"]) >= 20
    nki = {(row["unit"], row["wave"]): row for row in rows(HYRES, "--measure", "nki")}
    for row in own:
        same = nki[row["unit"], row["wave"]]
        assert not row["value"] or (row["value"], row["se"]) == (same["value"], same["se"])


def test_bands_asked_for_stand_on_every_index_and_in_survey_toml(settings) -> None:
    asked = rows(HYRES, "--bands", "nbi")
    assert {row["kind"] for row in asked if row["band"]} == {"index"}
    with Path(settings).open("a", encoding="utf-8") as file:
        file.write('\n[options]\nbands = "ski"\nmeasures = ["nki"]\n')
    words = {row["band"] for row in rows(HYRES, "--config", settings) if row["value"]}
    assert words <= {level.name for level in bands()["ski"].levels}


@pytest.mark.parametrize(
    ("lang", "word", "said"),
    [
        ("sv", "godkänt", "Nivåer enligt SKR Insikt, version 2018: mycket lågt under 50, lågt från 50"),
        ("nb", "godkjent", "mycket lågt (svært lavt) under 50"),
        ("en", "approved", "mycket högt (very high) over 80"),
    ],
)
@pytest.mark.parametrize("form", ["table", "md"])
def test_levels_are_read_in_the_language_of_the_report(lang, word, said, form) -> None:
    text = run("analyze", HYRES, "--measure", "insikt", "--lang", lang, "--format", form, env={"COLUMNS": "160"}).stdout
    flat = re.sub(r"\\(.)", r"\1", " ".join(text.split()))
    assert re.search(rf"66[.,]7\**\s*\|?\s*{word}", flat)
    assert said in flat
    computed = {"sv": "Beräknat som Insikt", "nb": "Beregnet som Insikt", "en": "Computed as Insikt"}[lang]
    assert computed in flat
    assert "SKR (Sveriges Kommuner och Regioner)" in flat


@pytest.mark.parametrize("width", ["40", "80", "160"])
def test_levels_fit_every_width(width) -> None:
    text = run("analyze", HYRES, "--measure", "ski", "--lang", "sv", "--format", "table", env={"COLUMNS": width}).stdout
    assert max(map(len, text.splitlines())) <= int(width)


def test_weighted_and_pooled_measures_by_unit_and_wave(settings) -> None:
    names = ("service-index", "service-index-pooled", "acsi", "nki")
    found = rows(HYRES, "--config", settings, *(word for name in names for word in ("--measure", name)))
    of = {name: {(r["unit"], r["wave"]): r for r in found if r["measure"] == name} for name in names}
    newest = {name: cells["", "2025"] for name, cells in of.items()}
    assert {name: row["kind"] for name, row in newest.items()}["service-index"] == "share"
    assert {row["method"] for row in newest.values()} == {"wilson-mean"}
    assert newest["acsi"]["value"] != newest["nki"]["value"]
    for name in names:
        assert {row["rest_verdict"] for row in of[name].values() if row["unit"]} >= {"higher", "lower"}
        assert all(of[name][unit, "2025"]["previous_verdict"] for unit in ("", "Ängsbacken"))
    # The mean of the figures of the questions is just that.
    single = [
        r for r in rows(HYRES, "--config", settings, "--measure", "top-2") if r["question"].startswith("Hur tycker")
    ]
    values = [float(row["value"]) for row in single if row["wave"] == "2025" and not row["unit"]]
    assert len(values) == 10
    assert float(newest["service-index"]["value"]) == pytest.approx(sum(values) / 10, rel=1e-9)


def _write(folder: Path, scale: range, settings: str) -> str:
    path = folder / "answers.csv"
    lines = [str(number) for number in scale for _ in range(number + 1)]
    path.write_text("\n".join(["How satisfied are you overall with our service?", *lines]) + "\n", encoding="utf-8")
    question = 'column = "How satisfied are you overall with our service?"\nname = "overall"\nrole = "overall"'
    scales = f"scale = [{scale[0]}, {scale[-1]}]"
    (folder / "survey.toml").write_text(f"[[question]]\n{question}\n{scales}\n{settings}", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("stock", "said"),
    [
        (1500, "±5 is required and not met"),
        (21, "under 1,000 dwellings no accuracy is required"),
        (19, "there are 20 answers but only 19 dwellings"),
    ],
)
def test_the_accuracy_of_tp01_is_said_where_the_stock_is(tmp_path, stock, said) -> None:
    file = _write(tmp_path, range(1, 6), f"\n[preset.tsm]\nstock = {stock}\n")
    text = run("analyze", file, "--measure", "tsm", "--format", "table", env={"COLUMNS": "200"}).stdout
    assert "Computed as TP01" in text
    assert said in " ".join(text.split())


@pytest.mark.parametrize(
    "measure", [m for m in presets().values() if m.items == 1 or "1-4" in m.scales or "1-5" in m.scales]
)
def test_each_measure_on_its_scale_goes_to_the_page(tmp_path, measure) -> None:
    low, high = map(int, measure.scales[0].split("-"))
    file = _write(tmp_path, range(low, high + 1), f'\n[preset.{measure.name}]\nquestions = ["overall"]\n')
    for form in ("table", "md", "json"):
        done = run("analyze", file, "--measure", measure.name, "--format", form)
        assert done.exit_code == 0, done.stderr
    (row,) = (r for r in json.loads(done.stdout)["rows"] if r["measure"] == measure.name)
    assert row["lower"] <= row["value"] <= row["upper"]


def test_faults_of_presets_in_survey_toml_are_said_together(tmp_path) -> None:
    settings = "\n[preset.acsi]\nweights = [0.5, -1]\nweigths = [1]\n[preset.tsm]\nstock = 0\n"
    done = run("analyze", _write(tmp_path, range(1, 6), settings))
    assert done.exit_code == 2 or done.exit_code == 3
    for fault in (
        "preset.acsi.weights = [0.5, -1]",
        "preset.acsi.weigths → preset.acsi.weights",
        "preset.tsm.stock = 0",
    ):
        assert fault in done.stderr


def test_a_survey_toml_with_presets_is_written_again_unchanged(tmp_path, settings) -> None:
    out = tmp_path / "again.toml"
    with Path(settings).open("a", encoding="utf-8") as file:
        file.write('\n[options]\nbands = "nbi"\n')
    done = run("inspect", HYRES, "--config", settings, "--write", str(out))
    assert done.exit_code == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    assert "[preset.acsi]\nweights = [0.5, 0.3, 0.2]" in text
    assert 'bands = "nbi"' in text


def test_the_lines_of_the_readme_are_real() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    command, block = re.search(r"<!-- lines: ([^\n]*) -->\n```\n(.*?)```", text, re.DOTALL).groups()
    words = [str(ROOT / word) if Path(ROOT / word).is_file() else word for word in command.split()]
    real = [line.rstrip() for line in run(*words, "--format", "table", env={"COLUMNS": "100"}).stdout.splitlines()]
    assert [line for line in block.splitlines() if line not in real] == []


# --- kundnojd methods


@pytest.mark.parametrize("lang", ["sv", "nb", "en"])
@pytest.mark.parametrize("form", ["table", "md"])
def test_every_method_is_on_the_page(lang, form) -> None:
    text = run("methods", "--format", form, "--lang", lang, env={"COLUMNS": "300"}).stdout
    flat = text.replace("\\", "")
    assert [entry.name for entry in methods.entries() if entry.name not in flat] == []
    if form == "md":
        flat = " ".join(flat.split())
        for entry in methods.entries():
            assert " ".join(entry.formula.split()) in flat
            assert " ".join(entry.source.split()) in flat
            assert " ".join(entry.use.split()) in flat


def test_the_page_has_headings_for_groups_parts_and_methods() -> None:
    lines = run("methods", "--format", "md", "--lang", "en").stdout.splitlines()
    assert [line for line in lines if line.startswith("# ")] == ["# Methods"]
    groups = [line for line in lines if re.match(r"## \S", line)]
    assert len(groups) == len({entry.group for entry in methods.entries()})
    named = [line.lstrip("# ") for line in lines if re.match(r"#{3,4} \S", line)]
    assert set(named) >= {entry.name for entry in methods.entries()}
    assert "| mycket högt | very high | over 80 |" in lines


@pytest.mark.parametrize("name", ["insikt", "acsi", "wilson", "bh", "scb-citizen"])
def test_one_method_has_all_its_facts(name) -> None:
    entries = methods.entries(name)
    text = " ".join(run("methods", name, "--format", "table", "--lang", "en").stdout.split())
    for entry in entries:
        for _, fact in entry.facts:
            assert " ".join(fact.split()) in text
    found = json.loads(run("methods", name, "--format", "json").stdout)["entries"]
    assert [one["group"] for one in found] == [entry.group for entry in entries]


def test_methods_in_several_files_at_once(tmp_path) -> None:
    run("methods", "-o", str(tmp_path / "m.md"), "-o", str(tmp_path / "m.json"), "-o", str(tmp_path / "m.txt"))
    assert (tmp_path / "m.md").read_text(encoding="utf-8").count("\n#### ") > 20
    assert len(json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))["entries"]) == len(methods.entries())
    assert "────" in (tmp_path / "m.txt").read_text(encoding="utf-8")


def test_no_such_method() -> None:
    done = run("methods", "foo")
    assert done.exit_code == 2
    assert "insikt" in done.stderr
