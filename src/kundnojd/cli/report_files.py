"""The files of a set of reports: names that are safe and stay the same, and a folder that never holds half of one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from kundnojd.errors import FileError

INDEX = "index.html"
UNFINISHED = ".kundnojd-unfinished"
_LONGEST = 60
_DIGITS = 8
_SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
_OURS = b'content="kundnojd '


def file_name(unit: str) -> str:
    """A name without a suffix that any system allows and that depends on the unit's name alone.

    The digits at its end tell apart units whose names differ only in what a file name cannot hold.

    >>> file_name("Östra Höjden"), file_name("../../etc/passwd")
    ('ostra-hojden-ebafa8e3', 'etc-passwd-3754d6cb')
    """
    plain = unicodedata.normalize("NFKD", unit.casefold().translate(_SPELLED))
    words = re.findall(r"[a-z0-9]+", "".join(ch for ch in plain if not unicodedata.combining(ch)))
    digits = hashlib.sha256(unit.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return f"{'-'.join(words)[:_LONGEST].strip('-') or 'x'}-{digits}"


def file_names(units: Iterable[str]) -> dict[str, str]:
    """The name of each unit's files; no two are alike."""
    names = {unit: file_name(unit) for unit in units}
    taken = Counter(names.values())
    return {
        unit: name if taken[name] == 1 else f"{name}-{hashlib.sha256(unit.encode()).hexdigest()}"
        for unit, name in names.items()
    }


def check(folder: Path) -> None:
    """Raise `FileError` where reports cannot be put into a folder, which may be yet to be made in one that is there."""
    if folder.exists() and not folder.is_dir():
        raise FileError("report-folder", folder=str(folder))
    if not folder.exists() and not folder.absolute().parent.is_dir():
        raise FileError("report-folder-parent", folder=str(folder), parent=str(folder.absolute().parent))
    if not os.access(folder if folder.exists() else folder.absolute().parent, os.W_OK | os.X_OK):
        raise FileError("report-folder-closed", folder=str(folder))
    index = folder / INDEX
    if index.is_file():
        with index.open("rb") as file:
            if _OURS not in file.read(2000):
                raise FileError("report-foreign-index", file=str(index))


@contextlib.contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder inside ``folder`` for files that are being written; it is gone afterwards, whatever happens.

    What an earlier run that was killed left there is removed first. Every run has a place of its own, so that what may
    still be alive of an earlier one cannot write into it. Raises `FileError` where it cannot be made.
    """
    place = folder / UNFINISHED
    try:
        folder.mkdir(exist_ok=True)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(exist_ok=True)
        own = Path(tempfile.mkdtemp(dir=place))
    except OSError as error:
        raise FileError("report-unwritable", file=str(folder), reason=error.strerror or str(error)) from error
    try:
        yield own
    finally:
        shutil.rmtree(place, ignore_errors=True)


def write(content: bytes, name: str, place: Path) -> None:
    """Write a file into the folder for unfinished ones; `FileError` where that cannot be done."""
    file = place / name
    if file.parent.resolve() != place.resolve():
        raise ValueError("a report is written into its folder and nowhere else")
    try:
        file.write_bytes(content)
    except OSError as error:
        raise FileError("report-unwritable", file=name, reason=error.strerror or str(error)) from error


def publish(names: Sequence[str], place: Path, folder: Path) -> None:
    """Move finished files from ``place`` into ``folder``, in the place of those that were there.

    Raises `FileError` after all that can be moved have been, where some could not.
    """
    left: list[tuple[str, str]] = []
    for name in names:
        try:
            (place / name).replace(folder / name)
        except OSError as error:
            left.append((name, error.strerror or str(error)))
    if left:
        name, reason = left[0]
        raise FileError("report-not-replaced", count=len(left), file=str(folder / name), reason=reason)


def of_earlier_runs(
    folder: Path, made: Collection[str], whole: Collection[str], suffixes: Collection[str]
) -> list[str]:
    """The names of files that look like reports of an earlier run and are not among those made now.

    ``whole`` are the names, without suffix, that the report of the whole may have had.
    """
    endings = "|".join(re.escape(suffix) for suffix in suffixes)
    stems = "|".join([rf"[a-z0-9-]+-[0-9a-f]{{{_DIGITS}}}", *map(re.escape, whole)])
    ours = re.compile(rf"({stems})({endings})")
    return sorted(file.name for file in folder.iterdir() if ours.fullmatch(file.name) and file.name not in made)
