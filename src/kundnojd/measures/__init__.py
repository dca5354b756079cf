"""Named scores on answers."""

from kundnojd.measures.presets import Measure, presets
from kundnojd.measures.targets import (
    Headline,
    Target,
    block_scores,
    headline,
    protected,
    recommend_question,
    several_answers,
    targets,
)

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
