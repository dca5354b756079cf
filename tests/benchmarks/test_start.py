"""How long a start takes beside importing what it must import: ratios of medians in one run.

Nothing is asserted about time. Run with ``make bench``; the ratios are printed.
"""

from __future__ import annotations

import compileall
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROUNDS = 15
HELP_PEER = "import typer, rich.console"
ANALYZE_PEER = "import pandas, scipy.special, typer, rich.console, python_calamine"


def seconds(*words: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    return time.perf_counter() - start


def ratio(ours: Callable[[], float], peer: Callable[[], float]) -> float:
    """The ratio of the medians, the two taken in turn."""
    pairs = [(ours(), peer()) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Our modules compiled, as those of the peers are: pip does it for what it installs, except editable copies."""
    compileall.compile_dir(str(ROOT / "src"), quiet=1)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory) -> Path:
    """The first 2,000 rows of the example."""
    from openpyxl import Workbook
    from python_calamine import CalamineWorkbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Svar")
    rows = CalamineWorkbook.from_path(str(ROOT / "examples/hyresgaster/hyresgaster.xlsx")).get_sheet_by_index(0)
    for row in rows.to_python()[:2001]:
        sheet.append(row)
    path = tmp_path_factory.mktemp("bench") / "rows.xlsx"
    book.save(path)
    return path


def test_help() -> None:
    found = ratio(lambda: seconds("-m", "kundnojd", "--help"), lambda: seconds("-c", HELP_PEER))
    print(f"\nkundnojd --help: {found:.2f} of `{HELP_PEER}`")


def test_analyze(workbook) -> None:
    found = ratio(
        lambda: seconds("-m", "kundnojd", "analyze", str(workbook), "--quiet"), lambda: seconds("-c", ANALYZE_PEER)
    )
    print(f"\nkundnojd analyze, 2,000 rows of xlsx: {found:.2f} of `{ANALYZE_PEER}`")
