"""What the answers of one column could be: a number scale, a scale in words, or nothing of the kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import nlargest

from kundnojd.questionnaire.labels import LONGEST, is_blank_label, is_blank_word, is_dont_know, normalise, read_label
from kundnojd.questionnaire.personal import SAID_OFTEN, tells_of_somebody
from kundnojd.questionnaire.verbal import VerbalScale, is_pole, tone, verbal_scales

DISTINCT_LIMIT = 1000  # with so many different texts a column is no scale, and the profile stops counting there
_COMMON = 60  # so many texts hold the answers of any scale, however they are written
STRAY_SHARE = 0.05  # of the answers: up to this share may be impossible
DONT_KNOW_CODES = frozenset({77, 88, 97, 98, 99, 999, -1, -2, -7, -8, -9, -66, -77, -88, -97, -98, -99})
_MIDDLE = 5  # of 1-10, as a word such as "Neutral" has it
_LABELLED = 0.1  # of a number's answers: with fewer, the words beside it are no label
_LONGEST_LABEL = 80
_ELEVEN = 11  # the code for don't know after an answer 10


@dataclass(frozen=True)
class Proposal:
    """What the texts of a column show.

    Mappings from a number or a normalised text give counts. ``words`` and ``labels`` have the words and the whole
    printed label of each number that has one. ``low_end`` and ``high_end`` are the ends that labels declare, and
    ``low_word``, ``high_word`` normalised words that stand for an end without its number. ``candidates`` are names of
    verbal scales that hold the answers. ``falls`` says that the labels call the low number the good end.
    ``is_thin`` marks a column with so few different answers (one, or two codes such as 0/1) that only its siblings or
    its wording can make it a scale.
    """

    kind: str  # numeric, verbal or yes-no
    answered: int
    numbers: Mapping[int, int] = field(default_factory=dict)
    codes: Mapping[int, int] = field(default_factory=dict)
    words: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    low_end: int | None = None
    high_end: int | None = None
    low_word: str = ""
    high_word: str = ""
    middle_word: str = ""
    falls: bool | None = None
    candidates: tuple[str, ...] = ()
    texts: Mapping[str, int] = field(default_factory=dict)  # verbal answers
    printed: Mapping[str, str] = field(default_factory=dict)  # normalised text -> as printed
    dont_know: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)
    impossible: Mapping[str, int] = field(default_factory=dict)
    is_thin: bool = False

    @property
    def declared(self) -> tuple[int, int] | None:
        """The range that the labels declare with both ends."""
        return None if self.low_end is None or self.high_end is None else (self.low_end, self.high_end)


@dataclass
class _Sorted:
    """The texts of a column by what they are; filled while they are read."""

    numbers: Counter[int] = field(default_factory=Counter)
    number_words: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: Counter[str] = field(default_factory=Counter)
    printed: dict[str, str] = field(default_factory=dict)
    dont_know: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    strays: Counter[str] = field(default_factory=Counter)


def propose(values: Mapping[str, int]) -> Proposal | None:
    """What scale the answers of a column could be; ``None`` where they are none.

    ``values`` gives each distinct text with its count, empty texts included or not. Columns with many different
    texts, decimals, large numbers, several numbers in a cell or unknown words above 5 % of the answers are no scale.

    >>> found = propose({"1 - Inte alls nöjd": 2, "7": 9, "10 - Mycket nöjd": 4, "Vet ej": 1})
    >>> found.kind, found.declared, found.dont_know
    ('numeric', (1, 10), {'vet ej': 1})
    >>> propose({"1,4": 3, "2": 5, "1,2,3": 2}) is None
    True
    """
    # The answers of a scale are few texts; reading each of many that are not takes time for nothing.
    commonest = sum(nlargest(_COMMON, values.values()))
    if len(values) >= DISTINCT_LIMIT or commonest < (1 - 2 * STRAY_SHARE) * sum(values.values()):
        return None
    read = _sort(values)
    _number_the_words(read)
    in_numbers, in_words = read.numbers.total(), read.words.total()
    answers = in_numbers + in_words + read.strays.total()
    if not answers:
        return None
    ends = _end_words(read.words, answers) or _pole_words(read) or ("", "", "")
    if in_numbers > STRAY_SHARE * answers and (in_words <= STRAY_SHARE * answers or any(ends)):
        return _numeric(read, ends)
    return _verbal(read)


def _sort(values: Mapping[str, int]) -> _Sorted:
    read = _Sorted()
    for text, count in values.items():
        if not text:
            continue
        if len(text) > LONGEST:
            read.words[text] += count
            continue
        key = normalise(text)
        read.printed.setdefault(key, text)
        label = read_label(text)
        if is_blank_word(text) or is_blank_label(label):
            read.missing[key] += count
            continue
        if (is_dont_know(text) or (label.words and is_dont_know(label.words))) and not _is_told(text, count):
            read.dont_know[key] += count
        elif label.number is not None and label.number.is_integer():
            number = int(label.number)
            read.numbers[number] += count
            if label.words:
                read.number_words[number][label.words] += count
        elif label.numbers:
            read.strays[key] += count
        else:
            read.words[key] += count
    for number, words in read.number_words.items():  # "Mycket nöjd" beside "10 - Mycket nöjd" is 10
        for key in {normalise(word) for word in words}:
            read.numbers[number] += read.words.pop(key, 0)
    return read


def _number_the_words(read: _Sorted) -> None:
    """Words of one scale beside bare numbers from 1 to as many as it has steps are these numbers.

    So a question looks that was asked in numbers in one wave and in words in another. A higher number is better, as
    always where nothing tells otherwise.
    """
    in_numbers, in_words = read.numbers.total(), read.words.total()
    if min(in_numbers, in_words) <= STRAY_SHARE * (in_numbers + in_words) or read.number_words or len(read.words) < 2:
        return
    for scale in verbal_scales().values():
        fits = set(read.words) <= set(scale.positions) and {min(read.numbers), max(read.numbers)} == {1, scale.size}
        if fits and scale.kind == "verbal":
            for word, count in read.words.items():
                number = scale.positions[word] + 1
                read.numbers[number] += count
                read.number_words[number][word] += count
            read.words.clear()
            return


def _numeric(read: _Sorted, ends: tuple[str, str, str]) -> Proposal | None:
    numbers = {number: count for number, count in sorted(read.numbers.items()) if 0 <= number <= 10}
    codes = {number: count for number, count in read.numbers.items() if number in DONT_KNOW_CODES}
    if max(numbers, default=0) >= 8 and _ELEVEN in read.numbers and _ELEVEN + 1 not in read.numbers:
        codes[_ELEVEN] = read.numbers[_ELEVEN]
    strays = Counter(read.strays)
    strays.update({key: count for key, count in read.words.items() if key not in ends})
    strays.update({str(n): count for n, count in read.numbers.items() if n not in numbers and n not in codes})
    valid = sum(numbers.values()) + sum(read.words[word] for word in ends if word)
    if not numbers or strays.total() > STRAY_SHARE * (valid + strays.total()):
        return None
    words = {
        n: label for n in numbers if n in read.number_words and (label := _label(read.number_words[n], numbers[n]))
    }
    if len({normalise(word) for word in words.values()}) < len(words):
        words = {}  # "5 stjärnor", "4 stjärnor": a unit, not a label
    if len(words) > 2 and set(words) == set(numbers) and not any(tone(word) is not None for word in words.values()):
        return None  # codes of named groups, such as "1 - Stockholm"
    steps = _steps(words)
    low_end, high_end = _ends(words, numbers, steps)
    low_word, middle_word, high_word = ends
    return Proposal(
        kind=steps.kind if steps is not None and steps.kind == "yes-no" else "numeric",
        answered=valid + strays.total() + sum(codes.values()) + read.dont_know.total(),
        numbers=numbers,
        codes=dict(sorted(codes.items())),
        words=words,
        labels={n: read.printed[_label_key(read, n, word)] for n, word in words.items()},
        low_end=low_end,
        high_end=high_end,
        low_word=low_word,
        high_word=high_word,
        middle_word=middle_word,
        falls=falls_by_words(words),
        dont_know=dict(read.dont_know),
        missing=dict(read.missing),
        impossible=dict(strays),
        is_thin=not any(ends) and (len(numbers) < 2 or set(numbers) <= {0, 1} or set(numbers) <= {1, 2}),
    )


def _label(found: Counter[str], answers: int) -> str:
    """The words of a number's label; empty where they are what somebody added to the number."""
    word, count = found.most_common(1)[0]
    return "" if count < _LABELLED * answers or _is_told(word, count) else word


def _is_told(text: str, count: int) -> bool:
    return count < SAID_OFTEN and (len(text) > _LONGEST_LABEL or tells_of_somebody(text))


def _label_key(read: _Sorted, number: int, word: str) -> str:
    for key, text in read.printed.items():
        label = read_label(text)
        if label.number == number and label.words == word:
            return key
    return normalise(word)


def _verbal(read: _Sorted) -> Proposal | None:
    strays = Counter(read.strays)
    strays.update({str(number): count for number, count in read.numbers.items()})
    total = read.words.total() + strays.total()
    unknown = {
        scale.name: strays.total() + sum(n for word, n in read.words.items() if word not in scale.positions)
        for scale in verbal_scales().values()
    }
    least = min(unknown.values())
    if least > STRAY_SHARE * total or least == total:
        return None
    candidates = tuple(name for name, count in unknown.items() if count == least)
    known = {word: n for word, n in read.words.items() if word in verbal_scales()[candidates[0]].positions}
    strays.update({word: n for word, n in read.words.items() if word not in known})
    kinds = [verbal_scales()[name].kind for name in candidates]
    return Proposal(
        kind=kinds[0],
        answered=total + read.dont_know.total(),
        candidates=candidates,
        texts=known,
        printed={word: read.printed[word] for word in known},
        dont_know=dict(read.dont_know),
        missing=dict(read.missing),
        impossible=dict(strays),
        is_thin=len(known) < 2,
    )


def _end_words(words: Mapping[str, int], answers: int) -> tuple[str, str, str] | None:
    """The words that stand for the ends in a column of numbers: ``Strongly agree``, ``9``, ``8``, .., ``2``."""
    total = sum(words.values())
    if total <= STRAY_SHARE * answers:
        return None
    for scale in verbal_scales().values():
        lowest, highest = (
            max((word for word in words if scale.positions.get(word) == place), key=words.__getitem__, default="")
            for place in (0, scale.size - 1)
        )
        found = sum(words[word] for word in (lowest, highest) if word)
        if scale.size >= 4 and found >= (1 - STRAY_SHARE) * total:
            return lowest, "", highest
    return None


def _pole_words(read: _Sorted) -> tuple[str, str, str] | None:
    """Words of other scales for the ends and the middle, where no number takes those: ``Fantastic``, ``9``, .., ``6``.

    The worst, middle and best word, empty where there is none.
    """
    numbers = [number for number in read.numbers if 0 <= number <= 10]
    if not read.words or len(read.words) > 3 or len(numbers) < 3:
        return None
    found: dict[float, str] = {}
    for word in read.words:
        value = tone(word)
        place = 1.0 if value is not None and value > 0.9 else 0.0 if value is not None and value < 0.1 else value
        if place not in {0.0, 0.5, 1.0} or place in found or (place == 0.5 and _MIDDLE in numbers):
            return None
        found[place] = word
    high_free = 1.0 in found and max(numbers) < 10 and max(numbers) > _MIDDLE
    return (found.get(0.0, ""), found.get(0.5, ""), found[1.0]) if high_free else None


def _steps(words: Mapping[int, str]) -> VerbalScale | None:
    """The verbal scale whose steps the labels are, one by one and all in one direction."""
    if len(words) < 2:
        return None
    keys = {number: normalise(word) for number, word in words.items()}
    fitting = {
        ends: scale
        for scale in reversed(list(verbal_scales().values()))
        if all(key in scale.positions for key in keys.values()) and (ends := _offset(keys, scale))
    }
    # Labels 1 and 2 alone may begin a scale of four steps or of five: then they declare nothing.
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _offset(keys: Mapping[int, str], scale: VerbalScale) -> tuple[int, int] | None:
    rising = {number - scale.positions[key] for number, key in keys.items()}
    falling = {number + scale.positions[key] for number, key in keys.items()}
    lowest = rising if len(rising) == 1 else {total - scale.size + 1 for total in falling}
    if len(lowest) != 1 or (low := lowest.pop()) != min(1, *keys):
        return None
    return low, low + scale.size - 1


def _ends(
    words: Mapping[int, str], numbers: Mapping[int, int], steps: VerbalScale | None
) -> tuple[int | None, int | None]:
    if not words:
        return None, None
    low, high = min(words), max(words)
    only_ends = len(words) <= 3 and any(low < number < high and number not in words for number in numbers)
    if only_ends and low <= 1 and high - low >= 2:
        return low, high
    if steps is not None and (ends := _offset({n: normalise(word) for n, word in words.items()}, steps)):
        return ends
    return low if low <= 1 else None, high if high > 2 and is_pole(words[high]) else None


def falls_by_words(words: Mapping[int, str]) -> bool | None:
    """Whether labels call the low number the good end; ``None`` where their words do not say.

    >>> falls_by_words({1: "Mycket nöjd", 5: "Mycket missnöjd"}), falls_by_words({1: "Nord", 2: "Syd"})
    (True, None)
    """
    tones = {number: value for number, word in words.items() if (value := tone(word)) is not None}
    if len(tones) >= 2 and tones[min(tones)] != tones[max(tones)]:
        return tones[min(tones)] > tones[max(tones)]
    if len(tones) == 1 and is_pole(words[next(iter(tones))]):
        ((number, value),) = tones.items()
        return (number <= 1) == (value > 0.5)
    return None
