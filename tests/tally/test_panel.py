"""Respondents followed over waves: the sums against counting by hand, who is the same, and what adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel
from tests.analyses.asking import SURVEY, asked_of, chunk_of, counted, one, target_list

from kundnojd.analyses import AnalysisOptions, Asked, results
from kundnojd.tally.panel import Panel, Sampled

ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"r{k}" for k in range(12)] + ["", "NA"]),
        st.sampled_from(["A", "B", ""]),
        st.sampled_from(["2023", "2024", "2025"]),
        st.sampled_from([1, 2, 3, 4, 5, ""]),
        st.integers(0, 10),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda row: (row[0], row[2]),
)
VALUES = np.array([0.0, 25, 50, 75, 100, np.nan])


def sums_of(panel: Panel) -> dict[tuple[str, ...], list[float]]:
    values = np.append(VALUES, np.nan)
    y, x = (values[np.where(side["q"] < 0, 6, side["q"])] for side in (panel.now, panel.before))
    return {cell: row for cell, row in zip(panel.cells, panel.sums(y, x).tolist(), strict=True) if row[0]}


def by_hand(rows: list[tuple[object, ...]]) -> dict[tuple[str, ...], list[float]]:
    waves = sorted({str(row[2]) for row in rows})
    found: dict[tuple[str, ...], list[float]] = {}
    for late in rows:
        for early in rows:
            if late[0] != early[0] or late[0] in {"", "NA"} or "" in (late[3], early[3]):
                continue
            if waves.index(late[2]) - waves.index(early[2]) != 1:
                continue
            y, x = 25.0 * (late[3] - 1), 25.0 * (early[3] - 1)
            cell = (str(late[1]) if late[1] == early[1] else "", str(late[2]))
            own = found.setdefault(cell, [0.0] * 5)
            found[cell] = [a + b for a, b in zip(own, [1, 1, y, x, y * x], strict=True)]
    return found


@given(ROWS)
def test_the_sums_are_those_of_counting_by_hand(rows: list[tuple[object, ...]]) -> None:
    found, expected = sums_of(counted(rows)[1].joined()), by_hand(rows)
    assert found.keys() == expected.keys()
    for cell, own in expected.items():
        assert found[cell] == pytest.approx(own)


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[tuple[object, ...]], random) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    assert sums_of(counted(mixed)[1].joined()) == sums_of(counted(rows)[1].joined())


def test_one_who_came_twice_in_a_wave_counts_once() -> None:
    rows = [("r1", "A", "2024", 3, 5), ("r1", "A", "2025", 4, 5)]
    _, followed = counted(rows)
    again, more = counted([("r1", "A", "2025", 5, 9)])
    assert again.respondents[0, 0] == 1
    for part in more._parts:
        followed._parts.append((part[0], np.array([followed._cells["A", "2025"]], dtype=np.int32), *part[2:]))
    assert sums_of(followed.joined()) == {("A", "2025"): [1, 1, 75, 50, 75 * 50]}


def panel_rows(size: int = 60, *, moved: int = 0) -> list[tuple[object, ...]]:
    generator = np.random.default_rng(5)
    rows = []
    for k in range(2 * size):
        unit = "A" if k < size else "B"
        liking = generator.normal(3.4, 0.9)
        for wave, shift in (("2024", 0.0), ("2025", 0.4)):
            answer = int(np.clip(round(liking + shift + generator.normal(0, 0.4)), 1, 5))
            here = "B" if wave == "2025" and unit == "A" and k < moved else unit
            rows.append((f"r{k}", here, wave, answer, int(np.clip(2 * answer, 0, 10))))
    return rows


def followed(rows: list[tuple[object, ...]], **options: object):
    tally, memory = counted(rows)
    return results(tally, target_list(), AnalysisOptions(**options), asked=Asked(panel=memory.joined()))


def test_a_whole_panel_is_the_paired_t_test_in_the_results() -> None:
    rows = panel_rows()
    frame = followed(rows)
    for unit in ("A", "B"):
        answers = {
            wave: [25.0 * (r[3] - 1) for r in rows if r[1] == unit and r[2] == wave] for wave in ("2024", "2025")
        }
        expected = ttest_rel(answers["2025"], answers["2024"])
        row = one(frame, "index", unit, "2025", "q")
        assert row["previous_p"] == pytest.approx(expected.pvalue, abs=1e-9)
        interval = expected.confidence_interval()
        assert (row["previous_lower"], row["previous_upper"]) == pytest.approx((interval.low, interval.high), abs=1e-7)
        assert (row["previous_common"], row["previous_method"]) == (60, "mean-wave-paired")
    assert one(frame, "index", "", "2025", "q")["previous_common"] == 120
    plain = asked_of(rows, Asked())
    assert one(plain, "index", "A", "2025", "q")["previous_p"] > one(frame, "index", "A", "2025", "q")["previous_p"]


def test_one_who_moved_unit_is_followed_in_the_whole_only() -> None:
    frame = followed(panel_rows(moved=10))
    assert one(frame, "index", "", "2025", "q")["previous_common"] == 120
    assert one(frame, "index", "A", "2025", "q")["previous_common"] == 50
    assert one(frame, "index", "B", "2025", "q")["previous_common"] == 60


def test_too_few_in_common_are_independent_and_their_number_is_not_said() -> None:
    rows = [(row[0] if int(str(row[0])[1:]) % 60 < 3 else f"{row[2]}-{row[0]}", *row[1:]) for row in panel_rows()]
    frame, plain = followed(rows), asked_of(rows, Asked())
    row, same = one(frame, "index", "A", "2025", "q"), one(plain, "index", "A", "2025", "q")
    assert row["previous_p"] == same["previous_p"]
    assert (np.isnan(row["previous_common"]), row["previous_method"]) == (True, "mean-wave")
    assert one(frame, "index", "", "2025", "q")["previous_common"] == 6


def test_a_break_is_not_crossed_by_a_panel_either() -> None:
    from kundnojd.questionnaire.model import Change

    tally, memory = counted(panel_rows())
    question = replace(SURVEY.questions[0], changes=(Change("2025", "2024", "said"),))
    from kundnojd.measures import targets

    broken = targets(replace(SURVEY, questions=(question, SURVEY.questions[1])))
    frame = results(tally, broken, AnalysisOptions(), asked=Asked(panel=memory.joined()))
    row = one(frame, "index", "A", "2025", "q")
    assert (row["previous_verdict"], row["previous_method"]) == ("", "")
    assert np.isnan(row["previous_common"])


def test_levels_of_units() -> None:
    survey = replace(SURVEY, unit=("region", "unit"))
    names = ("id", "region", "unit", "wave", "q", "ltr")
    rows = [
        ("r1", "N", "A", "2024", 3, 5),
        ("r1", "N", "A", "2025", 3, 5),
        ("r2", "N", "A", "2024", 3, 5),
        ("r2", "N", "B", "2025", 3, 5),
        ("r3", "N", "A", "2024", 3, 5),
        ("r3", "S", "A", "2025", 3, 5),
    ]
    panel = counted(rows, survey, names)[1].joined()
    assert sorted(panel.cells) == [("", "", "2025"), ("N", "", "2025"), ("N", "A", "2025")]
    assert panel.returning() == {"2025": 3}


def test_a_sample_tells_whether_respondents_return() -> None:
    from kundnojd.tally.repeats import identities

    def told(shared: int) -> list[float]:
        sampled = Sampled()
        for wave in ("2024", "2025"):
            ids = [(f"r{k}" if k < shared else f"{wave}-{k}",) for k in range(2000)]
            keys, _ = identities(chunk_of(ids, ("id",)), "id")
            sampled.add(keys, np.zeros(2000, dtype=np.intp), [wave])
        return [notice.fields["share"] for notice in sampled.notices("id")]

    assert told(0) == []
    assert told(2000) == [100]
    assert told(1000)[0] == pytest.approx(50, abs=15)


def test_nobody_to_follow() -> None:
    panel = counted([("", "A", "2024", 3, 5), ("", "A", "2025", 3, 5)])[1].joined()
    assert panel.cells == ()
    assert panel.returning() == {}
