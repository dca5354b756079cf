"""Comments gathered while rows are counted: masked texts with the groups of their writers, and how many there are.

How many wrote is counted exactly. Of the texts at most `MOST_KEPT` to a question are kept, chosen by a hash of their
rows, so that neither the order of the rows nor the chunks matter and memory does not grow with the file. No text is
given out unmasked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.questionnaire.comment_words import says_nothing
from kundnojd.questionnaire.masking import Masked
from kundnojd.sources.reading import RawChunk
from kundnojd.tally.repeats import row_keys
from kundnojd.tally.tally import Cell

MOST_KEPT = 20_000  # comments to a question
LONGEST = 5_000  # characters of a comment; what follows is not read

Answers = tuple[int, ...]  # the places on their scales of the answers to the questions that make groups
_Raw = tuple[int, str, Cell, Answers]  # a comment as it was written


@dataclass(frozen=True)
class Comment:
    """One masked comment: the column it stood in, the units and wave of its writer, and their answers.

    ``answers`` are those to `Comments.questions`, negative where there is none. ``key`` orders comments as good as at
    random, the same in every run.
    """

    key: int
    column: str
    cell: Cell
    answers: Answers
    masked: Masked

    @property
    def text(self) -> str:
        """The masked text."""
        return self.masked.text


class Comments:
    """The comments of one reading; it grows with the rows."""

    def __init__(
        self,
        columns: Sequence[str],
        questions: Sequence[str],
        mask: Callable[[str], Masked],
        most: int = MOST_KEPT,
    ) -> None:
        """``columns`` hold comments, ``questions`` are the rating questions whose answers are kept beside them."""
        self.columns, self.questions = tuple(columns), tuple(questions)
        self.written: Counter[tuple[str, Cell, Answers]] = Counter()  # comments, kept or not
        self.empty: Counter[str] = Counter()  # cells that say nothing, such as "-", by column
        self.cut: Counter[str] = Counter()  # comments longer than `LONGEST`, by column
        self._mask, self._most = mask, most
        self._kept: dict[str, list[_Raw]] = {name: [] for name in columns}
        self._masked: dict[str, Masked] = {}

    def add(
        self,
        chunk: RawChunk,
        keep: NDArray[np.bool_],
        cells: Sequence[Cell],
        cell: NDArray[np.intp],
        codes: Mapping[str, NDArray[np.intp]],
    ) -> None:
        """Take the comments of the counted rows of a chunk.

        ``cells[cell[i]]`` holds the units and the wave of the i-th row that ``keep`` keeps, ``codes`` its answers.
        """
        rows = np.flatnonzero(keep)
        answers = np.stack([codes[name] for name in self.questions], axis=1) if self.questions else None
        keys: NDArray[np.uint64] | None = None
        for name in self.columns:
            if name not in chunk.columns:
                continue
            raw = chunk.columns[name]
            whole = [text.strip() for text in raw.texts]
            texts = [text[:LONGEST] for text in whole]
            long = np.array([len(text) > LONGEST for text in whole], dtype=bool)
            blank = np.array([not text for text in texts], dtype=bool)
            silent = np.array([bool(text) and says_nothing(text) for text in texts], dtype=bool)
            code = raw.codes[rows]
            self.empty[name] += int(np.count_nonzero(silent[code]))
            self.cut[name] += int(np.count_nonzero(long[code]))
            place = np.flatnonzero(~blank[code] & ~silent[code])
            if not len(place):
                continue
            keys = row_keys(chunk)[rows] if keys is None else keys
            own = [() if answers is None else tuple(answers[at].tolist()) for at in place]
            self.written.update((name, cells[cell[at]], given) for at, given in zip(place, own, strict=True))
            self._keep(name, keys[place], own, [(texts[code[at]], cells[cell[at]]) for at in place])

    def _keep(
        self,
        name: str,
        keys: NDArray[np.uint64],
        answers: Sequence[Answers],
        found: Sequence[tuple[str, Cell]],
    ) -> None:
        """Keep the comments with the smallest keys of those here and those kept before."""
        kept = self._kept[name]
        kept += [(int(key), *one, given) for key, one, given in zip(keys, found, answers, strict=True)]
        if len(kept) > self._most:
            kept.sort()
            del kept[self._most :]

    def kept(self, column: str) -> tuple[Comment, ...]:
        """The comments of a column in the order of their keys."""
        return tuple(
            Comment(key, column, cell, answers, self._mask_once(text))
            for key, text, cell, answers in sorted(self._kept[column])
        )

    def number_kept(self, column: str) -> int:
        """How many comments of a column are kept."""
        return len(self._kept[column])

    def _mask_once(self, text: str) -> Masked:
        if text not in self._masked:
            self._masked[text] = self._mask(text)
        return self._masked[text]

    def count(self, column: str) -> int:
        """How many comments a column holds, kept or not."""
        return sum(number for (name, _, _), number in self.written.items() if name == column)
