"""The report of ``inspect``: how a file is laid out, and what was decided about each of its columns.

No cell is shown here but the answers of a scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kundnojd.analyses.drift import Drift
from kundnojd.locale import Locale
from kundnojd.notices import Notice
from kundnojd.questionnaire.model import ColumnFinding, Scale
from kundnojd.report.drifting import drift_dict, drift_section
from kundnojd.report.model import Block, Column, Notes, Provenance, Report, Row, Section, Table
from kundnojd.report.notes import left_out_text, worded
from kundnojd.report.scales import scale_text
from kundnojd.sources.reading import Layout
from kundnojd.tally.quality import Quality


@dataclass(frozen=True)
class Inspection:
    """What was understood of one file; ``rows_read`` = ``rows_used`` + the sum of ``left_out``.

    ``drift`` is what differs in its wave from the wave before (in its waves, where it has several), ``None`` for the
    first wave.
    """

    layout: Layout
    rows_read: int
    rows_used: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[ColumnFinding, ...] = ()
    notices: tuple[Notice, ...] = ()
    quality: Quality = field(default_factory=Quality)
    drift: tuple[Drift, ...] | None = None


def build(inspections: Sequence[Inspection], provenance: Provenance, locale: Locale) -> Report:
    """The report on one or several files: for each its layout, its columns, and what the user should know."""
    sections: list[Section] = []
    for inspection in inspections:
        name = inspection.layout.file
        title = locale.text("inspect.section-layout")
        sections.append(Section("layout", f"{title} {name}", (_layout_table(inspection, locale),)))
        blocks: list[Block] = [_columns_table(inspection, locale)]
        said = [
            *worded(inspection.notices, locale),
            *(f"{finding.name}: {line}" for finding in inspection.findings for line in worded(finding.notices, locale)),
        ]
        if said:
            blocks.append(Notes(tuple(dict.fromkeys(said))))
        sections.append(Section("columns", locale.text("inspect.section-columns"), tuple(blocks)))
    drifted = drift_section([drift for inspection in inspections for drift in inspection.drift or ()], locale)
    if drifted is not None:
        sections.append(drifted)
    return Report(
        title=", ".join(inspection.layout.file for inspection in inspections),
        language=locale.code,
        subtitle=(),
        sections=tuple(sections),
        provenance=provenance,
        notices=tuple(notice for inspection in inspections for notice in inspection.notices),
    )


def as_dict(inspection: Inspection, locale: Locale) -> dict[str, object]:
    """What was understood of a file as plain values for JSON; notices are worded, everything else is as found."""
    layout = inspection.layout
    return {
        "file": layout.file,
        "sheet": layout.sheet,
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "decimal": layout.decimal,
        "header_rows": layout.header_rows,
        "platform": layout.platform,
        "shape": layout.shape,
        "rows_read": inspection.rows_read,
        "rows_used": inspection.rows_used,
        "left_out": [{"reason": reason, "count": count} for reason, count in inspection.left_out.items()],
        "quality": {key.replace("-", "_"): count for key, count in quality_counts(inspection.quality).items()},
        "columns": [_column_dict(finding, locale) for finding in inspection.findings],
        **({} if inspection.drift is None else {"drift": [drift_dict(drift) for drift in inspection.drift]}),
    }


def quality_counts(quality: Quality) -> dict[str, int]:
    """How many rows or answers of each doubtful sort there are; counted, whether or not they were left out.

    >>> quality_counts(Quality(rows=9, copies=2))["copies"]
    2
    """
    return {
        "repeated": quality.repeated,
        "copies": quality.copies,
        "straight-liners": quality.straight_liners,
        "speeders": quality.speeders,
        "off-scale": sum(quality.impossible.values()),
    }


def _column_dict(finding: ColumnFinding, locale: Locale) -> dict[str, object]:
    scale = finding.scale
    return {
        "name": finding.name,
        "text": finding.text,
        "role": str(finding.role),
        "scale": None
        if scale is None
        else {
            "kind": scale.kind,
            "low": scale.low,
            "high": scale.high,
            "answers": [{"value": answer.value, "label": answer.label} for answer in scale.answers],
            "dont_know": list(scale.dont_know),
        },
        "reason": _reason(finding.reason, locale),
        "scale_reason": _reason(finding.scale_reason, locale),
        "uncertain": finding.uncertain,
        "answered": finding.answered,
        "distinct": finding.distinct,
        "distinct_is_capped": finding.distinct_is_capped,
        "notices": list(worded(finding.notices, locale)),
    }


def _layout_table(inspection: Inspection, locale: Locale) -> Table:
    layout = inspection.layout
    delimiter = layout.delimiter
    if delimiter and locale.has(f"inspect.delimiter-{_DELIMITERS.get(delimiter, '')}"):
        delimiter = locale.text(f"inspect.delimiter-{_DELIMITERS[delimiter]}")
    facts = [
        ("file", layout.file),
        ("sheet", layout.sheet),
        ("encoding", layout.encoding),
        ("delimiter", delimiter),
        ("decimal", layout.decimal),
        ("header-rows", locale.number(layout.header_rows, 0)),
        ("title-rows", locale.number(layout.title_rows, 0) if layout.title_rows else ""),
        ("platform", layout.platform),
        ("shape", locale.text(f"inspect.shape-{layout.shape}") if layout.shape != "wide" else ""),
        ("rows-read", locale.number(inspection.rows_read, 0)),
        ("rows-used", locale.number(inspection.rows_used, 0)),
    ]
    rows = [Row((locale.text(f"inspect.{key}"), value)) for key, value in facts if value]
    for reason, count in inspection.left_out.items():
        text = f"{locale.number(count, 0)} ({left_out_text(reason, count, locale)})"
        rows.append(Row((locale.text("inspect.left-out"), text)))
    for key, count in quality_counts(inspection.quality).items():
        if count:
            rows.append(Row((locale.text(f"inspect.{key}"), locale.number(count, 0))))
    columns = (
        Column("what", locale.text("inspect.what"), "text"),
        Column("found", locale.text("inspect.found"), "text"),
    )
    return Table("layout", columns, tuple(rows))


_DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}


def _columns_table(inspection: Inspection, locale: Locale) -> Table:
    shown = (
        ("name", "text", 0),
        ("role", "text", 0),
        ("scale", "text", 1),
        ("reason", "text", 2),
        ("answered", "count", 3),
        ("text", "text", 5),
        ("answers", "text", 4),
        ("distinct", "text", 6),
    )
    columns = tuple(Column(key, locale.text(f"inspect.{key}"), kind, rank) for key, kind, rank in shown)
    rows = tuple(_finding_row(finding, locale) for finding in inspection.findings)
    if all(finding.text in {"", finding.name} for finding in inspection.findings):
        place = [column.key for column in columns].index("text")
        columns = (*columns[:place], *columns[place + 1 :])
        rows = tuple(replace(row, cells=(*row.cells[:place], *row.cells[place + 1 :])) for row in rows)
    notes = []
    if any(finding.uncertain for finding in inspection.findings):
        notes.append(locale.text("inspect.legend-uncertain"))
    return Table("columns", columns, rows, notes=tuple(notes))


def _finding_row(finding: ColumnFinding, locale: Locale) -> Row:
    role = locale.text(f"inspect.role-{finding.role}")
    distinct = locale.number(finding.distinct, 0) + ("+" if finding.distinct_is_capped else "")
    return Row(
        (
            finding.name,
            f"{role} ?" if finding.uncertain else role,
            scale_text(finding.scale, locale) if finding.scale else "?" if finding.scale_reason.key else "",
            "; ".join(filter(None, (_reason(finding.reason, locale), _scale_reason(finding, locale)))),
            finding.answered,
            finding.text if finding.text != finding.name else "",
            _answers(finding.scale) if finding.scale else "",
            distinct,
        )
    )


def _scale_reason(finding: ColumnFinding, locale: Locale) -> str:
    """Why the scale, where it does not say so itself."""
    return "" if finding.scale_reason.key == "scale-words" else _reason(finding.scale_reason, locale)


def _reason(reason: Notice, locale: Locale) -> str:
    return locale.text(f"reasons.{reason.key}", **reason.fields) if reason.key else ""


def _answers(scale: Scale) -> str:
    """The answers in words, from the worst to the best; bare digits say nothing more than the ends do."""
    worded_labels = [answer.label for answer in scale.answers if not _is_number(answer.label)]
    return " < ".join((*worded_labels,)) + (
        f"  ({', '.join(scale.dont_know)})" if scale.dont_know and worded_labels else ""
    )


def _is_number(text: str) -> bool:
    return text.strip().lstrip("-").replace(".", "", 1).isdecimal()
