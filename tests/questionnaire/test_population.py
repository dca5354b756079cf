"""The number of customers: in survey.toml and in tables."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from kundnojd.errors import ConfigError, FileError, KundnojdError, LayoutError
from kundnojd.questionnaire import survey_toml
from kundnojd.questionnaire.population import Population, population_of, read


def table(folder: Path, text: str) -> Path:
    path = folder / "population.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_units(tmp_path: Path) -> None:
    known = read(table(tmp_path, "Enhet;Kunder\nNord;1 200\nSyd;80,5\n"))
    assert known.sizes == {("Nord", ""): 1200.0, ("Syd", ""): 80.5}
    assert known.units == ("Nord", "Syd")


def test_a_table_of_units_and_waves(tmp_path: Path) -> None:
    known = read(table(tmp_path, "Enhet,År,Kunder\nNord,2024,100\nNord,2025,110\nSyd,,50\n"))
    assert [known.of("Nord", wave) for wave in ("2024", "2025")] == [100.0, 110.0]
    assert known.of("Syd", "2025") == 50.0
    assert math.isnan(known.of("Nord", "2023"))
    assert math.isnan(Population().of("", "2025"))


def test_survey_toml_names_units_or_a_file_beside_it(tmp_path: Path) -> None:
    said = survey_toml.read("[population]\nNord = 1200\nSyd = 80")
    assert population_of(said.population, tmp_path).of("Syd", "") == 80.0
    table(tmp_path, "Enhet,Kunder\nNord,7\n")
    said = survey_toml.read('[population]\nfile = "population.csv"')
    assert population_of(said.population, tmp_path).of("Nord", "") == 7.0
    assert population_of({}, tmp_path) == Population()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Enhet,A,B,Kunder\nNord,1,2,3\n", "population-columns"),
        ("Enhet,Kunder\nNord,3\nNord,4\n", "population-twice"),
        ("Enhet,Kunder\nNord,många\n", "population-number"),
        ("Enhet,Kunder\nNord,0\n", "population-number"),
    ],
)
def test_faults_of_a_table(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(KundnojdError) as caught:
        read(table(tmp_path, text))
    assert caught.value.key == key
    assert isinstance(caught.value, ConfigError)


def test_a_table_without_rows_or_no_table(tmp_path: Path) -> None:
    with pytest.raises(LayoutError):
        read(table(tmp_path, "Enhet,Kunder\n"))
    with pytest.raises(FileError):
        read(tmp_path / "there is none.csv")


@pytest.mark.parametrize(
    "text",
    [
        "[population]\nNord = 0",
        "[population]\nNord = inf",
        '[population]\nNord = "många"',
        '[population]\nfile = "a.csv"\nNord = 3',
        '[[margin]]\ncolumn = "Kön"\npopulation = { Man = 1 }',
        '[[margin]]\ncolumn = "Kön"',
        "[[margin]]\npopulation = { Man = 1, Kvinna = 2 }",
        "margin = 3",
        '[[margin]]\ncolumn = "Kön"\npopulation = { Man = -1, Kvinna = 2 }',
        '[disposition]\n"Lost" = "X"',
    ],
)
def test_faults_of_survey_toml(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        survey_toml.read(text)
    assert caught.value.key == "config-faults"
