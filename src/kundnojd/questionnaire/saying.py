"""What is said about a questionnaire: a finding for each column, and notices of what could have been otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kundnojd.notices import Notice
from kundnojd.questionnaire.drafts import Draft
from kundnojd.questionnaire.model import ColumnFinding, Question, Role, Scale
from kundnojd.questionnaire.profile import ColumnProfile
from kundnojd.questionnaire.roles import Guess, guess_rest, see
from kundnojd.questionnaire.scales import ScaleFinding

_SHOWN = 5  # so many names are listed
_NO_REASON = Notice("")


def scale_notices(
    questions: Sequence[Question], scales: Mapping[str, ScaleFinding], guesses: Mapping[str, Guess]
) -> list[Notice]:
    """What the reader of the results must know about scales, several questions in one notice where they are alike."""
    notices = [notice for one in questions if (notice := _recommend_notice(one, guesses[one.name])) is not None]
    guessed: dict[tuple[int, int], list[str]] = {}
    codes: dict[str, list[str]] = {}
    for question in questions:
        finding = scales[question.name]
        if finding.uncertain and question.scale.kind == "numeric":
            guessed.setdefault((int(question.scale.low), int(question.scale.high)), []).append(question.name)
        for notice in finding.notices:
            if notice.key == "dont-know-code":
                codes.setdefault(str(notice.fields["code"]), []).append(question.name)
            elif notice.key in {"scale-reversed", "wording-contradicted", "yes-no-codes"}:
                notices.append(notice)
    notices += [
        Notice("scale-guessed", {"low": low, "high": high, "count": len(names), "questions": tuple(names[:_SHOWN])})
        for (low, high), names in guessed.items()
    ]
    notices += [
        Notice("codes-as-dont-know", {"code": code, "count": len(names), "questions": tuple(names[:_SHOWN])})
        for code, names in codes.items()
    ]
    return notices


def _recommend_notice(question: Question, guess: Guess) -> Notice | None:
    """What is said of a recommend question that is not on 0-10."""
    scale = question.scale
    ends = {"question": question.name, "low": int(scale.low), "high": int(scale.high)}
    if guess.reason.key == "recommend-one-to-ten":
        if scale.kind == "numeric" and scale.high == 10:
            column = next(iter(question.columns.values()))
            return Notice("recommend-one-to-ten", {"question": question.name, "column": column})
        return Notice("recommend-other-scale", {"question": question.name, "count": scale.size})
    if question.role is Role.RECOMMEND and (scale.kind, scale.low, scale.high) != ("numeric", 0, 10):
        return Notice("recommend-said", ends)
    return None


def change_notices(questions: Sequence[Question]) -> list[Notice]:
    """A notice of the breaks of each question, or one of many questions that break in the same wave the same way."""
    breaks: dict[tuple[str, str, str, str], list[str]] = {}
    for question in questions:
        for change in question.changes:
            if change.breaks:
                # What two wordings or lists of labels are belongs to one question; ranges may be those of many.
                own = (change.before, change.after) if change.kind == "rescaled" else (question.name, "")
                breaks.setdefault((change.kind, change.wave, *own), []).append(question.name)
    found = []
    for (kind, wave, *_), names in breaks.items():
        question = next(one for one in questions if one.name == names[0])
        change = next(one for one in question.changes if (one.kind, one.wave) == (kind, wave))
        fields = {"count": len(names), "questions": tuple(names[:_SHOWN]), "wave": wave, "since": change.since}
        found.append(Notice(f"break-{kind}", {**fields, "before": change.before, "after": change.after}))
    return found


def left_out_notices(ambiguities: Sequence[Notice]) -> list[Notice]:
    """The notices of questions left out as ambiguous: each, or all in one where they are many."""
    if len(ambiguities) <= 2:
        return list(ambiguities)
    names = tuple(str(notice.fields["column"]) for notice in ambiguities)
    return [Notice("questions-left-out", {"count": len(names), "questions": names[:_SHOWN]})]


def findings(
    columns: Mapping[str, ColumnProfile],
    drafts: Sequence[Draft],
    questions: Sequence[Question],
    roles: Mapping[str, Guess],
    guesses: Mapping[str, Guess],
    scales: Mapping[str, ScaleFinding],
) -> tuple[ColumnFinding, ...]:
    """One finding for each column, in the order of the file."""
    of_column = {name: question for question in questions for name in question.columns.values()}
    drafted = {name: draft for draft in drafts for name in draft.columns.values()}
    found = []
    for name, column in columns.items():
        question = of_column.get(name)
        finding = scales.get(drafted[name].name) if name in drafted else None
        if question is not None and finding is not None:
            guess = guesses[question.name]
            found.append(
                _finding(
                    column,
                    guess,
                    question.scale,
                    finding.notices,
                    scale_reason=finding.reason,
                    is_guess=finding.uncertain,
                )
            )
        elif finding is not None and finding.ambiguity is not None:
            found.append(
                _finding(
                    column,
                    guesses[drafted[name].name],
                    notices=(finding.ambiguity,),
                    scale_reason=Notice("scale-ambiguous"),
                    is_guess=True,
                )
            )
        elif name in roles:
            found.append(_finding(column, roles[name]))
        else:
            found.append(_finding(column, guess_rest(see(column, None))))
    return tuple(found)


def _finding(
    column: ColumnProfile,
    guess: Guess,
    scale: Scale | None = None,
    notices: tuple[Notice, ...] = (),
    *,
    scale_reason: Notice = _NO_REASON,
    is_guess: bool = False,
) -> ColumnFinding:
    return ColumnFinding(
        name=column.name,
        text=column.text or column.name,
        role=guess.role,
        scale=scale,
        answered=column.answered,
        distinct=column.distinct,
        distinct_is_capped=column.capped,
        reason=guess.reason,
        uncertain=guess.uncertain or is_guess,
        notices=notices,
        scale_reason=scale_reason,
    )
