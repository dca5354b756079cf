"""Kinds of scores: the value of each answer of a scale, in points.

A score gives every answer a number, or NaN where the answer is outside the base. The last place is don't know. Where
the scale differs between waves, V counts the answers of all scales, and each scale has values of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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


def net_balance(question: Question) -> Values:
    """+100 above the middle of the scale, -100 below it, 0 for an answer in the middle.

    >>> from kundnojd.questionnaire.model import Role
    >>> from kundnojd.questionnaire.scales import scale_of
    >>> net_balance(Question("q", "q", {"": "q"}, Role.OVERALL, scale_of(1, 5))).tolist()
    [-100.0, -100.0, 0.0, 100.0, 100.0, nan]
    """
    return np.sign(np.round(index(question) - 50, 9)) * 100


def number(question: Question) -> Values:
    """The number of each answer, counted up to the best one; answers in words are 1 to V."""
    parts = [[s.low + s.high - a.value if s.reversed else a.value for a in s.answers] for s in question.scales]
    return np.append(np.concatenate(parts), np.nan)


def effort_net(question: Question) -> Values:
    """+100 for 6-7, -100 for 1-3, 0 for 4-5 on 1-7."""
    numbers = number(question)
    return np.where(np.isnan(numbers), np.nan, 100.0 * (numbers >= 6) - 100.0 * (numbers <= 3))


def effort_share(question: Question) -> Values:
    """100 for 5-7 on 1-7, else 0."""
    numbers = number(question)
    return np.where(np.isnan(numbers), np.nan, 100.0 * (numbers >= 5))


# How many of the best answers are HCAHPS' top box and how many of the worst its bottom box, by the number of steps.
_CARE_CUTS: Mapping[int, tuple[int, int]] = {2: (1, 1), 4: (1, 2), 11: (2, 7)}


def hcahps_top(question: Question) -> Values:
    """100 for always (the best of four), 9-10 of 0-10 and yes, else 0."""
    return _box(question, lambda scale: tuple(range(scale.size - _CARE_CUTS[scale.size][0], scale.size)))


def hcahps_middle(question: Question) -> Values:
    """100 for usually (the second best of four) and 7-8 of 0-10, else 0."""
    return _box(question, lambda scale: tuple(range(_CARE_CUTS[scale.size][1], scale.size - _CARE_CUTS[scale.size][0])))


def hcahps_bottom(question: Question) -> Values:
    """100 for sometimes and never (the two worst of four), 0-6 of 0-10 and no, else 0."""
    return _box(question, lambda scale: tuple(range(_CARE_CUTS[scale.size][1])))


def fits(scale: Scale, allowed: Sequence[str]) -> bool:
    """Whether a scale is one of those that a measure is defined for, ``low-high`` or ``yes-no``; none is any.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> fits(scale_of(1, 10), ["1-10"]), fits(scale_of(1, 5), ["1-10"]), fits(scale_of(1, 5), [])
    (True, False, True)
    """
    ends = scale.kind if scale.kind == "yes-no" else f"{scale.low:g}-{scale.high:g}"
    return not allowed or ends in allowed


def values_of(score: str, question: Question, allowed: Sequence[str] = ()) -> Values:
    """The values of a score on the answers of a question, shape (V + 1,); NaN on scales that are not allowed."""
    if not allowed:
        return SCORES[score](question)
    parts = []
    for scale in question.scales:
        # The user's own boxes are those of the newest scale, and belong to the measures that have no scale of theirs.
        alone = replace(question, scale=scale, earlier=(), top_box=None, satisfied=None)
        parts.append(SCORES[score](alone)[:-1] if fits(scale, allowed) else np.full(scale.size, np.nan))
    return np.append(np.concatenate(parts), np.nan)


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
    "net-balance": net_balance,
    "number": number,
    "effort-net": effort_net,
    "effort-share": effort_share,
    "hcahps-top": hcahps_top,
    "hcahps-middle": hcahps_middle,
    "hcahps-bottom": hcahps_bottom,
}
