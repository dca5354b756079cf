"""The second of a cell that says when somebody answered."""

from __future__ import annotations

import re

from kundnojd.questionnaire.dates import day_of

MINUTES_A_DAY = 1440
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([AaPp])?\.?[Mm]?\.?")


def second_of(text: str, order: str) -> tuple[int, bool] | None:
    """The second of a time as ordinal of the day x 86,400 + second, and whether the text has a clock time.

    >>> day, other = second_of("2025-03-01 08:15:09", "ymd"), second_of("01.03.2025", "dmy")
    >>> day[0] - other[0], day[1], other[1]
    (29709, True, False)
    """
    day = day_of(text, order)
    if day is None:
        return None
    _, _, rest = text.strip().replace("T", " ").partition(" ")
    clock = _CLOCK.match(rest.strip())
    if clock is None:
        return day * 60 * MINUTES_A_DAY, False
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
    # Midnight to the second is a day that was written with a clock.
    return 60 * (day * MINUTES_A_DAY + 60 * hour + minute) + second, bool(hour or minute or second)
