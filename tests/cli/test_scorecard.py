"""``kundnojd scorecard``, and the section of key figures in other reports."""

from __future__ import annotations

import importlib.util
import io
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kundnojd.analyses.scorecard import COLUMNS
from tests.cli.running import HYRES, ROOT, run

CONFIG = str(ROOT / "examples" / "hyresgaster" / "scorecard.toml")
EXAMPLE = (HYRES, "--config", CONFIG)


def frame_of(*words: str) -> pd.DataFrame:
    found = run("scorecard", *words, "--format", "csv")
    assert found.exit_code == 0, found.stderr
    return pd.read_csv(io.StringIO(found.stdout), keep_default_na=False, na_values=[""], dtype={"unit": str})


def write(folder: Path, text: str, **files: str) -> tuple[str, str, str]:
    """A survey.toml with files beside it, as the words of a command."""
    path = folder / "survey.toml"
    path.write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return HYRES, "--config", str(path)


def test_csv_has_a_row_for_each_figure_in_the_order_of_the_groups() -> None:
    frame = frame_of(*EXAMPLE)
    assert tuple(frame.columns) == COLUMNS
    assert frame["group"].drop_duplicates().tolist() == ["economic", "customer", "service", "employee"]
    customer = frame[frame["group"] == "customer"]
    assert customer["central"].tolist() == sorted(customer["central"], reverse=True)
    assert len(frame) == frame["id"].nunique() == 10


def test_a_measure_has_the_figures_of_analyze() -> None:
    nki = frame_of(*EXAMPLE, "--by-unit").query("id == 'satisfaction'").set_index("unit")
    out = run("analyze", HYRES, "--measure", "nki", "--format", "csv").stdout
    whole = pd.read_csv(io.StringIO(out), keep_default_na=False, na_values=[""])
    own = whole[whole["wave"] == 2025].fillna({"unit": ""}).set_index("unit")
    nki.index = ["" if pd.isna(unit) else unit for unit in nki.index]
    for name in ("n", "value", "se", "lower", "upper"):
        assert nki[name].to_numpy() == pytest.approx(own.loc[nki.index, name].to_numpy(), nan_ok=True)
    assert set(nki.index[nki["status"] == "hidden"]) == {"Prästhagen", "Stationsområdet"}
    assert nki.loc["Ängsbacken", "previous_difference"] == pytest.approx(own.loc["Ängsbacken", "previous_difference"])
    assert nki.loc["Ängsbacken", "previous_verdict"] == own.loc["Ängsbacken", "previous_verdict"] == "higher"


def test_verdicts_of_the_example() -> None:
    frame = frame_of(*EXAMPLE).set_index("id")
    assert frame.loc["satisfaction", "verdict"] == "cannot-say"
    assert frame.loc["satisfaction", "target"] == 67
    assert frame.loc["satisfaction", "more_answers"] > 1000
    assert frame.loc["recommend", "verdict"] == "not-yet-due"
    assert frame.loc["recommend", "line"] == "behind"
    assert frame.loc["very-satisfied", "verdict"] == "on-target"
    assert frame.loc["sick-leave", ["verdict", "counted"]].tolist() == ["above", 1]
    assert frame.loc["stay", "verdict"] == "no-target"
    assert frame.loc["churn", "target"] == pytest.approx(12 - 2 * 731 / 1096)  # by the day, 2024 has one more


def test_units_are_red_only_after_correction() -> None:
    frame = frame_of(*EXAMPLE, "--by-unit")
    units = frame[frame["unit"].notna() & (frame["id"] == "satisfaction")]
    red = units[units["verdict"] == "below"]
    assert red["unit"].tolist() == ["Rönnlyckan", "Söderport"]
    assert (red["miss_p_adjusted"] < 0.05).all()
    assert (units.loc[units["n"] < 30, "verdict"] == "too-few").all()
    assert set(units.loc[units["status"] == "hidden", "verdict"]) == {"too-few"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ("★ Customer satisfaction", "? cannot say (needs about 18,000 more answers)", "✗ above target (counted)"),
        ),
        ("sv", ("★ Nöjd-kund-index", "? går inte att avgöra (kräver ungefär 18 000 svar till)", "… gäller inte än")),
        ("nb", ("★ Kundetilfredshet", "? kan ikke avgjøres (krever omtrent 18 000 svar til)", "✓ når målet")),
    ],
)
def test_the_page_says_it_in_words(lang: str, words: tuple[str, ...]) -> None:
    found = run("scorecard", *EXAMPLE, "--format", "md", "--lang", lang).stdout.replace("\u00a0", " ")
    for word in words:
        assert word in found


def test_json_has_its_schema_and_the_files_it_is_made_of() -> None:
    found = json.loads(run("scorecard", *EXAMPLE, "--format", "json").stdout)
    assert found["schema"] == "kundnojd-scorecard/1"
    assert [one["file"] for one in found["provenance"]["inputs"]] == ["hyresgaster.xlsx", "nyckeltal.csv"]
    assert list(found["rows"][0]) == list(COLUMNS)


def test_workbook_and_slides_hold_it(tmp_path: Path) -> None:
    book, deck = tmp_path / "s.xlsx", tmp_path / "s.pptx"
    assert run("scorecard", *EXAMPLE, "--by-unit", "-o", str(book), "-o", str(deck), "--lang", "en").exit_code == 0
    sheets = openpyxl.load_workbook(book).sheetnames
    assert {"Economy", "Customers", "Service", "Employees", "Data"} <= set(sheets)
    pptx = pytest.importorskip("pptx")
    tables = [shape.table for slide in pptx.Presentation(deck).slides for shape in slide.shapes if shape.has_table]
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    said = next(row for row in rows if row[0] == "★ Customer satisfaction")
    assert said[1] == "66.7"
    assert said[4].startswith("? cannot say")
    value = openpyxl.load_workbook(book)["Economy"]["B4"]
    assert value.value == pytest.approx(1.0946, abs=5e-4)
    assert value.number_format == '#,##0.00"%"'


def test_the_section_stands_in_analyze_and_changes_no_row() -> None:
    page = run("analyze", *EXAMPLE, "--format", "md", "--lang", "en").stdout
    assert "## Key figures" in page
    assert page.index("## Key figures") < page.index("## Units")
    plain = run("analyze", HYRES, "--format", "csv").stdout
    assert run("analyze", *EXAMPLE, "--format", "csv").stdout == plain
    bare, with_figures = (json.loads(run("analyze", *w, "--format", "json").stdout) for w in ((HYRES,), EXAMPLE))
    assert bare["rows"] == with_figures["rows"]
    assert bare["schema"] == with_figures["schema"]
    assert "## Key figures" not in run("analyze", HYRES, "--format", "md", "--lang", "en").stdout


def test_units_get_their_own_key_figures(tmp_path: Path) -> None:
    words = ("--per", "unit", "--to", str(tmp_path), "--format", "md", "--only", "Söderport", "--lang", "en")
    assert run("report", *EXAMPLE, *words).exit_code == 0
    page = next(tmp_path.glob("soderport*.md")).read_text(encoding="utf-8")
    assert "## Key figures" in page
    assert "| ★ Moved out | 19.1% | 14.3 to 25.1 | 10.7% | ✗ above target |" in page
    assert "Ängsbacken" not in page


def test_figures_that_units_do_not_have_are_not_in_their_reports(tmp_path: Path) -> None:
    text = "[[key-figure]]\nid = 'revenue'\nsource = 'f.csv'\ncolumn = 'kr'\nperiod-column = 'år'\n"
    words = write(tmp_path, text, f="år;kr\n2025;100\n")
    out = tmp_path / "out"
    done = run("report", *words, "--per", "unit", "--to", str(out), "--format", "md", "--lang", "en")
    assert done.exit_code == 0, done.stderr
    pages = {page.stem: "## Key figures" in page.read_text(encoding="utf-8") for page in out.glob("*.md")}
    assert [name for name, has in pages.items() if has] == ["whole"]


def test_a_target_of_survey_toml_serves_a_key_figure_without_one(tmp_path: Path) -> None:
    text = "[[target]]\nmeasure = 'nki'\nvalue = 60\n[[target]]\nmeasure = 'nki'\nvalue = 50\nunit = 'Söderport'\n"
    words = write(tmp_path, text + "[[key-figure]]\nid = 'n'\nmeasure = 'nki'\n")
    frame = frame_of(*words, "--by-unit").set_index("unit")
    assert frame.loc["Söderport", "target"] == 50
    assert set(frame["target"].drop("Söderport")) == {60}
    assert frame.loc["Söderport", "verdict"] == "on-target"


@pytest.mark.parametrize(
    ("others", "verdict"),
    [
        ("value = 66.5\nn = 100\nsd = 18", "no-clear-difference"),
        ("value = 75\nn = 400\nsd = 18", "lower"),
        ("value = 75", "outside"),
    ],
)
def test_benchmarks_with_and_without_their_error(tmp_path: Path, others: str, verdict: str) -> None:
    text = f"[[benchmark]]\nmeasure = 'nki'\nname = 'others'\n{others}\n"
    words = write(tmp_path, text + "[[key-figure]]\nid = 'n'\nmeasure = 'nki'\nbenchmark = 'others'\n")
    assert frame_of(*words)["benchmark_verdict"].tolist() == [verdict]


def test_an_index_is_not_set_beside_a_share(tmp_path: Path) -> None:
    text = "[[benchmark]]\nmeasure = 'top-box'\nname = 'others'\nvalue = 80\n"
    words = write(tmp_path, text + "[[key-figure]]\nid = 'n'\nmeasure = 'nki'\nbenchmark = 'others'\n")
    found = run("scorecard", *words)
    assert found.exit_code == 3
    assert "different scales" in found.stderr


def test_what_should_be_known_is_said(tmp_path: Path) -> None:
    figures = "".join(
        f"[[key-figure]]\nid = 'f{k}'\nmeasure = 'nki'\ncentral = true\ntarget = {{ value = 60 }}\n" for k in range(6)
    )
    staff = "[[key-figure]]\nid = 'staff'\nmeasure = 'tsm'\n"
    round_ = "[[key-figure]]\nid = 'r'\nsource = 'f.csv'\ncolumn = 'x'\nunit-column = 'u'\nperiod-column = 'p'\n"
    dated = "target = { value = 5, date = 2025-01-01 }\n"
    data = "u;p;x\nÄngsbacken;Round 1;4\nElsewhere;Round 1;4\n"
    words = write(tmp_path, figures + staff + round_ + dated, f=data)
    said = " ".join(run("scorecard", *words, "--format", "csv").stderr.split())
    assert "6 key figures are marked central" in said
    assert "The targets of 6 key figures" in said
    assert "staff is left without a value" in said
    assert "it is not known when the period “Round 1” ended" in said
    assert "1 unit of its file is not called so in the survey: Elsewhere" in said
    frame = frame_of(*words).set_index("id")
    assert frame.loc["staff", "verdict"] == "no-figure"
    assert frame.loc["r", "verdict"] == "no-figure"  # two units, and nothing that says how to lay them together


def test_periods_can_be_dated(tmp_path: Path) -> None:
    figure = "[[key-figure]]\nid = 'r'\nsource = 'f.csv'\ncolumn = 'x'\nperiod-column = 'p'\n"
    target = "target = { value = 5, date = 2025-01-01 }\n"
    data = "p;x\nRound 1;4\nRound 2;6\n"
    undated = frame_of(*write(tmp_path, figure + target, f=data))
    assert undated["verdict"].tolist() == ["no-date"]
    ends = '[periods]\n"Round 1" = 2024-06-30\n"Round 2" = 2025-06-30\n'
    frame = frame_of(*write(tmp_path, figure + target + ends, f=data))
    assert frame[["verdict", "period", "previous_period"]].iloc[0].tolist() == ["on-target", "Round 2", "Round 1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 'x'", "holds no key figures"),
        ("[[key-figure]]\nid = 'a'\nmeasure = 'nkk'", "has the measure nkk, which there is not"),
        ("[[key-figure]]\nid = 'a'\nmeasure = 'index'\nquestion = 'x'", "it is not clear of which question"),
        ("[[key-figure]]\nid = 'a'\nsource = 'none.csv'\ncolumn = 'x'", "There is no file"),
        ("[[key-figure]]\nid = 'a'\nsource = 'f.csv'\ncolumn = 'y'", "names the column y, and f.csv has none"),
        ("[[key-figure]]\nid = 'a'\nsource = 'f.csv'\ncolumn = 'x'\nperiod-column = 'år'", "names the column år"),
        ("[[key-figure]]\nid = 'a'\nsource = 'f.csv'\nformula = 'chrun'", "has the formula chrun, which there is not"),
    ],
)
def test_faults_of_survey_toml_are_refused_with_what_to_do(tmp_path: Path, text: str, words: str) -> None:
    found = run("scorecard", *write(tmp_path, text, f="p;x\n2025;1\n"), env={"COLUMNS": "1000"})
    assert found.exit_code == 3
    assert words in found.stderr
    assert "Traceback" not in found.stderr


def test_a_target_out_of_reach_is_refused(tmp_path: Path) -> None:
    found = run("scorecard", *write(tmp_path, "[[key-figure]]\nid = 'a'\nmeasure = 'nki'\ntarget = { value = 750 }"))
    assert found.exit_code == 2
    assert "750" in found.stderr


def test_small_groups_of_a_file_stay_hidden(tmp_path: Path) -> None:
    text = "[[key-figure]]\nid = 'c'\nsource = 'f.csv'\nnumerator = 'lost'\ndenominator = 'start'\nunit-column = 'u'\n"
    words = write(tmp_path, text, f="u;lost;start\nA;3;100\nB;1;3\nC;7;50\n")
    frame = frame_of(*words, "--by-unit")
    hidden = frame[frame["status"] == "hidden"]
    assert hidden["unit"].tolist() == ["B", "C"]
    assert hidden[["value", "n", "lower", "start_difference"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("formula", "worth", "timing"), [("clv", "2,667", "after a year"), ("clv-now", "3,667", "now")]
)
def test_a_lifetime_value_says_its_timing_and_retention(tmp_path: Path, formula: str, worth: str, timing: str) -> None:
    text = f"[[key-figure]]\nid = 'v'\nsource = 'f.csv'\nformula = '{formula}'\nname = 'Life-time value'\n"
    inputs = "inputs = { margin = 'm', retention = 'r', discount = 0.1 }\n"
    page = run(
        "scorecard", *write(tmp_path, text + inputs, f="m;r\n1000;0,8\n"), "--format", "md", "--lang", "en"
    ).stdout
    assert f"| Life-time value | {worth} |" in page
    assert f"Life-time value: the first margin comes {timing}; retention (r) 0.80, discount 0.10." in page


def test_one_wave_without_a_name_can_be_dated(tmp_path: Path) -> None:
    figure = "[[key-figure]]\nid = 'n'\nmeasure = 'nki'\ntarget = { value = 60, date = 2025-12-31 }\n"
    one = "[columns]\nwave = 'none'\n"
    assert frame_of(*write(tmp_path, one + figure))["verdict"].tolist() == ["no-date"]
    dated = frame_of(*write(tmp_path, one + figure + '[periods]\n"" = 2025-12-31\n'))
    assert dated["verdict"].tolist() == ["on-target"]


def test_groups_are_no_units(tmp_path: Path) -> None:
    words = write(tmp_path, "[columns]\nsegment = ['År']\nwave = 'none'\n[[key-figure]]\nid = 'n'\nmeasure = 'nki'\n")
    frame = frame_of(*words, "--by-unit")
    assert frame["unit"].isna().sum() == 1
    assert len(frame) == 21


def test_a_column_of_the_survey_can_be_a_key_figure(tmp_path: Path) -> None:
    text = f"[[key-figure]]\nid = 'w'\nsource = '{HYRES}'\ncolumn = 'Vikt'\nkind = 'mean'\n"
    frame = frame_of(*write(tmp_path, text + "unit-column = 'Område'\nperiod-column = 'År'\n"), "--by-unit")
    whole = frame[frame["unit"].isna()].iloc[0]
    assert whole["n"] == 878  # all rows of 2025, also those without an area
    assert whole["lower"] < whole["value"] < whole["upper"]
    assert "Stationsområdet" in set(frame.loc[frame["status"] == "hidden", "unit"])


def test_inspect_writes_key_figures_as_they_were_said(tmp_path: Path) -> None:
    out = tmp_path / "new.toml"
    assert run("inspect", *EXAMPLE, "--write", str(out)).exit_code == 0
    from kundnojd.questionnaire.survey_toml import load

    assert load(out).key_figure == load(CONFIG).key_figure


def test_the_output_in_the_guide_is_real() -> None:
    page = (ROOT / "examples" / "guide" / "scorecard.md").read_text(encoding="utf-8")
    block = page.split("<!-- scorecard -->\n```\n")[1].split("```")[0]
    found = run("scorecard", *EXAMPLE, "--lang", "en", "--format", "table").stdout.replace("\u00a0", " ")
    real = {line.rstrip() for line in found.splitlines()}
    assert [line for line in block.splitlines() if line not in real] == []


def test_the_example_made_again_is_the_same() -> None:
    script = ROOT / "examples" / "hyresgaster" / "make_nyckeltal.py"
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.table() == script.with_name("nyckeltal.csv").read_text(encoding="utf-8")
