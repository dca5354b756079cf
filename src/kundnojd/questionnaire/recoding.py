"""Answers merged or recoded by a map, and number codes that a codebook gives words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from kundnojd.errors import ConfigError
from kundnojd.questionnaire.answers import IMPOSSIBLE, answer_key, coding, scale_of
from kundnojd.questionnaire.boxes import MAX_STEPS
from kundnojd.questionnaire.labels import is_blank_word, is_dont_know, normalise
from kundnojd.questionnaire.model import Scale
from kundnojd.questionnaire.proposals import falls_by_words


def recoded(values: Mapping[str, int], answers: Mapping[str, str]) -> dict[str, int]:
    """The counts of the texts after ``answers`` (text in the file -> answer) was applied to them.

    >>> recoded({"Fantastic": 3, "10": 2, "7": 1}, {"fantastic": "10"})
    {'10': 5, '7': 1}
    """
    to = {answer_key(text): answer for text, answer in answers.items()}
    found: Counter[str] = Counter()
    for text, count in values.items():
        found[to.get(answer_key(text), text)] += count
    return dict(found)


def with_answers(scale: Scale, answers: Mapping[str, str], question: str) -> Scale:
    """The scale that reads the texts of ``answers`` as the answers they are mapped to.

    An empty answer is a missing one. Raises `ConfigError` where the map leads to what is no answer of the scale.
    """
    codes = coding(tuple(answers.values()), scale).tolist()
    for answer, code in zip(answers.values(), codes, strict=True):
        if code == IMPOSSIBLE:
            known = tuple(one.label for one in scale.answers)
            raise ConfigError("answer-map-unknown", question=question, answer=answer, answers=known)
    keys = [answer_key(text) for text in answers]
    return replace(scale, recodes=tuple(zip(keys, codes, strict=True)))


def labelled_scale(labels: Mapping[str, str], ends: tuple[int, int] | None, *, falls: bool | None = None) -> Scale:
    """The number scale that a codebook (code -> label) declares, from its lowest code to its highest.

    Labels that say don't know or no answer are no steps. ``ends`` and ``falls`` go before what the labels say.

    >>> scale = labelled_scale({"1": "Mycket nöjd", "2": "Ganska nöjd", "3": "Missnöjd", "98": "Vet ej"}, None)
    >>> [answer.label for answer in scale.answers], scale.dont_know
    (['3 - Missnöjd', '2 - Ganska nöjd', '1 - Mycket nöjd'], ('98',))
    """
    words = {int(code): label for code, label in labels.items()}
    dont_know = [str(code) for code, label in words.items() if is_dont_know(label)]
    missing = [str(code) for code, label in words.items() if is_blank_word(label)]
    steps = {code: label for code, label in words.items() if str(code) not in {*dont_know, *missing}}
    low, high = ends or (min(steps), max(steps))
    return scale_of(
        low,
        high,
        falls=bool(falls_by_words(steps)) if falls is None else falls,
        labels={code: f"{code} - {label}" for code, label in steps.items()},
        words={code: (normalise(label),) for code, label in steps.items()},
        dont_know=dont_know,
        missing=missing,
    )


def steps_of(labels: Mapping[str, str]) -> tuple[int, int] | None:
    """The lowest and highest code of the answers among labels; ``None`` where they make no scale of 2 to 11 steps."""
    codes = [int(code) for code, label in labels.items() if not (is_dont_know(label) or is_blank_word(label))]
    if not codes or not 2 <= max(codes) - min(codes) + 1 <= MAX_STEPS:
        return None
    return min(codes), max(codes)
