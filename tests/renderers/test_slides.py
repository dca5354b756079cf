"""The slides read back: charts with the numbers of the CSV, text that is text, and room for everything."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings

from kundnojd.errors import InputError
from kundnojd.locale import load
from kundnojd.renderers import formatting, slide_template, slides
from kundnojd.renderers.slide_text import POINT, Frame, fitting, height, pages
from kundnojd.renderers.theme import Theme
from tests.cli.running import HYRES, run
from tests.renderers.surveys import NASTY, nasty_survey
from tests.renderers.test_workbook import NAMES, document

pptx = pytest.importorskip("pptx", reason="python-pptx is not installed")
MAP = -4169  # XL_CHART_TYPE.XY_SCATTER


def made(folder: Path, *arguments: str) -> tuple[Any, list[dict[str, str]], Path]:
    """The deck, the rows of the CSV, and the file of the deck."""
    file, rows = folder / "report.pptx", folder / "rows.csv"
    found = run("analyze", *arguments, "-q", "-o", str(file), "-o", str(rows))
    assert found.exit_code == 0, found.stderr
    with rows.open(encoding="utf-8", newline="") as lines:
        return pptx.Presentation(str(file)), list(csv.DictReader(lines)), file


@pytest.fixture(scope="module")
def housing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[dict[str, str]], Path]:
    return made(tmp_path_factory.mktemp("slides"), HYRES, "--lang", "en")


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def numbers(chart: Any) -> dict[str, float]:
    plot = chart.plots[0]
    return dict(zip(plot.categories, plot.series[0].values, strict=True))


def test_the_slides_stand_in_order(housing: Any) -> None:
    assert titles(housing[0]) == [
        "hyresgaster.xlsx",
        "Result 2025",
        "Units 2025: NKI",
        "Over time",
        "What to work on first 2025",
        "What to work on first 2025",
        "Questions 2025 (1/2)",
        "Questions 2025 (2/2)",
        "The questions with the highest and lowest index",
        "How the figures were made",
        "Worth knowing about the data",
        "Where the figures come from",
    ]


def test_units_have_the_numbers_of_the_csv(housing: Any) -> None:
    deck, rows, _ = housing
    wanted = {
        row["unit"] or "All": float(row["value"])
        for row in rows
        if row["measure"] == "nki" and row["wave"] == "2025" and row["value"]
    }
    (chart,) = charts(deck.slides[2])
    found = {label.strip("▲▼° "): value for label, value in numbers(chart).items()}
    assert found == pytest.approx(wanted, rel=1e-9)
    assert [label for label in numbers(chart) if label.startswith(("▲", "▼"))] == [
        "▲ Sjöstaden",
        "▲ Östra Höjden",
        "▼ Söderport",
        "▼ Rönnlyckan",
    ]


def test_trends_and_questions_have_the_numbers_of_the_csv(housing: Any) -> None:
    deck, rows, _ = housing
    whole = [row for row in rows if not row["unit"]]
    for chart, measure in zip(charts(deck.slides[3]), ("nki", "nps"), strict=False):
        wanted = {row["wave"]: float(row["value"]) for row in whole if row["measure"] == measure}
        assert numbers(chart) == pytest.approx(wanted, rel=1e-9)
    lowest = {
        row["question"]: float(row["value"])
        for row in whole
        if row["measure"] == "bottom-box" and row["wave"] == "2025"
    }
    found = {k: v for slide in list(deck.slides)[6:8] for chart in charts(slide) for k, v in numbers(chart).items()}
    assert len(found) == len(lowest) == 15
    for label, value in found.items():
        question = next(name for name in lowest if name.startswith(label.rstrip("…")))
        assert value == pytest.approx(lowest[question], rel=1e-9)


def test_the_highest_and_the_lowest_are_no_questions_of_the_headline(housing: Any) -> None:
    deck, rows, _ = housing
    (chart,) = charts(deck.slides[8])
    headline = ("Hur nöjd är du totalt", "Hur väl uppfyller", "Tänk dig en ideal", "Hur sannolikt är det")
    indices = {
        row["question"]: float(row["value"])
        for row in rows
        if row["measure"] == "index" and row["wave"] == "2025" and not row["question"].startswith(headline)
    }
    ordered = sorted(indices.items(), key=lambda pair: -pair[1])
    assert list(numbers(chart).items()) == [
        (name, pytest.approx(value, rel=1e-9)) for name, value in (*ordered[:3], *ordered[-3:])
    ]
    errors = chart._chartSpace.xpath(".//c:errBars/c:minus//c:v")
    lower = {
        row["question"]: float(row["lower"]) for row in rows if row["measure"] == "index" and row["wave"] == "2025"
    }
    for (name, value), length in zip(numbers(chart).items(), errors, strict=True):
        assert value - float(length.text) == pytest.approx(lower[name], rel=1e-9)


def test_what_a_chart_is_edited_with_holds_the_same_numbers(housing: Any) -> None:
    deck, _, _ = housing
    for slide in deck.slides:
        for chart in charts(slide):
            if chart.chart_type == MAP:
                continue  # a map, which has its own test
            book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
            columns = list(book["Sheet1"].iter_cols(values_only=True))
            assert list(columns[0][1:]) == list(chart.plots[0].categories)
            for series, column in zip(chart.plots[0].series, columns[1:], strict=True):
                assert column[0] == series.name
                assert list(column[1:]) == [None if v is None else pytest.approx(v) for v in series.values]


def test_every_chart_says_what_it_shows_on_the_slide_and_in_the_notes(housing: Any) -> None:
    deck, _, _ = housing
    number = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                number += 1
                said = shape._element.nvGraphicFramePr.cNvPr.get("descr")
                assert len(said) > 40
                assert said in slide.notes_slide.notes_text_frame.text
    assert number == 10
    assert "2024: 63.8 (62.4 to 65.2)" in deck.slides[3].notes_slide.notes_text_frame.text


def inside(deck: Any) -> list[str]:
    """Shapes that reach out of their slide, or text that is higher than its box."""
    faults = []
    for place, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            out = shape.left < 0 or shape.top < 0
            out |= shape.left + shape.width > deck.slide_width or shape.top + shape.height > deck.slide_height
            if out:
                faults.append(f"{place}: {shape.name} is outside")
            if shape.has_text_frame and shape.text_frame.text:
                lines = [paragraph.text for paragraph in shape.text_frame.paragraphs]
                sizes = [run.font.size for p in shape.text_frame.paragraphs for run in p.runs if run.font.size]
                size = max((s.pt for s in sizes), default=0)
                mixed = len(set(sizes)) > 1
                if size and not mixed and height(lines, size, shape.width) * POINT > shape.height * 1.02:
                    faults.append(f"{place}: {shape.text_frame.text[:30]} does not fit")
    return faults


def test_nothing_reaches_out_of_its_slide(housing: Any) -> None:
    assert inside(housing[0]) == []


def template(folder: Path, width: float, height_: float, layouts: tuple[int, ...], *, potx: bool = False) -> Path:
    """A template of another size, with some of the usual layouts, a room at the right, and a slide of its own."""
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(width), Inches(height_)
    for number in reversed(range(len(list(deck.slide_layouts)))):
        if number not in layouts:
            deck.slide_layouts.remove(deck.slide_layouts[number])
    for holder in deck.slide_master.placeholders:
        if holder.placeholder_format.type in (1, 2):
            is_title = holder.placeholder_format.type == 1
            holder.left, holder.width = Inches(0.3 * width), Inches(0.65 * width)
            holder.top, holder.height = (
                Inches(0.02 if is_title else 0.2 * height_),
                Inches(0.15 * height_ if is_title else 0.7 * height_),
            )
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "A slide of the template"
    file = folder / ("mall.potx" if potx else "mall.pptx")
    deck.save(str(file))
    if potx:
        data = file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
            for name in source.namelist():
                said, wanted = b"presentation.main+xml", b"template.main+xml"
                target.writestr(name, source.read(name).replace(said, wanted))
    return file


@pytest.mark.parametrize(
    ("size", "layouts", "potx"),
    [
        ((10, 7.5), (1, 5), False),
        ((13.333, 7.5), (0, 1, 2, 3, 5), True),
        ((7.5, 10), (5,), False),
        ((10, 5.6), (6,), False),
    ],
    ids=["4:3", "16:9 potx", "portrait, title only", "blank only"],
)
def test_a_template_is_used(size: tuple[float, float], layouts: tuple[int, ...], potx: bool, tmp_path: Path) -> None:
    if layouts != (6,):
        file = template(tmp_path, *size, layouts, potx=potx)
    else:
        deck = pptx.Presentation()
        for number in (10, 9, 8, 7, 5, 4, 3, 2, 1, 0):
            deck.slide_layouts.remove(deck.slide_layouts[number])
        file = tmp_path / "mall.pptx"
        deck.save(str(file))
    theme = tmp_path / "theme.toml"
    theme.write_text(f'template = "{file.name}"\n[colours]\nbetter = "#1b7837"\nworse = "#762a83"\n', encoding="utf-8")
    deck, _, written = made(tmp_path, HYRES, "--lang", "sv", "--theme", str(theme))
    assert (deck.slide_width, deck.slide_height) == pytest.approx(
        (pptx.util.Inches(size[0]), pptx.util.Inches(size[1])) if layouts != (6,) else (9144000, 6858000)
    )
    assert len(deck.slides) >= 10
    assert inside(deck) == []
    assert sum(len(charts(slide)) for slide in deck.slides) >= 8
    if layouts != (6,):
        assert "A slide of the template" not in titles(deck)
        with zipfile.ZipFile(written) as parts:
            assert not [name for name in parts.namelist() if b"A slide of the template" in parts.read(name)]
    if 1 in layouts:
        # Charts stand in the room that the layout has for content.
        frames = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
        assert all(frame.left >= 0.3 * deck.slide_width - POINT for frame in frames)
    series = charts(deck.slides[titles(deck).index("Frågor 2025 (1/2)") if layouts != (6,) else 6])[0].plots[0].series
    assert str(series[0].format.fill.fore_color.rgb) == "762A83"
    assert str(series[3].format.fill.fore_color.rgb) == "1B7837"


def test_what_is_no_template_is_refused() -> None:
    for data in (b"", b"no zip", zipped({"a.txt": b""}), zipped({"[Content_Types].xml": b"<a/>"})):
        with pytest.raises(InputError) as refused:
            slide_template.deck(Theme(template="mall.pptx", template_data=data or b"x"))
        assert refused.value.key == "pptx-template"
        assert "mall.pptx" in load("en").text("errors.pptx-template", **refused.value.fields)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


def test_without_the_package_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    found = run("analyze", HYRES, "-q", "-o", str(tmp_path / "a.pptx"))
    assert found.exit_code == 3
    assert 'pip install "kundnojd[pptx]"' in found.stderr
    assert not (tmp_path / "a.pptx").exists()


def many(folder: Path, units: int, questions: int) -> Path:
    """A survey with so many units and questions."""
    heads = [f"Hur nöjd är du med tjänst nummer {k}?" for k in range(questions)]
    lines = [
        ";".join([f"Kontor {u}", *(str(1 + (u + q + k) % 10) for q in range(questions))])
        for u in range(units)
        for k in range(12)
    ]
    file = folder / "many.csv"
    file.write_text(";".join(["Enhet", *heads]) + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_what_is_too_much_for_slides_is_said(tmp_path: Path) -> None:
    deck, _, _ = made(tmp_path, str(many(tmp_path, 70, 90)), "--lang", "en")
    found = titles(deck)
    assert [title for title in found if title.startswith("Units")] == [
        "Units: Index, the 18 highest",
        "Units: Index, the 18 lowest",
    ]
    text = " ".join(s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame)
    assert "34 more units are in the workbook" in text
    assert "10 more questions are in the workbook" in text
    assert sum(title.startswith("Questions (") for title in found) == 8
    assert inside(deck) == []


def test_a_wave_that_is_not_comparable_starts_a_new_line(tmp_path: Path) -> None:
    toml = tmp_path / "survey.toml"
    toml.write_text(
        '[[question]]\ncolumn = "Hur nöjd är du totalt sett med oss som hyresvärd?"\nbreaks = ["2025"]\n',
        encoding="utf-8",
    )
    deck, _, _ = made(tmp_path, HYRES, "--config", str(toml), "--lang", "en")
    slide = deck.slides[titles(deck).index("Over time")]
    chart = charts(slide)[0]
    assert list(chart.plots[0].categories) == ["2023", "2024", "╱ 2025"]
    first, second = (list(series.values) for series in chart.plots[0].series)
    assert (first[2], second[0], second[1]) == (None, None, None)
    assert any("╱ not comparable" in s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_text_from_the_data_is_text(tmp_path: Path) -> None:
    deck, _, file = made(tmp_path, *nasty_survey(tmp_path), "--lang", "sv")
    with zipfile.ZipFile(file) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            assert b"hlinkClick" not in part
            assert b"<script" not in part
            if name.endswith(".rels"):
                targets = re.findall(rb'TargetMode="External"', part)
                assert not targets, name
            if name.endswith(".xlsx"):
                book = openpyxl.load_workbook(io.BytesIO(part))
                cells = [cell for row in book.active.iter_rows() for cell in row]
                assert {cell.data_type for cell in cells} <= {"s", "n"}
                assert not [cell for cell in cells if cell.hyperlink]
    shown = {c.rstrip("°") for slide in deck.slides for chart in charts(slide) for c in chart.plots[0].categories}
    assert {formatting.one_line(name) for name in NASTY if len(name) < 60 and "@b" not in name} <= shown
    assert inside(deck) == []


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for number in range(2):
        file = tmp_path / f"{number}.pptx"
        found = run("analyze", HYRES, "-q", "-o", str(file), env={"SOURCE_DATE_EPOCH": "1700000000"})
        assert found.exit_code == 0
        contents.append(file.read_bytes())
    assert contents[0] == contents[1]


@given(NAMES)
@settings(max_examples=20)
@example("\ud83d")
@example("ord " * 300)
def test_any_name_gives_slides_that_hold_it(name: str) -> None:
    deck = pptx.Presentation(io.BytesIO(slides.render(document(name))))
    assert len(deck.slides) >= 6
    assert inside(deck) == []


def test_text_gets_smaller_until_it_fits_and_then_goes_on() -> None:
    room = Frame(None, 0, 0, 400 * POINT, 100 * POINT)
    assert fitting(["short"], room, 30) == 30
    size = fitting(["a long line of text " * 12], room, 30)
    assert 9 <= size < 30
    assert height(["a long line of text " * 12], size, room.width) <= 100
    parted = pages([f"line {k}" for k in range(20)], 14, room)
    assert [line for part in parted for line in part] == [f"line {k}" for k in range(20)]
    assert all(height(part, 14, room.width) <= 100 for part in parted)
