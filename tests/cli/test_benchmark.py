"""``kundnojd benchmark``: own figures beside published ones, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kundnojd.analyses.benchmarks import COLUMNS, VERDICTS
from kundnojd.measures.published import load
from kundnojd.questionnaire import survey_toml
from tests.cli.running import HYRES, ROOT, run

DAY = ("--as-of", "2025-12-31")


def rows(*arguments: str) -> list[dict[str, str]]:
    result = run("benchmark", HYRES, *DAY, *arguments, "--format", "csv")
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def text_of(*arguments: str, lang: str = "en") -> str:
    words = ("benchmark", HYRES, *DAY, *arguments, "--lang", lang, "--format", "table")
    result = run(*words, env={"COLUMNS": "160"})
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(
        """
        [[benchmark]]
        id = "trade"
        name = "The trade"
        publisher = "Trade survey"
        value = 67.5
        kind = "index"
        margin = 1.5
        year = 2025
        comparable = "same"
        [[benchmark]]
        id = "trade-nps"
        name = "The trade"
        value = -25
        kind = "net"
        n = 400
        year = 2025
        """,
        encoding="utf-8",
    )
    return file


def test_the_figures_that_suit_stand_beside_the_index() -> None:
    found = rows()
    assert tuple(found[0]) == COLUMNS
    assert {row["measure"] for row in found} == {"nki"}
    assert {row["kind"] for row in found} == {"index"}
    assert {row["verdict"] for row in found} <= set(VERDICTS)
    # A verdict only where the published figure says how sure it is.
    for row in found:
        assert (row["verdict"] in ("higher", "lower", "level")) == (row["benchmark_se"] != "")
    nordea = next(row for row in found if row["id"] == "ski-2020-nordea")
    assert (nordea["verdict"], nordea["cautions"]) == ("below-own", "roughly old")
    assert next(row for row in found if row["id"] == "insikt-2023")["cautions"] == "roughly break"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("66.7 is level with The trade 67.5 (Trade survey 2025).", "NPS is +8", "+8 is higher than")),
        ("sv", ("66,7 är i nivå med The trade 67,5 (Trade survey 2025).", "+8 är högre än")),
        ("nb", ("66,7 er på nivå med The trade 67,5 (Trade survey 2025).", "+8 er høyere enn")),
    ],
)
def test_a_file_of_ones_own_in_plain_sentences(own: Path, lang: str, words: tuple[str, ...]) -> None:
    found = text_of("--against", str(own), lang=lang)
    for word in words:
        assert word in found
    assert "Vinmonopolet" not in found


def test_a_named_figure_and_its_cautions() -> None:
    found = text_of("--name", "nkb-2023-vinmonopolet", "--name", "insikt-2023")
    assert "66.7 is lower than Vinmonopolet 86.5 (Norsk Kundebarometer 2023)." in found
    for words in ("roughly comparable", "the highest of many", "before a break in the series"):
        assert words in found
    for band in ("begeistrede", "svært fornøyde", "approved", "godkänt"):
        assert band not in found  # the owners' words for levels are theirs
    aged = run("benchmark", HYRES, "--as-of", "2027-06-30", "--name", "nkb-2024-finn", "--format", "csv")
    assert "older than 24 months on 2027-06-30: Finn.no (Norsk Kundebarometer 2024)" in " ".join(aged.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--name", "tsm-2025-repairs", "--measure", "nki"), "is of the kind share, and nki of the kind index"),
        (("--name", "tsm-2025-repairs"), "Say it with --measure"),
        (("--name", "nkb-2024-fin"), "nkb-2024-finn"),
        (("--measure", "dont-know"), "No published figure that is shipped suits dont-know"),
        (("--against", "gone.toml"), "gone.toml"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments: tuple[str, ...], words: str) -> None:
    result = run("benchmark", HYRES, *DAY, *arguments)
    assert result.exit_code in (2, 3)
    assert words in " ".join(result.stderr.split())
    wrong = run("benchmark", HYRES, "--as-of", "soon")
    assert wrong.exit_code == 2
    assert "2025-12-31" in wrong.stderr


def test_a_share_asked_for_stands_beside_a_share() -> None:
    found = rows("--name", "tsm-2025-repairs", "--measure", "satisfied")
    (row,) = found  # the headline question only
    assert "totalt" in row["question"]
    assert (row["kind"], row["statistic"], row["verdict"]) == ("share", "median", "above-own")
    assert "the median of those who measured" in text_of("--name", "tsm-2025-repairs", "--measure", "satisfied")


def test_survey_toml_refers_to_a_published_figure_by_its_id(tmp_path: Path) -> None:
    settings = tmp_path / "survey.toml"
    settings.write_text('[[benchmark]]\nmeasure = "nki"\nid = "nkb-2024-finn"\n', encoding="utf-8")
    result = run("analyze", HYRES, "--config", str(settings), "--format", "csv")
    found = [row for row in csv.DictReader(io.StringIO(result.stdout)) if row["measure"] == "nki"]
    whole = next(row for row in found if not row["unit"] and row["wave"] == "2025")
    assert (whole["benchmark"], whole["benchmark_name"], whole["benchmark_verdict"]) == (
        "85.2",
        "Finn.no 2024",
        "lower",
    )
    # The 100 answers spread as our own: the interval is that of kundnojd benchmark.
    same = next(row for row in rows("--name", "nkb-2024-finn"))
    assert float(whole["benchmark_lower"]) == pytest.approx(float(same["difference_lower"]))
    text = run("analyze", HYRES, "--config", str(settings), "--format", "table", "--lang", "en").stdout
    assert "100 answers that spread as ours" in " ".join(text.split())
    held = run("benchmark", HYRES, "--config", str(settings), *DAY, "--format", "csv")
    assert sum(line.count("nkb-2024-finn") for line in held.stdout.splitlines()) == 1
    written = tmp_path / "written.toml"
    assert run("inspect", HYRES, "--config", str(settings), "--write", str(written)).exit_code == 0
    assert 'id = "nkb-2024-finn"' in written.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[benchmark]]\nmeasure = "nki"\nid = "nobody"', "No published figure has the id nobody"),
        ('[[benchmark]]\nmeasure = "top-box"\nid = "nkb-2024-finn"', "of the kind index"),
        ('[[benchmark]]\nmeasure = "nki"\nid = "nkb-2024-finn"\nvalue = 70', "benchmark[1]: id, value"),
        ('[[benchmark]]\nmeasure = "nki"\nname = "X"', "benchmark[1]: {} → value"),
    ],
)
def test_faults_of_ids_in_survey_toml(tmp_path: Path, text: str, words: str) -> None:
    settings = tmp_path / "survey.toml"
    settings.write_text(text, encoding="utf-8")
    result = run("analyze", HYRES, "--config", str(settings))
    assert result.exit_code in (2, 3)
    assert words in " ".join(result.stderr.split())


def test_every_format_and_a_hidden_figure(tmp_path: Path) -> None:
    files = [tmp_path / f"out.{suffix}" for suffix in ("html", "xlsx", "md", "json", "pptx")]
    words = [word for file in files for word in ("-o", str(file))]
    assert run("benchmark", HYRES, *DAY, "--lang", "sv", *words).exit_code == 0
    found = json.loads(files[3].read_text("utf-8"))
    assert found["schema"] == "kundnojd-benchmark/1"
    assert found["provenance"]["options"]["as_of"] == "2025-12-31"
    hidden = run("benchmark", HYRES, *DAY, "--min-n", "2000", "--format", "csv")
    assert hidden.exit_code == 0, hidden.stderr
    for row in csv.DictReader(io.StringIO(hidden.stdout)):
        assert row["value"] == row["n"] == row["difference"] == row["verdict"] == ""
    assert "Our own figure is not shown" in text_of("--min-n", "2000")


def test_the_lines_of_the_guide_are_real(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "guide" / "benchmark.md").read_text("utf-8")
    block = text.split("<!-- benchmark -->\n```\n")[1].split("```")[0].splitlines()
    printed = [
        line.rstrip() for line in run("benchmark", HYRES, *DAY, "--lang", "en", "--format", "table").stdout.splitlines()
    ]
    assert [line for line in block if line not in printed] == []
    own, settings = (part.split("```")[0] for part in text.split("```toml\n")[1:])
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    assert load(str(tmp_path / "own.toml"))[0].margin == 1.5
    assert survey_toml.read(settings).benchmark[0].id == "nkb-2024-finn"
