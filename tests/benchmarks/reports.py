"""How long the reports of many units take, and how much memory: ``python -m tests.benchmarks.reports``.

A survey is generated (500 units, 4 waves, 60,000 answers to 31 questions; the same in every run) and reported in each
format. Printed are the seconds of the whole run and of a report, the largest memory of all its processes together, and
of each.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

QUESTIONS = 30
WAVES = 4


def write_survey(path: Path, units: int, answers: int) -> None:
    """A survey whose units differ in size and in how satisfied they are."""
    draw = np.random.default_rng(7)
    sizes = draw.lognormal(0, 0.8, units)
    unit = draw.choice(units, answers, p=sizes / sizes.sum())
    satisfied = draw.normal(0, 1, answers) + draw.normal(0, 0.5, units)[unit]
    noise = draw.normal(0, 1, (answers, QUESTIONS + 1))
    ratings = np.clip(np.rint(7 + 1.1 * (satisfied[:, None] + noise)), 1, 10).astype(int)
    waves = draw.integers(2026 - WAVES, 2026, answers)
    asked = ("Hur nöjd är du totalt sett med oss?", *(f"Hur nöjd är du med område {k}?" for k in range(1, QUESTIONS)))
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("Enhet", "År", *asked, "Hur sannolikt är det att du skulle rekommendera oss?"))
        for row, (place, wave) in enumerate(zip(unit, waves, strict=True)):
            out.writerow((f"Enhet {place:03d}", wave, *ratings[row]))


def run(words: list[str]) -> tuple[float, list[float]]:
    """Seconds, and the megabytes of each process when they were largest together."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "kundnojd", *words])
    largest: list[float] = [0.0]
    while process.poll() is None:
        now = [megabytes(pid) for pid in tree(process.pid)]
        largest = max(largest, now, key=sum)
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(process.returncode)
    return time.perf_counter() - start, largest


def tree(pid: int) -> list[int]:
    """A process and all that come from it."""
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text().split()
            found += [one for child in children for one in tree(int(child))]
    except OSError:
        pass
    return found


def megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--answers", type=int, default=60_000)
    parser.add_argument("--format", action="append")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "survey.csv"
        write_survey(data, given.units, given.answers)
        words = [str(data), "-q", "--wave", "År"]
        seconds, memory = run(["analyze", *words, "--detail", "-o", str(Path(place) / "rows.csv")])
        print(f"analyze --detail: {seconds:.1f} s, {sum(memory):.0f} MB")
        for name in given.format or ("html", "xlsx"):
            folder = Path(place) / name
            seconds, memory = run(["report", *words, "--per", "unit", "--to", str(folder), "--format", name])
            count = sum(1 for _ in folder.iterdir())
            each = " + ".join(f"{one:.0f}" for one in memory)
            print(f"{name}: {count} files, {seconds:.1f} s, {seconds / count:.3f} s a file, {each} MB")


if __name__ == "__main__":
    main()
