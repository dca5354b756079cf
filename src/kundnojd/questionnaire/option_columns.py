"""Columns that each hold one option of a question with several answers, put together again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kundnojd.questionnaire.headlines import is_satisfaction, rates
from kundnojd.questionnaire.labels import is_blank_word, is_dont_know, normalise
from kundnojd.questionnaire.multiple import NOT_SELECTED, SELECTED, is_other
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.proposals import propose

_GRID = re.compile(r"^(?P<stem>.+?)\s*\[(?P<option>[^\[\]]+)\]\s*$", re.DOTALL)
_COLON = re.compile(r"^(?P<first>[^:]+?)\s*:\s*(?P<second>[^:]+)$")
_DASH = re.compile(r"^(?P<first>.+\S)\s+[-–—]\s+(?P<second>\S.*)$", re.DOTALL)
_CODE = re.compile(r"^(?P<stem>.*?\w)(?:[_. -]+\d+|(?<=\d)[a-z])$")
_RUN_CODE = re.compile(r"^(?P<stem>.*?[A-Za-z])\d+$")
_NUMBERED = re.compile(r"Column \d+|.* \(\d+\)")  # names that reading gave to columns without one of their own
_LEAST = 2  # columns of a question


@dataclass(frozen=True)
class Group:
    """The columns of one question with the label of each; ``stem`` is the wording or the name that they share."""

    stem: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class _Cells:
    """What is in a column: marks (``Ja``, ``1``), one text that is its label, or the respondents' own words.

    ``denies`` says that some cells say not chosen.
    """

    column: ColumnProfile
    kind: str
    label: str
    denies: bool


def option_groups(columns: Sequence[ColumnProfile]) -> tuple[Group, ...]:
    """The groups of neighbouring columns that are options of one question, in the order of the file.

    Columns belong together by a heading in common (``Kanaler [Telefon]``, ``Telefon:Kanaler``, ``Kanaler - Telefon``,
    ``Q5_1``, ``KAN[1]``), or where each holds nothing but its own heading. Where cells deny (0, ``Nej``), each
    respondent must have marked all of them or none: otherwise they may be several questions, and are left alone.

    >>> def column(name, *cells):
    ...     return ColumnProfile(name, name, 9, 5, dict.fromkeys(cells, 5))
    >>> found = option_groups([column("KAN[1]", "Telefon"), column("KAN[2]", "E-post"), column("Ort", "Åre", "Lund")])
    >>> found[0].stem, dict(found[0].labels)
    ('KAN', {'KAN[1]': 'Telefon', 'KAN[2]': 'E-post'})
    """
    found: list[Group] = []
    taken: set[str] = set()
    for run in _runs(columns):
        cells = [_cells(column, option) for _, option, column in run]
        group = _group(run[0][0], [option for _, option, _ in run], cells)
        if group is not None:
            found.append(group)
            taken.update(group.labels)
    found += _by_own_heading([column for column in columns if column.name not in taken], columns)
    places = {column.name: place for place, column in enumerate(columns)}
    return tuple(sorted(found, key=lambda group: min(places[name] for name in group.labels)))


Run = list[tuple[str, str, ColumnProfile]]


def _runs(columns: Sequence[ColumnProfile]) -> Iterator[Run]:
    """Neighbouring columns with the same stem, with the part of each heading that is its own."""
    readings = [_readings(column) for column in columns]
    run: Run = []
    for place, column in enumerate(columns):
        here = readings[place]
        around = {stem for k in (place - 1, place + 1) if 0 <= k < len(columns) for stem in readings[k]}
        stem = run[-1][0] if run and run[-1][0] in here else next((stem for stem in here if stem in around), "")
        if run and run[-1][0] != stem:
            yield run
            run = []
        if stem:
            run.append((stem, here[stem], column))
    if run:
        yield run


def _readings(column: ColumnProfile) -> dict[str, str]:
    """What could be the question in a heading, with what then is the option; the surest first."""
    found: dict[str, str] = {}
    for text in dict.fromkeys((column.text or column.name, column.name)):
        grid = _GRID.match(text)
        if grid:
            found.setdefault(grid["stem"], grid["option"].strip())
        for pattern in (_COLON, _DASH):
            if match := pattern.match(text):
                found.setdefault(match["first"].strip(), match["second"].strip())
                found.setdefault(match["second"].strip(), match["first"].strip())
    for pattern in (_CODE, _RUN_CODE):
        if (match := pattern.match(column.name)) and not _NUMBERED.fullmatch(column.name):
            own = column.text if column.text and column.text != column.name else ""
            found.setdefault(match["stem"], own)
    return found


def _cells(column: ColumnProfile, option: str) -> _Cells:
    answers = [text for text in column.values if not (is_blank_word(text) or is_dont_know(text) or _is_code(text))]
    folded = {normalise(text) for text in answers}
    positive = folded - NOT_SELECTED
    denies = bool(folded & NOT_SELECTED)
    if column.capped or (positive and not positive <= SELECTED and len(positive) > 1):
        return _Cells(column, "words", option, denies)
    if positive <= SELECTED:
        return _Cells(column, "marks" if folded else "empty", option, denies)
    return _Cells(column, "label", next(text for text in answers if normalise(text) in positive), denies)


def _is_code(text: str) -> bool:
    return bool(re.fullmatch(r"-\d+", text))


def _group(stem: str, options: Sequence[str], cells: Sequence[_Cells]) -> Group | None:
    kinds = [cell.kind for cell in cells]
    if kinds and kinds[-1] == "words" and is_other(options[-1] or cells[-1].column.text):
        kinds = kinds[:-1]
    sure = {"marks", "label", "empty"}
    if not set(kinds) <= sure or sum(kind != "empty" for kind in kinds) < _LEAST:
        return None
    plain = [cell for cell, kind in zip(cells, kinds, strict=False) if kind != "empty"]
    labels = _labels(cells)
    distinct = {normalise(label) for label in labels.values()}
    if len(distinct) < len(labels) or _is_something_else(stem, plain, labels.values()):
        return None
    return Group(stem, labels) if _has_one_base(options, plain) else None


def _is_something_else(stem: str, cells: Sequence[_Cells], labels: Collection[str]) -> bool:
    """Whether these are constants, one column for each step of a scale, or yes and no to what is rated."""
    constant = all(cell.column.answered == cell.column.rows and not cell.denies for cell in cells)
    marked = any(cell.kind == "marks" for cell in cells)
    texts = (stem, *(cell.column.text for cell in cells)) if marked else ()
    rated = any(is_satisfaction(text) or rates(text) for text in texts)
    return constant or rated or propose(dict.fromkeys(labels, 1)) is not None


def _has_one_base(options: Sequence[str], cells: Sequence[_Cells]) -> bool:
    """Whether whoever answered one of the columns was asked all of them.

    Columns with denials say so by equal numbers of answers; Q1, Q2 and Q3 with nothing but a cross do not.
    """
    if any(cell.denies for cell in cells):
        return len({cell.column.answered for cell in cells}) == 1
    crosses = any(cell.kind == "marks" for cell in cells) and not any(options)
    return not (crosses and any(_RUN_CODE.match(cell.column.name) for cell in cells if "_" not in cell.column.name))


def labels_of(columns: Sequence[ColumnProfile]) -> Group:
    """The columns as one question, because the user said so: the stem they share, empty where none, and labels."""
    readings = [_readings(column) for column in columns]
    shared = [stem for stem in readings[0] if all(stem in reading for reading in readings)]
    stem = shared[0] if shared else ""
    return Group(
        stem,
        _labels([_cells(column, reading.get(stem, "")) for column, reading in zip(columns, readings, strict=True)]),
    )


def _labels(cells: Sequence[_Cells]) -> dict[str, str]:
    return {cell.column.name: cell.label or cell.column.text or cell.column.name for cell in cells}


def _by_own_heading(free: Sequence[ColumnProfile], columns: Sequence[ColumnProfile]) -> Iterator[Group]:
    """Groups of neighbours that each hold their own heading or nothing, and the own words that may follow them."""
    names = {column.name for column in free}
    run: list[ColumnProfile] = []
    question = ""
    for column in [*columns, None]:
        if column is not None and column.name in names and _holds_its_heading(column):
            # Two header rows: the first column of a question stands under the question itself.
            if column.text != column.name and normalise(column.name) not in {normalise(v) for v in column.values}:
                if len(run) >= _LEAST:
                    yield _own(run, question)
                run, question = [], column.name
            run.append(column)
            continue
        if column is not None and len(run) >= _LEAST and column.name in names and is_other(column.text or column.name):
            run.append(column)
            continue
        if len(run) >= _LEAST:
            yield _own(run, question)
        run, question = [], ""


def _own(run: Sequence[ColumnProfile], question: str) -> Group:
    labels = {column.name: column.text or column.name for column in run}
    shown = list(labels.values())
    stem = question or ", ".join(shown[:3]) + ("…" if len(shown) > 3 else "")
    return Group(stem, labels)


def _holds_its_heading(column: ColumnProfile) -> bool:
    if column.distinct != 1 or column.answered == column.rows:
        return False
    (text,) = column.values
    return normalise(text) in {normalise(column.text), normalise(column.name)} - {""}
