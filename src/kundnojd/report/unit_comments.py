"""The comments of one unit in its report: masked, in an order that tells nothing, with what must be said of them."""

from __future__ import annotations

from collections.abc import Sequence

from kundnojd.analyses.unit_comments import LEAST_LISTED, Listed
from kundnojd.locale import Locale
from kundnojd.report.comments import caution
from kundnojd.report.model import Block, Column, Notes, Row, Section, Table
from kundnojd.report.survey import SurveyInfo


def comments_section(listed: Sequence[Listed], info: SurveyInfo, locale: Locale) -> Section | None:
    """A table of comments for each open question; a line where there are too few to show. None without any question."""
    if not listed:
        return None
    blocks = [_block(one, info, locale) for one in listed]
    return Section("comments", locale.text("comments.section-unit"), tuple(blocks))


def _block(listed: Listed, info: SurveyInfo, locale: Locale) -> Block:
    question = info.question_text(listed.question) or listed.question
    if not listed.texts:
        return Notes((locale.text("comments.unit-too-few", question=question, least=max(LEAST_LISTED, info.min_n)),))
    shown = len(listed.texts)
    caption = locale.text("comments.unit-listed", count=shown)
    if shown < listed.count:
        caption = locale.text("comments.unit-sampled", shown=shown, count=listed.count)
    rows = tuple(Row((" ".join(text.split()),)) for text in listed.texts)
    columns = (Column("text", question, "text"),)
    return Table(f"comments-{listed.question}", columns, rows, caption, caution(listed.masked, locale))
