"""``kundnojd response`` as a whole program."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from kundnojd.analyses.response import COLUMNS
from tests.cli.running import HYRES, ROOT, SFO, run

CUSTOMERS = str(ROOT / "examples" / "hyresgaster" / "population.csv")
FIELD = [
    *(
        f"{unit},Svarat,2025-03-{1 + k % 20:02d},{'Man' if k % 3 else 'Kvinna'},{3 + k % 8}"
        for unit in ("Nord", "Syd")
        for k in range(60)
    ),
    *(f"{unit},{status},,Man," for unit in ("Nord", "Syd") for status in ["Vägrade"] * 20 + ["Ej anträffad"] * 15),
    *("Syd,Lost,,Man,",) * 5,
]
HEADER = "Enhet,Status,Datum,Kön,Hur nöjd är du totalt sett? (1-10)"
LOST = '[columns]\ndisposition = "Status"\n[disposition]\nLost = "NE"\n'


@pytest.fixture
def field(tmp_path: Path) -> str:
    path = tmp_path / "field.csv"
    path.write_text("\n".join([HEADER, *FIELD, ""]), encoding="utf-8")
    (tmp_path / "survey.toml").write_text(LOST, encoding="utf-8")
    return str(path)


def frame_of(*words: str) -> pd.DataFrame:
    result = run("response", *words, "--format", "csv", "-q")
    assert result.exit_code == 0, result.stderr
    return pd.read_csv(StringIO(result.stdout), keep_default_na=False, na_values=[""])


def test_customers_of_the_tenants() -> None:
    frame = frame_of(HYRES, "--population", CUSTOMERS)
    assert tuple(frame.columns) == COLUMNS
    rates = frame[(frame["part"] == "rate") & (frame["wave"] == 2025)].set_index("unit")
    assert rates.loc["Söderport", "value"] == pytest.approx(100 * 76 / 204)
    assert rates.loc["Bruket", "verdict"] == "low"
    assert pd.isna(rates.loc["Stationsområdet", "value"])
    bounds = frame[(frame["part"] == "bounds") & (frame["measure"] == "nki")]
    assert (bounds["least"].dropna() <= bounds["value"].dropna()).all()


@pytest.mark.parametrize(
    ("code", "words"), [("sv", "Svarsfrekvens 2025"), ("nb", "Svarprosent 2025"), ("en", "Response rate 2025")]
)
@pytest.mark.parametrize("width", ["60", "80", "160"])
def test_the_page_in_three_languages_and_widths(code: str, words: str, width: str) -> None:
    result = run(
        "response", HYRES, "--population", CUSTOMERS, "--format", "table", "--lang", code, env={"COLUMNS": width}
    )
    assert result.exit_code == 0
    assert words in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= int(width)


def test_json_and_markdown(tmp_path: Path) -> None:
    result = run("response", HYRES, "--population", CUSTOMERS, "--format", "json", "-q")
    found = json.loads(result.stdout)
    assert found["schema"] == "kundnojd-response/1"
    assert found["provenance"]["options"]["customers"]["Hamnen 2025"] == 131
    assert set(found["rows"][0]) == set(COLUMNS)
    page = tmp_path / "page.md"
    assert run("response", HYRES, "--population", CUSTOMERS, "-o", str(page), "-q").exit_code == 0
    assert "## If everybody had answered 2025" in page.read_text("utf-8")


def test_dispositions_from_the_file_to_the_rates(field: str) -> None:
    frame = frame_of(field)
    rates = frame[(frame["part"] == "rate") & frame["unit"].isna()].set_index("measure")["value"]
    assert rates["RR1"] == pytest.approx(100 * 120 / 190)
    assert rates["REF1"] == pytest.approx(100 * 40 / 190)
    assert rates["e"] == pytest.approx(100 * 190 / 195)
    people = frame[(frame["part"] == "disposition") & frame["unit"].isna()].set_index("measure")["value"]
    assert people.to_dict() == {"I": 120, "P": 0, "R": 40, "NC": 30, "O": 0, "U": 0, "NE": 5}
    assert frame_of(field, "--eligible", "0.5")["value"].iloc[21] != rates["e"]


def test_analyze_leaves_out_those_who_did_not_answer_and_says_so(field: str, tmp_path: Path) -> None:
    whole = run("analyze", field, "--format", "csv")
    assert "75 rows left out: did not answer" in run("analyze", field, "--format", "table").stdout
    assert 'R = "Vägrade"' in whole.stderr
    alone = tmp_path / "alone" / "answers.csv"
    alone.parent.mkdir()
    alone.write_text("\n".join([HEADER, *(row for row in FIELD if "Svarat" in row), ""]), encoding="utf-8")
    assert run("analyze", str(alone), "--format", "csv").stdout == whole.stdout


def test_unknown_dispositions_are_refused(field: str) -> None:
    Path(field).with_name("survey.toml").write_text('[columns]\ndisposition = "Status"\n', encoding="utf-8")
    result = run("response", field)
    assert result.exit_code == 3
    assert 'known: "Lost"' in result.stderr


def test_margins_and_their_columns(field: str) -> None:
    toml = Path(field).with_name("survey.toml")
    toml.write_text(LOST + '[[margin]]\ncolumn = "kön"\ntargets = { Man = 100, Kvinna = 90 }\n', encoding="utf-8")
    frame = frame_of(field)
    own = frame[frame["part"] == "composition"]
    assert set(own["column"]) == {"Kön"}
    assert own[own["category"] == "Man"].iloc[0][["n", "customers"]].tolist() == [80, 100]
    toml.write_text(LOST + '[[margin]]\ncolumn = "Ålder"\ntargets = { Man = 1, Kvinna = 2 }\n', encoding="utf-8")
    result = run("response", field)
    assert (result.exit_code, "Ålder" in result.stderr) == (3, True)


def test_what_inspect_writes_is_read_again_alike(field: str, tmp_path: Path) -> None:
    toml = Path(field).with_name("survey.toml")
    toml.write_text(
        LOST + '[population]\nNord = 95\n[[margin]]\ncolumn = "Kön"\ntargets = { Man = 100, Kvinna = 90 }\n',
        encoding="utf-8",
    )
    written = tmp_path / "again.toml"
    assert run("inspect", field, "--write", str(written), "-q").exit_code == 0
    both = [run("response", field, "--config", str(path), "--format", "csv", "-q").stdout for path in (toml, written)]
    assert both[0] == both[1]


def test_population_of_survey_toml_lies_beside_it(tmp_path: Path) -> None:
    data = tmp_path / "a.csv"
    data.write_text("\n".join([HEADER, *(row for row in FIELD if "Svarat" in row), ""]), encoding="utf-8")
    (tmp_path / "kunder.csv").write_text("Enhet;Kunder\nNord;100\nSyd;90\n", encoding="utf-8")
    (tmp_path / "survey.toml").write_text('[population]\nfile = "kunder.csv"\n', encoding="utf-8")
    rates = frame_of(str(data)).query("part == 'rate'")
    assert rates["customers"].tolist() == [190, 100, 90]


def test_a_file_of_which_nothing_is_known() -> None:
    result = run("response", *SFO, "--format", "table")
    assert result.exit_code == 3
    assert "--population FILE" in result.stderr
    assert run("response", HYRES, "--format", "table").exit_code == 0  # its dates tell early from late


def test_standard_input_is_read_twice(field: str) -> None:
    data = Path(field).read_bytes()
    toml = str(Path(field).with_name("survey.toml"))
    result = run("response", "-", "--config", toml, "--format", "csv", "-q", stdin=data)
    assert result.exit_code == 0
    assert result.stdout == run("response", field, "--format", "csv", "-q").stdout
    assert "early-late" in result.stdout


def test_more_answers_than_customers_are_refused(tmp_path: Path) -> None:
    few = tmp_path / "few.csv"
    few.write_text("Område;Hushåll\nHamnen;60\n", encoding="utf-8")
    result = run("response", HYRES, "--population", str(few))
    assert result.exit_code == 3
    assert "Hamnen" in result.stderr


def test_methods_name_the_rates() -> None:
    result = run("methods", "RR3")
    assert "I / (I+P+R+NC+O+eU)" in result.stdout
    assert "Manski" in run("methods", "bounds").stdout
