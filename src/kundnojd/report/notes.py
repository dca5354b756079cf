"""The small print: how the figures were made, what was left out, and what the marks mean."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from kundnojd.analyses.targets_met import Goal
from kundnojd.locale import Locale
from kundnojd.notices import Notice
from kundnojd.report.headline import measure_label, shown_measures
from kundnojd.report.held import set_value
from kundnojd.report.model import BREAK, Table, Trend
from kundnojd.report.named import named
from kundnojd.report.results import NET_MEASURES, Results
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.weights import weight_lines

# A file may have a hundred columns that nobody asked about.
NAMES_SHOWN = 10
_TESTED_AS = {"wilson": "share", "adjusted-wald": "net"}


def legend(results: Results, table: Table, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """The lines under a table that say what its marks mean; only marks that are there are explained."""
    lines = []
    keys = {column.key for column in table.columns}
    if keys & {"rest", "previous"} or any(column.kind == "marked" for column in table.columns):
        lines.append(
            locale.text(
                "report.legend-verdict",
                level=locale.share(100 * info.level),
                adjustment=locale.text(f"report.adjust-{info.adjust}"),
            )
        )
        if info.smallest:
            lines.append(locale.text("report.legend-smallest", points=_points(info.smallest, locale)))
    if "letters" in keys:
        lines.append(locale.text("report.legend-letters"))
    statuses = {row.status for row in table.rows}
    if "low-base" in statuses or _too_few(table):
        lines.append(locale.text("report.legend-low-base", base=info.low_base))
    if "hidden" in statuses:
        lines.append(locale.text("report.legend-hidden", minimum=info.min_n))
    if _breaks(table):
        lines.append(locale.text("report.legend-break", mark=BREAK))
    return tuple(lines)


def making(results: Results, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """How the figures were made: measures, intervals, tests."""
    shown = shown_measures(results, info)
    lines = [line for pair in shown if (line := _measure(*pair, info, locale))]
    lines += named(results, [measure for measure, _ in shown], info, locale)
    cuts = [
        locale.text("report.cut", measure=measure_label(measure, locale), answers=answers)
        for measure, answers in info.cuts.items()
        if measure in results.measures
    ]
    if cuts:
        lines.append("; ".join(cuts) + ".")
    methods = _methods(results, locale)
    if methods:
        level = locale.share(100 * info.level)
        lines.append(locale.text("report.intervals", level=level, methods="; ".join(methods)))
    if any(record.rest or record.previous for record in results.records.values()):
        adjustment = locale.text(f"report.adjust-{info.adjust}")
        lines.append(locale.text("report.tests", adjustment=adjustment, base=info.low_base))
        lines.append(locale.text("report.tests-named", tests=", ".join(_tests(results))))
        lines += _asked(results, info, locale)
    return (*lines, *weight_lines(results, info, locale))


def _asked(results: Results, info: SurveyInfo, locale: Locale) -> list[str]:
    """How the comparisons were made that are made only when they are asked for."""
    lines = []
    if info.smallest:
        lines.append(locale.text("report.smallest", points=_points(info.smallest, locale)))
    for key, goals in (("targets", info.goals), ("benchmarks", info.benchmarks)):
        if goals:
            named = "; ".join(_goal(goal, results, info, locale) for goal in goals)
            lines.append(locale.text(f"report.{key}", goals=named))
    if any(record.letters for record in results.records.values()):
        lines.append(locale.text("report.pairs", base=info.low_base))
    if info.followed:
        lines.append(locale.text("report.paired", column=info.followed, minimum=info.min_n))
    return lines


def _points(points: float, locale: Locale) -> str:
    return locale.number(points, 0 if points == round(points) else 1)


def _goal(goal: Goal, results: Results, info: SurveyInfo, locale: Locale) -> str:
    """A target or a benchmark in words: whose it is, the value and its error, what it is for, where it stands."""
    kind = results.kind(goal.measure)
    question = info.question_text(goal.question) if goal.question else ""
    where = ", ".join(part for part in (question, goal.unit, goal.wave) if part)
    said = f"{measure_label(goal.measure, locale)} {set_value(goal.value, kind, locale)}"
    if isnan(goal.se):
        said = locale.text("report.with-own-spread", value=said, count=int(goal.n))
    elif goal.se:
        said = locale.text("report.with-error", value=said, se=locale.number(goal.se, 1))
    said += f" ({where})" if where else ""
    named = f"{goal.name}: {said}" if goal.name else said
    return f"{named} [{goal.source}]" if goal.source else named


def reading(info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """What was left out and why, what was not recognised, and what the user should know."""
    lines = [
        locale.text("report.left-out", count=count, reason=left_out_text(reason, count, locale))
        for reason, count in info.left_out.items()
        if count
    ]
    if info.unrecognised:
        names = ", ".join(info.unrecognised[:NAMES_SHOWN]) + ("…" if len(info.unrecognised) > NAMES_SHOWN else "")
        lines.append(locale.text("report.unrecognised", count=len(info.unrecognised), names=names))
    return (*lines, *worded(info.notices, locale))


def left_out_text(reason: str, count: int, locale: Locale) -> str:
    """The reason rows were left out, in words."""
    address = f"left-out.{reason}"
    return locale.text(address, count=count) if locale.has(address) else reason


def worded(notices: Iterable[Notice], locale: Locale) -> tuple[str, ...]:
    """Notices in the words of a language.

    >>> from kundnojd.locale import load
    >>> worded([], load("sv"))
    ()
    """
    return tuple(locale.text(f"notices.{notice.key}", **notice.fields) for notice in notices)


def _measure(measure: str, question: str, info: SurveyInfo, locale: Locale) -> str:
    label = measure_label(measure, locale)
    if measure in NET_MEASURES:
        return locale.text("report.made-net", measure=label, question=info.question_text(question))
    if measure not in (info.headline_measure, "index", "nki"):
        return ""
    if question:
        return locale.text("report.made-question", measure=label, question=info.question_text(question))
    names = [info.question_text(name) for name in info.headline_questions]
    if not names:
        return ""
    listed = "; ".join(names) if len(names) <= 5 else ""
    key = "report.made-listed" if listed else "report.made-items"
    return locale.text(key, measure=label, count=len(names), questions=listed)


def _methods(results: Results, locale: Locale) -> list[str]:
    found: dict[str, dict[str, None]] = {}
    for record in results.records.values():
        if record.method:
            found.setdefault(record.method, {})[record.kind] = None
    lines = []
    for method, kinds in found.items():
        address = f"report.method-{method}"
        name = locale.text(address) if locale.has(address) else method
        lines.append(f"{', '.join(locale.text(f'report.kind-{kind}') for kind in kinds)}: {name}")
    return lines


def _tests(results: Results) -> list[str]:
    """The names of the tests, as ``kundnojd methods`` has them, by the interval that goes with each."""
    found = {
        f"{_TESTED_AS.get(record.method, 'mean')}-{against}": None
        for record in results.records.values()
        for against, change in (("rest", record.rest), ("wave", record.previous))
        if change is not None
    }
    return sorted(found)


def _breaks(table: Table) -> bool:
    cells = [cell for row in table.rows for cell in row.cells]
    in_trend = any(isinstance(cell, Trend) and cell.breaks for cell in cells)
    return in_trend or (table.key == "waves" and any(str(row.cells[0]).endswith(BREAK) for row in table.rows))


def _too_few(table: Table) -> bool:
    return any(getattr(cell, "verdict", "") == "too-few" for row in table.rows for cell in row.cells)
