"""Kinds of scores: the value of each answer of a scale, in points.

A score gives every answer a number, or NaN where the answer is outside the base. The last place is don't know. Where
the scale differs between waves, V counts the answers of all scales, and each scale has values of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire import boxes
from kundnojd.questionnaire.model import Question, Scale

Values = NDArray[np.float64]
Kind = Literal["index", "share", "net", "mean"]

PROMOTER, PASSIVE = 9, 7  # least answers on 0-10; below them are detractors


def index(question: Question) -> Values:
    """``(x - low) / (high - low) * 100``, shape (V + 1,); don't know outside the base.

    >>> from kundnojd.questionnaire.model import Role
    >>> from kundnojd.questionnaire.scales import scale_of
    >>> overall = Question("q", "q", {"": "q"}, Role.OVERALL, scale_of(1, 5))
    >>> index(overall).tolist()
    [0.0, 25.0, 50.0, 75.0, 100.0, nan]
    """
    return np.concatenate([*map(boxes.index_values, question.scales), [np.nan]])


def share_of_maximum(question: Question) -> Values:
    """``x / high * 100``, with x counted up to the best answer; don't know outside the base.

    Answers in words are 1 to V, so that the worst of them gives 100 / V and never 0.

    >>> from kundnojd.questionnaire.model import Role
    >>> from kundnojd.questionnaire.scales import scale_of
    >>> share_of_maximum(Question("q", "q", {"": "q"}, Role.OVERALL, scale_of(1, 5))).tolist()
    [20.0, 40.0, 60.0, 80.0, 100.0, nan]
    """
    scale = question.scale
    counted = [scale.low + scale.high - answer.value if scale.reversed else answer.value for answer in scale.answers]
    return np.append(100 * np.array(counted) / scale.high, np.nan)


def top_box(question: Question) -> Values:
    """100 for the very satisfied class of the scale, else 0."""
    return _box(question, boxes.top_box, question.top_box)


def satisfied(question: Question) -> Values:
    """100 for the satisfied class of the scale, very satisfied among them, else 0."""
    return _box(question, boxes.satisfied, question.satisfied)


def bottom_box(question: Question) -> Values:
    """100 for the lowest class of the scale, else 0."""
    return _box(question, boxes.bottom_box)


def top_two(question: Question) -> Values:
    """100 for the two highest answers, else 0."""
    return _box(question, boxes.top_two)


def dont_know(question: Question) -> Values:
    """100 for don't know, 0 for every answer: the base is all who answered the question."""
    return np.append(np.zeros(question.size), 100.0)


def net_promoter(question: Question) -> Values:
    """+100 for 9-10, 0 for 7-8, -100 for 0-6 on the numbers of the scale."""
    return promoters(question) - detractors(question)


def promoters(question: Question) -> Values:
    """100 for 9-10, else 0."""
    return _by_number(question, lambda number: number >= PROMOTER)


def passives(question: Question) -> Values:
    """100 for 7-8, else 0."""
    return _by_number(question, lambda number: PASSIVE <= number < PROMOTER)


def detractors(question: Question) -> Values:
    """100 for 6 and less, else 0."""
    return _by_number(question, lambda number: number < PASSIVE)


def _by_number(question: Question, holds: Callable[[float], bool]) -> Values:
    # Promoters are a matter of the numbers 0-10: a wave on another scale has none.
    every = [(scale.low, scale.high) for scale in question.scales]
    ends = (0, 10) if (0, 10) in every else every[0]
    return np.append(
        [
            np.nan if (scale.low, scale.high) != ends else 100.0 if holds(answer.value) else 0.0
            for scale in question.scales
            for answer in scale.answers
        ],
        np.nan,
    )


def _box(question: Question, cut: Callable[[Scale], tuple[int, ...]], said: tuple[int, ...] | None = None) -> Values:
    """100 for the answers in the box of each scale; ``said`` is the user's box of the newest scale."""
    parts = []
    for scale in question.scales:
        values = np.zeros(scale.size)
        values[list((scale is question.scale and said) or cut(scale))] = 100.0
        parts.append(values)
    return np.concatenate([*parts, [np.nan]])


SCORES: Mapping[str, Callable[[Question], Values]] = {
    "index": index,
    "share-of-maximum": share_of_maximum,
    "top-box": top_box,
    "satisfied": satisfied,
    "bottom-box": bottom_box,
    "top-2": top_two,
    "dont-know": dont_know,
    "net-promoter": net_promoter,
    "promoters": promoters,
    "passives": passives,
    "detractors": detractors,
}
