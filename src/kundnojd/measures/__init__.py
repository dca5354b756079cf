"""Named scores on answers."""

from kundnojd.measures.headlines import Headline, headline, recommend_question
from kundnojd.measures.presets import Measure, presets
from kundnojd.measures.targets import Target, block_scores, protected, several_answers, targets

__all__ = [
    "Headline",
    "Measure",
    "Target",
    "block_scores",
    "headline",
    "presets",
    "protected",
    "recommend_question",
    "several_answers",
    "targets",
]
