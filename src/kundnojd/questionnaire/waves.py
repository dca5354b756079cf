"""Waves: from dates and from the names of several files, and the wave of a cell."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from pathlib import PurePath

from kundnojd.errors import UsageError
from kundnojd.questionnaire.dates import day_of
from kundnojd.questionnaire.labels import is_blank_word
from kundnojd.questionnaire.model import Waves
from kundnojd.questionnaire.wave_labels import wave_key

ONE_WAVE_DAYS = 100  # a shorter span is one wave, and a field period up to this long is never cut in two
FIELD_GAP_DAYS = 30  # a longer gap ends a field period
MOST_WAVES = 12


def wave_labels(texts: Sequence[str], waves: Waves) -> list[str]:
    """The wave of each text of the column ``waves.column``; empty where it has none.

    >>> wave_labels(["2024", "", "2023"], Waves("column", "År"))
    ['2024', '', '2023']
    """
    if waves.kind == "column":
        return ["" if is_blank_word(text) else text for text in texts]
    days = (day_of(text, waves.date_order) for text in texts)
    places = (bisect_right(waves.starts, day) - 1 if day is not None else -1 for day in days)
    return [waves.labels[place] if place >= 0 else "" for place in places]


# --- dates ---------------------------------------------------------------------------------------------------------


def waves_from_dates(days: Collection[int], column: str, order: str) -> Waves:
    """The waves of a column of dates: the coarsest of year, quarter and month that gives 2 to 12.

    ``days`` are proleptic ordinals. A span under 100 days is one wave. A field period (no gap over 30 days, at most
    100 days long) belongs whole to the wave in which it began. Where even years are more than 12, years it is.

    >>> autumns = [datetime.date(year, 10, day).toordinal() for year in (2023, 2024) for day in (1, 20)]
    >>> waves_from_dates(autumns, "Datum", "ymd").labels
    ('2023', '2024')
    """
    ordered = sorted(set(days))
    if not ordered or ordered[-1] - ordered[0] < ONE_WAVE_DAYS:
        return Waves()
    for label_of in _GRAINS:
        labels = _labels(ordered, label_of)
        count = len(set(labels))
        if count > 1 and (count <= MOST_WAVES or label_of is _year):
            break
    else:
        return Waves()
    starts: list[int] = []
    names: list[str] = []
    last = 0
    for name, group in groupby(zip(ordered, labels, strict=True), key=lambda pair: pair[1]):
        members = [day for day, _ in group]
        starts.append(max(_first_day(name), last + 1))
        names.append(name)
        last = members[-1]
    return Waves("date", column, tuple(starts), tuple(names), order)


def _year(day: int) -> str:
    return f"{datetime.date.fromordinal(day).year}"


def _quarter(day: int) -> str:
    date = datetime.date.fromordinal(day)
    return f"{date.year}-Q{(date.month + 2) // 3}"


def _month(day: int) -> str:
    return f"{datetime.date.fromordinal(day):%Y-%m}"


_GRAINS: tuple[Callable[[int], str], ...] = (_year, _quarter, _month)


def _first_day(label: str) -> int:
    year, _, part = label.partition("-")
    month = 3 * int(part[1]) - 2 if part.startswith("Q") else int(part or 1)
    return datetime.date(int(year), month, 1).toordinal()


def _labels(ordered: Sequence[int], label_of: Callable[[int], str]) -> list[str]:
    labels: list[str] = []
    for period in _field_periods(ordered):
        whole = period[-1] - period[0] <= ONE_WAVE_DAYS
        labels += [label_of(period[0])] * len(period) if whole else [label_of(day) for day in period]
    return labels


def _field_periods(ordered: Sequence[int]) -> list[list[int]]:
    periods: list[list[int]] = []
    for day in ordered:
        if periods and day - periods[-1][-1] <= FIELD_GAP_DAYS:
            periods[-1].append(day)
        else:
            periods.append([day])
    return periods


# --- names of files ------------------------------------------------------------------------------------------------

_SUFFIXES = re.compile(
    r"(?:\.(?:csv|tsv|txt|tab|xlsx|xlsm|xls|xlsb|ods|sav|parquet|json|gz|bz2|xz|zip))+$", re.IGNORECASE
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_LONE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)(?![-_. ](?:0[1-9]|1[0-2])(?!\d))")
_PART = re.compile(
    r"(?<![^\W_])(?:[qk][1-4]|h[12]|t[1-3]|vt|ht|vår|høst|höst|forår|efterår|spring|summer|autumn|fall|winter"
    r"|sommar|sommer|vinter)(?![^\W_])",
    re.IGNORECASE,
)


def waves_from_files(files: Sequence[str]) -> Waves:
    """One wave for each file, named after what in the names of the files looks like time and tells them apart.

    Tried in this order: a year, a year and its half, quarter or season, year and month, a whole date; else the whole
    name without its suffix. Raises `UsageError` where two files would be the same wave.

    >>> waves_from_files(["2017_SFO_20250817.csv", "2018_SFO_20250817.csv"]).files
    {'2017_SFO_20250817.csv': '2017', '2018_SFO_20250817.csv': '2018'}
    """
    stems = [_SUFFIXES.sub("", PurePath(file).name) for file in files]
    for reader in _READERS:
        names = _tell_apart([reader(stem) for stem in stems])
        if names is not None:
            return _file_waves(files, names)
    twice = [stem for stem, count in Counter(stems).items() if count > 1]
    if twice:
        raise UsageError("files-same-wave", wave=twice[0], files=tuple(files))
    return _file_waves(files, stems)


def _file_waves(files: Sequence[str], names: Sequence[str]) -> Waves:
    labels = tuple(sorted(names, key=wave_key))
    return Waves("file", labels=labels, files=dict(zip(files, names, strict=True)))


def _tell_apart(found: Sequence[Sequence[str]]) -> list[str] | None:
    """The first reading of each file that not all files share, if those are all different."""
    shared = set(found[0]).intersection(*found[1:]) if len(found) > 1 else set()
    own = [[name for name in names if name not in shared] for names in found]
    firsts = [names[0] for names in own if names]
    return firsts if len(firsts) == len(found) and len(set(firsts)) == len(found) else None


def _lone_years(stem: str) -> list[str]:
    return _LONE_YEAR.findall(stem)


def _years_of_dates(stem: str) -> list[str]:
    return [found[1] for found in _DATE.finditer(stem)]


def _years_and_parts(stem: str) -> list[str]:
    years = _lone_years(stem)
    parts = [part.upper() if len(part) == 2 else part.capitalize() for part in _PART.findall(stem)]
    return [f"{years[0]}-{part}" if len(part) == 2 else f"{part} {years[0]}" for part in parts] if years else []


def _months(stem: str) -> list[str]:
    return [f"{found[1]}-{found[2]}" for found in _DATE.finditer(stem)]


def _dates(stem: str) -> list[str]:
    return ["-".join(part for part in found.groups() if part) for found in _DATE.finditer(stem)]


_READERS: tuple[Callable[[str], list[str]], ...] = (
    _lone_years,
    _years_and_parts,
    _years_of_dates,
    _months,
    _dates,
)
