"""From a survey that has been read to what a report says about it."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import kundnojd
from kundnojd.analyses import AnalysisOptions, Asked
from kundnojd.analyses.disclosure import LOW_BASE, Protection
from kundnojd.locale import Locale
from kundnojd.measures import headline, presets
from kundnojd.measures.bands import Bands
from kundnojd.measures.items import Declared, items_of
from kundnojd.measures.targets import headline_cuts
from kundnojd.questionnaire.model import Questionnaire, Role, Scale
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.report.model import Provenance
from kundnojd.report.scales import scale_text
from kundnojd.report.survey import SurveyInfo
from kundnojd.tally.count import WAVE
from kundnojd.tally.survey import Survey

NOTHING = Asked()
if TYPE_CHECKING:
    from kundnojd.analyses.making import Making

SCALES = 4  # that are named in one line


def describe(
    survey: Survey,
    options: AnalysisOptions,
    provenance: Provenance,
    locale: Locale,
    plan: Protection,
    *,
    title: str = "",
    asked: Asked = NOTHING,
    making: Making | None = None,
) -> SurveyInfo:
    """Everything beside the results that the report of a survey says; nothing that ``plan`` hides."""
    questionnaire = survey.questionnaire
    lead = headline(questionnaire)
    waves = tuple(sorted(survey.tally.values_of(WAVE), key=wave_key))
    return SurveyInfo(
        provenance=provenance,
        title=title,
        files=tuple(Path(file).name for file, _ in provenance.inputs),
        rows_used=survey.rows_used,
        rows_read=survey.rows_read,
        left_out=survey.left_out,
        unit_columns=questionnaire.unit,
        waves=waves if len(waves) > 1 else (),
        wave_source=questionnaire.waves.column,
        weight=questionnaire.weight,
        roles=roles_line(questionnaire, locale),
        questions=questionnaire.questions,
        multis=questionnaire.multis,
        distributions=distributions(survey, plan),
        headline_measure=lead.measure,
        headline_questions=tuple(question.name for question in lead.questions),
        cuts=headline_cuts(questionnaire),
        min_n=options.min_n,
        low_base=LOW_BASE,
        level=options.level,
        adjust=options.adjust,
        smallest=options.smallest,
        goals=asked.targets,
        benchmarks=asked.benchmarks,
        followed=questionnaire.respondent if asked.panel is not None else "",
        notices=plan.told(survey.notices),
        unrecognised=tuple(finding.name for finding in questionnaire.findings if finding.role is Role.IGNORE),
        making=making,
    )


def with_measures(
    info: SurveyInfo,
    questionnaire: Questionnaire,
    names: Sequence[str],
    declared: Declared,
    bands: Mapping[str, Bands],
) -> SurveyInfo:
    """The same with what the named measures ``names`` are made of, the bands in use and the dwellings of TP01."""
    made = {name: items_of(presets()[name], questionnaire, declared) for name in names}
    return replace(
        info,
        made_of={name: tuple(q.name for q in items.questions) for name, items in made.items() if items.is_block},
        item_weights={name: items.weights for name, items in made.items() if items.weights},
        bands=bands,
        stock=declared["tsm"].stock if "tsm" in declared else None,
    )


def distributions(survey: Survey, plan: Protection) -> Mapping[str, tuple[float, ...]]:
    """Shares in per cent along the scale of each question in the newest wave, for the whole, but where it is hidden."""
    tally = survey.tally.rollup([WAVE])
    if not tally.cells:
        return {}
    place = max(range(len(tally.cells)), key=lambda place: wave_key(tally.cells[place][0]))
    sizes = {question.name: question.scale.size for question in survey.questionnaire.questions}
    shares = {}
    for name, counts in tally.counts.items():
        n, w, _ = counts[place, : sizes[name]].T
        if n.sum() > 0 and not plan.of_question(name)[0, -1]:
            shares[name] = tuple((100 * w / w.sum()).tolist())
    return shares


def roles_line(questionnaire: Questionnaire, locale: Locale) -> str:
    """Which column was taken for what, in one line."""
    parts = []
    if questionnaire.unit:
        parts.append(("unit", " / ".join(questionnaire.unit)))
    if questionnaire.waves.column:
        parts.append(("wave", questionnaire.waves.column))
    if questionnaire.waves.kind == "file":
        parts.append(("wave", locale.text("report.file-names")))
    if questionnaire.weight:
        parts.append(("weight", questionnaire.weight))
    words = [f"{locale.text(f'inspect.role-{role}')}: {name}" for role, name in parts]
    words.append(_scales(questionnaire, locale))
    if questionnaire.multis:
        words.append(locale.text("report.several-count", count=len(questionnaire.multis)))
    return " · ".join(words)


def _scales(questionnaire: Questionnaire, locale: Locale) -> str:
    """How many questions there are on which scales: what most needs a look."""
    count = locale.text("report.question-count", count=len(questionnaire.questions))
    scales = Counter(_ends(question.scale, locale) for question in questionnaire.questions)
    parts = [locale.text("report.on-scale", count=number, scale=ends) for ends, number in scales.most_common(SCALES)]
    return f"{count}: {', '.join(parts)}" + (" …" if len(scales) > SCALES else "")


def _ends(scale: Scale, locale: Locale) -> str:
    if scale.kind == "verbal":
        return f"{scale.answers[0].label} – {scale.answers[-1].label}"
    return scale_text(scale, locale)


def provenance(
    inputs: Sequence[tuple[str, str]], options: Mapping[str, object], environ: Mapping[str, str] = os.environ
) -> Provenance:
    """Version, inputs as (file, sha256), options and time; the time is SOURCE_DATE_EPOCH where that is set."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    when = datetime.datetime.now(datetime.UTC)
    if epoch.isdecimal():
        when = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return Provenance(kundnojd.__version__, tuple(inputs), options, when.isoformat(timespec="seconds"))


def digest(path: Path) -> str:
    """The sha256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
