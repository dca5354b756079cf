"""No set of reports gives a hidden figure away: every number in all of them is one of the results."""

from __future__ import annotations

import html
import io
import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from kundnojd.cli.report_files import file_name
from tests.cli.running import HYRES, run

KEY = ["measure", "question", "unit", "wave"]
# Levels, minima, waves and scale ends, which stand in headings and labels.
OF_LABELS = {0.0, 1.0, 5.0, 10.0, 30.0, 95.0, 100.0, 2023.0, 2024.0, 2025.0}


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("all") / "reports"
    words = ("--per", "unit", "--to", str(folder), "--lang", "en", "-q")
    found = run("report", HYRES, *words, "--format", "html", "--format", "xlsx", "--format", "md")
    assert (found.exit_code, found.stdout, found.stderr) == (0, "", "")
    return folder


def results(*words: str) -> pd.DataFrame:
    text = run("analyze", HYRES, *words, "-q", "--format", "csv").stdout
    found = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    texts = {*KEY, "kind", "answer", "method", "status", "previous_wave", "rest_verdict", "previous_verdict"}
    for name in found.columns.difference(texts):
        found[name] = pd.to_numeric(found[name])
    return found


@pytest.fixture(scope="module")
def detail() -> pd.DataFrame:
    return results("--detail")


def made_of(rows: pd.DataFrame) -> Iterator[float]:
    """Every number of the rows, and what is made of two of them for a drawing or an order."""
    yield from rows.select_dtypes("number").to_numpy().ravel()
    yield from rows["value"] - rows["lower"]
    yield from rows["upper"] - rows["value"]
    by_measure = rows.pivot_table(index=KEY[1:], columns="measure", values="value")
    yield from 100 - by_measure["bottom-box"] - by_measure["satisfied"]
    yield from by_measure["satisfied"] - by_measure["top-box"]
    for _, part in rows.groupby(KEY[:3]):
        values = part["value"].dropna()
        if len(values):
            yield values.iloc[-1] - values.iloc[0]


def of_page(text: str) -> Iterator[str]:
    """The numbers that a reader of a page meets: cells, cards, the texts of drawings, and what columns sort by."""
    body = text[text.index("<main>") : text.index("</main>")]
    body = re.sub(r'<section aria-labelledby="(?:notes|reading|workshop)">.*?</section>', "", body, flags=re.DOTALL)
    yield from re.findall(r'data-sort="(-?[\d.]+)"', body)
    for part in re.findall(r'<(?:td|li class="card"|figure)[^>]*>(.*?)</(?:td|li|figure)>', body, re.DOTALL):
        told = re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r" \1 ", part, flags=re.DOTALL)
        yield from of_text(html.unescape(re.sub(r"<[^>]*>", " ", told)))


def of_markdown(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("|"):
            yield from (number for cell in line.split("|")[2:] for number in of_text(cell))


def of_text(text: str) -> list[str]:
    return re.findall(r"[+−-]?\d[\d,]*(?:\.\d+)?", text)


class Known:
    """Numbers, and whether a text is one of them as far as it is written out."""

    def __init__(self, numbers: Iterator[float]) -> None:
        self.sizes = sorted({abs(float(number)) for number in numbers if number == number} | OF_LABELS)

    def __contains__(self, text: str) -> bool:
        bare = text.translate(str.maketrans("", "", ",+−-"))
        room = 0.5 * 10.0 ** -len(bare.partition(".")[2]) + 1e-9
        at = bisect_left(self.sizes, float(bare) - room)
        return at < len(self.sizes) and self.sizes[at] <= float(bare) + room


def test_every_number_is_one_of_the_results_of_its_unit_or_the_whole(reports: Path, detail: pd.DataFrame) -> None:
    answers = results("--measure", "answer")
    answers = answers[answers["unit"] == ""]
    # A column of answers sorts by the share above the middle.
    above = answers[::-1].groupby(["question", "wave"])["value"].cumsum()
    units = {file_name(unit): unit for unit in detail["unit"].unique() if unit}
    joined = 0
    for file in sorted((*reports.glob("*.html"), *reports.glob("*.md"))):
        unit = units.get(file.stem)
        rows = detail if unit is None else detail[detail["unit"].isin(["", unit])]
        of_all = [*answers["value"], *above] if unit is None else []
        known = Known(iter([*made_of(rows), *of_all]))
        found = list((of_page if file.suffix == ".html" else of_markdown)(file.read_text(encoding="utf-8")))
        joined += len(found)
        assert [number for number in found if number not in known] == [], file.name
    assert joined > 5000


def test_numbers_that_are_not_there_are_found() -> None:
    known = Known(iter([66.54, -3.2]))
    assert all(number in known for number in ("66.5", "67", "−3.2", "66.540000"))
    assert not any(number in known for number in ("66.6", "66", "68.0", "3.3"))


def test_hidden_cells_have_no_number_in_any_workbook(reports: Path, detail: pd.DataFrame) -> None:
    numbers = ("n", "value", "lower", "upper", "rest_difference", "previous_difference")
    known = {tuple(row[:4]): row[4:] for row in detail[[*KEY, *numbers]].itertuples(index=False, name=None)}
    hidden = set()
    for file in sorted(reports.glob("*.xlsx")):
        head, *rows = load_workbook(file)["Data"].iter_rows(values_only=True)
        for row in rows:
            cell = dict(zip(head, row, strict=True))
            name = tuple(cell[part] or "" for part in KEY)
            for column, expected in zip(numbers, known[name], strict=True):
                if expected == expected:
                    assert cell[column] == pytest.approx(expected, abs=5e-7), (file.name, name, column)
                else:
                    assert cell[column] is None, (file.name, name, column)
            if cell["status"] == "hidden":
                hidden.add(name)
    assert {unit for _, _, unit, _ in hidden} >= {"Stationsområdet", "Prästhagen"}


def test_a_report_names_its_own_unit_and_no_other(reports: Path, detail: pd.DataFrame) -> None:
    units = set(detail["unit"]) - {""}
    for file in reports.glob("*.xlsx"):
        unit = next((unit for unit in units if file_name(unit) == file.stem), None)
        if unit is None:
            continue
        cells = {cell for sheet in load_workbook(file) for row in sheet.iter_rows(values_only=True) for cell in row}
        assert units & cells == {unit}
        page = file.with_suffix(".html").read_text(encoding="utf-8")
        assert {other for other in units if other in page} == {unit}
