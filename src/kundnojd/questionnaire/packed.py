"""Several answers packed in one cell: which character parts them, and which options there are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kundnojd.questionnaire.labels import is_blank_word, is_dont_know, normalise
from kundnojd.questionnaire.multiple import joined, parts

# Tried in this order; the one with the fewest options wins, the first where two have equally many.
SEPARATORS = (";", " / ", "|", "\n", ", ", ",")
MOST_OPTIONS = 60
LEAST_CHOSEN = 3  # an option fewer chose may be somebody's own words: it counts as other and is not printed
_LEAST_SHARE = 0.004  # of the answers, for the same reason
_LEAST_SEVERAL = 0.1  # share of the cells that hold several answers
_MOST_OWN_WORDS = 0.15  # share of the pieces that are no option
_MOST_SENTENCES = 0.02  # share of the pieces that end as a sentence does: more are comments
_TOGETHER = 0.97  # share of the cells with a piece that hold the next one too: they are one option
_GOES_ON = tuple(
    f"{word} " for word in ("and", "or", "but", "such", "och", "eller", "men", "samt", "som", "og", "t.ex.", "f.eks.")
)
_LONGEST = 120  # characters of an option
_ENDS = (".", "!", "?")
_PERSONAL = re.compile(r"@|\d{6}|\d{3}[- ]\d{2,}")
_CUT = 200  # longer texts were cut while the column was profiled


@dataclass(frozen=True)
class Packing:
    """How a column packs its answers: the options in the order in which they stand, most often, in the cells.

    ``has_others`` says that there are texts beside the options.
    """

    separator: str
    options: tuple[str, ...]
    has_others: bool


def find_packing(values: Mapping[str, int], separator: str | None = None) -> Packing | None:
    """The packing of a column with these texts and counts; ``None`` where its cells do not hold several answers.

    ``separator`` settles what parts the answers; then every text is a cell of answers.

    >>> found = find_packing({"Telefon, E-post": 9, "Telefon": 8, "Chatt, E-post": 5, "Chatt": 4, "jag ringde": 1})
    >>> found.separator, found.options, found.has_others
    (', ', ('Telefon', 'Chatt', 'E-post'), True)
    >>> find_packing({"Åre, Sverige": 9, "Lund, Sverige": 8}) is None
    True
    """
    answers = {
        text: count for text, count in values.items() if text and not is_blank_word(text) and not is_dont_know(text)
    }
    if not answers:
        return None
    if separator is not None:
        return _options(answers, separator)
    found = []
    for candidate in SEPARATORS:
        if any(candidate.strip(" ") in text for text in answers):
            packing = _options(answers, candidate)
            if packing is not None and _is_packed(answers, packing):
                found.append(packing)
    return min(found, key=lambda packing: len(packing.options), default=None)


def _options(answers: Mapping[str, int], separator: str) -> Packing | None:
    cells = [(_pieces(text, separator), count) for text, count in answers.items()]
    cells = _rejoined(cells, separator)
    chosen: Counter[str] = Counter()
    printed: dict[str, str] = {}
    places: defaultdict[str, float] = defaultdict(float)
    for pieces, count in cells:
        for place, piece in enumerate(pieces):
            key = normalise(piece)
            printed.setdefault(key, piece)
            chosen[key] += count
            places[key] += count * place / len(pieces)
    least = max(LEAST_CHOSEN, _LEAST_SHARE * sum(count for _, count in cells))
    kept = [
        key
        for key, count in chosen.items()
        if count >= least and len(key) <= _LONGEST and not _PERSONAL.search(printed[key])
    ]
    in_codes = _are_codes(*kept)
    kept.sort(key=lambda key: (int(key) if in_codes else 0, places[key] / chosen[key]))
    if not kept:
        return None
    return Packing(separator, tuple(printed[key] for key in kept), len(kept) < len(chosen))


def _pieces(text: str, separator: str) -> tuple[str, ...]:
    pieces = parts(text, separator)
    return pieces[:-1] if len(text) >= _CUT and len(pieces) > 1 else pieces


Cells = list[tuple[tuple[str, ...], int]]


def _rejoined(cells: Cells, separator: str) -> Cells:
    """The cells with pieces put together that belong together: an option that holds the separator itself."""
    while True:
        alone: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for pieces, count in cells:
            alone.update(dict.fromkeys(pieces, count))
            pairs.update(dict.fromkeys(pairwise(pieces), count))
        bound = {pair for pair, count in pairs.items() if _belong(pair, count, alone)}
        if not bound:
            return cells
        cells = [(_bound(pieces, bound, separator), count) for pieces, count in cells]


def _belong(pair: tuple[str, str], count: int, alone: Mapping[str, int]) -> bool:
    """Whether the second piece goes on where the first one stops: never without it, and the first hardly alone.

    A second piece that begins with ``and``, ``or``, ``such as`` and the like may go on after one of several.
    """
    first, second = pair
    if count < LEAST_CHOSEN or alone[second] != count or _are_codes(first, second):
        return False
    return count >= _TOGETHER * alone[first] or second.startswith(_GOES_ON)


def _bound(pieces: tuple[str, ...], bound: Collection[tuple[str, str]], separator: str) -> tuple[str, ...]:
    found: list[str] = []
    place = 0
    while place < len(pieces):
        together = pieces[place : place + 2] in bound
        found.append(separator.join(pieces[place : place + 2]) if together else pieces[place])
        place += 2 if together else 1
    return tuple(found)


def _are_codes(*pieces: str) -> bool:
    return all(piece.isdecimal() for piece in pieces)


def _is_packed(answers: Mapping[str, int], packing: Packing) -> bool:
    """Whether the cells look like choices among options: some several, few strange, fewer options than texts."""
    known = frozenset(normalise(option) for option in packing.options)
    total = several = pieces_in_all = fitting_in_all = sentences = 0
    numbers: set[int] = set()
    for text, count in answers.items():
        pieces = joined(parts(text, packing.separator), packing.separator, known)
        fitting = sum(normalise(piece) in known for piece in pieces)
        total += count
        several += count * (fitting > 1)
        pieces_in_all += count * len(pieces)
        fitting_in_all += count * fitting
        sentences += count * sum(piece.endswith(_ENDS) for piece in pieces)
        numbers.add(len(pieces))
    if not 2 <= len(packing.options) <= MOST_OPTIONS or len(numbers) < 2:
        return False
    if several < _LEAST_SEVERAL * total or len(packing.options) >= len(answers):
        return False
    if fitting_in_all < (1 - _MOST_OWN_WORDS) * pieces_in_all or sentences > _MOST_SENTENCES * pieces_in_all:
        return False
    return not _are_codes(*packing.options) or _are_choices(answers, packing)


def _are_choices(answers: Mapping[str, int], packing: Packing) -> bool:
    """Whether codes such as ``1,4`` are choices and no decimals: rising, none twice, or more than two in a cell."""
    lists = [text.split(packing.separator.strip() or packing.separator) for text in answers]
    codes = [[int(piece) for piece in map(str.strip, pieces) if piece.isdecimal()] for pieces in lists]
    if packing.separator.strip() != ",":
        return True
    longest = max(map(len, codes))
    rising = all(first < second for row in codes for first, second in pairwise(row))
    return all(len(set(row)) == len(row) for row in codes) and (longest > 2 or (rising and len(codes) > 4))
