"""What a question asks, by its wording: overall satisfaction, expectations, the ideal, recommending."""

from __future__ import annotations

from collections.abc import Mapping

from kundnojd.notices import Notice
from kundnojd.questionnaire.header import matches, word_lists
from kundnojd.questionnaire.model import Question, Role

HEADLINES = (Role.OVERALL, Role.EXPECTATION, Role.IDEAL, Role.RECOMMEND)
_SHORT_NAMES = 2  # the first ranks of the overall question are names: NKI1, NKI


def wording_rank(role: Role, *texts: str) -> int | None:
    """How well a wording fits a role that has wordings: 0 is best, ``None`` where it does not.

    >>> wording_rank(Role.OVERALL, "Hur nöjd är du totalt sett med oss?")
    2
    >>> wording_rank(Role.RECOMMEND, "Hur nöjd är du?") is None
    True
    """
    for rank, patterns in enumerate(word_lists()["wording"][role.value]):
        if any(matches(text, patterns) for text in texts):
            return rank
    return None


def headline_roles(
    questions: Mapping[str, tuple[str, ...]], taken: Mapping[Role, str]
) -> dict[str, tuple[Role, Notice]]:
    """The headline roles of questions by their wording, with the reason.

    ``questions`` gives the texts of each name in the order of the file, ``taken`` the roles that the user gave. There
    is at most one overall, expectation and ideal question: the best wording, of equals the nearest to the overall
    question, then the first; the others are items, with a reason that names the one chosen. Recommend may be several.

    >>> headline_roles({"a": ("NKI1",), "b": ("Hur nöjd är du totalt sett?",)}, {})["b"][1].key
    'headline-taken'
    """
    found: dict[str, tuple[Role, Notice]] = {}
    places = {name: place for place, name in enumerate(questions)}
    free = {name: texts for name, texts in questions.items() if name not in taken.values()}
    for name, texts in free.items():
        if wording_rank(Role.RECOMMEND, *texts) is not None:
            found[name] = (Role.RECOMMEND, Notice("wording-recommend"))
    overall = places.get(taken.get(Role.OVERALL, ""), 0)
    passed: dict[str, str] = {}
    for role in (Role.OVERALL, Role.EXPECTATION, Role.IDEAL):
        ranked = sorted(
            (rank, abs(places[name] - overall), places[name], name)
            for name, texts in free.items()
            if name not in found and (rank := _rank(role, texts)) is not None
        )
        if not ranked:
            continue
        chosen = taken.get(role) or ranked[0][-1]
        if role not in taken:
            found[chosen] = (role, Notice(f"wording-{role.value}"))
        if role is Role.OVERALL:
            overall = places[chosen]
        passed |= {name: chosen for *_, name in ranked if name != chosen}
    for name, chosen in passed.items():
        found.setdefault(name, (Role.ITEM, Notice("headline-taken", {"question": chosen})))
    return found


def returning_role(*texts: str) -> Role | None:
    """The role of a question of choosing us again (repurchase) or of staying (loyalty); ``None`` for others.

    >>> returning_role("Would you choose us again?")
    <Role.REPURCHASE: 'repurchase'>
    """
    return next((role for role in (Role.REPURCHASE, Role.LOYALTY) if wording_rank(role, *texts) is not None), None)


def is_about_employer(question: Question) -> bool:
    """Whether a recommend question asks about the employer (eNPS) and not about the supplier."""
    return any(
        matches(text, patterns)
        for patterns in word_lists()["wording"]["employer"]
        for text in (question.name, question.text)
    )


def rates(*texts: str) -> bool:
    """Whether a wording rates something, so that yes or no is a rating and not a background.

    >>> rates("Är du nöjd med bemötandet?"), rates("Har du barn?")
    (True, False)
    """
    return any(matches(text, [pattern]) for pattern in word_lists()["question"]["rates"] for text in texts)


def is_satisfaction(*texts: str) -> bool:
    """Whether a wording asks how satisfied somebody is, or is a short name for that."""
    return any(matches(text, [word_lists()["question"]["satisfaction"]]) for text in texts)


def _rank(role: Role, texts: tuple[str, ...]) -> int | None:
    rank = wording_rank(role, *texts)
    if rank is None or role is not Role.OVERALL or rank < _SHORT_NAMES:
        return rank
    # "Hur nöjd är du totalt sett, jämfört med dina förväntningar?" asks about expectations.
    others = (wording_rank(other, *texts) for other in (Role.EXPECTATION, Role.IDEAL))
    return None if any(other is not None for other in others) else rank
