"""The touchpoints of a survey: its questions on one scale, as a block whose moments are gathered unit by unit."""

from __future__ import annotations

from kundnojd.measures.headlines import items_of_one_scale
from kundnojd.measures.score import index
from kundnojd.questionnaire.model import Block, Question, Questionnaire
from kundnojd.tally.count import WAVE, unit_keys

BLOCK = "touchpoints"
LEAST = 2  # questions that are told apart


def touchpoints(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions on the commonest scale, headline questions aside; none where there are fewer than two.

    Nor where the answers are not known to be of the same person, for then nothing is known of what goes together.

    >>> touchpoints(Questionnaire(()))
    ()
    """
    if questionnaire.rows_are == "answers":
        return ()
    found = items_of_one_scale(questionnaire)
    return found if len(found) >= LEAST else ()


def touchpoint_blocks(questionnaire: Questionnaire) -> tuple[Block, ...]:
    """The block of the touchpoints as indices from 0 to 100, in cells of units and waves; none without touchpoints."""
    questions = touchpoints(questionnaire)
    if not questions or not questionnaire.unit:
        return ()
    names = tuple(question.name for question in questions)
    keys = (*unit_keys(questionnaire), WAVE)
    return (Block(BLOCK, names, tuple(index(question) for question in questions), 1, keys),)
