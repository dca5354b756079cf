"""Batteries: rated questions that stand together under one heading, with the same answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from kundnojd.questionnaire.model import Question

_CODE = re.compile(r"[^\W\d_]{0,2}\d+(?=[^\d]|$)")
_SERIES = re.compile(r"([^\W\d_]{3,})_?\d{1,2}")
_STEM = re.compile(r"(.{8,}?)\s*(?:\[|:| [-–—] |\|)")


def heading_of(question: Question) -> str:
    """What tells the battery of a question: the number or the word that its code begins with, or the words before it.

    Empty where neither is there.

    >>> from kundnojd.questionnaire.model import Role
    >>> from kundnojd.questionnaire.scales import scale_of
    >>> def asked(name: str) -> str:
    ...     return heading_of(Question(name, name, {"": name}, Role.ITEM, scale_of(1, 5)))
    >>> asked("Q7ART"), asked("Q10SAFE"), asked("How good was it? [Food]"), asked("IMAG1"), asked("NETPRO")
    ('q7', 'q10', 'how good was it?', 'imag', '')
    """
    if code := _CODE.match(question.name):
        return code[0].casefold()
    if series := _SERIES.fullmatch(question.name):
        return series[1].casefold()
    stem = _STEM.match(question.text)
    return stem[1].casefold() if stem else ""


def split_by_heading(blocks: Sequence[Sequence[Question]], least: int) -> tuple[tuple[Question, ...], ...]:
    """Runs of questions with the same answers cut where the heading changes; those of at least so many questions.

    Questions that all have headings of their own, such as Q1, Q2, Q3, stay one run.
    """
    found: list[tuple[Question, ...]] = []
    for block in blocks:
        parts = [tuple(part) for _, part in groupby(block, heading_of)]
        alone = sum(1 for part in parts if len(part) == 1)
        found += [tuple(block)] if 2 * alone > len(block) else parts
    return tuple(part for part in found if len(part) >= least)
