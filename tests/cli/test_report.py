"""``kundnojd report``: which files there are, what stands in them, what is hidden, what is left when it is stopped."""

from __future__ import annotations

import csv
import io
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from kundnojd.cli.report_files import UNFINISHED, file_name, file_names
from tests.cli.running import HYRES, ROOT, run

HEAD = (
    "Område",
    "År",
    "Hur nöjd är du totalt sett med oss?",
    "Hur nöjd är du med städningen?",
    "Hur nöjd är du med utemiljön?",
    "Hur nöjd är du med lokalerna?",
    "Hur sannolikt är det att du skulle rekommendera oss?",
)
HARMFUL = (
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "CON",
    "a/b",
    "Åsen",
    "åsen",
    "Asen",
    "Ä" * 300,
    "🏠",
    "東京",
    "大阪",
    "index",
    "hela",
    "Bell\x07 'n' \"quote\" & <b>",
)


def written(path: Path, units: dict[str, int], waves: tuple[int, ...] = (2024, 2025), head: tuple = HEAD) -> str:
    """A survey with so many answers of each unit in each wave."""
    draw = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(head)
        for unit, count in units.items():
            parts = unit.split("|")
            for wave in waves:
                for _ in range(count):
                    out.writerow([*parts, wave, *(draw.randint(1, 10) for _ in range(4)), draw.randint(0, 10)])
    return str(path)


def report(*words: str, to: Path, lang: str = "en", env: dict[str, str] | None = None):
    return run("report", *words, "--per", "unit", "--to", str(to), "--lang", lang, env=env)


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "reports"
    found = report(HYRES, "--format", "html", "--format", "xlsx", to=folder)
    assert found.exit_code == 0, found.stderr
    assert found.stdout == ""
    assert "19 reports in" in found.stderr.splitlines()[-1]
    return folder


@pytest.fixture(scope="module")
def detail() -> pd.DataFrame:
    return frame(run("analyze", HYRES, "--detail", "-q", "--format", "csv").stdout)


def frame(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])


def page_of(folder: Path, unit: str) -> str:
    return (folder / f"{file_name(unit)}.html").read_text(encoding="utf-8")


def shown(detail: pd.DataFrame) -> set[str]:
    newest = detail[(detail["measure"] == "nki") & (detail["wave"] == 2025) & detail["unit"].notna()]
    return set(newest.loc[newest["value"].notna(), "unit"])


def test_a_report_for_each_unit_that_is_shown_one_of_the_whole_and_an_index(
    example: Path, detail: pd.DataFrame
) -> None:
    names = {f"{file_name(unit)}" for unit in shown(detail)} | {"whole"}
    assert {file.name for file in example.iterdir()} == {"index.html"} | {
        f"{name}{suffix}" for name in names for suffix in (".html", ".xlsx")
    }
    index = (example / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'href="([^#"]*\.(?:html|xlsx))"', index)) == {
        file.name for file in example.iterdir() if file.name != "index.html"
    }


def test_hidden_units_stand_in_the_index_without_figures(example: Path, detail: pd.DataFrame) -> None:
    index = (example / "index.html").read_text(encoding="utf-8")
    hidden = set(detail["unit"].dropna()) - shown(detail)
    assert len(hidden) == 2
    for unit in hidden:
        row = re.search(rf'<tr class="hidden">(?:(?!</tr>).)*{unit}.*?</tr>', index, re.DOTALL)[0]
        assert "<a " not in row
        assert not re.search(r"\d", re.sub(r"<[^>]*>|fewer than 5 answers", "", row))


def test_the_index_is_in_reading_order_with_the_whole_last(example: Path, detail: pd.DataFrame) -> None:
    index = (example / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<th scope="row"[^>]*>(?:<a [^>]*>)?([^<]*)', index)
    assert rows == [*dict.fromkeys(detail["unit"].dropna()), "All"]


# --- what stands in a report


def test_a_report_has_the_unit_beside_whole_and_rest_its_questions_and_a_page_to_work_on(example: Path) -> None:
    text = page_of(example, "Sjöstaden")
    sections = re.findall(r'<section aria-labelledby="([a-z]+)">', text)
    assert sections == ["headline", "units", "waves", "questions", "strengths", "workshop", "notes"]
    assert "against the others" in text
    assert text.count('class="room"') == 13
    work = text[text.index('<section aria-labelledby="workshop">') : text.index('<section aria-labelledby="notes">')]
    assert len(re.findall(r"<li>", work)) == 6
    assert "rekommendera" not in work
    assert "Wilson" in text
    assert "mean-rest" in text
    assert "sha256" in text


def test_few_answers_are_said_at_the_top(example: Path) -> None:
    assert "Only 10 answers in the newest wave" in page_of(example, "Fågelsången")
    assert "in the newest wave" not in page_of(example, "Sjöstaden")


def test_the_same_bytes_with_the_same_time(tmp_path) -> None:
    epoch = {"SOURCE_DATE_EPOCH": "1767225600"}
    formats = [word for name in ("html", "xlsx", "md", "pptx") for word in ("--format", name)]
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35})
    for folder in ("one", "two"):
        assert report(data, *formats, to=tmp_path / folder, env=epoch).exit_code == 0
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert len(names) == 13
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize(("lang", "whole", "said"), [("sv", "hela", "Så står sig"), ("nb", "hele", "Slik står")])
def test_other_languages(tmp_path, lang: str, whole: str, said: str) -> None:
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35})
    assert report(data, to=tmp_path / "r", lang=lang).exit_code == 0
    assert (tmp_path / "r" / f"{whole}.html").is_file()
    assert said in page_of(tmp_path / "r", "Hamnen")


def test_one_wave(tmp_path) -> None:
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35}, waves=(2025,))
    assert report(data, "--format", "html", "--format", "xlsx", to=tmp_path / "r").exit_code == 0
    assert 'aria-labelledby="waves"' not in page_of(tmp_path / "r", "Hamnen")


def test_a_region_lists_its_units_beside_itself(tmp_path) -> None:
    head = ("Region", *HEAD)
    units = {"Norr|Hamnen": 40, "Norr|Torget": 35, "Norr|Liten": 3, "Norr|Näst": 12, "Syd|Åsen": 50, "Syd|Berget": 31}
    data = written(tmp_path / "a.csv", units, head=head)
    hierarchy = (data, "--unit", "Region", "--unit", "Område")
    assert report(*hierarchy, to=tmp_path / "r").exit_code == 0
    region = page_of(tmp_path / "r", "Norr")
    inside = region[
        region.index('<section aria-labelledby="parts">') : region.index('<section aria-labelledby="waves">')
    ]
    rows = re.findall(r'<tr class="([^"]*)">\s*<th scope="row"[^>]*>([^<]*)', inside)
    assert {name for _, name in rows} == {"Norr / Hamnen", "Norr / Torget", "Norr / Liten", "Norr / Näst", "Norr"}
    assert rows[-1] == ("total", "Norr")
    assert ("hidden", "Norr / Liten") in rows
    assert 'aria-labelledby="parts"' not in page_of(tmp_path / "r", "Norr / Hamnen")
    only = run("report", *hierarchy, "--per", "Region", "--to", str(tmp_path / "regions"), "--lang", "en")
    assert only.exit_code == 0, only.stderr
    files = {file.name for file in (tmp_path / "regions").iterdir()}
    assert files == {"index.html", "whole.html", f"{file_name('Norr')}.html", f"{file_name('Syd')}.html"}


def test_only_some(tmp_path) -> None:
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35, "Liten": 3, "Näst": 9})
    assert report(data, "--only", "Hamnen", to=tmp_path / "r").exit_code == 0
    assert [file.name for file in (tmp_path / "r").iterdir()] == [f"{file_name('Hamnen')}.html"]
    unknown = report(data, "--only", "Hammen", to=tmp_path / "r")
    assert unknown.exit_code == 2
    assert "Hamnen" in unknown.stderr
    hidden = report(data, "--only", "Liten", to=tmp_path / "r")
    assert hidden.exit_code == 3
    assert "Liten" in hidden.stderr


# --- names


def test_harmful_names_do_no_harm(tmp_path) -> None:
    data = written(tmp_path / "a.csv", dict.fromkeys(HARMFUL, 12))
    folder = tmp_path / "deep" / "reports"
    folder.parent.mkdir()
    formats = [word for name in ("html", "xlsx", "md", "pptx") for word in ("--format", name)]
    found = report(data, "--unit", "Område", *formats, to=folder)
    assert found.exit_code == 0, found.stderr
    assert {file for file in tmp_path.rglob("*") if file.is_file()} == {*folder.iterdir(), tmp_path / "a.csv"}
    assert len(list(folder.iterdir())) == 4 * (len(HARMFUL) + 1) + 1
    for file in folder.glob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert text.count("<script") == 1
        assert not re.findall(r'href="(?!#|data:,|[a-z0-9.-]+")', text)
    for file in folder.glob("*.xlsx"):
        for sheet in load_workbook(file):
            assert not any(cell.data_type == "f" or cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_names_are_safe_stable_and_distinct() -> None:
    names = file_names(HARMFUL)
    assert len({name.casefold() for name in names.values()}) == len(HARMFUL)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) and len(name) < 80 for name in names.values())
    assert all(file_names([unit]) == {unit: names[unit]} for unit in HARMFUL)
    assert file_names(["Östra Höjden"]) == {"Östra Höjden": "ostra-hojden-ebafa8e3"}


# --- the folder


def test_files_of_an_earlier_run_are_named_and_kept(tmp_path) -> None:
    both = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35})
    one = written(tmp_path / "b.csv", {"Hamnen": 40, "Berget": 35})
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "mine.html").write_text("mine")
    assert report(both, to=tmp_path / "r").exit_code == 0
    again = report(one, to=tmp_path / "r")
    old = f"{file_name('Torget')}.html"
    assert old in again.stderr
    assert "mine.html" not in again.stderr
    assert (tmp_path / "r" / old).is_file()


def test_folders_that_cannot_be(tmp_path) -> None:
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35})
    assert "is a file" in (file := report(data, to=tmp_path / "a.csv")).stderr
    assert "There is no folder" in (parent := report(data, to=tmp_path / "no" / "such")).stderr
    foreign = tmp_path / "site"
    foreign.mkdir()
    (foreign / "index.html").write_text("<h1>Mine</h1>")
    assert "does not come from kundnojd" in (mine := report(data, to=foreign)).stderr
    assert {file.exit_code, parent.exit_code, mine.exit_code} == {3}
    assert (foreign / "index.html").read_text() == "<h1>Mine</h1>"


def test_a_folder_that_is_closed(tmp_path, monkeypatch) -> None:
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35})
    monkeypatch.setattr("os.access", lambda path, mode: not mode & os.W_OK)
    found = report(data, to=tmp_path)
    assert found.exit_code == 3
    assert "cannot be written to" in found.stderr


def test_what_cannot_be_reported(tmp_path) -> None:
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35})
    assert report(data, "--format", "csv", to=tmp_path / "r").exit_code == 2
    per = run("report", data, "--per", "Region", "--to", str(tmp_path / "r"), "--lang", "en")
    assert per.exit_code == 2
    assert "Område" in per.stderr
    answers = report(data, "--measure", "answer", to=tmp_path / "r")
    assert (answers.exit_code, (tmp_path / "r").exists()) == (2, False)
    without = written(tmp_path / "b.csv", {"": 40}, head=("", *HEAD[1:]))
    assert report(without, "--where", "År=2025", to=tmp_path / "r").exit_code == 3


def test_a_failure_leaves_the_reports_that_were_there(tmp_path, monkeypatch) -> None:
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35})
    assert report(data, to=tmp_path / "r").exit_code == 0
    before = {file.name: file.read_bytes() for file in (tmp_path / "r").iterdir()}
    monkeypatch.setattr("kundnojd.cli.report._write_whole", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    assert report(data, to=tmp_path / "r").exit_code == 1
    assert {file.name: file.read_bytes() for file in (tmp_path / "r").iterdir()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_stopped_in_the_middle_nothing_is_half_and_the_next_run_finishes(tmp_path, how: signal.Signals) -> None:
    folder = tmp_path / "r"
    command = [sys.executable, "-m", "kundnojd", "report", HYRES, "--per", "unit", "--to", str(folder), "-q"]
    command += ["--format", "html", "--format", "xlsx", "--lang", "en"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(folder.glob(f"{UNFINISHED}/*/*.xlsx")):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert process.returncode not in (0, None)
    assert b"Traceback" not in said
    assert [file.name for file in folder.iterdir()] in ([], [UNFINISHED])
    again = report(HYRES, "--format", "html", "--format", "xlsx", to=folder)
    assert again.exit_code == 0, again.stderr
    assert len(list(folder.iterdir())) == 2 * 19 + 1


def test_in_several_processes_the_reports_are_the_same(tmp_path, monkeypatch) -> None:
    data = written(tmp_path / "a.csv", {"Hamnen": 40, "Torget": 35, "Berget": 30, "Åsen": 20, "Dalen": 25})
    epoch = {"SOURCE_DATE_EPOCH": "1767225600"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert report(data, to=tmp_path / "one", env=epoch).exit_code == 0
    monkeypatch.setattr("kundnojd.cli.report_making.pays", lambda *_: True)
    assert report(data, to=tmp_path / "two", env=epoch).exit_code == 0
    for file in (tmp_path / "one").iterdir():
        assert (tmp_path / "two" / file.name).read_bytes() == file.read_bytes(), file.name
