"""What is too large is refused by its limit, and before it fills the memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, repeat
from pathlib import Path

import pytest

from kundnojd.errors import FileError, LayoutError
from kundnojd.sources import delimited, encoding, records, workbook_size
from kundnojd.sources.limits import MAX_COLUMNS
from kundnojd.sources.scan import scan
from tests.sources.building import read, refused, xlsx, zipped

HEAD = "Enhet;Hur nöjd är du totalt sett?\nÅre;9\nKiruna;7\n"
WHOLE = HEAD + "Åre;3\nKiruna;10\n" * 20
MEMORY = 1_500  # MB of addresses; an ordinary run takes half of that


def run_bounded(file: Path) -> tuple[int, str, float]:
    """``kundnojd inspect`` with little memory: the exit code, what it said, and the most memory it held, in MB."""
    import resource

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY << 20, MEMORY << 20))

    process = subprocess.Popen(
        [sys.executable, "-m", "kundnojd", "inspect", str(file), "--lang", "en"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=bounded,  # noqa: PLW1509 - nothing else runs in this process
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    said = process.stderr.read()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return process.returncode, said, usage.ru_maxrss / unit


def gzip_of_two_gigabytes(start: bytes, repeated: bytes) -> bytes:
    """A gzip of many members, each 16 MB of the same."""
    return gzip.compress(start) + gzip.compress(repeated * ((16 << 20) // len(repeated))) * 128


def quoted_lines() -> bytes:
    return (HEAD + "Lund" + ';"\n"' * 4_000_000).encode()


def half_a_million_columns() -> bytes:
    return b"Q;" * 499_999 + b"Q\n" + b"7;" * 499_999 + b"7\n"


def laughing_workbook() -> bytes:
    laughs = "".join(f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 10))
    return xlsx("<row/>", **{"xl/sharedStrings.xml": f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><sst>&l9;</sst>'})


HUGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a line of 2 GB": (partial(gzip_of_two_gigabytes, HEAD.encode() + b"Lund;", b"a"), "characters"),
    "2 GB of blank lines": (partial(gzip_of_two_gigabytes, HEAD.encode(), b"\n"), "unpacks to more than"),
    "2 GB of nulls": (partial(gzip_of_two_gigabytes, b"", b"\0"), "characters"),
    "a record of quoted lines": (quoted_lines, "quotation mark"),
    "half a million columns": (half_a_million_columns, "500000 columns"),
    "billion laughs": (laughing_workbook, "xl/sharedStrings.xml"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="memory is limited by the operating system")
@pytest.mark.parametrize("name", HUGE)
def test_huge_files_are_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    make, words = HUGE[name]
    (tmp_path / "huge").write_bytes(make())
    code, said, megabytes = run_bounded(tmp_path / "huge")
    print(f"{name}: {megabytes:.0f} MB")
    assert (code, words in said.replace(",", "")) == (3, True), said
    assert megabytes < 700


def zip_of(text: bytes) -> bytes:
    return zipped({"a.csv": text})


def test_a_line_longer_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes((HEAD + "Åre;" + "x" * 5_000 + "\nLund;8\n").encode())
    for block in (7, 1_000, 1 << 20):
        monkeypatch.setattr(encoding, "_BLOCK", block)
        monkeypatch.setattr(encoding, "MAX_LINE", 10_000)
        assert len(read(tmp_path / "a.csv").rows) == 4
        monkeypatch.setattr(encoding, "MAX_LINE", 2_000)
        if block < 2_000:  # longer than the limit by more than a block is always seen
            with refused(FileError, "line-too-long", limit=2_000):
                read(tmp_path / "a.csv")


def test_a_record_longer_than_the_limit_names_the_line_it_begins_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MAX_LINE", 1_000)
    (tmp_path / "a.csv").write_bytes((HEAD + 'Lund;"' + "rad\n" * 400 + '"\n').encode())
    with refused(FileError, "record-too-long", line=4, limit=1_000):
        read(tmp_path / "a.csv")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zip_of])
def test_a_packed_text_far_larger_than_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "a").write_bytes(pack(HEAD.encode() + b"Lund;7\n" * 200_000))
    assert len(read(tmp_path / "a").rows) == 200_002
    monkeypatch.setattr(encoding, "MAX_TEXT_BYTES", 1 << 20)
    with refused(FileError, "text-too-many-bytes", megabytes=1, ratio=200):
        read(tmp_path / "a")
    monkeypatch.setattr(encoding, "MAX_RATIO", 20_000)
    assert len(read(tmp_path / "a").rows) == 200_002


def test_as_many_columns_as_the_limit_and_one_more(tmp_path: Path) -> None:
    for columns in (MAX_COLUMNS, MAX_COLUMNS + 1):
        head = ";".join(f"Q{k}" for k in range(columns))
        (tmp_path / f"{columns}.csv").write_text(f"{head}\n" + ("7;" * columns)[:-1] + "\n")
    assert len(read(tmp_path / f"{MAX_COLUMNS}.csv", ["Q7"]).rows) == 1
    with refused(LayoutError, "too-many-columns", columns=MAX_COLUMNS + 1, limit=MAX_COLUMNS):
        read(tmp_path / f"{MAX_COLUMNS + 1}.csv")


def test_blank_rows_take_no_room_however_many(tmp_path: Path) -> None:
    lines: Iterator[str] = chain(["a;1\n"], repeat("\n", 300_000), ["b;2\n"], repeat(";\n", 300_000))
    found = scan(lines, ";", 2, (), "a.csv", 1)
    assert (found.records, found.blank.tolist()) == (300_002, [[1, 300_001]])


def test_rows_with_much_text_are_read_fewer_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes((HEAD + ("Lund;" + "x" * 995 + "\n") * 500).encode())
    monkeypatch.setattr(delimited, "CHUNK_CHARACTERS", 10_000)
    monkeypatch.setattr(delimited, "CHUNK_ROWS", 1_000)
    table = read(tmp_path / "a.csv")
    assert len(table.rows) == 502
    assert table.left_out == {}


def test_a_part_that_unpacks_to_more_than_the_zip_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_size, "_TRUSTED", 100)
    honest = xlsx("<row/>", **{"xl/sharedStrings.xml": "<sst>" + "x" * 100_000 + "</sst>"})
    workbook_size.check_zip(io.BytesIO(honest), "a.xlsx")
    lying, said = bytearray(honest), b"<sst>" + b"x" * 999
    for mark, checksum, size in ((b"PK\x03\x04", 14, 22), (b"PK\x01\x02", 16, 24)):
        at = next(k for k in range(len(lying)) if lying[k:].startswith(mark) and b"sharedStrings" in lying[k : k + 70])
        lying[at + checksum : at + checksum + 4] = zlib.crc32(said).to_bytes(4, "little")
        lying[at + size : at + size + 4] = len(said).to_bytes(4, "little")
    with refused(FileError, "file-damaged"):
        workbook_size.check_zip(io.BytesIO(bytes(lying)), "a.xlsx")


def test_a_name_of_no_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Enhet;" + "[" * 70_000 + "\n" + "Lund;7\n" * 3)
    with refused(LayoutError, "name-too-long", column=2, limit=10_000):
        read(tmp_path / "a.csv")


def test_nulls_in_the_header_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("Enhet;Be\0tyg\nLund;7\n".encode("utf-16"))
    with refused(FileError, "nul-character", line=1):
        read(tmp_path / "a.csv")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>\n<!-- x -->"])
def test_entities_in_any_part_of_a_workbook_are_refused(tmp_path: Path, part: str, before: str) -> None:
    for trap in ('<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/hostname">'):
        whole = before + trap + "<worksheet/>"
        padded = b"<!--" + b" " * 70_000 + b"-->" + whole.encode()
        for content in (whole.encode(), whole.encode("utf-16"), whole.encode("utf-16-be"), padded):
            (tmp_path / "a.xlsx").write_bytes(xlsx("<row/>", **{part: content}))
            with refused(FileError, "workbook-odd-xml", part=part):
                read(tmp_path / "a.xlsx")


def test_macros_and_links_are_not_run_and_formulas_give_what_they_gave(tmp_path: Path) -> None:
    rows = (
        '<row><c t="inlineStr"><is><t>Ort</t></is></c><c t="inlineStr"><is><t>Betyg</t></is></c></row>'
        '<row><c t="str"><f>WEBSERVICE("http://example.invalid")</f><v>Lund</v></c>'
        "<c><f>[1]Svar!A1+2</f><v>9</v></c></row>"
        '<row><c t="inlineStr"><is><t>=1+1</t></is></c><c><v>7</v></c></row>'
    )
    macros = b"\xd0\xcf\x11\xe0" + bytes(600)
    parts = {"xl/vbaProject.bin": macros, "xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    (tmp_path / "a.xlsm").write_bytes(xlsx(rows, **parts))
    assert read(tmp_path / "a.xlsm").rows == [["Lund", "9"], ["=1+1", "7"]]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_lone_surrogates_are_no_text(tmp_path: Path, codec: str) -> None:
    text = "Ort;Betyg\nLund\ud800;7\n".encode(codec, "surrogatepass")
    (tmp_path / "a.csv").write_bytes(text + b"\x81" * (codec == "utf-8"))  # nor Windows-1252
    with refused(LayoutError, "undecodable"):
        read(tmp_path / "a.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_pipes_devices_and_circles_of_links_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "link.csv").symlink_to("a.csv")
    (tmp_path / "a.csv").write_text(HEAD)
    assert len(read(tmp_path / "link.csv").rows) == 2
    for device in (tmp_path / "pipe.csv", Path("/dev/zero")):
        with refused(FileError, "file-is-device"):
            read(device)
    long = (tmp_path / ("x" * 300), Path(*["x" * 200] * 30))
    for missing in (tmp_path / "loop.csv", tmp_path / "a.csv" / "b.csv", *long):
        with pytest.raises(FileError, match="file-not-found"):
            read(missing)
