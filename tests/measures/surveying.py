"""Small surveys for the tests of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kundnojd.analyses import AnalysisOptions, results
from kundnojd.measures import block_scores, targets
from kundnojd.measures.items import Declared
from kundnojd.questionnaire.model import Question, Questionnaire, Role, Scale
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count


def question(name: str, scale: Scale, role: Role = Role.ITEM, theme: str = "") -> Question:
    return Question(name, name, {"": name}, role, scale, theme)


def nki(low: int = 1, high: int = 10) -> tuple[Question, ...]:
    roles = (("overall", Role.OVERALL), ("expected", Role.EXPECTATION), ("ideal", Role.IDEAL))
    return tuple(question(name, scale_of(low, high), role) for name, role in roles)


def chunk(columns: Mapping[str, Sequence[object]]) -> RawChunk:
    made = {}
    for name, cells in columns.items():
        texts = tuple(dict.fromkeys(map(str, cells)))
        made[name] = RawColumn(np.array([texts.index(str(cell)) for cell in cells], dtype=np.intp), texts)
    return RawChunk(len(next(iter(columns.values()))), made)


def measured(
    survey: Questionnaire, columns: Mapping[str, Sequence[object]], *names: str, declared: Declared | None = None
) -> pd.DataFrame:
    """The long frame of the measures of a survey with these columns of answers."""
    said = declared or {}
    tally = count(chunk(columns), survey, block_scores(survey, names, said), "file").tally
    return results(tally, targets(survey, names, said), AnalysisOptions())


def of_whole(frame: pd.DataFrame, measure: str, question: str = "") -> pd.Series:
    found = frame[(frame.measure == measure) & (frame.unit == "") & (frame.question == question)]
    assert len(found) == 1
    return found.iloc[0]


def answers(counts: Mapping[object, int]) -> list[object]:
    """Answers from their counts."""
    return [answer for answer, number in counts.items() for _ in range(number)]
