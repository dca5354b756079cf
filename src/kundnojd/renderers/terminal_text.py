"""Lines of text on a terminal, and what is put together from them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, chop_cells
from rich.text import Text

from kundnojd.renderers import drawing, formatting
from kundnojd.renderers.layout import GAP

# Longer lines of running text are hard to read, however wide the window is.
TEXT_WIDTH = 110
QUIET = "dim"
VERDICT_STYLES = {"higher": "green", "lower": "red", "no-clear-difference": "", "too-few": QUIET}
PART_STYLES = {2: ("red", "green"), 3: ("red", "yellow", "green"), 4: ("red", "yellow", "green", "bold green")}
Rows = list[Text]


def wrap(text: str, width: int) -> list[str]:
    """Text in lines of at most ``width`` cells: broken at blanks, words that are longer broken where they must.

    >>> wrap("Östra Höjden och Stationsområdet", 12)
    ['Östra Höjden', 'och', 'Stationsområ', 'det']
    """
    lines = [""]
    for word in formatting.one_line(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        pieces = chop_cells(word, width) if cell_len(word) > width else [word]
        lines += pieces
    return [line for line in lines if line] or [""]


def paragraph(text: str, width: int, style: str, *, indent: int = 0) -> Rows:
    """Running text; ``indent`` hangs the lines after the first."""
    lines = wrap(text, min(width, TEXT_WIDTH) - indent)
    return [Text(" " * (indent if k else 0) + line, style) for k, line in enumerate(lines)]


def coloured_bar(shares: Sequence[float], width: int) -> Text:
    """Parts of a whole side by side, each in its shade and colour."""
    bar = Text()
    styles = PART_STYLES.get(len(shares), ("",) * len(shares))
    for length, shade, style in zip(drawing.lengths(shares, width), drawing.shades(len(shares)), styles, strict=True):
        bar.append(shade * length, style)
    return bar


def legend(labels: Sequence[str]) -> Rows:
    """The labels of the parts of a bar, each with its shade."""
    styles = PART_STYLES.get(len(labels), ("",) * len(labels))
    return [
        Text(shade, style) + Text(f" {label}", QUIET)
        for shade, style, label in zip(drawing.shades(len(labels)), styles, labels, strict=False)
    ]


def flow(pieces: Sequence[Text], width: int, indent: int) -> Rows:
    """Pieces after each other, on as many lines as they need."""
    lines: Rows = []
    for piece in pieces:
        if lines and cell_len(lines[-1].plain) + 3 + cell_len(piece.plain) <= width:
            lines[-1] = lines[-1] + Text("   ") + piece
        else:
            lines.append(Text(" " * indent) + piece)
    return lines


def at_bottom(cells: Sequence[Rows]) -> list[Rows]:
    """Headings of different heights, the short ones moved down next to what they head."""
    tallest = max(len(cell) for cell in cells)
    return [[*[Text()] * (tallest - len(cell)), *cell] for cell in cells]


def beside(cells: Sequence[Rows], widths: Sequence[int]) -> Rows:
    """Blocks of lines beside each other, each padded to its width."""
    lines = []
    for k in range(max(len(cell) for cell in cells)):
        line = Text()
        for cell, width in zip(cells, widths, strict=True):
            part = cell[k].copy() if k < len(cell) else Text()
            part.append(" " * (width - cell_len(part.plain) + GAP))
            line.append_text(part)
        lines.append(line)
    return lines
