"""Key figures in words: numbers of any kind with what they are measured in, verdicts with their marks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from kundnojd.locale import Locale
from kundnojd.report.model import Quantity

Record = Mapping[str, Any]

_MARKS = {"higher": "▲", "lower": "▼", "no-clear-difference": "·", "too-few": "°", "counted": ""}
_DECIMALS = {"index": 1, "share": 1, "net": 0, "mean": 2}


def decimals_of(value: float, record: Record) -> int:
    """How many decimals a number of a key figure is printed with: those said, those of its kind, or three digits.

    >>> [decimals_of(value, {"kind": "number", "decimals": math.nan}) for value in (2666.67, 13.4, 8.333)]
    [0, 1, 2]
    """
    if not math.isnan(record["decimals"]):
        return int(record["decimals"])
    if record["kind"] in _DECIMALS:
        return _DECIMALS[record["kind"]]
    return 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2


def quantity(value: float, record: Record) -> Quantity | None:
    """A number of a key figure with what it is measured in, ``None`` where there is none."""
    if not math.isfinite(value):
        return None
    share = record["kind"] == "share"
    signed = record["kind"] == "net"
    return Quantity(value, decimals_of(value, record), "%" if share else str(record["measured_in"]), signed)


def worded(value: float, record: Record, locale: Locale) -> str:
    r"""A number of a key figure, with its sign or what it is measured in; empty where there is none.

    >>> from kundnojd.locale import load
    >>> worded(8.333, {"kind": "number", "decimals": math.nan, "measured_in": "years"}, load("en"))
    '8.33\xa0years'
    """
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "∞"
    decimals = decimals_of(value, record)
    if record["kind"] == "share":
        return locale.share(value, decimals)
    number = locale.number(value, decimals, signed=record["kind"] == "net")
    return f"{number}\u00a0{record['measured_in']}" if record["measured_in"] else number


def interval_words(record: Record, locale: Locale) -> str:
    """The interval in numbers, empty for a figure that is counted; the end that is not known is left open."""
    lower, upper = record["lower"], record["upper"]
    if math.isnan(lower) and math.isnan(upper):
        return ""
    plain = {**record, "measured_in": "", "kind": "number" if record["kind"] == "share" else record["kind"]}
    plain["decimals"] = decimals_of(record["value"], record)
    ends = ["–" if math.isnan(end) else worded(end, plain, locale) for end in (lower, upper)]
    return locale.text("report.interval-span", lower=ends[0], upper=ends[1])


def verdict_words(record: Record, locale: Locale) -> str:
    """The verdict as a mark and a word, and what it would take where it cannot be told."""
    word = locale.text(f"scorecard.verdict-{record['verdict']}")
    if record["verdict"] == "cannot-say" and not math.isnan(record["more_answers"]):
        key = "scorecard.more-answers" if record["measure"] else "scorecard.more-cases"
        word += f" ({locale.text(key, count=_about(record['more_answers']))})"
    elif record["counted"] and record["verdict"] in ("on-target", "below", "above"):
        word += f" ({locale.text('scorecard.counted')})"
    return word


def _about(count: float) -> int:
    """A number to plan with: two digits of it.

    >>> [_about(count) for count in (7.0, 434.0, 17857.0)]
    [7, 430, 18000]
    """
    return int(float(f"{count:.2g}"))


def change_words(record: Record, against: str, locale: Locale, *, named: bool) -> str:
    """The change since a period with its interval and, where it is sure, whether it is for the better.

    With ``named`` the period is said too.
    """
    verdict, value = record[f"{against}_verdict"], record[f"{against}_difference"]
    if not verdict or math.isnan(value):
        return ""
    if against == "start" and record["start_period"] == record["previous_period"]:
        return ""  # it would say the same again
    lower, upper = record[f"{against}_lower"], record[f"{against}_upper"]
    decimals = decimals_of(record["value"], record)
    said = locale.number(value, decimals, signed=True)
    if not math.isnan(lower) and not math.isnan(upper):
        ends = (locale.number(end, decimals, signed=True) for end in (lower, upper))
        low, high = ends
        said += f" ({locale.text('report.interval-span', lower=low, upper=high)})"
    if verdict in ("higher", "lower"):
        good = (verdict == "higher") == (record["better"] == "up")
        said += f" {locale.text('scorecard.better' if good else 'scorecard.worse')}"
    since = locale.text("report.since", wave=record[f"{against}_period"]) if named else ""
    return " ".join(filter(None, (_MARKS[verdict], said, since)))


def final_words(record: Record, locale: Locale) -> str:
    """The goal and the day it is to be reached."""
    if math.isnan(record["final_target"]):
        return ""
    value = worded(record["final_target"], record, locale)
    if not record["final_date"]:
        return locale.text("scorecard.final-undated", value=value)
    return locale.text("scorecard.final-by", value=value, date=_unbroken(record["final_date"]))


def _unbroken(date: str) -> str:
    """A date that no line breaks at its hyphens."""
    return date.replace("-", "\u2011")


def benchmark_words(record: Record, locale: Locale) -> str:
    """How a figure stands to what others have."""
    if not record["benchmark_verdict"]:
        return ""
    name, value = record["benchmark_name"], worded(record["benchmark"], record, locale)
    return locale.text(f"scorecard.benchmark-{record['benchmark_verdict']}", name=name, value=value)
