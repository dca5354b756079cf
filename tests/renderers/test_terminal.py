"""The report on a terminal: nothing longer than the line, nothing cut, nothing said by colour alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kundnojd.locale import load
from kundnojd.renderers import RENDERERS, Document
from kundnojd.renderers.terminal_text import wrap
from kundnojd.report.satisfaction import build
from tests.report.fake import INFO, LONG, MARKUP, SMALL, UNITS, WIDE, frame

WIDTHS = (40, 60, 80, 100, 120, 160, 240)
RESULTS = frame()
DETAIL = frame(headline="index", detail=True)


def shown(width: int, code: str = "sv", results=RESULTS, info=INFO, colour: bool = False) -> str:
    locale = load(code)
    document = Document(build(results, info, locale), results, locale, width=width, colour=colour)
    return RENDERERS["table"].render(document).decode()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("code", ["sv", "nb", "en"])
def test_no_line_is_longer_than_the_width(width: int, code: str) -> None:
    detail_info = replace(INFO, headline_measure="index", headline_questions=("Q1",))
    for text in (shown(width, code), shown(width, code, DETAIL, detail_info)):
        too_long = [line for line in text.split("\n") if cell_len(line) > width]
        assert too_long == []
        assert not any(line != line.rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("width", [60, 80, 160])
def test_every_name_is_whole(width: int) -> None:
    text = shown(width)
    for name in UNITS:
        if cell_len(name) <= 20:
            assert f"\n{name}  " in text
    # A long name runs on in the lines below, each beginning where the first began.
    lines = text.split("\n")
    first = next(k for k, line in enumerate(lines) if line.startswith("Bostadsrätts"))
    rest = [lines[first].split("  ")[0], *(line.strip() for line in lines[first + 1 : first + 5])]
    assert "".join(rest).replace(" ", "").startswith(LONG.replace(" ", ""))


@pytest.mark.parametrize("width", [60, 80, 160])
@pytest.mark.parametrize("colour", [False, True])
def test_verdicts_do_not_need_colour(width: int, colour: bool) -> None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown(width, colour=colour))
    lines = {line.split("  ")[0]: line for line in text.split("\n")}
    assert "▲" in lines["Östra Höjden"]
    assert "▼" in lines["Söderport"]
    assert re.search(r"·  *\+0,9", lines["Ängsbacken"])
    assert "° +14,0" in lines["Lillgården"]
    assert lines[SMALL].count("*") == 2


def test_colour_changes_nothing_but_colour() -> None:
    plain, coloured = shown(100), shown(100, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[32m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize("colour", [False, True])
def test_markup_in_names_is_only_text(colour: bool) -> None:
    assert MARKUP in re.sub(r"\x1b\[[0-9;]*m", "", shown(160, colour=colour))


def test_control_characters_from_the_data_never_reach_the_terminal() -> None:
    nasty = "A\x1b[2J\x07B\u202eC\nD"
    text = shown(100, results=frame(units={nasty: (50, 60.0), "Andra": (60, 70.0)}))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "A [2J B C D" in text


def test_wide_characters_keep_the_columns_straight() -> None:
    lines = {line.split("  ")[0]: line for line in shown(100).split("\n")}
    cells = [cell_len(lines[name].split("66,9")[0]) for name in (WIDE,)]
    assert cells == [cell_len(lines["Hagaparken"].split("66,6")[0])]


def test_what_there_is_no_room_for_is_named() -> None:
    assert "Fler kolumner i ett bredare fönster: 95\u00a0%-intervall" in shown(60)
    assert "Fler kolumner" not in shown(240)


def test_columns_go_by_importance() -> None:
    narrow = shown(60)
    units = narrow[narrow.index("Enheter 2025") : narrow.index("Lillgården")]
    assert "övriga" in units
    assert "NKI" in units
    assert "Trend" not in units


def test_a_low_base_and_its_explanation() -> None:
    text = shown(80)
    assert re.search(r"Torget +11°", text)
    assert "° färre än 30 svar" in text


def test_the_headline_says_what_changed() -> None:
    assert "▼ −6,0 sedan 2024" in shown(80)
    assert "65,0 till 67,4" in shown(80)
    assert "1\u00a0342 svar" in shown(80)
    assert "kritiker 27\u00a0%" in shown(80)


def test_detail_continues_in_a_second_table_where_it_is_narrow() -> None:
    info = replace(INFO, headline_measure="index", headline_questions=("Q1",))
    narrow = shown(60, results=DETAIL, info=info)
    section = narrow[narrow.index("Index per enhet och fråga") :]
    assert section.count("\nKvarnen ") == 2
    assert "6. Hur tycker du att utemiljön sköts?" in section


def test_hidden_headline_and_single_unit() -> None:
    text = shown(80, results=frame(waves=("",), units={"Ensam": (3, 50.0)}, measures=()))
    assert "Ensam" in text
    assert "*" in text


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Mn", "Cf"]), max_size=60),
    st.integers(4, 30),
)
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
