"""Appearance: the colours, font and logo that every format uses, from one small TOML file.

Hues are told apart with all usual forms of colour blindness (blue against vermilion), and every text colour of the
default has a contrast of at least 4.5 to 1 against its background.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kundnojd.errors import FileError, InputError

LOGO_TYPES: Mapping[str, str] = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
MOST_BYTES = 200_000  # of a logo, which is copied into every page
_COLOUR = r"^#[0-9a-fA-F]{6}$"


class Colours(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Six-digit hexadecimal colours such as ``#0b5a8a``.

    ``accent`` is for what stands for the survey itself, ``better`` and ``worse`` for verdicts and the two ends of a
    scale, ``middle`` for what lies between, ``text``, ``quiet`` (small print), ``paper`` and ``line`` for the page.
    """

    accent: str = "#0b5a8a"
    better: str = "#0b5a8a"
    worse: str = "#a63c06"
    middle: str = "#c3c9d1"
    text: str = "#1a2230"
    quiet: str = "#566172"
    paper: str = "#ffffff"
    line: str = "#d5dbe3"


DARK = Colours(
    accent="#7cc0ec",
    better="#7cc0ec",
    worse="#f39c66",
    middle="#566172",
    text="#e8ecf2",
    quiet="#a9b4c2",
    paper="#131820",
    line="#323b48",
)


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A theme file; every field may be left out. ``logo`` and ``template`` (slides) are files beside it.

    >>> Theme().colours.accent
    '#0b5a8a'
    """

    name: str = ""
    logo: str = ""
    font: str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
    office_font: str = "Calibri"  # one name, as workbooks and slides have it
    template: str = ""
    colours: Colours = Colours()
    dark: Colours = DARK
    logo_data: bytes = b""  # filled in when the file is read, as the next
    template_data: bytes = b""

    @property
    def logo_address(self) -> str:
        """The logo as a data address for an HTML page, empty where there is none."""
        if not self.logo_data:
            return ""
        kind = LOGO_TYPES[Path(self.logo).suffix.lower()]
        return f"data:{kind};base64,{base64.b64encode(self.logo_data).decode('ascii')}"


DEFAULT = Theme()


def load(path: Path) -> Theme:
    """The theme in a TOML file, with its logo read.

    Raises `FileError` where a file cannot be read, `InputError` for an unknown field, a value that is no colour, or a
    logo that is no SVG, PNG or JPEG or is too large.
    """
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=Theme)
    except OSError as error:
        raise FileError("theme-unreadable", path=str(path), reason=error.strerror or str(error)) from error
    except msgspec.DecodeError as error:
        raise InputError("theme-not-understood", path=str(path), reason=str(error)) from error
    for part in (found.colours, found.dark):
        _check_colours(path, part)
    if any(character in found.font for character in "<>{};\\"):
        raise InputError("theme-not-understood", path=str(path), reason=f"font: {found.font}")
    logo = _logo(path, found.logo) if found.logo else b""
    template = _read(path.parent / found.template) if found.template else b""
    return msgspec.structs.replace(found, logo_data=logo, template_data=template)


def _check_colours(path: Path, colours: Colours) -> None:
    for name, value in msgspec.structs.asdict(colours).items():
        if not re.match(_COLOUR, value):
            raise InputError("theme-colour", path=str(path), name=name, found=value)


def _logo(path: Path, name: str) -> bytes:
    file = path.parent / name
    if file.suffix.lower() not in LOGO_TYPES:
        raise InputError("theme-logo", path=str(file), allowed=tuple(LOGO_TYPES), limit=MOST_BYTES)
    data = _read(file)
    if not 0 < len(data) <= MOST_BYTES:
        raise InputError("theme-logo", path=str(file), allowed=tuple(LOGO_TYPES), limit=MOST_BYTES)
    return data


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileError("theme-unreadable", path=str(file), reason=error.strerror or str(error)) from error
