"""``kundnojd complaints``: who has problems, who tells of them, and what becomes of satisfaction."""

from __future__ import annotations

from dataclasses import replace

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.crossing import Chosen, crossing
from kundnojd.cli.output import OutputRequest, deliver, output_request
from kundnojd.cli.reading import ReadingRequest, requested

SCHEMA = "kundnojd-complaints/1"


def complaints(
    *,
    survey: o.SurveyOptions,
    segment: o.Segments = None,
    choices: o.AnalysisChoices,
    to: o.OutputOptions,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """Problems, complaints and how they were solved, with satisfaction and what problems cost.

    It needs a question of whether there was a problem; whether it was reported and solved, where that is asked.
    """
    adjust = choices.adjust.value if choices.adjust else None
    chosen = Chosen(choices.min_n, choices.level, adjust)
    destination = output_request(to)
    request = replace(requested(survey, layout, saying), segment=tuple(segment or ()))
    run(request, chosen, destination, to.lang, said=saying.said)


def run(request: ReadingRequest, chosen: Chosen, destination: OutputRequest, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr beside the report: nothing, notices or everything."""
    targets = destination.targets()
    from kundnojd.analyses.complaints import complaints as groups_of_complaints
    from kundnojd.analyses.complaints import unplaced
    from kundnojd.cli.telling import tell
    from kundnojd.measures.complaints import CROSS, complaint_questions, cross_of, joint_shares
    from kundnojd.measures.joint import breaks_of, targets_of
    from kundnojd.report.complaints import build

    found = crossing(
        request,
        chosen,
        lang,
        lambda questionnaire: cross_of(complaint_questions(questionnaire)),
        lambda questionnaire: joint_shares(complaint_questions(questionnaire)),
        {},
    )
    questions = complaint_questions(found.survey.questionnaire)
    events = (questions.problem, questions.complained, questions.handled)
    shares = targets_of(joint_shares(questions), breaks_of(events))
    frame = groups_of_complaints(found.survey.tally, questions, shares, found.options, found.plan, found.design)
    crossed = found.survey.tally.crosses[CROSS]
    info = replace(found.info, notices=(*found.info.notices, *unplaced(crossed, questions, found.options.min_n)))
    report = build(frame, questions, info, found.locale)
    tell(report, found.survey, targets, found.locale, said=said)
    if not any(renderer.shows_sections for _, renderer in targets):
        report = replace(report, sections=())
    deliver(targets, destination.document(report, frame, found.locale, schema=SCHEMA))


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "complaints", complaints)
