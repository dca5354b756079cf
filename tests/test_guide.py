"""The pages that answer a question each: their commands run, their pictures are there, and the list has them all."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kundnojd.cli.commands import COMMANDS
from tests.cli.running import HYRES, ROOT, run

GUIDE = ROOT / "examples" / "guide"
PAGES = sorted(page for page in GUIDE.glob("*.md") if page.name != "README.md")
_MOST_PICTURE = 120_000  # bytes


def title(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def text_of(name: str) -> str:
    return (GUIDE / f"{name}.md").read_text(encoding="utf-8")


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.startswith("kundnojd ")]


def test_the_readme_leads_to_every_page() -> None:
    told = re.findall(r"\[([^\]]+)\]\(examples/guide/(\w+)\.md\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    named = [(text, name) for text, name in told if text.endswith("?")]
    places = {name: number for number, name in enumerate(COMMANDS)}
    assert named == [(title(page), page.stem) for page in sorted(PAGES, key=lambda page: places[page.stem])]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_asks_a_question_and_shows_a_picture(page: Path) -> None:
    assert title(page).endswith("?")
    assert page.stem in COMMANDS
    assert len(commands(page)) >= 1
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    assert pictures
    for said, picture in pictures:
        assert len(said) > 20, "a picture needs a text for those who do not see it"
        assert (page.parent / picture).stat().st_size < _MOST_PICTURE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_run(page: Path, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line in commands(page):
        words = [
            str(ROOT / word) if word.startswith("examples/") else word for word in shlex.split(line, comments=True)
        ]
        done = run(*words[1:], env={"COLUMNS": "100"})
        assert done.exit_code == (4 if "--strict" in words else 0), (line, done.stderr)


def test_the_output_of_response_is_real() -> None:
    block = re.search(r"<!-- response -->\n```\n(.*?)```", text_of("response"), re.DOTALL).group(1)
    words = ("response", HYRES, "--population", str(ROOT / "examples" / "hyresgaster" / "population.csv"))
    real = {line.rstrip() for line in run(*words, "--lang", "en", "--format", "table").stdout.splitlines()}
    assert [line for line in block.splitlines() if line not in real] == []


def test_the_output_of_report_is_real(tmp_path, monkeypatch) -> None:
    block = re.search(r"<!-- report -->\n```\n(.*?)```", text_of("report"), re.DOTALL).group(1)
    words = re.search(r"^kundnojd (report .*)$", text_of("report"), re.MULTILINE).group(1).split()
    monkeypatch.chdir(tmp_path)
    said = run(*(HYRES if word.endswith("hyresgaster.xlsx") else word for word in words), "--lang", "en").stderr
    assert said.splitlines()[-2:] == block.splitlines()
