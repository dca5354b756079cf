"""Maps of points in every format: each point where it belongs, every label as text."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from kundnojd.locale import load
from kundnojd.renderers import RENDERERS, Document
from kundnojd.renderers.axes import Axis, axes, axis, inside
from kundnojd.report.model import Point, Scatter
from tests.renderers.maps import MARKUP, RISKY, priorities, report_of, units

finite = st.floats(-1e6, 1e6, allow_nan=False)


def rendered(name: str, *blocks: Scatter, width: int = 80) -> bytes:
    return RENDERERS[name].render(Document(report_of(*blocks), None, load("sv"), width=width))


@given(st.lists(finite, min_size=1, max_size=30), st.lists(finite, max_size=30))
def test_an_axis_holds_every_value_with_a_few_round_numbers(values, ends) -> None:
    found = axis(values, ends)
    assert found.low < min(values) <= max(values) < found.high
    assert 2 <= len(found.marks) <= 8
    assert all(found.low <= mark <= found.high for mark in found.marks)
    assert found.outward.low <= found.low
    assert found.outward.high >= found.high
    assert 0 <= found.place(values[0]) <= 1


@given(st.floats(-5, 5), st.floats(-50, 50))
def test_the_part_of_a_line_that_is_on_the_map_lies_on_it(rise, intercept) -> None:
    across = up = Axis(0.0, 10.0, (0.0, 5.0, 10.0), 0)
    for x, y in inside((intercept, rise), across, up):
        assert 0 <= x <= 10
        assert -1e-6 <= y <= 10 + 1e-6
        assert y == pytest.approx(intercept + rise * x)


def test_intervals_far_out_do_not_flatten_the_map() -> None:
    block = replace(units(), points=(*units().points, Point("x", 60, 66, -4000.0, 4000.0)))
    across, _ = axes(block)
    assert across.high - across.low < 100


def test_the_page_draws_every_point_and_no_text_of_the_data_is_markup() -> None:
    page = rendered("html", priorities(), units()).decode()
    assert page.count('<circle cx="') == 7 + 20
    assert page.count('class="hollow"') == 2
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert all(word in page for word in ("Prioritera!", "Förbättra om möjligt", "Lägre prioritet", "Bevara"))
    spoken = re.findall(r'<svg[^>]*class="map"[^>]*aria-label="([^"]*)"', page)
    assert len(spoken) == 2
    assert "Städningen av trapphuset har lågt betyg" in spoken[0]
    assert "Hur tycker du att utemiljön sköts?: 69,0; 1,20 (0,60 till 1,80)" in spoken[0]


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_terminal_says_every_point(width: int) -> None:
    text = rendered("table", priorities(), units(), width=width).decode()
    assert max(map(len, text.splitlines())) <= width
    assert f"{MARKUP}: 58,9" in " ".join(text.split())
    assert all(f"{number} Område {number}:" in text for number in range(1, 21))


def test_numbers_on_one_place_of_the_terminal_stand_beside_each_other() -> None:
    close = replace(units(), points=tuple(Point(name, 50, 50) for name in "abc"))
    drawn = rendered("table", close).decode().split("\n\n")[0:3]
    assert re.search(r"[123] [123] [123]", "\n".join(drawn))


def test_too_many_points_for_a_terminal_are_a_list() -> None:
    many = replace(units(), points=tuple(Point(f"n{k}", k, k) for k in range(150)))
    text = rendered("table", many).decode()
    assert "│" not in text
    assert "n149" in text


def test_markdown_has_a_row_for_each_point() -> None:
    text = rendered("md", priorities()).decode()
    assert r"| 7. \<script\>alert(1)\</script\> | 58,9 | 0,90 (0,10 till 1,70) |" in text


def test_the_workbook_has_the_numbers_and_a_chart() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rendered("xlsx", priorities(), units())))
    sheet = book["Prioriteringskarta"]
    rows = [[cell.value for cell in row][:5] for row in sheet.iter_rows(min_row=4, max_row=10)]
    for number, (row, point) in enumerate(zip(rows, priorities().points, strict=True), 1):
        assert row == [
            f"{number}. {point.label}",
            *map(pytest.approx, (point.x, point.y, point.y_lower, point.y_upper)),
        ]
    assert all(cell.data_type != "f" for each in book for row in each.iter_rows() for cell in row)
    (chart,) = sheet._charts
    assert len(chart.series) == 7 + 4
    (chart,) = book["Engagemang och nöjdhet"]._charts
    assert len(chart.series) == 2 * 20 + 1


def test_the_slide_has_an_editable_chart_with_its_numbers() -> None:
    deck = Presentation(io.BytesIO(rendered("pptx", priorities(), units())))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2
    first = list(charts[0].plots[0].series)
    assert [series.values[0] for series in first[:7]] == pytest.approx([point.y for point in priorities().points])
    book = openpyxl.load_workbook(io.BytesIO(charts[0].part.chart_workbook.xlsx_part.blob))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert "Bevara" in [cell.value for cell in cells]
    # The chart says where its numbers stand; the workbook must have them there.
    for series in charts[0]._chartSpace.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}ser"):
        place = series.find(".//{*}yVal//{*}f").text.split("!")[1].replace("$", "").split(":")[0]
        shown = float(series.find(".//{*}yVal//{*}v").text)
        assert book.active[place].value == pytest.approx(shown)


def test_a_risky_name_is_text() -> None:
    text = rendered("md", priorities()).decode()
    assert RISKY in text.replace("\\", "")


@pytest.mark.parametrize("name", [name for name, renderer in RENDERERS.items() if renderer.shows_sections])
def test_a_map_without_points_is_no_error(name: str) -> None:
    assert rendered(name, replace(units(), points=(), slope=None))
