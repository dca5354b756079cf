"""``kundnojd comments``: what one group of respondents writes and another does not, with personal data masked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver
from kundnojd.cli.reading import ReadingRequest, read, requested, settings_of
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

SCHEMA = "kundnojd-comments/1"
_NAMES = (
    "very-satisfied, just-satisfied, satisfied, dissatisfied, promoters, passives, detractors, unit=NAME, wave=NAME"
)


class Language(StrEnum):
    """Languages of comments, by the names in `kundnojd.questionnaire.comment_words.LANGUAGES`."""

    SV = "sv"
    NB = "nb"
    EN = "en"


Question = Annotated[
    str | None,
    typer.Option(
        "--question", metavar="COLUMN", help="The open question. [default: the one most answered]", show_default=False
    ),
]
GroupName = Annotated[
    str | None,
    typer.Option(
        "--group", metavar="GROUP", help=f"Whose comments: {_NAMES}. [default: dissatisfied]", show_default=False
    ),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="GROUP",
        help="Whom they are held against; also rest. [default: satisfied against dissatisfied, promoters against "
        "detractors, else rest]",
        show_default=False,
    ),
]
Quotes = Annotated[
    int, typer.Option("--quotes", metavar="N", min=0, max=50, help="Print N masked comments of each group.")
]
CommentLanguage = Annotated[
    Language | None,
    typer.Option(
        "--comment-language",
        metavar="sv|nb|en",
        help="Language of the comments. [default: told by their commonest words]",
        show_default=False,
    ),
]
AllWaves = Annotated[bool, typer.Option("--all-waves", help="Comments of every wave, not only the newest.")]


@dataclass(frozen=True)
class Chosen:
    """What the options say about the comments; ``None`` leaves it to ``survey.toml`` or the default."""

    question: str | None
    group: str | None
    against: str | None
    quotes: int
    language: str | None
    mask_names: str | None
    all_waves: bool
    min_n: int | None
    level: float | None
    adjust: str | None


def comments(
    *,
    survey: o.SurveyOptions,
    question: Question = None,
    group: GroupName = None,
    against: Against = None,
    quotes: Quotes = 0,
    mask_names: o.MaskNames = None,
    comment_language: CommentLanguage = None,
    all_waves: AllWaves = False,
    choices: o.AnalysisChoices,
    output: o.Output = None,
    format_: o.Format = None,
    excel_csv: o.ExcelCsv = None,
    lang: o.Lang = None,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Open answers, masked: the words that one group writes and another does not, and quotes."""
    adjust = choices.adjust.value if choices.adjust else None
    language = comment_language.value if comment_language else None
    chosen = Chosen(
        *(question, group, against, quotes, language, mask_names, all_waves),
        *(choices.min_n, choices.level, adjust),
    )
    destination = OutputRequest(tuple(output or ()), format_, excel_csv.value if excel_csv else None)
    said = "nothing" if saying.quiet else "everything" if saying.verbose else "notices"
    run(requested(survey, layout, saying), chosen, destination, lang, said=said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses import AnalysisOptions
    from kundnojd.analyses import comments as words_of
    from kundnojd.analyses.comments import WordOptions
    from kundnojd.cli.commenting import gathering, staff_of
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.questionnaire.comment_words import language_of
    from kundnojd.renderers import Document
    from kundnojd.report.comments import Said, build, tokens, totals
    from kundnojd.report.describing import describe, provenance

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    gather = gathering(
        lambda questionnaire: _columns(questionnaire, chosen.question), staff_of(chosen.mask_names), locale
    )
    survey_read = read(request, settings, notices, comments_of=gather)
    survey, given = survey_read.survey, settings.options
    options = AnalysisOptions(
        min_n=chosen.min_n or given.min_n or AnalysisOptions.min_n,
        level=chosen.level or given.level or AnalysisOptions.level,
        adjust=chosen.adjust or given.adjust or AnalysisOptions.adjust,
    )
    plan = plan_of(survey, settings, options.min_n)
    found = _chosen_comments(survey, plan, chosen)
    language = chosen.language or language_of(comment.text for comment in found.kept)
    wording = WordOptions(language, tuple(tokens(locale).values()), options.level, options.adjust)
    spoken = words_of.compare(found.group, found.against, found.parts, wording)
    _check_size(found, chosen.quotes, options)
    facts: dict[str, object] = {"question": found.column, "group": found.group.name, "against": found.against.name}
    facts |= {"wave": found.waves[0] if len(found.waves) == 1 else "", "language": language, "level": options.level}
    rows: list[dict[str, Any]] = [*_writing(survey, plan, found, wording), *spoken.rows]
    for side, own in enumerate((found.group, found.against)):
        if chosen.quotes and _may_quote(found, side, options.min_n):
            quoted = words_of.quotes(spoken, side, chosen.quotes, found.shown)
            rows += [{**row, "group": own.name, "against": ""} for row in quoted]
    frame = words_of.frame(rows, facts)
    asked = {name: value for name, value in facts.items() if name not in {"wave", "language"} and value}
    more = {"quotes": chosen.quotes, "mask_names": Path(chosen.mask_names or "").name, "all_waves": chosen.all_waves}
    usual = {"min_n": options.min_n, "adjust": options.adjust, "where": request.where}
    came_from = provenance(
        survey_read.inputs, {**asked, **{name: value for name, value in {**usual, **more}.items() if value}}
    )
    info = describe(survey, options, came_from, locale, plan, title=settings.title)
    masked = totals([comment.masked.counts for comment in found.kept])
    said_of = Said(
        *(found.column, language, found.group.name, found.against.name, found.waves, masked),
        *(spoken.tested, spoken.rare, chosen.language is None),
    )
    report = build(frame, said_of, info, _notices(survey, found), locale)
    tell(report, survey, targets, locale, said=said)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    deliver(targets, Document(report, frame, locale, schema=SCHEMA, excel=destination.excel_csv))


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


def _columns(questionnaire: Questionnaire, name: str | None) -> Sequence[str]:
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


def _chosen_comments(survey: Survey, plan: Protection, chosen: Chosen) -> Found:
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
    name = chosen.group or groups.usual(questionnaire)
    other = chosen.against or groups.AGAINST.get(name, groups.REST)
    group = groups.group(name, questionnaire, plan)
    if other == groups.REST:
        place = gathered.questions.index(group.question) if group.question else -1
        against = groups.rest_of(group, place)
    else:
        against = groups.group(other, questionnaire, plan)
    by_wave = any(one.startswith(groups.WAVE_OF) for one in (name, other))
    asked = waves if chosen.all_waves or by_wave else waves[-1:]
    in_waves = groups.in_waves(asked)
    by_unit = any(one.startswith(groups.UNIT) for one in (name, other))

    def here(cell: Cell) -> bool:
        return in_waves(cell) and (not by_unit or shown(cell))

    kept = tuple(comment for comment in gathered.kept(column) if in_waves(comment.cell))
    parts = (part(kept, group, here), part(kept, against, here))
    if {id(comment) for comment in parts[0]} & {id(comment) for comment in parts[1]}:
        raise UsageError("comments-overlap", group=name, against=other)
    return Found(column, group, against, asked, kept, parts, here, shown)


def _check_size(found: Found, quotes: int, options: AnalysisOptions) -> None:
    """Refuse groups that are too small to show anything of."""
    from kundnojd.analyses.comments import LEAST_COMMENTS

    for own, comments in zip((found.group, found.against), found.parts, strict=True):
        if len(comments) < options.min_n:
            raise InputError("comments-hidden", group=own.name, minimum=options.min_n)
        if len(comments) < LEAST_COMMENTS and not quotes:
            raise InputError("comments-too-few", group=own.name, count=len(comments), least=LEAST_COMMENTS)


def _may_quote(found: Found, side: int, min_n: int) -> bool:
    return sum(found.shown(comment.cell) for comment in found.parts[side]) >= max(min_n, 1)


def _writing(survey: Survey, plan: Protection, found: Found, wording: WordOptions) -> list[dict[str, Any]]:
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


def _notices(survey: Survey, found: Found) -> tuple[Notice, ...]:
    gathered = survey.comments
    assert gathered is not None  # noqa: S101 - they were asked for
    notices = []
    others = [name for name in gathered.columns if name != found.column and gathered.count(name)]
    if others:
        notices.append(Notice("comments-other-questions", {"count": len(others), "names": tuple(others[:5])}))
    if gathered.empty[found.column]:
        notices.append(Notice("comments-empty", {"count": gathered.empty[found.column]}))
    written, kept = gathered.count(found.column), len(gathered.kept(found.column))
    if kept < written:
        notices.append(Notice("comments-sampled", {"kept": kept, "written": written}))
    return tuple(notices)


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "comments", comments)
