"""What a link found, in plain sentences; and what has to be said wherever it is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.linkage import AT_EDGE, LEAST_UNITS, MUCH, Link
from kundnojd.analyses.linkage_frame import verdict_of
from kundnojd.inference.linkage import LEAST_RELIABILITY, units_needed
from kundnojd.locale import Locale
from kundnojd.report.headline import measure_label
from kundnojd.report.linkage_facts import LinkFacts

USUAL = 0.3  # a correlation between engagement and satisfaction as studies of many firms find it
_SHOWN = 5
_STRENGTHS = ((0.1, "none"), (0.3, "weak"), (0.5, "moderate"), (0.8, "strong"))


@dataclass(frozen=True)
class Names:
    """What the two sides are called, with whose figure it is: ``Engagement (staff)``."""

    x: str
    y: str
    x_side: str = ""
    y_side: str = ""

    @classmethod
    def of(cls, link: Link, facts: LinkFacts, locale: Locale) -> Names:
        """The names of a link's sides."""
        if facts.is_table:
            return cls(measure_label(link.x.measure, locale), link.y.measure)
        whose = [locale.text(f"link.of-{side}") for side in ("staff", "customers")]
        names = [
            f"{measure_label(one.measure, locale)} ({who})" for one, who in zip((link.x, link.y), whose, strict=True)
        ]
        return cls(*names, *whose)

    def short(self, key: str) -> str:
        """Whose figure the side x or y is."""
        return self.x_side if key == "x" else self.y_side


def correlation(value: float, locale: Locale) -> str:
    """A correlation or slope with two decimals; what rounds to 0 has no sign."""
    return locale.number(0.0 if abs(value) < 0.005 else value, 2)


def span(lower: float, upper: float, locale: Locale) -> str:
    """Limits in words; empty where there are none."""
    if math.isnan(lower):
        return ""
    return locale.text("report.interval-span", lower=correlation(lower, locale), upper=correlation(upper, locale))


def chance(p_value: float, locale: Locale) -> str:
    r"""A p-value with its sign.

    >>> from kundnojd.locale import load
    >>> chance(0.0123, load("en")), chance(0.0001, load("sv"))
    ('= 0.012', '< 0,001')
    """
    return f"< {locale.number(0.001, 3)}" if p_value < 0.001 else f"= {locale.number(p_value, 3)}"


def sentences(link: Link, names: Names, options: AnalysisOptions, locale: Locale) -> tuple[str, ...]:
    """What was found, the most important first."""
    count = len(link.used)
    if link.seen is None or link.fitted is None or link.closed is None:
        return (locale.text("link.too-few-units", count=count, least=LEAST_UNITS),)
    lower, upper = correlation(link.fitted.lower, locale), correlation(link.fitted.upper, locale)
    level = locale.share(100 * options.level)
    limits = {"lower": lower, "upper": upper, "level": level}
    said = []
    if link.status == "too-little-between":
        shares = {
            "x_share": locale.share(100 * link.closed.reliability_x),
            "y_share": locale.share(100 * link.closed.reliability_y),
            "least": locale.share(100 * LEAST_RELIABILITY),
        }
        said.append(locale.text("link.too-little-between", x=names.x, y=names.y, **shares))
        said.append(locale.text("link.only-limits", **limits))
        return tuple(said)
    said.append(locale.text(f"link.verdict-{link.verdict}", count=count, x=names.x, y=names.y))
    if link.has_estimate:
        said.append(locale.text("link.estimate", value=correlation(link.fitted.rho, locale), **limits))
    else:
        said.append(locale.text("link.at-edge", **limits))
    if (link.fitted.lower > 0 or link.fitted.upper < 0) != (link.verdict != "not-shown"):
        said.append(locale.text("link.border", p=chance(link.p_adjusted, locale)))
    if link.verdict == "not-shown":
        said.append(
            locale.text(
                "link.anything",
                low=_strength(link.fitted.lower, locale),
                high=_strength(link.fitted.upper, locale),
            )
        )
        reliability = math.sqrt(link.closed.reliability_x * link.closed.reliability_y)
        said.append(
            locale.text("link.needed", usual=correlation(USUAL, locale), units=units_needed(USUAL, reliability))
        )
    if link.has_estimate:
        said += _slope(link, names, options, locale)
        said += _influence(link, locale)
    if link.status == "low-base":
        said.append(locale.text("link.low-base", count=count))
    return tuple(said)


def _slope(link: Link, names: Names, options: AnalysisOptions, locale: Locale) -> list[str]:
    assert link.closed is not None  # noqa: S101 - for the type checker
    _, lower, upper = link.slope
    if link.verdict == "not-shown" or math.isnan(lower):
        return []
    return [
        locale.text(
            "link.slope",
            x=names.x,
            y=names.y,
            value=locale.number(link.closed.slope, 2, signed=True),
            lower=correlation(lower, locale),
            upper=correlation(upper, locale),
        )
    ]


def _influence(link: Link, locale: Locale) -> list[str]:
    """The range of the correlation without one unit, and who turns it."""
    assert link.fitted is not None  # noqa: S101 - for the type checker
    known = [unit for unit in link.used if not math.isnan(unit.without)]
    least, most = min(known, key=lambda unit: unit.without), max(known, key=lambda unit: unit.without)
    said = [
        locale.text(
            "link.influence",
            least=least.name,
            low=_below_edge(least.without, locale),
            most=most.name,
            high=_below_edge(most.without, locale),
        )
    ]
    much = [unit.name for unit in known if abs(unit.without - link.fitted.rho) > MUCH and unit.name not in link.turns]
    if link.turns:
        said.append(locale.text("link.turns", count=len(link.turns), names=link.turns[:_SHOWN]))
    if much:
        said.append(
            locale.text("link.moves", count=len(much), names=tuple(much[:_SHOWN]), much=correlation(MUCH, locale))
        )
    return said


def _below_edge(value: float, locale: Locale) -> str:
    if abs(value) >= AT_EDGE:
        return locale.text("link.near-one" if value > 0 else "link.near-minus-one")
    return correlation(value, locale)


def _strength(value: float, locale: Locale) -> str:
    """A correlation in words."""
    word = next((name for end, name in _STRENGTHS if abs(value) < end), "complete")
    if word == "none":
        return locale.text("link.strength-none")
    sign = "positive" if value > 0 else "negative"
    return locale.text(f"link.strength-{word}-{sign}")


def lag_sentences(link: Link, names: Names, locale: Locale) -> tuple[str, ...]:
    """What the two directions say together."""
    found = {lag.leads: verdict_of(lag) for lag in link.lags}
    leading = [leads for leads, verdict in found.items() if verdict in {"together", "opposite"}]
    if len(leading) == 1:
        first, second = (names.x, names.y) if leading[0] == "x" else (names.y, names.x)
        said = locale.text(f"link.leads-{found[leading[0]]}", first=first, second=second)
    else:
        key = "both" if leading else "none" if set(found.values()) == {"none"} else "neither"
        said = locale.text(f"link.leads-{key}", x=names.x, y=names.y)
    return (said, locale.text("link.leads-caution"))


def cautions(link: Link, facts: LinkFacts, locale: Locale) -> tuple[str, ...]:
    """What has to stand by the figure."""
    keys = ["units-not-people", "common-causes", "response", "order", "range"]
    if facts.is_table:
        keys = ["units-of-table", *keys[1:2], *keys[3:]]
    return tuple(locale.text(f"link.caution-{key}") for key in keys)
