"""Office files that are the same to the last byte whenever they are written."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the zero of dates in a zip file


def _as_it_is(_: str, part: bytes) -> bytes:
    return part


def same_bytes(content: bytes, when: datetime.datetime, mend: Callable[[str, bytes], bytes] = _as_it_is) -> bytes:
    """The file with ``when`` on everything in it, whatever the clock said while it was written.

    Workbooks inside it, as charts on slides have, are treated likewise. ``mend`` may change each part, given its name.
    """
    moment = when.astimezone(datetime.UTC).replace(tzinfo=None)
    stamp = max(_EARLIEST, moment.timetuple()[:6])
    said = moment.isoformat(timespec="seconds") + "Z"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = mend(name, source.read(name))
            if name == "docProps/core.xml":
                part = _with_time(part, said)
            elif name.endswith(".xlsx"):
                part = same_bytes(part, when)
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return out.getvalue()


def _with_time(content: bytes, said: str) -> bytes:
    """The core properties with the time of the report: saving sets the time of now."""
    times = rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)"
    return re.sub(times, lambda found: found[1] + said.encode("ascii") + found[2], content)
