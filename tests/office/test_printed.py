"""Workbooks and slides as LibreOffice prints them: which pages have drawings, and that nothing is cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import HYRES, run
from tests.office.conftest import Page
from tests.renderers.test_slides import many

pytestmark = pytest.mark.office
Printed = Callable[[Path, int], list[Page]]

UNITS = ("Sjöstaden", "Östra Höjden", "Hamnen", "Kvarnbacken", "Söderport", "Rönnlyckan", "Åkerslätt")


def written(folder: Path, name: str, *arguments: str) -> Path:
    file = folder / name
    found = run("analyze", *arguments, "-q", "-o", str(file))
    assert found.exit_code == 0, found.stderr
    return file


def sheet_of(page: Page) -> str:
    """The name of the sheet, which stands at the foot of the page."""
    return re.findall(r"(\S.*?) · \d+ / \d+", page.text)[-1].strip()


def test_the_charts_of_a_workbook_stand_whole_on_their_pages(printed: Printed, tmp_path: Path) -> None:
    pages = printed(written(tmp_path, "housing.xlsx", HYRES, "--lang", "en"), 10)
    assert [sheet_of(page) for page in pages] == [
        *("Summary", "Units", "Units", "Waves", "Waves", "Priority map", "Priority map"),
        *("Questions", "Questions", "Every answer"),
    ]
    units, waves, questions = pages[2], pages[4], pages[8]
    # A bar and the three lines of an interval for each of 19 rows; three points with intervals in four charts.
    assert units.paths > 4 * 19
    assert waves.paths > 4 * 3 * 4
    assert questions.paths > 4 * 14
    assert "NKI, with confidence interval" in units.text
    assert all(name in units.text for name in UNITS)
    assert "Prästhagen" not in units.text
    for title in ("NKI", "NPS", "Very satisfied", "Satisfied"):
        assert f"{title}, with confidence interval" in waves.text
    assert all(waves.text.count(wave) == 4 for wave in ("2023", "2024", "2025"))
    assert "Distribution" in questions.text
    assert all(part in questions.text for part in ("lowest rating", "very satisfied", "100%"))
    # The pages of tables have no more drawn on them than the lines and colours of their cells.
    assert all(name in pages[1].text for name in (*UNITS, "Prästhagen", "fewer than 5 answers"))


@pytest.mark.parametrize(("units", "questions", "charts"), [(40, 60, 1), (95, 3, 3)])
def test_many_units_and_questions_are_printed_whole(
    units: int, questions: int, charts: int, printed: Printed, tmp_path: Path
) -> None:
    file = written(tmp_path, "many.xlsx", str(many(tmp_path, units, questions)), "--lang", "en")
    pages = [page for page in printed(file, 20) if sheet_of(page) == "Units"]
    drawn = [page for page in pages if "with confidence interval" in page.text]
    assert len(drawn) == charts
    names = {name for page in drawn for name in re.findall(r"Kontor \d+", page.text)}
    assert names == {f"Kontor {number}" for number in range(units)}
    assert all("100.0" in page.text for page in drawn)  # the axis stands under the last bar
    assert all(page.paths > 4 * units / charts for page in drawn)


def test_every_slide_has_its_drawings(printed: Printed, tmp_path: Path) -> None:
    pages = printed(written(tmp_path, "housing.pptx", HYRES, "--lang", "en"), 20)
    assert len(pages) == 12
    least = [0, 3, 4 * 19, 4 * 3 * 4, 4 * 10, 0, 4 * 7, 4 * 7, 4 * 6, 0, 0, 0]
    assert all(page.paths >= paths for page, paths in zip(pages, least, strict=True)), [p.paths for p in pages]
    assert all(name in pages[2].text for name in UNITS)
    assert "66.7" in pages[1].text
    assert "lowest rating" in pages[7].text
    assert "sha256" in pages[11].text
