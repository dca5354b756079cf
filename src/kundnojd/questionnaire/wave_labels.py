"""The order of wave labels: years, halves, terms, quarters, months, seasons, else as people count."""

from __future__ import annotations

import calendar
import datetime
import re

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SHORT_TERM = re.compile(r"\b(vt|ht)[ -]?(\d{2})\b")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}[-./ ]?(0[1-9]|1[0-2])(?:[-./ ]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_QUARTER = re.compile(r"\b(?:q|k|kv|kvartal|quarter)[ .-]?([1-4])\b|\b([1-4])[ .]?(?:q|kv|kvartal)\b")
_THIRD = re.compile(r"\b(?:t|tertial)[ .-]?([1-3])\b|\b([1-3])[ .]?(?:t|tertial)\b")
_HALF = re.compile(r"\b(?:h|halvår|halvar|half)[ .-]?([12])\b|\b([12])[ .]?(?:h|halvår|halvar|half)\b")
_NUMBERS = re.compile(r"(\d+)")

# Month in which a word puts a wave. VT and HT are the Swedish spring and autumn terms.
_MONTH_OF_WORD = {
    "jan": 1, "januari": 1, "januar": 1, "january": 1,
    "feb": 2, "februari": 2, "februar": 2, "february": 2,
    "mar": 3, "mars": 3, "marts": 3, "march": 3,
    "apr": 4, "april": 4,
    "maj": 5, "mai": 5, "may": 5,
    "jun": 6, "juni": 6, "june": 6,
    "jul": 7, "juli": 7, "july": 7,
    "aug": 8, "augusti": 8, "august": 8,
    "sep": 9, "sept": 9, "september": 9,
    "okt": 10, "oct": 10, "oktober": 10, "october": 10,
    "nov": 11, "november": 11,
    "dec": 12, "des": 12, "december": 12, "desember": 12,
    "vinter": 1, "winter": 1,
    "vår": 3, "våren": 3, "forår": 3, "foråret": 3, "spring": 3, "vt": 3, "vårtermin": 3, "vårterminen": 3,
    "sommar": 6, "sommaren": 6, "sommer": 6, "sommeren": 6, "summer": 6,
    "höst": 9, "hösten": 9, "høst": 9, "høsten": 9, "efterår": 9, "efteråret": 9, "autumn": 9, "fall": 9,
    "ht": 9, "hösttermin": 9, "höstterminen": 9,
}  # fmt: skip
# The last month of what a word that is no month stands for.
_LAST_MONTH = {
    2: ("vinter", "winter"),
    5: ("vår", "våren", "forår", "foråret", "spring"),
    6: ("vt", "vårtermin", "vårterminen"),
    8: ("sommar", "sommaren", "sommer", "sommeren", "summer"),
    11: ("höst", "hösten", "høst", "høsten", "efterår", "efteråret", "autumn", "fall"),
    12: ("ht", "hösttermin", "höstterminen"),
}
_LAST_OF_WORD = {word: month for month, words in _LAST_MONTH.items() for word in words}
_SPLIT_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}\s*[/–-]\s*(?:\d{2}|(?:19|20)\d{2})(?![\d-])")
_WORD = re.compile(r"[^\W\d_]+")

WaveKey = tuple[int, int, float, tuple[tuple[int, int, str], ...]]


def wave_key(label: str) -> WaveKey:
    """The place of a wave label in time, for ``sorted(labels, key=wave_key)``.

    Labels with a year come in the order of year and of quarter, half, tertial, month or season; labels without come
    in the order of those parts; all else in natural order, where 2 comes before 10.

    >>> sorted(["Höst 2024", "2025-Q1", "Vår 2024"], key=wave_key)
    ['Vår 2024', 'Höst 2024', '2025-Q1']
    >>> sorted(["Mätning 10", "Mätning 2"], key=wave_key)
    ['Mätning 2', 'Mätning 10']
    """
    text = label.casefold().replace("_", " ").strip()
    natural = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _NUMBERS.split(text) if part)
    year = _year(text)
    month = _month(text)
    if year is not None:
        return (0, year, month or 0.0, natural)
    return (1, 0, month, natural) if month is not None else (2, 0, 0.0, natural)


def period_end(label: str) -> datetime.date | None:
    """The last day of the period that a label names, ``None`` where it names none that can be known.

    >>> [str(period_end(label)) for label in ("2025", "2025-Q1", "Höst 2024", "2024-02", "Mätning 2")]
    ['2025-12-31', '2025-03-31', '2024-11-30', '2024-02-29', 'None']
    """
    text = label.casefold().replace("_", " ").strip()
    year, month = _year(text), 12
    date = _DATE.search(text)
    if year is None or (_SPLIT_YEAR.search(text) and not date):
        return None
    if date:
        month = int(date[1])
        if date[2]:
            last = calendar.monthrange(year, month)[1]
            return datetime.date(year, month, int(date[2])) if int(date[2]) <= last else None
    else:
        month = _last_month(text)
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _last_month(text: str) -> int:
    for pattern, months in ((_QUARTER, 3), (_HALF, 6), (_THIRD, 4)):
        found = pattern.search(text)
        if found:
            return int(found[1] or found[2]) * months
    words = re.findall(r"[^\W\d_]+", text)
    return next((_LAST_OF_WORD.get(word, _MONTH_OF_WORD[word]) for word in words if word in _MONTH_OF_WORD), 12)


def _year(text: str) -> int | None:
    date = _DATE.search(text)
    if date:
        return int(date.group()[:4])
    found = _YEAR.search(text)
    if found:
        return int(found[1])
    short = _SHORT_TERM.search(text)
    return 2000 + int(short[2]) if short else None


def _month(text: str) -> float | None:
    """The month of a label, days as hundredths; ``None`` where it says nothing finer than a year."""
    date = _DATE.search(text)
    if date:
        return int(date[1]) + int(date[2] or 0) / 100
    for pattern, months in ((_QUARTER, 3), (_HALF, 6), (_THIRD, 4)):
        found = pattern.search(text)
        if found:
            return float(1 + (int(found[1] or found[2]) - 1) * months)
    for word in _WORD.findall(text):
        if word in _MONTH_OF_WORD:
            return float(_MONTH_OF_WORD[word])
    return None
