"""The headline on a terminal: figures as cards side by side."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from kundnojd.locale import Locale
from kundnojd.renderers import drawing, formatting
from kundnojd.renderers.layout import GAP
from kundnojd.renderers.terminal_text import (
    QUIET,
    VERDICT_STYLES,
    Rows,
    at_bottom,
    beside,
    coloured_bar,
    flow,
    legend,
    paragraph,
    wrap,
)
from kundnojd.report.model import (
    Column,
    Figure,
    Figures,
)

CARD_WIDTH = 18


def figures(block: Figures, width: int, locale: Locale) -> Rows:
    """The cards, as many in a row as there is room for, and under them the parts of those that have any."""
    across = max(1, min(len(block.figures), (width + GAP) // (CARD_WIDTH + GAP)))
    # Rows of cards as even as they go: four cards for which three fit become two and two.
    across = -(-len(block.figures) // -(-len(block.figures) // across))
    room = min((width - GAP * (across - 1)) // across, 30)
    lines: Rows = []
    for start in range(0, len(block.figures), across):
        figures = block.figures[start : start + across]
        labels = [[Text(line) for line in wrap(figure.label, room)] for figure in figures]
        cards = [_card(figure, room, locale) for figure in figures]
        lines += [Text(), *beside(at_bottom(labels), [room] * len(figures))]
        lines += beside(cards, [room] * len(figures))
    for figure in block.figures:
        if figure.parts:
            lines += [Text(), *_parts_line(figure, width, locale)]
    level = locale.share(100 * block.level)
    return [*lines, Text(), *paragraph(locale.text("report.level-line", level=level), width, QUIET)]


def _card(figure: Figure, width: int, locale: Locale) -> Rows:
    """The lines under the label of a figure: value, interval, change, trend, base."""
    base = locale.text("report.answers", count=figure.n)
    if figure.value is None:
        return [Text(formatting.HIDDEN if figure.status == "hidden" else formatting.NOTHING, "bold")]
    low = formatting.LOW_BASE if figure.status == "low-base" else ""
    value = f"{formatting.number(figure.value, figure.kind, locale)}  {figure.band}".rstrip()
    card = [Text(line, "bold") for line in wrap(value, width)]
    if figure.lower is not None and figure.upper is not None:
        card.append(Text(formatting.span(figure.lower, figure.upper, figure.kind, locale), QUIET))
    if figure.change is not None:
        style = VERDICT_STYLES.get(figure.change.verdict, "")
        shown = formatting.cell(figure.change, Column("", "", "change", unit_kind=figure.kind), locale)
        since = locale.text("report.since", wave=figure.since)
        card += [Text(line, style) for line in wrap(f"{shown} {since}", width)]
    for label, change in figure.against:
        shown = formatting.cell(change, Column("", "", "change", unit_kind=figure.kind), locale)
        card += [Text(line, VERDICT_STYLES.get(change.verdict, "")) for line in wrap(f"{shown} {label}", width)]
    if figure.trend is not None:
        trend = f"{drawing.sparkline(figure.trend.values, figure.trend.breaks)} {figure.span}"
        card += [Text(line, QUIET) for line in wrap(trend, width)]
    return [*card, Text(base + low, QUIET)]


def _parts_line(figure: Figure, width: int, locale: Locale) -> Rows:
    """A bar of the parts with its legend, such as critics, passives and ambassadors."""
    if figure.parts is None:
        return []
    parts = figure.parts
    label = f"{locale.text(f'measures.{figure.key}')}  "
    bar = Text(label, QUIET) + coloured_bar(parts.shares, min(40, width - len(label)))
    named = legend([f"{name} {locale.share(share)}" for name, share in zip(parts.labels, parts.shares, strict=True)])
    if cell_len(bar.plain) + 3 + sum(cell_len(part.plain) + 3 for part in named) <= width:
        return [bar + Text("   ") + Text("   ").join(named)]
    return [bar, *flow(named, width, len(label))]
