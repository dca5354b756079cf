"""Formats a report can be written in: one file each, and this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kundnojd.renderers.document import Document

__all__ = ["RENDERERS", "Document", "Renderer"]


@dataclass(frozen=True)
class Renderer:
    """A format: the file endings that mean it, and what writes it as bytes (text as UTF-8).

    ``shows_sections`` says whether people read the sections of the report in it, or programs its rows. ``is_text`` says
    whether it can go to a terminal.
    """

    suffixes: tuple[str, ...]
    render: Callable[[Document], bytes]
    shows_sections: bool = False
    is_text: bool = True


# Each format is imported when it is asked for: rich alone takes as long as the rest of the start.
def _table(document: Document) -> bytes:
    from kundnojd.renderers import terminal

    return terminal.render(document).encode("utf-8")


def _csv(document: Document) -> bytes:
    from kundnojd.renderers import delimited

    return delimited.render(document).encode("utf-8")


def _tsv(document: Document) -> bytes:
    from kundnojd.renderers import delimited

    return delimited.render_tabs(document).encode("utf-8")


def _json(document: Document) -> bytes:
    from kundnojd.renderers import structured

    return structured.render(document).encode("utf-8")


def _markdown(document: Document) -> bytes:
    from kundnojd.renderers import markdown

    return markdown.render(document).encode("utf-8")


def _html(document: Document) -> bytes:
    from kundnojd.renderers import page

    return page.render(document).encode("utf-8")


def _xlsx(document: Document) -> bytes:
    from kundnojd.renderers import workbook

    return workbook.render(document)


def _pptx(document: Document) -> bytes:
    from kundnojd.renderers import slides

    return slides.render(document)


RENDERERS: Mapping[str, Renderer] = {
    "table": Renderer((".txt",), _table, shows_sections=True),
    "csv": Renderer((".csv",), _csv),
    "tsv": Renderer((".tsv", ".tab"), _tsv),
    "json": Renderer((".json",), _json),
    "md": Renderer((".md", ".markdown"), _markdown, shows_sections=True),
    "html": Renderer((".html", ".htm"), _html, shows_sections=True),
    "xlsx": Renderer((".xlsx",), _xlsx, shows_sections=True, is_text=False),
    "pptx": Renderer((".pptx",), _pptx, shows_sections=True, is_text=False),
}
