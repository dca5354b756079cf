"""Comments gathered while rows are counted: chunks and order do not matter, and memory is bounded."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.questionnaire.masking import Masked, mask
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.comments import Comments

TEXTS = ("", "-", "Bra", "Ring 070-174 06 05", "Hissen står", "Dyrt", "Kallt i trappan")
CELLS = (("Nord", "2025"), ("Syd", "2025"))

Rows = list[tuple[int, int, int]]  # text, cell, answer


def chunk(rows: Rows, first: int = 0) -> RawChunk:
    """Rows with a number of their own, so that no two are alike."""
    numbers = tuple(str(first + place) for place in range(len(rows)))
    return RawChunk(
        len(rows),
        {
            "Nr": RawColumn(np.arange(len(rows), dtype=np.intp), numbers or ("",)),
            "Kommentar": RawColumn(np.array([row[0] for row in rows], dtype=np.intp), TEXTS),
        },
    )


def gathered(parts: list[tuple[int, Rows]], most: int = 50_000) -> Comments:
    found = Comments(["Kommentar"], ["q"], mask, most)
    for first, rows in parts:
        cell = np.array([row[1] for row in rows], dtype=np.intp)
        codes = {"q": np.array([row[2] for row in rows], dtype=np.intp)}
        found.add(chunk(rows, first), np.ones(len(rows), dtype=bool), CELLS, cell, codes)
    return found


rows = st.lists(st.tuples(st.integers(0, len(TEXTS) - 1), st.integers(0, 1), st.integers(-1, 4)), max_size=30)


@given(rows, st.integers(0, 30), st.integers(1, 40))
def test_chunks_do_not_matter(given_rows: list[tuple[int, int, int]], cut: int, most: int) -> None:
    whole = gathered([(0, given_rows)], most)
    parts = gathered([(0, given_rows[:cut]), (len(given_rows[:cut]), given_rows[cut:])], most)
    assert whole.kept("Kommentar") == parts.kept("Kommentar")
    assert +whole.written == +parts.written
    assert +whole.empty == +parts.empty
    assert len(whole.kept("Kommentar")) == min(most, whole.count("Kommentar"))


def test_texts_are_masked_and_empty_ones_counted() -> None:
    found = gathered([(0, [(0, 0, 1), (1, 0, 1), (3, 0, 2), (4, 1, 3), (4, 1, 3)])])
    assert sorted(comment.text for comment in found.kept("Kommentar")) == ["Hissen står", "Hissen står", "Ring [phone]"]
    assert found.empty == Counter({"Kommentar": 1})
    assert found.written[("Kommentar", ("Syd", "2025"), (3,))] == 2


def test_a_text_is_masked_once_and_only_when_it_is_kept() -> None:
    seen = []

    def masking(text: str) -> Masked:
        seen.append(text)
        return Masked(text)

    found = Comments(["Kommentar"], [], masking, 2)
    many = [(4, 0, 0)] * 30
    found.add(chunk(many), np.ones(30, dtype=bool), CELLS, np.zeros(30, dtype=np.intp), {})
    assert len(found.kept("Kommentar")) == 2
    assert len(seen) == 1
    assert found.count("Kommentar") == 30


def test_rows_that_are_left_out_leave_no_comment() -> None:
    found = Comments(["Kommentar", "Finns inte"], [], mask)
    keep = np.array([True, False])
    found.add(chunk([(4, 0, 0), (5, 0, 0)]), keep, CELLS, np.zeros(1, dtype=np.intp), {})
    assert [comment.text for comment in found.kept("Kommentar")] == ["Hissen står"]
    assert found.kept("Finns inte") == ()
