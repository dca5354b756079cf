"""The worked numbers of the rules: limits by their formulas, and figures of public survey files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kundnojd.inference import answering, redundancy
from kundnojd.questionnaire.audit_rules import rules
from tests.cli.running import run

AGREEMENT = "strongly disagree < disagree < neutral < agree < strongly agree → 1-10"
SFO_SCALE = 'question = [{ column = "Q7*", scale = [1, 5], dont-know = ["6"], missing = ["0"] }]\n'


# --- formulas ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "v"),
    [((1,) * 5, 0.500), ((1,) * 10, 0.407), ((0.4, 0.1, 0, 0.1, 0.4), 0.850), ((1, 0, 1), 1.0), ((0, 1, 0), 0.0)],
)
def test_a14_polarisation(shares: tuple[float, ...], v: float) -> None:
    # By hand: 4 var / (b - a)^2; ten even steps give 4 * 8.25 / 81.
    counts = np.array(shares, dtype=float)
    assert answering.polarisation(counts, np.arange(1.0, len(counts) + 1)) == pytest.approx(v, abs=5e-4)


def test_a26_answers_needed() -> None:
    # 2 ((1.959964 + 0.841621) 20 / 5)^2 = 251.2
    assert answering.answers_needed(20, 5) == 252
    assert answering.answers_needed(20, 2.5) == 1005


def test_a34_limits() -> None:
    # R: sqrt(qchisq(.001, n - 1) / (n - 1))
    found = [answering.least_spread(n) for n in (10, 20, 30, 50)]
    assert found == pytest.approx([0.3578, 0.5333, 0.6158, 0.7001], abs=5e-4)


def test_a28_design_effect_is_that_of_kish() -> None:
    w = np.array([1.0, 1, 1, 5])
    assert len(w) * (w**2).sum() / w.sum() ** 2 == pytest.approx(1.75)


def test_a12_and_a11_of_equal_correlations() -> None:
    r = np.full((5, 5), 0.5) + 0.5 * np.eye(5)
    assert redundancy.eigenvalues(r) == pytest.approx([3.0, 0.5, 0.5, 0.5, 0.5])
    assert redundancy.standardised_alpha(r) == pytest.approx(5 * 0.5 / (1 + 4 * 0.5))
    assert redundancy.squared_multiple(r) == pytest.approx([0.4] * 5)  # p r^2 / (1 + (p - 1) r) for p = 4 others


def test_a18_spearman_with_ties() -> None:
    # scipy.stats.spearmanr([1, 2, 3, 4, 5], [2, 1, 3, 3, 5])
    assert answering.rank_correlation(np.arange(5.0), np.array([2.0, 1, 3, 3, 5])) == pytest.approx(0.8720816)


def test_the_table_has_every_rule_with_its_severity() -> None:
    assert [key for key, rule in rules().items() if rule.severity == "E"] == [
        "A19",
        "A20",
        "A29",
        "A30",
        "A33",
        "A42",
        "A43",
    ]
    assert len(rules()) == 44


# --- figures of public files ---------------------------------------------------------------------------------------


def audited(file: Path, config: Path | None = None, *more: str) -> dict[str, list[dict[str, Any]]]:
    settings = ["--config", str(config)] if config else []
    found = run("audit", str(file), *settings, *more, "--today", "2026-01-01", "--format", "json", "--quiet")
    assert found.exit_code == 0, found.stderr
    by_rule: dict[str, list[dict[str, Any]]] = {}
    for row in json.loads(found.stdout)["rows"]:
        by_rule.setdefault(row["rule"], []).append(row)
    return by_rule


def sfo(shared_data: Path, tmp_path: Path, year: int, *more: str) -> dict[str, list[dict[str, Any]]]:
    config = tmp_path / "settings.toml"
    config.write_text(SFO_SCALE, encoding="utf-8")
    file = shared_data / "sfo-customer-survey" / f"{year}_SFO_Customer_Survey_20250817.csv"
    return audited(file, config, "--unit", "none", "--wave", "none", *more)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("year", "rho", "first", "last", "straight"),
    [
        (2015, 0.880, 2.2, 6.1, 14.9),
        (2016, 0.876, 2.5, 6.2, 14.5),
        (2017, 0.827, 3.0, 5.9, 15.5),
        (2018, 0.887, 4.0, 7.9, 12.2),
    ],
)
def test_sfo_leaves_more_blank_along_the_battery_and_draws_straight_lines(
    shared_data: Path, tmp_path: Path, year: int, rho: float, first: float, last: float, straight: float
) -> None:
    # SFO 2015-2018, question 7 without its last item: rho .83 to .89, from 2 to 4 % blank to 6 to 8 %;
    # straight lines 12 to 16 % of those who answered five items (pandas and scipy.stats.spearmanr on the file).
    config = (
        "question = ["
        + ", ".join(
            f'{{ column = "{name}", scale = [1, 5], dont-know = ["6"], missing = ["0"] }}'
            for name in fourteen(shared_data, year)
        )
        + ']\n[columns]\nothers = "ignore"\n'
    )
    path = tmp_path / "settings.toml"
    path.write_text(config, encoding="utf-8")
    file = shared_data / "sfo-customer-survey" / f"{year}_SFO_Customer_Survey_20250817.csv"
    found = audited(file, path)
    (position,) = found["A18"]
    assert position["status"] == "found"
    assert position["number"] == pytest.approx(rho, abs=6e-4)
    assert position["detail"] == f"{first:.1f} → {last:.1f} %"
    (lines,) = found["A16"]
    assert (lines["status"], lines["number"]) == ("found", pytest.approx(straight, abs=0.06))


def fourteen(shared_data: Path, year: int) -> list[str]:
    file = shared_data / "sfo-customer-survey" / f"{year}_SFO_Customer_Survey_20250817.csv"
    header = file.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    names = [name.strip('"') for name in header if name.strip('"').upper().startswith("Q7")]
    return [name for name in names if not name.upper().endswith("ALL") and "COM" not in name.upper()][:14]


@pytest.mark.shared
def test_sfo_items_that_few_can_answer(shared_data: Path, tmp_path: Path) -> None:
    # SFO 2017: parking, rental cars and trains, 45 to 69 % not applicable.
    found = {row["question"]: row["number"] for row in sfo(shared_data, tmp_path, 2017)["A09"]}
    for name in ("Q7PARK", "Q7AIRTRAIN", "Q7RENTAL"):
        assert 45 <= found[name] <= 69


@pytest.mark.shared
def test_sfo_weights_are_even_and_those_of_the_poll_are_not(shared_data: Path, tmp_path: Path) -> None:
    # deff = n sum w^2 / (sum w)^2: SFO 1.21 to 1.41; the poll 3.07, and its heaviest weight 8.7 times the mean.
    for year in (2017, 2018):
        (row,) = sfo(shared_data, tmp_path, year, "--weight", "WEIGHT")["A28"]
        assert row["status"] == "ok"
        assert 1.21 <= round(row["number"], 2) <= 1.41
    deff, heaviest = audited(shared_data / "masculinity-survey" / "raw-responses.csv")["A28"]
    assert (deff["number"], deff["severity"]) == (pytest.approx(3.07, abs=5e-3), "E")
    assert (heaviest["number"], heaviest["severity"]) == (pytest.approx(8.7, abs=0.05), "W")


@pytest.mark.shared
def test_speeders_of_the_poll(shared_data: Path) -> None:
    # 1,615 answers on a clock of twelve hours: 20 end before they begin and have no time. Of all of them 5.6 % are
    # under half the median, these 20 counted, and 2.3 % under .3 of it; without the 20 it is 71 and 17 of 1,595.
    (row,) = audited(shared_data / "masculinity-survey" / "raw-responses.csv")["A17"]
    assert (row["n"], row["status"]) == (1595, "ok")
    assert row["number"] == pytest.approx(100 * 71 / 1595)
    assert row["detail"] == "1.1 %"
    assert round(100 * (71 + 20) / 1615, 1) == 5.6
    assert round(100 * (17 + 20) / 1615, 1) == 2.3


@pytest.mark.shared
def test_mobi_repeats_nothing(shared_data: Path) -> None:
    # ECSI mobi: 7 of 24 items give r .951, the largest SMC is .672, the highest correlation .700.
    found = audited(shared_data / "ecsi-mobi" / "mobi.csv")
    (row,) = found["A11"]
    assert (row["status"], row["detail"]) == ("ok", "7 / 24: r 0.951")
    assert row["number"] == pytest.approx(0.672, abs=5e-4)
    assert found["A16"][0]["status"] == "ok"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "battery", "count"),
    [("ecsi-mobi/mobi.csv", "PERQ1 – PERQ7 (7)", 9), ("bank-satisfaction/satisfaction.csv", "qual1 – qual5 (5)", 13)],
)
def test_few_draw_straight_lines_in_batteries_of_ten_steps(
    shared_data: Path, tmp_path: Path, file: str, battery: str, count: int
) -> None:
    config = tmp_path / "settings.toml"
    config.write_text("[audit.limits]\nA16 = { share = 1 }\n", encoding="utf-8")
    found = {row["question"]: row for row in audited(shared_data / file, config)["A16"]}
    assert (found[battery]["n"], found[battery]["number"]) == (250, pytest.approx(100 * count / 250))


@pytest.mark.shared
def test_nobody_is_split_over_the_bank_or_the_telephone(shared_data: Path) -> None:
    for file in ("bank-satisfaction/satisfaction.csv", "ecsi-mobi/mobi.csv"):
        (row,) = audited(shared_data / file)["A14"]
        assert row["status"] == "ok"
        assert row["number"] <= 0.40  # the largest V of 51 items


@pytest.mark.shared
def test_recommending_from_one_to_ten_is_no_nps(shared_data: Path) -> None:
    for file in (
        "r-community-survey/2018-english-form-responses.tsv",
        "cncf-maintainer-survey/2021__h1__CNCF_Maintainers_Survey_2021_H1.csv",
    ):
        rows = audited(shared_data / file)["A33"]
        assert {(row["status"], row["severity"], row["detail"]) for row in rows} == {("found", "E", "1-10")}


@pytest.mark.shared
def test_the_scale_of_the_maintainers_survey_changed(shared_data: Path) -> None:
    # CNCF: five steps of agreement until 2020-H1, 1 to 10 from 2020-H2 on.
    files = sorted(
        path for path in (shared_data / "cncf-maintainer-survey").glob("*.csv") if not path.name.endswith("Summary.csv")
    )
    found = run("audit", *map(str, files), "--today", "2026-01-01", "--format", "json", "--quiet")
    rows = [row for row in json.loads(found.stdout)["rows"] if row["rule"] == "A30"]
    assert {(row["status"], row["severity"], row["wave"]) for row in rows} == {("found", "E", "2020-H2")}
    assert all(row["detail"].casefold() == AGREEMENT for row in rows)
