"""The columns whose texts make groups with results of their own: those that the user named as segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kundnojd.errors import LayoutError
from kundnojd.notices import Notice
from kundnojd.questionnaire.model import Questionnaire, Role
from kundnojd.questionnaire.naming import Columns
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.roles import guess_role, see
from kundnojd.questionnaire.settings import Settings

MOST_GROUPS = 50


def with_tenure(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with the texts of the time as a customer as groups with results of their own.

    Raises `LayoutError` where no column tells it, or where it has over 50 texts.
    """
    q = questionnaire
    if not q.tenure:
        raise LayoutError("tenure-not-known")
    found = next(finding for finding in q.findings if finding.name == q.tenure)
    if found.distinct_is_capped or found.distinct > MOST_GROUPS:
        raise LayoutError("segment-many-texts", column=q.tenure, limit=MOST_GROUPS)
    return replace(
        q,
        split=tuple(dict.fromkeys((*q.split, q.tenure))),
        segments=tuple(dict.fromkeys((*q.segments, q.tenure))),
        masked=q.masked | {q.tenure},
    )


def with_segments(
    questionnaire: Questionnaire, settings: Settings, columns: Mapping[str, ColumnProfile], names: Columns
) -> Questionnaire:
    """The questionnaire that keeps the texts of the segments apart in the tally.

    Raises `LayoutError` where a column is the unit, wave, weight or respondent, or has over 50 texts: a group for each
    would be a list of rows. Stray personal texts count as blank, and who gave no text is in no group.
    """
    segments = names.find_all(settings.columns.segment)
    if not segments:
        return questionnaire
    q = questionnaire
    taken = {*q.unit, q.waves.column, q.weight, q.respondent}
    notices = []
    for name in segments:
        if name in taken:
            raise LayoutError("segment-is-taken", column=name)
        if columns[name].capped or columns[name].distinct > MOST_GROUPS:
            raise LayoutError("segment-many-texts", column=name, limit=MOST_GROUPS)
        guess = guess_role(see(columns[name], None))
        if guess is not None and guess.role is Role.PERSONAL:
            notices.append(Notice("personal-named", {"column": name}))
    people = {notice.fields["column"] for notice in notices}
    return replace(
        q,
        split=tuple(dict.fromkeys((*q.split, *segments))),
        segments=segments,
        masked=q.masked | (set(segments) - people),
        notices=(*q.notices, *notices),
    )
