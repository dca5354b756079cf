"""EFS Survey of Questback, also Unipark: ``lfdn``, a disposition code, negative codes where nothing was said."""

from __future__ import annotations

import re

from kundnojd.sources.platforms.recognition import (
    Recognised,
    Rows,
    header_row,
    key,
    one_of,
    place_of,
    plain_columns,
    rule_for,
    with_grids,
)

NAME = "Questback EFS (Unipark)"
_IGNORED = (
    "externallfdn",
    "browser",
    "referer",
    "devicetype",
    "quota",
    "quotaassignment",
    "quotarejectedid",
    "pagehistory",
    "hflip",
    "vflip",
    "outputmode",
    "javascript",
    "flash",
    "sessionid",
    "cleaned",
    "ats",
    "dateofpagehistory",
)
_ROLES = dict.fromkeys(_IGNORED, "ignore") | {
    "lfdn": "respondent",
    "tester": "disposition",
    "dispcode": "disposition",
    "lastpage": "disposition",
    "quality": "disposition",
    "duration": "duration",
    "datetime": "time",
    "dateoflastaccess": "time",
    "dateoffirstmail": "ignore",
    "language": "segment",
}
_PERSONAL = re.compile(r"p_\d{4}|participant_\w+")
_TIMINGS = re.compile(r"rts\d+")
_COMPLETE = frozenset({"31", "32"})  # complete, and complete after a break
_MISSING = ("-55", "-66", "-77", "-88", "-99")


def recognise(rows: Rows) -> Recognised | None:
    """A file with ``lfdn`` and one of the columns beside it that EFS writes."""
    names = header_row(rows, 0) if len(rows) > 1 else []
    known = {key(name) for name in names}
    if "lfdn" not in known or not known & {"dispcode", "lastpage", "tester", "externallfdn"}:
        return None
    roles = _ROLES | {key(name): "personal" for name in names if _PERSONAL.fullmatch(name)}
    roles |= {key(name): "ignore" for name in names if _TIMINGS.fullmatch(name)}
    rules = (
        *rule_for("preview", place_of(names, ["tester"]), one_of("1")),
        *rule_for("partial", place_of(names, ["dispcode"]), _is_partial),
    )
    return Recognised(NAME, 1, tuple(with_grids(plain_columns(names, roles))), rules, missing=_MISSING)


def _is_partial(text: str) -> bool:
    """Whether a disposition code, alone or within its label, is another than that of a complete interview."""
    codes = re.findall(r"\d+", text)
    return bool(codes) and _COMPLETE.isdisjoint(codes)
