"""The files of a set of reports: names that are safe and stay the same, and a folder that never holds half of one."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from kundnojd.errors import FileError

UNFINISHED = ".kundnojd-unfinished"
_LONGEST = 60
_SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})


def file_name(unit: str) -> str:
    """A name without a suffix that any system allows and that depends on the unit's name alone.

    The digits at its end tell apart units whose names differ only in what a file name cannot hold.

    >>> file_name("Östra Höjden"), file_name("../../etc/passwd")
    ('ostra-hojden-ebaf', 'etc-passwd-3754')
    """
    plain = unicodedata.normalize("NFKD", unit.casefold().translate(_SPELLED))
    words = re.findall(r"[a-z0-9]+", "".join(ch for ch in plain if not unicodedata.combining(ch)))
    digits = hashlib.sha256(unit.encode("utf-8", "surrogatepass")).hexdigest()[:4]
    return f"{'-'.join(words)[:_LONGEST].strip('-') or 'x'}-{digits}"


@contextlib.contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder inside ``folder`` for files that are being written; it is gone afterwards, whatever happens.

    What an earlier run that was killed left there is removed first. Raises `FileError` where it cannot be made.
    """
    place = folder / UNFINISHED
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    except OSError as error:
        raise FileError("cannot-write", file=str(folder), reason=error.strerror or str(error)) from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def put(content: bytes, name: str, place: Path, folder: Path) -> None:
    """Write a file in ``place`` and move it whole into ``folder``; `FileError` where that cannot be done."""
    target = folder / name
    if target.parent.resolve() != folder.resolve():
        raise ValueError("a report is written into its folder and nowhere else")
    try:
        part = place / name
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise FileError("cannot-write", file=str(target), reason=error.strerror or str(error)) from error
