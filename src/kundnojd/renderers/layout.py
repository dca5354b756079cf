"""Which columns a page has room for, and how wide each becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 2


@dataclass(frozen=True)
class Need:
    """The room a column must have and would like, in characters; ``priority`` 0 always stays, 9 goes first.

    ``turn`` orders who is given the room that is left over: 0 first. ``most`` is what a column takes when every wish
    is met.
    """

    minimum: int
    wish: int
    priority: int
    turn: int = 0
    most: int = 0


def fit(needs: Sequence[Need], room: int) -> tuple[int | None, ...]:
    """The width of each column in ``room`` characters, ``None`` for a column there is no room for.

    Columns of priority 0 stay; where even they do not fit, the widest of them gives way.

    >>> fit([Need(10, 20, 0), Need(5, 5, 0), Need(30, 30, 1), Need(4, 4, 2)], 40)
    (20, 5, None, 4)
    """
    widths: list[int | None] = [need.minimum if need.priority == 0 else None for need in needs]

    def used() -> int:
        taken = [width for width in widths if width is not None]
        return sum(taken) + GAP * max(len(taken) - 1, 0)

    for place in sorted(range(len(needs)), key=lambda k: (needs[k].priority, k)):
        need = needs[place]
        if widths[place] is None and used() + GAP + need.minimum <= room:
            widths[place] = need.minimum
    while used() > room and max(width or 0 for width in widths) > 1:
        widest = max(range(len(widths)), key=lambda k: widths[k] or 0)
        widths[widest] = (widths[widest] or 0) - 1
    for turn in sorted({need.turn for need in needs}):
        _share_out(widths, [need.wish if need.turn == turn else 0 for need in needs], room - used())
    _share_out(widths, [need.most for need in needs], room - used())
    return tuple(widths)


def chunks(needs: Sequence[Need], room: int) -> list[list[int]]:
    """Columns in runs that fit, each beginning with those of priority 0: a wide table in several parts of like size.

    >>> chunks([Need(10, 10, 0), *[Need(6, 6, 1)] * 4], 36)
    [[0, 1, 2], [0, 3, 4]]
    """
    others = sum(need.priority != 0 for need in needs)
    runs = _runs(needs, room, others)
    return _runs(needs, room, -(-others // len(runs)))


def _runs(needs: Sequence[Need], room: int, most: int) -> list[list[int]]:
    """Runs of at most ``most`` columns beside those of priority 0."""
    keys = [k for k, need in enumerate(needs) if need.priority == 0]
    start = sum(needs[k].minimum for k in keys) + GAP * (len(keys) - 1)
    runs: list[list[int]] = []
    used = room + 1
    for k, need in enumerate(needs):
        if need.priority == 0:
            continue
        if used + GAP + need.minimum > room or len(runs[-1]) - len(keys) == most:
            runs.append(list(keys))
            used = start
        runs[-1].append(k)
        used += GAP + need.minimum
    return runs or [keys]


def _share_out(widths: list[int | None], wishes: Sequence[int], left: int) -> None:
    """Give what is left over one character at a time, so that columns grow alike."""
    growing = True
    while left > 0 and growing:
        growing = False
        for k, wish in enumerate(wishes):
            width = widths[k]
            if width is not None and width < wish and left > 0:
                widths[k] = width + 1
                left -= 1
                growing = True
