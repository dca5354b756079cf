"""Many mangled files through the program, in processes that may hang or die without taking the run with them.

``python -m tests.fuzzing.campaign --seed 7 --cases 2000`` prints how often each exit code came, and each fault with the
seed and number to replay it: ``--seed 7 --case 123`` runs that one, ``--keep bad.csv`` writes its file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from tests.fuzzing.mangling import case_of

ROOT = Path(__file__).parents[2]
LIMIT = 20.0  # seconds for one case: three commands on a small file, which take a tenth of one
START_LIMIT = 60.0  # the first case of a process imports everything


@dataclass
class Outcome:
    """What a run gave: how many cases, how often each exit code by command, the slowest case, the faults."""

    cases: int = 0
    codes: dict[str, Counter[int]] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, -1)
    faults: list[str] = field(default_factory=list)


class _Worker:
    """A process that judges cases; a new one where the old one hung or died."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._limit = START_LIMIT
        self._start()

    def _start(self) -> None:
        paths = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzzing.worker", str(self._seed)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._limit = START_LIMIT
        threading.Thread(target=self._listen, args=(self._process, self._lines), daemon=True).start()

    @staticmethod
    def _listen(process: subprocess.Popen[str], lines: SimpleQueue[str]) -> None:
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    def judge(self, number: int) -> dict[str, object]:
        """The verdict on a case; a fault where the process hangs or dies."""
        self._process.stdin.write(f"{number}\n")
        self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=self._limit)
        except Empty:
            self.close()
            self._start()
            return {"codes": {}, "faults": [f"no answer within {LIMIT:g} seconds"], "seconds": LIMIT}
        self._limit = LIMIT
        if line:
            return json.loads(line)
        died = self._process.wait()
        self._start()
        return {"codes": {}, "faults": [f"the process died ({died})"], "seconds": 0.0}

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


def campaign(seed: int, numbers: Iterable[int], workers: int) -> Iterator[tuple[int, dict[str, object]]]:
    """The number and the verdict of each case, as they come."""
    left: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[tuple[int, dict[str, object]] | None] = SimpleQueue()
    for number in numbers:
        left.put(number)

    def work() -> None:
        worker = _Worker(seed)
        try:
            while not left.empty():
                number = left.get_nowait()
                done.put((number, worker.judge(number)))
        except Empty:
            pass
        finally:
            worker.close()
            done.put(None)

    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(work) for _ in range(workers)]
        for _ in range(workers):
            while (verdict := done.get()) is not None:
                yield verdict
        for job in running:
            job.result()


def outcome_of(seed: int, numbers: Iterable[int], workers: int) -> Outcome:
    """All verdicts of a run added up; a fault is told with the line that replays it."""
    outcome = Outcome()
    for number, verdict in campaign(seed, numbers, workers):
        outcome.cases += 1
        for command, code in verdict["codes"].items():
            outcome.codes.setdefault(command, Counter())[code] += 1
        outcome.slowest = max(outcome.slowest, (verdict["seconds"], number))
        told = f"--seed {seed} --case {number}: {case_of(seed, number).told}" if verdict["faults"] else ""
        outcome.faults += [f"{told}\n    {fault}" for fault in verdict["faults"]]
    return outcome


def main() -> int:
    """Run, print the summary, and say by the exit code whether there were faults."""
    words = argparse.ArgumentParser(prog="python -m tests.fuzzing.campaign", description=__doc__.partition("\n")[0])
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--cases", type=int, default=2000)
    words.add_argument("--case", type=int, help="run only this case")
    words.add_argument("--keep", type=Path, help="write the file of --case here")
    words.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = words.parse_args()
    numbers = range(given.cases) if given.case is None else [given.case]
    if given.keep and given.case is not None:
        given.keep.write_bytes(case_of(given.seed, given.case).content)
    start = time.monotonic()
    outcome = outcome_of(given.seed, numbers, min(given.workers, len(numbers)))
    print(f"seed {given.seed}: {outcome.cases} mangled files in {time.monotonic() - start:.0f} s")
    for command, codes in outcome.codes.items():
        told = ", ".join(f"exit code {code}: {count}" for code, count in sorted(codes.items()))
        print(f"  {command}: {told}")
    seconds, number = outcome.slowest
    print(f"  slowest: case {number}, {seconds:.1f} s")
    print(f"  faults: {len(outcome.faults)}")
    for fault in outcome.faults:
        print(fault)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
