"""``kundnojd loyalty``: how many are ambassadors, and who is satisfied but on the move."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.crossing import Chosen, crossing
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, requested

if TYPE_CHECKING:
    from kundnojd.measures.loyalty import LoyaltyQuestions
    from kundnojd.questionnaire.model import Questionnaire

SCHEMA = "kundnojd-loyalty/1"


class LoyalBy(StrEnum):
    """The questions that can say who is loyal, by the names in `kundnojd.measures.loyalty.LOYAL_BY`."""

    RECOMMEND = "recommend"
    REPURCHASE = "repurchase"


LoyalByOption = Annotated[
    LoyalBy | None,
    typer.Option(
        "--loyal-by",
        metavar="QUESTION",
        help="Which question says who is loyal: repurchase (coming back, choosing again) or recommend. [default: "
        "repurchase where it is asked]",
        show_default=False,
    ),
]
Tenure = Annotated[bool, typer.Option("--tenure", help="Groups by how long they have been customers.")]


def loyalty(
    *,
    survey: o.SurveyOptions,
    segment: o.Segments = None,
    tenure: Tenure = False,
    loyal_by: LoyalByOption = None,
    choices: o.AnalysisChoices,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Ambassadors, and satisfied against loyal: who is satisfied but on the move.

    Ambassadors are very satisfied, would recommend at the top, and have come back or would choose you again.
    """
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(choices.min_n, choices.level, adjust, tenure)
    destination = output_request(to)
    request = replace(requested(survey, layout, saying), segment=tuple(segment or ()))
    run(request, chosen, loyal_by.value if loyal_by else "", destination, to.lang, said=saying.said)


def run(
    request: ReadingRequest,
    chosen: Chosen,
    loyal_by: str,
    destination: OutputRequest,
    lang: str | None,
    *,
    said: str,
) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses.loyalty import loyalty as shares_of_loyalty
    from kundnojd.cli.telling import tell
    from kundnojd.measures.joint import breaks_of, targets_of
    from kundnojd.measures.loyalty import cross_of, joint_shares, loyalty_questions
    from kundnojd.report.loyalty import build

    def questions_of(questionnaire: Questionnaire) -> LoyaltyQuestions:
        return loyalty_questions(questionnaire, loyal_by)

    found = crossing(
        request,
        chosen,
        lang,
        lambda questionnaire: cross_of(questions_of(questionnaire)),
        lambda questionnaire: joint_shares(questions_of(questionnaire)),
        {"loyal_by": loyal_by, "tenure": chosen.by_tenure},
    )
    questions = questions_of(found.survey.questionnaire)
    shares = targets_of(joint_shares(questions), breaks_of(questions.asked))
    frame = shares_of_loyalty(found.survey.tally, shares, found.options, found.plan, found.design)
    report = build(frame, questions, found.info, found.locale, found.survey.questionnaire.tenure)
    tell(report, found.survey, targets, found.locale, said=said)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    deliver(targets, destination.document(report, frame, found.locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "loyalty", loyalty)
