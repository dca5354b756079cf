"""The comments that the options of ``comments`` choose: of which column, whose, and whether enough to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kundnojd.errors import InputError, UsageError
from kundnojd.notices import Notice

if TYPE_CHECKING:
    from kundnojd.analyses import AnalysisOptions, Protection
    from kundnojd.analyses.comment_groups import Group
    from kundnojd.analyses.comments import WordOptions
    from kundnojd.questionnaire.model import Questionnaire
    from kundnojd.tally.comments import Comment
    from kundnojd.tally.survey import Survey
    from kundnojd.tally.tally import Cell


@dataclass(frozen=True)
class Found:
    """The comments of two groups, those kept of the waves in question, and which cells are shown."""

    column: str
    group: Group
    against: Group
    waves: tuple[str, ...]
    kept: tuple[Comment, ...]
    parts: tuple[tuple[Comment, ...], tuple[Comment, ...]]
    here: Callable[[Cell], bool]
    shown: Callable[[Cell], bool]


def columns_of(questionnaire: Questionnaire, name: str | None) -> Sequence[str]:
    """The open questions, or the one that was named."""
    from kundnojd.cli.commenting import open_questions
    from kundnojd.questionnaire.model import Role

    found = open_questions(questionnaire)
    if name is None:
        if not found:
            raise InputError("comments-no-open-question")
        return found
    # Few and short texts may have been taken for groups or for nothing.
    roles = {Role.COMMENT, Role.SEGMENT, Role.IGNORE}
    possible = {finding.name for finding in questionnaire.findings if finding.role in roles}
    if name not in possible:
        raise UsageError("comments-question", found=name, allowed=found)
    return (name,)


def chosen_comments(
    survey: Survey, plan: Protection, group: str | None, against: str | None, *, all_waves: bool
) -> Found:
    """The comments of the two groups; the errors say what is missing or hidden."""
    from kundnojd.analyses import comment_groups as groups
    from kundnojd.analyses.comments import part
    from kundnojd.questionnaire.wave_labels import wave_key
    from kundnojd.tally.count import WAVE

    gathered = survey.comments
    assert gathered is not None  # noqa: S101 - they were asked for
    column = max(gathered.columns, key=gathered.count)
    questionnaire = survey.questionnaire
    waves = tuple(sorted(survey.tally.values_of(WAVE), key=wave_key))
    shown = groups.shown_cell(plan, waves)
    name = group or groups.usual(questionnaire)
    other = against or groups.AGAINST.get(name, groups.REST)
    own = groups.group(name, questionnaire, plan)
    if other == groups.REST:
        place = gathered.questions.index(own.question) if own.question else -1
        theirs = groups.rest_of(own, place)
    else:
        theirs = groups.group(other, questionnaire, plan)
    by_wave = any(one.startswith(groups.WAVE_OF) for one in (name, other))
    asked = waves if all_waves or by_wave else waves[-1:]
    in_waves = groups.in_waves(asked)
    by_unit = any(one.startswith(groups.UNIT) for one in (name, other))

    def here(cell: Cell) -> bool:
        return in_waves(cell) and (not by_unit or shown(cell))

    kept = tuple(comment for comment in gathered.kept(column) if in_waves(comment.cell))
    parts = (part(kept, own, here), part(kept, theirs, here))
    if {id(comment) for comment in parts[0]} & {id(comment) for comment in parts[1]}:
        raise UsageError("comments-overlap", group=name, against=other)
    return Found(column, own, theirs, asked, kept, parts, here, shown)


def check_size(found: Found, quotes: int, options: AnalysisOptions) -> None:
    """Refuse groups that are too small to show anything of."""
    from kundnojd.analyses.comments import LEAST_COMMENTS

    for own, comments in zip((found.group, found.against), found.parts, strict=True):
        if len(comments) < options.min_n:
            raise InputError("comments-hidden", group=own.name, minimum=options.min_n)
        if len(comments) < LEAST_COMMENTS and not quotes:
            raise InputError("comments-too-few", group=own.name, count=len(comments), least=LEAST_COMMENTS)


def may_quote(found: Found, side: int, min_n: int) -> bool:
    """Whether a side has enough comments of units that are shown, so that some may be quoted."""
    return sum(found.shown(comment.cell) for comment in found.parts[side]) >= max(min_n, 1)


def writing_rows(survey: Survey, plan: Protection, found: Found, wording: WordOptions) -> list[dict[str, Any]]:
    """The rows of who writes: everybody, the classes that part them, and the two groups."""
    from kundnojd.analyses import comment_groups as groups
    from kundnojd.analyses.comments import writing

    gathered = survey.comments
    assert gathered is not None  # noqa: S101 - they were asked for

    def written(of: groups.Group) -> groups.Writers:
        return groups.writers(of, found.column, survey.tally, gathered, found.here)

    rows = [writing(written(groups.Group("", lambda cell, answers: True)), wording)]
    named = {found.group.name: found.group, found.against.name: found.against}
    parted = [groups.parted(names, survey.questionnaire) for names in groups.PARTITIONS]
    for classes in [*parted, tuple(one for name, one in named.items() if name not in groups.CLASSES)]:
        counted = [written(one) for one in classes]
        # One that is small would follow from the others: then none is shown.
        small = any(
            0 < number < plan.min_n for one in counted for number in (one.respondents, one.respondents - one.comments)
        ) or any(one.comments < plan.min_n for one in counted)
        rows += [] if small else [writing(one, wording) for one in counted]
    return [{**row, "against": ""} for row in rows]


def notices_of(survey: Survey, found: Found) -> tuple[Notice, ...]:
    """What was not read: other open questions, cells that say nothing, comments beyond those kept."""
    from kundnojd.tally.comments import LONGEST

    gathered = survey.comments
    assert gathered is not None  # noqa: S101 - they were asked for
    notices = []
    others = [name for name in gathered.columns if name != found.column and gathered.count(name)]
    if others:
        notices.append(Notice("comments-other-questions", {"count": len(others), "names": tuple(others[:5])}))
    if gathered.empty[found.column]:
        notices.append(Notice("comments-empty", {"count": gathered.empty[found.column]}))
    if gathered.cut[found.column]:
        notices.append(Notice("comments-cut", {"count": gathered.cut[found.column], "most": LONGEST}))
    written, kept = gathered.count(found.column), gathered.number_kept(found.column)
    if kept < written:
        notices.append(Notice("comments-sampled", {"kept": kept, "written": written}))
    return tuple(notices)
