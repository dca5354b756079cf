"""The headline: the measures of the whole in the newest wave, as large figures."""

from __future__ import annotations

from kundnojd.locale import Locale
from kundnojd.measures import presets
from kundnojd.report.held import held_against
from kundnojd.report.model import Distribution, Figure, Figures, Trend
from kundnojd.report.results import NET_MEASURES, PARTS, Record, Results, subject
from kundnojd.report.survey import SurveyInfo

# The measures that may stand beside the first one, in this order; others follow.
BESIDE = ("nps", "enps", "top-box", "satisfied")
PER_QUESTION_ONLY = (*PARTS, "bottom-box", "dont-know", "answer")


def shown_measures(results: Results, info: SurveyInfo) -> tuple[tuple[str, str], ...]:
    """The measures of headline, units and waves with the question each stands for, the most important first."""
    recommends = bool(set(NET_MEASURES) & set(results.measures))
    order = (info.headline_measure, *BESIDE, *results.measures)
    found = []
    for measure in dict.fromkeys(order):
        if measure in results.measures and measure not in PER_QUESTION_ONLY:
            question = subject(results, measure, info.headline_questions)
            # The index of a single question stands with the questions, unless the report opens with it.
            beside = measure == "index" and info.headline_measure not in ("", "index") and question != ""
            # Where all there is is a recommend question, its index is no satisfaction index.
            beside |= not info.headline_measure and recommends and measure not in NET_MEASURES
            if question is not None and not beside:
                found.append((measure, question))
    return tuple(found)


def measure_label(measure: str, locale: Locale) -> str:
    """The name of a measure in words; a figure that only its owner can publish is one ``computed as`` it."""
    name = bare_name(measure, locale)
    preset = presets().get(measure)
    owned = preset is not None and preset.owner and preset.owned == "figure"
    return locale.text("named.computed-as", name=name) if owned else name


def bare_name(measure: str, locale: Locale) -> str:
    """The name of a measure in words, or the name itself for a measure the locale does not know."""
    address = f"measures.{measure}"
    return locale.text(address) if locale.has(address) else measure


def band_word(record: Record, info: SurveyInfo, locale: Locale) -> str:
    """The word for the level of a record in the language of the report; empty where there is none."""
    if not record.band or record.measure not in info.bands:
        return ""
    levels = info.bands[record.measure].levels
    return next(level for level in levels if level.name == record.band).word(locale.code)


def trend(results: Results, info: SurveyInfo, measure: str, question: str, unit: str) -> Trend:
    """A measure over the waves, with its breaks."""
    records = [results.find(measure, question, unit=unit, wave=wave) for wave in results.waves]
    broken = info.breaks_of(question, measure)
    return Trend(
        tuple(None if record is None else record.value for record in records),
        frozenset(place for place, wave in enumerate(results.waves) if wave in broken),
    )


def figures(results: Results, info: SurveyInfo, locale: Locale, unit: str = "") -> Figures:
    """One figure for each measure of a unit, or of the whole."""
    found = []
    for measure, question in shown_measures(results, info):
        record = results.find(measure, question, unit=unit, wave=results.wave)
        if record is not None:
            found.append(_figure(results, record, info, locale))
    return Figures(tuple(found), info.level)


def _figure(results: Results, record: Record, info: SurveyInfo, locale: Locale) -> Figure:
    measure, question = record.measure, record.question
    several = len(results.waves) > 1
    address = f"report.headline-{measure}"
    return Figure(
        key=measure,
        label=locale.text(address) if locale.has(address) else measure_label(measure, locale),
        band=band_word(record, info, locale),
        kind=record.kind,
        value=record.value,
        lower=record.lower,
        upper=record.upper,
        n=record.n or 0,
        status=record.status,
        change=record.previous,
        since=record.previous_wave,
        trend=trend(results, info, measure, question, record.unit) if several else None,
        span=f"{results.waves[0]}–{results.waves[-1]}" if several else "",
        parts=_parts(results, question, record.unit, locale) if measure in NET_MEASURES else None,
        against=held_against(record, locale),
    )


def _parts(results: Results, question: str, unit: str, locale: Locale) -> Distribution | None:
    shares, labels = [], []
    for measure in reversed(PARTS):
        record = results.find(measure, question, unit=unit, wave=results.wave)
        if record is None or record.value is None:
            return None
        shares.append(record.value)
        labels.append(measure_label(measure, locale))
    return Distribution(tuple(shares), tuple(labels))
