"""From a path to bytes: a file that is there, standard input, and what is packed unpacked on the way."""

from __future__ import annotations

import bz2
import errno
import gzip
import lzma
import re
import stat
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from typing import IO, NoReturn, cast

from kundnojd.errors import FileError
from kundnojd.sources import signatures

STANDARD_INPUT = "-"
START_BYTES = 65_536
PACKED: tuple[tuple[re.Pattern[bytes], Callable[..., object]], ...] = (
    (re.compile(rb"\x1f\x8b"), gzip.open),
    (re.compile(rb"BZh[1-9]1AY&SY"), bz2.open),
    (re.compile(rb"\xfd7zXZ\x00"), lzma.open),
)


@dataclass(frozen=True)
class Content:
    """The bytes of a file, unpacked: ``open()`` gives them from the first one each time, ``start`` is the first 64 kB.

    ``label`` is the name to show, ``suffix`` that of the file inside: ``.csv`` for ``data.csv.gz``.
    """

    path: Path
    label: str
    suffix: str
    start: bytes
    packed: bool
    open: Callable[[], IO[bytes]]


@contextmanager
def spooled(path: str | Path) -> Iterator[tuple[Path, str]]:
    """A path that can be read more than once, and the name to show; standard input is kept in a file meanwhile."""
    if str(path) != STANDARD_INPUT:
        yield Path(path), Path(path).name
        return
    with tempfile.TemporaryDirectory(prefix="kundnojd-") as folder:
        spool = Path(folder) / "stdin"
        with spool.open("wb") as target:
            copyfileobj(sys.stdin.buffer, target)
        yield spool, STANDARD_INPUT


@contextmanager
def unchanged(path: Path, label: str) -> Iterator[None]:
    """Says a file that changes inside the block as a `FileError`, whatever fault the change has led to."""
    before = _stamp(path)
    try:
        yield
    except Exception as error:
        if _stamp(path) != before:
            raise FileError("file-changed", path=label) from error
        raise
    if _stamp(path) != before:
        raise FileError("file-changed", path=label)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino


@contextmanager
def damage_said(label: str) -> Iterator[None]:
    """Says a packed file that is cut or broken as a `FileError`."""
    try:
        yield
    except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise FileError("file-damaged", path=label) from error
    except OSError as error:
        if error.errno is not None:  # a fault of the disk has a number, one of bz2 has none
            raise
        raise FileError("file-damaged", path=label) from error


@contextmanager
def broken_zip_told() -> Iterator[None]:
    """Any fault of opening a zip or a member as `zipfile.BadZipFile`: for broken ones zipfile raises half a dozen."""
    try:
        yield
    except (ValueError, KeyError, OverflowError, NotImplementedError, RuntimeError, struct.error) as error:
        raise zipfile.BadZipFile(str(error)) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the beginning of the file
            raise
        raise zipfile.BadZipFile(str(error)) from error


def open_content(path: Path, label: str) -> Content:
    """The content of a file. Raises `FileError` where it is missing, a folder, empty, damaged or not readable."""
    _check_there(path, label)
    try:
        with path.open("rb") as stream:
            magic = stream.read(16)
    except PermissionError as error:
        raise FileError("file-not-readable", path=label) from error
    with damage_said(label):
        opener, inner = _unpacked(path, label, magic)
        with opener() as stream:
            start = stream.read(START_BYTES)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileError("file-empty", path=label)
    is_packed = opener.func is not _open_plain
    return Content(path, label, Path(inner).suffix.lower(), start, is_packed, opener)


def _check_there(path: Path, label: str) -> None:
    try:
        mode = path.stat().st_mode
    except PermissionError as error:
        raise FileError("file-not-readable", path=str(path)) from error
    except (OSError, ValueError):  # not there, a circle of links, a name longer than any can be
        _say_missing(path, label)
    else:
        if stat.S_ISDIR(mode):
            raise FileError("file-is-folder", path=str(path))
        if not stat.S_ISREG(mode):  # reading would wait for ever, or never end
            raise FileError("file-is-device", path=str(path))


def _say_missing(path: Path, label: str) -> NoReturn:
    folder = path.parent
    names: list[str] = []
    with suppress(OSError, ValueError):
        names = sorted(entry.name for entry in folder.iterdir())
    near = get_close_matches(label, names, n=3, cutoff=0.6)
    if near:
        raise FileError("file-not-found-near", path=str(path), near=tuple(near))
    raise FileError("file-not-found", path=str(path))


def _unpacked(path: Path, label: str, magic: bytes) -> tuple[partial[IO[bytes]], str]:
    for start, opener in PACKED:
        if start.match(magic):
            return cast("partial[IO[bytes]]", partial(opener, path)), Path(label).stem
    if magic.startswith((signatures.ZIP, signatures.EMPTY_ZIP)):
        return _zip_member(path, label)
    return partial(_open_plain, path), label


def _open_plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _zip_member(path: Path, label: str) -> tuple[partial[IO[bytes]], str]:
    with broken_zip_told(), zipfile.ZipFile(path) as archive:
        if signatures.is_document(archive.namelist()):
            return partial(_open_plain, path), label
        members = [
            member
            for member in archive.infolist()
            if not member.is_dir() and not member.filename.startswith("__MACOSX/")
        ]
    if len(members) != 1:
        names = tuple(member.filename for member in members[:10])
        raise FileError("zip-not-one-file", path=label, found=len(members), names=names)
    if members[0].flag_bits & 0x1:
        raise FileError("file-protected", path=label)
    return partial(_open_member, path, members[0].filename), members[0].filename


def _open_member(path: Path, name: str) -> IO[bytes]:
    with broken_zip_told(), zipfile.ZipFile(path) as archive:
        return archive.open(name)  # the member keeps the file open until it is closed itself
