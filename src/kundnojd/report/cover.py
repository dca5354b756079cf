"""The cover of a report: what it is about, what was read and what was taken for what; programs need no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kundnojd.locale import Locale
from kundnojd.report.model import Report
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

MANY_FILES = 4


def cover(results: pd.DataFrame, info: SurveyInfo, locale: Locale) -> Report:
    """A report without sections, from the long frame of results with the columns of the contract."""
    units = {unit for unit in results["unit"] if unit}
    there = set(results["wave"])
    return front(len(units), [wave for wave in info.waves if wave in there], info, locale)


def front(units: int, waves: Sequence[str], info: SurveyInfo, locale: Locale) -> Report:
    """A report without sections that speaks of so many units and of these waves."""
    return Report(
        title=" · ".join(part for part in (info.title, _files(info.files)) if part),
        language=locale.code,
        subtitle=_subtitle(units, waves, info, locale),
        sections=(),
        provenance=info.provenance,
        notices=info.notices,
    )


def _files(names: tuple[str, ...]) -> str:
    """The names of the files; of many the first, the last and how many there are."""
    return ", ".join(names) if len(names) < MANY_FILES else f"{names[0]} … {names[-1]} ({len(names)})"


def _subtitle(units: int, waves: Sequence[str], info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """The lines under the title."""
    facts = [locale.text("report.answers", count=info.rows_used)]
    if info.rows_read > info.rows_used:
        facts = [locale.text("report.answers-of-rows", used=info.rows_used, read=info.rows_read)]
    if units:
        count = locale.text("report.unit-count", count=units)
        facts.append(f"{count} ({' / '.join(info.unit_columns)})" if info.unit_columns else count)
    if len(waves) > 1:
        count = locale.text("report.wave-count", count=len(waves))
        span = f"{waves[0]}–{waves[-1]}"
        facts.append(f"{count} ({info.wave_source}: {span})" if info.wave_source else f"{count} ({span})")
    if info.weight:
        facts.append(locale.text("report.weighted", column=info.weight))
    if info.making is not None and info.making.waves:
        facts.append(locale.text("weighting.to-population"))
    return (" · ".join(facts), *([info.roles] if info.roles else []))
