"""Text on slides: rooms, lines that fit them, and speaker notes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kundnojd.renderers import formatting
from kundnojd.renderers.office import printable
from kundnojd.renderers.theme import Theme

POINT = 12_700  # English Metric Units
SMALLEST = 9
_LETTER, _LINE, _BETWEEN = 0.52, 1.22, 5.0  # width of a letter and height of a line by size; points after a paragraph


@dataclass(frozen=True)
class Frame:
    """Room on a slide, in English Metric Units."""

    slide: Any
    left: int
    top: int
    width: int
    height: int

    def part(self, number: int, across: int, share: float = 1.0) -> Frame:
        """One of several parts side by side, as high as a share of the room."""
        gap = int(0.02 * self.width)
        width = (self.width - gap * (across - 1)) // across
        return Frame(self.slide, self.left + number * (width + gap), self.top, width, int(share * self.height))

    def quarter(self, number: int, total: int) -> Frame:
        """One of up to four parts, two by two."""
        columns = 1 if total == 1 else 2
        rows = 1 if total <= 2 else 2
        width, height = self.width // columns, self.height // rows
        left, top = self.left + number % columns * width, self.top + number // columns * height
        return Frame(self.slide, left, top, int(0.97 * width), int(0.97 * height))

    def between(self, start: float, end: float) -> Frame:
        """From one share of the height to another."""
        top = self.top + int(start * self.height)
        return Frame(self.slide, self.left, top, self.width, int((end - start) * self.height))

    def foot(self) -> Frame:
        """A line at the bottom."""
        return self.between(0.93, 1.0)


def plain(text: str) -> str:
    """Text on one line that the file can hold."""
    return printable(formatting.one_line(text))


def height(lines: Sequence[str], size: float, width: int) -> float:
    """About how high lines are in a box of so many English Metric Units, in points; a little more than less."""
    letters = max(int((width / POINT - 15) / (_LETTER * size)), 1)
    return sum(math.ceil(max(len(line), 1) / letters) * size * _LINE + _BETWEEN for line in lines) + 8


def fitting(lines: Sequence[str], frame: Frame, largest: int) -> int:
    """The largest size in points, from 9 up to ``largest``, at which lines fit a room."""
    sizes = range(largest, SMALLEST - 1, -1)
    return next((size for size in sizes if height(lines, size, frame.width) <= frame.height / POINT), SMALLEST)


def cut(lines: Sequence[str], size: int, frame: Frame) -> list[str]:
    """The lines, the longest cut with an ellipsis until they fit a room at a size."""
    kept = list(lines)
    while height(kept, size, frame.width) > frame.height / POINT and max(map(len, kept), default=0) > 20:
        longest = max(range(len(kept)), key=lambda k: len(kept[k]))
        kept[longest] = kept[longest][: int(0.9 * len(kept[longest]))].rstrip(" …") + "…"
    return kept


def pages(lines: Sequence[str], size: int, frame: Frame) -> list[list[str]]:
    """Lines in parts that fit a room at a size; a line that fits no room stands alone."""
    found: list[list[str]] = []
    for line in lines:
        if found and height([*found[-1], line], size, frame.width) <= frame.height / POINT:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def text(frame: Frame, lines: Sequence[str], size: int, theme: Theme) -> None:
    """Lines of text, of the size in points or as much smaller as they must be to fit."""
    box = frame.slide.shapes.add_textbox(frame.left, frame.top, frame.width, frame.height)
    box.text_frame.word_wrap = True
    said = [plain(line) for line in lines]
    fit = fitting(said, frame, size)
    paragraphs(box.text_frame, cut(said, fit, frame), size=fit, colour=theme.colours.text)


def paragraphs(holder: Any, lines: Sequence[str], *, size: int | None, colour: str | None) -> None:
    """Fill a text frame with lines; ``None`` keeps the size or the colour of the template."""
    from pptx.util import Pt

    for number, line in enumerate(lines):
        paragraph = holder.paragraphs[0] if number == 0 else holder.add_paragraph()
        run = paragraph.add_run()
        run.text = plain(line)
        paragraph.space_after = Pt(_BETWEEN)
        if size is not None:
            run.font.size = Pt(size)
        if colour is not None:
            run.font.color.rgb = rgb(colour)


def card(frame: Frame, lines: Sequence[str], theme: Theme) -> None:
    """A figure of the headline: its label, the value large, and what stands under it."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Pt

    edge = frame.slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, frame.left, frame.top, int(0.03 * frame.width), frame.height
    )
    edge.fill.solid()
    edge.fill.fore_color.rgb = rgb(theme.colours.accent)
    edge.line.fill.background()
    edge.shadow.inherit = False
    left = int(0.06 * frame.width)
    room = Frame(frame.slide, frame.left + left, frame.top, frame.width - left, frame.height)
    box = frame.slide.shapes.add_textbox(room.left, room.top, room.width, room.height)
    box.text_frame.word_wrap = True
    # A long label stands in smaller letters, so that the values of all cards are as large.
    above = Frame(None, 0, 0, room.width, 35 * POINT)
    label = fitting([plain(lines[0])], above, 18)
    lines = (*cut([plain(lines[0])], label, above), *lines[1:])
    sizes = (label, min(48, int(room.width / POINT / 4)), *(14 for _ in lines))
    colours = (theme.colours.text, theme.colours.accent, *(theme.colours.quiet for _ in lines))
    for number, line in enumerate(lines):
        paragraph = box.text_frame.paragraphs[0] if number == 0 else box.text_frame.add_paragraph()
        run = paragraph.add_run()
        run.text = plain(line)
        run.font.size, run.font.bold = Pt(sizes[number]), number < 2
        run.font.color.rgb = rgb(colours[number])


def say(slide: Any, lines: Sequence[str]) -> None:
    """Add lines to the speaker notes of a slide."""
    holder = slide.notes_slide.notes_text_frame
    if holder is not None:
        before = [holder.text] if holder.text else []
        holder.text = "\n".join([*before, *(plain(line) for line in lines)])


def rgb(colour: str) -> Any:
    """A colour of six hexadecimal digits as the library has it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.removeprefix("#").upper())
