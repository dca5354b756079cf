"""Numbers by kind and language."""

from __future__ import annotations

import pytest

from kundnojd.locale import load
from kundnojd.renderers import formatting
from kundnojd.report.model import Change, Column, Distribution, Interval, Marked, Trend

SV, EN = load("sv"), load("en")


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (66.05, "index", "66,1"),  # half up: 66.05 is printed as a person would round it
        (62.5, "share", "63\u00a0%"),
        (8.4, "net", "+8"),
        (-8.5, "net", "\u22129"),
        (0.0, "net", "0"),
        (1012, "count", "1\u00a0012"),
        (3.456, "mean", "3,46"),
    ],
)
def test_numbers(value, kind, expected) -> None:
    assert formatting.number(value, kind, SV) == expected


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [(2.44, "index", "+2.4"), (-3.6, "share", "\u22124"), (0.3, "share", "+0.3"), (0.0, "index", "0.0")],
)
def test_differences_always_show_what_they_are(value, kind, expected) -> None:
    assert formatting.points(value, kind, EN) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, ""),
        ("a\nb", "a b"),
        (Change(8.1, "higher"), "▲ +8.1"),
        (Change(8.1, ""), "+8.1"),
        (Interval(66.1, 65.0, 67.2), "65.0 to 67.2"),
        (Marked(72.1, "lower"), "72.1 ▼"),
        (Distribution((10.0, 90.0), ("a", "b")), "10 / 90"),
        (Trend((60.0, None)), "60.0 –"),
        (60.0, "60.0"),
    ],
)
def test_cells_in_words(cell, expected) -> None:
    assert formatting.cell(cell, Column("k", "k", "index", unit_kind="index"), EN) == expected
