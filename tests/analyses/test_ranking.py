"""The frame of the ranking: families, flags, who is ranked, and what hidden units leave behind."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kundnojd.analyses.ranking import COLUMNS, RankOptions, rank

SD = 20.0
USUAL = RankOptions()


def results(
    values: list[float],
    n: list[int],
    *,
    whole: float | None = None,
    kind: str = "index",
    method: str = "t",
    status: list[str] | None = None,
) -> pd.DataFrame:
    """Rows as `kundnojd.analyses.results` gives them, for units A, B ... and the whole."""
    names = ["", *(chr(65 + k) for k in range(len(n)))]
    value = np.array([np.average(values, weights=n) if whole is None else whole, *values])
    size = np.array([sum(n), *n], dtype=float)
    sd = np.sqrt(value * (100 - value)) if kind == "share" else SD
    se = sd / np.sqrt(size)
    said = ["ok", *(status or ["ok" if one >= 30 else "low-base" for one in n])]
    shown = np.array([one != "hidden" for one in said])
    frame = pd.DataFrame(
        {
            "measure": "nki",
            "kind": kind,
            "question": "",
            "answer": "",
            "unit": names,
            "wave": "",
            "n": size,
            "n_eff": size,
            "value": value,
            "se": se,
            "lower": value - 2 * se,
            "upper": value + 2 * se,
            "level": 0.95,
            "method": method,
            "status": said,
        }
    )
    frame.loc[~shown, ["n", "n_eff", "value", "se", "lower", "upper"]] = np.nan
    return frame


def ranked(frame: pd.DataFrame, options: RankOptions = USUAL) -> pd.DataFrame:
    return rank(frame, {unit: 1 for unit in frame["unit"] if unit}, options).set_index("unit")


def test_columns_are_those_of_the_contract() -> None:
    assert tuple(rank(results([60, 70, 80], [50, 50, 50]), dict.fromkeys("ABC", 1), RankOptions()).columns) == COLUMNS
    assert tuple(rank(results([60], [50]).iloc[:0], {}, RankOptions()).columns) == COLUMNS


def test_one_unit_far_away() -> None:
    found = ranked(results([70, 70, 70, 70, 70, 40], [100] * 6, whole=70))
    assert found["chance_flag"].tolist() == ["inside"] * 5 + ["low-998"]
    # Winsorised, one unit is no spread of all: the limits hardly widen, and it stays outside them.
    assert found.loc["F", "flag"] == "low-998"
    assert found.loc["F", "rank"] == 6
    assert found["rank"].tolist() == [1, 1, 1, 1, 1, 6]


def test_units_that_differ_a_lot_have_wide_limits() -> None:
    found = ranked(results([50, 55, 60, 65, 70, 75, 80, 85], [100] * 8))
    assert found["phi"].iloc[0] > 1
    assert found["funnel_tau"].iloc[0] > 5
    assert (found["chance_flag"] != "inside").sum() >= 6
    assert set(found["flag"]) == {"inside"}
    assert (found["upper_998"] > found["upper_95"]).all()


def test_no_ranking_where_units_cannot_be_told_apart() -> None:
    found = ranked(results([69, 70, 71, 70.5, 69.5], [40] * 5))
    assert set(found["ranking"]) == {"too-little-between"}
    assert found[["rank", "rank_lower", "rank_upper", "expected_rank"]].isna().all().all()
    assert found["shrunken"].to_numpy() == pytest.approx(found["centre"].iloc[0])
    assert found["reliability"].iloc[0] == 0
    assert found["pairs_apart"].iloc[0] == 0


def test_two_units_are_no_ranking() -> None:
    found = ranked(results([50, 90], [100, 100]))
    assert set(found["ranking"]) == {"too-few-units"}
    assert found["shrunken"].isna().all()
    assert found["flag"].notna().all()


def test_small_units_are_shown_but_not_ranked() -> None:
    found = ranked(results([50, 60, 70, 80, 99], [100, 100, 100, 100, 8]))
    assert np.isnan(found.loc["E", "rank"])
    assert found.loc["E", "flag"] == "too-few"
    assert found.loc["E", "value"] == 99
    assert found["units_ranked"].tolist() == [4] * 5
    assert found.loc["D", "rank"] == 1
    assert ranked(results([50, 60, 70, 80, 99], [100, 100, 100, 100, 8]), RankOptions(rank_n=5)).loc["E", "rank"] > 0


def test_hidden_units_are_nowhere_and_change_nothing() -> None:
    status = ["ok"] * 4 + ["hidden"]
    with_hidden = results([50, 60, 70, 80, 99], [100, 100, 100, 100, 3], whole=66, status=status)
    without = results([50, 60, 70, 80], [100, 100, 100, 100], whole=66)
    pd.testing.assert_frame_equal(ranked(with_hidden), ranked(without))


def test_levels_of_a_hierarchy_are_ranked_each_by_itself() -> None:
    frame = results([50, 60, 70, 52, 61, 72, 55], [200, 200, 200, 90, 90, 90, 90])
    depth = dict(zip("ABCDEFG", (1, 1, 1, 2, 2, 2, 2), strict=True))
    found = rank(frame, depth, RankOptions()).set_index("unit")
    assert found.loc[["A", "B", "C"], "rank"].tolist() == [3, 2, 1]
    assert found.loc[["D", "E", "F", "G"], "rank"].tolist() == [4, 2, 1, 3]
    assert found.loc["A", "units_ranked"] == 3


def test_shares_have_limits_of_shares() -> None:
    found = ranked(results([80, 82, 79, 81], [100] * 4, whole=80.642448, kind="share", method="wilson"))
    if found["funnel_tau"].iloc[0] == 0:
        assert found["lower_95"].iloc[0] == pytest.approx(72.89863, abs=1e-5)
    assert found["funnel_tau"].iloc[0] == 0


def test_units_without_spread_inside() -> None:
    frame = results([60.0, 70, 80], [50, 50, 50])
    frame["se"] = 0.0
    found = ranked(frame)
    assert found["phi"].isna().all()
    assert found["rank"].tolist() == [3, 2, 1]


rows = st.lists(st.tuples(st.floats(20, 90), st.integers(5, 400)), min_size=3, max_size=15)


@settings(max_examples=60)
@given(rows)
def test_laws_of_the_frame(units: list[tuple[float, int]]) -> None:
    frame = results([value for value, _ in units], [n for _, n in units])
    found = ranked(frame)
    placed = found[found["rank"].notna()]
    assert (placed["rank_lower"] <= placed["rank"]).all()
    assert (placed["rank"] <= placed["rank_upper"]).all()
    assert (placed["n"] >= 10).all()
    assert (found["lower_998"] <= found["lower_95"] + 1e-9).all()
    assert (found["upper_95"] <= found["upper_998"] + 1e-9).all()
    # Widened limits flag nobody that chance alone does not.
    assert not ((found["chance_flag"] == "inside") & ~found["flag"].isin(["inside", "too-few"])).any()


@settings(max_examples=30)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(units: list[tuple[float, int]], random) -> None:
    frame = results([value for value, _ in units], [n for _, n in units])
    turned = frame.sample(frac=1, random_state=random.randrange(1000))
    one, other = ranked(frame), ranked(turned).loc[frame["unit"][1:]]
    for name in ("shrunken", "rank", "rank_lower", "rank_upper", "lower_95", "phi"):
        assert other[name].to_numpy(float) == pytest.approx(one[name].to_numpy(float), abs=1e-6, nan_ok=True)
    assert (one["flag"] == other["flag"]).all()
