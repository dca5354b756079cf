"""What was decided about a scale, and what has to be said of its odd answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kundnojd.notices import Notice
from kundnojd.questionnaire.model import Scale
from kundnojd.questionnaire.personal import may_be_said
from kundnojd.questionnaire.proposals import Proposal

_SHOWN = 5  # so many odd answers are listed


@dataclass(frozen=True)
class ScaleFinding:
    """A column's scale: ``reason`` is a text in ``[reasons]``, ``notices`` are in ``[notices]``.

    ``uncertain`` says that the range is a guess that the data do not bear out fully. ``ambiguity`` is set where two
    readings give different numbers; its key is in ``[errors]`` and in ``[notices]``, so that the caller can raise it
    or leave the column out and say so. ``scale`` then is the reading without the doubtful codes.
    """

    scale: Scale
    reason: Notice
    uncertain: bool = False
    notices: tuple[Notice, ...] = ()
    ambiguity: Notice | None = None


def oddities(name: str, proposal: Proposal, impossible: Mapping[str, int]) -> list[Notice]:
    """Notices of blank words and of impossible answers in a column.

    An impossible answer may be a comment or a name: only numbers and texts that many gave are quoted.
    """
    found = []
    for key, counts in (("blank-words", proposal.missing), ("impossible-answers", impossible)):
        if counts:
            said = [text for text in counts if key == "blank-words" or may_be_said(text, counts[text])]
            texts = tuple(sorted(said, key=lambda text: (-counts[text], text))[:_SHOWN])
            texts += ("…",) if len(texts) < len(counts) else ()
            found.append(Notice(key, {"column": name, "count": sum(counts.values()), "texts": texts}))
    return found
