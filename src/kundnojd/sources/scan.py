"""One light pass over delimited text before it is read in chunks: which records can be used.

pandas pads short records and cuts long ones without a word, so both are found here, by record number. Lines without a
quote only have their delimiters counted.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import FileError
from kundnojd.sources.cells import BLANKS
from kundnojd.sources.reading import CHUNK_ROWS
from kundnojd.sources.records import QUOTE, QuotedRecords


@dataclass(frozen=True)
class Scan:
    """What the pass found. Numbers count records from 0 at the first one below the header.

    ``records`` ends with the last record that is not blank; blank ones after it are no rows.
    """

    records: int
    short: int  # records with too few fields: used, the rest of them blank
    blank: NDArray[np.int64]  # (runs, 2): the first of each run of blank ones and the one after its last, rising
    long: NDArray[np.int64]  # numbers, rising, of records with content beyond the last column
    filled: frozenset[int]  # which of the doubtful columns hold something
    heaviest: int = 0  # the most characters in a stretch of as many records as are read at a time


def scan(
    lines: Iterator[str],
    delimiter: str,
    width: int,
    doubtful: Collection[int],
    label: str,
    above: int,
    quote: str = QUOTE,
) -> Scan:
    r"""Scans the lines below the header; ``above`` is the number of lines before them.

    Raises `FileError` for a NUL character, a quote that is never closed or a field too long, with the line.

    >>> result = scan(iter(["1;2\n", "3\n", "4;5;6\n", "\n", "7;8\n", ";\n"]), ";", 2, (), "x.csv", 1)
    >>> result.records, result.short, result.blank.tolist(), result.long.tolist()
    (5, 1, [[3, 4]], [2])
    """
    quoted = QuotedRecords(lines, delimiter, label)
    blank_starts, blank_stops, long = array("q"), array("q"), array("q")
    filled: set[int] = set()
    number, records, short, blank = above, 0, 0, 0
    characters, heaviest, stretch = 0, 0, CHUNK_ROWS
    nothing = BLANKS + delimiter
    delimiters = width - 1
    for line in lines:
        number += 1
        characters += len(line)
        if records >= stretch:
            heaviest, characters, stretch = max(heaviest, characters), 0, records + CHUNK_ROWS
        if "\0" in line:
            raise FileError("nul-character", path=label, line=number)
        fields: list[str] | None = None
        if quote in line:
            record = quoted.record(line, number)
            number += record.lines - 1
            characters += sum(map(len, record.fields))
            fields = record.fields
            count = len(fields) - 1
            empty = not any(field.strip(BLANKS) for field in fields)
        else:
            count = line.count(delimiter)
            empty = line[0] in nothing and not line.strip(nothing)
        if empty:
            blank += 1
            records += 1
            continue
        if blank:
            blank_starts.append(records - blank)
            blank_stops.append(records)
            blank = 0
        if count != delimiters or doubtful:
            fields = line.split(delimiter) if fields is None else fields
            if count > delimiters and any(field.strip(BLANKS) for field in fields[width:]):
                long.append(records)
            elif count < delimiters:
                short += 1
            filled.update(k for k in doubtful if k < len(fields) and fields[k].strip(BLANKS))
        records += 1
    return Scan(
        records - blank,
        short,
        np.column_stack([np.frombuffer(ends, dtype=np.int64) for ends in (blank_starts, blank_stops)]),
        np.frombuffer(long, dtype=np.int64),
        frozenset(filled),
        max(heaviest, characters),
    )
