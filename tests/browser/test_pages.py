"""Pages in a browser: what they fetch, how they sort, what fits, what a screen reader is told, how they print."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kundnojd.cli.report_files import file_name
from tests.cli.running import HYRES, SFO, run

pytestmark = pytest.mark.browser

SURVEYS = {
    "housing": (HYRES, "--lang", "sv"),
    "airport": (*SFO, "--lang", "en"),
    "detail": (HYRES, "--detail", "--lang", "nb"),
}
# Pages of `report`, by the unit they are about.
REPORTS = {"unit": "Sjöstaden", "few": "Fågelsången", "index": ""}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    formats = ("--format", "html", "--format", "md")
    found = run("report", HYRES, "--per", "unit", "--to", str(folder), *formats, "-q", "--lang", "sv")
    assert found.exit_code == 0, found.stderr
    return folder


@pytest.fixture(scope="module", params=[*SURVEYS, *REPORTS])
def page_file(request: pytest.FixtureRequest, reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param in REPORTS:
        unit = REPORTS[request.param]
        return reports / (f"{file_name(unit)}.html" if unit else "index.html")
    file = tmp_path_factory.mktemp("pages") / f"{request.param}.html"
    found = run("analyze", *map(str, SURVEYS[request.param]), "-q", "-o", str(file))
    assert found.exit_code == 0, found.stderr
    return file


@pytest.fixture
def page(chromium: Any, page_file: Path) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.said = []
    opened.fetched = []
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.on("request", lambda request: opened.fetched.append(request.url))
    opened.goto(page_file.as_uri())
    yield opened
    context.close()


def test_fetches_nothing_and_complains_of_nothing(page: Any, page_file: Path) -> None:
    assert [url for url in page.fetched if not url.startswith("data:")] == [page_file.as_uri()]
    assert page.said == []


def test_every_column_of_every_table_sorts(page: Any) -> None:
    tables = page.locator("table.sortable")
    assert tables.count() >= 1
    for number in range(tables.count()):
        table = tables.nth(number)
        for column in range(table.locator("thead th").count()):
            head = table.locator("thead th").nth(column)
            orders = []
            for _ in range(2):
                head.locator("button").click()
                orders.append((head.get_attribute("aria-sort"), keys(table, column)))
            assert {order for order, _ in orders} == {"ascending", "descending"}
            for order, found in orders:
                assert in_order(found, falls=order == "descending"), (number, column, order, found)


def keys(table: Any, column: int) -> list[str]:
    return table.evaluate(
        """(table, column) => [...table.tBodies[0].rows].filter(row => !row.classList.contains("total"))
           .map(row => row.cells[column]?.dataset.sort ?? "")""",
        column,
    )


def in_order(found: list[str], *, falls: bool) -> bool:
    """Numbers in order with those without a value last; for texts only that these are last."""
    known = [key for key in found if key]
    if found != known + [""] * (len(found) - len(known)):
        return False
    try:
        numbers = [float(key) for key in known]
    except ValueError:
        return True
    return numbers == sorted(numbers, reverse=falls)


def test_the_whole_stays_last(page: Any) -> None:
    table = page.locator("table.sortable").first
    table.locator("thead th").nth(1).locator("button").click()
    assert "total" in table.locator("tbody tr").last.get_attribute("class")


def test_every_drawing_has_its_text(page: Any) -> None:
    drawings = page.locator('svg:not([aria-hidden="true"])')
    assert drawings.count() > 10
    for number in range(drawings.count()):
        said = drawings.nth(number).get_attribute("aria-label")
        assert said
        assert re.search(r"\d", said)


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_nothing_overflows(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """width => [...document.querySelectorAll("body *")].filter(one => {
             const box = one.getBoundingClientRect();
             return box.width && (box.right > width + 1 || box.left < -1) && !one.closest(".scroll");
           }).map(one => one.outerHTML.slice(0, 80))""",
        width,
    )
    assert outside == []


def test_tables_are_reached_and_scrolled_by_keyboard(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.locator(".scroll").first.focus()
    page.keyboard.press("ArrowRight")
    deadline = time.monotonic() + 5
    while not page.evaluate("document.querySelector('.scroll').scrollLeft > 0"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    page.locator("table.sortable thead th button").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("table.sortable thead th").first.get_attribute("aria-sort") == "ascending"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(page: Any, axe: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.evaluate(axe)
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
    serious = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == []


def test_a_row_is_printed_on_one_page(page: Any, page_file: Path, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    pdf = tmp_path / "page.pdf"
    page.pdf(path=str(pdf), prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    sheets = [squeezed(sheet) for sheet in text.split("\f")]
    rows = page.evaluate(
        """[...document.querySelectorAll("tbody tr")].map(row => [...row.cells].map(cell => cell.innerText.trim()))"""
    )
    assert len(sheets) > 1
    for row in rows:
        # The words of a cell may be broken over lines beside those of other columns.
        words = [word for cell in row if len(cell) > 1 for word in cell.split()]
        assert any(all(word in sheet for word in words) for sheet in sheets), row


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_index_leads_to_every_report(chromium: Any, reports: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto((reports / "index.html").as_uri())
    addresses = page.evaluate("[...document.querySelectorAll('tbody a')].map(link => link.href)")
    assert len(addresses) == 2 * 19
    assert all(Path(address.removeprefix("file://")).is_file() for address in addresses)
    page.locator("tbody a", has_text="Sjöstaden").first.click()
    assert page.locator("h1").inner_text() == "Sjöstaden"
    context.close()
