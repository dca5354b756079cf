"""The small print on weights, population and sample: what was done, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundnojd.locale import Locale
from kundnojd.report.headline import shown_measures
from kundnojd.report.results import Results
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    from kundnojd.analyses.making import Making

MUCH = 1.5  # a design effect above this is a warning


def weight_lines(results: Results, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """What was weighted, post-stratified, raked, capped and corrected, and the design effect of the headline."""
    lines = [locale.text("report.weights", column=info.weight)] if info.weight else []
    if info.making is not None:
        lines += [*_weighting(info.making, locale), *_variance(info.making, locale)]
    if info.weight or (info.making is not None and info.making.waves):
        lines += _design_effect(results, info, locale)
    return tuple(lines)


def _weighting(making: Making, locale: Locale) -> list[str]:
    lines = []
    if making.post_stratified:
        key = "post-stratified-strata" if making.by_stratum else "post-stratified"
        lines.append(locale.text(f"weighting.{key}"))
    if making.margins:
        lines.append(locale.text("weighting.raked", columns=", ".join(dict.fromkeys(making.margins))))
    if making.cap is not None and making.waves:
        capped = sum(wave.capped for wave in making.waves)
        lines.append(locale.text("weighting.capped", cap=float(making.cap), count=capped))
    blank = sum(wave.blank for wave in making.waves)
    if blank:
        lines.append(locale.text("weighting.blank", count=blank))
    if making.waves:
        lines.append(locale.text("weighting.fixed"))
    return lines


def _variance(making: Making, locale: Locale) -> list[str]:
    lines = []
    if making.population:
        key = "population-strata" if making.by_stratum else "population"
        lines.append(locale.text(f"weighting.{key}"))
    if making.strata:
        lonely = locale.text(f"weighting.lonely-{making.lonely}")
        lines.append(locale.text("weighting.strata", column=making.strata, lonely=lonely))
    if making.clusters:
        lines.append(locale.text("weighting.clusters", column=making.clusters))
    return lines


def _design_effect(results: Results, info: SurveyInfo, locale: Locale) -> list[str]:
    for measure, question in shown_measures(results, info)[:1]:
        record = results.find(measure, question, wave=results.wave)
        if record is not None and record.n and record.n_eff:
            effect = record.n / record.n_eff
            key = "effect-much" if effect > MUCH else "effect"
            shown = {"n": record.n, "n_eff": round(record.n_eff), "effect": locale.number(effect, 2)}
            return [locale.text(f"weighting.{key}", **shown)]
    return []
