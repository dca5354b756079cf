"""The tidy frame of response: parts, hidden cells, and figures against scipy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.analyses import AnalysisOptions, results
from kundnojd.analyses.response import COLUMNS, PARTS, Known, notices, response
from kundnojd.errors import InputError
from kundnojd.inference import TESTS, estimates, sums
from kundnojd.measures import targets
from kundnojd.questionnaire.dispositions import Dispositions
from kundnojd.questionnaire.model import Dates, Question, Questionnaire, Role, Waves
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import Counted, count
from kundnojd.tally.customer_numbers import CustomerNumbers as Population
from kundnojd.tally.tally import Tally

SURVEY = Questionnaire(
    questions=(Question("q", "overall", {"": "q"}, Role.OVERALL, scale_of(1, 5)),),
    unit=("unit",),
    dispositions=Dispositions("status"),
    time=Dates("day", "ymd"),
    split=("sex",),
)
OPTIONS = AnalysisOptions()


def chunk_of(rows: Sequence[Mapping[str, str]]) -> RawChunk:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {}
    for name in names:
        codes, texts = pd.factorize(np.array([row.get(name, "") for row in rows], dtype=object))
        columns[name] = RawColumn(codes.astype(np.intp), tuple(texts))
    return RawChunk(len(rows), columns)


def counted(rows: Sequence[Mapping[str, str]], survey: Questionnaire = SURVEY) -> Counted:
    return count(chunk_of(rows), survey, (), "a.csv")


def people(unit: str, answers: int, others: int, sex: str = "f", status: str = "svarat") -> list[dict[str, str]]:
    rng = np.random.default_rng(len(unit) + answers)
    answered = [
        {"unit": unit, "status": status, "sex": sex, "day": f"2025-03-{1 + k % 27:02d}", "q": str(rng.integers(1, 6))}
        for k in range(answers)
    ]
    return answered + [{"unit": unit, "status": "vägrade", "sex": sex} for _ in range(others)]


def frame_of(tally: Tally, known: Known = Known(), by_day: Tally | None = None) -> pd.DataFrame:  # noqa: B008
    return response(tally, by_day, targets(SURVEY), known, OPTIONS)


def one(frame: pd.DataFrame, **wanted: object) -> pd.Series:
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


ROWS = [*people("A", 40, 60), *people("B", 45, 5, "m"), *people("C", 3, 47)]


def test_columns_and_parts() -> None:
    rows = [*ROWS, *people("D", 30, 30)]
    by_day = counted(rows, replace(SURVEY, unit=(), split=("day",))).tally
    frame = frame_of(counted(rows).tally, Known(margins={"sex": {"f": 150.0, "m": 50.0}}), by_day)
    assert tuple(frame.columns) == COLUMNS
    assert tuple(dict.fromkeys(frame["part"])) == PARTS


def test_rows_in_are_rows_used_and_left_out() -> None:
    found = counted(ROWS)
    assert found.left_out == {"no-respondent": 112}
    assert found.tally.respondents[:, 0].sum() == 88
    assert sum(counts.sum() for counts in found.tally.quality.dispositions.values()) == len(ROWS)


def test_a_tally_of_two_halves_has_the_dispositions_of_both() -> None:
    half, rest = counted(ROWS[:70]).tally, counted(ROWS[70:]).tally
    both, whole = half + rest, counted(ROWS).tally
    for cell, counts in whole.quality.dispositions.items():
        np.testing.assert_array_equal(both.quality.dispositions[cell], counts)
    assert (both - rest).quality.dispositions.keys() == half.quality.dispositions.keys()


def test_small_units_are_hidden_with_another_in_every_part() -> None:
    frame = frame_of(counted(ROWS).tally)
    hidden = frame[frame["unit"].isin(["A", "C"])]  # C has 3 answers, A hides it
    assert set(hidden["status"]) == {"hidden"}
    assert hidden[["n", "value", "customers", "least", "most"]].drop(columns="customers").isna().all(axis=None)
    assert hidden[hidden["part"] == "rate"]["customers"].isna().all()
    assert one(frame, part="rate", measure="RR1", unit="B")["value"] == pytest.approx(90)
    assert one(frame, part="rate", measure="RR1", unit="")["value"] == pytest.approx(44)


def test_few_complete_interviews_are_hidden_where_partial_ones_make_up_the_number() -> None:
    rows = [*people("A", 40, 10), *people("B", 30, 10), *people("C", 3, 9), *people("C", 4, 0, status="delvis")]
    frame = frame_of(counted(rows).tally)
    assert set(frame[(frame["part"] == "rate") & (frame["unit"] == "C")]["status"]) == {"hidden"}


def test_customers_without_dispositions() -> None:
    survey = replace(SURVEY, dispositions=Dispositions())
    rows = [row for row in ROWS if row["status"] == "svarat"]
    tally = counted(rows, survey).tally
    known = Known(Population({("A", ""): 200.0, ("B", ""): 50.0, ("C", ""): 60.0, ("D", ""): 9.0}))
    frame = frame_of(tally, known)
    whole = one(frame, part="rate", unit="")
    assert (whole["n"], whole["customers"]) == (88, 319)
    assert (whole["value"], whole["verdict"]) == (pytest.approx(100 * 88 / 319), "low")
    nobody = one(frame, part="rate", unit="D")
    assert (nobody["value"], nobody["verdict"]) == (0, "low")
    assert one(frame, part="rate", unit="B")["verdict"] == ""
    assert one(frame, part="spread")["verdict"] == "uneven"


def test_unknown_units_are_said_and_too_many_answers_refused() -> None:
    tally = counted(
        [row for row in ROWS if row["status"] == "svarat"], replace(SURVEY, dispositions=Dispositions())
    ).tally
    known = Known(Population({("A", ""): 200.0, ("B", ""): 50.0}))
    frame = frame_of(tally, known)
    assert [n.fields["units"] for n in notices(tally, frame, known) if n.key == "units-without-customers"] == [("C",)]
    assert "" not in set(frame[frame["part"] == "rate"]["unit"])  # the whole has no sum
    with pytest.raises(InputError) as caught:
        frame_of(tally, Known(Population({("A", ""): 39.0})))
    assert caught.value.fields == {"units": ("A",), "count": 1}


def test_people_without_a_wave_are_refused() -> None:
    survey = replace(SURVEY, waves=Waves("column", "year"))
    rows = [{**row, "year": "2025" if row["status"] == "svarat" else ""} for row in ROWS]
    with pytest.raises(InputError) as caught:
        frame_of(counted(rows, survey).tally)
    assert (caught.value.key, caught.value.fields) == ("dispositions-without-wave", {"count": 112})


def test_bounds_are_those_of_analyze_and_the_rate_of_the_question() -> None:
    tally = counted(ROWS).tally
    bounds = frame_of(tally)
    bounds = bounds[bounds["part"] == "bounds"]
    figures = results(tally.rollup(["unit-1", "wave"]), [t for t in targets(SURVEY) if t.by_unit], OPTIONS)
    for _, row in bounds.iterrows():
        same = one(figures, measure=row["measure"], unit=row["unit"])
        if same["status"] == "hidden":
            assert np.isnan(row["least"])
            continue
        rate = same["n"] / row["customers"]
        assert row["least"] == pytest.approx(rate * same["value"])
        assert row["most"] == pytest.approx(rate * same["value"] + 100 * (1 - rate))
        assert row["least_wide"] == pytest.approx(rate * same["lower"])
        assert row["least_wide"] <= row["least"] <= row["value"] <= row["most"] <= row["most_wide"]


def test_early_against_late_is_the_test_of_two_waves() -> None:
    rows = [row for row in people("A", 150, 0) if row["status"] == "svarat"]
    by_day = counted(rows, replace(SURVEY, unit=(), split=("day",))).tally
    frame = frame_of(counted(rows).tally, by_day=by_day)
    frame = frame[(frame["part"] == "early-late") & (frame["measure"] == "index")]
    early, late = one(frame, category="early"), one(frame, category="late")
    scores = {
        name: [25 * (int(row["q"]) - 1) for row in rows if part["first_day"] <= row["day"] <= part["last_day"]]
        for name, part in (("early", early), ("late", late))
    }
    assert (early["first_day"], late["last_day"]) == ("2025-03-01", "2025-03-27")
    assert {name: len(own) for name, own in scores.items()} == {"early": early["n"], "late": late["n"]}
    cells = {name: estimates.of(sums.of(own)) for name, own in scores.items()}
    wanted = TESTS["mean-wave"].function(cells["late"], cells["early"], 0.95)
    assert late["difference"] == pytest.approx(np.mean(scores["late"]) - np.mean(scores["early"]))
    assert late["p_value"] == pytest.approx(wanted.p_value)
    assert (late["difference_lower"], late["difference_upper"]) == pytest.approx((wanted.lower, wanted.upper))


def test_composition_hides_small_categories_and_counts_them_together() -> None:
    rows = [*people("A", 40, 0), *people("A", 30, 0, "m"), *people("A", 9, 0, "x"), *people("A", 2, 0, "y")]
    known = Known(margins={"sex": {"f": 100.0, "m": 100.0, "x": 20.0, "y": 10.0}})
    tally = counted([*rows, *people("A", 3, 0, "")]).tally
    frame = frame_of(tally, known)
    own = frame[frame["part"] == "composition"]
    small = own[own["category"].isin(["x", "y"])]
    assert set(small["status"]) == {"hidden"}
    assert small[["n", "value", "difference"]].isna().all(axis=None)
    total = own[own["statistic"].notna()].iloc[0]
    assert (total["n"], total["df"]) == (81, 2)
    assert one(own, category="f")["value"] == pytest.approx(100 * 40 / 81)
    assert [n.fields for n in notices(tally, frame, known) if n.key == "margin-outside"] == [
        {"count": 3, "column": "sex"}
    ]


def test_shares_of_the_frame_serve_as_well_as_numbers() -> None:
    tally = counted(ROWS).tally
    frames = [
        frame_of(tally, Known(margins={"sex": sizes}))
        for sizes in ({"f": 0.75, "m": 0.25}, {"f": 75.0, "m": 25.0}, {"f": 150.0, "m": 50.0})
    ]
    parts = [frame[frame["part"] == "composition"].reset_index(drop=True) for frame in frames]
    pd.testing.assert_frame_equal(parts[0], parts[1])
    pd.testing.assert_frame_equal(parts[0], parts[2])
    with pytest.raises(InputError):
        frame_of(tally, Known(margins={"sex": {"f": 190.0, "m": 10.0}}))


def test_weights_that_put_the_composition_right_leave_no_difference() -> None:
    survey = replace(SURVEY, weight="w", dispositions=Dispositions())
    rows = [*people("A", 30, 0), *people("A", 60, 0, "m")]
    rows = [{**row, "w": "2" if row["sex"] == "f" else "1"} for row in rows]
    frame = frame_of(counted(rows, survey).tally, Known(margins={"sex": {"f": 0.5, "m": 0.5}}))
    totals = frame[frame["statistic"].notna()].set_index("measure")
    assert totals.loc["respondents", "verdict"] == "differs"
    assert totals.loc["weighted", "value"] == pytest.approx(0)
    assert totals.loc["weighted", "n_eff"] == pytest.approx(120**2 / 180)


UNITS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=6)


@given(UNITS)
def test_hidden_units_can_not_be_worked_out_from_the_others(units: list[tuple[int, int]]) -> None:
    rows = [row for k, (n, more) in enumerate(units) for row in people("ABCDEF"[k], n, more)]
    if sum(n for n, _ in units) < 5:
        return
    frame = frame_of(counted(rows).tally)
    rates = frame[(frame["part"] == "rate") & (frame["measure"] == "RR1")].set_index("unit")
    shown = rates[rates["status"] != "hidden"].drop(index="")
    assert not ((shown["n"] > 0) & (shown["n"] < 5)).any()
    left = rates.loc["", "n"] - shown["n"].fillna(0).sum()
    assert left == 0 or left >= 5
    assert rates["value"].dropna().between(0, 100).all()
