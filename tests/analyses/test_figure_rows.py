"""Files of figures: units, periods, the whole, what is hidden, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from kundnojd.analyses.figure_rows import followed, needed
from kundnojd.analyses.followed import Followed
from kundnojd.errors import ConfigError, FileError, LayoutError
from kundnojd.questionnaire.figure_files import read
from kundnojd.questionnaire.key_figures import KeyFigureSettings
from kundnojd.questionnaire.survey_toml import read as settings_of

CHURN = """Enhet;År;Kunder;Tappade
Nord;2024;400;40
Syd;2024;100;5
Nord;2025;412;37
Syd;2025;88;11
"""
BY_UNIT = "unit-column = 'Enhet'\nperiod-column = 'År'\n"
SHARE = "numerator = 'Tappade'\ndenominator = 'Kunder'\n" + BY_UNIT


def figure(text: str) -> KeyFigureSettings:
    return settings_of(f"[[key-figure]]\nid = 'churn'\nsource = 'f.csv'\n{text}").key_figure[0]


def worked(tmp_path: Path, data: str, text: str, min_n: int = 5) -> Followed:
    path = tmp_path / "f.csv"
    path.write_text(data, encoding="utf-8")
    said = figure(text)
    columns = tuple(needed(said).columns.values())
    rows = read(path, said.id, columns, said.unit_column, said.period_column)
    return followed(said, rows, {}, min_n, 0.95)


def test_shares_by_unit_and_their_whole(tmp_path: Path) -> None:
    found = worked(tmp_path, CHURN, SHARE)
    assert found.units == ("", "Nord", "Syd")
    assert found.periods == ("2024", "2025")
    assert found.value[1, 1] == pytest.approx(8.98, abs=0.005)  # 37 of 412
    assert (found.lower[1, 1], found.upper[1, 1]) == pytest.approx((6.59, 12.13), abs=0.005)
    assert found.value[0].tolist() == pytest.approx([9.0, 9.6])
    assert found.n[0].tolist() == [500, 500]


def test_a_row_for_all_goes_before_the_sum_of_units(tmp_path: Path) -> None:
    found = worked(tmp_path, CHURN + "Totalt;2025;600;60\n", SHARE)
    assert found.value[0].tolist() == pytest.approx([9.0, 10.0])
    assert found.units == ("", "Nord", "Syd")


def test_what_units_are_cannot_be_averaged_without_knowing_their_size(tmp_path: Path) -> None:
    data = "Enhet;År;Index\nNord;2025;70,5\nSyd;2025;80\n"
    found = worked(tmp_path, data, "column = 'Index'\nkind = 'exact'\n" + BY_UNIT)
    assert math.isnan(found.value[0, 0])
    assert found.value[1:, 0].tolist() == [70.5, 80]
    assert np.isnan(found.lower).all()


def test_cases_make_the_whole_too(tmp_path: Path) -> None:
    data = "Enhet;År;Minuter\n" + "".join(f"{u};2025;{m}\n" for u in ("Nord", "Syd") for m in range(1, 31))
    found = worked(tmp_path, data, "formula = 'median'\ncolumn = 'Minuter'\n" + BY_UNIT)
    assert found.value[:, 0].tolist() == [15.5, 15.5, 15.5]
    assert found.n[:, 0].tolist() == [60, 30, 30]
    assert found.upper[0, 0] - found.lower[0, 0] < found.upper[1, 0] - found.lower[1, 0]


def test_growth_is_since_the_same_months(tmp_path: Path) -> None:
    data = "Period;Intäkt\n2024-Q1;100\n2024-Q2;400\n2025-Q1;110\n"
    found = worked(tmp_path, data, "formula = 'growth'\ninputs = { revenue = 'Intäkt' }\nperiod-column = 'Period'")
    assert found.periods == ("2024-Q1", "2024-Q2", "2025-Q1")
    assert found.value[0, 2] == pytest.approx(10)
    assert np.isnan(found.value[0, :2]).all()


def test_growth_of_the_whole_is_that_of_units_that_were_there(tmp_path: Path) -> None:
    data = "Enhet;År;Intäkt\nNord;2024;100\nNord;2025;110\nSyd;2025;500\n"
    found = worked(tmp_path, data, "formula = 'growth'\ninputs = { revenue = 'Intäkt' }\n" + BY_UNIT)
    assert found.value[0, 1] == pytest.approx(10)


def test_constants_are_numbers(tmp_path: Path) -> None:
    data = "År;Marginal\n2025;1000\n"
    inputs = "formula = 'clv'\ninputs = { margin = 'Marginal', retention = 0.8, discount = 0.1 }\nperiod-column = 'År'"
    assert worked(tmp_path, data, inputs).value[0, 0] == pytest.approx(2666.67, abs=0.005)


def test_few_people_are_hidden_and_cannot_be_worked_out(tmp_path: Path) -> None:
    data = "Enhet;År;Kunder;Tappade\nNord;2025;400;40\nSyd;2025;90;5\nÖst;2025;4;1\n"
    found = worked(tmp_path, data, SHARE)
    assert found.hidden[:, 0].tolist() == [False, False, True, True]
    assert np.isnan(found.value[2:]).all()
    assert not worked(tmp_path, data, SHARE, min_n=1).hidden.any()


def test_rows_without_a_number_are_left_out(tmp_path: Path) -> None:
    found = worked(tmp_path, CHURN + "Väst;2025;;3\n", SHARE)
    assert "Väst" not in found.units


def test_numbers_as_people_write_them(tmp_path: Path) -> None:
    data = "År;Intäkt\n2024;1 200,5\n2025;\u22123,25\n"
    found = worked(tmp_path, data, "formula = 'sum'\ncolumn = 'Intäkt'\nperiod-column = 'År'")
    assert found.value[0].tolist() == [1200.5, -3.25]


@pytest.mark.parametrize(
    ("text", "error", "key"),
    [
        ("formula = 'chrun'", ConfigError, "key-figure-formula"),
        ("formula = 'churn'\ninputs = { lost = 'Tappade' }", ConfigError, "key-figure-inputs"),
        ("formula = 'churn'\ninputs = { lost = 'Tappade', begin = 'Kunder' }", ConfigError, "key-figure-inputs"),
        ("column = 'Kund'", LayoutError, "key-figure-column"),
        ("column = 'Kunder'\nperiod-column = 'Kvartal'", LayoutError, "key-figure-column"),
        ("column = 'Enhet'", ConfigError, "key-figure-number"),
        ("numerator = 'Kunder'\ndenominator = 'Tappade'\n" + BY_UNIT, ConfigError, "key-figure-share"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, error: type[Exception], key: str) -> None:
    with pytest.raises(error) as caught:
        worked(tmp_path, CHURN, text)
    assert caught.value.key == key  # type: ignore[attr-defined]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read(tmp_path / "no.csv", "churn", ("a",))
