"""What a run hides: one plan for everything that a command prints of a survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kundnojd.analyses import Protection
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.tally.survey import Survey


def plan_of(survey: Survey, settings: Settings, min_n: int, measures: Sequence[str] = ()) -> Protection:
    """The plan of a survey; ``measures`` are those asked for by name, whose scores were counted."""
    from kundnojd.analyses import protection
    from kundnojd.measures import block_scores, protected

    questionnaire = survey.questionnaire
    scores = block_scores(questionnaire, measures, settings.preset)
    return protection(survey.tally, protected(questionnaire), min_n, questionnaire.segments, scores)
