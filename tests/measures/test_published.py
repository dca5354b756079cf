"""Published figures: the shipped file, the rules for comparing, and files of one's own with their faults."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from kundnojd.errors import ConfigError, UsageError
from kundnojd.measures import presets
from kundnojd.measures.published import broken, by_id, cautions, check_kind, load, resolved, shipped
from kundnojd.questionnaire.settings import BenchmarkSettings

DAY = datetime.date(2025, 12, 31)


def test_the_shipped_figures_are_sound() -> None:
    for one in shipped().values():
        low = -100 if one.kind == "net" else 0
        assert low <= one.value <= 100
        assert one.measures, one.id
        # Index with index, share with share: what stands beside without being asked for is of the same kind.
        assert {presets()[name].kind for name in one.measures} == {one.kind}, one.id
        assert one.source, one.id
        assert one.publisher, one.id
        assert one.comparable == "roughly"  # nobody's scale, items and missing rule are known to be one's own
        assert (one.of is None) or one.statistic in ("maximum", "median")
    assert len(shipped()) > 50


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("nkb-2024-finn", 85.2), ("nkb-2023-vinmonopolet", 86.5), ("ski-2020-banks", 66.2), ("insikt-2023", 75)),
        *(("aktivbo-2022-familjebostader-service", 80), ("acsi-2024-q1", 78.0), ("tsm-2025-repairs", 74)),
        *(("trust-2023-systembolaget", 71), ("nhs-2024-confidence", 80.1), ("akan", 86), ("nbi-2005-framtiden", 65)),
    ],
)
def test_a_few_figures_as_they_were_read(name: str, value: float) -> None:
    assert shipped()[name].value == value


def test_cautions() -> None:
    assert cautions(shipped()["nkb-2024-finn"], DAY) == ("roughly", "maximum")
    assert cautions(shipped()["nkb-2024-finn"], datetime.date(2026, 12, 31)) == ("roughly", "maximum")
    assert cautions(shipped()["nkb-2024-finn"], datetime.date(2027, 1, 1)) == ("roughly", "maximum", "old")
    assert cautions(shipped()["tsm-2025-repairs"], DAY) == ("roughly", "median")
    assert cautions(shipped()["akan"], DAY) == ("roughly", "undated")


@pytest.mark.parametrize(
    ("name", "year", "at"),
    [
        ("insikt-2023", 2025, 2024),
        ("insikt-2023", 2023, None),
        ("nri-2015-orebro", 2025, 2021),
        ("hcahps-2024-nurses", 2025, 2025),
        ("hcahps-2024-nurses", 2024, None),
        ("trust-2008-ikea", 2025, None),  # the telephone was before 2008
        ("nkb-2004-grocery", 2025, None),
    ],
)
def test_breaks_of_a_series(name: str, year: int, at: int | None) -> None:
    found = broken(shipped()[name], year)
    assert (found.year if found else None) == at


def test_index_is_held_against_index_only() -> None:
    check_kind(shipped()["nkb-2024-finn"], "nki")
    with pytest.raises(UsageError, match="benchmark-of-another-kind"):
        check_kind(shipped()["nkb-2024-finn"], "top-box")
    with pytest.raises(UsageError, match="benchmark-of-another-kind"):
        resolved(BenchmarkSettings(measure="nki", id="tsm-2025-repairs"))
    with pytest.raises(UsageError, match="no-such-measure"):
        resolved(BenchmarkSettings(measure="nkj", id="nkb-2024-finn"))


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        by_id("nkb-2024-fin", shipped())
    assert "nkb-2024-finn" in caught.value.fields["nearest"]  # type: ignore[operator]


def test_a_benchmark_by_its_id_has_what_is_known_of_it() -> None:
    found = resolved(BenchmarkSettings(measure="nki", id="nkb-2023-vinmonopolet", unit="Hamnen"))
    assert (found.value, found.n, found.year, found.unit) == (86.5, 100, 2023, "Hamnen")
    same = BenchmarkSettings(measure="nki", value=70.0, name="Own")
    assert resolved(same) is same


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        '[[benchmark]]\nid = "trade"\nname = "The trade"\nvalue = 71.2\nkind = "index"\nmargin = 1.5\nyear = 2025\n'
        'comparable = "same"\n',
        encoding="utf-8",
    )
    (found,) = load(str(file))
    assert (found.label, found.margin, cautions(found, DAY)) == ("The trade 2025", 1.5, ())
    file.write_text(
        '[[benchmark]]\nid = "a"\nname = "A"\nvalue = 120\nkind = "index"\n'
        '[[benchmark]]\nid = "b"\nnam = "B"\nvalue = 70\nkind = "mean"\n'
        '[[benchmark]]\nid = "c"\nname = "C"\nvalue = 70\nkind = "index"\nn = 1\n'
        '[[benchmark]]\nid = "d"\nname = "D"\nvalue = 70\nkind = "index"\nse = 1.0\nmargin = 2.0\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as caught:
        load(str(file))
    faults = str(caught.value.fields["faults"]).splitlines()
    assert [fault.split(" ")[0] for fault in faults] == [
        *(
            "benchmark[1].value",
            "benchmark[2].nam",
            "benchmark[2].kind",
            "benchmark[2]:",
            "benchmark[3].n",
            "benchmark[4]:",
        )
    ]
    file.write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="config-faults"):
        load(str(file))
    with pytest.raises(ConfigError, match="config-unreadable"):
        load(str(tmp_path / "gone.toml"))
