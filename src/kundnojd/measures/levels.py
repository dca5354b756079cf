"""Three levels of a question: low, satisfactory and top; of the overall question dissatisfied, satisfied and very so.

The cuts are those of the satisfied and of the top box: on 1-5 low is 1-3, then 4, top 5; on 1-7 1-4, 5-6, 7; on 1-10
1-6, 7-8, 9-10. A scale of two answers has no middle, and so no levels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import UsageError
from kundnojd.questionnaire.boxes import CUTS
from kundnojd.questionnaire.model import Question, Scale

Floats = NDArray[np.float64]
Cuts = Mapping[str, tuple[float, float]]  # scale as ``low-high`` -> the least satisfied and the least top number

_CUT = re.compile(r"\s*(-?\d+-\d+)\s*=\s*(-?\d+)\s*,\s*(-?\d+)\s*")


@dataclass(frozen=True)
class Levels:
    """How many of the worst answers of a scale are low and how many are low or satisfactory; the others are top.

    >>> Levels(3, 4).of(5).tolist()
    [0, 0, 0, 1, 2]
    """

    low: int
    middle: int

    def of(self, size: int) -> NDArray[np.intp]:
        """The level of each answer of a scale of so many, from the worst: 0 low, 1 satisfactory, 2 top."""
        place = np.arange(size)
        return (place >= self.low).astype(np.intp) + (place >= self.middle)


def levels_of(scale: Scale, cuts: Cuts, question: Question | None = None) -> Levels | None:
    """The levels of a scale, ``None`` where it has no middle; boxes that a question has of its own go before the usual.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> levels_of(scale_of(1, 10), {}), levels_of(scale_of(1, 5), {"1-5": (3, 5)}), levels_of(scale_of(0, 1), {})
    (Levels(low=6, middle=8), Levels(low=2, middle=4), None)
    """
    size = scale.size
    if (said := cuts.get(name_of(scale))) is not None:
        numbers = [
            scale.low + scale.high - answer.value if scale.reversed else answer.value for answer in scale.answers
        ]
        found = Levels(*(sum(number < least for number in numbers) for least in said))
    elif size not in CUTS:
        return None
    else:
        top = min(question.top_box) if question and question.top_box else size - CUTS[size].top
        good = min(question.satisfied) if question and question.satisfied else size - CUTS[size].satisfied
        found = Levels(min(good, top - 1), top)
    return found if 0 < found.low < found.middle < size else None


def level_values(question: Question, cuts: Cuts) -> Floats | None:
    """The level of each answer, 0, 1 or 2, of shape (V + 1,): NaN for don't know, and where an earlier scale has none.

    ``None`` where the scale of the question has no levels.

    >>> from kundnojd.questionnaire.model import Role
    >>> from kundnojd.questionnaire.scales import scale_of
    >>> level_values(Question("q", "q", {"": "q"}, Role.ITEM, scale_of(1, 5)), {}).tolist()
    [0.0, 0.0, 0.0, 1.0, 2.0, nan]
    """
    if levels_of(question.scale, cuts, question) is None:
        return None
    parts = []
    for scale in question.scales:
        own = levels_of(scale, cuts, question if scale is question.scale else None)
        parts.append(np.full(scale.size, np.nan) if own is None else own.of(scale.size).astype(np.float64))
    return np.concatenate([*parts, [np.nan]])


def name_of(scale: Scale) -> str:
    """The ends of a scale, as ``--cut`` names it.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> name_of(scale_of(1, 10))
    '1-10'
    """
    return f"{scale.low:g}-{scale.high:g}"


def cuts_of(texts: Sequence[str]) -> Cuts:
    """The cuts that options say as ``1-5=4,5``: from 4 satisfied, from 5 very satisfied.

    Raises `UsageError` for a text of another form, or numbers that leave one of the three levels empty.

    >>> dict(cuts_of(["1-5=3,5"]))
    {'1-5': (3.0, 5.0)}
    """
    found = {}
    for text in texts:
        match = _CUT.fullmatch(text)
        if match is None:
            raise UsageError("drivers-cut-form", found=text)
        low, high = (float(part) for part in match[1].rsplit("-", 1))
        good, top = float(match[2]), float(match[3])
        if not low < good < top <= high:
            raise UsageError("drivers-cut-order", found=text)
        found[match[1]] = (good, top)
    return found
