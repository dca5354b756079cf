"""Files mangled by a seeded generator: the same number always gives the same file, so that a fault can be replayed.

A mangler takes the generator and what is to be mangled, and gives it mangled. There is a table of them for bytes, for
text and for the XML inside a workbook; which are tried depends on the whole file the case begins with.
"""

from __future__ import annotations

import codecs
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.fuzzing.whole_files import whole_files

TEXT_CODECS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "cp850", "mac-roman", "utf-32")
MORE_CODECS = ("utf-7", "shift-jis", "koi8-r", "cp037", "utf-32-be", "latin-1")
CELLS = (
    *(
        "",
        " ",
        "\u00a0",
        "=1+1",
        '=HYPERLINK("http://x";"y")',
        "@SUM(1)",
        "-",
        "+",
        "NaN",
        "nan",
        "inf",
        "-inf",
        "1e999",
    ),
    *("1E400", "-0", "0", "00", "-1", "-99", "11", "98", "99", "100000000000000000000000000000000", "0x10", "1_000"),
    *("9 000", "1.234,5", "1,234.5", ",5", "5,", ".", ",", "½", "²", "９", "٣", "Ⅸ", "10-", "10 - ", "- Mycket nöjd"),
    *("0000-00-00", "2025-13-45", "9999-12-31", "0001-01-01", "2025-02-29", "31.12.2025", "1/1/1", "25:61", "2025"),
    *("\x00", "\x1f", "\x0b", "\x0c", "\x85", "\u2028", "\u200b", "\u202e", "\ufeff", "\ud800", "\udfff", "\ufffe"),
    *("TRUE", "Ja", "None", "null", "#N/A", "#REF!", "Vet ej", "vet ej", "N/A", "{x}", "{}", "%s", "%", "[b]", "[/]"),
    *(
        "<b>&amp;",
        "\\",
        "\\n",
        "'",
        '"',
        '""',
        "x" * 40_000,
        "å" * 300,
        "a;b,c\td|e",
        "rad\nrad",
        "\r",
        "e\u0301",
        "👍🏽",
    ),
    *(
        "Mycket nöjd",
        "Svært fornøyd",
        "Strongly agree",
        "Very satisfied (5)",
        "1 av 10",
        "10/10",
        "Total",
        "All",
        "rest",
    ),
)
NAMES = (
    *(
        "",
        " ",
        "Vikt",
        "weight",
        "Enhet",
        "unit",
        "wave",
        "År",
        "Region",
        "Svarsnummer",
        "Kommentar",
        "Column 2",
        "Ålder",
    ),
    *("Hur nöjd är du totalt sett?", "Skulle du rekommendera oss (0-10)?", "How well did we meet your expectations?"),
    *(
        "Q1",
        "Q1 (2)",
        "1",
        "0-10",
        "=1",
        "x" * 5_000,
        "Hur\nnöjd?",
        "[b]",
        "{name}",
        "\ud83d",
        "NKI",
        "sep=,",
        "#",
        '"',
    ),
)
TRAPS = (
    *('r="XFD1048576"', 'r="A0"', 'r="A99999999999"', 'r="1"', 'r=""', 't="s"', 't="d"', 't="e"', 't="b"', 't="n"'),
    *(
        "<v>99999999</v>",
        "<v>-1</v>",
        "<v>1e308</v>",
        "<v>nan</v>",
        "<v></v>",
        "<v>&lol;</v>",
        "&#0;",
        "&#x110000;",
        "]]>",
    ),
    *(
        "<!--",
        "<![CDATA[",
        "</row>",
        "<row>",
        "</sheetData>",
        '<row r="1048576"/>',
        "<c/>",
        "<c></c>",
        "\x00",
        "\ufffe",
    ),
    '<!DOCTYPE x [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>',
    '<!DOCTYPE x SYSTEM "file:///etc/hostname">',
    'table:number-columns-repeated="99999999"',
    'table:number-rows-repeated="-1"',
)
OPTIONS = (
    *([("--header-rows", str(n)) for n in (0, 1, 2, 3, 5)]),
    *([("--delimiter", d) for d in (";", ",", "tab", "x")]),
    *([("--encoding", e) for e in ("cp850", "utf-8", "utf-16", "latin-1")]),
    *([("--missing", m) for m in ("9", "10", "Vet ej")]),
    *([("--decimal", ","), ("--detail",), ("--min-n", "1"), ("--wave", "none"), ("--measure", "answer")]),
)
LARGEST = 2_000_000  # bytes: a run over thousands of files has to end
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods", ".zip")


@dataclass(frozen=True)
class Case:
    """A mangled file: its name and bytes, the options to read it with, and the whole file that comes before it."""

    number: int
    name: str
    content: bytes
    options: tuple[str, ...]
    with_whole: str
    steps: tuple[str, ...]

    @property
    def told(self) -> str:
        """What was done, in one line."""
        parts = (self.name, *self.steps, *self.options, *([f"after {self.with_whole}"] if self.with_whole else ()))
        return " ".join(parts)


def case_of(seed: int, number: int) -> Case:
    """The case of a number in the run of a seed."""
    rng = random.Random(f"{seed}/{number}")
    name, content = rng.choice(list(whole_files().items()))
    steps: list[str] = []
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
        mangle = rng.choice(_kinds(name, content, rng))
        steps.append(mangle.__name__)
        content = mangle(rng, content)[:LARGEST]
    options = rng.choice(OPTIONS) if rng.random() < 0.2 else ()
    with_whole = rng.choice(("tree.csv", "words.csv", "hyresgaster.csv")) if rng.random() < 0.1 else ""
    return Case(number, name, content, options, with_whole, tuple(steps))


Mangler = Callable[[random.Random, bytes], bytes]


def _kinds(name: str, content: bytes, rng: random.Random) -> tuple[Mangler, ...]:
    if name.endswith(_WORKBOOKS) and content[:2] == b"PK":
        return ON_PARTS if rng.random() < 0.8 else ON_BYTES
    if name.endswith((".csv", ".txt", ".tsv")):
        return ON_TEXT if rng.random() < 0.7 else ON_BYTES
    return ON_BYTES


# Bytes


def _place(rng: random.Random, content: bytes) -> int:
    """A place anywhere, or near the beginning, where the layout is told."""
    return rng.randrange(min(len(content), rng.choice((20, 400, 1 << 30))) or 1)


def _splice(rng: random.Random, content: bytes, piece: bytes, gone: int = 0) -> bytes:
    at = _place(rng, content)
    return content[:at] + piece + content[at + gone :]


def cut(rng: random.Random, content: bytes) -> bytes:
    return content[: _place(rng, content)]


def cut_from_front(rng: random.Random, content: bytes) -> bytes:
    return content[_place(rng, content) :]


def delete(rng: random.Random, content: bytes) -> bytes:
    return _splice(rng, content, b"", rng.choice((1, 2, 3, 50, 5_000)))


def flip_bits(rng: random.Random, content: bytes) -> bytes:
    broken = bytearray(content)
    for _ in range(rng.choice((1, 3, 30)) if broken else 0):
        broken[_place(rng, content)] ^= 1 << rng.randrange(8)
    return bytes(broken)


def swap_bytes(rng: random.Random, content: bytes) -> bytes:
    broken = bytearray(content)
    for _ in range(rng.choice((1, 5, 100)) if broken else 0):
        a, b = _place(rng, content), _place(rng, content)
        broken[a], broken[b] = broken[b], broken[a]
    return bytes(broken)


def insert_noise(rng: random.Random, content: bytes) -> bytes:
    return _splice(rng, content, rng.randbytes(rng.choice((1, 2, 7, 300))), rng.choice((0, 0, 4)))


def insert_nulls(rng: random.Random, content: bytes) -> bytes:
    return _splice(rng, content, bytes(rng.choice((1, 2, 100, 70_000))))


def repeat_a_piece(rng: random.Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return _splice(rng, content, content[at : at + rng.choice((1, 10, 2_000))] * rng.choice((1, 2, 40)))


def put_a_mark_before(rng: random.Random, content: bytes) -> bytes:
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, b"PK\x03\x04", b"\x1f\x8b")
    return rng.choice(marks) + content


def extreme_numbers(rng: random.Random, content: bytes) -> bytes:
    piece = rng.choice((b"\xff", b"\x7f", b"\x00", b"\x80")) * rng.choice((1, 2, 4, 8))
    return _splice(rng, content, piece, len(piece))


def double_the_file(rng: random.Random, content: bytes) -> bytes:
    return content + content


# Text


def _on_text(change: Callable[[random.Random, str], str]) -> Mangler:
    def mangle(rng: random.Random, content: bytes) -> bytes:
        codec = _codec(content)
        text = change(rng, content.decode(codec, "replace"))
        return text.encode(codec, "replace" if codec == "latin-1" else "surrogatepass")

    mangle.__name__ = change.__name__
    return mangle


def _codec(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def other_encoding(rng: random.Random, content: bytes) -> bytes:
    text = content.decode(_codec(content), "replace")
    return text.encode(rng.choice(TEXT_CODECS + TEXT_CODECS + MORE_CODECS), "replace")


def half_in_another_encoding(rng: random.Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return content[:at] + content[at:].decode("utf-8", "replace").encode(rng.choice(TEXT_CODECS), "replace")


def _delimiter(text: str) -> str:
    line = max(text[:3_000].split("\n"), key=len)
    return max(";,\t|", key=line.count)


def _lines(text: str) -> list[str]:
    return text.split("\n")


@_on_text
def drop_delimiters(rng: random.Random, text: str) -> str:
    mark, share = _delimiter(text), rng.choice((0.01, 0.3, 1.0))
    return "".join(sign for sign in text if sign != mark or rng.random() > share)


@_on_text
def add_delimiters(rng: random.Random, text: str) -> str:
    mark = rng.choice(";,\t|" + _delimiter(text) * 4)
    return "\n".join(line + mark * rng.choice((0, 0, 1, 3)) for line in _lines(text))


@_on_text
def other_delimiter(rng: random.Random, text: str) -> str:
    return text.replace(_delimiter(text), rng.choice((";", ",", "\t", "|", ":", " ", "\x1f", "¤", ";;")))


@_on_text
def mixed_delimiters(rng: random.Random, text: str) -> str:
    mark, other = _delimiter(text), rng.choice(";,\t|")
    return "\n".join(line.replace(mark, other) if rng.random() < 0.4 else line for line in _lines(text))


@_on_text
def double_quotes(rng: random.Random, text: str) -> str:
    return text.replace('"', '""')


@_on_text
def stray_quotes(rng: random.Random, text: str) -> str:
    mark = _delimiter(text)
    for _ in range(rng.choice((1, 2, 9))):
        at = rng.randrange(len(text) + 1)
        at = text.find(mark, at) + 1 if rng.random() < 0.6 else at
        text = text[:at] + rng.choice(('"', '""', "'", '"\n', '\\"')) + text[at:]
    return text


@_on_text
def quote_everything(rng: random.Random, text: str) -> str:
    mark = _delimiter(text)
    return "\n".join('"' + line.rstrip("\r").replace(mark, f'"{mark}"') + '"' for line in _lines(text))


@_on_text
def other_line_ends(rng: random.Random, text: str) -> str:
    end = rng.choice(("\r", "\r\n", "\n\r", "\n\n", "\x85", "\u2028", "\x0b", ""))
    return text.replace("\r\n", "\n").replace("\n", end)


@_on_text
def move_the_header(rng: random.Random, text: str) -> str:
    first, *rest = _lines(text)
    at = rng.randrange(len(rest) + 1)
    return "\n".join([*rest[:at], *([first] * rng.choice((0, 1, 1, 2))), *rest[at:]])


@_on_text
def insert_rows(rng: random.Random, text: str) -> str:
    lines, mark = _lines(text), _delimiter(text)
    for _ in range(rng.choice((1, 3, 20))):
        row = rng.choice(
            ("", mark * 3, mark * 200, "Rapport", lines[0], mark.join(rng.choices(CELLS, k=6)), "sep=" + mark)
        )
        lines.insert(rng.randrange(min(len(lines), rng.choice((3, 1_000))) + 1), row)
    return "\n".join(lines)


@_on_text
def few_rows(rng: random.Random, text: str) -> str:
    return "\n".join(_lines(text)[: rng.choice((1, 2, 3, 7))])


@_on_text
def shuffle_rows(rng: random.Random, text: str) -> str:
    first, *rest = _lines(text)
    rng.shuffle(rest)
    return "\n".join([first, *rest])


@_on_text
def odd_cells(rng: random.Random, text: str) -> str:
    mark, share, values = _delimiter(text), rng.choice((0.01, 0.2)), rng.choices(CELLS, k=3)
    first, *rest = _lines(text)
    changed = [
        mark.join(rng.choice(values) if rng.random() < share else cell for cell in line.split(mark)) for line in rest
    ]
    return "\n".join([first, *changed])


@_on_text
def odd_column(rng: random.Random, text: str) -> str:
    mark, values = _delimiter(text), rng.choices(CELLS, k=rng.choice((1, 2, 5, 30)))
    first, *rest = _lines(text)
    place = rng.randrange(first.count(mark) + 1)
    table = [line.split(mark) for line in rest]
    for row in table:
        row[place : place + 1] = [rng.choice(values)]
    return "\n".join([first, *map(mark.join, table)])


@_on_text
def odd_names(rng: random.Random, text: str) -> str:
    mark, share, names = _delimiter(text), rng.choice((0.1, 0.5, 1.0)), rng.choices(NAMES, k=4)
    first, *rest = _lines(text)
    head = [rng.choice(names) if rng.random() < share else cell for cell in first.split(mark)]
    return "\n".join([mark.join(head), *rest])


@_on_text
def repeat_columns(rng: random.Random, text: str) -> str:
    mark, times = _delimiter(text), rng.choice((2, 3, 10))
    return "\n".join(mark.join([line.rstrip("\r")] * times) for line in _lines(text)[:40])


@_on_text
def turn_the_table(rng: random.Random, text: str) -> str:
    table = [line.rstrip("\r").split(_delimiter(text)) for line in _lines(text)]
    return "\n".join(_delimiter(text).join(column) for column in zip(*table, strict=False))


# Parts of a zip


def _on_parts(change: Callable[[random.Random, dict[str, bytes]], dict[str, bytes]]) -> Mangler:
    def mangle(rng: random.Random, content: bytes) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
        except Exception:  # mangled too much by a step before
            return insert_noise(rng, content)
        if not parts:
            return insert_noise(rng, content)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in change(rng, parts).items():
                archive.writestr(zipfile.ZipInfo(name), part, rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))
        return target.getvalue()

    mangle.__name__ = change.__name__
    return mangle


def _a_part(rng: random.Random, parts: dict[str, bytes]) -> str:
    likely = [
        name for name in parts if "sheet1" in name or "content" in name or "Strings" in name or "workbook" in name
    ]
    return rng.choice(likely * 4 + list(parts))


@_on_parts
def mangle_a_part(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    name = _a_part(rng, parts)
    mangle = rng.choice(ON_TEXT if name.endswith(".csv") else ON_BYTES)
    return parts | {name: mangle(rng, parts[name])}


@_on_parts
def trap_in_a_part(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    name = _a_part(rng, parts)
    text = parts[name].decode("utf-8", "replace")
    for _ in range(rng.choice((1, 1, 4))):
        trap = rng.choice(TRAPS)
        at = rng.randrange(len(text) + 1)
        for mark in {trap.partition("=")[0] + '="', trap[:3] if trap.startswith("<") else ">"}:
            found = text.find(mark, at)
            if found >= 0:
                end = text.find('"', found + len(mark)) + 1 if mark.endswith('"') else found
                text = text[:found] + trap + text[max(end, found) :]
                break
        else:
            text = text[:at] + trap + text[at:]
    return parts | {name: text.encode("utf-8", "replace")}


@_on_parts
def odd_texts_in_a_part(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    name = _a_part(rng, parts)
    pieces = parts[name].decode("utf-8", "replace").split(">")
    for k in range(len(pieces) - 1):
        text, mark, rest = pieces[k + 1].partition("<")
        if text and mark and rng.random() < 0.05:
            odd = rng.choice(CELLS).replace("&", "&amp;").replace("<", "&lt;").encode("utf-8", "replace").decode()
            pieces[k + 1] = odd + mark + rest
    return parts | {name: ">".join(pieces).encode()}


@_on_parts
def drop_a_part(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    name = rng.choice(list(parts))
    return {other: part for other, part in parts.items() if other != name}


@_on_parts
def rename_a_part(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    name = rng.choice(list(parts))
    new = rng.choice((name.upper(), "../" + name, "/" + name, name.replace("/", "\\"), "x" * 300, "å/" + name))
    return {new if other == name else other: part for other, part in parts.items()}


@_on_parts
def swap_two_parts(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    a, b = rng.choice(list(parts)), rng.choice(list(parts))
    return parts | {a: parts[b], b: parts[a]}


@_on_parts
def empty_a_part(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    return parts | {_a_part(rng, parts): b""}


@_on_parts
def drop_elements(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    name = _a_part(rng, parts)
    pieces = parts[name].split(b"<")
    return parts | {name: b"<".join(piece for piece in pieces if rng.random() > 0.005)}


ON_BYTES: tuple[Mangler, ...] = (
    *(cut, cut_from_front, delete, flip_bits, swap_bytes, insert_noise, insert_nulls, repeat_a_piece),
    *(put_a_mark_before, extreme_numbers, double_the_file),
)
ON_TEXT: tuple[Mangler, ...] = (
    *(other_encoding, half_in_another_encoding, drop_delimiters, add_delimiters, other_delimiter, mixed_delimiters),
    *(double_quotes, stray_quotes, quote_everything, other_line_ends, move_the_header, insert_rows, few_rows),
    *(shuffle_rows, odd_cells, odd_cells, odd_column, odd_column, odd_names, repeat_columns, turn_the_table),
)
ON_PARTS: tuple[Mangler, ...] = (
    *(mangle_a_part, mangle_a_part, trap_in_a_part, trap_in_a_part, odd_texts_in_a_part, drop_a_part, rename_a_part),
    *(swap_two_parts, empty_a_part, drop_elements),
)
