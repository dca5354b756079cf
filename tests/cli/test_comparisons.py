"""Targets, benchmarks, pairs, a smallest difference and paired waves, from option or survey.toml to what is read."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ttest_1samp, ttest_rel

from kundnojd.analyses import COLUMNS
from kundnojd.questionnaire import survey_toml
from tests.cli.running import HYRES, ROOT, SFO, run

PARTS = ("difference", "lower", "upper", "p", "p_adjusted", "verdict")
OVERALL = "Hur nöjd är du totalt sett med oss? (1-10)"
RECOMMEND = "Hur sannolikt är det att du rekommenderar oss? (0-10)"


def rows(*arguments: str) -> list[dict[str, str]]:
    result = run("analyze", *arguments, "--format", "csv")
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def pick(found: list[dict[str, str]], **key: str) -> dict[str, str]:
    chosen = [row for row in found if all(row[name] == value for name, value in key.items())]
    assert len(chosen) == 1
    return chosen[0]


def answers() -> list[tuple[str, str, str, int, int]]:
    """240 respondents of three units in two waves, most of whom return."""
    generator = np.random.default_rng(3)
    found = []
    for k in range(240):
        liking = generator.normal(7, 1.8)
        for wave, shift in (("2024", 0.0), ("2025", 0.35)):
            overall = int(np.clip(round(liking + shift + generator.normal(0, 0.8)), 1, 10))
            recommend = int(np.clip(round(liking + shift + generator.normal(0, 1)), 0, 10))
            found.append((f"k{k}", ("Nord", "Syd", "Väst")[k % 3], wave, overall, recommend))
    return found


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    path = tmp_path / "panel.csv"
    lines = [f"ID;Enhet;År;{OVERALL};{RECOMMEND}", *(";".join(map(str, row)) for row in answers())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def scores(wave: str, unit: str = "") -> list[float]:
    return [(row[3] - 1) / 9 * 100 for row in answers() if row[2] == wave and unit in ("", row[1])]


def test_the_lines_of_the_readme_are_real() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    words, block = re.search(r"<!-- lines of: ([^\n]*) -->\n```text\n(.*?)```", text, re.DOTALL).groups()
    arguments = [str(ROOT / word) if (ROOT / word).is_file() else word for word in words.split()]
    printed = run(*arguments, "--format", "table", env={"COLUMNS": "100"}).stdout.splitlines()
    missing = set(block.splitlines()) - {line.rstrip() for line in printed}
    assert missing == set()


# --- targets and benchmarks


def test_a_target_adds_columns_at_the_end_and_changes_nothing_else() -> None:
    plain, found = rows(HYRES), rows(HYRES, "--target", "nki=65", "--target", "nps=+20")
    assert tuple(found[0]) == (*COLUMNS, "target", *(f"target_{part}" for part in PARTS))
    assert [{name: row[name] for name in COLUMNS} for row in found] == plain
    row = pick(found, measure="nki", unit="Söderport", wave="2025")
    assert (row["target"], row["target_verdict"]) == ("65", "lower")
    assert float(row["target_difference"]) == pytest.approx(float(row["value"]) - 65)
    assert pick(found, measure="nki", unit="Åkerslätt", wave="2025")["target_verdict"] == "too-few"
    assert {row["target"] for row in found if row["measure"] == "top-box"} == {""}


def test_a_target_is_tested_with_the_interval_of_the_figure(panel: Path) -> None:
    found = rows(str(panel), "--target", "index=65", "--adjust", "none")
    row = pick(found, measure="index", unit="Syd", wave="2025")
    # Near Student's test, which knows nothing of the ends of the scale.
    assert float(row["target_p"]) == pytest.approx(ttest_1samp(scores("2025", "Syd"), 65).pvalue, abs=0.02)
    assert float(row["target_lower"]) == pytest.approx(float(row["lower"]) - 65)


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", ("mot målet", "mot målet 65,0", "mot målet +20")), ("nb", ("mot mål", "mot målet 65,0", "Mål: NKI 65,0"))],
)
def test_the_report_has_the_target_in_units_waves_and_headline(language: str, words: tuple[str, ...]) -> None:
    arguments = (HYRES, "--target", "nki=65", "--target", "nps=20", "--lang", language)
    for form in ("table", "md"):
        text = " ".join(run("analyze", *arguments, "--format", form, env={"COLUMNS": "160"}).stdout.split())
        text = text.replace("\\", "")
        for word in words:
            assert word in text, (form, word)


def test_survey_toml_has_targets_and_benchmarks(panel: Path) -> None:
    (panel.parent / "survey.toml").write_text(
        """
        [[target]]
        measure = "index"
        value = 70
        [[target]]
        measure = "index"
        value = 60
        unit = "Väst"
        wave = 2025
        [[benchmark]]
        measure = "index"
        value = 68.5
        name = "Branschen"
        margin = 1.5
        year = 2024
        source = "branschens rapport"
        [[benchmark]]
        measure = "nps"
        value = 12
        name = "Grannen"
        [options]
        smallest = 2.5
        """,
        encoding="utf-8",
    )
    found = rows(str(panel))
    assert [name for name in found[0] if name not in COLUMNS] == [
        *("target", *(f"target_{part}" for part in PARTS)),
        *("benchmark", "benchmark_name", *(f"benchmark_{part}" for part in PARTS)),
    ]
    targets = {
        (row["unit"], row["wave"]): row["target"] for row in found if row["measure"] == "index" and row["target"]
    }
    assert targets["Väst", "2025"] == "60"
    assert {value for key, value in targets.items() if key != ("Väst", "2025")} == {"70"}
    assert pick(found, measure="index", unit="Syd", wave="2025")["benchmark_name"] == "Branschen 2024"
    assert pick(found, measure="nps", unit="Syd", wave="2025")["benchmark"] == "12"
    # An option goes before what survey.toml says of the same measure for all.
    again = rows(str(panel), "--target", "index=50")
    assert pick(again, measure="index", unit="Syd", wave="2025")["target"] == "50"
    assert pick(again, measure="index", unit="Väst", wave="2025")["target"] == "60"
    text = run("analyze", str(panel), "--format", "table", "--lang", "sv", env={"COLUMNS": "150"}).stdout
    assert "mot Branschen 2024 68,5" in text
    assert "[branschens rapport]" in text
    assert "minst 2,5 poäng" in text


def test_what_is_wrong_with_a_target_is_said() -> None:
    for value, words in (
        ("nki", "--target nki=70"),
        ("nki=high", "--target nki=70"),
        ("nki=inf", "--target nki=70"),
        ("nkj=70", "nkj"),
        ("nki=700", "runs from 0 to 100"),
        ("nps=-120", "runs from -100 to 100"),
    ):
        result = run("analyze", HYRES, "--target", value)
        assert result.exit_code == 2
        assert words in result.stderr
    result = run("analyze", HYRES, "--target", "csat=80", "--format", "csv")
    assert result.exit_code == 0
    assert "Nothing here is held against csat" in " ".join(result.stderr.split())


def test_faults_of_goals_in_survey_toml() -> None:
    from kundnojd.errors import ConfigError

    for text, fault in (
        ("[target]\nmeasure = 'nki'", "target = {...} → [[target]]"),
        ("[[target]]\nmeasure = 'nki'", "target[1]: {} → value = 70 | 70.5"),
        ("[[target]]\nmeasure = 'nki'\nvalue = 'x'", 'target[1].value = "x" → 70 | 70.5'),
        ("[[benchmark]]\nmeasure = 'nki'\nvalue = 1\nname = 'x'\nsd = 3.0", "benchmark[1]: sd → n = 2, 3, 4, ..., sd"),
        ("[[benchmark]]\nmeasure = 'nki'\nvalue = 1\nname = 'x'\nse = 3.0\nmargin = 2", "benchmark[1]: se, margin"),
        ("[[benchmark]]\nmeasure = 'nki'\nvalue = 1\nname = 'x'\nse = 0", "benchmark[1].se = 0 → 1.2 (> 0)"),
        ("[options]\nsmallest = -1", "options.smallest = -1 → 3 | 2.5 (>= 0)"),
        ("[columns]\npaired = 'yes'", 'columns.paired = "yes" → true | false'),
    ):
        with pytest.raises(ConfigError) as error:
            survey_toml.read(text)
        assert fault in str(error.value.fields["faults"]), error.value.fields


def test_goals_are_written_back(panel: Path) -> None:
    toml = panel.parent / "survey.toml"
    toml.write_text(
        "[columns]\nrespondent = 'ID'\npaired = true\n[options]\nsmallest = 3.0\n[[target]]\nmeasure = 'index'\n"
        "value = 70.0\n[[benchmark]]\nmeasure = 'index'\nvalue = 68.5\nname = 'B'\nn = 250\nsd = 16.1\n",
        encoding="utf-8",
    )
    before = survey_toml.load(toml)
    written = panel.parent / "written.toml"
    assert run("inspect", str(panel), "--write", str(written)).exit_code == 0
    after = survey_toml.load(written)
    assert (after.target, after.benchmark, after.options) == (before.target, before.benchmark, before.options)
    assert after.columns.paired is True


# --- pairs


def test_pairs_give_letters_and_json_every_pair() -> None:
    found = rows(HYRES, "--pairs")
    assert tuple(found[0]) == (*COLUMNS, "letters")
    document = json.loads(run("analyze", HYRES, "--pairs", "--format", "json").stdout)
    assert list(document) == ["schema", "provenance", "notices", "rows", "pairs"]
    assert document["provenance"]["options"]["pairs"] is True
    hidden = {(row["measure"], row["wave"], row["unit"]) for row in found if row["status"] == "hidden"}
    checked = 0
    for pair in document["pairs"]:
        key = {name: pair[name] for name in ("measure", "question", "wave")}
        mine, other = (pick(found, **key, answer="", unit=pair[side]) for side in ("unit", "against"))
        assert not {(pair["measure"], pair["wave"], pair[side]) for side in ("unit", "against")} & hidden
        assert pair["difference"] == pytest.approx(float(mine["value"]) - float(other["value"]), abs=1e-6)
        if pair["verdict"] == "too-few":
            assert pair["p_value"] is None
            assert min(int(mine["n"]), int(other["n"])) < 30
            continue
        alike = bool(set(mine["letters"]) & set(other["letters"]))
        assert alike == (pair["verdict"] == "no-clear-difference")
        checked += 1
    assert checked > 500


def test_letters_stand_in_the_table_of_units() -> None:
    text = run("analyze", HYRES, "--pairs", "--format", "table", "--lang", "en", env={"COLUMNS": "120"}).stdout
    assert "Alike" in text
    assert "units that share a letter do not clearly differ" in " ".join(text.split())
    assert "Alike" not in run("analyze", HYRES, "--format", "table", "--lang", "en").stdout


# --- a smallest difference of interest


def test_a_smallest_difference_calls_only_what_is_as_large() -> None:
    plain, found = rows(HYRES), rows(HYRES, "--smallest", "8.5")
    assert tuple(found[0]) == COLUMNS
    called = 0
    for one, other in zip(plain, found, strict=True):
        for against in ("rest", "previous"):
            verdict = one[f"{against}_verdict"]
            small = verdict in ("higher", "lower") and abs(float(one[f"{against}_difference"])) < 8.5
            assert other[f"{against}_verdict"] == ("no-clear-difference" if small else verdict)
            assert other[f"{against}_p_adjusted"] == one[f"{against}_p_adjusted"]
            called += small
    assert called > 3
    document = json.loads(run("analyze", HYRES, "--smallest", "8.5", "--format", "json").stdout)
    assert document["provenance"]["options"]["smallest"] == 8.5
    assert "smallest" not in json.loads(run("analyze", HYRES, "--format", "json").stdout)["provenance"]["options"]
    text = run("analyze", HYRES, "--smallest", "8.5", "--format", "table", "--lang", "en").stdout
    assert "at least 8.5 points" in text
    assert "the interval shows how small it may be" in " ".join(text.split())
    assert run("analyze", HYRES, "--smallest", "-1").exit_code == 2


# --- paired waves


def test_paired_waves_are_the_paired_t_test(panel: Path) -> None:
    found = rows(str(panel), "--respondent", "ID", "--paired")
    assert tuple(found[0]) == (*COLUMNS, "previous_common", "previous_method")
    row = pick(found, measure="index", unit="Syd", wave="2025")
    expected = ttest_rel(scores("2025", "Syd"), scores("2024", "Syd"))
    assert float(row["previous_p"]) == pytest.approx(expected.pvalue, rel=1e-6)
    interval = expected.confidence_interval()
    assert (float(row["previous_lower"]), float(row["previous_upper"])) == pytest.approx((interval.low, interval.high))
    assert (row["previous_common"], row["previous_method"]) == ("80", "mean-wave-paired")
    assert pick(found, measure="nps", unit="", wave="2025")["previous_method"] == "net-wave-paired"
    independent = pick(rows(str(panel), "--respondent", "ID"), measure="index", unit="Syd", wave="2025")
    assert float(independent["previous_p"]) > float(row["previous_p"])
    assert run("methods", "mean-wave-paired").exit_code == 0


def test_pairing_is_never_done_unasked_and_what_returns_is_said(panel: Path) -> None:
    said = " ".join(run("analyze", str(panel), "--respondent", "ID", "--format", "csv").stderr.split())
    assert "100% of the respondents in 2025 have the same value in ID as somebody in 2024" in said
    assert "--paired" in said
    # Nobody named the column: nothing is said, nothing is paired.
    assert "have the same value" not in run("analyze", str(panel), "--format", "csv").stderr
    (panel.parent / "survey.toml").write_text("[columns]\nrespondent = 'ID'\npaired = false\n", encoding="utf-8")
    assert "have the same value" not in run("analyze", str(panel), "--format", "csv").stderr
    (panel.parent / "survey.toml").write_text("[columns]\nrespondent = 'ID'\npaired = true\n", encoding="utf-8")
    result = run("analyze", str(panel), "--format", "json")
    document = json.loads(result.stdout)
    assert document["rows"][0].keys() >= {"previous_common", "previous_method"}
    assert document["provenance"]["options"]["paired"] is True
    assert [n["key"] for n in document["notices"]] == ["survey-toml-used", "paired-respondents"]


def test_numbers_given_anew_each_year_are_told_from_a_panel() -> None:
    settings = str(Path(SFO[0]).parent / "survey.toml")
    assert "have the same value" not in run("analyze", *SFO, "--config", settings, "--format", "csv").stderr


def test_paired_needs_a_respondent_column() -> None:
    result = run("analyze", HYRES, "--respondent", "none", "--paired")
    assert result.exit_code == 2
    assert "--respondent" in result.stderr


def test_paired_without_anybody_who_returns_is_said(panel: Path) -> None:
    text = panel.read_text(encoding="utf-8")
    lines = text.splitlines()
    anew = [line.replace("k", f"{line.split(';')[2]}-", 1) for line in lines[1:]]
    panel.write_text("\n".join([lines[0], *anew]) + "\n", encoding="utf-8")
    result = run("analyze", str(panel), "--respondent", "ID", "--paired", "--format", "csv")
    assert "--paired has no effect" in result.stderr
    plain = rows(str(panel), "--respondent", "ID")
    found = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [{name: row[name] for name in COLUMNS} for row in found] == plain


def test_files_as_waves_are_paired_too(panel: Path) -> None:
    lines = panel.read_text(encoding="utf-8").splitlines()
    files = []
    for wave in ("2024", "2025"):
        file = panel.parent / f"{wave}.csv"
        own = [line for line in lines[1:] if line.split(";")[2] == wave]
        file.write_text("\n".join([lines[0], *own]) + "\n", encoding="utf-8")
        files.append(str(file))
    one = rows(*files, "--wave", "file name", "--respondent", "ID", "--paired")
    row = pick(one, measure="index", unit="Väst", wave="2025")
    expected = ttest_rel(scores("2025", "Väst"), scores("2024", "Väst"))
    assert float(row["previous_p"]) == pytest.approx(expected.pvalue, rel=1e-6)
