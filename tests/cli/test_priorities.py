"""What to work on first, in the report of the whole survey: where it stands, where not, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kundnojd.locale import load
from tests.cli.running import HYRES, ROOT, SFO, run

TITLES = {"en": "What to work on first 2025", "sv": "Vad ni ska börja med 2025", "nb": "Hva dere bør begynne med 2025"}
THEN = {"SOURCE_DATE_EPOCH": "1760000000"}


def written(tmp_path: Path, *words: str) -> dict[str, bytes]:
    names = ("a.md", "a.html", "a.txt", "a.csv", "a.json")
    files = [word for name in names for word in ("-o", str(tmp_path / name))]
    result = run("analyze", *words, *files, env=THEN)
    assert result.exit_code == 0, result.stderr
    return {name: (tmp_path / name).read_bytes() for name in names}


@pytest.mark.parametrize("lang", TITLES)
def test_pages_have_the_map_and_the_lines_that_matter(tmp_path: Path, lang: str) -> None:
    found = written(tmp_path, HYRES, "--lang", lang)
    page = found["a.html"].decode()
    locale = load(lang)
    for text in (page, " ".join(found["a.md"].decode().replace("\\", "").split())):
        assert TITLES[lang] in text
        assert locale.text("drivers.not-cause") in text
        assert locale.text("drivers.whole") in text
        assert locale.text("drivers.map") in text
    assert page.index(f">{TITLES[lang]}</h2>") < page.index(f">{locale.text('report.section-questions')} 2025</h2>")
    assert len(found["a.html"]) < 300_000


def test_terminal_and_programs_get_what_they_always_got(tmp_path: Path) -> None:
    together = written(tmp_path, HYRES)
    for name in ("a.txt", "a.csv", "a.json"):
        alone = tmp_path / f"alone-{name}"
        assert run("analyze", HYRES, "-o", str(alone), env=THEN).exit_code == 0
        assert alone.read_bytes() == together[name], name
    assert "What to work on first" not in together["a.txt"].decode()


def test_slides_have_a_map_that_can_be_edited(tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx")
    from pptx.enum.chart import XL_CHART_TYPE

    assert run("analyze", HYRES, "-o", str(tmp_path / "a.pptx"), "--lang", "sv").exit_code == 0
    slides = pptx.Presentation(str(tmp_path / "a.pptx")).slides
    own = [slide for slide in slides if slide.shapes.title.text == TITLES["sv"]]
    charts = [shape.chart for slide in own for shape in slide.shapes if shape.has_chart]
    assert [chart.chart_type for chart in charts] == [XL_CHART_TYPE.XY_SCATTER]
    texts = " ".join(shape.text for slide in own for shape in slide.shapes if shape.has_text_frame)
    assert "Prioritera!" in texts
    assert "Samband, inte bevisad orsak" in texts


def test_a_workbook_has_the_map(tmp_path: Path) -> None:
    import openpyxl

    assert run("analyze", HYRES, "-o", str(tmp_path / "a.xlsx"), "--lang", "en").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert len(book["Priority map"]._charts) == 1


def test_it_is_left_out_where_measures_are_named(tmp_path: Path) -> None:
    found = written(tmp_path, HYRES, "--measure", "nps")
    assert "What to work on" not in found["a.html"].decode()


def test_why_it_cannot_be_told_is_a_line_of_the_notes(tmp_path: Path) -> None:
    config = tmp_path / "survey.toml"
    config.write_text("".join(f'[[question]]\ncolumn = "q{k}"\nscale = [1, 5]\n' for k in range(3)), encoding="utf-8")
    data = tmp_path / "data.csv"
    data.write_text("q0;q1;q2\n" + "".join(f"{k % 5 + 1};{k % 4 + 1};{k % 3 + 1}\n" for k in range(60)), "utf-8")
    text = written(tmp_path, str(data), "--config", str(config))["a.md"].decode()
    assert "What to work on first cannot be told: there is no question about satisfaction all in all" in text
    assert "kundnojd drivers" in text
    more = config.read_text("utf-8").replace('column = "q0"', 'column = "q0"\nrole = "overall"')
    config.write_text(more, encoding="utf-8")
    text = written(tmp_path, str(data), "--config", str(config))["a.md"].decode()
    assert text.count("What to work on first cannot be told: 60 respondents answered all 2 questions") == 1
    assert "at least 100 are needed" in text


def test_questions_that_few_answered_are_said(tmp_path: Path) -> None:
    text = written(tmp_path, *SFO)["a.md"].decode()
    assert "What to work on first 2018" in text
    assert "answered 5 of the questions, which are left out: Airport parking facilities" in text


def test_programs_and_terminals_gather_nothing_for_it() -> None:
    code = (
        "import sys; sys.argv = ['kundnojd', 'analyze', sys.argv[1], '--format', sys.argv[2], '-q']\n"
        "from kundnojd.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in sys.modules if 'driv' in name and name.startswith('kundnojd')], file=sys.stderr)\n"
    )
    for form in ("csv", "json", "table"):
        done = subprocess.run(
            [sys.executable, "-c", code, HYRES, form], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert done.stderr.strip().splitlines()[-1] == "[]", form
