"""``kundnojd audit``: from the file to the page."""

from __future__ import annotations

import json
import textwrap
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from kundnojd.analyses.auditing import COLUMNS, RULES
from kundnojd.questionnaire.audit_rules import rules
from tests.cli.running import HYRES, ROOT, SFO, run

TODAY = ("--today", "2026-01-01")
POPULATION = str(ROOT / "examples" / "hyresgaster" / "population.csv")
WORDED = (*COLUMNS, "name", "finding", "why", "fix")


def csv(*words: str) -> pd.DataFrame:
    found = run("audit", *words, *TODAY, "--format", "csv")
    assert found.exit_code == 0, found.stderr
    return pd.read_csv(StringIO(found.stdout), keep_default_na=False, na_values=[""])


def test_every_rule_has_a_row_and_its_texts() -> None:
    frame = csv(HYRES)
    assert tuple(frame.columns) == WORDED
    assert list(dict.fromkeys(frame["rule"])) == list(rules()) == list(RULES)
    assert set(frame["status"]) == {"found", "ok", "not-checked"}
    assert frame["why"].notna().all()
    unchecked = frame[frame["status"] == "not-checked"].set_index("rule")
    assert unchecked["reason"]["A24"] == "no-frame"
    assert "--population FILE" in unchecked["why"]["A24"]
    assert unchecked["number"].isna().all()
    found = frame[frame["status"] == "found"]
    assert found[["number", "limit", "finding", "fix"]].notna().all().all()


def test_what_is_found_in_the_tenant_survey() -> None:
    frame = csv(HYRES, "--population", POPULATION)
    found = frame[frame["status"] == "found"]
    assert found["rule"].tolist() == ["A12", "A13", "A23", "A24", "A24", "A24", "A26", "A27"]
    (ceiling,) = found[found["rule"] == "A13"].to_dict("records")
    assert (round(ceiling["number"], 1), ceiling["limit"], ceiling["wave"]) == (57.4, 50, 2025)
    rates = found[found["rule"] == "A24"]
    assert rates["measure"].tolist() == ["rate", "rate", "spread"]
    assert set(rates["unit"].dropna()) == {"Bruket", "Åkerslätt"}
    assert not {"Prästhagen", "Stationsområdet"} & set(frame["unit"])


def test_what_is_found_at_the_airport() -> None:
    frame = csv(*SFO)
    found = frame[frame["status"] == "found"]
    assert {"A03", "A09", "A11", "A12", "A13", "A16", "A18", "A26", "A39"} == set(found["rule"])
    assert found[found["rule"] == "A11"]["detail"].dropna().tolist() == ["Q7INFODOWN | Q7INFOUP"]
    assert round(float(frame[frame["rule"] == "A28"]["number"].iloc[0]), 2) == 1.24


def test_json_has_its_schema() -> None:
    found = json.loads(run("audit", HYRES, *TODAY, "--format", "json").stdout)
    assert found["schema"] == "kundnojd-audit/1"
    assert found["provenance"]["options"] == {"today": "2026-01-01", "min_n": 5}
    assert list(found["rows"][0]) == list(WORDED)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                "0 errors, 6 warnings, 2 notes in 39 rules; 5 were not checked",
                "57% gave the best answer",
                "Not checked",
            ),
        ),
        (
            "sv",
            (
                "0 fel, 6 varningar, 2 anmärkningar i 39 regler; 5 kontrollerades inte",
                "57\u00a0% gav det bästa svaret",
                "den första faktorn tar 0,62",
            ),
        ),
        (
            "nb",
            ("0 feil, 6 advarsler, 2 merknader i 39 regler; 5 ble ikke kontrollert", "57\u00a0% ga det beste svaret"),
        ),
    ],
)
def test_the_page_says_it_in_words(lang: str, words: tuple[str, ...]) -> None:
    arguments = ("audit", HYRES, "--population", POPULATION, *TODAY, "--lang", lang)
    found = run(*arguments, "--format", "md").stdout
    for word in words:
        assert word in found
    for width in (40, 80, 160):
        table = run(*arguments, "--format", "table", env={"COLUMNS": str(width)}).stdout
        assert max(map(len, table.splitlines())) <= width


def form(folder: Path, rows: int = 60, header: str = "Hur nöjd är du med pris och kvalitet? (1-5)") -> str:
    file = folder / "form.csv"
    file.write_text(f"{header}\n" + "\n".join(str(k % 5 + 1) for k in range(rows)) + "\n", encoding="utf-8")
    return str(file)


def test_limits_and_switches_of_the_settings(tmp_path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(
        '[audit.limits]\nA07 = { words = 3 }\n[audit.off]\nA03 = "it is one thing here"\n', encoding="utf-8"
    )
    frame = csv(form(tmp_path), "--config", str(settings)).set_index("rule")
    assert frame.loc["A07", ["status", "number", "limit"]].tolist() == ["found", 8, 3]
    assert frame.loc["A03", ["status", "reason"]].tolist() == ["off", "it is one thing here"]
    assert "it is one thing here" in run("audit", form(tmp_path), "--config", str(settings), "--format", "md").stdout
    assert csv(form(tmp_path)).set_index("rule").loc["A03", "detail"] == "och"


def test_strict_fails_on_errors_only(tmp_path) -> None:
    assert run("audit", HYRES, *TODAY, "--strict", "--quiet", "--format", "csv").exit_code == 0
    ages = "Ålder,Hur nöjd är du totalt sett? (1-5)\n" + "".join(
        f"{age},{k % 5 + 1}\n" for k in range(20) for age in ("18-30", "30-45", "50+")
    )
    file = tmp_path / "ages.csv"
    file.write_text(ages, encoding="utf-8")
    found = run("audit", str(file), "--strict", "--format", "csv")
    assert found.exit_code == 4
    assert "18-30 | 30-45; 30-45 | 50+" in found.stdout
    assert run("audit", str(file), "--format", "csv").exit_code == 0


def test_a_file_that_cannot_be_analysed_is_audited_all_the_same(tmp_path) -> None:
    file = tmp_path / "codes.csv"
    file.write_text("a,b\n" + "x,y\n" * 40, encoding="utf-8")
    found = run("audit", str(file), "--format", "md", "--lang", "en")
    assert found.exit_code == 0, found.stderr
    assert "kundnojd analyze does not take these files as they are" in found.stdout
    assert "no rated questions were found" in found.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[audit.limits]\nA77 = { words = 3 }\n", "audit.limits.A77 → audit.limits.{A01 ... A44}"),
        ("[audit.limits]\nA07 = { word = 3 }\n", "audit.limits.A07.word → audit.limits.A07.{words}"),
        ('[audit.off]\nA07 = " "\n', 'audit.off.A07 = " " → "..."'),
        ('[audit]\nkind = "often"\n', 'audit.kind = "often" → "relation"'),
        ("[audit]\nfield = { 2025 = [2025-03-10, 2025-03-01] }\n", "audit.field.2025"),
    ],
)
def test_wrong_settings(tmp_path, text: str, said: str) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(text, encoding="utf-8")
    found = run("audit", form(tmp_path), "--config", str(settings))
    assert found.exit_code == 3
    assert said in " ".join(found.stderr.split())


def test_wrong_use(tmp_path) -> None:
    found = run("audit", HYRES, "--today", "yesterday")
    assert found.exit_code == 2
    assert "yesterday" in found.stderr
    assert run("audit", HYRES, "--staff", str(tmp_path / "none.csv")).exit_code == 3
    assert run("audit", HYRES, "--population", str(tmp_path / "none.csv")).exit_code == 3


def test_files_and_excel(tmp_path) -> None:
    for name in ("a.csv", "a.md", "a.json", "a.tsv", "a.txt", "a.html", "a.xlsx"):
        assert run("audit", HYRES, "-o", str(tmp_path / name), "--quiet").exit_code == 0
        assert (tmp_path / name).stat().st_size > 500
    assert run("audit", HYRES, "--excel-csv", "sv").stdout.startswith("\ufeffrule;")


def test_units_that_are_hidden_are_not_named(tmp_path) -> None:
    # Four people in a unit who all said the same: nothing of them may be told.
    lines = ["Enhet,Hur nöjd är du totalt sett? (1-5)"]
    lines += [f"Stor {unit},{(k * 3 + unit) % 5 + 1}" for unit in range(3) for k in range(40)] + ["Liten,4"] * 4
    file = tmp_path / "small.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "Liten" not in run("audit", str(file), "--unit", "Enhet", "--format", "csv").stdout


def test_the_page_of_the_guide_shows_the_program() -> None:
    page = (ROOT / "examples" / "guide" / "audit.md").read_text(encoding="utf-8")
    block = page.split("<!-- audit -->\n```\n")[1].split("```")[0].splitlines()
    words = ("audit", HYRES, "--population", POPULATION, *TODAY, "--lang", "en", "--format", "table")
    shown = [line.rstrip() for line in run(*words).stdout.splitlines()]
    assert [line for line in block if line not in shown] == []
    rows = json.loads((ROOT / "tests" / "audit" / "real_findings.json").read_text(encoding="utf-8"))
    false = sum(row["judged"] == "false" for row in rows)
    assert f"it makes {len(rows)} findings, of which {false} are\nfalse alarms" in page
    assert textwrap.fill(", ".join(f"`{name}`" for name in WORDED), 118) in page


def test_the_mix_of_groups_is_followed_too(tmp_path) -> None:
    file = tmp_path / "groups.csv"
    rows = [
        f"{year},{'Kvinna' if k % share else 'Man'},{k % 5 + 1}"
        for year, share in ((2024, 2), (2025, 5))
        for k in range(60)
    ]
    file.write_text("År,Kön,Hur nöjd är du totalt sett? (1-5)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    settings = tmp_path / "settings.toml"
    settings.write_text('[columns]\nsegment = ["Kön"]\n', encoding="utf-8")
    row = csv(str(file), "--config", str(settings)).set_index("rule").loc["A32"]
    assert (row["status"], row["question"], row["measure"]) == ("found", "Kön", "groups")
    assert row["number"] == pytest.approx(0.3)


def test_texts_that_few_wrote_are_not_printed(tmp_path) -> None:
    file = tmp_path / "numbers.csv"
    rows = [f"{('18-34', '35-54', '55+')[k % 3]},{k % 5 + 1}" for k in range(60)] + ["70-1234,3", "50-60,4"]
    file.write_text("Grupp,Hur nöjd är du totalt sett? (1-5)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = run("audit", str(file), *TODAY, "--format", "csv")
    assert "70-1234" not in found.stdout


def test_a_newest_wave_without_units(tmp_path) -> None:
    file = tmp_path / "lost.csv"
    rows = [f"{year},{'' if year == 2025 else 'AB'[k % 2]},{k % 5 + 1}" for year in (2024, 2025) for k in range(60)]
    file.write_text("År,Enhet,Hur nöjd är du totalt sett? (1-5)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = csv(str(file), "--unit", "Enhet").set_index("rule")
    assert found.loc["A27", ["status", "reason"]].tolist() == ["not-checked", "no-units"]
    assert found.loc["A26", "status"] == "found"
