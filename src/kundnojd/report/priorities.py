"""What to work on first: the priority map and the sentences that matter, for the report of a survey and for drivers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from kundnojd.analyses.drivers import STEP, Drivers
from kundnojd.errors import KundnojdError
from kundnojd.locale import Locale
from kundnojd.notices import Notice
from kundnojd.report.driver_words import DriverWords, text_of
from kundnojd.report.model import Notes, Point, Report, Scatter, Section
from kundnojd.report.notes import worded

SHORT = 28  # characters of the longest label that stands beside its point
_AFTER = ("questions", "detail", "answers", "several", "notes", "reading")  # sections that it stands before


def priorities(found: Drivers, level: float, locale: Locale) -> Section:
    """The section of a survey's report: the map, and a handful of lines."""
    words = DriverWords(found, level, locale)
    lines = (
        *words.effect(),
        *words.weights(),
        *words.halo(),
        *words.patterns(),
        f"{words.text('not-cause')} {words.text('whole')}",
    )
    return section(words, (priority_map(words), Notes(lines)))


def with_priorities(
    report: Report, found: Drivers | KundnojdError, beside: Sequence[Notice], level: float, locale: Locale
) -> Report:
    """The report of a survey with the section, or with a line among its notes that says why there is none.

    The section stands before the questions; ``beside`` are notices that go with it.
    """
    sections = list(report.sections)
    if isinstance(found, Drivers):
        lines = worded(beside, locale)
        before = next((place for place, one in enumerate(sections) if one.key in _AFTER), len(sections))
        sections.insert(before, priorities(found, level, locale))
    else:
        short = f"drivers.not-{found.key}"
        reason = locale.text(short if locale.has(short) else f"errors.{found.key}", **found.fields)
        lines = (locale.text("drivers.not-told", reason=reason),)
    if not lines:
        return replace(report, sections=tuple(sections))
    place = next((place for place, one in enumerate(sections) if one.key == "reading"), None)
    if place is None:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    else:
        own = sections[place]
        sections[place] = replace(own, blocks=(*own.blocks, Notes(lines)))
    return replace(report, sections=tuple(sections))


def section(words: DriverWords, blocks: tuple[Scatter | Notes, ...]) -> Section:
    """The section with its heading."""
    return Section("priorities", f"{words.text('section-priorities')} {words.found.wave}".rstrip(), blocks)


def priority_map(words: DriverWords) -> Scatter:
    """The drivers by their score and the effect of 5 points; hollow where they are near a line.

    An effect below zero that cannot be told apart from the other questions stands at 0.
    """
    records = words.records
    points = []
    for one in words.ordered:
        score, effect = records["score"][one.name], records["effect-1"][one.name]
        is_zero = effect["status"] == "not-apart"
        x, x_lower, x_upper = (float(score[name]) for name in ("value", "lower", "upper"))
        y, y_lower, y_upper = (STEP * float(effect[name]) for name in ("value", "lower", "upper"))
        is_firm = records["quadrant"][one.name]["status"] == "firm"
        if is_zero:
            points.append(Point(text_of(one), x, 0.0, x_lower, x_upper, is_firm=is_firm))
        elif math.isnan(x_lower + y_lower):
            points.append(Point(text_of(one), x, y, is_firm=is_firm))
        else:
            points.append(Point(text_of(one), x, y, x_lower, x_upper, y_lower, y_upper, is_firm=is_firm))
    scores = [records["score"][one.name]["value"] for one in words.model.drivers]
    effects = [STEP * records["effect-1"][one.name]["value"] for one in words.model.drivers]
    corners = ("prioritise", "improve-if-possible", "lower-priority", "keep")
    return Scatter(
        key="priorities",
        title=words.text("map"),
        x_label=words.text("map-x"),
        y_label=words.text("map-y"),
        x_kind="index",
        y_kind="mean",
        points=tuple(points),
        x_line=sum(scores) / len(scores),
        y_line=sum(effects) / len(effects),
        corners=(
            words.text(corners[0]),
            words.text(corners[1]),
            words.text(corners[2]),
            words.text(corners[3]),
        ),
        said=words.first(),
        numbered=max(len(point.label) for point in points) > SHORT,
    )
