"""From files to a tally: find out what the columns are from the head of each file, count, and look again if needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kundnojd.errors import FileError, InputError
from kundnojd.notices import Notice
from kundnojd.questionnaire.infer import counts_alike, infer
from kundnojd.questionnaire.model import Questionnaire, Score
from kundnojd.questionnaire.profile import Profile
from kundnojd.questionnaire.settings import Settings
from kundnojd.sources.reading import RawChunk, ReadingReport, Source
from kundnojd.tally.count import columns_needed, count, unit_keys
from kundnojd.tally.tally import Tally, empty

HELD_CELLS = 20_000_000  # cells of the first chunks that are kept, so that small files are read once


@dataclass(frozen=True)
class Survey:
    """What was read: the questionnaire, the tally, and a report on each file."""

    questionnaire: Questionnaire
    tally: Tally
    reports: tuple[ReadingReport, ...]
    notices: tuple[Notice, ...]

    @property
    def left_out(self) -> Mapping[str, int]:
        """Rows left out over all files, by reason."""
        total: Counter[str] = Counter()
        for report in self.reports:
            total.update(report.left_out)
        return dict(total)

    @property
    def rows_read(self) -> int:
        """Data rows in all files."""
        return sum(report.rows_read for report in self.reports)

    @property
    def rows_used(self) -> int:
        """Rows that were counted."""
        return sum(report.rows_used for report in self.reports)


@dataclass(frozen=True)
class _Head:
    """The first chunk of a file, and whether it is the whole file."""

    source: Source
    chunk: RawChunk
    is_whole: bool


def take(
    sources: Sequence[Source],
    settings: Settings,
    scores_of: Callable[[Questionnaire], tuple[Score, ...]],
    *,
    where: Sequence[tuple[str, str]] = (),
    progress: Callable[[int], None] = lambda rows: None,
) -> Survey:
    """Read the files and count them.

    ``scores_of`` names the scores over several questions that are to be summed. ``where`` holds the rows to keep as
    (column, text). ``progress`` is told the number of rows of each chunk that was counted.

    Roles and scales are inferred from the head of each file. Where a file is longer than its head, the columns that
    were counted are profiled on the way, and where that contradicts the head the files are counted once more.
    Raises `InputError` and `UsageError` as reading and inference do.
    """
    heads = _heads(sources)
    profile = Profile()
    for head in heads:
        profile.add(head.source.label, head.chunk, head.source.columns)
    questionnaire = _infer(profile, sources, settings, where)
    while True:
        scores = scores_of(questionnaire)
        fuller = Profile()
        tally, reports, impossible = _count(heads, questionnaire, scores, fuller, progress)
        if all(head.is_whole for head in heads):
            break
        profile = profile.updated(fuller)
        again = _infer(profile, sources, settings, where)
        settled = counts_alike(questionnaire, again)
        questionnaire = again
        if settled:
            break
    if not tally.cells:
        lost = sum((Counter(report.left_out) for report in reports), Counter())
        raise InputError("no-rows-left", reasons=tuple(f"{reason} {number}" for reason, number in lost.items()))
    return Survey(questionnaire, tally, reports, _notices(questionnaire, sources, tally, impossible))


def _heads(sources: Sequence[Source]) -> list[_Head]:
    heads: list[_Head] = []
    held = 0
    for source in sources:
        chunks = source.read(None)
        chunk = next(chunks, None)
        if chunk is None:
            raise FileError("no-rows", path=source.label)
        held += chunk.rows * len(source.columns)
        is_whole = held <= HELD_CELLS and next(chunks, None) is None
        heads.append(_Head(source, chunk, is_whole))
    return heads


def _infer(
    profile: Profile, sources: Sequence[Source], settings: Settings, where: Sequence[tuple[str, str]]
) -> Questionnaire:
    decimal = "," if any(source.layout.decimal == "," for source in sources) else "."
    repeated = frozenset(name for source in sources for name in source.repeated)
    return infer(profile, settings, [source.label for source in sources], decimal, repeated, where=where)


def _count(
    heads: Sequence[_Head],
    questionnaire: Questionnaire,
    scores: Sequence[Score],
    fuller: Profile,
    progress: Callable[[int], None],
) -> tuple[Tally, tuple[ReadingReport, ...], Counter[str]]:
    keys = (*unit_keys(questionnaire), "wave")
    sizes = {question.name: question.scale.size + 1 for question in questionnaire.questions}
    tally = empty(keys, sizes, [score.name for score in scores])
    needed = columns_needed(questionnaire)
    impossible: Counter[str] = Counter()
    reports = []
    for head in heads:
        left_out: Counter[str] = Counter()
        rows = 0
        for chunk in _chunks(head, needed):
            fuller.add(head.source.label, chunk, head.source.columns)
            counted = count(chunk, questionnaire, scores, head.source.label)
            tally += counted.tally
            left_out.update(chunk.left_out)
            left_out.update(counted.left_out)
            impossible.update(counted.impossible)
            rows += chunk.rows + sum(chunk.left_out.values())
            progress(chunk.rows)
        reports.append(
            ReadingReport(head.source.layout, rows, dict(left_out), head.source.columns, head.source.notices)
        )
    return tally, tuple(reports), impossible


def _chunks(head: _Head, needed: Collection[str]) -> Iterator[RawChunk]:
    if head.is_whole:
        return iter([head.chunk])
    return head.source.read([column.name for column in head.source.columns if column.name in needed])


def _notices(
    questionnaire: Questionnaire, sources: Sequence[Source], tally: Tally, impossible: Mapping[str, int]
) -> tuple[Notice, ...]:
    found = [notice for source in sources for notice in source.notices]
    found += questionnaire.notices
    found += [Notice("answers-off-scale", {"question": name, "count": n}) for name, n in impossible.items()]
    if questionnaire.weight:
        bare = [s.label for s in sources if questionnaire.weight not in {column.name for column in s.columns}]
        found += [Notice("file-without-weight", {"file": file, "column": questionnaire.weight}) for file in bare]
    if questionnaire.unit:
        lost = sum(int(n) for cell, n in zip(tally.cells, tally.respondents[:, 0], strict=True) if not all(cell[:-1]))
        if lost:
            found.append(Notice("rows-without-unit", {"count": lost, "column": questionnaire.unit[-1]}))
    return tuple(found)
