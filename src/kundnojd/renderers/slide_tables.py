"""Tables of words and numbers on a slide, as native tables."""

from __future__ import annotations

from typing import Any

from kundnojd.locale import Locale
from kundnojd.renderers import formatting
from kundnojd.renderers.slide_text import POINT, Frame, plain, rgb
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import Row, Table

ROWS_A_SLIDE = 10
_ASIDE = 4  # columns of this priority and above are for reading, not for showing
_SIZE, _ROW = 12, 26  # points
_LEAST, _MOST = 10, 36  # letters that a column's width is reckoned from


def words(frame: Frame, table: Table, rows: tuple[Row, ...], theme: Theme, locale: Locale) -> None:
    """Some rows of a table, in the columns that are shown first."""
    places = [
        place
        for place, column in enumerate(table.columns)
        if column.kind in ("text", "quantity") and column.priority < _ASIDE
    ]
    columns = [table.columns[place] for place in places]
    texts = [[plain(column.label) for column in columns]]
    texts += [[plain(formatting.cell(row.cells[p], table.columns[p], locale)) for p in places] for row in rows]
    height = min(frame.height, int(_ROW * POINT * len(texts)))
    shape = frame.slide.shapes.add_table(len(texts), len(columns), frame.left, frame.top, frame.width, height)
    native = shape.table
    native.horz_banding = False
    letters = [min(max(_LEAST, *(len(line[k]) for line in texts)), _MOST) for k in range(len(columns))]
    for k, count in enumerate(letters):
        native.columns[k].width = int(frame.width * count / sum(letters))
    for number, line in enumerate(texts):
        for k, text in enumerate(line):
            _fill(native.cell(number, k), text, theme, is_head=number == 0, is_number=columns[k].kind == "quantity")


def _fill(cell: Any, text: str, theme: Theme, *, is_head: bool, is_number: bool) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = int(3 * POINT)
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(theme.colours.accent if is_head else "#ffffff")
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(_SIZE), is_head
    run.font.color.rgb = rgb("#ffffff" if is_head else theme.colours.text)
