import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.errors import UsageError
from kundnojd.questionnaire.model import Waves
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.questionnaire.waves import wave_labels, waves_from_dates, waves_from_files


@pytest.mark.parametrize(
    "labels",
    [
        ["2023", "2024", "2025"],
        ["2024-Q1", "2024-Q2", "2025-Q1"],
        ["2024-03", "2024-10", "2025-01"],
        ["Vår 2024", "Höst 2024", "Vår 2025"],
        ["Vår 2024", "Høst 2024"],
        ["Forår 2024", "Efterår 2024"],
        ["Spring 2024", "Summer 2024", "Fall 2024"],
        ["Autumn 2023", "Spring 2024"],
        ["VT24", "HT24", "VT25"],
        ["2024 H1", "2024 H2", "2025 H1"],
        ["T1 2024", "T2 2024", "T3 2024"],
        ["mars 2024", "oktober 2024", "januari 2025"],
        ["Mätning 1", "Mätning 2", "Mätning 10"],
        ["wave 9", "wave 10"],
        ["2", "10"],
        ["Q1", "Q2", "Q3", "Q4"],
        ["Kvartal 1 2024", "Kvartal 2 2024"],
        ["januari", "februari", "december"],
        ["2024-03-01", "2024-03-15", "2024-11-02"],
    ],
)
def test_order_of_labels(labels: list[str]) -> None:
    for shuffled in itertools.islice(itertools.permutations(labels), 24):
        assert sorted(shuffled, key=wave_key) == labels


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_labels_can_be_ordered(labels: list[str]) -> None:
    once = sorted(labels, key=wave_key)
    assert sorted(once, key=wave_key) == once


# --- dates ---------------------------------------------------------------------------------------------------------


def days(first: str, last: str, step: int = 1) -> range:
    start, end = (datetime.date.fromisoformat(text).toordinal() for text in (first, last))
    return range(start, end + 1, step)


def made(*spans: range) -> Waves:
    return waves_from_dates([day for span in spans for day in span], "Datum", "ymd")


def test_a_short_span_is_one_wave() -> None:
    assert made(days("2024-12-01", "2025-03-10")).kind == "none"  # 99 days over a new year


def test_yearly_field_periods() -> None:
    waves = made(days("2023-09-01", "2023-10-15"), days("2024-09-01", "2024-10-15"))
    assert waves.labels == ("2023", "2024")
    assert (waves.kind, waves.column, waves.date_order) == ("date", "Datum", "ymd")


def test_a_field_period_over_new_year_is_not_cut() -> None:
    waves = made(days("2023-12-10", "2024-01-20"), days("2024-12-10", "2025-01-20"))
    assert waves.labels == ("2023", "2024")
    texts = ["2024-01-15", "2024-12-10", "2025-01-20", "", "Vet ej"]
    assert wave_labels(texts, waves) == ["2023", "2024", "2024", "", ""]


def test_continuous_year_gives_quarters() -> None:
    assert made(days("2024-01-01", "2024-12-31")).labels == ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")


def test_continuous_years_give_years() -> None:
    assert made(days("2022-03-01", "2024-11-01", 7)).labels == ("2022", "2023", "2024")


def test_two_field_periods_in_a_year_give_quarters() -> None:
    waves = made(days("2024-03-01", "2024-03-20"), days("2024-10-01", "2024-10-20"))
    assert waves.labels == ("2024-Q1", "2024-Q4")


def test_many_years_stay_years() -> None:
    assert len(made(days("2005-01-01", "2024-12-31", 20)).labels) == 20


def test_no_dates_no_waves() -> None:
    assert waves_from_dates([], "Datum", "ymd") == Waves()


def test_wave_of_a_column() -> None:
    assert wave_labels(["2024", "", "-", "Höst"], Waves("column", "År")) == ["2024", "", "", "Höst"]


# --- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "labels"),
    [
        (["2017_SFO_Customer_Survey_20250817.csv", "2018_SFO_Customer_Survey_20250817.csv"], ("2017", "2018")),
        (["x/2018__results-h1.csv", "2019__results-2019-h1.csv", "r-2019-h2.csv"], ("2018-H1", "2019-H1", "2019-H2")),
        (["kund-20230301.csv.gz", "kund-20240301.csv.gz"], ("2023", "2024")),
        (["kund 2024-03.xlsx", "kund 2024-09.xlsx"], ("2024-03", "2024-09")),
        (["kund 2024-03-01.xlsx", "kund 2024-03-02.xlsx"], ("2024-03-01", "2024-03-02")),
        (["Vår 2024.xlsx", "Höst 2024.xlsx"], ("Vår 2024", "Höst 2024")),
        (["q2_2024.csv", "q1_2024.csv"], ("2024-Q1", "2024-Q2")),
        (["före.csv", "efter.csv"], ("efter", "före")),
        (["enkät 2024.csv"], ("2024",)),
    ],
)
def test_waves_from_names_of_files(files: list[str], labels: tuple[str, ...]) -> None:
    waves = waves_from_files(files)
    assert waves.kind == "file"
    assert waves.labels == labels
    assert set(waves.files) == set(files)


def test_files_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        waves_from_files(["nord/svar.csv", "syd/svar.csv"])
    assert caught.value.key == "files-same-wave"
