"""One question written in five ways over five waves is one question, each wave right on its own scale."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli.running import run

QUESTION = "Hur nöjd är du totalt sett?"
WORDS = ["Mycket missnöjd", "Ganska missnöjd", "Varken nöjd eller missnöjd", "Ganska nöjd", "Mycket nöjd"]
ANSWERS = [1] * 10 + [2] * 15 + [3] * 30 + [4] * 50 + [5] * 35
INDEX = sum((answer - 1) / 4 * 100 for answer in ANSWERS) / len(ANSWERS)


def table(header: str, rows: list[str]) -> str:
    return "\n".join([f"Enhet;{header}", *(f"{'AB'[k % 2]}-kontoret;{row}" for k, row in enumerate(rows))]) + "\n"


def steps() -> str:
    """One column for each step, ticked or empty."""
    rows = [";".join("x" if step == answer else "" for step in range(1, 6)) for answer in ANSWERS]
    return table(";".join(f"{QUESTION} [{step}]" for step in range(1, 6)), rows)


WAYS = {
    "2021": table(QUESTION, [str(answer) for answer in ANSWERS]),
    "2022": table(QUESTION, [WORDS[answer - 1] for answer in ANSWERS]),
    "2023": table(QUESTION, [f"{answer} - {WORDS[answer - 1]}" for answer in ANSWERS]),
    "2024": table(QUESTION, [str(2 * answer) for answer in ANSWERS]),
    "2025": steps(),
}


def test_five_ways_are_one_question(tmp_path) -> None:
    files = []
    for wave, text in WAYS.items():
        files.append(tmp_path / f"enkat_{wave}.csv")
        files[-1].write_text(text, encoding="utf-8")
    result = run("analyze", *map(str, files), "--quiet")
    rows = [row for row in csv.DictReader(io.StringIO(result.stdout)) if row["measure"] == "index" and not row["unit"]]
    assert {row["question"] for row in rows} == {QUESTION}
    values = {row["wave"]: float(row["value"]) for row in rows}
    doubled = sum((2 * answer - 1) / 9 * 100 for answer in ANSWERS) / len(ANSWERS)
    expected = {"2021": INDEX, "2022": INDEX, "2023": INDEX, "2024": doubled, "2025": INDEX}
    assert values == {wave: pytest.approx(value) for wave, value in expected.items()}
    # From 1-5 to 1-10 and back nothing is tested.
    assert {row["wave"]: row["previous_verdict"] for row in rows}["2024"] == ""
