"""The table that sets groups, such as women and men, beside the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundnojd.locale import Locale
from kundnojd.report.headline import shown_measures
from kundnojd.report.model import Table
from kundnojd.report.results import read
from kundnojd.report.survey import SurveyInfo
from kundnojd.report.units import rows_table

if TYPE_CHECKING:
    import pandas as pd

_SEGMENT = "segment"  # the column of the results that names the group of a row


def groups_apart(results: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the whole and the units, and those of the whole and the groups, these named as units are."""
    if _SEGMENT not in results:
        return results, results[:0]
    of_group = results[_SEGMENT] != ""
    whole = ~of_group & (results["unit"] == "")
    groups = results[of_group | whole]
    return results[~of_group], groups.assign(unit=groups[_SEGMENT])


def groups_table(groups: pd.DataFrame, info: SurveyInfo, locale: Locale) -> Table | None:
    """Groups down in the order of their columns and texts, measures across; ``None`` without groups."""
    results = read(groups, info.waves)
    measures = [pair for pair in shown_measures(results, info) if results.has_units(*pair)]
    if not measures:
        return None
    found = [results.find(*measures[0], unit=unit, wave=results.wave) for unit in (*results.units, "")]
    records = [record for record in found if record is not None]
    return rows_table("groups", locale.text("report.group"), results, measures, records, info, locale)
