"""``kundnojd checklist`` from the file of visits to what is read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kundnojd.analyses.visits import COLUMNS
from kundnojd.questionnaire.checklist import read
from tests.cli.running import HYRES, ROOT, run

VISITS = str(ROOT / "examples" / "hyresgaster" / "besok.csv")
POPULATION = str(ROOT / "examples" / "hyresgaster" / "population.csv")
HEAD = "Butik;Datum;Hälsning;Rent;Kassa;Hjälp"


def rows(*arguments: str) -> list[dict[str, str]]:
    result = run("checklist", *arguments, "--format", "csv")
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def text_of(*arguments: str, lang: str = "en", columns: int = 110) -> str:
    result = run("checklist", *arguments, "--lang", lang, "--format", "table", env={"COLUMNS": str(columns)})
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    file = tmp_path / "visits.csv"
    lines = [HEAD]
    lines += [f"Nord;2025-03-0{k};ja;ja;{'ja' if k % 2 else 'nej'};ja" for k in range(1, 5)]
    lines += [f"Syd;2025-03-0{k};nej;ja;;{'ja' if k > 2 else 'nej'}" for k in range(1, 5)]
    lines += ["Syd;2025-03-05;ja;;;", ";2025-03-05;ja;ja;ja;ja"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_visits_without_any_list(visits: Path) -> None:
    found = rows(str(visits))
    assert tuple(found[0]) == COLUMNS
    scores = {row["unit"]: row for row in found if row["part"] == "score"}
    assert [round(float(scores[unit]["value"]), 1) for unit in ("Nord", "Syd", "")] == [87.5, 50.0, 68.8]
    assert {row["correlation"] for row in scores.values()} == {"0.3"}  # two units do not tell
    nord = {row["condition"]: row for row in found if row["part"] == "condition" and row["unit"] == "Nord"}
    assert (nord["Hälsning"]["failed_visits"], nord["Kassa"]["failed_visits"]) == ("0", "2")
    assert round(float(nord["Hälsning"]["failures_up_to"]), 1) == 52.7
    text = text_of(str(visits))
    assert "The correlation is taken to be 0.30: 2 units have two visits or more, and 10 are needed" in text
    assert "1 row left out: fewer than three conditions answered that count" in text
    assert "1 row left out: the unit is not known" in text


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("does it but is not felt", "felt, but not in the list", "Kundcenter was visited", "not in the score")),
        ("sv", ("gör det men det känns inte", "känns men står inte i listan", "Kundcenter har besökts")),
        ("nb", ("gjør det, men det merkes ikke", "merkes, men står ikke på listen", "Kundcenter ble besøkt")),
    ],
)
def test_the_example_beside_its_customers(lang: str, words: tuple[str, ...]) -> None:
    found = text_of(VISITS, "--conditions", "fifteen", "--customers", HYRES, lang=lang, columns=160)
    for word in words:
        assert word in found


def test_the_rows_of_the_example() -> None:
    found = rows(VISITS, "--conditions", "fifteen", "--customers", HYRES)
    scores = {row["unit"]: row for row in found if row["part"] == "score"}
    assert scores["Söderport"]["beside"] == "done-not-felt"
    assert scores["Östra Höjden"]["beside"] == "felt-not-done"
    # The customers' side is that of kundnojd analyze, hidden units and all.
    assert scores["Stationsområdet"]["customers_value"] == scores["Stationsområdet"]["customers_n"] == ""
    assert (scores["Kundcenter"]["customers_measure"], scores["Kundcenter"]["beside"]) == ("", "")
    assert scores["Söderport"]["customers_wave"] == "2025"
    (r,) = [row for row in found if row["part"] == "rank-correlation"]
    assert float(r["lower"]) < float(r["value"]) < float(r["upper"])
    assert r["n_eff"] == "18"
    assert {row["verdict"] for row in scores.values()} == {"passed", "failed", ""}


def test_critical_conditions_may_make_nought(tmp_path: Path) -> None:
    kept = {
        row["unit"]: float(row["value"]) for row in rows(VISITS, "--conditions", "fifteen") if row["part"] == "score"
    }
    nought = rows(VISITS, "--conditions", "fifteen", "--critical", "zero")
    fell = {row["unit"]: float(row["value"]) for row in nought if row["part"] == "score"}
    assert fell["Söderport"] == kept["Söderport"]  # none of its visits failed
    assert fell["Rönnlyckan"] == 0.0 < kept["Rönnlyckan"]  # all of them did
    assert "(critical = zero)" in text_of(VISITS, "--conditions", "fifteen", "--critical", "zero")
    own = tmp_path / "own.toml"
    own.write_text('base = "fifteen"\ncritical = "zero"\n', encoding="utf-8")
    assert {r["unit"]: r["value"] for r in rows(VISITS, "--conditions", str(own))} == {
        r["unit"]: r["value"] for r in nought
    }


def test_every_format(tmp_path: Path) -> None:
    files = [tmp_path / f"out.{suffix}" for suffix in ("html", "xlsx", "md", "json", "pptx", "tsv")]
    words = [word for file in files for word in ("-o", str(file))]
    result = run("checklist", VISITS, "--conditions", "fifteen", "--customers", HYRES, "--lang", "sv", *words)
    assert result.exit_code == 0, result.stderr
    assert all(file.stat().st_size > 1000 for file in files)
    found = json.loads(files[3].read_text("utf-8"))
    assert found["schema"] == "kundnojd-checklist/1"
    assert [one["file"] for one in found["provenance"]["inputs"]] == ["besok.csv", "hyresgaster.xlsx"]
    assert "Besök och kunder, enhet för enhet" in files[0].read_text("utf-8")


def test_waves_of_visits(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    lines = ["Butik;Kvartal;a;b;c"]
    lines += [
        f"{unit};2025-Q{q};ja;{'ja' if q > 1 else 'nej'};ja" for unit in ("Nord", "Syd") for q in (1, 2) for _ in "12"
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert {row["wave"] for row in rows(str(file))} == {"2025-Q2"}
    every = rows(str(file), "--all-waves")
    assert [row["wave"] for row in every if row["part"] == "score"] == ["2025-Q1"] * 3 + ["2025-Q2"] * 3
    assert {row["wave"] for row in rows(str(file), "--wave", "none")} == {""}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((VISITS, "--conditions", "sixteen"), 2, "no list of conditions called sixteen"),
        ((VISITS, "--conditions", "gone.toml"), 3, "gone.toml"),
        ((VISITS, "--unit", "Kontor"), 3, "no column Kontor"),
        ((VISITS, "--customers", HYRES, "--measure", "csatt"), 2, "csatt"),
        (("gone.csv",), 3, "no file gone.csv"),
        ((HYRES, "--unit", "Område"), 3, "none of the 2,500 rows is a visit"),
        ((POPULATION, "--unit", "Område"), 3, "no condition to count"),
        ((VISITS, "--conditions", "fifteen", "--critical", "maybe"), 2, "maybe"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], code: int, words: str) -> None:
    result = run("checklist", *arguments)
    assert result.exit_code == code
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_no_unit_in_both_and_names_nearly_alike(visits: Path, tmp_path: Path) -> None:
    customers = tmp_path / "customers.csv"
    lines = [
        "Butik;Hur nöjd är du totalt sett?",
        *(f"{unit};{4 + k % 2}" for unit in ("Öst", "Väst") for k in range(40)),
    ]
    customers.write_text("\n".join([*lines, "Öst;1"]) + "\n", encoding="utf-8")
    result = run("checklist", str(visits), "--customers", str(customers))
    assert result.exit_code == 3
    assert "No unit has both visits and customers" in result.stderr
    customers.write_text("\n".join([*lines, "Öst;1"]).replace("Öst", "Nord").replace("Väst", "Syyd"), encoding="utf-8")
    text = text_of(str(visits), "--customers", str(customers))
    assert "Syd ≈ Syyd" in text
    assert "Only 1 unit has both visits and customers; 8 are needed" in text


def test_a_column_of_people_is_no_unit(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("Säljare;Butik;a;b;c\n" + "Anna Berg;Nord;ja;ja;nej\nBo Ek;Nord;ja;nej;ja\n" * 3, encoding="utf-8")
    result = run("checklist", str(file), "--unit", "Säljare")
    assert result.exit_code == 2
    assert "never an employee" in result.stderr
    assert "Anna" not in text_of(str(file))


def test_the_lines_of_the_guide_are_real() -> None:
    text = (ROOT / "examples" / "guide" / "checklist.md").read_text("utf-8")
    block = text.split("<!-- checklist -->\n```\n")[1].split("```")[0].splitlines()
    words = ("--conditions", "fifteen", "--customers", HYRES, "--lang", "en", "--format", "table")
    printed = [line.rstrip() for line in run("checklist", VISITS, *words).stdout.splitlines()]
    assert [line for line in block if line not in printed] == []


def test_the_checklist_of_the_guide_is_valid() -> None:
    text = (ROOT / "examples" / "guide" / "checklist.md").read_text("utf-8")
    found = read(text.split("```toml\n")[1].split("```")[0], "guide")
    assert found.condition[-1].points == 3
    assert len(found.condition) == 16
