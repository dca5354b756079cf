"""Many reports made one after the other, or in several processes where that is faster."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    import pandas as pd

    from kundnojd.analyses.unit_comments import Listed
    from kundnojd.locale import Locale
    from kundnojd.renderers import Document
    from kundnojd.renderers.theme import Theme
    from kundnojd.report.model import Report, Section
    from kundnojd.report.results import Results
    from kundnojd.report.survey import SurveyInfo

# What it takes until further processes have started, in seconds: they must save more than that.
START = 2.0
MOST_PROCESSES = 8


@dataclass(frozen=True)
class Setting:
    """What all reports of a run have in common.

    ``whole`` are the rows of the whole survey, ``units`` how many units it has, ``place`` the folder to write into.
    """

    whole: pd.DataFrame
    info: SurveyInfo
    locale: Locale
    theme: Theme
    formats: tuple[str, ...]
    units: int
    place: Path


@dataclass(frozen=True)
class Job:
    """One report: the unit, the name of its files without suffix, its rows, and for a region those of its parts.

    ``key_figures`` is the section of those that the unit has, ``None`` without any; ``comments`` are those to list, by
    open question.
    """

    unit: str
    name: str
    rows: pd.DataFrame
    parts: pd.DataFrame | None = None
    key_figures: Section | None = None
    comments: tuple[Listed, ...] = ()


@dataclass(frozen=True)
class Maker:
    """Makes reports; the records of the whole are made once for all of them."""

    setting: Setting
    whole: Results

    @classmethod
    def of(cls, setting: Setting) -> Maker:
        """The maker of a run."""
        from kundnojd.report.results import read

        return cls(setting, read(setting.whole, setting.info.waves))

    def make(self, job: Job) -> None:
        """Write the report of a unit in every format."""
        import pandas as pd

        from kundnojd.report.results import read
        from kundnojd.report.unit import build
        from kundnojd.report.unit_rows import beside

        here = self.setting
        own = beside(self.whole, job.rows)
        parts = None if job.parts is None else read(job.parts, self.whole.waves)
        report = build(
            own,
            here.info,
            job.unit,
            here.locale,
            units=here.units,
            parts=parts,
            key_figures=job.key_figures,
            comments=job.comments,
        )
        rows = [here.whole, job.rows]
        if job.parts is not None:
            rows = [here.whole, job.rows, job.parts[job.parts["unit"] != job.unit]]
        write(report, pd.concat(rows).sort_index(), job.name, here)


def write(report: Report, rows: pd.DataFrame, name: str, setting: Setting) -> None:
    """Write a report in every format of a run."""
    from kundnojd.cli.report_files import write as write_file
    from kundnojd.renderers import RENDERERS, Document

    document: Document = Document(report, rows, setting.locale, theme=setting.theme)
    for key in setting.formats:
        renderer = RENDERERS[key]
        write_file(renderer.render(document), name + renderer.suffixes[0], setting.place)


def make_all(
    setting: Setting, jobs: Iterable[Job], count: int, done: Callable[[], object], *, processes: int = 0
) -> None:
    """Make the reports of ``count`` jobs, and call ``done`` after each.

    The first ones show how long a report takes: the others are made in several processes where that saves more time
    than it takes to start these. ``processes`` is how many; 0 for as many as there are processors. The jobs are drawn
    as they are needed, so that memory does not grow with their number.
    """
    pending = iter(jobs)
    most = min(processes or _processors(), MOST_PROCESSES)
    maker = Maker.of(setting)
    start = time.perf_counter()
    for made, job in enumerate(pending, 1):
        maker.make(job)
        done()
        # The first one is slower: it loads what the formats need.
        if made == 1:
            start = time.perf_counter()
        elif pays((time.perf_counter() - start) / (made - 1) * (count - made), most):
            _in_processes(setting, pending, most, done)


def pays(left: float, processes: int) -> bool:
    """Whether work of ``left`` seconds is done sooner by so many processes that have yet to start.

    >>> pays(3.0, 2), pays(10.0, 2), pays(10.0, 1)
    (False, True, False)
    """
    return left / processes + START < left


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _in_processes(setting: Setting, jobs: Iterator[Job], processes: int, done: Callable[[], object]) -> None:
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from multiprocessing import get_context

    # Started afresh on every system: a copy of a process with threads may hang.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(setting,)) as pool:
        running: set[Future[None]] = set()
        try:
            while True:
                running |= {pool.submit(_make, job) for job in islice(jobs, 2 * processes - len(running))}
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                    done()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


_here: list[Maker] = []  # of this process, where it is one of several


def _begin(setting: Setting) -> None:
    # Ctrl-C goes to all processes of a terminal; the first one stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here[:] = [Maker.of(setting)]


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, also where that was killed."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _make(job: Job) -> None:
    _here[0].make(job)
