"""What the page on ``kundnojd paths`` says is what the program prints."""

from __future__ import annotations

import re

from kundnojd.analyses.paths import COLUMNS, RELIABILITY
from tests.cli.running import ROOT, run
from tests.test_guide import text_of

BLOCK = re.compile(r"<!-- paths: (.*) -->\n```text\n((?:.*\n)*?)```")


def paths_block() -> list[str]:
    """The table of what drives what, without its legend."""
    words = BLOCK.search(text_of("paths"))[1].split()
    words = [str(ROOT / word) if (ROOT / word).is_file() else word for word in words]
    lines = run("paths", *words, "--format", "table", env={"COLUMNS": "100"}).stdout.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("What drives what"))
    return [line.rstrip() for line in lines[start : lines.index("", start)]]


def test_the_output_is_real() -> None:
    assert BLOCK.search(text_of("paths"))[2].splitlines() == paths_block()


def test_the_columns_and_figures_are_named() -> None:
    text = " ".join(text_of("paths").split())
    assert ", ".join(f"`{name}`" for name in COLUMNS) in text
    assert all(f"`{name}`" in text for name in RELIABILITY)


def test_the_way_to_read_it_fits_the_figures() -> None:
    row = next(line.split() for line in paths_block() if line.startswith("Nöjdhet"))
    assert (row[3], row[-1]) == ("0.70", "0.56")
    assert "(0.70 against 0.25, standardised)" in text_of("paths")
    assert "0.56 points more of satisfaction" in text_of("paths")
