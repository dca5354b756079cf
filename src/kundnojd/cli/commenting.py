"""How comments are gathered for a command: which columns, masked by what, in which language of tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kundnojd.errors import FileError

if TYPE_CHECKING:
    from kundnojd.locale import Locale
    from kundnojd.questionnaire.masking_names import StaffNames
    from kundnojd.questionnaire.model import Questionnaire
    from kundnojd.tally.comments import Comments


def staff_of(file: str | None) -> StaffNames | None:
    """The names in the file of ``--mask-names``; `FileError` where it cannot be read or holds none."""
    from kundnojd.questionnaire.masking_names import staff_names

    if file is None:
        return None
    path = Path(file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError("mask-names-unreadable", path=file, reason=error.strerror or str(error)) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    lines = [line for line in text.splitlines() if line.split("#")[0].strip()]
    if not lines:
        raise FileError("mask-names-empty", path=file)
    return staff_names(lines)


def open_questions(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The columns that hold comments, in the order of the file."""
    from kundnojd.questionnaire.model import Role

    return tuple(finding.name for finding in questionnaire.findings if finding.role is Role.COMMENT)


def gathering(
    columns_of: Callable[[Questionnaire], Sequence[str]], staff: StaffNames | None, locale: Locale
) -> Callable[[Questionnaire], Comments]:
    """What makes the gatherer of comments of a reading; ``columns_of`` names the columns of a questionnaire."""
    from functools import partial

    from kundnojd.analyses.comment_groups import asked
    from kundnojd.questionnaire.masking import mask
    from kundnojd.report.comments import tokens
    from kundnojd.tally.comments import Comments

    masking = partial(mask, tokens=tokens(locale), staff=staff)

    def made(questionnaire: Questionnaire) -> Comments:
        questions = [question.name for question in asked(questionnaire)]
        return Comments(columns_of(questionnaire), questions, masking)

    return made
