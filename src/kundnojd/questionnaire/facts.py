"""Questions of what happened: a problem, a complaint, how it was handled, coming back. They rate nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.notices import Notice
from kundnojd.questionnaire import boxes
from kundnojd.questionnaire.answers import scale_of
from kundnojd.questionnaire.findings import ScaleFinding
from kundnojd.questionnaire.header import matches, word_lists
from kundnojd.questionnaire.labels import normalise, read_label
from kundnojd.questionnaire.model import FACT_ROLES, Answer, Question, Role, Scale
from kundnojd.questionnaire.verbal import verbal_scales

NOT_SOLVED, SOLVED_LATE, SOLVED = range(3)
_PAIR = 2
_STEPS = 3
_CODES = ({0, 1}, {1, 2})  # codes of no and yes: 1 is yes in both


def is_fact(question: Question) -> bool:
    """Whether a question rates nothing: of problems and complaints, and yes or no to coming back."""
    came_back = question.role in {Role.LOYALTY, Role.REPURCHASE} and question.scale.size == _PAIR
    return question.role in FACT_ROLES or came_back


def coded_yes_no(column: str, values: Mapping[str, int]) -> ScaleFinding | None:
    """The scale of bare codes 0 and 1, or 1 and 2, under a question of yes or no: 1 is yes. ``None`` for others.

    >>> [answer.label for answer in coded_yes_no("Q15", {"1": 40, "2": 160}).scale.answers]
    ['2', '1']
    """
    numbers = {text.strip() for text in values if text.strip()}
    for codes in _CODES:
        if numbers == {str(code) for code in codes}:
            low, high = min(codes), max(codes)
            notice = Notice("yes-no-codes", {"column": column, "no": low if high == 1 else high})
            scale = scale_of(low, high, falls=high > 1)
            return ScaleFinding(
                replace(scale, kind="yes-no"), Notice("yes-no-codes"), uncertain=True, notices=(notice,)
            )
    return None


def yes_values(question: Question) -> NDArray[np.float64]:
    """What each answer of a question says, shape (V + 1,): 1 yes, 0 no, NaN neither; don't know is in the last place.

    Words decide. Of two answers without words the number 1 is yes, whatever the other is.
    """
    return _by_answer(question, _yes)


def solved_values(question: Question) -> NDArray[np.float64]:
    """How well each answer says that a problem was solved, shape (V + 1,): one of three names above; NaN for no answer.

    The answers that the user listed as ``satisfied`` are solved. Else yes is solved and no is not; *yes, in the end*
    is solved late and *partly* is not solved; of a scale the satisfied part is solved.
    """
    values = _by_answer(question, _solved)
    if question.satisfied is not None:
        values[: question.scale.size] = NOT_SOLVED
        values[list(question.satisfied)] = SOLVED
    return values


def is_behaviour(question: Question) -> bool:
    """Whether coming back is something that was done, and not what somebody would do.

    So it is where the answer is yes or no and the wording speaks of no intention.
    """
    intends = any(matches(text, [word_lists()["wording"]["intention"]]) for text in (question.name, question.text))
    return question.scale.size == _PAIR and not intends


def _by_answer(question: Question, of_scale: Callable[[Scale], list[float]]) -> NDArray[np.float64]:
    parts = [np.array(of_scale(scale), dtype=np.float64) for scale in question.scales]
    return np.concatenate([*parts, [np.nan]])


def _yes(scale: Scale) -> list[float]:
    words = [_position("yes-2", answer) for answer in scale.answers]
    if all(place is None for place in words) and scale.size == _PAIR:
        return [float(answer.value == 1) for answer in scale.answers]
    return [np.nan if place is None else float(place) for place in words]


def _solved(scale: Scale) -> list[float]:
    if scale.size == _PAIR:
        return [SOLVED * yes for yes in _yes(scale)]
    if scale.size == _STEPS:
        for name, middle in (("solved-3", SOLVED_LATE), ("yes-3", NOT_SOLVED)):
            places = [_position(name, answer) for answer in scale.answers]
            if None not in places:
                return [float((NOT_SOLVED, middle, SOLVED)[place or 0]) for place in places]
    cut = boxes.satisfied(scale)
    return [float(SOLVED if place in cut else NOT_SOLVED) for place in range(scale.size)]


def _position(scale: str, answer: Answer) -> int | None:
    """The place of an answer on a verbal scale, by its label without a number, or another text for it."""
    positions = verbal_scales()[scale].positions
    words = read_label(answer.label).words or answer.label
    texts = (normalise(words), *answer.synonyms)
    return next((positions[text] for text in texts if text in positions), None)
