"""Markdown: everything is there, and text from the data stays text."""

from __future__ import annotations

import pytest

from kundnojd.locale import load
from kundnojd.renderers import RENDERERS, Document
from kundnojd.report.satisfaction import build
from tests.report.fake import INFO, LONG, SMALL, UNITS, frame

RESULTS = frame()


@pytest.fixture(scope="module")
def text() -> str:
    return RENDERERS["md"].render(Document(build(RESULTS, INFO, load("sv")), RESULTS, load("sv"), width=40)).decode()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.replace("\\|", "/").strip("|").split("|")]


def test_every_table_is_a_table(text) -> None:
    blocks = [block.split("\n") for block in text.split("\n\n") if block.startswith("|")]
    assert len(blocks) == 5  # headline, units, waves, intervals over the waves, questions
    for block in blocks:
        assert len({len(cells(line)) for line in block}) == 1
        assert set(block[1]) <= set("|-: ")


def test_all_columns_whatever_the_width(text) -> None:
    heading = next(line for line in text.split("\n") if line.startswith("| Område"))
    assert cells(heading) == [
        *("Område", "svar", "NKI", "95\u00a0%-intervall", "mot övriga", "sedan 2024"),
        *("NPS", "Mycket nöjda", "Nöjda", "Trend"),
    ]


def test_names_are_whole_and_escaped(text) -> None:
    assert LONG in text
    assert "\\[red\\]Åsen\\[/red\\] \\<b\\>A\\|B\\</b\\>" in text
    assert all(name in text for name in UNITS if name.isalpha())


def test_hidden_and_low_base(text) -> None:
    lines = {cells(line)[0]: cells(line) for line in text.split("\n") if line.startswith("|")}
    assert lines[SMALL][1:3] == ["\\*", "visas inte"]
    assert lines["Torget"][1] == "11°"
    assert lines["**Alla**"][2] == "**66,2**"


def test_the_parts_are_named_in_order(text) -> None:
    assert "Fördelning: lägsta betyg / däremellan / nöjda / mycket nöjda" in text


def test_a_line_that_begins_like_a_list_is_a_paragraph() -> None:
    report = build(RESULTS, INFO, load("sv"))
    from dataclasses import replace

    found = (
        RENDERERS["md"]
        .render(Document(replace(report, title="# A\n# B", subtitle=("1. one", "- two")), RESULTS, load("sv")))
        .decode()
    )
    assert found.startswith("# \\# A \\# B\n\n1\\. one\n\n\\- two\n\n")
