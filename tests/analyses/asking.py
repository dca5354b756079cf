"""A survey with units, waves and respondents, counted in this process, with what is asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kundnojd.analyses import AnalysisOptions, Asked, results
from kundnojd.measures import block_scores, targets
from kundnojd.measures.targets import Target
from kundnojd.questionnaire.model import Question, Questionnaire, Role, Waves
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count
from kundnojd.tally.panel import Followed
from kundnojd.tally.screening import Screening
from kundnojd.tally.tally import Tally

NAMES = ("id", "unit", "wave", "q", "ltr")
SURVEY = Questionnaire(
    questions=(
        Question("q", "overall", {"": "q"}, Role.OVERALL, scale_of(1, 5)),
        Question("ltr", "recommend", {"": "ltr"}, Role.RECOMMEND, scale_of(0, 10)),
    ),
    unit=("unit",),
    waves=Waves("column", "wave"),
    respondent="id",
)
LEADING = frozenset((target.measure, target.question) for target in targets(SURVEY) if target.by_unit)


def chunk_of(rows: list[tuple[object, ...]], names: tuple[str, ...] = NAMES) -> RawChunk:
    columns = {}
    for place, name in enumerate(names):
        cells = [str(row[place]) for row in rows]
        codes, texts = pd.factorize(np.array(cells, dtype=object))
        columns[name] = RawColumn(codes.astype(np.intp), tuple(texts))
    return RawChunk(len(rows), columns)


def counted(
    rows: list[tuple[object, ...]], survey: Questionnaire = SURVEY, names: tuple[str, ...] = NAMES
) -> tuple[Tally, Followed]:
    followed = Followed([question.name for question in survey.questions], block_scores(survey))
    screening = Screening(respondent="id", followed=followed)
    return count(chunk_of(rows, names), survey, block_scores(survey), "file", screening).tally, followed


def asked_of(rows: list[tuple[object, ...]], asked: Asked, **options: object) -> pd.DataFrame:
    return results(counted(rows)[0], targets(SURVEY), AnalysisOptions(**options), asked=asked)  # type: ignore[arg-type]


def target_list() -> tuple[Target, ...]:
    return targets(SURVEY)


def one(frame: pd.DataFrame, measure: str, unit: str = "", wave: str = "", question: str | None = None) -> pd.Series:
    rows = frame[(frame.measure == measure) & (frame.unit == unit) & (frame.wave == wave)]
    if question is not None:
        rows = rows[rows.question == question]
    assert len(rows) == 1
    return rows.iloc[0]
