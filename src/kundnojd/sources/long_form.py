"""Files in long form: one row for each respondent and question, turned into one row for each respondent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from kundnojd.errors import LayoutError
from kundnojd.notices import Notice
from kundnojd.sources.reading import CHUNK_ROWS, Column, RawChunk, RawColumn, Source
from kundnojd.sources.whole_columns import Codes, Table, Whole, distinct_rows, whole

MOST_QUESTIONS = 1_000
MOST_CELLS = 50_000_000  # respondents times questions
_SEVERAL = 0.1  # so large a share of respondents with two answers or more: a question that allows them
_SEPARATORS = (";", "|", " / ")


@dataclass(frozen=True)
class LongColumns:
    """Which columns hold the respondent, the question and the answer, and the wave where there is one."""

    respondent: str
    question: str
    answer: str
    wave: str = ""

    @property
    def are_there(self) -> bool:
        """Whether there are three different columns."""
        three = {self.respondent, self.question, self.answer}
        return "" not in three and len(three) == 3


def is_long(source: Source, columns: LongColumns) -> bool:
    """Whether respondents come back from row to row, with few questions that come back too."""
    table = whole(source, [columns.respondent, columns.question])
    respondent, question = (table.columns[name] for name in (columns.respondent, columns.question))
    few = 2 <= len(question.texts) <= min(MOST_QUESTIONS, table.rows / 2)
    return few and 2 * len(respondent.texts) <= 1.5 * table.rows


def pivoted(source: Source, names: LongColumns) -> Source:
    """The source with one row for each respondent (and wave), and one column for each question.

    Other columns keep the first text a respondent has in them. A respondent who answered a question twice keeps the
    last answer of the file; where a tenth of the respondents or more have several different answers in words, the
    question allows several, and they are packed in one cell. Rows without respondent or question are left out and
    counted. Raises `LayoutError` over five million rows, a thousand questions or 50 million cells.
    """
    table = whole(source, [column.name for column in source.columns])
    table, lost = _complete(table, names)
    if not table.rows:
        raise LayoutError("no-rows", path=source.label)
    question = table.columns[names.question]
    keys = [table.columns[name] for name in (names.respondent, names.wave) if name]
    first, row_of = distinct_rows(keys)
    if len(question.texts) > MOST_QUESTIONS or len(first) * len(question.texts) > MOST_CELLS:
        raise LayoutError(
            "long-too-wide",
            path=source.label,
            found=len(question.texts),
            respondents=len(first),
            questions=MOST_QUESTIONS,
            cells=MOST_CELLS,
        )
    others = [column for column in source.columns if column.name not in {names.question, names.answer}]
    columns = {column.name: _first_text(table.columns[column.name], row_of, len(first)) for column in others}
    changing = tuple(
        column.name for column in others if _changes(table.columns[column.name], columns[column.name], row_of)
    )
    answers = table.columns[names.answer]
    asked = question_columns(question, answers, row_of, len(first), columns)
    found = asked.columns
    notices = [Notice("read-as-long", {"rows": table.rows, "count": len(first), "questions": len(found)})]
    if asked.replaced:
        notices.append(Notice("long-answered-twice", {"count": asked.replaced}))
    if changing:
        notices.append(Notice("long-changing", {"columns": changing}))
    left_out = {**table.left_out, **({"incomplete": lost} if lost else {})}
    return replace(
        source,
        layout=replace(source.layout, shape="long"),
        columns=(*others, *(Column(name, name) for name in found)),
        notices=(*source.notices, *notices),
        read=partial(_chunks, Table(len(first), {**columns, **found}, left_out)),
    )


@dataclass(frozen=True)
class QuestionColumns:
    """A column for each question, and how many answers a later one of the same respondent took the place of."""

    columns: Mapping[str, Whole]
    replaced: int


def question_columns(
    question: Whole, answer: Whole, row_of: Codes, rows: int, taken: Collection[str]
) -> QuestionColumns:
    """A column for each question with the answer of each of ``rows`` rows, empty where there is none.

    ``row_of`` gives the row of each answer; ``taken`` are names that other columns have.
    """
    found: dict[str, Whole] = {}
    replaced = 0
    filled = ~answer.where("")
    for text in (text for text in question.texts if text):
        given = np.flatnonzero(question.where(text) & filled)
        column = _packed(answer, given, row_of, rows)
        if column is None:
            column = _last(answer, given, row_of, rows)
            replaced += len(given) - len(np.unique(row_of[given]))
        found[f"{text} (2)" if text in taken else text] = column
    return QuestionColumns(found, replaced)


def _last(answer: Whole, given: Codes, row_of: Codes, rows: int) -> Whole:
    used, codes = np.unique(answer.codes[given], return_inverse=True)
    placed = np.full(rows, len(used), dtype=np.intp)
    placed[row_of[given]] = codes  # of several answers the last one stays
    return Whole(placed, (*(answer.texts[code] for code in used), ""))


def _packed(answer: Whole, given: Codes, row_of: Codes, rows: int) -> Whole | None:
    """The answers of a question that many gave several of, packed; ``None`` where it is no such question."""
    pairs = np.unique(np.stack([row_of[given], answer.codes[given]]), axis=1)
    times = np.bincount(pairs[0], minlength=rows)
    texts = {answer.texts[code] for code in np.unique(pairs[1])}
    in_words = not all(text.replace(",", ".").replace(".", "", 1).isdecimal() for text in texts)
    if not len(given) or not in_words or np.count_nonzero(times > 1) < _SEVERAL * np.count_nonzero(times):
        return None
    separator = next((one for one in _SEPARATORS if not any(one.strip() in text for text in texts)), _SEPARATORS[0])
    cells: list[list[str]] = [[] for _ in range(rows)]
    for row, code in pairs.T.tolist():
        cells[row].append(answer.texts[code])
    joined = [separator.join(cell) for cell in cells]
    places = {text: place for place, text in enumerate(dict.fromkeys(joined))}
    return Whole(np.array([places[text] for text in joined], dtype=np.intp), tuple(places))


def _complete(table: Table, names: LongColumns) -> tuple[Table, int]:
    """The rows that name respondent and question, and how many do not."""
    good = ~(table.columns[names.respondent].where("") | table.columns[names.question].where(""))
    columns = {name: Whole(column.codes[good], column.texts) for name, column in table.columns.items()}
    kept = int(good.sum())
    return Table(kept, columns, table.left_out), table.rows - kept


def _first_text(column: Whole, row_of: Codes, rows: int) -> Whole:
    given = np.flatnonzero(~column.where(""))[::-1]
    codes = np.full(rows, len(column.texts), dtype=np.intp)
    codes[row_of[given]] = column.codes[given]  # backwards, so that the first one stays
    return Whole(codes, (*column.texts, ""))


def _changes(column: Whole, kept: Whole, row_of: Codes) -> bool:
    return bool(np.any((column.codes != kept.codes[row_of]) & ~column.where("")))


def _chunks(table: Table, names: Collection[str] | None) -> Iterator[RawChunk]:
    wanted = list(table.columns) if names is None else list(names)
    left_out = table.left_out
    for start in range(0, table.rows, CHUNK_ROWS):
        rows = slice(start, min(start + CHUNK_ROWS, table.rows))
        columns = {name: RawColumn(table.columns[name].codes[rows], table.columns[name].texts) for name in wanted}
        yield RawChunk(rows.stop - start, columns, left_out)
        left_out = {}
