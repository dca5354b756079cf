"""Verbal scales, and what a label's words say about how good the answer is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.vocabulary import texts, vocabulary

_POLE = 0.1


@dataclass(frozen=True)
class VerbalScale:
    """A scale of `answers.toml`: its steps from the worst to the best, and the step that each normalised text means."""

    name: str
    family: str
    kind: str  # verbal or yes-no
    steps: tuple[Mapping[str, tuple[str, ...]], ...]  # language -> texts as printed
    positions: Mapping[str, int]
    languages: Mapping[str, frozenset[str]]  # normalised text -> languages it is written in

    @property
    def size(self) -> int:
        """The number of steps."""
        return len(self.steps)


@cache
def verbal_scales() -> Mapping[str, VerbalScale]:
    """All verbal scales by name, in the order of the file.

    >>> verbal_scales()["satisfied-5"].positions["mycket nöjd"]
    4
    """
    return {entry["name"]: _scale(entry) for entry in vocabulary()["scale"]}


def tone(words: str) -> float | None:
    """How good an answer the words are, from 0 (the worst) to 1 (the best); ``None`` where they are not known.

    The longest known beginning counts, so that ``Inte alls nöjd med det`` is 0.

    >>> tone("Mycket nöjd"), tone("Inte alls nöjd med det"), tone("Stockholm")
    (1.0, 0.0, None)
    """
    parts = normalise(words).split()
    known = _tones()
    for length in range(len(parts), 0, -1):
        beginning = normalise(" ".join(parts[:length]))
        if beginning in known:
            return known[beginning]
    return None


def is_pole(words: str) -> bool:
    """Whether the words are the best or the worst answer of a scale.

    >>> is_pole("Mycket nöjd"), is_pole("Ganska nöjd")
    (True, False)
    """
    value = tone(words)
    # Not exactly 0 and 1: "very good" is the best answer of most scales, and the last but one below "excellent".
    return value is not None and not _POLE < value < 1 - _POLE


@cache
def _tones() -> Mapping[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    for scale in verbal_scales().values():
        for text, position in scale.positions.items():
            found[text].append(position / (scale.size - 1))
    tones = {text: sum(places) / len(places) for text, places in found.items()}
    for pole, value in (("low", 0.0), ("high", 1.0)):
        tones |= {normalise(text): value for text in texts(vocabulary()["poles"][pole])}
    return tones


def _scale(entry: Mapping[str, Any]) -> VerbalScale:
    steps = tuple({language: tuple(listed) for language, listed in step.items()} for step in entry["steps"])
    positions: dict[str, int] = {}
    languages: dict[str, set[str]] = defaultdict(set)
    for position, step in enumerate(steps):
        for language, listed in step.items():
            for text in listed:
                positions[normalise(text)] = position
                languages[normalise(text)].add(language)
    return VerbalScale(
        entry["name"],
        entry["family"],
        entry.get("kind", "verbal"),
        steps,
        positions,
        {text: frozenset(found) for text, found in languages.items()},
    )
