"""Files in long form and tables of counts, read as one row for each respondent."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from kundnojd.errors import AmbiguousError, LayoutError, UsageError
from tests.sources.building import read

QUESTIONS = ("Hur nöjd är du totalt sett? (1-10)", "Skulle du rekommendera oss? (0-10)", "Kanaler")
UNITS = ("Åre", "Kiruna")


def long_rows(people: int) -> list[tuple[str, str, str, str]]:
    """(respondent, unit, question, answer): everybody answers the first question, one in three not the second."""
    rows = []
    for person in range(people):
        who, unit = f"r{person}", UNITS[person % 2]
        rows.append((who, unit, QUESTIONS[0], str(person % 10 + 1)))
        if person % 3:
            rows.append((who, unit, QUESTIONS[1], str(person % 11)))
        rows += [(who, unit, QUESTIONS[2], channel) for channel in ("Telefon", "E-post")[: person % 3]]
    return rows


def written(folder: Path, rows: list[tuple[str, ...]], head: str = "Respondent;Enhet;Fråga;Svar") -> Path:
    file = folder / "svar.csv"
    file.write_text("\n".join([head, *(";".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return file


def test_a_long_file_is_one_row_for_each_respondent_in_any_order(tmp_path: Path) -> None:
    rows = long_rows(40)
    plain = read(written(tmp_path, rows))
    random.Random(7).shuffle(rows)
    shuffled = read(written(tmp_path, rows))
    assert plain.names == ["Respondent", "Enhet", *QUESTIONS]
    assert len(plain.rows) == 40
    assert plain.rows[1] == ["r1", "Kiruna", "2", "1", "Telefon"]
    assert plain.rows[2] == ["r2", "Åre", "3", "2", "Telefon;E-post"]
    assert plain.rows[3] == ["r3", "Kiruna", "4", "", ""]  # a pair that is not there is no answer
    places = [shuffled.names.index(name) for name in plain.names]
    again = sorted([row[place] for place in places] for row in shuffled.rows)
    sort_channels = [[*row[:-1], ";".join(sorted(row[-1].split(";")))] for row in again]
    assert sort_channels == sorted([*row[:-1], ";".join(sorted(row[-1].split(";")))] for row in plain.rows)
    assert plain.layout.shape == "long"
    assert plain.notices["read-as-long"] == {"rows": len(rows), "count": 40, "questions": 3}
    assert "long-answered-twice" not in plain.notices


def test_of_two_answers_the_last_in_the_file_counts_and_that_is_said(tmp_path: Path) -> None:
    rows = [*long_rows(30), ("r4", "Åre", QUESTIONS[0], "9"), ("r4", "Norrköping", QUESTIONS[1], "10")]
    table = read(written(tmp_path, rows))
    assert table.rows[4] == ["r4", "Åre", "9", "10", "Telefon"]
    assert table.notices["long-answered-twice"] == {"count": 2}
    assert table.notices["long-changing"] == {"columns": ("Enhet",)}


def test_rows_without_respondent_or_question_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [*long_rows(30), ("", "Åre", QUESTIONS[0], "9"), ("r4", "Åre", "", "9")]
    table = read(written(tmp_path, rows))
    assert len(table.rows) == 30
    assert table.left_out == {"incomplete": 2}


def test_a_respondent_of_two_waves_is_two_rows(tmp_path: Path) -> None:
    rows = [(f"r{k}", wave, q, "7") for k in range(10) for wave in ("2024", "2025") for q in ("Q1", "Q2")]
    table = read(written(tmp_path, rows, "Respondent;År;Question;Answer"))
    assert len(table.rows) == 20
    assert "long-answered-twice" not in table.notices


def test_a_file_with_such_headings_but_one_row_for_each_respondent_stays(tmp_path: Path) -> None:
    rows = [(f"r{k}", "Åre", f"fråga {k}", str(k % 5)) for k in range(20)]
    assert read(written(tmp_path, rows)).layout.shape == "wide"
    assert read(written(tmp_path, long_rows(20)), shape="wide").layout.shape == "wide"


def test_the_shape_that_is_named_must_fit(tmp_path: Path) -> None:
    file = written(tmp_path, long_rows(20), "A;B;C;D")
    for shape, key in (("long", "long-without-columns"), ("counts", "counts-without-count")):
        with pytest.raises(LayoutError) as caught:
            read(file, shape=shape)
        assert caught.value.key == key
    with pytest.raises(UsageError) as unknown:
        read(file, shape="cube")
    assert unknown.value.key == "unknown-shape"


def test_a_table_of_counts_stands_for_so_many_respondents(tmp_path: Path) -> None:
    rows = [("Åre", "1", "3"), ("Åre", "2", "0"), ("Kiruna", "1", "2"), ("Kiruna", "2", "x")]
    table = read(written(tmp_path, rows, "Enhet;Betyg;Antal"), shape="counts")
    assert table.rows == [["Åre", "1"]] * 3 + [["Kiruna", "1"]] * 2
    assert table.left_out == {"count": 1}
    assert table.notices["read-as-counts"] == {"column": "Antal", "rows": 4, "count": 5}


def test_counts_of_several_questions_have_a_column_for_each(tmp_path: Path) -> None:
    rows = [(unit, q, str(a), "2") for unit in UNITS for q in ("Q1", "Q2") for a in range(1, 6)]
    table = read(written(tmp_path, rows, "Enhet;Fråga;Svar;Antal"))
    assert table.layout.shape == "counts-of-answers"
    assert table.names == ["Enhet", "Q1", "Q2"]
    assert len(table.rows) == 40
    assert table.rows[0] == ["Åre", "1", ""]
    assert table.rows[10] == ["Åre", "", "1"]


def test_a_count_beside_many_columns_is_no_table_of_counts(tmp_path: Path) -> None:
    rows = [(f"r{k}", UNITS[k % 2], str(k % 5), str(k % 4)) for k in range(40)]
    assert read(written(tmp_path, rows, "Id;Enhet;Betyg;Antal")).layout.shape == "wide"


def test_between_the_two_the_option_settles_it(tmp_path: Path) -> None:
    combinations = [(str(a), str(b), str((a * 7 + b * 3) % 10)) for a in range(10) for b in range(10)]
    rows = [(*combination, "2") for combination in combinations[::3]]
    file = written(tmp_path, rows, "A;B;C;Antal")
    with pytest.raises(AmbiguousError) as caught:
        read(file)
    assert caught.value.key == "counts-or-rows"
    assert read(file, shape="wide").layout.shape == "wide"
    assert len(read(file, shape="counts").rows) == 68


@pytest.mark.parametrize("counts", [(3,), (0, 0, 30_780, 50_171), (50_000, 1, 0, 49_999)])
def test_expanding_keeps_every_count_over_the_chunks(tmp_path: Path, counts: tuple[int, ...]) -> None:
    rows = [(f"svar {place}", str(count)) for place, count in enumerate(counts)]
    table = read(written(tmp_path, rows, "Svar;Antal"), shape="counts")
    found = Counter(row[0] for row in table.rows)
    assert [found[f"svar {place}"] for place in range(len(counts))] == list(counts)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "rows", "count"), [("copenhagen-housing", 72, 1681), ("danish-job-satisfaction", 8, 715)]
)
def test_published_tables_of_counts(shared_data: Path, file: str, rows: int, count: int) -> None:
    table = read(shared_data / "small-r-tables" / f"{file}.csv")
    assert len(table.rows) == count
    assert table.notices["read-as-counts"] == {"column": "Freq", "rows": rows, "count": count}
