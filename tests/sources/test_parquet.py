"""Parquet files, and what is said where the package is not there."""

import datetime
import gzip
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from kundnojd.errors import FileError, LayoutError
from kundnojd.sources import open_source
from tests.cli.running import run
from tests.sources.building import read, refused

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

OVERALL = "Hur nöjd är du totalt sett? (1-10)"


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    file = tmp_path / "svar.parquet"
    table = pa.table(
        {
            OVERALL: pa.array([9, None, 7], pa.int8()),
            "Ort": pa.array(["Åre", "Lund", "Åre"]).dictionary_encode(),
            "Vikt": pa.array([0.1, 1.0, 0.85], pa.float32()),
            "Pris": [Decimal("1.50"), None, Decimal("2.00")],
            "Kanaler": [["Telefon", "Brev"], [], None],
            "Dag": [datetime.datetime(2025, 3, 1, 8, 15), datetime.datetime(2025, 3, 2), None],
            "Kund": [True, False, None],
            "__index_level_0__": [0, 1, 2],
        }
    )
    pq.write_table(table, file)
    return file


def test_cells_are_texts(parquet: Path) -> None:
    table = read(parquet)
    assert table.names == [OVERALL, "Ort", "Vikt", "Pris", "Kanaler", "Dag", "Kund"]
    assert table.rows == [
        ["9", "Åre", "0.1", "1.5", "Telefon;Brev", "2025-03-01 08:15:00", "TRUE"],
        ["", "Lund", "1", "", "", "2025-03-02", "FALSE"],
        ["7", "Åre", "0.85", "2", "", "", ""],
    ]
    assert table.layout.header_rows == 0


def test_only_some_columns_packed_and_in_chunks(parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kundnojd.sources.parquet.CHUNK_ROWS", 2)
    packed = parquet.with_suffix(".parquet.gz")
    packed.write_bytes(gzip.compress(parquet.read_bytes()))
    assert read(packed, ["Ort"], missing=("Lund",)).rows == [["Åre"], [""], ["Åre"]]
    with open_source(parquet) as source:
        assert [chunk.rows for chunk in source.read([])] == [2, 1]


def test_it_is_analysed(parquet: Path) -> None:
    result = run("analyze", str(parquet), "--weight", "Vikt", "--unit", "Ort", "--format", "csv")
    assert result.exit_code == 0, result.output


def test_a_file_without_rows_and_a_damaged_one(parquet: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": pa.array([], pa.int8())}), tmp_path / "tom.parquet")
    with refused(LayoutError, "no-rows"):
        read(tmp_path / "tom.parquet")
    (tmp_path / "kapad.parquet").write_bytes(parquet.read_bytes()[:300])
    with refused(FileError, "file-damaged", path="kapad.parquet"):
        read(tmp_path / "kapad.parquet")


def test_without_the_package_its_extra_is_named(parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with refused(FileError, "extra-missing", extra="parquet"):
        read(parquet)
    assert 'pip install "kundnojd[parquet]"' in run("inspect", str(parquet)).output
