"""``kundnojd loyalty``: from the file to the page."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from kundnojd.analyses.loyalty import SIMULTANEOUS
from kundnojd.analyses.results import COLUMNS
from kundnojd.measures.loyalty import GROUPS, STRICT
from tests.cli.running import HYRES, SFO, run

UNWEIGHTED = ("--weight", "none", "--unit", "none")


def csv(*words: str) -> pd.DataFrame:
    found = run("loyalty", *words, "--format", "csv", "--quiet")
    assert found.exit_code == 0, found.stderr
    texts = {"unit": str, "wave": str, "question": str, "answer": str}
    return pd.read_csv(StringIO(found.stdout), keep_default_na=False, na_values=[""], dtype=texts)


def of_whole(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["unit"].isna()].set_index("measure")


def test_sfo_2017_has_the_shares_that_were_worked_out() -> None:
    # SFO 2017, Q7ALL and NETPRO, n 2625: 1323, 830, 62, 410; strict (5 and 10) 472, 208, 366, 1579; ambassadors (5 and
    # 9-10) 605. Intervals: statsmodels, Wilson.
    frame = of_whole(csv(SFO[0], *UNWEIGHTED))
    assert (frame["n"] == 2625).all()
    counts = (frame["value"] * 26.25).round(6)
    assert counts[list(GROUPS)].tolist() == [1323, 830, 62, 410]
    assert counts[list(STRICT)].tolist() == [472, 208, 366, 1579]
    wanted = {
        "ambassadors": (0.230476, 0.214767, 0.246974),
        "loyal-satisfied": (0.504000, 0.484881, 0.523107),
        "satisfied-mobile": (0.316190, 0.298682, 0.334236),
        "dissatisfied-staying": (0.023619, 0.018469, 0.030162),
        "leaving": (0.156190, 0.142806, 0.170580),
    }
    for measure, numbers in wanted.items():
        found = frame.loc[measure, ["value", "lower", "upper"]].to_numpy(dtype=float) / 100
        assert found == pytest.approx(numbers, abs=5e-7)


def test_intervals_are_those_of_statsmodels() -> None:
    frame = of_whole(csv(SFO[0], *UNWEIGHTED))
    counts = (frame.loc[list(GROUPS), "value"] * 26.25).round().to_numpy()
    together = 100 * multinomial_proportions_confint(counts, alpha=0.05, method="goodman")
    assert frame.loc[list(GROUPS), list(SIMULTANEOUS)].to_numpy() == pytest.approx(together, abs=1e-7)
    alone = 100 * np.array(proportion_confint(counts, 2625, method="wilson")).T
    assert frame.loc[list(GROUPS), ["lower", "upper"]].to_numpy() == pytest.approx(alone, abs=1e-7)


def test_the_four_groups_are_all_there_are_in_every_unit_and_wave() -> None:
    frame = csv(HYRES, "--tenure")
    assert tuple(frame.columns) == (*COLUMNS, *SIMULTANEOUS, "segment")
    for names in (GROUPS, STRICT):
        own = frame[frame["measure"].isin(names)]
        total = own.groupby(["unit", "wave", "segment"], dropna=False)["value"].sum(min_count=4).dropna()
        assert total.to_numpy() == pytest.approx(100.0)
    assert set(frame["unit"].dropna()) >= {"Hamnen", "Söderport"}
    hidden = frame[frame["unit"] == "Stationsområdet"]
    assert (hidden["status"] == "hidden").all()
    assert hidden[["n", "value", *SIMULTANEOUS]].isna().all(axis=None)


def test_every_share_can_be_counted_in_the_workbook() -> None:
    import openpyxl

    header, *rows = openpyxl.load_workbook(HYRES).worksheets[0].iter_rows(values_only=True)
    column = {name: place for place, name in enumerate(header)}
    again, weight = column["Skulle du välja oss som hyresvärd igen?"], column["Vikt"]
    overall, recommend = column["Hur nöjd är du totalt sett med oss som hyresvärd?"], 18

    def number(cell: object) -> int | None:
        return None if cell is None else int(str(cell).split(" ")[0])

    newest = [(number(r[overall]), number(r[recommend]), r[again], r[weight]) for r in rows if r[column["År"]] == 2025]
    known = [row for row in newest if None not in row]
    best = sum(w for one, other, back, w in known if one >= 9 and other >= 9 and back == "Ja, absolut")
    both = [row for row in newest if row[0] is not None and row[2] is not None]
    on_the_move = sum(w for one, _, back, w in both if one >= 8 and back != "Ja, absolut")
    frame = csv(HYRES)
    whole = of_whole(frame[frame["wave"] == "2025"])
    assert whole.loc["ambassadors", "value"] == pytest.approx(100 * best / sum(row[3] for row in known))
    assert whole.loc["satisfied-mobile", "value"] == pytest.approx(100 * on_the_move / sum(row[3] for row in both))
    assert whole.loc["ambassadors", "n"] == len(known)


def test_scaled_weights_change_no_figure(tmp_path) -> None:
    rows = [f"{5 + k % 6},{k % 11},{'Ja' if k % 3 else 'Nej'},{1 + k % 4}" for k in range(120)]
    found = []
    for factor in (1, 4):
        own = [",".join([*row.split(",")[:3], str(factor * int(row.split(",")[3]))]) for row in rows]
        found.append(csv(made(tmp_path, own, "Vikt"), "--weight", "Vikt"))
    pd.testing.assert_frame_equal(*found)


def made(folder: Path, rows: list[str], *more: str) -> str:
    file = folder / "one.csv"
    header = "Hur nöjd är du totalt sett? (1-10),Skulle du rekommendera oss? (0-10),Har du handlat hos oss igen?"
    file.write_text("\n".join([",".join([header, *more]), *rows]) + "\n", encoding="utf-8")
    return str(file)


def test_what_was_done_goes_before_what_somebody_says(tmp_path) -> None:
    rows = [f"{5 + k % 6},{k % 11},{'Ja' if k % 3 else 'Nej'}" for k in range(120)]
    file = made(tmp_path, rows)
    page = run("loyalty", file, "--lang", "sv", "--format", "md").stdout
    assert "säger vad de har gjort" in page
    frame = of_whole(csv(file))
    stays = sum(frame.loc[name, "value"] for name in ("loyal-satisfied", "dissatisfied-staying"))
    assert stays == pytest.approx(100 * sum(bool(k % 3) for k in range(120)) / 120)
    by_recommending = of_whole(csv(file, "--loyal-by", "recommend"))
    stays = sum(by_recommending.loc[name, "value"] for name in ("loyal-satisfied", "dissatisfied-staying"))
    assert stays == pytest.approx(100 * sum(k % 11 >= 9 for k in range(120)) / 120)


def test_two_questions_are_said_to_be_two(tmp_path) -> None:
    page = run("loyalty", SFO[0], "--format", "md", "--lang", "en").stdout
    assert "Coming back or choosing again is not asked" in page
    assert "Loyal is taken from the recommendation" in page


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Satisfied but on the move", "tells what they say they would do, not what they have done")),
        ("sv", ("Trogna och nöjda", "Nöjda men rörliga", "Missnöjda men kvar", "På väg bort", "Ambassadörer")),
        ("nb", ("Lojale og fornøyde", "Ambassadører", "ikke hva de har gjort")),
    ],
)
def test_the_page_says_it_in_words(lang: str, words: tuple[str, ...]) -> None:
    found = run("loyalty", HYRES, "--tenure", "--format", "md", "--lang", lang).stdout
    for word in words:
        assert word in found
    for width in (40, 80, 160):
        table = run("loyalty", HYRES, "--format", "table", "--lang", lang, env={"COLUMNS": str(width)}).stdout
        assert max(map(len, table.splitlines())) <= width


def test_tenure_runs_from_the_newest_customers_to_the_oldest() -> None:
    page = run("loyalty", HYRES, "--tenure", "--format", "md", "--lang", "sv").stdout
    places = [page.index(text) for text in ("Mindre än 1 år", "1–3 år", "4–10 år", "Mer än 10 år")]
    assert places == sorted(places)


def test_json_has_its_schema_and_options() -> None:
    found = json.loads(run("loyalty", HYRES, "--loyal-by", "recommend", "--format", "json").stdout)
    assert found["schema"] == "kundnojd-loyalty/1"
    assert found["provenance"]["options"]["loyal_by"] == "recommend"
    assert list(found["rows"][0]) == [*COLUMNS, *SIMULTANEOUS]


def test_hiding_is_that_of_analyze() -> None:
    frame = csv(HYRES)
    analysed = pd.read_csv(StringIO(run("analyze", HYRES, "--measure", "nki", "--format", "csv", "--quiet").stdout))
    hidden = set(analysed.loc[(analysed["status"] == "hidden") & (analysed["wave"] == 2025), "unit"])
    own = frame[(frame["status"] == "hidden") & (frame["wave"] == "2025")]
    assert hidden <= set(own["unit"])


@pytest.mark.parametrize(
    ("header", "words", "key"),
    [
        ("Bemötande (1-5),Information (1-5)", (), 'role = "overall"'),
        ("Hur nöjd är du totalt sett? (1-10),Information (1-5)", (), '"repurchase" or "loyalty"'),
        ("Hur nöjd är du totalt sett? (1-10),Skulle du rekommendera oss? (0-10)", ("--tenure",), "--segment"),
        (
            "Hur nöjd är du totalt sett? (1-10),Skulle du rekommendera oss? (0-10)",
            ("--loyal-by", "repurchase"),
            "leave",
        ),
    ],
)
def test_what_is_not_asked_is_named(tmp_path, header: str, words: tuple[str, ...], key: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(header + "\n" + "".join(f"{1 + k % 5},{k % 5 + 1}\n" for k in range(40)), encoding="utf-8")
    found = run("loyalty", str(file), *words, "--lang", "en")
    assert found.exit_code == 3
    assert key in found.stderr


def test_a_table_of_counts_knows_no_persons(tmp_path) -> None:
    file = tmp_path / "counts.csv"
    rows = [f"Hur nöjd är du totalt sett? (1-10),{k},{10 + k}" for k in range(1, 11)]
    file.write_text("Fråga,Svar,Antal\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = run("loyalty", str(file), "--shape", "counts", "--lang", "en")
    assert found.exit_code == 3
    assert "one row for each respondent" in found.stderr
