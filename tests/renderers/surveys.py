"""Surveys whose names mean something to spreadsheets, browsers and file systems."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

NASTY = (
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "+1",
    "-1",
    "@x",
    "'x",
    "http://example.com/a",
    "mailto:a@b.se",
    "1e5",
    "2024-01-01",
    "_x0041_",
    "å" * 300,
    "#N/A",
    "TRUE",
    "{=1+1}",
    " blank ",
    "=1+1|' /C calc'!A0",
    "a'b[c]:*?/\\d",
    "%s {count}",
)


def nasty_survey(folder: Path) -> tuple[str, ...]:
    """The arguments that analyse a survey with such units, waves and questions."""
    generator = np.random.default_rng(1)
    file = folder / "nasty.csv"
    questions = ['=HYPERLINK("http://x","hur nöjd är du?")', "+Hur nöjd är du med maten?"]
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(
            ["=Enhet", "År", "Hur nöjd är du totalt sett?", "Skulle du rekommendera oss? (0-10)", *questions]
        )
        for wave in ("2023", "=2024"):
            for name in NASTY:
                writer.writerows([name, wave, *answers] for answers in generator.integers(1, 11, (12, 4)))
    return (str(file), "--unit", "=Enhet", "--wave", "År")
