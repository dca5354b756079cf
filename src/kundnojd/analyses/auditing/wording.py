"""Rules about the words of the questions: A03 to A07, A33, A37 to A40, A43, A44."""

from __future__ import annotations

import re
from collections.abc import Callable

from kundnojd.analyses.auditing.given import Finding, Given, Outcome, outcome, unchecked
from kundnojd.measures import headline
from kundnojd.questionnaire import wording_rules as words
from kundnojd.questionnaire.model import Question, Role
from kundnojd.questionnaire.personal import CONTACTS, KINDS, kind_of
from kundnojd.questionnaire.wording import direction_in_wording, range_in_wording

_NKI = frozenset({Role.OVERALL, Role.EXPECTATION, Role.IDEAL})
_SATISFACTION = frozenset({*_NKI, Role.ITEM})
_SUMMING = frozenset({*_NKI, Role.RECOMMEND})
_LOYALTY = frozenset({Role.RECOMMEND, Role.LOYALTY, Role.REPURCHASE})
_OTHER = re.compile(r"\[(?:other|annat|annet|andet)\b[^\]]*\]\s*$", re.IGNORECASE)
_LEAST_ITEMS = 5  # of a form whose share of open questions says something
NO_WORDING = "no-wording"


def two_in_one(given: Given) -> Outcome:
    """A03: two questions in one, in closed rated items and statements."""
    return _by_word(given, given.worded, words.two_in_one, "A03", "words")


def several_marks(given: Given) -> Outcome:
    """A04: more than one question mark."""
    if not given.wordings:
        return unchecked(NO_WORDING)
    limit = given.limits["A04"]["marks"]
    marks = [(name, words.question_marks(text)) for name, text, _ in given.wordings]
    return outcome([Finding(n, limit, question=name) for name, n in marks if n > limit], len(marks))


def leading(given: Given) -> Outcome:
    """A05: a stem that shows one side only; the official wordings of a preset are exempt."""
    official = _NKI if headline(given.questionnaire).measure == "nki" else frozenset()
    asked = [question for question in given.worded if question.role not in official]
    return _by_word(given, asked, words.leading, "A05", "words")


def negated(given: Given) -> Outcome:
    """A06: a negation in a statement to agree with; an error where the scale is turned too."""
    if not given.worded:
        return unchecked(NO_WORDING)
    statements = [
        question
        for question in given.worded
        if not words.is_question(question.text)
        and (words.is_agreement(question.scale) or words.length(question.text) > 3)
    ]
    limit = given.limits["A06"]["words"]
    found = [
        Finding(1, limit, question=q.name, detail=word, severity="E" if q.scale.reversed else "")
        for q in statements
        if (word := words.negation(q.text))
    ]
    return (
        outcome([one for one in found if one.number > limit], len(statements))
        if statements
        else unchecked("no-statement")
    )


def too_long(given: Given) -> Outcome:
    """A07: so many words that nobody reads them."""
    if not given.wordings:
        return unchecked(NO_WORDING)
    limit = given.limits["A07"]["words"]
    lengths = [Finding(words.length(text), limit, question=name) for name, text, _ in given.wordings]
    return outcome(
        [one for one in lengths if one.number > limit], len(lengths), max(lengths, key=lambda one: one.number)
    )


def nps(given: Given) -> Outcome:
    """A33: an NPS that is none: another scale than 0-10, or a question that does not ask about recommending."""
    limit = given.limits["A33"]["steps"]
    asked = given.questionnaire.with_role(Role.RECOMMEND)
    called = [q for q in given.questions if "nps" in q.name.casefold().split("_") and q not in asked]
    like = [
        q
        for q in given.worded
        if q not in asked and q.scale.kind == "numeric" and q.scale.size > 7 and words.asks_to_recommend(q.text)
    ]
    if not (asked or called or like):
        return unchecked("no-recommend")
    found = [
        Finding(q.scale.size, limit, question=q.name, detail=f"{q.scale.low:g}-{q.scale.high:g}")
        for q in (*asked, *like)
        if q.scale.size != limit or q.scale.low != 0
    ]
    found += [Finding(0, limit, question=q.name, detail=q.text) for q in called]
    return outcome(found, len(asked) + len(called) + len(like))


def open_questions(given: Given) -> Outcome:
    """A37: a form of many open questions, or ones that few answer."""
    limits = given.limits["A37"]
    # The text beside "other" is a part of its question.
    beside = {column.name for column in given.columns if column.layout.kind == "other"}
    comments = [
        finding
        for finding in given.questionnaire.findings
        if finding.role is Role.COMMENT and finding.name not in beside and not _OTHER.search(finding.text)
    ]
    rows = {column.name: column.rows for column in given.columns}
    items = len(comments) + len(given.questions) + len(given.questionnaire.multis)
    if items < _LEAST_ITEMS:
        return unchecked("few-questions")
    share = 100 * len(comments) / items
    found = [Finding(share, limits["share"], n=items, detail=str(len(comments)))] if share > limits["share"] else []
    for comment in comments:
        if rows.get(comment.name):
            answered = 100 * comment.answered / rows[comment.name]
            if answered < limits["answered"]:
                own = Finding(
                    answered, limits["answered"], question=comment.name, measure="answered", n=rows[comment.name]
                )
                found.append(own)
    return outcome(found, items)


def no_overall(given: Given) -> Outcome:
    """A38: nothing that asks about the whole."""
    limit = given.limits["A38"]["questions"]
    if not given.questions:
        return unchecked("no-questions")
    summing = [q for q in given.questions if q.role in _SUMMING or words.asks_to_recommend(q.text)]
    found = [Finding(len(summing), limit)] if len(summing) < limit else []
    return outcome(found, len(given.questions))


def one_touch(given: Given) -> Outcome:
    """A39: nothing on the cause, or on problems and complaints; surveys that are a pulse on purpose are exempt."""
    if not given.questions:
        return unchecked("no-questions")
    if given.settings.audit.kind == "pulse":
        return unchecked("is-pulse")
    limit = given.limits["A39"]["questions"]
    causes = [question for question in given.questions if question.role is Role.ITEM]
    found = [Finding(len(causes), limit, measure="themes")] if len(causes) < limit else []
    texts = [text for _, text, _ in given.wordings]
    if 2 * len(given.worded) >= len(given.questions):
        problems = [text for text in texts if words.holds("problem", text)]
        found += [Finding(len(problems), limit, measure="problems")] if len(problems) < limit else []
    return outcome(found, len(given.questions))


def loyalty_as_satisfaction(given: Given) -> Outcome:
    """A40: an index of satisfaction and loyalty together."""
    roles = {question.name: question.role for question in given.questions}
    sets = {name: preset.questions for name, preset in given.settings.preset.items() if preset.questions}
    sets |= {
        latent.name: tuple(name for name in roles if _fits(name, latent.items)) for latent in given.settings.latent
    }
    lead = headline(given.questionnaire)
    sets[lead.measure or "index"] = tuple(question.name for question in lead.questions)
    limit = given.limits["A40"]["questions"]
    found = []
    for name, members in sets.items():
        own = {roles[member] for member in members if member in roles}
        loyal = [member for member in members if roles.get(member) in _LOYALTY]
        if own & _SATISFACTION and len(loyal) > limit:
            found.append(Finding(len(loyal), limit, question=", ".join(loyal), detail=name))
    return outcome(found, len(sets)) if any(sets.values()) else unchecked("no-index")


def personal(given: Given) -> Outcome:
    """A43: names, addresses or numbers of people where they would be printed: units, groups, answers and wordings."""
    limit = given.limits["A43"]["cells"]
    found = []
    profiles = {column.name: column for column in given.columns}
    printed = dict.fromkeys(
        (*given.questionnaire.unit, *given.questionnaire.segments, given.questionnaire.waves.column)
    )
    for name in (name for name in printed if name in profiles):
        kinds = [(kind_of(text), count) for text, count in profiles[name].values.items()]
        cells = sum(count for kind, count in kinds if kind in KINDS)
        if cells > limit:
            kind = next(kind for kind, _ in kinds if kind in KINDS)
            found.append(Finding(cells, limit, question=name, detail=kind, n=profiles[name].answered))
    for question in given.questions:
        parts = (question.text, *(answer.label for answer in question.scale.answers))
        kinds_in = {
            kind for text in parts for word in text.split() if (kind := kind_of(word.strip(".,;:()?"))) in CONTACTS
        }
        if kinds_in:
            found.append(Finding(1, limit, question=question.name, detail=", ".join(sorted(kinds_in))))
    return outcome(found, len(printed) + len(given.questions))


def unlabelled(given: Given) -> Outcome:
    """A44: number scales whose wording names the numbers and not what their ends mean."""
    limit = given.limits["A44"]["labels"]
    scales = [q for q in given.worded if q.scale.kind == "numeric" and q.scale.size > 2]
    said = {own.label for own in given.settings.question if own.labels}
    told = [q for q in scales if q.name in said or _has_words(q) or range_in_wording(q.text) is not None]
    if not told:
        return unchecked("no-end-labels")
    bare = [
        q
        for q in told
        if q.name not in said and not _has_words(q) and not _ends_are_told(q.text) and not _is_recommend(q)
    ]
    return outcome(
        [Finding(0, limit, question=q.name, detail=f"{q.scale.low:g}-{q.scale.high:g}") for q in bare], len(told)
    )


def _ends_are_told(text: str) -> bool:
    return direction_in_wording(text) is not None or words.names_its_ends(text)


def _is_recommend(question: Question) -> bool:
    # Everybody writes the ends beside it, and nobody in its wording.
    return question.role is Role.RECOMMEND or words.asks_to_recommend(question.text)


def _has_words(question: Question) -> bool:
    return any(any(letter.isalpha() for letter in answer.label) for answer in question.scale.answers)


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    from fnmatch import fnmatchcase

    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _by_word(
    given: Given, questions: tuple[Question, ...] | list[Question], find: Callable[[str], str], rule: str, limit: str
) -> Outcome:
    if not given.worded:
        return unchecked(NO_WORDING)
    most = given.limits[rule][limit]
    found = [Finding(1, most, question=q.name, detail=word) for q in questions if (word := find(q.text))]
    return outcome([one for one in found if one.number > most], len(questions))
