"""Rows that are looked at twice: repeated respondents, copies, straight lines and speeders; and which of them go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kundnojd.notices import Notice
from kundnojd.questionnaire.drafts import SAID
from kundnojd.questionnaire.model import ColumnFinding, Question, Questionnaire, Role
from kundnojd.questionnaire.personal import CONTACTS, kind_of
from kundnojd.sources.reading import RawChunk
from kundnojd.tally.panel import Followed, Sampled
from kundnojd.tally.quality import LEAST_ITEMS, Quality, bins_of, blocks_of, straight_liners, times_by_wave
from kundnojd.tally.repeats import Seen, respondent_keys, row_keys

if TYPE_CHECKING:
    from kundnojd.tally.comments import Comments
    from kundnojd.tally.conduct import Watched

DROPS = ("duplicates", "straight-liners", "speeders")
_MOST_REPEATED = 0.1  # of the rows: a column that repeats more often was no respondent, where nobody said it is
_APART = 0.45  # different texts among the cells: with so many a column tells rows apart, even when all are doubled


@dataclass(frozen=True)
class Screening:
    """What to look for in the rows of one reading.

    ``respondent`` is the column to keep each respondent once by, ``copies`` says for which files identical rows are
    looked for, ``drop`` names from `DROPS` what is left out, ``too_fast`` the last bin of speeders by wave. The
    memories belong to one reading and grow with it; ``followed`` and ``sampled`` are there where respondents are to be
    followed from wave to wave, or only to be seen to return; ``comments`` where comments are to be gathered.
    """

    respondent: str = ""
    blocks: tuple[tuple[Question, ...], ...] = ()
    drop: frozenset[str] = frozenset()
    too_fast: Mapping[str, int] = field(default_factory=dict)
    files_for_copies: frozenset[str] = frozenset()
    respondents: Seen = field(default_factory=Seen)
    rows: Seen = field(default_factory=Seen)
    followed: Followed | None = None
    sampled: Sampled | None = None
    comments: Comments | None = None
    watched: Watched | None = None  # where it is to be counted how people answered


@dataclass(frozen=True)
class Screened:
    """The quality of the rows kept so far, and the rows to leave out by reason, in order; masks of shape (R,)."""

    quality: Quality
    out: Mapping[str, NDArray[np.bool_]]


def screening(
    questionnaire: Questionnaire,
    drop: Collection[str],
    too_fast: Mapping[str, int],
    respondent: str,
    whole: Collection[str],
) -> Screening:
    """What to look for; ``whole`` are the files whose chunks hold all columns, where copies can be seen.

    Copies are looked for only where some column tells rows apart: else equal rows are people who answered alike.
    """
    apart = any(_tells_apart(finding) for finding in questionnaire.findings)
    return Screening(
        respondent,
        blocks_of(questionnaire),
        frozenset(drop),
        too_fast,
        frozenset(whole) if apart else frozenset(),
    )


def screen(
    chunk: RawChunk,
    questionnaire: Questionnaire,
    codes: Mapping[str, NDArray[np.intp]],
    wave: tuple[NDArray[np.intp], Sequence[str]],
    usable: NDArray[np.bool_],
    file: str,
    asked: Screening,
) -> Screened:
    """Look at the usable rows of a chunk; ``codes`` are the answers by question, ``wave`` codes and labels.

    A respondent's first row with an answer is kept, later ones in the same file and wave are ``duplicate``.
    """
    out: dict[str, NDArray[np.bool_]] = {}
    keep = usable.copy()
    repeated = np.zeros(chunk.rows, dtype=bool)
    if asked.respondent in chunk.columns:
        keys, named = respondent_keys(chunk, asked.respondent, *wave, file)
        answered = np.zeros(chunk.rows, dtype=bool)
        for code in codes.values():
            answered |= code >= 0
        repeated = keep & named & asked.respondents.again(keys, keep & named & answered)
        out["duplicate"] = repeated
        keep &= ~repeated
    copies = np.zeros(chunk.rows, dtype=bool)
    if file in asked.files_for_copies:
        copies = keep & asked.rows.again(row_keys(chunk), keep)
    straight = keep & straight_liners(codes, asked.blocks, chunk.rows)
    bins = np.full(chunk.rows, -1, dtype=np.intp)
    if questionnaire.duration in chunk.columns:
        times = chunk.columns[questionnaire.duration]
        bins = np.where(keep, bins_of(times.texts, questionnaire.decimal)[times.codes], -1)
    limits = np.array([asked.too_fast.get(label, -1) for label in wave[1]], dtype=np.intp)
    fast = (bins >= 0) & (bins <= limits[wave[0]])
    flagged = (
        ("duplicates", "copy", copies),
        ("straight-liners", "straight-liner", straight),
        ("speeders", "speeder", fast),
    )
    out |= {reason: rows for name, reason, rows in flagged if name in asked.drop}
    quality = Quality(
        rows=int(keep.sum()),
        repeated=int(repeated.sum()),
        copies=int(copies.sum()),
        straight_liners=int(straight.sum()),
        masked=_masked(chunk, questionnaire, keep),
        durations=times_by_wave(bins, *wave),
    )
    return Screened(quality, out)


def shown_texts(texts: Sequence[str], column: str, questionnaire: Questionnaire) -> list[str]:
    """The texts of a unit or wave column as they may be shown.

    A stray personal text is blank; a column full of them has been named by the user and is shown.

    >>> shown_texts(["Nord", "anna@example.se"], "Enhet", Questionnaire((), masked=frozenset({"Enhet"})))
    ['Nord', '']
    """
    if column not in questionnaire.masked:
        return list(texts)
    return ["" if kind_of(text) in CONTACTS else text for text in texts]


def is_guessed_wrong(questionnaire: Questionnaire, quality: Quality) -> bool:
    """Whether the respondent column, which nobody named, repeats too often to tell who answered twice."""
    return not is_said(questionnaire) and quality.repeated > _MOST_REPEATED * (quality.rows + quality.repeated)


def is_said(questionnaire: Questionnaire) -> bool:
    """Whether the user named the column of the respondent."""
    return any(finding.role is Role.RESPONDENT and finding.reason == SAID for finding in questionnaire.findings)


def notices(questionnaire: Questionnaire, quality: Quality, asked: Screening) -> list[Notice]:
    """What is said of the quality of the answers; what was left out is named with its reason elsewhere."""
    found = []
    if quality.repeated:
        found.append(Notice("repeated-respondents", {"count": quality.repeated, "column": asked.respondent}))
    flagged: tuple[tuple[str, str, int, dict[str, object]], ...] = (
        ("duplicates", "copied-rows", quality.copies, {}),
        ("straight-liners", "straight-lines", quality.straight_liners, {"items": LEAST_ITEMS}),
        ("speeders", "speeders-found", quality.speeders, {"column": questionnaire.duration}),
    )
    found += [
        Notice(key, {"count": count, "rows": quality.rows, **fields})
        for name, key, count, fields in flagged
        if count and name not in asked.drop
    ]
    if quality.masked:
        found.append(Notice("units-masked", {"count": quality.masked, "column": questionnaire.unit[-1]}))
    return found


def _tells_apart(finding: ColumnFinding) -> bool:
    if finding.scale is not None or not finding.answered:
        return False
    return finding.distinct_is_capped or finding.distinct >= _APART * finding.answered


def _masked(chunk: RawChunk, questionnaire: Questionnaire, keep: NDArray[np.bool_]) -> int:
    found = 0
    for name in questionnaire.unit:
        if name in questionnaire.masked and name in chunk.columns:
            raw = chunk.columns[name]
            personal = np.array([kind_of(text) in CONTACTS for text in raw.texts], dtype=bool)
            found += int(np.count_nonzero(personal[raw.codes] & keep))
    return found
