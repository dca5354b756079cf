"""From a file with several answers, in long form or of counts, to the page and the rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.running import run

HEAD = "Enhet;Hur nöjd är du totalt sett?;Kanaler;Skäl [Pris];Skäl [Tid];Skäl [Annat]"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def options_of(file: Path | str, *more: str) -> dict[tuple[str, str], tuple[int, float]]:
    """(n, share) by (question, option), for the whole."""
    rows = rows_of(run("analyze", str(file), "--measure", "answer", *more).stdout)
    return {(row["question"], row["answer"]): (int(row["n"]), float(row["value"])) for row in rows if not row["unit"]}


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """80 answers: 60 chose channels (40 telephone, 40 e-mail), 40 gave a reason, 8 of them in their own words."""
    channels = ["Telefon, E-post", "Telefon", "E-post", ""] * 20
    reasons = [("Ja", "", ""), ("Ja", "Ja", ""), ("", "", ""), ("", "", "")] * 20
    rows = [HEAD]
    for k, (channel, (price, time, _)) in enumerate(zip(channels, reasons, strict=True)):
        own = f"Brev till Örjan {k}" if k % 10 == 0 else ""
        rows.append(f"Nord;{k % 10 + 1};{channel};{price};{time};{own}")
    file = tmp_path / "svar.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def test_each_option_among_those_who_answered(survey: Path) -> None:
    found = options_of(survey)
    assert found["Kanaler", "Telefon"] == (60, pytest.approx(200 / 3))
    assert found["Kanaler", "E-post"] == (60, pytest.approx(200 / 3))
    assert found["Skäl", "Pris"] == (44, pytest.approx(100 * 40 / 44))
    assert found["Skäl", "Annat"] == (44, pytest.approx(100 * 8 / 44))


def test_they_have_a_section_of_their_own_and_no_rows_unless_asked_for(survey: Path) -> None:
    page = run("analyze", str(survey), "--format", "md", "--lang", "sv").stdout
    section = page[page.index("## Flera svar möjliga") :]
    assert "| Kanaler | Telefon | 60 | 67" in section
    assert "Örjan" not in page
    rows = rows_of(run("analyze", str(survey)).stdout)
    assert {row["measure"] for row in rows} == {"index", "top-box", "satisfied", "bottom-box", "dont-know"}
    assert (
        "Flera svar" not in run("analyze", str(survey), "--measure", "index", "--format", "md", "--lang", "sv").stdout
    )


def test_small_bases_are_hidden(survey: Path) -> None:
    rows = rows_of(run("analyze", str(survey), "--measure", "answer", "--min-n", "50").stdout)
    assert {row["status"] for row in rows if row["question"] == "Skäl"} == {"hidden"}
    assert {row["value"] for row in rows if row["question"] == "Skäl"} == {""}


def test_inspect_says_what_the_cells_are(survey: Path, tmp_path: Path) -> None:
    result = run("inspect", str(survey), "--lang", "en", "--write", str(tmp_path / "out.toml"), env={"COLUMNS": "200"})
    assert "several answers in a cell, parted by “, ”: 2 options" in result.stdout
    assert "the option “Pris” of “Skäl”" in result.stdout
    assert "Örjan" not in result.stdout + (tmp_path / "out.toml").read_text(encoding="utf-8")
    assert options_of(survey, "--config", str(tmp_path / "out.toml")) == options_of(survey)


def test_long_form_gives_what_the_wide_file_gives(survey: Path, tmp_path: Path) -> None:
    head, *lines = survey.read_text(encoding="utf-8").splitlines()
    names = head.split(";")
    long = ["Respondent;Enhet;Fråga;Svar"]
    for who, line in enumerate(lines):
        unit, overall, channels, *_ = line.split(";")
        long += [f"r{who};{unit};{names[1]};{overall}"]
        long += [f"r{who};{unit};Kanaler;{channel}" for channel in channels.split(", ") if channel]
    file = tmp_path / "long.csv"
    file.write_text("\n".join([long[0], *reversed(long[1:])]), encoding="utf-8")
    wide = {key: value for key, value in options_of(survey).items() if key[0] != "Skäl"}
    assert options_of(file) == wide


def test_a_table_of_counts_gives_no_score_over_several_questions(tmp_path: Path) -> None:
    questions = ("Hur nöjd är du totalt sett? (1-10)", "Hur väl uppfyller vi dina förväntningar? (1-10)")
    rows = [f"{unit};{q};{a};{a}" for unit in ("Nord", "Syd") for q in questions for a in range(1, 11)]
    file = tmp_path / "antal.csv"
    file.write_text("\n".join(["Enhet;Fråga;Svar;Antal", *rows]), encoding="utf-8")
    found = rows_of(run("analyze", str(file)).stdout)
    index = next(
        row for row in found if row["measure"] == "index" and row["question"] == questions[0] and not row["unit"]
    )
    assert (index["n"], float(index["value"])) == ("110", pytest.approx(100 * (7 - 1) / 9))


@pytest.mark.shared
def test_copenhagen_housing(shared_data: Path, tmp_path: Path) -> None:
    config = tmp_path / "survey.toml"
    config.write_text(
        '[columns]\nothers = "ignore"\nunit = "Type"\n'
        '[[question]]\ncolumn = "Sat"\nrole = "overall"\nscale = ["Low", "Medium", "High"]\n',
        encoding="utf-8",
    )
    file = shared_data / "small-r-tables" / "copenhagen-housing.csv"
    found = options_of(file, "--config", str(config))
    shares = {"Low": 567, "Medium": 446, "High": 668}  # margins of MASS::housing over satisfaction
    assert found == {("Sat", answer): (1681, pytest.approx(100 * n / 1681)) for answer, n in shares.items()}
