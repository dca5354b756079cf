"""Wrong input gives one clear message and exit code 3, and no traceback."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest

from tests.cli.running import HYRES, run

HEADER = "Enhet;Hur nöjd är du totalt sett?\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


def written(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def protected_workbook(folder: Path) -> str:
    """An OLE container as Excel writes for a workbook with a password: its directory names EncryptedPackage."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return written(folder, "protected.xlsx", header + "EncryptedPackage".encode("utf-16-le") + bytes(4096))


def cut_workbook(folder: Path) -> str:
    return written(folder, "cut.xlsx", Path(HYRES).read_bytes()[:50_000])


CASES = {
    "no such file": lambda folder: str(folder / "missing.csv"),
    "a folder": str,
    "an empty file": lambda folder: written(folder, "empty.csv", ""),
    "a picture called xlsx": lambda folder: written(folder, "picture.xlsx", PNG),
    "a header and no rows": lambda folder: written(folder, "header.csv", HEADER),
    "a protected workbook": protected_workbook,
    "no question at all": lambda folder: written(folder, "none.csv", "Enhet;Ort\n" + "Nord;Umeå\nSyd;Lund\n" * 20),
    "cut inside a quote": lambda folder: written(folder, "cut.csv", HEADER + 'Nord;8\nSyd;"9 - Myck'),
    "a cut zip": cut_workbook,
    "not a table": lambda folder: written(folder, "noise.csv", bytes(range(256)) * 40),
}


@pytest.mark.parametrize("command", ["analyze", "inspect"])
@pytest.mark.parametrize("case", CASES)
def test_one_message_and_exit_code_3(tmp_path, command, case) -> None:
    file = CASES[case](tmp_path)
    result = run(command, file)
    assert result.exit_code == 3, result.output
    shown = command == "inspect" and case == "no question at all"
    assert result.stdout == "" or shown
    lines = [line for line in result.stderr.splitlines() if line]
    assert len(lines) == 1
    assert lines[0].startswith("kundnojd: ")
    assert "Traceback" not in result.stderr


def test_inspect_shows_the_columns_of_what_analyze_refuses(tmp_path) -> None:
    zero = HEADER + "".join(f"Nord;{k % 6}\n" for k in range(60))
    for name, content, shown in (("none", "Enhet;Ort\n" + "Nord;Umeå\nSyd;Lund\n" * 20, "Ort"), ("zero", zero, "?")):
        result = run("inspect", written(tmp_path, f"{name}.csv", content), "--lang", "en")
        assert result.exit_code == 3
        assert shown in result.stdout
        assert result.stderr.startswith("kundnojd: ")


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_messages_speak_the_language(tmp_path, language) -> None:
    result = run("analyze", str(tmp_path / "missing.csv"), "--lang", language)
    words = {"sv": "finns inte", "nb": "finnes ikke", "en": "There is no"}
    assert words[language] in result.stderr or "not" in result.stderr


def test_a_unit_that_is_not_there_is_answered_with_the_nearest_names() -> None:
    result = run("analyze", HYRES, "--unit", "Områd")
    assert result.exit_code == 3
    assert "Område" in result.stderr


def test_a_measure_that_is_not_there_is_answered_with_those_that_are() -> None:
    result = run("analyze", HYRES, "--measure", "npss")
    assert result.exit_code == 2
    assert "nps" in result.stderr


def test_a_wrong_option_is_wrong_use() -> None:
    assert run("analyze", HYRES, "--no-such-option").exit_code == 2
    assert run("analyze", HYRES, "--format", "pdf").exit_code == 2
    assert run("analyze", HYRES, "-o", "x.pdf").exit_code == 2
    assert run("analyze", HYRES, "--lang", "fi").exit_code == 2
    assert run("analyze", HYRES, "--excel-csv", "sv", "--format", "json").exit_code == 2


def test_columns_of_one_name_are_numbered_and_refused_only_where_one_is_named(tmp_path) -> None:
    rows = "Enhet;Enhet;Hur nöjd är du totalt sett? (1-10)\n" + "Nord;N;8\nSyd;S;9\nSyd;S;4\n" * 20
    file = written(tmp_path, "twice.csv", rows)
    assert run("analyze", file).exit_code == 0
    result = run("analyze", file, "--unit", "Enhet")
    assert result.exit_code == 3
    assert "Enhet (2)" in result.stderr


def test_a_fault_of_ours_shows_no_traceback(monkeypatch) -> None:
    import kundnojd.tally.survey as survey

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a cell of the file")

    monkeypatch.setattr(survey, "take", broken)
    result = run("analyze", HYRES)
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    assert "RuntimeError at test_wrong_input.py" in result.stderr
    assert "a cell of the file" not in result.stderr
    told = run("analyze", HYRES, "--verbose").stderr
    assert "in broken" in told
    assert "\na cell of the file" not in told


def test_a_zip_with_one_table_is_read_and_one_with_two_is_refused(tmp_path) -> None:
    rows = HEADER + "Nord;8\nSyd;9\nSyd;4\n" * 20
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    with zipfile.ZipFile(one, "w") as archive:
        archive.writestr("answers.csv", rows)
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a.csv", rows)
        archive.writestr("b.csv", rows)
    assert run("analyze", str(one)).exit_code == 0
    assert run("analyze", str(two)).exit_code == 3


def test_a_survey_toml_written_for_columns_of_one_name_can_be_used(tmp_path) -> None:
    rows = "Enhet;Hur nöjd är du?;Hur nöjd är du?\n" + "Nord;8;3\nSyd;9;10\nSyd;4;1\n" * 20
    file, config = written(tmp_path, "twice.csv", rows), str(tmp_path / "our.toml")
    assert run("inspect", file, "--write", config).exit_code == 0
    assert '"Hur nöjd är du? (1)"' in (tmp_path / "our.toml").read_text("utf-8")
    plain, configured = (
        run("analyze", file, "--format", "csv"),
        run("analyze", file, "--format", "csv", "--config", config),
    )
    assert configured.exit_code == 0, configured.stderr
    assert configured.stdout == plain.stdout


def test_a_column_name_of_a_hundred_thousand_signs_does_not_hang(tmp_path) -> None:
    for name in ("-" * 100_000, "1" * 100_000 + "x", "-1" * 4_000 + "x", "[" * 9_000):
        rows = f"Enhet;{name};Hur nöjd är du?\n" + "Nord;5;8\nSyd;3;9\nSyd;4;4\n" * 20
        start = time.monotonic()
        assert run("analyze", written(tmp_path, "long.csv", rows)).exit_code in {0, 3}
        assert time.monotonic() - start < 5


def test_an_exception_of_any_class_is_told_as_a_fault(monkeypatch) -> None:
    import kundnojd.tally.survey as survey

    def broken(*_: object, **__: object) -> None:
        raise EOFError("odd end")

    monkeypatch.setattr(survey, "take", broken)
    result = run("analyze", HYRES)
    assert (result.exit_code, "EOFError" in result.stderr) == (1, True)


def test_a_survey_toml_written_for_options_of_one_name_can_be_used(tmp_path) -> None:
    head = "Vilka kanaler har du använt? [Telefon];Vilka kanaler har du använt? [Post];Hur nöjd är du?"
    rows = f"{head};{head}\n" + "Ja;Nej;8;Ja;Ja;3\nNej;Ja;9;Nej;Nej;10\n" * 20
    file, config = written(tmp_path, "twice.csv", rows), str(tmp_path / "our.toml")
    assert run("inspect", file, "--write", config).exit_code == 0
    result = run("analyze", file, "--config", config)
    assert result.exit_code == 0, result.stderr


def test_two_columns_of_durations_are_explained(tmp_path) -> None:
    head = "Duration (in seconds);Duration (in seconds);Enhet;Hur nöjd är du totalt sett?"
    file = written(tmp_path, "twice.csv", head + "\n" + "201;201;Nord;8\n95;96;Syd;9\n310;12;Syd;4\n" * 20)
    result = run("inspect", file)
    assert result.exit_code == 0, result.stderr
