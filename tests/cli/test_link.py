"""``kundnojd link``: what it says, hides and refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from kundnojd.analyses.linkage_frame import COLUMNS
from tests.cli.running import HYRES, ROOT, run

STAFF = str(ROOT / "examples" / "hyresgaster" / "medarbetare.xlsx")
FIGURES = str(ROOT / "examples" / "hyresgaster" / "sjukfranvaro.csv")
NUMBERS = ("value", "se", "pooled_se", "lower", "upper")


def csv(*words: str) -> pd.DataFrame:
    found = run("link", *words, "--format", "csv", "--quiet")
    assert found.exit_code == 0, found.stderr
    return pd.read_csv(io.StringIO(found.stdout), keep_default_na=False, na_values=[""], dtype={"wave": str})


def figure(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[(frame["part"] == "relation") & (frame["figure"] == name)].iloc[0]


def files(
    folder: Path, units: int = 24, slope: float = 1.0, staff_n: int = 25, customers_n: int = 40, waves: int = 1
) -> tuple[str, str]:
    """A customer and a staff survey of so many units whose true levels lie on a line, but for noise."""
    rng = np.random.default_rng(11)
    level = rng.normal(0, 1.2, units)
    names = [f"Kontor {chr(65 + unit)}{chr(65 + unit % 7)}" for unit in range(units)]
    staff, customers = (
        ["Enhet,År,Jag trivs (1-5),Jag har tid (1-5),Min chef lyssnar (1-5)"],
        ["Enhet,År,Hur nöjd är du totalt? (1-10)"],
    )
    for wave in range(waves):
        for unit, name in enumerate(names):
            for _ in range(staff_n):
                mood = 3.4 + 0.6 * level[unit] + rng.normal(0, 0.7)
                replies = [str(int(np.clip(round(mood + rng.normal(0, 0.4)), 1, 5))) for _ in range(3)]
                staff.append(",".join([name, str(2024 + wave), *replies]))
            for _ in range(customers_n):
                reply = np.clip(round(6.5 + slope * level[unit] + rng.normal(0, 1.5)), 1, 10)
                customers.append(f"{name},{2024 + wave},{int(reply)}")
    paths = folder / "customers.csv", folder / "staff.csv"
    for path, lines in zip(paths, (customers, staff), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(paths[0]), str(paths[1])


def test_the_columns_and_rows() -> None:
    frame = csv(HYRES, STAFF)
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["part"]) == {"relation", "unit", "lag"}
    assert frame["x_measure"].unique().tolist() == ["engagement"]
    assert frame["y_measure"].unique().tolist() == ["nki"]
    best = figure(frame, "correlation")
    assert best["units"] == 15
    assert best["status"] == "low-base"
    assert best["lower"] < best["value"] < best["upper"]
    assert figure(frame, "correlation-seen")["value"] < best["value"]


def test_the_figures_of_units_are_those_of_analyze() -> None:
    frame = csv(HYRES, STAFF)
    own = run("analyze", HYRES, "--measure", "nki", "--format", "csv", "--quiet").stdout
    usual = pd.read_csv(io.StringIO(own), keep_default_na=False, na_values=[""], dtype={"wave": str})
    usual = usual[usual["wave"] == "2025"].set_index("unit")
    units = frame[(frame["part"] == "unit") & (frame["side"] == "y") & frame["value"].notna()].set_index("unit")
    for name in ("n", "value", "se", "lower", "upper"):
        assert units[name].tolist() == usual.loc[units.index, name].tolist()


def test_hidden_units_have_no_figure_on_either_side() -> None:
    frame = csv(HYRES, STAFF)
    units = frame[frame["part"] == "unit"]
    assert units.loc[units["status"] == "hidden", "unit"].nunique() == 3
    for name in ("Stationsområdet", "Fågelsången", "Prästhagen"):
        own = units[units["unit"] == name]
        assert len(own) == 2
        assert own[[*NUMBERS, "n"]].isna().all(axis=None)
    page = run("link", HYRES, STAFF, "--format", "html", "--lang", "en", "--quiet").stdout
    drawn = page.partition("<svg")[2].partition("</svg>")[0]
    assert "Östra Höjden" in drawn
    assert "Stationsområdet" not in drawn


def test_a_larger_minimum_hides_more() -> None:
    assert figure(csv(HYRES, STAFF, "--min-n", "18"), "correlation")["units"] < 15


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("An association, not an effect.", "It is about units, not people", "Nothing")),
        ("sv", ("Ett samband, inte en effekt.", "Det gäller enheter, inte personer", "")),
        ("nb", ("En sammenheng, ikke en effekt.", "Det gjelder enheter, ikke personer", "")),
    ],
)
def test_what_is_said(lang: str, words: tuple[str, ...]) -> None:
    said = " ".join(run("link", HYRES, STAFF, "--format", "md", "--lang", lang, "--quiet").stdout.split())
    assert all(word in said for word in words[:2])
    assert "Rönnlycka" in said
    assert "Huvudkontoret" in said


def test_names_that_are_only_alike_wait_for_a_map(tmp_path) -> None:
    file = tmp_path / "map.csv"
    first = run("link", HYRES, STAFF, "--map", str(file), "--format", "csv", "--lang", "sv")
    assert "3 namn att se över skrevs till" in first.stderr
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines == [
        "staff_unit;customer_unit;score;accept",
        "Björklundens;Björklunden;95.7;",
        "Rönnlycka;Rönnlyckan;94.7;",
        "Huvudkontoret;;;",
    ]
    lines[1] += "ja"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    second = run("link", HYRES, STAFF, "--map", str(file), "--format", "md", "--lang", "en", "--quiet").stdout
    assert "1 of them by the map" in second
    assert "does not accept them" in second
    assert file.read_text(encoding="utf-8").splitlines() == lines  # what a person wrote stays
    assert figure(csv(HYRES, STAFF, "--map", str(file)), "correlation")["units"] == 16


def test_two_units_that_the_map_makes_one_are_added(tmp_path) -> None:
    customers, staff = files(tmp_path)
    text = Path(staff).read_text(encoding="utf-8")
    halves = [line.replace("Kontor AA", f"Kontor AA {k % 2 + 1}") for k, line in enumerate(text.splitlines())]
    Path(staff).write_text("\n".join(halves) + "\n", encoding="utf-8")
    file = tmp_path / "map.csv"
    rows = [f"Kontor AA {half},Kontor AA,,x" for half in (1, 2)]
    file.write_text("\n".join(["staff_unit,customer_unit,score,accept", *rows]) + "\n", encoding="utf-8")
    frame = csv(customers, staff, "--map", str(file))
    unit = frame[(frame["part"] == "unit") & (frame["unit"] == "Kontor AA") & (frame["side"] == "x")].iloc[0]
    assert unit["n"] == 25
    assert figure(frame, "correlation")["units"] == 24


def test_a_relation_that_is_there(tmp_path) -> None:
    frame = csv(*files(tmp_path))
    best = figure(frame, "correlation")
    assert best["status"] == "ok"
    assert best["lower"] > 0.3
    assert figure(frame, "correlation-seen")["verdict"] == "together"
    assert (frame["part"] == "lag").sum() == 0  # one wave


def test_under_eight_units_there_is_no_correlation(tmp_path) -> None:
    customers, staff = files(tmp_path, units=7)
    frame = csv(customers, staff)
    best = figure(frame, "correlation")
    assert best["status"] == "too-few-units"
    assert best[list(NUMBERS)].isna().all()
    assert set(frame["figure"]) == {"correlation", "value"}
    said = run("link", customers, staff, "--format", "table", "--lang", "en").stdout
    assert "7 units have figures that are shown on both sides, and at least 8 are needed" in " ".join(said.split())


def test_too_little_between_the_units_gives_limits_alone(tmp_path) -> None:
    frame = csv(*files(tmp_path, slope=0.02))
    best = figure(frame, "correlation")
    assert best["status"] == "too-little-between"
    assert np.isnan(best["value"])
    assert best["lower"] < best["upper"]
    assert "slope" not in set(frame["figure"])
    said = run("link", *files(tmp_path, slope=0.02), "--format", "md", "--lang", "en").stdout
    assert "Too little lies between the units to tell" in said


def test_lags_need_two_waves_of_both(tmp_path) -> None:
    frame = csv(*files(tmp_path, waves=2))
    lags = frame[frame["part"] == "lag"]
    assert lags["side"].tolist() == ["x", "y"]
    assert lags["wave"].tolist() == ["2024", "2024"]
    assert lags["units"].tolist() == [24, 24]
    said = run("link", *files(tmp_path, waves=2), "--format", "md", "--lang", "en", "--quiet").stdout
    assert "their shared error is taken to be 0" in said


def test_a_figure_that_leads_is_said_to(tmp_path) -> None:
    rng = np.random.default_rng(2)
    first, before = rng.normal(0, 1.2, 30), rng.normal(0, 1, 30)
    later = 0.5 * before + 0.7 * first
    staff, customers = (
        ["Enhet,År,Jag är motiverad (1-5),Min chef lyssnar (1-5)"],
        ["Enhet,År,Hur nöjd är du totalt? (1-10)"],
    )
    for wave, levels in enumerate((before, later)):
        for unit in range(30):
            name = f"Kontor {chr(65 + unit % 26)}{chr(65 + unit // 26)}q,{2024 + wave}"
            moods = 3.2 + 0.6 * first[unit] + rng.normal(0, 0.6, 40)
            staff += [f"{name},{round(min(max(m, 1), 5))},{round(min(max(m + 0.3, 1), 5))}" for m in moods]
            feelings = 6.2 + levels[unit] + rng.normal(0, 1.5, 80)
            customers += [f"{name},{round(min(max(one, 1), 10))}" for one in feelings]
    paths = str(tmp_path / "customers.csv"), str(tmp_path / "staff.csv")
    for path, lines in zip(paths, (customers, staff), strict=True):
        Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    frame = csv(*paths)
    assert frame.loc[frame["part"] == "lag", "verdict"].iloc[0] == "together"
    said = run("link", *paths, "--format", "md", "--lang", "sv", "--quiet").stdout
    assert "Engagemang (medarbetare) går före Index (kunder) med en mätning" in said


def test_followed_respondents_share_their_error(tmp_path) -> None:
    customers, staff = files(tmp_path, waves=2, units=20)
    lines = Path(customers).read_text(encoding="utf-8").splitlines()
    count = (len(lines) - 1) // 2
    numbered = ["Kundnr," + lines[0], *(f"{row % count + 1000},{line}" for row, line in enumerate(lines[1:]))]
    Path(customers).write_text("\n".join(numbered) + "\n", encoding="utf-8")
    settings = tmp_path / "paired.toml"
    settings.write_text('[columns]\nrespondent = "Kundnr"\npaired = true\n', encoding="utf-8")
    words = (customers, staff, "--config", str(settings))
    said = run("link", *words, "--format", "md", "--lang", "en", "--quiet").stdout
    assert "where respondents are followed" in said
    followed, not_followed = (frame[frame["part"] == "lag"] for frame in (csv(*words), csv(customers, staff)))
    assert followed["value"].iloc[0] != pytest.approx(not_followed["value"].iloc[0], abs=1e-6)


def test_a_table_of_figures() -> None:
    frame = csv(HYRES, FIGURES, "--outcome", "sjukfrånvaro")
    assert frame["y_measure"].unique().tolist() == ["Sjukfrånvaro"]
    best = figure(frame, "correlation")
    assert best["units"] == 18
    assert best["upper"] < 0
    reliability = frame[(frame["figure"] == "reliability") & (frame["side"] == "y")]["value"]
    assert reliability.tolist() == [1.0]
    units = frame[(frame["part"] == "unit") & (frame["side"] == "y")]
    hidden = units[units["status"] == "hidden"]
    assert set(hidden["unit"]) == {"Stationsområdet", "Prästhagen"}
    assert hidden["value"].isna().all()


def test_a_table_with_standard_errors(tmp_path) -> None:
    customers, _ = files(tmp_path)
    table = tmp_path / "figures.csv"
    rng = np.random.default_rng(3)
    names = dict.fromkeys(line.split(",")[0] for line in Path(customers).read_text(encoding="utf-8").splitlines()[1:])
    lines = [f"{name};{rng.normal(5, 2):.2f};0,5" for name in names]
    table.write_text("Kontor;Klagomål;Fel\n" + "\n".join(lines).replace(".", ",") + "\n", encoding="utf-8")
    words = (customers, str(table), "--outcome", "Klagomål", "--outcome-se", "Fel")
    units = csv(*words)
    own = units[(units["part"] == "unit") & (units["side"] == "y")]
    assert own["pooled_se"].tolist() == pytest.approx([0.5] * 24)
    assert (own["upper"] - own["lower"]).tolist() == pytest.approx([2 * 0.5 * 1.959964] * 24, abs=1e-6)


def test_several_measures_are_corrected_together() -> None:
    frame = csv(HYRES, STAFF, "--measure", "nki", "--measure", "nps", "--staff-measure", "enps")
    assert set(zip(frame["x_measure"], frame["y_measure"], strict=True)) == {("enps", "nki"), ("enps", "nps")}
    tests = frame[frame["figure"] == "correlation-seen"]
    assert (tests["p_adjusted"] >= tests["p_value"]).all()
    none = csv(HYRES, STAFF, "--measure", "nki", "--measure", "nps", "--staff-measure", "enps", "--adjust", "none")
    plain = none[none["figure"] == "correlation-seen"]
    assert plain["p_adjusted"].tolist() == plain["p_value"].tolist()


def test_one_wave_beside_another(tmp_path) -> None:
    customers, staff = files(tmp_path, units=10)
    later = Path(staff).read_text(encoding="utf-8").replace(",2024,", ",2026,")
    Path(staff).write_text(later, encoding="utf-8")
    said = run("link", customers, staff, "--format", "md", "--lang", "en", "--quiet").stdout
    assert "The two are not of the same wave: 2026 beside 2024." in said


def test_columns_of_codes_are_proposed(tmp_path) -> None:
    customers, staff = files(tmp_path)
    for path, word in ((customers, "Kundenhet"), (staff, "Org")):
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        codes = {
            name: f"K-{7 * number + 101}"
            for number, name in enumerate(dict.fromkeys(x.split(",")[0] for x in lines[1:]))
        }
        rows = [f"{word},{lines[0]}", *(f"{codes[line.split(',')[0]]},{line}" for line in lines[1:])]
        text = "\n".join(rows) + "\n"
        Path(path).write_text(text.replace("Kontor AA", "Kontoret vid Ån") if word == "Org" else text, encoding="utf-8")
    said = run("link", customers, staff, "--unit", "Enhet", "--format", "md", "--lang", "en", "--quiet").stdout
    assert '--unit "Kundenhet" --staff-unit "Org"' in said.replace("\\", "")
    joined = csv(customers, staff, "--unit", "Kundenhet", "--staff-unit", "Org")
    assert figure(joined, "correlation")["units"] == 24


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        ((HYRES, STAFF, "--outcome", "X", "--staff-measure", "enps"), "Use one of them", 2),
        ((HYRES, STAFF, "--outcome-se", "X"), "--outcome", 2),
        ((HYRES, FIGURES, "--outcome", "X", "--outcome-se", "X", "--outcome-n", "X"), "one of the two only", 2),
        ((HYRES, "-"), "standard input", 2),
        ((HYRES, STAFF, "--measure", "dont-know"), "is not there for each unit", 2),
        ((HYRES, STAFF, "--staff-measure", "love"), "There is no measure", 2),
        ((HYRES, FIGURES, "--outcome", "Vinst"), "has no column Vinst", 3),
        ((HYRES, STAFF, "--unit", "Område", "--staff-unit", "År"), "No unit has the same name", 3),
        ((HYRES, str(ROOT / "nothing.xlsx")), "nothing.xlsx", 3),
    ],
)
def test_wrong_use(words: tuple[str, ...], said: str, code: int) -> None:
    found = run("link", *words)
    assert said in found.stderr
    assert found.exit_code == code
    assert "Traceback" not in found.stderr


def test_a_survey_without_units_is_refused(tmp_path) -> None:
    file = tmp_path / "none.csv"
    file.write_text("Hur nöjd är du totalt? (1-10)\n" + "8\n9\n7\n10\n" * 10, encoding="utf-8")
    found = run("link", str(file), STAFF)
    assert found.exit_code == 3
    assert "--unit COLUMN" in found.stderr


def test_a_survey_toml_beside_both_files_is_about_the_first(tmp_path) -> None:
    customers, staff = files(tmp_path)
    (tmp_path / "survey.toml").write_text(
        '[[question]]\ncolumn = "Hur nöjd är du totalt? (1-10)"\nrole = "overall"\nscale = [1, 10]\n', encoding="utf-8"
    )
    assert figure(csv(customers, staff), "correlation")["units"] == 24


def test_every_format(tmp_path) -> None:
    names = ("a.csv", "a.md", "a.json", "a.tsv", "a.txt", "a.html", "a.xlsx", "a.pptx")
    outputs = [word for name in names for word in ("-o", str(tmp_path / name))]
    assert run("link", HYRES, STAFF, *outputs, "--quiet").exit_code == 0
    assert all((tmp_path / name).stat().st_size > 500 for name in names)
    report = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert report["schema"] == "kundnojd-link/1"
    assert len(report["provenance"]["inputs"]) == 2
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "Östra Höjden" in cells


def test_the_answers_of_units_left_out_are_counted_but_not_of_hidden_ones(tmp_path) -> None:
    customers, staff = files(tmp_path, units=10)
    with Path(staff).open("a", encoding="utf-8") as file:
        file.write("Liten,2024,3,4,5\n" * 3 + "Stor,2024,3,4,5\nStor,2024,4,4,4\n" * 20)
    said = " ".join(run("link", customers, staff, "--format", "md", "--lang", "en", "--quiet").stdout.split())
    assert "2 units of the staff survey have no counterpart and are left out: Liten, Stor." in said
    assert "43 answers" not in said
