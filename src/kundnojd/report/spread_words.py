"""The sentences of ``spread``: what is found, what the tables hold and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.analyses.ranking import LEAST_RELIABILITY
from kundnojd.analyses.spread import LEAST_UNITS, Family
from kundnojd.analyses.spread_answer import Answer, Level
from kundnojd.analyses.system_or_parts import Finding
from kundnojd.analyses.touchpoints import ASKED_OF, Touchpoints
from kundnojd.locale import Locale
from kundnojd.report.headline import measure_label
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

_SHARES = frozenset({"share", "lower", "upper", "fall", "reliability"})
_POINTS = {"index": 1, "mean": 1, "net": 0, "share": 0}


def number(value: float, kind: str, locale: Locale) -> str:
    """A value of a measure in words.

    >>> from kundnojd.locale import load
    >>> number(61.25, "index", load("sv")), number(12.4, "share", load("en")), number(9.6, "net", load("en"))
    ('61,3', '12%', '+10')
    """
    if kind == "share":
        return locale.share(value)
    return locale.number(value, _POINTS[kind], signed=kind == "net")


def sentences(level: Level, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """The answer: first what answers the question, then how much, then that it is no cause."""
    subject, units = level.families[0].subject, len(level.families[0].units.names)
    kind = subject.kind
    ordered = sorted(level.findings, key=lambda finding: not finding.answers)
    said = [_sentence(finding, kind, info, locale) for finding in ordered]
    items = 0
    if level.touch is None or level.touch.parts is None:
        said.append(locale.text(_why_no_touchpoints(level.touch), least=LEAST_UNITS))
    else:
        items = len(level.touch.items)
    measure = measure_label(subject.measure, locale)
    said.append(
        locale.text(
            "spread.read-on-questions" if items else "spread.read-on", measure=measure, count=units, items=items
        )
    )
    return (*said, locale.text("spread.not-cause"))


def _why_no_touchpoints(touch: Touchpoints | None) -> str:
    return "spread.no-touchpoints" if touch is None else "spread.touchpoints-too-few"


def _sentence(finding: Finding, kind: str, info: SurveyInfo, locale: Locale) -> str:
    return locale.text(f"spread.{finding.key}", **_worded(finding.fields, kind, info, locale))


def _worded(fields: Mapping[str, object], kind: str, info: SurveyInfo, locale: Locale) -> dict[str, object]:
    """Fields as texts: shares in per cent, touchpoints in whole points, the target as its measure."""
    found: dict[str, object] = {}
    for name, value in fields.items():
        if name == "question":
            found[name] = info.question_text(str(value))
        elif not isinstance(value, float):
            found[name] = value
        elif name in _SHARES:
            found[name] = locale.share(value)
        elif name == "target":
            found[name] = number(value, kind, locale)
        else:
            found[name] = locale.number(value, 1 if name in ("residual", "limit") else 0)
    return found


def share_between(own: Family, info: SurveyInfo, locale: Locale) -> str:
    """How much of a measure lies between the units, in a sentence or two."""
    subject, share = own.subject, own.icc
    label = measure_label(subject.measure, locale)
    low, high = (number(end, subject.kind, locale) for end in own.span)
    return locale.text(
        "spread.share-between",
        measure=label,
        share=locale.share(share.value),
        lower=locale.share(share.lower),
        upper=locale.share(share.upper),
        level=locale.share(100 * info.level),
        tau=locale.number(own.tau.value, 1),
        low=low,
        high=high,
    )


def touchpoint_notes(touch: Touchpoints, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """The lines under the table of touchpoints."""
    notes = [locale.text("spread.legend-span"), locale.text("spread.legend-tau")]
    if any(item.is_weak for item in touch.items):
        notes.append(locale.text("spread.legend-weak"))
    if touch.left_out:
        names = "; ".join(info.question_text(name) for name in touch.left_out)
        share = locale.share(100 * ASKED_OF)
        notes.append(locale.text("spread.questions-out", count=len(touch.left_out), names=names, share=share))
    if touch.units_out:
        notes.append(locale.text("spread.units-out", count=len(touch.units_out), names=touch.units_out))
    return tuple(notes)


def unit_notes(level: Level, results: pd.DataFrame, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """The lines under the table of units."""
    own = level.families[0]
    notes = [locale.text("spread.legend-true"), locale.text("spread.legend-residual")]
    if (own.units.n < LOW_BASE).any():
        notes.append(locale.text("spread.legend-low-base", base=LOW_BASE))
    if level.targets[0] is not None:
        notes.append(locale.text("spread.legend-below", target=number(level.targets[0], own.subject.kind, locale)))
    here = results[(results["measure"] == own.subject.measure) & (results["wave"] == own.subject.wave)]
    hidden = set(here.loc[here["status"] == "hidden", "unit"])
    if hidden:
        notes.append(locale.text("spread.hidden", count=len(hidden), minimum=info.min_n))
    return tuple(notes)


def how_to_read(answer: Answer, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    """How the answer is found, and what it cannot say."""
    lines = [locale.text(f"spread.read-{key}") for key in ("order", "share", "common", "scale")]
    if info.making is not None and info.making.waves:
        lines.append(locale.text("spread.read-weights"))
    if info.making is not None and info.making.clusters:
        lines.append(locale.text("spread.read-clusters", column=info.making.clusters))
    for depth in answer.too_few:
        name = info.unit_columns[depth - 1] if depth <= len(info.unit_columns) else ""
        lines.append(locale.text("spread.read-level", level=name, least=LEAST_UNITS))
    return (*lines, locale.text("spread.read-reliability", least=locale.share(100 * LEAST_RELIABILITY)))
