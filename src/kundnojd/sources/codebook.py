"""A codebook on a sheet beside the table: what the codes in its columns mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kundnojd.errors import LayoutError
from kundnojd.notices import Notice
from kundnojd.sources.cells import cell_text
from kundnojd.sources.header import folded
from kundnojd.sources.reading import CodeLabel, Column, RawChunk, RawColumn, Source
from kundnojd.sources.shape import headings

HEAD_ROWS = 15  # rows in which the headings of a codebook are looked for
MOST_ROWS = 20_000  # of a codebook

# Lower case, the whole heading, the surest first.
_COLUMN = (
    *("variabelnamn", "variabel", "variabler", "variabelnavn", "variable name", "variable", "variables", "kolumnnamn"),
    *("kolumn", "kolonnenavn", "kolonne", "column name", "column", "field name", "field", "fält", "felt", "frågekod"),
    *("frågenummer", "frågenr", "fråga nr", "spørsmålsnummer", "question id", "question code", "question number"),
    *("fråga", "frågor", "frågetext", "spørsmål", "spørgsmål", "question", "questions", "question text", "item"),
)
_CODE = (
    *("kod", "koder", "kode", "code", "codes", "svarskod", "svarkode", "answer code", "kodvärde", "värde", "värden"),
    *("verdi", "verdier", "værdi", "value", "values", "svarsvärde", "svarsverdi", "answer value"),
)
_LABEL = (
    *("värdeetikett", "verdietikett", "value label", "value labels", "svarsetikett", "answer label", "svarstext"),
    *(
        "svartekst",
        "answer text",
        "svarsalternativ",
        "svaralternativ",
        "answer option",
        "etikett",
        "etiketter",
        "label",
    ),
    *("labels", "svar", "answer", "answers", "response", "text", "tekst", "betydelse", "betydning", "meaning"),
    *("benämning", "benevnelse", "förklaring", "forklaring", "beskrivning", "beskrivelse", "description"),
)
_TITLES = ("kod", "cod", "etikett", "label", "variab", "värde", "verdi", "value", "dictionary", "metadata", "key")

_LISTS = (";", ",", "|")
_MOST_SPECIAL = 4  # codes beside the steps of a scale, such as 97, 98 and 99
_EIGHT = 8  # and nine stand for don't know after few steps
_SHOWN = 5


@dataclass(frozen=True)
class Headings:
    """Where a codebook begins: the row of its headings, and the places of column (the surest first), code and label."""

    row: int
    columns: tuple[int, ...]
    code: int
    label: int


def find_headings(rows: Sequence[Sequence[object]]) -> Headings | None:
    """The headings of a codebook among the first rows of a sheet; ``None`` where there are none.

    They are one for the column, one for the code and one for its label, and none for a respondent.

    >>> find_headings([["Kodbok"], ["Fråga", "Kod", "Text"]])
    Headings(row=1, columns=(0,), code=1, label=2)
    """
    for place, row in enumerate(rows[:HEAD_ROWS]):
        places = {key_of(value).rstrip(":"): k for k, value in reversed(list(enumerate(row)))}
        columns = [places[word] for word in _COLUMN if word in places]
        codes = [places[word] for word in _CODE if word in places]
        labels = [places[word] for word in _LABEL if word in places]
        if columns and codes and labels and not places.keys() & set(headings()["respondent"]):
            after = [k for k in labels if k > codes[0]]  # a label before the code is that of the column
            return Headings(place, tuple(columns), codes[0], (after or labels)[0])
    return None


def code_labels(sheet: str, rows: Sequence[Sequence[object]], found: Headings) -> tuple[CodeLabel, ...]:
    """The labels on the rows of a sheet; none where the rows below the headings are no codebook.

    The name of a column may stand in the first row of its codes only. Where most rows say what others said already,
    they are answers, not the meaning of answers.
    """
    named: tuple[str, ...] = ("",) * len(found.columns)
    labels: list[CodeLabel] = []
    for place, row in enumerate(rows[found.row + 1 :], start=found.row + 2):
        cells = [folded(cell_text(value)) for value in row]
        here = tuple(cells[k] for k in found.columns)
        named = here if here[0] else tuple(new or old for new, old in zip(here, named, strict=True))
        code, label = cells[found.code], cells[found.label]
        if code and label:
            labels.append(CodeLabel(sheet, place, tuple(filter(None, named)), code, label))
    distinct = {(label.columns, label.code) for label in labels}
    is_codebook = bool(labels) and all(label.columns for label in labels) and 2 * len(distinct) > len(labels)
    return tuple(labels) if is_codebook else ()


def is_about(labels: Sequence[CodeLabel], cells: Collection[str]) -> bool:
    """Whether a codebook names one of these cells, which are as of `key_of`."""
    return any(key_of(name) in cells for label in labels for name in label.columns)


def is_titled(sheet: str) -> bool:
    """Whether the name of a sheet says that it is a codebook.

    >>> is_titled("Kodnyckel"), is_titled("Codes 2025"), is_titled("Svar")
    (True, True, False)
    """
    return any(part in sheet.casefold() for part in _TITLES)


def key_of(value: object) -> str:
    """A cell as headings are compared.

    >>> key_of(" Hur NÖJD? "), key_of(7.0)
    ('hur nöjd?', '7')
    """
    return folded(cell_text(value)).casefold()


def with_codebook(source: Source) -> Source:
    """The source with the labels of its codebook in the place of the codes: ``5 Very satisfied``.

    The label stands alone where the codes are two in a row, such as yes and no, more than a scale can have, or no
    numbers. Several codes in one cell become several labels. Raises `LayoutError` where one code of a column has two
    labels.
    """
    by_name: dict[str, list[CodeLabel]] = {}
    for label in source.codebook:
        for name in label.columns:
            by_name.setdefault(name.casefold(), []).append(label)
    found = {column.name: labels for column in source.columns if (labels := _labels_for(column, by_name))}
    texts = {
        column.name: _texts(column.name, found[column.name], source.label)
        for column in source.columns
        if column.name in found and column.kind not in {"option", "other"}
    }
    columns = tuple(
        replace(column, labels=tuple(dict.fromkeys(texts[column.name].values()))) if column.name in texts else column
        for column in source.columns
    )
    said = _said(source.codebook, found, texts)
    return replace(source, columns=columns, notices=(*source.notices, *said), read=partial(_read, source, texts))


def _labels_for(column: Column, by_name: Mapping[str, Sequence[CodeLabel]]) -> Sequence[CodeLabel]:
    keys = (name.casefold() for name in (column.name, column.text, column.group) if name)
    return next((by_name[key] for key in keys if key in by_name), ())


def _said(
    labels: Sequence[CodeLabel], found: Mapping[str, Sequence[CodeLabel]], texts: Mapping[str, Mapping[str, str]]
) -> Iterator[Notice]:
    for sheet in dict.fromkeys(label.sheet for label in labels):
        used = [name for name in texts if any(label.sheet == sheet for label in found[name])]
        if used:
            yield Notice("codebook-used", {"sheet": sheet, "count": len(used), "columns": tuple(used[:_SHOWN])})
        known = {label.columns for one in found.values() for label in one}
        named = (label for label in labels if label.sheet == sheet)
        unknown = tuple(dict.fromkeys(label.columns[0] for label in named if label.columns not in known))
        if unknown:
            fields = {"sheet": sheet, "count": len(unknown), "columns": unknown[:_SHOWN]}
            yield Notice("codebook-columns-unknown", fields)


def _texts(column: str, labels: Sequence[CodeLabel], path: str) -> dict[str, str]:
    """The text of each code, by the code without regard to case."""
    first: dict[str, CodeLabel] = {}
    for label in labels:
        earlier = first.setdefault(label.code.casefold(), label)
        if earlier.label.casefold() != label.label.casefold():
            raise LayoutError(
                "codebook-code-twice",
                path=path,
                column=column,
                code=label.code,
                sheet=label.sheet,
                row=label.row,
                label=label.label,
                first_sheet=earlier.sheet,
                first_row=earlier.row,
                first_label=earlier.label,
            )
    write = _alone if _are_names([label.code for label in first.values()]) else _with_code
    return {code: write(label) for code, label in first.items()}


def _are_names(codes: Sequence[str]) -> bool:
    """Whether codes cannot be the steps of a scale."""
    numbers = sorted(int(code) for code in codes if code.lstrip("-").isdecimal())
    steps = [number for number in numbers if 0 <= number <= 10]
    low = [number for number in steps if number < _EIGHT]
    is_pair = len(low) == 2 and low[1] - low[0] == 1 and 10 not in steps
    return is_pair or len(codes) - len(steps) > _MOST_SPECIAL or {11, 12} <= set(numbers)


def _alone(label: CodeLabel) -> str:
    return label.label


def _with_code(label: CodeLabel) -> str:
    code, words = label.code, label.label
    says_code = words.startswith(code) and not words[len(code) : len(code) + 1].isdecimal()
    return words if says_code or not code.lstrip("-").isdecimal() else f"{code} {words}"


def _read(source: Source, texts: Mapping[str, Mapping[str, str]], names: Collection[str] | None) -> Iterator[RawChunk]:
    for chunk in source.read(names):
        columns = {
            name: RawColumn(raw.codes, tuple(_labelled(text, texts[name]) for text in raw.texts))
            if name in texts
            else raw
            for name, raw in chunk.columns.items()
        }
        yield replace(chunk, columns=columns)


def _labelled(text: str, texts: Mapping[str, str]) -> str:
    found = texts.get(text.casefold())
    return _several(text, texts) if found is None else found


def _several(text: str, texts: Mapping[str, str]) -> str:
    """The labels of the codes of a cell with several; another cell as it is."""
    for mark in _LISTS:
        parts = [part.strip().casefold() for part in text.split(mark)]
        codes = [part for part in parts if part]
        if len(parts) > 1 and codes and all(part in texts for part in codes):
            return ";".join(texts[part] for part in codes)
    return text
