"""Memory does not grow with the number of rows of a CSV."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

resource = pytest.importorskip("resource", reason="peak memory is read on POSIX only")

CODE = """
import resource, sys
from kundnojd.cli.app import app
sys.argv = ["kundnojd", "analyze", sys.argv[1], "--quiet", "-o", sys.argv[2]]
try:
    app()
except SystemExit as end:
    assert not end.code
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(rows: int, folder: Path) -> int:
    """Peak memory of analysing a file of so many rows, every respondent with a number of its own."""
    file = folder / f"{rows}.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("Respondent;Enhet;Vikt;Hur nöjd är du totalt sett? (1-10);Kommentar\n")
        for start in range(0, rows, 10):
            block = (f"{start + k};Enhet {k};1,{start + k};{k + 1};Text nummer {start + k}\n" for k in range(10))
            out.writelines(block)
    words = [sys.executable, "-c", CODE, str(file), str(folder / "out.csv")]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def test_three_times_the_rows_take_no_more_memory(tmp_path) -> None:
    small, large = (peak(rows, tmp_path) for rows in (150_000, 450_000))
    assert large < 1.1 * small
