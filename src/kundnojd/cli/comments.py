"""``kundnojd comments``: what one group of respondents writes and another does not, with personal data masked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import Beside, ReadingRequest, read, requested, settings_of

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
    to: o.OutputOptions,
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
    destination = output_request(to)
    run(requested(survey, layout, saying), chosen, destination, to.lang, said=saying.said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses import comments as words_of
    from kundnojd.analyses.comments import WordOptions
    from kundnojd.cli.choosing import options_of
    from kundnojd.cli.comment_parts import (
        check_size,
        chosen_comments,
        columns_of,
        may_quote,
        notices_of,
        writing_rows,
    )
    from kundnojd.cli.commenting import gathering, staff_of
    from kundnojd.cli.protecting import plan_of
    from kundnojd.cli.telling import locale_of, tell
    from kundnojd.questionnaire.comment_words import language_of
    from kundnojd.report.comments import Said, build, tokens, totals
    from kundnojd.report.describing import describe, provenance

    settings, notices = settings_of(request)
    locale = locale_of(lang, settings)
    gather = gathering(
        lambda questionnaire: columns_of(questionnaire, chosen.question), staff_of(chosen.mask_names), locale
    )
    survey_read = read(request, settings, notices, Beside(comments_of=gather))
    survey, given = survey_read.survey, settings.options
    options = options_of(chosen, given)
    plan = plan_of(survey, settings, options.min_n)
    found = chosen_comments(survey, plan, chosen.group, chosen.against, all_waves=chosen.all_waves)
    language = chosen.language or language_of(comment.text for comment in found.kept)
    wording = WordOptions(language, tuple(tokens(locale).values()), options.level, options.adjust)
    spoken = words_of.compare(found.group, found.against, found.parts, wording)
    check_size(found, chosen.quotes, options)
    facts: dict[str, object] = {"question": found.column, "group": found.group.name, "against": found.against.name}
    facts |= {"wave": found.waves[0] if len(found.waves) == 1 else "", "language": language, "level": options.level}
    rows: list[dict[str, Any]] = [*writing_rows(survey, plan, found, wording), *spoken.rows]
    for side, own in enumerate((found.group, found.against)):
        if chosen.quotes and may_quote(found, side, options.min_n):
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
    report = build(frame, said_of, info, notices_of(survey, found), locale)
    tell(report, survey, targets, locale, said=said)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    deliver(targets, destination.document(report, frame, locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "comments", comments)
