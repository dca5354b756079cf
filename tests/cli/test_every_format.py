"""Every command that answers a question writes all formats on the examples, from the command of its page."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import ROOT, run
from tests.test_guide import PAGES, commands

SUFFIXES = ("txt", "csv", "json", "md", "html", "xlsx", "pptx")


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "report"], ids=lambda page: page.stem)
def test_one_command_gives_every_format(page: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = [str(ROOT / word) if word.startswith("examples/") else word for word in shlex.split(commands(page)[0])]
    if "-o" in words:
        del words[words.index("-o") : words.index("-o") + 2]
    outputs = [part for suffix in SUFFIXES for part in ("-o", f"out.{suffix}")]
    Path("theme.toml").write_text('[colours]\naccent = "#123456"\n', encoding="utf-8")
    done = run(*words[1:], "--quiet", "--theme", "theme.toml", *outputs)
    assert done.exit_code == 0, done.stderr
    text = Path("out.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    facts = json.loads(Path("out.json").read_text(encoding="utf-8"))
    # Some JSON says what there is as entries, of which the CSV is a table.
    assert len(rows) == len(facts.get("rows", facts.get("entries")))
    assert facts["schema"].startswith(f"kundnojd-{page.stem}/")
    book = openpyxl.load_workbook("out.xlsx")
    assert len(book.sheetnames) >= 2
    for suffix in ("txt", "md", "html"):
        assert len(Path(f"out.{suffix}").read_text(encoding="utf-8").splitlines()) > 5
    assert "#123456" in Path("out.html").read_text(encoding="utf-8")
    assert Path("out.pptx").read_bytes().startswith(b"PK")
