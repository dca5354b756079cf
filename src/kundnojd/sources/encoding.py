"""Which encoding a text file has, proved over the whole file; no guessing by statistics.

A byte order mark; else UTF-16 where most odd or most even bytes are null; else strict UTF-8; else strict Windows-1252,
refused where it puts signs inside words that no language has there: the letters of an older code page (850, Mac Roman).
"""

from __future__ import annotations

import codecs
import re

from kundnojd.errors import FileError, LayoutError, UsageError
from kundnojd.sources.limits import MAX_LINE, MAX_RATIO, MAX_TEXT_BYTES
from kundnojd.sources.opening import Content, damage_said

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_SMALL = "a-zß-öø-ÿ"
# What å ä ö æ ø of code page 850 and Mac Roman become in Windows-1252. The first two after a letter, capitals beside a
# small letter, and the others between letters are in no word ...
_NEVER = re.compile(
    rf"[{_LETTER}][†„]|[{_SMALL}][ŒŠŽ]|[{_LETTER}][ŒŠŽ](?=[{_SMALL}])|[{_LETTER}][”™‡›¿®¯¾](?=[{_LETTER}])"
)
# ... while these are in Košice and Hawai‘i, and speak only where letters such as åäö are rarer.
_SELDOM = re.compile(rf"[{_LETTER}][šžœ‘](?=[{_LETTER}])")
_ACCENTED = re.compile("[À-ÖØ-öø-ÿ]")


def detect(content: Content, given: str | None) -> str:
    """The Python name of the encoding that decodes the whole file without a fault.

    ``given`` is the name the user gave, or ``None``. Raises `UsageError` where Python has no such encoding and
    `LayoutError` where the file cannot be decoded, with the line and the option that settles it.
    """
    mark = next((name for start, name in _MARKS if content.start.startswith(start)), "")
    with damage_said(content.label):
        if given is not None:
            return _given(content, given, mark)
        if mark:
            _prove(content, mark)
            return mark
        wide = _utf16_by_nulls(content.start)
        if wide:
            _prove(content, wide)
            return wide
        if _fault(content, "utf-8") is None:
            return "utf-8"
        _prove(content, "cp1252")
        _check_words(content)
        return "cp1252"


def is_wide(start: bytes) -> bool:
    """Whether the first bytes are those of UTF-16 or UTF-32, whose nulls are no sign of binary data."""
    return start.startswith(tuple(mark for mark, _ in _MARKS[1:])) or bool(_utf16_by_nulls(start))


def _given(content: Content, given: str, mark: str) -> str:
    try:
        b"    ".decode(given, errors="replace")  # knows the encodings of text from those of bytes, such as base64
        name = codecs.lookup(given).name
    except LookupError:
        raise UsageError("unknown-encoding", encoding=given) from None
    if mark.startswith(name):
        name = mark
    _prove(content, name)
    return name


def _utf16_by_nulls(start: bytes) -> str:
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) / 4
    if odd > half and odd > even:
        return "utf-16-le"
    return "utf-16-be" if even > half else ""


def _prove(content: Content, encoding: str) -> None:
    line = _fault(content, encoding)
    if line is not None:
        raise LayoutError("undecodable", path=content.label, encoding=encoding, line=line)


def _fault(content: Content, encoding: str) -> int | None:
    """The number of the line where the encoding fails, or None where it never does.

    Raises `FileError` where a line is longer than the limit, or a packed text much larger than its file.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, unpacked, unbroken = 1, 0, 0
    most = max(MAX_TEXT_BYTES, MAX_RATIO * content.path.stat().st_size)
    with content.open() as stream:
        while True:
            block = stream.read(_BLOCK)
            unpacked += len(block)
            if content.packed and unpacked > most:
                raise FileError(
                    "text-too-many-bytes", path=content.label, megabytes=MAX_TEXT_BYTES >> 20, ratio=MAX_RATIO
                )
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return lines + block.count(b"\n", 0, error.start)
            except UnicodeError:  # UTF-16 and UTF-32 without a byte order mark
                return lines
            if not block:
                return None
            unbroken = _unbroken(text, unbroken)
            if unbroken > MAX_LINE:
                raise FileError("line-too-long", path=content.label, line=lines, limit=MAX_LINE)
            lines += block.count(b"\n")


def _unbroken(text: str, before: int) -> int:
    """How many characters at the end of a block are on one line; a longer line inside of it comes back instead.

    A line that begins and ends inside one block is shorter than any limit.
    """
    start, end = max(text.rfind("\n"), text.rfind("\r")) + 1, len(text)
    if not start:
        return before + end
    first = min(place for place in (text.find("\n"), text.find("\r"), end) if place >= 0)
    return before + first if before + first > MAX_LINE else end - start


def _check_words(content: Content) -> None:
    seldom, accented, example = 0, 0, ""
    with content.open() as stream:
        while block := stream.read(_BLOCK):
            text = block.decode("cp1252")
            if found := _NEVER.search(text):
                raise LayoutError("old-code-page", path=content.label, word=_word(text, found))
            for found in _SELDOM.finditer(text):
                seldom, example = seldom + 1, example or _word(text, found)
            accented += len(_ACCENTED.findall(text))
    if seldom > accented:
        raise LayoutError("old-code-page", path=content.label, word=example)


def _word(text: str, found: re.Match[str]) -> str:
    """The odd letter between those beside it, no more: the whole word may be somebody's name."""
    odd = found.end() - 1
    after = text[odd + 1 : odd + 2]
    return f"…{text[odd - 1 : odd + 1]}{after if after.isalpha() else ''}…"
