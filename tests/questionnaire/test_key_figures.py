"""``[[key-figure]]``: what may be written, its faults, the days that periods end."""

from __future__ import annotations

import datetime as dt

import pytest

from kundnojd.errors import ConfigError
from kundnojd.questionnaire.survey_toml import read
from kundnojd.questionnaire.wave_labels import period_end

FULL = """
[[benchmark]]
measure = "nki"
value = 85.2
name = "nkb-top"
n = 100
sd = 20

[[key-figure]]
id = "satisfaction"
group = "customer"
name = { sv = "Nöjd-Kund-Index", nb = "Kundetilfredshet", en = "Customer satisfaction" }
measure = "nki"
better = "up"
central = true
owner = "Kundchef"
tolerance = 0
target = { value = 75, date = 2027-12-31 }
interim = [ { value = 66, date = 2025-01-01 }, { value = 70, date = 2026-06-30 } ]
between = "linear"
min-n = 30
benchmark = "nkb-top"

[[key-figure]]
id = "churn"
group = "economic"
source = "figures.csv"
column = "churn"
unit-column = "Enhet"
period-column = "Period"
kind = "share"
numerator = "lost"
denominator = "start"
better = "down"

[periods]
"Round 1" = 2025-05-31
"""


def test_everything_that_can_be_said_is_read() -> None:
    settings = read(FULL)
    first, second = settings.key_figure
    assert first.name_in("nb") == "Kundetilfredshet"
    assert first.target is not None
    assert first.target.date == dt.date(2027, 12, 31)
    assert [point.value for point in first.interim] == [66, 70]
    assert second.worked_out_by == "share"
    assert second.name_in("sv") == "churn"
    assert settings.periods == {"Round 1": dt.date(2025, 5, 31)}


def test_names_fall_back() -> None:
    figure = read('[[key-figure]]\nid = "a"\nmeasure = "nki"\nname = { en = "Index" }').key_figure[0]
    assert figure.name_in("sv") == "Index"
    assert read('[[key-figure]]\nid = "a"\nmeasure = "nki"\nname = "NKI"').key_figure[0].name_in("sv") == "NKI"


FIGURE = '[[key-figure]]\nid = "a"\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[key-figure]]\nmeasure = 'nki'", "key-figure[1]: {} → id ="),
        (FIGURE, 'key-figure[1]: {} → measure = "nki"'),
        (FIGURE + "measure = 'nki'\nsource = 'a.csv'", "key-figure[1]: measure, source → measure ="),
        (FIGURE + "measure = 'nki'\ncolumn = 'x'", "key-figure[1]: measure, column → measure | source, column"),
        (FIGURE + "source = 'a.csv'", "key-figure[1]: source → source, column ="),
        (FIGURE + "source = 'a.csv'\nnumerator = 'x'", "key-figure[1]: numerator, denominator →"),
        (FIGURE + "measure = 'nki'\nowners = 'x'", "key-figure[1].owners → key-figure[1].owner"),
        (FIGURE + "measure = 'nki'\ngroup = 'money'", '= "money" → "economic" | "customer"'),
        (FIGURE + "measure = 'nki'\nbetter = 'lower'", '= "lower" → "up" | "down"'),
        (FIGURE + "measure = 'nki'\nmin-n = 0", "key-figure[1].min-n = 0 → 1, 2"),
        (FIGURE + "measure = 'nki'\ntolerance = -1", "key-figure[1].tolerance = -1 →"),
        (
            FIGURE + "measure = 'nki'\ntarget = { value = 75, date = '2027-13-45' }",
            'key-figure[1].target = { value = 75, date = "2027-13-45" } → { value = 75, date = 2027-12-31 } (one)',
        ),
        (
            FIGURE + "measure = 'nki'\ntarget = { value = 75, date = '2027-12-31' }",
            'key-figure[1].target.date = "2027-12-31" → 2027-12-31',
        ),
        (
            FIGURE + "measure = 'nki'\ntarget = [{ value = 75 }, { value = 80 }]",
            "key-figure[1].target = [{ value = 75 }, { value = 80 }] → { value = 75, date = 2027-12-31 } (one)",
        ),
        (
            FIGURE + "measure = 'nki'\ntarget = { value = 75 }\n[[target]]\nmeasure = 'nki'\nvalue = 70",
            "key-figure[1].target = { value = 75 }, target[1].value = 70 → one of them",
        ),
        (FIGURE + "measure = 'nki'\ninterim = [{ value = 70 }]", "key-figure[1].interim[1]: value → value, date"),
        (
            FIGURE + "measure = 'nki'\ntarget = { value = 75 }\ninterim = [{ value = 70, date = 2026-01-01 }]",
            "key-figure[1].target: value, interim → value, date = 2027-12-31",
        ),
        (
            FIGURE
            + "measure = 'nki'\ntarget = { value = 7, date = 2025-01-01 }\n"
            + "interim = [{ value = 5, date = 2026-01-01 }]",
            "key-figure[1]: 2026-01-01, 2025-01-01 → 2025-01-01, 2026-01-01",
        ),
        (FIGURE + "measure = 'nki'\n" + FIGURE + "measure = 'nps'", 'key-figure[2].id = "a" → "a-2"'),
        (FIGURE + "measure = 'nki'\nbenchmark = 'nkb'", 'key-figure[1].benchmark = "nkb" → [[benchmark]]'),
        ("[periods]\n2025 = 'June'", 'periods = { 2025 = "June" } → { "..." = 2025-12-31 }'),
    ],
)
def test_faults_say_what_was_found_and_what_is_allowed(text: str, fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert caught.value.key == "config-faults"
    assert fault in str(caught.value.fields["faults"])


def test_a_target_of_one_wave_beside_that_of_the_key_figure_is_no_fault() -> None:
    text = FIGURE + "measure = 'nki'\ntarget = { value = 75 }\n[[target]]\nmeasure = 'nki'\nvalue = 70\nwave = 2024"
    assert read(text).target[0].value == 70


@pytest.mark.parametrize(
    ("label", "end"),
    [
        ("2025", "2025-12-31"),
        ("2025-Q1", "2025-03-31"),
        ("Kvartal 4 2024", "2024-12-31"),
        ("H1 2025", "2025-06-30"),
        ("Tertial 2 2025", "2025-08-31"),
        ("2024-02", "2024-02-29"),
        ("mars 2025", "2025-03-31"),
        ("Våren 2024", "2024-05-31"),
        ("Høst 2024", "2024-11-30"),
        ("VT25", "2025-06-30"),
        ("ht 2024", "2024-12-31"),
        ("2025-10-19", "2025-10-19"),
        ("2025-02-30", None),
        ("2024/25", None),
        ("Mätning 3", None),
        ("", None),
    ],
)
def test_the_day_a_period_ended(label: str, end: str | None) -> None:
    assert period_end(label) == (dt.date.fromisoformat(end) if end else None)
