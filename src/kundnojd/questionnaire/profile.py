"""The profile of the columns: what is in them, gathered chunk by chunk in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kundnojd.questionnaire.dates import read_day
from kundnojd.sources.reading import Column, RawChunk, RawColumn

DISTINCT_KEPT = 1000
_PLAIN = Column("", "")
_TEXT_KEPT = 200  # characters of a text that are kept as its key


@dataclass(frozen=True)
class ColumnProfile:
    """What is known of one column over all files that have it.

    ``values`` counts the first 1000 distinct texts that are not empty; ``capped`` says that there were more.
    ``dated`` is the number of cells that are dates, ``day_first`` and ``month_first`` the ordinals of those days in
    either reading, ``order`` the reading that fits: ``ymd`` (written year first, or equal either way), ``dmy``,
    ``mdy``, ``either``, or ``mixed`` where some cells need one and some the other.
    """

    name: str
    text: str
    rows: int
    answered: int
    values: Mapping[str, int]
    capped: bool = False
    max_length: int = 0
    total_length: int = 0
    dated: int = 0
    day_first: frozenset[int] = frozenset()
    month_first: frozenset[int] = frozenset()
    order: str = "ymd"
    files: tuple[str, ...] = ()
    layout: Column = _PLAIN  # what the file's layout says of the column

    @property
    def distinct(self) -> int:
        """The number of distinct texts, counted up to 1000."""
        return len(self.values)

    @property
    def declared(self) -> Mapping[str, int]:
        """The texts with their counts, and with 0 those that the file declares as answers and nobody gave."""
        return {**dict.fromkeys(self.layout.labels, 0), **self.values}

    @property
    def mean_length(self) -> float:
        """Characters in a cell that is not empty."""
        return self.total_length / self.answered if self.answered else 0.0

    @property
    def repeats(self) -> float:
        """How often a text occurs on average, over the texts that were kept."""
        return sum(self.values.values()) / len(self.values) if self.values else 0.0

    @property
    def days(self) -> frozenset[int]:
        """The days of a column of dates as proleptic ordinals, in its order."""
        return self.month_first if self.order == "mdy" else self.day_first


@dataclass
class _Collected:
    """One column on its way to a `ColumnProfile`."""

    column: Column
    rows: int = 0
    answered: int = 0
    values: dict[str, int] = field(default_factory=dict)
    capped: bool = False
    max_length: int = 0
    total_length: int = 0
    dated: int = 0
    day_first: set[int] = field(default_factory=set)
    month_first: set[int] = field(default_factory=set)
    only_day_first: bool = False
    only_month_first: bool = False
    american: bool = False
    files: list[str] = field(default_factory=list)

    def add(self, raw: RawColumn) -> None:
        counts = np.bincount(raw.codes, minlength=len(raw.texts))
        seen = [code for code in np.flatnonzero(counts).tolist() if raw.texts[code]]
        texts = [raw.texts[code] for code in seen]
        times: list[int] = counts[seen].tolist() if seen else []
        lengths = [len(text) for text in texts]
        self.answered += sum(times)
        self.max_length = max(self.max_length, max(lengths, default=0))
        self.total_length += sum(map(int.__mul__, lengths, times))
        # A column of many texts that are no dates stays that; the rest of it is not tried.
        if not self.capped or 2 * self.dated > sum(self.values.values()):
            for text, count in zip(texts, times, strict=True):
                self._date(text, count)
        for text, count in zip(texts, times, strict=True):
            self._keep(text[:_TEXT_KEPT], count)

    def _keep(self, text: str, count: int) -> None:
        if text in self.values:
            self.values[text] += count
        elif len(self.values) < DISTINCT_KEPT:
            self.values[text] = count
        else:
            self.capped = True

    def _date(self, text: str, count: int) -> None:
        day = read_day(text)
        if day is None:
            return
        self.dated += count
        if day.day_first is not None:
            self.day_first.add(day.day_first)
        else:
            self.only_month_first = True
        if day.month_first is not None:
            self.month_first.add(day.month_first)
        else:
            self.only_day_first = True
        self.american = self.american or day.american

    def order(self) -> str:
        if self.only_day_first or self.only_month_first:
            if self.only_day_first and self.only_month_first:
                return "mixed"
            return "dmy" if self.only_day_first else "mdy"
        if self.day_first == self.month_first:
            return "ymd"
        return "mdy" if self.american else "either"

    def frozen(self, name: str) -> ColumnProfile:
        return ColumnProfile(
            name=name,
            text=self.column.text,
            rows=self.rows,
            answered=self.answered,
            values=dict(self.values),
            capped=self.capped,
            max_length=self.max_length,
            total_length=self.total_length,
            dated=self.dated,
            day_first=frozenset(self.day_first),
            month_first=frozenset(self.month_first),
            order=self.order(),
            files=tuple(self.files),
            layout=self.column,
        )


class Profile:
    """Collects the profile of all columns, in the order in which they first appear over the files.

    >>> import numpy as np
    >>> profile = Profile()
    >>> cells = RawColumn(np.array([0, 1, 0]), ("Nord", "Syd"))
    >>> profile.add("a.csv", RawChunk(3, {"Enhet": cells}), [Column("Enhet", "Enhet")])
    >>> profile.columns[0].values
    {'Nord': 2, 'Syd': 1}
    """

    def __init__(self) -> None:
        self._collected: dict[str, _Collected] = {}

    def add(self, source_label: str, chunk: RawChunk, columns: Sequence[Column]) -> None:
        """Adds a chunk of the file ``source_label``; ``columns`` gives the wording of its columns.

        Columns that were not read are left as they are. Memory is bounded by the number of columns.
        """
        for column in columns:
            raw = chunk.columns.get(column.name)
            if raw is None:
                continue
            collected = self._collected.setdefault(column.name, _Collected(column))
            if source_label not in collected.files:
                collected.files.append(source_label)
            collected.rows += chunk.rows
            collected.add(raw)

    def updated(self, fuller: Profile) -> Profile:
        """A profile with the columns of ``fuller`` in place of those here; the order of the columns stays."""
        both = Profile()
        both._collected = self._collected | fuller._collected
        return both

    @property
    def columns(self) -> tuple[ColumnProfile, ...]:
        """The profiles so far."""
        return tuple(collected.frozen(name) for name, collected in self._collected.items())
