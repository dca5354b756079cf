"""Encodings are proved, not guessed."""

from pathlib import Path

import pytest

from kundnojd.errors import LayoutError, UsageError
from kundnojd.locale import languages, load
from tests.sources.building import read, refused

TEXT = "Område;Hur nöjd är du?;Vikt\nÅre;10 - Mycket nöjd;0,85\nGällivare;9;1,2\nÄngsbacken;7;0,9\n"
NAMES = ["Område", "Hur nöjd är du?", "Vikt"]


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_encodings_that_are_found_out(tmp_path: Path, codec: str, told: str) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.encode(codec))
    table = read(tmp_path / "a.csv")
    assert (table.names, table.layout.encoding, table.layout.decimal) == (NAMES, told, ",")
    assert [row[0] for row in table.rows] == ["Åre", "Gällivare", "Ängsbacken"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig", "cp1252"])
def test_a_long_dash_in_the_text_does_not_mislead(tmp_path: Path, codec: str) -> None:
    # U+2013 is 13 20 in UTF-16: a byte that is no null and one that is a blank
    text = "Område;Kommentar\nÅre;bra – mycket bra\nLund;– – –\n"
    (tmp_path / "a.csv").write_bytes(text.encode(codec))
    table = read(tmp_path / "a.csv")
    assert (table.layout.encoding, table.layout.delimiter) == (codec, ";")
    assert table.rows == [["Åre", "bra – mycket bra"], ["Lund", "– – –"]]


def test_utf_16_given_for_a_file_without_a_mark_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.encode("utf-8"))
    with refused(LayoutError, "undecodable", encoding="utf-16", line=1):
        read(tmp_path / "a.csv", encoding="utf-16")


def test_utf8_is_proved_to_the_last_byte(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"Ort;Betyg\n" + b"Lund;7\n" * 200_000 + "Åre;9\n".encode("cp1252"))
    table = read(tmp_path / "a.csv", ["Ort"])
    assert table.layout.encoding == "cp1252"
    assert table.rows[-1] == ["Åre"]


# å ä ö in code page 850 and Mac Roman, as Windows-1252 shows them
@pytest.mark.parametrize(
    ("codec", "text", "word"),
    [
        ("cp850", "Ort;Betyg\nÖrnsköldsvik;7\nGällivare;9\n", "…k”l…"),
        ("mac-roman", "Ort;Betyg\nÖrnsköldsvik;7\nGällivare;9\n", "…GŠl…"),
        ("mac-roman", "Ort;Betyg\nfön;7\nfön;9\n", "…fšn…"),
        ("cp865", "Ort;Betyg\nTromsø;7\nvære;9\nBodø;3\nsøt;1\n", "…s›t…"),
    ],
)
def test_old_code_pages_are_refused_with_the_letters_they_would_give(
    tmp_path: Path, codec: str, text: str, word: str
) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(codec))
    with refused(LayoutError, "old-code-page", word=word):
        read(tmp_path / "a.csv")
    for language in languages():
        assert "--encoding" in load(language).text("errors.old-code-page", path="a.csv", word=word)
    assert read(tmp_path / "a.csv", encoding=codec).rows[0][0] == text.split("\n")[1].split(";", maxsplit=1)[0]


def test_signs_that_windows_1252_does_have_in_words_pass(tmp_path: Path) -> None:
    text = "Ort;Kommentar\nKošice;den är ”bra” – 5 € … don’t\nMalmö;Œuvre Šime Tomáš\n"
    (tmp_path / "a.csv").write_bytes(text.encode("cp1252"))
    assert read(tmp_path / "a.csv").rows[0] == ["Košice", "den är ”bra” – 5 € … don’t"]


def test_bytes_of_no_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"Ort;Betyg\nLund;7\n\x8f\x81re;9\n")  # unused in Windows-1252
    with refused(LayoutError, "undecodable", encoding="cp1252", line=3):
        read(tmp_path / "a.csv")
    with refused(LayoutError, "undecodable", encoding="ascii", line=3):
        read(tmp_path / "a.csv", encoding="ascii")


def test_an_encoding_that_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.encode("utf-8-sig"))
    assert read(tmp_path / "a.csv", encoding="UTF8").names == NAMES  # the mark is no part of the name
    assert read(tmp_path / "a.csv", encoding="latin-1").names[0] == "ï»¿OmrÃ¥de"
    for wrong in ("utf-9", "base64"):
        with refused(UsageError, "unknown-encoding", encoding=wrong):
            read(tmp_path / "a.csv", encoding=wrong)
