"""Questions by the names and patterns that a user gives them."""

from __future__ import annotations

import re

from kundnojd.questionnaire.model import Question


def fits(item: str, question: Question) -> bool:
    """Whether an item is the name or column of a question, or a pattern with * that fits one; in any case of letters.

    >>> from kundnojd.questionnaire.model import Role
    >>> from kundnojd.questionnaire.scales import scale_of
    >>> fits("q1*", Question("Q12", "How?", {"": "Q12"}, Role.ITEM, scale_of(1, 5)))
    True
    """
    rule = re.compile(".*".join(re.escape(part) for part in item.strip().split("*")), re.IGNORECASE | re.DOTALL)
    return any(rule.fullmatch(name) for name in (question.name, *question.columns.values()))
