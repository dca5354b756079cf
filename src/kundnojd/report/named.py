"""What is said of measures that are known by a name: whose they are, what they are made of, and their levels."""

from __future__ import annotations

from collections.abc import Sequence

from kundnojd.locale import Locale
from kundnojd.measures import Measure, presets
from kundnojd.measures.accuracy import accuracy
from kundnojd.measures.bands import Bands, Level
from kundnojd.report.headline import bare_name, measure_label
from kundnojd.report.results import Results
from kundnojd.report.survey import SurveyInfo

LISTED = 12  # questions that are named one by one


def named(results: Results, shown: Sequence[str], info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """The lines of the measures shown, then of the bands in use."""
    lines = []
    for name in shown:
        measure = presets().get(name)
        if measure is None:
            continue
        lines += _owner(measure, locale)
        if name in info.made_of:
            lines.append(_made(measure, info, locale))
        if name == "tsm":
            lines += _accuracy(results, info, locale)
    used = {bands.name: bands for measure, bands in info.bands.items() if measure in results.measures}
    return (*lines, *(bands_line(bands, locale) for bands in used.values()))


def bands_line(bands: Bands, locale: Locale) -> str:
    """Whose bands they are, which version, and where each level begins.

    >>> from kundnojd.locale import load
    >>> from kundnojd.measures.bands import bands
    >>> bands_line(bands()["nbi-2005"], load("en")).partition(": ")[2]
    'under bra (below good) under 60, bra (good) from 60, mycket bra (very good) from 65.'
    """
    above = [*bands.levels[1:], None]
    levels = ", ".join(level_text(*pair, locale) for pair in zip(bands.levels, above, strict=True))
    line = locale.text("named.bands", title=bands.title, version=bands.version, levels=levels)
    return f"{line} {locale.text('named.whole-numbers')}" if bands.decimals == 0 else line


def level_text(level: Level, above: Level | None, locale: Locale) -> str:
    """A level with where it begins, and its translation where the owner's language is another."""
    word = level.word(locale.code)
    text = level.name if word == level.name else f"{level.name} ({word})"
    return f"{text} {beginning(level, above, locale)}"


def beginning(level: Level, above: Level | None, locale: Locale) -> str:
    """Where a level begins, in words; for the lowest where it ends, which is where the one ``above`` it begins."""
    if level.above is not None:
        return locale.text("named.above", limit=f"{level.above:g}")
    if level.at is not None:
        return locale.text("named.from", limit=f"{level.at:g}")
    return locale.text("named.under", limit=f"{above.at:g}") if above is not None and above.at is not None else ""


def _made(measure: Measure, info: SurveyInfo, locale: Locale) -> str:
    names = info.made_of[measure.name]
    questions = "; ".join(info.question_text(name) for name in names[:LISTED]) + (" …" if len(names) > LISTED else "")
    fields = {"measure": measure_label(measure.name, locale), "count": len(names), "questions": questions}
    if measure.name in info.item_weights:
        given = info.item_weights[measure.name]
        places = max(len(f"{weight:g}".partition(".")[2]) for weight in given)
        weights = "; ".join(locale.number(weight, places) for weight in given)
        return locale.text("named.made-weighted", weights=weights, **fields)
    return locale.text(f"named.made-{measure.base}", **fields)


def _owner(measure: Measure, locale: Locale) -> list[str]:
    lines = []
    if measure.owner:
        name = bare_name(measure.name, locale)
        lines.append(locale.text(f"named.owned-{measure.owned}", name=name, owner=measure.owner))
    if measure.tiers:
        answers = ", ".join(locale.number(tier.n, 0) for tier in measure.tiers)
        lines.append(locale.text("named.tiers", answers=answers, name=measure.name))
    return lines


def _accuracy(results: Results, info: SurveyInfo, locale: Locale) -> list[str]:
    of_whole = (r for r in results.records.values() if r.measure == "tsm" and not r.unit and r.wave == results.wave)
    record = next(of_whole, None)
    if info.stock is None or record is None or not record.n:
        return []
    if record.n > info.stock:
        return [locale.text("named.accuracy-stock", answers=record.n, stock=info.stock)]
    found = accuracy(record.n, info.stock)
    fields = {
        "answers": locale.number(found.answers, 0),
        "stock": locale.number(found.stock, 0),
        "margin": locale.number(found.margin, 1),
    }
    if found.required is None:
        return [locale.text("named.accuracy-free", **fields)]
    key = "named.accuracy-met" if found.is_met else "named.accuracy-missed"
    return [locale.text(key, required=locale.number(found.required, 0), **fields)]
