"""What workbooks and slides have in common: text that their XML can hold, number formats, colours, pictures."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping

from kundnojd.locale import Locale
from kundnojd.renderers.theme import Theme
from kundnojd.report.model import Quantity

MINUS = '"\u2212"'
FORMATS: Mapping[str, str] = {
    "count": "#,##0",
    "index": "0.0",
    "share": '0"\u00a0%"',
    "net": f"+0;{MINUS}0;0",
    "mean": "0.00",
    "p": "0.0000",
    "length": "0.0",
}
SIGNED: Mapping[str, str] = {"index": f"+0.0;{MINUS}0.0;0.0", "mean": f"+0.00;{MINUS}0.00;0.00"}
_SIGNED_WHOLE = FORMATS["net"]
_PICTURES: Mapping[bytes, str] = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}


def number_format(kind: str, locale: Locale, of: str = "") -> str:
    """The number format of a kind of cells; ``points`` are differences, with a sign, of the kind ``of``.

    >>> from kundnojd.locale import load
    >>> number_format("share", load("en")), number_format("text", load("en"))
    ('0"%"', 'General')
    """
    if kind == "points":
        return SIGNED.get(of, _SIGNED_WHOLE)
    if kind == "share" and locale.code == "en":
        return '0"%"'
    return FORMATS.get(kind, "General")


def quantity_format(quantity: Quantity, locale: Locale) -> str:
    r"""The number format of a number with decimals and a unit of its own.

    >>> from kundnojd.locale import load
    >>> quantity_format(Quantity(8.98, 1, "%"), load("en")), quantity_format(Quantity(5, 0, is_signed=True), load("en"))
    ('#,##0.0"%"', '+#,##0;"\u2212"#,##0;0')
    """
    number = "#,##0" + ("." + "0" * quantity.decimals if quantity.decimals else "")
    if quantity.is_signed:
        return f"+{number};{MINUS}{number};0"
    gap = "" if quantity.measured_in == "%" and locale.code == "en" else "\u00a0"
    unit = printable(quantity.measured_in).replace('"', "")
    return f'{number}"{gap}{unit}"' if unit else number


def printable(text: str) -> str:
    r"""The text without what XML cannot hold: control characters become blanks, halves of surrogate pairs marks.

    >>> printable("a\x00b\ud800")
    'a b�'
    """
    return re.sub("[\ud800-\udfff]", "\ufffd", re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", " ", text))


def shortened(text: str, most: int) -> str:
    """The text in at most that many units of UTF-16, as these files count, with an ellipsis where it is cut.

    >>> shortened("Norrköping", 5), shortened("Norr", 5)
    ('Norr…', 'Norr')
    """
    if len(text.encode("utf-16-le")) <= 2 * most:
        return text
    return text.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def lighter(colour: str) -> str:
    """A colour half way to white.

    >>> lighter("000000"), lighter("#0b5a8a")
    ('808080', '85ADC5')
    """
    plain = colour.removeprefix("#")
    return "".join(f"{(int(plain[k : k + 2], 16) + 256) // 2:02X}" for k in (0, 2, 4))


def shades(theme: Theme, parts: int) -> tuple[str, ...]:
    """A colour for each of so many answers from the worst to the best, six hexadecimal digits each."""
    colours = theme.colours
    worse, middle, better = (colour[1:].upper() for colour in (colours.worse, colours.middle, colours.better))
    half = parts // 2
    low = [worse if k == 0 else lighter(worse) for k in range(half)]
    high = [better if k == 0 else lighter(better) for k in range(half)]
    return (*low, *([middle] if parts % 2 else []), *reversed(high))


def is_dark(colour: str) -> bool:
    """Whether white text reads better on a colour than black text (relative luminance of WCAG 2.1).

    >>> is_dark("0b5a8a"), is_dark("c3c9d1")
    (True, False)
    """
    plain = colour.removeprefix("#")
    parts = [int(plain[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179


def picture(data: bytes) -> tuple[str, int, int] | None:
    """The kind (png, jpeg), width and height in pixels of a picture; ``None`` for any other, such as SVG."""
    kind = next((name for start, name in _PICTURES.items() if data.startswith(start)), None)
    if kind == "png" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return (kind, width, height) if width and height else None
    return _jpeg(data) if kind == "jpeg" else None


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        # The frames that say how large the picture is; C4, C8 and CC are tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return ("jpeg", width, height) if width and height else None
        place += 2 + length
    return None
