"""Which answers of a question count, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kundnojd.locale import Locale
from kundnojd.questionnaire.model import Question


def answers_of(question: Question, values: NDArray[np.float64]) -> str:
    """The labels of the answers with a value above 0, of the newest scale, the best last.

    >>> from kundnojd.questionnaire.model import Role
    >>> from kundnojd.questionnaire.scales import scale_of
    >>> answers_of(Question("q", "q", {"": "q"}, Role.OVERALL, scale_of(1, 5)), np.array([0, 0, 0, 100, 100, np.nan]))
    '4, 5'
    """
    labels = [answer.label for answer in question.scale.answers]
    return ", ".join(label for label, value in zip(labels, values[: len(labels)], strict=True) if value > 0)


def part(question: Question, answers: str, locale: Locale) -> str:
    """A question in quotation marks, with the answers that count where they are given."""
    text = question.text or question.name
    return locale.text("report.question-and-answers" if answers else "report.quoted", question=text, answers=answers)
