"""From files to a tally: find out what the columns are from the head of each file, count, and look again if needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from kundnojd.errors import FileError, InputError, UsageError
from kundnojd.notices import Notice
from kundnojd.questionnaire.by_wave import ByWave
from kundnojd.questionnaire.infer import counts_alike, infer
from kundnojd.questionnaire.model import Block, Cross, Questionnaire, Score, Waves
from kundnojd.questionnaire.profile import Profile
from kundnojd.questionnaire.settings import Settings
from kundnojd.sources.reading import RawChunk, ReadingReport, Source
from kundnojd.tally.count import COLUMN, columns_needed, count, keys_of, keys_of_cross, unit_keys
from kundnojd.tally.crosses import nobody
from kundnojd.tally.panel import Followed, Panel, Sampled
from kundnojd.tally.quality import Quality
from kundnojd.tally.score_sums import width
from kundnojd.tally.screening import Screening, is_guessed_wrong, is_said, notices, screening
from kundnojd.tally.tally import Tally, empty

if TYPE_CHECKING:
    from kundnojd.tally.comments import Comments
    from kundnojd.tally.conduct import Conduct, Watched

MOST_PASSES = 6  # over the files; what was counted in the last stands, with the questionnaire it was counted by
HEAVY = 5.0  # a weight so many times the mean is said
HELD_CELLS = 20_000_000  # cells of the first chunks that are kept, so that small files are read once


@dataclass(frozen=True)
class Survey:
    """What was read: the questionnaire, the tally, and a report on each file."""

    questionnaire: Questionnaire
    tally: Tally
    reports: tuple[ReadingReport, ...]
    notices: tuple[Notice, ...]
    qualities: tuple[Quality, ...] = ()  # of the answers of each file
    panel: Panel | None = None  # the respondents who return, where they were to be followed
    comments: Comments | None = None  # masked, where they were to be gathered
    conduct: Conduct | None = None  # how people answered, where it was to be counted

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
    drop: Collection[str] = (),
    progress: Callable[[int], None] = lambda rows: None,
    reading: Callable[..., Questionnaire] = infer,
    blocks_of: Callable[[Questionnaire], tuple[Block, ...]] = lambda questionnaire: (),
    crosses_of: Callable[[Questionnaire], tuple[Cross, ...]] = lambda questionnaire: (),
    comments_of: Callable[[Questionnaire], Comments | None] = lambda questionnaire: None,
    watch: Callable[[Questionnaire], Watched] | None = None,
) -> Survey:
    """Read the files and count them.

    ``scores_of`` names the scores over several questions that are to be summed, ``blocks_of`` the blocks of items whose
    moments are to be gathered, ``crosses_of`` the questions that are to be counted together, ``comments_of`` makes what
    takes the comments of one reading. ``where`` holds the rows to keep as (column, text), ``drop`` names what else to
    leave out, from `DROPS`. ``progress`` is told the number of rows of each chunk that was counted. ``reading`` makes
    the questionnaire: `infer` refuses what cannot be analysed, `understand` gives what was understood all the same.
    With ``watch`` it is counted too how people answered, for `Survey.conduct`.

    Roles and scales are inferred from the head of each file. Where a file is longer than its head, the columns that
    were counted are profiled on the way, and where that contradicts the head the files are counted once more. So they
    are where speeders are to be dropped, for their limit is known after the first count, and where a column guessed to
    tell respondents apart repeats too often for that.
    Raises `InputError` and `UsageError` as reading and inference do.
    """
    sources, matched = _matched(sources, settings, where)
    heads = _heads(sources)
    if not any(head.chunk.rows for head in heads):
        raise _none_left(head.chunk.left_out for head in heads)
    profile = Profile()
    for head in heads:
        profile.add(head.source.label, head.chunk, head.source.columns)
    questionnaire = _infer(profile, sources, settings, where, partial(reading, look=partial(_seen, heads)))
    found: list[Notice] = list(matched)
    whole = {head.source.label for head in heads if head.is_whole or "duplicates" in drop}
    respondent = questionnaire.respondent
    too_fast: Mapping[str, int] = {}
    for last in (False,) * (MOST_PASSES - 1) + (True,):
        scores = scores_of(questionnaire)
        sums = (scores, blocks_of(questionnaire), crosses_of(questionnaire))
        fuller, seen = Profile(), ByWave()
        asked = _following(screening(questionnaire, drop, too_fast, respondent, whole), questionnaire, scores, settings)
        asked = replace(
            asked, comments=comments_of(questionnaire), watched=watch(questionnaire) if watch is not None else None
        )
        tally, reports, qualities = _count(heads, questionnaire, sums, asked, fuller, seen, progress)
        if not all(head.is_whole for head in heads):
            profile = profile.updated(fuller)
            again = _infer(profile, sources, settings, where, partial(reading, look=partial(_as_found, seen)))
            settled = counts_alike(questionnaire, again)
            if settled or not last:
                questionnaire = again
            if not settled and not last:
                respondent = questionnaire.respondent
                continue
        if respondent and is_guessed_wrong(questionnaire, tally.quality):
            respondent = ""
            found.append(Notice("respondents-repeat", {"column": asked.respondent, "count": tally.quality.repeated}))
        elif "speeders" in drop and too_fast != tally.quality.too_fast():
            too_fast = tally.quality.too_fast()
        else:
            break
    if not tally.cells:
        raise _none_left(report.left_out for report in reports)
    found += [*_notices(questionnaire, sources, tally), *notices(questionnaire, tally.quality, asked)]
    panel = asked.followed.joined() if asked.followed else None
    found += _of_returning(asked, panel)
    conduct = asked.watched.found if asked.watched else None
    return Survey(questionnaire, tally, reports, tuple(found), qualities, panel, asked.comments, conduct)


def _following(
    asked: Screening, questionnaire: Questionnaire, scores: Sequence[Score], settings: Settings
) -> Screening:
    """The screening with a memory for respondents over the waves, where they are followed or were named."""
    if settings.columns.paired:
        if not asked.respondent:
            raise UsageError("paired-needs-respondent")
        return replace(asked, followed=Followed([question.name for question in questionnaire.questions], scores))
    unsaid = settings.columns.paired is None and questionnaire.waves.kind != "none"
    return replace(asked, sampled=Sampled()) if unsaid and asked.respondent and is_said(questionnaire) else asked


def _of_returning(asked: Screening, panel: Panel | None) -> list[Notice]:
    if asked.sampled is not None:
        return asked.sampled.notices(asked.respondent)
    if panel is None:
        return []
    returning = {wave: count for wave, count in panel.returning().items() if count}
    if not returning:
        return [Notice("paired-none", {"column": asked.respondent})]
    counts = ", ".join(f"{wave}: {count}" for wave, count in returning.items())
    return [Notice("paired-respondents", {"column": asked.respondent, "counts": counts})]


def _none_left(left_out: Iterable[Mapping[str, int]]) -> InputError:
    lost = sum(map(Counter, left_out), Counter[str]())
    return InputError("no-rows-left", reasons=tuple(f"{reason} {number}" for reason, number in lost.items()))


def _matched(
    sources: Sequence[Source], settings: Settings, where: Sequence[tuple[str, str]]
) -> tuple[Sequence[Source], tuple[Notice, ...]]:
    """The sources with the same name for the same column in all of them."""
    if len(sources) < 2:
        return sources, ()
    from kundnojd.questionnaire.matching import match, named_columns
    from kundnojd.sources.shared_names import under_shared_names

    matching = match([(source.label, source.columns) for source in sources], named_columns(settings, where))
    shared = [under_shared_names(source, names) for source, names in zip(sources, matching.names, strict=True)]
    return shared, matching.notices


def _seen(heads: Sequence[_Head], waves: Waves, names: Collection[str]) -> ByWave:
    """What each wave answered in the heads of the files."""
    seen = ByWave()
    for head in heads:
        seen.add(head.source.label, head.chunk, head.source.columns, waves, names)
    return seen


def _as_found(seen: ByWave, _waves: Waves, _names: Collection[str]) -> ByWave:
    """What each wave answered, as it was found on the way."""
    return seen


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
    profile: Profile,
    sources: Sequence[Source],
    settings: Settings,
    where: Sequence[tuple[str, str]],
    reading: Callable[..., Questionnaire],
) -> Questionnaire:
    decimal = "," if any(source.layout.decimal == "," for source in sources) else "."
    repeated = frozenset(name for source in sources for name in source.repeated)
    found = reading(profile, settings, [source.label for source in sources], decimal, repeated, where=where)
    of_answers = any(source.layout.shape == "counts-of-answers" for source in sources)
    return replace(found, rows_are="answers") if of_answers else found


def _count(
    heads: Sequence[_Head],
    questionnaire: Questionnaire,
    sums: tuple[Sequence[Score], Sequence[Block], Sequence[Cross]],
    asked: Screening,
    fuller: Profile,
    seen: ByWave,
    progress: Callable[[int], None],
) -> tuple[Tally, tuple[ReadingReport, ...], tuple[Quality, ...]]:
    scores, blocks, crosses = sums
    keys = keys_of(questionnaire)
    sizes = {question.name: question.size + 1 for question in questionnaire.questions}
    options = {multi.name: multi.size + 1 for multi in questionnaire.multis}
    together = {cross.name: nobody(cross, keys_of_cross(cross, questionnaire)) for cross in crosses}
    tally = empty(keys, sizes, {score.name: width(score) for score in scores}, options, blocks, together)
    needed = columns_needed(questionnaire) | {block.grouped_by for block in blocks if block.grouped_by}
    needed |= {name for cross in crosses for name in cross.split}
    needed |= asked.watched.needed if asked.watched else frozenset()
    # Names of respondents, times and comments tell nothing more than the head did, and are dear to profile.
    unprofiled = {questionnaire.respondent, questionnaire.duration}
    if asked.comments is not None:
        needed |= frozenset(asked.comments.columns)
        unprofiled |= set(asked.comments.columns)
    answers = frozenset(name for question in questionnaire.asked for name in question.columns.values())
    follow = questionnaire.waves.kind != "none" and not all(head.is_whole for head in heads)
    reports = []
    qualities = []
    for head in heads:
        left_out: Counter[str] = Counter()
        quality = Quality()
        rows = 0
        profiled = [column for column in head.source.columns if column.name in needed - unprofiled]
        for chunk in _chunks(head, None if head.source.label in asked.files_for_copies else needed):
            if not head.is_whole:
                fuller.add(head.source.label, chunk, profiled)
            if follow:
                seen.add(head.source.label, chunk, head.source.columns, questionnaire.waves, answers)
            counted = count(chunk, questionnaire, scores, head.source.label, asked, blocks, crosses)
            tally += counted.tally
            quality += counted.tally.quality
            left_out.update(chunk.left_out)
            left_out.update(counted.left_out)
            rows += chunk.rows + sum(chunk.left_out.values())
            progress(chunk.rows)
        reports.append(
            ReadingReport(
                head.source.layout,
                rows,
                dict(left_out),
                head.source.columns,
                head.source.notices,
                head.source.label,
            )
        )
        qualities.append(quality)
    return tally, tuple(reports), tuple(qualities)


def _chunks(head: _Head, needed: Collection[str] | None) -> Iterator[RawChunk]:
    if head.is_whole:
        return iter([head.chunk])
    if needed is None:
        return head.source.read(None)
    return head.source.read([column.name for column in head.source.columns if column.name in needed])


def _notices(questionnaire: Questionnaire, sources: Sequence[Source], tally: Tally) -> tuple[Notice, ...]:
    found = [notice for source in sources for notice in source.notices]
    found += questionnaire.notices
    found += [
        Notice("answers-off-scale", {"question": name, "count": n}) for name, n in tally.quality.impossible.items()
    ]
    if questionnaire.weight:
        bare = [s.label for s in sources if questionnaire.weight not in {column.name for column in s.columns}]
        found += [Notice("file-without-weight", {"file": file, "column": questionnaire.weight}) for file in bare]
        n, w, _ = tally.respondents.sum(axis=0)
        if tally.quality.heaviest > HEAVY * w / n:
            times = float(tally.quality.heaviest * n / w)
            found.append(Notice("weight-column-heavy", {"column": questionnaire.weight, "times": times}))
    if questionnaire.unit:
        levels = len(unit_keys(questionnaire))
        placed = [all(cell[:levels]) for cell in tally.cells]
        lost = sum(int(n) for n, is_placed in zip(tally.respondents[:, 0], placed, strict=True) if not is_placed)
        if lost:
            found.append(Notice("rows-without-unit", {"count": lost, "column": questionnaire.unit[-1]}))
    for name in questionnaire.segments:
        place = tally.keys.index(COLUMN + name)
        lost = sum(int(n) for n, cell in zip(tally.respondents[:, 0], tally.cells, strict=True) if not cell[place])
        if lost:
            found.append(Notice("rows-without-group", {"count": lost, "column": name}))
    return tuple(found)
