"""From the profile of the columns and what the user said to a questionnaire: pure, and the same for the same input."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from kundnojd.errors import AmbiguousError, ConfigError, InputError, LayoutError
from kundnojd.notices import Notice
from kundnojd.questionnaire import dispositions, multi_choice
from kundnojd.questionnaire.by_wave import Look, nothing_seen
from kundnojd.questionnaire.changes import absent_notices, followed
from kundnojd.questionnaire.drafts import SAID, Draft, positions, said_draft, scales_of
from kundnojd.questionnaire.facts import is_fact
from kundnojd.questionnaire.headlines import headline_roles, is_satisfaction, returning_role
from kundnojd.questionnaire.model import ASKED_ROLES, FACT_ROLES, Question, Questionnaire, Role, Scale
from kundnojd.questionnaire.multiple import MultiQuestion
from kundnojd.questionnaire.naming import Columns
from kundnojd.questionnaire.personal import names_of_somebody
from kundnojd.questionnaire.placing import Placing, Said, place, said_roles
from kundnojd.questionnaire.profile import ColumnProfile, Profile
from kundnojd.questionnaire.roles import Guess
from kundnojd.questionnaire.saying import change_notices, findings, left_out_notices, scale_notices
from kundnojd.questionnaire.scales import ScaleFinding, coding
from kundnojd.questionnaire.segments import with_segments
from kundnojd.questionnaire.settings import QuestionSettings, Settings
from kundnojd.questionnaire.timing import when
from kundnojd.questionnaire.units import unit_names

_HEADLINES = frozenset({Role.OVERALL, Role.EXPECTATION, Role.IDEAL, Role.RECOMMEND})
_SHOWN = 12
_NO_NOTICE = Notice("")


def infer(
    profile: Profile,
    settings: Settings,
    files: Sequence[str],
    decimal: str,
    ambiguous_names: Collection[str] = (),
    *,
    where: Sequence[tuple[str, str]] = (),
    look: Look = nothing_seen,
) -> Questionnaire:
    """The questionnaire of the profiled columns, fit to be analysed: as `understand`, but what it refuses is raised.

    The texts of the segments that the settings name are kept apart. Raises besides `AmbiguousError` where the scale of
    a headline question, or of all questions, could be two, and `InputError` where there is no rating question at all.
    """
    found = understand(profile, settings, files, decimal, ambiguous_names, where=where, look=look)
    if found.refusal is not None:
        raise found.refusal
    columns = {column.name: column for column in profile.columns}
    return with_segments(found, settings, columns, Columns(tuple(columns.values()), ambiguous_names))


def understand(
    profile: Profile,
    settings: Settings,
    files: Sequence[str],
    decimal: str,
    ambiguous_names: Collection[str] = (),
    *,
    where: Sequence[tuple[str, str]] = (),
    look: Look = nothing_seen,
) -> Questionnaire:
    """What the profiled columns are; what ``settings`` say wins, column by column.

    ``files`` are the labels of the files in order, ``ambiguous_names`` the names that a header has twice, ``where``
    the rows to keep as (column, text). ``look`` gives what each wave answered, so that questions can be followed from
    wave to wave. ``refusal`` says why the result cannot be analysed, if it cannot. Raises
    `LayoutError` where a column that was named is not there, and `ConfigError` where a setting does not fit the data.

    >>> import numpy as np
    >>> from kundnojd.sources.reading import Column, RawChunk, RawColumn
    >>> profile = Profile()
    >>> cells = RawColumn(np.array([0, 1, 2]), ("1 - Inte alls nöjd", "7", "10 - Mycket nöjd"))
    >>> text = "Hur nöjd är du totalt sett?"
    >>> profile.add("a.csv", RawChunk(3, {text: cells}), [Column(text, text)])
    >>> question = understand(profile, Settings(), ["a.csv"], ".").questions[0]
    >>> question.role, question.scale.low, question.scale.high
    (<Role.OVERALL: 'overall'>, 1.0, 10.0)
    """
    columns = {column.name: column for column in profile.columns}
    _check_header(columns)
    names = Columns(tuple(columns.values()), ambiguous_names)
    settings = _spread(settings, names)
    kept = tuple((names.find(column), text) for column, text in where)
    keep = tuple((names.find(column), _texts(texts)) for column, texts in settings.filter.items())
    said = said_roles(settings, names)
    in_questions = _columns_of(settings.question, names)
    several = tuple(
        multi_choice.said_multi(question, names, columns, settings.options.language)
        for question in settings.question
        if question.role == Role.MULTI.value
    )
    placing = place(columns, said, in_questions, files, settings.columns.others)
    said_drafts, extra, absent = _said_drafts(settings, names, columns, placing)
    drafts = _in_file_order([*said_drafts, *_found_drafts(placing, columns)], columns)
    scales = scales_of(drafts, columns)
    questions, guesses, left_out = _questions(drafts, scales)
    waves = placing.waves.waves
    if waves.kind != "none":
        asked = frozenset(name for question in questions for name in question.columns.values())
        seen = look(waves, asked)
        questions = followed(questions, drafts, columns, seen)
        absent += absent_notices(questions, seen)
    multis = multi_choice.named_apart((*several, *placing.multis), {question.name for question in questions})
    roles = {**placing.roles, **extra, **multi_choice.said_guesses(several)}
    choice = _dispositions(said, roles, settings, columns)
    stratum, cluster = (said.one(role) or _said_role(extra, role) for role in (Role.STRATUM, Role.CLUSTER))
    apart = (stratum, cluster, *(names.find(margin.column) for margin in settings.margin))
    ratings = tuple(question for question in questions if not is_fact(question))
    return Questionnaire(
        questions=ratings,
        facts=tuple(question for question in questions if is_fact(question)),
        multis=multis,
        unit=placing.unit,
        unit_labels=unit_names([columns[name] for name in placing.unit if name in columns], settings.units),
        waves=waves,
        weight=placing.weight,
        respondent=placing.respondent,
        duration=_said_role(extra, Role.DURATION) or placing.duration,
        tenure=_said_role(extra, Role.TENURE) or placing.tenure,
        dispositions=choice.dispositions,
        time=when(said.one(Role.TIME) or _said_role(extra, Role.TIME), waves, placing.roles, columns),
        stratum=stratum,
        cluster=cluster,
        split=tuple(dict.fromkeys(name for name in apart if name)),
        masked=placing.masked,
        where=kept,
        keep=keep,
        decimal=decimal,
        findings=findings(columns, drafts, questions, roles, guesses, scales),
        notices=(
            *placing.notices,
            *placing.waves.notices,
            *choice.notices,
            *absent,
            *scale_notices(questions, scales, guesses),
            *left_out_notices([scales[name].ambiguity or _NO_NOTICE for name in left_out]),
            *change_notices(questions),
        ),
        refusal=_refusal((*ratings, *multis), {name: guesses[name].role for name in left_out}, scales, tuple(columns))
        or choice.refusal,
    )


def _refusal(
    questions: Sequence[Question | MultiQuestion],
    left_out: Mapping[str, Role],
    scales: Mapping[str, ScaleFinding],
    columns: Sequence[str],
) -> InputError | None:
    """Why the questions cannot be analysed: a headline, or all that there is, could mean two things."""
    headlines = [name for name, role in left_out.items() if role in _HEADLINES]
    for name in headlines or ([] if questions else list(left_out)):
        if (ambiguity := scales[name].ambiguity) is not None:
            return AmbiguousError(ambiguity.key, **ambiguity.fields)
    if questions:
        return None
    return InputError("no-question", columns=columns[:_SHOWN], count=len(columns))


def counts_alike(before: Questionnaire, after: Questionnaire) -> bool:
    """Whether two questionnaires give the same counts, whatever labels, reasons and notices they hold."""
    if _frame(before) != _frame(after):
        return False
    if before.multis != after.multis:
        return False
    pairs = zip(before.asked, after.asked, strict=True)
    scales = (pair for one, other in pairs for pair in zip(one.scales, other.scales, strict=True))
    return all(_codes_alike(one, other) for one, other in scales)


def _frame(questionnaire: Questionnaire) -> tuple[object, ...]:
    q = questionnaire
    questions = [
        (
            one.name,
            dict(one.columns),
            one.role,
            [[answer.value for answer in scale.answers] for scale in one.scales],
            [stretch.waves for stretch in one.earlier],
            one.breaks,
            one.top_box,
            one.satisfied,
        )
        for one in q.asked
    ]
    return (
        *(questions, q.unit, dict(q.unit_labels), q.waves, q.weight, q.respondent, q.duration),
        *(q.dispositions, q.time, q.split, q.tenure),
        *(q.where, q.keep, q.decimal),
    )


def _codes_alike(one: Scale, other: Scale) -> bool:
    texts = {text for scale in (one, other) for text in (*scale.dont_know, *scale.missing)}
    texts |= {text for scale in (one, other) for answer in scale.answers for text in (answer.label, *answer.synonyms)}
    ordered = sorted(texts)
    return bool((coding(ordered, one) == coding(ordered, other)).all())


def _texts(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.strip().casefold() for text in ((given,) if isinstance(given, str) else given))


def _spread(settings: Settings, names: Columns) -> Settings:
    """The settings with a question for each column that a pattern such as ``Q7*`` stands for."""
    questions: list[QuestionSettings] = []
    given = [name for one in settings.question for name in (one.column or "", *one.by_wave.values())]
    named = {names.find(name) for name in given if name in names}
    for question in settings.question:
        if question.column is None or "*" not in question.column or question.column in names:
            questions.append(question)
            continue
        fitting = [name for name in names.find_all([question.column]) if name not in named]
        if not fitting:
            raise LayoutError("pattern-without-column", pattern=question.column)
        questions += [msgspec.structs.replace(question, column=name) for name in fitting]
        named.update(fitting)
    return msgspec.structs.replace(settings, question=tuple(questions))


def _check_header(columns: Mapping[str, ColumnProfile]) -> None:
    """`LayoutError` where names of columns are somebody's address or number: the file has no header."""
    files = [column.files[0] for column in columns.values() if column.files and names_of_somebody((column.name,))]
    if files:
        raise LayoutError("header-personal", path=files[0], count=len(files))


def _said_role(extra: Mapping[str, Guess], role: Role) -> str:
    return next((name for name, guess in extra.items() if guess.role is role), "")


def _dispositions(
    said: Said, roles: Mapping[str, Guess], settings: Settings, columns: Mapping[str, ColumnProfile]
) -> dispositions.DispositionChoice:
    if Role.DISPOSITION in said.off:
        return dispositions.DispositionChoice()
    guessed = [name for name, guess in roles.items() if guess.role is Role.DISPOSITION]
    in_questions = [name for name in guessed if roles[name].reason == SAID]
    column = said.one(Role.DISPOSITION) or (in_questions[0] if len(in_questions) == 1 else "")
    return dispositions.choose(column, guessed, settings.disposition, columns)


# --- drafts --------------------------------------------------------------------------------------------------------


def _columns_of(questions: Iterable[QuestionSettings], names: Columns) -> tuple[str, ...]:
    """The columns that questions of the settings name; one for all waves must be there."""
    found: dict[str, None] = {}
    for question in questions:
        if question.column is not None:
            found[names.find(question.column)] = None
        found |= {names.find(name): None for name in question.by_wave.values() if name in names}
        found |= dict.fromkeys(names.find_all(question.listed))
    return tuple(found)


def _said_drafts(
    settings: Settings, names: Columns, columns: Mapping[str, ColumnProfile], placing: Placing
) -> tuple[list[Draft], dict[str, Guess], list[Notice]]:
    """The questions of the settings, the roles of those that are no ratings, and what is said of absent ones."""
    drafts: list[Draft] = []
    roles: dict[str, Guess] = {}
    absent: list[Notice] = []
    for question in settings.question:
        if question.role == Role.MULTI.value:
            continue
        if question.column is not None:
            there = {"": names.find(question.column)}
        else:
            # A wave that is not among the files has no column to be there.
            known = placing.waves.known
            there = {
                wave: names.find(name) for wave, name in question.by_wave.items() if name in names or wave in known
            }
        if not there:
            absent.append(Notice("question-not-there", {"question": question.label}))
            continue
        draft = said_draft(question, there, columns[next(iter(there.values()))], settings.options.language)
        if draft.guess.role in ASKED_ROLES:
            drafts.append(draft)
        else:
            roles |= dict.fromkeys(there.values(), draft.guess)
    return drafts, roles, absent


def _found_drafts(placing: Placing, columns: Mapping[str, ColumnProfile]) -> list[Draft]:
    return [
        Draft(name, columns[name].text or name, {"": name}, guess, group=columns[name].layout.group)
        for name, guess in {**placing.ratings, **placing.facts}.items()
    ]


def _in_file_order(drafts: Iterable[Draft], columns: Mapping[str, ColumnProfile]) -> list[Draft]:
    places = {name: place for place, name in enumerate(columns)}
    ordered = sorted(drafts, key=lambda draft: min(places[name] for name in draft.columns.values()))
    seen: set[str] = set()
    for draft in ordered:
        if draft.name in seen:
            raise ConfigError("question-name-twice", question=draft.name)
        seen.add(draft.name)
    return ordered


# --- questions -----------------------------------------------------------------------------------------------------


def _questions(
    drafts: Sequence[Draft], scales: Mapping[str, ScaleFinding]
) -> tuple[tuple[Question, ...], dict[str, Guess], list[str]]:
    """The questions, the role of each with its reason, and the names of those left out as ambiguous."""
    for draft in drafts:
        if draft.said.column is not None and draft.name not in scales:
            raise AmbiguousError("scale-unknown", question=draft.name, column=draft.said.column)
    guesses = _roles([draft for draft in drafts if draft.name in scales], scales)
    questions = []
    left_out = []
    for draft in drafts:
        finding = scales.get(draft.name)
        if finding is None:
            continue
        if draft.said.role == Role.RECOMMEND.value and finding.scale.kind == "numeric" and finding.scale.high != 10:
            ends = {"low": int(finding.scale.low), "high": int(finding.scale.high)}
            raise ConfigError("recommend-needs-ten", question=draft.name, **ends)
        if finding.ambiguity is not None and draft.said.scale is None:
            left_out.append(draft.name)
            continue
        questions.append(
            Question(
                name=draft.name,
                text=draft.text,
                columns=draft.columns,
                role=guesses[draft.name].role,
                scale=finding.scale,
                theme=draft.said.theme or draft.group,
                top_box=positions(draft.name, draft.said.top_box, finding.scale),
                satisfied=positions(draft.name, draft.said.satisfied, finding.scale),
            )
        )
    return tuple(questions), guesses, left_out


def _roles(drafts: Sequence[Draft], scales: Mapping[str, ScaleFinding]) -> dict[str, Guess]:
    """The role of each question with its reason: what was said, else by wording, else an item."""
    guesses = {draft.name: draft.guess for draft in drafts}
    drafts = [draft for draft in drafts if draft.guess.role not in FACT_ROLES]
    open_ = {draft.name: draft for draft in drafts if draft.said.role is None}
    taken = {draft.guess.role: draft.name for draft in drafts if draft.said.role is not None}
    found = headline_roles({draft.name: draft.texts for draft in drafts}, taken)
    for name, (role, reason) in found.items():
        if name in open_:
            guesses[name] = Guess(role, reason)
            if role is Role.RECOMMEND and not _is_zero_to_ten(scales[name].scale):
                guesses[name] = Guess(Role.ITEM, Notice("recommend-one-to-ten"), uncertain=True)
    for name in [name for name in open_ if name not in found and guesses[name].role is Role.ITEM]:
        if (returning := returning_role(*open_[name].texts)) is not None:
            guesses[name] = Guess(returning, Notice(f"wording-{returning.value}"))
    if all(guess.role is not Role.OVERALL for guess in guesses.values()):
        recommend = {name for name, (role, _) in found.items() if role is Role.RECOMMEND}
        items = [name for name in open_ if guesses[name].role is Role.ITEM and name not in recommend]
        if len(items) == 1 and (len(drafts) == 1 or is_satisfaction(*open_[items[0]].texts)):
            uncertain = guesses[items[0]].uncertain
            guesses[items[0]] = Guess(Role.OVERALL, Notice("only-question"), uncertain=uncertain)
    return guesses


def _is_zero_to_ten(scale: Scale) -> bool:
    return scale.kind == "numeric" and (scale.low, scale.high) == (0, 10)
