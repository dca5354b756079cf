"""``kundnojd drivers``: what is said is right in every language, and what cannot be told is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from kundnojd.analyses.driver_rows import COLUMNS
from tests.cli.running import HYRES, SFO, run

ITEMS = ("Q7SIGN", "Q7SCREENS", "Q7WALKWAYS", "Q7FOOD", "Q7STORE")
FIVE = [word for item in ITEMS for word in ("--driver", item)]
Rows = list[dict[str, str]]


def rows(*words: str, stdin: bytes | None = None) -> Rows:
    result = run("drivers", *words, "--format", "csv", "--quiet", stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def words_of(found: Rows, name: str, column: str = "verdict") -> dict[str, str]:
    return {row["question"]: row[column] for row in found if row["part"] == name}


# --- answers with a known truth --------------------------------------------------------------------------------------


def simulated(people: int = 3000, seed: int = 3) -> tuple[list[str], np.ndarray]:
    """Four items on 1-5: one delights, one hurts, one does both, one nothing; the overall rating last."""
    random = np.random.default_rng(seed)
    common = random.normal(size=(people, 1))
    x = np.clip(np.round(3.9 + 0.5 * common + 0.9 * random.normal(size=(people, 4))), 1, 5).astype(int)
    low, top = x <= 3, x == 5
    hurt = random.random(people) < 0.1 + 0.25 * low[:, 1] + 0.25 * low[:, 2]
    delight = random.random(people) < 0.1 + 0.3 * top[:, 0] + 0.3 * top[:, 2]
    overall = np.where(hurt, random.integers(1, 4, people), np.where(delight, 5, 4))
    return ["smile", "lift", "both", "sign", "overall"], np.column_stack([x, overall])


def table(names: list[str], x: np.ndarray, **columns: list[str]) -> bytes:
    head = ";".join([*columns, *names])
    body = [";".join([*(own[k] for own in columns.values()), *map(str, line)]) for k, line in enumerate(x.tolist())]
    return "\n".join([head, *body, ""]).encode()


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("drivers") / "survey.toml"
    path.write_text(
        "".join(f'[[question]]\ncolumn = "{name}"\nscale = [1, 5]\n' for name in ("smile", "lift", "both", "sign"))
        + '[[question]]\ncolumn = "overall"\nrole = "overall"\nscale = [1, 5]\n',
        encoding="utf-8",
    )
    return str(path)


def test_what_delights_is_told_apart_from_what_only_hurts(config: str) -> None:
    data = table(*simulated())
    found = rows("-", "--config", config, stdin=data)
    assert words_of(found, "pattern") == {
        "smile": "delights",
        "lift": "hurts-when-bad",
        "both": "works-both-ways",
        "sign": "no-clear-effect",
    }
    for lang, said in PATTERNS.items():
        page = run("drivers", "-", "--config", config, "--format", "md", "--lang", lang, stdin=data)
        text = " ".join(page.stdout.split())
        for sentence in said:
            assert sentence in text


PATTERNS = {
    "en": (
        "Lifts when it is good, with no clear harm when it is not (as conduct and the little extra do): “smile”.",
        "Hurts when it is bad, with no clear lift when it is good (as base service does, which has to be right): “lift",
        "Works both ways, hurts when bad and lifts when good: “both”.",
        "No clear effect either way: “sign”.",
        "among those who are satisfied, the share who are very satisfied is",
        "Association, not proven effect",
    ),
    "sv": (
        "Lyfter när det är bra, utan säker skada när det inte är det (som bemötande och det lilla extra): ”smile”.",
        "Skadar när det brister, utan säkert lyft när det är bra (som basservice, som måste fungera): ”lift”.",
        "Verkar åt båda hållen, skadar när det brister och lyfter när det är bra: ”both”.",
        "Ingen säker effekt åt något håll: ”sign”.",
        "bland dem som är nöjda är andelen som är mycket nöjda",
        "Samband, inte bevisad orsak",
    ),
    "nb": (
        "Løfter når det er bra, uten sikker skade når det ikke er det (som møtet med kunden og det lille ekstra): «smi",
        "Skader når det svikter, uten sikkert løft når det er bra (som basisservice, som må fungere): «lift».",
        "Virker begge veier, skader når det svikter og løfter når det er bra: «both».",
        "Ingen sikker effekt noen vei: «sign».",
        "blant dem som er fornøyde er andelen som er svært fornøyde",
        "Sammenheng, ikke bevist årsak",
    ),
}


def test_order_of_the_rows_changes_nothing_but_rounding(config: str) -> None:
    names, x = simulated(400)
    ids = [f"r{k}" for k in range(400)]
    one = rows("-", "--config", config, "--respondent", "id", stdin=table(names, x, id=ids))
    other = rows("-", "--config", config, "--respondent", "id", stdin=table(names, x[::-1], id=ids[::-1]))
    for a, b in zip(one, other, strict=True):
        assert a["part"] == b["part"]
        for column in ("value", "se"):
            assert (a[column] == b[column] == "") or float(a[column]) == pytest.approx(float(b[column]), abs=1e-8)


def test_weights_that_are_whole_are_rows_that_come_as_often(config: str) -> None:
    names, x = simulated(600)
    times = [k % 3 + 1 for k in range(600)]
    weighted = rows("-", "--config", config, "--weight", "w", stdin=table(names, x, w=[str(k) for k in times]))
    repeated = rows("-", "--config", config, stdin=table(names, np.repeat(x, times, axis=0)))
    for name in ("importance", "johnson", "effect-1", "slope", "score", "hurts", "delights", "top-box"):
        own = {row["question"]: float(row["value"]) for row in repeated if row["part"] == name}
        assert {row["question"]: float(row["value"]) for row in weighted if row["part"] == name} == pytest.approx(
            own, abs=1e-8
        ), name


def test_the_newest_wave_alone(config: str) -> None:
    names, old = simulated(400, 1)
    _, new = simulated(400, 2)
    both = table(names, np.vstack([old, new]), year=["2024"] * 400 + ["2025"] * 400)
    found = rows("-", "--config", config, "--wave", "year", stdin=both)
    assert {row["wave"] for row in found} == {"2025"}
    alone = rows("-", "--config", config, stdin=table(names, new))
    for a, b in zip(found, alone, strict=True):
        assert a["value"] == b["value"] == "" or float(a["value"]) == pytest.approx(float(b["value"]), abs=1e-9)


def test_cuts_can_be_moved_and_are_said(config: str) -> None:
    names, x = simulated()
    data = table(names, x)
    found = rows("-", "--config", config, "--cut", "1-5=3,5", stdin=data)
    usual = rows("-", "--config", config, stdin=data)
    assert [r["value"] for r in found if r["part"] == "hurts"] != [r["value"] for r in usual if r["part"] == "hurts"]
    assert [r["value"] for r in found if r["part"] == "score"] == [r["value"] for r in usual if r["part"] == "score"]
    text = run("drivers", "-", "--config", config, "--cut", "1-5=3,5", "--format", "md", stdin=data).stdout
    assert "“overall”: 1–2 dissatisfied, 3–4 satisfied, 5 very satisfied" in text
    assert "Low, satisfactory and top rating on 1–5: 1–2; 3–4; 5" in text


def test_a_question_that_cannot_be_told_apart_has_no_negative_effect(config: str) -> None:
    random = np.random.default_rng(5)
    names, x = simulated(1200, 5)
    # The sign is a worse copy of what all the others have in common.
    x[:, 3] = np.clip(np.round(x[:, :3].mean(axis=1) - 0.15 * (x[:, 4] - 4) + 0.3 * random.normal(size=1200)), 1, 5)
    found = rows("-", "--config", config, stdin=table(names, x))
    own = {row["part"]: row for row in found if row["question"] == "sign"}
    assert float(own["correlation"]["value"]) > 0 > float(own["effect-1"]["value"])
    assert own["effect-1"]["status"] == own["effect-5"]["status"] == "not-apart"
    text = run("drivers", "-", "--config", config, "--format", "md", stdin=table(names, x)).stdout
    assert "cannot be told apart from other questions" in text
    assert any("| 0.00 | 0.0 |" in line for line in text.splitlines() if line.startswith("| sign"))


def test_questions_that_go_together_closely_are_named() -> None:
    text = " ".join(run("drivers", SFO[0], *FIVE, "--weight", "none", "--format", "md", "--lang", "en").stdout.split())
    assert "“Restaurants” and “Retail shops and concessions” (0.73)" in text
    assert "read the effects of such a pair together" in text


def test_no_effect_of_five_points_beyond_the_scale(config: str) -> None:
    names, x = simulated(600)
    x[:, 3] = np.where(np.arange(600) % 12 == 0, 4, 5)
    data = table(names, x)
    own = {row["part"]: row for row in rows("-", "--config", config, stdin=data) if row["question"] == "sign"}
    assert (own["effect-5"]["status"], own["effect-5"]["value"]) == ("beyond-scale", "")
    assert own["effect-1"]["value"]
    assert "beyond the scale" in run("drivers", "-", "--config", config, "--format", "md", stdin=data).stdout


def test_halo_is_warned_of(config: str) -> None:
    random = np.random.default_rng(2)
    mood = random.normal(size=(500, 1))
    x = np.clip(np.round(3.6 + mood + 0.35 * random.normal(size=(500, 5))), 1, 5).astype(int)
    text = run("drivers", "-", "--config", config, "--format", "md", stdin=table(simulated(2)[0], x)).stdout
    assert "those who are pleased rate everything high" in text


def test_a_question_that_few_answered_is_left_out_and_said(config: str) -> None:
    names, x = simulated(600)
    cells = x.astype(object)
    cells[np.arange(600) % 3 > 0, 3] = ""
    data = table(names, cells)
    result = run("drivers", "-", "--config", config, "--format", "csv", stdin=data)
    found = list(csv.DictReader(io.StringIO(result.stdout)))
    assert "sign" not in {row["question"] for row in found}
    assert "which is left out: sign" in result.stderr
    assert {row["n"] for row in found if row["part"] == "importance"} == {"600"}
    named = rows("-", "--config", config, "--driver", "lift", "--driver", "si*", stdin=data)
    assert {row["n"] for row in named if row["part"] == "importance"} == {"200"}


def test_another_outcome_is_called_by_its_answers() -> None:
    result = run("drivers", HYRES, "--outcome", "*rekommendera*", "--format", "md", "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert "larger share who answered 9–10, among those who answered 7–10" in " ".join(result.stdout.split())
    assert "0–6 low, 7–8 in between, 9–10 top" in result.stdout


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--driver", "nobody"), 2, "No rating question is called nobody"),
        (("--driver", "overall"), 2, "cannot explain itself"),
        (("--driver", "lift"), 3, "at least two"),
        (("--outcome", "nobody"), 2, "No rating question is called nobody"),
        (("--outcome", "*i*"), 2, "fits several questions: smile, lift, sign"),
        (("--group-by", "nothing"), 2, "no column nothing"),
        (("--group-by", "few"), 3, "makes only 3 groups"),
        (("--cut", "1-5"), 2, "such as 1-5=4,5"),
        (("--cut", "1-5=5,4"), 2, "must be on the scale"),
        (("--cut", "1-5=1,4"), 2, "must be on the scale"),
        (("--where", "area=North"), 3, "for a whole wave only"),
        (("--groups", "10"), 2, "--groups"),
    ],
)
def test_wrong_use(config: str, words: tuple[str, ...], code: int, said: str) -> None:
    names, x = simulated(300)
    groups = [f"g{k % 3}" for k in range(300)]
    areas = ["North" if k % 2 else "South" for k in range(300)]
    data = table(names, x, few=groups, area=areas)
    result = run("drivers", "-", "--config", config, "--unit", "area", *words, stdin=data)
    assert result.exit_code == code, result.stderr
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_what_cannot_be_told(config: str) -> None:
    names, x = simulated(300)
    cases = {
        "at least 100 are needed": x[:99],
        "gave the same answer to sign": np.column_stack([x[:, :3], np.full(300, 4), x[:, 4]]),
        "were answered alike by all": np.column_stack([x[:, :3], x[:, 2], x[:, 4]]),
    }
    for said, own in cases.items():
        result = run("drivers", "-", "--config", config, stdin=table(names, own))
        assert (result.exit_code, said in result.stderr) == (3, True), result.stderr
    alone = table(["How satisfied are you overall? (1-10)"], x[:, :1])
    result = run("drivers", "-", stdin=alone)
    assert (result.exit_code, "fewer than two rating questions beside" in result.stderr) == (3, True), result.stderr
    counts = b"question,answer,count\nOverall,1,20\nOverall,5,80\nStaff,1,30\nStaff,5,70\n"
    result = run("drivers", "-", "--shape", "counts", stdin=counts)
    assert (result.exit_code, "answers of each respondent" in result.stderr) == (3, True), result.stderr


def test_more_questions_than_can_be_weighed_together(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    roles = ['\nrole = "overall"', *[""] * 41]
    path.write_text(
        "".join(f'[[question]]\ncolumn = "q{k}"{role}\nscale = [1, 5]\n' for k, role in enumerate(roles)),
        encoding="utf-8",
    )
    x = np.random.default_rng(1).integers(1, 6, (450, 42))
    data = table([f"q{k}" for k in range(42)], x)
    result = run("drivers", "-", "--config", str(path), stdin=data)
    assert (result.exit_code, "at most 40" in result.stderr) == (3, True)
    assert run("drivers", "-", "--config", str(path), "--driver", "q1*", "-q", stdin=data).exit_code == 0


def test_without_an_overall_question(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_text("".join(f'[[question]]\ncolumn = "q{k}"\nscale = [1, 5]\n' for k in range(5)), encoding="utf-8")
    data = table([f"q{k}" for k in range(5)], simulated(300)[1])
    result = run("drivers", "-", "--config", str(path), stdin=data)
    assert (result.exit_code, "--outcome" in result.stderr) == (3, True)
    assert rows("-", "--config", str(path), "--outcome", "q4", stdin=data)[0]["outcome"] == "q4"


# --- the page --------------------------------------------------------------------------------------------------------

WORDS = {
    "en": ("What to work on first 2025", "Prioritise!", "Keep", "Improve if possible", "Lower priority"),
    "sv": ("Vad ni ska börja med 2025", "Prioritera!", "Bevara", "Förbättra om möjligt", "Lägre prioritet"),
    "nb": ("Hva dere bør begynne med 2025", "Prioriter!", "Bevar", "Forbedre om mulig", "Lavere prioritet"),
}


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("columns", ["60", "80", "160"])
def test_the_page_says_what_has_to_be_said(lang: str, columns: str) -> None:
    result = run("drivers", HYRES, "--lang", lang, "--format", "table", env={"COLUMNS": columns})
    assert result.exit_code == 0, result.stderr
    text = " ".join(result.stdout.split())
    for wanted in WORDS[lang]:
        assert wanted in text
    assert "389" in text
    assert max(map(len, result.stdout.splitlines())) <= int(columns)


def test_json_has_its_schema_and_says_how_it_was_made() -> None:
    result = run("drivers", HYRES, "--format", "json", "--quiet")
    document = json.loads(result.stdout)
    assert document["schema"] == "kundnojd-drivers/1"
    assert tuple(document["rows"][0]) == COLUMNS
    options = document["provenance"]["options"]
    assert (options["groups"], options["level"], len(options["driver"])) == (50, 0.95, 10)


def test_every_format_is_written(tmp_path: Path) -> None:
    names = ("a.csv", "a.tsv", "a.json", "a.md", "a.txt", "a.html", "a.xlsx", "a.pptx")
    files = [str(tmp_path / name) for name in names]
    result = run("drivers", HYRES, *(word for file in files for word in ("-o", file)))
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert all(Path(file).stat().st_size > 500 for file in files)
