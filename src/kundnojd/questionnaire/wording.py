"""What the wording of a question says about its scale: the range, and which end is the good one."""

from __future__ import annotations

import re

from kundnojd.questionnaire.boxes import MAX_STEPS
from kundnojd.questionnaire.verbal import tone

_TO = r"\s*(?:-|–|—|−|till|til|to|och|and|og|through)\s*"
_RANGE = rf"(?<![\d.,/-])(\d{{1,2}}){_TO}(\d{{1,2}})(?![\d.,/-]*\d)"
_BRACKETED = re.compile(rf"[(\[]\s*{_RANGE}\s*[)\]]")
_SCALE_WORD = (
    r"\b(?:skala\w*|betyg\w*|poäng\w*|skår\w*|karakter\w*|rate|rating|score|scored|point|points|scale|on a|på en)\b"
)
_NAMED = re.compile(rf"{_SCALE_WORD}[^\d?]{{0,40}}{_RANGE}", re.IGNORECASE)
_LAST = re.compile(rf"{_RANGE}[\s.:?!)*]*$")
_IS = r"(?:=|:|-|–|\bär\b|\ber\b|\bis\b|\bbeing\b|\bmeans\b|\bbetyder\b|\bbetyr\b|\bmotsvarar\b|\btilsvarer\b|\bfor\b)"
_ANCHOR = re.compile(
    rf"(?<![\d.,/-])(\d{{1,2}})\s*{_IS}\s*([\"'“]?[^\W\d_][^\d,;()\n]*)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s+(?:och|and|og|samt)\s*$", re.IGNORECASE)
_BEST = frozenset({"best", "bäst", "bedst", "bästa", "beste", "bedste", "highest", "högst", "top"})
_WORST = frozenset({"worst", "sämst", "verst", "værst", "dårligst", "sämsta", "lowest", "lägst", "bottom"})


def range_in_wording(text: str) -> tuple[int, int] | None:
    """The range of a number scale that the wording names, as (low, high), or ``None``.

    Read are ``(1-10)``, ``on a scale of 1 to 5``, ``på en skala från 1 till 10``, a range at the very end, and two
    anchors: ``där 1 är sämst och 5 är bäst``. ``1-3 år`` in the middle of a question is no scale. A range begins at
    0 or 1 and has 3 to 11 steps.

    >>> range_in_wording("Hur nöjd är du på en skala från 1 till 10?"), range_in_wording("Inom 1-3 dagar efteråt?")
    ((1, 10), None)
    """
    for pattern in (_BRACKETED, _NAMED, _LAST):
        for match in pattern.finditer(text):
            ends = sorted((int(match[1]), int(match[2])))
            if pattern is _LAST and (match.start() == 0 or not text[match.start() - 1].isspace()):
                continue  # "Q9-1" is the first part of question 9
            if _is_range(ends):
                return ends[0], ends[1]
    anchors = sorted(_anchors(text))
    if len(anchors) >= 2 and _is_range(anchors):
        return anchors[0], anchors[-1]
    return None


def direction_in_wording(text: str) -> str | None:
    """``falling`` where the wording calls the low number the good end, ``rising`` where the high one, else ``None``.

    >>> direction_in_wording("Ange 1-5 där 1 är bäst"), direction_in_wording("1 = mycket missnöjd, 5 = mycket nöjd")
    ('falling', 'rising')
    """
    anchors = _anchors(text)
    known = {number: value for number, words in anchors.items() if (value := _tone(words)) is not None}
    if len(known) >= 2:
        first, last = known[min(known)], known[max(known)]
        return None if first == last else "rising" if first < last else "falling"
    if len(known) == 1:
        ((number, value),) = known.items()
        if value <= 0.1 or value >= 0.9:
            return "falling" if (number <= 1) == (value >= 0.9) else "rising"
    return None


def _anchors(text: str) -> dict[int, str]:
    return {int(match[1]): _TAIL.sub("", match[2]).strip() for match in _ANCHOR.finditer(text)}


def _tone(words: str) -> float | None:
    parts = set(words.casefold().replace(".", " ").replace("?", " ").split())
    if parts & _BEST:
        return 1.0
    if parts & _WORST:
        return 0.0
    return tone(words)


def _is_range(ends: list[int]) -> bool:
    low, high = ends[0], ends[-1]
    return low in {0, 1} and 3 <= high - low + 1 <= MAX_STEPS
