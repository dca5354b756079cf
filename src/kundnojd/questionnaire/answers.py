"""Scales built from what is known about them, and the codes of answers on a scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.labels import is_blank_word, is_dont_know, normalise, read_label
from kundnojd.questionnaire.model import Answer, Scale
from kundnojd.questionnaire.verbal import verbal_scales

BLANK = -1
IMPOSSIBLE = -2


def scale_of(
    low: int,
    high: int,
    *,
    falls: bool = False,
    labels: Mapping[int, str] | None = None,
    words: Mapping[int, tuple[str, ...]] | None = None,
    dont_know: Sequence[str] = (),
    missing: Sequence[str] = (),
) -> Scale:
    """A number scale from ``low`` to ``high``; ``falls`` says that the low number is the best answer.

    ``labels`` are the labels as printed, ``words`` normalised texts that mean the answer without its number.
    ``dont_know`` and ``missing`` are texts or codes in any form (``98``, ``Vet ej``). That a scale has 2 to
    `boxes.MAX_STEPS` answers is for the caller to see to.

    >>> [answer.value for answer in scale_of(1, 4, falls=True).answers]
    [4.0, 3.0, 2.0, 1.0]
    """
    labels, words = labels or {}, words or {}
    numbers = range(high, low - 1, -1) if falls else range(low, high + 1)
    answers = tuple(Answer(float(n), labels.get(n, str(n)), words.get(n, ())) for n in numbers)
    return Scale("numeric", answers, _folded(dont_know), _folded(missing))


def scale_of_words(words: Sequence[str], *, dont_know: Sequence[str] = (), missing: Sequence[str] = ()) -> Scale:
    """A scale of the answers in words given from the worst to the best, in any case; values are 1 to V.

    >>> [answer.value for answer in scale_of_words(["dåligt", "bra"]).answers]
    [1.0, 2.0]
    """
    answers = tuple(Answer(float(place), word, (normalise(word),)) for place, word in enumerate(words, start=1))
    pair = verbal_scales()["yes-2"].positions
    is_pair = [pair.get(normalise(word)) for word in words] == [0, 1]
    return Scale("yes-no" if is_pair else "verbal", answers, _folded(dont_know), _folded(missing))


def coding(texts: Sequence[str], scale: Scale) -> NDArray[np.intp]:
    """The code of each text on the scale, shape (len(texts),).

    0 to V-1 is the position of the answer from the worst to the best, V is don't know, -1 blank or missing, -2
    impossible. ``7``, ``7.0``, ``7,0`` and ``7 - Nöjd`` are one answer. Texts that the scale itself lists as don't
    know or missing go before the general words for them.

    >>> coding(["10", "1,0", "Vet ej", "", "12"], scale_of(1, 10)).tolist()
    [9, 0, 10, -1, -2]
    """
    code = _coder(scale)
    return np.fromiter((code(text) for text in texts), dtype=np.intp, count=len(texts))


def _coder(scale: Scale) -> Callable[[str], int]:
    by_text = {word: place for place, answer in enumerate(scale.answers) for word in _names(answer)}
    by_text |= dict.fromkeys(scale.dont_know, scale.size) | dict.fromkeys(scale.missing, BLANK)
    has_numbers = scale.kind == "numeric" or any(
        read_label(answer.label).number == answer.value for answer in scale.answers
    )
    by_number = {answer.value: place for place, answer in enumerate(scale.answers)} if has_numbers else {}
    # A code such as 0 that was settled as don't know keeps its meaning when it is written "0.0".
    for texts, place in ((scale.dont_know, scale.size), (scale.missing, BLANK)):
        by_number |= {number: place for text in texts if (number := _bare_number(text)) is not None}

    recodes = dict(scale.recodes)

    def code(text: str) -> int:
        key = normalise(text)
        if recodes and (recode := recodes.get(answer_key(text))) is not None:
            return recode
        if key in by_text:
            return by_text[key]
        if is_blank_word(text):
            return BLANK
        label = read_label(text)
        if is_dont_know(key) or (label.number is not None and is_dont_know(label.words)):
            return scale.size
        if label.number is None:
            return IMPOSSIBLE
        return by_number.get(label.number, IMPOSSIBLE) if by_number else by_text.get(normalise(label.words), IMPOSSIBLE)

    return code


def _names(answer: Answer) -> tuple[str, ...]:
    return (*answer.synonyms, normalise(answer.label))


def answer_key(text: str) -> str:
    """What two texts have in common where they are the same answer: ``7``, ``7.0`` and ``7,0`` are one.

    >>> answer_key(" Mycket NÖJD! "), answer_key("7,0")
    ('mycket nöjd', '7')
    """
    label = read_label(text)
    return normalise(text) if label.number is None or label.words else f"{label.number:g}"


def _bare_number(text: str) -> float | None:
    """The number of a code; that of "98 - Vet ej" is one too."""
    label = read_label(text)
    return None if label.words and not is_dont_know(label.words) else label.number


def _folded(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise(text) for text in texts))
