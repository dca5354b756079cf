"""The deck that slides are added to: the theme's template without its slides, or a plain one in the theme's colours."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from kundnojd.errors import InputError
from kundnojd.renderers import office
from kundnojd.renderers.office import printable
from kundnojd.renderers.slide_text import POINT, Frame, cut, fitting, paragraphs, plain, rgb
from kundnojd.renderers.theme import Theme

WIDTH, HEIGHT = 12_192_000, 6_858_000  # 16:9, in English Metric Units
_FOOTERS = (10, 11, 12)  # date, footer and number of a slide are no content
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_TITLE, _BODY, _CENTRED, _SUBTITLE = 1, 2, 3, 4  # kinds of placeholders
# Left, top, width and height on the plain deck's slides and on its first one, as shares of the slide.
_PLACES = {_TITLE: (0.05, 0.045, 0.9, 0.12), _BODY: (0.05, 0.185, 0.9, 0.755)}
_COVER = {_CENTRED: (0.05, 0.3, 0.9, 0.2), _SUBTITLE: (0.05, 0.52, 0.9, 0.2)}
_SMALLEST_ROOM = 0.3  # of the slide's width and height, under which a placeholder is no room for a chart


def deck(theme: Theme) -> Any:
    """A deck without slides.

    Raises `InputError` where the package that writes slides is not installed, or the template is none.
    """
    try:
        from pptx import Presentation
        from pptx.exc import PackageNotFoundError
    except ImportError as error:
        raise InputError("pptx-missing") from error
    if not theme.template_data:
        found = Presentation()
        _plain(found, theme)
        return found
    try:
        found = Presentation(io.BytesIO(_as_presentation(theme.template_data)))
        if not list(found.slide_layouts):
            raise ValueError("no layouts")
    except (KeyError, ValueError, OSError, AttributeError, zipfile.BadZipFile, PackageNotFoundError) as error:
        raise InputError("pptx-template", path=theme.template, reason=str(error).strip("'\"")) from error
    _without_slides(found)
    return found


def _as_presentation(data: bytes) -> bytes:
    """The file of a template (.potx) as that of a presentation, which differs by one word."""
    said, wanted = b"presentationml.template.main+xml", b"presentationml.presentation.main+xml"
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        if said not in source.read("[Content_Types].xml"):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                part = source.read(name)
                target.writestr(name, part.replace(said, wanted) if name == "[Content_Types].xml" else part)
    return out.getvalue()


def _without_slides(found: Any) -> None:
    """Take out the slides that a template shows itself with."""
    listed = found.slides._sldIdLst
    for entry in list(listed):
        found.part.drop_rel(entry.rId)
        listed.remove(entry)
    # Sections of the slide sorter name slides that are gone.
    for element in found.part._element.findall("{*}extLst"):
        found.part._element.remove(element)


def _plain(found: Any, theme: Theme) -> None:
    """Make the library's 4:3 deck a 16:9 one with the theme's font and colours, titles at the left."""
    wider = WIDTH / found.slide_width
    found.slide_width, found.slide_height = WIDTH, HEIGHT
    for place in (found.slide_master, *found.slide_layouts):
        for shape in place.shapes:
            if shape._element.xpath("./p:spPr/a:xfrm"):
                shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)
    for shape in found.slide_master.placeholders:
        if shape.placeholder_format.type in _PLACES:
            _put(shape, _PLACES[shape.placeholder_format.type])
    for style in found.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr"):
        style.set("algn", "l")
    for shape in found.slide_layouts[0].placeholders:
        if shape.placeholder_format.type in _COVER:
            _put(shape, _COVER[shape.placeholder_format.type])
            for style in shape._element.xpath(".//a:lstStyle/a:lvl1pPr"):
                style.set("algn", "l")
    for relation in found.slide_master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            part = relation.target_part
            part._blob = _coloured(part.blob, theme)


def _put(shape: Any, place: tuple[float, float, float, float]) -> None:
    """Give a placeholder its left, top, width and height, as shares of the slide."""
    left, top, width, height = place
    shape.left, shape.width = int(left * WIDTH), int(width * WIDTH)
    shape.top, shape.height = int(top * HEIGHT), int(height * HEIGHT)


def _coloured(blob: bytes, theme: Theme) -> bytes:
    """The theme part with the fonts and colours of ours, so that what is added later looks like the rest."""
    from lxml import etree

    root = etree.fromstring(blob)
    c = theme.colours
    ours = {"dk1": c.text, "dk2": c.quiet, "accent1": c.accent, "accent2": c.worse, "accent3": c.middle}
    for name, colour in ours.items():
        for element in root.iter(f"{{{_DRAWING}}}{name}"):
            for child in list(element):
                element.remove(child)
            etree.SubElement(element, f"{{{_DRAWING}}}srgbClr", val=colour[1:].upper())
    for fonts in ("majorFont", "minorFont"):
        for element in root.iter(f"{{{_DRAWING}}}{fonts}"):
            element.find(f"{{{_DRAWING}}}latin").set("typeface", printable(theme.office_font))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def cover(found: Any, title: str, lines: list[str], theme: Theme) -> Any:
    """The first slide."""
    slide = found.slides.add_slide(_layout(found, 1, first=True))
    set_title(slide, title, theme, largest=40)
    body = next((s for s in slide.placeholders if s.placeholder_format.idx not in (0, *_FOOTERS)), None)
    if body is not None:
        room = Frame(slide, body.left, body.top, body.width, body.height)
        colour = None if theme.template_data else theme.colours.quiet
        said = [plain(line) for line in lines]
        size = fitting(said, room, 18)
        paragraphs(body.text_frame, cut(said, size, room), size=size, colour=colour)
    _empty_away(slide, keep=body)
    _logo(slide, found, theme, 0.12)
    return slide


def content(found: Any, title: str, theme: Theme) -> Frame:
    """A new slide with a title, and the room under it: that of the layout's own content where it has one."""
    layout = _layout(found, 1)
    slide = found.slides.add_slide(layout)
    set_title(slide, title, theme, largest=30)
    body = _room(found, layout)
    _empty_away(slide, keep=None)
    if not theme.template_data:
        _logo(slide, found, theme, 0.06)
    if body is not None:
        return Frame(slide, *body)
    width, height = found.slide_width, found.slide_height
    holder = slide.shapes.title
    top = max(int(0.2 * height), holder.top + holder.height) if holder is not None else int(0.08 * height)
    top = min(top, int(0.4 * height))
    return Frame(slide, int(0.05 * width), top, int(0.9 * width), int(0.93 * height) - top)


def _room(found: Any, layout: Any) -> tuple[int, int, int, int] | None:
    own = [s for s in layout.placeholders if s.placeholder_format.idx not in (0, *_FOOTERS)]
    wide, high = _SMALLEST_ROOM * found.slide_width, _SMALLEST_ROOM * found.slide_height
    large = [s for s in own if (s.width or 0) >= wide and (s.height or 0) >= high]
    if len(large) != 1:
        return None
    shape = large[0]
    return shape.left, shape.top, shape.width, shape.height


def set_title(slide: Any, text: str, theme: Theme, *, largest: int) -> None:
    """Write the title in letters that fit its box."""
    holder, shown = slide.shapes.title, plain(text)
    if holder is None:
        return
    room = Frame(slide, holder.left, holder.top, holder.width, holder.height)
    own = _own_size(slide.slide_layout) if theme.template_data else 0
    size = fitting([shown], room, own or largest)
    # The template's own size stands where its title is not too long for it.
    paragraphs(holder.text_frame, cut([shown], size, room), size=None if size == own else size, colour=None)
    if not theme.template_data:
        for run in holder.text_frame.paragraphs[0].runs:
            run.font.bold, run.font.color.rgb = True, rgb(theme.colours.accent)


def _own_size(layout: Any) -> int:
    """The size in points of the titles of a template's layout, 0 where it does not say."""
    title = next(shape for shape in layout.placeholders if shape.placeholder_format.idx == 0)
    said = title._element.xpath(".//a:lstStyle/a:lvl1pPr/a:defRPr/@sz")
    said = said or layout.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    return int(said[0]) // 100 if said else 0


def _empty_away(slide: Any, keep: Any) -> None:
    """Remove placeholders that nothing is written in; they would ask for text."""
    for shape in list(slide.placeholders):
        if shape.placeholder_format.idx != 0 and (keep is None or shape.shape_id != keep.shape_id):
            shape._element.getparent().remove(shape._element)


def _layout(found: Any, wanted: int, *, first: bool = False) -> Any:
    """A layout with a title and so many other placeholders; for the first slide, one with a subtitle."""
    layouts = [one for one in found.slide_layouts if any(s.placeholder_format.idx == 0 for s in one.placeholders)]

    def order(layout: Any) -> tuple[int, int]:
        own = [s for s in layout.placeholders if s.placeholder_format.idx not in (0, *_FOOTERS)]
        is_first = any(s.placeholder_format.type == _SUBTITLE for s in own)
        return abs(len(own) - wanted) + 2 * (is_first != first), -_size(own)

    return min(layouts or list(found.slide_layouts), key=order)


def _size(shapes: list[Any]) -> int:
    return max(((shape.width or 0) * (shape.height or 0) for shape in shapes), default=0)


def _logo(slide: Any, found: Any, theme: Theme, share: float) -> None:
    """The theme's logo in the lower right corner, where it is a PNG or a JPEG."""
    known = office.picture(theme.logo_data)
    if known is None:
        return
    _, across, down = known
    height = int(share * found.slide_height)
    width = min(height * across // down, found.slide_width // 3)
    height = width * down // across
    gap = 12 * POINT
    left, top = found.slide_width - width - gap, found.slide_height - height - gap
    shape = slide.shapes.add_picture(io.BytesIO(theme.logo_data), left, top, width, height)
    shape._element.nvPicPr.cNvPr.set("descr", printable(theme.name) or "logo")
