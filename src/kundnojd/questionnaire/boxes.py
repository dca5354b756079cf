"""Where the top box, the satisfied and the bottom box of a scale are cut, and the index value of each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.model import Scale

MAX_STEPS = 11


@dataclass(frozen=True)
class Cut:
    """How many of the best answers are the top box and the satisfied, how many of the worst the bottom box."""

    top: int
    satisfied: int
    bottom: int


# By the number of steps: 4 is 1-4 (top box 4, satisfied 3-4, bottom 1), 5 is 1-5 (5, 4-5, 1), 6 is 1-6 (6, 5-6, 1),
# 7 is 1-7 (7, 5-7, 1), 10 is 1-10 (9-10, 7-10, 1-2) and 11 is 0-10 (9-10, 7-10, 0-1).
CUTS: Mapping[int, Cut] = {
    2: Cut(1, 1, 1),
    3: Cut(1, 1, 1),
    4: Cut(1, 2, 1),
    5: Cut(1, 2, 1),
    6: Cut(1, 2, 1),
    7: Cut(1, 3, 1),
    8: Cut(1, 3, 1),
    9: Cut(1, 3, 1),
    10: Cut(2, 4, 2),
    11: Cut(2, 4, 2),
}


def top_box(scale: Scale) -> tuple[int, ...]:
    """The positions along ``scale.answers`` of the very satisfied; ``KeyError`` for a scale without a cut.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> top_box(scale_of(1, 10)), top_box(scale_of(1, 5, falls=True))
    ((8, 9), (4,))
    """
    return _best(scale, CUTS[scale.size].top)


def satisfied(scale: Scale) -> tuple[int, ...]:
    """The positions along ``scale.answers`` of the satisfied; ``KeyError`` for a scale without a cut.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> satisfied(scale_of(1, 7))
    (4, 5, 6)
    """
    return _best(scale, CUTS[scale.size].satisfied)


def bottom_box(scale: Scale) -> tuple[int, ...]:
    """The positions along ``scale.answers`` of the very dissatisfied; ``KeyError`` for a scale without a cut.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> bottom_box(scale_of(0, 10))
    (0, 1)
    """
    return tuple(range(CUTS[scale.size].bottom))


def top_two(scale: Scale) -> tuple[int, ...]:
    """The positions of the two best answers, whatever the scale.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> top_two(scale_of(1, 5))
    (3, 4)
    """
    return _best(scale, 2)


def index_values(scale: Scale) -> NDArray[np.float64]:
    """The index value of each answer, shape (V,), from 0 (worst) to 100 (best), spaced as the numbers are.

    ``100 (value - low) / (high - low)``, and ``100 (high - value) / (high - low)`` where the low number is the best.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> index_values(scale_of(1, 5)).tolist()
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    values = np.array([answer.value for answer in scale.answers], dtype=np.float64)
    return np.asarray(np.abs(values - values[0]) / (scale.high - scale.low) * 100.0, dtype=np.float64)


def _best(scale: Scale, count: int) -> tuple[int, ...]:
    return tuple(range(scale.size - count, scale.size))
