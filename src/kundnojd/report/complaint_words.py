"""Complaints in sentences: each says no more than its interval allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from kundnojd.analyses.complaints import COST, PER_COMPLAINT
from kundnojd.locale import Locale
from kundnojd.measures import complaints as asked
from kundnojd.measures.complaints import ComplaintQuestions

_HALF = 50.0
Row = Mapping[str, Any]


class Facts:
    """The rows of the whole in one wave by (measure, group, against), and the locale they are said in."""

    def __init__(self, rows: Iterable[Mapping[Any, Any]], locale: Locale) -> None:
        self.locale = locale
        self.rows: dict[tuple[str, str, str], Row] = {
            (row["measure"], row["group"], row["against"]): row
            for row in rows
            if row["unit"] == "" and not row.get("segment")
        }

    def known(self, measure: str, group: str = "", against: str = "") -> Row | None:
        """The row, ``None`` where there is none or it has no value."""
        row = self.rows.get((measure, group, against))
        return None if row is None or np.isnan(row["value"]) else row

    def share(self, row: Row) -> dict[str, str]:
        """A share with its limits, as fields of a text."""
        return {
            "share": self.locale.share(row["value"]),
            "lower": self.locale.number(row["lower"], 0),
            "upper": self.locale.share(row["upper"]),
        }

    def points(self, row: Row) -> dict[str, str]:
        """A difference with its limits, as fields of a text."""
        values = {"points": row["value"], "lower": row["lower"], "upper": row["upper"]}
        return {name: self.locale.number(value, 0, signed=True) for name, value in values.items()}


def said(facts: Facts, questions: ComplaintQuestions) -> tuple[str, ...]:
    """What the figures of the newest wave say, one sentence or two for each matter."""
    found = [_silence(facts), _per_complaint(facts)]
    if asked.OUTCOMES[0] in questions.outcomes:
        found += [_cost(facts), _solving(facts), _recovery(facts)]
    return tuple(text for text in found if text)


def _silence(facts: Facts) -> str:
    silent, of_all = facts.known(asked.SILENT), facts.known(asked.SILENT_OF_ALL)
    if silent is None:
        return ""
    key = "most" if silent["lower"] > _HALF else "fewer" if silent["upper"] < _HALF else "half"
    text = facts.locale.text(f"complaints.silent-{key}", **facts.share(silent))
    if of_all is None:
        return text
    return f"{text} {facts.locale.text('complaints.silent-of-all', **facts.share(of_all))}"


def _per_complaint(facts: Facts) -> str:
    row = facts.known(PER_COMPLAINT)
    if row is None or np.isnan(row["upper"]):
        return ""
    numbers = {name: facts.locale.number(row[name], 1) for name in ("value", "lower", "upper")}
    return facts.locale.text("complaints.per-complaint", **numbers)


def _cost(facts: Facts) -> str:
    row = facts.known(f"{COST}-{asked.OUTCOMES[0]}")
    if row is None or np.isnan(row["lower"]):
        return ""
    numbers = {name: facts.locale.number(row[name], 1) for name in ("value", "lower", "upper")}
    key = "cost" if row["lower"] > 0 else "cost-unclear"
    return facts.locale.text(f"complaints.{key}", **numbers)


def _solving(facts: Facts) -> str:
    """Solved against not solved."""
    one, other = (facts.known(asked.OUTCOMES[0], group) for group in (asked.SOLVED, asked.NOT_SOLVED))
    row = facts.known(asked.OUTCOMES[0], asked.SOLVED, asked.NOT_SOLVED)
    if row is None or one is None or other is None:
        return ""
    shares = {"solved": facts.locale.share(one["value"]), "unsolved": facts.locale.share(other["value"])}
    return facts.locale.text(f"complaints.solving-{_verdict(row)}", **shares, **facts.points(row))


def _recovery(facts: Facts) -> str:
    """Solved against no problem, with recommending beside it: never that complaints do good."""
    row = facts.known(asked.OUTCOMES[0], asked.SOLVED, asked.NO_PROBLEM)
    if row is None:
        return ""
    text = facts.locale.text(f"complaints.recovery-{_verdict(row)}", **facts.points(row))
    recommend = facts.known(asked.OUTCOMES[2], asked.SOLVED, asked.NO_PROBLEM)
    if recommend is None or _verdict(row) == "too-few":
        return text
    return f"{text} {facts.locale.text('complaints.recovery-recommend', **facts.points(recommend))}"


def _verdict(row: Row) -> str:
    return {"higher": "higher", "lower": "lower", "too-few": "too-few"}.get(row["verdict"], "unclear")
