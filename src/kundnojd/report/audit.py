"""The report of ``audit``: what was found by severity, why it matters and what to do, and what could not be checked."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kundnojd.locale import Locale
from kundnojd.questionnaire.audit_rules import SEVERITIES
from kundnojd.questionnaire.model import Questionnaire
from kundnojd.report.cover import front
from kundnojd.report.model import Block, Column, Notes, Report, Row, Section, Table
from kundnojd.report.notes import reading
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[str, Any]
_WORDS = frozenset({"A03", "A04", "A05", "A06", "A07"})
_QUOTING = frozenset({*_WORDS, "A01", "A02", "A20", "A29", "A30", "A40", "A41", "A43"})  # texts of the survey itself
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_BELOW_ONE = 3  # decimals of limits that are p-values


def build(frame: pd.DataFrame, info: SurveyInfo, questionnaire: Questionnaire, locale: Locale) -> Report:
    """The report from the frame of `kundnojd.analyses.auditing`."""
    records = _records(frame)
    sections = [part for severity in SEVERITIES if (part := _findings(records, severity, info, locale)) is not None]
    sections += [
        part
        for part in (_unchecked(records, locale), _checked(records, info, locale), _off(records, locale))
        if part is not None
    ]
    lines = [locale.text("audit.limits-are-choices")]
    if any(row["rule"] in _WORDS and row["status"] in {"found", "ok"} for row in records):
        lines.append(locale.text("audit.words-are-guesses"))
    if questionnaire.refusal is not None:
        refusal = questionnaire.refusal
        text = locale.text(f"errors.{refusal.key}", **refusal.fields)
        lines.append(locale.text("audit.refused", text=text))
    sections.append(Section("notes", locale.text("audit.section-reading"), (Notes(tuple(lines)),)))
    if read := reading(info, locale):
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(read),)))
    report = front(0, info.waves, info, locale)
    return replace(report, subtitle=(*report.subtitle, summary(records, locale)), sections=tuple(sections))


def worded(frame: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    """The frame with the columns name, finding, why and fix in words; ``why`` of a rule not checked says what lacks."""
    records = _records(frame)
    return frame.assign(
        name=[locale.text(f"audit.name-{row['rule']}") for row in records],
        finding=[said(row, locale) if row["status"] == "found" else "" for row in records],
        why=[_why(row, locale) for row in records],
        fix=[locale.text(f"audit.fix-{row['rule']}") if row["status"] == "found" else "" for row in records],
    )


def summary(records: Sequence[Record], locale: Locale) -> str:
    """How much of each severity was found, in how many rules that were checked, and how many were not."""
    found = [row for row in records if row["status"] == "found"]
    counts = {severity: sum(row["severity"] == severity for row in found) for severity in SEVERITIES}
    checked = {row["rule"] for row in records if row["status"] in {"found", "ok"}}
    unchecked = sum(row["status"] == "not-checked" for row in records)
    return locale.text(
        "audit.summary",
        errors=locale.text("audit.errors", count=counts["E"]),
        warnings=locale.text("audit.warnings", count=counts["W"]),
        notes=locale.text("audit.notes", count=counts["N"]),
        checked=len(checked),
        unchecked=locale.text("audit.unchecked", count=unchecked),
    )


def said(row: Record, locale: Locale) -> str:
    """A finding in words, with its number."""
    measure = f"-{row['measure']}" if row["measure"] else ""
    number = _number(row["number"], row["kind"], locale)
    if row["status"] == "found" and row["kind"] == "share" and number == _limit(row, locale):
        number = locale.share(row["number"], 1)  # it is over the limit by less than is printed
    detail = row["detail"]
    if row["rule"] not in _QUOTING and locale.code != "en":
        detail = _POINT.sub(",", detail)
    return locale.text(f"audit.said-{row['rule']}{measure}", number=number, detail=detail).replace(" ()", "")


def _records(frame: pd.DataFrame) -> list[Record]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _findings(records: Sequence[Record], severity: str, info: SurveyInfo, locale: Locale) -> Section | None:
    own = [row for row in records if row["status"] == "found" and row["severity"] == severity]
    if not own:
        return None
    columns = (
        Column("rule", locale.text("audit.rule"), "text"),
        Column("where", locale.text("audit.where"), "text"),
        Column("finding", locale.text("audit.finding"), "text"),
        Column("limit", locale.text("audit.limit"), "text", 3),
    )
    rows = [Row((_rule(row, locale), _where(row, info, locale), said(row, locale), _limit(row, locale))) for row in own]
    rules = Counter(row["rule"] for row in own)
    lines = [
        locale.text(
            "audit.why-fix",
            rule=rule if count == 1 else f"{rule} ×{count}",
            name=locale.text(f"audit.name-{rule}"),
            why=locale.text(f"audit.why-{rule}"),
            fix=locale.text(f"audit.fix-{rule}"),
        )
        for rule, count in rules.items()
    ]
    blocks: tuple[Block, ...] = (Table(f"audit-{severity}", columns, tuple(rows)), Notes(tuple(lines)))
    return Section(f"audit-{severity}", locale.text(f"audit.section-{severity}"), blocks)


def _unchecked(records: Sequence[Record], locale: Locale) -> Section | None:
    own = [row for row in records if row["status"] == "not-checked"]
    columns = (
        Column("rule", locale.text("audit.rule"), "text"),
        Column("missing", locale.text("audit.missing"), "text"),
    )
    return _listed("not-checked", columns, [(_rule(row, locale), _why(row, locale)) for row in own], locale)


def _checked(records: Sequence[Record], info: SurveyInfo, locale: Locale) -> Section | None:
    own = [row for row in records if row["status"] == "ok"]
    columns = (
        Column("rule", locale.text("audit.rule"), "text"),
        Column("looked", locale.text("audit.looked"), "count"),
        Column("nearest", locale.text("audit.nearest"), "text", 2),
        Column("limit", locale.text("audit.limit"), "text", 3),
    )
    rows = []
    for row in own:
        nearest = ""
        if not math.isnan(row["number"]):
            where = _where(row, info, locale) if row["question"] or row["unit"] or row["wave"] else ""
            nearest = " · ".join(part for part in (said(row, locale), where) if part)
        rows.append((_rule(row, locale), int(row["looked"]), nearest, _limit(row, locale) if nearest else ""))
    return _listed("ok", columns, rows, locale)


def _off(records: Sequence[Record], locale: Locale) -> Section | None:
    own = [(_rule(row, locale), row["reason"]) for row in records if row["status"] == "off"]
    columns = (Column("rule", locale.text("audit.rule"), "text"), Column("reason", locale.text("audit.reason"), "text"))
    return _listed("off", columns, own, locale)


def _listed(key: str, columns: tuple[Column, ...], rows: Sequence[tuple[Any, ...]], locale: Locale) -> Section | None:
    if not rows:
        return None
    table = Table(f"audit-{key}", columns, tuple(Row(cells) for cells in rows))
    return Section(f"audit-{key}", locale.text(f"audit.section-{key}"), (table,))


def _rule(row: Record, locale: Locale) -> str:
    return f"{row['rule']} {locale.text('audit.name-' + row['rule'])}"


def _where(row: Record, info: SurveyInfo, locale: Locale) -> str:
    question = info.question_text(row["question"]) if row["question"] else ""
    parts = [part for part in (question, row["unit"], row["wave"]) if part]
    return " · ".join(parts) or locale.text("audit.whole")


def _why(row: Record, locale: Locale) -> str:
    if row["status"] == "not-checked":
        return locale.text(f"audit.missing-{row['reason']}")
    return row["reason"] if row["status"] == "off" else locale.text(f"audit.why-{row['rule']}")


def _limit(row: Record, locale: Locale) -> str:
    if row["rule"] == "A25":
        return f"p < {locale.number(row['limit'], _BELOW_ONE).rstrip('0')}"
    return _number(row["limit"], row["kind"], locale)


def _number(value: float, kind: str, locale: Locale) -> str:
    if kind == "share":
        return locale.share(value, 0 if value >= 10 or value == round(value) else 1)
    if kind == "ratio":
        return locale.number(value, 2)
    return locale.number(value, 1 if kind == "points" else 0, signed=kind == "points" and value < 0)
