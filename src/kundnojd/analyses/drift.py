"""What differs between a wave and the one before: questions, their scales and wordings, and units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kundnojd.questionnaire.matching import wording_key
from kundnojd.questionnaire.model import Question, Questionnaire
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import WAVE
from kundnojd.tally.tally import Tally

_ALIKE = 75.0  # of 100: names and wordings that a person should look at
_CODE = re.compile(r"^[^\W\d_]{1,2}\d+[a-z]?_?(?=[^\W\d_]{3})", re.IGNORECASE)
_BARE = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Drift:
    """One difference between ``wave`` and ``since``, the wave before.

    ``kind`` is a kind of `Change`, ``question-new``, ``question-gone``, ``unit-new``, ``unit-gone``, or ``alike``: a
    question that is gone and one that is new and may be the same, with the line of ``survey.toml`` that joins them in
    ``settings``. ``name`` is the question or the unit. ``breaks`` says that its trend is not tested there.
    """

    wave: str
    since: str
    kind: str
    name: str
    before: str = ""
    after: str = ""
    breaks: bool = False
    settings: str = ""


def drift(questionnaire: Questionnaire, tally: Tally) -> tuple[Drift, ...]:
    """The differences between the waves of a tally, wave by wave; none where there is one wave.

    >>> import numpy as np
    >>> from kundnojd.questionnaire.model import Role
    >>> from kundnojd.questionnaire.scales import scale_of
    >>> question = Question("q", "q", {"": "q"}, Role.ITEM, scale_of(1, 2))
    >>> counts = {"q": np.array([np.zeros((3, 3)), np.ones((3, 3))])}
    >>> tally = Tally(("wave",), (("2023",), ("2024",)), np.ones((2, 3)), counts, {})
    >>> [(one.wave, one.kind, one.name) for one in drift(Questionnaire((question,)), tally)]
    [('2024', 'question-new', 'q')]
    """
    tally = tally.rollup(tally.keys[: tally.keys.index(WAVE) + 1])
    waves = sorted(tally.values_of(WAVE), key=wave_key)
    by_wave = tally.rollup([WAVE])
    place = {cell[0]: k for k, cell in enumerate(by_wave.cells)}
    asked = {
        wave: [q for q in questionnaire.questions if by_wave.counts[q.name][place[wave], :, 0].sum() > 0]
        for wave in waves
    }
    units = {wave: dict.fromkeys(c[:-1] for c in tally.cells if c[-1] == wave and all(c)) for wave in waves}
    found: list[Drift] = []
    for since, wave in pairwise(waves):
        gone = [question for question in asked[since] if question not in asked[wave]]
        new = [question for question in asked[wave] if question not in asked[since]]
        found += [Drift(wave, since, "question-gone", question.name) for question in gone]
        found += [Drift(wave, since, "question-new", question.name) for question in new]
        found += _alike(wave, since, gone, new)
        found += [
            Drift(wave, change.since, change.kind, question.name, change.before, change.after, change.breaks)
            for question in questionnaire.questions
            for change in question.changes
            if change.wave == wave
        ]
        for kind, here, there in (("unit-gone", since, wave), ("unit-new", wave, since)):
            found += [Drift(wave, since, kind, " / ".join(u)) for u in units[here] if u and u not in units[there]]
    return tuple(found)


def _alike(wave: str, since: str, gone: Sequence[Question], new: Sequence[Question]) -> list[Drift]:
    """Pairs of a question that is gone and a new one with a similar name or wording, each question once."""
    if not gone or not new:
        return []
    from rapidfuzz import fuzz

    scores = [
        (max(fuzz.ratio(one, other) for one, other in zip(_texts(old), _texts(young), strict=True)), k, j)
        for k, old in enumerate(gone)
        for j, young in enumerate(new)
    ]
    taken: set[tuple[str, int]] = set()
    found = []
    for score, k, j in sorted(scores, key=lambda each: (-each[0], *each[1:])):
        if score < _ALIKE or {("gone", k), ("new", j)} & taken:
            continue
        taken |= {("gone", k), ("new", j)}
        old, young = gone[k], new[j]
        columns = {since: _column(old, since), wave: _column(young, wave)}
        found.append(Drift(wave, since, "alike", old.name, old.text, young.text, settings=_line(columns)))
    return found


def _texts(question: Question) -> tuple[str, str]:
    """The name without the number of the question, and the wording, as they are compared."""
    return _CODE.sub("", question.name).casefold(), wording_key(question.text)


def _column(question: Question, wave: str) -> str:
    return question.columns.get(wave) or question.columns.get("") or next(iter(question.columns.values()))


def _line(columns: Mapping[str, str]) -> str:
    parts = (f"{_key(wave)} = {_quoted(column)}" for wave, column in columns.items())
    return f"columns = {{ {', '.join(parts)} }}"


def _key(wave: str) -> str:
    return wave if wave.isascii() and _BARE.fullmatch(wave) else _quoted(wave)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
