"""What the parts of the report of ``checklist`` share: what was read, and cells of its rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kundnojd.locale import Locale
from kundnojd.notices import Notice
from kundnojd.questionnaire.checklist import Checklist, Condition
from kundnojd.report.model import Interval, Provenance

Rows = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True)
class VisitInfo:
    """What was read of the visits: ``rows`` = used + ``left_out``; ``days`` the first and last day, ISO 8601."""

    provenance: Provenance
    title: str
    unit_column: str
    conditions: tuple[Condition, ...]
    checklist: Checklist | None
    zero: bool
    level: float
    rows: int
    used: int
    left_out: Mapping[str, int]
    days: tuple[str, str] | None
    notices: tuple[Notice, ...]


def failed_of(row: Mapping[Any, Any], locale: Locale) -> str:
    """How many of the visits failed."""
    return locale.text("checklist.of", failed=int(row["failed_visits"]), visits=int(row["visits"]))


def reach_of(row: Mapping[Any, Any]) -> Interval:
    """The value with its interval."""
    return Interval(row["value"], row["lower"], row["upper"])


def axis_of(rows: Rows, kind: str = "index") -> tuple[float, float]:
    """The ends of an axis for all intervals, at whole tens."""
    lows, highs = [row["lower"] for row in rows], [row["upper"] for row in rows]
    if not lows:
        return 0.0, 100.0
    low, high = math.floor(min(lows) / 10) * 10.0, math.ceil(max(highs) / 10) * 10.0
    return max(low, -100.0 if kind == "net" else 0.0), min(high, 100.0)


def level_of(info: VisitInfo, locale: Locale) -> str:
    """The confidence level in words."""
    return locale.share(100 * info.level)
