"""The face of scales: what a column could be, what it is, scales made by hand, and the codes of answers."""

from kundnojd.questionnaire.answers import BLANK, IMPOSSIBLE, coding, scale_of, scale_of_words
from kundnojd.questionnaire.boxes import MAX_STEPS
from kundnojd.questionnaire.findings import ScaleFinding
from kundnojd.questionnaire.proposals import DISTINCT_LIMIT, Proposal, propose
from kundnojd.questionnaire.settling import settle
from kundnojd.questionnaire.wording import direction_in_wording, range_in_wording

__all__ = [
    "BLANK",
    "DISTINCT_LIMIT",
    "IMPOSSIBLE",
    "MAX_STEPS",
    "Proposal",
    "ScaleFinding",
    "coding",
    "direction_in_wording",
    "propose",
    "range_in_wording",
    "scale_of",
    "scale_of_words",
    "settle",
]
