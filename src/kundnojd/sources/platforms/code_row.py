"""Plain files with a row of codes above the row of questions."""

from __future__ import annotations

import re

from kundnojd.sources.platforms.recognition import Recognised, Rows, cells_below, header_row, with_grids
from kundnojd.sources.reading import Column

_CODE = re.compile(r"[^\W\d_][\w.\[\]-]{0,23}")
_LEAST = 2  # wordings in the second row
_MOST_BELOW = 0.3  # share of cells below that are worded like them


def recognise(rows: Rows) -> Recognised | None:
    """A table whose first row holds short codes, all different, and whose second row words the questions.

    Wordings are texts that end in a question mark or have four words or more, in at least half of the second row,
    while the rows below are not worded so.
    """
    if len(rows) < 3:
        return None
    codes, texts = header_row(rows, 0), header_row(rows, 1)
    named = [code for code in codes if code]
    if len(set(named)) < len(named) or not all(map(_CODE.fullmatch, named)):
        return None
    worded = [place for place, text in enumerate(texts) if _is_worded(text)]
    if len(worded) < _LEAST or 2 * len(worded) < sum(1 for text in texts if text):
        return None
    below = [cell for place in worded for cell in cells_below(rows, 2, place)]
    if not below or sum(map(_is_worded, below)) > _MOST_BELOW * len(below):
        return None
    columns = (Column(code or text, text or code) for code, text in zip(codes, texts, strict=True))
    return Recognised("", 2, tuple(with_grids(columns)))


def _is_worded(text: str) -> bool:
    return text.endswith("?") or len(text.split()) >= 4
