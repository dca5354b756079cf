"""What a driver analysis says in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from kundnojd.analyses.delights import PATTERNS
from kundnojd.analyses.drivers import STEP, Drivers
from kundnojd.locale import Locale
from kundnojd.measures.levels import levels_of
from kundnojd.questionnaire.model import Question, Role, Scale

Record = Mapping[str, Any]

_NAMED = 3  # questions that a sentence of their own is given to
_PATTERN_KEYS = dict(zip(PATTERNS, ("said-both", "said-delights", "said-hurts", "said-none"), strict=True))


class DriverWords:
    """The figures of a driver analysis by part and question, and the words for them in one language.

    ``level`` is the confidence level, for sentences that name it.
    """

    def __init__(self, found: Drivers, level: float, locale: Locale) -> None:
        self.found, self.locale = found, locale
        self.level = locale.share(100 * level)
        self.model = found.model
        self.outcome = text_of(found.model.outcome)

    @cached_property
    def records(self) -> Mapping[str, Mapping[str, Record]]:
        """The rows by part and question."""
        parts: dict[str, dict[str, Record]] = {}
        for row in self.found.rows.to_dict("records"):
            parts.setdefault(str(row["part"]), {})[str(row["question"])] = {str(key): row[key] for key in row}
        return parts

    @cached_property
    def ordered(self) -> tuple[Question, ...]:
        """The drivers, those with the most weight first."""
        weight = self.records["importance"]
        return tuple(sorted(self.model.drivers, key=lambda one: -weight[one.name]["value"]))

    def text(self, key: str, **fields: object) -> str:
        """A text of the table of drivers."""
        return self.locale.text(f"drivers.{key}", **fields)

    def quoted(self, questions: Sequence[Question]) -> str:
        """The wordings of questions in quotation marks."""
        return ", ".join(self.text("quoted", text=text_of(one)) for one in questions)

    def classes(self) -> dict[str, str]:
        """The dissatisfied, the satisfied and the very satisfied; who answered what, where it is another question."""
        question = self.model.outcome
        if question.role is Role.OVERALL:
            return {name: self.text(f"class-{name}") for name in ("low", "good", "top")}
        low, middle, top = self.answers(question)
        good = span((*middle[0], *top[0]), question.scale)
        said = {"low": low[1], "good": good, "top": top[1]}
        return {name: self.text("class-answered", answers=answers) for name, answers in said.items()}

    def answers(self, question: Question) -> tuple[tuple[tuple[int, ...], str], ...]:
        """The places of the low, the satisfactory and the top answers of a question, and what they are in words."""
        scale = question.scale
        levels = levels_of(scale, self.model.cuts, question)
        if levels is None:
            return ((), ""), ((), ""), ((), "")
        of = levels.of(scale.size)
        places = [tuple(int(place) for place in (of == level).nonzero()[0]) for level in range(3)]
        return tuple((own, span(own, scale)) for own in places)

    # --- sentences ----------------------------------------------------------------------------------------------------

    def first(self) -> str:
        """What to work on first: what is firmly there, else what lies there, else that nothing does."""
        there = [one for one in self.ordered if self.records["quadrant"][one.name]["verdict"] == "prioritise"]
        firm = [one for one in there if self.records["quadrant"][one.name]["status"] == "firm"]
        shown = firm or there
        if not shown:
            return self.text("first-none")
        shown = sorted(shown, key=lambda one: -self.records["effect-1"][one.name]["value"])
        key = "first-firm" if firm else "first-near"
        fields = {"outcome": self.outcome} if firm else {}
        return self.text(key, count=len(shown), questions=self.quoted(shown), **fields)

    def effect(self) -> list[str]:
        """The effect of the first questions to work on, in a sentence each."""
        place, five = self.records["quadrant"], self.records["effect-5"]
        able = [one for one in self.ordered if five[one.name]["status"] == "ok"]
        there = [one for one in able if place[one.name]["verdict"] == "prioritise"]
        there.sort(key=lambda one: (place[one.name]["status"] != "firm", -five[one.name]["value"]))
        return [self._effect(one) for one in there[:1]]

    def _effect(self, question: Question) -> str:
        five, slope = self.records["effect-5"][question.name], self.records["slope"][question.name]
        return self.text(
            "effect",
            question=self.quoted([question]),
            outcome=self.outcome,
            points=self.points(five["value"]),
            level=self.level,
            lower=self.points(five["lower"]),
            upper=self.points(five["upper"]),
            along=self.points(STEP * slope["value"]),
        )

    def points(self, value: float) -> str:
        """Points with one decimal."""
        return self.locale.number(value, 1)

    def weights(self) -> list[str]:
        """Which questions weigh more or less than an even share."""
        verdicts = {name: row["verdict"] for name, row in self.records["importance"].items()}
        even = self.locale.share(100 / len(verdicts))
        more = [one for one in self.ordered if verdicts[one.name] == "more"]
        less = [one for one in self.ordered if verdicts[one.name] == "less"]
        lines = []
        if more:
            lines.append(self.text("weighs-more", count=len(more), questions=self.quoted(more), even=even))
        if less:
            lines.append(self.text("weighs-less", count=len(less), questions=self.quoted(less)))
        if not lines:
            return [self.text("weighs-even", even=even)]
        if len(more) + len(less) < len(verdicts):
            lines.append(self.text("weighs-others"))
        return [" ".join(lines)]

    def explained(self) -> str:
        """How much the questions explain together."""
        row = self.records["r2"][""]
        value, lower, upper = (self.locale.share(100 * row[name]) for name in ("value", "lower", "upper"))
        return self.text("explained", share=value, outcome=self.outcome, level=self.level, lower=lower, upper=upper)

    def halo(self) -> list[str]:
        """The warning that little sets the questions apart, where it holds."""
        r = self.records["mean-correlation"][""]["value"]
        return [self.text("halo", r=self.locale.number(r, 2))] if self.found.is_halo else []

    def close(self) -> list[str]:
        """The questions that go together so closely that their effects are hard to hold apart."""
        if not self.found.close:
            return []
        by_name = {one.name: text_of(one) for one in self.model.drivers}
        shown = self.found.close[:_NAMED]
        pairs = [
            self.text(
                "pair",
                one=self.text("quoted", text=by_name[one]),
                other=self.text("quoted", text=by_name[other]),
                r=self.locale.number(r, 2),
            )
            for one, other, r in shown
        ]
        more = (
            self.text("more-pairs", count=len(self.found.close) - len(shown)) if len(self.found.close) > _NAMED else ""
        )
        return [self.text("close", pairs="; ".join([*pairs, *([more] if more else [])]))]

    def patterns(self) -> list[str]:
        """Which questions work which way; nothing where that cannot be told."""
        pattern = self.records.get("pattern", {})
        lines = []
        for name, key in _PATTERN_KEYS.items():
            own = [one for one in self.ordered if one.name in pattern and pattern[one.name]["verdict"] == name]
            if own and name == PATTERNS[3] and len(own) == len(pattern):
                return [self.text("said-none-all", count=self.found.n)]
            if own:
                lines.append(self.text(key, questions=self.quoted(own)))
        return lines

    def steps(self, most: int = _NAMED) -> list[str]:
        """The clearest effects on either step, in a sentence each: at most so many delights and as many hurts."""
        lines = []
        for part, key in (("delights", "delight"), ("hurts", "hurt")):
            rows = self.records.get(part, {})
            clear = [one for one in self.ordered if one.name in rows and rows[one.name]["verdict"] == "clear"]
            clear.sort(key=lambda one, rows=rows: -rows[one.name]["value"])  # type: ignore[misc]
            lines += [self._step(key, one, rows[one.name]) for one in clear[:most]]
        return lines

    def _step(self, key: str, question: Question, row: Record) -> str:
        fields = {name: self.locale.number(row[column], 0) for name, column in _ENDS.items()}
        return self.text(key, question=self.quoted([question]), level=self.level, **fields, **self.classes())

    def instead(self) -> list[str]:
        """Why the steps are told question by question, or not at all; nothing where they are told together."""
        notice = self.found.instead
        if notice is None:
            return []
        fields = {**notice.fields, "outcome": self.outcome, **(self.classes() if self.model.levelled else {})}
        if "question" in fields:
            named = next(one for one in self.model.drivers if one.name == fields["question"])
            fields["question"] = text_of(named)
        return [self.locale.text(f"notices.{notice.key}", **fields)]

    def cuts(self) -> list[str]:
        """Which answers are low, satisfactory and top, of the outcome and of each scale of the drivers."""
        if not self.model.levelled:
            return []
        low, middle, top = (said for _, said in self.answers(self.model.outcome))
        key = "cut-overall" if self.model.outcome.role is Role.OVERALL else "cut-other"
        lines = [self.text(key, outcome=self.outcome, low=low, middle=middle, top=top)]
        seen = set()
        for one in self.model.levelled:
            low, middle, top = (said for _, said in self.answers(one))
            if (low, middle, top) not in seen:
                seen.add((low, middle, top))
                scale = span(tuple(range(one.scale.size)), one.scale)
                lines.append(self.text("cut-drivers", scale=scale, low=low, middle=middle, top=top))
        return lines


_ENDS = {"points": "value", "lower": "lower", "upper": "upper"}


def text_of(question: Question) -> str:
    """The wording of a question, or its name where there is none."""
    return question.text or question.name


def span(places: Sequence[int], scale: Scale) -> str:
    """Answers in few words: the first and the last, by their numbers or by their labels.

    >>> from kundnojd.questionnaire.scales import scale_of
    >>> span((0, 1, 2), scale_of(1, 5)), span((4,), scale_of(1, 5))
    ('1–3', '5')
    """
    if not places:
        return ""
    ends = [scale.answers[place] for place in dict.fromkeys((places[0], places[-1]))]
    if scale.kind == "numeric":
        return "–".join(f"{answer.value:g}" for answer in ends)
    return " – ".join(answer.label for answer in ends)
