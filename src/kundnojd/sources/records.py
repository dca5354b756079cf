"""Records of delimited text, one at a time, with quotes honoured and every line accounted for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kundnojd.errors import FileError, LayoutError
from kundnojd.sources.limits import MAX_LINE

QUOTE = '"'
NO_QUOTE = "\x1f"  # no line of text holds it, so that quotes are text
_FEW = 0.01  # of the fields; writers that quote texts quote more


@dataclass(frozen=True)
class Record:
    """The fields of one record, as they stand in the file, and the lines it takes."""

    fields: list[str]
    lines: int


class QuotedRecords:
    """Reads the records that hold a quote, which may run on over the next lines of the same text.

    A field that runs over more than the limit of the csv module (131 072 characters), a record of more than `MAX_LINE`
    characters and a quote that is never closed are errors, and so is a record whose lines would all be whole rows by
    themselves: there a stray quote at the beginning of a field has swallowed rows.
    """

    def __init__(self, lines: Iterator[str], delimiter: str, label: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._label = label
        self._taken: list[str] = []
        self._first: str | None = None
        self._ended = False
        self._size = 0
        self._number = 0
        self._reader = csv.reader(self, delimiter=delimiter)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._first
        self._first = None
        if line is None:
            line = next(self._lines, "")
            if not line:
                self._ended = True
                raise StopIteration
        self._size += len(line)
        if self._size > MAX_LINE:
            raise FileError("record-too-long", path=self._label, line=self._number, limit=MAX_LINE)
        self._taken.append(line)
        return line

    def record(self, line: str, number: int) -> Record:
        """The record that begins with ``line``, the line of that number in the file."""
        self._first = line
        self._taken, self._size, self._number = [], 0, number
        try:
            fields = next(self._reader)
        except csv.Error as error:
            raise FileError("quote-too-long", path=self._label, line=number) from error
        if self._ended:
            raise FileError("quote-never-closed", path=self._label, line=number)
        taken = self._taken
        if len(taken) > 2 and len(fields) > 2:
            whole = len(fields) - 1
            if all(part.count(self._delimiter) == whole for part in taken):
                raise LayoutError("quote-swallows-rows", path=self._label, line=number, lines=len(taken))
        return Record(fields, len(taken))


def quote_of(lines: Iterable[str], delimiter: str) -> tuple[str, int]:
    r"""The quote character of a text and the number of fields whose quotes are text: `QUOTE`, or `NO_QUOTE`.

    Programs that write tabs between fields often write no quotes, so that ``"eight"`` is an answer with its quotes.
    So it is where seldom a field is quoted, and none that is needed to be: a field is complete on its line, with no
    tab, line break or doubled quote in it; text may follow its closing quote. With other delimiters quotes quote.

    >>> quote_of(["a\tb\n", *["1\tno quotes here\n"] * 200, '2\t"eight"\n'], "\t")
    ('\x1f', 1)
    >>> quote_of(["a\tb\n", '2\t"ei\tght"\n'], "\t")
    ('"', 0)
    """
    if delimiter != "\t":
        return QUOTE, 0
    fields = quoted = 0
    for line in lines:
        fields += line.count(delimiter) + 1
        if QUOTE not in line:
            continue
        for field in line.rstrip("\r\n").split(delimiter):
            if field.startswith(QUOTE):
                if field.count(QUOTE) % 2 or 2 * QUOTE in field:
                    return QUOTE, 0
                quoted += 1
    return (NO_QUOTE, quoted) if 0 < quoted <= _FEW * fields else (QUOTE, 0)


def records(lines: Iterator[str], delimiter: str, label: str, quote: str = QUOTE) -> Iterator[Record]:
    r"""All records of a text. A blank line is a record with one empty field.

    >>> text = iter(['a;b\n', '\n', '5" pipe;"two\n', 'lines"\n'])
    >>> [record.fields for record in records(text, ";", "x.csv")]
    [['a', 'b'], [''], ['5" pipe', 'two\nlines']]
    """
    quoted = QuotedRecords(lines, delimiter, label)
    number = 1
    for line in lines:
        plain = quote not in line
        record = Record(line.rstrip("\r\n").split(delimiter), 1) if plain else quoted.record(line, number)
        yield record
        number += record.lines
