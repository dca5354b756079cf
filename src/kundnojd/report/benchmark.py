"""The report of ``benchmark``: own figures beside published ones, in sentences and as a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kundnojd.locale import Locale
from kundnojd.report.cover import front
from kundnojd.report.headline import measure_label
from kundnojd.report.held import set_value
from kundnojd.report.model import Cell, Change, Column, Interval, Notes, Report, Row, Section, Table
from kundnojd.report.notes import reading
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.notices import Notice

Rows = Sequence[Mapping[Any, Any]]

# What stands in the column of notes, explained under the table where it occurs.
MARKS = {"roughly": "≈", "maximum": "↑", "median": "½", "old": "†", "break": "╱", "undated": "?"}
SAID = ("level", "higher", "lower", "inside-own", "below-own", "above-own", "too-few")
_CHANGES = {"higher": "higher", "lower": "lower", "level": "no-clear-difference", "too-few": "too-few"}
NAMED = 6  # benchmarks in a sentence; the rest are counted


def build(frame: pd.DataFrame, info: SurveyInfo, units: int, locale: Locale) -> Report:
    """The report from the frame of `kundnojd.analyses.benchmarks`: a section for each figure of one's own."""
    sections = []
    for _, own in frame.groupby(["measure", "question"], sort=False):
        rows: list[dict[Any, Any]] = list(own.to_dict("records"))
        measure, question = rows[0]["measure"], rows[0]["question"]
        # The question is named only where there are several.
        named = info.question_text(question) if frame.loc[frame["measure"] == measure, "question"].nunique() > 1 else ""
        title = " · ".join(part for part in (measure_label(measure, locale), named, rows[0]["wave"]) if part)
        said = Notes(tuple(_sentences(rows, info, locale)))
        sections.append(Section(f"{measure}-{question}", title, (said, _table(rows, info, locale))))
    sections.append(Section("notes", locale.text("benchmark.section-notes"), (Notes(_making(frame, info, locale)),)))
    sections.append(Section("sources", locale.text("benchmark.section-sources"), (Notes(_sources(frame)),)))
    lines = reading(info, locale)
    if lines:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    return replace(front(units, info.waves, info, locale), sections=tuple(sections))


def warnings(frame: pd.DataFrame, as_of: str) -> tuple[Notice, ...]:
    """What is said of figures that are old, or from before a break."""
    from kundnojd.notices import Notice

    found = []
    one_of_each = frame.drop_duplicates("id")
    for caution, key in (("old", "benchmarks-old"), ("break", "benchmarks-broken")):
        own = one_of_each[[caution in said.split() for said in one_of_each["cautions"]]]
        if len(own):
            named = tuple(_label(row) for row in own.to_dict("records")[:NAMED])
            more = "…" if len(own) > NAMED else ""
            found.append(Notice(key, {"count": len(own), "names": ", ".join(named) + more, "as_of": as_of}))
    return tuple(found)


def _table(rows: Rows, info: SurveyInfo, locale: Locale) -> Table:
    first = rows[0]
    kind = first["kind"]
    ends = [row[name] for row in rows for name in ("difference_lower", "difference_upper") if not math.isnan(row[name])]
    low, high = (math.floor(min(ends) / 5) * 5.0, math.ceil(max(ends) / 5) * 5.0) if ends else (-10.0, 10.0)
    columns = (
        Column("name", locale.text("benchmark.name"), "text"),
        Column("value", locale.text("benchmark.value"), kind),
        Column("n", locale.text("report.n"), "count", 6),
        Column("difference", locale.text("benchmark.difference"), "change", 1, unit_kind=kind),
        Column(
            "interval",
            locale.text("report.interval", level=locale.share(100 * info.level)),
            "interval",
            5,
            kind,
            min(low, 0.0),
            max(high, 0.0),
            0.0,
        ),
        Column("verdict", locale.text("benchmark.verdict"), "text", 2),
        Column("note", locale.text("benchmark.note"), "text", 3),
        Column("id", locale.text("benchmark.id"), "text", 7),
    )
    found = [(-float(row["benchmark"]), 1, _row(row, locale)) for row in rows]
    if not math.isnan(first["value"]):
        label = f"→ {locale.text('benchmark.own')} {first['wave']}".strip()
        status = "low-base" if first["status"] == "low-base" else "ok"
        cells: tuple[Cell, ...] = (label, first["value"], int(first["n"]), *(None,) * 5)
        found.append((-float(first["value"]), 0, Row(cells, status, in_headline=True)))
    found.sort(key=lambda one: one[:2])
    filled = [row for *_, row in found]
    keep = [k for k in range(len(columns)) if any(row.cells[k] is not None for row in filled)]
    cut = tuple(replace(row, cells=tuple(row.cells[k] for k in keep)) for row in filled)
    return Table(f"benchmark-{first['measure']}", tuple(columns[k] for k in keep), cut, "", _legend(rows, locale))


def _row(row: Mapping[Any, Any], locale: Locale) -> Row:
    verdict = row["verdict"] if isinstance(row["verdict"], str) else ""
    change = reach = None
    if verdict:
        # Without the error of the other side there is no mark: nothing was tested.
        change = Change(row["difference"], _CHANGES.get(verdict, ""), row["difference_lower"], row["difference_upper"])
        reach = Interval(row["difference"], row["difference_lower"], row["difference_upper"])
    marks = " ".join(MARKS[key] for key in row["cautions"].split())
    n = None if math.isnan(row["benchmark_n"]) else int(row["benchmark_n"])
    word = locale.text(f"benchmark.verdict-{verdict}") if verdict else locale.text("report.hidden")
    cells: tuple[Cell, ...] = (_label(row), row["benchmark"], n, change, reach, word)
    return Row((*cells, marks or None, row["id"]))


def _sentences(rows: Rows, info: SurveyInfo, locale: Locale) -> list[str]:
    """What the table says, in words: one's own figure, then what it is level with, above, below, or cannot be told."""
    first = rows[0]
    if math.isnan(first["value"]):
        return [locale.text("benchmark.hidden", minimum=info.min_n)]
    own = _value(first["value"], first["kind"], locale)
    ends = (_value(first[end], first["kind"], locale) for end in ("lower", "upper"))
    said = [
        locale.text(
            "benchmark.own-figure",
            measure=measure_label(first["measure"], locale),
            value=own,
            span=locale.text("report.interval-span", **dict(zip(("lower", "upper"), ends, strict=True))),
            level=locale.share(100 * info.level),
            count=int(first["n"]),
        )
    ]
    for verdict in SAID:
        with_it = [row for row in rows if row["verdict"] == verdict]
        if with_it:
            with_it.sort(key=lambda row: abs(row["difference"]))
            names = "; ".join(_named(row, locale) for row in with_it[:NAMED])
            if len(with_it) > NAMED:
                names = locale.text("benchmark.and-more", names=names, count=len(with_it) - NAMED)
            said.append(locale.text(f"benchmark.said-{verdict}", value=own, names=names, count=len(with_it)))
    return said


def _named(row: Mapping[Any, Any], locale: Locale) -> str:
    value = _value(row["benchmark"], row["kind"], locale)
    return " ".join(filter(None, [row["name"], value, _origin(row)]))


def _label(row: Mapping[Any, Any]) -> str:
    return " ".join(filter(None, [row["name"], _origin(row)]))


def _origin(row: Mapping[Any, Any]) -> str:
    """Who published it and when, in brackets."""
    said = " ".join(filter(None, [row["publisher"], "" if math.isnan(row["year"]) else f"{row['year']:.0f}"]))
    return f"({said})" if said else ""


def _value(value: float, kind: str, locale: Locale) -> str:
    """A figure as the table prints it; that of others with a decimal only where it has one."""
    return set_value(round(value, 1) if kind == "index" else round(value), kind, locale)


def _legend(rows: Rows, locale: Locale) -> tuple[str, ...]:
    found = [key for key in MARKS if any(key in row["cautions"].split() for row in rows)]
    lines = [f"{MARKS[key]} {locale.text(f'benchmark.mark-{key}')}" for key in found]
    if any(row["verdict"] in ("higher", "lower", "level") for row in rows):
        lines.insert(0, locale.text("benchmark.marks-of-tests"))
    return tuple(lines)


def _making(frame: pd.DataFrame, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    adjustment = locale.text(f"report.adjust-{info.adjust}")
    lines = [
        locale.text("benchmark.made-tested", adjustment=adjustment, level=locale.share(100 * info.level)),
        locale.text("benchmark.made-untested"),
    ]
    if "maximum" in set(frame["statistic"]):
        lines.append(locale.text("benchmark.made-maximum"))
    lines += [locale.text("benchmark.made-population"), locale.text("benchmark.made-names")]
    return tuple(lines)


def _sources(frame: pd.DataFrame) -> tuple[str, ...]:
    lines = []
    for row in frame.drop_duplicates("id").to_dict("records"):
        parts = [row["scale"], row["note"], row["source"]]
        lines.append(f"{_label(row)}: {'; '.join(part for part in parts if part)}")
    return tuple(lines)
