"""``kundnojd paths``: published results come out of the published answers, and what is said is right."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kundnojd.analyses.paths import COLUMNS
from tests.cli.running import HYRES, ROOT, run
from tests.measures import w44

LATENTS = {
    "Image": "IMAG*",
    "Expectation": "CUEX*",
    "Quality": "PERQ*",
    "Value": "PERV*",
    "Satisfaction": "CUSA*",
    "Complaints": "CUSCO",
    "Loyalty": "CUSL*",
}
SCHEMES = {"path": "pathWeighting", "centroid": "centroid", "factor": "factorial"}
CONFIG = str(ROOT / "examples" / "hyresgaster" / "paths.toml")
Rows = list[dict[str, str]]


def toml_of(latents: dict[str, str], more: str = "") -> str:
    return more + "".join(f'[[latent]]\nname = "{name}"\nitems = ["{item}"]\n' for name, item in latents.items())


def rows(*words: str, stdin: bytes | None = None) -> Rows:
    result = run("paths", *words, "--format", "csv", "--quiet", stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def part(found: Rows, name: str, *keys: str) -> dict[tuple[str, ...], float]:
    return {tuple(row[key] for key in keys): float(row["value"]) for row in found if row["part"] == name}


def published(folder: Path, file: str) -> Iterator[tuple[str, str, float]]:
    """(row, column, value) of a table of SmartPLS: tabs, decimal commas, padded with blanks."""
    lines = [line.split("\t") for line in (folder / f"{file}.txt").read_text("utf-8").splitlines()]
    for first, *texts in lines[1:]:
        for name, text in zip(lines[0][1:], texts, strict=False):  # a tab at the end of some lines
            if name.strip() and text.strip():
                yield first.strip(), name.strip(), float(text.replace(",", "."))


@pytest.fixture(scope="module", params=SCHEMES)
def mobi(request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory) -> tuple[Rows, Path]:
    folder = tmp_path_factory.mktemp("mobi")
    (folder / "model.toml").write_text(toml_of(LATENTS), encoding="utf-8")
    file = shared_data / "ecsi-mobi" / "mobi.csv"
    found = rows(str(file), "--config", str(folder / "model.toml"), "--scheme", request.param)
    return found, shared_data / "ecsi-mobi" / "smartpls-published" / SCHEMES[request.param]


# W42: SmartPLS 2.0.M3 on the 250 answers of Tenenhaus and others (2005); eight decimals are printed.
@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "name", "keys"),
    [
        ("outerWeights", "weight", ("item", "to")),
        ("pathCoefficients", "path", ("from", "to")),
        ("totalEffects", "total-effect", ("from", "to")),
    ],
)
def test_w42_smartpls(mobi, file: str, name: str, keys: tuple[str, str]) -> None:
    found, folder = mobi
    ours = part(found, name, *keys)
    theirs = {(row, column): value for row, column, value in published(folder, file) if value}
    assert ours.keys() == theirs.keys()
    for key, value in theirs.items():
        assert ours[key] == pytest.approx(value, abs=1e-6), key


@pytest.mark.shared
def test_w42_loadings(mobi) -> None:
    found, folder = mobi
    theirs = {(row, column): value for row, column, value in published(folder, "crossLoadings")}
    for key, value in part(found, "loading", "item", "to").items():
        assert theirs[key] == pytest.approx(value, abs=1e-6)


@pytest.mark.shared
@pytest.mark.parametrize("mobi", ["path"], indirect=True)
def test_w42_r2_index_and_weights_of_the_index(mobi) -> None:
    found, _ = mobi
    r2 = {"Expectation": 0.254938, "Quality": 0.309969, "Value": 0.345279}
    r2 |= {"Satisfaction": 0.681078, "Complaints": 0.278854, "Loyalty": 0.456944}
    assert part(found, "r2", "to") == pytest.approx({(name,): value for name, value in r2.items()}, abs=1e-6)
    # Indices by the same weights on the answers, worked out in R.
    index = {"Image": 73.5280, "Expectation": 72.4738, "Quality": 74.9766, "Value": 62.3468}
    index |= {"Satisfaction": 72.4541, "Complaints": 67.4222, "Loyalty": 70.9139}
    assert part(found, "index", "to") == pytest.approx({(name,): value for name, value in index.items()}, abs=5.1e-5)
    shares = part(found, "index-weight", "item")
    assert [shares[(item,)] for item in ("CUSA1", "CUSA2", "CUSA3")] == pytest.approx(
        [0.383634, 0.281550, 0.334816], abs=1e-6
    )


@pytest.mark.shared
def test_w42_standard_errors_are_of_the_size_of_the_sampling(mobi) -> None:
    found, _ = mobi
    # With the weights held fixed, R gives 0.8567, 0.8812, 0.8844, 1.2838 for these indices; the jackknife has a
    # coefficient of variation of a tenth and takes in that the weights vary.
    errors = {row["to"]: float(row["se"]) for row in found if row["part"] == "index"}
    for name, error in {"Image": 0.8567, "Expectation": 0.8812, "Quality": 0.8844, "Value": 1.2838}.items():
        assert 0.7 < errors[name] / error < 1.4


# W41: plspm on the bank survey; standardised alpha and Dillon-Goldstein's rho.
@pytest.mark.shared
def test_w41_reliability(shared_data: Path, tmp_path: Path) -> None:
    blocks = {"Image": "imag*", "Expectations": "expe*", "Quality": "qual*", "Value": "val*"}
    blocks |= {"Satisfaction": "sat*", "Loyalty": "loy*"}
    config = tmp_path / "bank.toml"
    sizes = {"imag": 5, "expe": 5, "qual": 5, "val": 4, "sat": 4, "loy": 4}
    names = [f"{name}{k}" for name, size in sizes.items() for k in range(1, size + 1)]
    questions = "".join(f'[[question]]\ncolumn = "{name}"\nscale = [0, 10]\n' for name in names)
    config.write_text(toml_of(blocks, questions), encoding="utf-8")
    found = rows(str(shared_data / "bank-satisfaction" / "satisfaction.csv"), "--config", str(config), "--unit", "none")
    ours = part(found, "reliability", "to", "item")
    with (shared_data / "bank-satisfaction" / "satisfaction_unidim.csv").open(encoding="utf-8") as file:
        for name, row in zip(blocks, csv.DictReader(file), strict=True):
            assert ours[name, "alpha"] == pytest.approx(float(row["cronbach_alpha"]), abs=1e-9)
            assert ours[name, "rho"] == pytest.approx(float(row["dillon_goldstein_rho"]), abs=1e-9)
            assert ours[name, "eigenvalue-1"] == pytest.approx(float(row["eig_1st"]), abs=1e-8)
            assert ours[name, "eigenvalue-2"] == pytest.approx(float(row["eig_2nd"]), abs=1e-8)
    printed = {"Image": (0.830227, 0.882203), "Satisfaction": (0.894011, 0.926701), "Loyalty": (0.819422, 0.881371)}
    for name, (alpha, rho) in printed.items():
        assert (ours[name, "alpha"], ours[name, "rho"]) == pytest.approx((alpha, rho), abs=1e-6)


# --- the program on answers of its own -------------------------------------------------------------------------------


def answers(people: int = 160, seed: int = 7) -> list[list[str]]:
    """Answers on 1-10 with about the correlations of W44; every twelfth cell is blank."""
    random = np.random.default_rng(seed)
    x = random.multivariate_normal(np.zeros(10), w44.correlations(), people)
    codes = np.clip(np.round(7 + 2 * x), 1, 10).astype(int)
    blank = random.random(codes.shape) < 1 / 12
    return [
        ["" if gone else str(code) for code, gone in zip(*pair, strict=True)] for pair in zip(codes, blank, strict=True)
    ]


def table(lines: list[list[str]], **columns: list[str]) -> bytes:
    head = ";".join([*columns, *w44.ITEMS])
    body = [";".join([*(column[k] for column in columns.values()), *line]) for k, line in enumerate(lines)]
    return "\n".join([head, *body, ""]).encode()


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "model.toml"
    latents = {"Quality": "PERQ*", "Value": "PERV*", "Satisfaction": "CUSA*", "Loyalty": "CUSL*"}
    scales = '[[question]]\ncolumn = "PER*"\nscale = [1, 10]\n[[question]]\ncolumn = "CUS*"\nscale = [1, 10]\n'
    path.write_text(toml_of(latents, scales), encoding="utf-8")
    return str(path)


def test_rows_have_the_columns_of_the_contract_and_json_its_schema(config: str) -> None:
    found = rows("-", "--config", config, stdin=table(answers()))
    assert tuple(found[0]) == COLUMNS
    result = run("paths", "-", "--config", config, "--format", "json", "--quiet", stdin=table(answers()))
    document = json.loads(result.stdout)
    assert document["schema"] == "kundnojd-paths/1"
    assert tuple(document["rows"][0]) == COLUMNS
    assert document["provenance"]["options"] == {"config": config, "scheme": "path", "answered": 0.7, "level": 0.95}
    values = {(r["part"], r["from"], r["to"], r["item"]): r["value"] for r in document["rows"]}
    assert len(values) == len(found) == len(document["rows"])
    assert {row["part"] for row in found} == {
        *("index", "path", "total-effect", "impact", "r2", "weight", "index-weight", "loading", "reliability")
    }


def test_weights_that_are_whole_are_rows_that_come_as_often(config: str) -> None:
    lines = answers()
    times = [k % 3 + 1 for k in range(len(lines))]
    weighted = rows("-", "--config", config, "--weight", "w", stdin=table(lines, w=[str(k) for k in times]))
    repeated = rows(
        "-", "--config", config, stdin=table([line for line, k in zip(lines, times, strict=True) for _ in range(k)])
    )
    for one, other in zip(weighted, repeated, strict=True):
        assert float(one["value"]) == pytest.approx(float(other["value"]), abs=1e-8)


def test_the_newest_wave_is_fitted_and_named(config: str) -> None:
    old, new = answers(seed=1), answers(seed=2)
    both = table([*old, *new], year=["2024"] * len(old) + ["2025"] * len(new))
    found = rows("-", "--config", config, "--wave", "year", stdin=both)
    assert {row["wave"] for row in found} == {"2025"}
    alone = rows("-", "--config", config, stdin=table(new))
    assert part(found, "path", "from", "to") == pytest.approx(part(alone, "path", "from", "to"), abs=1e-9)
    earlier = rows("-", "--config", config, "--wave", "year", "--where", "year=2024", stdin=both)
    expected = part(rows("-", "--config", config, stdin=table(old)), "index", "to")
    assert part(earlier, "index", "to") == pytest.approx(expected, abs=1e-9)


def test_who_answered_too_little_is_said(config: str) -> None:
    lines = answers()
    lines[0] = ["5", *[""] * 9]
    result = run("paths", "-", "--config", config, "--format", "csv", stdin=table(lines))
    complete = sum(sum(cell != "" for cell in line) >= 7 for line in lines)
    lost = len(lines) - complete
    assert f"{lost} respondent" in result.stderr
    assert f"{complete} are in" in result.stderr
    ours = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["n"] for row in ours if row["part"] == "index"} == {str(complete)}
    per_item = {row["item"]: int(row["n"]) for row in ours if row["part"] == "weight"}
    used = [line for line in lines if sum(cell != "" for cell in line) >= 7]
    assert per_item == {item: sum(line[k] != "" for line in used) for k, item in enumerate(w44.ITEMS)}


def test_order_of_the_rows_changes_nothing_but_rounding(config: str) -> None:
    lines = answers()
    one = rows("-", "--config", config, stdin=table(lines))
    other = rows("-", "--config", config, stdin=table(lines[::-1]))
    for a, b in zip(one, other, strict=True):
        assert float(a["value"]) == pytest.approx(float(b["value"]), abs=1e-8)
        assert float(a["se"]) == pytest.approx(float(b["se"]), abs=1e-8)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: lines[:60], "need at least 100"),
        (lambda lines: [["5", *line[1:]] for line in lines], "PERQ1 gave the same answer"),
        (lambda lines: [[*line[:9], line[9] if k < 20 else ""] for k, line in enumerate(lines)], "30 answered CUSL3"),
        (
            lambda lines: [["" if k % 2 else "5", "5" if k % 2 else "", *line[2:]] for k, line in enumerate(lines)],
            "PERQ1 gave the same answer",
        ),
        (
            lambda lines: [
                ["" if k % 2 else line[7], line[8] if k % 2 else "", *line[2:]] for k, line in enumerate(lines)
            ],
            "30 answered both PERQ1 and PERQ4",
        ),
    ],
)
def test_what_cannot_be_fitted(config: str, change, message: str) -> None:
    result = run("paths", "-", "--config", config, "--format", "csv", stdin=table(change(answers())))
    assert result.exit_code == 3
    assert message in result.stderr


def test_an_item_that_runs_the_other_way_is_said(config: str) -> None:
    lines = [[str(11 - int(cell)) if k == 6 and cell else cell for k, cell in enumerate(line)] for line in answers()]
    result = run("paths", "-", "--config", config, "--format", "csv", stdin=table(lines))
    assert "CUSA2 has a negative weight" in result.stderr


def test_what_hangs_on_one_person_has_no_standard_error(config: str) -> None:
    lines = answers()
    one = next(line for line in lines if all(line))
    lines = [["9" if line is one else "8", *line[1:]] for line in lines]
    result = run("paths", "-", "--config", config, "--format", "csv", stdin=table(lines))
    assert "Some figures have no standard error" in result.stderr
    found = list(csv.DictReader(io.StringIO(result.stdout)))
    assert all(row["value"] and not row["se"] and not row["lower"] for row in found)
    assert run("paths", "-", "--config", config, "--format", "table", stdin=table(lines)).exit_code == 0


def test_analyze_gathers_no_moments_and_takes_the_same_file(config: str) -> None:
    result = run("analyze", "-", "--config", config, "--format", "csv", "--quiet", stdin=table(answers()))
    assert result.exit_code == 0


# --- the page --------------------------------------------------------------------------------------------------------

WORDS = {
    "en": ("What drives what 2025", "not that one causes the other", "published by their owners alone", "877"),
    "sv": ("Vad som påverkar vad 2025", "inte att det ena orsakar det andra", "ges bara ut av sina ägare", "877"),
    "nb": ("Hva som påvirker hva 2025", "ikke at det ene er årsak til det andre", "utgis bare av eierne", "877"),
}


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("form", ["table", "md"])
@pytest.mark.parametrize("columns", ["80", "160"])
def test_the_page_says_what_has_to_be_said(lang: str, form: str, columns: str) -> None:
    words = ("paths", HYRES, "--config", CONFIG, "--lang", lang, "--format", form)
    result = run(*words, env={"COLUMNS": columns})
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    for wanted in (*WORDS[lang], "Produktkvalitet", "Lojalitet", "Vikt"):
        assert wanted in text
    if form == "table":
        assert max(map(len, result.stdout.splitlines())) <= int(columns)


def test_every_format_is_written(tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("a.csv", "a.tsv", "a.json", "a.md", "a.txt")]
    result = run("paths", HYRES, "--config", CONFIG, *(word for file in files for word in ("-o", file)))
    assert (result.exit_code, result.stdout) == (0, "")
    assert all(Path(file).stat().st_size > 500 for file in files)


def test_without_latents_the_error_says_what_to_write() -> None:
    result = run("paths", HYRES)
    assert result.exit_code == 3
    assert "[[latent]]" in result.stderr


def test_inspect_keeps_the_model_of_a_survey_toml(tmp_path: Path) -> None:
    written = tmp_path / "survey.toml"
    run("inspect", HYRES, "--config", CONFIG, "--write", str(written))
    again = rows(HYRES, "--config", str(written))
    assert part(again, "path", "from", "to") == part(rows(HYRES, "--config", CONFIG), "path", "from", "to")
    more = tmp_path / "model.toml"
    more.write_text(Path(CONFIG).read_text("utf-8") + '\n[model]\nscheme = "factor"\nanswered = 0.5\n', "utf-8")
    run("inspect", HYRES, "--config", str(more), "--write", str(written))
    assert 'scheme = "factor"\nanswered = 0.5' in written.read_text("utf-8")
