"""What was decided about a scale, and what has to be said of its odd answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kundnojd.notices import Notice
from kundnojd.questionnaire.model import Scale
from kundnojd.questionnaire.proposals import Proposal

_SHOWN = 40  # characters of an odd answer; it may be a whole comment


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
    """Notices of blank words and of impossible answers in a column."""
    found = []
    for key, counts in (("blank-words", proposal.missing), ("impossible-answers", impossible)):
        if counts:
            texts = sorted(counts, key=lambda text: (-counts[text], text))[:5]
            found.append(
                Notice(
                    key,
                    {"column": name, "count": sum(counts.values()), "texts": tuple(text[:_SHOWN] for text in texts)},
                )
            )
    return found
