"""A process that judges the cases whose numbers it is given on standard input, one line of JSON each."""

from __future__ import annotations

import json
import sys
import time
import warnings

from tests.fuzzing.judging import judge
from tests.fuzzing.mangling import case_of

MEMORY = 3 << 30  # far above what a small file needs, far below what a file that runs away would take


def main(seed: int) -> None:
    """Judge until the input ends."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # told on stderr, where they would look like a message
    for line in sys.stdin:
        start = time.monotonic()
        verdict = judge(case_of(seed, int(line)))
        seconds = round(time.monotonic() - start, 2)
        sys.__stdout__.write(json.dumps({"codes": verdict.codes, "faults": verdict.faults, "seconds": seconds}) + "\n")
        sys.__stdout__.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
