"""``kundnojd complaints``: from the file to the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from kundnojd.analyses.complaints import COLUMNS
from kundnojd.inference import estimates
from kundnojd.inference.attributable import loss
from kundnojd.tally.crosses import crossed
from tests.cli.running import HYRES, SFO, run

UNWEIGHTED = ("--weight", "none", "--unit", "none")
HEADER = "Hur nöjd är du? (1-5),Har du haft något problem?,Har du klagat?,Blev problemet löst?"
# Constructed, n 1000: no problem 800 (640 satisfied); silent 120 (54), solved 50 (44), not solved 30 (6).
GROUPS = (
    ("Nej,,", 800, 640),
    ("Ja,Nej,", 120, 54),
    ("Ja,Ja,Ja", 50, 44),
    ("Ja,Ja,Nej", 30, 6),
)


def csv(*words: str) -> pd.DataFrame:
    found = run("complaints", *words, "--format", "csv", "--quiet")
    assert found.exit_code == 0, found.stderr
    texts = {"unit": str, "wave": str, "group": str, "against": str}
    return pd.read_csv(StringIO(found.stdout), keep_default_na=False, na_values=[""], dtype=texts)


def constructed(folder: Path, groups: Sequence[tuple[str, int, int]] = GROUPS) -> str:
    rows = [f"{4 if k < happy else 2},{said}" for said, n, happy in groups for k in range(n)]
    file = folder / "constructed.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return str(file)


def row(frame: pd.DataFrame, measure: str, group: str = "", against: str = "") -> pd.Series:
    of_units = frame["unit"].isna()
    own = frame[of_units & (frame["measure"] == measure)].fillna({"group": "", "against": ""})
    return own[(own["group"] == group) & (own["against"] == against)].iloc[-1]


def numbers(found: pd.Series) -> list[float]:
    return [float(found[name]) / 100 for name in ("value", "lower", "upper")]


def test_the_constructed_survey_gives_what_was_worked_out(tmp_path) -> None:
    # Wilson and Newcombe by statsmodels; the cost by the delta method.
    frame = csv(constructed(tmp_path))
    shares = {
        "problem": (0.200000, 0.176377, 0.225919),
        "complained": (0.400000, 0.334606, 0.469163),
        "silent": (0.600000, 0.530837, 0.665394),
        "silent-of-all": (0.120000, 0.101299, 0.141609),
        "solved": (0.625000, 0.515487, 0.723058),
    }
    for measure, wanted in shares.items():
        assert numbers(row(frame, measure)) == pytest.approx(wanted, abs=5e-7)
    groups = {
        "no-problem": (0.800000, 0.770877, 0.826255),
        "silent": (0.450000, 0.363917, 0.539185),
        "solved": (0.880000, 0.761952, 0.943824),
        "not-solved": (0.200000, 0.095051, 0.373057),
    }
    for group, wanted in groups.items():
        assert numbers(row(frame, "satisfied", group)) == pytest.approx(wanted, abs=5e-7)
    differences = {
        ("solved", "no-problem"): (0.080000, -0.040933, 0.150154),
        ("not-solved", "silent"): (-0.250000, -0.387725, -0.056715),
        ("solved", "silent"): (0.430000, 0.282050, 0.537162),
    }
    for pair, wanted in differences.items():
        assert numbers(row(frame, "satisfied", *pair)) == pytest.approx(wanted, abs=5e-7)
    assert row(frame, "satisfied", "solved", "no-problem")["verdict"] == "no-clear-difference"  # no paradox
    cost = row(frame, "cost-satisfied")
    assert numbers(cost) == pytest.approx((0.056000, 0.039548, 0.072452), abs=5e-7)
    assert cost["se"] / 100 == pytest.approx(0.008394, abs=5e-7)
    parts = {group: row(frame, "cost-satisfied", group)["value"] / 100 for group in ("silent", "solved", "not-solved")}
    assert parts == pytest.approx({"silent": 0.042, "solved": -0.004, "not-solved": 0.018})
    per = row(frame, "problems-per-complaint")
    assert [per["value"], per["lower"], per["upper"]] == pytest.approx([2.5, 1 / 0.469163, 1 / 0.334606], rel=1e-5)


def test_a_recovery_is_said_only_where_the_interval_bears_it_out(tmp_path) -> None:
    said = run("complaints", constructed(tmp_path), "--format", "md", "--lang", "en").stdout
    assert "is not shown: +8 points (−4 to +15)" in said
    assert "Most of those who had a problem did not tell you: 60% (53 to 67%)." in said
    larger = tuple((cells, 10 * n, 10 * happy) for cells, n, happy in GROUPS)
    said = run("complaints", constructed(tmp_path, larger), "--format", "md", "--lang", "en").stdout
    assert "are satisfied more often than those without a problem: +8 points (+5 to +11)." in said
    assert "does not say that a problem does good" in said
    few = (*GROUPS[:2], ("Ja,Ja,Ja", 12, 12), ("Ja,Ja,Nej", 12, 1))
    said = run("complaints", constructed(tmp_path, few), "--format", "md", "--lang", "en").stdout
    assert "Too few had a problem solved to compare them" in said


def test_sfo_2017_has_the_figures_that_were_worked_out() -> None:
    # SFO 2017, Q15PROBLEM 320/2678, Q7ALL and NETPRO; statsmodels.
    frame = csv(SFO[0], *UNWEIGHTED)
    wanted = {
        ("problem",): (0.119492, 0.107749, 0.132326),
        ("satisfied", "had-problem", "no-problem"): (-0.067329, -0.120410, -0.020232),
        ("top-box", "had-problem", "no-problem"): (-0.136865, -0.176153, -0.089711),
    }
    for key, three in wanted.items():
        assert numbers(row(frame, *key)) == pytest.approx(three, abs=5e-7)
    shares = {
        ("satisfied", "had-problem"): (302, 0.764901),
        ("satisfied", "no-problem"): (2265, 0.832230),
        ("top-box", "had-problem"): (302, 0.139073),
        ("top-box", "no-problem"): (2265, 0.275938),
        ("promoters", "had-problem"): (309, 0.401294),
        ("promoters", "no-problem"): (2330, 0.544206),
    }
    for key, (n, share) in shares.items():
        assert row(frame, *key)["n"] == n
        assert row(frame, *key)["value"] / 100 == pytest.approx(share, abs=5e-7)
    assert row(frame, "cost-promoters")["value"] / 100 == pytest.approx(0.016733, abs=5e-7)
    assert row(frame, "problem")["n"] == 2678


def test_a_joint_count_gives_the_index_of_each_group_too() -> None:
    # SFO 2017: index of Q7ALL 71.109272 with a problem, 77.483444 without.
    data = pd.read_csv(SFO[0], dtype=str).rename(columns=str.strip)
    known = data[data["Q15PROBLEM"].isin(["1", "2"]) & data["Q7ALL"].isin(list("12345"))]
    levels = known[["Q15PROBLEM", "Q7ALL"]].to_numpy(dtype=np.intp)
    here = np.zeros(len(known), dtype=np.intp)
    found = crossed((), ("problem", "all"), [()], here, levels, np.ones(len(known)))
    for problem, index in ((1, 71.109272), (2, 77.483444)):
        own = found.level("problem") == problem
        score = 25 * (found.level("all") - 1)
        assert (score * found.sums[:, 1])[own].sum() / found.total(own)[1] == pytest.approx(index, abs=5e-7)


def test_intervals_are_those_of_statsmodels() -> None:
    frame = csv(HYRES, "--weight", "none")
    frame = frame[frame["wave"] == "2025"]
    shares = frame[(frame["kind"] == "share") & frame["value"].notna() & (frame["method"] == "wilson")]
    assert len(shares) > 60
    counts = (shares["value"] * shares["n"] / 100).round(6)
    lower, upper = proportion_confint(counts, shares["n"], method="wilson")
    assert shares["lower"].to_numpy() == pytest.approx(100 * np.asarray(lower), abs=1e-7)
    assert shares["upper"].to_numpy() == pytest.approx(100 * np.asarray(upper), abs=1e-7)
    differences = frame[frame["kind"] == "difference"]
    assert len(differences) >= 21
    for found in differences.to_dict("records"):
        one, other = (row(frame, found["measure"], found[side]) for side in ("group", "against"))
        parts = [(round(each["value"] * each["n"] / 100), int(each["n"])) for each in (one, other)]
        limits = confint_proportions_2indep(*parts[0], *parts[1], method="newcomb", compare="diff")
        assert (found["lower"], found["upper"]) == pytest.approx(100 * np.array(limits), abs=1e-6)


def test_the_parts_of_the_cost_add_up_to_it() -> None:
    frame = csv(HYRES)
    for wave in ("2023", "2024", "2025"):
        own = frame[frame["wave"] == wave]
        for outcome in ("satisfied", "top-box", "promoters"):
            whole = row(own, f"cost-{outcome}")["value"]
            parts = own[(own["measure"] == f"cost-{outcome}") & own["group"].notna()]["value"]
            assert parts.sum() == pytest.approx(whole)


def test_the_cost_of_few_problems_has_no_interval(tmp_path) -> None:
    rows = ["Ja;2"] * 12 + ["Nej;5"] * 60 + ["Nej;3"] * 20
    file = tmp_path / "few.csv"
    file.write_text(
        "Har du haft problem?;Hur nöjd är du totalt sett? (1-5)\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    found = run("complaints", str(file), "--format", "csv", "--quiet")
    assert found.exit_code == 0, found.stderr
    cost = row(pd.read_csv(StringIO(found.stdout)), "cost-satisfied")
    assert cost["value"] > 0
    assert np.isnan([cost["se"], cost["lower"], cost["upper"]]).all()
    assert run("complaints", str(file), "--format", "table").exit_code == 0


SHARES = st.tuples(st.integers(1, 400), st.integers(0, 400)).map(lambda pair: (pair[0] + pair[1], pair[0]))


@given(SHARES, SHARES, st.sampled_from([0.25, 1.0, 8.0]))
def test_the_cost_is_what_the_whole_lies_below_those_without(
    without: tuple[int, int], within: tuple[int, int], weight: float
) -> None:
    def cells(n: int, happy: float) -> estimates.Estimates:
        w = weight
        sums = [n, w * n, w * w * n, 100 * w * happy, 1e4 * w * happy, 100 * w * w * happy, 1e4 * w * w * happy]
        return estimates.of(np.array(sums))

    everybody = without[0] + within[0]
    found = loss(cells(*without), cells(*within), cells(everybody, within[0]), 0.95)
    share = 100 * (without[1] + within[1]) / everybody
    assert float(found.value) == pytest.approx(100 * without[1] / without[0] - share, abs=1e-9)
    q, l0, l1 = within[0] / everybody, without[1] / without[0], within[1] / within[0]
    own = l0 * (1 - l0) / without[0] + l1 * (1 - l1) / within[0]
    variance = q**2 * own + (l0 - l1) ** 2 * q * (1 - q) / everybody
    assert float(found.se) == pytest.approx(100 * variance**0.5, abs=1e-9)
    assert float(found.lower) <= float(found.value) <= float(found.upper)


def test_csv_has_its_columns_and_hides_small_groups(tmp_path) -> None:
    frame = csv(HYRES)
    assert tuple(frame.columns) == COLUMNS
    few = (*GROUPS[:2], ("Ja,Ja,Ja", 50, 44), ("Ja,Ja,Nej", 3, 1))
    frame = csv(constructed(tmp_path, few))
    hidden = frame[(frame["measure"] == "satisfied") & (frame["status"] == "hidden")]
    assert "not-solved" in set(hidden["group"])
    assert len(set(hidden["group"])) > 1  # another one with it, or it could be worked out
    assert hidden[["n", "value", "lower", "upper"]].isna().all(axis=None)
    named = frame[["group", "against"]].isin(set(hidden["group"])).any(axis=1)
    assert frame[named]["value"].isna().all()


def test_a_handful_with_problems_have_no_figures_and_no_cost(tmp_path) -> None:
    frame = csv(constructed(tmp_path, (GROUPS[0], ("Ja,Nej,", 3, 1), ("Ja,Ja,Ja", 1, 1))))
    assert not frame["measure"].str.startswith("cost").any()
    assert frame[frame["kind"] == "difference"].empty
    assert frame.loc[frame["group"].notna(), "value"].isna().all()
    page = run("complaints", constructed(tmp_path, (GROUPS[0], ("Ja,Nej,", 3, 1))), "--format", "md", "--lang", "en")
    assert page.exit_code == 0


def test_low_bases_are_marked_and_not_tested(tmp_path) -> None:
    frame = csv(constructed(tmp_path, (*GROUPS[:2], ("Ja,Ja,Ja", 12, 12), ("Ja,Ja,Nej", 30, 6))))
    assert row(frame, "satisfied", "solved")["status"] == "low-base"
    found = row(frame, "satisfied", "solved", "no-problem")
    assert (found["verdict"], found["status"]) == ("too-few", "low-base")
    assert np.isnan(found["p_value"])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Behind each complaint there are", "Complained, not solved", "association, not effect")),
        ("sv", ("Bakom varje klagomål finns", "Klagade, inte löst", "samband, inte verkan", "Klagade inte")),
        ("nb", ("Bak hver klage er det", "Klaget, ikke løst", "sammenheng, ikke virkning")),
    ],
)
def test_the_page_says_it_in_words(lang: str, words: tuple[str, ...]) -> None:
    found = run("complaints", HYRES, "--format", "md", "--lang", lang).stdout
    for word in words:
        assert word in found
    for width in (40, 80, 160):
        table = run("complaints", HYRES, "--format", "table", "--lang", lang, env={"COLUMNS": str(width)}).stdout
        assert max(map(len, table.splitlines())) <= width


def test_what_is_not_asked_is_left_out_and_said() -> None:
    page = run("complaints", SFO[0], "--format", "md", "--lang", "en").stdout
    assert "nothing can be said of those who kept silent" in page
    assert "nothing can be said of what solving it does" in page
    assert "did not tell you" not in page


def test_json_and_workbook(tmp_path) -> None:
    found = json.loads(run("complaints", HYRES, "--format", "json").stdout)
    assert found["schema"] == "kundnojd-complaints/1"
    assert list(found["rows"][0]) == list(COLUMNS)
    book = tmp_path / "c.xlsx"
    assert run("complaints", HYRES, "-o", str(book), "--lang", "en").exit_code == 0
    import openpyxl

    titles = openpyxl.load_workbook(book).sheetnames
    assert {"What problems cost 2025", "Units", "Comparisons", "Data"} <= set(titles)


def test_a_survey_without_problems_is_refused() -> None:
    found = run("complaints", SFO[0], "--config", "nowhere.toml")
    assert found.exit_code == 3
    found = run("loyalty", HYRES, "--loyal-by", "price")
    assert found.exit_code == 2


def test_nobody_asked_about_problems(tmp_path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("Hur nöjd är du? (1-5)\n" + "4\n5\n2\n" * 20, encoding="utf-8")
    for lang, words in (
        ("en", 'role = "problem"'),
        ("sv", "Ingen fråga om det fanns något problem"),
        ("nb", "Fant ikke"),
    ):
        found = run("complaints", str(file), "--lang", lang)
        assert found.exit_code == 3
        assert words in found.stderr


def test_the_written_survey_toml_gives_the_same_figures(tmp_path) -> None:
    written = tmp_path / "survey.toml"
    assert run("inspect", HYRES, "--write", str(written), "--quiet").exit_code == 0
    for command in (("complaints",), ("loyalty", "--tenure")):
        again = run(*command, HYRES, "--config", str(written), "--format", "csv", "--quiet")
        assert again.stdout == run(*command, HYRES, "--format", "csv", "--quiet").stdout


def test_who_is_in_no_group_is_counted(tmp_path) -> None:
    odd = (*GROUPS, ("Ja,Ja,", 7, 3), ("Nej,Ja,Nej", 6, 3), (",Ja,", 2, 1))
    page = run("complaints", constructed(tmp_path, odd), "--format", "md", "--lang", "en").stdout
    assert "7 respondents had a problem and did not say" in page
    assert "8 respondents answered on a complaint without" in page
    few = (*GROUPS, ("Ja,Ja,", 2, 1))
    page = run("complaints", constructed(tmp_path, few), "--format", "md", "--lang", "sv").stdout
    assert "Färre än 5 svarande hade problem men sade inte" in page


def test_groups_of_customers_stand_beside_the_units(tmp_path) -> None:
    segment = "Hur länge har du bott hos oss?"
    frame = csv(HYRES, "--segment", segment)
    assert set(frame["segment"].dropna()) == {f"{segment}: {text}" for text in TENURES}
    page = run("complaints", HYRES, "--segment", segment, "--format", "md", "--lang", "en").stdout
    assert "Groups 2025" in page
    whole = csv(HYRES)
    assert row(frame[frame["segment"].isna()], "problem")["value"] == row(whole, "problem")["value"]


TENURES = ("Mindre än 1 år", "1–3 år", "4–10 år", "Mer än 10 år")


def test_weights_to_a_population_are_those_of_the_groups_too(tmp_path) -> None:
    file = tmp_path / "units.csv"
    rows = [
        f"{unit},{4 if k % of else 2},{'Ja' if k % 3 == 0 else 'Nej'}"
        for unit, of in (("A", 2), ("B", 4))
        for k in range(60)
    ]
    file.write_text(
        "Enhet,Hur nöjd är du? (1-5),Har du haft något problem?\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    config = tmp_path / "weights.toml"
    config.write_text("[population]\nA = 300\nB = 900\n[weighting]\npost-stratify = true\n", encoding="utf-8")
    frame = csv(str(file), "--config", str(config))
    # Without a problem (k not a multiple of 3) 20 of 40 in A and 30 of 40 in B are satisfied; B weighs three times A.
    assert row(frame, "satisfied", "no-problem")["value"] == pytest.approx(100 * (20 + 3 * 30) / 160)
    assert row(frame, "satisfied", "no-problem")["n"] == 80
