"""Scales in few words."""

from __future__ import annotations

from kundnojd.locale import Locale
from kundnojd.questionnaire.model import Scale


def scale_text(scale: Scale, locale: Locale) -> str:
    """A scale in few words: its ends, or the number of its answers in words.

    >>> from kundnojd.locale import load
    >>> from kundnojd.questionnaire.model import Answer
    >>> scale_text(Scale("numeric", tuple(Answer(float(k), str(k)) for k in range(1, 11))), load("sv"))
    '1–10'
    """
    if scale.kind == "numeric":
        ends = f"{scale.low:g}–{scale.high:g}"
        return locale.text("inspect.scale-reversed", ends=ends) if scale.reversed else ends
    if scale.kind == "yes-no":
        return locale.text("inspect.scale-yes-no")
    return locale.text("inspect.scale-verbal", count=scale.size)
