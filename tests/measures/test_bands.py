"""Level bands: published classifications, limits, years, and that nobody gets them unasked."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.analyses.banding import with_bands
from kundnojd.errors import UsageError
from kundnojd.locale import languages
from kundnojd.measures import years
from kundnojd.measures.bands import bands, chosen

EVERY = list(bands().values())


@pytest.mark.parametrize(
    ("value", "level"),
    [
        # methods.md W03 [S]: Luleå 70 (programuppfoljning.lulea.se), Luleå 72 (mal2040.lulea.se), Heby 72 (heby.se).
        (70, "högt"),
        (72, "högt"),
        (75, "högt"),
        (66, "godkänt"),
        (57, "lågt"),
        # skovde.se 2018: over 80, 70-80, 62-69, 50-61, under 50, of the published whole number.
        (100, "mycket högt"),
        (80.5, "mycket högt"),
        (80.49, "högt"),
        (80, "högt"),
        (69.5, "högt"),
        (69.49, "godkänt"),
        (61.5, "godkänt"),
        (61.49999999999999, "godkänt"),
        (61.4999, "lågt"),
        (50, "lågt"),
        (49.5, "lågt"),
        (49.49, "mycket lågt"),
        (0, "mycket lågt"),
    ],
)
def test_w03_insikt(value, level) -> None:
    assert bands()["insikt"].level(value).name == level


@pytest.mark.parametrize(
    ("name", "value", "level"),
    [
        ("ski", 59.99, "svårt att behålla kunder"),
        ("ski", 60, "mellan"),
        ("ski", 75, "mellan"),
        ("ski", 75.01, "stark kundrelation"),
        ("nkb", 59.9, "svært misfornøyde"),
        ("nkb", 60, "likegyldige/misfornøyde"),
        ("nkb", 70, "fornøyde"),
        ("nkb", 75, "svært fornøyde"),
        ("nkb", 80, "svært fornøyde"),
        ("nkb", 80.1, "begeistrede"),
        ("nbi", 65, "bra"),
        ("nbi-2005", 65, "mycket bra"),
        ("nbi-2005", 59.9, "under bra"),
        ("scb-citizen", 39.4, "ej godkänt"),
        ("scb-citizen", 54, "godkänt"),
        ("scb-citizen", 54.5, "nöjd"),
        ("scb-citizen", 75.4, "nöjd"),
        ("scb-citizen", 75.5, "mycket nöjd"),
    ],
)
def test_limits_of_the_others(name, value, level) -> None:
    assert bands()[name].level(value).name == level


@pytest.mark.parametrize("one", EVERY, ids=bands())
def test_every_set_of_bands_is_whole(one) -> None:
    first, *others = one.levels
    assert first.at is None
    assert first.above is None
    assert all((level.at is None) != (level.above is None) for level in others)
    limits = [level.at if level.above is None else level.above for level in others]
    assert limits == sorted(set(limits))
    assert limits[0] > 0
    assert limits[-1] < 100
    assert one.language in languages()
    for level in one.levels:
        assert getattr(level, one.language) == "", "the owner's word is the name"
        assert all(getattr(level, code) for code in languages() if code != one.language)


@given(st.sampled_from(EVERY), st.floats(0, 100), st.floats(0, 100))
def test_a_higher_value_is_never_on_a_lower_level(one, value, other) -> None:
    low, high = sorted((value, other))
    assert one.levels.index(one.level(low)) <= one.levels.index(one.level(high))


def test_bands_come_with_a_preset_asked_for_by_name_or_when_asked_for() -> None:
    assert chosen((), None, ("nki", "nps")) == {}
    assert chosen(("nki",), None, ("nki",)) == {}
    assert chosen(("insikt", "nki"), None, ("insikt", "nki")) == {"insikt": bands()["insikt"]}
    # The user's choice goes before that of the preset, and reaches every index of 0 to 100 but no share or net score.
    asked = chosen(("insikt",), "scb-citizen", ("insikt", "index", "nps", "top-box", "mean-of-maximum"))
    assert asked == dict.fromkeys(("insikt", "index"), bands()["scb-citizen"])


@pytest.mark.parametrize(("asked", "key"), [("inskit", "no-such-bands"), ("insikt", "bands-need-index")])
def test_bands_that_cannot_be_used_are_refused(asked, key) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(("nps",), asked, ("nps",))
    assert caught.value.key == key


def test_figures_without_a_value_have_no_level() -> None:
    frame = pd.DataFrame({"measure": ["insikt", "insikt", "nps"], "value": [float("nan"), 72.0, 72.0]})
    assert with_bands(frame, {"insikt": bands()["insikt"]})["band"].tolist() == ["", "högt", ""]
    assert "band" not in frame


def test_years_outside_those_known_are_said() -> None:
    found = years.notices(("2019", "2025"), ("insikt",), {"insikt": bands()["scb-citizen"]})
    assert [notice.key for notice in found] == ["measure-changed", "bands-other-years"]
    assert found[1].fields["years"] == ("2025",)
    assert years.notices(("2024", "2025"), ("insikt",), {"insikt": bands()["insikt"]}) == ()
    assert years.notices(("1", "2"), ("insikt", "tsm"), {}) == ()
    assert [notice.key for notice in years.notices(("2008",), ("insikt",), {})] == ["measure-other-years"]
