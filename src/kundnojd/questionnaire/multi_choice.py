"""Which questions have several answers: those the user said, and those the columns show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kundnojd.errors import ConfigError
from kundnojd.notices import Notice
from kundnojd.questionnaire.drafts import SAID, proposal_of
from kundnojd.questionnaire.labels import normalise
from kundnojd.questionnaire.model import Role
from kundnojd.questionnaire.multiple import OTHER, MultiQuestion, Option, is_other, joined, parts
from kundnojd.questionnaire.naming import Columns
from kundnojd.questionnaire.option_columns import Group, labels_of, option_groups
from kundnojd.questionnaire.packed import SEPARATORS, Packing, find_packing
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.roles import Guess, guess_role, see, share
from kundnojd.questionnaire.settings import QuestionSettings

_SENTENCES = 0.1  # a larger share of cells that end as sentences do are comments
_SEVERAL = 0.05  # share of the cells that hold something that could separate answers


def found_multis(columns: Sequence[ColumnProfile]) -> tuple[MultiQuestion, ...]:
    """The questions with several answers among columns that nobody has named, in the order of the file."""
    found = [_of_columns(group.stem, group.stem, group) for group in option_groups(columns)]
    taken = {name for question in found for name in question.columns}
    packed = ((column, _packing(column)) for column in columns if column.name not in taken)
    found += [
        _of_cells(column.name, column.text or column.name, column, packing)
        for column, packing in packed
        if packing is not None
    ]
    places = {column.name: place for place, column in enumerate(columns)}
    return tuple(sorted(found, key=lambda question: places[question.columns[0]]))


def said_multi(
    said: QuestionSettings, names: Columns, columns: Mapping[str, ColumnProfile], language: str | None
) -> MultiQuestion:
    """The question with several answers that the settings describe.

    Raises `LayoutError` where a column is not there, and `ConfigError` where its answers cannot be told apart or the
    options that were given are not as many as the columns.
    """
    text = (
        said.text
        if isinstance(said.text, str)
        else said.text.get(language or "", "") or next(iter(said.text.values()), "")
    )
    if said.column is not None:
        column = columns[names.find(said.column)]
        packing = _said_packing(said, column)
        return _of_cells(said.name or column.name, text or column.text or column.name, column, packing)
    found = names.find_all(said.listed)
    if not found:
        raise ConfigError("multi-without-columns", columns=said.listed)
    group = labels_of([columns[name] for name in found])
    if said.options:
        if len(said.options) != len(found):
            raise ConfigError("multi-options-differ", options=len(said.options), columns=found)
        group = replace(group, labels=dict(zip(found, said.options, strict=True)))
    name = said.name or group.stem or found[0]
    question = _of_columns(name, text or group.stem or name, group)
    return replace(question, selected=tuple(map(normalise, said.selected)))


def named_apart(questions: Sequence[MultiQuestion], taken: set[str]) -> tuple[MultiQuestion, ...]:
    """The questions, numbered where another has their name.

    >>> [one.name for one in named_apart([MultiQuestion("q", "q", ()), MultiQuestion("q", "q", ())], {"a"})]
    ['q', 'q (2)']
    """
    used = set(taken)
    found = []
    for question in questions:
        name, number = question.name, 1
        while name in used:
            number += 1
            name = f"{question.name} ({number})"
        used.add(name)
        found.append(replace(question, name=name))
    return tuple(found)


def guesses_of(questions: Sequence[MultiQuestion]) -> dict[str, Guess]:
    """The role of every column of the questions that were found, with the reason."""
    found: dict[str, Guess] = {}
    for question in questions:
        if question.packed:
            shown = {"count": question.size, "separator": question.separator.replace("\n", "\\n")}
            found[question.packed] = Guess(Role.MULTI, Notice("packed-answers", shown))
        for option in question.options:
            if option.column:
                shown = {"option": option.label, "question": question.name}
                found[option.column] = Guess(Role.MULTI, Notice("option-column", shown))
    return found


def said_guesses(questions: Sequence[MultiQuestion]) -> dict[str, Guess]:
    """The role of every column of the questions that the user said."""
    return {name: Guess(Role.MULTI, SAID) for question in questions for name in question.columns}


def _of_columns(name: str, text: str, group: Group) -> MultiQuestion:
    return MultiQuestion(name, text, tuple(Option(label, column) for column, label in group.labels.items()))


def _of_cells(name: str, text: str, column: ColumnProfile, packing: Packing) -> MultiQuestion:
    options = [Option(label) for label in packing.options]
    other = next((place for place, option in enumerate(options) if is_other(option.label)), None)
    if other is None and (packing.has_others or column.capped):
        other = len(options)
        options.append(Option(OTHER))
    return MultiQuestion(name, text, tuple(options), column.name, packing.separator, other=other)


def _packing(column: ColumnProfile) -> Packing | None:
    """How a column packs its answers, ``None`` where it is a scale, or known for something else."""
    if column.distinct < 3 or share(column, _could_be_packed) < _SEVERAL or share(column, _is_sentence) > _SENTENCES:
        return None
    if proposal_of(column) is not None:
        return None
    guess = guess_role(see(column, None))
    if guess is None or guess.role is Role.SEGMENT or guess.reason.key in {"free-text", "background-many"}:
        return find_packing(column.values)
    return None


def _could_be_packed(text: str) -> bool:
    return any(separator.strip(" ") in text for separator in SEPARATORS)


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "!", "?"))


def _said_packing(said: QuestionSettings, column: ColumnProfile) -> Packing:
    if said.options:
        held = (one for one in SEPARATORS if any(one.strip(" ") in text for text in column.values))
        separator = said.separator or next(held, ";")
        known = frozenset(map(normalise, said.options))
        pieces = (piece for text in column.values for piece in joined(parts(text, separator), separator, known))
        return Packing(separator, said.options, any(normalise(piece) not in known for piece in pieces))
    packing = find_packing(column.values, said.separator)
    if packing is None:
        raise ConfigError("separator-unknown", column=column.name)
    return packing
