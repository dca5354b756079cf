"""How well a survey was answered: counts that add up, gathered while the rows pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.model import Question, Questionnaire

K = TypeVar("K")
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_ITEMS = 5  # the same answer to so many questions of a block is a straight line
LEAST_TIMES = 30  # of so few times no median is taken
_BINS_A_DOUBLING = 32
_FIRST_DOUBLING = -4  # a sixteenth of a second, or of whatever the unit is
BINS = 32 * _BINS_A_DOUBLING
_THIRD = 50  # bins: 2 ** (50 / 32) is 2.95
_NO_TIMES: Mapping[str, Floats] = {}


@dataclass(frozen=True)
class Quality:
    """Counts of rows, which add up over chunks and files (`repeated` and `copies` as they were found in that order).

    ``rows`` are those looked at: the usable ones, each respondent once. ``repeated`` are rows of a respondent who had
    answered before, ``copies`` rows equal to an earlier one in every column, ``straight_liners`` respondents with one
    answer to all of a block, ``masked`` personal cells in the unit column that count as blank, ``impossible`` answers
    off the scale by question. ``durations`` counts the times of answering of each wave in bins of 2.2 %, shape (BINS,).
    ``dispositions`` counts the people of each unit and wave, respondents and others, by what became of them: keys are
    the unit levels and the wave, counts are in the order of `questionnaire.dispositions.CODES`, shape (7,).

    >>> both = Quality(rows=2, copies=1) + Quality(rows=3)
    >>> both.rows, both.copies
    (5, 1)
    """

    rows: int = 0
    repeated: int = 0
    copies: int = 0
    straight_liners: int = 0
    masked: int = 0
    impossible: Mapping[str, int] = field(default_factory=dict)
    durations: Mapping[str, Floats] = field(default_factory=dict)
    dispositions: Mapping[tuple[str, ...], Floats] = field(default_factory=dict)
    heaviest: float = 0.0

    def __add__(self, other: Quality) -> Quality:
        """The counts of both."""
        return replace(_combined(self, other, np.add), heaviest=max(self.heaviest, other.heaviest))

    def __sub__(self, other: Quality) -> Quality:
        """The counts without the other's, which must be a part of these; the largest weight stays."""
        return replace(_combined(self, other, np.subtract), heaviest=self.heaviest)

    def too_fast(self) -> Mapping[str, int]:
        """The last bin that is under a third of the median time, by wave; waves with under 30 times have none.

        The median is that of the binned times, so the limit lies between 0.33 and 0.34 of it.

        >>> times = np.bincount(bins_of(["300"] * 40 + ["90"]), minlength=BINS).astype(float)
        >>> found = Quality(durations={"2025": times})
        >>> found.speeders
        1
        """
        found = {}
        for wave, times in self.durations.items():
            total = times.sum()
            if total >= LEAST_TIMES:
                found[wave] = int(np.searchsorted(np.cumsum(times), total / 2)) - _THIRD - 1
        return found

    @property
    def speeders(self) -> int:
        """Respondents under a third of the median time of their wave."""
        return sum(int(self.durations[wave][: last + 1].sum()) for wave, last in self.too_fast().items() if last >= 0)


def bins_of(texts: Sequence[str], decimal: str = ".") -> NDArray[np.intp]:
    """The bin of each time, -1 where it is none or not above zero; numbers, ``mm:ss`` and ``h:mm:ss`` are times.

    The unit of a number does not matter, as long as a wave keeps to one.

    >>> found = bins_of(["60", "1:00", "120", "-77", ""])
    >>> int(found[0] - found[1]), int(found[2] - found[0]), found[3:].tolist()
    (0, 32, [-1, -1])
    """
    seconds = np.array([_seconds(text, decimal) for text in texts], dtype=float)
    bins = np.full(len(seconds), -1, dtype=np.intp)
    given = seconds > 0
    place = np.floor((np.log2(seconds[given]) - _FIRST_DOUBLING) * _BINS_A_DOUBLING)
    bins[given] = np.clip(place, 0, BINS - 1).astype(np.intp)
    return bins


def times_by_wave(bins: NDArray[np.intp], wave: NDArray[np.intp], labels: Sequence[str]) -> Mapping[str, Floats]:
    """The histogram of each wave that has times; ``wave`` (R,) are places in ``labels``."""
    if not len(bins) or bins.max() < 0:
        return _NO_TIMES
    found = {}
    for place in np.unique(wave[bins >= 0]).tolist():
        inside = bins[(wave == place) & (bins >= 0)]
        found[labels[place]] = np.bincount(inside, minlength=BINS).astype(float)
    return found


def blocks_of(questionnaire: Questionnaire) -> tuple[tuple[Question, ...], ...]:
    """The runs of at least five questions side by side with the same answers."""
    blocks: list[list[Question]] = []
    for question in questionnaire.questions:
        if blocks and _answers(blocks[-1][-1]) == _answers(question):
            blocks[-1].append(question)
        else:
            blocks.append([question])
    return tuple(tuple(block) for block in blocks if len(block) >= LEAST_ITEMS)


def straight_liners(
    codes: Mapping[str, NDArray[np.intp]], blocks: Sequence[Sequence[Question]], rows: int
) -> NDArray[np.bool_]:
    """Which rows give one and the same answer to all questions of a block that they answer, five at least.

    ``codes`` are places along the scale, negative where there is no answer; don't know is no answer here. Shape (R,).
    """
    found = np.zeros(rows, dtype=bool)
    for block in blocks:
        size = block[0].scale.size
        low = np.full(rows, size, dtype=np.intp)
        high = np.full(rows, -1, dtype=np.intp)
        answered = np.zeros(rows, dtype=np.intp)
        for question in block:
            code = codes[question.name]
            given = (code >= 0) & (code < size)
            np.minimum(low, code, out=low, where=given)
            np.maximum(high, code, out=high, where=given)
            answered += given
        found |= (answered >= LEAST_ITEMS) & (low == high)
    return found


def _answers(question: Question) -> tuple[object, ...]:
    scale = question.scale
    return scale.kind, tuple((answer.value, answer.label) for answer in scale.answers)


def _seconds(text: str, decimal: str) -> float:
    total = 0.0
    try:
        for part in text.replace(decimal, ".").split(":"):
            total = 60 * total + float(part)
    except ValueError:
        return 0.0
    return total if np.isfinite(total) else 0.0


def _combined(left: Quality, right: Quality, operation: Callable[[Floats, Floats], Floats]) -> Quality:
    def each(name: str) -> int:
        return int(operation(np.float64(getattr(left, name)), np.float64(getattr(right, name))))  # type: ignore[arg-type]

    wrong = {
        question: int(operation(left.impossible.get(question, 0), right.impossible.get(question, 0)))  # type: ignore[arg-type]
        for question in {**left.impossible, **right.impossible}
    }
    times = _added(left.durations, right.durations, operation)
    people = _added(left.dispositions, right.dispositions, operation)
    return Quality(
        each("rows"),
        each("repeated"),
        each("copies"),
        each("straight_liners"),
        each("masked"),
        {question: count for question, count in wrong.items() if count},
        times,
        people,
    )


def _added(
    left: Mapping[K, Floats], right: Mapping[K, Floats], operation: Callable[[Floats, Floats], Floats]
) -> dict[K, Floats]:
    """The counts of both by key, without those that are nothing but zeros."""
    found = {}
    for key in {**left, **right}:
        size = len(left[key] if key in left else right[key])
        counts = operation(left.get(key, np.zeros(size)), right.get(key, np.zeros(size)))
        if counts.any():
            found[key] = counts
    return found
