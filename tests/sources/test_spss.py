"""SPSS files: labels, missing values, response sets; and what is said where the package is not there."""

import datetime
import gzip
import json
import sys
from pathlib import Path
from typing import ClassVar

import pytest

from kundnojd.errors import FileError, LayoutError
from kundnojd.sources import open_source, spss
from tests.cli.running import run
from tests.sources.building import read, refused

pyreadstat = pytest.importorskip("pyreadstat")
pd = pytest.importorskip("pandas")

WORDS = {1.0: "Inte alls nöjd", 10.0: "Mycket nöjd", 98.0: "Vet ej", 99.0: "Ej besvarat"}


@pytest.fixture
def sav(tmp_path: Path) -> Path:
    file = tmp_path / "svar.sav"
    frame = pd.DataFrame(
        {
            "lopnr": [1.0, 2.0, 3.0, 4.0],
            "q1": [10.0, 98.0, 7.0, 99.0],
            "q2": [5.0, 4.0, 1.0, None],
            "ort": [1.0, 2.0, 1.0, 2.0],
            "vikt": [0.85, 1.2, 1.0, 1.0],
            "text": ["åtta", "", "01", "x"],
            "dag": [datetime.date(2025, 3, day) for day in (1, 2, 3, 4)],
        }
    )
    pyreadstat.write_sav(
        frame,
        file,
        column_labels={"q1": "Hur nöjd är du\n totalt sett?", "q2": "Hur är bemötandet?"},
        variable_value_labels={
            "q1": WORDS,
            "q2": {1.0: "1 - Dåligt", 5.0: "5 - Bra"},
            "ort": {1.0: "Åre", 2.0: "Lund"},
        },
        missing_ranges={"q1": [99]},
        variable_measure={"ort": "nominal", "q1": "ordinal"},
    )
    return file


def test_labels_and_missing_values(sav: Path) -> None:
    table = read(sav)
    assert table.texts[:3] == ["lopnr", "Hur nöjd är du totalt sett?", "Hur är bemötandet?"]
    assert table.rows == [
        ["1", "10 Mycket nöjd", "5 - Bra", "Åre", "0.85", "åtta", "2025-03-01"],
        ["2", "98 Vet ej", "4", "Lund", "1.2", "", "2025-03-02"],
        ["3", "7", "1 - Dåligt", "Åre", "1", "01", "2025-03-03"],
        ["4", "", "", "Lund", "1", "x", "2025-03-04"],
    ]
    assert (table.layout.header_rows, table.layout.encoding) == (0, "utf-8")
    assert table.notices["declared-missing"] == {"count": 1, "columns": ("q1",)}


def test_only_some_columns_packed_and_in_chunks(sav: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kundnojd.sources.spss.CHUNK_ROWS", 3)
    packed = sav.with_suffix(".sav.gz")
    packed.write_bytes(gzip.compress(sav.read_bytes()))
    assert read(packed, ["q2"], missing=("1 - Dåligt",)).rows == [["5 - Bra"], ["4"], [""], [""]]
    with open_source(sav) as source:
        assert [chunk.rows for chunk in source.read([])] == [3, 1]


def test_the_labels_of_answers_that_nobody_gave_declare_the_scale(sav: Path) -> None:
    result = run("inspect", str(sav), "--format", "json")
    assert result.exit_code == 0, result.output
    columns = {column["name"]: column for column in json.loads(result.stdout)["columns"]}
    q1, q2 = columns["q1"], columns["q2"]
    assert (q1["role"], q1["answered"], q1["distinct"]) == ("overall", 3, 3)
    assert (q1["scale"]["low"], q1["scale"]["high"], q1["scale"]["dont_know"]) == (1, 10, ["98 vet ej"])
    assert q1["scale"]["answers"][0]["label"] == "1 Inte alls nöjd"
    assert (q2["scale"]["low"], q2["scale"]["high"], columns["ort"]["role"]) == (1, 5, "unit")
    assert run("analyze", str(sav), "--unit", "ort").exit_code == 0


class Meta:
    """The dictionary of a file with a multiple response set, which pyreadstat reads but does not write."""

    column_names_to_labels: ClassVar = {"k1": "Telefon", "k2": None}
    mr_sets: ClassVar = {
        "$kanal": {
            "type": "D",
            "is_dichotomy": True,
            "counted_value": 1,
            "label": "Vilka kanaler?",
            "variable_list": ["k1", "k2"],
        },
        "$ort": {"type": "C", "is_dichotomy": False, "counted_value": None, "label": "", "variable_list": ["o1", "o2"]},
    }


def test_a_multiple_response_set() -> None:
    sets = spss._response_sets(Meta())
    assert list(sets) == ["k1", "k2"]
    assert (sets["k1"].column.text, sets["k1"].column.group) == ("Vilka kanaler? [Telefon]", "Vilka kanaler?")
    write = spss._writer("k1", Meta(), sets)
    assert [write(value) for value in (1.0, 0.0, None)] == ["1", "0", ""]


def test_the_names_of_a_platform(tmp_path: Path) -> None:
    file = tmp_path / "export.sav"
    frame = pd.DataFrame({"lfdn": [1.0, 2, 3], "dispcode": [31.0, 22, 32], "v_1": [9.0, 3, -77]})
    pyreadstat.write_sav(frame, file, column_labels={"v_1": "Hur nöjd är du totalt sett?"})
    table = read(file)
    assert (table.layout.platform, table.left_out) == ("Questback EFS (Unipark)", {"partial": 1})
    assert table.rows == [["1", "31", "9"], ["3", "32", ""]]
    assert table.texts[2] == "Hur nöjd är du totalt sett?"


def test_a_file_without_rows_and_a_damaged_one(sav: Path, tmp_path: Path) -> None:
    empty = tmp_path / "tom.sav"
    pyreadstat.write_sav(pd.DataFrame({"q1": pd.Series([], dtype=float)}), empty)
    with refused(LayoutError, "no-rows", path="tom.sav"):
        read(empty)
    (tmp_path / "kapad.sav").write_bytes(sav.read_bytes()[:300])
    with refused(FileError, "file-damaged", path="kapad.sav"):
        read(tmp_path / "kapad.sav")


def test_without_the_package_its_extra_is_named(sav: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with refused(FileError, "extra-missing", extra="spss"):
        read(sav)
    result = run("inspect", str(sav))
    assert result.exit_code == 3
    assert 'pip install "kundnojd[spss]"' in result.output
