"""From a survey that has been read to what was understood of each of its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kundnojd.analyses.drift import Drift, drift
from kundnojd.questionnaire.model import ColumnFinding, Questionnaire
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.report.inspection import Inspection
from kundnojd.sources.reading import Column
from kundnojd.tally.count import WAVE
from kundnojd.tally.survey import Survey


def inspections(survey: Survey) -> tuple[Inspection, ...]:
    """What was understood of each file; the findings of a file are those on the columns that it has.

    Where each file is a wave, its columns have the names, wordings and scales of that wave, and each file but that of
    the first wave says what differs from the wave before. Else the last file has the differences of all waves.
    """
    drifts = drift(survey.questionnaire, survey.tally)
    waves = sorted(survey.tally.values_of(WAVE), key=wave_key)
    by_file = survey.questionnaire.waves.kind == "file"
    of_files = [notice for report in survey.reports for notice in report.notices]
    of_all = tuple(notice for notice in survey.notices if notice not in of_files)
    found = []
    for place, (report, quality) in enumerate(zip(survey.reports, survey.qualities, strict=True), start=1):
        is_last = place == len(survey.reports)
        wave = survey.questionnaire.waves.files.get(report.label, "") if by_file else ""
        own: tuple[Drift, ...] | None = None
        if by_file and wave != waves[0]:
            own = tuple(one for one in drifts if one.wave == wave)
        elif not by_file and len(waves) > 1 and is_last:
            own = drifts
        found.append(
            Inspection(
                layout=report.layout,
                rows_read=report.rows_read,
                rows_used=report.rows_used,
                left_out=report.left_out,
                findings=_findings_in(survey.questionnaire, report.columns, wave),
                notices=(*report.notices, *of_all) if is_last else report.notices,
                quality=quality,
                drift=own,
            )
        )
    return tuple(found)


def _findings_in(questionnaire: Questionnaire, columns: Sequence[Column], wave: str) -> tuple[ColumnFinding, ...]:
    """The findings on the columns of a file, by their names there and with the scale of its wave."""
    here = {column.name: column for column in columns}
    scales = {
        name: stretch.scale
        for question in questionnaire.asked
        for stretch in question.earlier
        if wave in stretch.waves
        for name in question.columns.values()
    }
    found = []
    for finding in questionnaire.findings:
        column = here.get(finding.name)
        if column is None:
            continue
        if finding.name in scales:
            finding = replace(finding, scale=scales[finding.name])  # noqa: PLW2901
        if column.own:
            finding = replace(finding, name=column.own, text=column.text)  # noqa: PLW2901
        found.append(finding)
    return tuple(found)
