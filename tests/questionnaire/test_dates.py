import datetime

import pytest

from kundnojd.questionnaire.dates import day_of, read_day


def iso(ordinal: int | None) -> str:
    return "" if ordinal is None else datetime.date.fromordinal(ordinal).isoformat()


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("2025-03-01", "2025-03-01", "2025-03-01"),
        ("2025-03-01 08:15:09", "2025-03-01", "2025-03-01"),
        ("2025-03-01 08.15.09", "2025-03-01", "2025-03-01"),  # Google Forms in Swedish
        ("2025-03-01T08:15:09Z", "2025-03-01", "2025-03-01"),
        ("3/1/25 8:15:09", "2025-01-03", "2025-03-01"),  # Microsoft Forms
        ("12/6/2018 12:41:54", "2018-06-12", "2018-12-06"),
        ("03/14/2025 08:15:00 AM", "", "2025-03-14"),  # SurveyMonkey
        ("01.03.2025", "2025-03-01", ""),
        ("2020/06/05 11:34:01 AM EST", "2020-06-05", "2020-06-05"),  # Google Forms with a time zone
        ("20250301", "2025-03-01", "2025-03-01"),
    ],
)
def test_day(text: str, day_first: str, month_first: str) -> None:
    day = read_day(text)
    assert day is not None
    assert (iso(day.day_first), iso(day.month_first)) == (day_first, month_first)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "4.5",
        "01234",
        "2025",
        "1-10",
        "Mycket bra",
        "2025-02-30",
        "12/31/1899 02:00:00 PM",
        "5 of 10",
        "2025-03-01 x",
    ],
)
def test_no_day(text: str) -> None:
    assert read_day(text) is None


def test_am_and_pm_are_american() -> None:
    day = read_day("03/01/2025 08:15:00 AM")
    assert day is not None
    assert day.american


def test_day_of_in_an_order() -> None:
    assert iso(day_of("03/01/2025", "mdy")) == "2025-03-01"
    assert iso(day_of("03/01/2025", "dmy")) == "2025-01-03"
    assert day_of("Vet ej", "ymd") is None
