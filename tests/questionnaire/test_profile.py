import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kundnojd.questionnaire.profile import DISTINCT_KEPT, Profile
from kundnojd.sources.reading import Column, RawChunk, RawColumn
from tests.questionnaire.surveys import chunk, profile_of


def test_counts_of_a_column() -> None:
    (column,) = profile_of({"Enhet": ["Nord", "Syd", "", "Nord"]}).columns
    assert column.values == {"Nord": 2, "Syd": 1}
    assert (column.rows, column.answered, column.distinct, column.capped) == (4, 3, 2, False)
    assert (column.max_length, column.mean_length, column.repeats) == (4, 11 / 3, 1.5)


def test_two_codes_of_one_text_are_one_text() -> None:
    profile = Profile()
    cells = RawColumn(np.array([0, 1, 2, 2]), ("Nord", "", "Nord"))
    profile.add("a.csv", RawChunk(4, {"Enhet": cells}), [Column("Enhet", "Enhet")])
    assert profile.columns[0].values == {"Nord": 3}


def test_distinct_texts_are_kept_to_a_limit() -> None:
    profile = Profile()
    for start in (0, 5000):
        cells = [f"text {number}" for number in range(start, start + 5000)]
        profile.add("a.csv", chunk({"Kommentar": cells}), [Column("Kommentar", "Kommentar")])
    (column,) = profile.columns
    assert column.capped
    assert column.distinct == DISTINCT_KEPT
    assert column.answered == 10_000


def test_timestamps_are_dates_however_many() -> None:
    cells = [f"2025-03-{1 + n % 28:02} 08:{n // 60 % 60:02}:{n % 60:02}" for n in range(3000)]
    (column,) = profile_of({"Tid": cells}).columns
    assert column.dated == 3000
    assert len(column.days) == 28
    assert column.order == "ymd"


def test_order_of_day_and_month_over_the_column() -> None:
    columns = {
        "dmy": ["03/01/2025", "14/01/2025"],
        "mdy": ["03/01/2025", "01/14/2025"],
        "either": ["03/01/2025", "04/01/2025"],
        "american": ["03/01/2025 08:00 AM", "04/01/2025 08:00 AM"],
        "mixed": ["14/01/2025", "01/14/2025"],
        "same": ["02/02/2025", "03/03/2025"],
    }
    orders = {column.name: column.order for column in profile_of(columns).columns}
    assert orders == {
        "dmy": "dmy",
        "mdy": "mdy",
        "either": "either",
        "american": "mdy",
        "mixed": "mixed",
        "same": "ymd",
    }


def test_several_files_keep_the_order_of_first_appearance() -> None:
    profile = Profile()
    profile.add("a.csv", chunk({"Q1": ["1"], "Q2": ["2"]}), [Column("Q1", "Q1"), Column("Q2", "Q2")])
    profile.add("b.csv", chunk({"Q3": ["3"], "Q1": ["4"]}), [Column("Q3", "Q3"), Column("Q1", "Q1")])
    assert [column.name for column in profile.columns] == ["Q1", "Q2", "Q3"]
    assert profile.columns[0].files == ("a.csv", "b.csv")
    assert profile.columns[0].rows == 2
    assert profile.columns[1].rows == 1


def test_a_fuller_profile_takes_the_place_of_the_sample() -> None:
    sample = profile_of({"Q1": ["1"], "Fritext": ["bra"]})
    fuller = profile_of({"Q1": ["1", "2"]})
    both = sample.updated(fuller).columns
    assert [(column.name, column.rows) for column in both] == [("Q1", 2), ("Fritext", 1)]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["", "1", "10", "Vet ej", "2025-03-01"]), min_size=2, max_size=40), st.data())
def test_two_parts_are_the_whole(cells: list[str], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(cells) - 1))
    column = [Column("Q", "Q")]
    whole, parts = Profile(), Profile()
    whole.add("a.csv", chunk({"Q": cells}), column)
    parts.add("a.csv", chunk({"Q": cells[:cut]}), column)
    parts.add("a.csv", chunk({"Q": cells[cut:]}), column)
    assert whole.columns == parts.columns
