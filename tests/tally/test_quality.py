"""Who answered twice, in a straight line or in no time: found whatever way the rows are cut."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.questionnaire.surveys import chunk

from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.questionnaire.scales import scale_of
from kundnojd.tally.count import count
from kundnojd.tally.quality import Quality
from kundnojd.tally.repeats import Seen
from kundnojd.tally.screening import Screening, screening

NAMES = tuple(f"q{place}" for place in range(6))
QUESTIONNAIRE = Questionnaire(
    tuple(Question(name, name, {"": name}, Role.ITEM, scale_of(1, 5)) for name in NAMES),
    respondent="id",
    duration="time",
)
answers = st.sampled_from(["1", "3", "5", "", "Vet ej", "17"])
rows = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", ""]), st.sampled_from(["60", "200", "1:40", "-77", ""]), *[answers] * 6)
)


def quality_of(*parts: list[tuple[str, ...]], asked: Screening | None = None) -> Quality:
    """The quality of several chunks of one reading."""
    total = Quality()
    for part in parts:
        if part:
            table = dict(zip(("id", "time", *NAMES), zip(*part, strict=True), strict=True))
            total += count(chunk(table), QUESTIONNAIRE, (), "file", asked).tally.quality
    return total


def alike(one: Quality, other: Quality) -> bool:
    whole = [(q.rows, q.repeated, q.copies, q.straight_liners, q.masked, q.impossible) for q in (one, other)]
    times = [{wave: found.tolist() for wave, found in q.durations.items()} for q in (one, other)]
    return whole[0] == whole[1] and times[0] == times[1]


@given(rows, rows)
@settings(deadline=None)
def test_the_quality_of_two_parts_is_the_sum_of_theirs(first, second) -> None:
    both = quality_of(first + second)
    assert alike(quality_of(first) + quality_of(second), both)
    assert alike(both - quality_of(first), quality_of(second))


@given(rows, st.integers(0, 20))
@settings(deadline=None)  # the first example imports what the others use
def test_repeats_are_found_however_the_rows_are_cut(table, cut) -> None:
    def fresh() -> Screening:
        return screening(QUESTIONNAIRE, (), {}, "id", ())

    whole = quality_of(table, asked=fresh())
    assert alike(quality_of(table[:cut], table[cut:], asked=fresh()), whole)
    seen: set[str] = set()
    repeated = 0
    for who, _, *given_ in table:
        repeated += bool(who) and who in seen
        if set(given_) & {"1", "3", "5", "Vet ej"}:
            seen.add(who)
    assert whole.repeated == repeated


@given(st.lists(st.lists(st.integers(0, 30))))
def test_what_was_seen_is_what_a_set_would_know(calls) -> None:
    seen, known = Seen(), set()
    for numbers in calls:
        found = seen.again(np.array(numbers, dtype=np.uint64), np.ones(len(numbers), dtype=bool))
        for number, again in zip(numbers, found.tolist(), strict=True):
            assert again == (number in known)
            known.add(number)


def test_memory_has_a_limit() -> None:
    seen = Seen(most=2)
    keys = np.arange(5, dtype=np.uint64)
    seen.again(keys, np.ones(5, dtype=bool))
    assert seen.again(keys, np.ones(5, dtype=bool)).tolist() == [True, True, False, False, False]


def test_five_same_answers_are_a_straight_line_and_don_t_know_is_none() -> None:
    def lines(*given_: str) -> int:
        return quality_of([("a", "60", *given_)]).straight_liners

    assert lines("5", "5", "5", "5", "5", "5") == 1
    assert lines("5", "5", "5", "5", "5", "Vet ej") == 1
    assert lines("5", "5", "5", "5", "Vet ej", "") == 0
    assert lines("5", "5", "5", "5", "5", "1") == 0


def test_speeders_take_under_a_third_of_the_median_of_their_wave() -> None:
    table = [("", time, *["1"] * 6) for time in ["300"] * 50 + ["98", "5:00", "0:99", "103", "900", ""]]
    assert quality_of(table).speeders == 2
    assert quality_of(table[:20]).speeders == 0  # too few times
