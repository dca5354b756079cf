"""The report of ``loyalty``: ambassadors, satisfied against loyal, units, groups and waves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.loyalty import SIMULTANEOUS
from kundnojd.locale import Locale
from kundnojd.measures.loyalty import (
    AMBASSADORS,
    GROUPS,
    STRICT,
    LoyaltyQuestions,
    highest_values,
    loyal_values,
    satisfied_values,
)
from kundnojd.measures.score import top_box
from kundnojd.questionnaire.model import Question, Role
from kundnojd.questionnaire.tenure import by_length
from kundnojd.report.answers_that_count import answers_of, part
from kundnojd.report.cover import cover
from kundnojd.report.groups import groups_apart, groups_table
from kundnojd.report.headline import figures, measure_label
from kundnojd.report.lines import lines
from kundnojd.report.model import Cell, Column, Interval, Notes, Report, Row, Table
from kundnojd.report.results import read
from kundnojd.report.sections import Sections
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.units import axis_ends, units_table, waves_table

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = (AMBASSADORS, *GROUPS)
_HEADLINE = (AMBASSADORS, GROUPS[1], GROUPS[2])  # the two groups that a satisfaction index does not tell apart


def build(frame: pd.DataFrame, questions: LoyaltyQuestions, info: SurveyInfo, locale: Locale, tenure: str) -> Report:
    """The report from the frame of `kundnojd.analyses.loyalty`; ``tenure`` is the column of the time as a customer."""
    info = replace(
        info,
        headline_measure="",
        made_of=dict.fromkeys((*_SHOWN, *STRICT), tuple(one.name for one in questions.asked)),
    )
    own, groups = groups_apart(frame)
    results = read(own[own["measure"].isin(_SHOWN)], info.waves)
    headline = read(own[own["measure"].isin(_HEADLINE)], info.waves)
    newest = results.wave or (info.waves[-1] if len(info.waves) == 1 else "")
    of_groups = groups_table(groups[groups["measure"].isin(_SHOWN)], info, locale)
    if of_groups is not None and tenure:
        of_groups = replace(of_groups, rows=tuple(by_length(of_groups.rows, lambda row: str(row.cells[0]), tenure)))
    make = Sections("loyalty", info, locale)
    sections = [
        make.of("headline", newest, figures(headline, info, locale), Notes(_defined(questions, locale))),
        make.of("four-groups", newest, _four_groups(own, newest, questions, info, locale)),
        make.tabled("units", newest, units_table(results, info, locale), results),
        make.tabled("groups", newest, of_groups, results),
        make.tabled("waves", "", waves_table(results, info, locale), results, lines(headline, info, locale)),
        make.of("notes", "", Notes(_how_to_read(questions, info, locale))),
        make.reading(),
    ]
    return replace(cover(own, info, locale), sections=tuple(section for section in sections if section is not None))


def _four_groups(
    frame: pd.DataFrame, wave: str, questions: LoyaltyQuestions, info: SurveyInfo, locale: Locale
) -> Table:
    """The four groups of the whole, with intervals of each and of all together, and the strict cut beside."""
    whole = frame[(frame["unit"] == "") & ((frame["wave"] == wave) | (frame["wave"] == ""))]
    row = {str(found["measure"]): found for found in whole.to_dict("records")}
    level = locale.share(100 * info.level)
    shown = read(whole[whole["measure"].isin(GROUPS)], ()).records.values()
    low, high = axis_ends(list(shown), "share")
    columns = (
        Column("group", locale.text("loyalty.group"), "text"),
        Column("share", locale.text("report.share"), "share"),
        Column("interval", locale.text("report.interval", level=level), "interval", 2, "share", low, high),
        Column("together", locale.text("loyalty.together", level=level), "text", 3),
        Column("strict", locale.text("loyalty.strict"), "share", 4),
    )
    rows = tuple(_group(row[group], row[strict], locale) for group, strict in zip(GROUPS, STRICT, strict=True))
    n = row[GROUPS[0]]["n"]
    caption = locale.text(
        "loyalty.cut",
        count=0 if np.isnan(n) else int(n),
        satisfied=_part(questions.overall, satisfied_values(questions.overall), locale),
        loyal=_part(questions.loyal, loyal_values(questions.loyal), locale),
    )
    said = (
        locale.text("loyalty.together-note", level=level),
        locale.text(
            "loyalty.strict-note",
            very=answers_of(questions.overall, top_box(questions.overall)),
            highest=answers_of(questions.loyal, highest_values(questions.loyal)),
        ),
    )
    return Table("four-groups", columns, rows, caption, said)


def _group(row: Mapping[Any, Any], strict: Mapping[Any, Any], locale: Locale) -> Row:
    label = measure_label(row["measure"], locale)
    if np.isnan(row["value"]):
        return Row((label, None, None, None, None), row["status"], remark=locale.text("report.hidden"))
    lower, upper = locale.number(row[SIMULTANEOUS[0]], 0), locale.share(row[SIMULTANEOUS[1]])
    cells: tuple[Cell, ...] = (
        label,
        row["value"],
        Interval(row["value"], row["lower"], row["upper"]),
        locale.text("report.interval-span", lower=lower, upper=upper),
        None if np.isnan(strict["value"]) else strict["value"],
    )
    return Row(cells, row["status"])


def _part(question: Question, values: NDArray[np.float64], locale: Locale) -> str:
    return part(question, answers_of(question, values), locale)


def _defined(questions: LoyaltyQuestions, locale: Locale) -> tuple[str, ...]:
    """What makes an ambassador here, and what was not asked."""
    of_overall = top_box(questions.overall)
    parts = [_part(questions.overall, of_overall, locale)]
    parts += [_part(one, loyal_values(one), locale) for one in questions.asked[1:]]
    said = [locale.text("loyalty.defined", questions="; ".join(parts))]
    for missing, role in ((questions.recommend, "recommend"), (questions.back, "back")):
        if missing is None:
            said.append(locale.text(f"loyalty.not-{role}"))
    if questions.back is not None:
        key = "behaviour" if questions.is_behaviour else "intention"
        said.append(locale.text(f"loyalty.{key}", question=questions.back.text or questions.back.name))
    return tuple(said)


def _how_to_read(questions: LoyaltyQuestions, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    by = "recommend" if questions.loyal.role is Role.RECOMMEND else "back"
    adjustment = locale.text(f"report.adjust-{info.adjust}")
    level = locale.share(100 * info.level)
    return (
        locale.text("loyalty.read-groups"),
        locale.text(f"loyalty.read-by-{by}"),
        locale.text("loyalty.read-cut"),
        locale.text("loyalty.read-methods", level=level, adjustment=adjustment),
    )
